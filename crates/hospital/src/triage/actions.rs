//! What is done at the triage desk.

use super::model::{
    About, SaturationScale, Standing, Taking, TriageRefusal, Urgency, Vitals, VitalsId,
};
use super::{fhir, rules, store};
use crate::queue;
use crate::queue::model::{Token, TokenId, TokenState, Urgency as QueueUrgency, WhyLeft};
use nabz_access::{Permit, act};
use nabz_kernel::birth::Age;
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_people::registry;
use nabz_record::Publish;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;
use std::time::Duration;

const SECONDS_A_DAY: u64 = 86_400;

act!(
    /// Reading vital signs and writing them down.
    TakeVitals = "triage.take-vitals",
    [TriageNurse, Doctor]
);

act!(
    /// Setting or lifting somebody's target of oxygen saturation.
    SetTarget = "triage.set-target",
    [Doctor]
);

/// Writes down a set of signs and what it means for the queue, together with those that stand.
///
/// Refuses a set in which nothing was read.
pub fn record_vitals(
    tx: &mut Tx<'_>,
    permit: &Permit<TakeVitals>,
    taking: &Taking,
) -> Result<Vitals, Stop> {
    let token = visit_within(tx, permit, taking.visit)?;
    let age = registry::banner(tx, token.person)?.age;
    let scale = store::scale_of(tx, token.person)?;
    let about = About { age, pregnant: taking.pregnant, scale };
    let judged = rules::judge(&taking.signs, about)?;
    let vitals = Vitals {
        id: Id::draw_in(tx.now(), token.person.bucket()),
        facility: permit.facility(),
        visit: taking.visit,
        person: token.person,
        taken_at: tx.now(),
        taken_by: permit.staff(),
        signs: taking.signs,
        pregnant: taking.pregnant,
        scale,
        news2: judged.news2,
        urgency: judged.urgency,
        withdrawn_at: None,
    };
    store::add(tx, &vitals)?;
    for observation in fhir::observations(&vitals) {
        tx.publish(&observation)?;
    }
    set_urgency(tx, &token, age)?;
    tx.audit_about(permit, vitals.id, vitals.person)?;
    Ok(vitals)
}

/// Has somebody's oxygen saturation scored by this scale from the next set on. Sets that stand keep
/// the scale that they were judged by.
pub fn set_target(
    tx: &mut Tx<'_>,
    permit: &Permit<SetTarget>,
    (visit, scale): (TokenId, SaturationScale),
) -> Result<(), Stop> {
    let found = queue::token(tx, permit.facility(), visit)?;
    let token = found.filter(|token| permit.reaches(token.unit));
    let token = token.ok_or(TriageRefusal::NoSuchVisit)?;
    tx.lock(&format!("triage_target/{}", token.person))?;
    if store::scale_of(tx, token.person)? == scale {
        return Ok(());
    }
    let by = (permit.facility(), permit.staff());
    match scale {
        SaturationScale::Two => store::set_target(tx, by, token.person)?,
        SaturationScale::One => store::lift_target(tx, permit.staff(), token.person)?,
    }
    tx.audit_about(permit, token.id, token.person)
}

/// Takes back a set that was read or typed wrongly. It stays visible as an error.
pub fn withdraw_vitals(
    tx: &mut Tx<'_>,
    permit: &Permit<TakeVitals>,
    vitals: VitalsId,
) -> Result<Vitals, Stop> {
    let at = permit.facility();
    let found = store::vitals(tx, at, vitals)?.filter(|set| set.withdrawn_at.is_none());
    let found = found.ok_or(TriageRefusal::NoSuchSet)?;
    let token = queue::token(tx, at, found.visit)?.filter(|token| permit.reaches(token.unit));
    let token = token.ok_or(TriageRefusal::NoSuchSet)?;
    let withdrawn = Vitals { withdrawn_at: Some(tx.now()), ..found };
    store::withdraw(tx, &withdrawn)?;
    for observation in fhir::observations(&withdrawn) {
        tx.publish(&observation)?;
    }
    let age = registry::banner(tx, withdrawn.person)?.age;
    set_urgency(tx, &token, age)?;
    // What was taken back may have gone along with whoever was sent on.
    if matches!(token.state, TokenState::Left { why: WhyLeft::Transferred, .. }) {
        for later in queue::sent_on(tx, &token)? {
            set_urgency(tx, &later, age)?;
        }
    }
    tx.audit_about(permit, withdrawn.id, withdrawn.person)?;
    Ok(withdrawn)
}

