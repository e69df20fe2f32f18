//! The key that signs what the sealer has chained.

use crate::stop::Stop;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::fmt::{self, Write as _};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

/// An Ed25519 key in a file of its own, readable by nobody else. Losing it ends the chain of
/// signatures; keep it outside the database and outside its backups.
pub struct AuditKey(SigningKey);

impl AuditKey {
    /// Reads the key, or draws one and keeps it when there is no file.
    pub fn open(path: &Path) -> Result<Self, Stop> {
        match fs::read_to_string(path) {
            Ok(text) => {
                let seed = bytes_of(text.trim()).and_then(|bytes| bytes.try_into().ok());
                let seed: [u8; 32] =
                    seed.ok_or_else(|| Stop::fault("the audit key is not 64 hex digits"))?;
                Ok(Self(SigningKey::from_bytes(&seed)))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::draw(path),
            Err(error) => Err(Stop::fault(format!("the audit key cannot be read: {error}"))),
        }
    }

    fn draw(path: &Path) -> Result<Self, Stop> {
        let fault = |e: std::io::Error| Stop::fault(format!("the audit key cannot be kept: {e}"));
        let mut seed = [0_u8; 32];
        getrandom::fill(&mut seed).map_err(|e| Stop::fault(e.to_string()))?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // Written beside and linked into place, so that a crash leaves no half key, and so that
        // two processes that start together do not draw one each.
        let unfinished = path.with_extension(format!("{}.unfinished", std::process::id()));
        drop(fs::remove_file(&unfinished));
        let mut file = options.open(&unfinished).map_err(fault)?;
        writeln!(file, "{}", hex_of(&seed)).and_then(|()| file.sync_all()).map_err(fault)?;
        let linked = fs::hard_link(&unfinished, path);
        drop(fs::remove_file(&unfinished));
        match linked {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Self::open(path);
            }
            linked => linked.map_err(fault)?,
        }
        Ok(Self(SigningKey::from_bytes(&seed)))
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
        let bytes: [u8; 32] = bytes_of(text)?.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok().map(Self)
    }

    pub(super) fn has_signed(&self, message: &str, signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message.as_bytes(), &signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex_of(self.0.as_bytes()))
    }
}

pub(super) fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

pub(super) fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || hex.len() % 2 == 1 {
        return None;
    }
    let digits: Vec<char> = hex.chars().collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok();
    digits.chunks(2).map(byte).collect()
}
