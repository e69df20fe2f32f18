//! The page of one person, and the door in front of it.

use super::banner::BannerView;
use super::history::{Chosen, History, Show};
use super::under::goes_on;
use crate::allergies;
use crate::disputes::actions::DisputeEntry;
use crate::emergency::{self, Facts, ReadEmergency};
use crate::facilities::words::causes;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use messages::chart as msg;
use nabz_access::audit_reading::WhoLooked;
use nabz_access::break_glass::{BreakGlass, Cause};
use nabz_access::{Permit, Reason, Why, act, looks};
use nabz_kernel::ids::{Id, PersonId};
use nabz_people::registry;
use nabz_people::registry::actions::AskCorrection;
use nabz_record::After;
use nabz_smart::actions::OpenApp;
use nabz_web::filters;
use nabz_web::messages::Message;
use nabz_web::{App, Desk, OnceKey, Page, Problem, Shell, msg as messages};
use serde::Deserialize;
use uuid::Uuid;

act!(
    /// Opening the record of one person.
    ReadChart = "chart.read", [Doctor, TriageNurse, Pharmacist, RecordsOfficer]
);

act!(
    /// Going from a visit in the record to its note, to amend it or to print it again.
    OpenNote = "chart.open-note", [Doctor]
);

/// The routes under `/chart`.
pub fn routes() -> Router<App> {
    Router::new().route("/chart/{person}", get(chart))
}

/// Which part of the timeline an address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    show: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "chart/pages/chart.html")]
struct ChartPage {
    shell: Shell,
    banner: BannerView,
    why: Message,
    facts: Facts,
    /// Where what helps in an emergency is written down, for those who may.
    emergency: Option<String>,
    history: History,
    /// Where it says who looked, for those who may read that.
    looks: Option<String>,
    /// Where apps of others are opened for them, where there are any, for those who may.
    apps: Option<String>,
    /// The person's own page, for those who may ask for corrections there.
    details: Option<String>,
}

#[derive(Template)]
#[template(path = "chart/pages/closed.html")]
struct ClosedPage {
    shell: Shell,
    banner: BannerView,
    person: Uuid,
    once: OnceKey,
    may_break: bool,
    causes: Vec<(&'static str, Message, bool)>,
}

async fn chart(
    desk: Desk,
    Path(person): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let permit = desk.permit::<ReadChart>()?;
    let (staff, language) = (desk.staff(), desk.language());
    let chosen = Chosen {
        path: format!("/chart/{person}"),
        show: Show::of_word(&asked.show),
        after: After::parse(&asked.after),
    };
    let person: PersonId = Id::from_uuid(person);
    let (at, opens) = (desk.facility(), desk.permit::<OpenNote>().ok());
    let may_open_apps = desk.may::<OpenApp>();
    let may_dispute = desk.may::<DisputeEntry>();
    let read = desk.read(move |view| {
        let banner = (registry::banner(view, person)?, goes_on(view, person)?);
        let Some(why) = registry::why_may_read(view, staff, person)? else {
            return Ok((banner, None));
        };
        let mut history = History::of(view, (person, why), &chosen, language)?;
        if let Some(permit) = &opens {
            history.link_visits(view, at, |unit| permit.reaches(unit))?;
        }
        if may_dispute {
            history.link_disputes(person);
        }
        let subset = emergency::of(view, (person, Some(why)))?;
        let facts = Facts::of(view, (person, &subset), language)?;
        let chips = emergency::words::chips(&subset, language);
        let allergic = allergies::seen(view, (person, Some(why)))?;
        let apps = if may_open_apps { nabz_smart::apps_of(view, person)? } else { None };
        Ok((banner, Some((why, history, (facts, chips, allergic), apps))))
    });
    let ((banner, goes_on), opened) = read.await?;
    let banner = BannerView::of(&banner, language).flag(goes_on);
    match opened {
        None => closed(&desk, &permit, banner, person).await,
        Some((why, history, (facts, chips, (allergic, closed)), apps)) => {
            let banner = banner
                .allergies(allergies::words::shown(allergic, language))
                .flag(closed.then(msg::allergy_masked))
                .chips(chips);
            registry::shows_as_one(&desk, &permit, person, why).await?;
            let shell = desk.shell();
            let looks = desk.may::<WhoLooked>().then(|| format!("/who-looked/{person}"));
            let details = desk.may::<AskCorrection>().then(|| format!("/people/{person}"));
            let why = reason_shown(why);
            let emergency = desk.may::<ReadEmergency>().then(|| emergency::path(person));
            desk.page(&ChartPage {
                shell,
                banner,
                why,
                facts,
                emergency,
                history,
                looks,
                apps,
                details,
            })
        }
    }
}

/// The page in front of a record that is closed: who it is, and how it could be opened.
async fn closed(
    desk: &Desk,
    permit: &Permit<ReadChart>,
    banner: BannerView,
    person: PersonId,
) -> Result<Page, Problem> {
    desk.shows(permit, person, Reason::Counter).await?;
    looks::refused(desk.app().store(), permit, person)?;
    let may_break = desk.may::<BreakGlass>();
    let (shell, person, once) = (desk.shell(), person.uuid(), OnceKey::draw());
    let causes = causes(Cause::Unconscious);
    let page = ClosedPage { shell, banner, person, once, may_break, causes };
    Ok(desk.page(&page)?.with_refusal())
}

fn reason_shown(why: Why) -> Message {
    match why {
        Why::Visit(_) => msg::why_visit(),
        Why::BreakGlass(_) => msg::why_glass(),
        Why::Record(_) => msg::why_record(),
        Why::Dispensing(_) | Why::HelplineCase(_) | Why::Household(_) => msg::why_other(),
    }
}
