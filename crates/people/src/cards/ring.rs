//! The keys that sign today, in memory or in a token.

use super::model::{CardKey, CardKeyRefusal, KeyPurpose, KeyState};
use super::secrets::opened;
use super::signing::SharedSigner;
use super::token::{Token, signer_in};
use super::{rules, store};
use nabz_access::Vault;
use nabz_store::{Stop, Tx};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The keys of one program. Each is opened when it is first asked for, and overwritten when
/// another takes its place. Every copy of the ring holds the same keys.
#[derive(Clone)]
pub struct KeyRing {
    vault: Vault,
    token: Option<Token>,
    held: Arc<Held>,
}

/// The key of each purpose that was asked for last.
#[derive(Default)]
struct Held {
    cards: Mutex<Option<SharedSigner>>,
    lists: Mutex<Option<SharedSigner>>,
    heads: Mutex<Option<SharedSigner>>,
    exports: Mutex<Option<SharedSigner>>,
}

impl KeyRing {
    /// An empty ring, with the vault that opens what goes on it.
    pub fn new(vault: Vault) -> Self {
        Self { vault, token: None, held: Arc::default() }
    }

    /// The same ring, with the token that holds keys, where there is one.
    #[must_use]
    pub fn with_token(self, token: Option<Token>) -> Self {
        Self { token, ..self }
    }

    /// The key that signs today. The table is asked each time which one that is, so that a key
    /// which another program has retired signs nothing more here either.
    ///
    /// It is asked for once in a transaction: of a part of a batch, whose cards are signed together,
    /// the last ones may come behind the limit of a key.
    ///
    /// Refuses with `KEY-003` when none may sign, with `KEY-022` and `KEY-023` when the one for
    /// cards has signed as many as one may, with `KEY-001` when the vault's key is not the one that
    /// it was sealed with, with `KEY-017` when it lies in a token that this ring has not, and as
    /// [`Token`] does when that does not give it.
    pub fn signer(&self, tx: &mut Tx<'_>, purpose: KeyPurpose) -> Result<SharedSigner, Stop> {
        let key = store::key_in_force(tx, purpose)?.ok_or(CardKeyRefusal::NoneInForce)?;
        if purpose == KeyPurpose::Cards {
            has_room(tx, &key)?;
        }
        let held = match purpose {
            KeyPurpose::Cards => &self.held.cards,
            KeyPurpose::Lists => &self.held.lists,
            KeyPurpose::Heads => &self.held.heads,
            KeyPurpose::Exports => &self.held.exports,
        };
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same =
            |signer: &&SharedSigner| signer.kid() == key.kid && signer.public_key() == key.public;
        if let Some(signer) = held.as_ref().filter(is_same) {
            return Ok(Arc::clone(signer));
        }
        let signer = self.opened(&key)?;
        *held = Some(Arc::clone(&signer));
        Ok(signer)
    }

    fn opened(&self, key: &CardKey) -> Result<SharedSigner, CardKeyRefusal> {
        let signer: SharedSigner = match &key.state {
            KeyState::Kept(sealed) => Arc::new(opened(&self.vault, key, sealed)?),
            KeyState::InToken(place) => Arc::new(signer_in(self.token.as_ref(), key, place)?),
            KeyState::Retired { .. } => return Err(CardKeyRefusal::NoneInForce),
        };
        Ok(signer)
    }
}

/// A key signs so many cards and no more: when it is stolen, no others are in doubt.
fn has_room(tx: &mut Tx<'_>, key: &CardKey) -> Result<(), Stop> {
    if !rules::keys::is_full(store::signed_by(tx, key.kid)?) {
        return Ok(());
    }
    let follower = store::key_waiting(tx, key.purpose)?;
    Err(rules::keys::full(follower.as_ref()).into())
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(‹hidden›)")
    }
}
