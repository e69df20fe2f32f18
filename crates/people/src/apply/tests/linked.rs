//! A family that registered itself, and of whom somebody came to a counter as well: once an officer has
//! said that both records are one person, the phone shows that person with all that stands under
//! either, and as before once that is taken back.

use super::consents::{pressed, stands};
use super::mine::{called, held, state};
use super::{PHONE, Site, done, refused, shows};
use crate::apply::model::Door;
use crate::cards::actions::{end_of_the_dead, restore};
use crate::cards::model::{CardState, WhyEnded, WhySuspended};
use crate::consent::actions::ReadConsents;
use crate::consent::model::{Purpose, Standing, Tie};
use crate::households::actions::life_noted;
use crate::households::{member, mother};
use crate::registry;
use crate::registry::actions::{self, LIFE_CHANGED, LinkPersons, record_life};
use crate::registry::model::{Details, Life, NewPerson, Sex};
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_access::staff::{SignInName, staff_called};
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::PersonName;
use nabz_store::{Jobs, Stop, Task, Tx};
use nabz_testkit::{MORNING, city_test};
use std::sync::Arc;
use std::time::Duration;

/// Sunita once more, whom a counter registers without a phone.
fn at_the_counter(site: &Site) -> PersonId {
    site.database.pass(Duration::from_secs(1));
    let hospital = site.hospital;
    let registered = site.write(move |tx| {
        let details = Details {
            sex: Some(Sex::Female),
            birth: Some(Birth::from_age(Age::Years(42), tx.today())?),
            ..Details::named(PersonName::parse("सुनीता देवी", "Sunita Devi")?)
        };
        let new = NewPerson { details, counter: String::new(), paper_seen: None };
        actions::register(tx, &Permit::trial(Id::draw(MORNING), hospital), &new)
    });
    registered.person
}

fn link(site: &Site, one: PersonId, other: PersonId) {
    site.database.pass(Duration::from_secs(1));
    let permit: Permit<LinkPersons> = Permit::trial(Id::draw(MORNING), site.hospital);
    site.write(move |tx| actions::link(tx, &permit, one, other, ("she says so", false)));
}

fn unlink(site: &Site, one: PersonId) {
    site.database.pass(Duration::from_secs(1));
    let permit: Permit<LinkPersons> = Permit::trial(Id::draw(MORNING), site.hospital);
    site.write(move |tx| actions::unlink(tx, &permit, one, "a cousin of that name"));
}

