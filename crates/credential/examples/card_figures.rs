//! How fast cards are signed and checked, and how large the status list is; `bench/cards.sh` runs
//! it.
//!
//! `card_figures speed CARDS` and `card_figures lists` print CSV. `card_figures samples CARDS`
//! prints cards with what they say, for `bench/cards/verify.py`, which shares no line with us.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use nabz_credential::card::{Bearer, Card, CardId, Face, Sex, StatusIndex};
use nabz_credential::check::{Verdict, check};
use nabz_credential::keys::{Kid, MemorySigner, Signer};
use nabz_credential::names::{DevanagariName, RomanName};
use nabz_credential::qr::modules;
use nabz_credential::status::StatusList;
use nabz_credential::status::delta::{Sealed, apply, between};
use nabz_credential::trust::{IssuerKey, Purpose, TrustList};
use nabz_kernel::clock::{Date, Stopwatch};
use std::error::Error;

const NAMES: [(&str, &str); 6] = [
    ("Sunita Devi", "सुनीता देवी"),
    ("Mohammad Sharif", "मोहम्मद शरीफ़"),
    ("Gurpreet Kaur", "गुरप्रीत कौर"),
    ("Lakshminarayanan Venkataraman", "लक्ष्मीनारायणन वेंकटरमण"),
    ("B/o Asha", "आशा का शिशु"),
    ("Ravi", ""),
];
const CARDS: u32 = 20_000_000;
/// Of a thousand cards, so many are named in a list.
const NAMED: [u32; 4] = [5, 10, 20, 50];
const DAILY_CHANGES: u32 = 5_000;
const ISSUED: i64 = 20_777;

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let count = arguments.get(1).and_then(|count| count.parse().ok()).unwrap_or(1_000);
    match arguments.first().map(String::as_str) {
        Some("speed") => speed(count),
        Some("lists") => lists(),
        Some("samples") => samples(count),
        _ => Err("card_figures speed|lists|samples [CARDS]".into()),
    }
}

/// Numbers that look random and are the same in every run. Source: splitmix64, S. Vigna, 2015.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, sides: u32) -> u32 {
        u32::try_from(self.roll() % u64::from(sides)).unwrap_or_default()
    }
}

fn signer(name: u8) -> Result<MemorySigner, Box<dyn Error>> {
    MemorySigner::from_secret(Kid([0x4e, name]), &mut [name; 32]).ok_or("no key".into())
}

fn trust(signer: &MemorySigner, purpose: Purpose) -> Result<TrustList, Box<dyn Error>> {
    let key = IssuerKey {
        kid: signer.kid(),
        key: signer.public_key(),
        from: Date::from_days(ISSUED - 30),
        to: Date::from_days(ISSUED + 60),
        purpose,
        revoked_from: None,
    };
    Ok(TrustList::new(1, Date::from_days(ISSUED), vec![key])?)
}

fn any_card(dice: &mut Dice) -> Result<Card, Box<dyn Error>> {
    let name = usize::try_from(dice.below(6))?;
    let (roman, devanagari) = NAMES.get(name).copied().unwrap_or_default();
    let face = Face {
        roman: RomanName::shortened(roman)?,
        devanagari: DevanagariName::shortened(devanagari)?,
        birth_year: Some(u16::try_from(1930 + dice.below(96))?),
        sex: if dice.below(2) == 0 { Sex::Female } else { Sex::Male },
    };
    let bearer = match dice.below(10) {
        0 => Bearer::Sticker,
        1 => Bearer::Temporary(face),
        2 => Bearer::Newborn(face),
        _ => Bearer::Permanent(face),
    };
    let random = dice.roll().to_be_bytes();
    Ok(Card {
        cid: CardId(*random.first_chunk().ok_or("no number")?),
        status: StatusIndex::new(dice.below(CARDS)).ok_or("no index")?,
        issued: Date::from_days(ISSUED),
        expires: Date::from_days(ISSUED + 3_652),
        bearer,
    })
}

/// A row a card: its size, and the microseconds that sealing, checking and drawing took.
fn speed(count: u32) -> Done {
    let (issuer, mut dice) = (signer(2)?, Dice(1));
    let trust = trust(&issuer, Purpose::Cards)?;
    let today = Date::from_days(ISSUED);
    let revoked = drawn(&mut dice, CARDS / 100);
    let status = StatusList::new((1, today), CARDS, revoked, vec![])?;
    println!("bytes,characters,modules,sign_us,check_us,draw_us");
    for _ in 0..count {
        let card = any_card(&mut dice)?;
        let signing = Stopwatch::start();
        let sealed = card.seal(&issuer)?;
        let text = sealed.text();
        let signing = signing.elapsed();
        let checking = Stopwatch::start();
        let verdict = check(&text, &trust, &status, today);
        let checking = checking.elapsed();
        if matches!(verdict, Verdict::Malformed(_) | Verdict::WronglySigned) {
            return Err("our own card was refused".into());
        }
        let drawing = Stopwatch::start();
        let code = modules(&text)?;
        let drawing = drawing.elapsed();
        println!(
            "{},{},{},{:.1},{:.1},{:.1}",
            sealed.as_bytes().len(),
            text.len(),
            code.side(),
            signing.as_secs_f64() * 1e6,
            checking.as_secs_f64() * 1e6,
            drawing.as_secs_f64() * 1e6
        );
    }
    Ok(())
}

