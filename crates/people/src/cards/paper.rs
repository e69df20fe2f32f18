//! What is printed of a card: the faces of the plastic, and the sticker with its code.

use super::model::{Card, CardKind, KitText, Roll, Sticker as RollSticker};
use super::words;
use crate::registry;
use crate::registry::model::{Address, Banner, Details};
use crate::registry::words as said;
use nabz_credential::card::{Card as Said, Face, Sex};
use nabz_credential::names::{DevanagariName, RomanName};
use nabz_kernel::clock::Date;
use nabz_kernel::names::{NameText, PersonName, Script};
use nabz_print::Both;
use nabz_print::card::{BirthYear, Card as Printed, Issuer};
use nabz_print::kit::leaflet::Leaflet;
use nabz_print::kit::letter::LetterText;
use nabz_print::kit::stickers::{STICKERS_PER_SHEET, Sticker, StickerSheet};
use nabz_web::messages::{Message, say};
use nabz_web::msg::cards as msg;
use nabz_web::{Language, numbers};

/// Of a line of an address; the window of an envelope is small.
const LINE_CHARACTERS_MAX: usize = 100;

/// What every card of the city says.
pub(super) fn issuer(text: &KitText) -> Issuer {
    Issuer {
        title: text.title.clone(),
        helpline: text.helpline.to_string(),
        is_sample: text.demonstration,
    }
}

/// What every letter says.
pub(super) fn letter_text(text: &KitText) -> LetterText {
    LetterText {
        issuer: issuer(text),
        sender: text.sender.clone(),
        paragraphs: text.letter.clone(),
        signed: text.signed.clone(),
    }
}

/// What the leaflet says.
pub(super) fn leaflet(text: &KitText) -> Leaflet {
    Leaflet { parts: text.leaflet.clone() }
}

/// The face of a card, with what its code says. The paper says what was signed and not what has
/// been corrected since: whoever compares the two sees one person.
pub(super) fn face(card: &Card, said: &Said, of: &Banner) -> Printed {
    let signed = said.bearer.face();
    Printed {
        name: signed.map(|signed| name(signed, &of.name)).unwrap_or_default(),
        health_id: of.health_id.to_string(),
        born: signed.map_or(BirthYear::Unknown, |signed| born(signed, of.age_estimated)),
        sex: signed.and_then(|signed| sex(signed.sex)).unwrap_or_default(),
        serial: words::serial(card.status),
        valid_until: match card.kind {
            CardKind::Permanent => None,
            CardKind::Temporary | CardKind::Newborn => Some(day(card.expires)),
        },
        // Nobody has been photographed yet.
        photo: None,
        qr: card.sealed.text(),
    }
}

/// The sticker of a card.
pub(super) fn sticker(card: &Card) -> Sticker {
    Sticker { serial: words::serial(card.status), qr: card.sealed.text() }
}

/// A name in full where the code has it shortened, and as it was signed where it is another by now.
fn name(signed: &Face, on_record: &PersonName) -> Both {
    let full = |text: Option<&NameText>, is_signed: &dyn Fn(&str) -> bool| {
        let text = text.map(NameText::as_str).filter(|text| is_signed(text));
        text.map(str::to_owned)
    };
    let hindi = full(on_record.devanagari(), &|text| {
        DevanagariName::shortened(text).is_ok_and(|name| name == signed.devanagari)
    });
    let english = full(on_record.roman(), &|text| {
        RomanName::shortened(text).is_ok_and(|name| name == signed.roman)
    });
    let own = |name: Option<&str>| name.unwrap_or_default().to_owned();
    Both::new(
        hindi.unwrap_or_else(|| own(signed.devanagari.as_ref().map(DevanagariName::as_str))),
        english.unwrap_or_else(|| own(signed.roman.as_ref().map(RomanName::as_str))),
    )
}

fn born(signed: &Face, is_estimated: bool) -> BirthYear {
    match signed.birth_year {
        Some(year) if is_estimated => BirthYear::About(year),
        Some(year) => BirthYear::Known(year),
        None => BirthYear::Unknown,
    }
}

fn sex(signed: Sex) -> Option<Both> {
    let known = match signed {
        Sex::Female => registry::model::Sex::Female,
        Sex::Male => registry::model::Sex::Male,
        Sex::Other => registry::model::Sex::Other,
        Sex::NotKnown => return None,
    };
    Some(both(&said::sex(known)))
}

