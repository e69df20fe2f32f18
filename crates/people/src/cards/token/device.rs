//! The few calls of PKCS#11 that a key of P-256 needs.
//!
//! Source: OASIS, PKCS #11 Cryptographic Token Interface 2.40.

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use nabz_credential::keys::{DIGEST_BYTES, PublicKey, SIGNATURE_BYTES, UNCOMPRESSED_KEY_BYTES};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The name of P-256, in DER. Source: RFC 5480, section 2.1.1.1.
const P256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// How an `OCTET STRING` begins that holds a point of [`UNCOMPRESSED_KEY_BYTES`] bytes.
const OCTET_STRING: [u8; 2] = [0x04, 0x41];

/// The modules of this process. PKCS#11 keeps one state for a whole process, so whoever ended it
/// would end it for all; a module that was loaded stays until [`end_all`].
static LOADED: Mutex<BTreeMap<PathBuf, Pkcs11>> = Mutex::new(BTreeMap::new());
/// How many sessions are open.
static OPEN: Mutex<usize> = Mutex::new(0);
/// Told whenever one was closed.
static CLOSED: Condvar = Condvar::new();
/// So long a process that ends waits for a thread that is closing its session; one that still holds
/// it then is not using it.
const CLOSING_WAIT: Duration = Duration::from_secs(2);

/// Why a token did not do something.
#[derive(Debug)]
pub(super) enum DeviceFault {
    /// It, or the way to it, is gone or broken; what was asked, and what came back.
    Silent(String),
    /// It does not take the PIN.
    Pin,
    /// It has no such key.
    NoKey,
}

impl From<Error> for DeviceFault {
    fn from(error: Error) -> Self {
        Self::Silent(if let Error::Pkcs11(answer, asked) = error {
            format!("{asked:?}: {answer:?}")
        } else {
            error.to_string()
        })
    }
}

/// What a session is opened for. A token that is protected against changes still signs.
#[derive(Clone, Copy)]
pub(super) enum Access {
    Signs,
    Changes,
}

/// An open session in which the PIN was said, and the keys that were found in it.
pub(super) struct Line {
    session: Session,
    found: BTreeMap<Vec<u8>, ObjectHandle>,
    /// Dropped last, when the session is closed.
    _open: Open,
}

/// An open session, counted as long as it lives.
struct Open;

impl Open {
    fn counted() -> Self {
        let mut open = open_sessions();
        *open = open.saturating_add(1);
        Self
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut open = open_sessions();
        *open = open.saturating_sub(1);
        CLOSED.notify_all();
    }
}

fn open_sessions() -> MutexGuard<'static, usize> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Line {
    pub(super) fn open(
        (module, label): (&Path, &str),
        pin: &AuthPin,
        access: Access,
    ) -> Result<Self, DeviceFault> {
        let open = Open::counted();
        let context = loaded(module)?;
        let slot = slot_of(&context, label)?;
        let session = match access {
            Access::Signs => context.open_ro_session(slot)?,
            Access::Changes => context.open_rw_session(slot)?,
        };
        log_in(&session, pin)?;
        Ok(Self { session, found: BTreeMap::new(), _open: open })
    }

    pub(super) fn answers(&self) -> Result<(), DeviceFault> {
        self.session.get_session_info()?;
        Ok(())
    }

    /// Draws a key that signs, and that nobody can read out.
    pub(super) fn draw(&self, id: &[u8], label: &str) -> Result<PublicKey, DeviceFault> {
        let named = [
            Attribute::Token(true),
            Attribute::Id(id.to_owned()),
            Attribute::Label(label.as_bytes().to_owned()),
        ];
        let public = [
            Attribute::Private(false),
            Attribute::Verify(true),
            Attribute::EcParams(P256.to_vec()),
        ];
        let private = [
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
        ];
        let (public, private) = self.session.generate_key_pair(
            &Mechanism::EccKeyPairGen,
            &[&named[..], &public[..]].concat(),
            &[&named[..], &private[..]].concat(),
        )?;
        let drawn = self.checked(public, private);
        if drawn.is_err() {
            for half in [private, public] {
                drop(self.session.destroy_object(half));
            }
        }
        drawn
    }

    /// The public half, once the token says that it keeps the other to itself.
    fn checked(
        &self,
        public: ObjectHandle,
        private: ObjectHandle,
    ) -> Result<PublicKey, DeviceFault> {
        let asked = [AttributeType::Sensitive, AttributeType::Extractable];
        let kept = self.session.get_attributes(private, &asked)?;
        let stays =
            [Attribute::Sensitive(true), Attribute::Extractable(false)].map(|a| kept.contains(&a));
        if stays != [true, true] {
            return Err(DeviceFault::Silent("it would let the key out".to_owned()));
        }
        let told = self.session.get_attributes(public, &[AttributeType::EcPoint])?;
        let key = told.iter().find_map(|attribute| {
            if let Attribute::EcPoint(point) = attribute { point_of(point) } else { None }
        });
        key.ok_or_else(|| DeviceFault::Silent("its public key cannot be read".to_owned()))
    }

    /// The private half of a key.
    pub(super) fn find(&mut self, id: &[u8]) -> Result<ObjectHandle, DeviceFault> {
        if let Some(known) = self.found.get(id) {
            return Ok(*known);
        }
        let found = self.objects(ObjectClass::PRIVATE_KEY, id)?;
        let key = found.first().copied().ok_or(DeviceFault::NoKey)?;
        self.found.insert(id.to_owned(), key);
        Ok(key)
    }

    pub(super) fn sign(
        &mut self,
        id: &[u8],
        digest: &[u8; DIGEST_BYTES],
    ) -> Result<[u8; SIGNATURE_BYTES], DeviceFault> {
        let key = self.find(id)?;
        let signature = self.session.sign(&Mechanism::Ecdsa, key, digest)?;
        let strange = |signature: Vec<u8>| {
            DeviceFault::Silent(format!("a signature of {} bytes", signature.len()))
        };
        signature.try_into().map_err(strange)
    }

    /// Destroys both halves of a key; the half that signs goes first.
    pub(super) fn destroy(&self, id: &[u8]) -> Result<(), DeviceFault> {
        for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
            for half in self.objects(class, id)? {
                self.session.destroy_object(half)?;
            }
        }
        Ok(())
    }

    fn objects(&self, class: ObjectClass, id: &[u8]) -> Result<Vec<ObjectHandle>, DeviceFault> {
        let asked = [Attribute::Class(class), Attribute::Token(true), Attribute::Id(id.to_owned())];
        Ok(self.session.find_objects(&asked)?)
    }
}

