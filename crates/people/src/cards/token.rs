//! A PKCS#11 token that holds keys: they are drawn in it, sign in it, and never leave it.
//!
//! Whoever signs borrows a session and gives it back. One that was lost, because the token was
//! pulled out or somebody logged it out, is opened anew once. A PIN that the token does not take
//! is not said again by this program: most tokens lock after three.

mod device;

use super::model::{CardKey, CardKeyRefusal, KeyPurpose, KeyState, Kid, TokenKey};
use super::store;
use cryptoki::types::AuthPin;
use device::{Access, DeviceFault, Line};
use nabz_credential::keys::{DIGEST_BYTES, PublicKey, SIGNATURE_BYTES, SignFault, Signer};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx, key_file};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{env, fmt, fs};
use zeroize::Zeroizing;

/// Sessions that stay open for whoever signs next; further ones are closed when given back.
const IDLE_LINES_MAX: usize = 8;
/// What a token calls a key is as long as the ids that small tokens take.
const KEY_ID_BYTES: usize = 16;

/// Which token, and how it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSettings {
    /// The library of its maker.
    pub module: PathBuf,
    /// What it is called.
    pub label: String,
    /// Who says its PIN.
    pub pin: TokenPin,
}

/// Where the PIN is. It is read each time that somebody logs in, and overwritten right after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenPin {
    /// In the first line of a file that nobody else can read.
    File(PathBuf),
    /// In a variable of this name.
    Variable(&'static str),
}

/// A token. Nothing is loaded, and no PIN is read, before it is first asked for something. Every
/// copy shares its sessions.
#[derive(Clone)]
pub struct Token(Arc<Shared>);

struct Shared {
    settings: TokenSettings,
    idle: Mutex<Vec<Line>>,
    /// Held by whoever says the PIN, until it is known whether the token takes it.
    logging_in: Mutex<()>,
    refused_pin: AtomicBool,
}

/// Ends the modules of all tokens, once nobody in this process needs one any more.
pub fn end_tokens() {
    device::end_all();
}

/// What a token drew for one ceremony.
#[derive(Clone, Debug)]
pub struct TokenKeys(Vec<DrawnKey>);

/// A key that was drawn in a token.
#[derive(Clone, Debug)]
pub struct DrawnKey {
    /// What it is to sign.
    pub purpose: KeyPurpose,
    /// What verifies it.
    pub public: PublicKey,
    /// Where it lies.
    pub place: TokenKey,
}

impl TokenKeys {
    /// Of keys that are in a token.
    pub fn of(keys: Vec<DrawnKey>) -> Self {
        Self(keys)
    }

    pub(super) fn of_purpose(&self, purpose: KeyPurpose) -> Option<&DrawnKey> {
        self.0.iter().find(|drawn| drawn.purpose == purpose)
    }
}

impl Token {
    /// With these settings, which are tried when something is asked for.
    pub fn new(settings: TokenSettings) -> Self {
        let (idle, logging_in) = (Mutex::default(), Mutex::default());
        let refused_pin = AtomicBool::new(false);
        Self(Arc::new(Shared { settings, idle, logging_in, refused_pin }))
    }

    /// Draws a key for each purpose. They sign nothing that counts before
    /// [`actions::issue_keys`](super::actions::issue_keys) has named them to the root.
    ///
    /// Refuses with `KEY-016` when the token does not answer or would let a key out, with
    /// `KEY-018` to `KEY-020` what is wrong with its PIN.
    pub fn draw(&self) -> Result<TokenKeys, Stop> {
        let line = self.open(Access::Changes)?;
        let mut keys: Vec<DrawnKey> = Vec::new();
        for purpose in KeyPurpose::ALL {
            let id = key_id()?;
            match line.draw(&id, &format!("nabz {}", purpose.word())) {
                Ok(public) => {
                    let place = TokenKey { token: self.0.settings.label.clone(), id };
                    keys.push(DrawnKey { purpose: *purpose, public, place });
                }
                Err(fault) => {
                    for drawn in &keys {
                        drop(line.destroy(&drawn.place.id));
                    }
                    return Err(self.refusal(fault).into());
                }
            }
        }
        Ok(TokenKeys(keys))
    }

    /// After a ceremony: destroys what was drawn for it and not kept. After a fault nobody knows
    /// what was kept, and nothing is destroyed; a key that no table names does no harm.
    pub fn settle(&self, drawn: &TokenKeys, issued: &Result<Vec<CardKey>, Stop>) {
        let kept: &[CardKey] = match issued {
            Ok(kept) => kept,
            Err(Stop::Refused(_)) => &[],
            Err(Stop::Fault(_) | Stop::Again) => return,
        };
        for drawn in &drawn.0 {
            let state = KeyState::InToken(drawn.place.clone());
            if kept.iter().any(|key| key.state == state) {
                continue;
            }
            if let Err(refusal) = self.destroy(&drawn.place) {
                tracing::warn!(?refusal, "a key that nobody needs stays in the token");
            }
        }
    }

    /// Destroys a key. One that is gone already is as good as destroyed.
    ///
    /// Refuses as [`Token::draw`] does, and with `KEY-017` a key of another token.
    pub fn destroy(&self, place: &TokenKey) -> Result<(), CardKeyRefusal> {
        self.is_of_this(place)?;
        let destroyed = self.open(Access::Changes)?.destroy(&place.id);
        // They remember where they found it.
        self.idle().clear();
        destroyed.map_err(|fault| self.refusal(fault))
    }

    /// Whether the token is there and takes its PIN.
    ///
    /// Refuses as [`Token::draw`] does.
    pub fn answers(&self) -> Result<(), CardKeyRefusal> {
        self.with(|line| line.answers())
    }

