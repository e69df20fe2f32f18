//! People and roles of a facility: see, add, grant.

use crate::facilities::actions;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::grants::{GrantRoles, Held, TakenBack, held_at, taken_back_at};
use nabz_access::staff::{NewStaff, SignInName, staff_called};
use nabz_access::{
    AccessRefusal, Grant, Names, Node, NodeId, Password, PasswordDigest, Permit, Role,
    facility_node, organisation,
};
use nabz_kernel::clock::Date;
use nabz_store::Tx;
use nabz_web::{
    Desk, Fields, FormErrors, Language, Message, OnceKey, Page, Problem, Shell, filters, msg,
    numbers, role_title,
};
use uuid::Uuid;

/// How long a role is offered for; the administrator may say another day.
const GRANT_DAYS: i64 = 365;

#[derive(Template)]
#[template(path = "facilities/pages/people.html")]
struct PeoplePage {
    shell: Shell,
    errors: FormErrors,
    notice: Option<Notice>,
    once: OnceKey,
    rows: Vec<Row>,
    gone: Vec<Gone>,
    roles: Vec<RoleChoice>,
    places: Vec<PlaceChoice>,
    typed: Typed,
}

/// What was done, above the list.
pub(super) struct Notice {
    title: Message,
    /// A password to be handed over, shown once.
    password: Option<String>,
    how: Option<Message>,
    back: Option<Back>,
}

/// A role that was taken back, as the form says it that gives it again.
pub(super) struct Back {
    pub(super) once: OnceKey,
    pub(super) sign_in: String,
    pub(super) role: &'static str,
    pub(super) place: Uuid,
    pub(super) until: String,
}

impl Notice {
    pub(super) fn said(title: Message) -> Self {
        Self { title, password: None, how: None, back: None }
    }

    pub(super) fn of_password(title: Message, password: &Password) -> Self {
        Self { password: Some(password.reveal().to_owned()), ..Self::said(title) }
    }

    /// The button was pressed twice: only the first answer held the password, and nobody can
    /// read it out of the database.
    pub(super) fn drawn_already(name: String) -> Self {
        Self::said(msg::facilities::drawn_already(name))
            .explained(msg::facilities::drawn_already_how())
    }

    #[must_use]
    pub(super) fn explained(self, how: Message) -> Self {
        Self { how: Some(how), ..self }
    }

    #[must_use]
    pub(super) fn with_way_back(self, back: Back) -> Self {
        Self { back: Some(back), ..self }
    }
}

struct Row {
    staff: Uuid,
    grant: Uuid,
    /// Each form of the row adds a word to it: one that was sent does not use up the others.
    once: OnceKey,
    own: bool,
    stopped: bool,
    name: String,
    sign_in: String,
    role: Message,
    place: String,
    until: String,
    over: bool,
}

