//! Somebody new: the form, who on record looks like them, and the registration.

use super::{counter_of, family, fresh, next_page};
use crate::frontdesk::actions::{Beside, register_and_give_token};
use crate::frontdesk::form::{NewForm, wish};
use crate::frontdesk::views::{Chosen, Similar, TokenPane, WardRow, unit_rows, ward_rows};
use crate::queue::actions::IssueToken;
use crate::queue::load;
use askama::Template;
use axum::Json;
use axum::response::{IntoResponse, Response};
use nabz_access::Reason;
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_people::places;
use nabz_people::registry::actions::{RegisterPerson, SearchRegistry};
use nabz_people::registry::index::Search;
use nabz_people::registry::model::{NewPerson, PaperKind, PaperSeen, RegistryRefusal};
use nabz_people::registry::search::Typed;
use nabz_people::registry::{other_script, words};
use nabz_web::filters;
use nabz_web::messages::Message;
use nabz_web::msg::frontdesk as msg;
use nabz_web::{Desk, Fields, FormErrors, Page, Problem, Shell};
use std::sync::Arc;

/// Somebody on record looks like the one who is being registered.
const ALIKE: &str = "FRO-002";

#[derive(Template)]
#[template(path = "frontdesk/pages/new.html")]
struct NewPage {
    shell: Shell,
    once: String,
    form: NewForm,
    errors: FormErrors,
    kinships: Vec<(&'static str, Message)>,
    papers: Vec<(&'static str, Message)>,
    numbers: Vec<(&'static str, Message)>,
    token: TokenPane,
    similar: Vec<Similar>,
    left_out: Option<Message>,
}

#[derive(Template)]
#[template(path = "frontdesk/pages/similar.html")]
struct SimilarPart {
    similar: Vec<Similar>,
    /// Why not everything was compared.
    left_out: Option<Message>,
}

#[derive(Template)]
#[template(path = "frontdesk/pages/wards.html")]
struct WardsPart {
    wards: Vec<WardRow>,
}

/// Who on record looks like what was typed.
#[derive(Default)]
struct Alike {
    similar: Vec<Similar>,
    /// Why not everything was compared.
    left_out: Option<Message>,
}

/// A form as it is shown, first or once more.
struct Shown {
    form: NewForm,
    errors: FormErrors,
    alike: Alike,
    chosen: Chosen,
    once: String,
}

/// The form for somebody new: with what was searched for, with what their family said, or once
/// more as it was (in the other language).
pub(super) async fn new(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    desk.permit::<RegisterPerson>()?;
    let (form, chosen) = match (fields.get("again"), fields.get("family")) {
        ("yes", _) => (NewForm::of(&fields), Chosen::of(&fields)),
        (_, "") => {
            let form = NewForm::carried_over(fields.get("typed"), desk.today());
            let form = NewForm { place: fields.get("place").to_owned(), ..form };
            (family::form_of_place(&desk, form).await?, Chosen::default())
        }
        _ => (family::next_form(&desk, &fields).await?, Chosen::default()),
    };
    let (errors, alike) = (FormErrors::default(), similar_to(&desk, &form).await?);
    let page = new_page(&desk, Shown { form, errors, alike, chosen, once: fresh() }).await?;
    Ok(page.into_response())
}

/// While somebody types: who on record looks like this.
pub(super) async fn similar(desk: Desk, fields: Fields) -> Result<Page, Problem> {
    desk.permit::<RegisterPerson>()?;
    let alike = similar_to(&desk, &NewForm::of(&fields)).await?;
    shows(&desk, &alike).await?;
    desk.page(&SimilarPart { similar: alike.similar, left_out: alike.left_out })
}

/// A name in the other script.
pub(super) async fn suggest(desk: Desk, fields: Fields) -> Result<Json<String>, Problem> {
    desk.permit::<RegisterPerson>()?;
    Ok(Json(other_script(fields.get("name"))))
}

/// Wards whose number or name has what was typed, for the address.
pub(super) async fn wards(desk: Desk, fields: Fields) -> Result<Page, Problem> {
    desk.permit::<RegisterPerson>()?;
    let wards = desk.read(places::wards).await?;
    desk.page(&WardsPart { wards: ward_rows(wards, fields.get("q"), desk.language()) })
}

/// Registers, and gives the token that was asked for.
///
/// Whether somebody on record looks alike is asked before, and decided under the form's key: a
/// form that was sent twice finds the person whom the first one registered, and is answered as the
/// first one was.
pub(super) async fn register(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let register_permit = desk.permit::<RegisterPerson>()?;
    let token_permit = desk.permit::<IssueToken>()?;
    let form = NewForm::of(&fields);
    let place = family::place(&desk, &form)?;
    let mut errors = FormErrors::default();
    let details = form.details(desk.today(), &mut errors);
    let paper_seen = form.paper_seen(&mut errors);
    let paper = form.paper_number(paper_seen, &mut errors);
    let asked = fields.get("then") != "nothing";
    let wish = if asked { errors.keep("unit", wish(&fields)) } else { None };
    let kin = errors.keep("kin", family::kin(&fields)).flatten();
    let goes_on = fields.get("go_on") == "yes";
    let alike = if goes_on { Alike::default() } else { similar_to(&desk, &form).await? };
    let (once, chosen) = (fields.once(), Chosen::of(&fields));
    let Some(details) = details.filter(|_| errors.is_empty()) else {
        if !alike.similar.is_empty() {
            errors.add("name_en", &Refused::plain(ALIKE));
        }
        let once = once.key().to_owned();
        let page = new_page(&desk, Shown { form, errors, alike, chosen, once }).await?;
        return Ok(page.with_errors().into_response());
    };
    let new = NewPerson { details, counter: counter_of(&desk), paper_seen };
    let is_alike = !alike.similar.is_empty();
    let beside = Beside { kin, place, paper, is_another: goes_on };
    let kept = desk.write_once(token_permit, &once, move |tx, token_permit| {
        if is_alike {
            return Err(Refused::plain(ALIKE).into());
        }
        let permits = (&register_permit, token_permit);
        register_and_give_token(tx, permits, &new, (wish.as_ref(), &beside))
    });
    let problem = match kept.await {
        Ok(done) => return Ok(next_page(&done).into_response()),
        Err(problem) => problem,
    };
    // A full department, a number taken at the same moment: nothing typed is lost.
    let Some(refused) = problem.refused() else { return Err(problem) };
    let mut errors = FormErrors::default();
    let field = match (is_alike, refused.is(RegistryRefusal::NumberTaken)) {
        (true, _) => "name_en",
        (false, true) => "number",
        (false, false) => "unit",
    };
    errors.add(field, refused);
    let page = new_page(&desk, Shown { form, errors, alike, chosen, once: fresh() }).await?;
    Ok(if is_alike { page.with_errors() } else { page.with_conflict() }.into_response())
}

async fn new_page(desk: &Desk, shown: Shown) -> Result<Page, Problem> {
    let (facility, language) = (desk.facility(), desk.language());
    let Shown { form, errors, alike, chosen, once } = shown;
    shows(desk, &alike).await?;
    let Alike { similar, left_out } = alike;
    let pick = chosen.pick(None);
    let units = desk.read(move |view| {
        let loads = load::unit_loads(view, facility)?;
        Ok(unit_rows(loads, pick, language))
    });
    let token = TokenPane::of_nobody(units.await?, &chosen);
    let papers = PaperSeen::ALL.iter().map(|one| (one.word(), words::paper_seen(*one))).collect();
    let numbers = PaperKind::ALL.iter().map(|one| (one.word(), words::paper_kind(*one))).collect();
    let (shell, kinships) = (desk.shell().at("/desk"), family::kinships());
    desk.page(&NewPage {
        shell,
        once,
        form,
        errors,
        kinships,
        papers,
        numbers,
        token,
        similar,
        left_out,
    })
}

/// Who on record looks like what was typed. Whoever types much, or has tried numbers, is compared
/// with less, and registers all the same.
async fn similar_to(desk: &Desk, form: &NewForm) -> Result<Alike, Problem> {
    let Some(details) = form.details(desk.today(), &mut FormErrors::default()) else {
        return Ok(Alike::default());
    };
    let (permit, index) = (desk.permit::<SearchRegistry>()?, desk.app().part::<Search>()?);
    let typed = match Typed::admit(&index, &permit, details, desk.now()) {
        Ok(typed) => typed,
        Err(refusal) => {
            let left_out = Some(Message::from(&Refused::from(refusal)));
            return Ok(Alike { left_out, ..Alike::default() });
        }
    };
    let left_out = typed.is_left_out().then(msg::already_left_out);
    let (counts, language) = (Arc::clone(&index), desk.language());
    let read = desk.read(move |view| {
        let (compared, details) = (typed.compare(&index, view)?, typed.details());
        let known = compared.found.iter().map(|one| &one.on_record).chain([details]);
        let numbers = known.filter_map(|one| one.address.ward.as_deref());
        let wards = places::wards_named(view, numbers)?;
        let similar = |one| Similar::of(one, details, (&wards, language));
        let similar: Vec<Similar> = compared.found.iter().map(similar).collect();
        Ok((compared, similar))
    });
    let (compared, similar) = read.await?;
    compared.count(&counts, &permit);
    Ok(Alike { similar, left_out })
}

/// Writes down whom the page shows as alike: each once a minute, however often a form is looked at
/// while somebody fills it in.
async fn shows(desk: &Desk, alike: &Alike) -> Result<(), Problem> {
    let permit = desk.permit::<SearchRegistry>()?;
    for one in &alike.similar {
        desk.shows(&permit, Id::from_uuid(one.person), Reason::Counter).await?;
    }
    Ok(())
}
