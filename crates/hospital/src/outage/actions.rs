//! What a counter without a network does, before and after. One verb, one transaction, always in the
//! same order: permit, load, decide, save, publish, audit.

use super::model::{
    Device, DeviceId, DeviceState, KeptVisitId, NumberState, OutageRefusal, Visit, Written,
};
use super::{rules, store};
use crate::facilities;
use crate::facilities::model::Unit;
use crate::frontdesk::actions as desk;
use crate::frontdesk::actions::Wish;
use crate::frontdesk::rules::Sooner;
use crate::queue;
use crate::queue::actions::IssueToken;
use crate::queue::model::{QueueRefusal, Token, TokenId};
use nabz_access::{Act, Permit, act};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_kernel::refusal::Refused;
use nabz_people::registry;
use nabz_people::registry::actions::{RegisterPerson, compare_later, register_set_aside};
use nabz_people::registry::model::{NewPerson, Registered, SetAside};
use nabz_store::{Scope, Stop, Tx};

act!(
    /// Setting numbers aside for a device, and giving back those that it has not used.
    PrepareDevice = "outage.prepare",
    [RegistrationClerk, TriageNurse]
);
act!(
    /// Telling what a device wrote while the network was down.
    TellVisits = "outage.tell",
    [RegistrationClerk, TriageNurse]
);
act!(
    /// Seeing which devices are prepared, and what became of their numbers.
    WatchDevices = "outage.watch",
    [FacilityAdministrator]
);
act!(
    /// Saying that a device is lost.
    LoseDevice = "outage.lose",
    [FacilityAdministrator]
);

/// Why numbers will never be used, as it is written down beside them.
const GIVEN_BACK: &str = "given back unused by a counter's device";
const DEVICE_LOST: &str = "a counter's device is lost";
const STRUCK_OUT: &str = "a counter's device gave it to a visit that was struck out";

/// A device that may go on without a network.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The device.
    pub device: Device,
    /// Every number of it that was not told of; the device knows which of them it has given.
    pub numbers: Vec<HealthId>,
}

/// Sets numbers aside for a device out of the block of a counter, as many as it lacks. `held` is how
/// many it has given and not told of. Preparing again brings nothing twice.
///
/// Refuses with `OUT-002` a device that was said to be lost, and with `OUT-003` one that gave its
/// numbers back: such a device draws another id.
pub fn prepare(
    tx: &mut Tx<'_>,
    permit: &Permit<PrepareDevice>,
    (id, held): (DeviceId, u32),
    counter: &str,
) -> Result<Prepared, Stop> {
    let facility = permit.facility();
    wait_for_others(tx, id)?;
    let known = store::device(tx, facility, id)?;
    if let Some(known) = &known {
        rules::is_kept(known)?;
    }
    let number = match &known {
        Some(known) => known.number,
        None => tx.next("outage_device", &Scope::of(facility, ""))?,
    };
    let device = Device {
        id,
        facility,
        number,
        counter: counter.to_owned(),
        prepared_by: permit.staff(),
        prepared_at: tx.now(),
        state: DeviceState::Kept,
    };
    if known.is_some() {
        store::prepared_again(tx, &device)?;
    } else {
        store::add_device(tx, &device)?;
    }
    let out = u32::try_from(store::out(tx, facility, id)?.len()).unwrap_or(u32::MAX);
    let new = rules::to_set_aside(out, held);
    let new = registry::set_aside(tx, (facility, counter), new)?;
    store::add_numbers(tx, &device, &new)?;
    tx.audit(permit, id)?;
    let numbers = store::out(tx, facility, id)?.iter().map(|number| number.health_id).collect();
    Ok(Prepared { device, numbers })
}

/// The device gives back what it has not used; nobody is given those numbers any more. Doing so
/// again changes nothing.
///
/// Refuses with `OUT-001` a device that was not prepared here, and with `OUT-002` one that is lost.
pub fn end(tx: &mut Tx<'_>, permit: &Permit<PrepareDevice>, id: DeviceId) -> Result<(), Stop> {
    let device = for_change(tx, permit.facility(), id)?;
    match device.state {
        DeviceState::Ended { .. } => Ok(()),
        DeviceState::Kept | DeviceState::Lost { .. } => {
            rules::is_kept(&device)?;
            give_up(tx, &device, (NumberState::Returned, GIVEN_BACK))?;
            let ended = DeviceState::Ended { at: tx.now() };
            store::end_device(tx, &device, (ended, permit.staff()))?;
            tx.audit(permit, id)
        }
    }
}

/// Nobody knows where the device is: the numbers that it has not told of are spoilt, and whatever it
/// tells with them is refused from now on.
///
/// Refuses with `OUT-001` a device that was not prepared here, and with `OUT-002` and `OUT-003` one
/// that has ended.
pub fn lose(tx: &mut Tx<'_>, permit: &Permit<LoseDevice>, id: DeviceId) -> Result<(), Stop> {
    let device = for_change(tx, permit.facility(), id)?;
    rules::is_kept(&device)?;
    give_up(tx, &device, (NumberState::Spoilt, DEVICE_LOST))?;
    let lost = DeviceState::Lost { at: tx.now() };
    store::end_device(tx, &device, (lost, permit.staff()))?;
    tx.audit(permit, id)
}

