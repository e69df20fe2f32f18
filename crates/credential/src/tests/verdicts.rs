//! One verdict for every card, and which comes before which.

use super::told::check;
use super::{
    card_of, day, issuer, issuer_key, keys, nobody, registrar, signer, sunita, text_of, today,
    trust,
};
use crate::card::{Bearer, Card, Malformed, StatusIndex};
use crate::check::{ListAge, Verdict};
use crate::keys::Signer;
use crate::status::StatusList;
use crate::text::TextFault;
use crate::trust::{IssuerKey, Purpose, TrustList};
use nabz_calendar::Date;

const INDEX: u32 = 12_345_678;

fn on(date: Date) -> Verdict {
    check(&text_of(&sunita()), &trust(), &nobody(), date)
}

fn under(status: &StatusList) -> Verdict {
    check(&text_of(&sunita()), &trust(), status, today())
}

fn with_keys(keys: Vec<IssuerKey>) -> Verdict {
    let trust = TrustList::new(8, today(), keys).unwrap();
    check(&text_of(&sunita()), &trust, &nobody(), today())
}

fn naming(revoked: &[u32], suspended: &[u32], as_of: Date) -> StatusList {
    StatusList::new((41, as_of), 20_000_000, revoked.to_vec(), suspended.to_vec()).unwrap()
}

#[test]
fn a_good_card_is_valid_from_its_first_day_to_its_last() {
    assert_eq!(on(day(2026, 11, 19)), Verdict::NotYetValid(sunita()));
    assert_eq!(on(day(2026, 11, 20)), Verdict::Valid(sunita()));
    assert_eq!(on(today()), Verdict::Valid(sunita()));
    let fresh = |date| naming(&[], &[], date);
    let at = |date| check(&text_of(&sunita()), &trust(), &fresh(date), date);
    assert_eq!(at(day(2036, 11, 19)), Verdict::Valid(sunita()));
    assert_eq!(at(day(2036, 11, 20)), Verdict::Expired(sunita()));
}

#[test]
fn a_lost_card_is_suspended_and_a_replaced_one_revoked() {
    assert_eq!(under(&naming(&[], &[INDEX], today())), Verdict::Suspended(sunita()));
    assert_eq!(under(&naming(&[INDEX], &[], today())), Verdict::Revoked(sunita()));
    let neighbours = naming(&[INDEX - 1], &[INDEX + 1], today());
    assert_eq!(under(&neighbours), Verdict::Valid(sunita()));
}

#[test]
fn a_list_turns_amber_after_a_week_and_red_after_a_month() {
    let aged = |days: i64| under(&naming(&[], &[], Date::from_days(today().days() - days)));
    assert_eq!(aged(7), Verdict::Valid(sunita()));
    assert_eq!(aged(8), Verdict::ListTooOld(sunita(), ListAge::Amber(8)));
    assert_eq!(aged(30), Verdict::ListTooOld(sunita(), ListAge::Amber(30)));
    assert_eq!(aged(31), Verdict::ListTooOld(sunita(), ListAge::Red(31)));
    assert_eq!(aged(-1), Verdict::Valid(sunita()));
}

#[test]
fn a_sticker_that_is_nobody_s_says_so() {
    let sticker = card_of(Bearer::Sticker);
    let verdict = check(&text_of(&sticker), &trust(), &nobody(), today());
    assert_eq!(verdict, Verdict::UnboundSticker(sticker.clone()));
    let lost = check(&text_of(&sticker), &trust(), &naming(&[INDEX], &[], today()), today());
    assert_eq!(lost, Verdict::Revoked(sticker));
}

#[test]
fn a_key_that_may_not_sign_cards_is_an_unknown_issuer() {
    let kid = issuer().kid();
    assert_eq!(with_keys(vec![]), Verdict::UnknownIssuer(kid));
    assert_eq!(
        with_keys(vec![issuer_key(&registrar(), Purpose::Status)]),
        Verdict::UnknownIssuer(kid)
    );
    assert_eq!(
        with_keys(vec![issuer_key(&issuer(), Purpose::Status)]),
        Verdict::UnknownIssuer(kid)
    );
    let window =
        |from, to| with_keys(vec![IssuerKey { from, to, ..issuer_key(&issuer(), Purpose::Cards) }]);
    assert_eq!(window(day(2026, 11, 21), today()), Verdict::UnknownIssuer(kid));
    assert_eq!(window(day(2026, 9, 1), day(2026, 11, 19)), Verdict::UnknownIssuer(kid));
    assert_eq!(window(day(2026, 11, 20), day(2026, 11, 20)), Verdict::Valid(sunita()));
}

