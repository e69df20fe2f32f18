//! Those whom this office has registered, or who registered themselves, and who turn one, or
//! eighteen: from then on they have another card, and whoever answers for them, or they themselves,
//! are asked about it.

use super::{Asked, Chip, Tab, looked_after, paged, tabs, ward_said, wards};
use crate::cards::actions::{self, AskCard, HandleCards};
use crate::cards::line::Known;
use crate::cards::model::{PAGE_ROWS, Turning};
use crate::cards::pages::proof;
use crate::cards::{rules, words};
use crate::consent::model::{Purpose, Standing};
use crate::places::model::Ward;
use crate::registry::actions::SearchRegistry;
use crate::registry::model::{BornAsked, Person, RegistryRefusal};
use crate::registry::words::script;
use crate::registry::{self, Choice};
use crate::{consent, households};
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Permit, Reason};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, Language, OnceKey, Page, Problem, Shell, filters, numbers};
use uuid::Uuid;

const LIST: &str = "/cards/office/turning";

#[derive(Template)]
#[template(path = "cards/pages/turning.html")]
struct TurningPage {
    shell: Shell,
    tabs: Vec<Tab>,
    list: &'static str,
    chips: Vec<Chip>,
    state: &'static str,
    /// This list is not narrowed by ward.
    ward: &'static str,
    after: String,
    once: OnceKey,
    hint: Message,
    none: Message,
    rows: Vec<Row>,
    /// Whether somebody's name leads to their cards.
    opens: bool,
    begun: bool,
    next: Option<Uuid>,
    notice: Option<Message>,
}

struct Row {
    person: Uuid,
    version: u32,
    name: String,
    health_id: String,
    day: String,
    left: Message,
    mother: String,
    phone: String,
    house: String,
    ward: Message,
    card: Message,
    answer: Message,
    /// Where they are asked, if they are to be.
    consents: Option<String>,
    /// That a card can be asked for later, where that is so.
    waits: Option<Message>,
    /// Whether the birthday is still to come.
    coming: bool,
    /// Whether a card of plastic can be asked for from here.
    order: bool,
    /// Which paper was shown before that.
    proofs: Vec<Choice>,
}

/// Somebody with all that is said of them.
struct Entry {
    person: Person,
    birthday: Date,
    mother: Option<Person>,
    known: Known,
    standing: Standing,
}

struct Loaded {
    tabs: Vec<Tab>,
    entries: Vec<Entry>,
    wards: Vec<Ward>,
    next: Option<PersonId>,
}

/// The list, the oldest first.
pub(in crate::cards::pages) async fn page(
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let mut view = view(&desk, &asked).await?;
    if asked.done == "ordered" {
        view.shell = view.shell.toast(msg::done_ordered(), None);
    }
    desk.page(&view)
}

/// Asks for a card of plastic for one of the list.
pub(in crate::cards::pages) async fn order(
    desk: Desk,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<AskCard>()?;
    let person = fields.get("person").parse::<Uuid>();
    let person = person.map_err(|_| Refused::from(RegistryRefusal::NoSuchPerson))?;
    let seen = fields.version();
    let person: PersonId = Id::from_uuid(person);
    let typed = proof::typed(&fields);
    let done = match typed {
        Ok(proof) => {
            let ask = move |tx: &mut Tx<'_>, permit: &Permit<AskCard>| {
                actions::ask(tx, permit, (person, seen), proof).map(drop)
            };
            desk.write_once(permit, &fields.once(), ask).await
        }
        Err(refusal) => Err(Refused::from(refusal).into()),
    };
    let asked = Asked::of(&fields);
    let problem = match done {
        Ok(()) => {
            let after = asked.after().map(|after| format!("&after={after}")).unwrap_or_default();
            let to = format!("{LIST}?done=ordered{}{after}", asked.kept());
            return Ok(Redirect::to(&to).into_response());
        }
        Err(problem) => problem,
    };
    let Some(no) = problem.told() else { return Err(problem) };
    let mut view = view(&desk, &asked).await?;
    view.notice = Some(no.into());
    if let Some(row) = view.rows.iter_mut().find(|row| row.person == person.uuid()) {
        row.proofs = proof::choices(typed.ok());
    }
    Ok(desk.page(&view)?.refused(no.kind).into_response())
}

