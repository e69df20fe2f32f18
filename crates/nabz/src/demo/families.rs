//! The families known by name: how a list of them is read, and how they are registered.

use super::story::Stage;
use crate::ended::Ended;
use crate::say::Say;
use nabz_access::Permit;
use nabz_kernel::birth::{Age, Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_people::households::actions::{
    ArrangeHousehold, KeepPlace, NameGuardian, admit, name_guardian, open_place, register_beside,
};
use nabz_people::households::model::{Kin, Kinship, Place, PlaceKind, Role};
use nabz_people::households::rules::is_child;
use nabz_people::places;
use nabz_people::places::model::Locality;
use nabz_people::registry::actions::{RegisterPerson, register};
use nabz_people::registry::model::{
    Address, Details, Guardian, NewPerson, Phone, Relation, Sex, Whose,
};
use nabz_store::{Stop, Store, Tx};
use serde::Deserialize;

const FAMILIES: &str = include_str!("../../../../fixtures/families.toml");
/// What a child is called who lives with people who are not its parents.
const WARD: &str = "ward";

#[derive(Deserialize)]
struct File {
    family: Vec<Family>,
}

/// People who live together, as a list has them.
#[derive(Clone, Deserialize)]
pub(super) struct Family {
    /// Since so many days they are on record; a story says when that is, unless they do.
    pub(super) days: Option<u32>,
    locality: Option<String>,
    /// The number of the ward, where the map has one of the locality's name.
    pub(super) ward: Option<String>,
    lane_en: String,
    district: Option<String>,
    state: Option<String>,
    phone: Option<String>,
    shelter: Option<Shelter>,
    member: Vec<Member>,
}

/// A place where people share a roof and no family.
#[derive(Clone, Deserialize)]
struct Shelter {
    called: String,
    contact: String,
    phone: String,
    caretaker: String,
}

#[derive(Clone, Deserialize)]
pub(super) struct Member {
    pub(super) name_en: String,
    pub(super) name_hi: String,
    sex: String,
    born: Option<String>,
    age: Option<u16>,
    relation: String,
    guardian_en: Option<String>,
    guardian_hi: Option<String>,
    language: Option<String>,
    /// A substance that they must not be given.
    pub(super) allergy: Option<String>,
    /// How far their card has come; they were never asked about one unless it says so.
    pub(super) card: Option<Stage>,
    /// Whether they agreed to messages.
    #[serde(default)]
    pub(super) sms: bool,
    pub(super) abha: Option<String>,
    pub(super) ration_card: Option<String>,
}

/// Somebody of a family, registered.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) person: PersonId,
    pub(super) member: Member,
}

impl Member {
    /// In either script or both.
    pub(super) fn name(&self) -> Result<PersonName, Refused> {
        PersonName::parse(&self.name_hi, &self.name_en)
    }

    pub(super) fn is_woman(&self) -> bool {
        Sex::of_word(&self.sex) == Some(Sex::Female)
    }

    /// Whether they live with people who are not their parents.
    pub(super) fn is_ward(&self) -> bool {
        self.relation == WARD
    }
}

/// Registers every member of the nine, the head of each family first.
pub(super) fn load(store: &Store, at: FacilityId, say: &Say) -> Result<Vec<Known>, Ended> {
    let file: File = toml::from_str(FAMILIES).map_err(Ended::fault)?;
    let bar = say.bar("families", file.family.len());
    let mut known = Vec::new();
    for family in &file.family {
        known.extend(register_family(store, at, family)?);
        bar.step(1);
    }
    say.done(&bar, format!("nine, {} people", known.len()));
    Ok(known)
}

/// Registers every member of a family, the head first, and writes down who lives with whom.
pub(super) fn register_family(
    store: &Store,
    at: FacilityId,
    family: &Family,
) -> Result<Vec<Known>, Ended> {
    let today = store.clock().now().date_in_india();
    let address = address(family, &store.read_blocking(places::localities)?);
    let said = family.member.iter().map(|member| details((family, &address), member, today));
    let said: Vec<Details> = said.collect::<Result<_, _>>()?;
    let together = family.clone();
    let persons = store.write_blocking(move |tx| {
        let permit = Permit::<RegisterPerson>::of_the_program(at);
        let register_one = |details: &Details| {
            let details = details.clone();
            let new = NewPerson { details, counter: String::new(), paper_seen: None };
            register(tx, &permit, &new).map(|registered| registered.person)
        };
        let persons = said.iter().map(register_one).collect::<Result<Vec<_>, _>>()?;
        match &together.shelter {
            Some(shelter) => share_a_roof(tx, at, (&together, shelter), &persons)?,
            None => live_together(tx, at, (&together.member, &said), &persons)?,
        }
        Ok(persons)
    })?;
    let members = persons.into_iter().zip(family.member.iter().cloned());
    Ok(members.map(|(person, member)| Known { person, member }).collect())
}

