//! What expires within 180 days, and setting aside what already has.

use super::typed::{self, Room};
use crate::stores::actions::{self, QuarantineStock, SeeStock};
use crate::stores::rules::{self, Expiry};
use crate::stores::store;
use askama::Template;
use axum::extract::Path;
use axum::response::Redirect;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::Id;
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

/// How far the list looks ahead.
const DAYS_AHEAD: i64 = 180;

#[derive(Template)]
#[template(path = "stores/pages/expiring.html")]
struct ExpiringPage {
    shell: Shell,
    room: Room,
    rows: Vec<Row>,
    any_past: bool,
    may_set_aside: bool,
    as_of: String,
    once: String,
}

struct Row {
    medicine: Uuid,
    name: String,
    number: String,
    expires: String,
    units: String,
    band: Message,
    past: bool,
    soon: bool,
}

pub(super) async fn page(desk: Desk, Path(room): Path<Uuid>) -> Result<Page, Problem> {
    desk.permit::<SeeStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let (room, rows) = desk
        .read(move |tx| {
            let shown = typed::room(tx, facility, room, language)?;
            let today = tx.today();
            let until = Date::from_days(today.days() + DAYS_AHEAD);
            let mut rows = Vec::new();
            for lot in store::expiring(tx, facility, Id::from_uuid(room), until)? {
                let band = rules::expiry(lot.batch.expires_on, today);
                rows.push(Row {
                    medicine: lot.batch.medicine.uuid(),
                    name: typed::named(tx, lot.batch.medicine, language)?,
                    number: lot.batch.number.clone(),
                    expires: numbers::month(lot.batch.expires_on, language),
                    units: typed::grouped(lot.units),
                    band: match band {
                        Expiry::Past => msg::stores::expired(),
                        Expiry::Within90Days => msg::stores::within_90(),
                        Expiry::Within180Days | Expiry::Later => msg::stores::within_180(),
                    },
                    past: band == Expiry::Past,
                    soon: band == Expiry::Within90Days,
                });
            }
            Ok((shown, rows))
        })
        .await?;
    desk.page(&ExpiringPage {
        shell: desk.shell(),
        room,
        any_past: rows.iter().any(|row| row.past),
        rows,
        may_set_aside: desk.may::<QuarantineStock>(),
        as_of: numbers::clock_time(desk.now()),
        once: OnceKey::draw().to_string(),
    })
}

pub(super) async fn set_aside(
    desk: Desk,
    Path(room): Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let permit = desk.permit::<QuarantineStock>()?;
    desk.write_once(permit, &fields.once(), move |tx, permit| {
        actions::set_aside_expired(tx, permit, Id::from_uuid(room)).map(drop)
    })
    .await?;
    Ok(Redirect::to(&format!("/stores/{room}/expiring")))
}
