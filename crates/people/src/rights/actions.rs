//! What is done about what people ask: it is written down, taken up, answered or withdrawn, and what
//! is erased because of it is erased by whoever keeps it. And whom they name to ask after them.

use super::model::{
    Asks, Erased, NewNominee, NewRequest, Nominee, NomineeEnded, NomineeId, Request, RequestId,
    RequestState, RightsRefusal, Verdict,
};
use super::{rules, store, words};
use crate::messages::model::MessageKind;
use crate::registry::actions::Erasure;
use crate::registry::model::{Person, RegistryRefusal};
use crate::{consent, messages, registry, scans};
use nabz_access::{Permit, Program, act, city};
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_kernel::language::Language;
use nabz_store::{Authority, Scope, Stop, Tx};

act!(
    /// Reading what somebody asked about what is held of them, and whom they named.
    ReadRights = "rights.read",
    [RegistrationClerk, RecordsOfficer, FacilityAdministrator]
);
act!(
    /// Writing down what somebody asks about what is held of them, or that they need no answer.
    NoteRequest = "rights.note",
    [RegistrationClerk, RecordsOfficer]
);
act!(
    /// Writing down whom somebody names to ask after them.
    NameNominee = "rights.name-nominee",
    [RegistrationClerk, RecordsOfficer]
);
act!(
    /// Answering what somebody asked about what is held of them. Whoever decides about corrections
    /// does.
    AnswerRequest = "rights.answer",
    [RecordsOfficer, FacilityAdministrator]
);

/// The numbers of requests, counted for the whole city.
const NUMBERS: &str = "rights_request";

/// Writes down what somebody asks at a counter; its office answers.
///
/// Refuses with `RGT-002` when one of the kind is open, with `RGT-004` when it does not say what it is
/// about, with `RGT-014` more in a day than anybody asks, and whoever should not ask as
/// [`rules::speaker`] and, of those who ask for a child, [`consent::stands`] say.
pub fn ask(
    tx: &mut Tx<'_>,
    permit: &Permit<NoteRequest>,
    new: &NewRequest,
) -> Result<Request, Stop> {
    let person = for_change(tx, new.person)?;
    if let Asks::Guardian(guardianship) = &new.asks {
        consent::stands(tx, person.id, guardianship)?;
    }
    keep(tx, permit, (permit.facility(), &person), new)
}

/// What somebody asks on their own phone; the office where they were registered answers. Whoever
/// calls has looked whether they may ask for a child. Otherwise like [`ask`].
pub fn ask_applied(tx: &mut Tx<'_>, by: &Program, new: &NewRequest) -> Result<Request, Stop> {
    let person = for_change(tx, new.person)?;
    keep(tx, by, (person.facility, &person), new)
}

fn keep(
    tx: &mut Tx<'_>,
    by: &impl Authority,
    (office, person): (FacilityId, &Person),
    new: &NewRequest,
) -> Result<Request, Stop> {
    let named = store::nominee(tx, person.id)?;
    let known = (person.details.birth, person.life);
    let speaker = rules::speaker(&new.asks, named.as_ref(), known, tx.today())?;
    rules::says_enough(new.right, new.note.as_ref())?;
    let now = tx.now();
    if store::asked_since(tx, person.id, now.minus(rules::DAY))? >= rules::ASKED_A_DAY_MAX {
        return Err(RightsRefusal::TooMany.into());
    }
    let numbers = Scope::of(city(tx)?, "");
    let request = Request {
        id: RequestId::draw_in(now, person.id.bucket()),
        number: tx.next(NUMBERS, &numbers)?,
        person: person.id,
        right: new.right,
        speaker,
        note: new.note.clone(),
        office,
        asked_by: by.actor(),
        asked_at: now,
        due: rules::due(now),
        state: RequestState::Received,
    };
    store::add_request(tx, &request)?;
    tx.audit_about(by, request.id, person.id)?;
    Ok(request)
}

