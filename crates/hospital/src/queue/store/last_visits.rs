//! When somebody was here last, for the results of a search.

use super::small;
use crate::queue::model::TokenNumber;
use nabz_access::UnitId;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::{Stop, Tx};

/// Persons of one page of search results.
pub const LAST_VISITS_MAX: usize = 20;

const LAST_VISITS: &str = "
    SELECT person_id, unit_id, day, prefix, number
    FROM   (SELECT person_id, unit_id, day, prefix, number, token_id,
                   ROW_NUMBER() OVER (PARTITION BY person_id
                                      ORDER BY day DESC, issued_at DESC, token_id) AS latest
            FROM   queue_token
            WHERE  facility_id = $1 AND (state <> 'left' OR reason = 'not-signed')
                   AND person_id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                                     $17, $18, $19, $20, $21, $22)) AS visits
    WHERE  latest = 1
    ORDER  BY person_id
    LIMIT  $2";

/// When somebody was last here, and for which unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastVisit {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub unit: UnitId,
    /// When.
    pub day: Date,
    /// With which token.
    pub number: TokenNumber,
}

/// The last visit of each of up to [`LAST_VISITS_MAX`] persons at a facility; who never came is
/// not among them.
pub fn last_visits(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    persons: &[PersonId],
) -> Result<Vec<LastVisit>, Stop> {
    let first = [facility.into(), i64::try_from(LAST_VISITS_MAX).unwrap_or(0).into()];
    tx.query_several(LAST_VISITS, &first, (persons, LAST_VISITS_MAX), |row| {
        Ok(LastVisit {
            person: row.id(0)?,
            unit: row.id(1)?,
            day: Date::from_days(row.get(2)?),
            number: TokenNumber { prefix: row.get(3)?, number: small(row.get(4)?)? },
        })
    })
}
