//! Writing a place down, and putting right what is known of it.

use super::{LIST, ward_said};
use crate::households::actions::{self, KeepPlace};
use crate::households::model::{HouseholdId, HouseholdRefusal, Place, PlaceKind};
use crate::households::{rules, store, words};
use crate::places;
use crate::places::model::{PlacesRefusal, Ward};
use crate::registry::rules::text;
use crate::registry::{Choice, choices};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Permit;
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_store::Tx;
use nabz_web::messages::Message;
use nabz_web::msg::households as msg;
use nabz_web::{Desk, Fields, FormErrors, OnceKey, Page, Problem, Shell, filters};
use uuid::Uuid;

/// The form as it was typed.
#[derive(Default)]
struct Typed {
    kind: String,
    called: String,
    ward: String,
    contact: String,
    phone: String,
    caretaker: String,
}

#[derive(Template)]
#[template(path = "households/pages/institutions/form.html")]
struct FormPage {
    shell: Shell,
    title: Message,
    /// Where the form is sent, and where the way back leads.
    path: String,
    back: String,
    once: OnceKey,
    version: u32,
    errors: FormErrors,
    typed: Typed,
    kinds: Vec<Choice>,
    wards: Vec<(String, String)>,
    /// Somebody else was quicker, and what is on record by now.
    overtaken: bool,
    stands: Vec<(Message, String)>,
}

impl Typed {
    fn sent(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self {
            kind: text("kind"),
            called: text("called"),
            ward: text("ward"),
            contact: text("contact"),
            phone: text("phone"),
            caretaker: text("caretaker"),
        }
    }

    fn of(place: &Place) -> Self {
        let word = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            kind: place.kind.word().to_owned(),
            called: place.called.clone(),
            ward: word(&place.ward),
            contact: word(&place.contact),
            phone: word(&place.phone),
            caretaker: word(&place.caretaker),
        }
    }

    /// The place, with every mistake noted; `None` while something is wrong.
    fn place(&self, errors: &mut FormErrors) -> Option<Place> {
        let kind = PlaceKind::of_word(&self.kind).ok_or(HouseholdRefusal::NoSuchChoice);
        let kind = errors.keep("kind", kind);
        let called = errors.keep("called", rules::place_name(&self.called));
        let ward = errors.keep("ward", text(Some(&self.ward)));
        let contact = errors.keep("contact", text(Some(&self.contact)));
        let phone = errors.keep("phone", rules::desk_phone(&self.phone));
        let caretaker = errors.keep("caretaker", text(Some(&self.caretaker)));
        Some(Place {
            called: called?,
            kind: kind?,
            ward: ward?,
            contact: contact?,
            phone: phone?,
            caretaker: caretaker?,
        })
    }
}

/// The form for a place that nobody has written down.
pub(in crate::households::pages) async fn blank(desk: Desk) -> Result<Page, Problem> {
    desk.permit::<KeepPlace>()?;
    let page = new_page(&desk, Typed::default(), FormErrors::default()).await?;
    desk.page(&page)
}

/// Writes a place down, or shows the form again with what is wrong.
pub(in crate::households::pages) async fn open(
    desk: Desk,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<KeepPlace>()?;
    let (typed, mut errors) = (Typed::sent(&fields), FormErrors::default());
    let Some(place) = typed.place(&mut errors) else {
        let page = new_page(&desk, typed, errors).await?;
        return Ok(desk.page(&page)?.with_errors().into_response());
    };
    let open = move |tx: &mut Tx<'_>, permit: &Permit<KeepPlace>| {
        actions::open_place(tx, permit, &place).map(|home| home.id.uuid())
    };
    let problem = match desk.write_once(permit, &fields.once(), open).await {
        Ok(id) => return Ok(Redirect::to(&format!("{LIST}/{id}?done=opened")).into_response()),
        Err(problem) => problem,
    };
    let Some(refused) = problem.told() else { return Err(problem) };
    errors.add(field_of(refused), refused);
    let page = new_page(&desk, typed, errors).await?;
    Ok(desk.page(&page)?.refused(refused.kind).into_response())
}

/// The form with what is known of a place.
pub(in crate::households::pages) async fn filled(
    desk: Desk,
    Path(id): Path<Uuid>,
) -> Result<Page, Problem> {
    desk.permit::<KeepPlace>()?;
    let page = known_page(&desk, id).await?;
    desk.page(&page)
}

