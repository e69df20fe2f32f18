//! Why two registrations may be one person, in reasons that a clerk can check.
//!
//! The odds are those of [`crate::lists`], by what a made-up city taught: one typed line has no list
//! to learn from. A point is a doubling of the odds.

use crate::SAME;
use crate::compare::name_likeness;
use crate::lists::{Field, Judge, Learned, Told, guessed_about};
use crate::words::Name;
use nabz_kernel::names::PersonName;
use std::sync::LazyLock;

pub use crate::address::House;

/// Here it is as likely that two registrations are of one person as that they are not.
pub const EVEN_POINTS: i32 = 10;
/// From here on two registrations are shown as likely one person: of five such pairs one is, and to
/// ask costs a glance.
pub const LIKELY_POINTS: i32 = 8;
/// From here on it would be odd if they were two.
pub const VERY_LIKELY_POINTS: i32 = 16;

/// A name this alike, in thousandths, is one name written in two ways.
pub(crate) const NAME_ALIKE_MIN: u32 = 820;
/// A name less alike than this, in thousandths, speaks against one person.
pub const NAME_NEAR_MIN: u32 = 700;
/// Births no further apart may be one that was said twice.
pub const YEARS_NEAR: i32 = 3;
const YEARS_FAR: i32 = 10;

/// How a name sounds in each script in which it is written: taken apart once, however often it is
/// compared.
#[derive(Clone, Default)]
pub struct Heard {
    names: Vec<Name>,
    written: String,
}

impl Heard {
    /// A person's name. Both scripts most often sound the same.
    pub fn of(name: &PersonName) -> Self {
        let written = [name.devanagari(), name.roman()];
        let mut names: Vec<Name> =
            written.into_iter().flatten().map(|text| Name::of(text.as_str())).collect();
        names.dedup();
        let written = written.into_iter().flatten().next().map_or("", |text| text.as_str());
        Self { names, written: written.to_owned() }
    }

    /// The best likeness over the scripts, in thousandths.
    fn likeness(&self, other: &Self) -> u32 {
        let likest = |one: &Name| other.names.iter().map(|other| name_likeness(one, other)).max();
        self.names.iter().filter_map(likest).max().unwrap_or(0)
    }
}

/// What is known of a person, as far as a comparison goes. Empty means unknown, never different.
#[derive(Clone, Default)]
pub struct Facts {
    /// In either script or both.
    pub name: Option<Heard>,
    /// Father's, husband's or mother's name.
    pub guardian: Option<Heard>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// Whether the year was worked out from an age that somebody guessed.
    pub birth_guessed: bool,
    /// The day of birth as text, when a paper or the person gave it exactly.
    pub birth_day: Option<String>,
    /// `f`, `m`, `o`, as written down.
    pub sex: Option<char>,
    /// Ten digits.
    pub phone: Option<String>,
    /// House, street and locality.
    pub address: Option<House>,
    /// Suburb, village or mohalla.
    pub locality: Option<String>,
    /// The ward's number.
    pub ward: Option<String>,
    /// The number of a voter card, in capitals.
    pub voter_id: Option<String>,
    /// Numbers of papers of which nobody has two at once, each behind the kind of paper: `passport`.
    pub papers: Vec<(&'static str, String)>,
}

impl Facts {
    /// Whether of some kind of paper both have a number, and none that is the same.
    pub(crate) fn papers_differ(&self, other: &Self) -> bool {
        let has = |kind: &str| other.papers.iter().any(|paper| paper.0 == kind);
        let shares = |kind: &str| {
            self.papers.iter().any(|paper| paper.0 == kind && other.papers.contains(paper))
        };
        self.papers.iter().map(|paper| paper.0).any(|kind| has(kind) && !shares(kind))
    }

    /// How alike the names are, in thousandths, when both are known.
    pub fn name_likeness(&self, other: &Self) -> Option<u32> {
        self.name.as_ref().zip(other.name.as_ref()).map(|(one, other)| one.likeness(other))
    }

