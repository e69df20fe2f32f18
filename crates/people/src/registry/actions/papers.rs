//! Numbers of papers: written down by whoever is told or shown them, and taken away with a reason.

use super::register::RegisterPerson;
use super::{By, for_change, publish};
use crate::registry::model::{Paper, PaperId, PaperNumber, RegistryRefusal};
use crate::registry::store::Added;
use crate::registry::{rules, store};
use nabz_access::{Permit, act};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

act!(
    /// Writing down the number of somebody's paper, and taking it away again.
    KeepPapers = "registry.keep-papers",
    [RegistrationClerk, RecordsOfficer]
);

/// Puts the number of a paper on record; `seen` says whether the paper was shown. From now on the
/// number finds the person.
///
/// Refuses with `REG-046` a number that only one person has and somebody else gave, and with
/// `REG-047` one that stands there already.
pub fn add_paper(
    tx: &mut Tx<'_>,
    permit: &Permit<KeepPapers>,
    person: PersonId,
    (number, seen): (&PaperNumber, bool),
) -> Result<Paper, Stop> {
    let paper = keep(tx, By::of(permit), person, (number, seen))?;
    tx.audit_about(permit, paper.id, person)?;
    Ok(paper)
}

/// The same of somebody who is just being registered.
pub fn register_paper(
    tx: &mut Tx<'_>,
    permit: &Permit<RegisterPerson>,
    person: PersonId,
    (number, seen): (&PaperNumber, bool),
) -> Result<Paper, Stop> {
    let paper = keep(tx, By::of(permit), person, (number, seen))?;
    tx.audit_about(permit, paper.id, person)?;
    Ok(paper)
}

fn keep(
    tx: &mut Tx<'_>,
    by: By,
    person: PersonId,
    (number, seen): (&PaperNumber, bool),
) -> Result<Paper, Stop> {
    let on_record = for_change(tx, person)?;
    let paper = Paper {
        id: PaperId::draw_in(tx.now(), person.bucket()),
        person,
        number: number.clone(),
        seen,
        facility: by.facility,
        noted: (by.staff, tx.now()),
        ended: None,
    };
    match store::add_paper(tx, &paper)? {
        Added::New => {}
        Added::Known => return Err(RegistryRefusal::NumberKnown.into()),
        Added::Taken => return Err(RegistryRefusal::NumberTaken.into()),
    }
    publish(tx, &on_record)?;
    Ok(paper)
}

/// Takes a number away that was mistyped or is somebody else's. It stays in the history, finds the
/// person no longer, and may be given to another one.
///
/// Refuses without a reason, and with `REG-048` a number that does not stand there.
pub fn end_paper(
    tx: &mut Tx<'_>,
    permit: &Permit<KeepPapers>,
    (person, id): (PersonId, PaperId),
    why: &str,
) -> Result<(), Stop> {
    let why = rules::reason(why)?;
    let on_record = for_change(tx, person)?;
    let papers = store::papers(tx, person)?;
    let paper = papers.into_iter().find(|paper| paper.id == id);
    let paper = paper.ok_or(RegistryRefusal::NoSuchPaper)?;
    let ended = (permit.staff(), tx.now());
    if !store::end_paper(tx, &paper, ended, &why)? {
        return Err(RegistryRefusal::NoSuchPaper.into());
    }
    publish(tx, &on_record)?;
    tx.audit_about(permit, id, person)
}
