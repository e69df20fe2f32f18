//! Who answers for a child: whoever was named for it and still does, or somebody else who shows that
//! they may.

use super::model::{Basis, By, ConsentRefusal, Guardianship, Standing};
use super::{rules, store};
use crate::households::model::Role;
use crate::registry::model::{Person, RegistryRefusal};
use crate::{households, registry};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;

/// Those who were named for a child and answer for it today, in the order in which they were named.
pub fn guardians(tx: &mut Tx<'_>, child: &Person) -> Result<Vec<(Person, Role)>, Stop> {
    let mut found = Vec::new();
    for person in households::guardians(tx, (child.id, child.details.birth))? {
        let role = households::answers_as(tx, (person, child.id))?;
        let Some(person) = registry::person(tx, person)? else { continue };
        if !registry::life_of(tx, &person)?.has_ended() {
            found.extend(role.map(|role| (person, role)));
        }
    }
    Ok(found)
}

/// Whether somebody may answer for a child at a counter: whoever was named for it and still
/// answers, or another one who shows a paper or somebody who knows them.
///
/// Refuses with `CNS-013` whoever was named and answers no longer, whether they are chosen or typed
/// by name, with `CNS-014` whoever shows nothing, and with `REG-020` when there is no such child.
pub fn stands(tx: &mut Tx<'_>, child: PersonId, guardianship: &Guardianship) -> Result<(), Stop> {
    let child = registry::person(tx, child)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let today = guardians(tx, &child)?;
    let is_among = |person: PersonId| today.iter().any(|(guardian, _)| guardian.id == person);
    match &guardianship.basis {
        None => Err(ConsentRefusal::NoProof.into()),
        Some(Basis::Named(person)) if is_among(*person) => Ok(()),
        Some(Basis::Named(_)) => Err(ConsentRefusal::NotGuardian.into()),
        Some(Basis::Paper(_) | Basis::Vouched(_)) => {
            for before in households::answered_before(tx, child.id)? {
                if is_among(before) {
                    continue;
                }
                let (name, records) = (&guardianship.proxy.name, registry::one(tx, before)?);
                let mut ended = registry::persons(tx, &records)?.into_iter();
                if ended.any(|record| rules::is_called(name, &record.details.name)) {
                    return Err(ConsentRefusal::NotGuardian.into());
                }
            }
            Ok(())
        }
    }
}

/// How many consents of a child, under any of its records, each of those who were named for it has
/// given that still stand; each as the record that goes on.
pub fn still_given_by(tx: &mut Tx<'_>, child: &Person) -> Result<HashMap<PersonId, usize>, Stop> {
    let (birth, today) = (child.details.birth, tx.today());
    let mut last = HashMap::new();
    for record in registry::one(tx, child.id)? {
        // The later answers of a purpose come behind the earlier ones.
        let answers = store::of_person(tx, record)?.into_iter();
        last.extend(answers.map(|answer| ((record, answer.purpose), answer)));
    }
    let mut given: HashMap<PersonId, usize> = HashMap::new();
    for answer in last.into_values() {
        let Standing::Given(answer) = rules::standing(Some(answer), birth, today) else { continue };
        let By::Guardian(guardianship) = &answer.by else { continue };
        if let Some(person) = guardianship.person() {
            *given.entry(registry::goes_on(tx, person)?).or_default() += 1;
        }
    }
    Ok(given)
}
