//! What becomes of two registrations that were compared: nothing, somebody's look, or a link that
//! nobody has to look at.
//!
//! How sure it is that two are one is said by [`crate::grade`], here and everywhere. A band asks
//! for more than a grade, because more is compared: who asks about one person compares a handful, a
//! search over a city compares everybody with everybody, and somewhere two of one name and one
//! birthday live in one house. So what is linked unseen is certain and has more beside it; what
//! somebody looks at is at least probable; and what is left apart is never certain.

use crate::duplicates::{Facts, Reason, Resemblance};
use crate::grade::{OwnNumber, is_certain};
use crate::lists::UNSEEN_MIN;

/// From this probability on somebody has to look, as a counter asks: of five such pairs one is of one
/// person, of most others nearly all are.
pub const REVIEW_MIN: f64 = 0.2;

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
    /// By the probability that a search over everybody found, and by what no probability outweighs:
    /// a link that nobody looks at is certain, with the same name word for word, and nothing speaks
    /// against it.
    pub fn of((one, other): (&Facts, &Facts), found: &Resemblance, probability: f64) -> Self {
        let certain = || is_certain((one, other), found, OwnNumber::NotTheirs);
        if probability < REVIEW_MIN {
            Self::Apart
        } else if probability >= UNSEEN_MIN && certain() && is_plain(found) {
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

fn is_plain(found: &Resemblance) -> bool {
    found.has(Reason::SameName) && found.reasons.iter().all(|reason| reason.speaks_for())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::{EVEN_POINTS, Heard, House, resemblance};
    use crate::grade::{Grade, graded, in_conflict};
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
        let found = resemblance(one, other);
        let odds = 2_f64.powi(found.points - EVEN_POINTS);
        Band::of((one, other), &found, odds / (1.0 + odds))
    }

    #[test]
    fn what_fits_in_all_that_is_known_is_linked_and_a_likeness_is_looked_at() {
        let known = sunita();
        let of = |one: &Facts, probability| {
            Band::of((one, &known), &resemblance(one, &known), probability)
        };
        assert_eq!(of(&sunita(), 0.99995), Band::Link);
        assert_eq!(of(&sunita(), 0.999), Band::Review);
        let moved = Facts { address: None, phone: None, ..sunita() };
        assert_eq!(of(&moved, 1.0), Band::Review, "a name and a day may be two people's");
        assert_eq!(of(&sunita(), 0.19), Band::Apart);
        let stranger = Facts { birth_year: Some(1960), birth_day: None, phone: None, ..sunita() };
        assert_eq!(band(&Facts { address: None, ..stranger }, &known), Band::Apart);
    }

    #[test]
    fn namesakes_of_one_age_are_not_looked_at_unless_they_share_a_phone() {
        let namesake = || Facts { birth_day: None, address: None, phone: None, ..sunita() };
        let (one, other) = (namesake(), namesake());
        assert_eq!(band(&one, &other), Band::Apart);
        let at = |facts: &Facts| Facts { ward: Some("12".to_owned()), ..facts.clone() };
        assert_eq!(band(&at(&one), &at(&other)), Band::Review, "one ward has few of one age");
        let phone = Some("0000004321".to_owned());
        let (one, other) = (Facts { phone: phone.clone(), ..one }, Facts { phone, ..other });
        assert_eq!(band(&one, &other), Band::Review);
        let unsaid = Facts { birth_year: None, ..one };
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
    fn a_card_and_a_phone_do_not_link_whoever_said_no_day_of_birth() {
        let card = || Facts {
            birth_day: None,
            address: None,
            voter_id: Some("ABC1234567".to_owned()),
            ..sunita()
        };
        let found = resemblance(&card(), &card());
        assert_eq!(Band::of((&card(), &card()), &found, 1.0), Band::Review);
    }

    /// The same throws every time.
    struct Dice(u64);

    impl Dice {
        fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            let sides = u64::try_from(all.len()).unwrap();
            all[usize::try_from(self.0 % sides).unwrap()].clone()
        }
    }

    /// Somebody of whom most is what it is of everybody here, so that many look alike.
    fn somebody(dice: &mut Dice, names: &[Heard]) -> Facts {
        let text = |text: &str| Some(text.to_owned());
        let day = (Some(1984), text("1984-03-12"));
        let births = [
            day.clone(),
            day.clone(),
            day,
            (Some(1984), text("1984-03-13")),
            (Some(1984), None),
            (Some(1987), None),
            (Some(1960), None),
            (None, None),
        ];
        let (birth_year, birth_day) = dice.one_of(&births);
        let house = House::of("House 12, Gali 4");
        let other_house = House::of("House 9, Gali 4");
        Facts {
            name: Some(dice.one_of(names)),
            guardian: dice.one_of(&[Some(0), Some(0), Some(1), None]).map(guardian),
            birth_year,
            birth_guessed: false,
            birth_day,
            papers: Vec::new(),
            locality: None,
            sex: dice.one_of(&[Some('f'), Some('f'), Some('f'), Some('m'), None]),
            phone: dice.one_of(&[text("0000004321"), text("0000004321"), text("0000001111"), None]),
            address: dice.one_of(&[Some(house.clone()), Some(house), Some(other_house), None]),
            ward: dice.one_of(&[text("12"), None]),
            voter_id: dice.one_of(&[text("ABC1234567"), text("XYZ7654321"), None, None, None]),
        }
    }

    fn guardian(which: usize) -> Heard {
        heard(["Ram Lal", "Om Prakash"][which])
    }

    fn heard(name: &str) -> Heard {
        Heard::of(&PersonName::of(name).unwrap())
    }

    #[test]
    fn one_promise_holds_of_every_pair_whoever_compares_it() {
        let same = ["Sunita Devi", "Sunita Devi", "सुनीता देवी", "Suneeta Devi"];
        let names: Vec<Heard> = same.into_iter().chain(["Kavita Rani"]).map(heard).collect();
        let (mut dice, mut linked, mut certain, mut conflicts) = (Dice(20_261_123), 0, 0, 0);
        for pair in 0..8_000 {
            let (one, other) = (somebody(&mut dice, &names), somebody(&mut dice, &names));
            let band = band(&one, &other);
            let grade = |number| graded(&one, &other, number).grade;
            let unasked = grade(OwnNumber::NotTheirs);
            match band {
                Band::Link => assert_eq!(unasked, Grade::Certain, "pair {pair}"),
                Band::Review => assert!(unasked >= Grade::Probable, "pair {pair}"),
                Band::Apart => assert!(unasked < Grade::Certain, "pair {pair}"),
            }
            if in_conflict(&one, &other) {
                conflicts += 1;
                assert_ne!(band, Band::Link, "pair {pair}");
                let by_number = grade(OwnNumber::Theirs);
                assert!(unasked < Grade::Certain && by_number < Grade::Certain, "pair {pair}");
            }
            linked += usize::from(band == Band::Link);
            certain += usize::from(unasked == Grade::Certain);
        }
        // Else the pairs have shown nothing.
        assert!(
            linked > 0 && certain > linked && conflicts > 1_000,
            "{linked} {certain} {conflicts}"
        );
    }

    #[test]
    fn a_band_is_read_back_from_its_word() {
        for band in [Band::Link, Band::Review, Band::Apart] {
            assert_eq!(Band::of_word(band.word()), Some(band));
        }
        assert_eq!(Band::of_word("perhaps"), None);
    }
}
