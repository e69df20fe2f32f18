//! Copies for the readers of others, read again by a reader that shares no line with the writer.

use super::{card_of, day, issuer_key, registrar, signer, today};
use crate::card::Bearer;
use crate::exports::hcert::certificate;
use crate::exports::jwk::{kid, published};
use crate::exports::smart::{JWS_LETTERS_MAX, health_card};
use crate::exports::{Born, COPY_DAYS_MAX, ExportFault, Person, Validity, WrittenName};
use crate::keys::{Kid, MemorySigner, PublicKey, Signer};
use crate::qr::modules;
use crate::trust::{IssuerKey, Purpose, TrustList};
use miniz_oxide::inflate::{decompress_to_vec, decompress_to_vec_zlib};
use nabz_calendar::Date;
use nabz_testkit::golden;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const ISSUER: &str = "https://health.example.org";
/// From midnight of 23 November 2026 in India, for a year.
const VALIDITY: Validity = Validity { from: 1_795_372_200, until: 1_826_908_200 };

/// The key of the day that signs copies.
fn copier() -> MemorySigner {
    signer(4)
}

fn written(given: &str, family: Option<&str>) -> WrittenName {
    WrittenName { given: given.to_owned(), family: family.map(str::to_owned) }
}

fn sunita() -> Person {
    Person {
        roman: written("Sunita", Some("Devi")),
        roman_is_written: true,
        devanagari: Some(written("सुनीता", Some("देवी"))),
        born: Born::parse("1984-07"),
        health_id: "1000000000004".to_owned(),
    }
}

/// The same signs as other keyboards give them: a letter and its mark apart, or both in one.
fn otherwise_typed() -> Person {
    Person {
        roman: written("Jose\u{301}", Some("Mu\u{308}ller")),
        devanagari: Some(written("\u{959}ुशबू", Some("देवी"))),
        ..sunita()
    }
}

/// The patient's blood group.
fn blood_group() -> Value {
    json!({
        "resourceType": "Observation",
        "status": "final",
        "code": { "coding": [{ "system": "http://loinc.org", "code": "882-1" }] },
        "subject": { "reference": "resource:0" },
        "valueCodeableConcept": {
            "coding": [{ "system": "http://loinc.org", "code": "LA19708-9" }],
        },
    })
}

fn decoded_64(text: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.chars() {
        bits = ((bits << 6) | u32::try_from(letters.find(letter).unwrap()).unwrap()) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap());
        }
    }
    bytes
}

fn decoded_45(text: &str) -> Vec<u8> {
    let letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let values: Vec<usize> = text.chars().map(|letter| letters.find(letter).unwrap()).collect();
    let bytes = |group: &[usize]| {
        let number = group.iter().rev().fold(0, |sum, value| sum * 45 + value);
        let (high, low) = (u8::try_from(number / 256), u8::try_from(number % 256));
        let high = (group.len() == 3).then(|| high.unwrap());
        high.into_iter().chain([low.unwrap()]).collect::<Vec<_>>()
    };
    values.chunks(3).flat_map(bytes).collect()
}

fn take<'b>(bytes: &mut &'b [u8], length: usize) -> &'b [u8] {
    let (taken, rest) = bytes.split_at(length);
    *bytes = rest;
    taken
}

