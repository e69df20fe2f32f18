//! The rules of R4: some are asked here in Rust, being asked of nearly everything; all others as
//! the definitions write them.

use super::Extent;
use super::frame::{Frame, container};
use super::native::{NATIVE, Native};
use super::not_enforced::NOT_ENFORCED;
use super::references::target;
use super::unfit::Unfit;
use super::walk::Walk;
use crate::fhirpath::{self, Context, Expression, Item, Part, PathFault};
use crate::schema::{Element, Rule, TYPES};
use std::cell::Cell;
use std::sync::OnceLock;

/// The rules of a body may take so many steps together, and so many more for each byte of it. Of all
/// that HL7 publishes with R4 nothing takes 1.4 for a byte.
const STEPS_MIN: u32 = 1_000_000;
const STEPS_A_BYTE: u32 = 4;

/// How a rule is asked.
enum Asking {
    /// In Rust.
    Native(Native),
    /// As it is written.
    Path(Result<Expression, PathFault>),
    /// Never; a list says why.
    Never,
}

/// Of what a rule is asked.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a, 't> {
    pub(super) part: Part<'t>,
    /// The resources in which it stands, the outermost first.
    pub(super) frames: &'a [Frame<'t>],
    /// What is left to all rules.
    pub(super) steps: &'a Cell<u32>,
}

/// The steps that the rules of a body may take together.
pub(super) fn steps(bytes: usize) -> u32 {
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    bytes.saturating_mul(STEPS_A_BYTE).saturating_add(STEPS_MIN)
}

impl<'t> Walk<'t> {
    /// The rules of a type, and those of the element that is of this type.
    pub(super) fn rules(&mut self, part: Part<'t>, element: Option<&'static Element>) {
        if self.extent == Extent::Shape {
            return;
        }
        let own = element.map(|element| element.rules).unwrap_or_default();
        for rule in part.of.rules.iter().chain(own) {
            if self.is_full() {
                return;
            }
            let asked = Asked { part, frames: &self.frames, steps: &self.steps };
            if let Err(what) = ask(rule, &asked) {
                self.fault(what);
            }
        }
    }
}

fn ask(rule: &'static Rule, asked: &Asked<'_, '_>) -> Result<(), Unfit> {
    let unanswered =
        |why: &PathFault| Unfit::RuleUnanswered { key: rule.key, why: why.to_string() };
    let holds = match asking(rule) {
        Some(Asking::Native(holds)) => holds(asked),
        Some(Asking::Path(Ok(expression))) => {
            evaluated(expression, asked).map_err(|why| unanswered(&why))?
        }
        Some(Asking::Path(Err(why))) => return Err(unanswered(why)),
        Some(Asking::Never) | None => true,
    };
    if holds { Ok(()) } else { Err(Unfit::RuleBroken(rule)) }
}

fn evaluated<'t>(expression: &Expression, asked: &Asked<'_, 't>) -> Result<bool, PathFault> {
    let whole = |frame: Option<&Frame<'t>>| frame.map_or(asked.part, Frame::part);
    // What a reference points to is not read; its type is what a rule asks for.
    let resolve = |link: &str| {
        let of = target(link, asked.frames).ok().flatten()?;
        Some(Item::Part(Part::unread(of)))
    };
    let resource = Item::Part(whole(asked.frames.last()));
    let root = Item::Part(whole(container(asked.frames)));
    let context = Context::about(Item::Part(asked.part)).within(resource, root);
    expression.holds(&context.resolving(&resolve).sharing(asked.steps))
}

/// How this rule is asked.
fn asking(rule: &Rule) -> Option<&'static Asking> {
    static ALL: OnceLock<Vec<(usize, Asking)>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let mut all: Vec<_> = rules().map(|rule| (address(rule), asking_of(rule))).collect();
        all.sort_by_key(|(address, _)| *address);
        all.dedup_by_key(|(address, _)| *address);
        all
    });
    let at = all.binary_search_by_key(&address(rule), |(address, _)| *address).ok()?;
    all.get(at).map(|(_, asking)| asking)
}

