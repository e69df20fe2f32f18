//! The functions of FHIRPath that R4 has, and R4's own, a room for each chapter.

mod combining;
mod conversion;
mod existence;
mod filtering;
mod math;
mod own;
mod subsetting;
mod texts;
mod utility;

use super::evaluate::{Evaluation, Scope};
use super::fault::PathFault;
use super::found::Found;
use super::grammar::{Call, Expr, Prepared};
use super::item::Item;
use super::operators;
use super::types::TypeName;
use super::value::Value;
use regex::{Regex, RegexBuilder};
use std::borrow::Cow;

/// Bytes that a regular expression may take, compiled, where the text of the path says it: R4's own
/// rule `eld-19` takes some hundred thousand.
pub(super) const PATTERN_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The same, where it is computed and so compiled again and again.
const MADE_PATTERN_BYTES_MAX: usize = 64 * 1024;
/// Steps that compiling such a one costs, since it takes as long.
const PATTERN_STEPS: usize = 5_000;

/// A function, by the chapter that defines it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Existence(existence::Existence),
    Filtering(filtering::Filtering),
    Subsetting(subsetting::Subsetting),
    Combining(combining::Combining),
    Conversion(conversion::Conversion),
    Texts(texts::Texts),
    Math(math::Math),
    Utility(utility::Utility),
    Own(own::Own),
}

/// Fewest and most arguments.
type Takes = (usize, usize);

impl Function {
    /// By its name, with the fewest and the most arguments that it takes.
    pub(super) fn named(name: &str) -> Option<(Self, Takes)> {
        fn of<W>(
            known: Option<(W, Takes)>,
            function: impl Fn(W) -> Function,
        ) -> Option<(Function, Takes)> {
            known.map(|(which, takes)| (function(which), takes))
        }
        of(existence::Existence::named(name), Self::Existence)
            .or_else(|| of(filtering::Filtering::named(name), Self::Filtering))
            .or_else(|| of(subsetting::Subsetting::named(name), Self::Subsetting))
            .or_else(|| of(combining::Combining::named(name), Self::Combining))
            .or_else(|| of(conversion::Conversion::named(name), Self::Conversion))
            .or_else(|| of(texts::Texts::named(name), Self::Texts))
            .or_else(|| of(math::Math::named(name), Self::Math))
            .or_else(|| of(utility::Utility::named(name), Self::Utility))
            .or_else(|| of(own::Own::named(name), Self::Own))
    }

    /// Is its argument the name of a type?
    pub(super) fn takes_type(self) -> bool {
        matches!(self, Self::Filtering(which) if which.takes_type())
    }

    /// Is its first argument a regular expression?
    pub(super) fn takes_pattern(self) -> bool {
        matches!(self, Self::Texts(which) if which.takes_pattern())
    }

    /// Are its arguments evaluated again and again, about one item after the other?
    pub(super) fn iterates(self) -> bool {
        match self {
            Self::Existence(which) => which.iterates(),
            Self::Filtering(which) => !which.takes_type(),
            Self::Utility(which) => which.iterates(),
            Self::Subsetting(_)
            | Self::Combining(_)
            | Self::Conversion(_)
            | Self::Texts(_)
            | Self::Math(_)
            | Self::Own(_) => false,
        }
    }
}

/// A function as it is asked: where, with which arguments.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a, 't> {
    pub(super) evaluation: &'a Evaluation<'a, 't>,
    pub(super) call: &'a Call,
    pub(super) scope: Scope<'a, 't>,
}

/// What a function says about its input.
pub(super) fn call<'a, 't>(
    input: Found<'a, 't>,
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    match asked.call.function {
        Function::Existence(which) => existence::call(which, &input, asked),
        Function::Filtering(which) => filtering::call(which, input, asked),
        Function::Subsetting(which) => subsetting::call(which, input, asked),
        Function::Combining(which) => combining::call(which, input, asked),
        Function::Conversion(which) => conversion::call(which, &input, asked),
        Function::Texts(which) => texts::call(which, &input, asked),
        Function::Math(which) => math::call(which, &input, asked),
        Function::Utility(which) => utility::call(which, input, asked),
        Function::Own(which) => own::call(which, input, asked),
    }
}

impl<'a, 't> Asked<'a, 't> {
    /// Where it stands.
    fn at(&self) -> usize {
        self.call.at
    }

    /// An argument, evaluated where the function stands; nothing where there is none.
    fn argument(&self, place: usize) -> Result<Found<'a, 't>, PathFault> {
        match self.call.arguments.get(place) {
            Some(argument) => self.evaluation.eval(argument, self.scope),
            None => Ok(Found::None),
        }
    }

    /// An argument, evaluated about one item of the input.
    fn about<'b>(
        &'b self,
        place: usize,
        item: &'b Item<'t>,
        index: usize,
    ) -> Result<Found<'b, 't>, PathFault>
    where
        'a: 'b,
    {
        match self.call.arguments.get(place) {
            Some(argument) => self.evaluation.eval(argument, self.scope.about(item, index)),
            None => Ok(Found::None),
        }
    }

    /// An argument about one item, where a truth is wanted.
    fn truth_about(
        &self,
        place: usize,
        item: &Item<'t>,
        index: usize,
    ) -> Result<Option<bool>, PathFault> {
        operators::truth(&self.about(place, item, index)?, self.at())
    }

    /// A whole number as an argument.
    fn whole(&self, place: usize) -> Result<Option<i64>, PathFault> {
        operators::whole(&self.argument(place)?, self.at())
    }

    /// A text as an argument.
    fn text(&self, place: usize) -> Result<Option<String>, PathFault> {
        Ok(self.text_of(&self.argument(place)?)?.map(Cow::into_owned))
    }

    /// One text or none; anything else is refused.
    fn text_of<'i>(&self, items: &'i [Item<'t>]) -> Result<Option<Cow<'i, str>>, PathFault> {
        let what = "a text";
        match operators::operand(items, self.at(), what)? {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(_) => Err(self.mismatch(what)),
        }
    }

    /// The regular expression that is the first argument; compiled now, unless it was before.
    fn pattern(&self) -> Result<Option<Cow<'a, Regex>>, PathFault> {
        if let Prepared::Pattern(pattern) = &self.call.prepared {
            return Ok(Some(Cow::Borrowed(pattern)));
        }
        let Some(text) = self.text(0)? else { return Ok(None) };
        self.evaluation.spend(PATTERN_STEPS)?;
        compiled(&text, MADE_PATTERN_BYTES_MAX, self.at()).map(|pattern| Some(Cow::Owned(pattern)))
    }

    /// The type that is the argument.
    fn of_type(&self) -> Option<TypeName> {
        match self.call.prepared {
            Prepared::Type(name) => Some(name),
            Prepared::Nothing | Prepared::Pattern(_) => None,
        }
    }

    fn mismatch(&self, what: &'static str) -> PathFault {
        PathFault::Mismatch { at: self.at(), what }
    }
}

/// A text as a regular expression, in which a point stands for a line's end as well.
pub(super) fn compiled(text: &str, bytes_max: usize, at: usize) -> Result<Regex, PathFault> {
    RegexBuilder::new(text)
        .dot_matches_new_line(true)
        .size_limit(bytes_max)
        .build()
        .map_err(|_| PathFault::Pattern { at })
}

/// The regular expression that a call's first argument is, where that is known.
pub(super) fn pattern_of(arguments: &[Expr]) -> Option<String> {
    let Some(Expr::Fixed(items)) = arguments.first() else { return None };
    match items.as_slice() {
        [Item::Value(Value::Text(text))] => Some(text.to_string()),
        _ => None,
    }
}
