//! Somebody types a form that was filled in by hand: letters and figures are misread, keys missed,
//! fields cut off, and where the form is in Hindi a program may have turned it into Roman letters.

use super::person::{Dwelling, Memory, Name, Person, Said};
use super::written::Written;
use crate::registry::model::{Relation, Sex};
use crate::residents::{Dice, Spelled};
use nabz_kernel::birth::BirthDate;
use nabz_kernel::clock::Date;
use nabz_kernel::names::Script;
use nabz_linkage::romanise::romanise;

/// More letters than these the form has no boxes for.
const BOXES: usize = 26;
const CAPITALS_PERCENT: u64 = 40;
/// Left empty, in a hundred.
const NO_GUARDIAN_PERCENT: u64 = 21;
const NO_PHONE_PERCENT: u64 = 14;
const NO_LINE_PERCENT: u64 = 26;
const NO_LOCALITY_PERCENT: u64 = 7;
const NO_WARD_PERCENT: u64 = 40;
const BABY_DAYS: u64 = 60;

/// Letters next to each other on a keyboard.
const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
/// Letters and figures that look alike when they were written by hand.
const LETTERS_ALIKE: &[(&str, &str)] = &[
    ("घ", "ध"),
    ("ध", "घ"),
    ("भ", "म"),
    ("म", "भ"),
    ("प", "य"),
    ("य", "थ"),
    ("थ", "य"),
    ("ब", "व"),
    ("ड", "ङ"),
    ("ठ", "ट"),
    ("त", "न"),
    ("ख", "रव"),
    ("ो", "ी"),
    ("ं", ""),
    ("ृ", "्र"),
    ("ू", "्"),
];
const FIGURES_ALIKE: [(char, char); 10] = [
    ('0', '6'),
    ('1', '7'),
    ('2', '7'),
    ('3', '8'),
    ('4', '9'),
    ('5', '6'),
    ('6', '0'),
    ('7', '1'),
    ('8', '3'),
    ('9', '4'),
];

/// What becomes of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Whole,
    /// Mr, Mrs or Km stands before it.
    Titled,
    /// Of several words the last is one letter and a dot.
    Initial,
    /// Of several words the last stands first.
    Turned,
    /// Of several words the last is missing.
    Short,
}

impl Shape {
    fn draw(dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..7 => Self::Titled,
            7..11 => Self::Initial,
            11..15 => Self::Turned,
            15..21 => Self::Short,
            _ => Self::Whole,
        }
    }
}

pub(super) fn write_down(said: &Said<'_>, dice: &mut Dice) -> Written {
    let (in_hindi, in_roman) = match dice.below(100) {
        0..62 => (false, true),
        62..84 => (true, false),
        _ => (true, true),
    };
    let in_capitals = dice.percent(CAPITALS_PERCENT);
    let own = (mother_of_baby(said, dice), Shape::draw(dice));
    let guardian = guardian_of(said.person, said.years(), dice);
    let mut written = Written {
        guardian_relation: guardian.map_or("", |(relation, _)| relation.word()),
        sex: sex(said.person.sex, dice),
        phone: phone(said.person, dice),
        ..Written::default()
    };
    (written.birth_date, written.age_said) = birth(said, dice);
    if in_hindi {
        written.name_hi = own_name(said.person, own, Script::Devanagari, dice);
        written.guardian_hi = guardians_name(said.person, guardian, Script::Devanagari, dice);
    }
    if in_roman {
        written.name_en = own_name(said.person, own, Script::Roman, dice);
        written.guardian_en = guardians_name(said.person, guardian, Script::Roman, dice);
    }
    written.address_line = line(said.address.dwelling, in_roman, dice);
    place(&mut written, said, in_roman, dice);
    if in_capitals {
        for text in [
            &mut written.name_en,
            &mut written.guardian_en,
            &mut written.address_line,
            &mut written.locality,
        ] {
            *text = text.to_uppercase();
        }
    }
    written
}

/// The mother, by whom a baby goes until it has a name.
fn mother_of_baby<'a>(said: &Said<'a>, dice: &mut Dice) -> Option<&'a Name<'a>> {
    let goes_by_mother = said.days() < BABY_DAYS && dice.percent(75);
    said.person.mother.as_ref().filter(|_| goes_by_mother)
}

/// Who is named beside somebody; for some children it is the mother.
fn guardian_of<'a>(
    person: &'a Person<'a>,
    years: u64,
    dice: &mut Dice,
) -> Option<(Relation, &'a Name<'a>)> {
    if dice.percent(NO_GUARDIAN_PERCENT) {
        return None;
    }
    let names_mother = years < 18 && dice.percent(15);
    let mother = person.mother.as_ref().filter(|_| names_mother);
    let other = person.guardian.as_ref().map(|(relation, name)| (*relation, name));
    mother.map(|mother| (Relation::Mother, mother)).or(other)
}

