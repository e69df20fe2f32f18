//! Reading the audit: for auditors, and for residents who ask who looked.

use crate::act;
use crate::node::{NodeKind, facility_node};
use crate::organisation::{self, Names};
use crate::permit::{PROGRAM, Permit};
use crate::staff;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{AuditId, PersonId, StaffId};
use nabz_store::{AuditRow, AuditSearch, Stop, Tx};
use std::collections::HashMap;

/// One page of the audit.
pub const AUDIT_PAGE_ROWS: u32 = 50;
/// How much a resident is shown at once.
const OWN_LOG_ROWS: u32 = 200;

act!(
    /// Reading who did what. It changes nothing, and stands in the audit itself.
    ReadAudit = "access.read-audit", [Auditor]
);

/// A row with what people call its actor; the program itself has no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What stands in the audit.
    pub row: AuditRow,
    /// What its actor is called.
    pub actor: Option<Names>,
}

/// One page, newest first, from before `before`; that it was read stands in the audit too.
///
/// Somebody posted to a facility reads what happened there; somebody who sits at the department or
/// a district reads what happened in all of it.
pub fn read_audit(
    tx: &mut Tx<'_>,
    permit: &Permit<ReadAudit>,
    search: AuditSearch,
    before: Option<(Instant, AuditId)>,
) -> Result<Vec<Entry>, Stop> {
    let own = facility_node(permit.facility());
    let place = organisation::node(tx, own)?;
    let wide = place.is_some_and(|place| place.kind < NodeKind::Facility);
    let mut rows = tx.audit_rows(search, before, AUDIT_PAGE_ROWS)?;
    if !wide {
        rows.retain(|row| row.facility == permit.facility());
    }
    tx.audit(permit, permit.staff())?;
    named(tx, rows)
}

/// What concerned a person, newest first: what the resident is shown who asks who looked. The
/// caller has made sure that it is the resident, or somebody who answers them.
pub fn who_looked(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Entry>, Stop> {
    let rows = tx.audit_rows(AuditSearch::Patient(person), None, OWN_LOG_ROWS)?;
    named(tx, rows)
}

fn named(tx: &mut Tx<'_>, rows: Vec<AuditRow>) -> Result<Vec<Entry>, Stop> {
    let mut names: HashMap<StaffId, Option<Names>> = HashMap::new();
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let actor = match names.get(&row.actor) {
            Some(known) => known.clone(),
            None if row.actor == PROGRAM => None,
            None => staff::staff(tx, row.actor)?.map(|staff| staff.names),
        };
        names.insert(row.actor, actor.clone());
        entries.push(Entry { row, actor });
    }
    Ok(entries)
}
