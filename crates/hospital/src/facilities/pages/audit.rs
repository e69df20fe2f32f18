//! The audit, for auditors: who did what to whom, newest first.

use super::acts;
use askama::Template;
use nabz_access::audit_reading::{self, Entry, ReadAudit, WhoLooked, read_audit};
use nabz_access::staff::{SignInName, names_of, staff_called};
use nabz_access::{AccessRefusal, Names, NodeId, Permit, organisation};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{AuditId, Id, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_record::{SourceId, source};
use nabz_store::{AuditRow, AuditSearch, Outcome, Stop, Tx};
use nabz_web::{
    Desk, Fields, FormErrors, Language, Message, Page, Problem, Shell, filters, msg, numbers,
};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// The end of an id is drawn by chance; its beginning is the same for a whole morning.
const SHORT_ID_SIGNS: usize = 8;
const ID_SIGNS: usize = 32;

#[derive(Template)]
#[template(path = "facilities/pages/audit.html")]
struct AuditPage {
    shell: Shell,
    errors: FormErrors,
    asked: Asked,
    rows: Vec<Row>,
    older: Option<(i64, Uuid)>,
}

struct Row {
    at: String,
    actor: Option<String>,
    /// In words, and as the audit writes it.
    act: (Option<Message>, String),
    subject: Subject,
    refused: bool,
}

/// What it was done to: its kind, and what it is called where that is no patient. A patient is
/// named by the list of who looked, one click away, which writes that look down.
struct Subject {
    kind: Option<Message>,
    name: Option<String>,
    id: String,
    short: String,
    /// Whose care it concerned, for whoever may ask who looked.
    patient: Option<Uuid>,
}

/// From before which row; instants and ids, never a person.
#[derive(Deserialize)]
pub(super) struct Cursor {
    at: Option<i64>,
    id: Option<Uuid>,
}

impl Cursor {
    pub(super) fn row(&self) -> Option<audit_reading::Cursor> {
        let (at, id) = self.at.zip(self.id)?;
        Some((Instant::from_microseconds(at), AuditId::from_uuid(id)))
    }

    /// The address of the page that goes on after a row.
    pub(super) fn address(path: &str, (at, id): audit_reading::Cursor) -> String {
        format!("{path}?at={}&id={id}", at.microseconds())
    }
}

/// What was typed, so that a mistake loses nothing.
#[derive(Clone, Default)]
struct Asked {
    who: String,
    from: String,
    to: String,
}

/// Whose rows are looked for, and of which days.
struct Search {
    who: Option<SignInName>,
    from: Option<Instant>,
    /// The first moment after the last day.
    until: Option<Instant>,
    before: Option<audit_reading::Cursor>,
}

impl Asked {
    fn of(fields: &Fields) -> Self {
        let field = |name| fields.get(name).to_owned();
        Self { who: field("who"), from: field("from"), to: field("to") }
    }

    fn search(&self, errors: &mut FormErrors, cursor: Option<audit_reading::Cursor>) -> Search {
        let typed = Some(self.who.as_str()).filter(|who| !who.is_empty());
        let who = typed.and_then(|who| errors.keep("who", SignInName::parse(who)));
        let from = day(errors, "from", &self.from);
        let to = day(errors, "to", &self.to);
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            errors.add("to", &strange_day());
        }
        let until = to.map(|to| Date::from_days(to.days().saturating_add(1)));
        let until = until.map(Instant::beginning_in_india);
        // Nothing of an id that is drawn now for that midnight is older than the day before it.
        let before = cursor.or(until.map(|until| (until, AuditId::draw(until))));
        Search { who, from: from.map(Instant::beginning_in_india), until, before }
    }
}

impl Search {
    fn holds(&self, row: &AuditRow) -> bool {
        self.from.is_none_or(|from| from <= row.at) && self.until.is_none_or(|until| row.at < until)
    }
}

fn strange_day() -> Refused {
    Refused::plain("FAC-008").invalid()
}

fn day(errors: &mut FormErrors, field: &'static str, typed: &str) -> Option<Date> {
    if typed.is_empty() {
        return None;
    }
    errors.keep(field, Date::parse(typed).ok_or_else(strange_day))
}

/// What happened last where the auditor sits.
pub(super) async fn list(desk: Desk) -> Result<Page, Problem> {
    show(&desk, Asked::default(), (FormErrors::default(), None)).await
}

/// What one member of staff did, or everybody, in some days or ever.
pub(super) async fn find(desk: Desk, fields: Fields) -> Result<Page, Problem> {
    let (at, id) = (fields.get("at").parse().ok(), fields.get("id").parse().ok());
    let cursor = Cursor { at, id }.row();
    show(&desk, Asked::of(&fields), (FormErrors::default(), cursor)).await
}

/// What was found, with what people and places are called.
struct Found {
    entries: Vec<Entry>,
    older: Option<audit_reading::Cursor>,
    called: HashMap<Uuid, Names>,
}

