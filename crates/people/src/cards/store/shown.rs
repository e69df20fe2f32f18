//! Where cards were shown lately.

use crate::cards::model::CardId;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx, Value};

const NOTE: &str = "
    INSERT INTO cards_shown (bucket, card_id, facility_id, at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (bucket, card_id, facility_id) DO UPDATE SET at = excluded.at";

const ELSEWHERE: &str = "
    SELECT facility_id, at
    FROM   cards_shown
    WHERE  bucket = $1 AND card_id = $2 AND facility_id <> $3 AND at >= $4
    ORDER  BY at DESC
    LIMIT  1";

const FORGET: &str = "DELETE FROM cards_shown WHERE at < $1";

/// Notes that a card is shown now; of each facility the last time is kept.
pub fn note_shown(tx: &mut Tx<'_>, card: CardId, at: FacilityId) -> Result<(), Stop> {
    let now = tx.now();
    let row: [Value; 4] = [card.bucket().into(), card.into(), at.into(), now.into()];
    tx.execute(NOTE, &row).map(drop)
}

/// Where a card was shown last, other than here, and when, unless that was before a moment.
pub fn shown_elsewhere(
    tx: &mut Tx<'_>,
    card: CardId,
    (here, since): (FacilityId, Instant),
) -> Result<Option<(FacilityId, Instant)>, Stop> {
    let key: [Value; 4] = [card.bucket().into(), card.into(), here.into(), since.into()];
    tx.query_one(ELSEWHERE, &key, |row| Ok((row.id(0)?, Instant::from_microseconds(row.get(1)?))))
}

/// Takes away what was noted before a moment.
pub fn forget_shown(tx: &mut Tx<'_>, before: Instant) -> Result<(), Stop> {
    tx.execute(FORGET, &[before.into()]).map(drop)
}
