//! The keys that sign today, in memory.

use super::model::{CardKeyRefusal, KeyPurpose, KeyState};
use super::secrets::opened;
use super::store;
use nabz_access::Vault;
use nabz_credential::keys::{MemorySigner, Signer};
use nabz_store::{Stop, Tx};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The keys of one program. Each is opened when it is first asked for, and overwritten when
/// another takes its place. Every copy of the ring holds the same keys.
#[derive(Clone)]
pub struct KeyRing {
    vault: Vault,
    held: Arc<Held>,
}

/// The key of each purpose that was asked for last.
#[derive(Default)]
struct Held {
    cards: Mutex<Option<Arc<MemorySigner>>>,
    lists: Mutex<Option<Arc<MemorySigner>>>,
    exports: Mutex<Option<Arc<MemorySigner>>>,
}

impl KeyRing {
    /// An empty ring, with the vault that opens what goes on it.
    pub fn new(vault: Vault) -> Self {
        Self { vault, held: Arc::default() }
    }

    /// The key that signs today. The table is asked each time which one that is, so that a key
    /// which another program has retired signs nothing more here either.
    ///
    /// Refuses with `KEY-003` when none may sign, and with `KEY-001` when the vault's key is not
    /// the one that it was sealed with.
    pub fn signer(&self, tx: &mut Tx<'_>, purpose: KeyPurpose) -> Result<Arc<MemorySigner>, Stop> {
        let key = store::key_in_force(tx, purpose)?.ok_or(CardKeyRefusal::NoneInForce)?;
        let KeyState::Kept(sealed) = &key.state else {
            return Err(CardKeyRefusal::NoneInForce.into());
        };
        let held = match purpose {
            KeyPurpose::Cards => &self.held.cards,
            KeyPurpose::Lists => &self.held.lists,
            KeyPurpose::Exports => &self.held.exports,
        };
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |signer: &&Arc<MemorySigner>| {
            signer.kid() == key.kid && signer.public_key() == key.public
        };
        if let Some(signer) = held.as_ref().filter(is_same) {
            return Ok(Arc::clone(signer));
        }
        let signer = Arc::new(opened(&self.vault, &key, sealed)?);
        *held = Some(Arc::clone(&signer));
        Ok(signer)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(‹hidden›)")
    }
}
