//! Who may answer for whom, what follows from a family, and how many ask in an hour. Pure.

use super::model::{Applicant, ApplyRefusal};
use crate::consent;
use crate::consent::model::{By, Guardianship};
use crate::households::model::{Role, Tie};
use crate::registry::model::{Guardian, Relation, Sex};
use nabz_kernel::birth::Birth;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::PersonId;

/// From so many codes an hour somebody has to look who asks.
pub const ASKED_ALARM: i64 = 1_000;
/// With more of them nobody gets one until the hour is over.
pub const ASKED_MAX: i64 = 5_000;
/// From so many wrong codes an hour somebody has to look who tries.
pub const WRONG_ALARM: i64 = 300;
/// After so many of them no code is looked at until the hour is over.
pub const WRONG_MAX: i64 = 1_000;
/// The same of one address: a whole office mistypes less.
pub const WRONG_FROM_ADDRESS_MAX: i64 = 20;
const MICROSECONDS_AN_HOUR: i64 = 3_600_000_000;

/// The hour in which something happens, counted from 1970.
pub const fn hour(now: Instant) -> i64 {
    now.microseconds().div_euclid(MICROSECONDS_AN_HOUR)
}

/// Whether somebody answers for themselves.
pub fn is_grown_up(birth: Option<Birth>, today: Date) -> bool {
    consent::rules::is_child(birth, today) == Some(false)
}

/// Whether somebody was a child on the day they were registered and is none any more: whoever
/// registered them speaks and looks for them no longer.
pub fn has_come_of_age(birth: Option<Birth>, registered: Date, today: Date) -> bool {
    consent::rules::is_child(birth, registered) == Some(true) && is_grown_up(birth, today)
}

/// What is wrong with a family whose people can each be written down: with whom, and what.
pub fn faults(persons: &[Applicant], today: Date) -> Vec<(usize, ApplyRefusal)> {
    let grown_up = |place: usize| {
        let found = persons.get(place);
        found.is_some_and(|person| is_grown_up(person.details.birth, today))
    };
    let mut faults = Vec::new();
    for (place, person) in persons.iter().enumerate() {
        let answered = person.guardian.is_some_and(|(guardian, _)| grown_up(guardian));
        if place == 0 && !grown_up(0) {
            faults.push((place, ApplyRefusal::HeadIsChild));
        } else if !grown_up(place) && !answered {
            faults.push((place, ApplyRefusal::NoGuardian));
        }
    }
    faults
}

/// Who answers for somebody of a family that is on record under these ids: a grown-up for themselves,
/// a guardian for a child.
pub fn answerer(
    (persons, ids): (&[Applicant], &[PersonId]),
    place: usize,
    today: Date,
) -> Option<By> {
    if is_grown_up(persons.get(place)?.details.birth, today) {
        return Some(By::Themselves);
    }
    let (guardian, role) = guardian(persons, place, today)?;
    let name = &persons.get(guardian)?.details.name;
    Guardianship::named((*ids.get(guardian)?, name), role).map(By::Guardian)
}

/// Who of the family answers for a child, as what; nobody for a grown-up.
pub fn guardian(persons: &[Applicant], place: usize, today: Date) -> Option<(usize, Role)> {
    let person = persons.get(place)?;
    if is_grown_up(person.details.birth, today) { None } else { person.guardian }
}

/// Who stands beside each of a family as father, husband, mother: a child's guardian, and of a
/// couple the other one.
pub fn with_guardians(mut persons: Vec<Applicant>, today: Date) -> Vec<Applicant> {
    let beside: Vec<Option<Guardian>> =
        (0..persons.len()).map(|place| beside(&persons, place, today)).collect();
    for (person, guardian) in persons.iter_mut().zip(beside) {
        person.details.guardian = guardian;
    }
    persons
}

