//! Phones that are asked about, families that come together, and the numbers of a counter.

use super::{code, details, find, loaded, named, permit, person, phone, register};
use crate::registry::actions::{self, CheckPhone};
use crate::registry::model::{Details, Sex};
use crate::registry::rules::{PHONE_TRUSTED_DAYS, phone_is_due};
use crate::registry::store::{self, BLOCK_NUMBERS, RENEW_BELOW};
use nabz_access::Permit;
use nabz_fhir::resource_types::ResourceType;
use nabz_kernel::ids::PersonId;
use nabz_store::{Settings, Tx};
use nabz_testkit::{Busy, City, Database, TestCity, city_test};
use std::collections::HashSet;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

fn with_phone(city: &TestCity) -> PersonId {
    let sunita = details("Sunita Devi", 42, Sex::Female);
    register(city, Details { phone: Some(phone("0000004321")), ..sunita }).person
}

fn is_asked(city: &TestCity, id: PersonId) -> bool {
    let on_record = person(city, id);
    let checked = city.read(move |view| store::phone_checked_at(view, id)).unwrap();
    phone_is_due(&on_record, checked, city.now().date_in_india())
}

fn half_a_year(city: &TestCity) {
    city.pass(DAY * u32::try_from(PHONE_TRUSTED_DAYS + 1).unwrap());
}

#[city_test]
fn a_phone_is_asked_about_after_half_a_year_and_not_again_once_answered(city: &mut TestCity) {
    let sunita = with_phone(city);
    assert!(!is_asked(city, sunita), "she has just said it");
    half_a_year(city);
    assert!(is_asked(city, sunita));
    let permit: Permit<CheckPhone> = permit(city);
    let kept = city.write(move |tx| actions::keep_phone(tx, &permit, (sunita, 1))).unwrap();
    assert_eq!(kept.version, 1, "nothing on record has changed");
    assert!(!is_asked(city, sunita));
    half_a_year(city);
    assert!(is_asked(city, sunita));
    let nobody = named(city, "Asha").person;
    half_a_year(city);
    assert!(!is_asked(city, nobody), "there is no phone to ask about");
}

#[city_test]
fn another_phone_finds_the_person_and_stands_in_the_record_at_once(city: &mut TestCity) {
    let sunita = with_phone(city);
    half_a_year(city);
    let (permit, other) = (permit::<CheckPhone>(city), phone("0000009876"));
    let again = permit.clone();
    let changed = other.clone();
    let change = move |tx: &mut Tx<'_>| actions::change_phone(tx, &permit, (sunita, 1), &changed);
    assert_eq!(city.write(change).unwrap().details.phone, Some(other));
    assert!(!is_asked(city, sunita));
    assert_eq!(find(city, &loaded(city), "0000009876")[0].person, sunita);
    assert!(find(city, &loaded(city), "0000004321").is_empty());
    let read = move |view: &mut Tx<'_>| {
        nabz_record::read::read(view, ResourceType::PATIENT, &sunita.to_string())
    };
    let body = city.read(read).unwrap().unwrap().body;
    let body = String::from_utf8(body).unwrap();
    assert!(body.contains("+910000009876"), "{body}");
    // The tab that was opened before knows nothing of it.
    let late = again.clone();
    let stale = city.write(move |tx| actions::keep_phone(tx, &late, (sunita, 1)));
    assert_eq!(code(stale), "REG-022");
    let stale =
        city.write(move |tx| actions::change_phone(tx, &again, (sunita, 1), &phone("0000001111")));
    assert_eq!(code(stale), "REG-022");
    let people: [std::sync::Arc<dyn nabz_record::Walk>; 1] =
        [std::sync::Arc::new(crate::registry::rebuild::Persons)];
    assert!(nabz_record::rebuild(&city.store, &people, |_, _| {}).unwrap().is_clean());
}

#[city_test]
fn a_counter_leases_its_next_block_before_the_one_in_use_runs_out(city: &mut TestCity) {
    let facility = city.facility;
    city.write(move |tx| store::lease_ahead(tx, facility, "4")).unwrap();
    let block = |city: &TestCity| {
        city.read(move |view| store::block(view, facility, "4")).unwrap().unwrap()
    };
    let size = i64::from(BLOCK_NUMBERS);
    assert_eq!((block(city).left(), block(city).spare), (size, None));
    let take = |city: &TestCity, count: i64| -> Vec<i64> {
        let take = move |tx: &mut Tx<'_>| {
            (0..count).map(|_| store::next_serial(tx, facility, "4")).collect()
        };
        city.write(take).unwrap()
    };
    let mut given = take(city, size - RENEW_BELOW);
    assert_eq!((block(city).left(), block(city).spare), (RENEW_BELOW, None));
    given.extend(take(city, 1));
    assert_eq!(block(city).left(), RENEW_BELOW - 1 + size);
    // Sitting down again leases nothing more: there is enough.
    city.write(move |tx| store::lease_ahead(tx, facility, "4")).unwrap();
    assert_eq!(block(city).left(), RENEW_BELOW - 1 + size);
    given.extend(take(city, size));
    assert_eq!(given.iter().collect::<HashSet<_>>().len(), given.len(), "none twice");
}

#[city_test]
fn two_counters_never_share_a_number(city: &mut Busy<TestCity>) {
    let facility = city.facility;
    let take = |counter: &'static str| -> Vec<i64> {
        let take = move |tx: &mut Tx<'_>| {
            (0..BLOCK_NUMBERS * 2).map(|_| store::next_serial(tx, facility, counter)).collect()
        };
        city.store.write_blocking(take).unwrap()
    };
    let given: Vec<i64> = std::thread::scope(|scope| {
        let counters = ["1", "2", "1", "3"].map(|counter| scope.spawn(move || take(counter)));
        counters.into_iter().flat_map(|counter| counter.join().unwrap()).collect()
    });
    assert_eq!(given.iter().collect::<HashSet<_>>().len(), given.len());
}

/// A database that can be opened a second time, as after a restart.
struct Restarted(Database);

impl City for Restarted {
    fn on(database: Database) -> Self {
        Self(database)
    }
}

#[city_test]
fn the_block_of_a_counter_outlives_a_restart(city: &mut Restarted) {
    let facility = nabz_kernel::ids::Id::draw(nabz_testkit::MORNING);
    let take = move |tx: &mut Tx<'_>| store::next_serial(tx, facility, "4");
    let before = city.0.store.write_blocking(take).unwrap();
    let restarted = city.0.reopen(&Settings::default());
    assert_eq!(restarted.write_blocking(take).unwrap(), before + 1);
    let block = restarted.read_blocking(move |view| store::block(view, facility, "4")).unwrap();
    assert_eq!(block.unwrap().left(), i64::from(BLOCK_NUMBERS) - 2);
}
