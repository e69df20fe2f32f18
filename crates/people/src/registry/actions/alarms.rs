//! Alarms about those who try numbers: raised by the sums, and looked into by an officer.

use crate::registry::index::{Missed, Number, Summed};
use crate::registry::model::{ProbeId, ProbeSum, RegistryRefusal};
use crate::registry::{rules, store};
use nabz_access::{Permit, act, city};
use nabz_kernel::ids::StaffId;
use nabz_store::{Stop, Tx};

act!(
    /// Reading who tried many numbers.
    ReadAlarms = "registry.read-alarms",
    [RecordsOfficer, FacilityAdministrator, Auditor]
);
act!(
    /// Saying that an alarm about somebody was looked into.
    LookIntoAlarm = "registry.look-into-alarm",
    [RecordsOfficer, FacilityAdministrator]
);

/// Adds what was counted to the sums and raises an alarm where one is due. Beside each sum stands
/// what was missed in it or before; whatever somebody was registered with since was no miss, and is
/// taken back before anybody is suspected. Answers what became of each sum, in the same order.
pub fn keep_probes(tx: &mut Tx<'_>, sums: &[(ProbeSum, Vec<Missed>)]) -> Result<Vec<Summed>, Stop> {
    let mut kept = Vec::with_capacity(sums.len());
    for (sum, missed) in sums {
        let hour = store::add_probe_sum(tx, sum)?;
        let mut day = store::probe_day(tx, sum.staff, sum.minute)?;
        let mut brought = Vec::new();
        if day.alarms(sum.in_order).is_some() {
            brought = brought_since(tx, (sum.staff, hour), missed)?;
            day = store::probe_day(tx, sum.staff, sum.minute)?;
        }
        let raised = match day.alarms(sum.in_order) {
            Some(kind) => store::raise_alarm(tx, sum, (kind, &day))?,
            None => false,
        };
        if !raised {
            store::grow_alarm(tx, sum.staff, &day)?;
        }
        kept.push(Summed { hour, day, brought });
    }
    Ok(kept)
}

/// Takes back the misses of numbers that are somebody's by now: whoever brought them was registered.
fn brought_since(
    tx: &mut Tx<'_>,
    (staff, this_hour): (StaffId, i64),
    missed: &[Missed],
) -> Result<Vec<Number>, Stop> {
    let mut brought = Vec::new();
    for one in missed {
        if store::is_somebodys(tx, one.number)? {
            store::take_back_miss(tx, staff, one.hour.unwrap_or(this_hour))?;
            brought.push(one.number);
        }
    }
    Ok(brought)
}

/// Closes an alarm of the permit's facility, or one about a source, with a remark. Answers about
/// whom it was: they are slowed no longer. Nobody closes an alarm about themselves.
pub fn look_into(
    tx: &mut Tx<'_>,
    permit: &Permit<LookIntoAlarm>,
    id: ProbeId,
    remark: &str,
) -> Result<StaffId, Stop> {
    let places = [permit.facility(), city(tx)?];
    let alarm = store::alarm(tx, id)?.filter(|alarm| places.contains(&alarm.facility));
    let alarm = alarm.ok_or(RegistryRefusal::NoSuchAlarm)?;
    if alarm.staff == permit.staff() {
        return Err(RegistryRefusal::OwnAlarm.into());
    }
    let remark = rules::reason(remark)?;
    if !store::look_into_alarm(tx, &alarm, (permit.staff(), &remark))? {
        return Err(RegistryRefusal::NoSuchAlarm.into());
    }
    tx.audit(permit, alarm.id)?;
    Ok(alarm.staff)
}
