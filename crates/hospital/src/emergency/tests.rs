//! What an emergency's record promises, as sentences, on both engines.

mod pages;

use super::actions::{self, EndEmergency, NoteEmergency};
use super::model::{AskedBlood, Blood, LongTerm, LongTermId, Surgery};
use super::subset::{Subset, of};
use super::{rebuild, snapshot, store, words};
use crate::allergies;
use crate::allergies::actions::{NoteAllergy, note_allergy};
use crate::allergies::model::NewAllergy;
use crate::trial_day::{Day, code};
use nabz_access::{Holder, Why, relate};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_people::consent::actions::RecordConsent;
use nabz_people::consent::model::{Purpose, Sensitive, Wish};
use nabz_people::consent::trial::{asked, told_and_asked};
use nabz_people::registry::actions::{LinkPersons, link};
use nabz_store::Stop;
use nabz_testkit::{at_once, city_tests};
use std::sync::Arc;
use uuid::Uuid;

/// What a form says of a blood group.
fn typed(seen: u32, (group, how): (&str, &str), why: &str) -> AskedBlood {
    AskedBlood {
        seen,
        group: group.into(),
        how: how.into(),
        tested_on: String::new(),
        why: why.into(),
    }
}

impl Day {
    /// Somebody whom the doctor of the day treats.
    fn treated(&self, name: &str) -> PersonId {
        let person = self.register(name, 42);
        self.treats(person);
        person
    }

    fn treats(&self, person: PersonId) {
        let (doctor, until) = (Holder::Staff(self.doctor), Instant::from_microseconds(i64::MAX));
        let why = Why::Visit(Uuid::from_u128(1));
        self.write(move |tx| relate(tx, doctor, person, why, until)).unwrap();
    }

    fn notes_group(&self, person: PersonId, asked: &AskedBlood) -> Result<Blood, Stop> {
        let (permit, asked) = (self.permit::<NoteEmergency>(), asked.clone());
        self.write(move |tx| actions::note_group(tx, &permit, (person, &asked)))
    }

    fn notes_condition(&self, person: PersonId, code: &'static str) -> Result<LongTerm, Stop> {
        let permit = self.permit::<NoteEmergency>();
        self.write(move |tx| actions::note_condition(tx, &permit, person, (code, "2015")))
    }

    fn notes_surgery(
        &self,
        person: PersonId,
        (what, done): (&'static str, &'static str),
    ) -> Result<Surgery, Stop> {
        let permit = self.permit::<NoteEmergency>();
        self.write(move |tx| actions::note_surgery(tx, &permit, person, (what, done)))
    }

    fn ends(
        &self,
        (person, id): (PersonId, LongTermId),
        (how, why): (&'static str, &'static str),
    ) -> Result<LongTerm, Stop> {
        let permit = self.permit::<EndEmergency>();
        self.write(move |tx| actions::end_condition(tx, &permit, (person, id), (how, why)))
    }

    fn subset(&self, person: PersonId, why: Option<Why>) -> Subset {
        self.read(move |view| of(view, (person, why)))
    }

    /// What stands on a large card, condition by condition.
    fn printed(&self, person: PersonId) -> Vec<String> {
        let snapshot = self.read(move |view| snapshot(view, person));
        let conditions = snapshot.map(|printed| printed.conditions).unwrap_or_default();
        let mut names: Vec<_> = conditions.into_iter().map(|one| one.en).collect();
        names.sort();
        names
    }

    /// The person shares these categories with whoever does not treat them.
    fn shares(&self, person: PersonId, shares: Vec<Sensitive>) {
        let permit = self.permit::<RecordConsent>();
        let asked = asked(person, (Purpose::RecordSharing, Wish::Yes { shares }, 0));
        self.write(move |tx| told_and_asked(tx, &permit, &asked)).unwrap();
    }
}