fn beside(persons: &[Applicant], place: usize, today: Date) -> Option<Guardian> {
    let person = persons.get(place)?;
    if !is_grown_up(person.details.birth, today) {
        let (guardian, role) = person.guardian?;
        let relation = match role {
            Role::Mother => Relation::Mother,
            Role::Father => Relation::Father,
            Role::Guardian => Relation::Guardian,
        };
        return Some(Guardian { relation, name: persons.get(guardian)?.details.name.clone() });
    }
    let spouse = match person.tie {
        Tie::Spouse => persons.first()?,
        Tie::Head => persons.iter().find(|other| other.tie == Tie::Spouse)?,
        Tie::Child
        | Tie::Parent
        | Tie::Sibling
        | Tie::Grandchild
        | Tie::ChildInLaw
        | Tie::ParentInLaw
        | Tie::Kin
        | Tie::Unrelated => return None,
    };
    let relation = match spouse.details.sex {
        Some(Sex::Male) => Relation::Husband,
        Some(Sex::Female) => Relation::Wife,
        Some(Sex::Other) | None => return None,
    };
    Some(Guardian { relation, name: spouse.details.name.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::model::{Basis, Tie as SaidAs};
    use crate::registry::model::Details;
    use nabz_kernel::birth::Age;
    use nabz_kernel::ids::Id;
    use nabz_kernel::names::PersonName;
    use uuid::Uuid;

    fn today() -> Date {
        Date::from_calendar(2026, 11, 23).unwrap()
    }

    fn aged(name: &str, age: Age, tie: Tie) -> Applicant {
        let birth = Some(Birth::from_age(age, today()).unwrap());
        let details = Details { birth, ..Details::named(PersonName::of(name).unwrap()) };
        Applicant { details, tie, guardian: None }
    }

    #[test]
    fn somebody_needs_a_guardian_as_long_as_they_may_be_seventeen() {
        let family = |years, guardian| {
            let child = Applicant { guardian, ..aged("Golu", Age::Years(years), Tie::Child) };
            faults(&[aged("Asha", Age::Years(40), Tie::Head), child], today())
        };
        assert!(family(19, None).is_empty());
        assert_eq!(
            family(18, None),
            [(1, ApplyRefusal::NoGuardian)],
            "born in 2008, as far as said"
        );
        assert_eq!(family(17, None), [(1, ApplyRefusal::NoGuardian)]);
        assert!(family(17, Some((0, Role::Mother))).is_empty());
        assert_eq!(family(17, Some((1, Role::Mother))), [(1, ApplyRefusal::NoGuardian)]);
        assert_eq!(family(17, Some((7, Role::Mother))), [(1, ApplyRefusal::NoGuardian)]);
        let head = [aged("Golu", Age::Years(17), Tie::Head)];
        assert_eq!(faults(&head, today()), [(0, ApplyRefusal::HeadIsChild)]);
    }

    #[test]
    fn a_child_is_answered_for_by_name_and_a_grown_up_by_nobody() {
        let child = aged("Golu", Age::Months(7), Tie::Child);
        let child = Applicant { guardian: Some((0, Role::Mother)), ..child };
        let family = [aged("Asha", Age::Years(40), Tie::Head), child];
        let ids: [PersonId; 2] = [7, 8].map(|tail| Id::from_uuid(Uuid::from_u128(tail)));
        let says = |place| answerer((&family, &ids), place, today());
        assert_eq!(says(0), Some(By::Themselves));
        let Some(By::Guardian(mother)) = says(1) else { panic!("no guardian") };
        assert_eq!((mother.proxy.name.as_str(), mother.proxy.tie), ("Asha", SaidAs::Mother));
        assert_eq!(mother.basis, Some(Basis::Named(ids[0])));
        assert_eq!(says(2), None);
    }

    #[test]
    fn of_a_couple_each_is_named_beside_the_other_once_their_sex_is_said() {
        let mut family = vec![
            aged("Ramesh", Age::Years(46), Tie::Head),
            aged("Sunita", Age::Years(42), Tie::Spouse),
        ];
        family[0].details.sex = Some(Sex::Male);
        let named = with_guardians(family, today());
        assert_eq!(named[0].details.guardian, None, "hers was not said");
        let husband = named[1].details.guardian.as_ref().unwrap();
        assert_eq!(husband.relation, Relation::Husband);
        assert_eq!(husband.name, named[0].details.name);
    }
}
