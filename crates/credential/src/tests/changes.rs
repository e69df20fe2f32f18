//! A day's changes make the next list to the byte, and nothing else.

use super::status::drawn;
use super::{Dice, issuer, registrar, today, trust};
use crate::lists::ListFault;
use crate::status::StatusList;
use crate::status::delta::{DeltaFault, Sealed, apply, between};
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
