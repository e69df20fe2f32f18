//! `Patient/$match`: whom a program means, how sure that is, and who is told.

use super::town::{City, ONE, TWO};
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_kernel::birth::{Age, Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_people::registry::actions::{
    KeepPapers, LinkPersons, RegisterPerson, SearchRegistry, add_paper, link, register,
};
use nabz_people::registry::index::{SEARCHES_A_MINUTE_MAX, SLOWED_SECONDS};
use nabz_people::registry::linked_to;
use nabz_people::registry::model::{
    Address, Details, MISSES_AN_HOUR, NewPerson, Pair, PaperKind, PaperNumber, Phone, Sex, Whose,
};
use nabz_people::registry::store::doubt;
use nabz_testkit::{MORNING, city_tests};
use serde_json::{Value, json};
use std::time::Duration;

const MATCH: &str = "/Patient/$match";
const MRN: &str = "https://lab.example/mrn";
const HEALTH_ID: &str = "https://nabz.example/fhir/sid/health-id";

/// A woman of this name, of whom nothing else is known.
fn named(name: &str) -> Details {
    Details { sex: Some(Sex::Female), ..Details::named(PersonName::of(name).unwrap()) }
}

fn sunita() -> Details {
    let day = Date::from_calendar(1984, 3, 12).unwrap();
    let mobile = Mobile::parse("0000004321").unwrap();
    let address = Address {
        line: Some("14, Gali 3".into()),
        locality: Some("Sangam Vihar".into()),
        ..Address::default()
    };
    Details {
        birth: Some(Birth { date: BirthDate::on(day), quality: BirthQuality::Documented }),
        phone: Some(Phone { mobile, whose: Whose::Own }),
        address,
        ..named("Sunita Devi")
    }
}

/// Sunita, as a program knows her: in the other script.
fn asked() -> Value {
    json!({
        "resourceType": "Patient",
        "name": [{"text": "सुनीता देवी"}],
        "gender": "female",
        "birthDate": "1984-03-12",
        "telecom": [{"system": "phone", "value": "+91 00000 04321"}],
    })
}

fn kavita() -> Value {
    json!({
        "resourceType": "Patient",
        "id": "k",
        "name": [{"text": "Kavita"}],
        "gender": "female",
        "birthDate": "1984-05-02",
        "identifier": [{"system": MRN, "value": "91|1"}],
    })
}

/// A phone that nobody on record has, far from the next one.
fn phone(stranger: i64) -> String {
    (9_000_000_000 + stranger * 1_000_003).to_string()
}

/// A woman of a name that many have, with a phone.
fn with_phone(id: &str, phone: &str) -> Value {
    json!({
        "resourceType": "Patient",
        "id": id,
        "name": [{"text": "Sunita Devi"}],
        "gender": "female",
        "telecom": [{"system": "phone", "value": phone}],
    })
}

fn parameters(patient: &Value, more: &[Value]) -> Value {
    let resource = json!({"name": "resource", "resource": patient});
    let all: Vec<&Value> = std::iter::once(&resource).chain(more).collect();
    json!({"resourceType": "Parameters", "parameter": all})
}

fn only_certain() -> Value {
    json!({"name": "onlyCertainMatches", "valueBoolean": true})
}

/// The ids that are answered, each with its grade.
fn graded(answer: &(StatusCode, Value)) -> Vec<(String, String)> {
    let (status, bundle) = answer;
    assert_eq!((*status, &bundle["type"]), (StatusCode::OK, &"searchset".into()), "{bundle}");
    let entries = bundle["entry"].as_array().into_iter().flatten();
    let found: Vec<_> = entries.map(one_graded).collect();
    assert_eq!(bundle["total"], found.len());
    found
}

fn one_graded(entry: &Value) -> (String, String) {
    let grade = &entry["search"]["extension"][0];
    assert_eq!(grade["url"], "http://hl7.org/fhir/StructureDefinition/match-grade");
    assert_eq!(entry["search"]["mode"], "match");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&entry["resource"]["id"]), text(&grade["valueCode"]))
}

