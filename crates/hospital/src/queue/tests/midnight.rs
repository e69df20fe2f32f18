//! What midnight does to a hall. The morning is a Monday; Medicine closes at one, Emergency never.

use super::{Hall, code};
use crate::facilities;
use crate::facilities::actions::{ArrangeFacility, RoomPlan, UnitPlan, arrange_room, arrange_unit};
use crate::facilities::model::{Way, Weekdays};
use crate::queue::actions::{CLOSE_DAY, close_day};
use crate::queue::model::Lane::{Emergency, General, Priority};
use crate::queue::model::{Post, TokenId, TokenState, WhyLeft};
use crate::queue::pages::said_and_shown;
use crate::queue::rebuild::Encounters;
use crate::queue::{last_visits, lists};
use nabz_access::{Names, Permit, UnitId};
use nabz_kernel::ids::PersonId;
use nabz_store::{Jobs, Tx};
use nabz_testkit::{city_test, fresh_person};
use std::sync::Arc;
use std::time::Duration;

const TO_FIVE_TO_MIDNIGHT: Duration = Duration::from_mins(14 * 60 + 55);
const SIX_MINUTES: Duration = Duration::from_mins(6);
const A_DAY: Duration = Duration::from_hours(24);

impl Hall {
    /// Emergency, open day and night, with one room.
    fn emergencies(&self) -> Post {
        let facility = self.facility;
        let arrange = move |tx: &mut Tx<'_>| {
            let permit = Permit::<ArrangeFacility>::of_the_program(facility);
            let plan = UnitPlan {
                code: "EMR".into(),
                names: Names::parse("Emergency", "आपातकाल").unwrap(),
                prefix: "X".into(),
                days: Weekdays::ALL,
                hours: (0, 1_440),
                tokens_a_day: 900,
            };
            let unit = arrange_unit(tx, &permit, &plan)?.id;
            let plan = RoomPlan { unit, door: "1".into(), way: Way::default() };
            Ok(Post { unit, room: arrange_room(tx, &permit, &plan)?.id })
        };
        self.write(arrange).unwrap()
    }

    fn here(&self, unit: UnitId) -> Vec<TokenId> {
        let facility = self.facility;
        let read = move |view: &mut Tx<'_>| {
            let unit = facilities::unit(view, facility, unit)?.unwrap();
            lists::here(view, &unit)
        };
        let here = self.store.read_blocking(read).unwrap();
        here.iter().map(|token| token.id).collect()
    }

    /// What the doctor began on a day before and nobody has signed.
    fn unsigned(&self) -> Vec<TokenId> {
        let (facility, doctor) = (self.facility, self.doctor);
        let read = move |view: &mut Tx<'_>| lists::unsigned(view, facility, doctor);
        let unsigned = self.store.read_blocking(read).unwrap();
        unsigned.iter().map(|token| token.id).collect()
    }

    /// Whether a search says that somebody was here.
    fn was_here(&self, person: PersonId) -> bool {
        let facility = self.facility;
        let read = move |view: &mut Tx<'_>| last_visits(view, facility, &[person]);
        !self.store.read_blocking(read).unwrap().is_empty()
    }

    fn state(&self, token: TokenId) -> TokenState {
        self.token(token).state
    }

    /// Does what was left for now; says how much it was.
    fn work(&self) -> usize {
        Arc::new(Jobs::new().on(CLOSE_DAY, close_day)).run_due(&self.store).unwrap()
    }

    fn is_recorded(&self) {
        let again = nabz_record::rebuild(&self.store, &[Arc::new(Encounters)], |_, _| ()).unwrap();
        assert!(again.is_clean(), "{again:?}");
    }
}

