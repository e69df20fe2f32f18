//! Numbers of papers: whose they are, since when, and until when.

use super::numbers::{add_identifier, claim, release, remove_identifier};
use super::rows::{read_decided, strange};
use crate::registry::model::{Decided, Paper, PaperId, PaperKind, PaperNumber};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_store::{Row, Stop, Tx, Value};

/// More numbers than one person collects, those that were taken away included.
const PAPERS_ROWS_MAX: i64 = 100;

const ADD: &str = "
    INSERT INTO registry_paper (bucket, paper_id, person_id, kind, value, seen, facility_id,
                                noted_by, noted_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT DO NOTHING";

const END: &str = "
    UPDATE registry_paper
    SET    ended_by = $3, ended_at = $4, ended_why = $5
    WHERE  paper_id = $1 AND bucket = $2 AND ended_at IS NULL";

const OF_PERSON: &str = "
    SELECT paper_id, person_id, kind, value, seen, facility_id, noted_by, noted_at, ended_by,
           ended_at, ended_why
    FROM   registry_paper
    WHERE  person_id = $1 AND bucket = $2
    ORDER  BY noted_at, paper_id
    LIMIT  $3";

/// What came of a number that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It stands on record now, and finds the person.
    New,
    /// It stands there already.
    Known,
    /// It is somebody else's.
    Taken,
}

/// Puts a number on record. One that only one person has is claimed for them in the whole city.
pub fn add_paper(tx: &mut Tx<'_>, paper: &Paper) -> Result<Added, Stop> {
    let (kind, value) = (paper.number.kind(), paper.number.as_str());
    let (noted_by, noted_at) = paper.noted;
    let row: [Value; 9] = [
        paper.person.bucket().into(),
        paper.id.into(),
        paper.person.into(),
        kind.word().into(),
        value.into(),
        paper.seen.into(),
        paper.facility.into(),
        noted_by.into(),
        noted_at.into(),
    ];
    if tx.execute(ADD, &row)? == 0 {
        return Ok(Added::Known);
    }
    if kind.is_of_one() && !claim(tx, kind.word(), value, paper.person)? {
        return Ok(Added::Taken);
    }
    add_identifier(tx, kind.word(), value, paper.person)?;
    Ok(Added::New)
}

/// Takes a number away; false when that was done already.
pub fn end_paper(
    tx: &mut Tx<'_>,
    paper: &Paper,
    (by, at): Decided,
    why: &str,
) -> Result<bool, Stop> {
    let (kind, value) = (paper.number.kind(), paper.number.as_str());
    let row: [Value; 5] =
        [paper.id.into(), paper.person.bucket().into(), by.into(), at.into(), why.into()];
    if tx.execute(END, &row)? == 0 {
        return Ok(false);
    }
    if kind.is_of_one() {
        release(tx, kind.word(), value, paper.person)?;
    }
    remove_identifier(tx, kind.word(), value, paper.person)?;
    Ok(true)
}

/// Every number that somebody ever gave, those that were taken away included, the first one first.
pub fn papers_ever(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Paper>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), PAPERS_ROWS_MAX.into()];
    tx.query(OF_PERSON, &key, read_paper)
}

/// The numbers that stand on record of somebody.
pub fn papers(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Paper>, Stop> {
    let mut papers = papers_ever(tx, person)?;
    papers.retain(|paper| paper.ended.is_none());
    Ok(papers)
}

fn read_paper(row: &Row<'_>) -> Result<Paper, Stop> {
    let kind = PaperKind::of_word(&row.get::<String>(2)?);
    let kind = kind.ok_or_else(|| strange("a kind of paper"))?;
    let why: Option<String> = row.get(10)?;
    Ok(Paper {
        id: PaperId::from_uuid(row.get(0)?),
        person: row.id(1)?,
        number: PaperNumber::kept(kind, row.get(3)?),
        seen: row.get(4)?,
        facility: row.id(5)?,
        noted: (row.id(6)?, Instant::from_microseconds(row.get(7)?)),
        ended: read_decided(row, 8)?.zip(why),
    })
}
