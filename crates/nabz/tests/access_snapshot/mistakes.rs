//! What every form answers to what people type wrongly: never a fault, always a code in the
//! language of the page, and everything that was typed is still there.
//!
//! The forms stand in [`forms`]; a route that is posted to and stands nowhere there fails a test.

pub(crate) mod forms;

use crate::people::{Arm, Column, columns};
use crate::sources;
use crate::town::{Things, Town};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use forms::{BEFORE, Form, LOSES, NOT_TRIED, Takes};
use nabz_testkit::{city_test, wait_for};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use tower::ServiceExt;

const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Enough of a long text to know it again.
const SEEN_AGAIN: usize = 60;

fn wrong_texts(takes: Takes) -> Vec<String> {
    let long = match takes {
        Takes::Words => "क".repeat(10_000),
        Takes::Number | Takes::Birth | Takes::Choice => "9".repeat(10_000),
    };
    let others: &[&str] = match takes {
        Takes::Words => &["bell\u{7}", "turned \u{202e}round", "no\u{200b}width"],
        Takes::Number => &["many", "-4", "1\u{7}2", "4\u{202e}2"],
        Takes::Choice => &["nonsense", "\u{7}"],
        Takes::Birth => {
            &["31/02/1984", "24/11/2027", "1726", "29/02/2023", "yesterday", "\u{7}1984"]
        }
    };
    std::iter::once(long).chain(others.iter().map(|wrong| (*wrong).to_owned())).collect()
}

struct Answer {
    status: StatusCode,
    text: String,
}

async fn send(
    town: &Town,
    column: &Column,
    (path, language): (&str, &str),
    fields: &[(String, String)],
) -> Answer {
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    let cookie = column.proof().map_or(String::new(), |(_, cookie)| cookie + "; ");
    let request = Request::post(path)
        .header(header::COOKIE, format!("{cookie}__Host-nabz-lang={language}"))
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = request.body(Body::from(body.join("&"))).unwrap();
    let response = town.router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), BODY_BYTES_MAX).await.unwrap();
    Answer { status, text: String::from_utf8_lossy(&bytes).into_owned() }
}

pub(crate) fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        write!(out, "%{byte:02X}").unwrap();
        out
    })
}

/// One form with one thing wrong in it.
struct Mistake<'f> {
    form: &'f Form,
    field: &'static str,
    takes: Takes,
    typed: Vec<(String, String)>,
    language: &'static str,
}

impl Mistake<'_> {
    /// What is wrong with an answer, if anything is.
    fn complaint(&self, answer: &Answer) -> Option<String> {
        let fine = match answer.status {
            StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT => true,
            // A scanner's field: the page goes on and says what it did not understand.
            StatusCode::OK => self.form.route == "/pharmacy/at/{prescription}",
            // Nobody types an id; it names something that is not there, or not theirs.
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => self.takes == Takes::Choice,
            _ => false,
        };
        if !fine {
            return Some(format!("answered {}", answer.status));
        }
        if !nabz_web::messages::CODES.iter().any(|code| answer.text.contains(&format!("{code}:"))) {
            return Some("says no code".to_owned());
        }
        if !answer.text.contains(&format!("lang=\"{}\"", self.language)) {
            return Some("is in another language".to_owned());
        }
        let names = self.form.right.iter().map(|(name, _)| *name).filter(|one| *one != self.field);
        let names = names.chain([self.field]);
        let lost = self.typed.iter().zip(names).filter(|((_, value), name)| {
            let known: String = value.trim().chars().take(SEEN_AGAIN).collect();
            self.comes_back(name) && !answer.text.contains(&known)
        });
        let lost: Vec<_> = lost.map(|(_, name)| name).collect();
        (!lost.is_empty()).then(|| format!("loses {}", lost.join(", ")))
    }

    /// Whether a page writes a field out again; with a wrong choice, which nobody typed, it need
    /// not be the form's page.
    fn comes_back(&self, name: &str) -> bool {
        let chosen =
            self.form.wrong.iter().any(|(one, takes)| *one == name && *takes == Takes::Choice);
        let loses =
            LOSES.iter().any(|(route, lost, _)| *route == self.form.route && lost.contains(&name));
        self.takes != Takes::Choice && !chosen && !loses && !self.form.unsaid.contains(&name)
    }
}

#[city_test]
fn every_form_says_what_is_wrong_and_loses_nothing(town: &mut Town) {
    let columns = columns(town, Arm::Own);
    let (mut complaints, mut tried) = (String::new(), 0);
    let mut known = BTreeMap::new();
    for form in forms::all() {
        let column = columns.iter().find(|column| column.title == form.who).unwrap();
        let things = known.entry(form.who).or_insert_with(|| before(town, column));
        let path = things.fill(form.path);
        for (field, takes) in form.wrong {
            for (nth, wrong) in wrong_texts(*takes).into_iter().enumerate() {
                let right = form.right.iter().filter(|(name, _)| name != field);
                let pair = |(name, value): &(&str, &str)| (things.fill(name), things.fill(value));
                let mut typed: Vec<(String, String)> = right.map(pair).collect();
                typed.push((things.fill(field), wrong.clone()));
                tried += 1;
                let once = ("once".to_owned(), format!("k{tried}"));
                let sent: Vec<_> = typed.iter().cloned().chain([once]).collect();
                let language = if nth % 2 == 0 { "hi" } else { "en" };
                let answer = wait_for(send(town, column, (&path, language), &sent));
                let mistake = Mistake { form, field, takes: *takes, typed, language };
                if let Some(complaint) = mistake.complaint(&answer) {
                    let shown: String = wrong.chars().take(12).collect();
                    let field = mistake.field;
                    writeln!(complaints, "{} {field}={shown:?} {complaint}", form.route).unwrap();
                }
            }
        }
    }
    assert!(tried > 300, "{tried}");
    assert!(complaints.is_empty(), "{complaints}");
}

