//! Who signs cards behind the pages, and whose signatures count there.

use super::model::{CardsRefusal, KeyPurpose};
use super::ring::KeyRing;
use super::store;
use nabz_credential::keys::Signer;
use nabz_credential::trust::TrustList;
use nabz_store::{Stop, Tx};
use std::sync::Arc;

/// A signer that pages on several threads may share.
pub type SharedSigner = Arc<dyn Signer + Send + Sync>;

/// Whatever holds the city's keys. It is asked inside the transaction that signs, so that no card
/// is signed by a key that was taken out of use a moment ago.
pub trait Keys: Send + Sync {
    /// Whoever signs that today.
    ///
    /// Refuses with `KEY-003` where no key may, and with `KEY-022` or `KEY-023` where the one that
    /// signs cards has signed its last.
    fn signer(&self, tx: &mut Tx<'_>, purpose: KeyPurpose) -> Result<SharedSigner, Stop>;

    /// The keys whose signatures count.
    ///
    /// Refuses with `CRD-040` where the root has signed no list yet.
    fn trust(&self, tx: &mut Tx<'_>) -> Result<Arc<TrustList>, Stop>;
}

/// The city's keys, as the program leaves them for the pages at start.
pub struct Signing(Box<dyn Keys>);

impl Signing {
    /// With whatever holds them.
    pub fn by(keys: impl Keys + 'static) -> Self {
        Self(Box::new(keys))
    }

    /// Whoever signs cards today.
    pub(crate) fn signer(&self, tx: &mut Tx<'_>) -> Result<SharedSigner, Stop> {
        self.0.signer(tx, KeyPurpose::Cards)
    }

    /// Whoever signs copies today.
    pub(super) fn copier(&self, tx: &mut Tx<'_>) -> Result<SharedSigner, Stop> {
        self.0.signer(tx, KeyPurpose::Exports)
    }

    pub(super) fn trust(&self, tx: &mut Tx<'_>) -> Result<Arc<TrustList>, Stop> {
        self.0.trust(tx)
    }
}

impl Keys for KeyRing {
    fn signer(&self, tx: &mut Tx<'_>, purpose: KeyPurpose) -> Result<SharedSigner, Stop> {
        self.signer(tx, purpose)
    }

    fn trust(&self, tx: &mut Tx<'_>) -> Result<Arc<TrustList>, Stop> {
        let kept = store::trust(tx)?.ok_or(CardsRefusal::NoKey)?;
        Ok(Arc::new(kept.list))
    }
}
