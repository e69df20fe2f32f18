//! What triage promises, as sentences, on both engines.

use super::actions::{self, SetTarget, TakeVitals};
use super::model::{
    BeatsAMinute, BloodPressure, BreathsAMinute, Consciousness, Fahrenheit, Kilograms, Oxygen,
    Percent, SaturationScale, Signs, Standing, Taking, Temperature, Unscored, Urgency, Vitals,
    VitalsId,
};
use super::readings::worst;
use super::rules;
use super::{fhir, rebuild, store};
use crate::queue;
use crate::queue::actions::{CancelToken, IssueToken, MoveToken, issue_token, transfer};
use crate::queue::model::{Lane, Post, Token, TokenId, TokenRequest, VisitKind, WhyLeft};
use crate::triage;
use crate::trial_day::{Day, code};
use nabz_fhir::ResourceType;
use nabz_record::{Resource, read};
use nabz_store::Stop;
use nabz_testkit::city_tests;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

impl Day {
    fn take(&self, visit: TokenId, signs: Signs) -> Result<Vitals, Stop> {
        self.take_of(visit, signs, false)
    }

    fn take_of(&self, visit: TokenId, signs: Signs, pregnant: bool) -> Result<Vitals, Stop> {
        let taking = Taking { visit, pregnant, signs };
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

    fn standing(&self, token: &Token) -> Option<Standing> {
        let token = token.clone();
        self.read(move |tx| {
            let age = nabz_people::registry::banner(tx, token.person)?.age;
            let alone = triage::standing(tx, &token, age)?;
            let listed = triage::standings(tx, token.facility, &[(&token, age)])?;
            assert_eq!(listed.get(&token.id), alone.as_ref());
            Ok(alone)
        })
    }

    fn send_on(&self, token: &Token, to: Post) -> Token {
        let (permit, asked) = (self.permit::<MoveToken>(), (token.id, to.unit));
        self.write(move |tx| transfer(tx, &permit, asked)).unwrap()
    }

    /// Somebody who is brought in at any hour.
    fn brought_in(&self, name: &str, years: u16) -> Token {
        let (permit, person) = (self.permit::<IssueToken>(), self.register(name, years));
        let (unit, lane, visit) = (self.post.unit, Lane::Emergency, VisitKind::Emergency);
        let request = TokenRequest { person, unit, lane, visit };
        self.write(move |tx| issue_token(tx, &permit, &request)).unwrap()
    }

    fn urgency(&self, token: &Token) -> (Urgency, queue::model::Urgency) {
        let standing = self.standing(token).map_or(Urgency::NotMeasured, |one| one.urgency);
        let (at, visit) = (self.facility, token.id);
        (standing, self.read(move |tx| queue::token(tx, at, visit)).unwrap().urgency)
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

fn pressure() -> Option<BloodPressure> {
    let read = |text| Some(crate::triage::model::MillimetresOfMercury::parse(text).unwrap());
    rules::pressure(read("120"), read("80")).unwrap()
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
        let kept = day.read(move |tx| store::of_visit(tx, at, visit)).remove(0);
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

    fn a_reading_counts_until_it_is_taken_again_or_taken_back(day) {
        use queue::model::Urgency as InQueue;
        let token = day.arrive("Sunita Devi", 42);
        let heavy = Signs { weight: Some(Kilograms::parse("70").unwrap()), ..Signs::default() };
        day.take(token.id, feverish()).unwrap();
        let red = day.take(token.id, Signs { weight: None, ..blue() }).unwrap();
        day.take(token.id, heavy).unwrap();
        assert_eq!(day.urgency(&token), (Urgency::Red, InQueue::Emergency));
        let standing = day.standing(&token).unwrap();
        assert_eq!(standing.signs, Signs { weight: heavy.weight, ..blue() });
        let low = worst(&standing);
        assert_eq!(low.iter().map(|one| one.value.as_str()).collect::<Vec<_>>(), ["84 %"]);
        day.withdraw(red.id).unwrap();
        assert_eq!(day.urgency(&token), (Urgency::Steady, InQueue::Routine));
        assert_eq!(day.standing(&token).unwrap().signs, Signs { weight: heavy.weight, ..feverish() });
        let well = Signs { saturation: Some(Percent::parse("98").unwrap()), ..Signs::default() };
        day.take(token.id, blue()).unwrap();
        day.take(token.id, well).unwrap();
        assert_eq!(day.urgency(&token), (Urgency::Steady, InQueue::Routine));
    }

    fn signs_of_two_sets_make_one_score(day) {
        let token = day.arrive("Sunita Devi", 42);
        let all = Signs {
            pressure: pressure(),
            respiration: Some(BreathsAMinute::parse("16").unwrap()),
            saturation: Some(Percent::parse("98").unwrap()),
            oxygen: Some(Oxygen::Air),
            ..Signs::default()
        };
        assert_eq!(day.take(token.id, all).unwrap().news2, None);
        assert_eq!(day.take(token.id, feverish()).unwrap().news2, None);
        assert_eq!(day.standing(&token).unwrap().news2, Some(2));
    }

    fn pregnancy_is_kept_until_a_later_set_says_otherwise_and_is_never_scored(day) {
        let token = day.arrive("Sunita Devi", 24);
        let fast = Signs { respiration: Some(BreathsAMinute::parse("26").unwrap()), ..blue() };
        let steady = Signs { saturation: Some(Percent::parse("92").unwrap()), ..fast };
        let set = day.take_of(token.id, steady, true).unwrap();
        assert_eq!((set.pregnant, set.urgency), (true, Urgency::Steady));
        let (at, person) = (day.facility, token.person);
        let pregnant = |day: &Day| day.read(move |tx| triage::pregnant(tx, at, person));
        assert!(pregnant(day));
        day.take_of(token.id, feverish(), true).unwrap();
        assert_eq!(day.urgency(&token).0, Urgency::NotMeasured, "and is not called steady");
        assert_eq!(day.standing(&token).unwrap().unscored, Some(Unscored::Pregnant));
        day.take_of(token.id, feverish(), false).unwrap();
        assert!(!pregnant(day));
        assert_eq!(day.urgency(&token).0, Urgency::Red);
    }

    fn nobody_under_sixteen_is_steady_and_a_red_sign_of_theirs_is_red(day) {
        use queue::model::Urgency as InQueue;
        for (years, urgency, unscored) in [
            (3, Urgency::NotMeasured, Some(Unscored::Child)),
            (15, Urgency::NotMeasured, Some(Unscored::Child)),
            (16, Urgency::Steady, None),
        ] {
            let token = day.arrive("Kartik", years);
            day.take(token.id, feverish()).unwrap();
            assert_eq!(day.urgency(&token), (urgency, InQueue::Routine), "{years}");
            assert_eq!(day.standing(&token).unwrap().unscored, unscored, "{years}");
            day.take(token.id, blue()).unwrap();
            assert_eq!(day.urgency(&token), (Urgency::Red, InQueue::Emergency), "{years}");
        }
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

    fn what_was_measured_goes_along_with_whoever_is_sent_on(day) {
        use queue::model::Urgency as InQueue;
        let token = day.arrive("Sunita Devi", 42);
        let red = day.take(token.id, blue()).unwrap();
        let eye = day.send_on(&token, day.eyes());
        assert_eq!(day.urgency(&eye), (Urgency::Red, InQueue::Emergency));
        let heavy = Signs { weight: Some(Kilograms::parse("70").unwrap()), ..Signs::default() };
        day.take(eye.id, heavy).unwrap();
        assert_eq!(day.urgency(&eye), (Urgency::Red, InQueue::Emergency), "a weight hides nothing");
        let skin = day.send_on(&eye, day.skin());
        assert_eq!(day.urgency(&skin), (Urgency::Red, InQueue::Emergency), "nor does another unit");
        assert_eq!(day.standing(&skin).unwrap().signs, Signs { weight: heavy.weight, ..blue() });
        day.withdraw(red.id).unwrap();
        assert_eq!(day.urgency(&skin), (Urgency::Steady, InQueue::Routine), "what was wrong is so here");
        day.take(skin.id, blue()).unwrap();
        assert_eq!(day.urgency(&skin), (Urgency::Red, InQueue::Emergency));
    }

    fn whom_midnight_carried_over_is_measured_and_whoever_it_did_not_is_not(day) {
        let general = day.arrive("Kamla Rani", 70);
        day.pass(Duration::from_mins(14 * 60 + 55));
        let token = day.brought_in("Sunita Devi", 42);
        day.pass(Duration::from_mins(6));
        day.take(token.id, blue()).unwrap();
        assert_eq!(day.urgency(&token).0, Urgency::Red);
        assert_eq!(code(day.take(general.id, feverish())), "TRI-006");
        day.pass(Duration::from_hours(24));
        assert_eq!(code(day.take(token.id, feverish())), "TRI-006");
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
