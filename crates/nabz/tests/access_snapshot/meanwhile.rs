//! Whatever is written of somebody while they are taken for somebody else is on the list that the
//! records room goes through once they are parted.
//!
//! Each table that keeps somebody's id says how the list finds its rows ([`FOUND`]), or why they are
//! none of it; and of two who were linked everything is written that a day brings.

use crate::cards::issuer;
use crate::town::{Place, Town, aged, colleague, prescribed};
use nabz::site;
use nabz_access::{Holder, Program, Why, relate};
use nabz_hospital::allergies::actions::note_allergy;
use nabz_hospital::allergies::model::NewAllergy;
use nabz_hospital::emergency::actions::{note_condition, note_surgery};
use nabz_hospital::queue::actions::{IssueToken, issue_token};
use nabz_hospital::queue::model::{Lane, TokenRequest, VisitKind};
use nabz_hospital::triage::actions::{record_vitals, set_target};
use nabz_hospital::triage::model::{BeatsAMinute, SaturationScale, Signs, Taking};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_kernel::language::Language;
use nabz_kernel::names::NameText;
use nabz_kernel::phone::Mobile;
use nabz_people::apply::actions::SEND_PAPER;
use nabz_people::cards::actions::{ask as ask_card, issue};
use nabz_people::cards::model::Proof;
use nabz_people::consent::actions::answer;
use nabz_people::consent::model::{Asked, By, How, Proxy, Purpose, Tie as ConsentTie, Wish};
use nabz_people::households::actions::{found, name_guardian};
use nabz_people::households::model::{HouseholdKind, NewHousehold, Role};
use nabz_people::registry::actions::{add_paper, change_phone, link, record_life, unlink};
use nabz_people::registry::model::{
    Life, PaperKind, PaperNumber, Phone, Whose, Written, WrittenKind,
};
use nabz_people::registry::{WrittenBeside, person, store, written_meanwhile};
use nabz_people::rights::actions as rights;
use nabz_people::rights::model::{Asks, NewNominee, NewRequest, Right};
use nabz_people::scans::actions::send;
use nabz_people::scans::model::{NewScan, ScanFile, ScanKind};
use nabz_store::{Stop, Tx};
use nabz_testkit::city_test;
use std::collections::BTreeSet;
use std::time::Duration;

/// Columns that hold somebody's id.
const OF_A_PERSON: [&str; 9] = [
    "person_id",
    "patient_id",
    "child_id",
    "head_id",
    "kin_of",
    "same_as",
    "proxy_person",
    "head_then",
    "by_death",
];
const RECORD: &str = "published under the person, and found in the record";
const REGISTRY: &str = "asked of the registry itself";
const KEEPER: &str = "asked of whoever keeps it, `site::written_beside`";
const INDEX: &str = "only finds what another table keeps";

/// How the list finds what each table keeps of somebody, or why that is none of it.
const FOUND: [(&str, &str); 45] = [
    ("access_break_glass", "who looked, which stays a look at that record"),
    ("access_relation", "why somebody may read, which follows from a visit"),
    ("allergies_allergy", RECORD),
    ("apply_paper", "a link to a card, which ends within a day"),
    ("apply_proven", "that a phone was in somebody's hands when they were registered"),
    ("audit_row", "who did what, which is never sorted"),
    ("cards_card", KEEPER),
    ("cards_order", KEEPER),
    ("consent_answer", RECORD),
    ("emergency_blood_group", RECORD),
    ("emergency_condition", RECORD),
    ("emergency_surgery", RECORD),
    ("households_guardian", "the child's in the record, the guardian's asked of households"),
    ("households_household", "whoever speaks for a household lives there"),
    ("households_member", KEEPER),
    ("opd_note", RECORD),
    ("outage_visit", KEEPER),
    ("pharmacy_dispense", RECORD),
    ("prescribing_of_person", INDEX),
    ("prescribing_prescription", RECORD),
    ("queue_token", RECORD),
    ("record_chart", INDEX),
    ("record_entry", RECORD),
    ("registry_adoption", REGISTRY),
    ("registry_claim", INDEX),
    ("registry_correction", REGISTRY),
    ("registry_identification", "said with a registration, which is asked of the registry"),
    ("registry_identifier", INDEX),
    ("registry_life", REGISTRY),
    ("registry_link", REGISTRY),
    ("registry_name_sound", INDEX),
    ("registry_paper", REGISTRY),
    ("registry_person", "how they stand, by what the others say"),
    ("registry_phone", INDEX),
    ("registry_phone_check", REGISTRY),
    ("registry_registration", REGISTRY),
    ("rights_nominee", KEEPER),
    ("rights_request", KEEPER),
    ("scans_scan", KEEPER),
    ("smart_code", "what an app was let, which ends within a minute"),
    ("smart_launch", "for whom an app was opened, which ends within minutes"),
    ("smart_refresh", "how an app goes on that was let, which ends with a sign-in"),
    ("smart_token", "what an app was let, which ends with a sign-in"),
    ("triage_target", KEEPER),
    ("triage_vitals", RECORD),
];

