//! What may be written down, and what a correction may change. Pure.

use super::model::{
    Address, AgeBand, Correction, Details, ErasedPart, Known, Life, Person, RegistryRefusal, Sex,
    VoterId, holds_aadhaar,
};
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::names::PersonName;
use nabz_kernel::refusal::Refused;
use nabz_kernel::signs::cannot_be_kept;
use nabz_linkage::duplicates::{Facts, Heard, House};
use nabz_linkage::words::Name;

/// House and street, locality, reasons: a long line of a form.
pub const TEXT_CHARACTERS_MAX: usize = 200;

/// Cleans what was typed: empty parts become unknown, control characters and long texts are
/// refused, and so are a ward and a state outside Delhi together, with `REG-052`. Nothing else is
/// demanded of anybody.
pub fn tidy(details: &Details) -> Result<Details, Refused> {
    let address = tidy_address(&details.address)?;
    Ok(Details { address, language: text(details.language.as_deref())?, ..details.clone() })
}

/// The same of an address alone.
pub fn tidy_address(address: &Address) -> Result<Address, Refused> {
    let address = Address {
        line: text(address.line.as_deref())?,
        locality: text(address.locality.as_deref())?,
        ward: text(address.ward.as_deref())?,
        district: text(address.district.as_deref())?,
        state: elsewhere(address.state.as_deref())?,
    };
    if address.ward.is_some() && address.state.is_some() {
        return Err(RegistryRefusal::WardElsewhere.into());
    }
    Ok(address)
}

/// Whether two corrections are of people of one family who move together: they were asked for in one
/// go, and want the same address and nothing else. One whose record has changed since is looked at by
/// itself.
pub fn asked_together(
    (one, of_one): (&Correction, &Person),
    (other, of_other): (&Correction, &Person),
) -> bool {
    let moves = |correction: &Correction, person: &Person| {
        let address = person.details.address.clone();
        let else_as_before = Details { address, ..correction.wanted.clone() } == person.details;
        else_as_before && correction.person_version == person.version
    };
    let in_one_go = (one.asked_by, one.asked_at, &one.reason)
        == (other.asked_by, other.asked_at, &other.reason);
    in_one_go
        && one.person != other.person
        && one.wanted.address == other.wanted.address
        && moves(one, of_one)
        && moves(other, of_other)
}

/// What is left of somebody's details without what is erased.
pub fn without(details: &Details, erased: ErasedPart) -> Details {
    let kept = details.clone();
    Details {
        phone: kept.phone.filter(|_| !erased.phone()),
        address: Address { line: kept.address.line.filter(|_| !erased.line()), ..kept.address },
        ..kept
    }
}

/// How the city is written where a state is asked for.
const HERE: [&str; 5] = ["delhi", "new delhi", "nct of delhi", "दिल्ली", "नई दिल्ली"];

/// The state of whoever lives outside Delhi; nothing of whoever lives here.
pub fn elsewhere(typed: Option<&str>) -> Result<Option<String>, Refused> {
    let state = text(typed)?;
    Ok(state.filter(|state| !HERE.contains(&state.to_lowercase().as_str())))
}

/// One line of text, or nothing.
///
/// Refuses with `REG-040` a text that holds an Aadhaar number.
pub fn text(typed: Option<&str>) -> Result<Option<String>, Refused> {
    let Some(typed) = typed else { return Ok(None) };
    if typed.chars().any(cannot_be_kept) {
        return Err(Refused::plain("REG-033").invalid());
    }
    if holds_aadhaar(typed) {
        return Err(RegistryRefusal::AadhaarIsNotKept.into());
    }
    let tidy = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if tidy.chars().count() > TEXT_CHARACTERS_MAX {
        return Err(RegistryRefusal::TooLong { most: TEXT_CHARACTERS_MAX }.into());
    }
    Ok(if tidy.is_empty() { None } else { Some(tidy) })
}

/// A reason in words; a correction without one cannot be judged.
pub fn reason(typed: &str) -> Result<String, Refused> {
    text(Some(typed))?.ok_or_else(|| RegistryRefusal::NoReason.into())
}

/// The number of a voter card as it is typed, or nothing.
///
/// Refuses with `REG-040` an Aadhaar number, and with `REG-036` what stands on no voter card.
pub fn voter_id(typed: &str) -> Result<Option<VoterId>, RegistryRefusal> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    if holds_aadhaar(typed) {
        return Err(RegistryRefusal::AadhaarIsNotKept);
    }
    VoterId::parse(typed).map(Some)
}

