//! What the desk's buttons do. Every button of the form keeps the draft first, so that nothing
//! typed is lost whatever follows.

use super::form::{draft_of, draft_of_note};
use super::queue_list::call_next;
use super::visit::{Shown, page};
use crate::codes::model::CodeRef;
use crate::facilities::model::RoomId;
use crate::opd::actions::{self, BeginVisit, PrintPrescription, SignVisit, WriteNote};
use crate::opd::model::{Draft, OpdRefusal, TypedDiagnosis, TypedLine};
use crate::opd::{paper, store};
use crate::prescribing::model::Directions;
use crate::prescribing::rules::directions::typed;
use crate::prescribing::sheet::meal_word;
use crate::queue::actions::{CallToken, mark_absent};
use crate::queue::model::{Post, QueueRefusal, Token, TokenId, TokenState};
use crate::{codes, facilities, formulary, prescribing, queue};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::relations::must_be_related;
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, Language, Problem};
use uuid::Uuid;

/// Begins the visit: of somebody who was called in the room into which they were, of somebody who
/// waits in the room that the page names.
pub(super) async fn begin(
    desk: Desk,
    Path(visit): Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let (permit, id) = (desk.permit::<BeginVisit>()?, TokenId::from_uuid(visit));
    let own = desk.signed().access().place().room;
    let chosen = fields.get("room").to_owned();
    desk.write_once(permit, &fields.once(), move |tx, permit| {
        let token = queue::token(tx, permit.facility(), id)?.ok_or(OpdRefusal::NoSuchVisit)?;
        let room = room_for(tx, &token, &chosen, own)?;
        actions::begin(tx, permit, (id, Post { unit: token.unit, room })).map(|token| token.id)
    })
    .await?;
    Ok(back(visit))
}

/// In which room somebody sits down: where they were called to, else the one that was chosen, else
/// the doctor's own, else the only one there is.
///
/// Refuses with `QUE-005` when it cannot be told.
fn room_for(
    tx: &mut Tx<'_>,
    token: &Token,
    chosen: &str,
    own: Option<Uuid>,
) -> Result<RoomId, Stop> {
    if let TokenState::Called { room, .. } | TokenState::WithDoctor { room, .. } = token.state {
        return Ok(room);
    }
    let mut rooms = facilities::rooms(tx, token.facility)?;
    rooms.retain(|room| room.unit == token.unit);
    let of_unit = |id: Uuid| rooms.iter().map(|room| room.id).find(|room| room.uuid() == id);
    let room = match (chosen, rooms.as_slice()) {
        ("", [only]) => Some(only.id),
        ("", _) => own.and_then(of_unit),
        (chosen, _) => chosen.parse().ok().and_then(of_unit),
    };
    room.ok_or_else(|| QueueRefusal::NoSuchRoom.into())
}

/// Nobody came.
pub(super) async fn absent(
    desk: Desk,
    Path(visit): Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let (permit, id) = (desk.permit::<CallToken>()?, TokenId::from_uuid(visit));
    desk.write_once(permit, &fields.once(), move |tx, permit| {
        mark_absent(tx, permit, id).map(|token| token.id)
    })
    .await?;
    Ok(Redirect::to("/opd"))
}

/// Keeps what is typed while it is typed; answers the part of the page that says so.
pub(super) async fn draft(
    desk: Desk,
    Path(visit): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let saved = keep(&desk, TokenId::from_uuid(visit), seen(&fields), draft_of(&fields)).await?;
    Ok(super::visit::saved_part(&desk, saved)?.into_response())
}

/// Any button of the note: keep, add, remove, take a template, sign.
pub(super) async fn note(
    desk: Desk,
    Path(visit): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (id, act) = (TokenId::from_uuid(visit), fields.get("act").to_owned());
    let draft = changed(&desk, (&fields, id), &act).await?;
    let version = match keep(&desk, id, seen(&fields), draft.clone()).await {
        Ok(version) => version,
        // The button may have been pressed twice: signing gives the first answer again.
        Err(problem) if act == "sign" && refusal(&problem) == Some("OPD-003") => seen(&fields),
        Err(problem) => return not_kept(&desk, id, (draft, seen(&fields)), problem).await,
    };
    if act == "call-next" {
        return Ok(call_next(desk, fields, Some(visit)).await?.into_response());
    }
    if act != "sign" {
        return Ok(back(visit).into_response());
    }
    let permit = desk.permit::<SignVisit>()?;
    let wanted = draft.clone();
    let signed = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            actions::sign(tx, permit, id, (version, &wanted))
        })
        .await;
    match signed {
        Ok(_) => Ok(Redirect::to(&format!("/opd?signed={visit}")).into_response()),
        Err(problem) => not_kept(&desk, id, (draft, version), problem).await,
    }
}

