//! The envelope of all that we sign: `COSE_Sign1` with ES256 and nothing to choose.
//!
//! `18([protected, {}, payload, signature])`, where protected is `{1: -7, 4: kid}` of a card and
//! `{1: -7, 3: content, 4: kid}` of a list. What a signature is about stands in what is signed, so
//! that a list can never be shown as a card or the other way round.
//!
//! Source: RFC 9052, sections 3.1, 4.2 and 4.4.

use crate::cbor::{CborFault, Reader, Writer};
use crate::keys::{DIGEST_BYTES, Kid, PublicKey, SIGNATURE_BYTES, SignFault, Signer, normal};
use p256::ecdsa::Signature;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Source: RFC 9052, table 1.
const SIGN1_TAG: u64 = 18;
const HEADER_ALGORITHM: i64 = 1;
const HEADER_CONTENT: i64 = 3;
const HEADER_KID: i64 = 4;
/// ECDSA with SHA-256. Source: RFC 9053, table 1.
const ES256: i64 = -7;

/// Why an envelope was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CoseFault {
    /// Not CBOR in its one form.
    #[error("CBOR: {0}")]
    Cbor(#[from] CborFault),
    /// Another tag than that of `COSE_Sign1`.
    #[error("not a COSE_Sign1")]
    NotSign1,
    /// Not four parts.
    #[error("not the four parts of a COSE_Sign1")]
    Parts,
    /// A protected header that we do not write.
    #[error("an unknown protected header")]
    UnknownHeader,
    /// A protected header is missing.
    #[error("a protected header is missing")]
    HeaderMissing,
    /// Another algorithm than ES256.
    #[error("another algorithm than ES256")]
    Algorithm,
    /// Signed as something else than it is shown as.
    #[error("signed as something else")]
    Content,
    /// A key name that is not two bytes.
    #[error("a key name that is not two bytes")]
    KidLength,
    /// Headers that no signature covers.
    #[error("unprotected headers")]
    Unprotected,
    /// A signature that is not 64 bytes.
    #[error("a signature that is not 64 bytes")]
    SignatureLength,
    /// A signature of which r or s is zero, or not below the group's order.
    #[error("a signature out of range")]
    SignatureRange,
    /// The higher of the two signatures that say the same: anyone can make it of the lower one.
    #[error("a signature with a high s")]
    HighS,
}

/// What an envelope is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Card,
    TrustList,
    StatusList,
    StatusDelta,
    LogHead,
}

impl Content {
    /// The content header, which a card does without: it is the smallest, and counts its bytes.
    const fn header(self) -> Option<&'static str> {
        match self {
            Self::Card => None,
            Self::TrustList => Some("application/nabz-trust"),
            Self::StatusList => Some("application/nabz-status"),
            Self::StatusDelta => Some("application/nabz-status-delta"),
            Self::LogHead => Some("application/nabz-log-head"),
        }
    }

    fn protected(self, kid: Kid) -> Vec<u8> {
        let header = self.header();
        let mut written = Writer::default().map(if header.is_some() { 3 } else { 2 });
        written = written.signed(HEADER_ALGORITHM).signed(ES256);
        if let Some(header) = header {
            written = written.signed(HEADER_CONTENT).text(header);
        }
        written.signed(HEADER_KID).bytes(&kid.0).into_bytes()
    }
}

/// An envelope as it was read: well formed, its signature not yet looked at.
#[derive(Clone, Debug)]
pub(crate) struct Envelope<'b> {
    pub(crate) kid: Kid,
    pub(crate) payload: &'b [u8],
    pub(crate) signature: Signature,
    /// Of the `Sig_structure`: what the signature is over.
    pub(crate) digest: [u8; DIGEST_BYTES],
}

impl<'b> Envelope<'b> {
    pub(crate) fn parse(bytes: &'b [u8], content: Content) -> Result<Self, CoseFault> {
        let mut reader = Reader::new(bytes);
        if reader.tag()? != SIGN1_TAG {
            return Err(CoseFault::NotSign1);
        }
        if reader.array()? != 4 {
            return Err(CoseFault::Parts);
        }
        let protected = reader.bytes()?;
        let kid = kid_of(protected, content)?;
        let mut unprotected = reader.map()?;
        if unprotected.next(&mut reader)?.is_some() {
            return Err(CoseFault::Unprotected);
        }
        let payload = reader.bytes()?;
        let signature = signature_of(reader.bytes()?)?;
        reader.end()?;
        let digest = signed_digest(protected, payload);
        Ok(Self { kid, payload, signature, digest })
    }