/// Ends what every module of this process keeps, for when the process ends. A thread of the store may
/// still be closing the session with which it looked: a module that is taken down meanwhile reads
/// what it has freed, and so does one that only ends with the process.
pub(super) fn end_all() {
    let closing = CLOSED.wait_timeout_while(open_sessions(), CLOSING_WAIT, |open| *open > 0);
    drop(closing.unwrap_or_else(PoisonError::into_inner));
    let loaded = std::mem::take(&mut *LOADED.lock().unwrap_or_else(PoisonError::into_inner));
    for (module, context) in loaded {
        if let Err(error) = context.finalize() {
            tracing::warn!(module = %module.display(), %error, "a token's module was not ended");
        }
    }
}

fn loaded(module: &Path) -> Result<Pkcs11, DeviceFault> {
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(context) = loaded.get(module) {
        return Ok(context.clone());
    }
    let context = Pkcs11::new(module)?;
    match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(error.into()),
    }
    loaded.insert(module.to_owned(), context.clone());
    Ok(context)
}

/// Where the token of this label is plugged in. With two of one label the key might be in either.
fn slot_of(context: &Pkcs11, label: &str) -> Result<Slot, DeviceFault> {
    let is_called = |slot: &Slot| {
        context.get_token_info(*slot).is_ok_and(|token| token.label().trim_end() == label)
    };
    let mut slots = context.get_slots_with_token()?.into_iter().filter(is_called);
    match (slots.next(), slots.next()) {
        (Some(slot), None) => Ok(slot),
        (None, _) => Err(DeviceFault::Silent(format!("no token is called {label}"))),
        (Some(_), Some(_)) => Err(DeviceFault::Silent(format!("two tokens are called {label}"))),
    }
}

/// All sessions of a process are logged in together.
fn log_in(session: &Session, pin: &AuthPin) -> Result<(), DeviceFault> {
    match session.login(UserType::User, Some(pin)) {
        Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
        Err(Error::Pkcs11(
            RvError::PinExpired
            | RvError::PinIncorrect
            | RvError::PinInvalid
            | RvError::PinLenRange
            | RvError::PinLocked,
            _,
        )) => Err(DeviceFault::Pin),
        Err(error) => Err(error.into()),
    }
}

/// A point stands in an `OCTET STRING`, and with some makers bare.
fn point_of(told: &[u8]) -> Option<PublicKey> {
    let is_wrapped = told.len() == OCTET_STRING.len() + UNCOMPRESSED_KEY_BYTES;
    let point = if is_wrapped { told.strip_prefix(&OCTET_STRING)? } else { told };
    PublicKey::from_uncompressed(point)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_credential::keys::{Kid, MemorySigner, Signer};

    /// The generator of the curve. Source: SEC 2, section 2.4.2.
    const GENERATOR: [u8; UNCOMPRESSED_KEY_BYTES] =
        *b"\x04\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2\
           \x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96\
           \x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16\
           \x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5";

    #[test]
    fn a_point_is_read_as_the_standard_writes_it_and_bare() {
        let mut one = [0; DIGEST_BYTES];
        one[DIGEST_BYTES - 1] = 1;
        let key = MemorySigner::from_secret(Kid([0, 1]), &mut one).unwrap().public_key();
        assert_eq!(point_of(&[&OCTET_STRING[..], &GENERATOR].concat()), Some(key));
        assert_eq!(point_of(&GENERATOR), Some(key));
        assert_eq!(point_of(&[&[0x04, 0x40][..], &GENERATOR].concat()), None);
        assert_eq!(point_of(&GENERATOR[1..]), None);
    }
}
