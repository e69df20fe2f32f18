//! What the boards of a hall show.

use super::small;
use crate::facilities::model::RoomId;
use crate::queue::model::{Token, TokenNumber, TokenState};
use nabz_access::UnitId;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};

/// Rooms of a facility that have called today.
const HALL_ROWS_MAX: i64 = 500;

/// Each room's latest call: the board's lines.
const HALL: &str = "
    SELECT unit_id, room_id, prefix, number, state, state_since
    FROM   (SELECT unit_id, room_id, prefix, number, state, state_since, token_id,
                   ROW_NUMBER() OVER (PARTITION BY room_id
                                      ORDER BY call_order DESC) AS latest
            FROM   queue_token
            WHERE  facility_id = $1 AND day = $2 AND room_id IS NOT NULL
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
            TokenState::Seen { room, began, .. } => (room, began, false),
            TokenState::Waiting { .. } | TokenState::Absent { .. } | TokenState::Left { .. } => {
                return None;
            }
        };
        Some(Self { unit: token.unit, room, number: token.number.clone(), awaited, since })
    }
}

/// The latest call of each room of a facility, latest first.
pub fn hall(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<RoomCall>, Stop> {
    let values = [facility.into(), tx.today().into(), HALL_ROWS_MAX.into()];
    tx.query(HALL, &values, |row| {
        Ok(RoomCall {
            unit: row.id(0)?,
            room: row.id(1)?,
            number: TokenNumber { prefix: row.get(2)?, number: small(row.get(3)?)? },
            awaited: row.get::<String>(4)? == "called",
            since: Instant::from_microseconds(row.get(5)?),
        })
    })
}
