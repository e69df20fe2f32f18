//! The public keys with which a program signs, as JSON Web Keys (RFC 7517).
//!
//! A set is read when the operator registers it, and refused whole when one of its keys is none that
//! can be used here: better at the desk than in the night in which it is needed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;

/// Keys of one set: the one that signs, the one that will, and those of a few machines.
const KEYS_MAX: usize = 16;
/// As many keys of 8192 bits.
const JWKS_BYTES_MAX: usize = 64 * 1024;
/// Signs of a key's name.
const KID_BYTES_MAX: usize = 128;
/// Bytes of the shortest modulus, of 2048 bits, and of the longest.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;
/// An exponent is 65537 or not much longer; a long one would cost whoever checks.
const EXPONENT_BYTES_MAX: usize = 4;
/// Before the two coordinates of a point that is written out.
const UNCOMPRESSED: u8 = 4;

/// Why a text is no set of keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotKeys {
    /// It is not JSON with a list `keys`.
    #[error("it is no JSON Web Key Set")]
    NotASet,
    /// It holds none, or more than anybody needs.
    #[error("it holds no key, or more than {KEYS_MAX}")]
    Number,
    /// A private key was about to be registered: whoever has seen it can sign.
    #[error("key {0} is a private key; make a new one and send only its public half")]
    Private(String),
    /// A key that cannot be used here.
    #[error("key {0} is no key for RS256, RS384, ES256 or ES384 with a kid of its own")]
    Unusable(String),
}

/// How an assertion is signed. There are no others: none without a key, and none whose key both sides
/// know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA with SHA-256.
    Rs256,
    /// RSA with SHA-384.
    Rs384,
    /// The curve P-256 with SHA-256.
    Es256,
    /// The curve P-384 with SHA-384.
    Es384,
}

impl Algorithm {
    /// As an answer names those that are understood.
    pub const NAMES: [&'static str; 4] = ["RS256", "RS384", "ES256", "ES384"];

    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "RS384" => Some(Self::Rs384),
            "ES256" => Some(Self::Es256),
            "ES384" => Some(Self::Es384),
            _ => None,
        }
    }
}

/// A set of them.
#[derive(Clone, Debug)]
pub struct Keys(Vec<PublicKey>);

#[derive(Clone, Debug)]
struct PublicKey {
    kid: String,
    /// The one algorithm it is for, where it says so.
    only: Option<Algorithm>,
    numbers: Numbers,
}

#[derive(Clone, Debug)]
enum Numbers {
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
}

/// As it is written.
#[derive(Deserialize)]
struct Set {
    keys: Vec<Written>,
}

#[derive(Deserialize)]
struct Written {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
    d: Option<String>,
}

impl Keys {
    /// A set of one key or a few, each with a name of its own.
    pub fn parse(text: &str) -> Result<Self, NotKeys> {
        if text.len() > JWKS_BYTES_MAX {
            return Err(NotKeys::Number);
        }
        let set: Set = serde_json::from_str(text).map_err(|_| NotKeys::NotASet)?;
        if !(1..=KEYS_MAX).contains(&set.keys.len()) {
            return Err(NotKeys::Number);
        }
        let mut keys: Vec<PublicKey> = Vec::with_capacity(set.keys.len());
        for (at, written) in set.keys.into_iter().enumerate() {
            let named = written.kid.clone().unwrap_or_else(|| format!("{}", at + 1));
            if written.d.is_some() {
                return Err(NotKeys::Private(named));
            }
            let key = PublicKey::of(&written).ok_or_else(|| NotKeys::Unusable(named.clone()))?;
            if keys.iter().any(|known| known.kid == key.kid) {
                return Err(NotKeys::Unusable(named));
            }
            keys.push(key);
        }
        Ok(Self(keys))
    }

    /// Whether the key of this name signed these bytes; `None` where there is no such key.
    pub(crate) fn signed(
        &self,
        (kid, algorithm): (&str, Algorithm),
        said: &[u8],
        signature: &[u8],
    ) -> Option<bool> {
        let key = self.0.iter().find(|key| key.kid == kid)?;
        Some(key.signed(algorithm, said, signature))
    }
}

impl PublicKey {
    fn of(written: &Written) -> Option<Self> {
        let kid = written.kid.clone().filter(|kid| (1..=KID_BYTES_MAX).contains(&kid.len()))?;
        let only = match &written.alg {
            Some(alg) => Some(Algorithm::named(alg)?),
            None => None,
        };
        let numbers = match (written.kty.as_str(), written.crv.as_deref()) {
            ("RSA", _) => {
                let modulus = number(written.n.as_deref())?;
                let exponent = number(written.e.as_deref())?;
                let fits = MODULUS_BYTES.contains(&modulus.len())
                    && (1..=EXPONENT_BYTES_MAX).contains(&exponent.len());
                fits.then_some(Numbers::Rsa { modulus, exponent })?
            }
            ("EC", Some("P-256")) => Numbers::P256(point(written, 32)?),
            ("EC", Some("P-384")) => Numbers::P384(point(written, 48)?),
            _ => return None,
        };
        Some(Self { kid, only, numbers })
    }

    /// An algorithm that is not the key's own is wrong, whatever the assertion says of itself.
    fn signed(&self, algorithm: Algorithm, said: &[u8], signature: &[u8]) -> bool {
        if self.only.is_some_and(|only| only != algorithm) {
            return false;
        }
        let checked = match (&self.numbers, algorithm) {
            (Numbers::Rsa { modulus, exponent }, Algorithm::Rs256) => {
                RsaPublicKeyComponents { n: modulus, e: exponent }.verify(
                    &RSA_PKCS1_2048_8192_SHA256,
                    said,
                    signature,
                )
            }
            (Numbers::Rsa { modulus, exponent }, Algorithm::Rs384) => {
                RsaPublicKeyComponents { n: modulus, e: exponent }.verify(
                    &RSA_PKCS1_2048_8192_SHA384,
                    said,
                    signature,
                )
            }
            (Numbers::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(said, signature)
            }
            (Numbers::P384(point), Algorithm::Es384) => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).verify(said, signature)
            }
            (Numbers::Rsa { .. }, Algorithm::Es256 | Algorithm::Es384)
            | (Numbers::P256(_), Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Es384)
            | (Numbers::P384(_), Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Es256) => {
                return false;
            }
        };
        checked.is_ok()
    }
}

/// A positive number without the zeros before it.
fn number(text: Option<&str>) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text?).ok()?;
    Some(bytes.into_iter().skip_while(|byte| *byte == 0).collect())
}

fn point(written: &Written, bytes: usize) -> Option<Vec<u8>> {
    let coordinate = |text: &Option<String>| {
        let read = URL_SAFE_NO_PAD.decode(text.as_deref()?).ok()?;
        (read.len() == bytes).then_some(read)
    };
    let mut point = vec![UNCOMPRESSED];
    point.extend(coordinate(&written.x)?);
    point.extend(coordinate(&written.y)?);
    Some(point)
}
