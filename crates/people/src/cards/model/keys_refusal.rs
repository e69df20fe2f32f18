//! Why the keys of cards say no.

use nabz_kernel::clock::Date;
use nabz_kernel::refusal::Refused;

/// Why the keys of cards, and the file of the root, say no. The sentences are in `locales`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardKeyRefusal {
    /// The key file at hand is not the one that the keys of cards were sealed with.
    WrongVault,
    /// The keys of cards were sealed with a key, and there is no key file.
    VaultMissing,
    /// No key may sign today.
    NoneInForce,
    /// The trust list that is kept is another root's.
    OtherRoot,
    /// The keys sign on, or have their followers.
    NotDue,
    /// No key has this name.
    NoSuchKey {
        /// The name, as it was typed.
        kid: String,
    },
    /// Its secret was destroyed already.
    RetiredAlready {
        /// Its name.
        kid: String,
    },
    /// A key cannot have been stolen on a day to come.
    DayAhead,
    /// A file cannot be read.
    Unreadable {
        /// Which.
        file: String,
        /// What the machine says.
        why: String,
    },
    /// A file cannot be written.
    Unwritten {
        /// Which.
        file: String,
        /// What the machine says.
        why: String,
    },
    /// A file is there that may be a root's.
    FileThere {
        /// Which.
        file: String,
    },
    /// Not the file of a root key, or a damaged one.
    NotARoot {
        /// Which.
        file: String,
    },
    /// The file is sealed with a password, and none was said.
    PasswordDue {
        /// Which.
        file: String,
    },
    /// Not the password that the file is sealed with.
    WrongPassword {
        /// Which.
        file: String,
    },
    /// The password is too short, or too long.
    WeakPassword {
        /// Characters at least.
        least: usize,
        /// Characters at most.
        most: usize,
    },
    /// The token, or the way to it, is gone or broken.
    TokenSilent {
        /// What was asked of it, and what it says.
        why: String,
    },
    /// A key lies in a token that the settings do not name.
    OtherToken {
        /// The token.
        token: String,
    },
    /// Nobody says the PIN of the token.
    PinUnset {
        /// The token.
        token: String,
    },
    /// Others can read the file of the PIN.
    PinOpen {
        /// Which file.
        file: String,
    },
    /// The token does not take the PIN.
    PinRefused {
        /// The token.
        token: String,
    },
    /// The token does not hold a key that it should.
    NotInToken {
        /// The token.
        token: String,
    },
    /// The key that signs cards has signed as many as one may, and none waits to follow it.
    Full,
    /// The same, and the next one may not sign yet: no checker would take its cards.
    FullUntil {
        /// The first day of the next.
        first: Date,
    },
}

impl From<CardKeyRefusal> for Refused {
    fn from(refusal: CardKeyRefusal) -> Self {
        match refusal {
            CardKeyRefusal::WrongVault => Self::plain("KEY-001"),
            CardKeyRefusal::VaultMissing => Self::plain("KEY-002"),
            CardKeyRefusal::NoneInForce => Self::plain("KEY-003"),
            CardKeyRefusal::OtherRoot => Self::plain("KEY-004"),
            CardKeyRefusal::NotDue => Self::plain("KEY-005"),
            CardKeyRefusal::NoSuchKey { kid } => Self::plain("KEY-006").with("kid", kid).missing(),
            CardKeyRefusal::RetiredAlready { kid } => Self::plain("KEY-007").with("kid", kid),
            CardKeyRefusal::DayAhead => Self::plain("KEY-008").invalid(),
            CardKeyRefusal::Unreadable { file, why } => {
                Self::plain("KEY-009").with("file", file).with("why", why).invalid()
            }
            CardKeyRefusal::Unwritten { file, why } => {
                Self::plain("KEY-010").with("file", file).with("why", why).invalid()
            }
            CardKeyRefusal::FileThere { file } => Self::plain("KEY-011").with("file", file),
            CardKeyRefusal::NotARoot { file } => {
                Self::plain("KEY-012").with("file", file).invalid()
            }
            CardKeyRefusal::PasswordDue { file } => {
                Self::plain("KEY-013").with("file", file).invalid()
            }
            CardKeyRefusal::WrongPassword { file } => {
                Self::plain("KEY-014").with("file", file).invalid()
            }
            CardKeyRefusal::WeakPassword { least, most } => {
                Self::plain("KEY-015").with("least", least).with("most", most).invalid()
            }
            CardKeyRefusal::TokenSilent { why } => Self::plain("KEY-016").with("why", why).busy(),
            CardKeyRefusal::OtherToken { token } => Self::plain("KEY-017").with("token", token),
            CardKeyRefusal::PinUnset { token } => Self::plain("KEY-018").with("token", token),
            CardKeyRefusal::PinOpen { file } => Self::plain("KEY-019").with("file", file),
            CardKeyRefusal::PinRefused { token } => Self::plain("KEY-020").with("token", token),
            CardKeyRefusal::NotInToken { token } => Self::plain("KEY-021").with("token", token),
            CardKeyRefusal::Full => Self::plain("KEY-022"),
            CardKeyRefusal::FullUntil { first } => Self::plain("KEY-023").with("first", first),
        }
    }
}