city_tests! { Day;
    fn a_blood_group_is_noted_tested_corrected_with_a_reason_and_taken_back(day) {
        let person = day.treated("Sunita Devi");
        let said = |seen, what, why| day.notes_group(person, &typed(seen, what, why));
        said(0, ("O+", "said"), "").unwrap();
        assert_eq!(code(said(0, ("O+", "tested"), "")), "EMG-006", "an older page");
        said(1, ("O+", "tested"), "").unwrap();
        assert_eq!(code(said(2, ("O+", "tested"), "")), "EMG-003");
        assert_eq!(code(said(2, ("A+", "said"), "she says")), "EMG-004");
        assert_eq!(code(said(2, ("A+", "tested"), "")), "EMG-005");
        assert_eq!(code(said(2, ("C+", "tested"), "")), "EMG-001");
        let late = AskedBlood { tested_on: "24/11/2026".into(), ..typed(2, ("A+", "tested"), "x") };
        assert_eq!(code(day.notes_group(person, &late)), "EMG-002");
        said(2, ("A+", "tested"), "the tube was another's").unwrap();
        assert_eq!(words::group(day.subset(person, None).blood[0].group), "A+");
        said(3, ("unknown", "said"), "both were another's").unwrap();
        assert!(day.subset(person, None).blood.is_empty());
        assert_eq!(day.read(move |view| store::blood_of(view, person)).len(), 4, "nothing is lost");
    }

    fn a_condition_stands_once_and_ends_with_a_reason(day) {
        let person = day.treated("Sunita Devi");
        assert_eq!(code(day.notes_condition(person, "X99")), "EMG-001");
        let sugar = day.notes_condition(person, "E11").unwrap();
        assert_eq!(code(day.notes_condition(person, "E11")), "EMG-007");
        let which = (person, sugar.id);
        assert_eq!(code(day.ends(which, ("over", " "))), "EMG-005");
        assert_eq!(code(day.ends(which, ("maybe", "it seems"))), "EMG-001");
        let other = day.treated("Asha Rao");
        assert_eq!(code(day.ends((other, sugar.id), ("over", "misread"))), "EMG-008", "not theirs");
        day.ends(which, ("wrong", "misread")).unwrap();
        assert_eq!(code(day.ends(which, ("wrong", "misread"))), "EMG-008");
        assert!(day.subset(person, None).conditions.is_empty());
        day.notes_condition(person, "E11").unwrap();
    }

    fn operations_stand_the_last_first_and_one_that_was_never_done_goes(day) {
        let person = day.treated("Sunita Devi");
        assert_eq!(code(day.notes_surgery(person, (" ", "2019"))), "EMG-009");
        assert_eq!(code(day.notes_surgery(person, ("Appendix", "31/02/2019"))), "EMG-002");
        let old = day.notes_surgery(person, ("Appendix removed", "1999")).unwrap();
        day.notes_surgery(person, ("Gall bladder removed", "05/2019")).unwrap();
        let stand = || -> Vec<String> {
            day.subset(person, None).surgeries.into_iter().map(|one| one.what).collect()
        };
        assert_eq!(stand(), ["Gall bladder removed", "Appendix removed"]);
        let permit = day.permit::<EndEmergency>();
        let wrong = day.write(move |tx| {
            actions::mark_wrong(tx, &permit, (person, old.id), "it was her sister")
        });
        wrong.unwrap();
        assert_eq!(stand(), ["Gall bladder removed"]);
    }

    fn nobody_writes_about_a_stranger(day) {
        let stranger = day.register("Asha Rao", 30);
        let asked = typed(0, ("O+", "said"), "");
        assert_eq!(code(day.notes_group(stranger, &asked)), "ACC-009");
        assert_eq!(code(day.notes_condition(stranger, "E11")), "ACC-009");
        assert_eq!(code(day.notes_surgery(stranger, ("Appendix removed", ""))), "ACC-009");
    }

    fn what_is_sensitive_is_read_by_whoever_treats_and_printed_only_when_it_is_shared(day) {
        let (person, id) = (day.treated("Sunita Devi"), Uuid::from_u128(7));
        assert_eq!(day.read(move |view| snapshot(view, person)), None, "nothing is recorded");
        day.notes_condition(person, "B20").unwrap();
        day.notes_condition(person, "E11").unwrap();
        let codes = |why| {
            let subset = day.subset(person, why);
            let mut codes: Vec<_> = subset.conditions.into_iter().map(|one| one.code).collect();
            codes.sort();
            (codes.join(" "), subset.closed.conditions)
        };
        for treating in [Why::Visit(id), Why::Dispensing(id), Why::BreakGlass(id)] {
            assert_eq!(codes(Some(treating)), ("B20 E11".to_owned(), false), "{treating:?}");
        }
        for other in [Some(Why::Record(id)), Some(Why::Household(id)), None] {
            assert_eq!(codes(other), ("E11".to_owned(), true), "{other:?}");
        }
        assert_eq!(day.printed(person), ["Type 2 diabetes"]);
        day.shares(person, vec![Sensitive::Hiv]);
        assert_eq!(day.printed(person), ["HIV disease", "Type 2 diabetes"]);
    }

    fn an_operation_or_an_allergy_that_tells_something_stays_closed_too_and_warns_all_the_same(day) {
        let (person, id) = (day.treated("Sunita Devi"), Uuid::from_u128(7));
        day.notes_surgery(person, ("MTP at nine weeks", "2019")).unwrap();
        day.notes_surgery(person, ("Appendix removed", "1999")).unwrap();
        let permit = day.permit::<NoteAllergy>();
        for substance in ["Nevirapine", "Latex"] {
            let (substance, reaction) = (substance.to_owned(), "rash".to_owned());
            let (permit, asked) = (permit.clone(), NewAllergy { person, substance, reaction, severe: true });
            day.write(move |tx| note_allergy(tx, &permit, &asked)).unwrap();
        }
        let counts = |why| {
            let subset = day.subset(person, why);
            (subset.surgeries.len(), subset.allergies.len(), subset.closed.surgeries, subset.closed.allergies)
        };
        assert_eq!(counts(Some(Why::Visit(id))), (2, 2, false, false));
        assert_eq!(counts(Some(Why::Record(id))), (1, 1, true, true));
        let warns = day.read(move |view| allergies::of(view, person));
        assert_eq!(warns.len(), 2, "whoever prescribes is warned of both");
        day.shares(person, vec![Sensitive::Hiv]);
        assert_eq!(counts(Some(Why::Record(id))), (1, 2, true, false));
    }

    fn what_two_registrations_say_differently_is_said_to_differ_and_printed_by_neither(day) {
        let (one, other) = (day.treated("Sunita Devi"), day.treated("Suneeta Devi"));
        day.notes_group(one, &typed(0, ("O+", "tested"), "")).unwrap();
        day.notes_group(other, &typed(0, ("A+", "said"), "")).unwrap();
        let permit = day.permit::<LinkPersons>();
        let linked = day.write(move |tx| {
            link(tx, &permit, one, other, ("They are one person", false))
        });
        linked.unwrap();
        let subset = day.subset(one, None);
        assert!(subset.differs() && subset.blood.len() == 2);
        let group = day.read(move |view| snapshot(view, one)).unwrap().blood_group;
        assert_eq!(group, "", "whoever relied on either could kill");
    }

    fn everything_can_be_said_again_to_the_record(day) {
        let person = day.treated("Sunita Devi");
        day.notes_group(person, &typed(0, ("O+", "said"), "")).unwrap();
        day.notes_group(person, &typed(1, ("A+", "tested"), "a test")).unwrap();
        let sugar = day.notes_condition(person, "E11").unwrap();
        day.notes_condition(person, "B20").unwrap();
        day.ends((person, sugar.id), ("over", "misread")).unwrap();
        day.notes_surgery(person, ("Appendix removed", "1999")).unwrap();
        let walks: [Arc<dyn nabz_record::Walk>; 3] = [
            Arc::new(rebuild::BloodGroups),
            Arc::new(rebuild::LongTermConditions),
            Arc::new(rebuild::Surgeries),
        ];
        let again = nabz_record::rebuild(&day.store, &walks, |_, _| {}).unwrap();
        assert!(again.is_clean() && again.looked_at == 4, "{again:?}");
    }
}

city_tests! { busy Day;
    fn thirty_two_who_note_one_group_leave_one(day) {
        let person = day.treated("Sunita Devi");
        let noted = at_once(|number| {
            let group = if number % 2 == 0 { "O+" } else { "A+" };
            day.notes_group(person, &typed(0, (group, "tested"), ""))
        });
        assert_eq!(noted.iter().filter(|noted| noted.is_ok()).count(), 1);
        for refused in noted.into_iter().filter(Result::is_err) {
            assert_eq!(code(refused), "EMG-006");
        }
        assert_eq!(day.read(move |view| store::blood_of(view, person)).len(), 1);
    }
}
