//! The dispensing page: scan each pack, then hand over.

use super::draft::Draft;
use super::slip;
use super::view::{self, AtWindow};
use super::waiting::{self, List};
use crate::formulary;
use crate::opd::actions::PrintPrescription;
use crate::pharmacy::actions::{self, Dispense};
use crate::pharmacy::model::{Collector, PharmacyRefusal};
use crate::pharmacy::rules;
use crate::prescribing::model::PrescriptionId;
use crate::stores;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_kernel::refusal::Refused;
use nabz_people::registry::shows_as_one;
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "pharmacy/pages/desk.html")]
struct DeskPage {
    shell: Shell,
    list: List,
    id: Uuid,
    at: AtWindow,
    scanned: Vec<Uuid>,
    progress: Message,
    to_do: Option<Message>,
    hand_over: Message,
    /// How many medicines the button promises, where they are not all.
    part: Option<usize>,
    problem: Option<Message>,
    family: bool,
    may_print: bool,
    once: String,
    print_once: String,
}

pub(super) async fn page(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    show(&desk, id, (Draft::empty(), OnceKey::draw().to_string()), None).await
}

/// Takes what was scanned into the draft; nothing is kept before the handing over.
pub(super) async fn scan(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Page, Problem> {
    let mut draft = Draft::of(&fields);
    let pack = fields.get("pack").to_owned();
    let once = fields.once().key().to_owned();
    if pack.is_empty() {
        return show(&desk, id, (draft, once), None).await;
    }
    desk.permit::<Dispense>()?;
    let (facility, asked) = (desk.facility(), draft.clone());
    let found =
        desk.read(move |tx| scanned(tx, facility, Id::from_uuid(id), (&asked, &pack))).await?;
    let problem = match found {
        Ok(batch) => {
            draft.scanned.push(batch);
            None
        }
        Err(refusal) => Some(Message::from(&Refused::from(refusal))),
    };
    show(&desk, id, (draft, once), problem).await
}

type Found = Result<stores::model::BatchId, PharmacyRefusal>;

fn scanned(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    prescription: PrescriptionId,
    (draft, read): (&Draft, &str),
) -> Result<Found, Stop> {
    let storeroom = view::counter(tx, facility)?;
    let mut lines = actions::due_on_shelf(tx, facility, storeroom, prescription)?;
    for line in &mut lines {
        let chosen = draft.line(line.due.line.id).and_then(|one| one.medicine);
        let Some(chosen) = chosen.filter(|id| *id != line.due.medicine.id) else { continue };
        let Some(other) = formulary::medicine(tx, chosen)? else { continue };
        let Ok(stand) = rules::may_stand_for(&line.due.medicine, &other) else { continue };
        line.due.line.units = stand.needed(line.due.left()).count();
        line.due.given = stores::model::Units::NONE;
        line.shelf = stores::shelf(tx, facility, storeroom, chosen)?;
        line.due.medicine = other;
    }
    let mut packs = Vec::new();
    for batch in stores::find_batches(tx, facility, &rules::pack_number(read))? {
        if let Some(medicine) = formulary::medicine(tx, batch.medicine)? {
            packs.push((batch, medicine));
        }
    }
    let waits = |line: &&crate::pharmacy::model::DueOnShelf| {
        let due = rules::to_pick(line, tx.today());
        due.iter().any(|pick| !draft.scanned.contains(&pick.batch))
    };
    let next = lines.iter().find(waits).map(|line| line.due.medicine.clone());
    let found = rules::which_line(&lines, &packs, next.as_ref(), tx.today());
    Ok(found.map(|(_, pick)| pick.batch))
}

/// Hands over what the form says, once however often it is sent.
pub(super) async fn hand_over(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let draft = Draft::of(&fields);
    let permit = desk.permit::<Dispense>()?;
    let (staff, language) = (desk.staff(), desk.language());
    let (asked, part) = (draft.clone(), fields.get("part").parse::<usize>().ok());
    let handed = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            let who = (permit.facility(), staff);
            let at = view::at_window(tx, who, Id::from_uuid(id), (&asked, language))?;
            let written = |line| at.written.iter().find(|(own, _)| *own == line).map(|(_, m)| *m);
            let mut order = asked.order(at.prescription, at.storeroom, written)?;
            order.lines = at.promised(order.lines, part);
            Ok(actions::dispense(tx, permit, &order)?.id.uuid())
        })
        .await;
    match handed {
        Ok(dispense) => {
            let to = Redirect::to(&format!("/pharmacy/slips/{dispense}"));
            Ok(([slip::handed(dispense)?], to).into_response())
        }
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            let once = OnceKey::draw().to_string();
            Ok(show(&desk, id, (draft, once), Some(said)).await?.with_errors().into_response())
        }
    }
}

async fn show(
    desk: &Desk,
    id: Uuid,
    (draft, once): (Draft, String),
    problem: Option<Message>,
) -> Result<Page, Problem> {
    let permit = desk.permit::<Dispense>()?;
    let (who, language) = ((desk.facility(), desk.staff()), desk.language());
    let asked = draft.clone();
    let (at, list) = desk
        .read(move |tx| {
            let id = Id::from_uuid(id);
            let at = view::at_window(tx, who, id, (&asked, language))?;
            Ok((at, waiting::waiting(tx, who.0, Some(id), language)?))
        })
        .await?;
    shows_as_one(desk, &permit, at.person, at.why).await?;
    let (done, of) = at.progress();
    let to_do = (done < of).then(|| msg::pharmacy::still_to_scan(of.saturating_sub(done)));
    let all = at.rows.len();
    let part = Some(done).filter(|done| (1..all).contains(done));
    let hand_over = match part {
        Some(done) => msg::pharmacy::hand_over_part(all, done),
        None => msg::pharmacy::hand_over(),
    };
    desk.page(&DeskPage {
        shell: desk.shell(),
        list,
        id,
        scanned: draft.scanned.iter().map(|batch| batch.uuid()).collect(),
        progress: msg::pharmacy::progress(of, done),
        to_do,
        hand_over,
        part,
        problem,
        family: draft.collector == Collector::Family,
        may_print: desk.may::<PrintPrescription>(),
        once,
        print_once: OnceKey::draw().to_string(),
        at,
    })
}