impl City {
    fn registers(&self, details: Details) -> PersonId {
        let permit = Permit::<RegisterPerson>::trial(self.doctor, FacilityId::draw(MORNING));
        let new = NewPerson { details, counter: String::new(), paper_seen: None };
        self.store.write_blocking(move |tx| register(tx, &permit, &new)).unwrap().person
    }

    fn numbers(&self, person: PersonId, (kind, typed): (PaperKind, &'static str)) {
        let permit = Permit::<KeepPapers>::trial(self.doctor, FacilityId::draw(MORNING));
        let number = PaperNumber::parse(kind, typed).unwrap();
        let add = move |tx: &mut nabz_store::Tx<'_>| {
            add_paper(tx, &permit, person, (&number, true)).map(drop)
        };
        self.store.write_blocking(add).unwrap();
    }

    fn links(&self, person: PersonId, same_as: PersonId) {
        let permit = Permit::<LinkPersons>::trial(self.doctor, FacilityId::draw(MORNING));
        let link = move |tx: &mut nabz_store::Tx<'_>| {
            link(tx, &permit, person, same_as, ("a card", false))
        };
        self.store.write_blocking(link).unwrap();
    }

    /// Alarms about somebody who tried numbers, once what was counted is summed.
    fn alarms_about(&self, staff: StaffId) -> i64 {
        self.search.keep_counts(&self.store).unwrap();
        self.count("SELECT COUNT(*) FROM registry_alarm WHERE staff_id = $1", staff.uuid())
    }

    fn puts(&self, who: &str, patient: &Value) {
        let path = format!("/Patient/{}", patient["id"].as_str().unwrap());
        let (status, said) = self.partner(who, "PUT", &path, &patient.to_string());
        assert!(status.is_success(), "{said}");
    }
}

