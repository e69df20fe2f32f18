//! Cards come back as they were made, and are as small as they were planned.

use super::{Dice, card_of, face, issuer, root_signer, sunita, text_of, today};
use crate::card::{
    Bearer, Card, CardFault, CardId, Face, SealFault, SealedCard, Sex, StatusIndex, Unverified,
};
use crate::keys::{Kid, PublicKey, SignFault, Signer};
use crate::names::{DevanagariName, RomanName};
use crate::qr::modules;
use nabz_calendar::Date;
use p256::ecdsa::Signature;

/// Bytes, characters and modules of a card.
fn sizes(card: &Card) -> (usize, usize, usize) {
    let sealed = card.seal(&issuer()).unwrap();
    let text = sealed.text();
    let code = modules(&text).unwrap();
    (sealed.as_bytes().len(), text.len(), code.side())
}

fn read_back(card: &Card) -> Card {
    let unverified = Unverified::read(&text_of(card)).unwrap();
    assert_eq!(unverified.kid(), issuer().kid());
    unverified.verify(issuer().public_key()).unwrap()
}

#[test]
fn sunita_s_card_is_as_small_as_it_was_planned() {
    assert_eq!(sizes(&sunita()), (135, 207, 49));
}

#[test]
fn the_longest_card_fits_a_code_of_fifty_three_modules() {
    let face = Face {
        birth_year: Some(2026),
        ..face("Venkatanarasimharajuvaripeta", "अबकडचछजझटठडढतथदधनपफबभमयरलव")
    };
    let longest = Card {
        status: StatusIndex::new((1 << 26) - 1).unwrap(),
        expires: Date::from_days(65_535),
        ..card_of(Bearer::Newborn(face))
    };
    assert_eq!(sizes(&longest), (163, 249, 53));
}

#[test]
fn a_sticker_is_smaller_than_any_card() {
    assert_eq!(sizes(&card_of(Bearer::Sticker)), (107, 165, 45));
}

#[test]
fn every_kind_of_card_comes_back() {
    let face = || face("Sunita Devi", "सुनीता देवी");
    let unknown = Face { roman: None, birth_year: None, sex: Sex::NotKnown, ..face() };
    for bearer in [
        Bearer::Permanent(face()),
        Bearer::Temporary(Face { devanagari: None, sex: Sex::Other, ..face() }),
        Bearer::Sticker,
        Bearer::Newborn(unknown),
    ] {
        let card = card_of(bearer);
        assert_eq!(read_back(&card), card);
    }
}

/// A card that chance made, within what a card can say.
fn any_card(dice: &mut Dice) -> Card {
    let roman = dice.letters("ABCxyz '-./ 019", 40);
    let devanagari = dice.letters("कखगजफनरलसहािीुे्ंँ़ऽ०१ Ra1.\u{200d}", 40);
    let mut face = Face {
        roman: RomanName::shortened(&roman).unwrap(),
        devanagari: DevanagariName::shortened(&devanagari).ok().flatten(),
        birth_year: [None, Some(1850), Some(1984), Some(1999)][dice.below(4)],
        sex: [Sex::NotKnown, Sex::Male, Sex::Female, Sex::Other][dice.below(4)],
    };
    if face.devanagari.is_none() && face.roman.is_none() {
        face.roman = RomanName::shortened("Asha").unwrap();
    }
    let bearer = match dice.below(4) {
        0 => Bearer::Permanent(face),
        1 => Bearer::Temporary(face),
        2 => Bearer::Sticker,
        _ => Bearer::Newborn(face),
    };
    let mut cid = [0; 6];
    cid.fill_with(|| dice.byte());
    let issued = 11_000 + i64::try_from(dice.below(20_000)).unwrap();
    Card {
        cid: CardId(cid),
        status: StatusIndex::new(u32::try_from(dice.below(1 << 26)).unwrap()).unwrap(),
        issued: Date::from_days(issued),
        expires: Date::from_days(issued + i64::try_from(dice.below(9_000)).unwrap()),
        bearer,
    }
}

#[test]
fn whatever_a_card_says_it_says_again_when_read() {
    let mut dice = Dice(1);
    for _ in 0..3_000 {
        let card = any_card(&mut dice);
        assert_eq!(read_back(&card), card);
        let sealed = card.seal(&issuer()).unwrap();
        assert!(sealed.as_bytes().len() <= 165, "{card:?}");
        assert!(modules(&sealed.text()).unwrap().side() <= 53, "{card:?}");
    }
}

#[test]
fn two_seals_of_one_card_are_the_same_and_another_key_s_is_not() {
    let sealed = sunita().seal(&issuer()).unwrap();
    assert_eq!(sunita().seal(&issuer()).unwrap(), sealed);
    assert_ne!(sunita().seal(&root_signer()).unwrap(), sealed);
}

