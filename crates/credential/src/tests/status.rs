//! The status list: near the entropy, only a status key's, only newer.

use super::told::open_status;
use super::{Dice, day, issuer, issuer_key, registrar, root_signer, today, trust};
use crate::card::StatusIndex;
use crate::cbor::Writer;
use crate::cose::{Content, CoseFault, seal};
use crate::lists::ListFault;
use crate::status::{CardState, StatusList};
use crate::trust::{IssuerKey, Purpose, TrustList};
use std::collections::BTreeSet;

pub(super) fn drawn(dice: &mut Dice, count: usize, below: usize) -> Vec<u32> {
    let mut drawn = BTreeSet::new();
    while drawn.len() < count {
        drawn.insert(u32::try_from(dice.below(below)).unwrap());
    }
    drawn.into_iter().collect()
}

fn opened(sealed: &[u8]) -> Result<StatusList, ListFault> {
    open_status(sealed, &trust(), None)
}

#[test]
fn what_a_status_key_signed_comes_back() {
    let mut dice = Dice(5);
    for (revoked, suspended, size) in [(0, 0, 0), (1, 0, 1), (50, 70, 200), (900, 20, 1 << 26)] {
        let all = drawn(&mut dice, revoked + suspended, size.max(1));
        let (one, other) = all.split_at(revoked);
        let size = u32::try_from(size).unwrap();
        let list = StatusList::new((1, today()), size, one.to_vec(), other.to_vec()).unwrap();
        assert_eq!(opened(&list.seal(&registrar()).unwrap()).unwrap(), list);
        assert_eq!(list.counts(), (revoked, suspended));
    }
}

#[test]
fn each_index_is_in_the_state_that_it_was_given() {
    let list = StatusList::new((1, today()), 1_000, vec![999, 5, 7], vec![0, 6]).unwrap();
    let state = |index| list.state(StatusIndex::new(index).unwrap());
    assert_eq!([0, 6].map(state), [CardState::Suspended; 2]);
    assert_eq!([5, 7, 999].map(state), [CardState::Revoked; 3]);
    assert_eq!([1, 8, 998].map(state), [CardState::Good; 3]);
    assert_eq!([1_000, (1 << 26) - 1].map(state), [CardState::NotYetIssued; 2]);
}

/// Bits that `named` of `all` must take, if every choice is as likely. Source: Shannon, 1948.
fn entropy_bytes(named: f64, all: f64) -> f64 {
    let part = named / all;
    let bits = -part * part.log2() - (1.0 - part) * (1.0 - part).log2();
    all * bits / 8.0
}

#[test]
fn a_list_takes_a_hundredth_more_than_it_must() {
    let size = 2_000_000;
    for named in [10_000, 20_000, 40_000, 100_000] {
        let revoked = drawn(&mut Dice(6), named, size);
        let list = StatusList::new((1, today()), 2_000_000, revoked, vec![]).unwrap();
        let bytes = list.seal(&registrar()).unwrap().len();
        let named = f64::from(u32::try_from(named).unwrap());
        let least = entropy_bytes(named, 2_000_000.0);
        let taken = f64::from(u32::try_from(bytes).unwrap());
        assert!(taken < least * 1.015 + 128.0, "{named}: {taken} of at least {least}");
    }
}

#[test]
fn one_in_a_hundred_of_twenty_million_fits_two_hundred_and_five_kilobytes() {
    let revoked = drawn(&mut Dice(7), 200_000, 20_000_000);
    let list = StatusList::new((1, today()), 20_000_000, revoked, vec![]).unwrap();
    let bytes = list.seal(&registrar()).unwrap();
    assert!((202_000..=205_000).contains(&bytes.len()), "{}", bytes.len());
    let read = opened(&bytes).unwrap();
    assert_eq!(read.memory_bytes(), 800_000);
    assert_eq!(read, list);
}

#[test]
fn only_a_status_key_in_good_hands_on_its_day_may_sign() {
    let list = |date| StatusList::new((1, date), 10, vec![], vec![]).unwrap();
    let by_issuer = list(today()).seal(&issuer()).unwrap();
    assert_eq!(opened(&by_issuer), Err(ListFault::Signer));
    assert_eq!(opened(&list(today()).seal(&root_signer()).unwrap()), Err(ListFault::Signer));
    assert_eq!(
        opened(&list(day(2026, 11, 30)).seal(&registrar()).unwrap()),
        Err(ListFault::Signer)
    );
    let mut changed = list(today()).seal(&registrar()).unwrap();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    assert_eq!(opened(&changed), Err(ListFault::WronglySigned));
    let key = issuer_key(&registrar(), Purpose::Status);
    let stolen = IssuerKey { revoked_from: Some(today()), ..key };
    let stolen = TrustList::new(8, today(), vec![stolen]).unwrap();
    let open = |date| open_status(&list(date).seal(&registrar()).unwrap(), &stolen, None).map(drop);
    assert_eq!(open(today()), Err(ListFault::Signer));
    assert_eq!(open(day(2026, 11, 22)), Ok(()));
}

