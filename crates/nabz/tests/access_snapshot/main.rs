//! Who may do what, over HTTP: every route and FHIR interaction, every role, nobody and a partner.
//!
//! What is answered is compared with `own.txt` (people at their own facility) and `elsewhere.txt`
//! (the same roles, granted at another facility). A change of who may do what shows as a diff of
//! these files; `NABZ_REWRITE_SNAPSHOTS=1` writes them anew. Grants that have ended, and roles
//! that need a second factor without one, open nothing, which needs no file.
//!
//! A cell says `yes`, the code of the refusal, `sign-in` when nobody is known, `home` when the
//! person is led to a page of theirs, or `closed` for a page shown in place of a closed record.
//! Start at [`table::TABLE`].

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a broken promise should stop the story where it broke"
)]

mod ask;
mod canaries;
mod cards;
mod erased;
mod looks;
mod masked;
mod meanwhile;
mod messages;
mod mistakes;
mod people;
mod scans;
mod sources;
mod standing;
mod table;
mod town;
mod twice;

use ask::Ask;
use nabz_testkit::{City, Database, REWRITE, city_test, wait_for};
use people::{Arm, STAFF};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;
use std::path::PathBuf;
use table::{Kind, TABLE, Try};
use town::Town;

/// What an answer says when somebody is turned away for who they are.
const TURNED_AWAY: [&str; 3] = ["ACC-001", "WEB-011", "home"];

impl City for Town {
    fn on(database: Database) -> Self {
        Self::build(database)
    }
}

/// What every column of an arm was answered, a line a try.
fn answers(town: &Town, arm: Arm) -> Vec<(&'static Try, Vec<String>)> {
    let columns = people::columns(town, arm);
    let ask = Ask::of(town);
    let mut cells: Vec<Vec<String>> = Vec::new();
    for column in &columns {
        // A column walks the whole table with things of its own, so that no one's day depends on
        // what others did before.
        let things = town.things(column);
        let walk = async {
            let mut answers = Vec::new();
            for one in TABLE {
                answers.push(ask.answer(one, column, &things).await);
            }
            answers
        };
        cells.push(wait_for(walk));
    }
    let line = |(place, one): (usize, &'static Try)| {
        let of: Vec<String> = cells.iter().map(|column| column[place].clone()).collect();
        (one, of)
    };
    TABLE.iter().enumerate().map(line).collect()
}