/// Every rule, as often as it is on something.
fn rules() -> impl Iterator<Item = &'static Rule> {
    TYPES.iter().flat_map(|of| {
        let own = of.elements.iter().flat_map(|element| element.rules);
        of.rules.iter().chain(own).copied()
    })
}

fn asking_of(rule: &Rule) -> Asking {
    if let Some((_, holds)) = NATIVE.iter().find(|(key, _)| *key == rule.key) {
        return Asking::Native(*holds);
    }
    if NOT_ENFORCED.iter().any(|(key, _)| *key == rule.key) {
        return Asking::Never;
    }
    Asking::Path(fhirpath::parse(rule.expression))
}

/// A rule is one static, on whatever it is; it is known by where it stands.
fn address(rule: &Rule) -> usize {
    std::ptr::from_ref(rule).addr()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::TypeDef;
    use crate::tape::Tape;

    #[test]
    fn every_rule_of_r4_is_asked_or_listed_with_why_it_is_not() {
        for rule in rules() {
            if let Some(Asking::Path(Err(why))) = asking(rule) {
                panic!("{}: {why}", rule.key);
            }
            assert!(asking(rule).is_some(), "{}", rule.key);
        }
        let listed = NATIVE.iter().map(|(key, _)| *key);
        for key in listed.chain(NOT_ENFORCED.iter().map(|(key, _)| *key)) {
            let mut expressions: Vec<_> =
                rules().filter(|rule| rule.key == key).map(|rule| rule.expression).collect();
            expressions.dedup();
            assert_eq!(expressions.len(), 1, "{key} is one rule");
        }
    }

    #[test]
    fn what_is_asked_in_rust_is_answered_as_the_expression_answers() {
        for (of, body) in [
            ("Attachment", r#"{"data":"QQ=="}"#),
            ("Attachment", r#"{"data":"QQ==","contentType":"text/plain"}"#),
            ("ContactPoint", r#"{"value":"1"}"#),
            ("ContactPoint", r#"{"value":"1","_system":{"extension":[{"url":"x"}]}}"#),
            ("Extension", r#"{"url":"x"}"#),
            ("Extension", r#"{"url":"x","valueCode":"a"}"#),
            ("Extension", r#"{"url":"x","extension":[{"url":"y"}],"_valueCode":{"id":"a"}}"#),
            ("Period", r#"{"start":"2026-02","end":"2026-01-31"}"#),
            ("Period", r#"{"start":"2026-02","end":"2026-02-01"}"#),
            ("Period", r#"{"start":"2026-02-01T00:00:00Z","end":"2026-02-01T05:00:00+05:30"}"#),
            ("Period", r#"{"start":"2026-02"}"#),
            ("Period", r#"{"id":"a"}"#),
            ("Quantity", r#"{"code":"g"}"#),
            ("Ratio", r#"{"numerator":{"value":1}}"#),
            ("Ratio", r#"{"extension":[{"url":"x"}]}"#),
            ("Ratio", r#"{"numerator":{"value":1},"denominator":{"value":1}}"#),
            ("Observation", r#"{"dataAbsentReason":{"text":"a"},"valueString":"b"}"#),
            ("Patient", r#"{"contained":[{"meta":{"versionId":"1"}}]}"#),
            ("Patient", r#"{"contained":[{"meta":{"security":[{"code":"R"}]}}]}"#),
        ] {
            let tape = Tape::parse(body.as_bytes().to_vec()).unwrap();
            let of = TypeDef::named(of).unwrap();
            let part = Part { value: Some(tape.root()), beside: None, of };
            for rule in of.rules.iter().filter(|rule| rule.key != "dom-3") {
                if let Some(Asking::Native(holds)) = asking(rule) {
                    let asked = Asked { part, frames: &[], steps: &Cell::new(1_000) };
                    let expression = fhirpath::parse(rule.expression).unwrap();
                    let expected = evaluated(&expression, &asked).unwrap();
                    assert_eq!(holds(&asked), expected, "{} of {body}", rule.key);
                }
            }
        }
    }
}
