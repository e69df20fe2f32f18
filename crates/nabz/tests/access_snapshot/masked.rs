//! What is sensitive is read by whoever treats the person, and by nobody else until it is shared.
//!
//! Of somebody everything is written down that can be sensitive: by its code, by a substance, by a
//! word, by the label of a partner. In each stands a word that stands nowhere else ([`CANARY`]).
//! Every route of the table is walked as if it were about them, and so is every other door to their
//! record.

use crate::ask::Ask;
use crate::people::{self, Arm, Column};
use crate::table::TABLE;
use crate::town::{Named, Place, Town, arrived, colleague};
use axum::body::to_bytes;
use axum::http::{StatusCode, header};
use nabz_access::{Holder, Why, relate};
use nabz_fhir::{Body, systems};
use nabz_hospital::allergies::actions::note_allergy;
use nabz_hospital::allergies::model::NewAllergy;
use nabz_hospital::emergency::actions::{note_condition, note_surgery};
use nabz_hospital::opd::actions::{begin, sign};
use nabz_hospital::opd::latest_note;
use nabz_hospital::opd::model::{Draft, TypedDiagnosis, TypedLine};
use nabz_hospital::queue::actions::{IssueToken, call_token};
use nabz_hospital::queue::model::Post;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_kernel::language::Language;
use nabz_people::consent::actions::{RecordConsent, answer};
use nabz_people::consent::model::{Asked, By, How, Purpose, Sensitive, Wish};
use nabz_record::receive;
use nabz_store::{Stop, Tx};
use nabz_testkit::{city_test, wait_for};
use serde_json::json;
use std::fmt::Write;

/// Answers are compared in small letters.
const CANARY: &str = "wqzjx";
/// The columns that treat whoever came to the hospital.
const TREATING: [&str; 3] = ["nurse", "doctor", "pharm"];
/// What the chart says in place of a line, where nobody chose a language.
const KEPT_CLOSED: &str = "बंद रखा गया है";
/// To a record as programs read it.
const DOORS: [&str; 14] = [
    "/fhir/R4/Condition?patient=<person>",
    "/fhir/R4/Condition?patient=<person>&_sort=-recorded-date",
    "/fhir/R4/Composition?patient=<person>",
    "/fhir/R4/MedicationRequest?patient=<person>",
    "/fhir/R4/AllergyIntolerance?patient=<person>",
    "/fhir/R4/Patient?_id=<person>&_revinclude=Condition:subject",
    "/fhir/R4/Patient/<person>/$everything",
    "/fhir/R4/Condition/<diagnosis>",
    "/fhir/R4/Condition/<diagnosis>/_history",
    "/fhir/R4/Condition/<diagnosis>/_history/1",
    "/fhir/R4/Composition/<visit>",
    "/fhir/R4/AllergyIntolerance/<allergy>",
    "/fhir/R4/Procedure/<surgery>",
    "/fhir/R4/Condition/closed-<whose>",
];
/// What finds something by what it says.
const FOUND: [&str; 2] = [
    "/fhir/R4/Condition?code=B20",
    "/fhir/R4/Encounter?_id=<visit>&_revinclude=Composition:encounter",
];
/// Pages for people.
const CHART: [&str; 2] = ["/chart/<person>", "/chart/<person>?show=visits"];
const PAGES: [&str; 4] = [
    "/chart/<person>?show=medicines",
    "/chart/<person>?show=tests",
    "/emergency/<person>",
    "/opd/visits/<visit>",
];

/// Somebody with the word in their record, by the names that addresses give to what is theirs.
struct Marked {
    person: PersonId,
    named: Named,
}

impl Marked {
    fn in_town(town: &Town, whose: &'static str) -> Self {
        let place = town.place;
        let written = move |tx: &mut Tx<'_>| marked(tx, place, whose);
        let (person, named) = town.database.store.write_blocking(written).unwrap();
        Self { person, named }
    }