#[city_test]
fn whom_midnight_finds_where_nobody_closes_is_called_before_those_of_the_new_day(hall: &mut Hall) {
    let post = hall.emergencies();
    hall.database.pass(TO_FIVE_TO_MIDNIGHT);
    let old = hall.issue_for(post.unit, fresh_person(), General).unwrap();
    hall.database.pass(SIX_MINUTES);
    let new = hall.issue_for(post.unit, fresh_person(), General).unwrap();
    assert_eq!(old.number, new.number, "each day counts from one");
    assert_eq!(hall.work(), 1);
    assert_eq!(hall.here(post.unit), [old.id, new.id]);
    assert_eq!(hall.call_into(post).unwrap().id, old.id);
    let read = |view: &mut Tx<'_>| said_and_shown(view, "AML");
    let [said, lines] = hall.store.read_blocking(read).unwrap();
    assert_eq!(lines[0], "1: X-001 of yesterday, X-001", "two numbers that read the same");
    assert_eq!(said, ["कल का टोकन X 1, कमरा 1", "Yesterday’s token X 1, room 1"]);
    hall.mark_absent(old.id).unwrap();
    hall.take_back(old.id).unwrap();
    hall.sit_down(old.id, post).unwrap();
    hall.finish(old.id).unwrap();
    assert_eq!(hall.here(post.unit), [new.id]);
    hall.is_recorded();
}

#[city_test]
fn whoever_waits_longer_than_a_day_where_nobody_closes_has_gone_away(hall: &mut Hall) {
    let post = hall.emergencies();
    hall.database.pass(TO_FIVE_TO_MIDNIGHT);
    let old = hall.issue_for(post.unit, fresh_person(), General).unwrap();
    hall.database.pass(SIX_MINUTES);
    hall.work();
    assert!(matches!(hall.state(old.id), TokenState::Waiting { .. }));
    hall.database.pass(A_DAY);
    assert!(hall.here(post.unit).is_empty());
    hall.work();
    assert!(matches!(hall.state(old.id), TokenState::Left { why: WhyLeft::WentAway, .. }));
    hall.is_recorded();
}

#[city_test]
fn the_lines_take_turns_across_midnight(hall: &mut Hall) {
    let post = hall.emergencies();
    let issue = |lane| hall.issue_for(post.unit, fresh_person(), lane).unwrap().id;
    hall.database.pass(TO_FIVE_TO_MIDNIGHT);
    let long = [General; 3].map(&issue);
    hall.database.pass(SIX_MINUTES);
    let short = [Priority; 3].map(&issue);
    let calls: Vec<TokenId> =
        std::iter::from_fn(|| hall.call_into(post).ok()).map(|token| token.id).collect();
    assert_eq!(calls, [short[0], short[1], long[0], short[2], long[1], long[2]]);
}

#[city_test]
fn who_still_waits_when_a_department_has_closed_for_the_day_is_noted_as_not_seen(hall: &mut Hall) {
    let ids: Vec<TokenId> =
        hall.arrive(&[General, General, General]).iter().map(|token| token.id).collect();
    hall.call().unwrap();
    hall.mark_absent(ids[0]).unwrap();
    hall.sit_down(ids[2], hall.post).unwrap();
    hall.database.pass(TO_FIVE_TO_MIDNIGHT);
    assert_eq!(hall.work(), 0);
    hall.database.pass(SIX_MINUTES);
    assert_eq!(code(hall.call()), "QUE-003", "no list waits for the work to be done");
    assert_eq!(hall.work(), 1);
    assert!(matches!(hall.state(ids[0]), TokenState::Left { why: WhyLeft::WentAway, .. }));
    assert!(matches!(hall.state(ids[1]), TokenState::Left { why: WhyLeft::UnitClosed, .. }));
    assert_eq!(hall.here(hall.medicine), [ids[2]], "a visit that has begun is its doctor's");
    let audit = "SELECT COUNT(*) FROM audit_row WHERE act = 'queue.cancel-token'";
    assert_eq!(hall.count(audit), 2);
    hall.is_recorded();
    hall.database.pass(A_DAY);
    hall.work();
    assert!(matches!(hall.state(ids[2]), TokenState::WithDoctor { .. }));
    hall.finish(ids[2]).unwrap();
}