/// What somebody's forms are about, after what has to happen before they can be sent.
pub(crate) fn before(town: &Town, column: &Column) -> Things {
    let things = town.things(column);
    for (_, path, form) in BEFORE.iter().filter(|(who, _, _)| *who == column.title) {
        let path = things.fill(path);
        let form: Vec<(String, String)> =
            form.iter().map(|(name, value)| ((*name).to_owned(), things.fill(value))).collect();
        let answer = wait_for(send(town, column, (&path, "en"), &form));
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text);
    }
    things
}

/// A form that nobody tried would be one that may lose what was typed.
#[test]
fn every_route_that_is_posted_to_is_tried_or_says_why_not() {
    let written: BTreeSet<String> = sources::routes()
        .iter()
        .filter_map(|route| route.strip_prefix("POST "))
        // Programs send these; what they are answered is the exchange's to test.
        .filter(|route| !route.starts_with("/fhir/"))
        .map(str::to_owned)
        .collect();
    let tried = forms::all().map(|form| form.route);
    let excused = NOT_TRIED.iter().flat_map(|(_, routes)| routes.iter().copied());
    let known: BTreeSet<String> = tried.clone().chain(excused.clone()).map(str::to_owned).collect();
    let missing: Vec<_> = written.difference(&known).collect();
    assert!(missing.is_empty(), "no wrong form is sent to: {missing:#?}");
    let gone: Vec<_> = known.difference(&written).collect();
    assert!(gone.is_empty(), "no route of the sources: {gone:#?}");
    let tried: BTreeSet<_> = tried.collect();
    let both: Vec<_> = excused.filter(|route| tried.contains(route)).collect();
    assert!(both.is_empty(), "tried, and excused from it: {both:#?}");
}

/// Two tabs: the second is told that somebody was quicker, sees both sides and keeps its text.
#[city_test]
fn a_stale_tab_is_told_so_and_keeps_what_was_typed(town: &mut Town) {
    let columns = columns(town, Arm::Own);
    let clerk = columns.iter().find(|column| column.title == "clerk").unwrap();
    let admin = columns.iter().find(|column| column.title == "admin").unwrap();
    let things = town.things(clerk);
    let post = |column: &Column, path: &str, form: &[(&str, &str)]| {
        let path = things.fill(path);
        let form: Vec<(String, String)> =
            form.iter().map(|(name, value)| ((*name).to_owned(), things.fill(value))).collect();
        wait_for(send(town, column, (&path, "en"), &form))
    };
    let phone = |digits: &'static str, once: &'static str| {
        [
            ("person", "<person>"),
            ("version", "1"),
            ("answer", "save"),
            ("new_phone", digits),
            ("once", once),
        ]
    };
    assert_eq!(post(clerk, "/desk/phone", &phone("0000009876", "one")).status, StatusCode::OK);
    // Pressed twice, it is done once and answers the same.
    assert_eq!(post(clerk, "/desk/phone", &phone("0000009876", "one")).status, StatusCode::OK);
    let late = post(clerk, "/desk/phone", &phone("0000001111", "two"));
    assert!(late.text.contains("REG-022") && late.text.contains("0000001111"), "{}", late.text);
    let wish = [
        ("version", "1"),
        ("name_en", "Asha Negi"),
        ("reason", "The card says so."),
        ("once", "w"),
    ];
    let late = post(clerk, "/people/<person>/correction", &wish);
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("REG-022") && late.text.contains("Asha Negi"), "{}", late.text);
    assert!(late.text.contains("0000009876"), "what stands on record by now is shown, too");
    let ward = |name: &'static str, once: &'static str| {
        [("version", "0"), ("name_en", name), ("name_hi", "नरेला"), ("once", once)]
    };
    assert_eq!(post(admin, "/wards/<ward>", &ward("Narela", "x")).status, StatusCode::SEE_OTHER);
    assert_eq!(post(admin, "/wards/<ward>", &ward("Narela", "x")).status, StatusCode::SEE_OTHER);
    let late = post(admin, "/wards/<ward>", &ward("Nareli", "y"));
    assert!(late.text.contains("PLA-005") && late.text.contains("Nareli"), "{}", late.text);
    assert!(late.text.contains("Narela"), "what stands there now is shown, too");
}

/// A page that was opened before a death was noted says so, and shows both sides.
#[city_test]
fn a_stale_tab_brings_nobody_back_to_life(town: &mut Town) {
    let columns = columns(town, Arm::Own);
    let records = columns.iter().find(|column| column.title == "records").unwrap();
    let things = town.things(records);
    let path = things.fill("/people/<twin>/life");
    let note = |life: &str, on: &str, (once, language): (&str, &str)| {
        let form = [("version", "1"), ("life", life), ("on", on), ("once", once)];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
        wait_for(send(town, records, (&path, language), &form))
    };
    // Pressed twice, it is done once and answers the same.
    for _ in 0..2 {
        let noted = note("deceased", "2026-11-01", ("one", "en"));
        assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.text);
    }
    for (once, language, dead, moved) in
        [("two", "en", "Deceased", "Moved away"), ("three", "hi", "दिवंगत", "शहर छोड़ चुके")]
    {
        let late = note("moved", "2026-11-09", (once, language));
        assert_eq!(late.status, StatusCode::CONFLICT);
        for side in ["REG-022", dead, "2026-11-01", moved, "2026-11-09"] {
            assert!(late.text.contains(side), "{side}: {}", late.text);
        }
    }
}
