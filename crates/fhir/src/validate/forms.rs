//! How primitives are written: a line for each, with an example for whoever wrote something else.
//!
//! Source: <http://hl7.org/fhir/R4/datatypes.html#primitive>; what its regular expressions say is
//! asked by hand, and what its text says beyond them as well: real days, 32 bits.

use crate::date::{is_date, is_date_time, is_instant, is_time};
use crate::tape::Kind;

/// A number longer than this was written by no instrument.
const NUMBER_LENGTH_MAX: usize = 64;

/// How one primitive is written.
#[derive(Debug)]
pub struct Form {
    /// The primitive.
    pub name: &'static str,
    /// In words.
    pub words: &'static str,
    /// One that is right, as JSON has it.
    pub example: &'static str,
    pub(super) kind: Kind,
    fits: fn(&str) -> bool,
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Form {}

impl Form {
    /// Of a primitive of R4.
    pub(super) fn of(name: &str) -> Option<&'static Self> {
        let at = FORMS.binary_search_by(|form| form.name.cmp(name)).ok()?;
        FORMS.get(at)
    }

    /// Is it written so? Texts without their quotes and backslashes.
    pub(super) fn fits(&self, text: &str) -> bool {
        (self.fits)(text)
    }

    /// Is white space all that could be wrong with it?
    pub(super) fn is_free_text(&self) -> bool {
        matches!(self.name, "markdown" | "string")
    }

    /// Does it say where something is?
    pub(super) fn is_link(&self) -> bool {
        matches!(self.name, "canonical" | "uri" | "url")
    }
}

const fn text(
    name: &'static str,
    words: &'static str,
    example: &'static str,
    fits: fn(&str) -> bool,
) -> Form {
    Form { name, words, example, kind: Kind::Text, fits }
}

const fn number(
    name: &'static str,
    words: &'static str,
    example: &'static str,
    fits: fn(&str) -> bool,
) -> Form {
    Form { name, words, example, kind: Kind::Number, fits }
}

const MOMENT: &str = r#""2026-11-23T09:00:00+05:30""#;