/// A role that was taken back.
struct Gone {
    row: Row,
    at: String,
    back: Back,
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

/// The list with a word about what was just done.
pub(super) async fn with_notice(desk: &Desk, notice: Notice) -> Result<Page, Problem> {
    show(desk, Typed::fresh(desk), FormErrors::default(), Some(notice)).await
}

/// The list, with the forms below it.
pub(super) async fn list(desk: Desk) -> Result<Page, Problem> {
    show(&desk, Typed::fresh(&desk), FormErrors::default(), None).await
}

async fn show(
    desk: &Desk,
    typed: Typed,
    errors: FormErrors,
    notice: Option<Notice>,
) -> Result<Page, Problem> {
    let permit = desk.permit::<GrantRoles>()?;
    let here = facility_node(permit.facility());
    let read = move |view: &mut Tx<'_>| {
        let own = organisation::node(view, here)?.ok_or(AccessRefusal::NoSuchNode)?;
        let below = organisation::children(view, here)?;
        Ok((held_at(view, here)?, taken_back_at(view, here)?, own, below))
    };
    let (held, gone, own, below) = desk.read(read).await?;
    let language = desk.language();
    let places: Vec<&Node> = std::iter::once(&own).chain(&below).collect();
    let view = PeoplePage {
        shell: desk.shell().at("/people"),
        errors,
        notice,
        once: OnceKey::draw(),
        rows: held.iter().map(|held| row(desk, held, &places)).collect(),
        gone: gone.iter().map(|one| is_gone(desk, one, &places)).collect(),
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

fn row(desk: &Desk, held: &Held, places: &[&Node]) -> Row {
    let (today, language) = (desk.today(), desk.language());
    let place = places.iter().find(|node| node.id == held.grant.node);
    Row {
        staff: held.staff.uuid(),
        grant: held.id.uuid(),
        once: OnceKey::draw(),
        own: held.staff == desk.staff(),
        stopped: held.stopped,
        name: pick(&held.names, language),
        sign_in: held.sign_in_name.clone(),
        role: role_title(held.grant.role),
        place: place.map(|node| pick(&node.names, language)).unwrap_or_default(),
        until: numbers::date(held.grant.ends_on, language),
        over: held.grant.ends_on < today,
    }
}

/// It is given again until the day it would have held, or for as long as any other.
fn is_gone(desk: &Desk, taken: &TakenBack, places: &[&Node]) -> Gone {
    let TakenBack { held, at } = taken;
    let day = held.grant.ends_on;
    let until = if day >= desk.today() { day.to_string() } else { Typed::fresh(desk).until };
    Gone {
        row: row(desk, held, places),
        at: numbers::date_time(*at, desk.language()),
        back: Back {
            once: OnceKey::draw(),
            sign_in: held.sign_in_name.clone(),
            role: held.grant.role.word(),
            place: held.grant.node.uuid(),
            until,
        },
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
    let digest = digest_of(&password).await?;
    let new = NewStaff { sign_in_name, names, digest, must_change: true };
    let mark = OnceKey::draw().to_string();
    let kept = mark.clone();
    let add = move |tx: &mut Tx<'_>, permit: &Permit<GrantRoles>| {
        actions::add_person(tx, permit, &new, &grant).map(|_| kept.clone())
    };
    match desk.write_once(permit, &fields.once(), add).await {
        Ok(first) if first == mark => {
            let notice =
                Notice::of_password(msg::facilities::handed(typed.sign_in.as_str()), &password);
            with_notice(&desk, notice.explained(msg::facilities::handed_how())).await
        }
        Ok(_) => with_notice(&desk, Notice::drawn_already(typed.sign_in)).await,
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
    let give = move |tx: &mut Tx<'_>, permit: &Permit<GrantRoles>| {
        let staff = staff_called(tx, &name)?.ok_or(AccessRefusal::NoSuchStaff)?;
        actions::grant_role(tx, permit, staff, &grant).map(drop)
    };
    match desk.write_once(permit, &fields.once(), give).await {
        Ok(()) => Ok(Redirect::to("/people").into_response()),
        Err(problem) => Ok(sent_back(&desk, typed, problem).await?.into_response()),
    }
}

/// The form again with the refusal on top; a fault is not the form's business.
async fn sent_back(desk: &Desk, typed: Typed, problem: Problem) -> Result<Page, Problem> {
    let Some(refused) = problem.refused().cloned() else { return Err(problem) };
    let mut errors = FormErrors::default();
    errors.add("sign_in", &refused);
    Ok(show(desk, typed, errors, None).await?.with_errors())
}

/// Hashing takes a moment on purpose; it keeps no other page waiting.
pub(super) async fn digest_of(password: &Password) -> Result<PasswordDigest, Problem> {
    let password = password.clone();
    let digest = tokio::task::spawn_blocking(move || password.digest()).await;
    Ok(digest.map_err(Problem::fault)??)
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
        let until = Date::parse(&self.until).filter(|day| *day >= today);
        let until = errors.keep("until", until.ok_or(AccessRefusal::GrantEndsBadly));
        Some(Grant { role: role?, node: NodeId::from_uuid(node?), ends_on: until? })
    }
}

fn pick(names: &Names, language: Language) -> String {
    language.pick(&names.hindi, &names.english).clone()
}
