use super::household::Household;
use super::person::{Memory, Person};
use super::{City, Locality, Noise, Registration};
use crate::households::model::Tie;
use crate::registry::model::{Relation, Sex};
use nabz_kernel::clock::Date;
use std::collections::{HashMap, HashSet};

fn today() -> Date {
    Date::from_calendar(2026, 11, 23).unwrap()
}

fn a_city(residents: u64, seed: u64) -> City {
    let locality = |name_en: &str, name_hi: &str, ward: &str| Locality {
        name_en: name_en.to_owned(),
        name_hi: name_hi.to_owned(),
        ward: ward.to_owned(),
        district: "South".to_owned(),
    };
    let localities = vec![
        locality("Sangam Vihar", "संगम विहार", "1"),
        locality("Lado Sarai", "लाडो सराय", "2"),
        locality("Begumpur", "बेगमपुर", "3"),
    ];
    City::of(residents, seed, today()).living_in(localities)
}

/// The first households of a city.
fn homes(city: &City) -> Vec<Household<'_>> {
    (0..4_000).map(|number| city.household(number)).collect()
}

fn percent(some: usize, of: usize) -> usize {
    some * 100 / of
}

fn last_word(person: &Person<'_>) -> String {
    person.name.words.last().map(|word| word.roman.clone()).unwrap_or_default()
}

#[test]
fn a_seed_always_makes_the_same_city_and_another_seed_another() {
    let lines = |seed| a_city(800, seed).collect::<Vec<Registration>>();
    assert_eq!(lines(3), lines(3));
    assert_ne!(lines(3), lines(4));
}

#[test]
fn a_city_has_as_many_persons_as_asked_for_and_is_the_beginning_of_a_larger_one() {
    for residents in [0, 1, 7, 500] {
        let small: Vec<Registration> = a_city(residents, 9).collect();
        let persons: HashSet<&str> = small.iter().map(|line| line.person.as_str()).collect();
        assert_eq!(persons.len(), usize::try_from(residents).unwrap());
        let large: Vec<Registration> = a_city(20_000_000, 9).take(small.len()).collect();
        assert_eq!(small, large);
    }
    let mut full = a_city(5, 9);
    assert!(full.by_ref().count() >= 5);
    assert!(full.next().is_none(), "an ended city stays ended");
    let mut none = a_city(0, 9);
    assert!(none.next().is_none());
    assert_eq!(none.households(), 0);
}

#[test]
fn households_are_of_every_size_and_four_or_five_in_the_middle() {
    let city = a_city(0, 1);
    let homes = homes(&city);
    let sizes: Vec<usize> = homes.iter().map(|home| home.people.len()).collect();
    let all: usize = sizes.iter().sum();
    assert!((380..520).contains(&(all * 100 / sizes.len())), "{all} in {}", sizes.len());
    let share = |fits: &dyn Fn(usize) -> bool| {
        percent(sizes.iter().filter(|size| fits(**size)).count(), sizes.len())
    };
    assert!((4..20).contains(&share(&|size| size == 1)));
    assert!((40..75).contains(&share(&|size| (3..=6).contains(&size))));
    assert!((2..15).contains(&share(&|size| size > 8)));
    assert!(sizes.iter().all(|size| (1..=75).contains(size)));
    assert!(homes.iter().any(|home| !home.is_home), "somebody lives in a shelter or a hostel");
    assert!(homes.iter().all(|home| home.people[0].tie == Tie::Head));
    let has_grandchildren =
        |home: &&Household<'_>| home.people.iter().any(|person| person.tie == Tie::Grandchild);
    assert!((4..13).contains(&percent(homes.iter().filter(has_grandchildren).count(), 4_000)));
}

#[test]
fn children_are_younger_than_their_mothers_and_bear_their_fathers_surnames() {
    let city = a_city(0, 2);
    let homes = homes(&city);
    let (mut sons, mut same) = (0, 0);
    for home in homes.iter().filter(|home| home.is_home) {
        let [head, others @ ..] = home.people.as_slice() else { panic!("nobody lives here") };
        let mother = others.iter().find(|person| person.tie == Tie::Spouse);
        for child in others.iter().filter(|person| person.tie == Tie::Child) {
            if let Some(mother) = mother {
                assert!((child.born.days() - mother.born.days()) / 365 >= 14);
            }
            if child.sex == Sex::Male && head.sex == Sex::Male {
                sons += 1;
                same += usize::from(last_word(child) == last_word(head));
            }
            let (relation, name) = child.guardian.as_ref().unwrap();
            assert_eq!(*relation, Relation::Father);
            assert!(!name.words.is_empty());
        }
    }
    assert!(sons > 1_000, "{sons}");
    assert!((35..85).contains(&percent(same, sons)), "{same} of {sons}");
}

