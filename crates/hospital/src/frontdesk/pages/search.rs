//! One box for everything: a name, a number, or a paper of ours that was scanned.

use super::{Here, loaded, page, shows_family};
use crate::facilities;
use crate::frontdesk::rules::{Scanned, meant, scanned};
use crate::frontdesk::views::{Chosen, Known, Results};
use crate::{prescribing, queue};
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Reason;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_people::registry::actions::SearchRegistry;
use nabz_people::registry::index::{Number, Search};
use nabz_people::registry::search::{Candidate, Query, find, of_paper};
use nabz_people::registry::shows_as_one;
use nabz_people::{cards, places};
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, Problem};
use std::sync::Arc;

/// What the box asks for.
enum Sought {
    Paper(Scanned),
    Person(Query),
}

impl Sought {
    fn of(desk: &Desk, typed: &str) -> Self {
        match scanned(typed) {
            Some(paper) => Self::Paper(paper),
            None => Self::Person(Query::parse(typed, desk.today())),
        }
    }

    /// Whether an age was typed beside a name.
    fn has_age(&self) -> bool {
        matches!(self, Self::Person(Query::Name { born: Some(_), .. }))
    }

    /// The number that is looked for. A paper of a visit carries an id that nobody guesses.
    fn number(&self) -> Option<Number> {
        match self {
            Self::Person(query) => Number::of(query),
            Self::Paper(_) => None,
        }
    }

    fn people(
        &self,
        view: &mut Tx<'_>,
        at: FacilityId,
        index: &Search,
    ) -> Result<Vec<Candidate>, Stop> {
        let paper = match self {
            Self::Person(query) => return find(index, view, query),
            Self::Paper(paper) => paper,
        };
        let person = match paper {
            Scanned::Token(id) => queue::token(view, at, *id)?.map(|token| token.person),
            Scanned::Prescription(id) => {
                prescribing::prescription(view, at, *id)?.map(|signed| signed.person)
            }
            Scanned::Unreadable => None,
        };
        let person = person.ok_or(Refused::plain(NO_PAPER).missing())?;
        Ok(of_paper(view, person)?.into_iter().collect())
    }
}

/// The paper is of another facility, or none of ours.
const NO_PAPER: &str = "FRO-006";

pub(super) async fn search(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<SearchRegistry>()?;
    let index = desk.app().part::<Search>()?;
    index.admit(&permit, desk.now()).map_err(Refused::from)?;
    let typed = fields.get("q").to_owned();
    if typed.is_empty() {
        return Ok(Redirect::to("/desk").into_response());
    }
    if cards::is_code(&typed) {
        return cards::shown(&desk, &typed).await;
    }
    let sought = Sought::of(&desk, &typed);
    let number = sought.number();
    index.admit_number(&permit, number, desk.now()).map_err(Refused::from)?;
    let counts = Arc::clone(&index);
    let (paper, loading) = (matches!(sought, Sought::Paper(_)), !index.is_loaded().1);
    let chosen = Chosen { searched: typed.clone(), ..Chosen::default() };
    let (here, language) = (Here::of(&desk), desk.language());
    let read = desk.read(move |view| {
        let found = sought.people(view, here.facility, &index)?;
        let meant = meant(&found, sought.has_age());
        let known = known(view, here.facility, &found)?;
        Ok((found, known, (meant, loaded(view, &here, (meant, &chosen))?)))
    });
    let (found, known, (meant, loaded)) = match read.await {
        Ok(read) => read,
        Err(problem) => return nobody(&desk, &typed, problem).await,
    };
    counts.shown(&permit, number, found.len());
    // Of a list the likeliest stands for the search; whoever is chosen from it is noted by that.
    match (meant, found.first().map(|candidate| candidate.person)) {
        (Some(meant), _) => shows_as_one(&desk, &permit, meant, Reason::Counter).await?,
        (None, Some(first)) => desk.shows(&permit, first, Reason::Counter).await?,
        (None, None) => {}
    }
    shows_family(&desk, &permit, &loaded).await?;
    let meant = meant.map(PersonId::uuid);
    let results = Results::of(&typed, (&found, &known), meant, language);
    let results = Results { paper, loading, ..results };
    let shell = desk.shell().at("/desk").searched(typed);
    Ok(desk.page(&page(&desk, shell, Some(results), loaded))?.into_response())
}

/// A paper that is none of ours is said to be so where the results would stand.
async fn nobody(desk: &Desk, typed: &str, problem: Problem) -> Result<Response, Problem> {
    let Some(refused) = problem.refused().filter(|refused| refused.code == NO_PAPER) else {
        return Err(problem);
    };
    let results = Results::of(typed, (&[], &Known::default()), None, desk.language());
    let results = Results { paper: true, notice: Some(refused.into()), ..results };
    let loaded = super::load_for(desk, None, Chosen::default()).await?;
    let shell = desk.shell().at("/desk").searched(typed);
    Ok(desk.page(&page(desk, shell, Some(results), loaded))?.with_errors().into_response())
}

/// The results that stood beside the token pane, when the page has to be shown once more.
pub(super) async fn again(
    desk: &Desk,
    typed: &str,
    person: PersonId,
) -> Result<Option<Results>, Problem> {
    if typed.is_empty() {
        return Ok(None);
    }
    let (sought, index): (_, Arc<Search>) = (Sought::of(desk, typed), desk.app().part()?);
    let (at, paper) = (desk.facility(), matches!(sought, Sought::Paper(_)));
    let read = desk.read(move |view| {
        let found = sought.people(view, at, &index)?;
        let known = known(view, at, &found)?;
        Ok((found, known))
    });
    let (found, known) = read.await?;
    let results = Results::of(typed, (&found, &known), Some(person.uuid()), desk.language());
    Ok(Some(Results { paper, ..results }))
}

/// When those found were last here, and what their wards are called.
fn known(view: &mut Tx<'_>, at: FacilityId, found: &[Candidate]) -> Result<Known, Stop> {
    let persons: Vec<PersonId> = found.iter().map(|candidate| candidate.person).collect();
    let visits = queue::last_visits(view, at, &persons)?;
    let units = if visits.is_empty() { Vec::new() } else { facilities::units(view, at)? };
    let numbers = found.iter().filter_map(|candidate| candidate.ward.as_deref());
    let wards = places::wards_named(view, numbers)?;
    Ok(Known { units, visits, wards, today: Some(view.today()) })
}
