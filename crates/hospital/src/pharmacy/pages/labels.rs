//! Labels of 50 × 25 mm, one for each pack.

use super::{slip, view, words};
use crate::formulary;
use crate::formulary::model::{DispensingUnit, Medicine};
use crate::pharmacy::actions::Dispense as DispenseAct;
use crate::pharmacy::model::Dispense;
use crate::pharmacy::rules;
use crate::prescribing;
use crate::prescribing::model::Directions;
use crate::prescribing::words::how_many;
use crate::queue;
use crate::stores::model::Pick;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_kernel::ids::PersonId;
use nabz_print::Both;
use nabz_print::label::{Label, LabelCode, labels};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Language, say};
use nabz_web::{Desk, Problem, numbers};
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

/// What the label of one pack says. The window shows it before it is printed, in the same words.
pub(super) struct Sticker {
    pub(super) title: String,
    pub(super) say: Both,
    /// What the doctor remarked; the label of a long one holds only its beginning.
    pub(super) remark: String,
    pub(super) foot: String,
    pub(super) use_by: String,
}

impl Sticker {
    /// `whose` is the person's name and token.
    pub(super) fn of(
        (medicine, directions): (&Medicine, &Directions),
        pick: &Pick,
        whose: &str,
    ) -> Self {
        let units = how_many(pick.units.count(), medicine.unit);
        // A label has little room, and so many tablets or capsules are said to be such.
        let counted = matches!(medicine.unit, DispensingUnit::Tablet | DispensingUnit::Capsule);
        let named = if counted { formulary::name_and_strength } else { formulary::label };
        let title = named(medicine, Language::English);
        let taken = |language| words::instruction(directions, medicine.measure, language);
        Self {
            title: format!("{title} · {}", say(&units, Language::Hindi)),
            say: Both::new(taken(Language::Hindi), taken(Language::English)),
            remark: directions.remark.clone(),
            foot: format!("{whose} · {}", pick.number),
            use_by: numbers::month(pick.expires_on, Language::English),
        }
    }
}

/// Whose medicine it is: the name in Hindi where it was ever written so, and the token.
pub(super) fn whose(tx: &mut Tx<'_>, person: PersonId, token: &str) -> Result<String, Stop> {
    Ok(format!("{} · {token}", view::name(tx, person, Language::Hindi)?))
}

/// The label of each pack: what, how to take it in both scripts, what the doctor remarked, whose,
/// out of which batch, and the number and the code by which the handing over is found when
/// something comes back.
pub(super) fn read(tx: &mut Tx<'_>, dispense: &Dispense) -> Result<Vec<Label>, Stop> {
    let token = queue::token(tx, dispense.facility, dispense.visit)?;
    let token = token.map(|token| token.number.to_string()).unwrap_or_default();
    let whose = whose(tx, dispense.person, &token)?;
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
        for pack in &item.packs {
            let said = Sticker::of((&medicine, &directions), &pack.pick, &whose);
            printed.push(Label {
                title: said.title,
                text: said.say,
                remark: said.remark,
                small: format!("{} · No. {}", said.foot, dispense.number),
                use_by: Some(said.use_by),
                code: LabelCode::Qr(rules::label_code(dispense.id)),
            });
        }
    }
    Ok(printed)
}