/// Puts right what is known of a place, or shows the form again with what is wrong, and with what
/// stands there by now where somebody else was quicker.
pub(in crate::households::pages) async fn correct(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<KeepPlace>()?;
    let (typed, mut errors) = (Typed::sent(&fields), FormErrors::default());
    let seen = (HouseholdId::from_uuid(id), fields.version());
    let Some(place) = typed.place(&mut errors) else {
        // The form saw what it saw, and keeps the version it came with.
        let known = known_page(&desk, id).await?;
        let page = FormPage { version: fields.version(), ..known.again(typed, errors) };
        return Ok(desk.page(&page)?.with_errors().into_response());
    };
    let correct = move |tx: &mut Tx<'_>, permit: &Permit<KeepPlace>| {
        actions::correct_place(tx, permit, seen, &place)
    };
    let problem = match desk.write_once(permit, &fields.once(), correct).await {
        Ok(()) => return Ok(Redirect::to(&format!("{LIST}/{id}?done=corrected")).into_response()),
        Err(problem) => problem,
    };
    let Some(refused) = problem.told() else { return Err(problem) };
    errors.add(field_of(refused), refused);
    let known = known_page(&desk, id).await?;
    let overtaken = refused.is(HouseholdRefusal::Stale);
    let version = if overtaken { known.version } else { fields.version() };
    let page = FormPage { version, overtaken, ..known.again(typed, errors) };
    Ok(desk.page(&page)?.refused(refused.kind).into_response())
}

/// The field beside which a refusal is said.
fn field_of(refused: &Refused) -> &'static str {
    if refused.is(PlacesRefusal::NoSuchWard) { "ward" } else { "called" }
}

async fn new_page(desk: &Desk, typed: Typed, errors: FormErrors) -> Result<FormPage, Problem> {
    let wards = desk.read(places::wards).await?;
    let form = (msg::places_add(), format!("{LIST}/new"), LIST.to_owned());
    Ok(form_page(desk, form, &wards).again(typed, errors))
}

/// The form of a place with what is on record.
async fn known_page(desk: &Desk, id: Uuid) -> Result<FormPage, Problem> {
    let read = desk.read(move |view| {
        let home = store::household(view, Id::from_uuid(id))?;
        let home = home.ok_or(HouseholdRefusal::NoSuchPlace)?;
        let place = home.place.ok_or(HouseholdRefusal::NoSuchPlace)?;
        Ok((place, home.version, places::wards(view)?))
    });
    let (place, version, wards) = read.await?;
    let back = format!("{LIST}/{id}");
    let form = (msg::places_correct(), format!("{back}/details"), back);
    let page = FormPage { version, stands: standing(&place), ..form_page(desk, form, &wards) };
    Ok(page.again(Typed::of(&place), FormErrors::default()))
}

fn form_page(
    desk: &Desk,
    (title, path, back): (Message, String, String),
    wards: &[Ward],
) -> FormPage {
    let ward = |ward: &Ward| (ward.number.clone(), ward_said(wards, &ward.number, desk.language()));
    FormPage {
        shell: desk.shell(),
        title,
        path,
        back,
        once: OnceKey::draw(),
        version: 0,
        errors: FormErrors::default(),
        typed: Typed::default(),
        kinds: Vec::new(),
        wards: wards.iter().map(ward).collect(),
        overtaken: false,
        stands: Vec::new(),
    }
}

impl FormPage {
    /// With what was typed, and what is wrong with it.
    fn again(self, typed: Typed, errors: FormErrors) -> Self {
        let kinds = choices(PlaceKind::ALL, &typed.kind, PlaceKind::word, words::place_kind);
        Self { errors, typed, kinds, ..self }
    }
}

/// What is on record, field by field.
fn standing(place: &Place) -> Vec<(Message, String)> {
    let known = Typed::of(place);
    let fields = [
        (msg::places_name(), known.called),
        (nabz_web::msg::registry::field_ward(), known.ward),
        (msg::field_contact(), known.contact),
        (msg::places_phone(), known.phone),
        (msg::places_caretaker(), known.caretaker),
    ];
    fields.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}