    /// Whoever signs with a key that lies here.
    fn signer(&self, key: &CardKey, place: &TokenKey) -> Result<TokenSigner, CardKeyRefusal> {
        self.is_of_this(place)?;
        self.with(|line| line.find(&place.id))?;
        let (token, place) = (self.clone(), place.clone());
        Ok(TokenSigner { kid: key.kid, public: key.public, place, token })
    }

    fn is_of_this(&self, place: &TokenKey) -> Result<(), CardKeyRefusal> {
        if place.token == self.0.settings.label {
            return Ok(());
        }
        Err(CardKeyRefusal::OtherToken { token: place.token.clone() })
    }

    /// Does something on a line that is open; when it was lost, once more on a new one.
    fn with<T>(
        &self,
        mut what: impl FnMut(&mut Line) -> Result<T, DeviceFault>,
    ) -> Result<T, CardKeyRefusal> {
        let idle = self.idle().pop();
        if let Some(mut line) = idle {
            match what(&mut line) {
                Ok(done) => {
                    self.give_back(line);
                    return Ok(done);
                }
                Err(fault) => {
                    tracing::warn!(?fault, "a session with the token was lost; it is opened anew");
                    // What closed one has most likely closed them all.
                    self.idle().clear();
                }
            }
        }
        let mut line = self.open(Access::Signs)?;
        let done = what(&mut line).map_err(|fault| self.refusal(fault))?;
        self.give_back(line);
        Ok(done)
    }

    fn open(&self, access: Access) -> Result<Line, CardKeyRefusal> {
        let TokenSettings { module, label, .. } = &self.0.settings;
        let _logging_in = self.0.logging_in.lock().unwrap_or_else(PoisonError::into_inner);
        if self.0.refused_pin.load(Ordering::Relaxed) {
            return Err(CardKeyRefusal::PinRefused { token: label.clone() });
        }
        let pin = self.pin()?;
        Line::open((module, label), &pin, access).map_err(|fault| self.refusal(fault))
    }

    fn give_back(&self, line: Line) {
        let mut idle = self.idle();
        if idle.len() < IDLE_LINES_MAX {
            idle.push(line);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Line>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pin(&self) -> Result<AuthPin, CardKeyRefusal> {
        let text = match &self.0.settings.pin {
            TokenPin::File(file) => pin_in(file)?,
            TokenPin::Variable(name) => Zeroizing::new(env::var(name).unwrap_or_default()),
        };
        match text.lines().next() {
            None | Some("") => {
                Err(CardKeyRefusal::PinUnset { token: self.0.settings.label.clone() })
            }
            Some(pin) => Ok(AuthPin::new(pin.into())),
        }
    }

    fn refusal(&self, fault: DeviceFault) -> CardKeyRefusal {
        let token = self.0.settings.label.clone();
        match fault {
            DeviceFault::Silent(why) => CardKeyRefusal::TokenSilent { why },
            DeviceFault::Pin => {
                self.0.refused_pin.store(true, Ordering::Relaxed);
                CardKeyRefusal::PinRefused { token }
            }
            DeviceFault::NoKey => CardKeyRefusal::NotInToken { token },
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({})", self.0.settings.label)
    }
}

/// A key in a token, as whoever signs with it meets it.
pub(super) struct TokenSigner {
    kid: Kid,
    public: PublicKey,
    place: TokenKey,
    token: Token,
}

impl Signer for TokenSigner {
    fn kid(&self) -> Kid {
        self.kid
    }

    fn public_key(&self) -> PublicKey {
        self.public
    }

    fn sign_digest(&self, digest: &[u8; DIGEST_BYTES]) -> Result<[u8; SIGNATURE_BYTES], SignFault> {
        let signed = self.token.with(|line| line.sign(&self.place.id, digest));
        signed.map_err(|refusal| {
            SignFault::Holder(if let CardKeyRefusal::TokenSilent { why } = refusal {
                why
            } else {
                Refused::from(refusal).code.to_owned()
            })
        })
    }
}

/// Whoever signs with a key that lies in a token.
///
/// Refuses with `KEY-017` when it is not this one, with `KEY-021` when it does not hold the key,
/// and as [`Token::draw`] does.
pub(super) fn signer_in(
    token: Option<&Token>,
    key: &CardKey,
    place: &TokenKey,
) -> Result<TokenSigner, CardKeyRefusal> {
    let other = || CardKeyRefusal::OtherToken { token: place.token.clone() };
    token.ok_or_else(other)?.signer(key, place)
}

/// Looks for every key that should be in the token, so that a missing one is found before a counter
/// needs it; says how many there are.
///
/// Refuses when the token does not answer, with `KEY-017` when a key lies in another one, and with
/// `KEY-021` when it is gone.
pub fn check_token(tx: &mut Tx<'_>, token: Option<&Token>) -> Result<usize, Stop> {
    if let Some(token) = token {
        token.answers()?;
    }
    let mut found = 0;
    for counted in store::card_keys(tx)? {
        if let KeyState::InToken(place) = &counted.key.state {
            signer_in(token, &counted.key, place)?;
            found += 1;
        }
    }
    Ok(found)
}

fn pin_in(file: &Path) -> Result<Zeroizing<String>, CardKeyRefusal> {
    let named = || file.display().to_string();
    if key_file::others_can_read(file) {
        return Err(CardKeyRefusal::PinOpen { file: named() });
    }
    let text = fs::read_to_string(file).map(Zeroizing::new);
    text.map_err(|error| CardKeyRefusal::Unreadable { file: named(), why: error.to_string() })
}

fn key_id() -> Result<Vec<u8>, Stop> {
    let drawn = key_file::draw()?;
    Ok(drawn.iter().copied().take(KEY_ID_BYTES).collect())
}
