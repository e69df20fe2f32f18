//! Coming, going, and changing one's keys stand in the audit.

use super::*;
use crate::accounts::{self, ReopenAccount, StopAccount};
use nabz_store::{AuditRow, AuditSearch, Outcome};

impl City {
    fn done_by(&self, staff: StaffId) -> Vec<AuditRow> {
        self.database.store.flush_reads().unwrap();
        self.read(move |view| view.audit_rows(AuditSearch::Actor(staff), None, 500)).unwrap()
    }
}

type Act = fn(&mut Tx<'_>, &Access, &Node) -> Result<(), Stop>;

/// What people do with their own sign-in, each as the audit names it.
const ACTS: [(&str, Act); 9] = [
    ("access.change-place", |tx, access, node| {
        let seat = Seat { node: node.clone(), room: None, counter: None };
        session::sit(tx, access, &seat).map(drop)
    }),
    ("access.choose-language", |tx, access, _| {
        staff::choose_language(tx, access, Language::English)
    }),
    ("access.change-password", |tx, access, _| {
        let known = sign_in::credentials_of(tx, access.staff())?;
        let again = known.check_password(&Password::typed(PASSWORD));
        sign_in::change_password(tx, access, &again, &DIGEST)
    }),
    ("access.begin-second-factor", |tx, access, _| {
        let sealed = vault().seal(access.staff(), &secret())?;
        staff::begin_second_factor(tx, access, &sealed)
    }),
    ("access.confirm-second-factor", |tx, access, _| {
        let code = secret().code_at(tx.now());
        staff::confirm_second_factor(tx, access, (&vault(), &code))
    }),
    ("access.end-session", |tx, access, _| {
        let other = session::open(tx, access.staff(), false, "a phone")?;
        session::end_one(tx, access, other.id)
    }),
    ("access.end-session", |tx, access, _| {
        session::open(tx, access.staff(), false, "a phone")?;
        session::end_others(tx, access)
    }),
    ("access.lock", |tx, access, _| {
        let other = session::open(tx, access.staff(), false, "a phone")?;
        session::lock(tx, other.token.key())
    }),
    ("access.sign-out", |tx, access, _| session::end(tx, access.key())),
];

fn secret() -> TotpSecret {
    TotpSecret::of_bytes(b"twenty random bytes!".to_vec())
}

city_tests! { City;
    fn whatever_people_do_with_their_own_sign_in_stands_in_the_audit(city) {
        let clerk = city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let access = city.access(city.signed_in("asha.rao")).unwrap();
        for (name, act) in ACTS {
            let before = city.done_by(clerk);
            let (own, node) = (access.clone(), city.medicine.clone());
            city.write(move |tx| act(tx, &own, &node)).unwrap();
            let after = city.done_by(clerk);
            assert_eq!(after.len(), before.len() + 1, "{name}: one act, one row");
            let new = after.iter().find(|row| !before.contains(row)).unwrap();
            assert_eq!((new.act.as_str(), new.outcome), (name, Outcome::Done));
            assert_eq!(new.facility.uuid(), city.hospital.id.uuid(), "{name}");
        }
        let before = city.done_by(clerk).len();
        city.write(move |tx| session::end(tx, access.key())).unwrap();
        assert_eq!(city.done_by(clerk).len(), before, "whoever has gone cannot go again");
    }

    fn an_account_that_is_stopped_or_opened_again_stands_in_the_audit(city) {
        let clerk = city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let ruler = city.posted("ruler.lnh", Role::FacilityAdministrator, &city.hospital, 30);
        let key = city.signed_in("asha.rao");
        let facility = Id::from_uuid(city.hospital.id.uuid());
        let stops = Permit::<StopAccount>::trial(ruler, facility);
        city.write(move |tx| accounts::stop(tx, &stops, clerk)).unwrap();
        let reopens = Permit::<ReopenAccount>::trial(ruler, facility);
        city.write(move |tx| accounts::reopen(tx, &reopens, clerk)).unwrap();
        assert_eq!(code(city.access(key)), "ACC-005");
        let subjects: Vec<_> = city.done_by(ruler).iter().map(|row| row.subject).collect();
        assert_eq!(subjects, [clerk.uuid(), clerk.uuid()]);
    }

    fn whoever_is_refused_a_record_stands_in_the_audit_once_a_minute(city) {
        let clerk = city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        let access = city.access(city.signed_in("asha.rao")).unwrap();
        let person = fresh_person();
        let refused = city.read(move |view| crate::relations::must_be_related(view, clerk, person));
        let Err(Stop::Refused(refused)) = refused else { panic!("{refused:?}") };
        assert_eq!(crate::relations::refused_about(&refused), Some(person));
        let store = &city.database.store;
        for _ in 0..3 {
            crate::looks::refused_to(store, &access, person).unwrap();
        }
        let tried: Vec<_> =
            city.done_by(clerk).into_iter().filter(|row| row.outcome == Outcome::Refused).collect();
        assert_eq!(tried.len(), 1);
        assert_eq!((tried[0].patient, tried[0].act.as_str()), (Some(person), "access.read"));
        let looks = city.read(move |view| view.audit_rows(AuditSearch::LooksAt(person), None, 9));
        let outcomes: Vec<_> = looks.unwrap().into_iter().map(|row| row.outcome).collect();
        assert_eq!(outcomes, [Outcome::Refused], "they hear of it, and that nothing was shown");
    }
}