fn drawn(answers: &[(&'static Try, Vec<String>)]) -> String {
    let wide = TABLE.iter().map(|one| one.label().chars().count()).max().unwrap();
    let mut text = String::new();
    let mut line = |label: &str, cells: &[&str]| {
        write!(text, "{label:wide$}").unwrap();
        for cell in cells {
            write!(text, "  {cell:8}").unwrap();
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    };
    line("", &people::TITLES);
    for (one, cells) in answers {
        let cells: Vec<_> = cells.iter().map(String::as_str).collect();
        line(&one.label(), &cells);
    }
    text
}

fn compare(file: &str, answers: &[(&'static Try, Vec<String>)]) {
    let path: PathBuf = nabz_testkit::package().join("tests/access_snapshot");
    let path = path.join(file);
    let now = drawn(answers);
    if std::env::var_os(REWRITE).is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    let mut differences = String::new();
    for line in now.lines().filter(|line| !before.lines().any(|old| old == *line)) {
        writeln!(differences, "+ {line}").unwrap();
    }
    for line in before.lines().filter(|line| !now.lines().any(|new| new == *line)) {
        writeln!(differences, "- {line}").unwrap();
    }
    assert!(differences.is_empty() && before == now, "{file}:\n{differences}");
}

/// Every cell of tries that are chosen has to be a refusal.
fn all_refused(
    answers: &[(&'static Try, Vec<String>)],
    whose: Range<usize>,
    chosen: impl Fn(&Try) -> bool,
) {
    let mut holes = String::new();
    for (one, cells) in answers.iter().filter(|(one, _)| chosen(one)) {
        for place in whose.clone() {
            if cells[place] == "yes" {
                writeln!(holes, "{}: {}", people::TITLES[place], one.label()).unwrap();
            }
        }
    }
    assert!(holes.is_empty(), "open, though it should not be:\n{holes}");
}

#[city_test]
fn each_role_does_at_its_own_facility_what_the_snapshot_says(town: &mut Town) {
    let answers = answers(town, Arm::Own);
    compare("own.txt", &answers);
    for (one, cells) in &answers {
        assert!(cells.iter().all(|cell| cell != "500"), "{}: a fault: {cells:?}", one.label());
        assert!(
            cells.iter().all(|cell| cell != "WEB-001"),
            "{} is written in the sources but not part of the site",
            one.label()
        );
    }
    somebody_is_answered_yes(&answers);
}

#[city_test]
fn whoever_was_granted_a_role_elsewhere_does_nothing_here(town: &mut Town) {
    let answers = answers(town, Arm::Elsewhere);
    all_refused(&answers, 0..people::TITLES.len(), |one| one.kind == Kind::Here);
    compare("elsewhere.txt", &answers);
}

#[city_test]
fn a_grant_that_ended_yesterday_opens_nothing_though_the_sign_in_still_holds(town: &mut Town) {
    let answers = answers(town, Arm::Ended);
    let staff = |one: &Try| matches!(one.kind, Kind::Here | Kind::Work);
    all_refused(&answers, 0..STAFF, staff);
    // Refused for the grant itself and not because something else was wrong.
    for (one, cells) in answers.iter().filter(|(one, _)| staff(one)) {
        for (title, cell) in people::TITLES.iter().zip(cells).take(STAFF) {
            let away = TURNED_AWAY.contains(&cell.as_str());
            assert!(away, "{title}: {}: {cell}", one.label());
        }
    }
}

#[city_test]
fn a_role_that_needs_a_second_factor_opens_nothing_without_one(town: &mut Town) {
    let answers = answers(town, Arm::PasswordOnly);
    // Sitting down where one was posted opens nothing yet.
    let staff = |one: &Try| matches!(one.kind, Kind::Here | Kind::Work) && one.route != "/place";
    all_refused(&answers, people::PASSWORD_SUFFICES..STAFF, staff);
}

/// A line in which nobody does anything shows no hole: somebody has to be answered `yes`, but
/// here, for the reason given.
const OPEN_TO_NOBODY: [(&str, &str); 70] = [
    ("POST /cards/{person}/duplicate", "nobody in the town holds a card under two numbers"),
    ("GET /fhir/R4/{type}/{id} (of no patient)", "it is its sender's alone"),
    ("GET /pharmacy/recall/{batch}", "no batch of the town is held"),
    ("GET /check/status", "no status list of the town was signed"),
    ("GET /check/status/since/{sequence}", "no status list of the town was signed"),
    ("GET /check/trust", "the town has no keys"),
    ("GET /check/log/head", "no head of the town's log was signed"),
    ("GET /check/log/proof/{number}", "no head of the town's log was signed"),
    ("GET /check/log/consistency/{old}/{new}", "no head of the town's log was signed"),
    ("POST /apply/code", "a stranger's browser comes with the cookie of the page before"),
    ("POST /apply/check", "no code was sent to these browsers"),
    ("POST /apply/family", "whoever sends one has typed a code of their phone"),
    ("POST /apply/submit", "whoever sends one has typed a code of their phone"),
    ("GET /apply/paper/{link}", "no card of the town was shared"),
    ("POST /apply/papers/{person}", "whoever sends one has typed a code of their phone"),
    ("POST /apply/papers/{person}/remove", "whoever sends one has typed a code of their phone"),
    ("POST /mine/code", "a stranger's browser comes with the cookie of the page before"),
    ("POST /mine/check", "no code was sent to these browsers"),
    ("POST /mine/share", "whoever sends one has typed a code of their phone"),
    ("POST /mine/lost", "whoever sends one has typed a code of their phone"),
    ("POST /mine/post", "whoever sends one has typed a code of their phone"),
    ("POST /mine/consents/{person}", "whoever sends one has typed a code of their phone"),
    ("POST /mine/papers/{person}", "whoever sends one has typed a code of their phone"),
    ("POST /mine/papers/{person}/remove", "whoever sends one has typed a code of their phone"),
    ("POST /mine/rights/{person}", "whoever sends one has typed a code of their phone"),
    ("POST /mine/rights/{person}/withdraw", "whoever sends one has typed a code of their phone"),
    ("POST /mine/rights/{person}/nominee", "whoever sends one has typed a code of their phone"),
    ("POST /mine/rights/{person}/nominee/end", "whoever sends one has typed a code of their phone"),
    ("GET /assets/{*name}", "it names a file that there is not"),
    ("GET /chart/{person}/entries/{type}/{id}", "no partner says anything of them"),
    ("POST /chart/{person}/entries/{type}/{id}/dispute", "no partner says anything of them"),
    ("POST /chart/{person}/entries/{type}/{id}/withdraw", "no partner says anything of them"),
    ("GET /emergency/{person} (a stranger)", "nobody in the columns treats them"),
    ("POST /opd/visits/{visit}/allergies (who left)", "nobody here treats them any more"),
    ("PUT /fhir/R4/{type}/{id} (one of ours)", "only the source changes what it said"),
    ("DELETE /fhir/R4/{type}/{id} (one of ours)", "only the source changes what it said"),
    ("POST /oauth/token", "only a program that was registered has what it takes"),
    ("POST /oauth/introspect", "only a program that was registered has what it takes"),
    ("POST /oauth/revoke", "only a program that was registered has what it takes"),
    ("GET /oauth/authorize", "no app is registered in the town"),
    ("POST /oauth/authorize", "no app is registered in the town"),
    ("POST /apps/{person}", "no app is registered in the town"),
    ("GET /fhir/R4/CodeSystem/$lookup", "no terminology is loaded in the town"),
    ("POST /fhir/R4/CodeSystem/$lookup", "no terminology is loaded in the town"),
    ("GET /fhir/R4/CodeSystem/$subsumes", "no terminology is loaded in the town"),
    ("POST /fhir/R4/CodeSystem/$subsumes", "no terminology is loaded in the town"),
    ("GET /fhir/R4/CodeSystem/{id}/$subsumes", "the town has no such resource"),
    ("POST /fhir/R4/CodeSystem/{id}/$subsumes", "the town has no such resource"),
    ("GET /fhir/R4/CodeSystem/$validate-code", "no terminology is loaded in the town"),
    ("POST /fhir/R4/CodeSystem/$validate-code", "no terminology is loaded in the town"),
    ("GET /fhir/R4/CodeSystem/{id}/$validate-code", "the town has no such resource"),
    ("POST /fhir/R4/CodeSystem/{id}/$validate-code", "the town has no such resource"),
    ("GET /fhir/R4/ValueSet/{id}/$expand", "the town has no such resource"),
    ("POST /fhir/R4/ValueSet/{id}/$expand", "the town has no such resource"),
    ("GET /fhir/R4/ValueSet/{id}/$validate-code", "the town has no such resource"),
    ("POST /fhir/R4/ValueSet/{id}/$validate-code", "the town has no such resource"),
    ("GET /fhir/R4/ConceptMap/{id}/$translate", "the town has no such resource"),
    ("POST /fhir/R4/ConceptMap/{id}/$translate", "the town has no such resource"),
    ("GET /fhir/R4/$export", "no folder for exports is named in the town"),
    ("POST /fhir/R4/$export", "no folder for exports is named in the town"),
    ("GET /fhir/R4/{type}/$export", "no folder for exports is named in the town"),
    ("POST /fhir/R4/{type}/$export", "no folder for exports is named in the town"),
    ("GET /fhir/R4/{type}/{id}/$export", "no folder for exports is named in the town"),
    ("POST /fhir/R4/{type}/{id}/$export", "no folder for exports is named in the town"),
    ("GET /fhir/R4/$export/{id}", "no folder for exports is named in the town"),
    ("DELETE /fhir/R4/$export/{id}", "no folder for exports is named in the town"),
    ("GET /fhir/R4/$export/{id}/{file}", "no folder for exports is named in the town"),
    ("POST /fhir/R4/$import", "it is JSON and no lines that is sent here"),
    ("PATCH /fhir/R4/{type}/{id} (one of ours)", "only the source changes what it said"),
    ("POST /second-factor", "the code is on a phone; signing in with one is the columns' own way"),
];

/// Fails with every line that is open to nobody, and with every excuse that is none any more.
fn somebody_is_answered_yes(answers: &[(&'static Try, Vec<String>)]) {
    let mut silent = String::new();
    for (one, cells) in answers {
        let label = one.label();
        let listed = OPEN_TO_NOBODY.iter().any(|(listed, _)| *listed == label);
        let open = cells.iter().any(|cell| cell == "yes");
        if open == listed {
            let what = if open { "is listed, though it is open" } else { "is open to nobody" };
            writeln!(silent, "{label} {what}: {}", cells.join(" ")).unwrap();
        }
    }
    assert!(silent.is_empty(), "{silent}");
}

/// A route that nobody tried would be a hole nobody sees.
#[test]
fn every_route_of_the_sources_is_in_the_table() {
    let written = sources::routes();
    let tried: BTreeSet<String> =
        TABLE.iter().map(|one| format!("{} {}", one.method, one.route)).collect();
    let missing: Vec<_> = written.difference(&tried).collect();
    assert!(missing.is_empty(), "not in the table: {missing:#?}");
    let gone: Vec<_> = tried.difference(&written).collect();
    assert!(gone.is_empty(), "in the table, but no route of the sources: {gone:#?}");
}
