//! A family at the counter: the next one, for whom what the first one said is carried over into the
//! form; who may have come along; and who holds what was given to all of them.

use crate::frontdesk::form::NewForm;
use crate::frontdesk::views::{Family, TOGETHER_MAX};
use crate::queue;
use crate::queue::model::{Token, TokenId};
use nabz_access::{Permit, Reason};
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_people::households::actions::ArrangeHousehold;
use nabz_people::households::model::{HouseholdId, HouseholdRefusal, Kin, Kinship};
use nabz_people::households::{self, words};
use nabz_people::places;
use nabz_people::registry as persons;
use nabz_people::registry::actions::RegisterPerson;
use nabz_people::registry::model::{Banner, RegistryRefusal};
use nabz_people::registry::rules::choice;
use nabz_people::registry::words::script;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::{Desk, Fields, Problem};
use uuid::Uuid;

/// The form for another one of the family that the fields name.
pub(super) async fn next_form(desk: &Desk, fields: &Fields) -> Result<NewForm, Problem> {
    let first = first_of(fields).ok_or(Refused::from(RegistryRefusal::NoSuchPerson))?;
    desk.shows(&desk.permit::<RegisterPerson>()?, first, Reason::Counter).await?;
    let language = desk.language();
    desk.read(move |view| {
        let first = persons::person(view, first)?.ok_or(RegistryRefusal::NoSuchPerson)?;
        let ward = match &first.details.address.ward {
            Some(number) => places::ward(view, number)?,
            None => None,
        };
        let ward = ward.map(|ward| {
            let name = language.pick(ward.name_hi, ward.name_en);
            format!("{} {name}", ward.number)
        });
        Ok(NewForm::of_family(&first, ward, script(language)))
    })
    .await
}

/// What the form says the person is to whom; `None` for somebody who came alone.
pub(super) fn kin(fields: &Fields) -> Result<Option<Kin>, Refused> {
    if fields.get("family").is_empty() {
        return Ok(None);
    }
    let of = first_of(fields).ok_or(RegistryRefusal::NoSuchPerson)?;
    let kinship = choice(fields.get("kin"), Kinship::of_word)?.unwrap_or(Kinship::Other);
    Ok(Some(Kin { of, kinship }))
}

/// The form for somebody who comes to live in the place that it names: they live in its ward.
pub(super) async fn form_of_place(desk: &Desk, form: NewForm) -> Result<NewForm, Problem> {
    let Some(place) = place_of(&form.place)? else { return Ok(form) };
    desk.permit::<ArrangeHousehold>()?;
    let language = desk.language();
    desk.read(move |view| {
        let home = households::household(view, place)?;
        let place = home.and_then(|home| home.place).ok_or(HouseholdRefusal::NoSuchPlace)?;
        let ward = match &place.ward {
            Some(number) => places::ward(view, number)?,
            None => None,
        };
        let name = ward.map(|ward| {
            let name = language.pick(ward.name_hi, ward.name_en);
            format!("{} {name}", ward.number)
        });
        let ward = place.ward.filter(|_| name.is_some()).unwrap_or_default();
        Ok(NewForm { ward, ward_name: name.unwrap_or_default(), ..form.clone() })
    })
    .await
}

/// The place into which somebody is registered, for those who may say so; none for most people.
pub(super) fn place(
    desk: &Desk,
    form: &NewForm,
) -> Result<Option<(Permit<ArrangeHousehold>, HouseholdId)>, Problem> {
    let Some(place) = place_of(&form.place)? else { return Ok(None) };
    Ok(Some((desk.permit::<ArrangeHousehold>()?, place)))
}

fn place_of(typed: &str) -> Result<Option<HouseholdId>, Refused> {
    if typed.is_empty() {
        return Ok(None);
    }
    let place = typed.parse::<Uuid>().map_err(|_| HouseholdRefusal::NoSuchPlace)?;
    Ok(Some(HouseholdId::from_uuid(place)))
}

/// What somebody may be to the first one, for the form.
pub(super) fn kinships() -> Vec<(&'static str, Message)> {
    Kinship::ALL.iter().map(|one| (one.word(), words::kinship(*one))).collect()
}

/// Those who keep house with somebody, and when each was last here.
pub(super) fn relatives(
    view: &mut Tx<'_>,
    at: FacilityId,
    person: PersonId,
) -> Result<Family, Stop> {
    let mut members = households::family(view, person)?;
    members.truncate(TOGETHER_MAX);
    let ids: Vec<PersonId> = members.iter().map(|member| member.person).collect();
    let visits = queue::last_visits(view, at, &ids)?;
    let banners = persons::banners(view, ids)?;
    Ok(Family { members: members.into_iter().zip(banners).collect(), visits })
}

/// Tokens of this facility with those who hold them.
pub(super) fn holders(
    view: &mut Tx<'_>,
    at: FacilityId,
    tokens: &[TokenId],
) -> Result<Vec<(Token, Banner)>, Stop> {
    let mut found = Vec::with_capacity(tokens.len());
    for token in tokens {
        found.extend(queue::token(view, at, *token)?);
    }
    let holders = persons::banners(view, found.iter().map(|token| token.person))?;
    Ok(found.into_iter().zip(holders).collect())
}

fn first_of(fields: &Fields) -> Option<PersonId> {
    fields.get("family").parse::<Uuid>().ok().map(Id::from_uuid)
}
