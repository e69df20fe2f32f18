//! Where else a card was shown, for pages on which faces and names are compared.

use super::model::CardId;
use super::{rules, store};
use nabz_access::{Names, facility_node, organisation};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};

/// Where else a card was shown lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// What the facility is called, where that is known.
    pub place: Option<Names>,
    /// When.
    pub at: Instant,
}

/// The last other facility where a card was shown in the last hours.
pub fn shown_elsewhere(
    tx: &mut Tx<'_>,
    card: CardId,
    here: FacilityId,
) -> Result<Option<Elsewhere>, Stop> {
    let since = rules::told_since(tx.now());
    let Some((at_facility, at)) = store::shown_elsewhere(tx, card, (here, since))? else {
        return Ok(None);
    };
    let place = organisation::node(tx, facility_node(at_facility))?.map(|node| node.names);
    Ok(Some(Elsewhere { place, at }))
}