/// One of the values that a form offers, or nothing. Whatever else is sent is refused: a value that
/// nobody chose must not be written down.
pub fn choice<T>(
    typed: &str,
    of_word: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, RegistryRefusal> {
    if typed.is_empty() {
        return Ok(None);
    }
    of_word(typed).map(Some).ok_or(RegistryRefusal::NoSuchChoice)
}

/// The age that somebody seems to have: as it is typed, else within a band; nothing where nobody
/// guesses.
///
/// Refuses with `REG-010` what is no age, and with `REG-035` a band that no form offers.
pub fn guessed_age(typed: &str, band: &str) -> Result<Option<Age>, Refused> {
    let band = choice(band, AgeBand::of_word)?;
    if !typed.trim().is_empty() {
        return Age::parse(typed).map(Some);
    }
    Ok(band.map(AgeBand::age))
}

/// Half a year: people who come back sooner are not asked about their phone again.
pub const PHONE_TRUSTED_DAYS: i64 = 180;

/// Whether a counter asks if the phone on record is still right: nobody has said so for longer
/// than [`PHONE_TRUSTED_DAYS`], neither when registered nor when asked.
pub fn phone_is_due(person: &Person, checked_at: Option<Instant>, today: Date) -> bool {
    let said_at = checked_at.unwrap_or(person.registered_at).max(person.registered_at);
    let days = today.days() - said_at.date_in_india().days();
    person.details.phone.is_some() && days > PHONE_TRUSTED_DAYS
}

/// Refuses a form that saw another version than the one on record.
pub fn unchanged_since(person: &Person, seen: u32) -> Result<(), RegistryRefusal> {
    if person.version == seen {
        Ok(())
    } else {
        Err(RegistryRefusal::Stale { version: person.version })
    }
}

/// Refuses a death or a move on a day that has not come.
pub fn happened(life: Life, today: Date) -> Result<(), RegistryRefusal> {
    match life {
        Life::Deceased { on: Some(day) } | Life::Moved { on: Some(day) } if day > today => {
            Err(RegistryRefusal::InFuture)
        }
        Life::Living | Life::Deceased { .. } | Life::Moved { .. } => Ok(()),
    }
}

/// From here on somebody is called by a name of their own.
const NAMED_BY_YEARS: u16 = 5;

/// Whether two records may be linked without somebody looking, as far as their lives say. The dead
/// and those who left the city are looked at, and so are small children: twins are written down on
/// one day, in one house, and often before they have names.
pub fn may_be_linked_unseen(one: &Person, other: &Person, today: Date) -> bool {
    let is_plain = |person: &Person| {
        let age = person.details.birth.map(|birth| birth.age(today).years());
        person.life == Life::Living && age.is_none_or(|years| years >= NAMED_BY_YEARS)
    };
    is_plain(one) && is_plain(other)
}

/// The name that stands until somebody says the real one: "Unknown Male 1".
pub fn unknown_name(sex: Sex, number: u32) -> Result<PersonName, Refused> {
    let (hindi, english) = match sex {
        Sex::Female => ("अज्ञात महिला", "Unknown Female"),
        Sex::Male => ("अज्ञात पुरुष", "Unknown Male"),
        Sex::Other => ("अज्ञात व्यक्ति", "Unknown Person"),
    };
    PersonName::parse(&format!("{hindi} {number}"), &format!("{english} {number}"))
}

/// House, street and locality in one text.
fn house(address: &Address) -> Option<String> {
    let parts = [&address.line, &address.locality].into_iter().flatten();
    let parts: Vec<&str> = parts.map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A name as it is looked for. Both scripts most often sound the same, and find the same people.
pub fn heard(name: &PersonName) -> Vec<Name> {
    let written = [name.devanagari(), name.roman()].into_iter().flatten();
    let mut names: Vec<Name> = written.map(|text| Name::of(text.as_str())).collect();
    names.dedup();
    names
}

/// What a comparison needs to know.
pub fn facts(known: Known<'_>) -> Facts {
    let exact = |birth: &Birth| birth.date.exact().is_some() && !birth.is_estimated();
    let papers = known.papers.iter().filter(|one| one.kind().is_one_to_each());
    Facts {
        name: known.name.map(Heard::of),
        guardian: known.guardian.map(|guardian| Heard::of(&guardian.name)),
        birth_year: known.birth.map(|birth| birth.date.year().into()),
        birth_guessed: known.birth.is_some_and(|birth| birth.is_estimated()),
        birth_day: known.birth.filter(exact).map(|birth| birth.date.to_string()),
        sex: known.sex.and_then(|sex| sex.word().chars().next()),
        phone: known.phone.map(|phone| phone.mobile.digits().to_owned()),
        address: house(known.address).as_deref().map(House::of),
        locality: known.address.locality.clone(),
        ward: known.address.ward.clone(),
        voter_id: known.voter_id.map(|number| number.as_str().to_owned()),
        papers: papers.map(|one| (one.kind().word(), one.as_str().to_owned())).collect(),
    }
}