/// Whoever asked needs no answer any more.
///
/// Refuses with `RGT-001` a request that is not about this person, and with `RGT-003` one that is
/// open no longer.
pub fn withdraw(
    tx: &mut Tx<'_>,
    permit: &Permit<NoteRequest>,
    which: (PersonId, RequestId),
) -> Result<(), Stop> {
    end(tx, permit, which)
}

/// The same on somebody's own phone.
pub fn withdraw_applied(
    tx: &mut Tx<'_>,
    by: &Program,
    which: (PersonId, RequestId),
) -> Result<(), Stop> {
    end(tx, by, which)
}

fn end(
    tx: &mut Tx<'_>,
    by: &impl Authority,
    (person, id): (PersonId, RequestId),
) -> Result<(), Stop> {
    // What was asked under another of their records is theirs to withdraw, too.
    let records = registry::one(tx, person)?;
    let request = store::request(tx, id)?.filter(|request| records.contains(&request.person));
    let request = request.ok_or(RightsRefusal::NoSuchRequest)?;
    if !store::withdraw(tx, &request, by.actor())? {
        return Err(RightsRefusal::Moved.into());
    }
    tx.audit_about(by, request.id, request.person)
}

/// Somebody looks into a request of their office from now on.
///
/// Refuses with `RGT-001` one of another office, and with `RGT-003` one that somebody has taken up.
pub fn take_up(tx: &mut Tx<'_>, permit: &Permit<AnswerRequest>, id: RequestId) -> Result<(), Stop> {
    let request = at_office(tx, permit.facility(), id)?;
    if !store::take_up(tx, &request, permit.staff())? {
        return Err(RightsRefusal::Moved.into());
    }
    tx.audit_about(permit, request.id, request.person)
}

/// Answers a request of the permit's office, whether or not somebody has taken it up, and tells the
/// person by phone that it was, where they agreed to messages. What is erased with it is erased in
/// the same transaction, after they were told: the phone may be among it.
///
/// Refuses with `RGT-001` one of another office, with `RGT-003` one that is open no longer, and as
/// [`rules::answer`] does.
pub fn answer(
    tx: &mut Tx<'_>,
    permit: &Permit<AnswerRequest>,
    id: RequestId,
    verdict: &Verdict,
) -> Result<Request, Stop> {
    let request = at_office(tx, permit.facility(), id)?;
    let answer = rules::answer(request.right, verdict)?;
    if !store::answer(tx, &request, (permit.staff(), &answer))? {
        return Err(RightsRefusal::Moved.into());
    }
    let (number, today) = (request.number, tx.today());
    let said = |languages: &[Language]| words::answered(number, today, languages);
    messages::tell(tx, request.person, MessageKind::RequestAnswered, said)?;
    erase(tx, permit, (&request, verdict.erased))?;
    tx.audit_about(permit, request.id, request.person)?;
    Ok(request)
}

/// What stands on record of who somebody is goes through the registry, consents through consent, and
/// papers that were sent ahead through scans: each writes down that it did.
fn erase(
    tx: &mut Tx<'_>,
    permit: &Permit<AnswerRequest>,
    (request, erased): (&Request, Erased),
) -> Result<(), Stop> {
    let why = words::erased(request.number);
    if erased.phone || erased.line {
        let wish = Erasure {
            person: request.person,
            phone: erased.phone,
            line: erased.line,
            asked_by: request.asked_by,
            reason: why.clone(),
        };
        registry::actions::erase(tx, permit, &wish)?;
    }
    if erased.papers {
        scans::actions::erase(tx, permit, request.person)?;
    }
    if erased.consents {
        let by = rules::taken_back_by(&request.speaker, why);
        for purpose in rules::OPTIONAL {
            consent::actions::take_back(tx, permit, (request.person, purpose), &by)?;
        }
    }
    Ok(())
}

