//! The nouns of what the post says about cards, line by line.

use super::{Making, StatusIndex};
use nabz_kernel::clock::Date;
use serde::{Deserialize, Serialize};

/// Lines of one file of the post: as many as one press signs cards.
pub const POST_LINES_MAX: usize = 2_000;

/// What the post says of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostSaid {
    /// It goes under this number.
    Booked(String),
    /// It was delivered on this day.
    Delivered(Date),
    /// It came back on this day.
    Returned(Date),
}

impl PostSaid {
    /// How far the card has come by it.
    pub const fn step(&self) -> Making {
        match self {
            Self::Booked(_) => Making::Dispatched,
            Self::Delivered(_) => Making::Delivered,
            Self::Returned(_) => Making::Returned,
        }
    }

    /// As it stands beside the step: the number, or the day.
    pub fn note(&self) -> String {
        match self {
            Self::Booked(parcel) => parcel.clone(),
            Self::Delivered(on) | Self::Returned(on) => on.to_string(),
        }
    }
}

/// A line that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostLine {
    /// Of which card.
    pub serial: StatusIndex,
    /// What it says.
    pub said: PostSaid,
}

/// One line of a file of the post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    /// In the file, from 1.
    pub number: u32,
    /// As it stands there.
    pub text: String,
    /// What it says, or why that is not looked at.
    pub read: Result<PostLine, LineAnswer>,
}

words!(
    /// What becomes of one line of a file of the post.
    LineAnswer {
        /// It can be done, or was.
        Fine = "fine",
        /// The same was noted before.
        Before = "before",
        /// It is no such line.
        Unreadable = "unreadable",
        /// A line above says the same kind of thing of this card.
        Twice = "twice",
        /// No card of this office has this serial.
        Unknown = "unknown",
        /// Nobody has scanned the card since it was printed.
        NotChecked = "not-checked",
        /// The card is with the post under another number.
        OtherNumber = "other-number",
        /// The card is not with the post.
        NotSent = "not-sent",
        /// Its bearer has the card.
        InHand = "in-hand",
        /// The card has ended.
        Over = "over",
        /// The day is still to come.
        ToCome = "to-come",
        /// On that day the card was not with the post.
        TooEarly = "too-early",
    }
);
