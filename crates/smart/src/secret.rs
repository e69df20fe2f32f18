//! What an app is given to hold: a random word of which the tables keep the digest alone.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nabz_store::{Stop, Value};
use sha2::{Digest as _, Sha256};
use std::fmt;

const BYTES: usize = 32;

/// What a word is good for, which is how it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Asking the FHIR API.
    Token,
    /// Fetching a token.
    Code,
    /// Fetching the next one.
    Refresh,
    /// Saying for whom an app was opened.
    Launch,
}

impl Use {
    const fn beginning(self) -> &'static str {
        match self {
            Self::Token => "nabz-token-",
            Self::Code => "nabz-code-",
            Self::Refresh => "nabz-refresh-",
            Self::Launch => "nabz-launch-",
        }
    }
}

/// 256 random bits behind a beginning that says what they are for. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// A new one.
    pub(crate) fn draw(what_for: Use) -> Result<Self, Stop> {
        let mut bytes = [0_u8; BYTES];
        getrandom::fill(&mut bytes).map_err(|e| Stop::fault(e.to_string()))?;
        Ok(Self(format!("{}{}", what_for.beginning(), URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// What somebody sent, if it looks like one.
    pub(crate) fn sent(what_for: Use, text: &str) -> Option<Self> {
        let bits = text.strip_prefix(what_for.beginning())?;
        (bits.len() == (BYTES * 8).div_ceil(6)).then(|| Self(text.to_owned()))
    }

    /// For whoever is to hold it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// What the tables know it by.
    pub(crate) fn digest(&self) -> Digest {
        Digest::of(&[&self.0])
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

/// A SHA-256, as two columns: the first eight bytes, which spread rows, and all of it.
#[derive(Clone, Copy)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    /// Of several words, none of which can pass into the next.
    pub(crate) fn of(words: &[&str]) -> Self {
        let mut digest = Sha256::new();
        for word in words {
            digest.update(word.len().to_le_bytes());
            digest.update(word.as_bytes());
        }
        Self(digest.finalize().into())
    }

    pub(crate) fn columns(&self) -> [Value; 2] {
        let hash = self.0.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes));
        [hash.into(), self.0.to_vec().into()]
    }
}
