//! The chain: each link's hash covers a row and the hash before it.

use super::row::AuditRow;
use crate::stop::Stop;
use crate::tx::Tx;
use crate::value::Row;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{AuditId, FacilityId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(super) type Hash = [u8; 32];

/// Links that one transaction adds.
pub(super) const LINKS_A_ROUND: i64 = 1_000;

/// Takes the row's lock too: one process seals at a time.
const HEAD_FOR_UPDATE: &str = "
    INSERT INTO audit_head (lane, position, hash, roots, rooted, rooted_at)
    VALUES (0, 0, $1, 0, 0, $2)
    ON CONFLICT (lane) DO UPDATE SET position = audit_head.position
    RETURNING position, hash, roots, rooted, rooted_at";
const MOVE_HEAD: &str = "
    UPDATE audit_head
    SET    position = $1, hash = $2
    WHERE  lane = 0";
const UNSEALED: &str = "
    SELECT u.facility_id, u.audit_id, r.facility_id, r.audit_id, r.at, r.actor_id, r.act,
           r.subject_kind, r.subject_id, r.patient_id, r.purpose, r.session_id, r.outcome
    FROM   audit_unsealed u
    LEFT JOIN audit_row r ON r.facility_id = u.facility_id AND r.audit_id = u.audit_id
    ORDER  BY u.audit_id, u.facility_id
    LIMIT  $1";
const ADD_LINK: &str = "
    INSERT INTO audit_link (facility_id, audit_id, position, hash)
    VALUES ($1, $2, $3, $4)";
/// Up to the last row of the round, so that a long list costs a round no more than a short one; a
/// row that was committed meanwhile and sorts before it has no link yet and stays.
const STRIKE_OFF: &str = "
    DELETE FROM audit_unsealed
    WHERE (audit_id, facility_id) <= ($1, $2)
      AND EXISTS (SELECT 1
                  FROM   audit_link l
                  WHERE  l.facility_id = audit_unsealed.facility_id
                     AND l.audit_id = audit_unsealed.audit_id)";

/// The end of the chain, and how far it has been signed.
pub(super) struct Head {
    pub(super) position: i64,
    pub(super) hash: Hash,
    pub(super) roots: i64,
    pub(super) rooted: i64,
    pub(super) rooted_at: Instant,
}

/// A row on the list; the row itself is gone when somebody deleted it before it was sealed.
struct Unsealed {
    facility: FacilityId,
    id: AuditId,
    row: Option<AuditRow>,
}

pub(super) fn head_for_update(tx: &mut Tx<'_>) -> Result<Head, Stop> {
    let values = [beginning().to_vec().into(), tx.now().into()];
    let head = tx.query_one(HEAD_FOR_UPDATE, &values, |row| {
        Ok(Head {
            position: row.get(0)?,
            hash: hash_at(row, 1)?,
            roots: row.get(2)?,
            rooted: row.get(3)?,
            rooted_at: Instant::from_microseconds(row.get(4)?),
        })
    })?;
    head.ok_or_else(|| Stop::fault("the audit chain has no head"))
}

/// Adds a link for each of the first unsealed rows and says how many.
pub(super) fn seal(tx: &mut Tx<'_>) -> Result<i64, Stop> {
    let mut head = head_for_update(tx)?;
    let unsealed = tx.query(UNSEALED, &[LINKS_A_ROUND.into()], read_unsealed)?;
    let Some(last) = unsealed.last().map(|last| [last.id.into(), last.facility.into()]) else {
        return Ok(0);
    };
    let from = head.position;
    let links: Vec<_> = unsealed
        .iter()
        .map(|one| {
            head.position += 1;
            head.hash = hash_of(&head.hash, head.position, one.row.as_ref());
            let (facility, id) = (one.facility.into(), one.id.into());
            [facility, id, head.position.into(), head.hash.to_vec().into()]
        })
        .collect();
    tx.insert_many(ADD_LINK, links)?;
    tx.execute(STRIKE_OFF, &last)?;
    tx.execute(MOVE_HEAD, &[head.position.into(), head.hash.to_vec().into()])?;
    Ok(head.position - from)
}

/// The hash of a link. A row that was already gone is sealed as gone, so that it stays known.
pub(super) fn hash_of(before: &Hash, position: i64, row: Option<&AuditRow>) -> Hash {
    let mut hash = Sha256::new_with_prefix(before);
    hash.update(position.to_be_bytes());
    hash.update(row.map(AuditRow::sealed_bytes).unwrap_or_default());
    hash.finalize().into()
}

/// What the first link is chained to.
pub(super) fn beginning() -> Hash {
    Sha256::digest(b"the audit of Nabz begins").into()
}

pub(super) fn hash_at(row: &Row<'_>, position: usize) -> Result<Hash, Stop> {
    let bytes: Vec<u8> = row.get(position)?;
    bytes.try_into().map_err(|_| Stop::fault("a hash in the audit is not 32 bytes"))
}

fn read_unsealed(row: &Row<'_>) -> Result<Unsealed, Stop> {
    let there = row.get::<Option<Uuid>>(2)?.is_some();
    let audited = if there { Some(AuditRow::read(row, 2)?) } else { None };
    Ok(Unsealed { facility: row.id(0)?, id: row.id(1)?, row: audited })
}
