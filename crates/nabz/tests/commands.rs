//! The program as a shell meets it: what it says, and with which number it ends.

use nabz_access::Permit;
use nabz_kernel::clock::Clock;
use nabz_kernel::ids::Id;
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_people::registry::actions::{RegisterPerson, register};
use nabz_people::registry::model::{Details, NewPerson, Phone, Whose};
use nabz_store::{Store, Tx};
use nabz_testkit::{all_said, started_in};
use std::path::Path;
use std::process::Output;

const REFUSED: i32 = 1;
const USAGE: i32 = 2;
const PLACES: &str =
    "code,name_en,name_hi,kind,district\nONE,First Hospital,पहला अस्पताल,hospital,Central\n";
const BUNDLE: &str = r#"{"resourceType":"Bundle","type":"transaction","entry":[{
    "fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"},
    "request":{"method":"POST","url":"Patient"}}]}"#;
/// In place of the first `"Patient"}`: a day that is in no calendar.
const BORN_WRONG: &str = r#""Patient","birthDate":"2026-02-30"}"#;

#[expect(clippy::unwrap_used, reason = "a story stops where its program does")]
fn nabz(folder: &Path, arguments: &[&str]) -> Output {
    started_in(folder, env!("CARGO_BIN_EXE_nabz")).args(arguments).output().unwrap()
}

#[test]
fn a_command_without_a_database_is_a_mistake_in_asking() {
    let folder = tempfile::tempdir().unwrap();
    let output = nabz(folder.path(), &["migrate"]);
    assert_eq!(output.status.code(), Some(USAGE), "{}", all_said(&output));
    assert!(all_said(&output).contains("--database"));
}

#[test]
fn an_address_that_others_reach_is_refused_without_tls() {
    let folder = tempfile::tempdir().unwrap();
    let asked = ["--database", "sqlite:a.db", "serve", "--listen", "0.0.0.0:0"];
    let output = nabz(folder.path(), &asked);
    assert_eq!(output.status.code(), Some(USAGE), "{}", all_said(&output));
    assert!(all_said(&output).contains("TLS"));
}

#[test]
fn a_setting_that_nobody_knows_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("nabz.toml"), "databse = \"sqlite:a.db\"\n").unwrap();
    let output = nabz(folder.path(), &["--config", "nabz.toml", "migrate"]);
    assert_eq!(output.status.code(), Some(USAGE));
    assert!(all_said(&output).contains("databse"), "{}", all_said(&output));
}

#[test]
fn the_file_names_a_database_and_a_flag_wins_over_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("nabz.toml"), "database = \"sqlite:file.db\"\n").unwrap();
    assert!(nabz(folder.path(), &["--config", "nabz.toml", "migrate"]).status.success());
    assert!(folder.path().join("file.db").exists());
    let flag = ["--config", "nabz.toml", "--database", "sqlite:flag.db", "migrate"];
    assert!(nabz(folder.path(), &flag).status.success());
    assert!(folder.path().join("flag.db").exists());
}

#[test]
fn a_list_with_faults_is_refused_line_by_line_and_nothing_of_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let list = "code,name_en,name_hi,kind,district\n\
                ONE,First Hospital,पहला अस्पताल,hospital,Central\n\
                TWO,,दूसरा अस्पताल,hospital,Central\n";
    std::fs::write(folder.path().join("list.csv"), list).unwrap();
    let load = ["--database", "sqlite:a.db", "load", "facilities", "list.csv"];
    let output = nabz(folder.path(), &load);
    assert_eq!(output.status.code(), Some(REFUSED), "{}", all_said(&output));
    let english = "Line 3, name_en: SHT-001: nothing is written here.";
    let hindi = "पंक्ति 3, name_en: SHT-001: यहाँ कुछ नहीं लिखा है।";
    assert!(all_said(&output).contains(english), "{}", all_said(&output));
    let output = nabz(folder.path(), &[&["--lang", "hi"], &load[..]].concat());
    assert!(all_said(&output).contains(hindi), "{}", all_said(&output));
    let output = nabz(folder.path(), &[&["--json"], &load[..]].concat());
    let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let why = &facts["why"][0];
    assert_eq!((&why["code"], &why["line"]), (&"SHT-001".into(), &3.into()));
    assert_eq!((&why["en"], &why["hi"]), (&english.into(), &hindi.into()));
    std::fs::write(folder.path().join("list.csv"), list.replace("TWO,,", "TWO,Second,")).unwrap();
    let output = nabz(folder.path(), &load);
    assert!(all_said(&output).contains("2 added"), "{}", all_said(&output));
}

