//! What a clerk types about somebody new, and what becomes of it.

use super::actions::Wish;
use super::rules::{self, Sooner};
use super::views::{FOLLOW_UP, NEW, TOGETHER_MAX};
use crate::queue::model::VisitKind;
use nabz_access::UnitId;
use nabz_kernel::birth::{Age, Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::{PersonName, Script};
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_people::households::model::Kinship;
use nabz_people::registry::model::{
    Address, Details, Guardian, PaperKind, PaperNumber, PaperSeen, Person, Phone, RegistryRefusal,
    Relation, Sex, VoterId, Whose, holds_aadhaar,
};
use nabz_people::registry::other_script;
use nabz_people::registry::rules::{self as registry_rules, choice, text};
use nabz_people::registry::search::Query;
use nabz_web::{Fields, FormErrors};

/// What the form answers to "whose phone" when there is none at all. Nothing of it is kept.
const NO_PHONE: &str = "none";

/// What stands in the form, exactly as typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewForm {
    pub(super) typed: String,
    pub(super) name_hi: String,
    pub(super) name_en: String,
    pub(super) sex: String,
    pub(super) age: String,
    pub(super) age_unit: String,
    pub(super) born: String,
    /// Which paper was shown.
    pub(super) paper: String,
    pub(super) voter_id: String,
    /// The number of another paper, and of which one.
    pub(super) number: String,
    pub(super) number_kind: String,
    pub(super) phone: String,
    pub(super) whose: String,
    pub(super) relation: String,
    pub(super) relation_name: String,
    pub(super) address: String,
    pub(super) ward: String,
    pub(super) ward_name: String,
    /// Of whoever lives outside Delhi.
    pub(super) district: String,
    pub(super) state: String,
    /// The first one of the family, and what the person is to them.
    pub(super) family: String,
    pub(super) kin: String,
    /// The place where many live into which somebody is registered.
    pub(super) place: String,
}

impl NewForm {
    /// Begins with what was typed into the search box: a name, an age or a year, a phone.
    pub(super) fn carried_over(typed: &str, today: Date) -> Self {
        let mut form = Self {
            typed: typed.to_owned(),
            age_unit: "y".to_owned(),
            whose: Whose::Own.word().to_owned(),
            relation: Relation::Father.word().to_owned(),
            ..Self::default()
        };
        match Query::parse(typed, today) {
            Query::HealthId(_) => {}
            Query::VoterId(number) => number.as_str().clone_into(&mut form.voter_id),
            Query::Paper(number) => {
                number.kind().word().clone_into(&mut form.number_kind);
                number.as_str().clone_into(&mut form.number);
            }
            Query::Phone(mobile) => mobile.digits().clone_into(&mut form.phone),
            Query::Name { text, born } => {
                form.name(&text);
                form.born = born.map(|year| year.to_string()).unwrap_or_default();
            }
        }
        form
    }

