//! The key that secrets are sealed with: second factors here, the keys of health cards elsewhere.
//! The database never holds it: whoever reads a dump or a backup can make neither codes nor cards.

use crate::refusal::AccessRefusal;
use crate::second_factor::{SECRET_BYTES, TotpSecret};
use crate::staff::bucket;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use nabz_kernel::ids::{Id, StaffId};
use nabz_store::{Row, Stop, Tx};
use std::fmt;
use uuid::Uuid;

const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
/// The first byte says how it was sealed, so that another way can follow.
const SEALED_FIRST: u8 = 1;
/// Rows that are looked at in one go.
const LOOKED_AT_ROWS: i64 = 500;

const KEPT_AFTER: &str = "
    SELECT staff_id, totp_secret
    FROM   access_staff
    WHERE  totp_secret IS NOT NULL AND staff_id > $1
    ORDER  BY staff_id
    LIMIT  $2";
const SEAL: &str = "
    UPDATE access_staff
    SET    totp_secret = $3
    WHERE  bucket = $1 AND staff_id = $2";

/// Seals and opens secrets (AES-256-GCM).
#[derive(Clone)]
pub struct Vault(Aes256Gcm);

/// A secret as the table holds it: how it was sealed, a nonce, and what only the key opens. It
/// opens for the person it was sealed for and for nobody else.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecret(Vec<u8>);

/// What was found when a program started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Second factors that the key opens.
    pub known: usize,
    /// Of these, how many lay unsealed until now.
    pub sealed_now: usize,
}

impl Vault {
    /// With a key of 256 random bits.
    pub fn of_key(key: &[u8; 32]) -> Self {
        Self(Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key)))
    }

    /// Seals a secret for one person.
    pub fn seal(&self, staff: StaffId, secret: &TotpSecret) -> Result<SealedSecret, Stop> {
        self.seal_as(staff.uuid().as_bytes(), secret.bytes()).map(SealedSecret)
    }

    /// Opens what was sealed for this person; refuses with `ACC-024` what this key did not seal.
    pub fn open(&self, staff: StaffId, sealed: &SealedSecret) -> Result<TotpSecret, AccessRefusal> {
        let secret = self.open_as(staff.uuid().as_bytes(), &sealed.0);
        secret.map(TotpSecret::of_bytes).ok_or(AccessRefusal::WrongKey)
    }

    /// Seals the bytes of another secret, for a table of another crate. It opens only as what it
    /// was sealed as. The sixteen bytes of an id stand for somebody's second factor, so nothing
    /// else is called by as many.
    pub fn seal_as(&self, what: &[u8], secret: &[u8]) -> Result<Vec<u8>, Stop> {
        let mut nonce = [0u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|e| Stop::fault(e.to_string()))?;
        let payload = Payload { msg: secret, aad: what };
        let sealed = self.0.encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|e| Stop::fault(e.to_string()))?;
        Ok([&[SEALED_FIRST], nonce.as_slice(), &sealed].concat())
    }

    /// The bytes that were sealed as `what`; `None` when this key did not seal them so.
    pub fn open_as(&self, what: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (way, rest) = sealed.split_first()?;
        let (nonce, msg) = rest.split_first_chunk::<NONCE_BYTES>()?;
        if *way != SEALED_FIRST {
            return None;
        }
        self.0.decrypt(&Nonce::from(*nonce), Payload { msg, aad: what }).ok()
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(‹hidden›)")
    }
}

impl fmt::Debug for SealedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹sealed›")
    }
}

impl SealedSecret {
    /// From the table.
    pub(crate) fn of_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// For the table.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What an older program left: the secret itself.
    fn unsealed(&self) -> Option<TotpSecret> {
        let sealed = self.0.len() > NONCE_BYTES + TAG_BYTES;
        (!sealed && self.0.len() == SECRET_BYTES).then(|| TotpSecret::of_bytes(self.0.clone()))
    }
}