#[test]
fn doctor_finds_nothing_wrong_with_a_new_database_and_says_so_to_machines() {
    let folder = tempfile::tempdir().unwrap();
    assert!(nabz(folder.path(), &["--database", "sqlite:a.db", "migrate"]).status.success());
    let output = nabz(folder.path(), &["--json", "--database", "sqlite:a.db", "doctor"]);
    let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(facts["wrong"], 0);
    assert_eq!(facts["settings"]["journal_mode"], "wal");
}

#[test]
fn every_list_says_what_is_wrong_with_a_code_and_in_the_language_of_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let lists: [(&[&str], &str, &str); 11] = [
        (&["wards"], "{", "SHT-024"),
        (&["localities"], "english\thindi\tdistrict\tkind\nNa\u{202e}rela\tन\tN\tx\n", "SHT-003"),
        (&["facilities"], "code,name_en,name_hi,kind,district\nA,A,अ,palace,North\n", "SHT-004"),
        (&["rooms"], "facility,unit\n", "SHT-009"),
        (&["stores"], "facility,code,kind,name_en,name_hi\nA,B,cellar,A,अ\n", "SHT-004"),
        (&["formulary"], "code\n", "SHT-009"),
        (&["templates"], "template\n", "SHT-009"),
        (&["notices"], "purpose\tenglish\thindi\tkind\ncookies\tA\tअ\tapproved\n", "SHT-004"),
        (&["kit-text"], "what\tenglish\thindi\tkind\ntitle\tCard\tकार्ड\tapproved\n", "SHT-034"),
        (&["codes", "--system", "urn:a"], "code,display_en\nA,a\u{200b}\n", "SHT-003"),
        (&["users"], "sign_in,name_en,name_hi,role,at,until\na.b,A,अ,doctor,A,soon\n", "SHT-015"),
    ];
    let ask = |how: &[&str], asked: &[&str]| {
        nabz(folder.path(), &[how, &["--database", "sqlite:a.db"], asked].concat())
    };
    let is_said = |asked: &[&str], text: &str, code: &str, [english, hindi]: [&str; 2]| {
        std::fs::write(folder.path().join("list.json"), text).unwrap();
        for (language, place) in [("en", english), ("hi", hindi)] {
            let output = ask(&["--lang", language], asked);
            assert_eq!(output.status.code(), Some(REFUSED), "{}", all_said(&output));
            let refused = all_said(&output);
            assert!(refused.contains(code) && refused.contains(place), "{asked:?}: {refused}");
        }
        let output = ask(&["--json"], asked);
        let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let why = facts["why"].as_array().unwrap();
        let why = why.iter().find(|one| one["code"] == code).unwrap();
        let (en, hi) = (why["en"].as_str().unwrap(), why["hi"].as_str().unwrap());
        assert!(en.contains(english) && hi.contains(hindi), "{asked:?}: {facts}");
    };
    for (asked, text, code) in lists {
        let load = [&["load", asked[0], "list.json"], &asked[1..]].concat();
        is_said(&load, text, code, ["Line ", "पंक्ति "]);
    }
    std::fs::write(folder.path().join("places.csv"), PLACES).unwrap();
    assert!(ask(&[], &["load", "facilities", "places.csv"]).status.success());
    let wrong = BUNDLE.replacen(r#""Patient"}"#, BORN_WRONG, 1);
    let import = ["import", "fhir", ".", "--source", "elsewhere"];
    is_said(&import, &wrong, "FHI-020", ["entry 1", "प्रविष्टि 1"]);
}

