//! What marks a person: words and numbers that stand nowhere else, in all that is said of them.

use crate::mistakes::forms::{Form, Takes};
use crate::table::Try;
use crate::town::Known;
use nabz_kernel::names::{PersonName, Script};
use nabz_kernel::phone::Mobile;
use nabz_people::registry::model::{Address, Details, Guardian, Phone, Relation, VoterId, Whose};

/// In all that is written in Roman letters. No token that is drawn at random spells it.
const ROMAN: &str = "zqvxwk";
/// In all that is written in Devanagari: consonants alone, which `Debug` writes as they are.
const DEVANAGARI: &str = "ठझढघ";
const PHONE: &str = "0000073519";
const VOTER_ID: &str = "ZQX7351946";
/// Longer than any field takes.
const LONG: usize = 2_000;
/// The town's people with everything known about them, all of it marked.
pub(crate) const KNOWN: Known = Known { details, words };

/// Fields of the table's forms that are chosen, or are about nobody who is ill.
const KEPT: [(&str, &str); 8] = [
    ("/cards/{person}/suspend", "why"),
    ("/cards/{person}/replace", "why"),
    ("/cards/office/pieces/{card}/end", "why"),
    ("/sign-in", "name"),
    ("/institutions/{id}/leave", "why"),
    ("/people/{id}/household/leave", "why"),
    ("/queue/tokens/{token}/cancel", "why"),
    ("/stores/{room}/bin/{medicine}/discard", "reason"),
];
/// Fields of the forms in which a counter or a member of staff is named.
const OF_NOBODY_ILL: [&str; 2] = ["counter", "sign_in"];
const PATIENT: &str = "{\"resourceType\":\"Patient\"";

/// The marks that are looked for.
pub(crate) struct Marks(Vec<String>);

impl Default for Marks {
    fn default() -> Self {
        Self([ROMAN, DEVANAGARI, PHONE, VOTER_ID].iter().map(|mark| plain(mark)).collect())
    }
}

impl Marks {
    /// One more: a number that the town gave somebody.
    pub(crate) fn add(&mut self, number: String) {
        if !self.0.contains(&number) {
            self.0.push(number);
        }
    }

    /// Whether a text holds a mark, encoded for an address or not.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        let plain = plain(text);
        self.0.iter().any(|mark| plain.contains(mark))
    }

    /// The lines of a log that do.
    pub(crate) fn lines_in<'l>(&self, log: &'l str) -> Vec<&'l str> {
        log.lines().filter(|line| self.are_in(line)).collect()
    }
}

/// Whether a page says something that is marked.
pub(crate) fn are_shown(text: &str) -> bool {
    text.contains(DEVANAGARI) || text.to_ascii_lowercase().contains(ROMAN)
}

/// In small letters, without what parts the figures of a number, and decoded, twice if need be.
fn plain(text: &str) -> String {
    let parts = |sign: &char| sign.is_whitespace() || ['-', '+'].contains(sign);
    let decoded = decoded(&decoded(text));
    decoded.chars().filter(|sign| !parts(sign)).flat_map(char::to_lowercase).collect()
}

