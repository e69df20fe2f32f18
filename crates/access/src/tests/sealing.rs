//! How second factors lie in the database.

use super::*;
use crate::vault::{Opened, check, needs_key, take_over};

/// What a program of before the vault left in the table.
const UNSEALED: [u8; 20] = *b"twenty random bytes!";

impl City {
    fn enrol(&self, name: &str) -> (StaffId, TotpSecret) {
        let staff = self.posted(name, Role::FacilityAdministrator, &self.hospital, 30);
        let (secret, access) =
            (TotpSecret::draw().unwrap(), self.access(self.signed_in(name)).unwrap());
        let (sealed, typed) = (vault().seal(staff, &secret).unwrap(), secret.code_at(MORNING));
        let enrol = move |tx: &mut Tx<'_>| {
            staff::begin_second_factor(tx, &access, &sealed)?;
            staff::confirm_second_factor(tx, &access, (&vault(), &typed))
        };
        self.write(enrol).unwrap();
        (staff, secret)
    }

    fn leave_unsealed(&self, staff: StaffId) {
        let sql = "UPDATE access_staff SET totp_secret = $2 WHERE staff_id = $1";
        self.write(move |tx| tx.execute(sql, &[staff.into(), UNSEALED.to_vec().into()])).unwrap();
    }

    fn kept_secret(&self, staff: StaffId) -> Vec<u8> {
        let sql = "SELECT totp_secret FROM access_staff WHERE staff_id = $1";
        let read = move |view: &mut Tx<'_>| {
            view.query_one(sql, &[staff.into()], |row| row.get::<Vec<u8>>(0))
        };
        self.read(read).unwrap().unwrap()
    }
}

fn later() -> Instant {
    Instant::from_microseconds(MORNING.microseconds() + 30_000_000)
}

city_tests! { City;
    fn a_second_factor_lies_sealed_and_a_wrong_key_is_said_at_the_start(city) {
        assert!(!city.read(needs_key).unwrap());
        let (staff, secret) = city.enrol("asha.rao");
        assert!(city.read(needs_key).unwrap());
        assert_ne!(city.kept_secret(staff).len(), UNSEALED.len());
        let opened = Opened { known: 1, sealed_now: 0 };
        assert_eq!(city.read(|view| check(view, &vault())).unwrap(), opened);
        assert_eq!(city.write(|tx| take_over(tx, &vault())).unwrap(), opened);
        let other = Vault::of_key(&[8; 32]);
        let with = other.clone();
        assert_eq!(code(city.read(move |view| check(view, &with))), "ACC-024");
        let with = other.clone();
        assert_eq!(code(city.write(move |tx| take_over(tx, &with))), "ACC-024");
        let found = city.read(|view| sign_in::credentials(view, "asha.rao")).unwrap();
        let typed = secret.code_at(later());
        let tried = found.check(&Password::typed(PASSWORD), (&other, &typed), later());
        assert_eq!(tried.unwrap_err(), crate::AccessRefusal::WrongKey);
    }

    fn what_an_older_program_kept_unsealed_is_sealed_and_still_signs_in(city) {
        let (staff, _) = city.enrol("asha.rao");
        city.enrol("ravi.sen");
        city.leave_unsealed(staff);
        assert_eq!(city.read(|view| check(view, &vault())).unwrap().sealed_now, 0);
        let taken = city.write(|tx| take_over(tx, &vault())).unwrap();
        assert_eq!(taken, Opened { known: 2, sealed_now: 1 });
        assert!(!city.kept_secret(staff).windows(UNSEALED.len()).any(|part| part == UNSEALED));
        assert_eq!(city.write(|tx| take_over(tx, &vault())).unwrap().sealed_now, 0);
        let typed = TotpSecret::of_bytes(UNSEALED.to_vec()).code_at(later());
        city.sign_in_with("asha.rao", PASSWORD, &typed).unwrap();
    }

    fn a_secret_moved_to_another_account_opens_nothing(city) {
        let (asha, _) = city.enrol("asha.rao");
        let (ravi, _) = city.enrol("ravi.sen");
        let sealed = city.kept_secret(asha);
        let sql = "UPDATE access_staff SET totp_secret = $2 WHERE staff_id = $1";
        city.write(move |tx| tx.execute(sql, &[ravi.into(), sealed.clone().into()])).unwrap();
        assert_eq!(code(city.read(|view| check(view, &vault()))), "ACC-024");
    }
}
