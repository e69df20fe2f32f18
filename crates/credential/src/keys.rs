//! Keys that sign, keys that verify, and their short names.

use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::zeroize::Zeroize;
use std::fmt;
use thiserror::Error;

/// Bytes of a public key: one for the sign of y, and x. Source: SEC 1, section 2.3.3.
pub const PUBLIC_KEY_BYTES: usize = 33;
/// Bytes of a public key with both of its numbers in full. Source: as above.
pub const UNCOMPRESSED_KEY_BYTES: usize = 65;
/// Bytes of a signature: r and s, each a big-endian number of 32 bytes. Source: RFC 9053, 2.1.
pub const SIGNATURE_BYTES: usize = 64;
/// Bytes of a SHA-256 digest, and of a secret key.
pub const DIGEST_BYTES: usize = 32;
/// A fingerprint of 128 bits, in groups of four digits.
const FINGERPRINT_GROUPS: usize = 8;

/// The short name of a key, two bytes. The trust list gives each only once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid(pub [u8; 2]);

impl Kid {
    /// Reads the four hexadecimal digits that it is shown as; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let is_right = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u16::from_str_radix(text, 16).ok()?;
        is_right.then_some(Self(number.to_be_bytes()))
    }

    /// As a number, the first byte counting for more.
    pub const fn number(self) -> u16 {
        u16::from_be_bytes(self.0)
    }
}

impl fmt::Display for Kid {
    /// Four hexadecimal digits, for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [high, low] = self.0;
        write!(f, "{high:02x}{low:02x}")
    }
}

/// A P-256 key that verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads a compressed point of [`PUBLIC_KEY_BYTES`] bytes; `None` when it is not one, or is
    /// not on the curve.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let right_length = bytes.len() == PUBLIC_KEY_BYTES;
        let key = VerifyingKey::from_sec1_bytes(bytes).ok()?;
        right_length.then_some(Self(key))
    }

    /// Reads a point of [`UNCOMPRESSED_KEY_BYTES`] bytes, as tokens tell them; `None` when it is not
    /// one, or is not on the curve.
    pub fn from_uncompressed(bytes: &[u8]) -> Option<Self> {
        let right_length = bytes.len() == UNCOMPRESSED_KEY_BYTES;
        let key = VerifyingKey::from_sec1_bytes(bytes).ok()?;
        right_length.then_some(Self(key))
    }

    /// The compressed point, [`PUBLIC_KEY_BYTES`] bytes.
    pub fn to_bytes(self) -> Vec<u8> {
        self.0.to_sec1_point(true).as_bytes().to_vec()
    }

    /// The two coordinates of the point, x and y, 32 big-endian bytes each.
    pub fn coordinates(self) -> (Vec<u8>, Vec<u8>) {
        let point = self.0.to_sec1_point(false);
        let both = point.as_bytes().get(1..).unwrap_or_default();
        let (x, y) = both.split_at(both.len() / 2);
        (x.to_vec(), y.to_vec())
    }

    /// What two people compare aloud to know that they hold one key: eight groups of four
    /// hexadecimal digits, the first half of the SHA-256 of the compressed point.
    pub fn fingerprint(self) -> String {
        let digest = crate::cose::sha256(&[&self.to_bytes()]);
        let (pairs, _) = digest.as_chunks::<2>();
        let groups = pairs.iter().take(FINGERPRINT_GROUPS);
        let groups = groups.map(|pair| format!("{:04x}", u16::from_be_bytes(*pair)));
        groups.collect::<Vec<_>>().join(" ")
    }

    /// Whether this key's holder signed the digest.
    pub(crate) fn verifies(self, digest: &[u8; DIGEST_BYTES], signature: &Signature) -> bool {
        self.0.verify_prehash(digest, signature).is_ok()
    }
}

/// Why nothing was signed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignFault {
    /// Whatever holds the key did not sign; its own words.
    #[error("the key's holder did not sign: {0}")]
    Holder(String),
    /// What came back is not a signature (r or s is zero, or not below the group's order).
    #[error("what came back is not a signature")]
    NotASignature,
    /// What came back is not a signature of the key that the signer says it has: a token with
    /// another key, or a fault in its arithmetic, which can give the secret away.
    #[error("what came back is another key's signature")]
    OtherKey,
}

