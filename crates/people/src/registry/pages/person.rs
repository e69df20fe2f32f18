//! One person: what is on record, with whom they are linked, and asking for a correction.

use super::admitted;
use super::corrections::{Row, rows};
use super::details::{DetailsForm, text};
use super::guess::GuessForm;
use super::identify::{Found, LifeForm};
use super::papers::PapersView;
use super::partners::{Happened, Partners, PartnersView};
use super::{Homes, Line, Lines, Rights, rights, shows_as_one};
use crate::registry::actions::{
    self, AskCorrection, IdentifyPerson, LinkPersons, RecordLife, ReviewParted, SearchRegistry,
    Wish,
};
use crate::registry::model::{Banner, Identity, Link, Mark, Paper, Person, RegistryRefusal};
use crate::registry::{rules, store, words};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Reason;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::Script;
use nabz_kernel::refusal::Kind;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Fields, FormErrors, OnceKey, Page, Problem, Shell, filters, numbers};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "registry/pages/person.html")]
pub(super) struct PersonPage {
    shell: Shell,
    id: Uuid,
    once: OnceKey,
    name: String,
    other_name: String,
    health_id: String,
    sex: Option<Message>,
    age: Option<Message>,
    flags: Vec<Message>,
    /// Whose record goes on instead of this one.
    linked: Option<Other>,
    linked_here: Vec<Other>,
    /// Those for whom they were taken and who they are not.
    parted: Vec<PartedRow>,
    /// What partners say of them, what was taken back included.
    pub(super) partners: PartnersView,
    pub(super) papers: PapersView,
    may: May,
    /// Which card they have.
    card: Line,
    /// In which place they live, where many do.
    home: Option<Line>,
    /// Where it says what they asked about what is held of them, for those who may read that.
    rights: Option<String>,
    /// Whom somebody who has died had named to ask after them.
    nominee: Option<Message>,
    /// Why what was asked could not be done.
    pub(super) notice: Option<Message>,
    pub(super) found: Found,
    /// Why a link is taken back, as typed.
    pub(super) parting: String,
    pub(super) errors: FormErrors,
    /// What is on record by now beside what is wanted, when somebody else was quicker.
    differs: Vec<Row>,
    pub(super) form: DetailsForm,
    /// What somebody unknown seems to be.
    pub(super) guess: GuessForm,
    pub(super) life: LifeForm,
}

/// Another record of the same person.
struct Other {
    person: Uuid,
    name: String,
    health_id: String,
}

/// A link that was taken back.
struct PartedRow {
    link: Uuid,
    other: Other,
    stood: Message,
    /// What belongs to the other one of the two and was not put right.
    belongs: Option<Message>,
}

/// What whoever looks may do about this person.
#[expect(clippy::struct_excessive_bools, reason = "one for each form; none excludes another")]
struct May {
    identify: bool,
    link: bool,
    unlink: bool,
    ask: bool,
    record_life: bool,
    review: bool,
}

impl May {
    fn of(desk: &Desk, loaded: &Loaded) -> Self {
        let unknown = loaded.person.identity == Identity::Unknown;
        let linked = loaded.linked.is_some();
        Self {
            identify: unknown && !linked && desk.may::<IdentifyPerson>(),
            link: !linked && desk.may::<LinkPersons>(),
            unlink: desk.may::<LinkPersons>(),
            ask: !unknown && desk.may::<AskCorrection>(),
            record_life: desk.may::<RecordLife>(),
            review: desk.may::<ReviewParted>(),
        }
    }
}

/// The page.
pub(super) async fn page(
    desk: Desk,
    Path(id): Path<Uuid>,
    Query(happened): Query<Happened>,
) -> Result<Page, Problem> {
    admitted(&desk)?;
    let loaded = shown(&desk, id).await?;
    let mut page = view(&desk, &loaded);
    if let Some((told, undo)) = loaded.partners.told(&happened) {
        page.shell = page.shell.toast(told, undo);
    }
    desk.page(&page)
}