    fn fill(&self, text: &str) -> String {
        self.named
            .iter()
            .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("<{name}>"), value))
    }

    /// From now on everything that is sensitive is shared.
    fn share(&self, town: &Town) {
        let asked = Asked {
            person: self.person,
            purpose: Purpose::RecordSharing,
            wish: Wish::Yes { shares: Sensitive::ALL.to_vec() },
            seen: 0,
            notice: 1,
            shown_in: Language::Hindi,
            by: By::Themselves,
            how: How::Screen,
        };
        let permit = colleague::<RecordConsent>(town.place);
        town.database.store.write_blocking(move |tx| answer(tx, &permit, &asked)).unwrap();
    }
}

/// Somebody whom a colleague has treated, and of whom a partner speaks.
fn marked(tx: &mut Tx<'_>, place: Place, whose: &str) -> Result<(PersonId, Named), Stop> {
    let token = arrived(tx, place, &format!("Ikra of {whose}"))?;
    let (person, post) = (token.person, Post { unit: place.unit, room: place.room });
    let treats = Holder::Staff(colleague::<IssueToken>(place).staff());
    relate(tx, treats, person, Why::Visit(token.id.uuid()), Instant::from_microseconds(i64::MAX))?;
    call_token(tx, &colleague(place), (token.id, post))?;
    begin(tx, &colleague(place), (token.id, post))?;
    sign(tx, &colleague(place), token.id, (0, &draft(place)))?;
    let signed = latest_note(tx, place.facility, token.id)?.unwrap();
    let (substance, reaction) = ("Nevirapine".to_owned(), CANARY.to_owned());
    let allergy = NewAllergy { person, substance, reaction, severe: true };
    let allergy = note_allergy(tx, &colleague(place), &allergy)?;
    note_condition(tx, &colleague(place), person, ("B20", "2015"))?;
    let what = format!("MTP, {CANARY}");
    let surgery = note_surgery(tx, &colleague(place), person, (&what, "2019"))?;
    told_by_a_partner(tx, person, whose)?;
    let (person_id, visit) = (person.to_string(), token.id.to_string());
    let named = vec![
        ("person", person_id.clone()),
        ("ailing", person_id),
        ("visit", visit.clone()),
        ("token", visit.clone()),
        ("signed", visit),
        ("diagnosis", signed.note.diagnoses[0].id.to_string()),
        ("allergy", allergy.id.to_string()),
        ("surgery", surgery.id.to_string()),
        ("whose", whose.to_owned()),
    ];
    Ok((person, named))
}

/// A note that is closed for its diagnosis, and a medicine that is for its remark.
fn draft(place: Place) -> Draft {
    let diagnosis = TypedDiagnosis {
        words: CANARY.into(),
        system: systems::ICD_10.into(),
        code: "B20".into(),
        ..TypedDiagnosis::default()
    };
    let line = TypedLine {
        medicine: place.medicine.to_string(),
        dose: "1-0-0".into(),
        days: "5".into(),
        remark: format!("For HIV: {CANARY}"),
        ..TypedLine::default()
    };
    Draft {
        complaint: CANARY.into(),
        examination: CANARY.into(),
        diagnoses: vec![diagnosis],
        advice: CANARY.into(),
        tests: vec![CANARY.into()],
        lines: vec![line],
        ..Draft::default()
    }
}

fn told_by_a_partner(tx: &mut Tx<'_>, person: PersonId, whose: &str) -> Result<(), Stop> {
    let (other, id) = (nabz_exchange::partner(tx, "lab-two")?, format!("closed-{whose}"));
    let label = json!({"system": systems::ACT_CODE, "code": "PSY"});
    let said = json!({
        "resourceType": "Condition",
        "id": id,
        "meta": {"security": [label]},
        "subject": {"reference": format!("Patient/{person}")},
        "code": {"text": CANARY},
    });
    let body = Body::parse(said.to_string().into_bytes()).unwrap();
    receive::update(tx, other, &id, &body, None).map(drop)
}