#[test]
fn a_faulty_bundle_is_refused_with_its_file_and_entry_and_so_is_what_the_record_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |how: &[&str], asked: &[&str]| {
        nabz(folder.path(), &[how, &["--database", "sqlite:a.db"], asked].concat())
    };
    let keep = |file: &str, text: &str| std::fs::write(folder.path().join(file), text).unwrap();
    keep("places.csv", PLACES);
    assert!(ask(&[], &["load", "facilities", "places.csv"]).status.success());
    let import = ["import", "fhir", ".", "--source", "elsewhere"];
    let wrong = BUNDLE.replacen(r#""Patient"}"#, BORN_WRONG, 1);
    keep("b.json", &wrong);
    let english = "b.json, entry 1, Patient.birthDate: FHI-020: this is not a date, or a day that \
                   is in no calendar.";
    let hindi = "b.json, प्रविष्टि 1, Patient.birthDate: FHI-020: यह तारीख़ नहीं है, या ऐसा दिन \
                 किसी कैलेंडर में नहीं है।";
    assert!(all_said(&ask(&["--lang", "hi"], &import)).contains(hindi));
    let output = ask(&["--json"], &import);
    assert_eq!(output.status.code(), Some(REFUSED), "{}", all_said(&output));
    let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = serde_json::json!([{
        "code": "FHI-020",
        "file": "b.json",
        "entry": 1,
        "element": "Patient.birthDate",
        "en": english,
        "hi": hindi,
    }]);
    assert_eq!(facts["why"], expected);
    let lost = r#""Immunization","status":"completed","vaccineCode":{"text":"BCG"},
        "occurrenceDateTime":"2026","patient":{"reference":"urn:uuid:9"}}"#;
    let lost = BUNDLE.replacen(r#""Patient"}"#, lost, 1);
    keep("b.json", &lost.replace(r#""url":"Patient""#, r#""url":"Immunization""#));
    let output = ask(&[], &import);
    assert_eq!(output.status.code(), Some(REFUSED), "{}", all_said(&output));
    assert!(all_said(&output).contains("b.json: REC-006"), "{}", all_said(&output));
}

#[test]
fn areas_of_a_map_that_are_no_wards_are_passed_over_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let area = |properties: &str| {
        let ring = "[[[77.1,28.6],[77.2,28.6],[77.2,28.7],[77.1,28.6]]]";
        let shape = format!(r#"{{"type":"Polygon","coordinates":{ring}}}"#);
        format!(r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{shape}}}"#)
    };
    let areas = [area(r#""Ward_Name":"NARELA","Ward_No":"1""#), area("")].join(",");
    let map = format!(r#"{{"type":"FeatureCollection","features":[{areas}]}}"#);
    std::fs::write(folder.path().join("wards.json"), map).unwrap();
    let load = ["--database", "sqlite:a.db", "load", "wards", "wards.json"];
    let output = nabz(folder.path(), &load);
    let done = "wards: 1 added, 0 kept, 0 retired, 1 passed over";
    assert!(all_said(&output).contains(done), "{}", all_said(&output));
}

#[test]
fn storerooms_are_opened_where_a_facility_stands_and_the_same_list_again_adds_none() {
    let folder = tempfile::tempdir().unwrap();
    let places = "code,name_en,name_hi,kind,district\nONE,First Hospital,पहला,hospital,Central\n";
    let rooms = "facility,code,kind,name_en,name_hi\nONE,MAIN,main,Main store,मुख्य भंडार\n";
    std::fs::write(folder.path().join("places.csv"), places).unwrap();
    std::fs::write(folder.path().join("stores.csv"), rooms).unwrap();
    let load = |list, file| nabz(folder.path(), &["--database", "sqlite:a.db", "load", list, file]);
    let output = load("stores", "stores.csv");
    assert_eq!(output.status.code(), Some(REFUSED), "{}", all_said(&output));
    assert!(all_said(&output).contains("Line 2, facility: SHT-012"), "{}", all_said(&output));
    assert!(load("facilities", "places.csv").status.success());
    for done in ["storerooms: 1 added, 0 known", "storerooms: 0 added, 1 known"] {
        let output = load("stores", "stores.csv");
        assert!(all_said(&output).contains(done), "{}", all_said(&output));
    }
}

#[test]
fn work_that_was_given_up_is_found_by_the_doctor_listed_and_tried_again() {
    const GIVE_UP: &str = "UPDATE store_job SET attempts = 20, error = 'no printer', dead_at = 7";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let store = Store::open_sqlite(&file, Clock::Machine).unwrap();
    let given_up = store.write_blocking(|tx| {
        let job = tx.enqueue("test.print", "asha", &"payload of Asha")?;
        tx.execute(GIVE_UP, &[])?;
        Ok(job.to_string())
    });
    let job = given_up.unwrap();
    let ask =
        |asked: &[&str]| nabz(folder.path(), &[&["--database", "sqlite:a.db"], asked].concat());
    let output = ask(&["doctor"]);
    assert_eq!(output.status.code(), Some(REFUSED), "{}", all_said(&output));
    assert!(all_said(&output).contains("nabz jobs revive"), "{}", all_said(&output));
    let listed = all_said(&ask(&["jobs"]));
    assert!(listed.contains(&job) && listed.contains("no printer"), "{listed}");
    assert!(!listed.contains("Asha"), "a payload may name people: {listed}");
    let output = ask(&["jobs", "revive", "0193f3a1-7b2c-7d10-8a4e-0123456789ab"]);
    assert_eq!(output.status.code(), Some(USAGE), "{}", all_said(&output));
    assert!(all_said(&ask(&["jobs", "revive", &job])).contains("1 jobs will be tried again"));
    assert!(all_said(&ask(&["jobs"])).contains("0 jobs were given up"));
    assert!(ask(&["doctor"]).status.success());
}

/// Somebody who was registered twice, and somebody who was not.
#[expect(clippy::unwrap_used, reason = "a story stops where its people are not registered")]
fn registered_twice(file: &Path) {
    const SAID: [(&str, &str); 3] =
        [("सुनीता देवी", "0000004321"), ("Sunita Devi", "0000004321"), ("Asha", "0000009876")];
    let store = Store::open_sqlite(file, Clock::Machine).unwrap();
    let admit = |tx: &mut Tx<'_>| {
        let permit = Permit::<RegisterPerson>::of_the_program(Id::from_uuid(uuid::Uuid::nil()));
        for (name, digits) in SAID {
            let phone = Some(Phone { mobile: Mobile::parse(digits)?, whose: Whose::Family });
            let details = Details { phone, ..Details::named(PersonName::of(name)?) };
            let new = NewPerson { details, counter: String::new(), paper_seen: None };
            register(tx, &permit, &new)?;
        }
        Ok(())
    };
    store.write_blocking(admit).unwrap();
}

#[test]
fn whoever_was_registered_twice_is_found_once_and_a_search_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    registered_twice(&folder.path().join("a.db"));
    let ask = |how: &[&str], asked: &[&str]| {
        let dedupe = ["--database", "sqlite:a.db", "people", "dedupe"];
        nabz(folder.path(), &[how, &dedupe[..], asked].concat())
    };
    let done = |asked: &[&str]| {
        let output = ask(&["--json"], asked);
        assert!(output.status.success(), "{}", all_said(&output));
        let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let number = |name: &str| facts[name].as_u64().unwrap();
        (number("persons"), number("found"), facts["complete"].as_bool().unwrap())
    };
    let (persons, found, complete) = done(&["--limit", "2"]);
    assert_eq!((persons, complete), (2, false));
    let (rest, more, complete) = done(&["--resume"]);
    assert_eq!((rest, found + more, complete), (1, 1, true));
    assert_eq!(done(&["--link"]), (3, 0, true), "a second search adds nothing");
    assert!(all_said(&ask(&[], &[])).contains("registry: 0 pairs found, 0 linked"));
    assert_eq!(ask(&[], &["--limit", "0"]).status.code(), Some(USAGE));
}

#[test]
fn a_made_up_city_is_the_same_bytes_for_the_same_seed_and_says_whose_lines_are_whose() {
    let folder = tempfile::tempdir().unwrap();
    let simulate = ["simulate", "city", "--residents", "2000", "--seed", "5"];
    let ask = |more: &[&str]| nabz(folder.path(), &[&simulate[..], more].concat());
    let read = |file: &str| std::fs::read_to_string(folder.path().join(file)).unwrap();
    let output = ask(&[]);
    assert!(output.status.success(), "{}", all_said(&output));
    let output = ask(&["--json", "--out", "second", "--truth", "whose.csv"]);
    let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(facts["residents"], 2_000);
    assert_eq!(read("city/registrations.csv"), read("second/registrations.csv"));
    assert_eq!(read("city/truth.csv"), read("whose.csv"));
    let list = read("second/registrations.csv");
    let lines = facts["lines"].as_u64().unwrap();
    assert_eq!(u64::try_from(list.lines().count()).unwrap(), lines + 1);
    let heading: Vec<&str> = list.lines().next().unwrap().split(',').collect();
    for column in read("second/columns.toml").split('"').skip(1).step_by(2) {
        assert!(heading.contains(&column), "{column}");
    }
    let truth = read("whose.csv");
    let persons: std::collections::HashSet<&str> =
        truth.lines().skip(1).filter_map(|line| Some(line.split_once(',')?.1)).collect();
    assert_eq!((persons.len(), truth.lines().count()), (2_000, list.lines().count()));
    assert_eq!(facts["again"].as_u64().unwrap(), lines - 2_000);
    let output = ask(&["--noise", "copied", "--out", "third"]);
    assert!(output.status.success(), "{}", all_said(&output));
    assert_ne!(list, read("third/registrations.csv"));
    assert_eq!(truth, read("third/truth.csv"), "the same people come in the same order");
}

#[test]
fn a_city_that_cannot_be_made_up_or_written_is_refused_with_a_code_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("taken"), "").unwrap();
    let same = ["--out", "city", "--truth", "city/registrations.csv"];
    let cases: [(&[&str], &str); 3] = [
        (&["--residents", "0"], "SIM-001"),
        (&["--residents", "10", "--out", "taken/city"], "SIM-002"),
        (&same, "SIM-003"),
    ];
    for (how, code) in cases {
        for language in ["en", "hi"] {
            let asked = [&["--lang", language, "simulate", "city"], how].concat();
            let output = nabz(folder.path(), &asked);
            assert_eq!(output.status.code(), Some(REFUSED), "{}", all_said(&output));
            assert!(all_said(&output).contains(code), "{}", all_said(&output));
        }
    }
    let output = nabz(folder.path(), &["simulate", "city", "--today", "yesterday"]);
    assert_eq!(output.status.code(), Some(USAGE), "{}", all_said(&output));
}

