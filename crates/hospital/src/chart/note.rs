//! The note of a visit of ours in one line: its parts in the words of whoever wrote them, its
//! orders in the language of the page.

use super::item::Said;
use super::names::Diagnoses;
use nabz_fhir::path::Path;
use nabz_fhir::systems;
use nabz_fhir::tape::Node;
use nabz_web::messages::{Fact, Message};
use nabz_web::msg::chart as msg;
use std::borrow::Cow;

/// Letters of a note that a line shows.
const LETTERS_MAX: usize = 240;
/// The sections of our notes. Source: LOINC, as `opd` publishes them.
const DIAGNOSES: &str = "29548-5";
const PLAN: &str = "18776-5";
/// How `opd` publishes what it orders.
const TEST: &str = "Test: ";
const SEE_AGAIN: (&str, &str) = ("See again in ", " days");

/// What a note says; `None` when it has no section with words.
pub(super) fn said(body: Node<'_>, known: &Diagnoses) -> Option<Said> {
    let mut parts: Vec<Said> = Vec::new();
    let mut left = LETTERS_MAX;
    for section in Path("section").all(body) {
        let lines = Path("text.div").text(section);
        let lines = lines.map(|div| paragraphs(&div)).unwrap_or_default();
        match loinc(section).as_deref() {
            Some(PLAN) => plan(lines, &mut left, &mut parts),
            Some(DIAGNOSES) => {
                let named = |line: String| known.in_words(&line).unwrap_or(line);
                let named = lines.into_iter().map(named).collect::<Vec<_>>().join(", ");
                parts.extend(kept(named, &mut left).map(Said::Written));
            }
            Some(_) | None => {
                parts.extend(kept(lines.join(" "), &mut left).map(Said::Written));
            }
        }
    }
    parts.into_iter().reduce(|first, second| Said::Words(msg::note_part(fact(first), fact(second))))
}

/// Advice as it was typed, then the tests and the next visit.
fn plan(lines: Vec<String>, left: &mut usize, parts: &mut Vec<Said>) {
    let (mut advice, mut tests, mut again) = (Vec::new(), Vec::new(), None::<Message>);
    for line in lines {
        if let Some(test) = line.strip_prefix(TEST) {
            tests.push(test.to_owned());
        } else if let Some(days) = days(&line) {
            again = Some(msg::note_see_again(days));
        } else {
            advice.push(line);
        }
    }
    parts.extend(kept(advice.join(" "), left).map(Said::Written));
    let tests = kept(tests.join(", "), left).map(msg::note_tests);
    parts.extend(tests.into_iter().chain(again).map(Said::Words));
}

fn days(line: &str) -> Option<i64> {
    line.strip_prefix(SEE_AGAIN.0)?.strip_suffix(SEE_AGAIN.1)?.parse().ok()
}

fn fact(said: Said) -> Fact {
    match said {
        Said::Written(text) => Fact::Text(text),
        Said::Words(words) => Fact::Said(Box::new(words)),
    }
}

fn loinc(section: Node<'_>) -> Option<Cow<'_, str>> {
    let codings = Path("code.coding").all(section);
    let ours = codings.into_iter().find(|one| Path("system").says(*one, systems::LOINC))?;
    Path("code").text(ours)
}

/// As many letters as the line still has room for.
fn kept(text: String, left: &mut usize) -> Option<String> {
    let letters = text.chars().count();
    if text.is_empty() || *left == 0 {
        return None;
    }
    let room = std::mem::replace(left, left.saturating_sub(letters));
    if letters <= room {
        return Some(text);
    }
    let start: String = text.chars().take(room).collect();
    Some(start + "…")
}

/// The paragraphs of a narrative, without markup; the four entities of XHTML are read.
fn paragraphs(div: &str) -> Vec<String> {
    let inside = div.split("<p>").skip(1).filter_map(|rest| rest.split("</p>").next());
    let read = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    let plain = |text: &str| {
        read.iter()
            .fold(text.trim().to_owned(), |text, (entity, letter)| text.replace(entity, letter))
    };
    inside.map(plain).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_fhir::tape::Tape;
    use nabz_web::messages::{Language, say};
    use serde_json::{Value, json};

    fn section(loinc: &str, lines: &[&str]) -> Value {
        let lines: Vec<String> = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
        let lines = lines.concat();
        let code = json!({"coding": [{"system": systems::LOINC, "code": loinc}]});
        json!({"code": code, "text": {"div": format!("<div xmlns=\"x\">{lines}</div>")}})
    }

    fn shown(sections: &[Value], known: &Diagnoses, language: Language) -> Option<String> {
        let note = json!({"section": sections}).to_string().into_bytes();
        let said = said(Tape::parse(note).unwrap().root(), known)?;
        Some(match said {
            Said::Written(text) => text,
            Said::Words(words) => say(&words, language),
        })
    }

    #[test]
    fn the_orders_of_a_note_stand_apart_and_in_the_language_of_the_page() {
        let note = [
            section("10154-3", &["Fever &gt; 101", "Cough"]),
            section(DIAGNOSES, &["Acute tonsillitis", "Something rare"]),
            section(PLAN, &["Rest.", "Test: CBC", "Test: X-ray chest", "See again in 7 days"]),
        ];
        let known = Diagnoses::of([("Acute tonsillitis", "तीव्र टॉन्सिलाइटिस")]);
        assert_eq!(
            shown(&note, &known, Language::Hindi).unwrap(),
            "Fever > 101 Cough · तीव्र टॉन्सिलाइटिस, Something rare · Rest. · \
             जाँचें: CBC, X-ray chest · 7 दिन बाद फिर दिखाएँ"
        );
        let english = shown(&note, &Diagnoses::default(), Language::English).unwrap();
        assert!(english.ends_with("Tests: CBC, X-ray chest · See again in 7 days"), "{english}");
    }

    #[test]
    fn a_long_note_is_cut_and_still_says_when_to_come_again() {
        let long = "word ".repeat(100);
        let note = [section("10154-3", &[&long]), section(PLAN, &["Rest.", "See again in 1 days"])];
        let said = shown(&note, &Diagnoses::default(), Language::English).unwrap();
        assert!(said.contains("… · See again in 1 day") && !said.contains("Rest"), "{said}");
        assert_eq!(shown(&[], &Diagnoses::default(), Language::English), None);
    }
}