/// So many indices, each once, in order.
fn drawn(dice: &mut Dice, count: u32) -> Vec<u32> {
    let mut drawn = std::collections::BTreeSet::new();
    while drawn.len() < usize::try_from(count).unwrap_or_default() {
        drawn.insert(dice.below(CARDS));
    }
    drawn.into_iter().collect()
}

/// A row a share of named cards: the list, what it must take at least, and a day's change of it.
fn lists() -> Done {
    let registrar = signer(3)?;
    let trust = trust(&registrar, Purpose::Status)?;
    println!(
        "cards,named,list_bytes,entropy_bytes,memory_bytes,open_ms,changes,change_bytes,apply_ms"
    );
    for share in NAMED {
        let named = CARDS / 1_000 * share;
        let all = drawn(&mut Dice(share.into()), named + DAILY_CHANGES);
        let every = (named + DAILY_CHANGES) / DAILY_CHANGES;
        let is_new = |place: u32| place.is_multiple_of(every) && place / every < DAILY_CHANGES;
        let numbered = (0_u32..).zip(&all).filter(|(place, _)| !is_new(*place));
        let before: Vec<u32> = numbered.map(|(_, index)| *index).collect();
        let list = |sequence: u32, revoked| {
            let as_of = Date::from_days(ISSUED + i64::from(sequence));
            StatusList::new((sequence.into(), as_of), CARDS, revoked, vec![])
        };
        let (held, next) = (list(1, before)?, list(2, all)?);
        let bytes = held.seal(&registrar)?;
        let opening = Stopwatch::start();
        let opened = StatusList::open(&bytes, &trust, None)?;
        let opening = opening.elapsed();
        let next = Sealed { bytes: next.seal(&registrar)?, list: next };
        let change = between(&held, &next, &registrar)?;
        let applying = Stopwatch::start();
        let made = apply(&held, &change, &trust)?;
        let applying = applying.elapsed();
        if made != next || opened != held {
            return Err("a list did not come back".into());
        }
        println!(
            "{CARDS},{named},{},{:.0},{},{:.1},{DAILY_CHANGES},{},{:.1}",
            bytes.len(),
            entropy_bytes(f64::from(share) / 1_000.0),
            opened.memory_bytes(),
            opening.as_secs_f64() * 1e3,
            change.len(),
            applying.as_secs_f64() * 1e3
        );
    }
    Ok(())
}

/// What a list that names this part must take, if every choice is as likely.
fn entropy_bytes(part: f64) -> f64 {
    let bits = -part * part.log2() - (1.0 - part) * (1.0 - part).log2();
    f64::from(CARDS) * bits / 8.0
}

/// The key, then a row a card: its text and all that it says.
fn samples(count: u32) -> Done {
    let (issuer, mut dice) = (signer(2)?, Dice(4));
    let key = issuer.public_key().to_bytes();
    println!("{}", key.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat());
    println!("text\tissued\texpires\tcid\tindex\ttype\troman\tdevanagari\tyear\tsex");
    for _ in 0..count {
        let card = any_card(&mut dice)?;
        let cid: Vec<String> = card.cid.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let kind = match &card.bearer {
            Bearer::Permanent(_) => 1,
            Bearer::Temporary(_) => 2,
            Bearer::Sticker => 3,
            Bearer::Newborn(_) => 4,
        };
        let face = card.bearer.face();
        let roman = face.and_then(|face| face.roman.as_ref()).map_or("", RomanName::as_str);
        let hindi = face.and_then(|face| face.devanagari.as_ref());
        let hindi = hindi.map_or("", DevanagariName::as_str);
        let year = face.and_then(|face| face.birth_year).unwrap_or(0);
        let sex = face.map_or(0, |face| if face.sex == Sex::Male { 1 } else { 2 });
        println!(
            "{}\t{}\t{}\t{}\t{}\t{kind}\t{roman}\t{hindi}\t{year}\t{sex}",
            card.seal(&issuer)?.text(),
            card.issued.days(),
            card.expires.days(),
            cid.concat(),
            card.status.number(),
        );
    }
    Ok(())
}