impl From<TriageRefusal> for Stop {
    fn from(refusal: TriageRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}

/// A visit of today, or one that midnight carried over, that the permit reaches.
///
/// Signs are read before, while and after somebody sits with the doctor; not once they have left.
fn visit_within(
    tx: &mut Tx<'_>,
    permit: &Permit<TakeVitals>,
    visit: TokenId,
) -> Result<Token, Stop> {
    let found = queue::token(tx, permit.facility(), visit)?;
    let found = found.filter(|token| permit.reaches(token.unit));
    let here = found.filter(|token| !matches!(token.state, TokenState::Left { .. }));
    let here = here.ok_or(TriageRefusal::NoSuchVisit)?;
    if queue::is_of_today(tx, &here)? { Ok(here) } else { Err(TriageRefusal::NoSuchVisit.into()) }
}

/// Moves the person in the queue to where everything that stands of the visit puts them.
fn set_urgency(tx: &mut Tx<'_>, token: &Token, age: Option<Age>) -> Result<(), Stop> {
    let standing = standing(tx, token, age)?;
    let urgency = match standing.map_or(Urgency::NotMeasured, |standing| standing.urgency) {
        Urgency::Red => QueueUrgency::Emergency,
        Urgency::Amber => QueueUrgency::Urgent,
        Urgency::Steady | Urgency::NotMeasured => QueueUrgency::Routine,
    };
    queue::actions::set_urgency(tx, token.facility, token.id, urgency).map(drop)
}

/// What stands of the visit of a person of this age; `None` while nothing was read.
pub fn standing(
    tx: &mut Tx<'_>,
    visit: &Token,
    age: Option<Age>,
) -> Result<Option<Standing>, Stop> {
    let sets = match visit.came_from {
        None => store::of_visit(tx, visit.facility, visit.id)?,
        Some(_) => sets(tx, visit.facility, &[visit])?.remove(&visit.id).unwrap_or_default(),
    };
    Ok(rules::standing(&sets, age))
}

/// What stands of each of these visits of a facility, with the age of its person; who is not in the
/// answer was not measured.
pub fn standings(
    tx: &mut Tx<'_>,
    at: FacilityId,
    visits: &[(&Token, Option<Age>)],
) -> Result<HashMap<TokenId, Standing>, Stop> {
    let tokens: Vec<&Token> = visits.iter().map(|(visit, _)| *visit).collect();
    let sets = sets(tx, at, &tokens)?;
    let standing = visits
        .iter()
        .filter_map(|(visit, age)| Some((visit.id, rules::standing(sets.get(&visit.id)?, *age)?)));
    Ok(standing.collect())
}

/// The sets that count at each of these visits, the latest first: its own, and those of the visits
/// from which its person was sent on. A visit without any is not in the answer.
pub fn sets(
    tx: &mut Tx<'_>,
    at: FacilityId,
    visits: &[&Token],
) -> Result<HashMap<TokenId, Vec<Vitals>>, Stop> {
    let before = queue::before(tx, at, visits)?;
    let earlier = before.values().flatten().copied();
    let asked: Vec<TokenId> = visits.iter().map(|visit| visit.id).chain(earlier).collect();
    let read = store::of_visits(tx, at, &asked)?;
    let counting = visits.iter().map(|visit| {
        let earlier = before.get(&visit.id).into_iter().flatten();
        let all = std::iter::once(&visit.id).chain(earlier);
        let sets: Vec<Vitals> = all.filter_map(|one| read.get(one)).flatten().cloned().collect();
        (visit.id, sets)
    });
    Ok(counting.filter(|(_, sets)| !sets.is_empty()).collect())
}

/// Whether a person counts as pregnant here: the last set of signs within a pregnancy's time said so.
pub fn pregnant(tx: &mut Tx<'_>, at: FacilityId, person: PersonId) -> Result<bool, Stop> {
    let past = Duration::from_secs(rules::PREGNANCY_DAYS_MAX * SECONDS_A_DAY);
    let since = tx.now().minus(past);
    store::pregnant(tx, at, person, since)
}
