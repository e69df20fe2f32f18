//! What can be done before anything is evaluated: literals are combined, and what does not depend
//! on the item that is looked at is found only once.
//!
//! R4's rule on contained resources asks of each of them whether its id is among all references of
//! the resource; without this those would be gathered again and again.

use super::context::Context;
use super::evaluate::Evaluation;
use super::grammar::{Call, Expr, Operation};
use super::item::Item;

/// Steps for combining literals; what takes more waits until it is asked.
const STEPS_MAX: u32 = 200;

/// The expression with all of that done, and how many places it needs for what is found once.
pub(super) fn settled(expr: Expr) -> (Expr, usize) {
    let mut slots = 0;
    let expr = settle(expr, false, &mut slots);
    (expr, slots)
}

/// `is_repeated`: it stands where it is asked of one item after the other. No deeper than the
/// parser lets expressions be.
fn settle(expr: Expr, is_repeated: bool, slots: &mut usize) -> Expr {
    if is_repeated && !is_trivial(&expr) && !depends(&expr) {
        let slot = *slots;
        *slots += 1;
        return Expr::Once { slot, of: Box::new(settle(expr, false, slots)) };
    }
    let mut inner = |expr: Box<Expr>| Box::new(settle(*expr, is_repeated, slots));
    let expr = match expr {
        Expr::Member { of: Some(of), name } => Expr::Member { of: Some(inner(of)), name },
        Expr::At { of, index, at } => Expr::At { of: inner(of), index: inner(index), at },
        Expr::Sign { of, is_minus, at } => Expr::Sign { of: inner(of), is_minus, at },
        Expr::Typed { of, test, name, at } => Expr::Typed { of: inner(of), test, name, at },
        Expr::Once { slot, of } => Expr::Once { slot, of: inner(of) },
        Expr::Operation(operation) => {
            let Operation { operator, left, right, at } = *operation;
            let left = settle(left, is_repeated, slots);
            let right = settle(right, is_repeated, slots);
            Expr::Operation(Box::new(Operation { operator, left, right, at }))
        }
        Expr::Call(call) => {
            let Call { function, of, arguments, prepared, at } = *call;
            let of = of.map(|of| settle(of, is_repeated, slots));
            let is_repeated = is_repeated || function.iterates();
            let settled = |argument| settle(argument, is_repeated, slots);
            let arguments = arguments.into_iter().map(settled).collect();
            Expr::Call(Box::new(Call { function, of, arguments, prepared, at }))
        }
        Expr::Fixed(_)
        | Expr::This
        | Expr::Index
        | Expr::Total
        | Expr::Focus
        | Expr::Resource
        | Expr::RootResource
        | Expr::Head(_)
        | Expr::Member { of: None, .. } => expr,
    };
    combined(expr)
}

/// An operator between literals as what it says; one that is at fault waits until it is asked.
fn combined(expr: Expr) -> Expr {
    let is_fixed = |expr: &Expr| matches!(expr, Expr::Fixed(_));
    let is_between = matches!(&expr, Expr::Operation(operation)
        if is_fixed(&operation.left) && is_fixed(&operation.right));
    let is_signed = matches!(&expr, Expr::Sign { of, .. } if is_fixed(of));
    if !is_between && !is_signed {
        return expr;
    }
    let context = Context::about(Item::truth(true)).for_steps(STEPS_MAX);
    let found = Evaluation::new(&context, 0).whole(&expr);
    let literal = |item| match item {
        Item::Value(value) => Some(Item::Value(value.into_owned())),
        Item::Part(_) => None,
    };
    let literals = found.ok().and_then(|items| items.into_iter().map(literal).collect());
    literals.map_or(expr, Expr::Fixed)
}

/// Is it as quick to find again as to keep?
fn is_trivial(expr: &Expr) -> bool {
    matches!(expr, Expr::Fixed(_) | Expr::Focus | Expr::Resource | Expr::RootResource)
}

/// Does it say another thing when it is asked of another item?
fn depends(expr: &Expr) -> bool {
    match expr {
        Expr::Fixed(_) | Expr::Focus | Expr::Resource | Expr::RootResource => false,
        Expr::This | Expr::Index | Expr::Total | Expr::Head(_) | Expr::Member { of: None, .. } => {
            true
        }
        Expr::Call(call) => match &call.of {
            None => true,
            // What is asked of one item after the other looks at these, not at ours; only `$total`
            // may be ours.
            Some(of) if call.function.iterates() => {
                depends(of) || call.arguments.iter().any(asks_total)
            }
            Some(_) => expr.parts().into_iter().any(depends),
        },
        Expr::Member { .. }
        | Expr::Sign { .. }
        | Expr::Typed { .. }
        | Expr::Once { .. }
        | Expr::At { .. }
        | Expr::Operation(_) => expr.parts().into_iter().any(depends),
    }
}

fn asks_total(expr: &Expr) -> bool {
    matches!(expr, Expr::Total) || expr.parts().into_iter().any(asks_total)
}
