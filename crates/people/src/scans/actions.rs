//! What is done with papers that families send ahead. One verb, one transaction: permit, load, decide,
//! save, audit.

use super::model::{
    Judged, Look, NewScan, SCANS_A_FAMILY_MAX, Scan, ScanFormat, ScanId, ScanRefusal, ScanState,
    Verdict,
};
use super::{rules, store};
use crate::daily;
use nabz_access::{Permit, Program, act};
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_store::{Authority, Stop, Store, Task, Tx};

act!(
    /// Opening a paper that a family sent ahead.
    LookAtScan = "scans.look",
    [RecordsOfficer]
);
act!(
    /// Saying whether a paper that a family sent ahead fits.
    JudgeScan = "scans.judge",
    [RecordsOfficer]
);

/// The kind of job that takes away papers whose time is over.
pub const TAKE_AWAY: &str = "scans-take-away";

const TAKEN_AWAY: &str = "scans.take-away";
/// Papers that one transaction takes away, each with a file: the counters must not wait for it.
const TAKEN_AT_ONCE: usize = 20;

/// Keeps a paper that whoever has a phone sends of somebody of their family. Whoever calls has made
/// sure that they may.
///
/// Refuses with `SCN-009` a file that is there already, with `SCN-007` one more than a person may
/// have, and with `SCN-008` one more than a family may.
pub fn send(tx: &mut Tx<'_>, by: &Program, wish: &NewScan) -> Result<Scan, Stop> {
    tx.lock(&format!("scans_family/{}", wish.phone.digits()))?;
    hold(tx, wish.person)?;
    if store::is_there(tx, wish)? {
        return Err(ScanRefusal::Known.into());
    }
    let place = free_place(tx, (wish.person, None))?.ok_or(ScanRefusal::PersonIsFull)?;
    if store::count_of_family(tx, &wish.phone)? >= SCANS_A_FAMILY_MAX {
        return Err(ScanRefusal::FamilyIsFull.into());
    }
    let now = tx.now();
    let scan = Scan {
        id: ScanId::draw_in(now, wish.person.bucket()),
        person: wish.person,
        kind: wish.kind,
        format: wish.file.format(),
        size: wish.file.size(),
        sent_at: now,
        until: rules::kept_unjudged(now),
        state: ScanState::Waits,
    };
    store::add(tx, &scan, (wish, place))?;
    tx.audit_about(by, scan.id, scan.person)?;
    Ok(scan)
}

/// Takes a paper back that was sent with a phone, as long as no office has decided about it.
///
/// Refuses with `SCN-010` one that was not sent with it, and with `SCN-011` one that was decided
/// about.
pub fn remove(
    tx: &mut Tx<'_>,
    by: &Program,
    (phone, person, id): (&Mobile, PersonId, ScanId),
) -> Result<(), Stop> {
    hold(tx, person)?;
    let scan = store::sent_with(tx, phone, (person, id))?.ok_or(ScanRefusal::NoSuchScan)?;
    rules::may_be_removed(&scan)?;
    store::remove(tx, scan.id)?;
    tx.audit_about(by, scan.id, person)
}

/// Opens a paper: what its file is, and all of it. That it was opened is written down.
///
/// Refuses with `SCN-010` somebody else's, and with `SCN-014` one whose file is gone.
pub fn look(
    tx: &mut Tx<'_>,
    permit: &Permit<LookAtScan>,
    (person, id): (PersonId, ScanId),
) -> Result<(ScanFormat, Vec<u8>), Stop> {
    hold(tx, person)?;
    let scan = found(tx, (person, id))?;
    let content = store::content(tx, scan.id)?.ok_or(ScanRefusal::NoFileLeft)?;
    let look = Look { staff: permit.staff(), at: tx.now() };
    store::note_look(tx, scan.id, look)?;
    tx.audit_about(permit, scan.id, person)?;
    Ok((scan.format, content))
}

