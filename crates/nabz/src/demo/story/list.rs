//! Who is in the story, from the file in `fixtures/`, which the program carries.

use crate::demo::families::Family;
use crate::ended::Ended;
use serde::Deserialize;

const LIST: &str = include_str!("../../../../../fixtures/card-story.toml");

/// How far somebody's card comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::demo) enum Stage {
    /// They want none.
    Refused,
    /// On paper, and in use.
    Paper,
    /// On paper, and reported lost.
    PaperLost,
    /// A sticker.
    Sticker,
    /// Plastic was asked for,
    Asked,
    /// approved,
    Approved,
    /// is in a batch that takes more,
    InOpenBatch,
    /// or in one that is closed,
    InSealedBatch,
    /// has come off the press,
    Printed,
    /// was scanned after it,
    Checked,
    /// has been sent,
    Dispatched,
    /// was delivered, as the post says,
    Delivered,
    /// came back,
    Returned,
    /// or is in its bearer's hands.
    Active,
    /// It was stolen from them,
    Blocked,
    /// lost, and replaced by one on paper,
    Replaced,
    /// given back,
    GivenBack,
    /// or they died.
    Died,
}

impl Stage {
    /// Plastic of the batch that came off the press.
    pub(super) const SEALED: &'static [Self] = &[
        Self::Printed,
        Self::Checked,
        Self::Dispatched,
        Self::Delivered,
        Self::Returned,
        Self::Active,
        Self::Blocked,
        Self::Replaced,
        Self::GivenBack,
        Self::Died,
    ];
    /// Of those, what was scanned after printing.
    pub(super) const SCANNED: &'static [Self] = &[
        Self::Checked,
        Self::Dispatched,
        Self::Delivered,
        Self::Returned,
        Self::Active,
        Self::Blocked,
        Self::Replaced,
        Self::GivenBack,
        Self::Died,
    ];
    /// Of those, what went by post; the others are fetched.
    pub(super) const SENT: &'static [Self] =
        &[Self::Dispatched, Self::Delivered, Self::Returned, Self::Active];
    /// What its bearer was given.
    pub(super) const GIVEN: &'static [Self] =
        &[Self::Active, Self::Blocked, Self::Replaced, Self::GivenBack, Self::Died];
    /// Plastic that was approved after that batch.
    pub(super) const LATER: &'static [Self] =
        &[Self::Approved, Self::InOpenBatch, Self::InSealedBatch];

    /// Whether they are given a card on paper when they first come.
    pub(super) fn begins_on_paper(self) -> bool {
        !matches!(self, Self::Refused | Self::Sticker)
    }
}

/// All of it.
#[derive(Deserialize)]
pub(super) struct List {
    family: Vec<Family>,
    pub(super) roll: Roll,
    pub(super) correction: Correction,
    pub(super) request: Vec<Request>,
    pub(super) nominee: Nominee,
    pub(super) emergency: Emergency,
    pub(super) code: Code,
}

/// A roll of stickers.
#[derive(Clone, Deserialize)]
pub(super) struct Roll {
    pub(super) ward: String,
    pub(super) stickers: u32,
    pub(super) team: String,
}

/// A name that somebody wants to be written otherwise.
#[derive(Clone, Deserialize)]
pub(super) struct Correction {
    pub(super) of: String,
    pub(super) name_en: String,
    pub(super) name_hi: String,
    pub(super) reason: String,
}

/// What somebody asks about what is held of them.
#[derive(Clone, Deserialize)]
pub(super) struct Request {
    pub(super) of: String,
    pub(super) right: String,
    pub(super) note: String,
}

/// Whom somebody names to ask after them.
#[derive(Clone, Deserialize)]
pub(super) struct Nominee {
    pub(super) of: String,
    pub(super) name: String,
    pub(super) tie: String,
    pub(super) phone: String,
}

/// What a stranger who helps has to know of somebody.
#[derive(Clone, Deserialize)]
pub(super) struct Emergency {
    pub(super) of: String,
    pub(super) group: String,
    pub(super) tested: String,
    pub(super) condition: String,
    pub(super) since: String,
    pub(super) allergy: String,
    pub(super) reaction: String,
    pub(super) surgery: String,
    pub(super) done: String,
}

/// A phone to which a code was just sent.
#[derive(Clone, Deserialize)]
pub(super) struct Code {
    pub(super) phone: String,
}

impl List {
    pub(super) fn read() -> Result<Self, Ended> {
        toml::from_str(LIST).map_err(Ended::fault)
    }

    /// Families that came before the staff of today, with the days since then.
    pub(super) fn of_old(&self) -> impl Iterator<Item = (u32, Family)> {
        self.family.iter().filter_map(|family| Some((family.days?, family.clone())))
    }

    /// The others.
    pub(super) fn of_now(&self) -> impl Iterator<Item = Family> {
        self.family.iter().filter(|family| family.days.is_none()).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::morning::PAST_DAYS;
    use crate::demo::story::STAFFED_DAYS;

    #[test]
    fn those_of_old_come_after_the_city_and_before_the_staff() {
        let list = List::read().unwrap();
        assert!(list.of_old().count() > 1);
        assert!(list.of_old().all(|(days, _)| STAFFED_DAYS < days && days <= PAST_DAYS));
    }
}