/// Whether anybody's second factor needs a key to be read. A program that finds none may draw one.
pub fn needs_key(tx: &mut Tx<'_>) -> Result<bool, Stop> {
    let mut last = Id::from_uuid(Uuid::nil());
    loop {
        let kept = kept_after(tx, last)?;
        let Some((end, _)) = kept.last() else { return Ok(false) };
        last = *end;
        if kept.iter().any(|(_, secret)| secret.unsealed().is_none()) {
            return Ok(true);
        }
    }
}

/// Opens every second factor once, so that a wrong key is found at the start and not at a door.
///
/// Refuses with `ACC-024` when the key does not open one of them.
pub fn check(tx: &mut Tx<'_>, vault: &Vault) -> Result<Opened, Stop> {
    walk(tx, |_, staff, secret| match secret.unsealed() {
        Some(_) => Ok(false),
        None => Ok(vault.open(staff, secret).map(|_| false)?),
    })
}

/// The same, and seals what an older program kept unsealed.
pub fn take_over(tx: &mut Tx<'_>, vault: &Vault) -> Result<Opened, Stop> {
    walk(tx, |tx, staff, secret| {
        let Some(open) = secret.unsealed() else {
            vault.open(staff, secret)?;
            return Ok(false);
        };
        let sealed = vault.seal(staff, &open)?;
        tx.execute(SEAL, &[bucket(staff), staff.into(), sealed.bytes().to_vec().into()])?;
        Ok(true)
    })
}

fn walk(
    tx: &mut Tx<'_>,
    mut visit: impl FnMut(&mut Tx<'_>, StaffId, &SealedSecret) -> Result<bool, Stop>,
) -> Result<Opened, Stop> {
    let (mut found, mut last) = (Opened::default(), Id::from_uuid(Uuid::nil()));
    loop {
        let kept = kept_after(tx, last)?;
        let Some((end, _)) = kept.last() else { return Ok(found) };
        last = *end;
        for (staff, secret) in &kept {
            found.known += 1;
            found.sealed_now += usize::from(visit(tx, *staff, secret)?);
        }
    }
}

fn kept_after(tx: &mut Tx<'_>, after: StaffId) -> Result<Vec<(StaffId, SealedSecret)>, Stop> {
    let read = |row: &Row<'_>| Ok((row.id(0)?, SealedSecret(row.get(1)?)));
    tx.query(KEPT_AFTER, &[after.into(), LOOKED_AT_ROWS.into()], read)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn a_sealed_secret_opens_with_its_key_for_its_person_and_not_otherwise() {
        let [asha, ravi] = [1, 2].map(|n| StaffId::from_uuid(Uuid::from_u128(n)));
        let (vault, secret) = (Vault::of_key(&KEY), TotpSecret::draw().unwrap());
        let sealed = vault.seal(asha, &secret).unwrap();
        assert_eq!(vault.open(asha, &sealed), Ok(secret.clone()));
        assert_eq!(vault.open(ravi, &sealed), Err(AccessRefusal::WrongKey));
        assert_eq!(Vault::of_key(&[8; 32]).open(asha, &sealed), Err(AccessRefusal::WrongKey));
        for at in 0..sealed.0.len() {
            let mut spoilt = sealed.clone();
            spoilt.0[at] ^= 1;
            assert_eq!(vault.open(asha, &spoilt), Err(AccessRefusal::WrongKey), "byte {at}");
        }
        assert!(!sealed.0.windows(4).any(|part| secret.bytes().windows(4).any(|own| own == part)));
        assert_ne!(vault.seal(asha, &secret).unwrap(), sealed, "no nonce is used twice");
    }

    #[test]
    fn another_secret_opens_as_what_it_was_sealed_as() {
        let vault = Vault::of_key(&KEY);
        let sealed = vault.seal_as(b"the key of the well", b"turn left twice").unwrap();
        let opened = vault.open_as(b"the key of the well", &sealed);
        assert_eq!(opened.as_deref(), Some(b"turn left twice".as_slice()));
        assert_eq!(vault.open_as(b"the key of the gate", &sealed), None);
        assert_eq!(Vault::of_key(&[8; 32]).open_as(b"the key of the well", &sealed), None);
        assert_eq!(vault.open_as(b"the key of the well", &[]), None);
    }
}
