//! Names typed in haste, and pages on which namesakes leave room for others.

use super::{details, find, loaded, named, names, register};
use crate::registry::model::{Details, Sex};
use crate::registry::search::PAGE_ROWS_MAX;
use crate::registry::store;
use nabz_kernel::birth::{Age, Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_testkit::{TestCity, city_test};
use std::time::Duration;

#[city_test]
fn words_written_together_cut_short_or_left_out_find_the_name(city: &mut TestCity) {
    for name in ["Mohd Sharif Ansari", "Ram Prasad", "Ramesh Chand Gupta", "Sunita Devi Upadhyay"] {
        named(city, name);
    }
    let search = loaded(city);
    let first = |typed: &str| {
        let found = find(city, &search, typed);
        names(&found).first().map(|name| (*name).to_owned()).unwrap_or_default()
    };
    for typed in ["Mohdsharif Ansari", "मो०शरीफ़ अंसारी", "Sharif Ansari", "Sharif"]
    {
        assert_eq!(first(typed), "Mohd Sharif Ansari", "{typed}");
    }
    for typed in ["Ramprasad", "रामप्रसाद", "Ramplasad"] {
        assert_eq!(first(typed), "Ram Prasad", "{typed}");
    }
    for typed in ["Rameshchand Gupta", "Ramesh Chandgupta", "Rames Gupt", "गुप्ता रमेश"]
    {
        assert_eq!(first(typed), "Ramesh Chand Gupta", "{typed}");
    }
    for typed in ["Sunita Upadh", "Sunitadevi Upadhyay", "Suneeta Opadhyay"] {
        assert_eq!(first(typed), "Sunita Devi Upadhyay", "{typed}");
    }
}

#[city_test]
fn a_name_of_one_word_comes_before_longer_names_that_hold_it(city: &mut TestCity) {
    for _ in 0..45 {
        named(city, "Sunita Devi");
    }
    named(city, "सुनीता");
    assert_eq!(names(&find(city, &loaded(city), "Suneeta"))[0], "सुनीता");
}

#[city_test]
fn namesakes_do_not_fill_the_page_alone_unless_an_age_is_said(city: &mut TestCity) {
    for _ in 0..PAGE_ROWS_MAX + 5 {
        register(city, details("Sunita Gupta", 42, Sex::Female));
    }
    register(city, details("Sunita Devi Gupta", 42, Sex::Female));
    let search = loaded(city);
    let found = find(city, &search, "Sunita Gupta");
    assert_eq!(found.len(), PAGE_ROWS_MAX);
    assert_eq!(names(&found)[0], "Sunita Gupta");
    assert!(names(&found).contains(&"Sunita Devi Gupta"));
    assert!(!names(&find(city, &search, "Sunita Gupta 42")).contains(&"Sunita Devi Gupta"));
}

#[city_test]
fn somebody_whose_day_of_birth_fits_comes_onto_the_page_past_those_whose_does_not(
    city: &mut TestCity,
) {
    let born = |name: &str, year: i16| {
        let date = BirthDate::on(Date::from_calendar(year, 1, 1).unwrap());
        let birth = Some(Birth { date, quality: BirthQuality::Documented });
        Details { birth, ..details(name, 43, Sex::Female) }
    };
    // By the year alone they may be 43; by the day they are 44.
    for name in [["Sunita Devi"; 12].as_slice(), &["Sanita Devi"; PAGE_ROWS_MAX - 12]].concat() {
        register(city, born(name, 1982));
    }
    city.pass(Duration::from_mins(1));
    register(city, born("Sanita Devi", 1983));
    let found = find(city, &loaded(city), "Sunita Devi 43");
    assert_eq!((found.len(), names(&found)[11]), (PAGE_ROWS_MAX, "Sunita Devi"));
    assert_eq!((found[12].age, names(&found)[12]), (Some(Age::Years(43)), "Sanita Devi"));
}

#[city_test]
fn those_whose_age_nobody_knows_do_not_hide_the_one_whose_age_was_said(city: &mut TestCity) {
    for _ in 0..105 {
        named(city, "Sunita Devi");
    }
    for age in [44, 42, 43] {
        register(city, details("Sunita Devi", age, Sex::Female));
    }
    let found = find(city, &loaded(city), "Sunita Devi 42");
    assert_eq!(found[0].age, Some(Age::Years(42)));
    assert_eq!(found[1].age, Some(Age::Years(43)));
}

#[city_test]
fn those_from_before_there_was_a_table_of_sounds_are_found_once_their_keys_are_written(
    city: &mut TestCity,
) {
    for name in ["Sunita Devi", "Ram Prasad", "Mohd Sharif Ansari"] {
        named(city, name);
    }
    let as_before = |tx: &mut nabz_store::Tx<'_>| {
        tx.execute("DELETE FROM registry_name_sound", &[])?;
        tx.execute(
            "INSERT INTO registry_name_pending (from_id)
             SELECT person_id FROM registry_person ORDER BY person_id LIMIT 1",
            &[],
        )
    };
    city.write(as_before).unwrap();
    assert_eq!(find(city, &loaded(city), "Ram Prasad"), []);
    loaded(city).write_pending(&city.store).unwrap();
    for name in ["Sunita Devi", "Ram Prasad", "Mohd Sharif Ansari"] {
        assert_eq!(names(&find(city, &loaded(city), name)), [name]);
    }
    let is_more = city.write(store::write_pending).unwrap();
    assert!(!is_more, "nobody is left");
}
