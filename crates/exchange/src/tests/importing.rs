//! Importing what no one here wrote: the synthetic patients of `fixtures/synthea`.

use crate::{ExportStop, Import, ImportStop, Imported, export, files_of, import};
use nabz_fhir::bundle::transaction;
use nabz_fhir::{Body, ResourceType};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::FacilityId;
use nabz_people::registry::{patients_of, person_of};
use nabz_record::search::Everything;
use nabz_record::{Wanted, check, everything, read, timeline};
use nabz_store::{Store, Tx};
use nabz_testkit::{Database, MORNING, city_tests};
use std::fs;
use std::path::{Path, PathBuf};

struct City {
    store: Store,
    _database: Database,
}

impl City {
    fn on(database: Database) -> Self {
        Self { store: database.store.clone(), _database: database }
    }

    fn import(&self) -> Imported {
        self.try_import(&synthea()).unwrap()
    }

    fn try_import(&self, folder: &Path) -> Result<Imported, ImportStop> {
        let files = files_of(folder)?;
        let what = Import { source: "synthea-2019", files: &files, at: FacilityId::draw(MORNING) };
        import(&self.store, &what, |_, _, _| ())
    }
}

fn synthea() -> PathBuf {
    nabz_testkit::package().join("../../fixtures/synthea")
}

/// How many entries the files hold, without those that two files both hold.
fn entries_in_files() -> usize {
    let mut urls = std::collections::BTreeSet::new();
    for file in fs::read_dir(synthea()).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let items = transaction(&fs::read(path).unwrap()).unwrap();
            urls.extend(items.into_iter().filter_map(|item| item.full_url));
        }
    }
    urls.len()
}