#[test]
fn a_stolen_key_s_cards_count_until_the_day_it_was_stolen() {
    let stolen = |date| {
        let key = issuer_key(&issuer(), Purpose::Cards);
        with_keys(vec![IssuerKey { revoked_from: Some(date), ..key }])
    };
    assert_eq!(stolen(day(2026, 11, 20)), Verdict::KeyRevoked(issuer().kid()));
    assert_eq!(stolen(day(2026, 9, 1)), Verdict::KeyRevoked(issuer().kid()));
    assert_eq!(stolen(day(2026, 11, 21)), Verdict::Valid(sunita()));
}

#[test]
fn an_index_that_was_not_given_out_is_the_work_of_a_stolen_key() {
    let short = |as_of| StatusList::new((41, as_of), INDEX, vec![], vec![]).unwrap();
    assert_eq!(under(&short(day(2026, 11, 21))), Verdict::NeverIssued(sunita()));
    assert_eq!(under(&short(day(2026, 11, 20))), Verdict::Valid(sunita()), "of the same day");
    assert_eq!(under(&short(day(2026, 11, 19))), Verdict::Valid(sunita()), "newer than the list");
}

#[test]
fn the_first_of_several_reasons_is_given() {
    // Long expired, revoked, under an old list, of a stolen key, and with a changed letter.
    let old =
        Card { issued: day(2026, 9, 5), expires: day(2026, 9, 6), ..card_of(Bearer::Sticker) };
    let text = text_of(&old);
    let list = |revoked: &[u32], suspended: &[u32]| naming(revoked, suspended, day(2026, 9, 30));
    let stolen = IssuerKey { revoked_from: Some(day(2026, 9, 5)), ..keys()[0] };
    let stolen = TrustList::new(8, today(), vec![stolen]).unwrap();
    let by = |trust: &TrustList, status: &StatusList| check(&text, trust, status, today());
    assert_eq!(by(&stolen, &list(&[INDEX], &[])), Verdict::KeyRevoked(issuer().kid()));
    assert_eq!(by(&trust(), &list(&[INDEX], &[])), Verdict::Revoked(old.clone()));
    assert_eq!(by(&trust(), &list(&[], &[INDEX])), Verdict::Suspended(old.clone()));
    assert_eq!(by(&trust(), &list(&[], &[])), Verdict::Expired(old.clone()));
    let early = check(&text, &trust(), &list(&[], &[]), day(2026, 9, 4));
    assert_eq!(early, Verdict::NotYetValid(old.clone()));
    let sticker = check(&text, &trust(), &naming(&[], &[], day(2026, 7, 1)), day(2026, 9, 6));
    assert_eq!(sticker, Verdict::UnboundSticker(old), "before the list's age");
    let mangled = text.replacen("DH1:", "DH2:", 1);
    let verdict = check(&mangled, &stolen, &list(&[INDEX], &[]), today());
    assert_eq!(verdict, Verdict::Malformed(Malformed::Text(TextFault::NotACard)));
}

#[test]
fn another_city_s_card_is_of_an_unknown_issuer() {
    let other = signer(77);
    let text = sunita().seal(&other).unwrap().text();
    let verdict = check(&text, &trust(), &nobody(), today());
    assert_eq!(verdict, Verdict::UnknownIssuer(other.kid()));
}

#[test]
fn a_card_keeps_its_index_apart_from_its_number() {
    let first = StatusIndex::new(0).unwrap();
    let card = Card { status: first, ..sunita() };
    let verdict = check(&text_of(&card), &trust(), &naming(&[0], &[], today()), today());
    assert_eq!(verdict, Verdict::Revoked(card));
}

/// What a browser is told of.
pub(super) const STORIES: &[fn()] = &[
    a_good_card_is_valid_from_its_first_day_to_its_last,
    a_lost_card_is_suspended_and_a_replaced_one_revoked,
    a_list_turns_amber_after_a_week_and_red_after_a_month,
    a_sticker_that_is_nobody_s_says_so,
    a_key_that_may_not_sign_cards_is_an_unknown_issuer,
    a_stolen_key_s_cards_count_until_the_day_it_was_stolen,
    an_index_that_was_not_given_out_is_the_work_of_a_stolen_key,
    the_first_of_several_reasons_is_given,
    another_city_s_card_is_of_an_unknown_issuer,
    a_card_keeps_its_index_apart_from_its_number,
];