/// One value of any CBOR: bytes as hexadecimal digits, keys as texts, a tag as a map.
fn cbor(bytes: &mut &[u8]) -> Value {
    let first = take(bytes, 1)[0];
    let number = match first & 0x1f {
        short @ 0..24 => u64::from(short),
        long => {
            let long = take(bytes, 1_usize << (long - 24));
            long.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
        }
    };
    let length = usize::try_from(number).unwrap();
    match first >> 5 {
        0 => json!(number),
        1 => json!(-1 - i64::try_from(number).unwrap()),
        2 => json!(hex(take(bytes, length))),
        3 => json!(str::from_utf8(take(bytes, length)).unwrap()),
        4 => Value::Array((0..number).map(|_| cbor(bytes)).collect()),
        5 => {
            let pair = |_| {
                let key = cbor(bytes);
                let key = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
                (key, cbor(bytes))
            };
            Value::Object((0..number).map(pair).collect())
        }
        6 => json!({ "tag": number, "of": cbor(bytes) }),
        kind => panic!("kind {kind}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn of_hex(text: &Value) -> Vec<u8> {
    let digits = text.as_str().unwrap();
    let pair = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(pair).collect()
}

/// Bytes of fewer than 65,536 with their length in front.
fn with_length(bytes: &[u8]) -> Vec<u8> {
    let head = match bytes.len() {
        short @ 0..24 => vec![0x40 | u8::try_from(short).unwrap()],
        middle @ 24..256 => vec![0x58, u8::try_from(middle).unwrap()],
        long => [&[0x59][..], &u16::try_from(long).unwrap().to_be_bytes()].concat(),
    };
    [head, bytes.to_vec()].concat()
}

fn is_signed_by(key: PublicKey, signed: &[u8], signature: &[u8]) -> bool {
    let key = VerifyingKey::from_sec1_bytes(&key.to_bytes()).unwrap();
    let signature = Signature::from_slice(signature).unwrap();
    let digest: [u8; 32] = Sha256::digest(signed).into();
    key.verify_prehash(&digest, &signature).is_ok()
}

/// Header and payload of a JWS, if this key's holder signed it.
fn read_jws(jws: &str, key: PublicKey) -> Option<(Value, String)> {
    let parts: Vec<&str> = jws.split('.').collect();
    let [header, payload, signature] = parts[..] else { panic!("{} parts", parts.len()) };
    let signed = format!("{header}.{payload}");
    if !is_signed_by(key, signed.as_bytes(), &decoded_64(signature)) {
        return None;
    }
    let header = serde_json::from_slice(&decoded_64(header)).unwrap();
    let payload = decompress_to_vec(&decoded_64(payload)).unwrap();
    Some((header, String::from_utf8(payload).unwrap()))
}

/// Headers and claims of a certificate, if this key's holder signed it.
fn read_certificate(text: &str, key: PublicKey) -> Option<(Value, Value)> {
    let packed = decoded_45(text.strip_prefix("HC1:").unwrap());
    assert_eq!(packed[0], 0x78, "zlib");
    let sealed = decompress_to_vec_zlib(&packed).unwrap();
    let mut rest = sealed.as_slice();
    let cose = cbor(&mut rest);
    assert!(rest.is_empty() && cose["tag"] == 18 && cose["of"][1] == json!({}), "{cose}");
    let [protected, payload, signature] = [0, 2, 3].map(|place| of_hex(&cose["of"][place]));
    let signed = [with_length(&protected), with_length(&[]), with_length(&payload)].concat();
    let signed = [&[0x84, 0x6a][..], b"Signature1", &signed].concat();
    if !is_signed_by(key, &signed, &signature) {
        return None;
    }
    Some((cbor(&mut protected.as_slice()), cbor(&mut payload.as_slice())))
}

fn smart(person: &Person) -> Value {
    let card = health_card(&copier(), ISSUER, VALIDITY, person, &[]).unwrap();
    let payload = read_jws(card.jws(), copier().public_key()).unwrap().1;
    let payload: Value = serde_json::from_str(&payload).unwrap();
    payload["vc"]["credentialSubject"]["fhirBundle"]["entry"][0]["resource"].clone()
}

fn hcert(person: &Person) -> Value {
    let certificate = certificate(&copier(), "IN", VALIDITY, person).unwrap();
    let claims = read_certificate(certificate.text(), copier().public_key()).unwrap().1;
    claims["-260"]["1"].clone()
}

/// Source: the example issuer of the SMART Health Cards specification.
#[test]
fn a_key_is_called_as_in_the_specification() {
    let secret = decoded_64("FvOOk6hMixJ2o9zt4PCfan_UW7i4aOEnzj76ZaCI9Og");
    let signer = MemorySigner::from_secret(Kid([0, 1]), &mut secret.try_into().unwrap()).unwrap();
    assert_eq!(kid(signer.public_key()), "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s");
    let list = copies_until(signer.public_key(), today());
    let shown = serde_json::to_value(published(&list, today())).unwrap();
    let expect = json!({ "keys": [{
        "kty": "EC",
        "kid": "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s",
        "use": "sig",
        "alg": "ES256",
        "crv": "P-256",
        "x": "11XvRWy1I2S0EyJlyf_bWfw_TQ5CJJNLw78bHXNxcgw",
        "y": "eZXwxvO1hvCY0KucrPfKo7yAyMT6Ajc3N7OkAB6VYy8",
    }] });
    assert_eq!(shown, expect);
}

#[test]
fn a_smart_health_card_says_who_somebody_is_and_no_more() {
    let card = health_card(&copier(), ISSUER, VALIDITY, &sunita(), &[]).unwrap();
    let (header, payload) = read_jws(card.jws(), copier().public_key()).unwrap();
    let kid = kid(copier().public_key());
    assert_eq!(header, json!({ "zip": "DEF", "alg": "ES256", "kid": kid }));
    let begins = r#"{"iss":"https://health.example.org","nbf":1795372200,"exp":1826908200,"vc":{"#;
    assert!(payload.starts_with(begins), "small, and in this order: {payload}");
    let expect = json!({
        "iss": ISSUER,
        "nbf": VALIDITY.from,
        "exp": VALIDITY.until,
        "vc": {
            "type": ["https://smarthealth.cards#health-card"],
            "credentialSubject": {
                "fhirVersion": "4.0.1",
                "fhirBundle": {
                    "resourceType": "Bundle",
                    "type": "collection",
                    "entry": [{
                        "fullUrl": "resource:0",
                        "resource": {
                            "resourceType": "Patient",
                            "name": [
                                { "family": "Devi", "given": ["Sunita"] },
                                { "family": "देवी", "given": ["सुनीता"] },
                            ],
                            "birthDate": "1984-07",
                        },
                    }],
                },
            },
        },
    });
    assert_eq!(serde_json::from_str::<Value>(&payload).unwrap(), expect);
    assert_eq!(
        serde_json::from_str::<Value>(&card.file()).unwrap(),
        json!({ "verifiableCredential": [card.jws()] })
    );
}

#[test]
fn a_code_spells_each_letter_in_two_digits() {
    let card = health_card(&copier(), ISSUER, VALIDITY, &sunita(), &[]).unwrap();
    let text = card.digits();
    let digits = text.strip_prefix("shc:/").unwrap();
    assert!(digits.starts_with("567629"), "e, y and J");
    let letter = |at: usize| char::from(digits[at..at + 2].parse::<u8>().unwrap() + 45);
    let spelled: String = (0..digits.len()).step_by(2).map(letter).collect();
    assert_eq!(spelled, card.jws());
}

#[test]
fn what_an_emergency_needs_is_there_when_it_is_passed() {
    let added = [blood_group()];
    let card = health_card(&copier(), ISSUER, VALIDITY, &sunita(), &added).unwrap();
    let payload = read_jws(card.jws(), copier().public_key()).unwrap().1;
    let payload: Value = serde_json::from_str(&payload).unwrap();
    let entries = &payload["vc"]["credentialSubject"]["fhirBundle"]["entry"];
    assert_eq!(entries[1], json!({ "fullUrl": "resource:1", "resource": blood_group() }));
    // Letters that chance chose are packed into no fewer.
    let mut dice = super::Dice(1);
    let noise: String = (0..JWS_LETTERS_MAX).map(|_| char::from(b'!' + dice.byte() % 90)).collect();
    let long = health_card(&copier(), ISSUER, VALIDITY, &sunita(), &[json!(noise)]);
    assert_eq!(long, Err(ExportFault::TooLong));
}

#[test]
fn a_certificate_says_who_somebody_is_and_no_more() {
    let certificate = certificate(&copier(), "IN", VALIDITY, &sunita()).unwrap();
    let key = copier().public_key();
    let (headers, claims) = read_certificate(certificate.text(), key).unwrap();
    let thumbprint = decoded_64(&kid(key));
    assert_eq!(headers, json!({ "1": -7, "4": hex(&thumbprint[..8]) }));
    let expect = json!({
        "1": "IN",
        "2": "1000000000004",
        "4": VALIDITY.until,
        "6": VALIDITY.from,
        "-260": { "1": {
            "ver": "1.3.0",
            "dob": "1984-07",
            "nam": { "fn": "देवी", "gn": "सुनीता", "fnt": "DEVI", "gnt": "SUNITA" },
        } },
    });
    assert_eq!(claims, expect);
    assert!(modules(certificate.text()).unwrap().side() <= 81, "it fits a screen");
}

#[test]
fn what_is_not_known_is_left_out() {
    let heard = Person { roman_is_written: false, born: None, ..sunita() };
    let devanagari = json!([{ "family": "देवी", "given": ["सुनीता"] }]);
    assert_eq!(smart(&heard), json!({ "resourceType": "Patient", "name": devanagari }));
    let said = hcert(&heard);
    assert_eq!((&said["dob"], &said["nam"]["fnt"]), (&json!(""), &json!("DEVI")));
    let ravi = Person { roman: written("Ravi", None), devanagari: None, ..sunita() };
    assert_eq!(smart(&ravi)["name"], json!([{ "given": ["Ravi"] }]));
    assert_eq!(hcert(&ravi)["nam"], json!({ "fn": "Ravi", "fnt": "RAVI" }));
}

#[test]
fn a_name_of_which_a_machine_reads_no_letter_makes_no_certificate() {
    let strange = Person { roman: written("ਸੁਨੀਤਾ", Some("ਦੇਵੀ")), ..sunita() };
    let refused = certificate(&copier(), "IN", VALIDITY, &strange);
    assert_eq!(refused, Err(ExportFault::NoName));
    let half = Person { roman: written("Sunita", Some("ਦੇਵੀ")), ..sunita() };
    assert_eq!(hcert(&half)["nam"]["fnt"], "SUNITA");
}

#[test]
fn a_certificate_spells_every_letter_in_one_way_and_cuts_no_written_name() {
    let expect = json!({ "fn": "देवी", "gn": "\u{916}\u{93c}ुशबू", "fnt": "MUELLER", "gnt": "JOSE" });
    assert_eq!(hcert(&otherwise_typed())["nam"], expect);
    let of = |letters| Person {
        devanagari: Some(written(&"राधा".repeat(letters), Some("देवी"))),
        ..sunita()
    };
    assert_eq!(hcert(&of(20))["nam"]["gn"], "राधा".repeat(20), "eighty characters");
    let long = certificate(&copier(), "IN", VALIDITY, &of(21));
    assert_eq!(long, Err(ExportFault::TooLong));
}

/// `web/tests/outside.spec.ts` has them read by libraries of others.
#[test]
fn readers_of_others_read_what_the_snapshot_says() {
    let unknown = Person { roman_is_written: false, born: None, ..sunita() };
    let ravi = Person { roman: written("Ravi", None), devanagari: None, ..sunita() };
    let added = [blood_group()];
    let people: [(Person, &[Value]); 5] = [
        (sunita(), &[]),
        (sunita(), &added),
        (unknown, &[]),
        (ravi, &[]),
        (otherwise_typed(), &[]),
    ];
    let copies = people.map(|(person, added)| {
        let card = health_card(&copier(), ISSUER, VALIDITY, &person, added).unwrap();
        let certificate = certificate(&copier(), "IN", VALIDITY, &person).unwrap();
        json!({
            "card": card.jws(),
            "digits": card.digits(),
            "certificate": certificate.text(),
        })
    });
    let list = copies_until(copier().public_key(), today());
    let jwks = published(&list, today());
    golden!("copies.golden.json", &json!({ "issuer": ISSUER, "jwks": jwks, "copies": copies }));
}

#[test]
fn two_copies_are_the_same_and_whoever_changes_one_is_found_out() {
    let (key, other) = (copier().public_key(), registrar().public_key());
    let make = |person: &Person| {
        let card = health_card(&copier(), ISSUER, VALIDITY, person, &[]).unwrap();
        let certificate = certificate(&copier(), "IN", VALIDITY, person).unwrap();
        (card.jws().to_owned(), certificate.text().to_owned())
    };
    let (jws, text) = make(&sunita());
    assert_eq!(make(&sunita()), (jws.clone(), text.clone()));
    assert!(read_jws(&jws, other).is_none() && read_certificate(&text, other).is_none());
    let asha = Person { born: Born::parse("1994-07"), ..sunita() };
    let of_asha = make(&asha).0;
    let payload = |jws: &str| jws.split('.').nth(1).unwrap().to_owned();
    let mixed = jws.replace(&payload(&jws), &payload(&of_asha));
    assert!(read_jws(&of_asha, key).is_some() && read_jws(&mixed, key).is_none());
}

fn copies_until(key: PublicKey, to: Date) -> TrustList {
    let entry = IssuerKey { key, to, ..issuer_key(&copier(), Purpose::Exports) };
    TrustList::new(1, today(), vec![entry]).unwrap()
}

#[test]
fn a_key_is_published_as_long_as_a_copy_of_its_may_be_shown() {
    let key = copier().public_key();
    let end = today();
    let shown = |list: &TrustList, after: i64| {
        let day = Date::from_days(end.days() + after);
        published(list, day).kids().map(str::to_owned).collect::<Vec<_>>()
    };
    let list = copies_until(key, end);
    assert_eq!(shown(&list, -30), [kid(key)], "so that readers have it in time");
    assert_eq!(shown(&list, COPY_DAYS_MAX), [kid(key)]);
    assert!(shown(&list, COPY_DAYS_MAX + 1).is_empty());
    let entry = issuer_key(&copier(), Purpose::Exports);
    let stolen = IssuerKey { revoked_from: Some(day(2026, 11, 1)), ..entry };
    let others = [Purpose::Cards, Purpose::Status, Purpose::Log];
    let others = others.map(|purpose| IssuerKey { purpose, ..entry });
    for entry in others.into_iter().chain([stolen]) {
        let list = TrustList::new(1, today(), vec![entry]).unwrap();
        assert!(shown(&list, 0).is_empty(), "{entry:?}");
    }
}

#[test]
fn a_birth_is_a_year_a_month_or_a_day() {
    for text in ["1984", "1984-07", "1984-07-12"] {
        assert_eq!(Born::parse(text).unwrap().as_str(), text);
    }
    for text in ["", "84", "1984-7", "1984-07-1", "1984-07-12-01", "1984/07", "19८4", "-984"] {
        assert!(Born::parse(text).is_none(), "{text}");
    }
}

#[test]
fn a_log_never_shows_who_a_copy_is_of() {
    let card = health_card(&copier(), ISSUER, VALIDITY, &sunita(), &[]).unwrap();
    let certificate = certificate(&copier(), "IN", VALIDITY, &sunita()).unwrap();
    let logged = format!("{:?} {card:?} {certificate:?}", sunita());
    for word in ["Sunita", "सुनीता", "1984", "1000000000004", "eyJ", "HC1"] {
        assert!(!logged.contains(word), "{logged}");
    }
}

#[test]
fn no_checker_of_cards_takes_a_copy_for_a_card() {
    use crate::check::{Verdict, check};
    let certificate = certificate(&copier(), "IN", VALIDITY, &sunita()).unwrap();
    let trust = copies_until(copier().public_key(), today());
    let read = |text: &str| check(text, &trust, &super::nobody(), today());
    assert!(matches!(read(certificate.text()), Verdict::Malformed(_)));
    let sticker = card_of(Bearer::Sticker).seal(&copier()).unwrap();
    assert_eq!(read(&sticker.text()), Verdict::UnknownIssuer(copier().kid()));
}