/// Whoever holds a signing key: memory here, a PKCS#11 token elsewhere.
pub trait Signer {
    /// The short name that the trust list has for the key.
    fn kid(&self) -> Kid;

    /// The key that verifies what this one signs.
    fn public_key(&self) -> PublicKey;

    /// Signs a SHA-256 digest with ECDSA on P-256 (in PKCS#11: `CKM_ECDSA`): r and s, 32 bytes
    /// each, big-endian. A high s may come back; the crate turns it round before it is used.
    ///
    /// # Errors
    /// `SignFault::Holder` when the token is locked, gone or out of its duty.
    fn sign_digest(&self, digest: &[u8; DIGEST_BYTES]) -> Result<[u8; SIGNATURE_BYTES], SignFault>;
}

/// A secret key on its way to where it is kept, or to where it signs; overwritten when it is
/// dropped. Its `Debug` hides it.
pub struct Secret([u8; DIGEST_BYTES]);

impl Secret {
    /// Takes 32 random bytes and overwrites the caller's copy with zeros.
    pub fn from_random(bytes: &mut [u8; DIGEST_BYTES]) -> Self {
        let secret = Self(*bytes);
        bytes.zeroize();
        secret
    }

    /// Takes what a seal was opened to, and overwrites it; `None` unless it is 32 bytes.
    pub fn from_opened(mut bytes: Vec<u8>) -> Option<Self> {
        let secret = <[u8; DIGEST_BYTES]>::try_from(bytes.as_slice()).ok().map(Self);
        bytes.as_mut_slice().zeroize();
        secret
    }

    /// For whoever seals it.
    pub const fn expose(&self) -> &[u8; DIGEST_BYTES] {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

/// A key in the memory of this process, overwritten when it is dropped. Its nonces follow
/// RFC 6979, so that the same message has the same signature and no randomness is needed.
pub struct MemorySigner {
    kid: Kid,
    key: SigningKey,
}

impl MemorySigner {
    /// Takes a secret of 32 random bytes and overwrites the caller's copy with zeros; `None` when
    /// the number is zero or not below the group's order, which chance does not bring.
    pub fn from_secret(kid: Kid, secret: &mut [u8; DIGEST_BYTES]) -> Option<Self> {
        Self::of(kid, &Secret::from_random(secret))
    }

    /// The key of a secret; `None` when the number is none, as above.
    pub fn of(kid: Kid, secret: &Secret) -> Option<Self> {
        SigningKey::from_slice(secret.expose()).ok().map(|key| Self { kid, key })
    }
}

impl fmt::Debug for MemorySigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemorySigner({}, ‹hidden›)", self.kid)
    }
}

impl Signer for MemorySigner {
    fn kid(&self) -> Kid {
        self.kid
    }

    fn public_key(&self) -> PublicKey {
        PublicKey(*self.key.verifying_key())
    }

    fn sign_digest(&self, digest: &[u8; DIGEST_BYTES]) -> Result<[u8; SIGNATURE_BYTES], SignFault> {
        let signed: Result<Signature, _> = self.key.sign_prehash(digest);
        let signature = signed.map_err(|error| SignFault::Holder(error.to_string()))?;
        Ok(signature.to_bytes().into())
    }
}

