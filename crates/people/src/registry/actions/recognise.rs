//! Whether somebody of whom a partner speaks is on record: linked where that is certain and a program
//! may say so, put on the list of a records officer where it is likely, kept apart otherwise. Twins
//! are why it may not say so of small children: one of them comes first, and the other is not here.

use super::adopt::AdoptPatient;
use super::duplicates::may_be_linked_unseen;
use super::identify::{LinkPersons, join};
use super::{By, for_change};
use crate::registry::index::Search;
use crate::registry::model::{Identity, Known, Pair, PaperNumber, Person};
use crate::registry::patients;
use crate::registry::search::{Grade, Graded, Match, Wanted, matches};
use crate::registry::store;
use nabz_access::Permit;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::PersonId;
use nabz_linkage::bands::Band;
use nabz_linkage::duplicates::{Reason, Resemblance};
use nabz_store::{Stop, Tx};

/// How the reason begins why two were linked of whom it was certain.
pub(in crate::registry) const CERTAIN: &str = "certain:";

/// Who of those on record somebody is whom a partner speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    /// This one, certainly: they were linked.
    Linked(PersonId),
    /// Perhaps one of these, likeliest first: a records officer decides.
    Likely(Vec<Lookalike>),
    /// Nobody who looks the same.
    Nobody,
}

/// Somebody on record who may be the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// Who.
    pub person: PersonId,
    /// How sure it is, and why.
    pub graded: Graded,
}

/// Those on record who may be the person, of whom a partner has seen these cards and papers, likeliest
/// first, as far as somebody is to look at them: no mere namesakes of one age. The sounds of the name
/// itself are looked up and no near ones, so that the answer hangs on the database alone and on
/// nothing that a process has in memory.
pub(super) fn lookalikes(
    tx: &mut Tx<'_>,
    person: &Person,
    (health_ids, papers): (&[HealthId], &[PaperNumber]),
) -> Result<Vec<Match>, Stop> {
    if person.identity == Identity::Unknown {
        return Ok(Vec::new());
    }
    let known = Wanted::by_what_is_known(Known { papers, ..Known::from(&person.details) });
    let mut found = matches(&Search::default(), tx, &Wanted { health_ids, ..known })?;
    found.retain(|one| one.graded.grade >= Grade::Probable);
    Ok(found)
}

/// What agrees and what does not, as the list keeps it.
fn found_by(one: &Match) -> Resemblance {
    Resemblance { points: one.graded.points, reasons: one.graded.reasons.clone() }
}

/// Links the person, who is on record by now, with the one whom they certainly are; else whoever
/// they may be waits with them for a records officer.
pub(super) fn meet(
    tx: &mut Tx<'_>,
    permit: &Permit<AdoptPatient>,
    person: &Person,
    alike: &[Match],
) -> Result<Met, Stop> {
    let certain = alike.iter().filter(|one| one.graded.grade == Grade::Certain);
    // Where two fit for certain, one of the two is wrong.
    if let &[sole] = certain.collect::<Vec<_>>().as_slice()
        && may_be_linked(tx, &sole.person, person)?
    {
        let other = sole.person.id;
        // Whoever takes the link back finds the pair on the list; no program links it again.
        note(tx, person, (sole, Band::Link))?;
        join(tx, person, other, By::of(permit), &reason(&sole.graded))?;
        let program = Permit::<LinkPersons>::of_the_program(permit.facility());
        tx.audit_about(&program, person.id, person.id)?;
        return Ok(Met::Linked(other));
    }
    for one in alike {
        note(tx, person, (one, Band::Review))?;
    }
    let lookalike = |one: &Match| Lookalike { person: one.person.id, graded: one.graded.clone() };
    let likely: Vec<Lookalike> = alike.iter().map(lookalike).collect();
    Ok(if likely.is_empty() { Met::Nobody } else { Met::Likely(likely) })
}

/// Writes down that the two may be one, unless that stands there already.
fn note(tx: &mut Tx<'_>, person: &Person, (one, band): (&Match, Band)) -> Result<(), Stop> {
    let Some(pair) = Pair::of(person.id, one.person.id) else { return Ok(()) };
    store::add_doubt(tx, pair, &found_by(one), band).map(drop)
}

/// Whether nothing that a comparison of two does not see speaks against a link; nor is somebody
/// linking the other one at this moment.
fn may_be_linked(tx: &mut Tx<'_>, on_record: &Person, person: &Person) -> Result<bool, Stop> {
    let now = for_change(tx, on_record.id)?;
    Ok(store::linked_to(tx, now.id)?.is_none() && may_be_linked_unseen(tx, &now, person)?)
}

/// Whether some partner has a Patient for each of two, and so takes them for two.
pub(super) fn taken_for_two(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<bool, Stop> {
    let known_to = partners(tx, other)?;
    Ok(partners(tx, one)?.iter().any(|partner| known_to.contains(partner)))
}

/// Every partner with a Patient for somebody, or for one with whom they are linked.
fn partners(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<String>, Stop> {
    let mut partners = Vec::new();
    for one in patients::one(tx, person)? {
        partners.extend(store::adoptions(tx, one)?.into_iter().map(|adoption| adoption.source));
    }
    Ok(partners)
}

/// Why they were linked, in words that stay the same in every language: a records officer who
/// looks at it later sees what agreed.
fn reason(graded: &Graded) -> String {
    let agreed = graded.reasons.iter().filter(|reason| reason.speaks_for()).map(|one| word(*one));
    format!("{CERTAIN} {}", agreed.collect::<Vec<_>>().join(" "))
}

const fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::SameName => "same-name",
        Reason::NameAlike(_) => "name-alike",
        Reason::SameGuardian => "same-guardian",
        Reason::OtherGuardian => "other-guardian",
        Reason::SameBirthDay => "same-birth-day",
        Reason::SameBirthYear => "same-birth-year",
        Reason::BirthYearNear(_) => "birth-year-near",
        Reason::BirthYearFar(_) => "birth-year-far",
        Reason::SamePhone => "same-phone",
        Reason::SameVoterId => "same-voter-card",
        Reason::SameAddress => "same-address",
        Reason::SameWard => "same-ward",
        Reason::OtherSex => "other-sex",
        Reason::OtherPaper => "other-paper",
    }
}
