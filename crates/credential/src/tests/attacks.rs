//! Every way of writing a card that is not ours, each rightly signed with the city's own key, and
//! each refused by its own name.

use super::told::check;
use super::{issuer, nobody, sunita, text_of, today, trust};
use crate::card::{CardFault, Malformed};
use crate::cbor::{CborFault, Writer};
use crate::check::Verdict;
use crate::cose::{CoseFault, sha256};
use crate::keys::{Signer, normal};
use crate::names::NameFault;
use crate::text::text_of as text_of_bytes;
use crate::text::{TextFault, bytes_of};
use p256::ecdsa::Signature;

/// The parts of an envelope, each as raw bytes, so that any of them can be wrong.
struct Parts {
    /// The first bytes: the tag and the list's head.
    head: Vec<u8>,
    protected: Vec<u8>,
    unprotected: Vec<u8>,
    payload: Vec<u8>,
    tail: Vec<u8>,
}

impl Parts {
    fn good() -> Self {
        Self {
            head: vec![0xd2, 0x84],
            protected: b"\xa2\x01\x26\x04\x42\x4e\x02".to_vec(),
            unprotected: vec![0xa0],
            payload: body(&["04", "19 5f3e", "06", "19 5100", "3a 00011170"], &GOOD),
            tail: vec![],
        }
    }

    fn signature(&self) -> Signature {
        let signed = Writer::default().array(4).text("Signature1").bytes(&self.protected);
        let signed = signed.bytes(&[]).bytes(&self.payload).into_bytes();
        normal(&issuer().sign_digest(&sha256(&[&signed])).unwrap()).unwrap()
    }

    fn text(&self) -> String {
        self.text_with(&self.signature().to_bytes())
    }

    fn text_with(&self, signature: &[u8]) -> String {
        let string = |bytes: &[u8]| Writer::default().bytes(bytes).into_bytes();
        let all = [
            self.head.clone(),
            string(&self.protected),
            self.unprotected.clone(),
            string(&self.payload),
            string(signature),
            self.tail.clone(),
        ];
        text_of_bytes(&all.concat())
    }
}

/// What the list of a good card says, in hexadecimal.
const GOOD: [&str; 8] =
    ["87", "46 d14a039c7720", "1a 00bc614e", "01", "64 41736861", "42 8685", "19 07c0", "02"];

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|digit| *digit != b' ').collect();
    let value = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(value).collect()
}

fn body(keys: &[&str], said: &[&str]) -> Vec<u8> {
    hex(&format!("a3{}{}", keys.concat(), said.concat()))
}

/// A good card but for one part of its list.
fn said(place: usize, hex: &str) -> String {
    let mut said = GOOD;
    said[place] = hex;
    saying(&said)
}

fn saying(said: &[&str]) -> String {
    with_keys(&["04", "19 5f3e", "06", "19 5100", "3a 00011170"], said)
}

fn with_keys(keys: &[&str], said: &[&str]) -> String {
    Parts { payload: body(keys, said), ..Parts::good() }.text()
}

fn refused(text: &str, reason: impl Into<Malformed>) {
    let verdict = check(text, &trust(), &nobody(), today());
    assert_eq!(verdict, Verdict::Malformed(reason.into()), "{text}");
}

fn protected(hexadecimal: &str, reason: CoseFault) {
    refused(&Parts { protected: hex(hexadecimal), ..Parts::good() }.text(), reason);
}

fn cbor(text: &str, fault: CborFault) {
    refused(text, CardFault::Cbor(fault));
}

#[test]
fn the_card_that_all_attacks_start_from_is_good() {
    let verdict = check(&Parts::good().text(), &trust(), &nobody(), today());
    assert!(matches!(verdict, Verdict::Valid(_)), "{verdict:?}");
}

#[test]
fn another_algorithm_is_refused() {
    // ES384, EdDSA, none, HMAC: whoever may choose the algorithm chooses the weakest.
    for algorithm in ["38 22", "27", "00", "05"] {
        protected(&format!("a2 01 {algorithm} 04 42 4e02"), CoseFault::Algorithm);
    }
}

