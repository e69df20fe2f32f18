//! Alarms about those who try numbers: raised by the sums, and looked into by an officer.

use crate::registry::model::{ProbeDay, ProbeId, ProbeSum, RegistryRefusal};
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

/// Adds what was counted to the sums and raises an alarm where one is due. Answers what all
/// processes together have counted of each, in the same order.
pub fn keep_probes(tx: &mut Tx<'_>, sums: &[ProbeSum]) -> Result<Vec<ProbeDay>, Stop> {
    let mut days = Vec::with_capacity(sums.len());
    for sum in sums {
        store::add_probe_sum(tx, sum)?;
        let day = store::probe_day(tx, sum.staff, sum.minute)?;
        let raised = match day.alarms(sum.in_order) {
            Some(kind) => store::raise_alarm(tx, sum, (kind, &day))?,
            None => false,
        };
        if !raised {
            store::grow_alarm(tx, sum.staff, &day)?;
        }
        days.push(day);
    }
    Ok(days)
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