fn number(site: &Site, person: PersonId) -> String {
    let banner =
        site.store().read_blocking(move |view: &mut Tx<'_>| registry::banner(view, person));
    banner.unwrap().health_id.to_string()
}

/// Pooja looks at somebody's record.
fn looked(site: &Site, person: PersonId) {
    let hospital = site.hospital;
    let pooja = site.write(|tx| staff_called(tx, &SignInName::parse("pooja.bisht")?));
    let permit = Permit::<ReadConsents>::trial(pooja.unwrap(), hospital);
    site.store().audit_read(&permit, person).unwrap();
    site.store().flush_reads().unwrap();
}

fn dies(site: &Site, person: PersonId) {
    let permit = Permit::trial(Id::draw(MORNING), site.hospital);
    let died = Life::Deceased { on: None };
    site.write(move |tx| record_life(tx, &permit, (person, 1), died));
}

fn ends(tx: &mut Tx<'_>, task: &Task) -> Result<(), Stop> {
    life_noted(tx, task)?;
    end_of_the_dead(tx, task)
}

/// Does what a death leaves for later.
fn work(site: &Site) {
    Arc::new(Jobs::new().on(LIFE_CHANGED, ends)).run_due(site.store()).unwrap();
}

/// Who was named as the mother of a child, and whether somebody lives in a household.
fn at_home(site: &Site, child: PersonId, person: PersonId) -> (Option<PersonId>, bool) {
    let asked =
        move |view: &mut Tx<'_>| Ok((mother(view, child)?, member(view, person)?.is_some()));
    site.store().read_blocking(asked).unwrap()
}

#[city_test]
fn the_phone_of_one_record_shows_the_person_with_what_stands_under_either(site: &mut Site) {
    site.family();
    let (typed, golu) = (called(site, "Sunita Devi"), called(site, "Golu Kumar"));
    let card = held(site, typed);
    let mine = site.opened(Door::Own, PHONE, 'b');
    let before = mine.page("/mine");
    let counter = at_the_counter(site);
    looked(site, typed);
    link(site, typed, counter);
    let [old, own] = [typed, counter].map(|person| number(site, person));
    let page = mine.page("/mine");
    assert!(page.matches(own.as_str()).count() == 1 && !page.contains(&old), "{page}");
    let paper = format!("/mine/cards/{counter}/{card}");
    let children = format!("/mine/consents/{golu}");
    shows(&page, &["Temporary card until 22 Nov 2027", "Golu Kumar", &paper, &children]);
    assert!(mine.get(&paper).bytes.starts_with(b"%PDF"));
    let lost = format!("person={counter}&card={card}");
    assert_eq!(done(&mine.post("/mine/lost", &lost)), "/mine");
    assert_eq!(state(site, card), CardState::Suspended(WhySuspended::Lost));
    let permit = Permit::trial(Id::draw(MORNING), site.hospital);
    site.write(move |tx| restore(tx, &permit, card));
    for person in [counter, typed] {
        let page = mine.page(&format!("/mine/looks/{person}"));
        shows(&page, &["Amaltas Hospital", &format!("Under the other health ID {old}")]);
    }
    assert_eq!(done(&mine.post(&children, &pressed("a", ("research", "yes"), 0))), children);
    let Standing::Given(answer) = stands(site, golu, Purpose::Research) else { panic!("no yes") };
    assert_eq!(answer.by.proxy().map(|proxy| proxy.tie), Some(Tie::Mother));
    unlink(site, typed);
    assert_eq!(mine.page("/mine"), before, "as it was before, to the letter");
    let looks = mine.page(&format!("/mine/looks/{typed}"));
    assert!(looks.contains("Amaltas Hospital") && !looks.contains("Under the other"), "{looks}");
    assert_eq!(mine.get(&format!("/mine/looks/{counter}")).status, StatusCode::NOT_FOUND);
}

#[city_test]
fn what_was_agreed_under_one_record_counts_there_alone_and_is_taken_back(site: &mut Site) {
    site.family();
    let typed = called(site, "Sunita Devi");
    let counter = at_the_counter(site);
    link(site, typed, counter);
    let mine = site.opened(Door::Own, PHONE, 'b');
    let (path, other) = (format!("/mine/consents/{counter}"), format!("/mine/consents/{typed}"));
    let form = format!("action=\"{other}\"");
    shows(&mine.page(&path), &["Under the other health ID", &form, "counts there alone"]);
    assert_eq!(stands(site, counter, Purpose::HealthCard), Standing::NeverAsked);
    assert_eq!(done(&mine.post(&other, &pressed("a", ("health-card", "no"), 1))), other);
    let card = |person| stands(site, person, Purpose::HealthCard);
    assert!(matches!(card(typed), Standing::Withdrawn(_)), "{:?}", card(typed));
    assert_eq!(card(counter), Standing::NeverAsked, "nothing is carried over");
    let page = mine.page(&other);
    assert!(page.contains(&format!("action=\"{path}\"")) && !page.contains(&form), "{page}");
    let yes = mine.post(&other, &pressed("b", ("health-card", "yes"), 2));
    refused(&yes, StatusCode::CONFLICT, "CNS-012");
    assert_eq!(done(&mine.post(&path, &pressed("c", ("health-card", "yes"), 0))), path);
    assert!(matches!(card(counter), Standing::Given(_)), "{:?}", card(counter));
}

#[city_test]
fn a_death_under_one_record_ends_what_stands_under_the_other(site: &mut Site) {
    site.family();
    let (typed, golu) = (called(site, "Sunita Devi"), called(site, "Golu Kumar"));
    let card = held(site, typed);
    let counter = at_the_counter(site);
    link(site, typed, counter);
    assert_eq!(at_home(site, golu, counter).0, Some(counter), "his mother goes on");
    dies(site, counter);
    work(site);
    let over = CardState::Ended(WhyEnded::Deceased);
    assert_eq!(state(site, card), over);
    assert_eq!(at_home(site, golu, typed), (None, false));
    let mine = site.opened(Door::Own, PHONE, 'b');
    let page = mine.page("/mine");
    assert!(page.contains("Ramesh Kumar") && !page.contains("Sunita Devi"), "{page}");
    unlink(site, typed);
    work(site);
    assert_eq!(at_home(site, golu, typed), (Some(typed), true), "it was another woman");
    assert_eq!(state(site, card), over, "a card that has ended never comes back");
    shows(&mine.page("/mine"), &["Sunita Devi"]);
    link(site, typed, counter);
    work(site);
    assert_eq!(at_home(site, golu, typed), (None, false), "and a link to the dead ends it again");
}
