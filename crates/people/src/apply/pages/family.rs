//! The family: its head, all others and where they live, on one page that loses nothing.

use super::{AtApply, Opened, expired, opened, shell_at, to};
use crate::apply::actions;
use crate::apply::model::{ApplyRefusal, Door, Draft, Family, PERSONS_MAX, Typed};
use crate::apply::store;
use crate::apply::typed::{self, Mistakes, at};
use crate::households::model::{Role, Tie};
use crate::households::words;
use crate::places;
use crate::places::model::Ward;
use crate::places::rules::wards_with;
use crate::registry::{self, Choice, other_script};
use askama::Template;
use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::phone::Mobile;
use nabz_web::messages::Message;
use nabz_web::msg::apply as msg;
use nabz_web::{Fields, Language, OnceKey, Page, Problem, PublicShell, Visitor, filters};
use uuid::Uuid;

const PATH: &str = "/apply/family";
/// Wards that fit under a field.
const WARDS_SHOWN_MAX: usize = 8;
/// More letters than a name has that is written in the other script while somebody waits.
const SUGGESTED_LETTERS_MAX: usize = 120;

#[derive(Template)]
#[template(path = "apply/pages/family.html")]
struct FamilyPage {
    shell: PublicShell,
    draft: Uuid,
    version: u32,
    once: OnceKey,
    mistakes: Mistakes,
    people: Vec<PersonFields>,
    full: bool,
    address: Field,
    locality: Field,
    ward_name: Field,
    ward: String,
    /// Those that what was typed may mean.
    wards: Vec<WardRow>,
}

#[derive(Template)]
#[template(path = "apply/pages/wards.html")]
struct WardsPart {
    wards: Vec<WardRow>,
}

/// One field with what stands in it.
struct Field {
    id: String,
    value: String,
    error: Option<Message>,
}

/// One of the family who may answer for a child, told by their place in it.
struct Guardian {
    place: usize,
    called: Message,
    chosen: bool,
}

struct WardRow {
    number: String,
    label: String,
}

/// The fields of one of the family.
struct PersonFields {
    place: usize,
    number: usize,
    is_head: bool,
    called: String,
    name_hi: Field,
    name_en: Field,
    sex: Field,
    age: Field,
    age_unit: String,
    born: Field,
    phone: Field,
    tie: Field,
    ties: Vec<Choice>,
    guardian: Field,
    guardians: Vec<Guardian>,
    role: Field,
    roles: Vec<Choice>,
}

/// What was pressed.
enum Press {
    Add,
    Remove(usize),
    Keep,
    Review,
}

impl Press {
    fn of(fields: &Fields) -> Self {
        match fields.get("do") {
            "add" => Self::Add,
            "keep" => Self::Keep,
            word => match word.strip_prefix("remove-").and_then(|place| place.parse().ok()) {
                Some(place) => Self::Remove(place),
                None => Self::Review,
            },
        }
    }
}

/// The family of the phone, as it was kept last.
pub(super) async fn page(
    visitor: Visitor,
    headers: HeaderMap,
    AtApply(Opened { phone, .. }): AtApply,
) -> Result<Response, Problem> {
    let Some(draft) = visitor.read(move |view| store::draft(view, &phone)).await? else {
        return expired(&visitor, &headers, Door::Apply);
    };
    if draft.made.is_some() {
        return Ok(to("/apply/done"));
    }
    Ok(shown(&visitor, &draft, (Mistakes::default(), Vec::new()))?.into_response())
}

/// Keeps what was typed, right or wrong, and goes where the press leads: to one more, to one less,
/// or on, once nothing is wrong.
pub(super) async fn keep(
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let Some(Opened { phone, .. }) = opened(&visitor, &headers, Door::Apply).await? else {
        return expired(&visitor, &headers, Door::Apply);
    };
    let (press, form, mut mistakes) =
        (Press::of(&fields), typed::seen(&fields), Mistakes::default());
    let wards = visitor.read(places::wards).await?;
    let mut family = typed::family(&fields);
    let offered =
        typed::settle_ward(&mut family, fields.get("ward_pick"), (&wards, visitor.language()));
    match press {
        Press::Add if family.persons.len() < PERSONS_MAX => {
            let one = next(&family);
            family.persons.push(one);
        }
        Press::Add => mistakes.add("add", ApplyRefusal::FullFamily),
        Press::Remove(place) => family = typed::without(family, place),
        Press::Review => {
            let read = (&phone, visitor.today());
            drop(typed::applicants(&family, read, &mut mistakes));
        }
        Press::Keep => {}
    }
    let (sent, theirs) = (family.clone(), phone.clone());
    let kept = visitor.app().store();
    let kept = kept.write(move |tx| actions::keep_family(tx, &theirs, (&form, &sent))).await;
    let draft = match kept.map_err(Problem::from) {
        Ok(draft) => draft,
        Err(problem) => {
            return not_kept(&visitor, &headers, (phone, problem), family).await;
        }
    };
    if mistakes.is_empty() {
        return Ok(match press {
            Press::Review => to("/apply/review"),
            // The new one stands behind all others.
            Press::Add => {
                let last = draft.family.persons.len() - 1;
                Redirect::to(&format!("{PATH}#person-{last}")).into_response()
            }
            Press::Keep | Press::Remove(_) => to(PATH),
        });
    }
    Ok(shown(&visitor, &draft, (mistakes, offered))?.with_errors().into_response())
}

