//! What stands on the shelves of the storerooms this morning, received through the real action.

use super::STAFFED;
use crate::ended::Ended;
use crate::say::Say;
use nabz_access::{NodeKind, Permit, organisation};
use nabz_hospital::formulary::model::Medicine;
use nabz_hospital::stores::actions::{ReceiveStock, receive};
use nabz_hospital::stores::model::{Delivery, DeliveryLine, Storeroom, StoreroomKind, Units};
use nabz_hospital::{formulary, stores};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_people::residents::Dice;
use nabz_store::{Stop, Store, Tx};

/// A medicine in a hundred is out of stock, so that substitutes and part supplies are met.
const EMPTY_SHELF_PERCENT: u64 = 6;
const LINES_A_DELIVERY: usize = 100;

/// The newer batch on a pharmacy's shelf lasts for a load run of 150,000 visits.
const TIMES_FOR_LOAD: u64 = 200;

/// How much a city holds: shelves and the tokens of a day.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Plenty {
    /// As in a usual hospital: shelves run empty, departments are full.
    AsUsual,
    /// Nothing runs out before a load run ends.
    ForLoad,
}

/// Fills every storeroom; what it holds follows from the seed alone.
pub(super) fn load(store: &Store, seed: u64, plenty: Plenty, say: &Say) -> Result<(), Ended> {
    let storerooms = store.read_blocking(empty_storerooms)?;
    let medicines = store.read_blocking(formulary::store::every_medicine)?;
    let today = store.clock().now().date_in_india();
    let bar = say.bar("stock", storerooms.len());
    let mut batches = 0;
    for (number, (facility, storeroom)) in storerooms.into_iter().enumerate() {
        let mut dice = Dice::new(seed ^ u64::try_from(number).unwrap_or_default());
        let arrives = deliveries(&medicines, (storeroom.kind, plenty), today, &mut dice);
        batches += arrives.iter().map(Vec::len).sum::<usize>();
        store.write_blocking(move |tx| fill(tx, facility, &storeroom, &arrives))?;
        bar.step(1);
    }
    say.done(&bar, format!("{batches} batches of {} medicines", medicines.len()));
    Ok(())
}

/// The storerooms of the facilities that have staff. A city is stocked once: a second time would
/// double everything.
fn empty_storerooms(view: &mut Tx<'_>) -> Result<Vec<(FacilityId, Storeroom)>, Stop> {
    let mut empty = Vec::new();
    for code in STAFFED {
        let facility = facility_called(view, code)?;
        for storeroom in stores::storerooms(view, facility)? {
            if !stores::store::lying(view, facility, storeroom.id)?.is_empty() {
                return Err(Stop::fault("the demo is loaded into an empty database only"));
            }
            empty.push((facility, storeroom));
        }
    }
    Ok(empty)
}

fn fill(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: &Storeroom,
    deliveries: &[Vec<DeliveryLine>],
) -> Result<(), Stop> {
    let permit = Permit::<ReceiveStock>::of_the_program(facility);
    for (number, lines) in deliveries.iter().enumerate() {
        let paper = format!("DEMO/{}/{}", storeroom.code, number + 1);
        let delivery = Delivery { storeroom: storeroom.id, paper, lines: lines.clone() };
        receive(tx, &permit, &delivery)?;
    }
    Ok(())
}

/// The facility that lists call `code`.
pub(crate) fn facility_called(tx: &mut Tx<'_>, code: &str) -> Result<FacilityId, Stop> {
    let node = organisation::node_by_code(tx, code)?;
    let node = node.filter(|node| node.kind == NodeKind::Facility);
    let node = node.ok_or_else(|| Stop::fault(format!("no facility is called {code}")))?;
    Ok(Id::from_uuid(node.id.uuid()))
}

/// One or two batches of each medicine: an older one with little left, and a newer one.
fn deliveries(
    medicines: &[Medicine],
    (kind, plenty): (StoreroomKind, Plenty),
    today: Date,
    dice: &mut Dice,
) -> Vec<Vec<DeliveryLine>> {
    let mut lines = Vec::new();
    for medicine in medicines {
        let may_be_empty = kind == StoreroomKind::Pharmacy && plenty == Plenty::AsUsual;
        if may_be_empty && dice.percent(EMPTY_SHELF_PERCENT) {
            continue;
        }
        let (old, new) = match kind {
            StoreroomKind::Pharmacy => (40 + dice.below(200), 1_500 + dice.below(3_000)),
            StoreroomKind::Main => (500 + dice.below(1_000), 20_000 + dice.below(40_000)),
        };
        let new = match (kind, plenty) {
            (StoreroomKind::Pharmacy, Plenty::ForLoad) => new * TIMES_FOR_LOAD,
            (StoreroomKind::Pharmacy, Plenty::AsUsual) | (StoreroomKind::Main, _) => new,
        };
        lines.push(line(medicine, old, 40 + dice.below(80), today, dice));
        lines.push(line(medicine, new, 240 + dice.below(500), today, dice));
    }
    lines.chunks(LINES_A_DELIVERY).map(<[DeliveryLine]>::to_vec).collect()
}

fn line(
    medicine: &Medicine,
    units: u64,
    days_left: u64,
    today: Date,
    dice: &mut Dice,
) -> DeliveryLine {
    let letters: String = medicine.code.chars().take(2).collect();
    let makers = ["Yamuna Pharma", "Aravalli Labs", "Ridge Remedies"];
    DeliveryLine {
        medicine: medicine.id,
        number: format!("{letters}{:04}", dice.below(10_000)),
        manufacturer: dice.one(&makers).copied().unwrap_or_default().to_owned(),
        expires_on: Date::from_days(today.days() + i64::try_from(days_left).unwrap_or_default()),
        units: Units::new(u32::try_from(units).unwrap_or_default()),
    }
}