#[test]
fn a_header_too_few_or_too_many_is_refused() {
    protected("a1 04 42 4e02", CoseFault::HeaderMissing);
    protected("a1 01 26", CoseFault::HeaderMissing);
    protected("a3 01 26 02 81 01 04 42 4e02", CoseFault::UnknownHeader);
    protected("a3 01 26 04 42 4e02 05 40", CoseFault::UnknownHeader);
    protected("a3 01 26 03 60 04 42 4e02", CoseFault::Content);
    protected("", CoseFault::Cbor(CborFault::Truncated));
    protected("a2 01 26 04 42 4e02 00", CoseFault::Cbor(CborFault::TrailingBytes));
}

#[test]
fn a_key_name_of_another_length_is_refused() {
    protected("a2 01 26 04 41 4e", CoseFault::KidLength);
    protected("a2 01 26 04 43 4e0200", CoseFault::KidLength);
    protected("a2 01 26 04 40", CoseFault::KidLength);
}

#[test]
fn headers_twice_or_out_of_order_are_refused() {
    protected("a2 04 42 4e02 01 26", CoseFault::Cbor(CborFault::UnsortedKeys));
    protected("a3 01 26 01 26 04 42 4e02", CoseFault::Cbor(CborFault::DuplicateKey));
    protected("a3 01 26 04 42 4e02 04 42 4e03", CoseFault::Cbor(CborFault::DuplicateKey));
}

#[test]
fn headers_that_no_signature_covers_are_refused() {
    let parts = Parts { unprotected: hex("a1 04 42 4e03"), ..Parts::good() };
    refused(&parts.text(), CoseFault::Unprotected);
}

#[test]
fn an_envelope_of_another_kind_is_refused() {
    let with = |head: &str| Parts { head: hex(head), ..Parts::good() }.text();
    refused(&with("d1 84"), CoseFault::NotSign1);
    refused(&with("d8 62 84"), CoseFault::NotSign1);
    refused(&with("d2 83"), CoseFault::Parts);
    refused(&with("84"), CoseFault::Cbor(CborFault::WrongKind));
    refused(&with("d8 12 84"), CoseFault::Cbor(CborFault::LongForm));
    refused(&with("d2 9f"), CoseFault::Cbor(CborFault::IndefiniteLength));
}

#[test]
fn bytes_behind_the_end_are_refused() {
    let parts = Parts { tail: vec![0], ..Parts::good() };
    refused(&parts.text(), CoseFault::Cbor(CborFault::TrailingBytes));
    let payload = [Parts::good().payload, vec![0]].concat();
    cbor(&Parts { payload, ..Parts::good() }.text(), CborFault::TrailingBytes);
}

#[test]
fn the_higher_of_two_signatures_is_refused() {
    let parts = Parts::good();
    let low = parts.signature();
    let high = Signature::from_scalars(low.r(), -low.s()).unwrap();
    refused(&parts.text_with(&high.to_bytes()), CoseFault::HighS);
}

#[test]
fn a_signature_of_another_length_or_range_is_refused() {
    let parts = Parts::good();
    let signature = parts.signature().to_bytes();
    refused(&parts.text_with(&signature[..63]), CoseFault::SignatureLength);
    refused(&parts.text_with(&[&signature[..], &[0]].concat()), CoseFault::SignatureLength);
    refused(&parts.text_with(parts.signature().to_der().as_bytes()), CoseFault::SignatureLength);
    refused(&parts.text_with(&[0; 64]), CoseFault::SignatureRange);
    refused(&parts.text_with(&[0xff; 64]), CoseFault::SignatureRange);
    let half = [&signature[..32], &[0; 32]].concat();
    refused(&parts.text_with(&half), CoseFault::SignatureRange);
}

