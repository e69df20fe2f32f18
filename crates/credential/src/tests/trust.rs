//! The trust list: only the root's, only newer, only in its one form.

use super::told::open_trust;
use super::{day, issuer, issuer_key, keys, root, root_signer, signer, today, trust};
use crate::cbor::{CborFault, Writer};
use crate::cose::{Content, CoseFault, seal};
use crate::keys::{Kid, Signer};
use crate::lists::ListFault;
use crate::trust::{IssuerKey, Purpose, Root, TRUST_LIST_BYTES_MAX, TrustList};
use nabz_calendar::Date;

fn opened(sealed: &[u8]) -> Result<TrustList, ListFault> {
    open_trust(sealed, None)
}

#[test]
fn what_the_root_signed_comes_back() {
    let mut keys = keys();
    keys[1].revoked_from = Some(day(2026, 11, 1));
    keys.reverse();
    let list = TrustList::new(9, today(), keys).unwrap();
    let sealed = list.seal(&root_signer()).unwrap();
    assert_eq!(opened(&sealed).unwrap(), list);
    assert_eq!(list.keys().len(), 2);
    assert_eq!(list.key(issuer().kid(), Purpose::Cards).unwrap().key, issuer().public_key());
    assert_eq!(list.key(issuer().kid(), Purpose::Status), None);
    assert_eq!(list.key(Kid([0, 0]), Purpose::Cards), None);
}

#[test]
fn nobody_else_s_list_is_taken() {
    let sealed = trust().seal(&issuer()).unwrap();
    assert_eq!(opened(&sealed), Err(ListFault::Signer));
    let name_of_root = crate::keys::MemorySigner::from_secret(root().kid, &mut [9; 32]).unwrap();
    let sealed = trust().seal(&name_of_root).unwrap();
    assert_eq!(opened(&sealed), Err(ListFault::WronglySigned));
    let mut sealed = trust().seal(&root_signer()).unwrap();
    let middle = sealed.len() / 2;
    sealed[middle] ^= 1;
    assert_eq!(opened(&sealed), Err(ListFault::WronglySigned));
}

#[test]
fn a_list_is_never_turned_back() {
    let (held, root_key) = (trust(), root_signer());
    let of = |sequence: u64, date, keys| {
        let sealed = TrustList::new(sequence, date, keys).unwrap().seal(&root_key).unwrap();
        open_trust(&sealed, Some(&held))
    };
    assert_eq!(of(6, today(), keys()), Err(ListFault::Rollback));
    assert_eq!(of(7, held.issued(), keys()).unwrap(), held, "the same list once more");
    assert_eq!(of(7, held.issued(), vec![]), Err(ListFault::Contradiction));
    assert_eq!(of(8, day(2026, 11, 19), keys()), Err(ListFault::Contradiction));
    assert_eq!(of(8, held.issued(), vec![]).unwrap().sequence(), 8);
    assert_eq!(of(u64::MAX, today(), keys()).unwrap().sequence(), u64::MAX);
}

#[test]
fn a_list_that_cannot_be_is_not_made() {
    let key = issuer_key(&issuer(), Purpose::Cards);
    let made = |keys: Vec<IssuerKey>| TrustList::new(1, today(), keys).map(drop);
    assert_eq!(
        made(vec![key, IssuerKey { purpose: Purpose::Status, ..key }]),
        Err(ListFault::IssuerOrder)
    );
    assert_eq!(made(vec![IssuerKey { to: day(2026, 8, 1), ..key }]), Err(ListFault::IssuerDays));
    let before = Some(day(2026, 8, 1));
    assert_eq!(made(vec![IssuerKey { revoked_from: before, ..key }]), Err(ListFault::IssuerDays));
    let far = Date::from_days(65_536);
    assert_eq!(made(vec![IssuerKey { to: far, ..key }]), Err(ListFault::Number));
    assert_eq!(TrustList::new(1, far, vec![]), Err(ListFault::Number));
    let many = (0..1_001_u16).map(|name| IssuerKey { kid: Kid(name.to_be_bytes()), ..key });
    assert_eq!(made(many.collect()), Err(ListFault::TooLong));
}

#[test]
fn the_longest_list_is_within_the_limit_of_bytes() {
    let key = IssuerKey { revoked_from: Some(today()), ..issuer_key(&issuer(), Purpose::Cards) };
    let many = (0..1_000_u16).map(|name| IssuerKey { kid: Kid(name.to_be_bytes()), ..key });
    let list = TrustList::new(1, today(), many.collect()).unwrap();
    let sealed = list.seal(&root_signer()).unwrap();
    assert!(sealed.len() < TRUST_LIST_BYTES_MAX, "{}", sealed.len());
    assert_eq!(opened(&sealed).unwrap(), list);
    assert_eq!(opened(&vec![0; TRUST_LIST_BYTES_MAX + 1]), Err(ListFault::TooLong));
}

