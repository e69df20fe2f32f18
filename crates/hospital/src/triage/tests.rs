//! What triage promises, as sentences, on both engines.

use super::actions::{self, SetTarget, TakeVitals};
use super::model::{
    BeatsAMinute, Consciousness, Fahrenheit, Kilograms, Oxygen, Percent, SaturationScale, Signs,
    Taking, Temperature, Urgency, Vitals, VitalsId,
};
use super::{fhir, rebuild, store};
use crate::queue::model::{Token, TokenId, WhyLeft};
use crate::queue::{self, actions::CancelToken};
use crate::trial_day::{Day, code};
use nabz_fhir::ResourceType;
use nabz_record::{Resource, read};
use nabz_store::Stop;
use nabz_testkit::city_tests;
use std::sync::Arc;
use uuid::Uuid;

impl Day {
    fn take(&self, visit: TokenId, signs: Signs) -> Result<Vitals, Stop> {
        let taking = Taking { visit, pregnant: false, signs };
        let permit = self.permit::<TakeVitals>();
        self.write(move |tx| actions::record_vitals(tx, &permit, &taking))
    }

    fn withdraw(&self, vitals: VitalsId) -> Result<Vitals, Stop> {
        let permit = self.permit::<TakeVitals>();
        self.write(move |tx| actions::withdraw_vitals(tx, &permit, vitals))
    }

    fn target(&self, visit: TokenId, scale: SaturationScale) -> Result<(), Stop> {
        let permit = self.permit::<SetTarget>();
        self.write(move |tx| actions::set_target(tx, &permit, (visit, scale)))
    }

    /// Which version of each sign stands in the record.
    fn versions(&self, set: &Vitals) -> Vec<u32> {
        let ids: Vec<_> = fhir::observations(set).iter().map(Resource::id).collect();
        self.read(move |tx| {
            let entry = |id: &Uuid| read::read(tx, ResourceType::OBSERVATION, &id.to_string());
            let entries: Result<Vec<_>, Stop> = ids.iter().map(entry).collect();
            Ok(entries?.into_iter().flatten().map(|entry| entry.version).collect())
        })
    }

    fn urgency(&self, token: &Token) -> (Urgency, queue::model::Urgency) {
        let (at, visit) = (self.facility, token.id);
        let one = self.read(move |tx| store::urgency(tx, at, visit));
        let all = self.read(move |tx| store::urgencies(tx, at, &[visit]));
        assert_eq!(all.get(&visit).copied().unwrap_or(Urgency::NotMeasured), one);
        (one, self.read(move |tx| queue::token(tx, at, visit)).unwrap().urgency)
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
    let saturation = Some(Percent::parse("84").unwrap());
    Signs { saturation, oxygen: Some(Oxygen::Air), ..feverish() }
}

city_tests! { Day;
    fn what_was_read_comes_back_with_its_zeros(day) {
        let token = day.arrive("Sunita Devi", 42);
        let set = day.take(token.id, feverish()).unwrap();
        let (at, visit) = (day.facility, token.id);
        let kept = day.read(move |tx| store::latest(tx, at, visit)).unwrap();
        assert_eq!(kept, set);
        assert_eq!(kept.signs.weight.unwrap().number().to_string(), "64.50");
        assert_eq!((kept.news2, kept.urgency), (None, Urgency::Steady));
    }

    fn a_red_sign_moves_its_person_ahead_until_its_set_is_withdrawn(day) {
        use queue::model::Urgency as InQueue;
        let token = day.arrive("Sunita Devi", 42);
        assert_eq!(day.urgency(&token), (Urgency::NotMeasured, InQueue::Routine));
        day.take(token.id, feverish()).unwrap();
        assert_eq!(day.urgency(&token), (Urgency::Steady, InQueue::Routine));
        let set = day.take(token.id, blue()).unwrap();
        assert_eq!(day.urgency(&token), (Urgency::Red, InQueue::Emergency));
        day.withdraw(set.id).unwrap();
        assert_eq!(day.urgency(&token), (Urgency::Steady, InQueue::Routine));
        assert_eq!(code(day.withdraw(set.id)), "TRI-007");
    }

    fn the_second_scale_counts_on_a_doctor_s_word_alone_until_it_is_lifted(day) {
        let token = day.arrive("Sunita Devi", 42);
        let low = || Signs { saturation: Some(Percent::parse("89").unwrap()), ..blue() };
        assert_eq!(day.take(token.id, low()).unwrap().urgency, Urgency::Red);
        day.target(token.id, SaturationScale::Two).unwrap();
        day.target(token.id, SaturationScale::Two).unwrap();
        let set = day.take(token.id, low()).unwrap();
        assert_eq!((set.scale, set.urgency), (SaturationScale::Two, Urgency::Steady));
        day.target(token.id, SaturationScale::One).unwrap();
        assert_eq!(day.take(token.id, low()).unwrap().urgency, Urgency::Red);
        day.target(token.id, SaturationScale::Two).unwrap();
        assert_eq!(day.count("SELECT COUNT(*) FROM triage_target"), 2);
        assert_eq!(day.count("SELECT COUNT(*) FROM triage_target WHERE lifted_at IS NULL"), 1);
    }

    fn nobody_is_measured_who_is_not_here(day) {
        let token = day.arrive("Sunita Devi", 42);
        let (permit, id) = (day.permit::<CancelToken>(), token.id);
        day.write(move |tx| queue::actions::cancel(tx, &permit, (id, WhyLeft::WentAway))).unwrap();
        assert_eq!(code(day.take(token.id, feverish())), "TRI-006");
        assert_eq!(code(day.take(nabz_kernel::ids::Id::draw(nabz_testkit::MORNING), feverish())), "TRI-006");
    }

    fn a_set_without_a_reading_is_refused_and_leaves_nothing(day) {
        let token = day.arrive("Sunita Devi", 42);
        let before = day.count("SELECT COUNT(*) FROM audit_row");
        assert_eq!(code(day.take(token.id, Signs::default())), "TRI-005");
        assert_eq!(day.count("SELECT COUNT(*) FROM audit_row"), before);
    }

    fn every_sign_is_published_once_and_withdrawn_as_an_error(day) {
        let token = day.arrive("Sunita Devi", 42);
        let set = day.take(token.id, blue()).unwrap();
        assert_eq!(day.versions(&set), [1; 5]);
        let set = day.withdraw(set.id).unwrap();
        assert_eq!(day.versions(&set), [2; 5]);
        let walk: Arc<dyn nabz_record::Walk> = Arc::new(rebuild::Triage);
        let again = nabz_record::rebuild(&day.store, &[walk], |_, _| {}).unwrap();
        assert!(again.is_clean() && again.looked_at == 5, "{again:?}");
    }
}
