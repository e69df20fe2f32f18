//! People and roles of a facility: grant, see, revoke.

use crate::facilities::actions;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::grants::{GrantId, GrantRoles, Held, held_at};
use nabz_access::staff::{NewStaff, SignInName, staff_called};
use nabz_access::{
    AccessRefusal, Grant, Names, Node, NodeId, Password, Role, facility_node, organisation,
};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::StaffId;
use nabz_store::{Stop, Tx};
use nabz_web::{
    Desk, Fields, FormErrors, Language, Message, Page, Problem, Shell, filters, msg, numbers,
};
use uuid::Uuid;

/// How long a role is offered for; the administrator may say another day.
const GRANT_DAYS: i64 = 365;

#[derive(Template)]
#[template(path = "facilities/pages/people.html")]
struct PeoplePage {
    shell: Shell,
    errors: FormErrors,
    /// A first password to be handed over, shown once.
    handed: Option<Handed>,
    rows: Vec<Row>,
    roles: Vec<RoleChoice>,
    places: Vec<PlaceChoice>,
    typed: Typed,
}

struct Handed {
    name: String,
    password: String,
}

struct Row {
    staff: Uuid,
    grant: Uuid,
    name: String,
    sign_in: String,
    role: Message,
    place: String,
    until: String,
    over: bool,
}

struct RoleChoice {
    word: &'static str,
    title: Message,
    chosen: bool,
}

struct PlaceChoice {
    id: Uuid,
    name: String,
    chosen: bool,
}

/// What was typed, so that a mistake loses nothing.
#[derive(Default)]
struct Typed {
    sign_in: String,
    english: String,
    hindi: String,
    role: String,
    place: String,
    until: String,
}

/// The list, with the forms below it.
pub(super) async fn list(desk: Desk) -> Result<Page, Problem> {
    show(&desk, Typed::fresh(&desk), FormErrors::default(), None).await
}

async fn show(
    desk: &Desk,
    typed: Typed,
    errors: FormErrors,
    handed: Option<Handed>,
) -> Result<Page, Problem> {
    let permit = desk.permit::<GrantRoles>()?;
    let here = facility_node(permit.facility());
    let read = move |view: &mut Tx<'_>| {
        let own = organisation::node(view, here)?.ok_or(AccessRefusal::NoSuchNode)?;
        let below = organisation::children(view, here)?;
        Ok((held_at(view, here)?, own, below))
    };
    let (held, own, below) = desk.read(read).await?;
    let language = desk.language();
    let places: Vec<&Node> = std::iter::once(&own).chain(&below).collect();
    let view = PeoplePage {
        shell: desk.shell(),
        errors,
        handed,
        rows: held.iter().map(|held| row(held, &places, desk.today(), language)).collect(),
        roles: Role::ALL
            .into_iter()
            .map(|role| RoleChoice {
                word: role.word(),
                title: role_title(role),
                chosen: role.word() == typed.role,
            })
            .collect(),
        places: places
            .iter()
            .map(|node| PlaceChoice {
                id: node.id.uuid(),
                name: pick(&node.names, language),
                chosen: node.id.to_string() == typed.place,
            })
            .collect(),
        typed,
    };
    desk.page(&view)
}

fn row(held: &Held, places: &[&Node], today: Date, language: Language) -> Row {
    let place = places.iter().find(|node| node.id == held.grant.node);
    Row {
        staff: held.staff.uuid(),
        grant: held.id.uuid(),
        name: pick(&held.names, language),
        sign_in: held.sign_in_name.clone(),
        role: role_title(held.grant.role),
        place: place.map(|node| pick(&node.names, language)).unwrap_or_default(),
        until: numbers::date(held.grant.ends_on, language),
        over: held.grant.ends_on < today,
    }
}

/// Adds somebody with their first role; the page shows the drawn password once.
pub(super) async fn add(desk: Desk, fields: Fields) -> Result<Page, Problem> {
    let permit = desk.permit::<GrantRoles>()?;
    let (typed, mut errors) = (Typed::of(&fields), FormErrors::default());
    let name = errors.keep("sign_in", SignInName::parse(&typed.sign_in));
    let names = errors.keep("name_en", Names::parse(&typed.english, &typed.hindi));
    let grant = typed.grant(&mut errors, desk.today());
    let (Some(sign_in_name), Some(names), Some(grant)) = (name, names, grant) else {
        return Ok(show(&desk, typed, errors, None).await?.with_errors());
    };
    let password = Password::drawn()?;
    let drawn = password.clone();
    let digest = tokio_blocking(move || drawn.digest()).await??;
    let new = NewStaff { sign_in_name, names, digest, must_change: true };
    let done = desk.write(permit, move |tx, permit| actions::add_person(tx, permit, &new, &grant));
    match done.await {
        Ok(_) => {
            let handed =
                Handed { name: typed.sign_in.clone(), password: password.reveal().to_owned() };
            show(&desk, Typed::fresh(&desk), FormErrors::default(), Some(handed)).await
        }
        Err(problem) => sent_back(&desk, typed, problem).await,
    }
}

