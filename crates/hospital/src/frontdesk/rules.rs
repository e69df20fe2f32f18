//! In which line somebody stands, whom a search means, and what a family shares. Pure.

use crate::prescribing::model::PrescriptionId;
use crate::queue::model::{Lane, TokenId, VisitKind};
use crate::{prescribing, queue};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_people::registry::model::{Details, Guardian, Relation, Sex};
use nabz_people::registry::search::{Candidate, Found};

/// From this age people are called sooner.
///
/// Source: Maintenance and Welfare of Parents and Senior Citizens Act, 2007 (India), section 2(h):
/// a senior citizen has attained the age of sixty years.
pub const SENIOR_YEARS_MIN: u16 = 60;

/// Up to this age the department for children is offered first. Hospitals differ in where they end
/// it; the clerk chooses.
pub const CHILD_YEARS_MAX: u16 = 12;
/// More days than a follow-up is late.
pub const CAME_BEFORE_DAYS: i64 = 180;

/// What the clerk saw or was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sooner {
    /// Pregnant, disabled, or carrying an infant.
    pub needs_priority: bool,
    /// Very unwell.
    pub unwell: bool,
}

/// The line for what brings somebody here, what the clerk saw, and the age when it is known.
pub fn lane(visit: VisitKind, sooner: Sooner, years: Option<u16>) -> Lane {
    if visit == VisitKind::Emergency || sooner.unwell {
        Lane::Emergency
    } else if sooner.needs_priority || is_senior(years) {
        Lane::Priority
    } else {
        Lane::General
    }
}

/// Whether age alone lets somebody be called sooner.
pub fn is_senior(years: Option<u16>) -> bool {
    years.is_some_and(|years| years >= SENIOR_YEARS_MIN)
}

/// Whether somebody is seen where children are, as far as their age says.
pub fn is_child(years: Option<u16>) -> bool {
    years.is_some_and(|years| years <= CHILD_YEARS_MAX)
}

/// What brings somebody who came along with another, since nobody is asked about each: whoever was
/// here lately comes again for the same. What brings the first one, an emergency least of all, says
/// nothing about the others.
pub fn brings(last_here: Option<Date>, today: Date) -> VisitKind {
    let lately = last_here.is_some_and(|day| today.days() - day.days() <= CAME_BEFORE_DAYS);
    if lately { VisitKind::FollowUp } else { VisitKind::NewProblem }
}

/// Whose name stands beside the next one of a family: the parent whom the first one named, else
/// the first one. A husband or wife of the first one is taken for a parent of the next; the clerk
/// sees it and can change it.
pub fn next_guardian(first: &Details) -> Guardian {
    if let Some(named) = &first.guardian {
        let relation = match named.relation {
            Relation::Father | Relation::Husband => Relation::Father,
            Relation::Mother | Relation::Wife => Relation::Mother,
            Relation::Guardian => Relation::Guardian,
        };
        return Guardian { relation, name: named.name.clone() };
    }
    let relation = match first.sex {
        Some(Sex::Male) => Relation::Father,
        Some(Sex::Female) => Relation::Mother,
        Some(Sex::Other) | None => Relation::Guardian,
    };
    Guardian { relation, name: first.name.clone() }
}

/// A name that sounds the same, in thousandths.
pub const SAME: u32 = 1_000;

/// Whom a search means without a word of the clerk: the one whom a number, a paper or a phone names,
/// or whose name sounds the same, with a fitting age where one was typed.
///
/// Nobody when there are several, or none so sure: the next key gives a token, and it must not be
/// somebody else's.
pub fn meant(found: &[Candidate], age_typed: bool) -> Option<PersonId> {
    let mut sure = found.iter().filter(|one| is_sure(one.found, age_typed));
    let first = sure.next()?;
    sure.next().is_none().then_some(first.person)
}

fn is_sure(found: Found, age_typed: bool) -> bool {
    match found {
        Found::ByHealthId
        | Found::ByPaper
        | Found::ByPhone
        | Found::ByVoterId
        | Found::ByNumber(_) => true,
        Found::ByName { likeness, age_fits } => {
            likeness == SAME && (!age_typed || age_fits == Some(true))
        }
    }
}

/// A paper of ours that was scanned into the search box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// A token's slip.
    Token(TokenId),
    /// A printed prescription.
    Prescription(PrescriptionId),
    /// It begins as our papers do, and the rest is none.
    Unreadable,
}

/// What every code of our papers begins with, except the health card's own number.
const PAPER_PREFIX: &str = "NABZ:";

