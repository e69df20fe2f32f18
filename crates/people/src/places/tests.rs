//! What a map and its names rely on, as sentences, on both engines.

use super::actions;
use super::model::{Loaded, Naming, WardNames};
use super::{sheet, store};
use nabz_access::Permit;
use nabz_store::Stop;
use nabz_testkit::{TestCity, city_test};

const WARDS: &str = include_str!("../../../../fixtures/wards.geojson");
const LOCALITIES: &str = include_str!("../../../../fixtures/localities.tsv");
const SQUARE: &str = "[[[77.1,28.6],[77.2,28.6],[77.2,28.7],[77.1,28.6]]]";

fn map(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\n\"features\":[\n{}\n]}}", features.join(",\n"))
}

fn feature(number: &str, name: &str, corners: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"Ward_Name":"{name}","Ward_No":"{number}"}},"geometry":{{"type":"Polygon","coordinates":{corners}}}}}"#
    )
}

fn load(city: &TestCity, text: String) -> Result<Loaded, Stop> {
    city.write(move |tx| actions::load_wards(tx, &text))
}

#[city_test]
fn the_wards_of_delhi_load_with_hindi_names(city: &mut TestCity) {
    let loaded = load(city, WARDS.to_owned()).unwrap();
    assert_eq!(loaded, Loaded { added: 290, kept: 0, retired: 0 });
    assert_eq!(sheet::wards(WARDS).unwrap().passed_over, 0);
    let again = load(city, WARDS.to_owned()).unwrap();
    assert_eq!((again.added, again.kept), (0, loaded.added));
    let ward = city.read(|view| store::ward(view, "209")).unwrap().unwrap();
    assert_eq!(ward.name_en, "Mayur Vihar Phase-I");
    assert_eq!(ward.name_hi, "मयूर विहार फ़ेज़-1");
    let ward = city.read(|view| store::ward(view, "174")).unwrap().unwrap();
    assert_eq!((&*ward.name_en, &*ward.name_hi), ("Chhatarpur", "छतरपुर"));
    let shapes = city.read(store::shapes).unwrap();
    assert_eq!(shapes.len(), loaded.added);
}

