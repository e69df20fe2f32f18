//! What a resident is told who asks who looked: where, in which role, when and what for. It names
//! no member of staff; whoever answers for them does.

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
        let reason = match row.purpose.as_str() {
            "BTG" => break_glass::reason_at(tx, (person, row.actor), row.at)?,
            _ => None,
        };
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

/// The looks at records that are one person, the latest first, from before `before` and at most so
/// many.
pub(crate) fn looks_at(
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