/// The paper behind what was typed; `None` for whatever is no code of ours.
pub fn scanned(typed: &str) -> Option<Scanned> {
    let is_ours = typed.trim().get(..PAPER_PREFIX.len())?.eq_ignore_ascii_case(PAPER_PREFIX);
    let token = queue::paper::scanned(typed).map(Scanned::Token);
    let paper = token.or_else(|| prescribing::rules::scanned(typed).map(Scanned::Prescription));
    is_ours.then(|| paper.unwrap_or(Scanned::Unreadable))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::ids::Id;
    use nabz_kernel::names::PersonName;
    use uuid::Uuid;

    #[test]
    fn a_scanned_paper_is_known_by_the_code_that_is_printed_on_it() {
        let uuid = Uuid::from_u128(0x0192_f0e4);
        let (token, signed) = (Id::from_uuid(uuid), Id::from_uuid(uuid));
        assert_eq!(scanned(&queue::paper::code(token)), Some(Scanned::Token(token)));
        let code = prescribing::rules::slip_code(signed).to_lowercase();
        assert_eq!(scanned(&code), Some(Scanned::Prescription(signed)));
        assert_eq!(scanned("NABZ:T:17"), Some(Scanned::Unreadable));
        for name in ["Nabz", "नब्ज़", "Sunita Devi", "DH1000000000004", ""] {
            assert_eq!(scanned(name), None, "{name}");
        }
    }

    #[test]
    fn a_name_is_sure_when_it_sounds_the_same_and_a_typed_age_fits() {
        let by_name = |likeness, age_fits| Found::ByName { likeness, age_fits };
        for sure in [Found::ByHealthId, Found::ByPaper, Found::ByPhone, Found::ByVoterId] {
            assert!(is_sure(sure, false), "{sure:?}");
        }
        assert!(is_sure(by_name(SAME, None), false));
        assert!(is_sure(by_name(SAME, Some(true)), true));
        for age_fits in [None, Some(false)] {
            assert!(!is_sure(by_name(SAME, age_fits), true), "{age_fits:?}");
        }
        assert!(!is_sure(by_name(SAME - 1, Some(true)), true));
        assert!(!is_sure(by_name(SAME - 1, None), false));
    }

    #[test]
    fn the_next_one_of_a_family_stands_beside_a_parent() {
        let name = |text: &str| PersonName::of(text).unwrap();
        let first =
            |sex, guardian| Details { sex, guardian, ..Details::named(name("Sunita Devi")) };
        let ramesh = |relation| Some(Guardian { relation, name: name("Ramesh Kumar") });
        let check = |first: Details, relation, who: &str| {
            assert_eq!(next_guardian(&first), Guardian { relation, name: name(who) });
        };
        check(first(None, ramesh(Relation::Husband)), Relation::Father, "Ramesh Kumar");
        check(first(None, ramesh(Relation::Father)), Relation::Father, "Ramesh Kumar");
        check(first(None, ramesh(Relation::Guardian)), Relation::Guardian, "Ramesh Kumar");
        check(first(Some(Sex::Female), None), Relation::Mother, "Sunita Devi");
        check(first(Some(Sex::Male), None), Relation::Father, "Sunita Devi");
        check(first(None, None), Relation::Guardian, "Sunita Devi");
    }

    #[test]
    fn the_line_follows_what_brings_somebody_then_what_was_seen_then_age() {
        let none = Sooner::default();
        let pregnant = Sooner { needs_priority: true, unwell: false };
        let unwell = Sooner { needs_priority: false, unwell: true };
        assert_eq!(lane(VisitKind::NewProblem, none, Some(42)), Lane::General);
        assert_eq!(lane(VisitKind::NewProblem, none, None), Lane::General);
        assert_eq!(lane(VisitKind::FollowUp, none, Some(60)), Lane::Priority);
        assert_eq!(lane(VisitKind::FollowUp, pregnant, Some(24)), Lane::Priority);
        assert_eq!(lane(VisitKind::NewProblem, unwell, Some(24)), Lane::Emergency);
        assert_eq!(lane(VisitKind::Emergency, none, Some(24)), Lane::Emergency);
    }

    #[test]
    fn whoever_came_along_comes_again_if_they_were_here_lately() {
        let today = Date::from_days(20_000);
        let ago = |days: i64| brings(Some(Date::from_days(today.days() - days)), today);
        assert_eq!(brings(None, today), VisitKind::NewProblem);
        assert_eq!(ago(CAME_BEFORE_DAYS), VisitKind::FollowUp);
        assert_eq!(ago(CAME_BEFORE_DAYS + 1), VisitKind::NewProblem);
    }

    #[test]
    fn a_child_is_one_of_whom_an_age_is_known() {
        assert!(is_child(Some(0)) && is_child(Some(CHILD_YEARS_MAX)));
        assert!(!is_child(Some(CHILD_YEARS_MAX + 1)) && !is_child(None));
    }
}
