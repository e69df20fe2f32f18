//! The nine families known by name.

use crate::ended::Ended;
use crate::say::Say;
use nabz_access::Permit;
use nabz_kernel::birth::{Age, Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_people::households::actions::register_beside;
use nabz_people::households::model::{Kin, Kinship};
use nabz_people::places;
use nabz_people::places::model::Locality;
use nabz_people::registry::actions::{RegisterPerson, register};
use nabz_people::registry::model::{
    Address, Details, Guardian, NewPerson, Phone, Relation, Sex, Whose,
};
use nabz_store::Store;
use serde::Deserialize;

const FAMILIES: &str = include_str!("../../../../fixtures/families.toml");

#[derive(Deserialize)]
struct File {
    family: Vec<Family>,
}

#[derive(Clone, Deserialize)]
struct Family {
    locality: String,
    /// The number of the ward, where the map has one of the locality's name.
    ward: Option<String>,
    lane_en: String,
    phone: String,
    member: Vec<Member>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Member {
    name_en: String,
    name_hi: String,
    sex: String,
    born: Option<String>,
    age: Option<u16>,
    relation: String,
    guardian_en: Option<String>,
    guardian_hi: Option<String>,
    /// A substance that they must not be given.
    pub(super) allergy: Option<String>,
}

/// Somebody of a family, registered.
pub(super) struct Known {
    pub(super) person: PersonId,
    pub(super) member: Member,
}

/// Registers every member, the head of each family first.
pub(super) fn load(store: &Store, at: FacilityId, say: &Say) -> Result<Vec<Known>, Ended> {
    let file: File = toml::from_str(FAMILIES).map_err(Ended::fault)?;
    let today = store.clock().now().date_in_india();
    let localities = store.read_blocking(places::localities)?;
    let bar = say.bar("families", file.family.len());
    let mut known = Vec::new();
    for family in file.family {
        let address = address(&family, &localities);
        let said: Vec<Details> = family
            .member
            .iter()
            .map(|member| details((&family, &address), member, today))
            .collect::<Result<_, _>>()?;
        let kinships: Vec<Kinship> = family.member.iter().map(kinship).collect();
        let persons = store.write_blocking(move |tx| {
            let permit = Permit::<RegisterPerson>::of_the_program(at);
            let register_one = |details: &Details| {
                let new = NewPerson {
                    details: details.clone(),
                    counter: String::new(),
                    paper_seen: None,
                };
                register(tx, &permit, &new).map(|registered| registered.person)
            };
            let persons = said.iter().map(register_one).collect::<Result<Vec<_>, _>>()?;
            let (Some((head, others)), ties) = (persons.split_first(), &kinships) else {
                return Ok(persons);
            };
            for (person, kinship) in others.iter().zip(ties.iter().skip(1)) {
                register_beside(tx, &permit, *person, Kin { of: *head, kinship: *kinship })?;
            }
            Ok(persons)
        })?;
        let members = persons.into_iter().zip(family.member);
        known.extend(members.map(|(person, member)| Known { person, member }));
        bar.step(1);
    }
    say.done(&bar, format!("nine, {} people", known.len()));
    Ok(known)
}

fn address(family: &Family, localities: &[Locality]) -> Address {
    let locality = localities.iter().find(|locality| locality.name_en == family.locality);
    Address {
        line: Some(family.lane_en.clone()),
        locality: Some(family.locality.clone()),
        ward: family.ward.clone(),
        district: locality.map(|locality| locality.district.clone()),
        state: None,
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
    let name = PersonName::parse(&member.name_hi, &member.name_en)?;
    Ok(Details {
        sex: Sex::of_word(&member.sex),
        birth: birth(member, today)?,
        guardian,
        phone: Some(Phone { mobile: Mobile::parse(&family.phone)?, whose }),
        address: address.clone(),
        language: Some("hi".to_owned()),
        ..Details::named(name)
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

    #[test]
    fn every_family_lives_where_the_map_has_a_place() {
        let file: File = toml::from_str(FAMILIES).unwrap();
        for Family { locality, ward, .. } in &file.family {
            let mut names = LOCALITIES.lines().filter_map(|line| line.split('\t').next());
            assert!(names.any(|name| name == locality), "{locality}");
            let ward = ward.as_ref().map(|number| format!("\"Ward_No\":\"{number}\""));
            assert!(ward.is_none_or(|ward| WARDS.contains(&ward)), "{locality}");
        }
    }
}