async fn view(desk: &Desk, asked: &Asked) -> Result<TurningPage, Problem> {
    let permit = desk.permit::<HandleCards>()?;
    let turning = Turning::of_word(&asked.state).unwrap_or(Turning::One);
    let (at, after) = (desk.facility(), asked.after().map(Id::from_uuid));
    let loaded = desk.read(move |view| load(view, at, (turning, after))).await?;
    for entry in &loaded.entries {
        desk.shows(&permit, entry.person.id, Reason::Records).await?;
        if let Some(mother) = &entry.mother {
            desk.shows(&permit, mother.id, Reason::Records).await?;
        }
    }
    let chip = |of: &Turning| Chip::of((of.word(), words::turning(*of)), None, turning.word());
    let (hint, none) = match turning {
        Turning::One => (msg::turning_one_hint(), msg::turning_one_none()),
        Turning::Eighteen => (msg::turning_eighteen_hint(), msg::turning_eighteen_none()),
    };
    let may_ask = desk.may::<AskCard>();
    let said = (desk.today(), desk.language(), may_ask);
    Ok(TurningPage {
        shell: desk.shell(),
        list: LIST,
        chips: Turning::ALL.iter().map(chip).collect(),
        state: turning.word(),
        ward: "",
        after: asked.after.clone(),
        once: OnceKey::draw(),
        hint,
        none,
        rows: loaded.entries.iter().map(|entry| Row::of(entry, &loaded.wards, said)).collect(),
        opens: desk.may::<SearchRegistry>(),
        begun: asked.after().is_some(),
        next: loaded.next.map(PersonId::uuid),
        notice: None,
        tabs: loaded.tabs,
    })
}

fn load(
    view: &mut Tx<'_>,
    at: FacilityId,
    (turning, after): (Turning, Option<PersonId>),
) -> Result<Loaded, Stop> {
    let days = rules::born_around(turning, view.today());
    let facilities = looked_after(view, at)?;
    let asked = BornAsked { facilities: &facilities, days, after, most: PAGE_ROWS + 1 };
    let (persons, more) = paged(registry::born_between(view, &asked)?);
    let next = persons.last().filter(|_| more).map(|person| person.id);
    let mut entries = Vec::with_capacity(persons.len());
    for person in persons {
        entries.extend(Entry::of(view, person, turning)?);
    }
    let numbers: Vec<&str> =
        entries.iter().filter_map(|entry| entry.person.details.address.ward.as_deref()).collect();
    let wards = wards(view, numbers.into_iter())?;
    Ok(Loaded { tabs: tabs(view, at, LIST)?, entries, wards, next })
}

impl Entry {
    /// Nobody who goes on under another health ID: that one stands in the list.
    fn of(view: &mut Tx<'_>, person: Person, turning: Turning) -> Result<Option<Self>, Stop> {
        let birth = person.details.birth.as_ref();
        let Some(birthday) = birth.map(|birth| rules::birthday(turning, birth)) else {
            return Ok(None);
        };
        if registry::linked_to(view, person.id)?.is_some() {
            return Ok(None);
        }
        let mother = match turning {
            Turning::One => households::mother(view, person.id)?,
            Turning::Eighteen => None,
        };
        let mother = match mother {
            Some(mother) => registry::person(view, mother)?,
            None => None,
        };
        let known = Known::of(view, &person)?;
        let standing = consent::standing(view, person.id, Purpose::HealthCard)?;
        Ok(Some(Self { person, birthday, mother, known, standing }))
    }
}

impl Row {
    fn of(
        entry: &Entry,
        wards: &[Ward],
        (today, language, may_ask): (Date, Language, bool),
    ) -> Self {
        let (person, mother) = (&entry.person, entry.mother.as_ref());
        let name = |one: &Person| one.details.name.preferring(script(language)).to_owned();
        let (details, left) = (&person.details, entry.birthday.days() - today.days());
        // Whoever was named beside the child when it was registered may have no record.
        let told = details.guardian.as_ref().map(|one| one.name.preferring(script(language)));
        let phone = mother.and_then(|mother| mother.details.phone.as_ref());
        let phone = phone.or(details.phone.as_ref());
        let parts = [&details.address.line, &details.address.locality];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        let ward = details.address.ward.as_deref().unwrap_or_default();
        let is_answered = matches!(entry.standing, Standing::Given(_));
        let consents = format!("/people/{}/consents", person.id);
        Self {
            person: person.id.uuid(),
            version: person.version,
            name: name(person),
            health_id: person.health_id.to_string(),
            day: numbers::date(entry.birthday, language),
            left: if left < 0 { msg::turned_before(-left) } else { msg::turns_in(left) },
            mother: mother.map(name).or(told.map(str::to_owned)).unwrap_or_default(),
            phone: phone.map(|phone| phone.mobile.digits().to_owned()).unwrap_or_default(),
            house: parts.join(", "),
            ward: ward_said(wards, ward, language),
            card: entry.known.said(today),
            answer: answer(&entry.standing),
            consents: (!is_answered && entry.known.may.is_ok()).then_some(consents),
            waits: (is_answered && entry.known.is_infant).then(msg::order_from_birthday),
            coming: left > 0,
            order: may_ask && entry.known.may_be_ordered(today),
            proofs: proof::choices(None),
        }
    }
}

/// What was said when somebody was asked whether they want a card.
fn answer(standing: &Standing) -> Message {
    match standing {
        Standing::NeverAsked => msg::card_never_asked(),
        Standing::Given(_) => msg::card_agreed(),
        Standing::Refused(_) | Standing::Withdrawn(_) => msg::card_declined(),
        Standing::Lapsed(_) => msg::card_answer_lapsed(),
    }
}
