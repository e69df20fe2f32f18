//! What is known of those on record, as far as a comparison goes before two are made one: what they
//! said of themselves, and the numbers of their papers, also those that partners have seen.

use super::fhir::partner;
use super::model::{Known, PaperNumber, Person};
use super::patients;
use super::{rules, store};
use nabz_fhir::ResourceType;
use nabz_kernel::ids::PersonId;
use nabz_linkage::duplicates::Facts;
use nabz_linkage::grade::in_conflict;
use nabz_record::{Key, read};
use nabz_store::{Stop, Tx};

/// All that a comparison of somebody may use. It reads more than [`rules::facts`] of their details
/// asks for, so it is asked about the few who would become one.
pub(super) fn facts_of(view: &mut Tx<'_>, person: &Person) -> Result<Facts, Stop> {
    let noted = store::papers(view, person.id)?.into_iter().map(|paper| paper.number);
    let mut papers: Vec<PaperNumber> = noted.collect();
    for adoption in store::adoptions(view, person.id)? {
        let entry = read::at(view, Key::of(ResourceType::PATIENT, adoption.patient))?;
        let Some(entry) = entry.filter(|entry| !entry.deleted) else { continue };
        papers.extend(partner::papers(entry.tape()?.root()));
    }
    Ok(rules::facts(Known { papers: &papers, ..Known::from(&person.details) }))
}

/// Whether what is known of two excludes that they are one, or what is known of those with whom
/// they are one already. A page that offers a link asks as the decision does, so that it never
/// offers what would be refused.
pub(super) fn exclude_one_another(
    view: &mut Tx<'_>,
    one: PersonId,
    other: PersonId,
) -> Result<bool, Stop> {
    let (here, there) = (facts_of_all(view, one)?, facts_of_all(view, other)?);
    Ok(here.iter().any(|one| there.iter().any(|other| in_conflict(one, other))))
}

/// Of somebody, and of everybody with whom they are one.
fn facts_of_all(view: &mut Tx<'_>, person: PersonId) -> Result<Vec<Facts>, Stop> {
    let all = patients::one(view, person)?;
    let mut facts = Vec::with_capacity(all.len());
    for one in store::persons(view, &all)? {
        facts.push(facts_of(view, &one)?);
    }
    Ok(facts)
}
