//! Secret keys between the table, where they are sealed, and the memory that signs with them.

use super::model::{CardKey, CardKeyRefusal, KeyPurpose, KeyState, Kid, SealedKey};
use super::token::TokenKeys;
use super::{rules, store};
use nabz_access::Vault;
use nabz_credential::keys::{MemorySigner, PublicKey, Secret, Signer};
use nabz_store::{Stop, Tx, key_file};

/// A key for each purpose, for one ceremony. They are drawn before the transaction, which may have
/// to run again.
#[derive(Debug)]
pub enum NewKeys {
    /// Secrets, for the vault to seal.
    ToSeal(Box<Vault>, NewSecrets),
    /// Keys that a token has drawn, and keeps.
    InToken(TokenKeys),
}

impl NewKeys {
    /// Secrets that this vault seals.
    pub fn sealed_by(vault: Vault, secrets: NewSecrets) -> Self {
        Self::ToSeal(Box::new(vault), secrets)
    }

    /// The key of a purpose, as the table keeps it under a name.
    pub(super) fn key(&self, kid: Kid, purpose: KeyPurpose) -> Result<(PublicKey, KeyState), Stop> {
        match self {
            Self::ToSeal(vault, secrets) => {
                let secret = secrets.of_purpose(purpose);
                let signer = MemorySigner::of(kid, secret);
                let signer = signer.ok_or_else(|| Stop::fault("chance drew no key"))?;
                let sealed = sealed(vault, (kid, purpose), secret)?;
                Ok((signer.public_key(), KeyState::Kept(sealed)))
            }
            Self::InToken(keys) => {
                let drawn = keys.of_purpose(purpose);
                let drawn = drawn.ok_or_else(|| Stop::fault("the token drew no such key"))?;
                Ok((drawn.public, KeyState::InToken(drawn.place.clone())))
            }
        }
    }
}

/// A secret for each purpose.
#[derive(Debug)]
pub struct NewSecrets {
    cards: Secret,
    lists: Secret,
    heads: Secret,
    exports: Secret,
}

impl NewSecrets {
    /// Draws them.
    pub fn draw() -> Result<Self, Stop> {
        let mut drawn = [[0; 32]; 4];
        for secret in &mut drawn {
            *secret = key_file::draw()?;
        }
        Ok(Self::of(&mut drawn))
    }

    /// Takes random bytes for each purpose, in the order of [`KeyPurpose::ALL`], and overwrites the
    /// caller's copies with zeros.
    pub fn of([cards, lists, heads, exports]: &mut [[u8; 32]; 4]) -> Self {
        Self {
            cards: Secret::from_random(cards),
            lists: Secret::from_random(lists),
            heads: Secret::from_random(heads),
            exports: Secret::from_random(exports),
        }
    }

    fn of_purpose(&self, purpose: KeyPurpose) -> &Secret {
        match purpose {
            KeyPurpose::Cards => &self.cards,
            KeyPurpose::Lists => &self.lists,
            KeyPurpose::Heads => &self.heads,
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
fn sealed(
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
