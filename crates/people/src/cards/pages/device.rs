//! What devices of the field report when they have a network again.
//!
//! `{"bindings": [{"key", "sticker", "at", …}]}`, with the time in milliseconds since 1970 and one
//! of these: `person`, `registration`, `health_id`, `card` (its number in hex digits) or `slip` (the
//! code of a visit's slip at this facility). A device that several workers carry says with `by` who
//! bound it. Each line is answered by itself, in the order in which they came, so that one that is
//! refused holds up no other; whoever sends a line again is answered the same.

use crate::cards::actions::{self, BindSticker};
use crate::cards::model::{BINDINGS_MAX, Binding, Bound, CardNumber, CardsRefusal, Whom};
use crate::cards::{Signing, Slips};
use crate::registry;
use crate::registry::index::{Number, Search};
use crate::registry::model::RegistryRefusal;
use crate::registry::search::Query;
use axum::Json;
use axum::body::Bytes;
use nabz_access::{Act, Permit};
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::{Once, Stop, Tx, key_file};
use nabz_web::{Desk, Problem, lines};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// Longer than any id that a device draws.
const KEY_CHARACTERS_MAX: usize = 64;

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
    health_id: Option<String>,
    card: Option<String>,
    slip: Option<String>,
    by: Option<Uuid>,
    at: i64,
}

/// A line that can be read.
struct Said {
    key: String,
    sticker: String,
    named: Named,
    at: Instant,
}

/// Whom a line names.
enum Named {
    Known(Whom),
    /// Whose slip this is.
    Slip(String),
}

/// With what lines are taken.
struct Means {
    permit: Permit<BindSticker>,
    signing: Arc<Signing>,
    search: Arc<Search>,
    slips: Option<Slips>,
}

/// Takes the lines one after another.
///
/// Refuses with `CRD-069` what is no list of lines, and with `CRD-068` more of them than a device
/// reports at once.
pub(super) async fn bindings(desk: Desk, body: Bytes) -> Result<Json<Value>, Problem> {
    let means = Means {
        permit: desk.permit::<BindSticker>()?,
        signing: desk.app().part::<Signing>()?,
        search: desk.app().part::<Search>()?,
        slips: desk.app().part::<Slips>().ok().map(|slips| *slips),
    };
    let posted: Result<Posted, _> = serde_json::from_slice(&body);
    let posted = posted.map_err(|_| Refused::from(CardsRefusal::Incomplete))?;
    if posted.bindings.len() > BINDINGS_MAX {
        let most = u32::try_from(BINDINGS_MAX).unwrap_or(u32::MAX);
        return Err(Refused::from(CardsRefusal::OutOfRange { least: 1, most }).into());
    }
    let mut answers = Vec::with_capacity(posted.bindings.len());
    for line in posted.bindings {
        answers.push(match read(line, desk.staff()) {
            Ok(said) => {
                let key = said.key.clone();
                answer(&key, kept(&desk, &means, said).await)
            }
            Err((key, refused)) => answer(&key, Err(refused.into())),
        });
    }
    Ok(Json(json!({ "bindings": answers })))
}

/// A line as it was sent; what cannot be read is named by its key, where it has one.
fn read(line: Value, staff: StaffId) -> Result<Said, (String, Refused)> {
    let key = lines::key_of(&line);
    let no = |refusal: CardsRefusal| (key.clone(), Refused::from(refusal));
    let Ok(line) = serde_json::from_value::<Line>(line) else {
        return Err(no(CardsRefusal::Incomplete));
    };
    if !(1..=KEY_CHARACTERS_MAX).contains(&line.key.chars().count()) {
        return Err(no(CardsRefusal::Incomplete));
    }
    if line.by.is_some_and(|by| by != staff.uuid()) {
        return Err(no(CardsRefusal::OtherWorker));
    }
    let named = Named::of(&line).map_err(|refused| (key.clone(), refused))?;
    Ok(Said { key: line.key, sticker: line.sticker, named, at: lines::said_at(line.at) })
}