/// What somebody is answered, in small letters; `None` for a paper, whose words only a reader sees,
/// and for a stream of events, which never ends.
pub(crate) async fn said(
    ask: &Ask,
    column: &Column,
    wish: (&str, &str, String),
) -> (StatusCode, Option<String>) {
    let program = wish.1.starts_with("/fhir/");
    let accept = if program { "application/fhir+json" } else { "text/html" };
    let answer = ask.request(wish, column, &[("accept", accept)]).await;
    let status = answer.status();
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default();
    if kind.starts_with("text/event-stream") || kind.starts_with("application/pdf") {
        return (status, None);
    }
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, Some(String::from_utf8_lossy(&bytes).to_lowercase()))
}

/// What a column reads at an address that opens to it.
async fn reads(ask: &Ask, column: &Column, path: &str) -> String {
    let (status, text) = said(ask, column, ("GET", path, String::new())).await;
    let text = text.unwrap();
    assert_eq!(status, StatusCode::OK, "{}: {path}: {text}", column.title);
    text
}

#[city_test]
fn what_is_sensitive_is_read_by_whoever_treats_and_once_it_is_shared_by_whoever_keeps_records(
    town: &mut Town,
) {
    let (columns, ask) = (people::columns(town, Arm::Own), Ask::of(town));
    let column = |title: &str| columns.iter().find(|column| column.title == title).unwrap();
    let (marked, records) = (Marked::in_town(town, "everybody"), column("records"));
    let told = |path: &str, text: &str| assert!(text.contains(CANARY), "{path}: {text}");
    wait_for(async {
        for column in TREATING.map(column) {
            for path in DOORS.iter().chain(&FOUND).chain(&CHART).chain(&["/emergency/<person>"]) {
                let path = marked.fill(path);
                told(&path, &reads(&ask, column, &path).await);
            }
        }
        let path = marked.fill("/opd/visits/<visit>");
        told(&path, &reads(&ask, column("doctor"), &path).await);
        for path in DOORS {
            let text = reads(&ask, records, &marked.fill(path)).await;
            assert!(text.contains("redacted") && !text.contains(CANARY), "{path}: {text}");
        }
        for path in CHART {
            let text = reads(&ask, records, &marked.fill(path)).await;
            assert!(text.contains(KEPT_CLOSED) && !text.contains(CANARY), "{path}: {text}");
        }
    });
    marked.share(town);
    wait_for(async {
        for path in DOORS.iter().chain(&FOUND).chain(&CHART) {
            let path = marked.fill(path);
            told(&path, &reads(&ask, records, &path).await);
        }
    });
}

#[city_test]
fn whoever_does_not_treat_finds_no_word_of_what_is_sensitive_anywhere(town: &mut Town) {
    let (columns, ask) = (people::columns(town, Arm::Own), Ask::of(town));
    let (mut leaks, mut read) = (String::new(), 0_usize);
    for column in columns.iter().filter(|column| !TREATING.contains(&column.title)) {
        let (things, marked) = (town.things(column), Marked::in_town(town, column.title));
        let doors = DOORS.iter().chain(&FOUND).chain(&CHART).chain(&PAGES);
        let doors = doors.map(|path| ("GET", *path, ""));
        let tries = TABLE.iter().map(|one| (one.method, one.path, one.body));
        wait_for(async {
            for (method, path, body) in doors.chain(tries) {
                let [path, body] = [path, body].map(|text| things.fill(&marked.fill(text)));
                let (status, text) = said(&ask, column, (method, &path, body)).await;
                let told = text.as_ref().is_some_and(|text| text.contains(CANARY));
                if told || status == StatusCode::INTERNAL_SERVER_ERROR {
                    writeln!(leaks, "{}: {method} {path}: {status}", column.title).unwrap();
                }
                read += usize::from(text.is_some());
            }
        });
    }
    assert!(leaks.is_empty(), "the word is told, or something broke:\n{leaks}");
    assert!(read > TABLE.len(), "only {read} answers were read");
}
