//! What of somebody's details is erased when they ask for it.

use serde::{Deserialize, Serialize};

words!(
    /// What was taken off the record, and out of its history, because the person asked for it.
    ErasedPart {
        /// The phone, and whose it is.
        Phone = "phone",
        /// House and street.
        Line = "line",
        /// Both.
        PhoneAndLine = "phone-and-line",
    }
);

impl ErasedPart {
    /// The phone, and house and street; `None` of neither.
    pub const fn of((phone, line): (bool, bool)) -> Option<Self> {
        match (phone, line) {
            (true, true) => Some(Self::PhoneAndLine),
            (true, false) => Some(Self::Phone),
            (false, true) => Some(Self::Line),
            (false, false) => None,
        }
    }

    /// Whether the phone is among it.
    pub const fn phone(self) -> bool {
        match self {
            Self::Phone | Self::PhoneAndLine => true,
            Self::Line => false,
        }
    }

    /// Whether house and street are among it.
    pub const fn line(self) -> bool {
        match self {
            Self::Line | Self::PhoneAndLine => true,
            Self::Phone => false,
        }
    }

    /// What two wishes erase together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::PhoneAndLine }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_wishes_erase_what_either_of_them_does() {
        for one in ErasedPart::ALL {
            assert_eq!(ErasedPart::of((one.phone(), one.line())), Some(*one));
            for other in ErasedPart::ALL {
                let both = (one.phone() || other.phone(), one.line() || other.line());
                assert_eq!(Some(one.and(*other)), ErasedPart::of(both), "{one:?}, {other:?}");
            }
        }
        assert_eq!(ErasedPart::of((false, false)), None);
    }
}