city_tests! { City;
    fn a_folder_is_imported_whole_and_a_second_time_adds_nothing(city) {
        let first = city.import();
        let count = |city: &City| {
            city.store.read_blocking(|view| {
                view.query_one("SELECT COUNT(*) FROM record_entry", &[], |row| row.get::<i64>(0))
            }).unwrap().unwrap()
        };
        assert_eq!(usize::try_from(first.created).unwrap(), entries_in_files());
        // Of these hospitals and practitioners a patient's file says less than their own file.
        assert_eq!(first.superseded, 14);
        assert_eq!((first.patients.len(), first.adopted), (6, 6));
        let before = count(city);
        let second = city.import();
        assert_eq!((second.created, second.superseded, second.adopted), (0, 0, 0));
        assert_eq!(count(city), before);
        let checked = check(&city.store, |_| ()).unwrap();
        assert!(checked.is_clean(), "{checked:?}");
    }

    fn an_imported_patient_s_history_can_be_read_as_it_was_sent(city) {
        let imported = city.import();
        let patient = imported.patients[0].key.entry;
        let lines = city.store.read_blocking(move |view| timeline(view, &[patient], &[], None, 200)).unwrap();
        assert!(lines.lines.len() > 20);
        assert!(lines.lines.iter().all(|line| line.source_name == "synthea-2019"));
        assert!(lines.lines.iter().any(|line| line.facility.is_some()), "the hospital has a name");
        assert!(lines.lines.windows(2).all(|pair| pair[0].at >= pair[1].at));
        let all = city.store.read_blocking(move |view| everything(view, &[patient], (None, 1_000), &mut Everything)).unwrap();
        assert!(all.entries.iter().any(|entry| entry.key.of.name() == "Immunization"));
        assert!(all.entries.iter().any(|entry| entry.key.of == ResourceType::ORGANIZATION));
        let text = all.entries.iter().map(|e| String::from_utf8(e.body.clone()).unwrap()).collect::<String>();
        assert!(!text.contains(r#""reference":"urn:uuid:"#) && !text.contains(r#""reference": "urn:uuid:"#));
        let id = imported.patients[0].id.clone();
        let read = city.store.read_blocking(move |view| read::read(view, ResourceType::PATIENT, &id));
        assert!(read.unwrap().is_some());
    }

    fn everyone_of_whom_a_partner_speaks_is_a_person_with_that_history(city) {
        for received in city.import().patients {
            let patient = received.key.entry;
            let of = city.store.read_blocking(move |view| {
                let person = person_of(view, patient)?;
                let patients = patients_of(view, person)?;
                Ok((person, timeline(view, &patients, &[], None, 200)?, patients))
            });
            let (person, history, patients) = of.unwrap();
            assert_eq!(patients, [person.uuid(), patient]);
            assert!(history.lines.len() > 20);
        }
    }

    fn a_folder_with_one_broken_file_leaves_nothing_behind(city) {
        let folder = tempfile::tempdir().unwrap();
        let right = r#"{"resourceType":"Bundle","type":"transaction","entry":[{"resource":
            {"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}]}"#;
        fs::write(folder.path().join("a.json"), right).unwrap();
        let wrong = right.replace(r#""Patient"}"#, r#""Patient","birthDate":"2026-02-30"}"#);
        fs::write(folder.path().join("b.json"), wrong).unwrap();
        let refused = city.try_import(folder.path());
        let Err(ImportStop::Faulty(faults)) = refused else { panic!("{refused:?}") };
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["b.json 1 Patient.birthDate FHI-020"]);
        let none = city.store.read_blocking(|view| {
            view.query_one("SELECT COUNT(*) FROM record_entry", &[], |row| row.get::<i64>(0))
        });
        assert_eq!(none.unwrap(), Some(0));
        let empty = tempfile::tempdir().unwrap();
        let refused = city.try_import(empty.path());
        assert!(matches!(refused, Err(ImportStop::Empty(_))));
    }

    fn whatever_is_wrong_with_a_file_is_told_with_its_place_and_a_code(city) {
        const POST: &str = r#"{"method":"POST","url":"Patient"}"#;
        let bundle = |entries: &str| {
            format!(r#"{{"resourceType":"Bundle","type":"transaction","entry":[{entries}]}}"#)
        };
        let sent = |resource: &str, request: &str| {
            bundle(&format!(r#"{{"resource":{resource},"request":{request}}}"#))
        };
        let patient = |more: &str, request: &str| {
            sent(&format!(r#"{{"resourceType":"Patient"{more}}}"#), request)
        };
        let reading = r#"{"resourceType":"Observation","status":"final"}"#;
        let files = [
            ("{".to_owned(), " FHI-001"),
            (r#"{"resourceType":"Patient"}"#.to_owned(), " FHI-002"),
            (bundle("").replace("transaction", "batch"), " FHI-003"),
            (bundle(&["{}", &",{}".repeat(5_000)].concat()), " FHI-004"),
            (bundle(&format!(r#"{{"request":{POST}}}"#)), " 1 FHI-005"),
            (bundle(r#"{"resource":{"resourceType":"Patient"}}"#), " 1 FHI-006"),
            (patient("", r#"{"method":"POST","url":"Encounter"}"#), " 1 FHI-007"),
            (patient(r#","id":"a""#, r#"{"method":"PUT","url":"Patient/b"}"#), " 1 FHI-008"),
            (patient("", r#"{"method":"GET","url":"Patient/a"}"#), " 1 FHI-009"),
            (sent(&["[".repeat(200), "]".repeat(200)].concat(), POST), " 1 FHI-010"),
            (sent("[]", POST), " 1 FHI-011"),
            (sent(r#"{"resourceType":"Patients"}"#, POST), " 1 FHI-012"),
            (patient(r#","id":"a b""#, POST), " 1 Patient.id FHI-014"),
            (sent(reading, &POST.replace("Patient", "Observation")), " 1 Observation.code FHI-015"),
            (patient(r#","colour":"red""#, POST), " 1 Patient.colour FHI-016"),
            (patient(r#","name":{"family":"A"}"#, POST), " 1 Patient.name FHI-017"),
            (patient(r#","active":[true]"#, POST), " 1 Patient.active FHI-018"),
            (patient(r#","gender":"m""#, POST), " 1 Patient.gender FHI-019"),
            (patient(r#","active":null"#, POST), " 1 Patient.active FHI-021"),
        ];
        let folder = tempfile::tempdir().unwrap();
        let at = |number: usize| folder.path().join(format!("{number:02}.json"));
        let mut expected = Vec::new();
        for (number, (text, why)) in files.iter().enumerate() {
            fs::write(at(number), text).unwrap();
            expected.push(format!("{number:02}.json{why}"));
        }
        fs::create_dir(at(98)).unwrap();
        fs::File::create(at(99)).unwrap().set_len(64 * 1024 * 1024 + 1).unwrap();
        expected.extend(["98.json EXC-006".to_owned(), "99.json EXC-007".to_owned()]);
        let refused = city.try_import(folder.path());
        let Err(ImportStop::Faulty(faults)) = refused else { panic!("{refused:?}") };
        assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    }

    fn lines_of_ndjson_are_kept_once_and_written_as_they_stand(city) {
        let folder = tempfile::tempdir().unwrap();
        let patients: Vec<String> = (0..205).map(|n| {
            format!(r#"{{"resourceType":"Patient","id":"p{n}","name":[{{"family":"Sharma {n}"}}]}}"#)
        }).collect();
        let keep = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        keep("Patient.ndjson", &patients.join("\n"));
        let observation = r#"{"resourceType":"Observation","status":"final","code":{"text":"a"},"subject":{"reference":"Patient/p0"}}"#;
        let named = observation.replacen('{', r#"{"id":"o1","#, 1);
        keep("Observation.ndjson", &format!("{observation}\n\n{named}\n"));
        let first = city.try_import(folder.path()).unwrap();
        assert_eq!((first.files, first.created, first.patients.len()), (2, 207, 205));
        let second = city.try_import(folder.path()).unwrap();
        assert_eq!((second.created, second.superseded, second.unchanged), (0, 0, 207));

        let out = folder.path().join("out");
        let all = export(&city.store, &out, &Wanted::default(), |_| ()).unwrap();
        let count = |sql: &'static str| {
            let count = move |view: &mut Tx<'_>| view.query_one(sql, &[], |row| row.get::<i64>(0));
            city.store.read_blocking(count).unwrap().unwrap()
        };
        let kept = count("SELECT COUNT(*) FROM record_entry WHERE NOT deleted");
        assert_eq!(all.values().sum::<u64>(), u64::try_from(kept).unwrap());
        assert_eq!(count("SELECT COUNT(*) FROM audit_row WHERE act = 'exchange.export-files'"), 1);
        for (of, count) in &all {
            let text = fs::read_to_string(out.join(format!("{of}.ndjson"))).unwrap();
            let read = |line: &str| Body::parse(line.as_bytes().to_vec()).unwrap().of().name();
            assert!(text.lines().all(|line| read(line) == *of));
            assert_eq!(text.lines().count(), usize::try_from(*count).unwrap(), "{of}");
        }
        let again = export(&city.store, &out, &Wanted::default(), |_| ());
        assert!(matches!(again, Err(ExportStop::Unwritten { .. })), "no file is written over");
        let of = ResourceType::named("Observation").unwrap();
        let mut wanted = Wanted { types: vec![of], since: None };
        let some = export(&city.store, &folder.path().join("some"), &wanted, |_| ()).unwrap();
        assert_eq!(some.into_iter().collect::<Vec<_>>(), [("Observation", 2)]);
        wanted.since = Some(Instant::from_microseconds(i64::MAX));
        assert!(export(&city.store, &folder.path().join("none"), &wanted, |_| ()).unwrap().is_empty());
    }

    fn a_line_that_is_wrong_is_named_and_nothing_is_kept(city) {
        let folder = tempfile::tempdir().unwrap();
        let patient = r#"{"resourceType":"Patient","id":"a"}"#;
        let wrong = r#"{"resourceType":"Patient","id":"b","birthDate":"1970-02-30"}"#;
        for line in [wrong, "{"] {
            fs::write(folder.path().join("a.ndjson"), format!("{patient}\n\n{line}\n")).unwrap();
            let stopped = city.try_import(folder.path());
            let Err(ImportStop::Faulty(faults)) = stopped else { panic!("{stopped:?}") };
            assert_eq!((faults.len(), faults[0].entry), (1, Some(3)), "{faults:?}");
        }
        let empty = city.store.read_blocking(|view| read::read(view, ResourceType::PATIENT, "a")).unwrap();
        assert!(empty.is_none());
    }
}