/// Gives one more role to somebody who can sign in.
pub(super) async fn grant(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<GrantRoles>()?;
    let (typed, mut errors) = (Typed::of(&fields), FormErrors::default());
    let name = errors.keep("sign_in", SignInName::parse(&typed.sign_in));
    let grant = typed.grant(&mut errors, desk.today());
    let (Some(name), Some(grant)) = (name, grant) else {
        return Ok(show(&desk, typed, errors, None).await?.with_errors().into_response());
    };
    let give = move |tx: &mut Tx<'_>, permit: &nabz_access::Permit<GrantRoles>| {
        let staff = staff_called(tx, &name)?.ok_or(AccessRefusal::NoSuchStaff)?;
        actions::grant_role(tx, permit, staff, &grant)
    };
    match desk.write(permit, give).await {
        Ok(_) => Ok(Redirect::to("/people").into_response()),
        Err(problem) => Ok(sent_back(&desk, typed, problem).await?.into_response()),
    }
}

/// Takes a role back at once.
pub(super) async fn revoke(
    desk: Desk,
    Path(staff): Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let permit = desk.permit::<GrantRoles>()?;
    let grant = fields.get("grant").parse::<Uuid>();
    let grant = grant.map_err(|_| Problem::from(Stop::from(AccessRefusal::NoSuchGrant)))?;
    let (staff, grant) = (StaffId::from_uuid(staff), GrantId::from_uuid(grant));
    desk.write(permit, move |tx, permit| actions::revoke_role(tx, permit, staff, grant)).await?;
    Ok(Redirect::to("/people"))
}

/// The form again with the refusal on top; a fault is not the form's business.
async fn sent_back(desk: &Desk, typed: Typed, problem: Problem) -> Result<Page, Problem> {
    let Some(refused) = problem.refused().cloned() else { return Err(problem) };
    let mut errors = FormErrors::default();
    errors.add("sign_in", &refused);
    Ok(show(desk, typed, errors, None).await?.with_errors())
}

/// Hashing takes a moment on purpose; it keeps no other page waiting.
async fn tokio_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::fault)
}

impl Typed {
    fn fresh(desk: &Desk) -> Self {
        let until = Date::from_days(desk.today().days() + GRANT_DAYS);
        Self { until: until.to_string(), ..Self::default() }
    }

    fn of(fields: &Fields) -> Self {
        let typed = |name| fields.get(name).to_owned();
        Self {
            sign_in: typed("sign_in"),
            english: typed("name_en"),
            hindi: typed("name_hi"),
            role: typed("role"),
            place: typed("place"),
            until: typed("until"),
        }
    }

    fn grant(&self, errors: &mut FormErrors, today: Date) -> Option<Grant> {
        let role = Role::of_word(&self.role).ok_or(AccessRefusal::NotPosted);
        let role = errors.keep("role", role);
        let node = self.place.parse::<Uuid>().map_err(|_| AccessRefusal::NoSuchNode);
        let node = errors.keep("place", node);
        let until = day_of(&self.until).filter(|day| *day >= today);
        let until = errors.keep("until", until.ok_or(AccessRefusal::GrantEndsBadly));
        Some(Grant { role: role?, node: NodeId::from_uuid(node?), ends_on: until? })
    }
}

/// `2027-03-31`, as a date field sends it.
fn day_of(typed: &str) -> Option<Date> {
    let parts: Vec<&str> = typed.split('-').collect();
    let [year, month, day] = *parts.as_slice() else { return None };
    Date::from_calendar(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn pick(names: &Names, language: Language) -> String {
    language.pick(&names.hindi, &names.english).clone()
}

/// What a role is called.
pub(super) fn role_title(role: Role) -> Message {
    match role {
        Role::RegistrationClerk => msg::access::role_registration_clerk(),
        Role::TriageNurse => msg::access::role_triage_nurse(),
        Role::Doctor => msg::access::role_doctor(),
        Role::Pharmacist => msg::access::role_pharmacist(),
        Role::StoreKeeper => msg::access::role_store_keeper(),
        Role::FacilityAdministrator => msg::access::role_facility_administrator(),
        Role::RecordsOfficer => msg::access::role_records_officer(),
        Role::Auditor => msg::access::role_auditor(),
    }
}