#[test]
fn terminology_is_loaded_listed_and_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let run = |more: &[&str]| {
        let asked = [&["--database", "sqlite:a.db", "--lang", "hi"], more].concat();
        nabz(folder.path(), &asked)
    };
    let system = r#"{"resourceType":"CodeSystem","url":"http://example.org/a","version":"1","name":"Ailments","status":"active","content":"complete","concept":[{"code":"F","display":"Fever"}]}"#;
    write("a.ndjson", &format!("{system}\n{}\n", system.replace("/a", "/b")));
    write("wrong.json", r#"{"resourceType":"Patient"}"#);
    let loaded = run(&["load", "terminology", "fhir", "a.ndjson"]);
    assert!(loaded.status.success(), "{}", all_said(&loaded));
    assert!(
        all_said(&loaded).contains("http://example.org/b|1: 1 entries loaded"),
        "{}",
        all_said(&loaded)
    );
    let listed = run(&["terminology", "list"]);
    let said = all_said(&listed);
    assert!(said.contains("http://example.org/a|1") && said.contains("Ailments"), "{said}");
    let refused = run(&["load", "terminology", "fhir", "wrong.json"]);
    assert_eq!(refused.status.code(), Some(REFUSED));
    let said = all_said(&refused);
    assert!(
        said.contains("wrong.json") && said.contains("TRM-011") && said.contains("डाला"),
        "{said}"
    );
    let missing = run(&["load", "terminology", "loinc", "."]);
    assert_eq!(missing.status.code(), Some(REFUSED));
    assert!(all_said(&missing).contains("TRM-012"), "{}", all_said(&missing));
}