/// The page after a refusal, with everything that was typed; beside it what somebody else saved or
/// signed in between.
pub(super) async fn not_kept(
    desk: &Desk,
    id: TokenId,
    (draft, version): (Draft, u32),
    problem: Problem,
) -> Result<Response, Problem> {
    let Some(why) = problem.refused().cloned() else { return Err(problem) };
    match why.code {
        "OPD-001" => Err(problem),
        "OPD-002" => {
            Ok(page(desk, id, Shown::Conflict(draft)).await?.with_conflict().into_response())
        }
        "OPD-003" => {
            let shown = Shown::Overtaken(draft, why);
            Ok(page(desk, id, shown).await?.with_conflict().into_response())
        }
        // Whatever was refused, and be it for a full disk: what was typed is nowhere but here.
        _ => {
            let shown = Shown::Refused(draft, version, why);
            Ok(page(desk, id, shown).await?.with_errors().into_response())
        }
    }
}

/// Signs an amendment.
pub(super) async fn amend(
    desk: Desk,
    Path(visit): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (id, act) = (TokenId::from_uuid(visit), fields.get("act").to_owned());
    let draft = changed(&desk, (&fields, id), &act).await?;
    if act != "sign" {
        return Ok(page(&desk, id, Shown::Amending(draft, seen(&fields), None))
            .await?
            .into_response());
    }
    let permit = desk.permit::<SignVisit>()?;
    let (nth, wanted) = (seen(&fields), draft.clone());
    let signed = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            actions::amend(tx, permit, id, (nth, &wanted))
        })
        .await;
    match signed {
        Ok(_) => Ok(Redirect::to(&format!("/opd?signed={visit}")).into_response()),
        Err(problem) => match problem.refused() {
            Some(why) if why.code == "OPD-002" => {
                let shown = Shown::Overtaken(draft, why.clone());
                Ok(page(&desk, id, shown).await?.with_conflict().into_response())
            }
            Some(why) => {
                let shown = Shown::Amending(draft, nth, Some(why.clone()));
                Ok(page(&desk, id, shown).await?.with_errors().into_response())
            }
            None => Err(problem),
        },
    }
}

/// Counts one more print and shows it.
pub(super) async fn print_again(
    desk: Desk,
    Path(visit): Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let (permit, id) = (desk.permit::<PrintPrescription>()?, TokenId::from_uuid(visit));
    let copy = desk
        .write_once(permit, &fields.once(), move |tx, permit| actions::print_again(tx, permit, id))
        .await?;
    Ok(Redirect::to(&format!("/opd/visits/{visit}/prescription/{copy}")))
}

/// Keeps the draft and answers its version.
pub(super) async fn keep(
    desk: &Desk,
    id: TokenId,
    seen: u32,
    draft: Draft,
) -> Result<u32, Problem> {
    let permit = desk.permit::<WriteNote>()?;
    desk.write(permit, move |tx, permit| {
        let kept = store::draft(tx, permit.facility(), id)?;
        // What was saved while the button was on its way says the same: nothing is in conflict.
        match kept {
            Some(saved) if saved.draft == draft => Ok(saved.version),
            Some(_) | None => actions::save_draft(tx, permit, id, (seen, &draft)),
        }
    })
    .await
}

/// The draft with what the button changes in it.
pub(super) async fn changed(
    desk: &Desk,
    (fields, visit): (&Fields, TokenId),
    act: &str,
) -> Result<Draft, Problem> {
    let mut draft = draft_of(fields);
    if let Some(line) = act.strip_prefix("remove-line-").and_then(|at| at.parse::<usize>().ok())
        && (1..=draft.lines.len()).contains(&line)
    {
        draft.lines.remove(line - 1);
    }
    if let Some(one) = act.strip_prefix("remove-dx-").and_then(|at| at.parse::<usize>().ok())
        && (1..=draft.diagnoses.len()).contains(&one)
    {
        draft.diagnoses.remove(one - 1);
    }
    // The chips beside the days until the next visit: pressing the chosen one takes it back.
    if let Some(days) = act.strip_prefix("see-again-") {
        draft.see_again = if draft.see_again == days { String::new() } else { days.to_owned() };
    }
    let (add, dx_code) =
        (fields.get("add_medicine").to_owned(), fields.get("add_dx_code").to_owned());
    let (dx, template) =
        (fields.get("add_dx").to_owned(), act.strip_prefix("template-").map(str::to_owned));
    let favourite = act.strip_prefix("favourite-").map(str::to_owned);
    let copy = act == "copy-last";
    let (at, me, language) = (desk.facility(), desk.staff(), desk.language());
    desk.read(move |view| {
        let mut draft = draft.clone();
        add_line(view, (at, me), &add, &mut draft)?;
        add_diagnosis(view, &dx, &dx_code, &mut draft)?;
        if let Some(code) = &template {
            take_template(view, code, language, &mut draft)?;
        }
        if let Some(medicine) = &favourite {
            add_line(view, (at, me), medicine, &mut draft)?;
        }
        if copy {
            copy_last(view, (at, me), visit, &mut draft)?;
        }
        Ok(draft)
    })
    .await
}

