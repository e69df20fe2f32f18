//! Why access says no. The sentences are in `locales/…/access.ftl`.

use nabz_kernel::refusal::Refused;

/// A refusal of this crate, by what stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessRefusal {
    /// No grant reaches this place for this act.
    NotPosted,
    /// The name, the password or the code is wrong; which one is not said.
    WrongSignIn,
    /// Too many wrong tries; the right password is refused too until the wait is over.
    Locked {
        /// How long to wait yet.
        seconds: i64,
    },
    /// The name and password are right and the person has a second factor: its code is due.
    CodeDue,
    /// The sign-in has ended.
    SessionEnded,
    /// Somebody else has this sign-in name.
    NameTaken,
    /// The password is too short, too long, or the sign-in name itself.
    WeakPassword,
    /// The act needs a second factor and this sign-in had none.
    SecondFactorDue,
    /// Nothing connects this member of staff with the person.
    NoRelation,
    /// Breaking the glass needs a reason in words.
    ReasonDue,
    /// Nobody with this id can sign in.
    NoSuchStaff,
    /// Not a place of the organisation.
    NoSuchNode,
    /// A grant ends today or later, and within [`crate::GRANT_DAYS_MAX`] days.
    GrantEndsBadly,
    /// A sign-in name has 3 to 64 of a–z, 0–9, dot, hyphen, underscore.
    BadSignInName,
    /// Another place has this code.
    CodeTaken,
    /// Nobody grants further than they themselves reach.
    BeyondReach,
    /// The account was stopped.
    Stopped,
    /// No such grant, or it was revoked.
    NoSuchGrant,
    /// Somebody has reviewed it already.
    Reviewed,
    /// A facility lies in a district, a unit in a facility.
    WrongParent,
    /// The place was changed in another window since this page was made.
    PlaceChanged,
    /// A name is needed in both scripts, without control characters, up to 120 characters.
    BadName,
    /// The password has to be chosen anew before anything else.
    PasswordDue,
    /// The key at hand is not the one that second factors were sealed with.
    WrongKey,
    /// Second factors were sealed with a key, and there is no key file.
    KeyMissing,
    /// One's own account is changed on one's own pages.
    OwnAccount,
    /// A second factor stands already.
    SecondFactorStands,
    /// A code was typed before there was a secret.
    SecondFactorNotBegun,
    /// Somebody who works outside the administrator's posting.
    AccountBeyondReach,
    /// A reason that does not hold needs a remark, and a remark is words on a line.
    RemarkDue,
}

impl From<AccessRefusal> for Refused {
    fn from(refusal: AccessRefusal) -> Self {
        match refusal {
            AccessRefusal::NotPosted => Self::plain("ACC-001").forbidden(),
            AccessRefusal::WrongSignIn => Self::plain("ACC-002"),
            AccessRefusal::Locked { seconds } => {
                Self::plain("ACC-003").with("seconds", seconds).busy()
            }
            AccessRefusal::CodeDue => Self::plain("ACC-004"),
            AccessRefusal::SessionEnded => Self::plain("ACC-005").forbidden(),
            AccessRefusal::NameTaken => Self::plain("ACC-006"),
            AccessRefusal::WeakPassword => Self::plain("ACC-007").invalid(),
            AccessRefusal::SecondFactorDue => Self::plain("ACC-008").forbidden(),
            AccessRefusal::NoRelation => Self::plain("ACC-009").forbidden(),
            AccessRefusal::ReasonDue => Self::plain("ACC-010").invalid(),
            AccessRefusal::NoSuchStaff => Self::plain("ACC-011").missing(),
            AccessRefusal::NoSuchNode => Self::plain("ACC-012").missing(),
            AccessRefusal::GrantEndsBadly => Self::plain("ACC-013").invalid(),
            AccessRefusal::BadSignInName => Self::plain("ACC-014").invalid(),
            AccessRefusal::CodeTaken => Self::plain("ACC-015"),
            AccessRefusal::BeyondReach => Self::plain("ACC-016").forbidden(),
            AccessRefusal::Stopped => Self::plain("ACC-017").forbidden(),
            AccessRefusal::NoSuchGrant => Self::plain("ACC-018").missing(),
            AccessRefusal::Reviewed => Self::plain("ACC-019"),
            AccessRefusal::WrongParent => Self::plain("ACC-020").invalid(),
            AccessRefusal::PlaceChanged => Self::plain("ACC-021"),
            AccessRefusal::BadName => Self::plain("ACC-022").invalid(),
            AccessRefusal::PasswordDue => Self::plain("ACC-023").forbidden(),
            AccessRefusal::WrongKey => Self::plain("ACC-024"),
            AccessRefusal::KeyMissing => Self::plain("ACC-025"),
            AccessRefusal::OwnAccount => Self::plain("ACC-026"),
            AccessRefusal::SecondFactorStands => Self::plain("ACC-027"),
            AccessRefusal::SecondFactorNotBegun => Self::plain("ACC-028"),
            AccessRefusal::AccountBeyondReach => Self::plain("ACC-029").forbidden(),
            AccessRefusal::RemarkDue => Self::plain("ACC-030").invalid(),
        }
    }
}

impl From<AccessRefusal> for nabz_store::Stop {
    fn from(refusal: AccessRefusal) -> Self {
        Self::Refused(refusal.into())
    }
}
