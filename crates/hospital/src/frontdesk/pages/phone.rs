//! "Still right?": the phone of somebody who came back, beside the token and never in its way.

use super::{load_for, page, person_of, shown, shows_family};
use crate::frontdesk::views::{Chosen, PhonePane};
use askama::Template;
use axum::response::{IntoResponse, Response};
use nabz_access::Reason;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::{Kind, Refused};
use nabz_people::registry as persons;
use nabz_people::registry::actions::{CheckPhone, change_phone, keep_phone};
use nabz_people::registry::model::{Person, Phone, RegistryRefusal, Whose};
use nabz_people::registry::rules::choice;
use nabz_store::Tx;
use nabz_web::filters;
use nabz_web::msg::frontdesk as msg;
use nabz_web::{Desk, Fields, FormErrors, Problem};

#[derive(Template)]
#[template(path = "frontdesk/pages/phone.html")]
struct PhonePart {
    phone: PhonePane,
}

/// Keeps the answer, or shows the field for another phone.
pub(super) async fn answer(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<CheckPhone>()?;
    let person = person_of(&fields)?;
    let seen = (person, fields.version());
    let once = fields.once();
    let answered = match fields.get("answer") {
        "yes" => {
            let keep = move |tx: &mut Tx<'_>, permit: &_| keep_phone(tx, permit, seen).map(drop);
            desk.write_once(permit, &once, keep).await.map(|()| msg::phone_kept())
        }
        "save" => {
            let mut errors = FormErrors::default();
            let Some(phone) = typed(&fields, &mut errors) else {
                return changing(&desk, person, &fields, errors).await;
            };
            let change =
                move |tx: &mut Tx<'_>, permit: &_| change_phone(tx, permit, seen, &phone).map(drop);
            desk.write_once(permit, &once, change).await.map(|()| msg::phone_changed())
        }
        _ => return changing(&desk, person, &fields, FormErrors::default()).await,
    };
    match answered {
        Ok(notice) => {
            let pane = PhonePane::of(&load(&desk, person).await?, false).noticed(notice);
            show(&desk, person, pane).await
        }
        Err(problem) => {
            // Somebody else was quicker: their phone stands there now, and what was typed here too.
            let Some(refused) = problem.refused().filter(|refused| refused.kind == Kind::Rule)
            else {
                return Err(problem);
            };
            let mut errors = FormErrors::default();
            errors.add("new_phone", refused);
            changing(&desk, person, &fields, errors).await
        }
    }
}

fn typed(fields: &Fields, errors: &mut FormErrors) -> Option<Phone> {
    let mobile = errors.keep("new_phone", Mobile::parse(fields.get("new_phone")))?;
    let whose = errors.keep("new_phone", choice(fields.get("whose"), Whose::of_word))?;
    // A phone of which nobody said whose it is must not be taken for the person's own.
    Some(Phone { mobile, whose: whose.unwrap_or(Whose::Family) })
}

async fn changing(
    desk: &Desk,
    person: PersonId,
    fields: &Fields,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let on_record = load(desk, person).await?;
    let wrong = !errors.is_empty();
    let pane = PhonePane::of(&on_record, true).changing(fields, errors);
    let mut answer = show(desk, person, pane).await?;
    if wrong {
        *answer.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

async fn load(desk: &Desk, person: PersonId) -> Result<Person, Problem> {
    let found = desk.read(move |view| persons::person(view, person)).await?;
    found.ok_or_else(|| Refused::from(RegistryRefusal::NoSuchPerson).into())
}

/// The part for htmx, else the whole desk with the person in it.
async fn show(desk: &Desk, person: PersonId, phone: PhonePane) -> Result<Response, Problem> {
    let permit = desk.permit::<CheckPhone>()?;
    desk.shows(&permit, person, Reason::Counter).await?;
    if desk.wants_fragment() {
        return Ok(desk.page(&PhonePart { phone })?.into_response());
    }
    let mut loaded = load_for(desk, Some(person), Chosen::default()).await?;
    shows_family(desk, &permit, &loaded).await?;
    if let Some(token) = &mut loaded.token {
        token.phone = phone;
    }
    shown(desk, &page(desk, desk.shell().at("/desk"), None, loaded))
}
