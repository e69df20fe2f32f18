//! What becomes of two registrations that were compared: nothing, somebody's look, or a link that
//! nobody has to look at.

use crate::duplicates::{Facts, Reason, Resemblance, YEARS_NEAR};

/// A name and a day of birth that fit, with the phone and the father or the house beside them, or
/// with a voter card: what strangers never share, and a family shares only in part.
pub const LINK_POINTS: i32 = 28;

/// What becomes of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// Nobody has to look before the two are linked.
    Link,
    /// Somebody has to say.
    Review,
    /// They are two people.
    Apart,
}

impl Band {
    /// By the points, and by what no number of points outweighs: a link that nobody looks at needs
    /// the same name word for word, a paper or a day of birth that fits, and nothing against it.
    pub fn of(one: &Facts, other: &Facts, found: &Resemblance) -> Self {
        if !is_worth_a_look(found) {
            Self::Apart
        } else if found.points >= LINK_POINTS && is_plain(found) && !in_conflict(one, other) {
            Self::Link
        } else {
            Self::Review
        }
    }

    /// As a table keeps it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Review => "review",
            Self::Apart => "apart",
        }
    }

    /// The band of a word; `None` for a word nobody knows.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Link, Self::Review, Self::Apart].into_iter().find(|band| band.word() == word)
    }
}

/// A counter asks whoever stands there, so that a likeness is enough to ask. In a list of a whole
/// city the thousands of one name and one age would bury everybody else: there it has to be odd
/// that they are two, or they share what strangers do not.
fn is_worth_a_look(found: &Resemblance) -> bool {
    let shared = has(found, Reason::SamePhone) || has(found, Reason::SameVoterId);
    found.is_very_likely() || (found.is_likely() && shared)
}

fn is_plain(found: &Resemblance) -> bool {
    let certain = has(found, Reason::SameBirthDay) || has(found, Reason::SameVoterId);
    let all_for = found.reasons.iter().all(|reason| reason.speaks_for());
    has(found, Reason::SameName) && certain && all_for
}

fn has(found: &Resemblance, reason: Reason) -> bool {
    found.reasons.contains(&reason)
}

/// Whether two facts exclude one another, so that only somebody who asks can say which is wrong:
/// another sex, another voter card, or another birth.
pub fn in_conflict(one: &Facts, other: &Facts) -> bool {
    differ(one.sex.as_ref(), other.sex.as_ref())
        || differ(one.voter_id.as_ref(), other.voter_id.as_ref())
        || differ(one.birth_day.as_ref(), other.birth_day.as_ref())
        || one.birth_year.zip(other.birth_year).is_some_and(|(a, b)| (a - b).abs() > YEARS_NEAR)
}

fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::{Heard, House, resemblance};
    use nabz_kernel::names::PersonName;

    fn sunita() -> Facts {
        Facts {
            name: PersonName::of("Sunita Devi").ok().as_ref().map(Heard::of),
            birth_year: Some(1984),
            birth_day: Some("1984-03-12".to_owned()),
            sex: Some('f'),
            phone: Some("0000004321".to_owned()),
            address: Some(House::of("House 12, Gali 4")),
            ..Facts::default()
        }
    }

    fn band(one: &Facts, other: &Facts) -> Band {
        Band::of(one, other, &resemblance(one, other))
    }

    #[test]
    fn what_fits_in_all_that_is_known_is_linked_and_a_likeness_is_looked_at() {
        let known = sunita();
        assert_eq!(band(&sunita(), &known), Band::Link);
        let moved = Facts { address: None, ..sunita() };
        assert_eq!(band(&moved, &known), Band::Review, "a phone and a day are not enough");
        let card = Some("ABC1234567".to_owned());
        let (moved, known) = (
            Facts { voter_id: card.clone(), ..moved },
            Facts { voter_id: card, phone: None, ..known },
        );
        assert_eq!(band(&moved, &known), Band::Link, "a card is");
        let stranger = Facts { birth_year: Some(1960), birth_day: None, phone: None, ..sunita() };
        assert_eq!(band(&Facts { address: None, ..stranger }, &known), Band::Apart);
    }

    #[test]
    fn namesakes_of_one_age_are_not_looked_at_unless_they_share_a_phone() {
        let namesake = || Facts {
            birth_day: None,
            address: None,
            phone: None,
            ward: Some("12".to_owned()),
            ..sunita()
        };
        let (one, other) = (namesake(), namesake());
        assert!(resemblance(&one, &other).is_likely(), "a counter asks");
        assert_eq!(band(&one, &other), Band::Apart);
        let phone = Some("0000004321".to_owned());
        let (one, other) = (Facts { phone: phone.clone(), ..one }, Facts { phone, ..other });
        assert_eq!(band(&one, &other), Band::Review);
        let unsaid = Facts { birth_year: None, ward: None, ..one };
        assert_eq!(band(&unsaid, &other), Band::Review, "also where an age was never said");
    }

    #[test]
    fn no_number_of_points_links_across_a_conflict() {
        let card = |number: &str| Some(number.to_owned());
        let known = Facts { voter_id: card("ABC1234567"), ..sunita() };
        let same = known.clone();
        assert_eq!(band(&same, &known), Band::Link);
        for other in [
            Facts { sex: Some('m'), ..same.clone() },
            Facts { voter_id: card("ABC1234568"), ..same.clone() },
            Facts { birth_day: Some("1984-03-13".to_owned()), ..same.clone() },
            Facts { birth_day: None, birth_year: Some(1990), ..same.clone() },
        ] {
            assert!(in_conflict(&other, &known) && in_conflict(&known, &other));
            assert_eq!(band(&other, &known), Band::Review);
        }
        let name = PersonName::of("Sumita Devi").ok();
        let sister = Facts { name: name.as_ref().map(Heard::of), ..same };
        assert_eq!(band(&sister, &known), Band::Review, "a twin has another name");
    }

    #[test]
    fn a_band_is_read_back_from_its_word() {
        for band in [Band::Link, Band::Review, Band::Apart] {
            assert_eq!(Band::of_word(band.word()), Some(band));
        }
        assert_eq!(Band::of_word("perhaps"), None);
    }
}
