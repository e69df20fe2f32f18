//! The key that signs what the sealer has chained.

use crate::key_file;
use crate::stop::Stop;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::fmt;
use std::path::Path;

/// An Ed25519 key in a file of its own, readable by nobody else. Losing it ends the chain of
/// signatures; keep it outside the database and outside its backups.
pub struct AuditKey(SigningKey);

impl AuditKey {
    /// Reads the key, or draws one and keeps it when there is no file.
    pub fn open(path: &Path) -> Result<Self, Stop> {
        key_file::read_or_draw(path).map(|seed| Self(SigningKey::from_bytes(&seed)))
    }

    pub(super) fn sign(&self, message: &str) -> [u8; 64] {
        self.0.sign(message.as_bytes()).to_bytes()
    }

    /// What others check the signatures with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditKey(‹hidden›)")
    }
}

/// The public half of an [`AuditKey`], written as 64 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// From 64 hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 32] = key_file::bytes_of(text)?.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok().map(Self)
    }

    pub(super) fn has_signed(&self, message: &str, signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message.as_bytes(), &signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&key_file::hex_of(self.0.as_bytes()))
    }
}
