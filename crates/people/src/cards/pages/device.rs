//! What devices of the field report when they have a network again.
//!
//! `{"bindings": [{"key", "sticker", "person" or "registration", "at"}]}`, with the time in
//! milliseconds since 1970. Each line is answered by itself, in the order in which they came, so
//! that one that is refused holds up no other; whoever sends a line again is answered the same.

use crate::cards::Signing;
use crate::cards::actions::{self, BindSticker};
use crate::cards::model::{BINDINGS_MAX, Binding, Bound, CardsRefusal, Whom};
use axum::Json;
use axum::body::Bytes;
use nabz_access::{Act, Permit};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::{Once, Stop, Tx};
use nabz_web::messages::{Message, say};
use nabz_web::{Desk, Language, Problem};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// Longer than any id that a device draws.
const KEY_CHARACTERS_MAX: usize = 64;
const MICROSECONDS_A_MILLISECOND: i64 = 1_000;

#[derive(Deserialize)]
struct Posted {
    bindings: Vec<Value>,
}

#[derive(Deserialize)]
struct Line {
    key: String,
    sticker: String,
    person: Option<Uuid>,
    registration: Option<Uuid>,
    at: i64,
}

/// Takes the lines one after another.
///
/// Refuses with `CRD-069` what is no list of lines, and with `CRD-068` more of them than a device
/// reports at once.
pub(super) async fn bindings(desk: Desk, body: Bytes) -> Result<Json<Value>, Problem> {
    let (permit, signing) = (desk.permit::<BindSticker>()?, desk.app().part::<Signing>()?);
    let posted: Result<Posted, _> = serde_json::from_slice(&body);
    let posted = posted.map_err(|_| Refused::from(CardsRefusal::Incomplete))?;
    if posted.bindings.len() > BINDINGS_MAX {
        let most = u32::try_from(BINDINGS_MAX).unwrap_or(u32::MAX);
        return Err(Refused::from(CardsRefusal::OutOfRange { least: 1, most }).into());
    }
    let mut answers = Vec::with_capacity(posted.bindings.len());
    for line in posted.bindings {
        answers.push(match read(line) {
            Ok((key, binding)) => {
                let done = kept(&desk, (&permit, &signing), (&key, binding)).await;
                answer(&key, done)
            }
            Err((key, refusal)) => answer(&key, Err(refusal.into())),
        });
    }
    Ok(Json(json!({ "bindings": answers })))
}

/// A line as it was sent; what cannot be read is named by its key, where it has one.
fn read(line: Value) -> Result<(String, Binding), (String, CardsRefusal)> {
    let key = line.get("key").and_then(Value::as_str).unwrap_or_default().to_owned();
    let unreadable = |key: String| (key, CardsRefusal::Incomplete);
    let Ok(line) = serde_json::from_value::<Line>(line) else { return Err(unreadable(key)) };
    let whom = match (line.person, line.registration) {
        (Some(person), None) => Whom::Person(Id::from_uuid(person)),
        (None, Some(registration)) => Whom::Registration(Id::from_uuid(registration)),
        (None, None) | (Some(_), Some(_)) => return Err(unreadable(key)),
    };
    if !(1..=KEY_CHARACTERS_MAX).contains(&line.key.chars().count()) {
        return Err(unreadable(key));
    }
    let said = Instant::from_microseconds(line.at.saturating_mul(MICROSECONDS_A_MILLISECOND));
    Ok((line.key, Binding { sticker: line.sticker, whom, said }))
}

/// Does what a line says, once for its key and all that it says: a key that a device has used
/// before with other words is a line of its own.
async fn kept(
    desk: &Desk,
    (permit, signing): (&Permit<BindSticker>, &Arc<Signing>),
    (key, binding): (&str, Binding),
) -> Result<Bound, Stop> {
    let Binding { sticker, whom, said } = &binding;
    let said = said.microseconds();
    let wish = format!("{} {key} {sticker} {whom:?} {said}", BindSticker::NAME);
    let (permit, signing) = (permit.clone(), Arc::clone(signing));
    let bind = move |tx: &mut Tx<'_>| {
        permit.recheck(tx)?;
        let trust = signing.trust(tx)?;
        actions::bind_from_device(tx, &permit, &trust, &binding)
    };
    desk.app().store().write_once(Once::new(desk.staff().uuid(), &wish), bind).await
}

/// What a device is told of one line. One that may be sent again as it is says so.
fn answer(key: &str, done: Result<Bound, Stop>) -> Value {
    match done {
        Ok(Bound { card, person, before }) => {
            json!({ "key": key, "taken": true, "card": card, "person": person, "before": before })
        }
        Err(Stop::Refused(no)) => {
            let sentence = Message::from(&no);
            json!({
                "key": key, "taken": false, "code": no.code, "again": no.kind == Kind::Busy,
                "en": say(&sentence, Language::English), "hi": say(&sentence, Language::Hindi),
            })
        }
        Err(stop @ (Stop::Fault(_) | Stop::Again)) => {
            tracing::error!(%stop, "a binding could not be kept");
            json!({ "key": key, "taken": false, "again": true })
        }
    }
}