fn own_name(
    person: &Person<'_>,
    (mother, shape): (Option<&Name<'_>>, Shape),
    script: Script,
    dice: &mut Dice,
) -> String {
    let name = mother.unwrap_or(&person.name);
    let name = typed_name(name, shape, script, dice);
    let title = match (mother.is_some(), shape == Shape::Titled, script) {
        (true, _, Script::Roman) => "B/O ",
        (true, _, Script::Devanagari) => "शिशु ",
        (false, true, script) => title_of(person, script),
        (false, false, _) => "",
    };
    cut(&format!("{title}{name}"))
}

fn title_of(person: &Person<'_>, script: Script) -> &'static str {
    let is_wife = matches!(person.guardian, Some((Relation::Husband, _)));
    match (person.sex, is_wife, script) {
        (Sex::Female, true, Script::Roman) => "Mrs ",
        (Sex::Female, true, Script::Devanagari) => "श्रीमती ",
        (Sex::Female, false, Script::Roman) => "Km ",
        (Sex::Female, false, Script::Devanagari) => "कु. ",
        (Sex::Male | Sex::Other, _, Script::Roman) => "Mr ",
        (Sex::Male | Sex::Other, _, Script::Devanagari) => "श्री ",
    }
}

fn guardians_name(
    person: &Person<'_>,
    guardian: Option<(Relation, &Name<'_>)>,
    script: Script,
    dice: &mut Dice,
) -> String {
    let Some((relation, name)) = guardian else { return String::new() };
    let name = typed_name(name, Shape::Whole, script, dice);
    let is_marked = script == Script::Roman && dice.percent(8);
    let mark = match (is_marked, relation, person.sex) {
        (false, _, _) => "",
        (true, Relation::Husband, _) => "W/O ",
        (true, _, Sex::Female) => "D/O ",
        (true, _, Sex::Male | Sex::Other) => "S/O ",
    };
    cut(&format!("{mark}{name}"))
}

fn cut(text: &str) -> String {
    text.chars().take(BOXES).collect::<String>().trim_end().to_owned()
}

fn typed_name(name: &Name<'_>, shape: Shape, script: Script, dice: &mut Dice) -> String {
    let mut words: Vec<String> = name.words.iter().map(|word| typed(word, script, dice)).collect();
    if words.len() > 1 {
        match shape {
            Shape::Whole | Shape::Titled => {}
            Shape::Initial => {
                if let Some(last) = words.last_mut() {
                    *last = last.chars().take(1).chain(['.']).collect();
                }
            }
            Shape::Turned => words.rotate_right(1),
            Shape::Short => words.truncate(words.len() - 1),
        }
    }
    words.join(" ")
}

fn typed(word: &Spelled, script: Script, dice: &mut Dice) -> String {
    match (script, dice.below(100)) {
        (Script::Roman, 0..66) => word.roman.clone(),
        (Script::Roman, 66..72) => dice.one(&word.roman_variants).unwrap_or(&word.roman).clone(),
        (Script::Roman, 72..90) => by_rule(&word.hindi),
        (Script::Roman, _) => mistyped(&word.roman, dice),
        (Script::Devanagari, 0..86) => word.hindi.clone(),
        (Script::Devanagari, 86..91) => {
            dice.one(&word.hindi_variants).unwrap_or(&word.hindi).clone()
        }
        (Script::Devanagari, _) => misread(&word.hindi, dice),
    }
}

/// As a program turns it into Roman letters.
fn by_rule(hindi: &str) -> String {
    let roman = romanise(hindi);
    let mut letters = roman.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A key is missed, hit twice, hit too early, or the one beside it is hit.
fn mistyped(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let Some(inner) = letters.len().checked_sub(2).filter(|inner| *inner > 0) else {
        return word.to_owned();
    };
    let at = 1 + dice.place(inner);
    let Some(letter) = letters.get(at).copied() else { return word.to_owned() };
    match dice.below(4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letter),
        2 => letters.swap(at, at + 1),
        _ => {
            letters.remove(at);
            letters.insert(at, next_key(letter, dice));
        }
    }
    letters.into_iter().collect()
}

fn next_key(letter: char, dice: &mut Dice) -> char {
    let is_left = dice.percent(50);
    let around = KEYS.iter().find_map(|row| row.split_once(letter));
    let near =
        around.and_then(
            |(before, after)| {
                if is_left { before.chars().next_back() } else { after.chars().next() }
            },
        );
    near.unwrap_or(letter)
}

fn misread(word: &str, dice: &mut Dice) -> String {
    let from = dice.place(LETTERS_ALIKE.len());
    let mut turn = LETTERS_ALIKE.iter().cycle().skip(from).take(LETTERS_ALIKE.len());
    let found = turn.find(|(written, _)| word.contains(*written));
    found.map_or_else(|| word.to_owned(), |(written, read)| word.replacen(*written, read, 1))
}

/// One figure of those from a place on is taken for another.
fn misread_figure(text: &str, from: usize, dice: &mut Dice) -> String {
    let at = from + dice.place(text.len().saturating_sub(from));
    let read = |(place, written): (usize, char)| {
        let alike = FIGURES_ALIKE.iter().find(|(one, _)| place == at && *one == written);
        alike.map_or(written, |(_, other)| *other)
    };
    text.chars().enumerate().map(read).collect()
}

/// The date and the age that are typed, either of which may be empty.
fn birth(said: &Said<'_>, dice: &mut Dice) -> (String, String) {
    let (year, _, _) = said.person.born.calendar();
    let date = match said.person.memory {
        Memory::Day => typed_day(said, dice),
        Memory::Year => match dice.below(100) {
            0..45 => year.to_string(),
            45..70 => register_day(year, said.on, dice),
            _ => String::new(),
        },
        Memory::Nothing => return reckoned(said, dice),
    };
    let age = said.years().saturating_sub(u64::from(dice.percent(10)));
    let has_age = date.is_empty() || dice.percent(60);
    (date, if has_age { age.to_string() } else { String::new() })
}

fn typed_day(said: &Said<'_>, dice: &mut Dice) -> String {
    let born = said.person.born;
    let (year, month, day) = born.calendar();
    let other = match dice.below(100) {
        // The year's last figures, or the day's.
        0..3 => misread_figure(&born.to_string(), 8, dice),
        3..6 => misread_figure(&year.to_string(), 2, dice) + &format!("-{month:02}-{day:02}"),
        6..8 => format!("{year}-{:02}-{day:02}", month % 12 + 1),
        8..10 => format!("{}-{month:02}-{day:02}", year + 1),
        10..13 => return String::new(),
        _ => return born.to_string(),
    };
    // A day that cannot be is sent back and typed again.
    if BirthDate::parse(&other, said.on).is_ok() { other } else { born.to_string() }
}

/// A register has no place for a year alone: some day stands for it.
fn register_day(year: i16, on: Date, dice: &mut Dice) -> String {
    let (month, day) = match dice.below(3) {
        0 => (6, 30),
        1 => (12, 31),
        _ => (1, 1),
    };
    let date = Date::from_calendar(year, month, day).filter(|date| *date <= on);
    date.map_or_else(|| year.to_string(), |date| date.to_string())
}

/// From an age that nobody knows: mostly full fives and tens, sooner too low than too high.
fn reckoned(said: &Said<'_>, dice: &mut Dice) -> (String, String) {
    let years = said.years();
    let low = dice.below(2 + years / 8);
    let age = (years + dice.below(2 + years / 12)).saturating_sub(low);
    let age = match dice.below(100) {
        0..40 if age > 19 => age / 5 * 5,
        40..62 if age > 29 => age / 10 * 10,
        _ => age,
    };
    if dice.percent(50) {
        return (String::new(), age.to_string());
    }
    let (this_year, _, _) = said.on.calendar();
    let year = this_year - i16::try_from(age).unwrap_or_default();
    (register_day(year, said.on, dice), String::new())
}

fn sex(sex: Sex, dice: &mut Dice) -> &'static str {
    match (dice.below(1_000), sex) {
        (0..30, _) => "",
        (30..36, Sex::Female | Sex::Other) => Sex::Male.word(),
        (30..36, Sex::Male) => Sex::Female.word(),
        (_, sex) => sex.word(),
    }
}

fn phone(person: &Person<'_>, dice: &mut Dice) -> String {
    let number = person.phone.filter(|_| !dice.percent(NO_PHONE_PERCENT));
    let mut text = number.map_or_else(String::new, |number| format!("{number:010}"));
    match dice.below(1_000) {
        0..22 => misread_figure(&text, 1, dice),
        22..30 => {
            text.pop();
            text
        }
        _ => text,
    }
}

fn line(dwelling: Dwelling, in_roman: bool, dice: &mut Dice) -> String {
    if dice.percent(NO_LINE_PERCENT) {
        return String::new();
    }
    match (dwelling, in_roman, dice.below(3)) {
        (Dwelling::Called { roman, .. }, true, _) => roman.to_owned(),
        (Dwelling::Called { hindi, .. }, false, _) => hindi.to_owned(),
        (Dwelling::House { number, block, lane }, true, 0) => {
            format!("HNO {number} ST {lane} BLK {block}")
        }
        (Dwelling::House { number, block, .. }, true, 1) => format!("{block} {number}"),
        (Dwelling::House { number, block, lane }, true, _) => {
            format!("House {number}, {block}-Block, Street {lane}")
        }
        (Dwelling::House { number, block, lane }, false, 0) => {
            format!("म.न. {number} ग.न. {lane} {block}")
        }
        (Dwelling::House { number, block, .. }, false, _) => format!("{number}-{block}"),
    }
}

/// Fills in what lies around the house.
fn place(written: &mut Written, said: &Said<'_>, in_roman: bool, dice: &mut Dice) {
    let Some(locality) = said.locality else { return };
    let name = if in_roman { &locality.name_en } else { &locality.name_hi };
    written.locality = match (dice.below(100), in_roman) {
        (0..NO_LOCALITY_PERCENT, _) => String::new(),
        (90.., true) => mistyped(name, dice),
        (96.., false) => misread(name, dice),
        (_, _) => name.clone(),
    };
    if !dice.percent(NO_WARD_PERCENT) {
        written.ward.clone_from(&locality.ward);
    }
    written.district.clone_from(&locality.district);
}
