//! A clerk hears what is said and spells it as it sounds, in either script, in a hurry.

use super::person::{Dwelling, Memory, Person, Said, before};
use super::written::Written;
use crate::registry::model::Sex;
use crate::residents::{Dice, Spelled};
use nabz_kernel::clock::Date;
use nabz_kernel::names::Script;
use std::borrow::Cow;

/// Left out, in a hundred.
const NO_GUARDIAN_PERCENT: u64 = 15;
const NO_PHONE_PERCENT: u64 = 8;
const NO_LINE_PERCENT: u64 = 18;
const NO_WARD_PERCENT: u64 = 15;
/// A baby younger than this is often written down by its mother's name.
const UNNAMED_DAYS: u64 = 100;

/// What is heard, and what is spelled for it.
const ROMAN_SLIPS: &[(&str, &str)] = &[
    ("ee", "i"),
    ("i", "ee"),
    ("oo", "u"),
    ("u", "oo"),
    ("aa", "a"),
    ("sh", "s"),
    ("s", "sh"),
    ("v", "w"),
    ("w", "v"),
    ("z", "j"),
    ("j", "z"),
    ("th", "t"),
    ("dh", "d"),
    ("d", "dh"),
    ("kh", "k"),
    ("k", "kh"),
    ("bh", "b"),
    ("ph", "f"),
    ("ai", "e"),
    ("au", "o"),
    ("o", "u"),
    ("e", "i"),
    ("y", "i"),
    ("l", "ll"),
    ("n", "nn"),
    ("a", ""),
];
const HINDI_SLIPS: &[(&str, &str)] = &[
    ("ी", "ि"),
    ("ि", "ी"),
    ("ू", "ु"),
    ("ु", "ू"),
    ("श", "स"),
    ("स", "श"),
    ("व", "ब"),
    ("ण", "न"),
    ("ं", "न"),
    ("ँ", "ं"),
    ("थ", "त"),
    ("ध", "द"),
    ("ै", "े"),
    ("े", "ै"),
    ("ौ", "ो"),
    ("ो", "ौ"),
    ("़", ""),
    ("ा", ""),
];

pub(super) fn write_down(said: &Said<'_>, dice: &mut Dice) -> Written {
    let (in_hindi, in_roman) = match dice.below(100) {
        0..35 => (true, false),
        35..70 => (false, true),
        _ => (true, true),
    };
    let mother = mother_of_unnamed(said, dice);
    let words = words_of_name(said.person, dice);
    let mut name = |is_wanted: bool, script: Script| match mother {
        _ if !is_wanted => String::new(),
        Some(mother) => baby_of(mother, script, dice),
        None => spelled(&words, script, dice),
    };
    let (name_hi, name_en) = (name(in_hindi, Script::Devanagari), name(in_roman, Script::Roman));
    let guardian = said.person.guardian.as_ref().filter(|_| !dice.percent(NO_GUARDIAN_PERCENT));
    let mut of_guardian = |is_wanted: bool, script: Script| match guardian {
        Some((_, name)) if is_wanted => spelled(&name.words, script, dice),
        Some(_) | None => String::new(),
    };
    let guardian_hi = of_guardian(in_hindi, Script::Devanagari);
    let guardian_en = of_guardian(in_roman, Script::Roman);
    let (birth_date, age_said) = birth(said, dice);
    let speaks_so = in_hindi && (!in_roman || dice.percent(50));
    let script = if speaks_so { Script::Devanagari } else { Script::Roman };
    let written = Written {
        name_hi,
        name_en,
        guardian_relation: guardian.map_or("", |(relation, _)| relation.word()),
        guardian_hi,
        guardian_en,
        birth_date,
        age_said,
        sex: sex(said.person.sex, dice),
        phone: phone(said.person, dice),
        ..Written::default()
    };
    with_address(written, said, script, dice)
}

