//! Walks an expression over a resource.

use super::context::Context;
use super::fault::PathFault;
use super::found::Found;
use super::functions::{self, Asked};
use super::grammar::{Expr, Operation, Operator, TypeTest};
use super::item::Item;
use super::operators;
use std::cell::{Cell, OnceCell};

/// Bytes of text that are made or looked through in one step.
const BYTES_A_STEP: usize = 16;

/// One evaluation of one expression.
pub(super) struct Evaluation<'c, 't> {
    pub(super) context: &'c Context<'c, 't>,
    steps_left: Cell<u32>,
    /// What [`Expr::Once`] found.
    kept: Vec<OnceCell<Vec<Item<'t>>>>,
}

/// What `$this`, `$index` and `$total` are.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a, 't> {
    pub(super) this: &'a [Item<'t>],
    pub(super) index: Option<usize>,
    pub(super) total: &'a [Item<'t>],
}

impl<'a, 't> Scope<'a, 't> {
    /// The same about one item of a collection.
    pub(super) fn about(self, item: &'a Item<'t>, index: usize) -> Self {
        Self { this: std::slice::from_ref(item), index: Some(index), ..self }
    }
}

impl<'c, 't> Evaluation<'c, 't> {
    pub(super) fn new(context: &'c Context<'c, 't>, slots: usize) -> Self {
        let kept = std::iter::repeat_with(OnceCell::new).take(slots).collect();
        Self { context, steps_left: Cell::new(context.steps()), kept }
    }

    /// The whole expression, about what the context is about.
    pub(super) fn whole(&self, expr: &Expr) -> Result<Vec<Item<'t>>, PathFault> {
        let this = std::slice::from_ref(&self.context.focus);
        Ok(self.eval(expr, Scope { this, index: None, total: &[] })?.into_vec())
    }

    pub(super) fn eval<'a>(
        &'a self,
        expr: &'a Expr,
        scope: Scope<'a, 't>,
    ) -> Result<Found<'a, 't>, PathFault> {
        self.spend(1)?;
        match expr {
            Expr::Fixed(items) => Ok(Found::Lent(items)),
            Expr::This => Ok(Found::Lent(scope.this)),
            Expr::Index => {
                let index = scope.index.and_then(|index| i64::try_from(index).ok());
                Ok(Found::of(index.map(Item::whole)))
            }
            Expr::Total => Ok(Found::Lent(scope.total)),
            Expr::Focus => Ok(Found::Lent(std::slice::from_ref(&self.context.focus))),
            Expr::Resource => Ok(Found::Lent(std::slice::from_ref(&self.context.resource))),
            Expr::RootResource => Ok(Found::Lent(std::slice::from_ref(&self.context.root))),
            Expr::Head(of) => {
                let this = Found::Lent(scope.this);
                self.typed(this, (TypeTest::As, 0), |item| item.is_a(of))
            }
            Expr::Member { of: None, name } => self.members(scope.this, name),
            Expr::Member { of: Some(of), name } => {
                let of = self.eval(of, scope)?;
                self.members(&of, name)
            }
            Expr::At { of, index, at } => {
                let place = self.eval(index, scope)?;
                let Some(place) = operators::whole(&place, *at)? else { return Ok(Found::None) };
                let of = self.eval(of, scope)?;
                let Ok(place) = usize::try_from(place) else { return Ok(Found::None) };
                Ok(of.between(place, place.saturating_add(1)))
            }
            Expr::Sign { of, is_minus, at } => {
                let of = self.eval(of, scope)?;
                operators::signed(&of, *is_minus, *at)
            }
            Expr::Operation(operation) => self.operation(operation, scope),
            Expr::Typed { of, test, name, at } => {
                let of = self.eval(of, scope)?;
                self.typed(of, (*test, *at), |item| name.is_operand(item))
            }
            Expr::Call(call) => {
                let input = match &call.of {
                    Some(of) => self.eval(of, scope)?,
                    None => Found::Lent(scope.this),
                };
                functions::call(input, &Asked { evaluation: self, call, scope })
            }
            Expr::Once { slot, of } => self.once(*slot, of, scope),
        }
    }

    /// Takes what was spent from the steps that are shared with other evaluations.
    pub(super) fn pay(&self) {
        if let Some(shared) = self.context.steps_shared {
            let spent = self.context.steps().saturating_sub(self.steps_left.get());
            shared.set(shared.get().saturating_sub(spent));
        }
    }

    /// Takes so many steps from those that are left.
    pub(super) fn spend(&self, steps: usize) -> Result<(), PathFault> {
        let steps = u32::try_from(steps).map_err(|_| PathFault::TooMuch)?;
        let left = self.steps_left.get().checked_sub(steps).ok_or(PathFault::TooMuch)?;
        self.steps_left.set(left);
        Ok(())
    }

    /// The steps for a text that is about to be made or looked through.
    pub(super) fn spend_bytes(&self, bytes: usize) -> Result<(), PathFault> {
        self.spend(bytes / BYTES_A_STEP)
    }

    /// Both sides of an operator; of `and` and its like, the right one only where it matters.
    fn operation<'a>(
        &'a self,
        operation: &'a Operation,
        scope: Scope<'a, 't>,
    ) -> Result<Found<'a, 't>, PathFault> {
        let Operation { operator, left, right, at } = operation;
        let left = self.eval(left, scope)?;
        let Operator::Logic(which) = operator else {
            let right = self.eval(right, scope)?;
            return operators::apply(self, (*operator, *at), left, right);
        };
        let left = operators::truth(&left, *at)?;
        if let Some(settled) = operators::settled(*which, left) {
            return Ok(Found::truth(Some(settled)));
        }
        let right = operators::truth(&self.eval(right, scope)?, *at)?;
        Ok(Found::truth(operators::logic(*which, left, right)))
    }

    fn once<'a>(
        &'a self,
        slot: usize,
        of: &'a Expr,
        scope: Scope<'a, 't>,
    ) -> Result<Found<'a, 't>, PathFault> {
        let Some(kept) = self.kept.get(slot) else { return self.eval(of, scope) };
        if let Some(items) = kept.get() {
            return Ok(Found::Lent(items));
        }
        let items = self.eval(of, scope)?.into_vec();
        Ok(Found::Lent(kept.get_or_init(|| items)))
    }

    /// `is` of one item, `as` of each: R4's own paths ask `as` of many, such as those of search
    /// parameters about components.
    pub(super) fn typed<'a>(
        &self,
        items: Found<'a, 't>,
        (test, at): (TypeTest, usize),
        is_such: impl Fn(&Item<'t>) -> bool,
    ) -> Result<Found<'a, 't>, PathFault> {
        self.spend(items.len() / 8)?;
        match test {
            TypeTest::Is => match &*items {
                [] => Ok(Found::None),
                [item] => Ok(Found::truth(Some(is_such(item)))),
                [_, _, ..] => Err(PathFault::Several { at }),
            },
            TypeTest::As if items.iter().all(&is_such) => Ok(items),
            TypeTest::As => Ok(items.iter().filter(|item| is_such(item)).cloned().collect()),
        }
    }
}