#[test]
fn keys_twice_out_of_order_unknown_or_missing_are_refused() {
    let (days, card) = (["19 5f3e", "19 5100"], "3a 00011170");
    cbor(&with_keys(&["06", days[1], "04", days[0], card], &GOOD), CborFault::UnsortedKeys);
    cbor(&with_keys(&["06", days[1], "06", days[1], card], &GOOD), CborFault::DuplicateKey);
    let unknown = with_keys(&["05", days[1], "06", days[1], card], &GOOD);
    refused(&unknown, CardFault::UnknownKey);
    let two = hex(&format!("a2 04 {} {card} {}", days[0], GOOD.concat()));
    refused(&Parts { payload: two, ..Parts::good() }.text(), CardFault::KeyMissing);
    let health_id =
        hex(&format!("a4 04 {} 06 {} {card} {} 3a00011171 01", days[0], days[1], GOOD.concat()));
    refused(&Parts { payload: health_id, ..Parts::good() }.text(), CardFault::UnknownKey);
}

#[test]
fn numbers_in_more_bytes_than_they_need_are_refused() {
    cbor(&said(3, "18 01"), CborFault::LongForm);
    cbor(&said(2, "1a 0000ffff"), CborFault::LongForm);
    cbor(&said(6, "1a 000007c0"), CborFault::LongForm);
    cbor(&said(1, "58 06 d14a039c7720"), CborFault::LongForm);
    cbor(&said(0, "98 07"), CborFault::LongForm);
    cbor(&said(4, "78 04 41736861"), CborFault::LongForm);
}

#[test]
fn lengths_that_are_not_stated_are_refused() {
    cbor(&said(0, "9f"), CborFault::IndefiniteLength);
    cbor(&said(4, "7f 64 41736861 ff"), CborFault::IndefiniteLength);
    cbor(&said(1, "5f 46 d14a039c7720 ff"), CborFault::IndefiniteLength);
    let payload = hex(&format!("bf 04 195f3e 06 195100 3a00011170 {} ff", GOOD.concat()));
    cbor(&Parts { payload, ..Parts::good() }.text(), CborFault::IndefiniteLength);
}

#[test]
fn values_of_another_kind_are_refused() {
    cbor(&said(1, "66 414141414141"), CborFault::WrongKind);
    cbor(&said(3, "f9 3c00"), CborFault::WrongKind);
    cbor(&said(3, "c2 41 01"), CborFault::WrongKind);
    cbor(&said(3, "20"), CborFault::WrongKind);
    cbor(&said(3, "f6"), CborFault::WrongKind);
    cbor(&said(4, "44 41736861"), CborFault::WrongKind);
    cbor(&said(5, "66 e0a486e0a485"), CborFault::WrongKind);
    cbor(&said(4, "64 41ff6861"), CborFault::NotUtf8);
    cbor(&said(3, "1c"), CborFault::ReservedHead);
    cbor(&said(7, "18"), CborFault::Truncated);
}

#[test]
fn values_out_of_range_are_refused() {
    refused(&said(1, "45 d14a039c77"), CardFault::CardIdLength);
    refused(&said(1, "47 d14a039c772000"), CardFault::CardIdLength);
    refused(&said(2, "1a 04000000"), CardFault::StatusIndex);
    refused(&said(2, "1b 0000000100000000"), CardFault::StatusIndex);
    refused(&said(3, "00"), CardFault::Type);
    refused(&said(3, "05"), CardFault::Type);
    refused(&said(6, "19 0739"), CardFault::BirthYear);
    refused(&said(6, "19 07eb"), CardFault::BirthYear);
    refused(&said(6, "1a 000107c0"), CardFault::BirthYear);
    refused(&said(7, "04"), CardFault::Sex);
    let days = |expires: &str, issued: &str| {
        with_keys(&["04", expires, "06", issued, "3a 00011170"], &GOOD)
    };
    refused(&days("1a 00010000", "19 5100"), CardFault::Day);
    refused(&days("19 50ff", "19 5100"), CardFault::ExpiresBeforeIssued);
    cbor(&days("19 5f3e", "20"), CborFault::WrongKind);
    // Seconds since 1970, as CWT would have them.
    refused(&days("1a 6920f000", "1a 691f0000"), CardFault::Day);
}

