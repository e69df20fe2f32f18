//! Who waits for the doctor: red signs first, then the order of the queue.

use crate::queue::actions::{CallToken, call_next as call};
use crate::queue::model::{Post, QueueRefusal, Token, TokenId, TokenState, Urgency};
use crate::triage::model::Urgency as Signs;
use crate::{facilities, queue, triage};
use askama::Template;
use axum::extract::Query;
use axum::response::Redirect;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_web::messages::Message;
use nabz_web::{Desk, Fields, Page, Problem, Shell, filters, msg, numbers};
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "opd/pages/queue.html")]
struct QueuePage {
    shell: Shell,
    unit: Option<Uuid>,
    topic: String,
    rooms: Vec<(Uuid, String, bool)>,
    rows: Vec<Row>,
    signed: Option<Uuid>,
}

struct Row {
    id: Uuid,
    number: String,
    red: bool,
    signs: Message,
    state: Message,
    waited: Message,
    mine: bool,
}

/// Which visit was just signed.
#[derive(Deserialize)]
pub(super) struct Asked {
    signed: Option<Uuid>,
}

/// The worklist.
pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Page, Problem> {
    let permit = desk.permit::<crate::opd::actions::BeginVisit>()?;
    let (at, now, me) = (desk.facility(), desk.now(), desk.staff());
    let place = desk.signed().access().place().clone();
    let own_room = place.room;
    let reaches = permit.clone();
    let (unit, rooms, tokens, signs) = desk
        .read(move |view| {
            let units = facilities::units(view, at)?;
            let mut within = units.iter().filter(|unit| reaches.reaches(unit.id));
            let own = place.unit.and_then(|own| units.iter().find(|unit| unit.id == own));
            let Some(unit) = own.or_else(|| within.next()) else {
                return Ok((None, Vec::new(), Vec::new(), HashMap::new()));
            };
            let mut rooms = facilities::rooms(view, at)?;
            rooms.retain(|room| room.unit == unit.id);
            let tokens = queue::here(view, at, unit.id)?;
            let here: Vec<TokenId> = tokens.iter().map(|token| token.id).collect();
            Ok((Some(unit.id), rooms, tokens, triage::urgencies(view, at, &here)?))
        })
        .await?;
    let mut rows: Vec<(u8, Row)> = tokens
        .iter()
        .map(|token| {
            let signs = signs.get(&token.id).copied().unwrap_or(Signs::NotMeasured);
            row(token, signs, now, me)
        })
        .collect();
    // A stable sort: inside each rank the queue's own order stays.
    rows.sort_by_key(|(rank, _)| Reverse(*rank));
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    let shell = desk.shell().count("/opd", i64::try_from(rows.len()).unwrap_or_default());
    desk.page(&QueuePage {
        shell,
        unit: unit.map(Id::uuid),
        topic: unit.map(|unit| queue::unit_topic(at, unit)).unwrap_or_default(),
        rooms: rooms
            .iter()
            .map(|room| (room.id.uuid(), room.door.clone(), own_room == Some(room.id.uuid())))
            .collect(),
        rows,
        signed: asked.signed,
    })
}

fn row(token: &Token, signs: Signs, now: Instant, me: nabz_kernel::ids::StaffId) -> (u8, Row) {
    let mine = matches!(token.state, TokenState::WithDoctor { by, .. } if by == me);
    let called = matches!(token.state, TokenState::Called { .. });
    let red = signs == Signs::Red || token.urgency == Urgency::Emergency;
    let rank = match (mine, called, red, signs) {
        (true, ..) => 4,
        (_, true, ..) => 3,
        (_, _, true, _) => 2,
        (_, _, _, Signs::Amber) => 1,
        (_, _, _, Signs::Red | Signs::Steady | Signs::NotMeasured) => 0,
    };
    let row = Row {
        id: token.id.uuid(),
        number: token.number.to_string(),
        red,
        signs: match signs {
            Signs::Red => msg::opd::urgency_red(),
            Signs::Amber => msg::opd::urgency_amber(),
            Signs::Steady => msg::opd::urgency_steady(),
            Signs::NotMeasured => msg::opd::urgency_none(),
        },
        state: match token.state {
            TokenState::Waiting { .. } => msg::queue::state_waiting(),
            TokenState::Called { .. } => msg::queue::state_called(),
            TokenState::Absent { .. } => msg::queue::state_absent(),
            TokenState::WithDoctor { .. } => msg::queue::state_with_doctor(),
            TokenState::Seen { .. } => msg::queue::state_seen(),
            TokenState::Left { .. } => msg::queue::state_left(),
        },
        waited: numbers::since(token.issued_at, now),
        mine,
    };
    (rank, row)
}

/// Calls whoever is next by the queue's rule, and opens their page.
pub(super) async fn call_next(desk: Desk, fields: Fields) -> Result<Redirect, Problem> {
    let id = |name: &str| fields.get(name).parse::<Uuid>();
    let (Ok(unit), Ok(room)) = (id("unit"), id("room")) else {
        return Err(Refused::from(QueueRefusal::NoSuchRoom).into());
    };
    let post = Post { unit: Id::from_uuid(unit), room: Id::from_uuid(room) };
    let permit = desk.permit::<CallToken>()?;
    let token = desk.write(permit, move |tx, permit| call(tx, permit, post)).await?;
    Ok(Redirect::to(&format!("/opd/visits/{}", token.id)))
}
