//! What is done with consent: people are asked, and what they say is kept; notices come into force.

use super::model::{
    Answer, AnswerId, Asked, By, ConsentRefusal, How, Issued, Notice, NoticeText, Purpose, Said,
    Standing, Wish,
};
use super::{fhir, guardians, rules, store};
use crate::registry;
use crate::registry::model::{Person, RegistryRefusal};
use nabz_access::{Permit, Program, act, audit_program};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_record::Publish;
use nabz_store::{Authority, Stop, Tx};

act!(
    /// Writing down what somebody answered when they were asked.
    RecordConsent = "consent.record",
    [RegistrationClerk, RecordsOfficer]
);
act!(
    /// Reading what somebody agreed to.
    ReadConsents = "consent.read",
    [RegistrationClerk, TriageNurse, Doctor, Pharmacist, RecordsOfficer]
);

/// Keeps an answer. A no after a yes takes the yes back; nothing else about the person changes, and
/// whoever treats them reads what they read before.
///
/// Refuses with `CNS-001` where nobody has written a notice, with `CNS-002` and `CNS-003` a page
/// that has seen less than there is by now, with `CNS-004` what stands already, with `CNS-012` a yes
/// under a record that goes on under another number, and whoever should not answer as
/// [`rules::may_answer`] and [`super::stands`] say.
pub fn answer(
    tx: &mut Tx<'_>,
    permit: &Permit<RecordConsent>,
    asked: &Asked,
) -> Result<Answer, Stop> {
    if let By::Guardian(guardianship) = &asked.by {
        guardians::stands(tx, asked.person, guardianship)?;
    }
    let answer = keep(tx, (permit.facility(), permit.staff()), asked)?;
    tx.audit_about(permit, answer.id, answer.person)?;
    Ok(answer)
}

/// Keeps what somebody answered on a page of their own family, with nobody there to ask them;
/// otherwise like [`answer`]. Whoever calls has looked whether they may answer for a child.
pub fn answer_applied(tx: &mut Tx<'_>, by: &Program, asked: &Asked) -> Result<Answer, Stop> {
    let answer = keep(tx, (by.facility(), by.actor()), asked)?;
    tx.audit_about(by, answer.id, answer.person)?;
    Ok(answer)
}

/// Takes a consent back for whoever asked that what is held of them be erased; `who` speaks for them.
/// Answers with nothing where there is none to take back. Whether a guardian might ask was looked at
/// when they did.
///
/// Refuses as [`answer`] does.
pub fn take_back(
    tx: &mut Tx<'_>,
    by: &impl Authority,
    (person, purpose): (PersonId, Purpose),
    who: &By,
) -> Result<Option<Answer>, Stop> {
    let Standing::Given(given) = super::standing(tx, person, purpose)? else { return Ok(None) };
    let notice = store::notice(tx, purpose)?.ok_or(ConsentRefusal::NoNotice)?;
    let asked = Asked {
        person,
        purpose,
        wish: Wish::No,
        seen: given.number,
        notice: notice.version,
        shown_in: given.shown_in,
        by: who.clone(),
        how: How::Screen,
    };
    let answer = keep(tx, (by.facility(), by.actor()), &asked)?;
    tx.audit_about(by, answer.id, person)?;
    Ok(Some(answer))
}

fn keep(
    tx: &mut Tx<'_>,
    (facility, asked_by): (FacilityId, StaffId),
    asked: &Asked,
) -> Result<Answer, Stop> {
    let person = registry::person(tx, asked.person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let agrees = matches!(asked.wish, Wish::Yes { .. });
    if agrees && registry::linked_to(tx, person.id)?.is_some() {
        return Err(ConsentRefusal::GoesOn.into());
    }
    let notice = store::notice(tx, asked.purpose)?.ok_or(ConsentRefusal::NoNotice)?;
    let last = store::last(tx, person.id, asked.purpose)?;
    let number = last.as_ref().map_or(0, |last| last.number);
    if number != asked.seen {
        return Err(ConsentRefusal::Stale.into());
    }
    if notice.version != asked.notice {
        return Err(ConsentRefusal::NewNotice.into());
    }
    let answer = Answer {
        id: AnswerId::draw_in(tx.now(), person.id.bucket()),
        person: person.id,
        purpose: asked.purpose,
        number: number + 1,
        said: said(asked, &person, (last.clone(), tx.today()))?,
        notice: notice.version,
        shown_in: asked.shown_in,
        by: asked.by.clone(),
        how: asked.how.clone(),
        facility,
        asked_by,
        at: tx.now(),
    };
    store::add(tx, &answer)?;
    publish(tx, &answer, last.as_ref())?;
    Ok(answer)
}

fn said(
    asked: &Asked,
    person: &Person,
    (last, today): (Option<Answer>, Date),
) -> Result<Said, ConsentRefusal> {
    let birth = person.details.birth;
    rules::may_answer((&asked.by, &asked.wish), (birth, person.life), today)?;
    let until = rules::until(&asked.by, birth, today);
    rules::said(&rules::standing(last, birth, today), &asked.wish, (asked.notice, until))
}

/// The answer and who gave it, and the one before it, which no longer stands.
fn publish(tx: &mut Tx<'_>, answer: &Answer, before: Option<&Answer>) -> Result<(), Stop> {
    if let Some(ended) = before.and_then(|before| fhir::consent(before, Some(answer))) {
        tx.publish(&ended)?;
    }
    if let Some(consent) = fhir::consent(answer, None) {
        tx.publish(&consent)?;
    }
    tx.publish(&fhir::provenance(answer)).map(drop)
}

/// Puts notices into force: a text that differs from the one in force is the next version, and
/// everybody who answered under another one keeps it. What is not in the list stays in force.
pub fn issue_notices(tx: &mut Tx<'_>, texts: &[NoticeText]) -> Result<Issued, Stop> {
    tx.lock("consent_notice")?;
    let mut issued = 0;
    for text in texts {
        let before = store::notice(tx, text.purpose)?;
        if before.as_ref().is_some_and(|before| before.text == *text) {
            continue;
        }
        let version = before.map_or(0, |before| before.version) + 1;
        store::add_notice(tx, &Notice { version, text: text.clone(), since: tx.now() })?;
        issued += 1;
    }
    audit_program(tx, "consent.load-notices")?;
    Ok(Issued { issued, kept: texts.len() - issued })
}

impl From<ConsentRefusal> for Stop {
    fn from(refusal: ConsentRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
