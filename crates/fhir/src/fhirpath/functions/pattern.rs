//! Regular expressions, which take time in proportion to the text that they look through, and to
//! how much they are themselves.

use regex::{Captures, Regex, RegexBuilder};

/// Bytes that a compiled one may take, and the steps that it costs to look through a byte of text.
const SMALL: (usize, usize) = (64 * 1024, 1);
/// The same of a large one, such as that of R4's rule `eld-19`.
const LARGE: (usize, usize) = (1024 * 1024, 16);
/// Steps that it costs to compile one while an expression is evaluated.
pub(super) const STEPS: usize = 5_000;

/// A compiled regular expression.
#[derive(Clone)]
pub(in crate::fhirpath) struct Pattern {
    regex: Regex,
    steps_a_byte: usize,
}

impl Pattern {
    /// Of a text that the expression says; `None` when it is none, needs to look ahead or back, or
    /// is too large.
    pub(in crate::fhirpath) fn said(text: &str) -> Option<Self> {
        Self::made(text).or_else(|| compiled(text, LARGE))
    }

    /// Of a text that was computed; the same, and not large.
    pub(super) fn made(text: &str) -> Option<Self> {
        compiled(text, SMALL)
    }

    /// Steps for looking through so many bytes.
    pub(super) fn steps(&self, bytes: usize) -> usize {
        bytes.saturating_mul(self.steps_a_byte)
    }

    /// Is it found anywhere?
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// Each place where it is found, unless it is empty.
    pub(super) fn places<'x>(&'x self, text: &'x str) -> impl Iterator<Item = Captures<'x>> {
        let is_empty = self.regex.as_str().is_empty();
        self.regex.captures_iter(text).filter(move |_| !is_empty)
    }
}

/// A point stands for a line's end as well.
fn compiled(text: &str, (bytes_max, steps_a_byte): (usize, usize)) -> Option<Pattern> {
    let mut builder = RegexBuilder::new(text);
    let regex = builder.dot_matches_new_line(true).size_limit(bytes_max).build().ok()?;
    Some(Pattern { regex, steps_a_byte })
}
