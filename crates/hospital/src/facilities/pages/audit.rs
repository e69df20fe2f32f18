//! The audit, for auditors: who did what, newest first.

use super::acts;
use askama::Template;
use axum::extract::Query;
use nabz_access::audit_reading::{self, Entry, ReadAudit, read_audit};
use nabz_access::staff::{SignInName, staff_called};
use nabz_access::{AccessRefusal, Names, Permit};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::AuditId;
use nabz_record::{SourceId, source};
use nabz_store::{AuditSearch, Outcome, Stop, Tx};
use nabz_web::{
    Desk, Fields, FormErrors, Language, Message, Page, Problem, Shell, filters, msg, numbers,
};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "facilities/pages/audit.html")]
struct AuditPage {
    shell: Shell,
    errors: FormErrors,
    who: String,
    rows: Vec<Row>,
    older: Option<String>,
}

struct Row {
    at: String,
    actor: Option<String>,
    /// In words, and as the audit writes it.
    act: (Option<Message>, String),
    subject: (Option<Message>, String),
    refused: bool,
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

/// What happened where the auditor sits.
pub(super) async fn list(desk: Desk, Query(cursor): Query<Cursor>) -> Result<Page, Problem> {
    let permit = desk.permit::<ReadAudit>()?;
    let search = AuditSearch::Facility(permit.facility());
    let before = cursor.row();
    let read = move |tx: &mut Tx<'_>, permit: &Permit<ReadAudit>| {
        let mut found = read_audit(tx, permit, search, before)?;
        name_partners(tx, &mut found.entries)?;
        Ok(found)
    };
    let found = desk.write(permit, read).await?;
    let older = found.older.map(|row| Cursor::address("/audit", row));
    show(&desk, String::new(), &found.entries, older)
}

/// What one member of staff did.
pub(super) async fn of_actor(desk: Desk, fields: Fields) -> Result<Page, Problem> {
    let permit = desk.permit::<ReadAudit>()?;
    let who = fields.get("who").to_owned();
    let typed = SignInName::parse(&who);
    let read = move |tx: &mut Tx<'_>, permit: &Permit<ReadAudit>| {
        let name = typed.clone()?;
        let staff = staff_called(tx, &name)?.ok_or(AccessRefusal::NoSuchStaff)?;
        read_audit(tx, permit, AuditSearch::Actor(staff), None)
    };
    match desk.write(permit, read).await {
        Ok(found) => show(&desk, who, &found.entries, None),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let mut errors = FormErrors::default();
            errors.add("who", refused);
            let view = AuditPage { errors, ..AuditPage::of(&desk, who) };
            Ok(desk.page(&view)?.with_errors())
        }
    }
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

fn show(
    desk: &Desk,
    who: String,
    entries: &[Entry],
    older: Option<String>,
) -> Result<Page, Problem> {
    let rows = entries.iter().map(|entry| row(entry, desk.language())).collect();
    desk.page(&AuditPage { rows, older, ..AuditPage::of(desk, who) })
}

impl AuditPage {
    /// Nothing found yet.
    fn of(desk: &Desk, who: String) -> Self {
        let (shell, errors) = (desk.shell().at("/audit"), FormErrors::default());
        Self { shell, errors, who, rows: Vec::new(), older: None }
    }
}

fn row(entry: &Entry, language: Language) -> Row {
    let names = entry.actor.as_ref();
    Row {
        at: numbers::date_time(entry.row.at, language),
        actor: names.map(|names| language.pick(&names.hindi, &names.english).clone()),
        act: (acts::act(&entry.row.act), entry.row.act.clone()),
        subject: (acts::subject(&entry.row.subject_kind), entry.row.subject.to_string()),
        refused: entry.row.outcome == Outcome::Refused,
    }
}
