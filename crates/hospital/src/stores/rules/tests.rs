//! Decisions of a store, case by case.

use super::*;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Id;

const NINE: Instant = Instant::from_microseconds(1_795_404_600_000_000);

fn lot(number: &str, expiry: &str, units: u32) -> OnShelf {
    let batch = Batch {
        id: Id::draw(NINE),
        medicine: Id::draw(NINE),
        number: number.into(),
        manufacturer: "Made-up Pharma".into(),
        expires_on: parse_expiry(expiry).unwrap(),
        state: BatchState::Free,
    };
    OnShelf { batch, units: Units::new(units) }
}

fn check(shelf: &[OnShelf], wanted: u32, expect: Result<&[(&str, u32)], u32>) {
    let picks = first_expiring_first(shelf, Units::new(wanted), NINE.date_in_india());
    match (picks, expect) {
        (Ok(picks), Ok(expect)) => {
            let picks: Vec<_> =
                picks.iter().map(|p| (p.number.as_str(), p.units.count())).collect();
            assert_eq!(picks, expect);
        }
        (Err(StockRefusal::Short { there, .. }), Err(expect)) => assert_eq!(there.count(), expect),
        (picks, expect) => panic!("{picks:?} instead of {expect:?}"),
    }
}

#[test]
fn what_expires_first_leaves_first_and_a_batch_is_split_only_when_it_must_be() {
    let shelf = [lot("LATE", "09/2027", 40), lot("SOON", "12/2026", 40)];
    check(&shelf, 10, Ok(&[("SOON", 10)]));
    check(&shelf, 60, Ok(&[("SOON", 40), ("LATE", 20)]));
    check(&shelf, 81, Err(80));
    check(&[], 1, Err(0));
}

#[test]
fn expired_and_held_batches_are_never_picked_and_the_last_day_still_counts() {
    let mut held = lot("HELD", "12/2026", 40);
    held.batch.state = BatchState::Held { since: NINE, why: "recalled".into() };
    let shelf = [lot("OLD", "10/2026", 40), held, lot("TODAY", "2026-11-23", 5)];
    check(&shelf, 5, Ok(&[("TODAY", 5)]));
    check(&shelf, 6, Err(5));
}

#[test]
fn an_expiry_is_read_as_packs_print_it() {
    let read = |typed: &str| parse_expiry(typed).map(|date| date.to_string()).ok();
    let last = Some("2028-02-29".to_owned());
    for typed in ["02/2028", "2/28", "2028-02", "02-2028", " 02.2028 ", "29/02/2028"] {
        assert_eq!(read(typed), last, "{typed}");
    }
    for typed in ["", "13/2028", "2028", "soon", "31/02/2028", "-1/2028", "1/2/3/2028"] {
        assert_eq!(read(typed), None, "{typed}");
    }
}

#[test]
fn the_expiry_list_has_the_bands_of_90_and_180_days() {
    let today = NINE.date_in_india();
    let band = |days: i64| expiry(Date::from_days(today.days() + days), today);
    assert_eq!(band(-1), Expiry::Past);
    assert_eq!([band(0), band(90)], [Expiry::Within90Days; 2]);
    assert_eq!([band(91), band(180)], [Expiry::Within180Days; 2]);
    assert_eq!(band(181), Expiry::Later);
}

#[test]
fn a_number_or_a_text_out_of_all_measure_is_refused() {
    assert_eq!(sensible(Units::NONE), Err(StockRefusal::StrangeNumber));
    assert_eq!(sensible(Units::new(1_000_001)), Err(StockRefusal::StrangeNumber));
    assert!(sensible(Units::new(1)).is_ok());
    assert_eq!(sensible_text("  "), Err(StockRefusal::StrangeText));
    assert_eq!(sensible_text("AZ\u{7}26"), Err(StockRefusal::StrangeText));
    let far = Date::from_calendar(2060, 1, 1).unwrap();
    assert!(may_come_in("X", far, NINE.date_in_india()).is_err());
}
