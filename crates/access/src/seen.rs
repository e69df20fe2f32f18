//! What a resident is told who asks who looked: where, in which role, when and what for. It names
//! no member of staff; whoever answers for them does.
//!
//! A look at several records that were one person has a row under each of them. As long as they are
//! one, the row of the record that was asked for stands for the look; once they are parted, each has
//! its own.

use crate::audit_reading::{AUDIT_PAGE_ROWS, Cursor};
use crate::break_glass;
use crate::grants::held_then;
use crate::node::{NodeId, NodePath, facility_node};
use crate::organisation::{self, Names};
use crate::permit::Grant;
use crate::role::Role;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::{AuditRow, AuditSearch, Outcome, Stop, Tx};
use std::cmp::Reverse;
use std::collections::HashMap;

/// One look at somebody's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// At which of their records.
    pub person: PersonId,
    /// When.
    pub at: Instant,
    /// Where whoever looked sat; `None` for a place that is no more.
    pub place: Option<Names>,
    /// In which roles they worked there then; nobody's when it was a partner or the program.
    pub roles: Vec<Role>,
    /// What showed it, by the name of the act.
    pub act: String,
    /// What for, as [`crate::Reason::purpose`] spells it.
    pub purpose: String,
    /// The reason in words, for what was seen through broken glass.
    pub reason: Option<String>,
    /// They were turned away and saw nothing.
    pub refused: bool,
}

/// One page of the looks at a person's records wherever they happened, the latest first, with where
/// older ones begin. Whoever calls has made sure that it is the person who asks, or somebody who may
/// answer them, and that the records are all of that one person.
pub fn seen_by(
    tx: &mut Tx<'_>,
    records: &[PersonId],
    before: Option<Cursor>,
) -> Result<(Vec<Seen>, Option<Cursor>), Stop> {
    let one_more = u32::try_from(AUDIT_PAGE_ROWS + 1).unwrap_or(u32::MAX);
    let mut rows = looks_at(tx, records, (before, one_more))?;
    let more = rows.len() > AUDIT_PAGE_ROWS;
    rows.truncate(AUDIT_PAGE_ROWS);
    let older = rows.last().filter(|_| more).map(|row| (row.at, row.id));
    let (mut posts, mut seen) = (Posts::default(), Vec::with_capacity(rows.len()));
    for row in rows {
        let Some(person) = row.patient else { continue };
        let reason = reason_of(tx, &row, records)?;
        seen.push(Seen {
            person,
            at: row.at,
            place: organisation::node(tx, facility_node(row.facility))?.map(|node| node.names),
            roles: posts.of(tx, &row)?,
            purpose: row.purpose,
            reason,
            refused: row.outcome == Outcome::Refused,
            act: row.act,
        });
    }
    Ok((seen, older))
}

/// The reason in words for which somebody looked through broken glass, as far as it was given for one
/// of these records. Why another one was opened, which was taken for the same person then, is told to
/// whoever that one is about.
pub(crate) fn reason_of(
    tx: &mut Tx<'_>,
    row: &AuditRow,
    records: &[PersonId],
) -> Result<Option<String>, Stop> {
    if row.purpose != "BTG" {
        return Ok(None);
    }
    for record in row.patient.iter().chain(records) {
        let reason = break_glass::reason_at(tx, (*record, row.actor), row.at)?;
        if reason.is_some() {
            return Ok(reason);
        }
    }
    Ok(None)
}

/// The looks at records that are one person, each once, the latest first, from before `before` and at
/// most so many.
pub(crate) fn looks_at(
    tx: &mut Tx<'_>,
    records: &[PersonId],
    (before, most): (Option<Cursor>, u32),
) -> Result<Vec<AuditRow>, Stop> {
    let wanted = usize::try_from(most).unwrap_or(usize::MAX);
    let (mut looks, mut before) = (Vec::new(), before);
    while looks.len() < wanted {
        let rows = rows_of(tx, records, (before, most))?;
        let is_last = rows.len() < wanted;
        before = rows.last().map(|row| (row.at, row.id));
        looks.extend(rows.into_iter().filter(|row| stands_for_its_look(row, records)));
        if is_last {
            break;
        }
    }
    looks.truncate(wanted);
    Ok(looks)
}

/// Whether no other row of the same look is among those of these records: whoever was asked for has
/// one of their own.
fn stands_for_its_look(row: &AuditRow, records: &[PersonId]) -> bool {
    let asked = PersonId::from_uuid(row.subject);
    row.patient == Some(asked) || !records.contains(&asked)
}

/// The rows of looks at each of the records, the latest first.
fn rows_of(
    tx: &mut Tx<'_>,
    records: &[PersonId],
    (before, most): (Option<Cursor>, u32),
) -> Result<Vec<AuditRow>, Stop> {
    let mut rows = Vec::new();
    for record in records {
        rows.extend(tx.audit_rows(AuditSearch::LooksAt(*record), before, most)?);
    }
    rows.sort_by_key(|row| Reverse((row.at, row.id.uuid())));
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(rows)
}

/// In which roles people worked, with the places that were asked about before.
#[derive(Default)]
pub(crate) struct Posts {
    paths: HashMap<NodeId, Option<NodePath>>,
}

impl Posts {
    /// The roles that whoever stands in a row held there then: at the place, above it, or in one of
    /// its units.
    pub(crate) fn of(&mut self, tx: &mut Tx<'_>, row: &AuditRow) -> Result<Vec<Role>, Stop> {
        let mut roles = Vec::new();
        for grant in held_then(tx, row.actor, row.at)? {
            if self.reaches(tx, &grant, row.facility)? {
                roles.push(grant.role);
            }
        }
        roles.sort_unstable();
        roles.dedup();
        Ok(roles)
    }

    fn reaches(&mut self, tx: &mut Tx<'_>, grant: &Grant, at: FacilityId) -> Result<bool, Stop> {
        let seat = facility_node(at);
        let is_under = |path: Option<NodePath>, top| path.is_some_and(|path| path.is_under(top));
        Ok(is_under(self.path(tx, seat)?, grant.node) || is_under(self.path(tx, grant.node)?, seat))
    }

    fn path(&mut self, tx: &mut Tx<'_>, node: NodeId) -> Result<Option<NodePath>, Stop> {
        if let Some(known) = self.paths.get(&node) {
            return Ok(known.clone());
        }
        let path = organisation::node(tx, node)?.map(|node| node.path);
        self.paths.insert(node, path.clone());
        Ok(path)
    }
}
