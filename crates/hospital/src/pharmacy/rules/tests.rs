//! Decisions of a pharmacy, case by case.

use super::*;
use crate::formulary::sheet;

fn list() -> Vec<Medicine> {
    let text = include_str!("../../../../../fixtures/formulary.csv");
    let lines = sheet::read(text).unwrap().lines;
    let id = |line: u64| nabz_kernel::ids::Id::from_uuid(uuid::Uuid::from_u128(line.into()));
    lines.into_iter().map(|line| Medicine { id: id(line.line), ..line.medicine }).collect()
}

fn check(written: &str, offered: &str, expect: Option<(u32, u32)>) {
    let list = list();
    let find = |code: &str| list.iter().find(|m| m.code == code).unwrap();
    let stand = may_stand_for(find(written), find(offered)).ok();
    let twelve = Units::new(12);
    let got = stand.map(|s| (s.needed(twelve).count(), s.covered(twelve).count()));
    assert_eq!(got, expect, "{offered} for {written}");
}

#[test]
fn a_substitute_has_the_same_substance_and_adds_up_in_whole_tablets() {
    check("AMLO-5-TAB", "AMLO-5-TAB", Some((12, 12)));
    check("AMOX-500-CAP", "AMOX-250-CAP", Some((24, 6)));
    check("AMOX-250-CAP", "AMOX-500-CAP", None);
    check("AMLO-5-TAB", "AMLO-2P5-TAB", Some((24, 6)));
    check("PARA-500-TAB", "PARA-650-TAB", None);
    check("PARA-500-TAB", "PARA-125-SUS", None);
    check("AMLO-5-TAB", "ATEN-25-TAB", None);
    check("COTRIM-400-TAB", "COTRIM-800-TAB", None);
}

#[test]
fn a_slip_is_read_with_whatever_stands_around_its_id() {
    let id = "0193f3a1-7b2c-7d10-8a4e-0123456789ab";
    for read in [id.to_owned(), format!("nabz:rx:{id}"), format!("https://x/p/{id}?copy=2")] {
        assert_eq!(slip(&read), Some(Scanned::Id(id.parse().unwrap())), "{read}");
    }
    for read in ["M-148", "m148", " M 148 "] {
        assert_eq!(slip(read), Some(Scanned::Token("M-148".into())), "{read}");
    }
    assert_eq!(slip("W-9"), Some(Scanned::Token("W-009".into())));
    for read in ["", "148", "नमस्ते", "M-", "M-x"] {
        assert_eq!(slip(read), None, "{read}");
    }
}

#[test]
fn a_pack_s_batch_number_is_found_in_every_code_it_may_carry() {
    assert_eq!(pack_number("am0415 "), "AM0415");
    assert_eq!(pack_number("AMLODI-5-TAB|AM0415"), "AM0415");
    assert_eq!(pack_number("01089012345678941727013110AM0415"), "AM0415");
    assert_eq!(pack_number("]d2010890123456789410AM0415\u{1d}21X7"), "AM0415");
}

#[test]
fn the_label_of_a_weaker_substitute_says_to_take_more_of_it() {
    use crate::prescribing::model::{Directions, Meal};
    use crate::prescribing::rules::directions::{frequency_of, typed};
    let list = list();
    let find = |code: &str| list.iter().find(|m| m.code == code).unwrap();
    let stand = may_stand_for(find("AMLO-5-TAB"), find("AMLO-2P5-TAB")).unwrap();
    let says = |dose: &str| {
        let frequency = frequency_of(dose).unwrap();
        let written = Directions { frequency, days: 3, meal: Meal::Any, remark: String::new() };
        stand.dosed(&written).map(|dosed| typed(&dosed.frequency))
    };
    assert_eq!(says("1-0-1").as_deref(), Some("2-0-2"));
    assert_eq!(says("½ SOS 3").as_deref(), Some("1 SOS 3"));
}
