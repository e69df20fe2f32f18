//! How sure it is that two registrations are one person: what a program is answered with, of the
//! points that a counter is shown, and what may be linked before a person has looked.
//!
//! A grade promises more than points do. Certain asks for agreements of several kinds, a name, a
//! day or a number, and a home, and stands no contradiction: two who share house and phone never
//! come so far, nor do namesakes of one birthday.
//!
//! This is the one promise of what is certain. Whoever asks about one person relies on it as it
//! stands; a search over everybody asks for more beside it, and [`crate::bands`] says why.

use crate::SAME;
use crate::duplicates::{
    EVEN_POINTS, Facts, LIKELY_POINTS, NAME_ALIKE_MIN, Reason, Resemblance, YEARS_NEAR, resemblance,
};

/// From here on somebody is named to whoever asks: of one phone, or of a name that is alike.
pub const POSSIBLE_POINTS: i32 = 0;
/// What a number speaks for that one person alone has: as much as a voter card.
const OWN_NUMBER_POINTS: i32 = 25;
/// More doublings than a chance in thousandths can show.
const DOUBLINGS_MAX: u32 = 20;

/// FHIR's `match-grade`, the surest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// More speaks against it than for it, or nothing does either.
    CertainlyNot,
    /// Something of them fits.
    Possible,
    /// A counter asks about it before a new number is made.
    Probable,
    /// One person: linked without being asked about.
    Certain,
}

/// A number that one person alone has, such as a health ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnNumber {
    /// Theirs was asked for.
    Theirs,
    /// None was asked for, or it is somebody else's.
    NotTheirs,
}

/// How sure it is, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graded {
    /// How sure.
    pub grade: Grade,
    /// About how often the odds double, a number of their own included.
    pub points: i32,
    /// Strongest first.
    pub reasons: Vec<Reason>,
}

impl Graded {
    /// By which the likeliest is the greatest.
    pub fn rank(&self) -> (Grade, i32) {
        (self.grade, self.points)
    }

    /// The chance that they are one, in thousandths. At [`EVEN_POINTS`] the odds are even, and
    /// each point doubles them; what is graded higher never has the smaller chance.
    pub fn chance(&self) -> u32 {
        let beyond = self.points - EVEN_POINTS;
        let odds = 1_u32 << beyond.unsigned_abs().min(DOUBLINGS_MAX);
        let chance = if beyond < 0 { SAME / (odds + 1) } else { odds * SAME / (odds + 1) };
        match self.grade {
            Grade::Certain => chance.max(990),
            Grade::Probable => chance.min(980),
            Grade::Possible | Grade::CertainlyNot => chance.min(490),
        }
    }
}

/// Compares what is known of somebody with what is on record.
pub fn graded(asked: &Facts, known: &Facts, number: OwnNumber) -> Graded {
    let found = resemblance(asked, known);
    let by_number = if number == OwnNumber::Theirs { OWN_NUMBER_POINTS } else { 0 };
    let points = found.points + by_number;
    // Who married under another name still has their number.
    let possible = if number == OwnNumber::Theirs { 0 } else { POSSIBLE_POINTS };
    let grade = match points {
        _ if is_certain((asked, known), &found, number) => Grade::Certain,
        LIKELY_POINTS.. => Grade::Probable,
        few if few >= possible => Grade::Possible,
        _ => Grade::CertainlyNot,
    };
    Graded { grade, points, reasons: found.reasons }
}

/// Whether so much agrees that nobody has to be asked, and nothing excludes it.
pub(crate) fn is_certain(
    (asked, known): (&Facts, &Facts),
    found: &Resemblance,
    number: OwnNumber,
) -> bool {
    agrees(found, number) && !in_conflict(asked, known)
}

/// Whether two facts exclude one another, so that only somebody who asks can say which is wrong:
/// another sex, another voter card, another birth, or another number on a paper of which nobody has
/// two, such as a passport.
pub fn in_conflict(one: &Facts, other: &Facts) -> bool {
    differ(one.sex.as_ref(), other.sex.as_ref())
        || differ(one.voter_id.as_ref(), other.voter_id.as_ref())
        || differ(one.birth_day.as_ref(), other.birth_day.as_ref())
        || one.papers_differ(other)
        || one.birth_year.zip(other.birth_year).is_some_and(|(a, b)| (a - b).abs() > YEARS_NEAR)
}

fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// A name, and what no stranger of that name has as well: their number; or the day of birth, with
/// one home or one voter card.
fn agrees(found: &Resemblance, number: OwnNumber) -> bool {
    let near =
        |reason: &Reason| matches!(reason, Reason::NameAlike(alike) if *alike >= NAME_ALIKE_MIN);
    let same = found.has(Reason::SameName);
    let alike = same || found.reasons.iter().any(near);
    let (day, card) = (found.has(Reason::SameBirthDay), found.has(Reason::SameVoterId));
    let home = found.has(Reason::SamePhone) || found.has(Reason::SameAddress);
    let by_number = alike && number == OwnNumber::Theirs;
    by_number || (same && day && home) || (alike && day && card)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::{Heard, House};
    use nabz_kernel::names::PersonName;

    fn sunita() -> Facts {
        named("Sunita Devi")
    }

    fn named(name: &str) -> Facts {
        Facts {
            name: PersonName::of(name).ok().as_ref().map(Heard::of),
            birth_year: Some(1984),
            birth_day: Some("1984-03-12".to_owned()),
            sex: Some('f'),
            phone: Some("0000004321".to_owned()),
            address: Some(House::of("House 12, Gali 4")),
            ..Facts::default()
        }
    }

    fn grade(asked: &Facts, known: &Facts) -> Grade {
        graded(asked, known, OwnNumber::NotTheirs).grade
    }

    #[test]
    fn name_day_and_home_are_one_person_in_either_script() {
        assert_eq!(grade(&named("सुनीता देवी"), &sunita()), Grade::Certain);
        for lacking in [
            Facts { phone: None, address: None, ..sunita() },
            Facts { birth_day: None, ..sunita() },
            named("Sumitra Devi"),
        ] {
            assert!(grade(&lacking, &sunita()) < Grade::Certain);
        }
    }

    #[test]
    fn a_contradiction_is_never_certain_however_much_agrees() {
        let card = |number: &str| Facts { voter_id: Some(number.to_owned()), ..sunita() };
        let known = card("ABC1234567");
        assert_eq!(grade(&known, &known), Grade::Certain);
        for other in [
            card("XYZ7654321"),
            Facts { sex: Some('m'), ..known.clone() },
            Facts { birth_day: Some("1984-03-13".to_owned()), ..known.clone() },
        ] {
            assert_eq!(grade(&other, &known), Grade::Probable);
        }
    }

    #[test]
    fn two_numbers_of_one_kind_of_paper_are_a_contradiction_and_two_kinds_are_none() {
        let with = |papers: &[(&'static str, &str)]| {
            let papers = papers.iter().map(|(kind, number)| (*kind, (*number).to_owned()));
            Facts { papers: papers.collect(), ..sunita() }
        };
        let known = with(&[("passport", "Z1234567"), ("abha", "91-0000-0000-0019")]);
        for (papers, conflicts) in [
            (vec![], false),
            (vec![("passport", "Z1234567")], false),
            (vec![("birth-registration", "B-1")], false),
            // A passport that was renewed stands beside the old one.
            (vec![("passport", "Z7654321"), ("passport", "Z1234567")], false),
            (vec![("passport", "Z7654321")], true),
            (vec![("passport", "Z1234567"), ("abha", "91-0000-0000-0027")], true),
        ] {
            let asked = with(&papers);
            assert_eq!(in_conflict(&asked, &known), conflicts, "{papers:?}");
            assert_eq!(in_conflict(&known, &asked), conflicts, "{papers:?}");
            let found = graded(&asked, &known, OwnNumber::Theirs);
            assert_eq!(found.grade == Grade::Certain, !conflicts, "{papers:?}");
            assert_eq!(found.reasons.contains(&Reason::OtherPaper), conflicts, "{papers:?}");
        }
    }

    #[test]
    fn twins_are_two() {
        let (ram, shyam) = (named("Ram Kumar"), named("Shyam Kumar"));
        assert!(grade(&ram, &shyam) < Grade::Certain);
    }

    #[test]
    fn a_number_makes_certain_of_a_name_and_of_nobody_else() {
        let name = |name: &str| Facts { name: named(name).name, ..Facts::default() };
        let by_number = |asked: &Facts| graded(asked, &sunita(), OwnNumber::Theirs).grade;
        assert_eq!(by_number(&name("Suneeta Devi")), Grade::Certain);
        assert_eq!(by_number(&Facts::default()), Grade::Probable);
        assert_eq!(by_number(&name("Ramesh Kumar")), Grade::Possible);
        let son = Facts { sex: Some('m'), birth_year: Some(2010), ..name("Ramesh Kumar") };
        assert_eq!(by_number(&son), Grade::CertainlyNot);
    }

    #[test]
    fn a_name_alone_is_possible_and_a_stranger_is_not_named() {
        let name = |name: &str| Facts { name: named(name).name, ..Facts::default() };
        assert_eq!(grade(&name("Sunita Devi"), &sunita()), Grade::Possible);
        assert_eq!(grade(&name("Kavita"), &sunita()), Grade::CertainlyNot);
    }

    #[test]
    fn a_higher_grade_never_has_the_smaller_chance() {
        let of = |grade, points| Graded { grade, points, reasons: Vec::new() }.chance();
        assert_eq!((of(Grade::Certain, 22), of(Grade::Certain, 60)), (999, 999));
        assert_eq!((of(Grade::Probable, EVEN_POINTS), of(Grade::Probable, 40)), (500, 980));
        assert_eq!((of(Grade::Possible, 9), of(Grade::CertainlyNot, -20)), (333, 0));
    }
}
