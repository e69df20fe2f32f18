//! What prescribing promises, as sentences, on both engines.

mod elsewhere;

use super::model::{
    AlertKey, Directions, LineState, Meal, NamedLine, Order, Override, Patient, Prescription,
    Taken, Wish,
};
use super::rules::directions::frequency_of;
use super::{actions, sheet, store};
use crate::formulary;
use crate::formulary::model::Medicine;
use crate::queue::model::TokenId;
use nabz_kernel::birth::Age;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_store::{Stop, Store};
use nabz_testkit::{Database, MORNING, city_tests, fresh_person};

const FORMULARY: &str = "\
code,name_en,name_hi,also,ingredients,groups,form,strength,route,schedule,unit,measure,measures_a_unit,content,adult_single,adult_daily,child_basis,child_single,child_daily
PARA-500-TAB,Paracetamol,पैरासिटामोल,PCM,paracetamol,,tablet,500 mg,oral,open,tablet,tablet,1,500 mg,500-1000,500-4000,kg,10-15,30-60
PARA-125-SUS,Paracetamol,पैरासिटामोल,PCM,paracetamol,,suspension,125 mg/5 ml,oral,open,bottle,ml,60,25 mg,,,kg,10-15,30-60
AMOX-500-CAP,Amoxicillin,एमोक्सिसिलिन,,amoxicillin,penicillin,capsule,500 mg,oral,H,capsule,capsule,1,500 mg,250-1000,750-3000,,,
AMPI-500-CAP,Ampicillin,एम्पिसिलिन,,ampicillin,penicillin,capsule,500 mg,oral,H,capsule,capsule,1,500 mg,250-500,1000-2000,,,
METF-500-TAB,Metformin,मेटफ़ॉर्मिन,,metformin,,tablet,500 mg,oral,H,tablet,tablet,1,500 mg,500-1000,500-2000,,,
";

struct City {
    store: Store,
    facility: FacilityId,
    doctor: StaffId,
    person: PersonId,
    visit: TokenId,
    database: Database,
}

impl City {
    fn on(database: Database) -> Self {
        let store = database.store.clone();
        store.write_blocking(|tx| formulary::actions::load_formulary(tx, FORMULARY)).unwrap();
        let (facility, doctor, visit) = (Id::draw(MORNING), Id::draw(MORNING), Id::draw(MORNING));
        Self { store, facility, doctor, person: fresh_person(), visit, database }
    }

    fn medicine(&self, code: &'static str) -> Medicine {
        let found = self.store.read_blocking(move |tx| formulary::medicine_by_code(tx, code));
        found.unwrap().unwrap()
    }

    fn wish(&self, code: &'static str, dose: &str, days: u16) -> Wish {
        let frequency = frequency_of(dose).unwrap();
        let directions = Directions { frequency, days, meal: Meal::After, remark: String::new() };
        Wish { medicine: self.medicine(code).id, directions, overrides: Vec::new() }
    }

    fn order(&self, wishes: Vec<Wish>) -> Order {
        let patient = Patient { age: Some(Age::Years(42)), ..Patient::default() };
        Order { visit: self.visit, person: self.person, patient, wishes }
    }

    fn issue(&self, order: Order) -> Result<Prescription, Stop> {
        let by = (self.facility, self.doctor);
        self.store.write_blocking(move |tx| actions::issue(tx, by, &order))
    }

    fn revise(&self, order: Order) -> Result<Prescription, Stop> {
        let by = (self.facility, self.doctor);
        self.store.write_blocking(move |tx| actions::revise(tx, by, &order))
    }

    /// What the person takes from visits other than the city's own.
    fn taking(&self) -> Vec<Taken> {
        let (of, not_of) = (self.person, self.visit);
        self.store.read_blocking(move |tx| actions::taking(tx, of, not_of)).unwrap()
    }