fn live_together(
    tx: &mut Tx<'_>,
    at: FacilityId,
    (members, said): (&[Member], &[Details]),
    persons: &[PersonId],
) -> Result<(), Stop> {
    let Some((head, others)) = persons.split_first() else { return Ok(()) };
    let registers = Permit::<RegisterPerson>::of_the_program(at);
    let names = Permit::<NameGuardian>::of_the_program(at);
    let today = tx.today();
    for ((person, member), details) in
        others.iter().zip(members.iter().skip(1)).zip(said.iter().skip(1))
    {
        let kin = Kin { of: *head, kinship: kinship(member) };
        register_beside(tx, &registers, *person, kin)?;
        if member.is_ward() && is_child(details.birth.as_ref(), today) {
            name_guardian(tx, &names, (*person, *head), Role::Guardian)?;
        }
    }
    Ok(())
}

fn share_a_roof(
    tx: &mut Tx<'_>,
    at: FacilityId,
    (family, shelter): (&Family, &Shelter),
    persons: &[PersonId],
) -> Result<(), Stop> {
    let place = Place {
        ward: family.ward.clone(),
        contact: Some(shelter.contact.clone()),
        phone: Some(shelter.phone.clone()),
        caretaker: Some(shelter.caretaker.clone()),
        ..Place::named(PlaceKind::NightShelter, shelter.called.clone())
    };
    let shelter = open_place(tx, &Permit::<KeepPlace>::of_the_program(at), &place)?.id;
    let permit = Permit::<ArrangeHousehold>::of_the_program(at);
    for person in persons {
        admit(tx, &permit, shelter, *person)?;
    }
    Ok(())
}

fn address(family: &Family, localities: &[Locality]) -> Address {
    let named = |locality: &&Locality| family.locality.as_ref() == Some(&locality.name_en);
    let district = localities.iter().find(named).map(|locality| locality.district.clone());
    Address {
        line: Some(family.lane_en.clone()),
        locality: family.locality.clone(),
        ward: family.ward.clone(),
        district: family.district.clone().or(district),
        state: family.state.clone(),
    }
}

fn details(
    (family, address): (&Family, &Address),
    member: &Member,
    today: Date,
) -> Result<Details, Refused> {
    let guardian = match (&member.guardian_hi, &member.guardian_en) {
        (Some(hindi), Some(roman)) => {
            Some(Guardian { relation: relation(member), name: PersonName::parse(hindi, roman)? })
        }
        _ => None,
    };
    let whose = if member.relation == "head" { Whose::Own } else { Whose::Family };
    let mobile = family.phone.as_deref().map(Mobile::parse).transpose()?;
    Ok(Details {
        sex: Sex::of_word(&member.sex),
        birth: birth(member, today)?,
        guardian,
        phone: mobile.map(|mobile| Phone { mobile, whose }),
        address: address.clone(),
        language: Some(member.language.clone().unwrap_or_else(|| "hi".to_owned())),
        ..Details::named(member.name()?)
    })
}

/// What a member is to the head of the family.
fn kinship(member: &Member) -> Kinship {
    match member.relation.as_str() {
        "wife" | "husband" => Kinship::Spouse,
        "daughter" | "son" => Kinship::Child,
        "mother" | "father" => Kinship::Parent,
        "sister" | "brother" => Kinship::Sibling,
        _ => Kinship::Other,
    }
}

fn relation(member: &Member) -> Relation {
    match member.relation.as_str() {
        "wife" | "mother" => Relation::Husband,
        "daughter" | "son" => Relation::Father,
        _ => Relation::Guardian,
    }
}

fn birth(member: &Member, today: Date) -> Result<Option<Birth>, Refused> {
    if let Some(born) = &member.born {
        let date = BirthDate::parse(born, today)?;
        return Ok(Some(Birth { date, quality: BirthQuality::Documented }));
    }
    member.age.map(|years| Birth::from_age(Age::Years(years), today)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WARDS: &str = include_str!("../../../../fixtures/wards.geojson");
    const LOCALITIES: &str = include_str!("../../../../fixtures/localities.tsv");
    const STORY: &str = include_str!("../../../../fixtures/card-story.toml");

    #[test]
    fn every_family_lives_where_the_map_has_a_place() {
        for list in [FAMILIES, STORY] {
            let file: File = toml::from_str(list).unwrap();
            for Family { locality, ward, lane_en, .. } in &file.family {
                let mut names = LOCALITIES.lines().filter_map(|line| line.split('\t').next());
                let known = locality.as_ref().is_none_or(|named| names.any(|name| name == named));
                assert!(known, "{locality:?}");
                let ward = ward.as_ref().map(|number| format!("\"Ward_No\":\"{number}\""));
                assert!(ward.is_none_or(|ward| WARDS.contains(&ward)), "{lane_en}");
            }
        }
    }
}
