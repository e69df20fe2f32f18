//! The page of messages: what went to which phone, what became of it, and what failed.

use super::actions::{self, ReadMessages, RetryMessage, TOPIC};
use super::model::{Alarm, Crowd, MessageId, MessageKind, MessageState, MessagesAsked, Sms};
use super::{Outlet, rules, store, words};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use nabz_access::{Permit, Role};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Kind;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::messages as msg;
use nabz_web::numbers::{date_time, grouped};
use nabz_web::{App, Desk, Fields, Language, OnceKey, Page, Problem, Section, Shell, filters};
use serde::Deserialize;
use std::time::Duration;
use uuid::Uuid;

const LIST: &str = "/messages";
const YES: &str = "yes";
/// An alarm is shown for a week.
const ALARMS_SHOWN: Duration = Duration::from_hours(7 * 24);

/// The page in the menu of whoever runs a facility.
pub const SECTION: Section =
    Section { path: LIST, title: msg::title, roles: &[Role::FacilityAdministrator], order: 65 };

/// Everything about messages.
pub fn routes() -> Router<App> {
    Router::new().route("/messages", get(page)).route("/messages/{message}/retry", post(retry))
}

/// What the list is asked for, as its address or a form of its page says it.
#[derive(Clone, Default, Deserialize)]
struct Asked {
    /// Only what failed.
    #[serde(default)]
    failed: String,
    /// Older than this message.
    #[serde(default)]
    before: String,
    /// What just happened.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "messages/pages/messages.html")]
struct MessagesPage {
    shell: Shell,
    once: OnceKey,
    topic: &'static str,
    /// The page's own address, for looking again.
    address: String,
    /// Where messages go, if to nobody's phone.
    nowhere: Option<Message>,
    /// Why what was pressed was not done.
    notice: Option<Message>,
    codes: i64,
    alarms: Vec<Message>,
    failed: bool,
    rows: Vec<Row>,
    begun: bool,
    next: Option<Uuid>,
    may_retry: bool,
}

/// One message.
struct Row {
    id: Uuid,
    written: String,
    phone: String,
    kind: Message,
    text: Option<String>,
    /// What stands where a text is not shown.
    instead: Option<Message>,
    language: &'static str,
    state: Message,
    is_sent: bool,
    why: Option<Message>,
    tries: Option<Message>,
    retries: bool,
}

/// What the page is about.
struct Loaded {
    messages: Vec<Sms>,
    alarms: Vec<Alarm>,
    codes: i64,
}

async fn page(desk: Desk, Query(asked): Query<Asked>) -> Result<Page, Problem> {
    let mut view = view(&desk, &asked).await?;
    if asked.done == YES {
        view.shell = view.shell.toast(msg::retried(), None);
    }
    desk.page(&view)
}

/// Tries a message again, or shows the list with why not.
async fn retry(desk: Desk, Path(message): Path<Uuid>, fields: Fields) -> Result<Response, Problem> {
    let (permit, id) = (desk.permit::<RetryMessage>()?, MessageId::from_uuid(message));
    let asked = Asked { failed: fields.get("failed").to_owned(), ..Asked::default() };
    let again =
        move |tx: &mut Tx<'_>, permit: &Permit<RetryMessage>| actions::retry(tx, permit, id);
    let Err(problem) = desk.write_once(permit, &fields.once(), again).await else {
        let kept = if asked.failed == YES { "&failed=yes" } else { "" };
        return Ok(Redirect::to(&format!("{LIST}?done={YES}{kept}")).into_response());
    };
    let Some(refused) = problem.refused().filter(|refused| refused.kind == Kind::Rule) else {
        return Err(problem);
    };
    let mut view = view(&desk, &asked).await?;
    view.notice = Some(Message::from(refused));
    view.shell = view.shell.at(LIST);
    Ok(desk.page(&view)?.with_conflict().into_response())
}

async fn view(desk: &Desk, asked: &Asked) -> Result<MessagesPage, Problem> {
    desk.permit::<ReadMessages>()?;
    let (failed, before) = (asked.failed == YES, asked.before.parse::<Uuid>().ok());
    let list = MessagesAsked { failed, before: before.map(Id::from_uuid) };
    let mut loaded = desk.read(move |view| load(view, &list)).await?;
    let more = loaded.messages.len() > store::PAGE_ROWS;
    loaded.messages.truncate(store::PAGE_ROWS);
    let (now, language, demo) = (desk.now(), desk.language(), desk.app().config().demo);
    let outlet = desk.app().part::<Outlet>()?;
    let row = |sms: &Sms| Row::of(sms, (now, language, demo));
    let bottom = loaded.messages.last().filter(|_| more);
    Ok(MessagesPage {
        shell: desk.shell(),
        once: OnceKey::draw(),
        topic: TOPIC,
        address: address(failed, before),
        nowhere: nowhere(&outlet, demo),
        notice: None,
        codes: loaded.codes,
        alarms: loaded.alarms.iter().map(|alarm| said(alarm, language)).collect(),
        failed,
        next: bottom.map(|sms| sms.id.uuid()),
        rows: loaded.messages.iter().map(row).collect(),
        begun: before.is_some(),
        may_retry: desk.may::<RetryMessage>(),
    })
}

fn load(view: &mut Tx<'_>, list: &MessagesAsked) -> Result<Loaded, Stop> {
    let now = view.now();
    Ok(Loaded {
        messages: store::messages(view, list)?,
        alarms: store::alarms(view, now.minus(ALARMS_SHOWN))?,
        codes: store::codes_since(view, now.minus(rules::COUNTED_OVER))?,
    })
}

/// Where the page is looked at again when something moved.
fn address(failed: bool, before: Option<Uuid>) -> String {
    let failed = if failed { format!("failed={YES}&") } else { String::new() };
    let before = before.map(|id| format!("before={id}")).unwrap_or_default();
    format!("{LIST}?{failed}{before}")
}

/// That no message reaches a phone, where that is so.
fn nowhere(outlet: &Outlet, demo: bool) -> Option<Message> {
    match outlet {
        Outlet::Console if demo => Some(msg::demonstration()),
        Outlet::Console => Some(msg::console_only()),
        Outlet::File(_) => None,
    }
}

fn said(alarm: &Alarm, language: Language) -> Message {
    let when = date_time(alarm.raised_at, language);
    match Crowd::of_word(&alarm.asked_from) {
        Some(Crowd::Asked) => msg::alarm_asked(alarm.codes, when),
        Some(Crowd::Wrong) => msg::alarm_wrong(alarm.codes, when),
        None => msg::alarm(alarm.codes, alarm.asked_from.as_str(), when),
    }
}

impl Row {
    fn of(sms: &Sms, (now, language, demo): (Instant, Language, bool)) -> Self {
        let when = |at| date_time(at, language);
        let (state, why) = match sms.state {
            MessageState::Queued if sms.due_at > now => (msg::state_due(when(sms.due_at)), None),
            MessageState::Queued => (msg::state_queued(), None),
            MessageState::Sent { at } => (msg::state_sent(when(at)), None),
            MessageState::Failed { at, why } => {
                (msg::state_failed(when(at)), Some(words::why(why)))
            }
        };
        let what_it_says = text(sms, now, demo);
        Self {
            id: sms.id.uuid(),
            written: when(sms.made_at),
            phone: words::phone(sms, demo),
            kind: words::kind(sms.kind),
            text: what_it_says.clone().ok(),
            instead: what_it_says.err(),
            language: sms.language.code(),
            state,
            is_sent: matches!(sms.state, MessageState::Sent { .. }),
            why,
            tries: (sms.tries > 1).then(|| msg::tries(grouped(sms.tries.into()))),
            retries: rules::may_retry(sms, now).is_ok(),
        }
    }
}

/// What a message says. Who reads a code here could pass for whoever it was sent to, so a code is
/// shown only where nobody is real.
fn text(sms: &Sms, now: Instant, demo: bool) -> Result<String, Message> {
    match &sms.text {
        None => Err(msg::text_gone()),
        Some(_) if rules::has_lapsed(sms, now) => Err(msg::text_gone()),
        Some(_) if sms.kind == MessageKind::Code && !demo => Err(msg::text_hidden()),
        Some(text) => Ok(text.clone()),
    }
}
