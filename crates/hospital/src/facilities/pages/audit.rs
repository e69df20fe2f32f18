//! The audit, for auditors: who did what, newest first.

use askama::Template;
use axum::extract::Query;
use nabz_access::audit_reading::{AUDIT_PAGE_ROWS, Entry, ReadAudit, read_audit};
use nabz_access::staff::{SignInName, staff_called};
use nabz_access::{AccessRefusal, Permit};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{AuditId, Id};
use nabz_store::{AuditSearch, Outcome, Tx};
use nabz_web::{Desk, Fields, Language, Page, Problem, Shell, filters, msg, numbers};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "facilities/pages/audit.html")]
struct AuditPage {
    shell: Shell,
    who: String,
    rows: Vec<Row>,
    older: Option<String>,
}

struct Row {
    at: String,
    actor: Option<String>,
    act: String,
    subject: String,
    refused: bool,
}

/// From before which row; instants and ids, never a person.
#[derive(Deserialize)]
pub(super) struct Cursor {
    at: Option<i64>,
    id: Option<Uuid>,
}

/// What happened where the auditor sits.
pub(super) async fn list(desk: Desk, Query(cursor): Query<Cursor>) -> Result<Page, Problem> {
    let permit = desk.permit::<ReadAudit>()?;
    let search = AuditSearch::Facility(permit.facility());
    let before = cursor.at.zip(cursor.id);
    let before = before.map(|(at, id)| (Instant::from_microseconds(at), AuditId::from_uuid(id)));
    let read =
        move |tx: &mut Tx<'_>, permit: &Permit<ReadAudit>| read_audit(tx, permit, search, before);
    let entries = desk.write(permit, read).await?;
    show(&desk, String::new(), &entries)
}

/// What one member of staff did.
pub(super) async fn of_actor(desk: Desk, fields: Fields) -> Result<Page, Problem> {
    let permit = desk.permit::<ReadAudit>()?;
    let who = fields.get("who").to_owned();
    let name = SignInName::parse(&who).map_err(nabz_store::Stop::from)?;
    let read = move |tx: &mut Tx<'_>, permit: &Permit<ReadAudit>| {
        let staff = staff_called(tx, &name)?.ok_or(AccessRefusal::NoSuchStaff)?;
        read_audit(tx, permit, AuditSearch::Actor(staff), None)
    };
    let entries = desk.write(permit, read).await?;
    show(&desk, who, &entries)
}

fn show(desk: &Desk, who: String, entries: &[Entry]) -> Result<Page, Problem> {
    let full = u32::try_from(entries.len()).is_ok_and(|rows| rows >= AUDIT_PAGE_ROWS);
    let last = entries.last().filter(|_| full && who.is_empty());
    let older = last.map(|entry| {
        format!("/audit?at={}&id={}", entry.row.at.microseconds(), Id::uuid(entry.row.id))
    });
    let rows = entries.iter().map(|entry| row(entry, desk.language())).collect();
    desk.page(&AuditPage { shell: desk.shell(), who, rows, older })
}

fn row(entry: &Entry, language: Language) -> Row {
    let names = entry.actor.as_ref();
    Row {
        at: numbers::date_time(entry.row.at, language),
        actor: names.map(|names| language.pick(&names.hindi, &names.english).clone()),
        act: entry.row.act.clone(),
        subject: format!("{} {}", entry.row.subject_kind, entry.row.subject),
        refused: entry.row.outcome == Outcome::Refused,
    }
}
