//! What triage promises, as sentences, on both engines.

use super::actions::{self, TakeVitals};
use super::model::{
    BeatsAMinute, Consciousness, Fahrenheit, Kilograms, Percent, SaturationScale, Signs, Taking,
    Temperature, Urgency, Vitals, VitalsId,
};
use super::{rebuild, store};
use crate::queue::model::TokenId;
use nabz_access::Permit;
use nabz_kernel::birth::Age;
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_store::{Stop, Store};
use nabz_testkit::{Database, MORNING, city_tests, fresh_person};

struct City {
    store: Store,
    facility: FacilityId,
    permit: Permit<TakeVitals>,
    person: PersonId,
    visit: TokenId,
    _database: Database,
}

impl City {
    fn on(database: Database) -> Self {
        let facility = Id::draw(MORNING);
        Self {
            store: database.store.clone(),
            facility,
            permit: Permit::trial(Id::draw(MORNING), facility),
            person: fresh_person(),
            visit: Id::draw(MORNING),
            _database: database,
        }
    }

    fn record(&self, signs: Signs) -> Result<Vitals, Stop> {
        let taking = Taking {
            visit: self.visit,
            person: self.person,
            age: Some(Age::Years(42)),
            pregnant: false,
            scale: SaturationScale::One,
            signs,
        };
        let permit = self.permit.clone();
        self.store.write_blocking(move |tx| actions::record_vitals(tx, &permit, &taking))
    }

    fn withdraw(&self, vitals: VitalsId) -> Result<Vitals, Stop> {
        let permit = self.permit.clone();
        self.store.write_blocking(move |tx| actions::withdraw_vitals(tx, &permit, vitals))
    }

    fn urgency(&self) -> Urgency {
        let (at, visit) = (self.facility, self.visit);
        let one = self.store.read_blocking(move |tx| store::urgency(tx, at, visit)).unwrap();
        let all = self.store.read_blocking(move |tx| store::urgencies(tx, at)).unwrap();
        assert_eq!(all.get(&self.visit).copied().unwrap_or(Urgency::NotMeasured), one);
        one
    }

    fn count(&self, sql: &'static str) -> i64 {
        let counted = self.store.read_blocking(move |tx| tx.query_one(sql, &[], |row| row.get(0)));
        counted.unwrap().unwrap()
    }
}

fn feverish() -> Signs {
    Signs {
        temperature: Some(Temperature::Fahrenheit(Fahrenheit::parse("100.80").unwrap())),
        pulse: Some(BeatsAMinute::parse("92").unwrap()),
        weight: Some(Kilograms::parse("64.50").unwrap()),
        consciousness: Some(Consciousness::Alert),
        ..Signs::default()
    }
}

fn blue() -> Signs {
    Signs {
        saturation: Some(Percent::parse("84").unwrap()),
        oxygen: Some(super::model::Oxygen::Air),
        ..feverish()
    }
}

city_tests! { City;
    fn what_was_read_comes_back_with_its_zeros(city) {
        let set = city.record(feverish()).unwrap();
        let (at, visit) = (city.facility, city.visit);
        let kept = city.store.read_blocking(move |tx| store::latest(tx, at, visit)).unwrap().unwrap();
        assert_eq!(kept, set);
        assert_eq!(kept.signs.weight.unwrap().number().to_string(), "64.50");
        assert_eq!((kept.news2, kept.urgency), (None, Urgency::Steady));
    }

    fn a_red_sign_shows_in_the_queue_until_its_set_is_withdrawn(city) {
        assert_eq!(city.urgency(), Urgency::NotMeasured);
        city.record(feverish()).unwrap();
        assert_eq!(city.urgency(), Urgency::Steady);
        let set = city.record(blue()).unwrap();
        assert_eq!(city.urgency(), Urgency::Red);
        city.withdraw(set.id).unwrap();
        assert_eq!(city.urgency(), Urgency::Steady);
        let Err(Stop::Refused(refused)) = city.withdraw(set.id) else { panic!("withdrawn twice") };
        assert_eq!(refused.code, "TRI-007");
    }

    fn a_set_without_a_reading_is_refused_and_leaves_nothing(city) {
        let Err(Stop::Refused(refused)) = city.record(Signs::default()) else { panic!("kept") };
        assert_eq!(refused.code, "TRI-005");
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_row"), 0);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry"), 0);
    }

    fn every_sign_is_published_once_and_withdrawn_as_an_error(city) {
        let set = city.record(blue()).unwrap();
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry WHERE version = 1"), 5);
        city.withdraw(set.id).unwrap();
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry WHERE version = 2"), 5);
        let again = nabz_record::rebuild(&city.store, &[std::sync::Arc::new(rebuild::Triage)], |_, _| {});
        let again = again.unwrap();
        assert!(again.is_clean() && again.looked_at == 5, "{again:?}");
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_row"), 2);
    }
}
