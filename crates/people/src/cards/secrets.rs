//! Secret keys between the table, where they are sealed, and the memory that signs with them.

use super::model::{CardKey, CardKeyRefusal, KeyPurpose, KeyState, Kid, SealedKey};
use super::{rules, store};
use nabz_access::Vault;
use nabz_credential::keys::{MemorySigner, Secret, Signer};
use nabz_store::{Stop, Tx, key_file};

/// A secret for each purpose, for one ceremony. They are drawn before the transaction, which may
/// have to run again.
#[derive(Debug)]
pub struct NewSecrets {
    cards: Secret,
    lists: Secret,
    exports: Secret,
}

impl NewSecrets {
    /// Draws them.
    pub fn draw() -> Result<Self, Stop> {
        let (mut cards, mut lists) = (key_file::draw()?, key_file::draw()?);
        Ok(Self::of(&mut cards, &mut lists, &mut key_file::draw()?))
    }

    /// Takes random bytes for each, and overwrites the caller's copies with zeros.
    pub fn of(cards: &mut [u8; 32], lists: &mut [u8; 32], exports: &mut [u8; 32]) -> Self {
        Self {
            cards: Secret::from_random(cards),
            lists: Secret::from_random(lists),
            exports: Secret::from_random(exports),
        }
    }

    pub(super) fn of_purpose(&self, purpose: KeyPurpose) -> &Secret {
        match purpose {
            KeyPurpose::Cards => &self.cards,
            KeyPurpose::Lists => &self.lists,
            KeyPurpose::Exports => &self.exports,
        }
    }
}

/// Whether a key is kept that only the vault's key opens. A program that finds none may draw one.
pub fn needs_vault(tx: &mut Tx<'_>) -> Result<bool, Stop> {
    let keys = store::card_keys(tx)?;
    Ok(keys.iter().any(|counted| matches!(counted.key.state, KeyState::Kept(_))))
}

/// Opens every key once, so that a wrong vault is found at the start and not at a counter; says
/// how many there are.
///
/// Refuses with `KEY-001` when one of them does not open.
pub fn check_vault(tx: &mut Tx<'_>, vault: &Vault) -> Result<usize, Stop> {
    let mut opened_keys = 0;
    for counted in store::card_keys(tx)? {
        if let KeyState::Kept(sealed) = &counted.key.state {
            opened(vault, &counted.key, sealed)?;
            opened_keys += 1;
        }
    }
    Ok(opened_keys)
}

/// Seals the secret of a key for the table.
pub(super) fn sealed(
    vault: &Vault,
    (kid, purpose): (Kid, KeyPurpose),
    secret: &Secret,
) -> Result<SealedKey, Stop> {
    let what = rules::keys::sealed_as(kid, purpose);
    vault.seal_as(what.as_bytes(), secret.expose()).map(SealedKey)
}

/// Opens a key; what signs is the key that its row says.
///
/// Refuses with `KEY-001` what this vault did not seal.
pub(super) fn opened(
    vault: &Vault,
    key: &CardKey,
    sealed: &SealedKey,
) -> Result<MemorySigner, CardKeyRefusal> {
    let what = rules::keys::sealed_as(key.kid, key.purpose);
    let secret = vault.open_as(what.as_bytes(), &sealed.0).and_then(Secret::from_opened);
    let signer = secret.and_then(|secret| MemorySigner::of(key.kid, &secret));
    let signer = signer.filter(|signer| signer.public_key() == key.public);
    signer.ok_or(CardKeyRefusal::WrongVault)
}
