//! What the boards of a hall show.

use super::small;
use crate::facilities::model::RoomId;
use crate::queue::model::{Token, TokenNumber, TokenState};
use crate::queue::rules;
use nabz_access::UnitId;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};

/// Rooms of a facility that have called since yesterday.
const HALL_ROWS_MAX: i64 = 500;

/// Each room's latest call: the board's lines. What the calls are ordered by is
/// [`rules::call_turn`]; who sat down without a call is behind those who were called that day.
const HALL: &str = "
    SELECT unit_id, room_id, day, prefix, number, state, state_since
    FROM   (SELECT unit_id, room_id, day, prefix, number, state, state_since, token_id,
                   ROW_NUMBER() OVER (PARTITION BY room_id
                                      ORDER BY day * 1000000 + COALESCE(call_order, 0) DESC,
                                               token_id) AS latest
            FROM   queue_token
            WHERE  facility_id = $1 AND day >= $2 AND room_id IS NOT NULL
                   AND state IN ('called', 'with-doctor')) AS calls
    WHERE  latest = 1
    ORDER  BY state_since DESC, token_id
    LIMIT  $3";

/// The latest call of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomCall {
    /// For which unit.
    pub unit: UnitId,
    /// Into which room.
    pub room: RoomId,
    /// Of which day its token is.
    pub day: Date,
    /// Which number.
    pub number: TokenNumber,
    /// Whether the person is still awaited; otherwise they sit with the doctor.
    pub awaited: bool,
    /// Since when.
    pub since: Instant,
}

impl RoomCall {
    /// The call behind a token that somebody came to or is awaited with; `None` of any other.
    pub fn of(token: &Token) -> Option<Self> {
        let (room, since, awaited) = match token.state {
            TokenState::Called { room, at } => (room, at, true),
            TokenState::WithDoctor { room, since, .. } => (room, since, false),
            TokenState::Seen { room, began, .. } | TokenState::Unsigned { room, began, .. } => {
                (room, began, false)
            }
            TokenState::Waiting { .. } | TokenState::Absent { .. } | TokenState::Left { .. } => {
                return None;
            }
        };
        let (unit, day, number) = (token.unit, token.day, token.number.clone());
        Some(Self { unit, room, day, number, awaited, since })
    }
}

/// The latest call of each room of a facility since yesterday, latest first.
pub fn hall(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<RoomCall>, Stop> {
    let yesterday = rules::day_before(tx.today());
    tx.query(HALL, &[facility.into(), yesterday.into(), HALL_ROWS_MAX.into()], |row| {
        Ok(RoomCall {
            unit: row.id(0)?,
            room: row.id(1)?,
            day: Date::from_days(row.get(2)?),
            number: TokenNumber { prefix: row.get(3)?, number: small(row.get(4)?)? },
            awaited: row.get::<String>(5)? == "called",
            since: Instant::from_microseconds(row.get(6)?),
        })
    })
}