/// A medicine that was picked, as this doctor usually has it taken.
fn add_line(
    view: &mut Tx<'_>,
    (at, me): (FacilityId, StaffId),
    medicine: &str,
    draft: &mut Draft,
) -> Result<(), Stop> {
    let Ok(id) = medicine.parse::<Uuid>().map(Id::from_uuid) else { return Ok(()) };
    if formulary::medicine(view, id)?.is_none() {
        return Ok(());
    }
    let often = prescribing::favourites(view, at, me)?;
    let usual = often.into_iter().find(|favourite| favourite.medicine == id);
    let line = usual.map_or_else(TypedLine::default, |usual| typed_line(&usual.directions));
    draft.lines.push(TypedLine { medicine: medicine.to_owned(), ..line });
    Ok(())
}

fn typed_line(directions: &Directions) -> TypedLine {
    TypedLine {
        dose: typed(&directions.frequency),
        days: directions.days.to_string(),
        meal: meal_word(directions.meal).to_owned(),
        ..TypedLine::default()
    }
}

fn add_diagnosis(
    view: &mut Tx<'_>,
    words: &str,
    picked: &str,
    draft: &mut Draft,
) -> Result<(), Stop> {
    let code = picked.split_once('|');
    let code = code.map(|(system, code)| CodeRef { system: system.into(), code: code.into() });
    let concept = match &code {
        Some(code) => codes::concept(view, code)?,
        None => None,
    };
    if let Some(concept) = concept {
        draft.diagnoses.push(TypedDiagnosis {
            words: concept.english,
            hindi: concept.hindi,
            system: concept.code.system,
            code: concept.code.code,
        });
    } else if !words.is_empty() {
        draft.diagnoses.push(TypedDiagnosis { words: words.into(), ..TypedDiagnosis::default() });
    }
    Ok(())
}

/// Fills what is still empty and adds the set's medicines.
fn take_template(
    view: &mut Tx<'_>,
    code: &str,
    language: Language,
    draft: &mut Draft,
) -> Result<(), Stop> {
    let templates = prescribing::templates(view)?;
    let Some(template) = templates.into_iter().find(|one| one.code == code) else { return Ok(()) };
    if draft.complaint.is_empty() {
        draft.complaint = language.pick(template.complaint_hi, template.complaint_en);
    }
    if draft.advice.is_empty() {
        // Printed for the person, who reads Hindi whatever the doctor reads.
        draft.advice = template.advice_hi;
    }
    for line in template.lines {
        if let Some(medicine) = formulary::medicine_by_code(view, &line.medicine_code)? {
            let typed = typed_line(&line.directions);
            draft.lines.push(TypedLine { medicine: medicine.id.to_string(), ..typed });
        }
    }
    Ok(())
}

/// Brings over what the last note that the page shows says: words where nothing is typed yet, and
/// the diagnoses and medicines that are not there yet.
fn copy_last(
    view: &mut Tx<'_>,
    (at, me): (FacilityId, StaffId),
    visit: TokenId,
    draft: &mut Draft,
) -> Result<(), Stop> {
    let Some(token) = queue::token(view, at, visit)? else { return Ok(()) };
    let last = store::last_of_person(view, (at, me), token.person, visit)?;
    let Some(last) = last else { return Ok(()) };
    let why = must_be_related(view, me, token.person)?;
    if paper::is_closed(view, &last, why)? {
        return Ok(());
    }
    let last = draft_of_note(&last.note);
    let fill = |field: &mut String, words: String| {
        if field.is_empty() {
            *field = words;
        }
    };
    fill(&mut draft.complaint, last.complaint);
    fill(&mut draft.examination, last.examination);
    fill(&mut draft.advice, last.advice);
    for diagnosis in last.diagnoses {
        if !draft.diagnoses.contains(&diagnosis) {
            draft.diagnoses.push(diagnosis);
        }
    }
    for line in last.lines {
        if draft.lines.iter().all(|typed| typed.medicine != line.medicine) {
            // A reason answered that day's alerts; today's have to be looked at again.
            draft.lines.push(TypedLine { reason: String::new(), ..line });
        }
    }
    Ok(())
}

/// The version of the draft that the page had seen.
pub(super) fn seen(fields: &Fields) -> u32 {
    fields.version()
}

fn refusal(problem: &Problem) -> Option<&'static str> {
    problem.refused().map(|refused: &Refused| refused.code)
}

fn back(visit: Uuid) -> Redirect {
    Redirect::to(&format!("/opd/visits/{visit}"))
}