    /// Begins with what the first one of the family said.
    pub(super) fn of_family(first: &Person, ward_name: Option<String>, script: Script) -> Self {
        let Details { phone, address, .. } = &first.details;
        let guardian = rules::next_guardian(&first.details);
        let word = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            age_unit: "y".to_owned(),
            phone: phone.as_ref().map(|phone| phone.mobile.digits().to_owned()).unwrap_or_default(),
            whose: Whose::Family.word().to_owned(),
            relation: guardian.relation.word().to_owned(),
            relation_name: guardian.name.preferring(script).to_owned(),
            address: word(&address.line),
            ward: word(&address.ward),
            ward_name: ward_name.unwrap_or_else(|| word(&address.ward)),
            district: word(&address.district),
            state: word(&address.state),
            family: first.id.to_string(),
            kin: Kinship::Child.word().to_owned(),
            ..Self::default()
        }
    }

    /// One script as typed, the other as suggested.
    fn name(&mut self, text: &str) {
        let suggested = other_script(text);
        (self.name_hi, self.name_en) = match Script::of(text) {
            Script::Devanagari => (text.to_owned(), suggested),
            Script::Roman => (suggested, capitals(text)),
        };
    }

    /// From what the form sent.
    pub(super) fn of(fields: &Fields) -> Self {
        Self::filled(|name| fields.get(name).to_owned())
    }

    /// From the text of each field, by its name; of one that was not sent it is empty.
    pub(crate) fn filled(text: impl Fn(&str) -> String) -> Self {
        Self {
            typed: text("typed"),
            name_hi: text("name_hi"),
            name_en: text("name_en"),
            sex: text("sex"),
            age: text("age"),
            age_unit: text("age_unit"),
            born: text("born"),
            paper: text("paper"),
            voter_id: text("voter_id"),
            number: text("number"),
            number_kind: text("number_kind"),
            phone: text("phone"),
            whose: text("whose"),
            relation: text("relation"),
            relation_name: text("relation_name"),
            address: text("address"),
            ward: text("ward"),
            ward_name: text("ward_name"),
            district: text("district"),
            state: text("state"),
            family: text("family"),
            kin: text("kin"),
            place: text("place"),
        }
    }

    /// The details, with every mistake noted; `None` while there is no name to go by.
    pub(crate) fn details(&self, today: Date, errors: &mut FormErrors) -> Option<Details> {
        if self.name_hi.is_empty() && self.name_en.is_empty() {
            errors.add("name_en", &Refused::plain("FRO-001"));
        }
        let name = errors.keep("name_en", PersonName::parse(&self.name_hi, &self.name_en));
        let details = Details {
            sex: errors.keep("sex", choice(&self.sex, Sex::of_word)).flatten(),
            birth: self.birth(today, errors),
            guardian: self.guardian(errors),
            phone: self.phone(errors),
            address: self.address(errors),
            voter_id: self.voter_id(errors),
            ..Details::named(name?)
        };
        Some(details)
    }

    /// Which paper was shown, with a wrong one noted.
    pub(super) fn paper_seen(&self, errors: &mut FormErrors) -> Option<PaperSeen> {
        errors.keep("paper", choice(&self.paper, PaperSeen::of_word)).flatten()
    }

    /// The number of another paper, and whether that paper was shown; a wrong one is noted.
    pub(super) fn paper_number(
        &self,
        seen: Option<PaperSeen>,
        errors: &mut FormErrors,
    ) -> Option<(PaperNumber, bool)> {
        let kind = errors.keep("number_kind", choice(&self.number_kind, PaperKind::of_word))?;
        if self.number.is_empty() {
            return None;
        }
        let number = errors.keep("number", numbered(kind, &self.number))?;
        let shown = match number.kind() {
            PaperKind::RationCard => PaperSeen::RationCard,
            PaperKind::BirthRegistration => PaperSeen::BirthCertificate,
            PaperKind::Passport => PaperSeen::Passport,
            PaperKind::Abha | PaperKind::AbhaAddress => PaperSeen::Other,
        };
        Some((number, seen == Some(shown)))
    }

    /// A date outweighs an age: who knows the day need not have counted the years.
    fn birth(&self, today: Date, errors: &mut FormErrors) -> Option<Birth> {
        if !self.born.is_empty() {
            let date = errors.keep("born", BirthDate::parse(&self.born, today))?;
            let seen = !self.paper.is_empty();
            let quality = if seen { BirthQuality::Documented } else { BirthQuality::Stated };
            return Some(Birth { date, quality });
        }
        if self.age.is_empty() {
            return None;
        }
        let unit = if self.age.chars().all(|c| c.is_ascii_digit()) { &*self.age_unit } else { "" };
        let age = errors.keep("age", Age::parse(&format!("{} {unit}", self.age)))?;
        errors.keep("age", Birth::from_age(age, today))
    }

    fn guardian(&self, errors: &mut FormErrors) -> Option<Guardian> {
        if self.relation_name.is_empty() {
            return None;
        }
        let relation = errors.keep("relation", choice(&self.relation, Relation::of_word))?;
        // Who is named without saying what they are is whoever looks after the person.
        let relation = relation.unwrap_or(Relation::Guardian);
        let name = errors.keep("relation_name", PersonName::of(&self.relation_name))?;
        Some(Guardian { relation, name })
    }

    fn phone(&self, errors: &mut FormErrors) -> Option<Phone> {
        if self.phone.is_empty() {
            return None;
        }
        if self.whose == NO_PHONE {
            errors.add("phone", &Refused::plain("FRO-008").invalid());
            return None;
        }
        let mobile = errors.keep("phone", Mobile::parse(&self.phone))?;
        let whose = errors.keep("whose", choice(&self.whose, Whose::of_word))?;
        // A phone of which nobody said whose it is must not be taken for the person's own.
        Some(Phone { mobile, whose: whose.unwrap_or(Whose::Family) })
    }

    fn voter_id(&self, errors: &mut FormErrors) -> Option<VoterId> {
        if self.voter_id.is_empty() {
            return None;
        }
        errors.keep("voter_id", registry_rules::voter_id(&self.voter_id)).flatten()
    }

    /// A ward is one of the list; what was typed and not chosen is sent back, not dropped.
    fn address(&self, errors: &mut FormErrors) -> Address {
        let line = errors.keep("address", text(Some(&self.address))).flatten();
        if self.ward.is_empty() && !self.ward_name.is_empty() {
            errors.add("ward_name", &Refused::plain("FRO-005").invalid());
        }
        let ward = errors.keep("ward_name", text(Some(&self.ward))).flatten();
        let district = errors.keep("district", text(Some(&self.district))).flatten();
        let elsewhere = registry_rules::elsewhere(Some(&self.state));
        let state = errors.keep("state", elsewhere).flatten();
        if ward.is_some() && state.is_some() {
            errors.add("state", &Refused::from(RegistryRefusal::WardElsewhere));
        }
        Address { line, ward, district, state, ..Address::default() }
    }
}

