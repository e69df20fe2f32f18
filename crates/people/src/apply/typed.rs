//! What a family types, and what becomes of it.

use super::model::{Answered, Applicant, ApplyRefusal, Family, PERSONS_MAX, Seen, Typed};
use super::rules;
use crate::cards;
use crate::consent::model::{Notice, Purpose};
use crate::households::model::{HouseholdRefusal, Role, Tie};
use crate::places::model::Ward;
use crate::places::rules::wards_with;
use crate::registry::model::{Address, Details, Phone, Sex, Whose};
use crate::registry::rules::{choice, text};
use nabz_kernel::birth::{Age, Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_web::messages::Message;
use nabz_web::{Fields, FormErrors, Language};
use uuid::Uuid;

/// What families are asked on the public site; the survey asks the rest.
pub(super) const PURPOSES: [Purpose; 3] =
    [Purpose::HealthCard, Purpose::RecordSharing, Purpose::Sms];
/// Wards offered where what was typed fits several.
const WARDS_OFFERED_MAX: usize = 8;
const YES: &str = "yes";
const NO: &str = "no";

/// What is wrong with a page on which many people stand, in the order in which it is read.
#[derive(Default)]
pub(super) struct Mistakes {
    list: Vec<Mistake>,
}

/// One mistake: beside its field, and in the summary on top.
pub(super) struct Mistake {
    /// The `id` of the field.
    pub(super) field: String,
    pub(super) message: Message,
}

impl Mistakes {
    pub(super) fn add(&mut self, field: impl Into<String>, why: impl Into<Refused>) {
        let refused: Refused = why.into();
        let message = Message::from(&refused);
        self.list.push(Mistake { field: field.into(), message });
    }

    /// The mistakes that were made about one of the family.
    fn take(&mut self, place: usize, errors: &FormErrors) {
        let of_one = errors
            .list()
            .iter()
            .map(|error| Mistake { field: at(error.field, place), message: error.message.clone() });
        self.list.extend(of_one);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn list(&self) -> &[Mistake] {
        &self.list
    }

    pub(super) fn of(&self, field: &str) -> Option<&Message> {
        self.list.iter().find_map(|one| (one.field == field).then_some(&one.message))
    }
}

/// The field of one of the family.
pub(super) fn at(field: &str, place: usize) -> String {
    format!("{field}-{place}")
}

/// The field in which one of the family answers about a purpose.
pub(super) fn answer_field(purpose: Purpose, place: usize) -> String {
    format!("{}-{place}", purpose.word())
}

/// What a form has seen; one that does not say so has seen nothing that there is.
pub(super) fn seen(fields: &Fields) -> Seen {
    Seen {
        draft: fields.get("draft").parse().unwrap_or(Uuid::nil()),
        version: fields.version(),
        once: fields.once().key().to_owned(),
    }
}

/// A family as a form sends it. It says how many people stand in it, and never more than are
/// registered in one go.
pub(super) fn family(fields: &Fields) -> Family {
    let text = |name: &str| fields.get(name).to_owned();
    let count = fields.get("count").parse::<usize>().unwrap_or(1).clamp(1, PERSONS_MAX);
    let one = |place: usize| {
        let of = |name: &str| text(&at(name, place));
        Typed {
            name_hi: of("name_hi"),
            name_en: of("name_en"),
            sex: of("sex"),
            age: of("age"),
            age_unit: of("age_unit"),
            born: of("born"),
            phone: of("phone"),
            tie: of("tie"),
            guardian: of("guardian"),
            role: of("role"),
        }
    };
    Family {
        persons: (0..count).map(one).collect(),
        address: text("address"),
        locality: text("locality"),
        ward: text("ward"),
        ward_name: text("ward_name"),
    }
}

/// The family without one of its members; a child for whom that one answered has nobody.
pub(super) fn without(mut family: Family, place: usize) -> Family {
    if place == 0 || place >= family.persons.len() {
        return family;
    }
    family.persons.remove(place);
    for person in &mut family.persons {
        let Ok(guardian) = person.guardian.parse::<usize>() else { continue };
        if guardian == place {
            person.guardian.clear();
        } else if guardian > place {
            person.guardian = (guardian - 1).to_string();
        }
    }
    family
}

/// A ward as a field shows it.
pub(super) fn ward_label(ward: &Ward, language: Language) -> String {
    let name = language.pick(&ward.name_hi, &ward.name_en);
    format!("{} {name}", ward.number)
}

/// Finds the ward that was meant by what stands in its field. What fits several is left as typed,
/// and those are given.
pub(super) fn settle_ward(
    family: &mut Family,
    picked: &str,
    (wards, language): (&[Ward], Language),
) -> Vec<Ward> {
    let numbered = |number: &str| wards.iter().find(|ward| ward.number == number);
    let says = |ward: &Ward, typed: &str| {
        [Language::Hindi, Language::English].iter().any(|one| ward_label(ward, *one) == typed)
    };
    if family.ward_name.is_empty() {
        family.ward.clear();
        return Vec::new();
    }
    let chosen = numbered(picked)
        .or_else(|| numbered(&family.ward).filter(|ward| says(ward, &family.ward_name)))
        .or_else(|| numbered(&family.ward_name))
        .or_else(|| wards.iter().find(|ward| says(ward, &family.ward_name)));
    let mut found = match chosen {
        Some(ward) => vec![ward.clone()],
        None => wards_with(&family.ward_name, wards.to_vec()),
    };
    if let [ward] = found.as_slice() {
        family.ward.clone_from(&ward.number);
        family.ward_name = ward_label(ward, language);
        return Vec::new();
    }
    family.ward.clear();
    found.truncate(WARDS_OFFERED_MAX);
    found
}

/// The family as it can be written down, with every mistake noted; `None` while there is one.
pub(super) fn applicants(
    family: &Family,
    (phone, today): (&Mobile, Date),
    mistakes: &mut Mistakes,
) -> Option<Vec<Applicant>> {
    let mut errors = FormErrors::default();
    let address = address(family, &mut errors);
    let mut persons = Vec::with_capacity(family.persons.len());
    for (place, typed) in family.persons.iter().enumerate() {
        let mut errors = FormErrors::default();
        let read = applicant(typed, (place, phone, today), &mut errors);
        mistakes.take(place, &errors);
        persons.extend(read);
    }
    for error in errors.list() {
        let (field, message) = (error.field.to_owned(), error.message.clone());
        mistakes.list.push(Mistake { field, message });
    }
    if !mistakes.is_empty() {
        return None;
    }
    for (place, refusal) in rules::faults(&persons, today) {
        let field = if refusal == ApplyRefusal::NoGuardian { "guardian" } else { "age" };
        mistakes.add(at(field, place), refusal);
    }
    for person in &mut persons {
        person.details.address = address.clone();
    }
    mistakes.is_empty().then(|| rules::with_guardians(persons, today))
}

fn applicant(
    typed: &Typed,
    (place, phone, today): (usize, &Mobile, Date),
    errors: &mut FormErrors,
) -> Option<Applicant> {
    let name = errors.keep("name_en", PersonName::parse(&typed.name_hi, &typed.name_en));
    let sex = errors.keep("sex", choice(&typed.sex, Sex::of_word)).flatten();
    let birth = birth(typed, today, errors);
    let phone = own_phone(typed, (place, phone), errors);
    let tie = if place == 0 { Some(Tie::Head) } else { errors.keep("tie", tie(&typed.tie)) };
    let guardian = guardian(typed, (birth, today), errors);
    let details = Details { sex, birth, phone, ..Details::named(name?) };
    errors.keep("name_en", cards::rules::face(&details))?;
    Some(Applicant { details, tie: tie?, guardian })
}

/// A date outweighs an age: who knows the day need not have counted the years.
fn birth(typed: &Typed, today: Date, errors: &mut FormErrors) -> Option<Birth> {
    if !typed.born.is_empty() {
        let date = errors.keep("born", BirthDate::parse(&typed.born, today))?;
        return Some(Birth { date, quality: BirthQuality::Stated });
    }
    if typed.age.is_empty() {
        errors.add("age", &Refused::from(ApplyRefusal::NoAge));
        return None;
    }
    let is_number = typed.age.chars().all(|sign| sign.is_ascii_digit());
    let unit = if is_number { typed.age_unit.as_str() } else { "" };
    let age = errors.keep("age", Age::parse(&format!("{} {unit}", typed.age)))?;
    errors.keep("age", Birth::from_age(age, today))
}

/// The head's is the one that answered the code; everybody else has it as the family's, or one of
/// their own.
fn own_phone(
    typed: &Typed,
    (place, phone): (usize, &Mobile),
    errors: &mut FormErrors,
) -> Option<Phone> {
    if place == 0 {
        return Some(Phone { mobile: phone.clone(), whose: Whose::Own });
    }
    if typed.phone.is_empty() {
        return Some(Phone { mobile: phone.clone(), whose: Whose::Family });
    }
    let mobile = errors.keep("phone", Mobile::parse(&typed.phone))?;
    let whose = if mobile == *phone { Whose::Family } else { Whose::Own };
    Some(Phone { mobile, whose })
}

/// What somebody is to the head; there is one head.
fn tie(typed: &str) -> Result<Tie, HouseholdRefusal> {
    let tie = Tie::of_word(typed).filter(|tie| *tie != Tie::Head);
    tie.ok_or(HouseholdRefusal::NoSuchChoice)
}

/// Who answers for a child, as far as somebody was chosen. Of a grown-up the fields stand empty, or
/// say what was chosen while they were taken for a child.
fn guardian(
    typed: &Typed,
    (birth, today): (Option<Birth>, Date),
    errors: &mut FormErrors,
) -> Option<(usize, Role)> {
    if birth.is_none() || rules::is_grown_up(birth, today) || typed.guardian.is_empty() {
        return None;
    }
    let place = typed.guardian.parse::<usize>().map_err(|_| HouseholdRefusal::NoSuchChoice);
    let place = errors.keep("guardian", place);
    let role = Role::of_word(&typed.role).ok_or(HouseholdRefusal::NoSuchChoice);
    let role = errors.keep("role", role);
    place.zip(role)
}

/// A ward is one of the list; what was typed and is none is sent back, not dropped.
fn address(family: &Family, errors: &mut FormErrors) -> Address {
    let line = errors.keep("address", text(Some(&family.address))).flatten();
    let locality = errors.keep("locality", text(Some(&family.locality))).flatten();
    if family.ward.is_empty() && !family.ward_name.is_empty() {
        errors.add("ward_name", &Refused::from(ApplyRefusal::NoWard));
    }
    let ward = (!family.ward.is_empty()).then(|| family.ward.clone());
    Address { line, locality, ward, ..Address::default() }
}

/// What each of so many people answered under the notices that are in force. About a card each says
/// yes or no; the rest may be left for later.
pub(super) fn answers(
    fields: &Fields,
    (persons, notices): (usize, &[Notice]),
    mistakes: &mut Mistakes,
) -> Vec<Answered> {
    let mut answers = Vec::new();
    for notice in notices {
        let purpose = notice.text.purpose;
        // A page that does not say which notice it showed has shown none that there is.
        let shown = fields.get(&format!("notice-{}", purpose.word())).parse().unwrap_or(0);
        for place in 0..persons {
            let field = answer_field(purpose, place);
            let agrees = match fields.get(&field) {
                YES => true,
                NO => false,
                _ if purpose == Purpose::HealthCard => {
                    mistakes.add(field, ApplyRefusal::NoAnswer);
                    continue;
                }
                _ => continue,
            };
            answers.push(Answered { place, purpose, agrees, notice: shown });
        }
    }
    answers
}