    /// As a line of a list.
    fn told(&self) -> Told {
        let text = |heard: &Option<Heard>| heard.as_ref().map(|heard| heard.written.clone());
        let said = |year: i32| {
            if self.birth_guessed { guessed_about(year) } else { year.to_string() }
        };
        let birth = self.birth_day.clone().or_else(|| self.birth_year.map(said));
        let told = [
            (Field::FullName, text(&self.name)),
            (Field::GuardianName, text(&self.guardian)),
            (Field::BirthDate, birth),
            (Field::Sex, self.sex.map(String::from)),
            (Field::Phone, self.phone.clone()),
            (Field::AddressLine, self.address.as_ref().map(|house| house.written().to_owned())),
            (Field::Locality, self.locality.clone()),
            (Field::Postcode, self.ward.clone()),
            (Field::Identifier, self.voter_id.clone()),
        ];
        told.into_iter().collect()
    }
}

/// One reason for or against, with the key of its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The names are the same by sound, word for word.
    SameName,
    /// The names are alike, so many thousandths.
    NameAlike(u32),
    /// The guardians' names are alike.
    SameGuardian,
    /// The guardians' names differ.
    OtherGuardian,
    /// Born the same day.
    SameBirthDay,
    /// Born the same year.
    SameBirthYear,
    /// Born within so many years.
    BirthYearNear(i32),
    /// Born so many years apart.
    BirthYearFar(i32),
    /// One phone.
    SamePhone,
    /// One voter card.
    SameVoterId,
    /// One house.
    SameAddress,
    /// One ward.
    SameWard,
    /// Not of one sex.
    OtherSex,
    /// Another number on a paper of which nobody has two.
    OtherPaper,
}

impl Reason {
    /// By which reasons stand in order; negative for what speaks against one person.
    const fn strength(self) -> i32 {
        match self {
            Self::SameName => 8,
            Self::NameAlike(alike) => {
                if alike >= NAME_ALIKE_MIN {
                    5
                } else {
                    2
                }
            }
            // One figure mistyped makes another card, so a card that fits says more than a day.
            Self::SameVoterId => 12,
            Self::SameBirthDay => 9,
            Self::SamePhone => 7,
            Self::SameGuardian | Self::SameAddress => 5,
            Self::SameBirthYear => 4,
            Self::BirthYearNear(_) => 2,
            Self::SameWard => 3,
            Self::OtherGuardian => -4,
            Self::BirthYearFar(_) => -7,
            Self::OtherSex => -6,
            Self::OtherPaper => -9,
        }
    }

    /// Whether it speaks for one person.
    pub const fn speaks_for(self) -> bool {
        self.strength() > 0
    }

    /// As a table keeps it: `same-name`, `name-alike:870`.
    pub fn code(self) -> String {
        let plain = match self {
            Self::NameAlike(alike) => return format!("name-alike:{alike}"),
            Self::BirthYearNear(years) => return format!("birth-year-near:{years}"),
            Self::BirthYearFar(years) => return format!("birth-year-far:{years}"),
            Self::SameName => "same-name",
            Self::SameGuardian => "same-guardian",
            Self::OtherGuardian => "other-guardian",
            Self::SameBirthDay => "same-birth-day",
            Self::SameBirthYear => "same-birth-year",
            Self::SamePhone => "same-phone",
            Self::SameVoterId => "same-voter-id",
            Self::SameAddress => "same-address",
            Self::SameWard => "same-ward",
            Self::OtherSex => "other-sex",
            Self::OtherPaper => "other-paper",
        };
        plain.to_owned()
    }

    /// The reason of a code; `None` for one of another time.
    pub fn of_code(code: &str) -> Option<Self> {
        let (word, number) = code.split_once(':').unwrap_or((code, ""));
        match word {
            "name-alike" => number.parse().ok().map(Self::NameAlike),
            "birth-year-near" => number.parse().ok().map(Self::BirthYearNear),
            "birth-year-far" => number.parse().ok().map(Self::BirthYearFar),
            "same-name" => Some(Self::SameName),
            "same-guardian" => Some(Self::SameGuardian),
            "other-guardian" => Some(Self::OtherGuardian),
            "same-birth-day" => Some(Self::SameBirthDay),
            "same-birth-year" => Some(Self::SameBirthYear),
            "same-phone" => Some(Self::SamePhone),
            "same-voter-id" => Some(Self::SameVoterId),
            "same-address" => Some(Self::SameAddress),
            "same-ward" => Some(Self::SameWard),
            "other-sex" => Some(Self::OtherSex),
            "other-paper" => Some(Self::OtherPaper),
            _ => None,
        }
    }
}

/// The points of a probability: even odds are [`EVEN_POINTS`], and each point doubles them.
pub fn points_of(probability: f64) -> i32 {
    let probability = probability.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
    points_of_odds((probability / (1.0 - probability)).ln())
}

/// The points of odds, of which this is the natural logarithm.
fn points_of_odds(odds: f64) -> i32 {
    let doublings = (odds / std::f64::consts::LN_2).round();
    let within = (-DOUBLINGS_MAX..DOUBLINGS_MAX).find(|points| f64::from(*points) >= doublings);
    within.unwrap_or(DOUBLINGS_MAX) + EVEN_POINTS
}

