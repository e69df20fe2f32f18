//! Cards that chance has changed: not one may be believed.

use super::{Dice, card_of, face, issuer, nobody, sunita, text_of, today, trust};
use crate::card::Bearer;
use crate::check::{Verdict, check};
use crate::keys::SIGNATURE_BYTES;
use crate::status::StatusList;
use crate::text::{bytes_of, text_of as text_of_bytes};
use crate::trust::TrustList;

const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// One change of the text, of its letters or of the bytes behind them.
fn change(text: &str, other: &str, dice: &mut Dice) -> String {
    let Ok(mut bytes) = bytes_of(text) else { return change_letters(text, other, dice) };
    if bytes.is_empty() {
        return change_letters(text, other, dice);
    }
    let (at, other_place) = (dice.below(bytes.len()), dice.below(bytes.len()));
    match dice.below(10) {
        0 | 1 => bytes[at] ^= 1 << dice.below(8),
        2 => bytes[at] = dice.byte(),
        3 => bytes.insert(at, dice.byte()),
        4 => drop(bytes.remove(at)),
        5 => bytes.swap(at, other_place),
        // Where the signature is spared, only the verifying of it can refuse.
        6 | 7 => {
            let signed = bytes.len().saturating_sub(SIGNATURE_BYTES).max(1);
            bytes[dice.below(signed)] ^= 1 << dice.below(8);
        }
        _ => return change_letters(text, other, dice),
    }
    text_of_bytes(&bytes)
}

fn change_letters(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut letters = text.as_bytes().to_vec();
    let at = dice.below(letters.len().max(1));
    let letter = LETTERS[dice.below(LETTERS.len())];
    match dice.below(7) {
        _ if letters.is_empty() => letters.push(letter),
        0 | 1 => letters[at] = letter,
        2 => letters.insert(at, letter),
        3 => drop(letters.remove(at)),
        4 => letters.truncate(at),
        // The front of one card and the back of another.
        5 => letters.splice(at.., other.bytes().skip(at)).for_each(drop),
        _ => letters.extend_from_within(at..),
    }
    String::from_utf8_lossy(&letters).into_owned()
}

fn is_refused(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Malformed(_) | Verdict::UnknownIssuer(_) | Verdict::WronglySigned)
}

/// How many of so many changed cards were refused unread, and how many by their signature.
fn attack(count: u64, seed: u64, lists: (&TrustList, &StatusList)) -> (u64, u64) {
    let newborn = card_of(Bearer::Newborn(face("B/o Sunita Devi", "सुनीता")));
    let cards = [sunita(), card_of(Bearer::Sticker), newborn].map(|card| text_of(&card));
    let mut dice = Dice(seed);
    let (mut unread, mut wrong) = (0, 0);
    while unread + wrong < count {
        let (of, other) = (dice.below(3), dice.below(3));
        let mut text = cards[of].clone();
        for _ in 0..=[0, 0, 0, 1, 2, 5][dice.below(6)] {
            text = change(&text, &cards[other], &mut dice);
        }
        if cards.contains(&text) {
            continue;
        }
        let verdict = check(&text, lists.0, lists.1, today());
        assert!(is_refused(&verdict), "{text} was believed: {verdict:?}");
        if verdict == Verdict::WronglySigned {
            wrong += 1;
        } else {
            unread += 1;
        }
        if (unread + wrong) % 500_000 == 0 {
            eprintln!("{} of {count}: {unread} unread, {wrong} wrongly signed", unread + wrong);
        }
    }
    (unread, wrong)
}

#[test]
fn no_letter_of_a_card_can_be_another() {
    let text = text_of(&sunita());
    for at in 0..text.len() {
        for letter in LETTERS.iter().filter(|letter| text.as_bytes()[at] != **letter) {
            let mut letters = text.clone().into_bytes();
            letters[at] = *letter;
            let changed = String::from_utf8(letters).unwrap();
            let verdict = check(&changed, &trust(), &nobody(), today());
            assert!(is_refused(&verdict), "{changed}: {verdict:?}");
        }
    }
}

#[test]
fn of_two_hundred_thousand_changed_cards_none_is_believed() {
    let (unread, wrong) = attack(200_000, 1, (&trust(), &nobody()));
    assert!(unread > 20_000 && wrong > 20_000, "{unread} unread, {wrong} wrongly signed");
}

/// `cargo test --release -p nabz-credential -- --ignored --nocapture ten_million`.
#[test]
#[ignore = "takes half an hour"]
fn of_ten_million_changed_cards_none_is_believed() {
    let (unread, wrong) = attack(10_000_000, 2, (&trust(), &nobody()));
    eprintln!("{unread} unread, {wrong} wrongly signed, none believed");
}

#[test]
fn no_random_bytes_end_the_program() {
    let (trust, status) = (trust(), nobody());
    let mut dice = Dice(3);
    for _ in 0..100_000 {
        let length = dice.below(180);
        let mut bytes: Vec<u8> = (0..length).map(|_| dice.byte()).collect();
        if dice.below(2) == 0 {
            bytes.splice(..bytes.len().min(2), [0xd2, 0x84]).for_each(drop);
        }
        let verdict = check(&text_of_bytes(&bytes), &trust, &status, today());
        assert!(matches!(verdict, Verdict::Malformed(_)), "{verdict:?}");
    }
}

#[test]
fn a_card_signed_by_another_hand_is_wrongly_signed() {
    // The thief's key takes the city's name.
    let thief = crate::keys::MemorySigner::from_secret(
        crate::keys::Signer::kid(&issuer()),
        &mut [9; crate::keys::DIGEST_BYTES],
    );
    let forged = sunita().seal(&thief.unwrap()).unwrap().text();
    assert_eq!(check(&forged, &trust(), &nobody(), today()), Verdict::WronglySigned);
}