#[test]
fn names_that_we_would_not_have_written_are_refused() {
    let roman = |name: &str, fault| {
        let name = Writer::default().text(name).into_bytes();
        let name: Vec<String> = name.iter().map(|byte| format!("{byte:02x}")).collect();
        refused(&said(4, &name.concat()), CardFault::Roman(fault));
    };
    roman("Asha Asha Asha Asha Asha ", NameFault::TooLong);
    roman("Asha  Devi", NameFault::Spelling);
    roman(" Asha", NameFault::Spelling);
    roman("Ash\u{0430}", NameFault::OtherSign);
    roman("Asha\u{202e}", NameFault::OtherSign);
    roman("<b>Asha</b>", NameFault::OtherSign);
    roman("http://a.b", NameFault::OtherSign);
    refused(&said(5, "42 8600"), CardFault::Devanagari(NameFault::OtherSign));
    refused(&said(5, "42 8620"), CardFault::Devanagari(NameFault::Spelling));
    refused(
        &said(5, &format!("58 19 {}", "86".repeat(25))),
        CardFault::Devanagari(NameFault::TooLong),
    );
    let mut nameless = GOOD;
    (nameless[4], nameless[5]) = ("60", "40");
    refused(&saying(&nameless), CardFault::Nameless);
}

#[test]
fn a_sticker_with_a_name_and_a_card_without_are_refused() {
    refused(&said(3, "03"), CardFault::Fields);
    refused(&saying(&["83", GOOD[1], GOOD[2], "01"]), CardFault::Fields);
    refused(&said(0, "86"), CardFault::Fields);
    refused(&saying(&[&["88"], &GOOD[1..], &["00"]].concat()), CardFault::Fields);
}

#[test]
fn another_text_of_the_same_bytes_is_refused() {
    let text = text_of(&sunita());
    refused(&text.to_lowercase(), TextFault::LowerCase);
    refused(&text.replacen("DH1", "Dh1", 1), TextFault::LowerCase);
    refused(&format!("{text}\n"), TextFault::Sign);
    refused(&format!("{text} "), TextFault::Overflow);
    refused(&format!("{text}  "), TextFault::Length);
    // Two letters and a zero are a byte of zeros more.
    refused(&format!("{text}0"), CoseFault::Cbor(CborFault::TrailingBytes));
    refused(&format!(" {text}"), TextFault::NotACard);
    refused(&text.replacen("DH1:", "HC1:", 1), TextFault::NotACard);
    refused(&format!("DH1:{text}"), TextFault::Overflow);
    refused(&format!("{text}{text}{text}"), TextFault::TooLong);
    refused("", TextFault::NotACard);
    // Three letters have 91,125 spellings for 65,536 pairs of bytes: the last ones are nothing.
    refused(&format!("{}:::", &text[..text.len() - 3]), TextFault::Overflow);
    assert!(bytes_of(&text).is_ok());
}

#[test]
fn a_list_is_not_taken_for_a_card() {
    let sealed = nobody().seal(&issuer()).unwrap();
    refused(&text_of_bytes(&sealed), CoseFault::Content);
}

/// What a browser is told of.
pub(super) const STORIES: &[fn()] = &[
    the_card_that_all_attacks_start_from_is_good,
    another_algorithm_is_refused,
    a_header_too_few_or_too_many_is_refused,
    a_key_name_of_another_length_is_refused,
    headers_twice_or_out_of_order_are_refused,
    headers_that_no_signature_covers_are_refused,
    an_envelope_of_another_kind_is_refused,
    bytes_behind_the_end_are_refused,
    the_higher_of_two_signatures_is_refused,
    a_signature_of_another_length_or_range_is_refused,
    keys_twice_out_of_order_unknown_or_missing_are_refused,
    numbers_in_more_bytes_than_they_need_are_refused,
    lengths_that_are_not_stated_are_refused,
    values_of_another_kind_are_refused,
    values_out_of_range_are_refused,
    names_that_we_would_not_have_written_are_refused,
    a_sticker_with_a_name_and_a_card_without_are_refused,
    another_text_of_the_same_bytes_is_refused,
    a_list_is_not_taken_for_a_card,
];
