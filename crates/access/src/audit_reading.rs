//! Reading the audit: for auditors, and for those who answer a resident who asks who looked.

use crate::act;
use crate::node::{NodeId, NodeKind, facility_node};
use crate::organisation::{self, Names};
use crate::permit::{PROGRAM, Permit};
use crate::relations::{Why, why_may_read};
use crate::role::Role;
use crate::seen::{Posts, looks_at, reason_of};
use crate::staff;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{AuditId, FacilityId, Id, PersonId, StaffId};
use nabz_store::{AuditRow, AuditSearch, Stop, Tx};
use std::collections::HashMap;

/// One page of the audit.
pub const AUDIT_PAGE_ROWS: usize = 50;
/// So many rows are read at once when only some of them may be shown.
const READ_AT_ONCE_ROWS: u32 = 500;
/// A page looks through so many rows; where few of them may be shown, the next page goes on.
const LOOKED_THROUGH_ROWS_MAX: usize = 5_000;

act!(
    /// Reading who did what. It changes nothing, and stands in the audit itself.
    ReadAudit = "access.read-audit", [Auditor]
);
act!(
    /// Reading who looked at a person's record.
    WhoLooked = "access.who-looked", [RecordsOfficer, FacilityAdministrator, Auditor]
);

/// The row after which a page goes on.
pub type Cursor = (Instant, AuditId);

/// A row with what people call its actor; the program itself has no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What stands in the audit.
    pub row: AuditRow,
    /// What its actor is called.
    pub actor: Option<Names>,
    /// In which roles they worked there then; said of looks only.
    pub roles: Vec<Role>,
    /// What its place is called.
    pub place: Option<Names>,
    /// The reason in words, for what was seen through broken glass.
    pub reason: Option<String>,
}

/// Some rows, newest first, and where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// At most [`AUDIT_PAGE_ROWS`].
    pub entries: Vec<Entry>,
    /// `None` on the last page.
    pub older: Option<Cursor>,
}

/// One page, newest first, from before `before`; that it was read stands in the audit too.
///
/// An auditor reads what happened at the place where they sit and below it: a district's auditor
/// that district, and not what the same person did in the next one.
pub fn read_audit(
    tx: &mut Tx<'_>,
    permit: &Permit<ReadAudit>,
    search: AuditSearch,
    before: Option<Cursor>,
) -> Result<Page, Stop> {
    let reach = Reach::below(tx, permit.facility())?;
    tx.audit(permit, permit.staff())?;
    page(tx, reach, before, |tx, older| tx.audit_rows(search, older, READ_AT_ONCE_ROWS))
}

/// One page of who looked at a person's records, newest first, from before `before`. Whoever calls has
/// made sure that the records are all of one person.
///
/// Whoever keeps a record of the person sees every look, since they answer the person; everybody
/// else sees what happened where they sit and below. The page accounts for the look itself.
pub fn who_looked(
    tx: &mut Tx<'_>,
    permit: &Permit<WhoLooked>,
    records: &[PersonId],
    before: Option<Cursor>,
) -> Result<Page, Stop> {
    let mut keeps_record = false;
    for record in records {
        let why = why_may_read(tx, permit.staff(), *record)?;
        keeps_record |= matches!(why, Some(Why::Record(_)));
    }
    let reach = if keeps_record { Reach::Everywhere } else { Reach::below(tx, permit.facility())? };
    let mut page =
        page(tx, reach, before, |tx, older| looks_at(tx, records, (older, READ_AT_ONCE_ROWS)))?;
    let mut posts = Posts::default();
    for entry in &mut page.entries {
        entry.roles = posts.of(tx, &entry.row)?;
        entry.reason = reason_of(tx, &entry.row, records)?;
    }
    Ok(page)
}

/// Whose rows may be shown.
enum Reach {
    Everywhere,
    /// What happened at this node or below it, with the facilities that were asked about before.
    Below(NodeId, HashMap<FacilityId, bool>),
}

impl Reach {
    /// What can be seen from a seat; from the root, everything.
    fn below(tx: &mut Tx<'_>, seat: FacilityId) -> Result<Self, Stop> {
        let node = organisation::node(tx, facility_node(seat))?;
        Ok(match node.filter(|node| node.kind == NodeKind::Department) {
            Some(_) => Self::Everywhere,
            None => Self::Below(facility_node(seat), HashMap::new()),
        })
    }

    fn shows(&mut self, tx: &mut Tx<'_>, row: &AuditRow) -> Result<bool, Stop> {
        let Self::Below(top, known) = self else { return Ok(true) };
        if let Some(shown) = known.get(&row.facility) {
            return Ok(*shown);
        }
        let node = organisation::node(tx, facility_node(row.facility))?;
        let shown = node.is_some_and(|node| node.path.is_under(*top));
        known.insert(row.facility, shown);
        Ok(shown)
    }
}

fn page(
    tx: &mut Tx<'_>,
    mut reach: Reach,
    before: Option<Cursor>,
    mut read_before: impl FnMut(&mut Tx<'_>, Option<Cursor>) -> Result<Vec<AuditRow>, Stop>,
) -> Result<Page, Stop> {
    let (mut rows, mut older, mut looked_through) = (Vec::new(), before, 0);
    loop {
        let read = read_before(tx, older)?;
        if read.is_empty() {
            return named(tx, rows, None);
        }
        for row in read {
            if rows.len() == AUDIT_PAGE_ROWS {
                return named(tx, rows, older);
            }
            older = Some((row.at, row.id));
            looked_through += 1;
            if reach.shows(tx, &row)? {
                rows.push(row);
            }
        }
        if looked_through >= LOOKED_THROUGH_ROWS_MAX {
            return named(tx, rows, older);
        }
    }
}

fn named(tx: &mut Tx<'_>, rows: Vec<AuditRow>, older: Option<Cursor>) -> Result<Page, Stop> {
    let mut people: HashMap<StaffId, Option<Names>> = HashMap::new();
    let mut places: HashMap<FacilityId, Option<Names>> = HashMap::new();
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let actor = match people.get(&row.actor) {
            Some(known) => known.clone(),
            None if row.actor == PROGRAM => None,
            None => staff::staff(tx, row.actor)?.map(|staff| staff.names),
        };
        people.insert(row.actor, actor.clone());
        let place = match places.get(&row.facility) {
            Some(known) => known.clone(),
            None => organisation::node(tx, Id::from_uuid(row.facility.uuid()))?.map(|at| at.names),
        };
        places.insert(row.facility, place.clone());
        entries.push(Entry { row, actor, roles: Vec::new(), place, reason: None });
    }
    Ok(Page { entries, older })
}
