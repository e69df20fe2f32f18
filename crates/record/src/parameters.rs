//! Search parameters that the city added: kept as they came, and known to whoever writes or
//! searches.
//!
//! Every write asks which there are, and the store remembers the answer for a moment
//! ([`Tx::remembered`]), so that a city without any pays nothing. That is why nothing is done about
//! entries that stood before, nor about the rows of what was retired, until everybody has heard:
//! see [`Filler`].

mod clearing;
mod filling;

pub use filling::{Filled, Filler};

use crate::packed::{packed, unpacked};
use crate::search::Place;
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::added::{
    ADDED_MAX, Added, Addition, Definition, NUMBER_FIRST, NUMBER_LAST, Stage, Unusable,
};
use nabz_kernel::refusal::Refused;
use nabz_store::{Row, Stop, Tx, Value};

/// More than there can be at once, those whose rows are still being taken away among them.
const READ_MAX: i64 = 1_000;

const ALL: &str = "
    SELECT number, body, stage, entries
    FROM   record_parameter
    WHERE  number >= $1 AND stage < 5
    ORDER  BY number
    LIMIT  $2";
const DIGEST: &str = "SELECT digest FROM record_parameter WHERE number = $1";
const LAST_NUMBER: &str = "SELECT MAX(number) FROM record_parameter";
const ADD: &str = "
    INSERT INTO record_parameter (number, url, digest, body, added_at, stage, type, updated_at,
                                  bucket, entry_id, entries)
    VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, 0)";
const RETIRE: &str = "
    UPDATE record_parameter
    SET    stage = 4, retired_at = $2
    WHERE  number = $1";

/// What is kept of a parameter's way to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Whoever has heard of it writes its rows.
    Added,
    /// Everybody has, and what stood before is being walked.
    Walking,
    /// It is searched by.
    Answering,
    /// It is not searched by, and its rows are being taken away.
    Retired,
    /// Nothing is left of it but its number.
    Gone,
}

impl Standing {
    fn numbered(number: i64) -> Result<Self, Stop> {
        Ok(match number {
            1 => Self::Added,
            2 => Self::Walking,
            3 => Self::Answering,
            4 => Self::Retired,
            5 => Self::Gone,
            _ => return Err(Stop::fault("a search parameter is at no stage that is known")),
        })
    }

    fn number(self) -> i64 {
        match self {
            Self::Added => 1,
            Self::Walking => 2,
            Self::Answering => 3,
            Self::Retired => 4,
            Self::Gone => 5,
        }
    }

    fn stage(self) -> Stage {
        match self {
            Self::Added | Self::Walking => Stage::Filling,
            Self::Answering => Stage::Answering,
            Self::Retired | Self::Gone => Stage::Leaving,
        }
    }
}

/// One parameter with how many entries have been looked at for it.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// The parameter.
    pub one: Addition,
    /// Entries that stood before, as far as they were looked at.
    pub entries: u64,
}

/// Those that everybody should know of now; what was added or retired elsewhere is heard of within
/// [`nabz_store::REMEMBERED_FOR`].
pub fn known(tx: &mut Tx<'_>) -> Result<Added, Stop> {
    let known =
        tx.remembered(|tx| Ok(listed(tx)?.into_iter().map(|listed| listed.one).collect()))?;
    Ok(Added::clone(&known))
}

/// All that are there or leaving, in the order in which they were added.
pub fn listed(tx: &mut Tx<'_>) -> Result<Vec<Listed>, Stop> {
    let asked = [i64::from(NUMBER_FIRST).into(), READ_MAX.into()];
    let rows = tx.query(ALL, &asked, |row: &Row<'_>| {
        let (number, body): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let (stage, entries): (i64, i64) = (row.get(2)?, row.get(3)?);
        Ok((number, unpacked(&body)?, Standing::numbered(stage)?, entries))
    })?;
    let one = |(number, body, standing, entries): (i64, Vec<u8>, Standing, i64)| {
        // It could be used when it was added. What a newer program refuses is not searched by, and
        // keeps nobody from writing.
        let one = addition(number, &body, standing).ok()?;
        Some(Listed { one, entries: u64::try_from(entries).unwrap_or_default() })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

fn addition(number: i64, body: &[u8], standing: Standing) -> Result<Addition, Stop> {
    let number = u16::try_from(number).map_err(|fault| Stop::fault(fault.to_string()))?;
    Addition::of(number, body, standing.stage()).map_err(|fault| Stop::fault(fault.to_string()))
}

/// Adds a parameter unless the very same is there; `true` when it is new. `digest` is the SHA-256 of
/// the body. Do it in a [`nabz_store::Store::write_bulk`], which shares its transaction with nobody:
/// others must not hear of what may still be undone.
///
/// # Errors
/// A refusal from `FHI-080` to `FHI-087`: see [`Unusable`].
pub fn add(tx: &mut Tx<'_>, body: &[u8], digest: [u8; 32]) -> Result<bool, Stop> {
    let refused = |fault: &Unusable| Stop::from(Refused::from(fault));
    let definition = Definition::read(body).map_err(|fault| refused(&fault))?;
    tx.lock("record_parameter")?;
    let there = listed(tx)?;
    let mut in_force = there.iter().filter(|other| other.one.stage != Stage::Leaving);
    if let Some(other) = in_force.find(|other| other.one.url() == definition.url) {
        let number = other.one.param().id.into();
        let known: Option<Vec<u8>> = tx.query_one(DIGEST, &[number], |row| row.get(0))?;
        if known.as_deref() == Some(digest.as_slice()) {
            return Ok(false);
        }
        return Err(refused(&Unusable::Address(definition.url)));
    }
    let added: Added = there.iter().map(|other| other.one).collect();
    let is_taken = |of: &&ResourceType| added.named(**of, &definition.code).is_some();
    if let Some(of) = definition.of.iter().find(is_taken) {
        return Err(refused(&Unusable::Taken { of: *of, code: definition.code }));
    }
    let last: Option<i64> = tx.query_one(LAST_NUMBER, &[], |row| row.get(0))?.flatten();
    let number = last.map_or(NUMBER_FIRST.into(), |last| last + 1);
    if there.len() >= ADDED_MAX || number > NUMBER_LAST.into() {
        return Err(refused(&Unusable::TooMany));
    }
    let Place { first, bucket, entry, .. } = Place::START;
    let row: [Value; 9] = [
        number.into(),
        definition.url.as_str().into(),
        digest.to_vec().into(),
        packed(body)?.into(),
        tx.now().into(),
        definition.of.first().map_or(0, |of| of.number()).into(),
        first.into(),
        bucket.into(),
        entry.into(),
    ];
    tx.execute(ADD, &row)?;
    tx.forget::<Added>();
    Ok(true)
}

/// Takes a parameter out of use, in a transaction as that of [`add`]. Its address and its name are
/// free at once.
///
/// # Errors
/// `FHI-088` where no such parameter is in force.
pub fn retire(tx: &mut Tx<'_>, url: &str) -> Result<(), Stop> {
    tx.lock("record_parameter")?;
    let there = listed(tx)?;
    let mut in_force = there.iter().filter(|other| other.one.stage != Stage::Leaving);
    let Some(found) = in_force.find(|other| other.one.url() == url) else {
        return Err(Refused::from(&Unusable::NotThere(url.to_owned())).into());
    };
    tx.execute(RETIRE, &[found.one.param().id.into(), tx.now().into()])?;
    tx.forget::<Added>();
    Ok(())
}