/// Another window was quicker, or the day is over: what was typed here is shown, and can be sent
/// once more over what stands there now.
async fn not_kept(
    visitor: &Visitor,
    headers: &HeaderMap,
    (phone, problem): (Mobile, Problem),
    typed: Family,
) -> Result<Response, Problem> {
    let Some(refused) = problem.refused().cloned() else { return Err(problem) };
    if !refused.is(ApplyRefusal::Stale) {
        return expired(visitor, headers, Door::Apply);
    }
    let Some(now) = visitor.read(move |view| store::draft(view, &phone)).await? else {
        return expired(visitor, headers, Door::Apply);
    };
    if now.made.is_some() {
        return Ok(to("/apply/done"));
    }
    let mut mistakes = Mistakes::default();
    mistakes.add("add", refused);
    let again = Draft { family: typed, ..now };
    Ok(shown(visitor, &again, (mistakes, Vec::new()))?.with_conflict().into_response())
}

/// One more: most often a child of the head, who then answers for it.
fn next(family: &Family) -> Typed {
    let has_spouse = family.persons.iter().any(|person| person.tie == Tie::Spouse.word());
    let is_second = family.persons.len() == 1 && !has_spouse;
    let tie = if is_second { Tie::Spouse } else { Tie::Child };
    Typed { tie: tie.word().to_owned(), age_unit: "y".to_owned(), ..Typed::default() }
}

fn shown(
    visitor: &Visitor,
    draft: &Draft,
    (mistakes, offered): (Mistakes, Vec<Ward>),
) -> Result<Page, Problem> {
    let (family, language) = (&draft.family, visitor.language());
    let field = |id: &str, value: &str| Field {
        id: id.to_owned(),
        value: value.to_owned(),
        error: mistakes.of(id).cloned(),
    };
    let people = (0..family.persons.len()).filter_map(|place| fields_of(family, place, &mistakes));
    let people = people.collect();
    let row = |ward: &Ward| row(ward, language);
    visitor.page(&FamilyPage {
        shell: shell_at(visitor, PATH),
        draft: draft.id.uuid(),
        version: draft.version,
        once: OnceKey::draw(),
        people,
        full: family.persons.len() >= PERSONS_MAX,
        address: field("address", &family.address),
        locality: field("locality", &family.locality),
        ward_name: field("ward_name", &family.ward_name),
        ward: family.ward.clone(),
        wards: offered.iter().map(row).collect(),
        mistakes,
    })
}

fn row(ward: &Ward, language: Language) -> WardRow {
    WardRow { number: ward.number.clone(), label: typed::ward_label(ward, language) }
}

fn fields_of(family: &Family, place: usize, mistakes: &Mistakes) -> Option<PersonFields> {
    let person = family.persons.get(place)?;
    let field = |name: &str, value: &str| {
        let id = at(name, place);
        let error = mistakes.of(&id).cloned();
        Field { id, value: value.to_owned(), error }
    };
    Some(PersonFields {
        place,
        number: place + 1,
        is_head: place == 0,
        called: called(person),
        name_hi: field("name_hi", &person.name_hi),
        name_en: field("name_en", &person.name_en),
        sex: field("sex", &person.sex),
        age: field("age", &person.age),
        age_unit: person.age_unit.clone(),
        born: field("born", &person.born),
        phone: field("phone", &person.phone),
        tie: field("tie", &person.tie),
        ties: ties(person),
        guardian: field("guardian", &person.guardian),
        guardians: guardians(family, (person, place)),
        role: field("role", &person.role),
        roles: roles(person),
    })
}

/// What somebody is called on the page; nothing while nobody has typed it.
fn called(person: &Typed) -> String {
    let first = [&person.name_hi, &person.name_en].into_iter().find(|name| !name.is_empty());
    first.cloned().unwrap_or_default()
}

fn ties(person: &Typed) -> Vec<Choice> {
    let all = registry::choices(Tie::ALL, &person.tie, Tie::word, words::tie);
    all.into_iter().filter(|one| one.word != Tie::Head.word()).collect()
}

/// Everybody else of the family may answer for a child; who is of age is said when it is sent.
fn guardians(family: &Family, (person, place): (&Typed, usize)) -> Vec<Guardian> {
    let others = family.persons.iter().enumerate().filter(|(other, _)| *other != place);
    let guardian = |(other, one): (usize, &Typed)| Guardian {
        place: other,
        called: msg::person_called(called(one), other + 1),
        chosen: other.to_string() == person.guardian,
    };
    others.map(guardian).collect()
}

fn roles(person: &Typed) -> Vec<Choice> {
    registry::choices(Role::ALL, &person.role, Role::word, words::role)
}

/// Wards whose number or name has what was typed.
pub(super) async fn wards(visitor: Visitor, fields: Fields) -> Result<Page, Problem> {
    let found = wards_with(fields.get("q"), visitor.read(places::wards).await?);
    let shown = found.iter().take(WARDS_SHOWN_MAX);
    let wards = shown.map(|ward| row(ward, visitor.language())).collect();
    visitor.page(&WardsPart { wards })
}

/// A name in the other script.
pub(super) async fn suggest(fields: Fields) -> Json<String> {
    let name: String = fields.get("name").chars().take(SUGGESTED_LETTERS_MAX).collect();
    Json(other_script(&name))
}
