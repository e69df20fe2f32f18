//! What a formulary does, as sentences, on both engines.

use super::model::{Loaded, Medicine, Schedule, Whom};
use super::{actions, sheet, store};
use nabz_store::{Stop, Store};
use nabz_testkit::{Database, city_tests};
use nabz_web::messages::Language;
use std::collections::HashSet;

const HEADINGS: &str = "code,name_en,name_hi,also,ingredients,groups,form,strength,route,\
    schedule,unit,measure,measures_a_unit,content,adult_single,adult_daily,child_basis,\
    child_single,child_daily\n";
const PARACETAMOL: &str = "PARA-500-TAB,Paracetamol,पैरासिटामोल,PCM,paracetamol,,tablet,500 mg,\
    oral,open,tablet,tablet,1,500 mg,500-1000,500-4000,kg,10-15,30-60\n";
const PARACETAMOL_SYRUP: &str = "PARA-125-SUS,Paracetamol,पैरासिटामोल,PCM,paracetamol,,\
    suspension,125 mg/5 ml,oral,open,bottle,ml,60,25 mg,,,kg,10-15,30-60\n";
const AMOXICILLIN: &str = "AMOX-500-CAP,Amoxicillin,एमोक्सिसिलिन,,amoxicillin,penicillin,capsule,\
    500 mg,oral,H,capsule,capsule,1,500 mg,250-1000,750-3000,,,\n";

struct City {
    store: Store,
    _database: Database,
}

impl City {
    fn on(database: Database) -> Self {
        Self { store: database.store.clone(), _database: database }
    }

    fn load(&self, lines: &[&str]) -> Result<Loaded, Stop> {
        let csv = format!("{HEADINGS}{}", lines.concat());
        self.store.write_blocking(move |tx| actions::load_formulary(tx, &csv))
    }

    fn find(&self, typed: &'static str) -> Vec<String> {
        let found = self.store.read_blocking(move |view| store::find(view, typed)).unwrap();
        found.into_iter().map(|medicine| medicine.code).collect()
    }

    fn medicine(&self, code: &'static str) -> Option<Medicine> {
        self.store.read_blocking(move |view| store::medicine_by_code(view, code)).unwrap()
    }
}

city_tests! { City;
    fn a_medicine_is_found_by_the_beginning_of_any_word_in_either_script(city) {
        city.load(&[PARACETAMOL, PARACETAMOL_SYRUP, AMOXICILLIN]).unwrap();
        assert_eq!(city.find("para 500"), ["PARA-500-TAB"]);
        assert_eq!(city.find("PCM"), ["PARA-500-TAB", "PARA-125-SUS"]);
        assert_eq!(city.find("पेरासीटा"), ["PARA-500-TAB", "PARA-125-SUS"]);
        assert_eq!(city.find("500"), ["AMOX-500-CAP", "PARA-500-TAB"]);
        assert!(city.find("ibu").is_empty());
        assert!(city.find("  ").is_empty());
    }

    fn what_the_sheet_says_comes_back_from_the_table_as_it_was(city) {
        city.load(&[PARACETAMOL]).unwrap();
        let kept = city.medicine("PARA-500-TAB").unwrap();
        let read = sheet::read(&format!("{HEADINGS}{PARACETAMOL}")).unwrap();
        assert_eq!(kept, Medicine { id: kept.id, ..read.lines[0].medicine.clone() });
        assert_eq!(kept.schedule, Schedule::Open);
        let child = kept.dose_for(Whom::ChildByWeight).unwrap();
        assert_eq!(child.single.unwrap().to_string(), "10-15");
        assert!(kept.dose_for(Whom::Adult).unwrap().daily.unwrap().holds(4000.into()));
    }

    fn a_later_list_keeps_ids_and_retires_what_it_no_longer_has(city) {
        assert_eq!(city.load(&[PARACETAMOL]).unwrap(), Loaded { added: 1, kept: 0, retired: 0 });
        let before = city.medicine("PARA-500-TAB").unwrap();
        let loaded = city.load(&[AMOXICILLIN]).unwrap();
        assert_eq!(loaded, Loaded { added: 1, kept: 0, retired: 1 });
        assert!(city.medicine("PARA-500-TAB").unwrap().retired);
        assert!(city.find("para").is_empty());
        let loaded = city.load(&[AMOXICILLIN, PARACETAMOL]).unwrap();
        assert_eq!(loaded, Loaded { added: 0, kept: 2, retired: 0 });
        assert_eq!(city.medicine("PARA-500-TAB").unwrap().id, before.id);
    }

    fn a_sheet_with_one_fault_loads_nothing_and_says_where_it_is(city) {
        let broken = AMOXICILLIN.replace("capsule,500 mg", "kapsel,500 mg");
        let Err(Stop::Refused(refused)) = city.load(&[PARACETAMOL, &broken]) else {
            panic!("a broken sheet was loaded");
        };
        assert_eq!(refused.code, "FOR-001");
        assert_eq!(refused.facts[1].1, "3 form SHT-004");
        assert!(city.find("para").is_empty());
    }
}