/// In the order of their names.
static FORMS: [Form; 20] = [
    text("base64Binary", "groups of four letters, digits, + and /", r#""SGVsbG8=""#, is_base64),
    Form {
        name: "boolean",
        words: "true or false, without quotes",
        example: "true",
        kind: Kind::Truth,
        fits: |_| true,
    },
    text("canonical", "a URL without white space", r#""https://a.example/ValueSet/b|1""#, is_uri),
    text("code", "no white space but single spaces between words", r#""final""#, is_code),
    text("date", "a year, a month or a day that is in a calendar", r#""1970-01-31""#, is_date),
    text("dateTime", "a date, or a day with seconds and a zone", MOMENT, is_date_time),
    number("decimal", "a number of at most 64 characters, without quotes", "72.5", is_decimal),
    text("id", "1 to 64 letters, digits, hyphens and dots", r#""asha-1""#, is_id),
    text("instant", "a day with seconds and a zone", MOMENT, is_instant),
    number("integer", "a whole number of 32 bits, without quotes", "-3", is_integer),
    text("markdown", "a text in quotes", r#""Drink *much* water.""#, |_| true),
    text("oid", "urn:oid: and numbers with dots between", r#""urn:oid:1.2.36.1""#, is_oid),
    number("positiveInt", "a whole number from 1 to 2147483647", "1", |text| at_least(text, 1)),
    text("string", "a text in quotes", r#""Sharma""#, |_| true),
    text("time", "hours, minutes and seconds, without a zone", r#""09:00:00""#, is_time),
    number("unsignedInt", "a whole number from 0 to 2147483647", "0", |text| at_least(text, 0)),
    text("uri", "a URI without white space", r#""https://a.example/b""#, is_uri),
    text("url", "a URL without white space", r#""https://a.example/b""#, is_uri),
    text(
        "uuid",
        "urn:uuid: and a UUID in small letters",
        r#""urn:uuid:c757873d-ec9a-4326-a141-556f43239520""#,
        is_uuid,
    ),
    text("xhtml", "XHTML within one div", r#""<div xmlns=…>…</div>""#, is_div),
];

/// `[A-Za-z0-9\-\.]{1,64}`.
pub fn is_id(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}

/// Three letters fill a group; white space may stand anywhere, `=` at the end alone.
fn is_base64(text: &str) -> bool {
    let mut signs = text.bytes().filter(|b| !b.is_ascii_whitespace());
    let mut count = 0_usize;
    let mut padding = 0_usize;
    let fits = signs.all(|sign| {
        count += 1;
        padding += usize::from(sign == b'=');
        sign == b'='
            || padding == 0 && (sign.is_ascii_alphanumeric() || matches!(sign, b'+' | b'/'))
    });
    fits && count > 0 && count.is_multiple_of(4) && padding <= 2
}

/// `\s`. R4 itself publishes codes with spaces that do not break, which are none of it.
fn is_white(sign: char) -> bool {
    matches!(sign, ' ' | '\t' | '\n' | '\r')
}

/// `\S+`.
fn is_uri(text: &str) -> bool {
    !text.is_empty() && !text.contains(is_white)
}

/// `\S+(\s\S+)*`.
fn is_code(text: &str) -> bool {
    text.split(is_white).all(|word| !word.is_empty())
}

fn is_decimal(text: &str) -> bool {
    text.len() <= NUMBER_LENGTH_MAX
}

fn is_integer(text: &str) -> bool {
    text.parse::<i32>().is_ok() && text != "-0"
}

fn at_least(text: &str, least: i32) -> bool {
    text != "-0" && text.parse::<i32>().is_ok_and(|number| number >= least)
}

/// `urn:oid:[0-2](\.(0|[1-9][0-9]*))+`.
fn is_oid(text: &str) -> bool {
    let Some(mut numbers) = text.strip_prefix("urn:oid:").map(|oid| oid.split('.')) else {
        return false;
    };
    let is_number = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    let is_begun = numbers.next().is_some_and(|first| matches!(first, "0" | "1" | "2"));
    let mut rest = numbers.peekable();
    is_begun && rest.peek().is_some() && rest.all(is_number)
}

/// `urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`.
fn is_uuid(text: &str) -> bool {
    let Some(uuid) = text.strip_prefix("urn:uuid:") else { return false };
    let is_group = |(part, length): (&str, usize)| {
        part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    uuid.split('-').count() == 5 && uuid.split('-').zip([8, 4, 4, 4, 12]).all(is_group)
}

fn is_div(text: &str) -> bool {
    text.trim_start().starts_with("<div")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Sort, TYPES};

    #[test]
    fn every_primitive_has_a_form_and_every_example_fits_it() {
        assert!(FORMS.is_sorted_by_key(|form| form.name));
        for known in TYPES.iter().filter(|known| known.sort == Sort::Primitive) {
            assert!(Form::of(known.name).is_some(), "{}", known.name);
        }
        for form in &FORMS {
            assert!(form.fits(form.example.trim_matches('"')), "{}", form.name);
        }
    }

    #[test]
    fn what_the_regular_expressions_of_r4_refuse_is_refused() {
        for (name, right, wrong) in [
            ("base64Binary", &["AAAA", "AA ==\n", "AAA="][..], &["A", "AAA", "A===", "=AAA"][..]),
            ("canonical", &["#a", "a|b"], &["a b", "a\nb"]),
            ("code", &["a", "a b", "क ख"], &[" a", "a ", "a  b", "a\t b"]),
            ("decimal", &["0.10", "-1e5"], &[&*"1".repeat(65)]),
            ("id", &["A-1.b"], &["", "a_b", "a b", &"a".repeat(65)]),
            ("integer", &["0", "-2147483648"], &["-0", "1.0", "1e2", "2147483648"]),
            ("oid", &["urn:oid:2.0.10"], &["urn:oid:3.1", "urn:oid:1", "1.2", "urn:oid:1.02"]),
            ("positiveInt", &["1", "2147483647"], &["0", "-1", "1.5"]),
            ("unsignedInt", &["0"], &["-0", "-1", "1e0"]),
            (
                "uuid",
                &["urn:uuid:c757873d-ec9a-4326-a141-556f43239520"],
                &[
                    "c757873d-ec9a-4326-a141-556f43239520",
                    "urn:uuid:C757873D-EC9A-4326-A141-556F43239520",
                    "urn:uuid:c757873d-ec9a-4326-a141",
                    "urn:uuid:c757873d-ec9a-4326-a141-556f43239520-1",
                ],
            ),
            ("xhtml", &["<div>a</div>"], &["a", "<p>a</p>"]),
        ] {
            let form = Form::of(name).unwrap();
            for text in right {
                assert!(form.fits(text), "{name} {text:?}");
            }
            for text in wrong {
                assert!(!form.fits(text), "{name} {text:?}");
            }
        }
    }
}
