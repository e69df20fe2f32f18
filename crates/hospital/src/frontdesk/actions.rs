//! What the registration desk does: a registration and its token are one transaction.

use super::rules::{self, Sooner};
use crate::queue::actions::{IssueToken, issue_token};
use crate::queue::last_visits;
use crate::queue::model::{Token, TokenRequest, VisitKind};
use nabz_access::{Permit, UnitId};
use nabz_kernel::birth::Age;
use nabz_kernel::ids::PersonId;
use nabz_people::households::actions::{ArrangeHousehold, admit, register_beside};
use nabz_people::households::model::{HouseholdId, Kin};
use nabz_people::registry;
use nabz_people::registry::actions::{
    RegisterPerson, compare_despite, register, register_paper, register_unknown,
};
use nabz_people::registry::model::{
    NewPerson, PaperNumber, Registered, RegistryRefusal, UnknownPerson,
};
use nabz_store::{Stop, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The token that a counter wishes for somebody.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// To be seen where.
    pub unit: UnitId,
    /// What brings them.
    pub visit: VisitKind,
    /// What the clerk saw.
    pub sooner: Sooner,
}

/// What the desk did, as the next page needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// For whom.
    pub person: Uuid,
    /// The token, when one was given.
    pub token: Option<Uuid>,
    /// The first one of the family, when somebody was registered.
    #[serde(default)]
    pub family: Option<Uuid>,
    /// The tokens of those who came along.
    #[serde(default)]
    pub along: Vec<Uuid>,
    /// The place where many live into which somebody was registered.
    #[serde(default)]
    pub place: Option<Uuid>,
}

impl Done {
    fn of(person: PersonId, token: Option<&Token>) -> Self {
        let token = token.map(|token| token.id.uuid());
        Self { person: person.uuid(), token, family: None, along: Vec::new(), place: None }
    }
}

/// Gives a token to somebody on record.
///
/// Refuses as [`issue_token`] does, and with `REG-020` when there is no such person.
pub fn give_token(
    tx: &mut Tx<'_>,
    permit: &Permit<IssueToken>,
    person: PersonId,
    wish: &Wish,
) -> Result<Done, Stop> {
    let on_record = registry::person(tx, person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let today = tx.today();
    let age = on_record.details.birth.map(|birth| birth.age(today));
    let token = issue_token(tx, permit, &request(person, wish, age))?;
    Ok(Done::of(person, Some(&token)))
}

/// Gives a token to somebody on record and to each of those who came along, in the department that
/// was chosen for each: all of them or nobody.
///
/// Refuses as [`give_token`] does. Whether they live together is not asked: nobody waits for a
/// household.
pub fn give_tokens(
    tx: &mut Tx<'_>,
    permit: &Permit<IssueToken>,
    (person, wish): (PersonId, &Wish),
    along: &[(PersonId, UnitId)],
) -> Result<Done, Stop> {
    let mut done = give_token(tx, permit, person, wish)?;
    for (other, unit) in along {
        let last = last_visits(tx, permit.facility(), &[*other])?;
        let visit = rules::brings(last.first().map(|visit| visit.day), tx.today());
        let wish = Wish { unit: *unit, visit, sooner: Sooner::default() };
        done.along.extend(give_token(tx, permit, *other, &wish)?.token);
    }
    Ok(done)
}

/// What a desk knows of somebody whom it registers, beside what they say about themselves.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// What they are to one of their family.
    pub kin: Option<Kin>,
    /// The place where many live in which they live from now on, and that the desk may say so.
    pub place: Option<(Permit<ArrangeHousehold>, HouseholdId)>,
    /// The number of a paper, and whether the paper was shown.
    pub paper: Option<(PaperNumber, bool)>,
    /// Whether the clerk was shown who looks like them and says that this is somebody else.
    pub is_another: bool,
}

/// Registers somebody, with what they are to one of their family or the place in which they live, and
/// the number of a paper, and, if the desk wishes so, gives them a token: all of it or nothing. A
/// likeness that the clerk went on in spite of waits for a records officer.
///
/// Refuses with `REG-046` a number that only one person has and somebody on record gave: they are
/// that person, or the number is wrong and is left out; and a place as [`admit`] does.
pub fn register_and_give_token(
    tx: &mut Tx<'_>,
    (register_permit, token_permit): (&Permit<RegisterPerson>, &Permit<IssueToken>),
    new: &NewPerson,
    (wish, beside): (Option<&Wish>, &Beside),
) -> Result<Done, Stop> {
    let Registered { person, .. } = register(tx, register_permit, new)?;
    if let Some(kin) = beside.kin {
        register_beside(tx, register_permit, person, kin)?;
    }
    if let Some((permit, place)) = &beside.place {
        permit.recheck(tx)?;
        admit(tx, permit, *place, person)?;
    }
    if let Some((number, shown)) = &beside.paper {
        register_paper(tx, register_permit, person, (number, *shown))?;
    }
    if beside.is_another {
        compare_despite(tx, person, register_permit.staff())?;
    }
    let today = tx.today();
    let age = new.details.birth.map(|birth| birth.age(today));
    let token = match wish {
        Some(wish) => Some(issue_token(tx, token_permit, &request(person, wish, age))?),
        None => None,
    };
    let first = beside.kin.map_or(person, |kin| kin.of);
    let place = beside.place.as_ref().map(|(_, place)| place.uuid());
    Ok(Done { family: Some(first.uuid()), place, ..Done::of(person, token.as_ref()) })
}

/// One press: a number, a name of ours, and an emergency token.
pub fn admit_unknown(
    tx: &mut Tx<'_>,
    (register_permit, token_permit): (&Permit<RegisterPerson>, &Permit<IssueToken>),
    unknown: &UnknownPerson,
    unit: UnitId,
) -> Result<Done, Stop> {
    let Registered { person, .. } = register_unknown(tx, register_permit, unknown)?;
    let wish = Wish { unit, visit: VisitKind::Emergency, sooner: Sooner::default() };
    let token = issue_token(tx, token_permit, &request(person, &wish, unknown.age))?;
    Ok(Done::of(person, Some(&token)))
}

fn request(person: PersonId, wish: &Wish, age: Option<Age>) -> TokenRequest {
    let lane = rules::lane(wish.visit, wish.sooner, age.map(Age::years));
    TokenRequest { person, unit: wish.unit, lane, visit: wish.visit }
}