/// Father, husband or guardian, as they were written.
pub(super) fn guardian(details: &Details) -> Both {
    let name = details.guardian.as_ref().map(|guardian| &guardian.name);
    let devanagari = name.and_then(PersonName::devanagari).map(NameText::as_str);
    let roman = name.and_then(PersonName::roman).map(NameText::as_str);
    Both::new(devanagari.unwrap_or_default(), roman.unwrap_or_default())
}

/// Where somebody lives, in the one script in which it was written.
pub(super) fn address(details: &Details) -> Both {
    let (parts, language) = address_parts(&details.address);
    let joined = parts.join(", ");
    match language {
        Language::Hindi => Both::new(joined, ""),
        Language::English => Both::new("", joined),
    }
}

/// The lines of an envelope: the name, whose they are, and where they live.
pub(super) fn envelope(details: &Details, name: &Both) -> Vec<String> {
    let (parts, language) = address_parts(&details.address);
    let guardian = details.guardian.as_ref().map(|guardian| {
        let name = said::name_read(&guardian.name, language);
        say(&said::guardian(guardian.relation, details.sex, &name), language)
    });
    let is_english = language == Language::English && !name.en.is_empty();
    let name = if is_english { name.en.as_str() } else { name.first() };
    let lines = std::iter::once(name.to_owned()).chain(guardian).chain(parts);
    lines.map(|line| shortened(&line)).collect()
}

/// The parts of an address that were said, and the language in which the others are added.
fn address_parts(address: &Address) -> (Vec<String>, Language) {
    let said = [&address.line, &address.locality, &address.district];
    let hindi = |text: &String| matches!(Script::of(text), Script::Devanagari);
    let is_hindi = said.into_iter().flatten().any(hindi);
    let language = if is_hindi { Language::Hindi } else { Language::English };
    let ward = address.ward.as_deref().map(|number| say(&msg::ward_number(number), language));
    let parts = [address.line.clone(), address.locality.clone(), ward, address.district.clone()];
    (parts.into_iter().flatten().collect(), language)
}

/// A line that an envelope's window has room for.
fn shortened(line: &str) -> String {
    if line.chars().count() <= LINE_CHARACTERS_MAX {
        return line.to_owned();
    }
    line.chars().take(LINE_CHARACTERS_MAX - 1).chain(['…']).collect()
}

/// Stickers of a roll that nobody has yet, ten to a sheet.
pub(super) fn roll_sheets(roll: &Roll, copy: u32, stickers: &[RollSticker]) -> Vec<StickerSheet> {
    let sheets = stickers.chunks(STICKERS_PER_SHEET).enumerate();
    let sheet = |(nth, stickers): (usize, &[RollSticker])| StickerSheet {
        stickers: stickers.iter().map(of_roll).collect(),
        head: both(&msg::roll_sheet(words::roll(roll.id), nth + 1)),
        copy,
    };
    sheets.map(sheet).collect()
}

fn of_roll(sticker: &RollSticker) -> Sticker {
    Sticker { serial: words::serial(sticker.status), qr: sticker.sealed.text() }
}

/// A day in both languages.
pub(super) fn day(day: Date) -> Both {
    Both::new(numbers::date(day, Language::Hindi), numbers::date(day, Language::English))
}

fn both(message: &Message) -> Both {
    Both::new(say(message, Language::Hindi), say(message, Language::English))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(hindi: &str, roman: &str) -> Face {
        Face {
            roman: RomanName::shortened(roman).unwrap(),
            devanagari: DevanagariName::shortened(hindi).unwrap(),
            birth_year: Some(1984),
            sex: Sex::Female,
        }
    }

    #[test]
    fn a_name_is_printed_in_full_and_a_corrected_one_as_it_was_signed() {
        let long = "Lakshminarayanan Venkataraman";
        let on_record = PersonName::parse("सुनीता देवी", long).unwrap();
        assert_eq!(name(&signed("सुनीता देवी", long), &on_record), Both::new("सुनीता देवी", long));
        let corrected = PersonName::parse("सुमित्रा देवी", "Sumitra").unwrap();
        let as_signed = name(&signed("सुनीता देवी", "Sunita"), &corrected);
        assert_eq!(as_signed, Both::new("सुनीता देवी", "Sunita"));
    }

    #[test]
    fn a_guessed_year_is_marked_and_an_unsaid_sex_is_left_out() {
        let face = signed("", "Sunita");
        assert_eq!(born(&face, true), BirthYear::About(1984));
        assert_eq!(born(&face, false), BirthYear::Known(1984));
        assert_eq!(sex(Sex::NotKnown), None);
    }
}
