//! What an expression is evaluated about, and what it may ask of the world.

use super::item::{Item, Part};
use crate::tape::Tape;
use nabz_kernel::clock::Instant;
use std::cell::Cell;

/// Items touched and texts looked through in one evaluation, unless the context says otherwise.
pub const STEPS_MAX: u32 = 1_000_000;

/// Finds what a reference or a canonical URL points to.
pub type Resolve<'c, 't> = dyn Fn(&str) -> Option<Item<'t>> + 'c;
/// Is a code, Coding or `CodeableConcept` in the value set with this URL? `None` where nobody
/// knows.
pub type MemberOf<'c, 't> = dyn Fn(&Item<'t>, &str) -> Option<bool> + 'c;

/// What an expression is evaluated about.
#[derive(Clone)]
pub struct Context<'c, 't> {
    pub(super) focus: Item<'t>,
    pub(super) resource: Item<'t>,
    pub(super) root: Item<'t>,
    pub(super) now: Option<Instant>,
    pub(super) resolve: Option<&'c Resolve<'c, 't>>,
    pub(super) member_of: Option<&'c MemberOf<'c, 't>>,
    pub(super) steps_max: u32,
    pub(super) steps_shared: Option<&'c Cell<u32>>,
}

impl<'c, 't> Context<'c, 't> {
    /// About the resource that a tape holds; `None` when it holds no resource of R4.
    pub fn of(tape: &'t Tape) -> Option<Self> {
        Part::resource(tape).map(|resource| Self::about(Item::Part(resource)))
    }

    /// About one item, which is taken to be the resource as well.
    pub fn about(item: Item<'t>) -> Self {
        Self {
            focus: item.clone(),
            resource: item.clone(),
            root: item,
            now: None,
            resolve: None,
            member_of: None,
            steps_max: STEPS_MAX,
            steps_shared: None,
        }
    }

    /// The same about an element within the resource.
    #[must_use]
    pub fn at(self, focus: Item<'t>) -> Self {
        Self { focus, ..self }
    }

    /// With other resources: `%resource`, in which the focus stands, and `%rootResource`, in which
    /// that is contained, or the same one again.
    #[must_use]
    pub fn within(self, resource: Item<'t>, root: Item<'t>) -> Self {
        Self { resource, root, ..self }
    }

    /// With the moment that `now()` and its like say, on an Indian clock. Without it they are
    /// refused.
    #[must_use]
    pub fn at_moment(self, now: Instant) -> Self {
        Self { now: Some(now), ..self }
    }

    /// With somebody who finds what references point to. Without it only what is contained in the
    /// root resource is found.
    #[must_use]
    pub fn resolving(self, resolve: &'c Resolve<'c, 't>) -> Self {
        Self { resolve: Some(resolve), ..self }
    }

    /// With somebody who knows value sets. Without it `memberOf()` yields nothing.
    #[must_use]
    pub fn knowing(self, member_of: &'c MemberOf<'c, 't>) -> Self {
        Self { member_of: Some(member_of), ..self }
    }

    /// With another number of steps than [`STEPS_MAX`].
    #[must_use]
    pub fn for_steps(self, steps_max: u32) -> Self {
        Self { steps_max, ..self }
    }

    /// With steps that several evaluations share: what one takes is not there for the next.
    #[must_use]
    pub fn sharing(self, steps: &'c Cell<u32>) -> Self {
        Self { steps_shared: Some(steps), ..self }
    }

    /// How many steps an evaluation may take now.
    pub(super) fn steps(&self) -> u32 {
        self.steps_shared.map_or(self.steps_max, |shared| shared.get().min(self.steps_max))
    }
}