/// The tables that keep somebody's id, by all migrations in their order.
fn keeping() -> BTreeSet<String> {
    let folder = nabz_testkit::package().join("../../migrations");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files: BTreeSet<_> =
        files.filter(|path| path.extension().is_some_and(|end| end == "sql")).collect();
    assert!(files.len() > 50, "the migrations are not where they were");
    let mut tables = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let mut table = "";
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let column = match words.as_slice() {
                ["CREATE", "TABLE", name, ..] => {
                    table = *name;
                    None
                }
                ["DROP", "TABLE", name] => {
                    tables.remove(name.trim_end_matches(';'));
                    None
                }
                ["ALTER", "TABLE", name, "ADD", "COLUMN", column, kind, ..] => {
                    table = *name;
                    Some((*column, *kind))
                }
                [column, kind, ..] => Some((*column, *kind)),
                [] | [_] => None,
            };
            let is_theirs = column.is_some_and(|(column, kind)| {
                OF_A_PERSON.contains(&column) && kind.trim_end_matches([',', ';']) == "UUID"
            });
            if is_theirs {
                tables.insert(table.to_owned());
            }
        }
    }
    tables
}

#[test]
fn every_table_that_keeps_somebody_s_id_says_how_the_list_finds_it() {
    let said: BTreeSet<String> = FOUND.iter().map(|(table, _)| (*table).to_owned()).collect();
    let tables = keeping();
    let silent: Vec<_> = tables.difference(&said).collect();
    assert!(silent.is_empty(), "what they keep may be missing on the list: {silent:?}");
    let gone: Vec<_> = said.difference(&tables).collect();
    assert!(gone.is_empty(), "they keep nobody's id: {gone:?}");
}

/// What a day brings at a doctor's.
fn treated(tx: &mut Tx<'_>, place: Place, person: PersonId) -> Result<(), Stop> {
    let visit = VisitKind::NewProblem;
    let request = TokenRequest { person, unit: place.unit, lane: Lane::General, visit };
    let token = issue_token(tx, &colleague(place), &request)?;
    let treats = Holder::Staff(colleague::<IssueToken>(place).staff());
    relate(tx, treats, person, Why::Visit(token.id.uuid()), Instant::from_microseconds(i64::MAX))?;
    prescribed(tx, place, &token)?;
    let (substance, reaction) = ("Latex".to_owned(), String::new());
    let allergy = NewAllergy { person, substance, reaction, severe: false };
    note_allergy(tx, &colleague(place), &allergy)?;
    let signs = Signs { pulse: Some(BeatsAMinute::parse("80").unwrap()), ..Signs::default() };
    let taking = Taking { visit: token.id, pregnant: false, signs };
    record_vitals(tx, &colleague(place), &taking)?;
    set_target(tx, &colleague(place), (token.id, SaturationScale::Two))?;
    note_condition(tx, &colleague(place), person, ("I10", "2015"))?;
    note_surgery(tx, &colleague(place), person, ("Appendix", "2019")).map(drop)
}

