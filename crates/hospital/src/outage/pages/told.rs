//! What devices tell when they have a network again.
//!
//! `{"device": "…", "visits": [{"key", "health_id", "slip", "by", "at", "unit", "form": {…}}]}`, with
//! the time in milliseconds since 1970 and the fields of the registration form by their names; a
//! visit that was struck out says `struck` and nothing of anybody. Each line is answered by itself,
//! in the order in which they came, so that one that is refused holds up no other; whoever sends a
//! line again is answered the same.

use super::kept::read;
use crate::frontdesk::NewForm;
use crate::outage::actions::{self, TellVisits};
use crate::outage::model::{
    Device, DeviceId, KeptVisitId, OutageRefusal, SLIP_MAX, VISITS_MAX, Visit, Written,
};
use crate::outage::{rules, store};
use crate::queue::actions::IssueToken;
use crate::queue::model::QueueRefusal;
use axum::Json;
use axum::body::Bytes;
use nabz_access::{Permit, UnitId};
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{Id, StaffId};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_people::registry::actions::RegisterPerson;
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Message, say};
use nabz_web::{Desk, FormErrors, Language, Problem, lines};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Deserialize)]
struct Posted {
    device: Uuid,
    visits: Vec<Value>,
}

#[derive(Deserialize)]
struct Line {
    key: Uuid,
    health_id: String,
    slip: u32,
    by: Uuid,
    at: i64,
    #[serde(default)]
    struck: bool,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    form: HashMap<String, String>,
}

/// With what lines are taken, and by which device they were written.
struct Means {
    tell: Permit<TellVisits>,
    register: Permit<RegisterPerson>,
    token: Permit<IssueToken>,
    device: Device,
    /// When each number was set aside that the device has not told of.
    set_aside: HashMap<HealthId, Instant>,
    now: Instant,
}

/// A line that can be read.
enum Said {
    Written(Box<Written>),
    Struck(KeptVisitId, HealthId),
}

/// Why a line cannot be.
enum Wrong {
    /// Something in it was typed wrongly.
    Typed(Message),
    /// It is no line, or not one of this place.
    Refused(Refused),
}

impl Wrong {
    fn unreadable() -> Self {
        Self::Refused(OutageRefusal::Unreadable.into())
    }
}

/// Takes the lines one after another.
///
/// Refuses with `OUT-001` a device that was not prepared here, with `OUT-008` what is no list of
/// lines, and with `OUT-009` more of them than a device reports at once.
pub(super) async fn visits(desk: Desk, body: Bytes) -> Result<Json<Value>, Problem> {
    let tell = desk.permit::<TellVisits>()?;
    let (register, token) = (desk.permit::<RegisterPerson>()?, desk.permit::<IssueToken>()?);
    let posted: Posted = read(&body)?;
    if posted.visits.len() > VISITS_MAX {
        return Err(Refused::from(OutageRefusal::TooMany { most: VISITS_MAX }).into());
    }
    let (facility, id): (_, DeviceId) = (desk.facility(), Id::from_uuid(posted.device));
    let known = desk.read(move |view| {
        Ok((store::device(view, facility, id)?, store::out(view, facility, id)?))
    });
    let (device, out) = known.await?;
    let device = device.ok_or_else(|| Refused::from(OutageRefusal::NoSuchDevice))?;
    let set_aside = out.iter().map(|number| (number.health_id, number.set_aside_at)).collect();
    let means = Means { tell, register, token, device, set_aside, now: desk.now() };
    let mut answers = Vec::with_capacity(posted.visits.len());
    for line in posted.visits {
        let key = lines::key_of(&line);
        answers.push(match means.read(line) {
            Ok(Said::Written(written)) => kept(&desk, &means, &key, *written).await,
            Ok(Said::Struck(visit, number)) => struck(&desk, &means, &key, (visit, number)).await,
            Err(Wrong::Typed(said)) => lines::refused(&key, &said, false),
            Err(Wrong::Refused(refused)) => lines::not_taken(&key, &refused.into()),
        });
    }
    Ok(Json(json!({ "visits": answers })))
}

