//! What whoever knows of emergencies leaves the cards at start: where a person's page is, who reads
//! it, and what of it a paper says.

use nabz_access::Role;
use nabz_kernel::ids::PersonId;
use nabz_print::kit::large::Snapshot;
use nabz_store::{Stop, Tx};
use nabz_web::Desk;

/// A part of the site. Without one, a card leads to the card desk alone.
#[derive(Clone, Copy)]
pub struct Emergency {
    /// Who reads what helps in an emergency: whoever gives care.
    pub roles: &'static [Role],
    /// Where it stands for a person.
    pub page: fn(PersonId) -> String,
    /// What a large card says of it on the day it is printed; `None` while nothing is recorded.
    pub snapshot: fn(&mut Tx<'_>, PersonId) -> Result<Option<Snapshot>, Stop>,
}

/// Where what helps a person in an emergency stands, for whoever may read it.
pub(super) fn page_of(desk: &Desk, person: PersonId) -> Option<String> {
    let emergency = desk.app().part::<Emergency>().ok()?;
    let roles = desk.signed().access().roles(desk.today());
    let reads = roles.iter().any(|role| emergency.roles.contains(role));
    reads.then(|| (emergency.page)(person))
}