fn decoded(text: &str) -> String {
    let (bytes, mut out, mut at) = (text.as_bytes(), Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        let figures = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let meant = figures.and_then(|figures| u8::from_str_radix(figures, 16).ok());
        at += if meant.is_some() { 3 } else { 1 };
        out.push(meant.unwrap_or(*byte));
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn details(little: Details) -> Details {
    let own = little.name.preferring(Script::Roman);
    let name = format!("{ROMAN} {own}");
    let guardian = PersonName::parse(DEVANAGARI, &format!("{ROMAN} Mohan")).unwrap();
    let address = Address {
        line: Some(format!("14 {ROMAN} Gali")),
        locality: Some(format!("{ROMAN} Bagh")),
        ..Address::default()
    };
    Details {
        name: PersonName::parse(DEVANAGARI, &name).unwrap(),
        guardian: Some(Guardian { relation: Relation::Father, name: guardian }),
        phone: Some(Phone { mobile: Mobile::parse(PHONE).unwrap(), whose: Whose::Own }),
        address,
        voter_id: Some(VoterId::parse(VOTER_ID).unwrap()),
        ..little
    }
}

fn words(plain: &str) -> String {
    format!("{ROMAN} {DEVANAGARI} {plain}").trim_end().to_owned()
}

/// The form of a try, with marked words wherever somebody types words about a person.
pub(crate) fn marked(one: &Try) -> String {
    if one.body.starts_with('{') {
        return one.body.replace(PATIENT, &patient());
    }
    let pair = |pair: &str| {
        let name = pair.split('=').next().unwrap();
        let typed = typed(name).filter(|_| !KEPT.contains(&(one.route, name)));
        typed.map_or_else(|| pair.to_owned(), |typed| format!("{name}={typed}"))
    };
    let mut pairs: Vec<String> = one.body.split('&').map(pair).collect();
    if one.method == "POST" {
        pairs.extend(more(one.route));
    }
    pairs.join("&")
}

/// What is typed into a field, as a form sends it; `None` for a field that is chosen.
fn typed(field: &str) -> Option<String> {
    let typed = match field {
        "name_en" => format!("{ROMAN} <title>"),
        "name_hi" => DEVANAGARI.to_owned(),
        "q" | "typed" | "name" => format!("{ROMAN} Asha"),
        "complaint" | "note" | "reaction" | "reason" | "substance" | "why" => words("rash"),
        _ => return None,
    };
    Some(typed.replace(' ', "+"))
}

/// Fields that the table leaves empty.
fn more(route: &str) -> Option<String> {
    let person = format!("phone={PHONE}&whose=own&voter_id={VOTER_ID}&relation=father");
    let home = format!("line={ROMAN}+Gali&locality={ROMAN}+Bagh");
    match route {
        "/desk/register" => {
            Some(format!("{person}&relation_name={ROMAN}+Mohan&address={ROMAN}+Gali"))
        }
        "/people/{id}/correction" | "/people/{id}/identify" => {
            Some(format!("{person}&{home}&guardian_en={ROMAN}+Mohan&guardian_hi={DEVANAGARI}"))
        }
        "/opd/visits/{visit}" | "/opd/visits/{visit}/draft" | "/opd/visits/{visit}/amend" => Some(
            format!("dx={ROMAN}+dengue&dx_hindi={DEVANAGARI}&dx_system=&dx_code=")
                + &format!("&examination={ROMAN}&advice={ROMAN}+rest&tests={ROMAN}"),
        ),
        "/fhir/R4/{type}/_search" => Some(format!("name={ROMAN}&_count=1")),
        _ => None,
    }
}

fn patient() -> String {
    let name = format!("\"name\":[{{\"text\":\"{ROMAN} Asha\"}}]");
    let phone = format!("\"telecom\":[{{\"system\":\"phone\",\"value\":\"{PHONE}\"}}]");
    format!("{PATIENT},{name},{phone},\"address\":[{{\"text\":\"{ROMAN} Gali\"}}]")
}

/// What is right in a form beside one field, marked.
pub(crate) fn right(form: &Form, field: &str) -> Vec<(&'static str, String)> {
    let words = |name: &str| form.wrong.contains(&(name, Takes::Words));
    let is_typed = |name: &str| words(name) && !OF_NOBODY_ILL.contains(&name);
    let others = form.right.iter().filter(|(name, _)| *name != field);
    let marked = |(name, value): &(&'static str, &'static str)| match *name {
        "phone" | "new_phone" => (*name, PHONE.to_owned()),
        typed if is_typed(typed) && Script::of(value) == Script::Devanagari => {
            (typed, format!("{DEVANAGARI} {value}"))
        }
        typed if is_typed(typed) => (typed, format!("{ROMAN} {value}")),
        chosen => (chosen, (*value).to_owned()),
    };
    others.map(marked).collect()
}

/// What is wrong in a field, marked.
pub(crate) fn wrong(takes: Takes) -> [String; 3] {
    match takes {
        Takes::Words => [
            ROMAN.repeat(LONG),
            format!("{ROMAN} bell\u{7}"),
            format!("{DEVANAGARI} turned \u{202e}round"),
        ],
        Takes::Number | Takes::Birth | Takes::Choice => {
            [ROMAN.to_owned(), DEVANAGARI.to_owned(), format!("{PHONE}77")]
        }
    }
}

#[test]
fn a_mark_is_known_however_it_is_written() {
    let marks = Marks::default();
    let held = [
        "/search?q=Zqvxwk+Asha",
        "/desk?name=%E0%A4%A0%E0%A4%9D%e0%a4%a2%e0%a4%98",
        "%257A%71vxwk",
        "tel:00000%2073519",
        "DL zqx-7351946",
        "‹ठझढघ›",
    ];
    for text in held {
        assert!(marks.are_in(text), "{text}");
    }
    for text in ["/people/01ab-0000-0735", "100% ठझ", "%", "%4", ""] {
        assert!(!marks.are_in(text), "{text}");
    }
}
