//! Decisions of a pharmacy, case by case.

use super::*;
use crate::formulary::sheet;
use crate::pharmacy::model::DispenseId;
use crate::prescribing::model::PrescriptionId;
use crate::prescribing::rules::slip_code;
use crate::queue::model::TokenId;
use crate::queue::paper::code as visit_code;

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
fn every_code_that_our_papers_print_is_read() {
    let uuid = uuid::Uuid::from_u128(0x0193_f3a1_7b2c_7d10_8a4e_0123_4567_89ab);
    let (prescription, visit, dispense) =
        (PrescriptionId::from_uuid(uuid), TokenId::from_uuid(uuid), DispenseId::from_uuid(uuid));
    for (printed, expect) in [
        (slip_code(prescription), Scanned::Prescription(prescription)),
        (visit_code(visit), Scanned::Visit(visit)),
        (label_code(dispense), Scanned::Label(dispense)),
        (prescription.to_string(), Scanned::Prescription(prescription)),
    ] {
        for read in [printed.clone(), printed.to_lowercase(), format!(" {printed}\r\n")] {
            assert_eq!(paper(&read).as_ref(), Some(&expect), "{read}");
        }
    }
}

#[test]
fn a_number_is_a_label_s_and_a_letter_before_it_makes_it_a_token_s() {
    for read in ["M-148", "m148", " M 148 "] {
        assert_eq!(paper(read), Some(Scanned::Token("M-148".into())), "{read}");
    }
    assert_eq!(paper("W-9"), Some(Scanned::Token("W-009".into())));
    assert_eq!(paper(" 148 "), Some(Scanned::Number(148)));
    for read in ["", "-148", "नमस्ते", "M-", "M-x", "NABZ:RX:", "NABZ:D:0193F3A1", "NABZ:X:148"]
    {
        assert_eq!(paper(read), None, "{read}");
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
