//! How far a token reaches: for one thing that is to be done, and for one entry.

use super::{Level, Right, Scope, Scopes};
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Criterion, matches};
use nabz_fhir::tape::Node;

/// What one token may do.
#[derive(Clone, Debug)]
pub struct Reach(Scopes);

/// How somebody comes to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// They ask for it by its id, or for what it was before.
    ById,
    /// A search finds it, or it comes along with what a search finds.
    Found,
}

/// How far a type is open to whoever reads.
#[derive(Debug)]
pub enum Opens<'r> {
    /// Nothing of it.
    Closed,
    /// All of it that may be seen otherwise.
    Whole,
    /// What fits one of these.
    Only(Vec<&'r [Criterion]>),
}

impl Reach {
    /// Of what was given.
    pub fn of(scopes: Scopes) -> Self {
        Self(scopes)
    }

    /// Whether this may be done with the type at all, with as little of it as may be.
    pub fn may(&self, right: Right, of: ResourceType) -> bool {
        self.0.of_types().any(|scope| scope.allows(right, of))
    }

    /// How far the type is open to whoever comes this way. What is about one patient counts only where
    /// `of_the_patient`: the entry is the chosen one's, or is about nobody.
    pub fn opens(&self, way: Way, of: ResourceType, of_the_patient: bool) -> Opens<'_> {
        let mut narrowed: Vec<&[Criterion]> = Vec::new();
        for scope in self.0.of_types().filter(|scope| way.is_open(scope, of)) {
            if scope.level == Level::Patient && !of_the_patient {
                continue;
            }
            if scope.criteria.is_empty() {
                return Opens::Whole;
            }
            narrowed.push(&scope.criteria);
        }
        if narrowed.is_empty() { Opens::Closed } else { Opens::Only(narrowed) }
    }
}

impl Way {
    fn is_open(self, scope: &Scope, of: ResourceType) -> bool {
        let reads = scope.allows(Right::Read, of);
        match self {
            Self::ById => reads,
            Self::Found => reads || scope.allows(Right::Search, of),
        }
    }
}

/// Whether a body fits one of several lists of conditions, all of it.
pub fn is_among(lists: &[&[Criterion]], body: Node<'_>) -> bool {
    lists.iter().any(|list| list.iter().all(|criterion| matches(criterion, body)))
}