#[city_test]
fn a_visit_can_be_signed_for_a_week_more_and_then_ends_as_not_signed(hall: &mut Hall) {
    let asha = fresh_person();
    let token = hall.issue(asha, General).unwrap().id;
    hall.sit_down(token, hall.post).unwrap();
    assert!(hall.unsigned().is_empty(), "it is of today");
    hall.database.pass(TO_FIVE_TO_MIDNIGHT + SIX_MINUTES);
    for jobs in [1, 1, 0, 0, 0, 0, 0] {
        assert_eq!(hall.work(), jobs);
        assert_eq!(hall.unsigned(), [token], "its doctor finds it");
        assert_eq!(code(hall.take_back(token)), "QUE-004", "nobody would find it in the hall");
        hall.database.pass(A_DAY);
    }
    assert!(hall.here(hall.medicine).is_empty());
    assert_eq!(hall.work(), 1);
    let ended = hall.state(token);
    assert!(matches!(ended, TokenState::Unsigned { by, .. } if by == hall.doctor), "{ended:?}");
    assert!(hall.unsigned().is_empty());
    assert_eq!(code(hall.finish(token)), "QUE-004");
    assert_eq!(code(hall.take_back(token)), "QUE-004");
    assert!(hall.was_here(asha), "a visit without a signature was a visit");
    let audit = "SELECT COUNT(*) FROM audit_row WHERE act = 'queue.cancel-token'";
    assert_eq!(hall.count(audit), 1);
    hall.is_recorded();
}

#[city_test]
fn what_is_signed_on_the_last_day_is_seen_and_nothing_is_ended(hall: &mut Hall) {
    let token = hall.arrive(&[General])[0].id;
    let began = hall.database.store.clock().now();
    hall.sit_down(token, hall.post).unwrap();
    hall.database.pass(A_DAY * 7);
    hall.work();
    hall.finish(token).unwrap();
    hall.database.pass(A_DAY);
    hall.work();
    let seen = hall.state(token);
    assert!(matches!(seen, TokenState::Seen { began: then, .. } if then == began), "{seen:?}");
    hall.is_recorded();
}

#[city_test]
fn an_emergency_is_not_forgotten_at_midnight_in_any_department(hall: &mut Hall) {
    hall.database.pass(TO_FIVE_TO_MIDNIGHT);
    let brought = hall.issue_for(hall.medicine, fresh_person(), Emergency).unwrap().id;
    hall.database.pass(SIX_MINUTES);
    hall.work();
    assert_eq!(hall.here(hall.medicine), [brought]);
    assert_eq!(hall.call().unwrap().id, brought);
    let read = |view: &mut Tx<'_>| said_and_shown(view, "AML");
    let lines = hall.store.read_blocking(read).unwrap()[1].clone();
    assert_eq!(lines[0], "12: M-001 of yesterday, -");
    hall.database.pass(A_DAY);
    hall.work();
    assert!(matches!(hall.state(brought), TokenState::Left { why: WhyLeft::UnitClosed, .. }));
}

#[city_test]
fn a_token_that_midnight_carried_over_refuses_a_second_one_and_a_forgotten_visit_does_not(
    hall: &mut Hall,
) {
    let post = hall.emergencies();
    let asha = fresh_person();
    hall.database.pass(TO_FIVE_TO_MIDNIGHT);
    let old = hall.issue_for(post.unit, asha, General).unwrap().id;
    hall.database.pass(SIX_MINUTES);
    assert_eq!(code(hall.issue_for(post.unit, asha, General)), "QUE-002");
    hall.sit_down(old, post).unwrap();
    hall.issue_for(post.unit, asha, Emergency).unwrap();
}

#[city_test]
fn a_hall_that_was_full_at_midnight_is_closed_part_by_part(hall: &mut Hall) {
    hall.arrive(&[General; 60]);
    hall.database.pass(TO_FIVE_TO_MIDNIGHT + SIX_MINUTES);
    assert_eq!(hall.work(), 2);
    assert_eq!(hall.count("SELECT COUNT(*) FROM queue_token WHERE state <> 'left'"), 0);
}
