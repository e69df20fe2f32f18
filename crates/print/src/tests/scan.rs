//! Codes are read back by a scanner's own program from the printer's coarsest picture.

use super::{keep, picture, sunita, tool};
use crate::barcode::CODE128_WIDTHS;
use crate::label::{Label, LabelCode, labels};
use crate::opd_card::{OpdCard, opd_card};
use crate::prescription::prescription;
use crate::token_slip::{TokenSlip, token_slips};
use crate::{Both, PrintCount};
use std::collections::BTreeSet;

fn check(pdf: &[u8], expect: &str) {
    let folder = tempfile::tempdir().unwrap();
    let Some(picture) = picture(pdf, folder.path()) else { return };
    let Some(read) = tool("zbarimg", &["--quiet", "--raw", &picture]) else { return };
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim(), expect);
}

#[test]
fn the_prescription_is_scanned_back() {
    check(&prescription(&sunita()).unwrap(), &sunita().qr);
}

#[test]
fn the_token_slip_is_scanned_back() {
    check(&token_slips(&[slip()]).unwrap(), &slip().qr);
}

#[test]
fn the_slips_of_a_family_are_pages_of_one_paper() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("slips.pdf");
    std::fs::write(&file, token_slips(&[slip(), slip()]).unwrap()).unwrap();
    let Some(said) = tool("pdfinfo", &[file.to_str().unwrap()]) else { return };
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let pages = said.lines().find(|line| line.starts_with("Pages:")).unwrap();
    assert!(pages.ends_with(" 2"), "{said}");
}

#[test]
fn the_opd_card_is_scanned_back() {
    let card = OpdCard {
        facility: Both::new("अमलतास अस्पताल", "Amaltas Hospital"),
        unit: Both::new("मेडिसिन ओपीडी, कमरा 12", "Medicine OPD, room 12"),
        name: Both::new("मोहम्मद शरीफ़", "Mohammad Sharif"),
        health_id: "DH 4071 9926 3150 5".into(),
        age_and_sex: Both::new("58 वर्ष, पुरुष", "58 y, M"),
        guardian: Both::new("अब्दुल हमीद", "Abdul Hamid"),
        address: Both::new("गली 4, सीलमपुर, वार्ड 228", "Gali 4, Seelampur, ward 228"),
        phone: "00000 41236".into(),
        token: "M-148".into(),
        date: Both::new("20 नवंबर 2026", "20 Nov 2026"),
        helpline: "1800 000 0000".into(),
        qr: "4071992631505".into(),
        print: PrintCount { copy: 2, amended: None },
    };
    let pdf = opd_card(&card).unwrap();
    keep("opd-card", &pdf);
    check(&pdf, &card.qr);
}

#[test]
fn labels_are_scanned_back_as_squares_and_as_bars() {
    for (code, expect) in [
        (
            LabelCode::Qr("NABZ:D:0192F0E4A1B27C3D8E4F5A6B7C8D9E0F".into()),
            "NABZ:D:0192F0E4A1B27C3D8E4F5A6B7C8D9E0F",
        ),
        (LabelCode::Code128("40719926315058".into()), "40719926315058"),
        (LabelCode::Code128("PCM500-A17".into()), "PCM500-A17"),
    ] {
        let label = Label {
            title: "Paracetamol 500 mg".into(),
            text: Both::new("बुखार हो तब 1; दिन में 3 तक", "1 when feverish, up to 3 a day"),
            remark: "Shake well".into(),
            small: "सुनीता देवी · LNH · 20 Nov 2026".into(),
            use_by: Some("12/2027".into()),
            code,
        };
        let pdf = labels(std::slice::from_ref(&label)).unwrap();
        keep("label", &pdf);
        check(&pdf, expect);
    }
}

#[test]
fn every_code_128_symbol_is_eleven_bars_wide_and_unlike_the_others() {
    let distinct: BTreeSet<&str> = CODE128_WIDTHS.into_iter().collect();
    assert_eq!(distinct.len(), CODE128_WIDTHS.len());
    for widths in CODE128_WIDTHS {
        assert_eq!(widths.bytes().map(|b| u32::from(b - b'0')).sum::<u32>(), 11, "{widths}");
    }
}

#[test]
fn all_of_ascii_is_read_back_from_bars() {
    for start in (b' '..=b'~').step_by(8) {
        let text: String =
            (start..(start + 8).min(b'~')).map(char::from).filter(|c| *c != ' ').collect();
        let label = Label {
            title: "x".into(),
            text: Both::default(),
            remark: String::new(),
            small: String::new(),
            use_by: None,
            code: LabelCode::Code128(text.clone()),
        };
        check(&labels(&[label]).unwrap(), &text);
    }
}

fn slip() -> TokenSlip {
    TokenSlip {
        facility: Both::new("अमलतास अस्पताल", "Amaltas Hospital"),
        unit: Both::new("मेडिसिन ओपीडी", "Medicine OPD"),
        room: "12".into(),
        doctor: Both::new("डॉ. कविता रावत", "Dr Kavita Rawat"),
        token: "M-148".into(),
        lane: Both::new("वरिष्ठ नागरिक", "Senior citizen"),
        name: Both::new("सुनीता देवी", "Sunita Devi"),
        health_id: "DH 4071 9926 3150 5".into(),
        issued: Both::new("20 नवंबर 2026, 09:12", "20 Nov 2026, 09:12"),
        qr: "NABZ:T:0192F0E4A1B27C3D8E4F5A6B7C8D9E0F".into(),
        print: PrintCount::FIRST,
    }
}

#[test]
fn papers_can_be_looked_at() {
    keep("prescription", &prescription(&sunita()).unwrap());
    keep("token-slip", &token_slips(&[slip()]).unwrap());
}
