//! Requests for cards of plastic: what was verified, and a decision by somebody else.

use super::{Asked, Chip, Tab, paged, tabs, ward_said, wards};
use crate::cards::actions::{self, DecideCard};
use crate::cards::model::{
    CardsRefusal, Decided, Order, OrderId, OrderState, OrdersAsked, SendBack, Verdict,
};
use crate::cards::pages::keys_due::keys_due;
use crate::cards::pages::sent::Sent;
use crate::cards::{rules, store, words};
use crate::places::model::Ward;
use crate::registry::actions::SearchRegistry;
use crate::registry::model::{Banner, Person};
use crate::registry::words::{self as said, script};
use crate::registry::{self, Choice};
use crate::scans;
use crate::scans::model::Told;
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::staff::names_of;
use nabz_access::{Names, Permit, Reason};
use nabz_kernel::ids::{Id, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, Language, OnceKey, Page, Problem, Shell, filters, numbers};
use std::collections::HashMap;
use uuid::Uuid;

const LIST: &str = "/cards/office";

#[derive(Template)]
#[template(path = "cards/pages/orders.html")]
struct OrdersPage {
    shell: Shell,
    tabs: Vec<Tab>,
    /// Keys that have to be drawn.
    keys_due: Vec<Message>,
    list: &'static str,
    chips: Vec<Chip>,
    state: &'static str,
    ward: String,
    after: String,
    once: OnceKey,
    rows: Vec<Row>,
    begun: bool,
    next: Option<Uuid>,
    /// That somebody else was quicker, what they decided, and what was wanted here.
    overtaken: Option<(Message, Message, Message)>,
    /// Whether a name leads to the person's cards.
    opens: bool,
}

struct Row {
    id: Uuid,
    person: Uuid,
    name: String,
    facts: Message,
    health_id: String,
    ward: Message,
    asked: String,
    asker: String,
    /// Which paper the asker saw, where that was written down.
    proof: Option<Message>,
    /// What the family sent of their papers.
    sent: Option<Sent>,
    waits: bool,
    own: bool,
    /// The person has changed since they were verified.
    stale: bool,
    decided: Option<Message>,
    why: Option<Message>,
    reasons: Vec<Choice>,
    /// What was typed into a decision that could not be made, and why it could not.
    typed: String,
    refused: Option<Message>,
}

/// A request with all that is said of it.
struct Entry {
    order: Order,
    person: Person,
    decided: Option<Decided>,
    note: Option<String>,
    told: Told,
}

struct Loaded {
    tabs: Vec<Tab>,
    keys_due: Vec<Message>,
    counts: Vec<(OrderState, u32)>,
    entries: Vec<Entry>,
    more: bool,
    staff: HashMap<StaffId, Names>,
    wards: Vec<Ward>,
}

/// The list, oldest first.
pub(in crate::cards::pages) async fn page(
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let permit = desk.permit::<DecideCard>()?;
    let mut view = view(&desk, &permit, &asked).await?;
    let told = match asked.done.as_str() {
        "approve" => Some(msg::done_approved()),
        "decline" => Some(msg::done_declined()),
        _ => None,
    };
    if let Some(told) = told {
        view.shell = view.shell.toast(told, None);
    }
    desk.page(&view)
}

/// Approves a request, or sends it back with a reason.
pub(in crate::cards::pages) async fn decide(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<DecideCard>()?;
    let verdict = verdict(&fields)?;
    let (order, wanted): (OrderId, _) = (Id::from_uuid(id), wish(&verdict));
    let decide = move |tx: &mut Tx<'_>, permit: &Permit<DecideCard>| {
        actions::decide(tx, permit, order, &verdict).map(drop)
    };
    let asked = Asked::of(&fields);
    let problem = match desk.write_once(permit.clone(), &fields.once(), decide).await {
        Ok(()) => {
            let (done, kept) = (fields.get("decision"), asked.kept());
            return Ok(Redirect::to(&format!("{LIST}?done={done}{kept}")).into_response());
        }
        Err(problem) => problem,
    };
    let Some(no) = problem.refused() else { return Err(problem) };
    let mut view = view(&desk, &permit, &asked).await?;
    if let Some(row) = view.rows.iter_mut().find(|row| row.id == id && row.waits) {
        row.refused = Some(no.into());
        fields.get("why").clone_into(&mut row.typed);
        row.reasons = reasons(SendBack::of_word(fields.get("reason")));
    } else {
        let Some(now) = decided_by_now(&desk, order).await? else { return Err(problem) };
        view.overtaken = Some((no.into(), now, wanted));
    }
    Ok(desk.page(&view)?.refused(no.kind).into_response())
}

/// What was pressed; a reason that the form does not offer is none.
fn verdict(fields: &Fields) -> Result<Verdict, Refused> {
    match fields.get("decision") {
        "approve" => Ok(Verdict::Approve),
        "decline" => {
            let reason = SendBack::of_word(fields.get("reason"));
            let reason = reason.ok_or(CardsRefusal::NoSuchReason)?;
            Ok(Verdict::Decline { why: rules::why_sent_back(reason, fields.get("why")) })
        }
        _ => Err(CardsRefusal::NoSuchReason.into()),
    }
}

fn wish(verdict: &Verdict) -> Message {
    match verdict {
        Verdict::Approve => msg::want_approve(),
        Verdict::Decline { why } => msg::want_decline(words::why_declined(why)),
    }
}

