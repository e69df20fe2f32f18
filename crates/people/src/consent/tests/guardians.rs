//! Who answers for a child, and who does no longer.

use super::{agrees, asked, code, kept, mother, named, person, say, stands, yes};
use crate::consent::model::{
    Asked, Basis, By, Guardianship, How, Proxy, Purpose, Standing, Tie, Wish,
};
use crate::consent::still_given_by;
use crate::households::actions::{NameGuardian, end_guardian, name_guardian};
use crate::households::model::{Guardian, Role};
use crate::registry;
use crate::registry::actions::{LinkPersons, RecordLife, link, record_life};
use crate::registry::model::Life;
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_kernel::names::PersonName;
use nabz_store::Stop;
use nabz_testkit::{TestCity, city_test};
use std::time::Duration;

const MONTH: Duration = Duration::from_hours(24 * 30);

fn name(city: &TestCity, child: PersonId, parent: PersonId) -> Result<Guardian, Stop> {
    let permit = Permit::<NameGuardian>::trial(city.staff, city.facility);
    city.write(move |tx| name_guardian(tx, &permit, (child, parent), Role::Mother))
}

/// As somebody who was named answers.
fn as_named(parent: PersonId) -> By {
    let asha = PersonName::of("Asha").unwrap();
    Guardianship::named((parent, &asha), Role::Mother).map(By::Guardian).unwrap()
}

fn end(city: &TestCity, guardian: &Guardian) {
    let permit = Permit::<NameGuardian>::trial(city.staff, city.facility);
    let id = guardian.id;
    city.write(move |tx| end_guardian(tx, &permit, id, "The court said so.")).unwrap();
}

/// How many consents of a child somebody has given that still stand.
fn still_given(city: &TestCity, child: PersonId, by: PersonId) -> usize {
    let given = city.read(move |view| {
        let child = registry::person(view, child)?.unwrap();
        still_given_by(view, &child)
    });
    given.unwrap().get(&by).copied().unwrap_or_default()
}

#[city_test]
fn whoever_answers_for_a_child_may_consent_for_it_on_the_same_days(city: &mut TestCity) {
    // Born in 2008, as far as anybody said.
    let (child, parent) = (person(city, 18), person(city, 42));
    let name = |city: &TestCity| {
        let permit = Permit::<NameGuardian>::trial(city.staff, city.facility);
        city.write(move |tx| name_guardian(tx, &permit, (child, parent), Role::Mother))
    };
    assert_eq!(code(say(city, &asked(child, yes(), 0))), "CNS-005");
    name(city).unwrap();
    let days = |days: u32| Duration::from_hours(24) * days;
    city.pass(days(37));
    assert_eq!(code(say(city, &asked(child, yes(), 0))), "CNS-005", "30 December");
    assert_eq!(code(name(city)), "HOU-007", "she still answers");
    city.pass(days(1));
    say(city, &asked(child, yes(), 0)).unwrap();
    assert_eq!(code(name(city)), "HOU-006", "nobody answers any more");
}

#[city_test]
fn whoever_was_named_answers_until_that_is_ended(city: &mut TestCity) {
    let (child, parent) = (person(city, 7), person(city, 42));
    let by_her = |wish, seen| Asked { by: as_named(parent), ..asked(child, wish, seen) };
    assert_eq!(code(say(city, &by_her(yes(), 0))), "CNS-013", "nobody named her");
    let guardian = name(city, child, parent).unwrap();
    let given = say(city, &by_her(yes(), 0)).unwrap();
    assert_eq!(
        kept(city, child),
        std::slice::from_ref(&given),
        "who she is stands with the answer"
    );
    assert_eq!(given.by.basis(), Some(&Basis::Named(parent)));
    assert_eq!(still_given(city, child, parent), 1);
    end(city, &guardian);
    assert_eq!(still_given(city, child, parent), 1, "and has to be asked anew");
    assert!(agrees(city, child, Purpose::Sms));
    assert_eq!(code(say(city, &by_her(Wish::No, 1))), "CNS-013");
    let typed = |name: &str| {
        let proxy = Proxy { name: named(name), tie: Tie::Mother };
        let basis = Some(Basis::Vouched(named("Rekha")));
        Asked { by: By::Guardian(Guardianship { proxy, basis }), ..asked(child, Wish::No, 1) }
    };
    assert_eq!(code(say(city, &typed("asha"))), "CNS-013", "her name is of no use either");
    say(city, &typed("Kamla Devi")).unwrap();
    assert_eq!(still_given(city, child, parent), 0);
}

#[city_test]
fn whoever_answered_under_another_record_of_the_child_is_refused_too(city: &mut TestCity) {
    let (child, parent) = (person(city, 7), person(city, 42));
    let guardian = name(city, child, parent).unwrap();
    let by_her = Asked { by: as_named(parent), ..asked(child, yes(), 0) };
    say(city, &by_her).unwrap();
    end(city, &guardian);
    city.pass(Duration::from_mins(1));
    let again = person(city, 7);
    let proxy = Proxy { name: named("Asha"), tie: Tie::Mother };
    let basis = Some(Basis::Vouched(named("Rekha")));
    let typed = Asked { by: By::Guardian(Guardianship { proxy, basis }), ..asked(again, yes(), 0) };
    let permit = Permit::<LinkPersons>::trial(city.staff, city.facility);
    let said = ("one birth paper", true);
    city.write(move |tx| link(tx, &permit, child, again, said)).unwrap();
    assert_eq!(code(say(city, &typed)), "CNS-013", "the child goes on under another number");
    assert_eq!(still_given(city, again, parent), 1, "what she gave is counted under either");
}

#[city_test]
fn whoever_has_died_answers_for_no_child(city: &mut TestCity) {
    let (child, parent) = (person(city, 7), person(city, 42));
    name(city, child, parent).unwrap();
    city.pass(Duration::from_mins(1));
    let permit = Permit::<RecordLife>::trial(city.staff, city.facility);
    let dead = Life::Deceased { on: None };
    city.write(move |tx| record_life(tx, &permit, (parent, 1), dead)).unwrap();
    let hers = Asked { by: as_named(parent), ..asked(child, yes(), 0) };
    assert_eq!(code(say(city, &hers)), "CNS-013", "before anything was ended");
}

#[city_test]
fn another_parent_shows_a_paper_or_somebody_who_knows_them(city: &mut TestCity) {
    let child = person(city, 7);
    let By::Guardian(shown) = mother() else { panic!("no mother") };
    let unproven = Guardianship { basis: None, ..shown };
    let asks = Asked { by: By::Guardian(unproven), ..asked(child, yes(), 0) };
    assert_eq!(code(say(city, &asks)), "CNS-014");
    let given = say(city, &Asked { by: mother(), ..asked(child, yes(), 0) }).unwrap();
    assert_eq!(kept(city, child), [given]);
}

#[city_test]
fn what_somebody_said_for_a_grown_up_is_asked_anew_after_thirty_days(city: &mut TestCity) {
    let asha = person(city, 42);
    let proxy = Proxy { name: named("Ramesh Kumar"), tie: Tie::Spouse };
    let by = By::Representative { proxy, why: "unconscious".into() };
    let given = say(city, &Asked { by, how: How::Paper, ..asked(asha, yes(), 0) }).unwrap();
    assert_eq!(stands(city, asha), Standing::Given(given.clone()));
    city.pass(MONTH);
    assert_eq!(stands(city, asha), Standing::Lapsed(given));
    assert!(!agrees(city, asha, Purpose::Sms));
    say(city, &asked(asha, yes(), 1)).unwrap();
    assert!(agrees(city, asha, Purpose::Sms), "her own word holds");
}