/// The same signature with the lower of its two s, which alone is taken; `None` when it is none.
pub(crate) fn normal(signature: &[u8]) -> Option<Signature> {
    Signature::from_slice(signature).ok().map(|signature| signature.normalize_s())
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::elliptic_curve::zeroize::ZeroizeOnDrop;

    fn is_wiped_on_drop<T: ZeroizeOnDrop>(_: &T) {}

    #[test]
    fn a_secret_leaves_no_copy_behind() {
        let mut secret = [7; DIGEST_BYTES];
        let signer = MemorySigner::from_secret(Kid([0, 1]), &mut secret).unwrap();
        assert_eq!(secret, [0; DIGEST_BYTES]);
        is_wiped_on_drop(&signer.key);
        assert_eq!(format!("{signer:?}"), "MemorySigner(0001, ‹hidden›)");
    }

    #[test]
    fn a_secret_on_its_way_is_shown_nowhere_and_makes_one_key() {
        let mut random = [7; DIGEST_BYTES];
        let secret = Secret::from_random(&mut random);
        assert_eq!(random, [0; DIGEST_BYTES]);
        assert_eq!(format!("{secret:?}"), "‹hidden›");
        let opened = Secret::from_opened(secret.expose().to_vec()).unwrap();
        let of = |secret: &Secret| MemorySigner::of(Kid([0, 1]), secret).unwrap().public_key();
        assert_eq!(of(&opened), of(&secret));
        assert!(Secret::from_opened(vec![7; DIGEST_BYTES - 1]).is_none());
    }

    #[test]
    fn a_kid_is_read_as_it_is_shown_and_in_no_other_way() {
        let kid = Kid([0x0a, 0x7f]);
        assert_eq!(Kid::parse(&kid.to_string()), Some(kid));
        assert_eq!(kid.number(), 0x0a7f);
        for strange in ["", "a7f", "0a7f1", "+a7f", "0a7g", " a7f"] {
            assert_eq!(Kid::parse(strange), None, "{strange:?}");
        }
    }

    #[test]
    fn a_fingerprint_is_of_one_key_and_can_be_read_aloud() {
        let key = |number: u8| {
            let signer = MemorySigner::from_secret(Kid([0, 1]), &mut [number; DIGEST_BYTES]);
            signer.unwrap().public_key()
        };
        let print = key(7).fingerprint();
        let is_group = |group: &str| group.len() == 4 && u16::from_str_radix(group, 16).is_ok();
        assert_eq!(print.split(' ').filter(|group| is_group(group)).count(), FINGERPRINT_GROUPS);
        assert_eq!(print.len(), FINGERPRINT_GROUPS * 5 - 1);
        assert_ne!(print, key(8).fingerprint());
    }

    #[test]
    fn zero_and_the_order_itself_are_no_keys() {
        assert!(MemorySigner::from_secret(Kid([0, 1]), &mut [0; DIGEST_BYTES]).is_none());
        assert!(MemorySigner::from_secret(Kid([0, 1]), &mut [0xff; DIGEST_BYTES]).is_none());
    }

    #[test]
    fn only_a_compressed_point_of_the_curve_is_a_public_key() {
        let signer = MemorySigner::from_secret(Kid([0, 1]), &mut [7; DIGEST_BYTES]).unwrap();
        let key = signer.public_key();
        assert_eq!(PublicKey::from_bytes(&key.to_bytes()), Some(key));
        let long = key.0.to_sec1_point(false);
        assert_eq!(PublicKey::from_bytes(long.as_bytes()), None);
        assert_eq!(PublicKey::from_uncompressed(long.as_bytes()), Some(key));
        assert_eq!(PublicKey::from_uncompressed(&key.to_bytes()), None);
        assert_eq!(PublicKey::from_uncompressed(&[0x04; UNCOMPRESSED_KEY_BYTES]), None);
        assert_eq!(PublicKey::from_bytes(&[0]), None, "the point at infinity");
        assert_eq!(PublicKey::from_bytes(&[0xff; PUBLIC_KEY_BYTES]), None);
    }

    /// Source: RFC 6979, A.2.5, "sample" with SHA-256 on P-256.
    #[test]
    fn signatures_are_those_of_the_standard() {
        let mut secret = *b"\xc9\xaf\xa9\xd8\x45\xba\x75\x16\x6b\x5c\x21\x57\x67\xb1\xd6\x93\
            \x4e\x50\xc3\xdb\x36\xe8\x9b\x12\x7b\x8a\x62\x2b\x12\x0f\x67\x21";
        let signer = MemorySigner::from_secret(Kid([0, 1]), &mut secret).unwrap();
        let signature = signer.sign_digest(&crate::cose::sha256(&[b"sample"])).unwrap();
        let expect = b"\xef\xd4\x8b\x2a\xac\xb6\xa8\xfd\x11\x40\xdd\x9c\xd4\x5e\x81\xd6\
            \x9d\x2c\x87\x7b\x56\xaa\xf9\x91\xc3\x4d\x0e\xa8\x4e\xaf\x37\x16\
            \xf7\xcb\x1c\x94\x2d\x65\x7c\x41\xd4\x36\xc7\xa1\xb6\xe2\x9f\x65\
            \xf3\xe9\x00\xdb\xb9\xaf\xf4\x06\x4d\xc4\xab\x2f\x84\x3a\xcd\xa8";
        assert_eq!(signature, *expect);
        let low = normal(&signature).unwrap().to_bytes();
        assert_ne!(low[32..], signature[32..], "this one has a high s");
    }
}
