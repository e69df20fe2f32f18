//! The keys that sign, sealed or in a token, and what the root says of them.

use super::rows::strange;
use crate::cards::model::{
    CardKey, CardKeyRefusal, CountedKey, KeyPurpose, KeyState, Kid, SealedKey, TokenKey, Trusted,
};
use nabz_credential::keys::PublicKey;
use nabz_credential::trust::{ISSUER_KEYS_MAX, ROOT_KID, Root, TrustList};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::FacilityId;
use nabz_kernel::refusal::Refused;
use nabz_store::{OnConflict, Row, Stop, Tx, Value};

/// Two keys of one purpose do not begin on one day.
const FIRST: &str = "cards_key_first";

const ADD: &str = "
    INSERT INTO cards_key (kid, purpose, public_key, first_on, last_on, sealed, token, token_key,
                           made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// The columns that `read_key` reads.
macro_rules! select_key {
    ($which:literal) => {
        concat!(
            "SELECT kid, purpose, public_key, first_on, last_on, sealed, retired_at, token,
                    token_key
             FROM   cards_key ",
            $which
        )
    };
}

const KEY: &str = select_key!("WHERE  kid = $1");

const KEYS: &str = select_key!(
    "ORDER  BY kid
     LIMIT  $1"
);

const IN_FORCE: &str = select_key!(
    "WHERE  purpose = $1 AND retired_at IS NULL AND first_on <= $2 AND last_on >= $2
     ORDER  BY first_on DESC     -- a follower takes over on its first day
     LIMIT  1"
);

const WAITING: &str = select_key!(
    "WHERE  purpose = $1 AND retired_at IS NULL AND first_on > $2
     ORDER  BY first_on
     LIMIT  1"
);

const RETIRE: &str = "
    UPDATE cards_key
    SET    sealed = NULL, retired_at = $2, last_on = $3
    WHERE  kid = $1 AND retired_at IS NULL";

const LEFT: &str = "
    SELECT kid, token, token_key
    FROM   cards_key
    WHERE  retired_at IS NOT NULL AND token IS NOT NULL
    ORDER  BY kid
    LIMIT  $1";

const FORGET: &str = "
    UPDATE cards_key
    SET    token = NULL, token_key = NULL
    WHERE  kid = $1 AND retired_at IS NOT NULL AND token IS NOT NULL";

const COUNT: &str = "
    INSERT INTO cards_key_use (kid, facility_id, cards)
    VALUES ($1, $2, 1)
    ON CONFLICT (kid, facility_id)
    DO UPDATE SET cards = cards_key_use.cards + 1";

const SIGNED: &str = "
    SELECT CAST(COALESCE(SUM(cards), 0) AS BIGINT)
    FROM   cards_key_use
    WHERE  kid = $1";

const ADD_TRUST: &str = "
    INSERT INTO cards_trust (sequence, issued_on, root_key, sealed)
    VALUES ($1, $2, $3, $4)";

const TRUST: &str = "
    SELECT root_key, sealed
    FROM   cards_trust
    ORDER  BY sequence DESC
    LIMIT  1";

/// Keeps a key that was just drawn.
///
/// Refuses with `KEY-005` when another ceremony has drawn one for the same day meanwhile.
pub fn add_key(tx: &mut Tx<'_>, key: &CardKey) -> Result<(), Stop> {
    let (sealed, place) = match &key.state {
        KeyState::Kept(sealed) => (Some(sealed.0.as_slice()), None),
        KeyState::InToken(place) => (None, Some(place)),
        KeyState::Retired { .. } => (None, None),
    };
    let now = tx.now();
    let row: [Value; 9] = [
        key.kid.number().into(),
        key.purpose.word().into(),
        key.public.to_bytes().into(),
        key.first.into(),
        key.last.into(),
        sealed.into(),
        place.map(|place| place.token.as_str()).into(),
        place.map(|place| place.id.as_slice()).into(),
        now.into(),
    ];
    tx.execute(ADD, &row).map(drop).on_conflict(FIRST, CardKeyRefusal::NotDue)
}

/// One key.
pub fn card_key(tx: &mut Tx<'_>, kid: Kid) -> Result<Option<CardKey>, Stop> {
    tx.query_one(KEY, &[kid.number().into()], read_key)
}

/// Every key that ever signed, with how many cards, by name.
pub fn card_keys(tx: &mut Tx<'_>) -> Result<Vec<CountedKey>, Stop> {
    let keys = tx.query(KEYS, &[rows_max().into()], read_key)?;
    let mut counted = Vec::with_capacity(keys.len());
    for key in keys {
        let cards = signed_by(tx, key.kid)?;
        counted.push(CountedKey { key, cards });
    }
    Ok(counted)
}

/// How many cards a key has signed, in every place.
pub fn signed_by(tx: &mut Tx<'_>, kid: Kid) -> Result<u64, Stop> {
    let cards = tx.query_one(SIGNED, &[kid.number().into()], |row| row.get::<i64>(0))?;
    u64::try_from(cards.unwrap_or_default()).map_err(|_| strange("a count"))
}

/// The key that signs today.
pub fn key_in_force(tx: &mut Tx<'_>, purpose: KeyPurpose) -> Result<Option<CardKey>, Stop> {
    let today = tx.today();
    tx.query_one(IN_FORCE, &[purpose.word().into(), today.into()], read_key)
}

/// The key that waits to follow it: the next, where several do.
pub fn key_waiting(tx: &mut Tx<'_>, purpose: KeyPurpose) -> Result<Option<CardKey>, Stop> {
    let today = tx.today();
    tx.query_one(WAITING, &[purpose.word().into(), today.into()], read_key)
}

/// Destroys the secret of a key, whose last day is `last` from now on; false when somebody has
/// done so before. One in a token signs nothing more either; the token is still to destroy it.
pub fn retire_key(tx: &mut Tx<'_>, kid: Kid, last: Date) -> Result<bool, Stop> {
    let now = tx.now();
    Ok(tx.execute(RETIRE, &[kid.number().into(), now.into(), last.into()])? == 1)
}

/// The keys that were retired and that a token is still to destroy.
pub fn left_in_token(tx: &mut Tx<'_>) -> Result<Vec<(Kid, TokenKey)>, Stop> {
    tx.query(LEFT, &[rows_max().into()], |row| {
        Ok((read_kid(row)?, TokenKey { token: row.get(1)?, id: row.get(2)? }))
    })
}

/// Notes that a token has destroyed a retired key; false when somebody has done so before.
pub fn forget_in_token(tx: &mut Tx<'_>, kid: Kid) -> Result<bool, Stop> {
    Ok(tx.execute(FORGET, &[kid.number().into()])? == 1)
}

/// Counts a card that a key has signed for a facility.
pub fn count_signed(tx: &mut Tx<'_>, kid: Kid, facility: FacilityId) -> Result<(), Stop> {
    tx.execute(COUNT, &[kid.number().into(), facility.into()]).map(drop)
}

/// Keeps a trust list that the root has just signed.
pub fn add_trust(tx: &mut Tx<'_>, trusted: &Trusted) -> Result<(), Stop> {
    let sequence =
        i64::try_from(trusted.list.sequence()).map_err(|_| strange("a list's number"))?;
    let row: [Value; 4] = [
        sequence.into(),
        trusted.list.issued().into(),
        trusted.root.to_bytes().into(),
        trusted.sealed.as_slice().into(),
    ];
    tx.execute(ADD_TRUST, &row).map(drop)
}

/// The latest trust list; none before the first ceremony.
pub fn trust(tx: &mut Tx<'_>) -> Result<Option<Trusted>, Stop> {
    tx.query_one(TRUST, &[], |row| {
        let root = read_point(row, 0)?;
        let sealed: Vec<u8> = row.get(1)?;
        let list = TrustList::open(&sealed, Root { kid: ROOT_KID, key: root }, None);
        let list = list.map_err(|fault| Stop::fault(format!("the trust list: {fault}")))?;
        Ok(Trusted { root, list, sealed })
    })
}

fn read_key(row: &Row<'_>) -> Result<CardKey, Stop> {
    let purpose = KeyPurpose::of_word(&row.get::<String>(1)?);
    Ok(CardKey {
        kid: read_kid(row)?,
        purpose: purpose.ok_or_else(|| strange("a purpose"))?,
        public: read_point(row, 2)?,
        first: Date::from_days(row.get(3)?),
        last: Date::from_days(row.get(4)?),
        state: read_state(row)?,
    })
}

fn read_kid(row: &Row<'_>) -> Result<Kid, Stop> {
    let kid = u16::try_from(row.get::<i64>(0)?).map_err(|_| strange("a key's name"))?;
    Ok(Kid(kid.to_be_bytes()))
}

fn read_state(row: &Row<'_>) -> Result<KeyState, Stop> {
    let (token, id) = (row.get::<Option<String>>(7)?, row.get::<Option<Vec<u8>>>(8)?);
    let place = token.zip(id).map(|(token, id)| TokenKey { token, id });
    match (row.get::<Option<Vec<u8>>>(5)?, place, row.get::<Option<i64>>(6)?) {
        (Some(sealed), None, None) => Ok(KeyState::Kept(SealedKey(sealed))),
        (None, Some(place), None) => Ok(KeyState::InToken(place)),
        (None, _, Some(at)) => Ok(KeyState::Retired { at: Instant::from_microseconds(at) }),
        _ => Err(strange("a key's state")),
    }
}

fn read_point(row: &Row<'_>, place: usize) -> Result<PublicKey, Stop> {
    PublicKey::from_bytes(&row.get::<Vec<u8>>(place)?).ok_or_else(|| strange("a public key"))
}

/// No trust list has room for more.
fn rows_max() -> i64 {
    i64::try_from(ISSUER_KEYS_MAX).unwrap_or(i64::MAX)
}

impl From<CardKeyRefusal> for Stop {
    fn from(refusal: CardKeyRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
