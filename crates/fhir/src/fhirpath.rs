//! `FHIRPath`, the language in which FHIR says where something stands and what has to hold of it.
//!
//! A text is read once, by [`parse`], into an [`Expression`]: functions and types are found,
//! literals read, regular expressions compiled. It is evaluated as often as one likes, over a tape:
//! an [`Item`] is a place in it, so that navigating copies nothing. What an element is, and so what
//! its children are, is known from the tables of [`crate::schema`].
//!
//! It is `FHIRPath` N1 (2.0.0), with the functions that R4 adds. Whatever a text or a body says, an
//! evaluation ends: expressions are of limited length and depth, and each item that is touched and
//! each text that is looked through is a step of a limited number.
//!
//! Where R4 and `FHIRPath` leave a choice:
//! - `as` and `ofType` keep what is of a type or adds to it, of however many items.
//! - A moment without a zone is not known to be before or after one with a zone when they are less
//!   than half a day apart.
//! - `trace` yields its input and tells nobody.
//!
//!
//! What is absent: reflection (`type()`), and those functions of R4 that need profiles or a
//! terminology of their own: `conformsTo`, `elementDefinition`, `slice`, `checkModifiers`,
//! `subsumes`, `subsumedBy`. None of R4's own rules and search parameters asks one of them.
//! Start at [`parse`] and [`Context::of`].

mod context;
mod evaluate;
mod fault;
mod found;
mod functions;
mod grammar;
mod item;
mod lexer;
mod moment;
pub(crate) mod narrative;
mod navigate;
mod operators;
mod parser;
mod quantity;
mod settle;
#[cfg(test)]
mod tests;
mod types;
mod units;
mod value;

pub use context::{Context, MemberOf, Resolve, STEPS_MAX};
pub use fault::PathFault;
pub use grammar::DEPTH_MAX;
pub use item::{Item, Part};
pub use lexer::TEXT_BYTES_MAX;
pub use moment::{Moment, Precision, Sort};
pub(crate) use navigate::Child;
pub use quantity::{Quantity, Unit};
pub use units::Calendar;
pub use value::Value;

use evaluate::Evaluation;
use grammar::Expr;
use std::fmt;

/// An expression that was read and can be evaluated.
pub struct Expression {
    text: Box<str>,
    expr: Expr,
    /// Places for what is found once in an evaluation.
    slots: usize,
}

/// Reads an expression.
///
/// # Errors
/// What is wrong with the text, and where.
pub fn parse(text: &str) -> Result<Expression, PathFault> {
    let (expr, slots) = settle::settled(parser::expression(text)?);
    Ok(Expression { text: text.into(), expr, slots })
}

impl Expression {
    /// The text that was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it yields.
    ///
    /// # Errors
    /// When something cannot be computed with what is there, such as `<` between a name and a
    /// number, and when it takes too long.
    pub fn evaluate<'t>(&self, context: &Context<'_, 't>) -> Result<Vec<Item<'t>>, PathFault> {
        let evaluation = Evaluation::new(context, self.slots);
        let found = evaluation.whole(&self.expr);
        evaluation.pay();
        found
    }

    /// Does it hold, as a rule about a resource?
    ///
    /// A rule of R4 holds unless it is found to be false: nothing is taken for true, and so is a
    /// single item that is no truth. R4's own rules are written so. Of a reference that has only a
    /// `display`, `reference.startsWith('#').not() or …` says nothing, and there is nothing wrong
    /// with it.
    ///
    /// # Errors
    /// Those of [`Self::evaluate`], and several items.
    pub fn holds(&self, context: &Context<'_, '_>) -> Result<bool, PathFault> {
        let found = self.evaluate(context)?;
        Ok(operators::truth(&found, 0)?.unwrap_or(true))
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expression {:?}", self.text)
    }
}