/// What somebody of this office decided about a request, in words.
async fn decided_by_now(desk: &Desk, id: OrderId) -> Result<Option<Message>, Problem> {
    let (at, language) = (desk.facility(), desk.language());
    let read = desk.read(move |view| {
        let own = store::order(view, id)?.is_some_and(|order| order.facility == at);
        let decided = if own { store::decided(view, id)? } else { None };
        let Some(decided) = decided else { return Ok(None) };
        let staff = names_of(view, &[decided.by])?;
        Ok(Some(decided_said(&decided, &staff, language)))
    });
    read.await
}

async fn view(
    desk: &Desk,
    permit: &Permit<DecideCard>,
    asked: &Asked,
) -> Result<OrdersPage, Problem> {
    let state = OrderState::of_word(&asked.state).unwrap_or(OrderState::Asked);
    let list = OrdersAsked {
        facility: desk.facility(),
        state,
        ward: asked.ward()?,
        after: asked.after().map(Id::from_uuid),
    };
    let staff = desk.staff();
    let loaded = desk.read(move |view| load(view, (&list, staff))).await?;
    for entry in &loaded.entries {
        desk.shows(permit, entry.person.id, Reason::Records).await?;
    }
    let bottom = loaded.entries.last().filter(|_| loaded.more);
    let count = |of: OrderState| loaded.counts.iter().find(|(s, _)| *s == of).map(|(_, n)| *n);
    let chip =
        |of: &OrderState| Chip::of((of.word(), words::order_state(*of)), count(*of), state.word());
    Ok(OrdersPage {
        shell: desk.shell(),
        list: LIST,
        chips: OrderState::ALL.iter().map(chip).collect(),
        state: state.word(),
        ward: asked.ward.clone(),
        after: asked.after.clone(),
        once: OnceKey::draw(),
        rows: loaded.entries.iter().map(|entry| Row::of(desk, entry, &loaded)).collect(),
        begun: asked.after().is_some(),
        next: bottom.map(|entry| entry.order.id.uuid()),
        overtaken: None,
        opens: desk.may::<SearchRegistry>(),
        keys_due: loaded.keys_due,
        tabs: loaded.tabs,
    })
}

fn load(view: &mut Tx<'_>, (list, me): (&OrdersAsked, StaffId)) -> Result<Loaded, Stop> {
    let (orders, more) = paged(store::orders(view, list)?);
    let (mut entries, mut staff): (Vec<Entry>, Vec<StaffId>) = (Vec::new(), Vec::new());
    for order in orders {
        let Some(person) = registry::person(view, order.person)? else { continue };
        let decided = store::decided(view, order.id)?;
        let note = store::note_of(view, order.id)?;
        staff.push(order.asked_by);
        staff.extend(decided.as_ref().map(|decided| decided.by));
        let told = scans::told(view, person.id, me)?;
        entries.push(Entry { order, person, decided, note, told });
    }
    staff.sort_unstable_by_key(|one| one.uuid());
    staff.dedup();
    let numbers: Vec<&str> = entries.iter().map(|entry| entry.order.ward.as_str()).collect();
    let wards = wards(view, numbers.into_iter())?;
    Ok(Loaded {
        tabs: tabs(view, list.facility, LIST)?,
        keys_due: keys_due(view)?,
        counts: store::orders_under_way(view, list.facility)?,
        staff: names_of(view, &staff)?,
        entries,
        more,
        wards,
    })
}

impl Row {
    fn of(desk: &Desk, entry: &Entry, loaded: &Loaded) -> Self {
        let (order, person, language) = (&entry.order, &entry.person, desk.language());
        let banner = Banner::of(person, desk.today());
        let decided = entry.decided.as_ref();
        Self {
            id: order.id.uuid(),
            person: person.id.uuid(),
            name: banner.name.preferring(script(language)).to_owned(),
            facts: said::facts(&banner),
            health_id: banner.health_id.to_string(),
            ward: ward_said(&loaded.wards, &order.ward, language),
            asked: numbers::date_time(order.asked_at, language),
            asker: called(&loaded.staff, order.asked_by, language),
            proof: order.proof.map(|proof| msg::proof_seen(words::proof(proof))),
            sent: Sent::of(desk, entry.told),
            waits: order.state == OrderState::Asked,
            own: order.asked_by == desk.staff(),
            stale: order.person_version != person.version,
            decided: decided.map(|decided| decided_said(decided, &loaded.staff, language)),
            why: entry.note.as_deref().map(words::why_declined),
            reasons: reasons(None),
            typed: String::new(),
            refused: None,
        }
    }
}

fn decided_said(decided: &Decided, staff: &HashMap<StaffId, Names>, language: Language) -> Message {
    let who = called(staff, decided.by, language);
    let when = numbers::date_time(decided.at, language);
    msg::decided_by(words::order_state(decided.state), when, who)
}

fn called(staff: &HashMap<StaffId, Names>, who: StaffId, language: Language) -> String {
    let names = staff.get(&who);
    names.map(|names| language.pick(&names.hindi, &names.english).clone()).unwrap_or_default()
}

fn reasons(chosen: Option<SendBack>) -> Vec<Choice> {
    let chosen = chosen.unwrap_or(SendBack::Papers);
    registry::choices(SendBack::ALL, chosen.word(), SendBack::word, words::send_back)
}
