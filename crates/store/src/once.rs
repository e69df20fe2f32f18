//! Idempotency: what a person or a device may send twice happens once.

use crate::refusals::ASKED_OTHERWISE;
use crate::stop::Stop;
use crate::tx::Tx;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Bucket;
use nabz_kernel::refusal::Refused;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Claims the key first: whoever comes second waits here until the first is kept or gone.
const CLAIM: &str = "
    INSERT INTO store_once (bucket, key, at, asked)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (bucket, key) DO NOTHING";
const ANSWERED: &str = "
    UPDATE store_once
    SET    answer = $3
    WHERE  bucket = $1 AND key = $2";
const ANSWER: &str = "
    SELECT answer, asked
    FROM   store_once
    WHERE  bucket = $1 AND key = $2";
const UNCLAIM: &str = "
    DELETE FROM store_once
    WHERE  bucket = $1 AND key = $2";
/// Old keys go a few at a time; nobody repeats a form of last month.
const FORGET: &str = "
    DELETE FROM store_once
    WHERE  bucket = $1 AND at < $2";

/// Names one wish of one person or device, so that repeating it does not do it again.
///
/// Only a digest is stored, so a key may hold anything; the same text under another scope is
/// another key, so that nobody reads the answer to somebody else's wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Once {
    bucket: Bucket,
    digest: [u8; 32],
    asked: Option<[u8; 32]>,
}

impl Once {
    /// `scope` is who asks (a staff or device id), `key` what their form carried.
    pub fn new(scope: Uuid, key: &str) -> Self {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(scope.as_bytes())
            .chain_update(key.as_bytes())
            .finalize()
            .into();
        let [high, low, ..] = digest;
        Self { bucket: Bucket::folded(u16::from_be_bytes([high, low])), digest, asked: None }
    }

    /// Binds the key to what is wished for, by a digest: whoever repeats the key with another wish
    /// is refused instead of being told that it was done.
    #[must_use]
    pub fn asking(self, wish: [u8; 32]) -> Self {
        Self { asked: Some(wish), ..self }
    }

    /// Runs `action` unless this key was answered before, in which case that answer is read;
    /// `STO-005` when it answered another wish.
    pub(crate) fn run<T: Serialize + DeserializeOwned>(
        &self,
        tx: &mut Tx<'_>,
        action: impl FnOnce(&mut Tx<'_>) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let (bucket, key) = (self.bucket, self.digest.to_vec());
        let (now, asked) = (tx.now(), self.asked.map(|wish| wish.to_vec()));
        let claim = [bucket.into(), key.clone().into(), now.into(), asked.into()];
        if tx.execute(CLAIM, &claim)? == 0 {
            return self.answered(tx);
        }
        let value = match action(tx) {
            Ok(value) => value,
            Err(stop) => {
                // A refusal that keeps something is no answer; the wish may be repeated.
                if tx.keeps_refusal() {
                    tx.execute(UNCLAIM, &[bucket.into(), key.into()])?;
                }
                return Err(stop);
            }
        };
        let answer = serde_json::to_vec(&value).map_err(|e| Stop::fault(e.to_string()))?;
        tx.execute(ANSWERED, &[bucket.into(), key.into(), answer.into()])?;
        Ok(value)
    }

    /// What this key was answered, if it was for the same wish.
    fn answered<T: DeserializeOwned>(&self, tx: &mut Tx<'_>) -> Result<T, Stop> {
        type Kept = (Option<Vec<u8>>, Option<Vec<u8>>);
        let read = |row: &crate::Row<'_>| Ok::<Kept, Stop>((row.get(0)?, row.get(1)?));
        let kept =
            tx.query_one(ANSWER, &[self.bucket.into(), self.digest.to_vec().into()], read)?;
        let (Some(answer), asked) = kept.unwrap_or_default() else { return Err(Stop::Again) };
        if let Some((before, now)) = asked.zip(self.asked)
            && before != now
        {
            return Err(Refused::plain(ASKED_OTHERWISE).into());
        }
        serde_json::from_slice(&answer).map_err(|e| Stop::unreadable("a kept answer", &e))
    }
}

/// Forgets the keys of one bucket that are older than `before`; housekeeping walks the buckets.
pub(crate) fn forget(tx: &mut Tx<'_>, bucket: Bucket, before: Instant) -> Result<u64, Stop> {
    tx.execute(FORGET, &[bucket.into(), before.into()])
}