/// The given name of the mother, where the baby has none yet.
fn mother_of_unnamed<'a>(said: &Said<'a>, dice: &mut Dice) -> Option<&'a Spelled> {
    let mother = said.person.mother.as_ref()?.given();
    let is_unnamed = said.days() < UNNAMED_DAYS && dice.percent(60);
    mother.filter(|_| is_unnamed)
}

fn baby_of(mother: &Spelled, script: Script, dice: &mut Dice) -> String {
    let mother = spelling(mother, script, dice);
    match script {
        Script::Devanagari => format!("बेबी ऑफ {mother}"),
        Script::Roman => format!("Baby of {mother}"),
    }
}

/// The words that are said: all of them, or not the last, or in another order, or a pet name.
fn words_of_name<'l>(person: &Person<'l>, dice: &mut Dice) -> Vec<&'l Spelled> {
    let given = person.name.given;
    let mut words = person.name.words.clone();
    match dice.below(100) {
        0..5 if given + 1 < words.len() => words.truncate(words.len() - 1),
        5..8 => words.reverse(),
        8..11 => words = person.name.given().into_iter().collect(),
        11..14 => {
            if let (Some(pet), Some(word)) = (person.pet, words.get_mut(given)) {
                *word = pet;
            }
        }
        _ => {}
    }
    words
}

fn spelled(words: &[&Spelled], script: Script, dice: &mut Dice) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&spelling(word, script, dice));
    }
    text
}

/// As its bearer spells it, in a spelling that others know, or as it sounds.
fn spelling<'l>(word: &'l Spelled, script: Script, dice: &mut Dice) -> Cow<'l, str> {
    let (usual, others, slips) = match script {
        Script::Devanagari => (word.hindi.as_str(), &word.hindi_variants, HINDI_SLIPS),
        Script::Roman => (word.roman.as_str(), &word.roman_variants, ROMAN_SLIPS),
    };
    match dice.below(100) {
        0..75 => Cow::Borrowed(usual),
        75..92 => Cow::Borrowed(dice.one(others).map_or(usual, String::as_str)),
        _ => Cow::Owned(misheard(usual, slips, dice)),
    }
}

/// One sound is taken for another; the first letter is heard best and stays.
fn misheard(word: &str, slips: &[(&str, &str)], dice: &mut Dice) -> String {
    let from = dice.place(slips.len());
    for (heard, spelled) in slips.iter().cycle().skip(from).take(slips.len()) {
        if let Some((start, rest)) = word.rsplit_once(*heard)
            && !start.is_empty()
        {
            return format!("{start}{spelled}{rest}");
        }
    }
    word.to_owned()
}

/// The date and the age that are written, either of which may be empty.
fn birth(said: &Said<'_>, dice: &mut Dice) -> (String, String) {
    let (year, _, _) = said.person.born.calendar();
    let date = match said.person.memory {
        Memory::Day => day_known(said, dice),
        Memory::Year => {
            let year = year - i16::from(dice.percent(15));
            match dice.below(100) {
                0..28 => feast(year, (1, 1), said.on),
                28..36 => feast(year, (7, 1), said.on),
                36..40 => feast(year, (8, 15), said.on),
                40..68 => year.to_string(),
                _ => String::new(),
            }
        }
        Memory::Nothing => return guessed(said, dice),
    };
    let says_age = date.is_empty() || dice.percent(25);
    (date, if says_age { said.years().to_string() } else { String::new() })
}

fn day_known(said: &Said<'_>, dice: &mut Dice) -> String {
    let born = said.person.born;
    let (year, month, day) = born.calendar();
    let other = match dice.below(100) {
        0..85 => Some(born),
        85..88 => Some(before(born, 1 + dice.below(20))),
        88..91 => Date::from_calendar(year, day, month),
        91..93 => Date::from_calendar(year, 1, 1),
        93..95 => Date::from_calendar(year - 1, month, day),
        _ => return String::new(),
    };
    other.filter(|other| *other <= said.on).unwrap_or(born).to_string()
}