    pub(crate) fn is_signed_by(&self, key: PublicKey) -> bool {
        key.verifies(&self.digest, &self.signature)
    }
}

fn kid_of(protected: &[u8], content: Content) -> Result<Kid, CoseFault> {
    let mut reader = Reader::new(protected);
    let mut keys = reader.map()?;
    let (mut algorithm, mut about, mut kid) = (None, None, None);
    while let Some(key) = keys.next(&mut reader)? {
        match key {
            HEADER_ALGORITHM => algorithm = Some(reader.signed()?),
            HEADER_CONTENT => about = Some(reader.text()?),
            HEADER_KID => kid = Some(reader.bytes()?),
            _ => return Err(CoseFault::UnknownHeader),
        }
    }
    reader.end()?;
    if algorithm.ok_or(CoseFault::HeaderMissing)? != ES256 {
        return Err(CoseFault::Algorithm);
    }
    if about != content.header() {
        return Err(CoseFault::Content);
    }
    let kid = kid.ok_or(CoseFault::HeaderMissing)?;
    kid.try_into().map(Kid).map_err(|_| CoseFault::KidLength)
}

pub(crate) fn signature_of(bytes: &[u8]) -> Result<Signature, CoseFault> {
    if bytes.len() != SIGNATURE_BYTES {
        return Err(CoseFault::SignatureLength);
    }
    let signature = Signature::from_slice(bytes).map_err(|_| CoseFault::SignatureRange)?;
    if signature == signature.normalize_s() { Ok(signature) } else { Err(CoseFault::HighS) }
}

/// SHA-256 of pieces one behind another.
pub(crate) fn sha256(pieces: &[&[u8]]) -> [u8; DIGEST_BYTES] {
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update(piece);
    }
    hash.finalize().into()
}

fn signed_digest(protected: &[u8], payload: &[u8]) -> [u8; DIGEST_BYTES] {
    let signed = Writer::default().array(4).text("Signature1").bytes(protected).bytes(&[]);
    sha256(&[&signed.bytes(payload).into_bytes()])
}

/// The finished envelope around a payload and a signature.
pub(crate) fn envelope(content: Content, kid: Kid, payload: &[u8], signature: &[u8]) -> Vec<u8> {
    around(&content.protected(kid), payload, signature)
}

fn around(protected: &[u8], payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let written = Writer::default().tag(SIGN1_TAG).array(4).bytes(protected).map(0);
    written.bytes(payload).bytes(signature).into_bytes()
}

/// The headers of an envelope for others, who name a key by more bytes than we do.
pub(crate) fn protected_for_others(kid: &[u8]) -> Vec<u8> {
    let written = Writer::default().map(2).signed(HEADER_ALGORITHM).signed(ES256);
    written.signed(HEADER_KID).bytes(kid).into_bytes()
}

/// Signs a payload, and gives the envelope once the signature has been found right.
pub(crate) fn seal(
    signer: &dyn Signer,
    content: Content,
    payload: &[u8],
) -> Result<Vec<u8>, SignFault> {
    seal_under(signer, &content.protected(signer.kid()), payload)
}

/// The same under headers of the caller's.
pub(crate) fn seal_under(
    signer: &dyn Signer,
    protected: &[u8],
    payload: &[u8],
) -> Result<Vec<u8>, SignFault> {
    let signature = sign(signer, &signed_digest(protected, payload))?;
    Ok(around(protected, payload, &signature.to_bytes()))
}

/// Signs a digest with the lower of the two s, and gives the signature once it was found right.
pub(crate) fn sign(
    signer: &dyn Signer,
    digest: &[u8; DIGEST_BYTES],
) -> Result<Signature, SignFault> {
    let signature = normal(&signer.sign_digest(digest)?).ok_or(SignFault::NotASignature)?;
    if signer.public_key().verifies(digest, &signature) {
        Ok(signature)
    } else {
        Err(SignFault::OtherKey)
    }
}