/// Registers whom a device wrote down, under the number that it gave them, as of then. Whoever looks
/// like somebody on record is registered all the same, and a records officer is asked afterwards.
/// The same visit again is answered the same.
///
/// Refuses with `OUT-001` a device that was not prepared here, with `OUT-002` and `OUT-003` one that
/// has ended, with `OUT-004` to `OUT-006` a number that is not its own, is somebody's or is over,
/// and with `QUE-007` a department that this facility does not have.
pub fn enter(
    tx: &mut Tx<'_>,
    (tell, register): (&Permit<TellVisits>, &Permit<RegisterPerson>),
    written: &Written,
) -> Result<Visit, Stop> {
    let facility = tell.facility();
    let device = for_change(tx, facility, written.device)?;
    if let Some(before) = store::visit(tx, facility, written.id)? {
        let same = before.device == written.device && before.health_id == written.health_id;
        return if same { Ok(before) } else { Err(OutageRefusal::NumberUsed.into()) };
    }
    rules::is_kept(&device)?;
    let number = store::number(tx, facility, written.health_id)?;
    rules::may_be_given(number.as_ref(), device.id)?;
    let unit = unit_within(tx, tell, written)?;
    let (details, counter) = (written.details.clone(), device.counter.clone());
    let new = NewPerson { details, counter, paper_seen: None };
    let given = SetAside { health_id: written.health_id, at: written.at };
    let Registered { person, .. } = register_set_aside(tx, register, &new, &given)?;
    compare_later(tx, &[person])?;
    let used = (device.id, written.health_id);
    if !store::end_number(tx, facility, used, NumberState::Used)? {
        return Err(Stop::Again);
    }
    store::add_visit(tx, (facility, tell.staff()), written, person)?;
    tx.audit_about(tell, written.id, person)?;
    Ok(Visit {
        id: written.id,
        device: device.id,
        health_id: written.health_id,
        unit: unit.id,
        at: written.at,
        person,
        token: None,
    })
}

/// Gives a visit that was entered its token, or says once more which one it has.
///
/// Refuses with `OUT-007` a visit of another day, and as the desk does: whatever it says, the person
/// stays registered.
pub fn give_token(
    tx: &mut Tx<'_>,
    permit: &Permit<IssueToken>,
    (device, visit): (DeviceId, KeptVisitId),
) -> Result<Token, Stop> {
    let facility = permit.facility();
    wait_for_others(tx, device)?;
    let visit = store::visit(tx, facility, visit)?.filter(|visit| visit.device == device);
    let visit = visit.ok_or(OutageRefusal::NoSuchVisit)?;
    if let Some(token) = visit.token {
        return token_of(tx, facility, token);
    }
    rules::is_of_today(visit.at, tx.today())?;
    let unit = facilities::unit(tx, facility, visit.unit)?.ok_or(QueueRefusal::NoSuchUnit)?;
    let wish = Wish { unit: unit.id, visit: rules::brings(&unit), sooner: Sooner::default() };
    let done = desk::give_token(tx, permit, visit.person, &wish)?;
    let token = done.token.ok_or_else(|| Stop::fault("a desk gave no token"))?;
    let token: TokenId = Id::from_uuid(token);
    store::note_token(tx, facility, (visit.id, token))?;
    token_of(tx, facility, token)
}

/// The device gave the number to a visit that was struck out: it is nobody's, and stays so.
///
/// Refuses with `OUT-001` a device that was not prepared here, and with `OUT-005` a number that is
/// somebody's.
pub fn strike(
    tx: &mut Tx<'_>,
    permit: &Permit<TellVisits>,
    visit: KeptVisitId,
    (device, health_id): (DeviceId, HealthId),
) -> Result<(), Stop> {
    let facility = permit.facility();
    let device = for_change(tx, facility, device)?;
    let number = store::number(tx, facility, health_id)?;
    // Of a number that is not the device's own nothing has to be spoilt.
    let Some(number) = number.filter(|number| number.device == device.id) else { return Ok(()) };
    match number.state {
        NumberState::Used => Err(OutageRefusal::NumberUsed.into()),
        NumberState::Spoilt | NumberState::Returned => Ok(()),
        NumberState::Out => {
            let struck = (device.id, health_id);
            if !store::end_number(tx, facility, struck, NumberState::Spoilt)? {
                return Err(Stop::Again);
            }
            registry::void_serial(tx, number.serial, STRUCK_OUT)?;
            tx.audit(permit, visit)
        }
    }
}

/// None of the numbers that the device has not told of will be used.
fn give_up(
    tx: &mut Tx<'_>,
    device: &Device,
    (state, why): (NumberState, &str),
) -> Result<(), Stop> {
    for number in store::out(tx, device.facility, device.id)? {
        let given_up = (device.id, number.health_id);
        if store::end_number(tx, device.facility, given_up, state)? {
            registry::void_serial(tx, number.serial, why)?;
        }
    }
    Ok(())
}

/// Two windows of one device may prepare it, or tell of one visit, at once: the second finds what
/// the first has done.
fn wait_for_others(tx: &mut Tx<'_>, device: DeviceId) -> Result<(), Stop> {
    tx.lock(&format!("outage_device/{device}"))
}

fn for_change(tx: &mut Tx<'_>, facility: FacilityId, id: DeviceId) -> Result<Device, Stop> {
    wait_for_others(tx, id)?;
    store::device(tx, facility, id)?.ok_or_else(|| OutageRefusal::NoSuchDevice.into())
}

fn unit_within<A: Act>(
    tx: &mut Tx<'_>,
    permit: &Permit<A>,
    written: &Written,
) -> Result<Unit, Stop> {
    let unit = facilities::unit(tx, permit.facility(), written.unit)?;
    let unit = unit.filter(|unit| permit.reaches(unit.id));
    unit.ok_or_else(|| QueueRefusal::NoSuchUnit.into())
}

fn token_of(tx: &mut Tx<'_>, facility: FacilityId, token: TokenId) -> Result<Token, Stop> {
    queue::token(tx, facility, token)?.ok_or_else(|| QueueRefusal::NoSuchToken.into())
}

impl From<OutageRefusal> for Stop {
    fn from(refusal: OutageRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
