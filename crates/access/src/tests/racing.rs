//! Thirty-two at once: what is taken once is taken once.

use super::{City, DIGEST, PASSWORD, code};
use crate::break_glass::{self, BreakGlass, Cause, Finding, ReviewBreakGlass};
use crate::organisation::Names;
use crate::sign_in;
use crate::staff::{self, NewStaff, SignInName};
use crate::{Password, Permit, Role};
use nabz_kernel::ids::Id;
use nabz_store::Stop;
use nabz_testkit::{MORNING, at_once, city_tests, fresh_person};

/// One got it; the others were told why not.
fn one_got_it<T>(outcomes: Vec<Result<T, Stop>>, why_not: &str) {
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for refused in outcomes.into_iter().filter(Result::is_err) {
        assert_eq!(code(refused), why_not);
    }
}

city_tests! { busy City;
    fn a_sign_in_name_is_taken_once(city) {
        let taken = at_once(|_| {
            let new = NewStaff {
                sign_in_name: SignInName::parse("asha.rao").unwrap(),
                names: Names::parse("Asha Rao", "आशा राव").unwrap(),
                digest: DIGEST.clone(),
                must_change: false,
            };
            city.write(move |tx| staff::add_staff(tx, &new))
        });
        one_got_it(taken, "ACC-006");
        assert_eq!(city.rows("SELECT COUNT(*) FROM access_staff"), 1);
    }

    fn a_broken_glass_is_reviewed_once(city) {
        let (asha, facility) = (fresh_person(), Id::from_uuid(city.hospital.id.uuid()));
        let doctor = city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        let known = city.read(move |view| sign_in::credentials_of(view, doctor)).unwrap();
        let verdict = known.check_password(&Password::typed(PASSWORD));
        let permit = Permit::<BreakGlass>::trial(doctor, facility);
        let reason = "unconscious, brought in by the police";
        let broken = city.write(move |tx| {
            break_glass::break_glass(tx, &permit, &verdict, (asha, Cause::Other, reason))
        });
        let id = broken.unwrap();
        let reviews = at_once(|number| {
            let permit = Permit::<ReviewBreakGlass>::trial(Id::draw(MORNING), facility);
            let finding =
                if number % 2 == 0 { Finding::Justified } else { Finding::NotJustified };
            city.write(move |tx| break_glass::review(tx, &permit, (asha, id), (finding, "seen")))
        });
        one_got_it(reviews, "ACC-019");
        let rows = "SELECT COUNT(*) FROM audit_row WHERE act = 'access.review-break-glass'";
        assert_eq!(city.rows(rows), 1);
    }
}
