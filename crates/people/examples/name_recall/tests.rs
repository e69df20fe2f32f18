//! A small city, in which everyone has to be found; the full measurement is `bench/names.sh`.

use super::checks;
use super::city::City;
use super::figures::{Figures, ask_all};
use super::typing::Manner;
use nabz_people::registry::index::Search;
use nabz_people::residents::Half;
use nabz_store::Store;
use nabz_testkit::Database;

fn a_typed_name_is_on_the_first_page(store: &Store, residents: u64, queries: usize) {
    let city = City::in_database(store, Half::Tuning, (11, residents)).unwrap();
    let search = Search::default();
    search.load(store).unwrap();
    let asked = ask_all((store, &search), &city, 12, queries).unwrap();
    assert_eq!(asked.len(), queries * Manner::ALL.len());
    for manner in Manner::ALL {
        let figures = Figures::of(asked.iter().filter(|one| one.manner == manner));
        assert!(figures.name_recall() >= 950, "{}: {figures}", manner.word());
        // Hundreds share a given name and an age; the page has twenty rows.
        let is_enough = figures.person_recall() >= 930 || manner == Manner::GivenOnly;
        assert!(is_enough, "{}: {figures}", manner.word());
    }
    let all = Figures::of(asked.iter());
    assert!(all.name_recall() >= 970, "{all}");
    assert!(all.person_recall() >= 950, "{all}");
    let again = checks::come_again(&city, 13, 100 + queries);
    let checked = checks::figures(&checks::check_all((store, &search), &again).unwrap());
    assert!(checked.person_recall() >= 900, "{checked}");
}

#[test]
fn a_name_typed_with_slips_in_either_script_is_found_among_five_thousand() {
    a_typed_name_is_on_the_first_page(&Database::sqlite().store, 5_000, 40);
}

#[test]
fn a_name_typed_with_slips_is_found_on_the_other_engine_too() {
    if let Some(database) = Database::postgres() {
        a_typed_name_is_on_the_first_page(&database.store, 1_000, 20);
    }
}
