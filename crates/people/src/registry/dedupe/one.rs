//! Whom one person looks like, as soon as they are on record or have another name: compared, by the
//! model that a counter asks before it registers somebody, with those who share a key of the name,
//! the phone or the voter card.

use super::Alike;
use crate::registry::model::{Details, Identity, Pair, Person};
use crate::registry::rules;
use crate::registry::store::{self, InBlock, YEARS_A_BLOCK};
use nabz_kernel::ids::PersonId;
use nabz_linkage::bands::Band;
use nabz_linkage::compare::name_likeness;
use nabz_linkage::duplicates::{Comparing, NAME_NEAR_MIN};
use nabz_linkage::keys::NameKeys;
use nabz_linkage::words::Name;
use nabz_store::{Stop, Tx};
use std::collections::HashSet;

/// With more who share a key, only those born about then are compared, and with more of them, only
/// those born in the year that was said. Of a block that is larger even so, the rest is left to the
/// rarer keys, the phone and the voter card.
const BLOCK_ROWS_MAX: u16 = 200;
const TOO_MANY: u16 = BLOCK_ROWS_MAX + 1;

/// Those on record who may be the same one as somebody. Nobody says anything of a person
/// without a name of their own, and whoever is linked is found by the one who goes on.
pub(in crate::registry) fn alike_to(
    view: &mut Tx<'_>,
    person: &Person,
) -> Result<Vec<Alike>, Stop> {
    if !is_asked_about(view, person)? {
        return Ok(Vec::new());
    }
    let facts = rules::facts((&person.details).into());
    let mut comparing = Comparing::with(&facts);
    let others = others(view, person)?;
    let mut alike = Vec::new();
    for other in store::persons(view, &others)? {
        let known = rules::facts((&other.details).into());
        let resemblance = comparing.resemblance(&known);
        let pair = Pair::of(other.id, person.id).filter(|_| resemblance.is_likely());
        if let Some(pair) = pair
            && is_asked_about(view, &other)?
        {
            let is_of_the_first = pair.one() == person.id;
            let [first, second] = if is_of_the_first { [person, &other] } else { [&other, person] };
            let seen = [first.version, second.version];
            alike.push(Alike { pair, seen, resemblance, band: Band::Review });
        }
    }
    Ok(alike)
}

fn is_asked_about(view: &mut Tx<'_>, person: &Person) -> Result<bool, Stop> {
    Ok(person.identity == Identity::Known && store::linked_to(view, person.id)?.is_none())
}

/// Who else has a name, a phone or a card like theirs.
fn others(view: &mut Tx<'_>, person: &Person) -> Result<Vec<PersonId>, Stop> {
    let details = &person.details;
    let mut found = namesakes(view, details)?;
    if let Some(phone) = &details.phone {
        found.extend(store::persons_of_phone(view, &phone.mobile)?);
    }
    if let Some(number) = &details.voter_id {
        found.extend(store::persons_of_identifier(view, store::VOTER_ID, number.as_str())?);
    }
    let mut seen = HashSet::new();
    found.retain(|other| *other != person.id && seen.insert(*other));
    Ok(found)
}

/// Those who share a key of a name, and whose name is near it; somebody may come twice.
fn namesakes(view: &mut Tx<'_>, details: &Details) -> Result<Vec<PersonId>, Stop> {
    let year = details.birth.map_or(0, |birth| i64::from(birth.date.year()));
    let mut keys: Vec<i64> = NameKeys::of(&details.name).keys().collect();
    keys.sort_unstable();
    keys.dedup();
    let own = rules::heard(&details.name);
    let is_near = |other: &InBlock| {
        let sound = Name::sounding(&other.sound);
        own.iter().any(|own| name_likeness(own, &sound) >= NAME_NEAR_MIN)
    };
    let mut found = Vec::new();
    for key in keys {
        let block = block(view, key, year)?;
        found.extend(block.iter().filter(|other| is_near(other)).map(|other| other.person));
    }
    Ok(found)
}

fn block(view: &mut Tx<'_>, key: i64, year: i64) -> Result<Vec<InBlock>, Stop> {
    let whole = store::in_block(view, key, TOO_MANY)?;
    if !is_too_large(&whole) {
        return Ok(whole);
    }
    let near = store::in_block_of_years(view, key, years_near(year), TOO_MANY)?;
    if !is_too_large(&near) {
        return Ok(near);
    }
    store::in_block_of_years(view, key, [year; YEARS_A_BLOCK], BLOCK_ROWS_MAX)
}

fn is_too_large(rows: &[InBlock]) -> bool {
    rows.len() > usize::from(BLOCK_ROWS_MAX)
}

/// The years of birth that may be one said twice; nobody knows when somebody without one was born.
fn years_near(year: i64) -> [i64; YEARS_A_BLOCK] {
    if year == 0 {
        [0; YEARS_A_BLOCK]
    } else {
        [year, year - 1, year + 1, year - 2, year + 2, year - 3, year + 3, 0]
    }
}