/// A payload of our own making, rightly signed by the root.
fn payload(written: Writer) -> Result<TrustList, ListFault> {
    opened(&seal(&root_signer(), Content::TrustList, &written.into_bytes()).unwrap())
}

fn start(issuers: usize) -> Writer {
    let written = Writer::default().map(3).signed(1).unsigned(7_u8).signed(2).unsigned(20_000_u16);
    written.signed(3).array(issuers)
}

fn entry(written: Writer, name: u8, purpose: u8) -> Writer {
    let key = signer(name).public_key().to_bytes();
    let written = written.array(6).bytes(&[0x4e, name]).bytes(&key).unsigned(20_000_u16);
    written.unsigned(20_089_u16).unsigned(purpose).null()
}

#[test]
fn another_form_is_refused_even_from_the_root() {
    assert!(payload(entry(start(1), 2, 1)).is_ok());
    assert_eq!(payload(entry(start(1), 2, 5)), Err(ListFault::Purpose));
    assert_eq!(payload(entry(entry(start(2), 3, 1), 2, 1)), Err(ListFault::IssuerOrder));
    assert_eq!(payload(entry(entry(start(2), 2, 1), 2, 1)), Err(ListFault::IssuerOrder));
    assert_eq!(payload(entry(start(2), 2, 1)), Err(CborFault::Truncated.into()));
    assert_eq!(payload(entry(start(0), 2, 1)), Err(CborFault::TrailingBytes.into()));
    assert_eq!(payload(start(1).array(5)), Err(ListFault::Fields));
    assert_eq!(payload(start(1).array(6).bytes(&[1])), Err(ListFault::IssuerKey));
    assert_eq!(
        payload(start(1).array(6).bytes(&[1, 2]).bytes(&[4; 33])),
        Err(ListFault::IssuerKey)
    );
    let short = Writer::default().map(1).signed(1).unsigned(7_u8);
    assert_eq!(payload(short), Err(ListFault::KeyMissing));
    assert_eq!(payload(Writer::default().map(1).signed(9)), Err(ListFault::UnknownKey));
    let day = Writer::default().map(3).signed(1).unsigned(7_u8).signed(2).unsigned(70_000_u32);
    assert_eq!(payload(day), Err(CborFault::NumberRange.into()));
}

#[test]
fn a_root_is_read_as_it_is_shown_and_in_no_other_way() {
    let shown = root().to_string();
    assert!(shown.starts_with("4e01:0"), "{shown}");
    assert_eq!(Root::parse(&shown), Some(root()));
    assert_eq!(Root::parse(&format!("{shown}\n")), Some(root()));
    let (kid, point) = shown.split_once(':').unwrap();
    let strange = ["", ":", point, "4e01:", "4e01:02", "4e01:zz"].map(str::to_owned);
    let cut = [format!("{kid}:{}", &point[1..]), format!("{kid}:{point}0"), format!("4e:{point}")];
    for text in strange.into_iter().chain(cut).chain([format!("{kid}:+{}", &point[1..])]) {
        assert_eq!(Root::parse(&text), None, "{text}");
    }
}

#[test]
fn a_key_for_copies_signs_no_card_and_no_list() {
    let key = issuer_key(&issuer(), Purpose::Exports);
    let list = TrustList::new(9, today(), vec![key]).unwrap();
    let taken = opened(&list.seal(&root_signer()).unwrap()).unwrap();
    assert_eq!(taken, list);
    assert!(taken.key(issuer().kid(), Purpose::Exports).is_some());
    assert_eq!(taken.key(issuer().kid(), Purpose::Cards), None);
}

#[test]
fn a_status_list_is_not_taken_for_a_trust_list() {
    let sealed = super::nobody().seal(&root_signer()).unwrap();
    assert_eq!(opened(&sealed), Err(ListFault::Cose(CoseFault::Content)));
}

/// What a browser is told of.
pub(super) const STORIES: &[fn()] = &[
    what_the_root_signed_comes_back,
    nobody_else_s_list_is_taken,
    a_list_is_never_turned_back,
    another_form_is_refused_even_from_the_root,
    a_status_list_is_not_taken_for_a_trust_list,
    a_key_for_copies_signs_no_card_and_no_list,
];
