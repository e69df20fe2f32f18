use super::*;
use crate::facilities::model::Weekdays;
use Lane::{Emergency, General, Priority};
use Line::{Long, Short};
use nabz_access::Names;
use nabz_kernel::ids::Id;

const NINE: Instant = Instant::from_microseconds(1_795_404_600_000_000);

fn waiting(number: u32, (lane, urgency): (Lane, Urgency)) -> Token {
    Token {
        id: Id::draw(NINE),
        facility: Id::draw(NINE),
        unit: Id::draw(NINE),
        day: NINE.date_in_india(),
        number: TokenNumber { prefix: "M".into(), number },
        person: Id::draw(NINE),
        lane,
        urgency,
        visit: VisitKind::NewProblem,
        issued_at: NINE,
        issued_by: Id::draw(NINE),
        state: TokenState::Waiting { since: NINE },
        calls: 0,
        prints: 0,
        came_from: None,
    }
}

fn check(hall: &[(Lane, Urgency)], last: &[Line], expect: Option<u32>) {
    let tokens: Vec<_> = (1..).zip(hall).map(|(number, who)| waiting(number, *who)).collect();
    let next = next_to_call(&tokens, last).map(|token| token.number.number);
    assert_eq!(next, expect, "{hall:?} after {last:?}");
}

#[test]
fn the_next_call_is_fair_to_every_line() {
    let (general, priority) = ((General, Urgency::Routine), (Priority, Urgency::Routine));
    check(&[], &[], None);
    check(&[general, priority], &[], Some(2));
    check(&[general, priority], &[Short, Long], Some(2));
    check(&[general, priority], &[Short, Short], Some(1));
    check(&[priority], &[Short, Short], Some(1));
    check(&[general, priority, (Emergency, Urgency::Routine)], &[Short, Short], Some(3));
}

#[test]
fn triage_moves_a_person_between_the_lines() {
    let (general, priority) = ((General, Urgency::Routine), (Priority, Urgency::Routine));
    check(&[general, priority, (General, Urgency::Urgent)], &[], Some(3));
    check(&[general, priority, (General, Urgency::Emergency)], &[Short, Short], Some(3));
    check(&[(General, Urgency::Urgent), general], &[Short, Short], Some(2));
}

#[test]
fn the_coming_calls_follow_the_same_rule() {
    let (general, priority) = ((General, Urgency::Routine), (Priority, Urgency::Routine));
    let hall = [general, general, priority, priority, priority];
    let tokens: Vec<_> = (1..).zip(hall).map(|(number, who)| waiting(number, who)).collect();
    let numbers = |calls| -> Vec<u32> {
        coming_calls(&tokens, &[], calls).iter().map(|token| token.number.number).collect()
    };
    assert_eq!(numbers(4), [3, 4, 1, 5]);
    assert_eq!(numbers(9), [3, 4, 1, 5, 2]);
}

/// Whoever a list puts further up is called before the other one, wherever their numbers stand.
#[test]
fn the_rank_of_a_list_never_contradicts_the_next_call() {
    use Urgency::{Emergency as CannotWait, Routine, Urgent};
    let order = [
        (General, CannotWait),
        (Emergency, Routine),
        (General, Urgent),
        (Priority, Routine),
        (General, Routine),
    ];
    let ranks: Vec<Rank> = order.iter().map(|(lane, urgency)| rank(*lane, *urgency)).collect();
    assert!(ranks.is_sorted_by(|one, next| one < next), "{ranks:?}");
    for (at, who) in order.iter().enumerate() {
        // Among those who cannot wait the number decides.
        for behind in order.iter().skip((at + 1).max(2)) {
            check(&[*behind, *who], &[], Some(2));
        }
    }
    assert_eq!(rank(Emergency, CannotWait), rank(Priority, CannotWait));
}

#[test]
fn a_wait_is_guessed_only_from_visits_of_today() {
    assert_eq!(minutes_to_wait(31, 2, None), None);
    assert_eq!(minutes_to_wait(31, 2, Some(4)), Some(64));
    assert_eq!(minutes_to_wait(0, 0, Some(4)), Some(0));
}

#[test]
fn a_unit_stays_open_over_a_midnight_when_it_is_open_on_both_sides_of_it() {
    let monday = NINE.date_in_india();
    for ((opens, closes), days, expect) in [
        ((0, 1_440), "mon tue", true),
        ((0, 1_439), "mon tue", true),
        ((0, 1_440), "mon wed", false),
        ((540, 1_440), "mon tue", false),
        ((0, 1_380), "mon tue", false),
    ] {
        let unit = Unit {
            id: Id::draw(NINE),
            facility: Id::draw(NINE),
            code: "EMR".into(),
            names: Names::parse("Emergency", "आपातकाल").unwrap(),
            prefix: "X".into(),
            days: Weekdays::parse(days).unwrap(),
            opens,
            closes,
            tokens_a_day: 900,
        };
        assert_eq!(stays_open(&unit, monday), expect, "{opens} to {closes} on {days}");
    }
}