#[test]
fn wives_bear_devi_more_often_than_their_daughters_who_bear_kumari() {
    let city = a_city(0, 3);
    let homes = homes(&city);
    let with = |ending: &str, tie: Tie| {
        let people = homes.iter().flat_map(|home| &home.people);
        let women = people.filter(|person| person.sex == Sex::Female && person.tie == tie);
        women.filter(|person| person.name.words.iter().any(|w| w.roman == ending)).count()
    };
    assert!(with("Devi", Tie::Spouse) > 5 * with("Devi", Tie::Child));
    assert!(with("Kumari", Tie::Child) > 2 * with("Kumari", Tie::Spouse));
    assert!(with("Kaur", Tie::Spouse) > 0 && with("Begum", Tie::Spouse) > 0);
}

#[test]
fn the_names_of_one_family_belong_together() {
    let city = a_city(0, 4);
    let homes = homes(&city);
    let groups = [["Begum", "Khatoon", "Mohd"], ["Devi", "Kumari", "Lal"], ["Kaur"; 3]];
    for home in homes.iter().filter(|home| home.is_home) {
        // Who shares a room is of no family.
        if home.people.iter().any(|person| person.tie == Tie::Unrelated) {
            continue;
        }
        let bears = |group: &[&str; 3]| {
            let mut words = home.people.iter().flat_map(|person| person.name.words.iter().skip(1));
            words.any(|word| group.contains(&word.roman.as_str()))
        };
        let titled = home.people.iter().any(|person| person.name.given == 1);
        let [muslim, hindu, sikh] = &groups;
        let is_muslim = titled || bears(muslim);
        assert!(usize::from(is_muslim) + usize::from(bears(hindu) || bears(sikh)) < 2);
    }
}

#[test]
fn some_children_are_twins_with_names_of_their_own() {
    let city = a_city(0, 5);
    let homes = homes(&city);
    let people: usize = homes.iter().map(|home| home.people.len()).sum();
    let mut twins = 0;
    for home in homes.iter().filter(|home| home.is_home) {
        for (place, one) in home.people.iter().enumerate() {
            let rest = home.people.iter().skip(place + 1);
            for other in rest.filter(|other| other.born == one.born && other.tie == one.tie) {
                twins += 2;
                let given = |person: &Person<'_>| person.name.given().unwrap().roman.clone();
                assert_ne!(given(one), given(other));
            }
        }
    }
    assert!((3..25).contains(&(twins * 1_000 / people)), "{twins} of {people}");
}

#[test]
fn families_share_phones_and_no_number_is_anybodys() {
    let city = a_city(0, 6);
    let homes = homes(&city);
    let mut shared_by: HashMap<u64, usize> = HashMap::new();
    let people: Vec<&Person<'_>> = homes.iter().flat_map(|home| &home.people).collect();
    for phone in people.iter().filter_map(|person| person.phone) {
        *shared_by.entry(phone).or_default() += 1;
    }
    let has_company =
        |person: &&&Person<'_>| person.phone.is_some_and(|phone| shared_by[&phone] > 1);
    let shared = percent(people.iter().filter(has_company).count(), people.len());
    assert!((30..55).contains(&shared), "{shared}");
    assert!(shared_by.values().any(|people| *people > 15), "somebody's phone serves a lane");
    let numbers: Vec<String> = a_city(2_000, 6).map(|line| line.written.phone).collect();
    assert!(numbers.iter().all(|number| number.is_empty() || number.starts_with('0')));
}

#[test]
fn a_quarter_knows_no_date_of_birth_and_guessed_ages_are_round() {
    let city = a_city(0, 7);
    let homes = homes(&city);
    let people: Vec<&Person<'_>> = homes.iter().flat_map(|home| &home.people).collect();
    let unknown = people.iter().filter(|person| person.memory == Memory::Nothing).count();
    assert!((17..33).contains(&percent(unknown, people.len())));
    for noise in [Noise::Heard, Noise::Copied] {
        let lines = a_city(20_000, 7).written_as(noise);
        let ages: Vec<u64> = lines
            .filter(|line| line.written.birth_date.is_empty())
            .filter_map(|line| line.written.age_said.parse::<u64>().ok())
            .filter(|age| *age > 25)
            .collect();
        let round = ages.iter().filter(|age| **age % 5 == 0).count();
        assert!((32..80).contains(&percent(round, ages.len())), "{round} of {}", ages.len());
    }
}