async fn show(
    desk: &Desk,
    asked: Asked,
    (mut errors, cursor): (FormErrors, Option<audit_reading::Cursor>),
) -> Result<Page, Problem> {
    let permit = desk.permit::<ReadAudit>()?;
    let search = asked.search(&mut errors, cursor);
    if !errors.is_empty() {
        return Ok(desk.page(&AuditPage::of(desk, asked, errors))?.with_errors());
    }
    let read = move |tx: &mut Tx<'_>, permit: &Permit<ReadAudit>| found(tx, permit, &search);
    match desk.write(permit, read).await {
        Ok(found) => {
            let rows = found.entries.iter().map(|entry| row(desk, entry, &found.called)).collect();
            let older = found.older.map(|(at, id)| (at.microseconds(), id.uuid()));
            desk.page(&AuditPage { rows, older, ..AuditPage::of(desk, asked, errors) })
        }
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            errors.add("who", refused);
            Ok(desk.page(&AuditPage::of(desk, asked, errors))?.with_errors())
        }
    }
}

fn found(tx: &mut Tx<'_>, permit: &Permit<ReadAudit>, search: &Search) -> Result<Found, Stop> {
    let whose = match &search.who {
        Some(name) => {
            AuditSearch::Actor(staff_called(tx, name)?.ok_or(AccessRefusal::NoSuchStaff)?)
        }
        None => AuditSearch::Facility(permit.facility()),
    };
    let mut page = read_audit(tx, permit, whose, search.before)?;
    name_partners(tx, &mut page.entries)?;
    // Rows come newest first: past the first day nothing more is of interest.
    let past = |(at, _): &audit_reading::Cursor| search.from.is_some_and(|from| *at < from);
    let older = page.older.filter(|last| !past(last));
    page.entries.retain(|entry| search.holds(&entry.row));
    let called = called(tx, &page.entries)?;
    Ok(Found { entries: page.entries, older, called })
}

/// What the people and places are called to which something was done.
fn called(tx: &mut Tx<'_>, entries: &[Entry]) -> Result<HashMap<Uuid, Names>, Stop> {
    let of_kind = |kinds: &'static [&'static str]| {
        let rows = entries.iter().map(|entry| &entry.row);
        rows.filter(move |row| kinds.contains(&row.subject_kind.as_str())).map(|row| row.subject)
    };
    let staff: Vec<StaffId> = of_kind(&["Staff"]).map(StaffId::from_uuid).collect();
    let mut called: HashMap<Uuid, Names> =
        names_of(tx, &staff)?.into_iter().map(|(id, names)| (id.uuid(), names)).collect();
    for place in of_kind(&["Facility", "OrganisationNode", "Unit"]).collect::<Vec<_>>() {
        if called.contains_key(&place) {
            continue;
        }
        if let Some(node) = organisation::node(tx, NodeId::from_uuid(place))? {
            called.insert(place, node.names);
        }
    }
    Ok(called)
}

/// Partners act too, and have one name in both scripts.
pub(super) fn name_partners(tx: &mut Tx<'_>, entries: &mut [Entry]) -> Result<(), Stop> {
    for entry in entries.iter_mut().filter(|entry| entry.actor.is_none()) {
        if let Some(partner) = SourceId::of_actor(entry.row.actor) {
            let name = source::name(tx, partner)?;
            entry.actor = Some(Names { english: name.clone(), hindi: name });
        }
    }
    Ok(())
}

impl AuditPage {
    /// Nothing found yet.
    fn of(desk: &Desk, asked: Asked, errors: FormErrors) -> Self {
        let shell = desk.shell().at("/audit");
        Self { shell, errors, asked, rows: Vec::new(), older: None }
    }
}

fn row(desk: &Desk, entry: &Entry, called: &HashMap<Uuid, Names>) -> Row {
    let language = desk.language();
    let patient = entry.row.patient.map(Id::uuid);
    let own = Some(entry.row.subject).filter(|_| entry.row.subject_kind == "Person");
    let name = called.get(&entry.row.subject).map(|names| pick(names, language));
    let id = entry.row.subject.simple().to_string();
    Row {
        at: numbers::date_time(entry.row.at, language),
        actor: entry.actor.as_ref().map(|names| pick(names, language)),
        act: (acts::act(&entry.row.act), entry.row.act.clone()),
        subject: Subject {
            kind: acts::subject(&entry.row.subject_kind),
            name,
            short: id.chars().skip(ID_SIGNS.saturating_sub(SHORT_ID_SIGNS)).collect(),
            id: entry.row.subject.to_string(),
            patient: patient.or(own).filter(|_| desk.may::<WhoLooked>()),
        },
        refused: entry.row.outcome == Outcome::Refused,
    }
}

fn pick(names: &Names, language: Language) -> String {
    language.pick(&names.hindi, &names.english).clone()
}