    /// Every line as `code dose units state`, in the order of the paper.
    fn lines(&self, of: &Prescription) -> Vec<String> {
        let (facility, id) = (self.facility, of.id);
        let lines = self.store.read_blocking(move |tx| {
            let lines = store::lines(tx, facility, id)?;
            lines
                .into_iter()
                .map(|line| {
                    let medicine = formulary::medicine(tx, line.medicine)?.unwrap();
                    Ok(NamedLine { line, medicine })
                })
                .collect::<Result<Vec<_>, Stop>>()
        });
        let said = |named: &NamedLine| {
            let dose =
                crate::prescribing::rules::directions::typed(&named.line.directions.frequency);
            format!("{} {dose} {} {:?}", named.medicine.code, named.line.units, named.line.state)
        };
        lines.unwrap().iter().map(said).collect()
    }
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn because(alert: &str) -> Override {
    Override { alert: AlertKey(alert.into()), reason: "Tolerated twice since".into() }
}

city_tests! { City;
    fn how_many_to_hand_out_is_computed_in_whole_packs(city) {
        let wishes = vec![
            city.wish("PARA-500-TAB", "1 SOS 3", 3),
            city.wish("AMOX-500-CAP", "1-1-1", 5),
        ];
        let signed = city.issue(city.order(wishes)).unwrap();
        let expected = ["PARA-500-TAB 1 SOS 3 9 Active", "AMOX-500-CAP 1-1-1 15 Active"];
        assert_eq!(city.lines(&signed), expected);
        let mut child = city.order(vec![city.wish("PARA-125-SUS", "7 q6h", 3)]);
        child.visit = Id::draw(MORNING);
        child.patient = Patient { age: Some(Age::Years(4)), weight: Some(16.into()), ..Patient::default() };
        let signed = city.issue(child).unwrap();
        assert_eq!(city.lines(&signed), ["PARA-125-SUS 7 q6h 2 Active"]);
    }

    fn an_allergy_stops_the_signature_until_it_is_answered_with_a_reason(city) {
        let mut order = city.order(vec![city.wish("AMOX-500-CAP", "1-1-1", 5)]);
        order.patient.allergies = vec!["penicillin".into()];
        assert_eq!(code(city.issue(order.clone())), "PRE-001");
        order.wishes[0].overrides = vec![Override { reason: "  ".into(), ..because("allergy/penicillin") }];
        assert_eq!(code(city.issue(order.clone())), "PRE-001");
        order.wishes[0].overrides = vec![because("allergy/penicillin"), because("dose/daily/over")];
        let signed = city.issue(order).unwrap();
        let facility = city.facility;
        let lines = city.store.read_blocking(move |tx| store::lines(tx, facility, signed.id)).unwrap();
        assert_eq!(lines[0].overrides, [because("allergy/penicillin")]);
    }

    fn an_allergy_to_another_medicine_of_the_group_has_an_answer_of_its_own(city) {
        let noted = vec!["egg".to_owned(), "amoxicillin".to_owned()];
        let allergies = city.store.read_blocking(move |tx| actions::allergens(tx, noted.clone()));
        let mut order = city.order(vec![city.wish("AMPI-500-CAP", "1-1-1", 5)]);
        order.patient.allergies = allergies.unwrap();
        assert_eq!(code(city.issue(order.clone())), "PRE-001");
        order.wishes[0].overrides = vec![because("allergy/amoxicillin")];
        assert_eq!(code(city.issue(order.clone())), "PRE-001", "nobody prescribed amoxicillin");
        order.wishes[0].overrides = vec![because("cross-allergy/amoxicillin")];
        let signed = city.issue(order).unwrap();
        let facility = city.facility;
        let lines = city.store.read_blocking(move |tx| store::lines(tx, facility, signed.id)).unwrap();
        assert_eq!(lines[0].overrides, [because("cross-allergy/amoxicillin")]);
    }

    fn a_medicine_without_a_childs_dose_is_not_signed_for_a_child_until_it_is_answered(city) {
        let mut child = city.order(vec![city.wish("AMOX-500-CAP", "10-10-10", 5)]);
        child.patient = Patient { age: Some(Age::Years(11)), weight: Some(16.into()), ..Patient::default() };
        assert_eq!(code(city.issue(child.clone())), "PRE-001");
        child.wishes[0].overrides = vec![because("weight"), because("dose/single/over")];
        assert_eq!(code(city.issue(child.clone())), "PRE-001", "those answer other alerts");
        child.wishes[0].overrides = vec![because("child-dose")];
        let signed = city.issue(child).unwrap();
        let facility = city.facility;
        let lines = city.store.read_blocking(move |tx| store::lines(tx, facility, signed.id)).unwrap();
        assert_eq!(lines[0].overrides, [because("child-dose")]);
        let mut twelve = city.order(vec![city.wish("AMOX-500-CAP", "1-1-1", 5)]);
        twelve.visit = Id::draw(MORNING);
        twelve.patient.age = Some(Age::Years(12));
        city.issue(twelve).unwrap();
    }

    fn the_same_substance_twice_and_an_unusual_dose_are_said(city) {
        let order = city.order(vec![
            city.wish("PARA-500-TAB", "1-1-1", 3),
            city.wish("PARA-125-SUS", "20 SOS", 3),
        ]);
        assert_eq!(code(city.issue(order)), "PRE-001");
        assert_eq!(code(city.issue(city.order(vec![city.wish("METF-500-TAB", "2-2-2", 30)]))), "PRE-001");
        let mut child = city.order(vec![city.wish("PARA-125-SUS", "20 q6h", 3)]);
        child.patient.age = Some(Age::Years(4));
        assert_eq!(code(city.issue(child.clone())), "PRE-001");
        child.patient.weight = Some(16.into());
        assert_eq!(code(city.issue(child)), "PRE-001");
    }

    fn what_was_prescribed_at_another_visit_and_is_still_taken_is_said(city) {
        let mut tenth = city.order(vec![city.wish("METF-500-TAB", "1-0-1", 10)]);
        tenth.visit = Id::draw(MORNING);
        let first = city.issue(tenth).unwrap();
        let now = city.taking();
        let named: Vec<&str> = now.iter().map(|one| one.medicine.english.as_str()).collect();
        assert_eq!(named, ["Metformin"]);
        let mut again = city.order(vec![city.wish("METF-500-TAB", "1-0-0", 30)]);
        again.patient.taking = now;
        assert_eq!(code(city.issue(again.clone())), "PRE-001");
        again.wishes[0].overrides = vec![because("duplicate/metformin")];
        assert_eq!(code(city.issue(again.clone())), "PRE-001", "that answers another alert");
        again.wishes[0].overrides = vec![because("taken/metformin")];
        city.issue(again).unwrap();
        // Its own visit does not speak against an amendment; a course that ended speaks no more.
        let mut stopped = city.order(Vec::new());
        stopped.visit = first.visit;
        city.revise(stopped).unwrap();
        assert!(city.taking().is_empty());
    }

    fn a_course_that_is_over_speaks_no_more(city) {
        let mut days = city.order(vec![city.wish("METF-500-TAB", "1-0-1", 2)]);
        days.visit = Id::draw(MORNING);
        city.issue(days).unwrap();
        assert_eq!(city.taking().len(), 1);
        city.database.pass(std::time::Duration::from_hours(24));
        assert!(city.taking().is_empty(), "on its last day the next may be prescribed");
    }

    fn a_visit_has_one_prescription(city) {
        let order = city.order(vec![city.wish("METF-500-TAB", "1-0-1", 30)]);
        city.issue(order.clone()).unwrap();
        assert_eq!(code(city.issue(order)), "PRE-006");
    }

    fn an_amendment_keeps_stops_and_adds_lines_and_loses_none(city) {
        let signed = city.issue(city.order(vec![
            city.wish("METF-500-TAB", "1-0-1", 30),
            city.wish("PARA-500-TAB", "1 SOS 3", 3),
        ])).unwrap();
        let amended = city.revise(city.order(vec![
            city.wish("AMOX-500-CAP", "1-1-1", 5),
            city.wish("METF-500-TAB", "1-0-1", 30),
        ])).unwrap();
        assert_eq!((amended.id, amended.amendments), (signed.id, 1));
        let mut lines = city.lines(&signed);
        lines.sort();
        assert_eq!(lines, [
            "AMOX-500-CAP 1-1-1 15 Active",
            "METF-500-TAB 1-0-1 60 Active",
            "PARA-500-TAB 1 SOS 3 9 Stopped",
        ]);
    }

    fn a_pharmacy_completes_a_line_and_a_return_opens_it_again(city) {
        let signed = city.issue(city.order(vec![city.wish("METF-500-TAB", "1-0-1", 30)])).unwrap();
        let (facility, id) = (city.facility, signed.id);
        let states = city.store.write_blocking(move |tx| {
            let line = store::outstanding(tx, facility, id)?[0].id;
            actions::mark_completed(tx, facility, line)?;
            let after = store::outstanding(tx, facility, id)?.len();
            actions::reopen(tx, facility, line)?;
            Ok((after, store::line(tx, facility, line)?.unwrap().state))
        });
        assert_eq!(states.unwrap(), (0, LineState::Active));
    }

    fn what_a_doctor_signs_becomes_a_favourite_and_the_most_frequent_comes_first(city) {
        let first = city.order(vec![city.wish("METF-500-TAB", "1-0-1", 30)]);
        let mut second = city.order(vec![
            city.wish("PARA-500-TAB", "1-1-1", 3),
            city.wish("METF-500-TAB", "1-0-0", 30),
        ]);
        second.visit = Id::draw(MORNING);
        city.issue(first).unwrap();
        city.issue(second).unwrap();
        let (facility, doctor) = (city.facility, city.doctor);
        let often = city.store.read_blocking(move |tx| store::favourites(tx, facility, doctor));
        let doses: Vec<_> = often.unwrap().iter()
            .map(|f| crate::prescribing::rules::directions::typed(&f.directions.frequency)).collect();
        assert_eq!(doses, ["1-0-0", "1-1-1"]);
    }

    fn a_sheet_of_templates_is_loaded_whole_or_not_at_all(city) {
        let head = "template,name_en,name_hi,complaint_en,complaint_hi,advice_en,advice_hi,approved,medicine,dose,days,meal\n";
        let row = "sugar,Diabetes,मधुमेह,,,,,no,METF-500-TAB,1-0-1,30,after\n";
        let load = |csv: String| {
            let rows = sheet::read(&csv)?;
            city.store.write_blocking(move |tx| actions::load_templates(tx, &rows)).unwrap()
        };
        let said = |csv: String| load(csv).unwrap_err()[0].to_string();
        assert_eq!(load(format!("# a remark\n{head}{row}")).unwrap(), 1);
        let wrong = format!("{head}{row}\n# a remark\n{}", row.replace("1-0-1", "often"));
        assert_eq!(said(wrong), "5 dose SHT-023");
        let wrong = format!("{head}{row}{}", row.replace("METF", "NONE"));
        assert_eq!(said(wrong), "3 medicine SHT-012");
        let kept = city.store.read_blocking(store::templates).unwrap();
        assert!(kept.len() == 1 && kept[0].demonstration && kept[0].lines.len() == 1);
    }
}

#[test]
fn the_demo_sets_read_whole_name_listed_medicines_and_say_that_they_are_a_demonstration() {
    let text = include_str!("../../../../fixtures/templates-demo.csv");
    let sets = sheet::sets(&sheet::read(text).unwrap());
    let list = formulary::sheet::read(include_str!("../../../../fixtures/formulary.csv")).unwrap();
    assert!(sets.len() >= 5 && sets.iter().all(|set| set.demonstration));
    for line in sets.iter().flat_map(|set| &set.lines) {
        let listed = list.lines.iter().any(|one| one.medicine.code == line.medicine_code);
        assert!(listed, "{}", line.medicine_code);
    }
}
