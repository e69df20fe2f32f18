//! What allergies promise, as sentences, on both engines.

mod others;

use super::actions::{self, NoteAllergy, RefuteAllergy};
use super::model::{Allergy, AllergyId, NewAllergy};
use super::{rebuild, store};
use nabz_access::Permit;
use nabz_fhir::ResourceType;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_store::{Stop, Store};
use nabz_testkit::{Database, MORNING, at_once, city_tests, fresh_person};
use std::sync::Arc;

struct City {
    store: Store,
    facility: FacilityId,
    doctor: StaffId,
    person: PersonId,
    _database: Database,
}

impl City {
    fn on(database: Database) -> Self {
        let store = database.store.clone();
        let (facility, doctor) = (Id::draw(MORNING), Id::draw(MORNING));
        Self { store, facility, doctor, person: fresh_person(), _database: database }
    }

    fn note(&self, typed: &str) -> Result<Allergy, Stop> {
        let permit = Permit::<NoteAllergy>::trial(self.doctor, self.facility);
        let asked = NewAllergy {
            person: self.person,
            substance: typed.into(),
            reaction: "rash".into(),
            severe: true,
        };
        self.store.write_blocking(move |tx| actions::note_allergy(tx, &permit, &asked))
    }

    fn refute(&self, id: AllergyId, why: &'static str) -> Result<Allergy, Stop> {
        let permit = Permit::<RefuteAllergy>::trial(self.doctor, self.facility);
        self.store.write_blocking(move |tx| actions::refute_allergy(tx, &permit, (id, why)))
    }

    fn on_record(&self, id: AllergyId) -> String {
        let of = ResourceType::named("AllergyIntolerance").unwrap();
        let id = id.to_string();
        let entry = self.store.read_blocking(move |tx| nabz_record::read::read(tx, of, &id));
        String::from_utf8(entry.unwrap().unwrap().body).unwrap()
    }

    fn stands(&self) -> Vec<String> {
        let person = self.person;
        let found = self.store.read_blocking(move |tx| store::of(tx, person)).unwrap();
        found.into_iter().map(|allergy| allergy.substance.key).collect()
    }
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

city_tests! { City;
    fn the_same_allergy_is_noted_once_in_whatever_script(city) {
        city.note("Penicillin").unwrap();
        assert_eq!(code(city.note("पेनिसिलिन")), "ALG-001");
        city.note("sulfa").unwrap();
        assert_eq!(city.stands(), ["penicillin", "sulfonamide"]);
        assert_eq!(code(city.note(" \t ")), "ALG-002");
    }

    fn a_refuted_allergy_warns_no_more_and_can_be_noted_again(city) {
        let noted = city.note("Penicillin").unwrap();
        assert_eq!(code(city.refute(noted.id, " \t ")), "ALG-004");
        assert_eq!(code(city.refute(noted.id, "a\u{1}b")), "ALG-004");
        city.refute(noted.id, "Took it twice since").unwrap();
        let body = city.on_record(noted.id);
        assert!(body.contains("refuted") && body.contains("Took it twice since"), "{body}");
        assert!(city.stands().is_empty());
        assert_eq!(code(city.refute(noted.id, "Again")), "ALG-003");
        city.note("Penicillin").unwrap();
        assert_eq!(city.stands(), ["penicillin"]);
        let walk: Arc<dyn nabz_record::Walk> = Arc::new(rebuild::Allergies);
        let again = nabz_record::rebuild(&city.store, &[walk], |_, _| {}).unwrap();
        assert!(again.is_clean() && again.looked_at == 2, "{again:?}");
    }
}

city_tests! { busy City;
    fn thirty_two_who_note_one_allergy_leave_one(city) {
        let noted = at_once(|number| {
            city.note(if number % 2 == 0 { "Penicillin" } else { "पेनिसिलिन" })
        });
        assert_eq!(noted.iter().filter(|noted| noted.is_ok()).count(), 1);
        for refused in noted.into_iter().filter(Result::is_err) {
            assert_eq!(code(refused), "ALG-001");
        }
        assert_eq!(city.stands(), ["penicillin"]);
    }
}