/// More says nothing more.
const DOUBLINGS_MAX: i32 = 60;

/// How likely two registrations are one person, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resemblance {
    /// About how often the odds double.
    pub points: i32,
    /// Strongest first.
    pub reasons: Vec<Reason>,
}

impl Resemblance {
    /// Worth asking about before a new number is made.
    pub const fn is_likely(&self) -> bool {
        self.points >= LIKELY_POINTS
    }

    /// It would be odd if they were two.
    pub const fn is_very_likely(&self) -> bool {
        self.points >= VERY_LIKELY_POINTS
    }

    /// Whether it was found for this reason, among others.
    pub fn has(&self, reason: Reason) -> bool {
        self.reasons.contains(&reason)
    }
}

/// Compares what is typed with what is on record.
pub fn resemblance(typed: &Facts, known: &Facts) -> Resemblance {
    Comparing::with(typed).resemblance(known)
}

/// One who is compared with several.
pub struct Comparing<'f> {
    typed: &'f Facts,
    judge: Judge<'static>,
}

impl<'f> Comparing<'f> {
    /// About whom is asked.
    pub fn with(typed: &'f Facts) -> Self {
        Self { typed, judge: Judge::of(&OF_A_CITY, &typed.told().cells()) }
    }

    /// How likely somebody on record is the same person, and why.
    pub fn resemblance(&mut self, known: &Facts) -> Resemblance {
        let odds = self.judge.odds(&known.told().cells()) + AT_A_COUNTER.ln();
        Resemblance { points: points_of_odds(odds), reasons: reasons(self.typed, known) }
    }
}

/// Whoever stands at a counter was there before so many times oftener than a line of the list has
/// another of the same person.
///
/// Source: of the lines of the made-up city one in seven has another; of those who come to a clinic,
/// more than half have been there before.
const AT_A_COUNTER: f64 = 4.0;

/// What a made-up city taught.
static OF_A_CITY: LazyLock<Learned> = LazyLock::new(Learned::of_a_city);

/// What a clerk can check, strongest first.
pub fn reasons(typed: &Facts, known: &Facts) -> Vec<Reason> {
    let mut reasons = Vec::new();
    reasons.extend(typed.name_likeness(known).and_then(name_reason));
    reasons.extend(birth_reason(typed, known));
    if typed.phone.as_ref().zip(known.phone.as_ref()).is_some_and(|(a, b)| a == b) {
        reasons.push(Reason::SamePhone);
    }
    if typed.voter_id.as_ref().zip(known.voter_id.as_ref()).is_some_and(|(a, b)| a == b) {
        reasons.push(Reason::SameVoterId);
    }
    reasons.extend(guardian_reason(typed, known));
    reasons.extend(address_reason(typed, known));
    if typed.sex.as_ref().zip(known.sex.as_ref()).is_some_and(|(a, b)| a != b) {
        reasons.push(Reason::OtherSex);
    }
    if typed.papers_differ(known) {
        reasons.push(Reason::OtherPaper);
    }
    reasons.sort_by_key(|reason| -reason.strength().abs());
    reasons
}

fn name_reason(alike: u32) -> Option<Reason> {
    match alike {
        SAME.. => Some(Reason::SameName),
        NAME_NEAR_MIN..SAME => Some(Reason::NameAlike(alike)),
        _ => None,
    }
}

fn birth_reason(typed: &Facts, known: &Facts) -> Option<Reason> {
    if typed.birth_day.as_ref().zip(known.birth_day.as_ref()).is_some_and(|(a, b)| a == b) {
        return Some(Reason::SameBirthDay);
    }
    let (a, b) = typed.birth_year.as_ref().zip(known.birth_year.as_ref())?;
    match (a - b).abs() {
        0 => Some(Reason::SameBirthYear),
        years if years <= YEARS_NEAR => Some(Reason::BirthYearNear(years)),
        years if years > YEARS_FAR => Some(Reason::BirthYearFar(years)),
        _ => None,
    }
}

fn guardian_reason(typed: &Facts, known: &Facts) -> Option<Reason> {
    let (a, b) = typed.guardian.as_ref().zip(known.guardian.as_ref())?;
    let alike = a.likeness(b);
    if alike >= NAME_ALIKE_MIN {
        Some(Reason::SameGuardian)
    } else {
        // Father's name here, husband's there: only a clear difference counts against.
        (alike < NAME_NEAR_MIN / 2).then_some(Reason::OtherGuardian)
    }
}

