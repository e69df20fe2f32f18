//! What whoever holds a phone does about what is theirs.

use super::DAY;
use super::forget::forget_at;
use crate::apply::model::{ApplyRefusal, Held};
use crate::apply::{reading, store};
use crate::cards;
use crate::cards::model::{CardId, CardsRefusal};
use crate::registry::model::RegistryRefusal;
use nabz_access::{PROGRAM, Program, SessionToken, city};
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::phone::Mobile;
use nabz_store::{Authority, Stop, Tx};

const LOST: &str = "apply.report-lost";
const SHARE: &str = "apply.share-card";
/// Looking at what is one's own, with one's own phone.
const SEE: &str = "apply.see-own";
/// In the words of HL7's `PurposeOfUse`: the patient asked for it.
const ASKED_BY_THE_PATIENT: &str = "PATRQT";

/// Whoever looks at their own record. The look is written down like any other.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    city: FacilityId,
}

impl Holder {
    /// Of the city, to which the public site belongs.
    pub fn of(tx: &mut Tx<'_>) -> Result<Self, Stop> {
        Ok(Self { city: city(tx)? })
    }
}

impl Authority for Holder {
    fn actor(&self) -> StaffId {
        PROGRAM
    }
    fn act(&self) -> &'static str {
        SEE
    }
    fn facility(&self) -> FacilityId {
        self.city
    }
    fn purpose(&self) -> &'static str {
        ASKED_BY_THE_PATIENT
    }
}

/// Blocks a card that whoever holds the phone does not find. Only a counter lets it count again.
///
/// Refuses with `REG-020` somebody who is not shown on this phone, with `CRD-001` another's card,
/// and with `CRD-005` one that is blocked already.
pub fn report_lost(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    (person, card): (PersonId, CardId),
) -> Result<(), Stop> {
    shown(tx, phone, person)?;
    let by = Program::doing(tx, LOST)?;
    cards::actions::report_lost(tx, &by, (person, card)).map(drop)
}

/// From now on, and for a day, a link opens the card's paper; only whoever holds `token` knows it.
///
/// Refuses as [`report_lost`] does, and with `CRD-001` a card that no paper is printed of.
pub fn share(
    tx: &mut Tx<'_>,
    (phone, token): (&Mobile, &SessionToken),
    (person, card): (PersonId, CardId),
) -> Result<(), Stop> {
    shown(tx, phone, person)?;
    let by = Program::doing(tx, SHARE)?;
    let held = reading::on_paper(tx, person)?.filter(|held| held.id == card);
    let held = held.ok_or(CardsRefusal::NoSuchCard)?;
    let until = tx.now().plus(DAY);
    let opens = (held.person, held.id);
    store::keep_paper(tx, token.for_use(&held.id.to_string()).key(), opens, until)?;
    forget_at(tx, until)?;
    tx.audit_about(&by, held.id, held.person)
}

/// Which card a link opens.
///
/// Refuses with `APP-005` a link that opens nothing, or no longer.
pub fn opened_paper(tx: &mut Tx<'_>, link: &SessionToken) -> Result<(PersonId, CardId), Stop> {
    Ok(store::paper(tx, link.key())?.ok_or(ApplyRefusal::NoSuchLink)?)
}

/// Somebody who is shown to whoever has this phone, by whichever of their records.
pub(super) fn shown(tx: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<Held, Stop> {
    Ok(reading::shown(tx, phone, person)?.ok_or(RegistryRefusal::NoSuchPerson)?)
}