city_tests! { City;
    fn a_hindi_question_finds_a_roman_record_and_says_how_sure_it_is(city) {
        let clerk = city.cookie("pooja.bisht");
        let estimated = Birth::from_age(Age::Years(42), MORNING.date_in_india()).unwrap();
        let possible = city.registers(named("Sunita Devi"));
        let phone = sunita().phone;
        let probable = city.registers(Details { birth: Some(estimated), phone, ..named("Sunita Devi") });
        let certain = city.registers(sunita());
        let old = Birth::from_age(Age::Years(70), MORNING.date_in_india()).unwrap();
        city.registers(Details { birth: Some(old), ..named("Sunita Devi") });
        city.registers(named("Ramesh Kumar"));
        let answer = city.post(&clerk, MATCH, &parameters(&asked(), &[]));
        let grades = ["certain", "probable", "possible"].map(str::to_owned);
        let expected: Vec<_> = [certain, probable, possible].map(|one| one.to_string()).into_iter().zip(grades).collect();
        assert_eq!(graded(&answer), expected, "{}", answer.1);
        let scores = [0, 1, 2].map(|at: usize| answer.1["entry"][at]["search"]["score"].as_f64().unwrap());
        assert!(scores[0] >= 0.99 && scores[0] > scores[1] && scores[1] > scores[2], "{scores:?}");
        assert!(scores[1] >= 0.5 && scores[2] < 0.5, "{scores:?}");
        assert!(answer.1["entry"][0]["fullUrl"].as_str().unwrap().ends_with(&format!("/fhir/R4/Patient/{certain}")));
    }

    fn what_is_shown_is_what_a_counter_s_list_shows(city) {
        let person = city.registers(sunita());
        let (status, answer) = city.post(&city.cookie("asha.rao"), MATCH, &parameters(&asked(), &[]));
        assert_eq!(status, StatusCode::OK);
        let shown = &answer["entry"][0]["resource"];
        assert_eq!(shown["meta"]["tag"][0]["code"], "SUBSETTED");
        assert_eq!((&shown["birthDate"], &shown["gender"]), (&"1984".into(), &"female".into()));
        let text = answer.to_string();
        assert!(text.contains("Sangam Vihar") && text.contains("Sunita Devi"), "{text}");
        for hidden in ["0000004321", "04321", "Gali 3", "1984-03-12"] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
        let whole = city.get(&format!("/Patient/{person}"), &city.cookie("asha.rao"));
        assert_eq!(whole.0, StatusCode::FORBIDDEN, "looking for somebody opens nobody's record");
    }

    fn only_certain_matches_are_one_or_none(city) {
        let clerk = city.cookie("pooja.bisht");
        let only = |patient: &Value| graded(&city.post(&clerk, MATCH, &parameters(patient, &[only_certain()])));
        city.registers(named("Sunita Devi"));
        assert_eq!(only(&asked()), []);
        let certain = city.registers(sunita());
        assert_eq!(only(&asked()), [(certain.to_string(), "certain".to_owned())]);
        let double = city.registers(sunita());
        assert_eq!(only(&asked()), [], "two fit, and one of the two would be wrong");
        let first = json!({"name": "count", "valueInteger": 1});
        assert_eq!(graded(&city.post(&clerk, MATCH, &parameters(&asked(), &[first]))).len(), 1);
        city.links(double, certain);
        assert_eq!(only(&asked()), [(certain.to_string(), "certain".to_owned())], "linked, they are one");
    }

    fn a_number_finds_whoever_has_it_and_says_when_it_is_in_wrong_hands(city) {
        let clerk = city.cookie("pooja.bisht");
        city.puts(ONE, &kavita());
        let kavita = city.person_behind("k").to_string();
        let number = json!([{"system": MRN, "value": "91|1"}]);
        let ask = |patient: &Value| graded(&city.post(&clerk, MATCH, &parameters(patient, &[])));
        let by_number = json!({"resourceType": "Patient", "identifier": number});
        assert_eq!(ask(&by_number), [(kavita.clone(), "probable".to_owned())], "a number alone may be mistyped");
        let by_name = json!({"resourceType": "Patient", "identifier": number, "name": [{"text": "कविता"}]});
        assert_eq!(ask(&by_name), [(kavita.clone(), "certain".to_owned())]);
        let other = json!({"resourceType": "Patient", "identifier": number, "name": [{"text": "Ramesh Kumar"}],
            "gender": "male", "birthDate": "2010-01-01"});
        assert_eq!(ask(&other), [(kavita, "certainly-not".to_owned())]);
        let elsewhere = json!({"resourceType": "Patient", "identifier": [{"system": "https://other.example", "value": "91|1"}]});
        assert_eq!(ask(&elsewhere), [], "whose number it is belongs to it");
    }

    fn an_abha_number_finds_its_person_and_a_ration_card_proves_nobody(city) {
        let clerk = city.cookie("pooja.bisht");
        let person = city.registers(named("Kavita"));
        city.numbers(person, (PaperKind::Abha, "91-0000-0000-0019"));
        city.numbers(person, (PaperKind::RationCard, "077001234567"));
        let ask = |system: &str, value: &str| {
            let number = json!([{"system": system, "value": value}]);
            let patient = json!({"resourceType": "Patient", "identifier": number, "name": [{"text": "कविता"}]});
            graded(&city.post(&clerk, MATCH, &parameters(&patient, &[])))
        };
        let abha = ask("https://healthid.abdm.gov.in", "91-0000-0000-0019");
        assert_eq!(abha, [(person.to_string(), "certain".to_owned())]);
        let ration = ask("https://nabz.example/fhir/sid/ration-card", "077001234567");
        assert!(ration.iter().all(|(_, grade)| grade == "possible"), "a family has it: {ration:?}");
    }

    fn another_passport_is_another_person_however_much_agrees(city) {
        let clerk = city.cookie("pooja.bisht");
        let person = city.registers(sunita());
        city.numbers(person, (PaperKind::Passport, "Z1234567"));
        let ask = |number: &str| {
            let mut patient = asked();
            patient["identifier"] = json!([{"system": "http://hl7.org/fhir/sid/passport-IND", "value": number}]);
            graded(&city.post(&clerk, MATCH, &parameters(&patient, &[])))
        };
        assert_eq!(ask("Z1234567"), [(person.to_string(), "certain".to_owned())]);
        assert_eq!(ask("Z7654321"), [(person.to_string(), "probable".to_owned())]);
    }

    fn a_twin_of_whom_a_partner_speaks_is_left_for_an_officer(city) {
        let day = Date::from_calendar(2026, 11, 2).unwrap();
        let birth = Some(Birth { date: BirthDate::on(day), quality: BirthQuality::Documented });
        let here = city.registers(Details { birth, phone: sunita().phone, ..named("Baby of Sunita") });
        city.puts(ONE, &json!({
            "resourceType": "Patient", "id": "twin", "name": [{"text": "Baby of Sunita"}], "gender": "female",
            "birthDate": "2026-11-02", "telecom": [{"system": "phone", "value": "0000004321"}],
        }));
        let came = city.person_behind("twin");
        let known = city.store.read_blocking(move |view| {
            let doubt = Pair::of(here, came).map(|pair| doubt(view, pair)).transpose()?;
            Ok((linked_to(view, came)?, doubt.flatten().is_some()))
        });
        assert_eq!(known.unwrap(), (None, true), "not linked, and on the list");
    }

    fn a_source_finds_whom_it_spoke_of_itself_and_nobody_else(city) {
        city.registers(sunita());
        city.puts(ONE, &kavita());
        let mut more = kavita();
        more["telecom"] = json!([{"system": "phone", "value": "0000001234"}]);
        let (status, answer) = city.post(ONE, MATCH, &parameters(&more, &[]));
        assert_eq!(graded(&(status, answer.clone())), [("k".to_owned(), "certain".to_owned())]);
        assert_eq!(answer["entry"][0]["resource"]["birthDate"], "1984-05-02", "its own words, all of them");
        for (who, patient) in [(TWO, &kavita()), (ONE, &asked()), (TWO, &asked())] {
            let answer = city.post(who, MATCH, &parameters(patient, &[]));
            assert_eq!(graded(&answer), [], "{who}");
            assert!(!answer.1.to_string().contains("Sunita") && !answer.1.to_string().contains("Kavita"));
        }
    }

    fn whoever_may_not_search_the_registry_is_told_nothing(city) {
        city.registers(sunita());
        let question = parameters(&asked(), &[]);
        let keeper = city.cookie("nila.das");
        let nobody = "__Host-nabz=nobody".to_owned();
        let cases = [(keeper, StatusCode::FORBIDDEN), (nobody, StatusCode::UNAUTHORIZED), ("another-key".to_owned(), StatusCode::UNAUTHORIZED)];
        for (who, expected) in cases {
            let (status, said) = city.post(&who, MATCH, &question);
            assert_eq!((status, &said["resourceType"]), (expected, &"OperationOutcome".into()), "{said}");
            let said = said.to_string();
            assert!(!said.contains("Sunita") && !said.contains("सुनीता"), "{said}");
        }
    }

    fn what_is_wrong_with_a_question_is_told_with_its_place(city) {
        let clerk = city.cookie("pooja.bisht");
        let with = |more: Value| parameters(&asked(), &[more]);
        let of = |resource: Value| parameters(&resource, &[]);
        let cases = [
            (json!({"resourceType": "Parameters"}), "Parameters.parameter"),
            (asked(), "Patient"),
            (of(json!({"resourceType": "Group"})), "Parameters.parameter[0].resource.resourceType"),
            (of(json!({"resourceType": "Patient", "gender": "f"})), "Parameters.parameter[0].resource.Patient.gender"),
            (of(json!({"resourceType": "Patient", "gender": "male"})), "Parameters.parameter[0].resource"),
            (of(json!({"name": "Asha"})), "Parameters.parameter[0].resource"),
            (with(json!({"name": "resource", "resource": asked()})), "Parameters.parameter[1].name"),
            (with(json!({"name": "colour", "valueCode": "red"})), "Parameters.parameter[1].name"),
            (with(json!({"name": "onlyCertainMatches", "valueString": "yes"})), "Parameters.parameter[1].valueBoolean"),
            (with(json!({"name": "count", "valueInteger": 0})), "Parameters.parameter[1].valueInteger"),
            (with(json!({"name": "count", "valueInteger": -1})), "Parameters.parameter[1].valueInteger"),
        ];
        for (question, place) in cases {
            let (status, said) = city.post(&clerk, MATCH, &question);
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{place}: {said}");
            assert_eq!(said["issue"][0]["expression"][0], place, "{said}");
        }
        let broken = city.partner(ONE, "POST", MATCH, "{");
        assert_eq!((broken.0, &broken.1["resourceType"]), (StatusCode::BAD_REQUEST, &"OperationOutcome".into()));
        let long = parameters(&json!({"resourceType": "Patient", "name": [{"text": "a".repeat(70_000)}]}), &[]);
        assert_eq!(city.post(&clerk, MATCH, &long).0, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(city.post(&clerk, "/Encounter/$match", &with(only_certain())).0, StatusCode::NOT_FOUND);
    }

    fn every_question_counts_as_a_search_and_stands_in_the_audit(city) {
        let person = city.registers(sunita());
        let doctor = city.cookie("asha.rao");
        let question = parameters(&asked(), &[]);
        assert_eq!(city.post(&doctor, MATCH, &question).0, StatusCode::OK);
        city.search.audit(&city.store).unwrap();
        let searched = "SELECT COUNT(*) FROM audit_row WHERE actor_id = $1 AND act = 'registry.search' AND patient_id IS NULL";
        assert_eq!(city.count(searched, city.doctor.uuid()), 1);
        let looked = "SELECT COUNT(*) FROM audit_row WHERE patient_id = $1 AND act = 'registry.search' AND purpose = 'PATADMIN'";
        assert_eq!(city.count(looked, person.uuid()), 1, "a resident who asks hears of it");
        let permit = Permit::<SearchRegistry>::trial(city.doctor, FacilityId::draw(MORNING));
        for _ in 1..SEARCHES_A_MINUTE_MAX {
            city.search.admit(&permit, city.store.clock().now()).unwrap();
        }
        let (status, said) = city.post(&doctor, MATCH, &question);
        assert_eq!((status, &said["issue"][0]["code"]), (StatusCode::SERVICE_UNAVAILABLE, &"throttled".into()), "{said}");
    }

    fn a_phone_is_looked_up_whatever_name_stands_beside_it(city) {
        let doctor = city.cookie("asha.rao");
        city.registers(named("Sunita Devi"));
        let ask = |phone: &str| city.post(&doctor, MATCH, &parameters(&with_phone("any", phone), &[]));
        for stranger in 0..MISSES_AN_HOUR {
            assert_eq!(graded(&ask(&phone(stranger))).len(), 1, "of this name there is one");
        }
        assert_eq!(city.alarms_about(city.doctor), 1);
        let first = phone(MISSES_AN_HOUR);
        assert_eq!(ask(&first).0, StatusCode::OK, "one in ten seconds");
        let (status, said) = ask(&phone(MISSES_AN_HOUR + 1));
        assert_eq!((status, &said["issue"][0]["code"]), (StatusCode::SERVICE_UNAVAILABLE, &"throttled".into()), "{said}");
        assert_eq!(ask(&first).0, StatusCode::OK, "it is known already");
        let name = json!({"resourceType": "Patient", "name": [{"text": "Sunita Devi"}]});
        let (status, said) = city.post(&doctor, MATCH, &parameters(&name, &[]));
        assert_eq!(status, StatusCode::OK, "a name is never held up: {said}");
        city.database.pass(Duration::from_secs(u64::try_from(SLOWED_SECONDS).unwrap()));
        assert_eq!(ask(&phone(MISSES_AN_HOUR + 1)).0, StatusCode::OK);
    }

    fn each_number_of_a_question_is_looked_up_by_itself(city) {
        let doctor = city.cookie("asha.rao");
        let ask = |first: u64, count: u64| {
            let cards = (first..first + count).map(|serial| HealthId::of_serial(serial).unwrap().compact());
            let numbers: Vec<Value> = cards.map(|card| json!({"system": HEALTH_ID, "value": card})).collect();
            let patient = json!({"resourceType": "Patient", "name": [{"text": "Sunita Devi"}], "identifier": numbers});
            city.post(&doctor, MATCH, &parameters(&patient, &[]))
        };
        let questions = u64::try_from(MISSES_AN_HOUR).unwrap() / 10;
        for question in 0..questions {
            assert_eq!(city.alarms_about(city.doctor), 0);
            assert_eq!(ask(700_000_000 + question * 10, 10).0, StatusCode::OK);
        }
        assert_eq!(city.alarms_about(city.doctor), 1);
        assert_eq!(ask(800_000_000, 3).0, StatusCode::OK);
        let wait = Duration::from_secs(u64::try_from(SLOWED_SECONDS).unwrap());
        city.database.pass(wait);
        assert_eq!(ask(800_000_010, 1).0, StatusCode::SERVICE_UNAVAILABLE, "three were asked for");
        city.database.pass(2 * wait);
        assert_eq!(ask(800_000_010, 1).0, StatusCode::OK);
    }

    fn a_number_of_another_program_is_looked_up_by_staff_and_a_source_reads_what_it_wrote_itself(city) {
        let doctor = city.cookie("asha.rao");
        for number in 0..MISSES_AN_HOUR {
            let patient = json!({"resourceType": "Patient", "name": [{"text": "Kavita"}],
                "identifier": [{"system": MRN, "value": format!("no-{number}")}]});
            for who in [ONE, doctor.as_str()] {
                assert_eq!(city.post(who, MATCH, &parameters(&patient, &[])).0, StatusCode::OK);
            }
        }
        assert_eq!((city.alarms_about(city.doctor), city.alarms_about(city.source(ONE).actor())), (1, 0));
    }

    fn a_source_that_tries_phones_is_slowed_as_staff_are(city) {
        let ask = |stranger: i64| city.post(ONE, MATCH, &parameters(&with_phone("any", &phone(stranger)), &[])).0;
        for stranger in 0..MISSES_AN_HOUR {
            assert_eq!(ask(stranger), StatusCode::OK);
        }
        assert_eq!((city.alarms_about(city.source(ONE).actor()), city.alarms_about(city.source(TWO).actor())), (1, 0));
        assert_eq!(ask(MISSES_AN_HOUR), StatusCode::OK, "one in ten seconds");
        assert_eq!(ask(MISSES_AN_HOUR + 1), StatusCode::SERVICE_UNAVAILABLE);
    }

    fn a_source_that_asks_before_it_sends_each_of_many_new_people_is_no_suspect(city) {
        for patient in 0..MISSES_AN_HOUR + 4 {
            let new = with_phone(&format!("new-{patient}"), &phone(patient));
            assert_eq!(city.post(ONE, MATCH, &parameters(&new, &[])).0, StatusCode::OK);
            assert_eq!(city.alarms_about(city.source(ONE).actor()), 0, "{patient}");
            city.puts(ONE, &new);
            city.database.pass(Duration::from_secs(28));
        }
    }

    fn what_a_source_asks_stands_in_the_audit_under_its_name(city) {
        city.puts(ONE, &kavita());
        let person = city.person_behind("k");
        assert_eq!(city.post(ONE, MATCH, &parameters(&kavita(), &[])).0, StatusCode::OK);
        city.search.audit(&city.store).unwrap();
        let looked = "SELECT COUNT(*) FROM audit_row WHERE patient_id = $1 AND act = 'registry.search'";
        assert_eq!(city.count(looked, person.uuid()), 1);
        let searched = "SELECT COUNT(*) FROM audit_row WHERE actor_id = $1 AND act = 'registry.search' AND patient_id IS NULL";
        assert_eq!(city.count(searched, city.source(ONE).actor().uuid()), 1);
    }
}
