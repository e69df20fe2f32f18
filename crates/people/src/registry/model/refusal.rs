//! Why the registry says no.

use super::PaperKind;
use nabz_kernel::refusal::Refused;

/// Why the registry says no. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistryRefusal {
    /// Nobody has that id.
    NoSuchPerson,
    /// Another counter was given the same number; a fault of leasing, not of the clerk.
    HealthIdTaken,
    /// Somebody else changed the record in the meantime.
    Stale {
        /// The version now.
        version: u32,
    },
    /// Nobody asked for that, or it was decided already.
    NoSuchCorrection,
    /// Who asks does not approve.
    OwnCorrection,
    /// A reason is needed.
    NoReason,
    /// The person is known already.
    NotUnknown,
    /// A person is not linked to themselves, nor to one who is linked away.
    CannotLink,
    /// Linked already.
    LinkedAlready,
    /// Not linked.
    NotLinked,
    /// A day that has not come.
    InFuture,
    /// A text is too long.
    TooLong {
        /// Characters allowed.
        most: usize,
    },
    /// Too many searches in a minute.
    TooManySearches,
    /// No phone is on record.
    NoPhone,
    /// A value that the form does not offer.
    NoSuchChoice,
    /// No voter card has such a number.
    NoVoterId,
    /// Nobody has found these two to be alike.
    NoSuchPair,
    /// Somebody else was quicker to say whether two are one, or has taken that back.
    DecidedMeanwhile,
    /// Two who would become one by a link were said to be different.
    ToldApart,
    /// An Aadhaar number, which nobody may keep here.
    AadhaarIsNotKept,
    /// No paper of that kind has such a number.
    NoSuchNumber(PaperKind),
    /// The number stands on record of somebody else.
    NumberTaken,
    /// The number stands on record of this person already.
    NumberKnown,
    /// No such number stands on record of the person.
    NoSuchPaper,
    /// Nobody has parted these two.
    NotParted,
    /// Nothing of the kind was written while the two were linked.
    NotWrittenThen,
    /// Somebody else has said meanwhile to whom it belongs.
    MarkedMeanwhile,
    /// Whoever lives outside Delhi lives in no ward.
    WardElsewhere,
    /// What is known of two excludes that they are one, so that somebody has to compare them.
    InConflict,
    /// No pair was ticked.
    NoPairTicked,
    /// More pairs than are decided in one go.
    TooManyPairs {
        /// Pairs allowed.
        most: usize,
    },
    /// Nobody has decided several pairs by this press.
    NoSuchPress,
    /// What one press decided was taken back already.
    PressUndone,
    /// An alarm about whoever searches is open: numbers are looked for one at a time.
    Slowed {
        /// Seconds to wait.
        seconds: i64,
    },
    /// There is no such alarm, or somebody has looked into it already.
    NoSuchAlarm,
    /// Nobody closes an alarm about themselves.
    OwnAlarm,
    /// What a partner says is not taken for this person, or no longer.
    NotAdopted,
}

impl From<RegistryRefusal> for Refused {
    fn from(refusal: RegistryRefusal) -> Self {
        match refusal {
            RegistryRefusal::NoSuchPerson => Self::plain("REG-020").missing(),
            RegistryRefusal::HealthIdTaken => Self::plain("REG-021"),
            RegistryRefusal::Stale { version } => Self::plain("REG-022").with("version", version),
            RegistryRefusal::NoSuchCorrection => Self::plain("REG-023").missing(),
            RegistryRefusal::OwnCorrection => Self::plain("REG-024").forbidden(),
            RegistryRefusal::NoReason => Self::plain("REG-025").invalid(),
            RegistryRefusal::NotUnknown => Self::plain("REG-026"),
            RegistryRefusal::CannotLink => Self::plain("REG-027"),
            RegistryRefusal::LinkedAlready => Self::plain("REG-028"),
            RegistryRefusal::NotLinked => Self::plain("REG-029"),
            RegistryRefusal::InFuture => Self::plain("REG-030").invalid(),
            RegistryRefusal::TooLong { most } => {
                Self::plain("REG-031").invalid().with("most", most)
            }
            RegistryRefusal::TooManySearches => Self::plain("REG-032").busy(),
            RegistryRefusal::NoPhone => Self::plain("REG-034"),
            RegistryRefusal::NoSuchChoice => Self::plain("REG-035").invalid(),
            RegistryRefusal::NoVoterId => Self::plain("REG-036").invalid(),
            RegistryRefusal::NoSuchPair => Self::plain("REG-037").missing(),
            RegistryRefusal::DecidedMeanwhile => Self::plain("REG-038"),
            RegistryRefusal::ToldApart => Self::plain("REG-039"),
            RegistryRefusal::AadhaarIsNotKept => Self::plain("REG-040").invalid(),
            RegistryRefusal::NoSuchNumber(kind) => Self::plain(no_such_number(kind)).invalid(),
            RegistryRefusal::NumberTaken => Self::plain("REG-046"),
            RegistryRefusal::NumberKnown => Self::plain("REG-047"),
            RegistryRefusal::NoSuchPaper => Self::plain("REG-048").missing(),
            RegistryRefusal::NotParted => Self::plain("REG-049").missing(),
            RegistryRefusal::NotWrittenThen => Self::plain("REG-050").missing(),
            RegistryRefusal::MarkedMeanwhile => Self::plain("REG-051"),
            RegistryRefusal::WardElsewhere => Self::plain("REG-052").invalid(),
            RegistryRefusal::InConflict => Self::plain("REG-053"),
            RegistryRefusal::NoPairTicked => Self::plain("REG-054").invalid(),
            RegistryRefusal::TooManyPairs { most } => {
                Self::plain("REG-055").invalid().with("most", most)
            }
            RegistryRefusal::NoSuchPress => Self::plain("REG-056").missing(),
            RegistryRefusal::PressUndone => Self::plain("REG-057"),
            RegistryRefusal::Slowed { seconds } => {
                Self::plain("REG-058").busy().with("seconds", seconds)
            }
            RegistryRefusal::NoSuchAlarm => Self::plain("REG-059").missing(),
            RegistryRefusal::OwnAlarm => Self::plain("REG-060").forbidden(),
            RegistryRefusal::NotAdopted => Self::plain("REG-061"),
        }
    }
}

/// Each paper has a sentence of its own, with what its numbers look like.
const fn no_such_number(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Abha => "REG-041",
        PaperKind::AbhaAddress => "REG-042",
        PaperKind::RationCard => "REG-043",
        PaperKind::BirthRegistration => "REG-044",
        PaperKind::Passport => "REG-045",
    }
}