/// Says whether a paper fits. One that does not makes room for another; of an Aadhaar card the file
/// goes at once.
///
/// Refuses with `SCN-010` somebody else's, with `SCN-011` one that was decided about, and with
/// `SCN-013` whoever has not opened it.
pub fn judge(
    tx: &mut Tx<'_>,
    permit: &Permit<JudgeScan>,
    (person, id): (PersonId, ScanId),
    verdict: Verdict,
) -> Result<(), Stop> {
    hold(tx, person)?;
    let scan = found(tx, (person, id))?;
    let has_opened = super::has_opened(tx, (scan.id, permit.staff()))?;
    rules::may_be_judged(&scan, has_opened)?;
    let judged = Judged { verdict, by: permit.staff(), at: tx.now() };
    if !store::judge(tx, scan.id, (judged, rules::kept_judged(judged.at)))? {
        return Err(ScanRefusal::Judged.into());
    }
    tx.audit_about(permit, scan.id, person)
}

/// Takes back what was said of a paper; it waits again. One that waits already is left alone.
///
/// Refuses with `SCN-010` somebody else's, with `SCN-014` one whose file is gone, and with `SCN-015`
/// one in whose place others were sent.
pub fn reopen(
    tx: &mut Tx<'_>,
    permit: &Permit<JudgeScan>,
    (person, id): (PersonId, ScanId),
) -> Result<(), Stop> {
    hold(tx, person)?;
    let scan = found(tx, (person, id))?;
    let ScanState::Judged(judged) = scan.state else { return Ok(()) };
    rules::may_be_reopened(judged)?;
    let place = free_place(tx, (person, Some(scan.id)))?.ok_or(ScanRefusal::NoRoom)?;
    let until = rules::kept_reopened(scan.sent_at, tx.now());
    store::reopen(tx, scan.id, (until, place))?;
    tx.audit_about(permit, scan.id, person)
}

/// Takes away every paper that was sent of somebody, with its file, who opened it and the phone that it
/// came from, whatever an office has said of it or has not said yet: whoever it is about wants none of
/// it kept. No row is left to say that there was one. A photograph only spares an office a look at the
/// paper before a card of plastic; the paper is shown at the counter all the same, and which kind of
/// paper was seen stands with the order of the card, so nothing needs the photograph. What stays is the
/// audit, which knows each by its id alone: that it was sent, opened, decided about and erased. Of whom
/// nothing is kept, nothing is done.
///
/// Source: Digital Personal Data Protection Act 2023, section 12(3): personal data is erased unless it
/// is necessary for the purpose for which it was taken, or a law wants it kept.
pub fn erase(tx: &mut Tx<'_>, by: &impl Authority, person: PersonId) -> Result<(), Stop> {
    hold(tx, person)?;
    loop {
        // As many as one question answers; what does not fit may be more.
        let sent = store::of_person(tx, person)?;
        if sent.is_empty() {
            return Ok(());
        }
        for scan in sent {
            store::remove(tx, scan.id)?;
            tx.audit_about(by, scan.id, person)?;
        }
    }
}

/// Begins to take away what is over today, if nobody has.
pub fn begin_day(database: &Store) -> Result<(), Stop> {
    daily::begin::<()>(database, TAKE_AWAY)
}

/// Takes away the next papers whose time is over, and leaves the rest to the next part. What was
/// written down about them in the audit stays.
pub fn take_away(tx: &mut Tx<'_>, _: &Task) -> Result<(), Stop> {
    let program = Program::doing(tx, TAKEN_AWAY)?;
    let over = store::over(tx, TAKEN_AT_ONCE)?;
    for (scan, person) in &over {
        store::remove(tx, *scan)?;
        tx.audit_about(&program, *scan, *person)?;
    }
    if over.len() == TAKEN_AT_ONCE {
        tx.enqueue(TAKE_AWAY, TAKE_AWAY, &())?;
    }
    Ok(())
}

fn found(tx: &mut Tx<'_>, scan: (PersonId, ScanId)) -> Result<Scan, Stop> {
    Ok(store::scan(tx, scan)?.ok_or(ScanRefusal::NoSuchScan)?)
}

/// A place among somebody's papers, as if one of these had none.
fn free_place(
    tx: &mut Tx<'_>,
    (person, but): (PersonId, Option<ScanId>),
) -> Result<Option<i64>, Stop> {
    let taken = store::places(tx, person)?.into_iter();
    let taken: Vec<i64> =
        taken.filter(|(scan, _)| Some(*scan) != but).map(|(_, place)| place).collect();
    Ok(rules::free_place(&taken))
}

/// Whoever else does something with somebody's papers waits.
fn hold(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Stop> {
    tx.lock(&format!("scans_person/{person}"))
}