/// What offices and counters write down beside that.
fn served(tx: &mut Tx<'_>, place: Place, id: PersonId) -> Result<(), Stop> {
    let home = NewHousehold { kind: HouseholdKind::Home, head: id };
    found(tx, &colleague(place), &home)?;
    let child = aged(tx, place, ("Farida of the house", 5))?;
    name_guardian(tx, &colleague(place), (child, id), Role::Mother)?;
    let yes = Asked {
        person: id,
        purpose: Purpose::HealthCard,
        wish: Wish::Yes { shares: Vec::new() },
        seen: 0,
        notice: 1,
        shown_in: Language::Hindi,
        by: By::Themselves,
        how: How::Screen,
    };
    answer(tx, &colleague(place), &yes)?;
    issue(tx, &colleague(place), &issuer(), id)?;
    let known = version(tx, id)?;
    ask_card(tx, &colleague(place), (id, known), Proof::Witness)?;
    let number = PaperNumber::parse(PaperKind::RationCard, "077007654321").unwrap();
    add_paper(tx, &colleague(place), id, (&number, true))?;
    let mobile = Mobile::parse("0000061909")?;
    let phone = Phone { mobile: mobile.clone(), whose: Whose::Own };
    let known = version(tx, id)?;
    change_phone(tx, &colleague(place), (id, known), &phone)?;
    let file = ScanFile::parse(b"%PDF-1.7 a voter card".to_vec()).unwrap();
    let scan = NewScan { phone: mobile.clone(), person: id, kind: ScanKind::VoterCard, file };
    let by = Program::doing(tx, SEND_PAPER)?;
    send(tx, &by, &scan)?;
    let copy = NewRequest { person: id, right: Right::Access, asks: Asks::Themselves, note: None };
    rights::ask(tx, &colleague(place), &copy)?;
    let proxy = Proxy { name: NameText::try_from("Ramkali".to_owned())?, tie: ConsentTie::Sibling };
    let nominee = NewNominee { person: id, proxy, phone: mobile, seen: None };
    rights::name_nominee(tx, &colleague(place), &nominee)?;
    let third = aged(tx, place, ("Gulab of the house", 42))?;
    link(tx, &colleague(place), third, id, ("One card.", true))?;
    let moved = (id, version(tx, id)?);
    record_life(tx, &colleague(place), moved, Life::Moved { on: None }).map(drop)
}

fn version(tx: &mut Tx<'_>, id: PersonId) -> Result<u32, Stop> {
    Ok(person(tx, id)?.unwrap().version)
}

/// The kinds that a day does not bring: a signature, a handing over, what a partner says, and what has
/// no kind of its own.
const NOT_THAT_DAY: [WrittenKind; 4] =
    [WrittenKind::Note, WrittenKind::Dispensing, WrittenKind::Partner, WrittenKind::Other];

#[city_test]
fn everything_that_was_written_while_two_were_taken_for_one_is_listed(town: &mut Town) {
    let (place, database) = (town.place, &town.database);
    let city = &database.store;
    let minute = || database.pass(Duration::from_mins(1));
    let both = city.write_blocking(move |tx| {
        let one = aged(tx, place, ("Rehana of the house", 42))?;
        Ok((one, aged(tx, place, ("Rihana of the house", 42))?))
    });
    let (one, other) = both.unwrap();
    minute();
    let linked =
        city.write_blocking(move |tx| link(tx, &colleague(place), one, other, ("One card.", true)));
    linked.unwrap();
    minute();
    city.write_blocking(move |tx| treated(tx, place, other)).unwrap();
    city.write_blocking(move |tx| served(tx, place, other)).unwrap();
    minute();
    let parted = city.write_blocking(move |tx| unlink(tx, &colleague(place), one, "two women"));
    parted.unwrap();
    minute();
    city.write_blocking(move |tx| treated(tx, place, one)).unwrap();
    let list: Vec<Written> = city
        .read_blocking(move |view| {
            let link = store::parted(view, one)?.remove(0);
            written_meanwhile(view, &link, WrittenBeside(site::written_beside))
        })
        .unwrap();
    let listed: BTreeSet<&str> = list.iter().map(|one| one.kind.word()).collect();
    let kinds = WrittenKind::ALL.iter().filter(|kind| !NOT_THAT_DAY.contains(kind));
    let expected: BTreeSet<&str> = kinds.map(|kind| kind.word()).collect();
    assert_eq!(listed, expected, "{list:#?}");
    assert!(list.iter().all(|one| one.under == other), "nothing moves: {list:#?}");
    let entries: BTreeSet<&str> = list.iter().map(|one| one.entry.as_str()).collect();
    assert_eq!(entries.len(), list.len(), "each thing stands once: {list:#?}");
}