/// Who knows the year says a day that everybody knows.
fn feast(year: i16, (month, day): (i8, i8), on: Date) -> String {
    let date = Date::from_calendar(year, month, day).filter(|date| *date <= on);
    date.map_or_else(|| year.to_string(), |date| date.to_string())
}

/// Who knows nothing says an age that ends in 0 or 5 more often than not.
fn guessed(said: &Said<'_>, dice: &mut Dice) -> (String, String) {
    let years = said.years();
    let off = match years {
        0..10 => 1,
        10..20 => 2,
        20..60 => 4,
        60.. => 7,
    };
    let age = (years + dice.below(2 * off + 1)).saturating_sub(off);
    let age = match dice.below(100) {
        0..48 if age > 15 => (age + 2) / 5 * 5,
        48..62 if age > 35 => (age + 5) / 10 * 10,
        _ => age,
    };
    let (this_year, _, _) = said.on.calendar();
    let year = this_year - i16::try_from(age).unwrap_or_default();
    match dice.below(100) {
        0..55 => (String::new(), age.to_string()),
        55..80 => (year.to_string(), String::new()),
        _ => (feast(year, (1, 1), said.on), age.to_string()),
    }
}

fn sex(sex: Sex, dice: &mut Dice) -> &'static str {
    match (dice.below(1_000), sex) {
        (0..10, _) => "",
        (10..13, Sex::Female) => Sex::Male.word(),
        (10..13, Sex::Male) => Sex::Female.word(),
        (_, sex) => sex.word(),
    }
}

/// Ten digits, of which one may be wrong, or two in each other's place.
fn phone(person: &Person<'_>, dice: &mut Dice) -> String {
    let Some(number) = person.phone.filter(|_| !dice.percent(NO_PHONE_PERCENT)) else {
        return String::new();
    };
    let text = format!("{number:010}");
    let at = 1 + dice.place(text.len() - 2);
    let digit = char::from(b'0' + u8::try_from(dice.below(10)).unwrap_or_default());
    match dice.below(1_000) {
        0..12 => {
            let digits = text.chars().enumerate();
            digits.map(|(place, old)| if place == at { digit } else { old }).collect()
        }
        12..22 => {
            let mut digits: Vec<char> = text.chars().collect();
            digits.swap(at, at + 1);
            digits.into_iter().collect()
        }
        _ => text,
    }
}

fn with_address(written: Written, said: &Said<'_>, script: Script, dice: &mut Dice) -> Written {
    let address_line = line(said.address.dwelling, script, dice);
    let Some(locality) = said.locality else { return Written { address_line, ..written } };
    let name = match script {
        Script::Devanagari => &locality.name_hi,
        Script::Roman => &locality.name_en,
    };
    let has_ward = !dice.percent(NO_WARD_PERCENT);
    Written {
        address_line,
        locality: name.clone(),
        ward: if has_ward { locality.ward.clone() } else { String::new() },
        district: locality.district.clone(),
        ..written
    }
}

fn line(dwelling: Dwelling, script: Script, dice: &mut Dice) -> String {
    if dice.percent(NO_LINE_PERCENT) {
        return String::new();
    }
    match (dwelling, script) {
        (Dwelling::Called { hindi, .. }, Script::Devanagari) => hindi.to_owned(),
        (Dwelling::Called { roman, .. }, Script::Roman) => roman.to_owned(),
        (Dwelling::House { number, block, lane }, Script::Devanagari) => match dice.below(4) {
            0 => format!("मकान नंबर {number}, गली नंबर {lane}"),
            1 => format!("{block}-{number}, गली {lane}"),
            2 => format!("मकान नं. {number}, {block} ब्लॉक"),
            _ => format!("{number}/{lane}, {block} ब्लॉक"),
        },
        (Dwelling::House { number, block, lane }, Script::Roman) => match dice.below(4) {
            0 => format!("H.No. {number}, Gali No. {lane}"),
            1 => format!("{block}-{number}, Gali {lane}"),
            2 => format!("Makan No. {number}, Block {block}"),
            _ => format!("{number}/{lane}, {block} Block"),
        },
    }
}
