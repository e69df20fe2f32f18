//! What an administrator does to the accounts of others.

use super::{City, DIGEST, PASSWORD, code};
use crate::accounts::{self, EndSignIns, ReopenAccount, ResetPassword, StopAccount};
use crate::password::Password;
use crate::{Grant, Permit, Role, grants, session, sign_in};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{Id, StaffId};
use nabz_testkit::{MORNING, city_tests};

const GIVEN: &str = "peepal-tree-by-the-well";

impl City {
    fn administrator<A: crate::Act>(&self) -> Permit<A> {
        Permit::trial(Id::draw(MORNING), Id::from_uuid(self.hospital.id.uuid()))
    }

    fn reset(&self, staff: StaffId) -> Result<(), nabz_store::Stop> {
        let (permit, digest) =
            (self.administrator(), Password::typed(GIVEN).cheap_digest().unwrap());
        self.write(move |tx| accounts::reset_password(tx, &permit, staff, &digest))
    }
}

city_tests! { City;
    fn a_password_that_is_given_ends_all_sign_ins_and_has_to_be_changed(city) {
        let clerk = city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let (here, there) = (city.signed_in("asha.rao"), city.signed_in("asha.rao"));
        city.reset(clerk).unwrap();
        assert_eq!(code(city.access(here)), "ACC-005");
        assert_eq!(code(city.access(there)), "ACC-005");
        assert_eq!(code(city.sign_in_with("asha.rao", PASSWORD, "")), "ACC-002");
        let signed = city.sign_in_with("asha.rao", GIVEN, "").unwrap();
        assert!(signed.staff.must_change_password);
        let written = city.rows("SELECT COUNT(*) FROM audit_row WHERE act = 'access.reset-password'");
        assert_eq!(written, 1);
    }

    fn a_password_that_was_right_a_moment_ago_opens_nothing_after_a_new_one_was_given(city) {
        let clerk = city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let found = city.read(|view| sign_in::credentials(view, "asha.rao")).unwrap();
        let verdict = found.check_password(&Password::typed(PASSWORD));
        city.reset(clerk).unwrap();
        let late = city.write(move |tx| sign_in::sign_in(tx, &verdict, "a browser"));
        assert_eq!(code(late), "ACC-002");
    }

    fn a_stopped_account_is_signed_out_and_stays_out_until_it_is_opened_again(city) {
        let clerk = city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let key = city.signed_in("asha.rao");
        let permit = city.administrator::<StopAccount>();
        city.write(move |tx| accounts::stop(tx, &permit, clerk)).unwrap();
        assert_eq!(code(city.access(key)), "ACC-005");
        assert_eq!(code(city.sign_in_with("asha.rao", PASSWORD, "")), "ACC-017");
        let hospital = city.hospital.id;
        let held = city.read(move |view| grants::held_at(view, hospital)).unwrap();
        assert!(held[0].stopped, "the list says so");
        let permit = city.administrator::<ReopenAccount>();
        city.write(move |tx| accounts::reopen(tx, &permit, clerk)).unwrap();
        city.signed_in("asha.rao");
        for act in ["access.stop-account", "access.reopen-account"] {
            let count = move |view: &mut nabz_store::Tx<'_>| {
                let sql = "SELECT COUNT(*) FROM audit_row WHERE act = $1";
                view.query_one(sql, &[act.into()], |row| row.get::<i64>(0))
            };
            assert_eq!(city.read(count).unwrap(), Some(1), "{act}");
        }
    }

    fn ending_all_sign_ins_leaves_the_password(city) {
        let clerk = city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let (here, there) = (city.signed_in("asha.rao"), city.signed_in("asha.rao"));
        let permit = city.administrator::<EndSignIns>();
        city.write(move |tx| accounts::end_sign_ins(tx, &permit, clerk)).unwrap();
        for key in [here, there] {
            assert_eq!(code(city.access(key)), "ACC-005");
        }
        assert_eq!(city.read(move |view| session::sessions_of(view, clerk)).unwrap(), []);
        city.signed_in("asha.rao");
    }

    fn an_account_is_changed_only_by_whoever_reaches_every_place_where_its_person_works(city) {
        let stranger = city.posted("d.clinic", Role::Doctor, &city.clinic, 30);
        assert_eq!(code(city.reset(stranger)), "ACC-029");
        let above = city.posted("d.above", Role::RecordsOfficer, &city.department, 30);
        assert_eq!(code(city.reset(above)), "ACC-029");
        let both = city.posted("d.both", Role::Doctor, &city.medicine, 30);
        let day = |days: i64| Date::from_days(MORNING.date_in_india().days() + days);
        let elsewhere = Grant { role: Role::Doctor, node: city.clinic.id, ends_on: day(1) };
        city.write(move |tx| grants::add(tx, both, &elsewhere, crate::PROGRAM).map(drop)).unwrap();
        assert_eq!(code(city.reset(both)), "ACC-029");
        let once = city.posted("d.once", Role::Doctor, &city.medicine, 30);
        let over = Grant { role: Role::Doctor, node: city.clinic.id, ends_on: day(-1) };
        city.write(move |tx| grants::add(tx, once, &over, crate::PROGRAM).map(drop)).unwrap();
        city.reset(once).unwrap();
        assert_eq!(code(city.reset(Id::draw(MORNING))), "ACC-011");
    }

    fn nobody_stops_or_resets_themselves(city) {
        let own = city.posted("the.admin", Role::FacilityAdministrator, &city.hospital, 30);
        let facility = Id::from_uuid(city.hospital.id.uuid());
        let permit = Permit::<StopAccount>::trial(own, facility);
        assert_eq!(code(city.write(move |tx| accounts::stop(tx, &permit, own))), "ACC-026");
        let permit = Permit::<ResetPassword>::trial(own, facility);
        let reset = move |tx: &mut nabz_store::Tx<'_>| {
            accounts::reset_password(tx, &permit, own, &DIGEST)
        };
        assert_eq!(code(city.write(reset)), "ACC-026");
    }

    fn changing_ones_password_counts_wrong_tries_like_a_sign_in(city) {
        let clerk = city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let key = city.signed_in("asha.rao");
        let access = city.access(key).unwrap();
        let change = |old: &str| {
            let found = city.read(move |view| sign_in::credentials_of(view, clerk)).unwrap();
            let again = found.check_password(&Password::typed(old));
            let (access, digest) = (access.clone(), Password::typed(GIVEN).cheap_digest().unwrap());
            city.write(move |tx| sign_in::change_password(tx, &access, &again, &digest))
        };
        for _ in 0..=sign_in::FREE_FAILURES_MAX {
            assert_eq!(code(change("wrong")), "ACC-002");
        }
        assert_eq!(code(change(PASSWORD)), "ACC-003");
        assert_eq!(code(city.sign_in_with("asha.rao", PASSWORD, "")), "ACC-003");
        city.set("UPDATE access_staff SET locked_until = 0");
        change(PASSWORD).unwrap();
        city.sign_in_with("asha.rao", GIVEN, "").unwrap();
        let sql = "SELECT COUNT(*) FROM audit_row WHERE act = 'access.change-password'";
        assert!(city.rows(sql) >= 1);
    }
}