#[test]
fn a_list_is_never_turned_back() {
    let of = |sequence, date, revoked: &[u32]| {
        StatusList::new((sequence, date), 10, revoked.to_vec(), vec![]).unwrap()
    };
    let held = of(5, day(2026, 11, 20), &[3]);
    let open = |list: StatusList| {
        open_status(&list.seal(&registrar()).unwrap(), &trust(), Some(&held)).map(drop)
    };
    assert_eq!(open(of(4, today(), &[3])), Err(ListFault::Rollback));
    assert_eq!(open(of(5, day(2026, 11, 20), &[])), Err(ListFault::Contradiction));
    assert_eq!(open(of(6, day(2026, 11, 19), &[])), Err(ListFault::Contradiction));
    assert_eq!(open(held.clone()), Ok(()));
    assert_eq!(open(of(6, day(2026, 11, 20), &[])), Ok(()));
}

#[test]
fn a_list_that_cannot_be_is_not_made() {
    let made = |size, revoked: &[u32], suspended: &[u32]| {
        StatusList::new((1, today()), size, revoked.to_vec(), suspended.to_vec()).map(drop)
    };
    assert_eq!(made(10, &[10], &[]), Err(ListFault::IndexRange));
    assert_eq!(made(10, &[1], &[10]), Err(ListFault::IndexRange));
    assert_eq!(made((1 << 26) + 1, &[], &[]), Err(ListFault::IndexRange));
    assert_eq!(made(10, &[1, 1], &[]), Err(ListFault::TwoStates));
    assert_eq!(made(10, &[1, 2], &[2]), Err(ListFault::TwoStates));
}

/// A payload of our own making, rightly signed.
fn payload(written: Writer) -> Result<StatusList, ListFault> {
    opened(&seal(&registrar(), Content::StatusList, &written.into_bytes()).unwrap())
}

fn start(size: u32) -> Writer {
    let written = Writer::default().map(5).signed(1).unsigned(7_u8).signed(2);
    written.unsigned(u64::try_from(today().days()).unwrap()).signed(3).unsigned(size).signed(4)
}

fn packed(written: Writer, count: u8, low_bits: u8, bits: &[u8]) -> Writer {
    written.array(3).unsigned(count).unsigned(low_bits).bytes(bits)
}

#[test]
fn another_form_is_refused_even_from_a_status_key() {
    let none = |written: Writer| packed(written, 0, 0, &[]);
    assert!(payload(none(none(start(10)).signed(5))).is_ok());
    // Index 0 in one bit: revoked, and suspended too.
    let zero = |written: Writer| packed(written, 1, 0, &[0]);
    assert_eq!(payload(zero(zero(start(10)).signed(5))), Err(ListFault::TwoStates));
    assert_eq!(payload(packed(start(10), 0, 1, &[])), Err(ListFault::Packing));
    assert_eq!(payload(packed(start(10), 0, 0, &[0])), Err(ListFault::Packing));
    assert_eq!(payload(packed(start(0), 1, 0, &[0])), Err(ListFault::Packing));
    assert_eq!(payload(packed(start(1), 1, 0, &[0x80])), Err(ListFault::IndexRange));
    assert_eq!(payload(start((1 << 26) + 1)), Err(ListFault::IndexRange));
    assert_eq!(payload(start(10).array(2)), Err(ListFault::Fields));
    assert_eq!(payload(start(10).array(3).unsigned(1_u64 << 32)), Err(ListFault::Number));
    assert_eq!(payload(Writer::default().map(1).signed(4)), Err(ListFault::KeyMissing));
    assert_eq!(payload(Writer::default().map(1).signed(6)), Err(ListFault::UnknownKey));
    assert_eq!(payload(Writer::default().map(0)), Err(ListFault::KeyMissing));
}

#[test]
fn a_trust_list_is_not_taken_for_a_status_list() {
    let sealed = trust().seal(&registrar()).unwrap();
    assert_eq!(opened(&sealed), Err(ListFault::Cose(CoseFault::Content)));
    assert_eq!(opened(&vec![0; 16 * 1024 * 1024 + 1]), Err(ListFault::TooLong));
}

/// What a browser is told of.
pub(super) const STORIES: &[fn()] = &[
    what_a_status_key_signed_comes_back,
    only_a_status_key_in_good_hands_on_its_day_may_sign,
    a_list_is_never_turned_back,
    another_form_is_refused_even_from_a_status_key,
    a_trust_list_is_not_taken_for_a_status_list,
];
