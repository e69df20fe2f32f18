//! One person: what is on record, and asking that it be corrected.

use super::admitted;
use super::corrections::{Row, rows};
use super::duplicates::script_of;
use crate::registry::actions::{self, AskCorrection, SearchRegistry, Wish};
use crate::registry::model::{
    Banner, Details, Guardian, Person, Phone, RegistryRefusal, Relation, Sex, Whose,
};
use crate::registry::{rules, store, words};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Reason;
use nabz_kernel::birth::{Age, Birth, BirthDate, BirthQuality};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::{NameText, PersonName};
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::{Kind, Refused};
use nabz_web::Shell;
use nabz_web::messages::Message;
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Fields, FormErrors, OnceKey, Page, Problem, filters};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "registry/pages/person.html")]
struct PersonPage {
    shell: Shell,
    id: Uuid,
    name: String,
    other_name: String,
    health_id: String,
    sex: Option<Message>,
    age: Option<Message>,
    flags: Vec<Message>,
    /// With whom of their family they were registered, and that one's page.
    kin: Option<(Message, String)>,
    may_ask: bool,
    errors: FormErrors,
    /// What is on record by now beside what is wanted, when somebody else was quicker.
    differs: Vec<Row>,
    form: CorrectionForm,
    sexes: Vec<Choice>,
    relations: Vec<Choice>,
    phones: Vec<Choice>,
}

struct Choice {
    word: &'static str,
    said: Message,
    chosen: bool,
}

/// What the record should say, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CorrectionForm {
    #[serde(skip)]
    once: OnceKey,
    version: String,
    name_hi: String,
    name_en: String,
    sex: String,
    born: String,
    relation: String,
    guardian_hi: String,
    guardian_en: String,
    phone: String,
    whose: String,
    line: String,
    locality: String,
    ward: String,
    district: String,
    reason: String,
}

/// The page.
pub(super) async fn page(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    admitted(&desk)?;
    let person = shown(&desk, id).await?;
    let form = CorrectionForm::of(&person.0);
    desk.page(&view(&desk, &person, form, FormErrors::default()))
}

/// Keeps the wish, or shows the form again with what is wrong.
pub(super) async fn ask(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<AskCorrection>()?;
    let form = CorrectionForm { once: fields.once(), ..fields.read()? };
    let person = shown(&desk, id).await?;
    let wish = match form.wish(&desk, &person.0) {
        Ok(wish) => wish,
        Err(errors) => {
            let again = view(&desk, &person, form, errors);
            return Ok(desk.page(&again)?.with_errors().into_response());
        }
    };
    let wanted = wish.wanted.clone();
    let asked = desk.write_once(permit, &form.once, move |tx, permit| {
        actions::ask_correction(tx, permit, &wish).map(|correction| correction.id.uuid())
    });
    let Err(problem) = asked.await else {
        return Ok(Redirect::to(&format!("/people/{id}")).into_response());
    };
    let Some(refused) = problem.refused().filter(|refused| refused.kind == Kind::Rule) else {
        return Err(problem);
    };
    // Somebody else was quicker: both sides are shown, and what was typed can be sent again with
    // a key of its own.
    let mut errors = FormErrors::default();
    errors.add("name_hi", refused);
    let now = shown(&desk, id).await?;
    let (version, once) = (now.0.version.to_string(), OnceKey::draw());
    let form = CorrectionForm { version, once, ..form };
    let mut again = view(&desk, &now, form, errors);
    again.differs = rows(&now.0.details, &wanted);
    Ok(desk.page(&again)?.with_conflict().into_response())
}

/// Somebody, and with whom of their family they were registered.
type Loaded = (Person, Option<Person>);

