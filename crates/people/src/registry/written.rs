//! What the registry itself wrote of somebody in a time, beside the record: for whoever looks at all
//! that was written of two who were taken for one.

use super::model::{Decided, LinkId, Moments, Occasion, Written, WrittenKind};
use super::store;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_store::{Stop, Tx};

/// From one moment to another, both included.
type While = (Instant, Instant);

/// All of it: who they are, numbers of papers, deaths and moves, partners and third records that were
/// taken for theirs. What was said when they were registered made the record and is none of it.
pub(super) fn written(
    tx: &mut Tx<'_>,
    person: PersonId,
    (link, during): (LinkId, While),
) -> Result<Vec<Written>, Stop> {
    let mut written = details(tx, person, during)?;
    for note in store::lives(tx, person)? {
        let what = (format!("Life/{person}/{}", note.version), WrittenKind::Life);
        let at = (person, Some(note.facility.uuid()));
        written.extend(Written::within(during, decided([Some(note.noted)]), what, at));
    }
    for paper in store::papers_ever(tx, person)? {
        let ended = paper.ended.as_ref().map(|(ended, _)| *ended);
        let what = (format!("Number/{}", paper.id), WrittenKind::Number);
        let at = (person, Some(paper.facility.uuid()));
        written.extend(Written::within(during, decided([Some(paper.noted), ended]), what, at));
    }
    for one in store::adoptions_ever(tx, person)? {
        let undone = one.undone.as_ref().map(|(undone, _)| *undone);
        let what = (format!("Adoption/{}", one.adoption.id), WrittenKind::Partner);
        let moments = decided([Some(one.adopted), undone]);
        written.extend(Written::within(during, moments, what, (person, None)));
    }
    let mut links = store::links_in_force(tx, person)?;
    links.extend(store::parted(tx, person)?);
    for third in links.into_iter().filter(|other| other.id != link) {
        let undone = third.undone.as_ref().map(|parted| parted.by);
        let what = (format!("Link/{}", third.id), WrittenKind::Link);
        let moments = decided([Some(third.linked), undone]);
        written.extend(Written::within(during, moments, what, (person, None)));
    }
    Ok(written)
}

/// What was said of who somebody is: corrections, occasions, answers about the phone.
fn details(tx: &mut Tx<'_>, person: PersonId, during: While) -> Result<Vec<Written>, Stop> {
    let mut written = Vec::new();
    for corrected in store::corrections_of(tx, person)? {
        let asked = (corrected.correction.asked_by, corrected.correction.asked_at);
        let what = (format!("Correction/{}", corrected.correction.id), WrittenKind::Details);
        let at = (person, Some(corrected.correction.facility.uuid()));
        let moments = decided([Some(asked), corrected.decided]);
        written.extend(Written::within(during, moments, what, at));
    }
    let occasions = store::registrations(tx, person)?;
    for occasion in occasions.iter().filter(|occasion| occasion.at > during.0) {
        written.extend(of_occasion(occasion, person, during));
    }
    // Whoever corrects a phone, or says who somebody is, has answered for the phone with it.
    let said: Vec<Instant> = written.iter().map(|one| one.at).collect();
    for (at, check) in store::phone_checks(tx, person)? {
        let what = (format!("Phone/{person}/{}", at.microseconds()), WrittenKind::Details);
        let place = Some(check.facility.uuid());
        let moments = vec![(at, Some(check.staff))];
        let answered = Written::within(during, moments, what, (person, place));
        written.extend(answered.filter(|_| !said.contains(&at)));
    }
    Ok(written)
}

fn of_occasion(occasion: &Occasion, person: PersonId, during: While) -> Option<Written> {
    let what = (format!("Registration/{}", occasion.id), WrittenKind::Details);
    let moments = vec![(occasion.at, occasion.writer())];
    Written::within(during, moments, what, (person, Some(occasion.facility.uuid())))
}

/// Who did what, as far as somebody has.
fn decided(all: impl IntoIterator<Item = Option<Decided>>) -> Moments {
    let moment = |(by, at): Decided| -> (Instant, Option<StaffId>) { (at, Some(by)) };
    all.into_iter().flatten().map(moment).collect()
}