/// A request that this office may answer: its own, and those of the city, which every office sees.
fn at_office(tx: &mut Tx<'_>, office: FacilityId, id: RequestId) -> Result<Request, Stop> {
    let places = [office, city(tx)?];
    let request = store::request(tx, id)?.filter(|request| places.contains(&request.office));
    Ok(request.ok_or(RightsRefusal::NoSuchRequest)?)
}

/// Somebody may ask in place of a person from now on, and whoever might before may no longer.
///
/// Refuses with `RGT-003` a page that showed another nominee, with `RGT-014` more in a day than
/// anybody means, and whoever names nobody as [`rules::may_name`] says.
pub fn name_nominee(
    tx: &mut Tx<'_>,
    permit: &Permit<NameNominee>,
    new: &NewNominee,
) -> Result<Nominee, Stop> {
    name(tx, permit, new)
}

/// The same on somebody's own phone.
pub fn name_nominee_applied(
    tx: &mut Tx<'_>,
    by: &Program,
    new: &NewNominee,
) -> Result<Nominee, Stop> {
    name(tx, by, new)
}

fn name(tx: &mut Tx<'_>, by: &impl Authority, new: &NewNominee) -> Result<Nominee, Stop> {
    let person = for_change(tx, new.person)?;
    rules::may_name((person.details.birth, person.life), tx.today())?;
    let now = tx.now();
    if store::named_since(tx, person.id, now.minus(rules::DAY))? >= rules::ASKED_A_DAY_MAX {
        return Err(RightsRefusal::TooMany.into());
    }
    let before = store::nominee(tx, person.id)?;
    if before.as_ref().map(|before| before.id) != new.seen {
        return Err(RightsRefusal::Moved.into());
    }
    if let Some(before) = before {
        store::end_nominee(tx, &before, (NomineeEnded::Changed, by.actor()))?;
    }
    let nominee = Nominee {
        id: NomineeId::draw_in(now, person.id.bucket()),
        person: person.id,
        proxy: new.proxy.clone(),
        phone: new.phone.clone(),
        facility: by.facility(),
        named: (by.actor(), now),
        ended: None,
    };
    store::add_nominee(tx, &nominee)?;
    tx.audit_about(by, nominee.id, person.id)?;
    Ok(nominee)
}

/// Nobody may ask in place of a person any more. What they asked until then is answered.
///
/// Refuses with `RGT-003` a page that showed another nominee, and with `RGT-011` the dead, who take
/// nothing back.
pub fn end_nominee(
    tx: &mut Tx<'_>,
    permit: &Permit<NameNominee>,
    which: (PersonId, NomineeId),
) -> Result<(), Stop> {
    unname(tx, permit, which)
}

/// The same on somebody's own phone.
pub fn end_nominee_applied(
    tx: &mut Tx<'_>,
    by: &Program,
    which: (PersonId, NomineeId),
) -> Result<(), Stop> {
    unname(tx, by, which)
}

fn unname(
    tx: &mut Tx<'_>,
    by: &impl Authority,
    (person, id): (PersonId, NomineeId),
) -> Result<(), Stop> {
    let person = for_change(tx, person)?;
    rules::may_name((person.details.birth, person.life), tx.today())?;
    let nominee = store::nominee(tx, person.id)?.filter(|nominee| nominee.id == id);
    let nominee = nominee.ok_or(RightsRefusal::Moved)?;
    if !store::end_nominee(tx, &nominee, (NomineeEnded::Withdrawn, by.actor()))? {
        return Err(RightsRefusal::Moved.into());
    }
    tx.audit_about(by, nominee.id, person.id)
}

/// A person about whom something is written down; others wait.
fn for_change(tx: &mut Tx<'_>, id: PersonId) -> Result<Person, Stop> {
    tx.lock(&format!("rights_person/{id}"))?;
    Ok(registry::person(tx, id)?.ok_or(RegistryRefusal::NoSuchPerson)?)
}