/// A number of which nobody said what it is may say it by itself.
fn numbered(kind: Option<PaperKind>, typed: &str) -> Result<PaperNumber, RegistryRefusal> {
    if let Some(kind) = kind {
        return PaperNumber::parse(kind, typed);
    }
    let guessed = PaperNumber::guess(typed);
    if guessed.is_none() && holds_aadhaar(typed) {
        return Err(RegistryRefusal::AadhaarIsNotKept);
    }
    guessed.ok_or(RegistryRefusal::NoSuchChoice)
}

/// The token that the form asks for.
///
/// Refuses with `FRO-003` when no department is chosen, and with `FRO-007` a kind of visit or a
/// reason for haste that no form offers.
pub(super) fn wish(fields: &Fields) -> Result<Wish, Refused> {
    let unit = fields.get("unit").parse().map_err(|_| Refused::plain("FRO-003").invalid())?;
    let visit = match fields.get("visit") {
        FOLLOW_UP => VisitKind::FollowUp,
        "emergency" => VisitKind::Emergency,
        // Nothing said is something new.
        NEW | "" => VisitKind::NewProblem,
        _ => return Err(Refused::plain("FRO-007").invalid()),
    };
    let mut sooner = Sooner::default();
    for why in fields.all("sooner") {
        match why {
            "pregnant" | "disabled" | "infant" => sooner.needs_priority = true,
            "unwell" => sooner.unwell = true,
            _ => return Err(Refused::plain("FRO-007").invalid()),
        }
    }
    Ok(Wish { unit: Id::from_uuid(unit), visit, sooner })
}

/// Who came along, and the department of each: that of the first one, where no other is chosen.
///
/// Refuses with `REG-020` what names nobody, with `FRO-003` what is no department, and with
/// `FRO-007` more people than the form offers.
pub(super) fn along(fields: &Fields, first: UnitId) -> Result<Vec<(PersonId, UnitId)>, Refused> {
    let one = |typed: &str| -> Result<(PersonId, UnitId), Refused> {
        let person = typed.parse().map_err(|_| Refused::from(RegistryRefusal::NoSuchPerson))?;
        let unit = match fields.get(&format!("unit-{typed}")) {
            "" => first,
            unit => Id::from_uuid(unit.parse().map_err(|_| Refused::plain("FRO-003").invalid())?),
        };
        Ok((Id::from_uuid(person), unit))
    };
    let along = fields.all("with").map(one).collect::<Result<Vec<_>, Refused>>()?;
    if along.len() > TOGETHER_MAX {
        return Err(Refused::plain("FRO-007").invalid());
    }
    Ok(along)
}

/// `sunita devi` as a person writes it.
fn capitals(text: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters).collect::<String>()
        })
    };
    text.split_whitespace().map(capital).collect::<Vec<_>>().join(" ")
}