impl Named {
    /// Refuses with `CRD-069` a line that names nobody, or in two ways, and a number that is none
    /// as whoever typed it into a search would be.
    fn of(line: &Line) -> Result<Self, Refused> {
        let known = |whom: Whom| Ok(Self::Known(whom));
        let health_id = |typed: &str| HealthId::parse(typed).map(Whom::HealthId).map(Self::Known);
        let card = |digits: &str| number(digits).map(Whom::Card).map(Self::Known);
        let mut ways = [
            line.person.map(|id| known(Whom::Person(Id::from_uuid(id)))),
            line.registration.map(|id| known(Whom::Registration(Id::from_uuid(id)))),
            line.health_id.as_deref().map(health_id),
            line.card.as_deref().map(card),
            line.slip.as_ref().map(|code| Ok(Self::Slip(code.clone()))),
        ]
        .into_iter()
        .flatten();
        match (ways.next(), ways.next()) {
            (Some(named), None) => named,
            (None, _) | (Some(_), Some(_)) => Err(CardsRefusal::Incomplete.into()),
        }
    }

    /// The number that whoever tries numbers would try.
    fn number(&self) -> Option<Number> {
        match self {
            Self::Known(Whom::HealthId(id)) => Number::of(&Query::HealthId(*id)),
            Self::Known(Whom::Card(_)) | Self::Slip(_) => Some(Number::Other),
            Self::Known(Whom::Person(_) | Whom::Registration(_)) => None,
        }
    }

    /// As it stands in a wish; the `Debug` of a number would say nothing of it.
    fn spelt(&self) -> String {
        match self {
            Self::Known(Whom::HealthId(id)) => id.compact(),
            Self::Known(Whom::Card(number)) => key_file::hex_of(&number.0),
            Self::Known(whom @ (Whom::Person(_) | Whom::Registration(_))) => format!("{whom:?}"),
            Self::Slip(code) => code.clone(),
        }
    }

    /// Whom it means, at a facility: whoever goes on for them, where a paper was scanned.
    fn whom(
        &self,
        tx: &mut Tx<'_>,
        (slips, at): (Option<Slips>, FacilityId),
    ) -> Result<Whom, Stop> {
        let code = match self {
            Self::Known(whom) => return Ok(*whom),
            Self::Slip(code) => code,
        };
        let person = match slips {
            Some(Slips(whose)) => whose(tx, at, code)?,
            None => None,
        };
        let person = person.ok_or(RegistryRefusal::NoSuchPerson)?;
        Ok(Whom::Person(registry::goes_on(tx, person)?))
    }
}

/// The number of a card, in hex digits.
fn number(digits: &str) -> Result<CardNumber, Refused> {
    let bytes = key_file::bytes_of(digits).and_then(|bytes| bytes.try_into().ok());
    bytes.map(CardNumber).ok_or_else(|| CardsRefusal::Incomplete.into())
}

/// Does what a line says, once for its key and all that it says: a key that a device has used
/// before with other words is a line of its own. Whoever tries numbers in this way is counted as at
/// a counter, and slowed as there.
async fn kept(desk: &Desk, means: &Means, said: Said) -> Result<Bound, Stop> {
    let number = said.named.number();
    means.search.admit_number(&means.permit, number, desk.now())?;
    let Said { key, sticker, named, at } = said;
    let (name, whom, when) = (BindSticker::NAME, named.spelt(), at.microseconds());
    let wish = format!("{name} {key} {sticker} {whom} {when}");
    let (permit, signing, slips) = (means.permit.clone(), Arc::clone(&means.signing), means.slips);
    let bind = move |tx: &mut Tx<'_>| {
        permit.recheck(tx)?;
        let trust = signing.trust(tx)?;
        let whom = named.whom(tx, (slips, permit.facility()))?;
        let binding = Binding { sticker: sticker.clone(), whom, said: at };
        actions::bind_from_device(tx, &permit, &trust, &binding)
    };
    let done = desk.app().store().write_once(Once::new(desk.staff().uuid(), &wish), bind).await;
    if number.is_some() {
        let nobody = matches!(&done, Err(Stop::Refused(no)) if no.kind == Kind::Missing);
        means.search.shown(&means.permit, number, usize::from(!nobody));
    }
    done
}

/// What a device is told of one line.
fn answer(key: &str, done: Result<Bound, Stop>) -> Value {
    match done {
        Ok(Bound { card, person, before }) => {
            json!({ "key": key, "taken": true, "card": card, "person": person, "before": before })
        }
        Err(stop) => lines::not_taken(key, &stop),
    }
}