/// Reads what a page is about, and writes down whom it shows.
async fn shown(desk: &Desk, id: Uuid) -> Result<Loaded, Problem> {
    let (permit, id): (_, PersonId) = (desk.permit::<SearchRegistry>()?, Id::from_uuid(id));
    let read = desk.read(move |view| {
        let person = store::person(view, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
        let first = match store::kin_of(view, id)? {
            Some(kin) => store::person(view, kin.of)?,
            None => None,
        };
        Ok((person, first))
    });
    let (person, first) = read.await?;
    for one in [Some(&person), first.as_ref()].into_iter().flatten() {
        desk.shows(&permit, one.id, Reason::Counter).await?;
    }
    Ok((person, first))
}

fn view(
    desk: &Desk,
    (person, first): &Loaded,
    form: CorrectionForm,
    errors: FormErrors,
) -> PersonPage {
    let banner = Banner::of(person, desk.today());
    let script = script_of(desk.language());
    let flags = [words::identity(banner.identity), words::life(banner.life)];
    let (sex, relation, whose) = (form.sex.clone(), form.relation.clone(), form.whose.clone());
    let choice = |word: &'static str, said: Message, chosen: &str| Choice {
        word,
        said,
        chosen: word == chosen,
    };
    let relations =
        Relation::ALL.iter().map(|one| choice(one.word(), words::relation(*one), &relation));
    PersonPage {
        shell: desk.shell(),
        id: person.id.uuid(),
        name: banner.name.preferring(script).to_owned(),
        other_name: text(banner.name.written_in(script.other())),
        health_id: banner.health_id.to_string(),
        sex: banner.sex.map(words::sex),
        age: banner.age.map(|age| words::age(age, banner.age_estimated)),
        kin: first.as_ref().map(|first| {
            let name = first.details.name.preferring(script);
            (msg::kin_with(name), format!("/people/{}", first.id))
        }),
        flags: flags.into_iter().flatten().collect(),
        may_ask: desk.may::<AskCorrection>(),
        errors,
        differs: Vec::new(),
        sexes: Sex::ALL.iter().map(|one| choice(one.word(), words::sex(*one), &sex)).collect(),
        relations: relations.collect(),
        phones: Whose::ALL
            .iter()
            .map(|one| choice(one.word(), words::whose(*one), &whose))
            .collect(),
        form,
    }
}

fn text(name: Option<&NameText>) -> String {
    name.map(|name| name.as_str().to_owned()).unwrap_or_default()
}

impl CorrectionForm {
    fn of(person: &Person) -> Self {
        let Details { name, sex, birth, guardian, phone, address, .. } = &person.details;
        let guardian_name = guardian.as_ref().map(|guardian| &guardian.name);
        let word = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            once: OnceKey::draw(),
            version: person.version.to_string(),
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
            reason: String::new(),
        }
    }

    /// What is wanted, or everything that is wrong with it.
    fn wish(&self, desk: &Desk, person: &Person) -> Result<Wish, FormErrors> {
        let mut errors = FormErrors::default();
        let name = errors.keep("name_hi", PersonName::parse(&self.name_hi, &self.name_en));
        let birth = errors.keep("born", self.birth(desk, person)).flatten();
        let guardian = errors.keep("guardian_hi", self.guardian()).flatten();
        let phone = errors.keep("phone", self.phone()).flatten();
        let reason = errors.keep("reason", rules::reason(&self.reason));
        let typed = |text: &str| Some(text.to_owned());
        let before = &person.details;
        let wanted = name.map(|name| Details {
            sex: Sex::of_word(&self.sex),
            birth,
            guardian,
            phone,
            address: crate::registry::model::Address {
                line: typed(&self.line),
                locality: typed(&self.locality),
                ward: typed(&self.ward),
                district: typed(&self.district),
            },
            language: before.language.clone(),
            ..Details::named(name)
        });
        let tidied = wanted.and_then(|wanted| errors.keep("line", rules::tidy(&wanted)));
        let seen = self.version.parse().unwrap_or(0);
        match (tidied, reason) {
            (Some(wanted), Some(reason)) if errors.is_empty() => {
                Ok(Wish { person: person.id, wanted, seen, reason })
            }
            _ => Err(errors),
        }
    }

    /// A date that was not touched keeps how it came to us; an age is an estimate.
    fn birth(&self, desk: &Desk, person: &Person) -> Result<Option<Birth>, Refused> {
        let typed = self.born.trim();
        let before = person.details.birth;
        if typed.is_empty() {
            return Ok(None);
        }
        if let Some(before) = before.filter(|birth| birth.date.to_string() == typed) {
            return Ok(Some(before));
        }
        if let Ok(age) = Age::parse(typed) {
            return Birth::from_age(age, desk.today()).map(Some);
        }
        let date = BirthDate::parse(typed, desk.today())?;
        Ok(Some(Birth { date, quality: BirthQuality::Stated }))
    }

    fn guardian(&self) -> Result<Option<Guardian>, Refused> {
        if self.guardian_hi.trim().is_empty() && self.guardian_en.trim().is_empty() {
            return Ok(None);
        }
        let name = PersonName::parse(&self.guardian_hi, &self.guardian_en)?;
        let relation = Relation::of_word(&self.relation).unwrap_or(Relation::Guardian);
        Ok(Some(Guardian { relation, name }))
    }

    fn phone(&self) -> Result<Option<Phone>, Refused> {
        if self.phone.trim().is_empty() {
            return Ok(None);
        }
        let whose = Whose::of_word(&self.whose).unwrap_or(Whose::Family);
        Ok(Some(Phone { mobile: Mobile::parse(&self.phone)?, whose }))
    }
}
