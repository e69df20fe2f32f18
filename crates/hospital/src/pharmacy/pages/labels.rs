//! Labels of 50 × 25 mm, one for each pack.

use super::{slip, view, words};
use crate::formulary;
use crate::pharmacy::actions::Dispense as DispenseAct;
use crate::pharmacy::model::Dispense;
use crate::pharmacy::rules;
use crate::prescribing;
use crate::queue;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_print::Both;
use nabz_print::label::{Label, LabelCode, labels};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Language, say};
use nabz_web::{Desk, Problem};
use uuid::Uuid;

pub(super) async fn pdf(desk: Desk, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let permit = desk.permit::<DispenseAct>()?;
    let who = (desk.facility(), desk.staff());
    let (printed, person, why) = desk
        .read(move |tx| {
            let (dispense, why) = slip::for_reader(tx, who, id)?;
            Ok((read(tx, &dispense)?, dispense.person, why))
        })
        .await?;
    desk.shows(&permit, person, why).await?;
    let bytes = labels(&printed).map_err(Problem::fault)?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], bytes).into_response())
}

/// The label of each pack: what, how to take it in both scripts, whose, out of which batch, and
/// the number and the code by which the handing over is found when something comes back.
pub(super) fn read(tx: &mut Tx<'_>, dispense: &Dispense) -> Result<Vec<Label>, Stop> {
    let name = view::name(tx, dispense.person, Language::Hindi)?;
    let token = queue::token(tx, dispense.facility, dispense.visit)?;
    let token = token.map(|token| token.number.to_string()).unwrap_or_default();
    let mut printed = Vec::new();
    for item in &dispense.items {
        let medicine = formulary::medicine(tx, item.medicine)?;
        let medicine = medicine.ok_or_else(|| Stop::fault("a given medicine is unknown"))?;
        let line = prescribing::line(tx, dispense.facility, item.line)?;
        let line = line.ok_or_else(|| Stop::fault("a prescribed line is gone"))?;
        let written = formulary::medicine(tx, line.medicine)?;
        let written = written.ok_or_else(|| Stop::fault("a prescribed medicine is unknown"))?;
        let stand = rules::may_stand_for(&written, &medicine)?;
        let directions = stand.dosed(&line.directions);
        let directions = directions.ok_or_else(|| Stop::fault("a dose beyond any amount"))?;
        let instruction = |language| words::instruction(&directions, medicine.measure, language);
        for pack in &item.packs {
            let units = words::how_many(pack.pick.units.count(), medicine.unit);
            let title = words::medicine_name(&medicine, Language::English);
            printed.push(Label {
                title: format!("{title} · {}", say(&units, Language::Hindi)),
                text: Both::new(instruction(Language::Hindi), instruction(Language::English)),
                small: format!("{name} · {token} · {} · No. {}", pack.pick.number, dispense.number),
                use_by: Some(words::month(pack.pick.expires_on, Language::English)),
                code: LabelCode::Qr(rules::label_code(dispense.id)),
            });
        }
    }
    Ok(printed)
}
