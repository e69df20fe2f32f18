//! A day's changes make the next list to the byte, and nothing else.

use super::status::drawn;
use super::{Dice, issuer, registrar, today, told, trust};
use crate::lists::ListFault;
use crate::status::StatusList;
use crate::status::delta::{DeltaFault, Sealed, apply, apply_all, between, bundle};
use nabz_calendar::Date;

fn list(sequence: u64, size: u32, revoked: &[u32], suspended: &[u32]) -> StatusList {
    let as_of = Date::from_days(today().days() - 60 + i64::try_from(sequence).unwrap());
    StatusList::new((sequence, as_of), size, revoked.to_vec(), suspended.to_vec()).unwrap()
}

fn sealed(list: StatusList) -> Sealed {
    Sealed { bytes: list.seal(&registrar()).unwrap(), list }
}

#[test]
fn sixty_days_of_changes_end_where_the_full_list_does() {
    let mut dice = Dice(8);
    let (mut revoked, mut suspended) = (drawn(&mut dice, 900, 100_000), vec![]);
    let mut held = list(0, 100_000, &revoked, &suspended);
    for sequence in 1..=60 {
        let size = 100_000 + 500 * u32::try_from(sequence).unwrap();
        let named = |index: &u32, lists: [&[u32]; 2]| lists.iter().any(|list| list.contains(index));
        // A third of the lost are found again, a third are given up for lost.
        let (given_up, rest): (Vec<u32>, Vec<u32>) = suspended.iter().partition(|i| *i % 3 == 0);
        revoked.extend(given_up);
        suspended = rest.into_iter().filter(|index| index % 3 == 1 || dice.below(2) == 0).collect();
        for index in drawn(&mut dice, 40, 100_000) {
            if !named(&index, [&revoked, &suspended]) {
                if index % 4 == 0 { revoked.push(index) } else { suspended.push(index) }
            }
        }
        let next = sealed(list(sequence, size, &revoked, &suspended));
        let change = between(&held, &next, &registrar()).unwrap();
        assert!(change.len() < 600, "{}", change.len());
        let made = apply(&held, &change, &trust()).unwrap();
        assert_eq!(made, next);
        held = made.list;
    }
}

#[test]
fn five_thousand_changes_of_twenty_million_take_nine_kilobytes() {
    let mut dice = Dice(9);
    let all = drawn(&mut dice, 205_000, 20_000_000);
    let (old, new): (Vec<_>, Vec<_>) =
        all.iter().copied().enumerate().partition(|(n, _)| n % 41 != 0);
    let bare =
        |list: Vec<(usize, u32)>| list.into_iter().map(|(_, index)| index).collect::<Vec<_>>();
    let held = list(1, 20_000_000, &bare(old), &[]);
    assert_eq!(new.len(), 5_000);
    let next = sealed(list(2, 20_000_000, &all, &[]));
    let change = between(&held, &next, &registrar()).unwrap();
    assert!(change.len() < 9_000, "{}", change.len());
    assert_eq!(apply(&held, &change, &trust()).unwrap(), next);
}

#[test]
fn a_change_is_made_between_lists_that_follow_one_another() {
    let held = list(5, 100, &[1], &[2]);
    let fault = |next: StatusList| between(&held, &sealed(next), &registrar()).unwrap_err();
    let other = DeltaFault::List(ListFault::OtherBase);
    assert_eq!(fault(list(5, 100, &[1], &[2])), other);
    assert_eq!(fault(list(7, 100, &[1], &[2])), other);
    let change = DeltaFault::List(ListFault::Change);
    assert_eq!(fault(list(6, 100, &[], &[2])), change, "a revoked card came back");
    assert_eq!(fault(list(6, 100, &[], &[1, 2])), change, "a revoked card became suspended");
    assert_eq!(fault(list(6, 99, &[1], &[2])), change, "the list became shorter");
    assert!(between(&held, &sealed(list(6, 100, &[1, 2], &[3])), &registrar()).is_ok());
}

#[test]
fn a_change_to_another_list_is_refused() {
    let held = list(5, 100, &[1], &[2]);
    let next = sealed(list(6, 100, &[1, 2], &[3]));
    let change = between(&held, &next, &registrar()).unwrap();
    assert_eq!(apply(&held, &change, &trust()).unwrap(), next);
    assert_eq!(apply(&next.list, &change, &trust()), Err(ListFault::OtherBase), "a second time");
    assert_eq!(apply(&list(4, 100, &[1], &[2]), &change, &trust()), Err(ListFault::OtherBase));
    // The number is right and the list is not: it takes the change, and the signature tells.
    assert_eq!(apply(&list(5, 100, &[], &[2]), &change, &trust()), Err(ListFault::WronglySigned));
    assert_eq!(apply(&list(5, 100, &[2], &[]), &change, &trust()), Err(ListFault::Change));
}