impl Means {
    /// A line as it was sent.
    fn read(&self, line: Value) -> Result<Said, Wrong> {
        let line: Line = serde_json::from_value(line).map_err(|_| Wrong::unreadable())?;
        if !(1..=SLIP_MAX).contains(&line.slip) {
            return Err(Wrong::unreadable());
        }
        let health_id = HealthId::parse(&line.health_id).map_err(Wrong::Refused)?;
        let id = Id::from_uuid(line.key);
        if line.struck {
            return Ok(Said::Struck(id, health_id));
        }
        let no_unit = |_| Wrong::Refused(QueueRefusal::NoSuchUnit.into());
        let unit = line.unit.parse::<Uuid>().map_err(no_unit)?;
        let (unit, by): (UnitId, StaffId) = (Id::from_uuid(unit), Id::from_uuid(line.by));
        let said = lines::said_at(line.at);
        // Of a number that is out no more only what became of it is said.
        let set_aside = self.set_aside.get(&health_id).copied().unwrap_or(self.now);
        let at = rules::written_at(said, set_aside, self.now);
        let typed = |name: &str| line.form.get(name).map_or("", |text| text.trim()).to_owned();
        let mut errors = FormErrors::default();
        let details = NewForm::filled(typed).details(at.date_in_india(), &mut errors);
        if let Some(wrong) = errors.list().first() {
            return Err(Wrong::Typed(wrong.message.clone()));
        }
        let details = details.ok_or_else(Wrong::unreadable)?;
        let (device, slip) = (self.device.id, line.slip);
        let written = Written { id, device, health_id, slip, unit, by, said, at, details };
        Ok(Said::Written(Box::new(written)))
    }
}

/// Registers whom a line is about, and gives them their token: two steps that can each be taken
/// again, for a person stays registered whatever the department says.
async fn kept(desk: &Desk, means: &Means, key: &str, written: Written) -> Value {
    let (tell, register) = (means.tell.clone(), means.register.clone());
    let entered = desk.app().store().write(move |tx: &mut Tx<'_>| {
        tell.recheck(tx)?;
        register.recheck(tx)?;
        actions::enter(tx, (&tell, &register), &written)
    });
    let visit = match entered.await {
        Ok(visit) => visit,
        Err(stop) => return lines::not_taken(key, &stop),
    };
    let (permit, which) = (means.token.clone(), (visit.device, visit.id));
    let given = desk.app().store().write(move |tx: &mut Tx<'_>| {
        permit.recheck(tx)?;
        Ok(actions::give_token(tx, &permit, which)?.number.to_string())
    });
    match given.await {
        Ok(token) => taken(key, &visit, (Some(token.as_str()), None)),
        Err(Stop::Refused(no)) if no.kind != Kind::Busy => {
            taken(key, &visit, (None, Some(&Message::from(&no))))
        }
        // The person is entered; the line comes again for its token.
        Err(stop) => lines::not_taken(key, &stop),
    }
}

/// What a device is told of a visit that was entered: the token, or why there is none.
fn taken(key: &str, visit: &Visit, (token, why): (Option<&str>, Option<&Message>)) -> Value {
    let said = |language| why.map(|why| say(why, language));
    json!({
        "key": key, "taken": true, "health_id": visit.health_id.compact(), "token": token,
        "code": why.map(Message::key),
        "en": said(Language::English), "hi": said(Language::Hindi),
    })
}

async fn struck(
    desk: &Desk,
    means: &Means,
    key: &str,
    (visit, number): (KeptVisitId, HealthId),
) -> Value {
    let (permit, device) = (means.tell.clone(), means.device.id);
    let done = desk.app().store().write(move |tx: &mut Tx<'_>| {
        permit.recheck(tx)?;
        actions::strike(tx, &permit, visit, (device, number))
    });
    match done.await {
        Ok(()) => json!({ "key": key, "taken": true }),
        Err(stop) => lines::not_taken(key, &stop),
    }
}
