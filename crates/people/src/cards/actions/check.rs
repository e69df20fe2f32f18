//! A card that is shown at a desk with the network up.

use super::bind::card_behind;
use super::infants::infants_of;
use super::person_of;
use crate::cards::model::{CardsRefusal, Checked, Standing};
use crate::cards::{rules, store};
use crate::registry;
use nabz_access::{Permit, act};
use nabz_credential::trust::TrustList;
use nabz_store::{Stop, Tx};

act!(
    /// Looking at whose card it is, and whether it counts.
    CheckCard = "cards.check",
    [RegistrationClerk, TriageNurse, Doctor, Pharmacist, RecordsOfficer]
);

/// Whose card it is and what it is worth today, by what its QR code says; with the children who
/// stand on it. Of somebody who was registered twice that is the person whose record goes on; the
/// card stays with the number under which it was made. That it was shown here is noted for other
/// facilities, to which a copy of it may come.
///
/// Refuses with `CRD-023` and `CRD-070` to `CRD-072` what no key of the city in good hands signed,
/// with `CRD-060` a sticker that nobody has yet, with `CRD-061` one that was spoilt or lost before,
/// and with `CRD-024` a card that is rightly signed and that nobody here made: a key was stolen. The
/// attempt is kept in the audit.
pub fn check(
    tx: &mut Tx<'_>,
    permit: &Permit<CheckCard>,
    trust: &TrustList,
    text: &str,
) -> Result<Checked, Stop> {
    let today = tx.today();
    let said = rules::genuine(text, trust, today)?;
    let Some(id) = store::of_number(tx, said.cid)? else {
        tx.audit_refused(permit, permit.facility(), None)?;
        return Err(tx.refuse_and_keep(CardsRefusal::NeverIssued));
    };
    let card = card_behind(tx, id)?;
    let goes_on = registry::goes_on(tx, card.person)?;
    let (person, _) = person_of(tx, goes_on)?;
    let standing = rules::standing(&card, person.life, today);
    tx.audit_about(permit, card.id, card.person)?;
    if goes_on != card.person {
        tx.audit_about(permit, card.id, goes_on)?;
    }
    store::note_shown(tx, card.id, permit.facility())?;
    let counts = standing == Standing::Good;
    let infants = if counts { infants_of(tx, card.person)? } else { Vec::new() };
    for infant in &infants {
        tx.audit_about(permit, card.id, *infant)?;
    }
    Ok(Checked { card, goes_on, standing, infants })
}

/// Takes away where cards were shown more than a day ago.
pub fn forget_shown(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let before = rules::forgotten_before(tx.now());
    store::forget_shown(tx, before)
}
