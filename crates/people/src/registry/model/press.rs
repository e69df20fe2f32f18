//! Several pairs of records about which somebody says the same in one go.

use super::{Decision, Pair, RegistryRefusal};
use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::ids::StaffId;
use nabz_linkage::duplicates::Reason;
use serde::{Deserialize, Serialize};

id!(
    /// Several pairs that were decided in one go.
    PressId,
    PressMark
);

words!(
    /// What speaks most for two records being of one person: by it a list of pairs is narrowed.
    Ground {
        /// One voter card.
        VoterCard = "voter-card",
        /// One phone and one name.
        PhoneAndName = "phone-and-name",
        /// One day of birth and one name.
        DayAndName = "day-and-name",
        /// One phone and names that differ a little.
        Phone = "phone",
        /// Anything else.
        Other = "other",
    }
);

impl Ground {
    /// The strongest of several reasons.
    pub fn of(reasons: &[Reason]) -> Self {
        let has = |reason| reasons.contains(&reason);
        let is_one_name = has(Reason::SameName);
        if has(Reason::SameVoterId) {
            Self::VoterCard
        } else if has(Reason::SamePhone) {
            if is_one_name { Self::PhoneAndName } else { Self::Phone }
        } else if has(Reason::SameBirthDay) && is_one_name {
            Self::DayAndName
        } else {
            Self::Other
        }
    }
}

/// Pairs that one list shows and one press decides, at most.
pub const PAIRS_A_PRESS_MAX: usize = 50;

/// Pairs about which somebody says the same.
#[derive(Clone, Debug)]
pub struct PressWish {
    /// One person or two.
    pub decision: Decision,
    /// Which, each with the versions of both records that they saw.
    pub pairs: Vec<(Pair, [u32; 2])>,
}

/// Why a pair was not decided with the others, or not taken back with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyNot {
    /// One of the two records has changed since it was seen.
    Changed {
        /// The version now.
        version: u32,
    },
    /// Somebody else has decided, or has taken the decision back.
    Decided,
    /// They are one already.
    OneAlready,
    /// Two who would become one were said to be different.
    ToldApart,
    /// What is known of the two excludes that they are one.
    Conflict,
}

impl From<WhyNot> for RegistryRefusal {
    fn from(why: WhyNot) -> Self {
        match why {
            WhyNot::Changed { version } => Self::Stale { version },
            WhyNot::Decided => Self::DecidedMeanwhile,
            WhyNot::OneAlready => Self::LinkedAlready,
            WhyNot::ToldApart => Self::ToldApart,
            WhyNot::Conflict => Self::InConflict,
        }
    }
}

/// What became of one pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pressed {
    /// Which.
    pub pair: Pair,
    /// Why it was not decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<WhyNot>,
    /// Why it was decided and yet not taken back with the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<WhyNot>,
}

/// What one press decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// Which.
    pub id: PressId,
    /// One person or two.
    pub decision: Decision,
    /// Every pair of it.
    pub pairs: Vec<Pressed>,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// When it was taken back.
    pub undone_at: Option<Instant>,
}

impl Press {
    /// The pairs that it decided.
    pub fn done(&self) -> impl Iterator<Item = Pair> {
        self.pairs.iter().filter(|one| one.not.is_none()).map(|one| one.pair)
    }

    /// The pairs that it did not decide, or that were not taken back with the others.
    pub fn not_done(&self) -> impl Iterator<Item = (Pair, WhyNot)> {
        self.pairs.iter().filter_map(|one| Some((one.pair, one.not.or(one.left)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_reason_is_a_card_before_a_phone_before_a_day() {
        let check = |reasons: &[Reason], expect: Ground| {
            assert_eq!(Ground::of(reasons), expect, "{reasons:?}");
        };
        let (name, phone) = (Reason::SameName, Reason::SamePhone);
        check(&[Reason::SameVoterId, name, phone], Ground::VoterCard);
        check(&[name, phone, Reason::SameBirthDay], Ground::PhoneAndName);
        check(&[Reason::SameBirthDay, name], Ground::DayAndName);
        check(&[phone, Reason::NameAlike(870)], Ground::Phone);
        check(&[Reason::SameBirthDay, Reason::NameAlike(870)], Ground::Other);
        check(&[name, Reason::SameBirthYear], Ground::Other);
    }
}