#[test]
fn a_card_that_no_reader_would_take_is_not_sealed() {
    let check = |card: Card, fault: CardFault| {
        assert_eq!(card.seal(&issuer()), Err(SealFault::Card(fault)));
    };
    let far = Date::from_days(65_536);
    check(Card { expires: far, ..sunita() }, CardFault::Day);
    check(Card { issued: Date::from_days(-1), ..sunita() }, CardFault::Day);
    check(
        Card { issued: today(), expires: Date::from_days(1), ..sunita() },
        CardFault::ExpiresBeforeIssued,
    );
    let with = |face: Face| card_of(Bearer::Permanent(face));
    let named = || face("Sunita Devi", "");
    check(with(Face { roman: None, ..named() }), CardFault::Nameless);
    check(with(Face { birth_year: Some(2027), ..named() }), CardFault::BirthYear);
    check(with(Face { birth_year: Some(1849), ..named() }), CardFault::BirthYear);
    assert_eq!(StatusIndex::new(1 << 26), None);
}

/// A token that does to a signature what it is told to.
struct Token(fn([u8; 64]) -> Result<[u8; 64], SignFault>);

impl Signer for Token {
    fn kid(&self) -> Kid {
        issuer().kid()
    }

    fn public_key(&self) -> PublicKey {
        issuer().public_key()
    }

    fn sign_digest(&self, digest: &[u8; 32]) -> Result<[u8; 64], SignFault> {
        (self.0)(issuer().sign_digest(digest)?)
    }
}

/// The other signature that says the same.
fn turned(signature: [u8; 64]) -> [u8; 64] {
    let signature = Signature::from_slice(&signature).unwrap();
    let turned = Signature::from_scalars(signature.r(), -signature.s()).unwrap();
    turned.to_bytes().into()
}

#[test]
fn a_token_may_sign_high_or_low() {
    let sealed = sunita().seal(&issuer()).unwrap();
    assert_eq!(sunita().seal(&Token(Ok)), Ok(sealed.clone()));
    assert_eq!(sunita().seal(&Token(|signature| Ok(turned(signature)))), Ok(sealed));
}

#[test]
fn what_a_token_did_not_sign_is_not_given_out() {
    let fault = |token| match sunita().seal(&Token(token)) {
        Err(SealFault::Sign(fault)) => fault,
        sealed => panic!("{sealed:?}"),
    };
    let locked = || SignFault::Holder("CKR_USER_NOT_LOGGED_IN".into());
    assert_eq!(fault(|_| Err(SignFault::Holder("CKR_USER_NOT_LOGGED_IN".into()))), locked());
    assert_eq!(fault(|_| Ok([0; 64])), SignFault::NotASignature);
    let other = |_| root_signer().sign_digest(&[7; 32]);
    assert_eq!(fault(other), SignFault::OtherKey);
}

#[test]
fn a_card_that_was_kept_comes_back_and_other_bytes_do_not() {
    let sealed = sunita().seal(&issuer()).unwrap();
    assert_eq!(SealedCard::kept(sealed.as_bytes().to_vec()), Ok(sealed.clone()));
    assert!(SealedCard::kept(sealed.as_bytes()[1..].to_vec()).is_err());
    assert!(SealedCard::kept([sealed.as_bytes(), &[0]].concat()).is_err());
}

#[test]
fn a_log_never_shows_who_a_card_is_of() {
    let logged = format!("{:?} {:?}", sunita(), sunita().seal(&issuer()).unwrap());
    let unverified = format!("{:?}", Unverified::read(&text_of(&sunita())).unwrap());
    let number = "209, 74";
    for word in ["Sunita", "Devi", "सुनीता", number] {
        assert!(!logged.contains(word) && !unverified.contains(word), "{logged}");
    }
}

#[test]
fn the_code_is_read_back_by_a_scanner_s_own_program() {
    let text = text_of(&sunita());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("card.pbm");
    std::fs::write(&path, picture(&text)).unwrap();
    let Ok(read) =
        std::process::Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&path).output()
    else {
        assert!(std::env::var_os("CI").is_none(), "zbarimg is not installed");
        return;
    };
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim_end_matches('\n'), text);
}

/// The code with its quiet zone as a plain bitmap, eight dots a module.
fn picture(text: &str) -> String {
    let code = modules(text).unwrap();
    let across = (code.side() + 8) * 8;
    let light = vec![false; code.side()];
    let quiet = || std::iter::repeat_n(light.as_slice(), 4);
    let mut lines = vec![format!("P1\n{across} {across}")];
    for row in quiet().chain(code.rows()).chain(quiet()) {
        let padded = [&[false; 4], row, &[false; 4]].concat();
        let dots = padded.iter().flat_map(|dark| [if *dark { "1" } else { "0" }; 8]);
        let dots = dots.collect::<Vec<_>>().join(" ");
        lines.extend(std::iter::repeat_n(dots, 8));
    }
    lines.join("\n")
}
