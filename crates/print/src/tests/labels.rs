//! A label says the name and the dose whatever else was remarked.

use crate::Both;
use crate::label::{Label, LabelCode, label_sheet, labels};
use crate::sheet::Mark;

fn label(remark: &str) -> Label {
    Label {
        title: "Metformin 500 mg · 60 गोली".into(),
        text: Both::new("सुबह 1, रात 1, खाने के बाद", "morning 1, night 1, after food"),
        remark: remark.into(),
        small: "सुनीता देवी · M-148 · MF0924 · No. 1234".into(),
        use_by: Some("Dec 2027".into()),
        code: LabelCode::Qr("NABZ:D:0192F0E4A1B27C3D8E4F5A6B7C8D9E0F".into()),
    }
}

/// Its words, in the order in which they were set.
fn said(label: &Label) -> String {
    let sheet = label_sheet(label).unwrap();
    let words = sheet.marks.iter().map(|mark| match mark {
        Mark::Glyphs { run, .. } => run.text.as_str(),
        Mark::Filled(_) | Mark::Frame { .. } | Mark::Icon { .. } => "",
    });
    words.collect()
}

/// Everything but the remark stands on it.
fn says_the_rest(label: &Label, said: &str) {
    for part in [&label.title, &label.text.hi, &label.text.en, &label.small] {
        assert!(said.contains(part.as_str()), "{part} in {said}");
    }
    assert!(said.contains("Dec 2027"), "{said}");
}

#[test]
fn a_remark_that_fits_stands_whole_and_once() {
    let remark = "पूरा कोर्स करें";
    let said = said(&label(remark));
    assert_eq!(said.matches(remark).count(), 1, "{said}");
    assert!(!said.contains('…'), "{said}");
}

#[test]
fn a_remark_that_does_not_fit_ends_behind_a_whole_word() {
    for words in ["दवा पूरे गिलास पानी के साथ लें, ", "Take it with a full glass of water, "]
    {
        let remark = words.repeat(20);
        let label = label(&remark);
        let said = said(&label);
        says_the_rest(&label, &said);
        let (before, _) = said.split_once('…').unwrap();
        let (_, kept) = before.split_once(&label.text.en).unwrap();
        assert!(kept.chars().count() > 40, "{said}");
        let lost = remark.strip_prefix(kept).unwrap();
        assert!(lost.starts_with(' '), "{kept:?} is cut within a word");
        assert!(labels(&[label]).is_ok());
    }
}

#[test]
fn a_remark_of_one_endless_word_stops_no_label() {
    let label = label(&"क".repeat(200));
    let said = said(&label);
    says_the_rest(&label, &said);
    assert!(said.contains('…'), "{said}");
}

#[test]
fn a_dose_that_does_not_fit_is_never_cut() {
    let long = Label { text: Both::new("सुबह 1, ".repeat(100), ""), ..label("") };
    assert!(label_sheet(&long).is_err());
    assert!(label_sheet(&Label { remark: "Shake well".into(), ..long }).is_err());
}