#[city_test]
fn a_map_with_a_fault_loads_nothing_and_says_where_it_is(city: &mut TestCity) {
    let open = "[[[77.1,28.6],[77.2,28.6],[77.2,28.7],[77.3,28.6]]]";
    let broken = map(&[
        feature("1", "NARELA", SQUARE),
        feature("2", "BAWANA", open),
        feature("1", "ALIPUR", SQUARE),
    ]);
    let Err(Stop::Refused(refused)) = load(city, broken) else { panic!("a broken map was loaded") };
    assert_eq!(refused.code, "PLA-001");
    let said = refused.facts.iter().map(|(_, fact)| fact.as_str()).collect::<Vec<_>>().join("\n");
    assert!(said.contains("4/2 SHT-026\n5/3 SHT-006"), "{said}");
    assert!(city.read(store::every_ward).unwrap().is_empty());
    assert!(load(city, "{".to_owned()).is_err());
    let roman = feature("1", r#"NARELA","Ward_Name_Hi":"Narela"#, SQUARE);
    let Err(Stop::Refused(refused)) = load(city, map(&[roman])) else { panic!("it was loaded") };
    assert!(refused.facts.iter().any(|(_, fact)| fact.contains("SHT-028")), "{refused:?}");
    assert!(load(city, r#"{"type":"Feature","features":[]}"#.to_owned()).is_err());
}

#[city_test]
fn an_area_without_name_and_number_is_passed_over_and_half_a_ward_is_a_fault(city: &mut TestCity) {
    let areas = [feature("1", "NARELA", SQUARE), feature(" ", "", SQUARE)];
    assert_eq!(sheet::wards(&map(&areas)).unwrap().passed_over, 1);
    let loaded = load(city, map(&areas)).unwrap();
    assert_eq!(loaded, Loaded { added: 1, kept: 0, retired: 0 });
    let hindi_alone = feature("", r#"","Ward_Name_Hi":"बवाना"#, SQUARE);
    let halves = [feature("", "BAWANA", SQUARE), feature("3", "", SQUARE), hindi_alone];
    let faults = sheet::wards(&map(&halves)).unwrap_err();
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["3/1 SHT-030", "4/2 SHT-025", "5/3 SHT-030"]);
    let Err(Stop::Refused(refused)) = load(city, map(&halves)) else { panic!("it was loaded") };
    assert_eq!(refused.code, "PLA-001");
    assert_eq!(city.read(store::wards).unwrap().len(), 1);
}

#[city_test]
fn a_corrected_name_outlives_the_next_load_and_a_lost_ward_is_retired(city: &mut TestCity) {
    let both = map(&[feature("1", "NARELA", SQUARE), feature("2", "BAWANA", SQUARE)]);
    load(city, both.clone()).unwrap();
    let permit = Permit::trial(city.staff, city.facility);
    let named = permit.clone();
    let naming = |ward: &str, name_en: &str, name_hi: &str, seen| Naming {
        ward: ward.into(),
        names: WardNames { name_en: name_en.into(), name_hi: name_hi.into() },
        seen,
    };
    let village = naming("1", "Narela", "नरेला गाँव", 0);
    city.write(move |tx| actions::name_ward(tx, &named, &village)).unwrap();
    let one = load(city, map(&[feature("1", "NARELA", SQUARE)])).unwrap();
    assert_eq!(one, Loaded { added: 0, kept: 1, retired: 1 });
    let ward = city.read(|view| store::ward(view, "1")).unwrap().unwrap();
    assert_eq!(ward.name_hi, "नरेला गाँव");
    assert!(city.read(|view| store::ward(view, "2")).unwrap().unwrap().retired);
    assert_eq!(city.read(store::wards).unwrap().len(), 1);
    let refused = |wrong: Naming, code: &str| {
        let permit = permit.clone();
        let answer = city.write(move |tx| actions::name_ward(tx, &permit, &wrong));
        assert!(matches!(answer, Err(Stop::Refused(refused)) if refused.code == code), "{code}");
    };
    refused(naming("9", "Narela", "नरेला", 0), "PLA-002");
    refused(naming("1", "Narela", "Narela", 1), "PLA-003");
    refused(naming("1", "नरेला", "नरेला", 1), "PLA-004");
    refused(naming("1", "Narela", "नरेला", 0), "PLA-005");
    let by = city.read(|view| store::namings(view, "1")).unwrap();
    assert_eq!((by.len(), by[0].staff, by[0].version), (1, city.staff, 1));
}

#[city_test]
fn a_locality_is_found_by_the_beginning_of_its_name_in_either_script(city: &mut TestCity) {
    let loaded = city.write(|tx| actions::load_localities(tx, LOCALITIES)).unwrap();
    assert!(loaded.added > 700, "{loaded:?}");
    let find = |typed: &'static str| -> Vec<String> {
        let found = city.read(move |view| actions::find_localities(view, typed)).unwrap();
        found.into_iter().map(|locality| locality.name_en).collect()
    };
    assert!(find("sangam").contains(&"Sangam Vihar".to_owned()));
    assert!(find("संगम वि").contains(&"Sangam Vihar".to_owned()));
    assert!(find("  ").is_empty());
    let broken = "english\thindi\tdistrict\tkind\n\
                  Narela\t\tNorth\tx\nBawana\tबवाना\tNor\u{202e}th\tx\n";
    let Err(Stop::Refused(refused)) = city.write(move |tx| actions::load_localities(tx, broken))
    else {
        panic!("a broken sheet was loaded")
    };
    assert_eq!(refused.facts[1].1, "2 hindi SHT-001\n3 district SHT-003");
    assert_eq!(city.read(store::localities).unwrap().len(), loaded.added);
}
