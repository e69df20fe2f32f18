//! Storerooms are opened from a list, whole or not at all.

use crate::facilities::load::{Loaded, Outcome};
use crate::stores;
use crate::stores::load::{load_storerooms, read_storerooms};
use crate::stores::model::Storeroom;
use crate::trial_day::Day;
use nabz_kernel::sheet::LineFault;
use nabz_testkit::city_tests;

const HEAD: &str = "facility,code,kind,name_en,name_hi\n";
const MAIN: &str = "AML,MAIN,main,Main store,मुख्य भंडार\n";
const PHARMACY: &str = "AML,PHARM,pharmacy,Pharmacy,दवाखाना\n";
const ARRANGED: &str = "SELECT COUNT(*) FROM audit_row WHERE act = 'stores.arrange'";
const STOREROOMS: &str = "SELECT COUNT(*) FROM stores_storeroom";

fn load(day: &Day, lines: &[&str]) -> Outcome {
    let lines = read_storerooms(&format!("{HEAD}{}", lines.concat()))?;
    day.write(move |tx| load_storerooms(tx, &lines)).unwrap()
}

fn storerooms(day: &Day) -> Vec<Storeroom> {
    let facility = day.facility;
    day.read(move |tx| stores::storerooms(tx, facility))
}

fn said(faults: &[LineFault]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

city_tests! { Day;
    fn storerooms_are_opened_from_a_list_and_the_same_list_again_changes_nothing(day) {
        assert_eq!(load(day, &[PHARMACY, MAIN]).unwrap(), Loaded { added: 2, known: 0 });
        let opened = storerooms(day);
        let codes: Vec<_> = opened.iter().map(|room| room.code.as_str()).collect();
        assert_eq!(codes, ["MAIN", "PHARM"]);
        assert_eq!(opened[0].name.hindi, "मुख्य भंडार");
        assert_eq!(load(day, &[PHARMACY, MAIN]).unwrap(), Loaded { added: 0, known: 2 });
        assert_eq!(storerooms(day), opened);
        assert_eq!(day.count(ARRANGED), 2, "what changed nothing leaves no row");
    }

    fn a_later_list_corrects_a_name_and_never_what_a_storeroom_is_for(day) {
        load(day, &[MAIN, PHARMACY]).unwrap();
        let night = PHARMACY.replace("Pharmacy", "Night pharmacy");
        assert_eq!(load(day, &[&night]).unwrap(), Loaded { added: 0, known: 1 });
        let renamed = storerooms(day);
        assert_eq!((renamed.len(), renamed[1].name.english.as_str()), (2, "Night pharmacy"));
        assert_eq!(day.count(ARRANGED), 3);
        let turned = MAIN.replace(",main,", ",pharmacy,");
        assert_eq!(said(&load(day, &[PHARMACY, &turned]).unwrap_err()), ["3 kind SHT-029"]);
        assert_eq!(storerooms(day), renamed);
    }

    fn every_faulty_line_is_named_and_nothing_of_its_list_is_kept(day) {
        let long = format!("AML,LONG,pharmacy,{},दवाखाना\n", "a".repeat(61));
        let lines: [&str; 7] = [
            MAIN,
            "AML,WARD,ward,Ward store,वार्ड का भंडार\n",
            MAIN,
            "AML,P 1,pharmacy,Pharmacy,दवाखाना\n",
            "AML,NIGHT,pharmacy,,दवाखाना\n",
            "AML,DAY,pharmacy,Day pharmacy,\n",
            &long,
        ];
        let expect = [
            "3 kind SHT-004",
            "4 code SHT-006",
            "5 code SHT-021",
            "6 name_en SHT-001",
            "7 name_hi SHT-001",
            "8 name_en SHT-002",
        ];
        assert_eq!(said(&load(day, &lines).unwrap_err()), expect);
        let lost = MAIN.replace("AML", "NOWHERE");
        assert_eq!(said(&load(day, &[MAIN, &lost]).unwrap_err()), ["3 facility SHT-012"]);
        assert_eq!((day.count(STOREROOMS), day.count(ARRANGED)), (0, 0));
    }
}

#[test]
fn a_sheet_of_another_shape_is_refused_with_its_line() {
    for (text, fault) in [
        ("facility,code,kind,name_en,name_hi,colour\n".to_owned(), "1 SHT-008"),
        ("facility,code,kind,name_en\n".to_owned(), "1 name_hi SHT-009"),
        (format!("{HEAD}AML,MAIN,main\n"), "2 SHT-010"),
        (format!("{HEAD}{}", MAIN.replace("store", "st\u{7}ore")), "2 name_en SHT-003"),
        (format!("{HEAD}{}", MAIN.replace("store", "st\u{202e}ore")), "2 name_en SHT-003"),
    ] {
        assert_eq!(said(&read_storerooms(&text).unwrap_err()), [fault], "{text:?}");
    }
}

#[test]
fn the_storerooms_of_the_made_up_city_read_without_a_fault() {
    let lines = read_storerooms(include_str!("../../../../../fixtures/stores.csv"));
    assert_eq!(lines.unwrap().len(), 8);
}