#[test]
fn some_were_registered_twice_or_more_and_the_first_time_comes_first() {
    let lines: Vec<Registration> = a_city(20_000, 8).collect();
    let again = lines.iter().filter(|line| line.is_again).count();
    assert!((5..12).contains(&percent(again, 20_000)), "{again}");
    let mut times: HashMap<&str, usize> = HashMap::new();
    let mut ids = HashSet::new();
    for line in &lines {
        let before = times.entry(&line.person).or_default();
        assert_eq!(*before > 0, line.is_again);
        *before += 1;
        assert!(ids.insert(&line.id));
    }
    assert!(times.values().any(|times| *times > 2));
    assert!(times.values().all(|times| *times < 12));
    let sheets = |line: &&Registration| !line.household.is_empty();
    let on_sheets = percent(lines.iter().filter(sheets).count(), lines.len());
    assert!((60..90).contains(&on_sheets), "{on_sheets}");
}

#[test]
fn whoever_comes_back_is_spread_over_the_whole_city() {
    let lines: Vec<Registration> = a_city(30_000, 10).collect();
    let (first, second) = lines.split_at(lines.len() / 2);
    let again = |lines: &[Registration]| lines.iter().filter(|line| line.is_again).count();
    let (first, second) = (again(first), again(second));
    assert!(first * 10 > second * 7 && second * 10 > first * 7, "{first} and {second}");
}

#[test]
fn a_household_that_moved_is_found_on_another_sheet_at_another_address() {
    let city = a_city(0, 11);
    let mut moved = 0;
    for number in 0..2_000 {
        let later = super::later::registrations(&city, number);
        let sheets: HashSet<&String> = later.iter().map(|line| &line.household).collect();
        assert!(sheets.len() < 2, "one event at a time");
        moved += usize::from(later.len() > 2 && later.iter().all(|l| l.source == "survey"));
    }
    assert!((20..120).contains(&moved), "{moved}");
}

#[test]
fn both_noises_write_the_same_people_down_in_both_scripts_and_differently() {
    let written = |noise| a_city(6_000, 12).written_as(noise).collect::<Vec<Registration>>();
    let (heard, copied) = (written(Noise::Heard), written(Noise::Copied));
    let whom = |lines: &[Registration]| -> Vec<(String, String, String)> {
        let of = |line: &Registration| {
            (line.id.clone(), line.person.clone(), line.registered_on.clone())
        };
        lines.iter().map(of).collect()
    };
    assert_eq!(whom(&heard), whom(&copied));
    let same = heard.iter().zip(&copied).filter(|(one, other)| one.written == other.written);
    assert!(percent(same.count(), heard.len()) < 5);
    for (lines, hindi, roman) in [(&heard, 25..45, 25..45), (&copied, 15..30, 52..72)] {
        let without_roman = lines.iter().filter(|line| line.written.name_en.is_empty()).count();
        let without_hindi = lines.iter().filter(|line| line.written.name_hi.is_empty()).count();
        assert!(hindi.contains(&percent(without_roman, lines.len())), "{without_roman}");
        assert!(roman.contains(&percent(without_hindi, lines.len())), "{without_hindi}");
    }
    let named = |line: &Registration| !line.cells()[1].is_empty();
    assert!(heard.iter().chain(&copied).all(named), "everybody has a name");
}

#[test]
fn dates_and_figures_can_be_read_and_nobody_is_born_after_being_registered() {
    for noise in [Noise::Heard, Noise::Copied] {
        for line in a_city(6_000, 13).written_as(noise) {
            let on = day(&line.registered_on);
            assert!(on <= today());
            let written = &line.written;
            if !written.birth_date.is_empty() {
                let birth = nabz_kernel::birth::BirthDate::parse(&written.birth_date, on);
                assert!(birth.is_ok(), "{} of {}", written.birth_date, line.id);
            }
            assert!(written.age_said.is_empty() || written.age_said.parse::<u8>().is_ok());
            assert!(written.phone.bytes().all(|digit| digit.is_ascii_digit()));
        }
    }
}

fn day(text: &str) -> Date {
    let birth = nabz_kernel::birth::BirthDate::parse(text, today()).unwrap();
    birth.exact().unwrap()
}
