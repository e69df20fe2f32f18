//! What whoever knows of emergencies leaves the cards at start: where a person's page is, who reads
//! it, and what of it a paper says.

use crate::consent;
use crate::consent::model::Purpose;
use nabz_access::Role;
use nabz_kernel::ids::PersonId;
use nabz_print::kit::large::Snapshot;
use nabz_store::{Stop, Tx};
use nabz_web::{App, Desk};

/// What a large card says of somebody on the day it is printed; `None` while nothing is recorded.
pub type SnapshotOf = fn(&mut Tx<'_>, PersonId) -> Result<Option<Snapshot>, Stop>;

/// A part of the site. Without one, a card leads to the card desk alone, and large cards say
/// nothing of anybody's health.
#[derive(Clone, Copy)]
pub struct Emergency {
    /// Who reads what helps in an emergency: whoever gives care.
    pub roles: &'static [Role],
    /// Where it stands for a person.
    pub page: fn(PersonId) -> String,
    /// What of it a large card says.
    pub snapshot: SnapshotOf,
}

/// Where what helps a person in an emergency stands, for whoever may read it.
pub(super) fn page_of(desk: &Desk, person: PersonId) -> Option<String> {
    let emergency = desk.app().part::<Emergency>().ok()?;
    desk.is_any_of(emergency.roles).then(|| (emergency.page)(person))
}

/// What the site knows for large cards.
pub(super) fn snapshots(app: &App) -> Option<SnapshotOf> {
    app.part::<Emergency>().ok().map(|emergency| emergency.snapshot)
}

/// What stands on a person's large card, if they agree to it today: a paper shares their record
/// with everybody who prints, carries or finds it, and the notice about sharing the record says so.
pub(super) fn agreed_facts(
    view: &mut Tx<'_>,
    person: PersonId,
    snapshot: Option<SnapshotOf>,
) -> Result<Option<Snapshot>, Stop> {
    let Some(snapshot) = snapshot else { return Ok(None) };
    if !consent::is_given(view, person, Purpose::RecordSharing)? {
        return Ok(None);
    }
    snapshot(view, person)
}