/// One house lies in one ward, so the ward says nothing more then.
fn address_reason(typed: &Facts, known: &Facts) -> Option<Reason> {
    if typed.address.as_ref().zip(known.address.as_ref()).is_some_and(|(a, b)| a.is_same_as(b)) {
        return Some(Reason::SameAddress);
    }
    let wards = typed.ward.as_ref().zip(known.ward.as_ref());
    wards.is_some_and(|(a, b)| a == b).then_some(Reason::SameWard)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(name: &str, year: i32, phone: &str, sex: char) -> Facts {
        Facts {
            name: PersonName::of(name).ok().as_ref().map(Heard::of),
            birth_year: Some(year),
            phone: Some(phone.into()),
            sex: Some(sex),
            ..Facts::default()
        }
    }

    #[test]
    fn the_same_woman_is_known_again_in_the_other_script() {
        let found = resemblance(
            &facts("Sunita Devi", 1985, "04321", 'f'),
            &facts("सुनीता देवी", 1984, "04321", 'f'),
        );
        assert!(found.is_very_likely(), "{found:?}");
        assert_eq!(found.reasons, [Reason::SameName, Reason::SamePhone, Reason::BirthYearNear(1)]);
    }

    #[test]
    fn a_family_that_shares_a_phone_is_not_one_person() {
        let mother = facts("Sunita Devi", 1984, "04321", 'f');
        assert!(!resemblance(&mother, &facts("Ravi Kumar", 2010, "04321", 'm')).is_likely());
        assert!(!resemblance(&mother, &facts("Kavita", 1984, "04321", 'f')).is_likely());
    }

    #[test]
    fn a_house_speaks_for_one_person_and_never_makes_one_of_a_family() {
        let at = |facts: Facts| Facts { address: Some(House::of("House 12, Gali 4")), ..facts };
        let mother = at(facts("Sunita Devi", 1984, "1", 'f'));
        let found = resemblance(&mother, &at(facts("Suneeta Devi", 1986, "2", 'f')));
        assert!(found.is_likely() && found.reasons.contains(&Reason::SameAddress), "{found:?}");
        assert!(!resemblance(&mother, &at(facts("Kavita", 1984, "1", 'f'))).is_likely());
    }

    #[test]
    fn one_voter_card_is_asked_about_even_when_the_names_are_not_alike() {
        let card = Some("ABC1234567".to_owned());
        let typed = Facts { voter_id: card.clone(), ..facts("Sunita Devi", 1984, "1", 'f') };
        let known = Facts { voter_id: card, ..facts("Sunita", 1983, "2", 'f') };
        let found = resemblance(&typed, &known);
        assert!(found.is_very_likely(), "{found:?}");
        assert_eq!(found.reasons.first(), Some(&Reason::SameVoterId));
    }

    #[test]
    fn a_reason_is_read_back_from_its_code_and_an_unknown_one_is_none() {
        for reason in [
            Reason::SameName,
            Reason::NameAlike(870),
            Reason::SameGuardian,
            Reason::OtherGuardian,
            Reason::SameBirthDay,
            Reason::SameBirthYear,
            Reason::BirthYearNear(2),
            Reason::BirthYearFar(24),
            Reason::SamePhone,
            Reason::SameVoterId,
            Reason::SameAddress,
            Reason::SameWard,
            Reason::OtherSex,
            Reason::OtherPaper,
        ] {
            assert_eq!(Reason::of_code(&reason.code()), Some(reason));
        }
        for strange in ["", "same-shoe", "name-alike", "birth-year-near:often"] {
            assert_eq!(Reason::of_code(strange), None, "{strange}");
        }
    }

    #[test]
    fn even_odds_are_likely_and_each_point_doubles_them() {
        assert_eq!(points_of(0.5), EVEN_POINTS);
        assert_eq!(points_of(2.0 / 3.0), EVEN_POINTS + 1);
        assert_eq!(points_of(0.985), VERY_LIKELY_POINTS);
        assert!(points_of(1.0) > points_of(0.9999) && points_of(0.0) < points_of(0.001));
    }

    #[test]
    fn namesakes_of_another_age_are_not_shown() {
        let found = resemblance(
            &facts("Sunita Devi", 1984, "1", 'f'),
            &facts("Sunita Devi", 1960, "2", 'f'),
        );
        assert!(!found.is_likely(), "{found:?}");
        assert!(found.reasons.contains(&Reason::BirthYearFar(24)));
    }
}
