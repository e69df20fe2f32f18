//! The form of everything that somebody may say about themselves.

use crate::registry::model::{Address, Details, Guardian, Person, Phone, Relation, Sex, Whose};
use crate::registry::{rules, words};
use nabz_kernel::birth::{Age, Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::names::{NameText, PersonName};
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_web::messages::Message;
use nabz_web::{Fields, FormErrors, OnceKey};

/// What the record should say, as typed.
#[derive(Clone, Debug, Default)]
pub(super) struct DetailsForm {
    pub(super) once: OnceKey,
    pub(super) version: String,
    pub(super) name_hi: String,
    pub(super) name_en: String,
    pub(super) sex: String,
    pub(super) born: String,
    pub(super) relation: String,
    pub(super) guardian_hi: String,
    pub(super) guardian_en: String,
    pub(super) phone: String,
    pub(super) whose: String,
    pub(super) line: String,
    pub(super) locality: String,
    pub(super) ward: String,
    pub(super) district: String,
    pub(super) state: String,
    pub(super) voter_id: String,
    /// Why it should be changed.
    pub(super) reason: String,
}

/// One of the values that a field offers.
pub(crate) struct Choice {
    pub(crate) word: &'static str,
    pub(crate) said: Message,
    pub(crate) chosen: bool,
}

impl DetailsForm {
    /// With what is on record.
    pub(super) fn of(person: &Person) -> Self {
        let Details { name, sex, birth, guardian, phone, address, voter_id, .. } = &person.details;
        let guardian_name = guardian.as_ref().map(|guardian| &guardian.name);
        let word = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            name_hi: text(name.devanagari()),
            name_en: text(name.roman()),
            sex: sex.map(|sex| sex.word().to_owned()).unwrap_or_default(),
            born: birth.map(|birth| birth.date.to_string()).unwrap_or_default(),
            relation: guardian.as_ref().map(|g| g.relation.word().to_owned()).unwrap_or_default(),
            guardian_hi: text(guardian_name.and_then(PersonName::devanagari)),
            guardian_en: text(guardian_name.and_then(PersonName::roman)),
            phone: phone.as_ref().map(|phone| phone.mobile.spaced()).unwrap_or_default(),
            whose: phone.as_ref().map(|phone| phone.whose.word().to_owned()).unwrap_or_default(),
            line: word(&address.line),
            locality: word(&address.locality),
            ward: word(&address.ward),
            district: word(&address.district),
            state: word(&address.state),
            voter_id: voter_id.as_ref().map(|n| n.as_str().to_owned()).unwrap_or_default(),
            ..Self::blank(person)
        }
    }

    /// For somebody of whom nothing is known yet but what was seen.
    pub(super) fn unknown(person: &Person) -> Self {
        let sex = person.details.sex.map(|sex| sex.word().to_owned()).unwrap_or_default();
        Self { sex, ..Self::blank(person) }
    }

    /// From what a form sent.
    pub(super) fn typed(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self {
            once: fields.once(),
            version: text("version"),
            name_hi: text("name_hi"),
            name_en: text("name_en"),
            sex: text("sex"),
            born: text("born"),
            relation: text("relation"),
            guardian_hi: text("guardian_hi"),
            guardian_en: text("guardian_en"),
            phone: text("phone"),
            whose: text("whose"),
            line: text("line"),
            locality: text("locality"),
            ward: text("ward"),
            district: text("district"),
            state: text("state"),
            voter_id: text("voter_id"),
            reason: text("reason"),
        }
    }

    fn blank(person: &Person) -> Self {
        let version = person.version.to_string();
        Self { once: OnceKey::draw(), version, ..Self::default() }
    }

    /// The details, with every mistake noted; `None` while something is wrong.
    pub(super) fn details(
        &self,
        today: Date,
        before: &Details,
        errors: &mut FormErrors,
    ) -> Option<Details> {
        let name = errors.keep("name_hi", PersonName::parse(&self.name_hi, &self.name_en));
        let sex = errors.keep("sex", rules::choice(&self.sex, Sex::of_word)).flatten();
        let birth = errors.keep("born", self.birth(today, before)).flatten();
        let guardian = errors.keep("guardian_hi", self.guardian()).flatten();
        let phone = errors.keep("phone", self.phone()).flatten();
        let voter_id = errors.keep("voter_id", rules::voter_id(&self.voter_id)).flatten();
        let typed = |text: &str| Some(text.to_owned());
        let wanted = Details {
            sex,
            birth,
            guardian,
            phone,
            address: Address {
                line: typed(&self.line),
                locality: typed(&self.locality),
                ward: typed(&self.ward),
                district: typed(&self.district),
                state: typed(&self.state),
            },
            language: before.language.clone(),
            voter_id,
            ..Details::named(name?)
        };
        let tidied = errors.keep("line", rules::tidy(&wanted));
        tidied.filter(|_| errors.is_empty())
    }

    /// A date that was not touched keeps how it came to us; an age is an estimate.
    fn birth(&self, today: Date, before: &Details) -> Result<Option<Birth>, Refused> {
        let typed = self.born.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        if let Some(before) = before.birth.filter(|birth| birth.date.to_string() == typed) {
            return Ok(Some(before));
        }
        if let Ok(age) = Age::parse(typed) {
            return Birth::from_age(age, today).map(Some);
        }
        let date = BirthDate::parse(typed, today)?;
        Ok(Some(Birth { date, quality: BirthQuality::Stated }))
    }

    fn guardian(&self) -> Result<Option<Guardian>, Refused> {
        let relation = rules::choice(&self.relation, Relation::of_word)?;
        if self.guardian_hi.trim().is_empty() && self.guardian_en.trim().is_empty() {
            return Ok(None);
        }
        let name = PersonName::parse(&self.guardian_hi, &self.guardian_en)?;
        // Who is named without saying what they are is whoever looks after the person.
        Ok(Some(Guardian { relation: relation.unwrap_or(Relation::Guardian), name }))
    }

    fn phone(&self) -> Result<Option<Phone>, Refused> {
        let whose = rules::choice(&self.whose, Whose::of_word)?;
        if self.phone.trim().is_empty() {
            return Ok(None);
        }
        // A phone of which nobody said whose it is must not be taken for the person's own.
        let whose = whose.unwrap_or(Whose::Family);
        Ok(Some(Phone { mobile: Mobile::parse(&self.phone)?, whose }))
    }

    pub(super) fn sexes(&self) -> Vec<Choice> {
        choices(Sex::ALL, &self.sex, Sex::word, words::sex)
    }

    pub(super) fn relations(&self) -> Vec<Choice> {
        choices(Relation::ALL, &self.relation, Relation::word, words::relation)
    }

    pub(super) fn phones(&self) -> Vec<Choice> {
        choices(Whose::ALL, &self.whose, Whose::word, words::whose)
    }
}

/// The values of a field, of which one is chosen.
pub(crate) fn choices<T: Copy>(
    all: &[T],
    chosen: &str,
    word: fn(T) -> &'static str,
    said: fn(T) -> Message,
) -> Vec<Choice> {
    let choice =
        |one: &T| Choice { word: word(*one), said: said(*one), chosen: word(*one) == chosen };
    all.iter().map(choice).collect()
}

pub(super) fn text(name: Option<&NameText>) -> String {
    name.map(|name| name.as_str().to_owned()).unwrap_or_default()
}
