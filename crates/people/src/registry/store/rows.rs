//! A person as a row and back.

use crate::registry::model::{
    Address, Banner, Decided, Details, Guardian, Identity, Life, Person, Phone, Relation, Sex,
    VoterId, Whose,
};
use nabz_kernel::birth::{Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::Id;
use nabz_kernel::names::{NameText, PersonName};
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_store::{Row, Stop, Value};

/// From `identity` to `born_by`, in the order of the statements.
pub(super) fn person_values(person: &Person) -> Vec<Value> {
    let details = &person.details;
    let text = |name: Option<&NameText>| -> Value { name.map(NameText::as_str).into() };
    let guardian = details.guardian.as_ref();
    let phone = details.phone.as_ref();
    let address = &details.address;
    let (life, since) = life_words(person.life);
    vec![
        person.identity.word().into(),
        text(details.name.devanagari()),
        text(details.name.roman()),
        details.sex.map(Sex::word).into(),
        details.birth.map(|birth| birth.date.to_string()).into(),
        details.birth.map(|birth| birth.quality.word()).into(),
        guardian.map(|guardian| guardian.relation.word()).into(),
        text(guardian.and_then(|guardian| guardian.name.devanagari())),
        text(guardian.and_then(|guardian| guardian.name.roman())),
        phone.map(|phone| phone.mobile.digits()).into(),
        phone.map(|phone| phone.whose.word()).into(),
        address.line.as_deref().into(),
        address.locality.as_deref().into(),
        address.ward.as_deref().into(),
        address.district.as_deref().into(),
        details.language.as_deref().into(),
        details.voter_id.as_ref().map(VoterId::as_str).into(),
        life.into(),
        since.into(),
        address.state.as_deref().into(),
        details.birth.map(|birth| birth.date.last_day().to_string()).into(),
    ]
}

pub(super) fn life_words(life: Life) -> (&'static str, Option<Date>) {
    match life {
        Life::Living => ("living", None),
        Life::Deceased { on } => ("deceased", on),
        Life::Moved { on } => ("moved", on),
    }
}

pub(crate) fn read_person(row: &Row<'_>) -> Result<Person, Stop> {
    Ok(Person {
        id: row.id(0)?,
        health_id: read_health_id(row, 1)?,
        identity: read_identity(row, 2)?,
        details: read_details(row)?,
        life: read_life(&row.get::<String>(18)?, row.get::<Option<i64>>(19)?)?,
        version: u32::try_from(row.get::<i64>(20)?).map_err(|_| strange("version"))?,
        facility: row.id(21)?,
        registered_at: Instant::from_microseconds(row.get(22)?),
    })
}

pub(super) fn read_banner(row: &Row<'_>, today: Date) -> Result<Banner, Stop> {
    let text = |place: usize| row.get::<Option<String>>(place);
    let birth = read_birth(text(6)?, text(7)?)?;
    Ok(Banner {
        person: row.id(0)?,
        health_id: read_health_id(row, 1)?,
        identity: read_identity(row, 2)?,
        name: read_name(text(3)?, text(4)?)?.ok_or_else(|| strange("a name"))?,
        sex: text(5)?.as_deref().and_then(Sex::of_word),
        age: birth.map(|birth| birth.age(today)),
        age_estimated: birth.is_some_and(|birth| birth.is_estimated()),
        life: read_life(&row.get::<String>(8)?, row.get::<Option<i64>>(9)?)?,
    })
}

fn read_health_id(row: &Row<'_>, place: usize) -> Result<HealthId, Stop> {
    let number = u64::try_from(row.get::<i64>(place)?).map_err(|_| strange("a health ID"))?;
    Ok(HealthId::try_from(number)?)
}

fn read_identity(row: &Row<'_>, place: usize) -> Result<Identity, Stop> {
    Identity::of_word(&row.get::<String>(place)?).ok_or_else(|| strange("identity"))
}

fn read_details(row: &Row<'_>) -> Result<Details, Stop> {
    let text = |place: usize| row.get::<Option<String>>(place);
    Ok(Details {
        name: read_name(text(3)?, text(4)?)?.ok_or_else(|| strange("a name"))?,
        sex: text(5)?.as_deref().and_then(Sex::of_word),
        birth: read_birth(text(6)?, text(7)?)?,
        guardian: read_guardian(text(8)?.as_deref(), read_name(text(9)?, text(10)?)?),
        phone: read_phone(text(11)?.as_deref(), text(12)?.as_deref())?,
        address: Address {
            line: text(13)?,
            locality: text(14)?,
            ward: text(15)?,
            district: text(16)?,
            state: text(24)?,
        },
        language: text(17)?,
        voter_id: text(23)?.map(|number| VoterId::parse(&number)).transpose()?,
    })
}

fn read_name(hindi: Option<String>, roman: Option<String>) -> Result<Option<PersonName>, Refused> {
    if hindi.is_none() && roman.is_none() {
        return Ok(None);
    }
    let (hindi, roman) = (hindi.unwrap_or_default(), roman.unwrap_or_default());
    PersonName::parse(&hindi, &roman).map(Some)
}

fn read_birth(date: Option<String>, quality: Option<String>) -> Result<Option<Birth>, Stop> {
    let (Some(date), Some(quality)) = (date, quality) else { return Ok(None) };
    let quality = BirthQuality::of_word(&quality).ok_or_else(|| strange("a birth's quality"))?;
    Ok(Some(Birth { date: BirthDate::try_from(date)?, quality }))
}

fn read_guardian(relation: Option<&str>, name: Option<PersonName>) -> Option<Guardian> {
    let relation = relation.and_then(Relation::of_word);
    Some(Guardian { relation: relation.unwrap_or(Relation::Guardian), name: name? })
}

fn read_phone(digits: Option<&str>, whose: Option<&str>) -> Result<Option<Phone>, Refused> {
    let Some(digits) = digits else { return Ok(None) };
    let whose = whose.and_then(Whose::of_word).unwrap_or(Whose::Family);
    Ok(Some(Phone { mobile: Mobile::parse(digits)?, whose }))
}

pub(super) fn read_life(word: &str, since: Option<i64>) -> Result<Life, Stop> {
    let on = since.map(Date::from_days);
    match word {
        "living" => Ok(Life::Living),
        "deceased" => Ok(Life::Deceased { on }),
        "moved" => Ok(Life::Moved { on }),
        _ => Err(strange("life")),
    }
}

/// Who, and in the next column when; neither before somebody has.
pub(super) fn read_decided(row: &Row<'_>, place: usize) -> Result<Option<Decided>, Stop> {
    let by: Option<uuid::Uuid> = row.get(place)?;
    let at: Option<i64> = row.get(place + 1)?;
    Ok(by.zip(at).map(|(by, at)| (Id::from_uuid(by), Instant::from_microseconds(at))))
}

/// The schema allows nothing else, so this row was written around us.
pub(super) fn strange(what: &str) -> Stop {
    Stop::fault(format!("the registry holds {what} that it cannot read"))
}