/// Keeps the wish, or shows the form again with what is wrong.
pub(super) async fn ask(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<AskCorrection>()?;
    let form = DetailsForm::typed(&fields);
    let loaded = shown(&desk, id).await?;
    let wish = match wish(&form, &desk, &loaded.person) {
        Ok(wish) => wish,
        Err(errors) => {
            let again = PersonPage { errors, form, ..view(&desk, &loaded) };
            return Ok(desk.page(&again)?.with_errors().into_response());
        }
    };
    let wanted = wish.wanted.clone();
    let asked = desk.write_once(permit, &form.once, move |tx, permit| {
        actions::ask_correction(tx, permit, &wish).map(|correction| correction.id.uuid())
    });
    let Err(problem) = asked.await else { return Ok(back(id).into_response()) };
    let Some(refused) = problem.refused().filter(|refused| refused.kind == Kind::Rule) else {
        return Err(problem);
    };
    // Somebody else was quicker: both sides are shown, and what was typed can be sent again with
    // a key of its own.
    let mut errors = FormErrors::default();
    errors.add("name_hi", refused);
    let now = shown(&desk, id).await?;
    let (version, once) = (now.person.version.to_string(), OnceKey::draw());
    let form = DetailsForm { once, version, ..form };
    let differs = rows(&now.person.details, &wanted);
    let again = PersonPage { errors, differs, form, ..view(&desk, &now) };
    Ok(desk.page(&again)?.with_conflict().into_response())
}

fn wish(form: &DetailsForm, desk: &Desk, person: &Person) -> Result<Wish, FormErrors> {
    let mut errors = FormErrors::default();
    let wanted = form.details(desk.today(), &person.details, &mut errors);
    let reason = errors.keep("reason", rules::reason(&form.reason));
    let seen = form.version.parse().unwrap_or(0);
    match (wanted, reason) {
        (Some(wanted), Some(reason)) => Ok(Wish { person: person.id, wanted, seen, reason }),
        _ => Err(errors),
    }
}

/// Somebody with those who belong to them.
pub(super) struct Loaded {
    pub(super) person: Person,
    linked: Option<Person>,
    linked_here: Vec<Person>,
    applied: bool,
    parted: Vec<Parted>,
    partners: Partners,
    papers: Vec<Paper>,
    card: Line,
    home: Option<Line>,
    rights: Option<String>,
    nominee: Option<Message>,
}

/// A link that was taken back, with whoever stood on its other side.
struct Parted {
    link: Link,
    other: Person,
    /// Things that were said to belong to the other one of the two.
    belongs: i64,
}

/// Reads what a page is about, and writes down whom it shows.
pub(super) async fn shown(desk: &Desk, id: Uuid) -> Result<Loaded, Problem> {
    let (permit, id): (_, PersonId) = (desk.permit::<SearchRegistry>()?, Id::from_uuid(id));
    let (lines, rights) = (desk.app().part::<Lines>()?, rights(desk));
    let homes = desk.app().part::<Homes>().ok();
    let homes = homes.map(|homes| (*homes, desk.is_any_of(homes.roles)));
    let loaded = desk.read(move |view| load(view, id, (&*lines, homes, rights))).await?;
    shows_as_one(desk, &permit, id, Reason::Counter).await?;
    // Who the other one was is told to whoever sorts what was written meanwhile.
    for parted in loaded.parted.iter().filter(|_| desk.may::<ReviewParted>()) {
        desk.shows(&permit, parted.other.id, Reason::Counter).await?;
    }
    Ok(loaded)
}