#[test]
fn every_fault_of_a_sheet_is_said_at_once() {
    let broken = PARACETAMOL.replace("500-1000", "1000-500").replace(",1,500 mg", ",0,500 stone");
    let faults = sheet::read(&format!("{HEADINGS}# a remark\n{PARACETAMOL}{broken}")).unwrap_err();
    let said: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "4 measures_a_unit SHT-005",
            "4 content SHT-004",
            "4 adult_single SHT-005",
            "4 code SHT-006",
        ]
    );
    let faults = sheet::read("code,name_en\n").unwrap_err();
    assert_eq!(faults[0].to_string(), "1 name_hi SHT-009");
    let turned = PARACETAMOL.replace("Paracetamol", "Para\u{202e}cetamol");
    let faults = sheet::read(&format!("{HEADINGS}{turned}")).unwrap_err();
    assert_eq!(faults[0].to_string(), "2 name_en SHT-003", "a sign that turns the writing around");
}

#[test]
fn the_demo_list_is_whole_and_says_that_it_is_one() {
    let text = include_str!("../../../../fixtures/formulary.csv");
    assert!(text.starts_with("# DEMO formulary."));
    let list = sheet::read(text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let mut names: Vec<_> = list.lines.iter().map(|line| &line.medicine.name.english).collect();
    names.dedup();
    assert!((230..=270).contains(&names.len()), "{} medicines", names.len());
    for line in &list.lines {
        let hindi = &line.medicine.name.hindi;
        assert!(hindi.chars().any(|sign| ('\u{900}'..='\u{97f}').contains(&sign)), "{hindi}");
    }
}

#[test]
fn a_medicine_is_told_apart_by_its_form_in_both_languages() {
    let list = sheet::read(include_str!("../../../../fixtures/formulary.csv")).unwrap();
    let named = |code: &str, language: Language| {
        let line = list.lines.iter().find(|line| line.medicine.code == code).unwrap();
        super::label(&line.medicine, language)
    };
    assert_eq!(named("AMPI-500-CAP", Language::English), "Ampicillin 500 mg capsule");
    assert_eq!(named("AMPI-500-INJ", Language::English), "Ampicillin 500 mg injection");
    assert_eq!(named("AMPI-500-CAP", Language::Hindi), "एम्पिसिलिन 500 mg कैप्सूल");
    assert_eq!(named("AMPI-500-INJ", Language::Hindi), "एम्पिसिलिन 500 mg इंजेक्शन");
    for language in [Language::English, Language::Hindi] {
        let labels = list.lines.iter().map(|line| super::label(&line.medicine, language));
        let distinct: HashSet<String> = labels.collect();
        assert_eq!(distinct.len(), list.lines.len(), "two medicines are called the same");
    }
}