#[test]
fn nobody_else_s_change_is_taken() {
    let held = list(5, 100, &[1], &[2]);
    let next = sealed(list(6, 100, &[1], &[]));
    let by_issuer = between(&held, &next, &issuer()).unwrap();
    assert_eq!(apply(&held, &by_issuer, &trust()), Err(ListFault::Signer));
    let mut change = between(&held, &next, &registrar()).unwrap();
    for at in 0..change.len() {
        change[at] ^= 0x10;
        assert!(apply(&held, &change, &trust()).is_err(), "byte {at}");
        change[at] ^= 0x10;
    }
    assert!(apply(&held, &change, &trust()).is_ok());
    assert_eq!(
        StatusList::open(&change, &trust(), Some(&held)).unwrap_err(),
        ListFault::Cose(crate::cose::CoseFault::Content)
    );
}

/// Five lists, and the four changes between them.
fn five_days() -> (Vec<Sealed>, Vec<Vec<u8>>) {
    let lists = [
        list(50, 100, &[1], &[2, 3]),
        list(51, 100, &[1], &[2, 3, 4]),
        list(52, 120, &[1, 3], &[2, 110]),
        list(53, 120, &[1, 3], &[110]),
        list(54, 120, &[1, 3, 110], &[]),
    ];
    let lists = lists.map(sealed).to_vec();
    let change = |pair: &[Sealed]| between(&pair[0].list, &pair[1], &registrar()).unwrap();
    let changes = lists.windows(2).map(change).collect();
    (lists, changes)
}

#[test]
fn several_changes_lead_to_the_last_list() {
    let (lists, changes) = five_days();
    let all = |held: &Sealed, changes: &[Vec<u8>]| {
        told::apply_all(&held.list, &bundle(changes), &trust())
    };
    for place in 0..changes.len() {
        let last = lists.last().cloned();
        assert_eq!(all(&lists[place], &changes[place..]), Ok(last), "from day {place}");
    }
    assert_eq!(all(&lists[1], &changes[1..3]), Ok(Some(lists[3].clone())));
    assert_eq!(all(&lists[2], &[]), Ok(None), "nothing to change");
}

#[test]
fn a_bundle_that_leaves_something_out_is_refused() {
    let (lists, changes) = five_days();
    let held = &lists[0].list;
    let all = |bundle: &[u8]| told::apply_all(held, bundle, &trust()).unwrap_err();
    let of = |places: &[usize]| {
        let some: Vec<Vec<u8>> = places.iter().map(|place| changes[*place].clone()).collect();
        bundle(&some)
    };
    for places in [&[1][..], &[0, 2], &[1, 0], &[0, 0], &[0, 1, 3]] {
        assert_eq!(all(&of(places)), ListFault::OtherBase, "{places:?}");
    }
    let mut longer = of(&[0, 1]);
    longer.push(0);
    assert!(matches!(all(&longer), ListFault::Cbor(_)));
    let mut cut = of(&[0, 1]);
    cut.pop();
    assert!(matches!(all(&cut), ListFault::Cbor(_)));
    assert!(matches!(all(&[]), ListFault::Cbor(_)));
    // The number is right and the list is not: it cannot take the change, or the signature tells.
    let other = list(50, 100, &[1], &[2, 3, 4]);
    let made = told::apply_all(&other, &of(&[0, 1]), &trust());
    assert_eq!(made, Err(ListFault::Change));
    let other = list(50, 100, &[1, 7], &[2, 3]);
    let made = told::apply_all(&other, &of(&[0, 1]), &trust());
    assert_eq!(made, Err(ListFault::WronglySigned));
}

#[test]
fn nobody_else_s_bundle_is_taken() {
    let (lists, changes) = five_days();
    let held = &lists[2].list;
    let by_issuer = between(held, &lists[3], &issuer()).unwrap();
    let bundled = bundle(&[by_issuer]);
    assert_eq!(told::apply_all(held, &bundled, &trust()), Err(ListFault::Signer));
    let mut bundled = bundle(&changes[2..]);
    for at in 0..bundled.len() {
        bundled[at] ^= 0x10;
        // A browser is told of some.
        let apply = if at % 16 == 0 { told::apply_all } else { apply_all };
        assert!(apply(held, &bundled, &trust()).is_err(), "byte {at}");
        bundled[at] ^= 0x10;
    }
}

#[test]
fn what_was_kept_is_read_without_asking_who_signed_it() {
    let next = sealed(list(6, 100, &[1], &[2]));
    assert_eq!(StatusList::kept(&next.bytes).unwrap(), next.list);
    assert!(StatusList::kept(&next.bytes[1..]).is_err());
}

/// What a browser is told of.
pub(super) const STORIES: &[fn()] = &[
    several_changes_lead_to_the_last_list,
    a_bundle_that_leaves_something_out_is_refused,
    nobody_else_s_bundle_is_taken,
];