#[test]
fn files_are_held_against_a_folder_of_profiles_and_the_same_folder_is_loaded_once() {
    let folder = tempfile::tempdir().unwrap();
    let package = nabz_testkit::package().join("../fhir/tests/profiles").display().to_string();
    let patient = |gender: &str| {
        let text = format!(r#"{{"resourceType":"Patient","id":"a","gender":"{gender}"}}"#);
        std::fs::write(folder.path().join("a.json"), text).unwrap();
    };
    let url = "https://nabz.example/fhir/StructureDefinition/city-patient";
    let validate = |profile: &str| {
        let asked = ["fhir", "validate", "--profiles", &package, "--profile", profile, "a.json"];
        nabz(folder.path(), &asked)
    };
    patient("female");
    let refused = validate(url);
    assert_eq!(refused.status.code(), Some(REFUSED), "{}", all_said(&refused));
    let missed = "error Patient.identifier: has to be there 1 times at least, as health";
    assert!(all_said(&refused).contains(missed), "{}", all_said(&refused));
    assert_eq!(validate("https://a.example/none").status.code(), Some(2));
    let plain = ["fhir", "validate", "--profiles", &package, "a.json"];
    assert!(nabz(folder.path(), &plain).status.success(), "it claims none");
    let load = |more: &[&str]| {
        let asked = [&["--database", "sqlite:a.db", "load", "profiles", &package], more].concat();
        nabz(folder.path(), &asked)
    };
    let first = load(&["--enforce", &format!("Patient={url}")]);
    assert!(all_said(&first).contains("9 added, 0 known"), "{}", all_said(&first));
    assert!(all_said(&load(&[])).contains("0 added, 9 known"));
    assert_eq!(load(&["--enforce", "Patients=x"]).status.code(), Some(2));
    let unknown = load(&["--enforce", "Patient=https://a.example/none"]);
    assert_eq!(unknown.status.code(), Some(REFUSED));
    assert!(all_said(&unknown).contains("FHI-079"), "{}", all_said(&unknown));
}

#[test]
fn search_parameters_are_added_from_a_folder_listed_and_retired() {
    let folder = tempfile::tempdir().unwrap();
    let url = "https://city.example/SearchParameter/married";
    let write = |code: &str, expression: &str| {
        let text = format!(
            r#"{{"resourceType":"SearchParameter","url":"{url}","name":"Married","status":"active",
            "description":"Whether somebody is married.","code":"{code}","base":["Patient"],
            "type":"token","expression":"{expression}","xpathUsage":"normal"}}"#
        );
        std::fs::create_dir_all(folder.path().join("search")).unwrap();
        std::fs::write(folder.path().join("search/a.json"), text).unwrap();
    };
    let load = |more: &[&str]| {
        let asked = [&["--database", "sqlite:a.db", "load", "search-parameters"], more].concat();
        nabz(folder.path(), &asked)
    };
    write("married", "Patient.(married");
    let unread = load(&["search"]);
    assert_eq!(unread.status.code(), Some(REFUSED));
    let said = all_said(&unread);
    assert!(said.contains("a.json") && said.contains("FHI-081"), "{said}");
    write("married", "Patient.maritalStatus");
    let added = all_said(&load(&["search"]));
    assert!(added.contains("1 added, 0 known, 0 retired"), "{added}");
    assert!(added.contains(&format!("{url}: married of Patient, being indexed")), "{added}");
    assert!(all_said(&load(&["search"])).contains("0 added, 1 known"));
    write("wedded", "Patient.maritalStatus");
    let refused = load(&["search"]);
    assert_eq!(refused.status.code(), Some(REFUSED));
    assert!(all_said(&refused).contains("FHI-086"), "{}", all_said(&refused));
    let replaced = all_said(&load(&["search", "--retire", url]));
    assert!(replaced.contains("1 added, 0 known, 1 retired"), "{replaced}");
    assert!(all_said(&load(&["--retire", "https://a.example/none"])).contains("FHI-088"));
    let listed = all_said(&load(&[]));
    assert!(listed.contains(&format!("{url}: wedded of Patient, being indexed")), "{listed}");
    assert!(listed.contains(&format!("{url}: married of Patient, being taken away")), "{listed}");
}