fn load(
    view: &mut Tx<'_>,
    id: PersonId,
    (lines, homes, rights): (&Lines, Option<(Homes, bool)>, Option<Rights>),
) -> Result<Loaded, Stop> {
    let person = store::person(view, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let card = (lines.0)(view, &person)?;
    let home = match homes {
        Some((homes, keeps)) => (homes.line)(view, id, keeps)?,
        None => None,
    };
    let nominee = match rights {
        Some(rights) if person.life.has_ended() => (rights.nominee)(view, id)?,
        Some(_) | None => None,
    };
    let rights = rights.map(|rights| (rights.page)(id));
    let linked = match store::linked_to(view, id)? {
        Some(other) => store::person(view, other)?,
        None => None,
    };
    let mut linked_here = Vec::new();
    for other in store::linked_here(view, id)? {
        linked_here.extend(store::person(view, other)?);
    }
    let applied = store::is_applied(view, id)?;
    let (parted, papers) = (parted_from(view, id)?, store::papers(view, id)?);
    let partners = Partners::of(view, id)?;
    Ok(Loaded {
        person,
        linked,
        linked_here,
        applied,
        parted,
        partners,
        papers,
        card,
        home,
        rights,
        nominee,
    })
}

fn parted_from(view: &mut Tx<'_>, id: PersonId) -> Result<Vec<Parted>, Stop> {
    let mut parted = Vec::new();
    for link in store::parted(view, id)? {
        let other = if link.person == id { link.same_as } else { link.person };
        let marks = store::marks(view, link.id)?;
        let belongs = marks.iter().filter(|marked| marked.mark == Mark::Other).count();
        let belongs = i64::try_from(belongs).unwrap_or(i64::MAX);
        let other = store::person(view, other)?;
        parted.extend(other.map(|other| Parted { link, other, belongs }));
    }
    Ok(parted)
}

/// The page as it opens.
pub(super) fn view(desk: &Desk, loaded: &Loaded) -> PersonPage {
    let person = &loaded.person;
    let banner = Banner::of(person, desk.today());
    let script = words::script(desk.language());
    let applied = loaded.applied.then(nabz_web::msg::registry::applied);
    let visitor = person.details.address.state.as_deref().map(msg::visitor);
    let flags = [words::identity(banner.identity), words::life(banner.life), applied, visitor];
    let other = |one: &Person| Other::of(one, script);
    let form = match person.identity {
        Identity::Known => DetailsForm::of(person),
        Identity::Unknown => DetailsForm::unknown(person),
    };
    PersonPage {
        shell: desk.shell(),
        id: person.id.uuid(),
        once: OnceKey::draw(),
        name: banner.name.preferring(script).to_owned(),
        other_name: text(banner.name.written_in(script.other())),
        health_id: banner.health_id.to_string(),
        sex: banner.sex.map(words::sex),
        age: banner.age.map(|age| words::age(age, banner.age_estimated)),
        flags: flags.into_iter().flatten().collect(),
        linked: loaded.linked.as_ref().map(other),
        linked_here: loaded.linked_here.iter().map(other).collect(),
        parted: loaded.parted.iter().map(|parted| PartedRow::of(parted, desk)).collect(),
        partners: loaded.partners.view(desk),
        papers: PapersView::of(desk, &loaded.papers),
        may: May::of(desk, loaded),
        card: loaded.card.clone(),
        home: loaded.home.clone(),
        rights: loaded.rights.clone(),
        nominee: loaded.nominee.clone(),
        notice: None,
        found: Found::default(),
        parting: String::new(),
        errors: FormErrors::default(),
        differs: Vec::new(),
        guess: GuessForm::of(person),
        life: LifeForm::of(person),
        form,
    }
}

impl Other {
    fn of(person: &Person, script: Script) -> Self {
        Self {
            person: person.id.uuid(),
            name: person.details.name.preferring(script).to_owned(),
            health_id: person.health_id.to_string(),
        }
    }
}

impl PartedRow {
    fn of(parted: &Parted, desk: &Desk) -> Self {
        let (link, language) = (&parted.link, desk.language());
        let until = link.undone.as_ref().map_or(link.linked.1, |parted| parted.by.1);
        let [from, to] = [link.linked.1, until].map(|at| numbers::date_time(at, language));
        Self {
            link: link.id.uuid(),
            other: Other::of(&parted.other, words::script(language)),
            stood: msg::parted_stood(from, to),
            belongs: (parted.belongs > 0).then(|| msg::parted_belongs(parted.belongs)),
        }
    }
}

pub(super) fn back(id: Uuid) -> Redirect {
    Redirect::to(&format!("/people/{id}"))
}
