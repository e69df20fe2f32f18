//! What a search over codes needs: `:in`, `:not-in`, `:above`, `:below`.

use crate::ask::{Coded, Of, Wish, expand, judge_in_set};
use crate::ranges::Ranges;
use crate::refusals::TerminologyRefusal as No;
use crate::release::Kind;
use crate::store::{concepts, hierarchy, releases};
use nabz_store::{Stop, Tx};

/// Codes that a search is asked for at once; of more the membership of each is to be asked with
/// [`is_in`].
pub const CODES_MAX: usize = 5_000;

/// The codes of a value set, each with its system, in the order of the value set; `url` may name a
/// version behind a `|`.
///
/// # Errors
/// `TRM-002` when no such value set is known, `TRM-006` when it has more than [`CODES_MAX`] codes;
/// whatever else the value set refuses.
pub fn codes_of(tx: &mut Tx<'_>, url: &str) -> Result<Vec<(String, String)>, Stop> {
    let wish = Wish { count: Some(CODES_MAX), ..Wish::default() };
    let found = expand(tx, &Of::Address(url.to_owned()), &wish)?;
    if usize::try_from(found.total).is_ok_and(|total| total <= CODES_MAX) {
        return Ok(found.items.into_iter().map(|item| (item.system, item.code)).collect());
    }
    Err(too_many())
}

/// Has a value set this code? A code that only groups others is in it as well.
///
/// # Errors
/// `TRM-002` when no such value set is known; whatever else the value set refuses.
pub fn is_in(tx: &mut Tx<'_>, url: &str, (system, code): (&str, &str)) -> Result<bool, Stop> {
    let asked = Coded { system: system.to_owned(), code: code.to_owned(), ..Coded::default() };
    let judged = judge_in_set(tx, &Of::Address(url.to_owned()), &[asked], (true, None))?;
    Ok(judged.result)
}

/// A code and every code that lies below it, as `:below` means; the code alone where its system is
/// not loaded or does not have it.
///
/// # Errors
/// `TRM-006` when they are more than [`CODES_MAX`].
pub fn subsumed(tx: &mut Tx<'_>, system: &str, code: &str) -> Result<Vec<String>, Stop> {
    around(tx, (system, code), hierarchy::below)
}

/// A code and every code that it lies below, as `:above` means; the code alone where its system is
/// not loaded or does not have it.
///
/// # Errors
/// `TRM-006` when they are more than [`CODES_MAX`].
pub fn subsuming(tx: &mut Tx<'_>, system: &str, code: &str) -> Result<Vec<String>, Stop> {
    around(tx, (system, code), |tx, release, concept| {
        Ok(hierarchy::above(tx, release, concept)?.and(&Ranges::one(concept)))
    })
}

fn around(
    tx: &mut Tx<'_>,
    (system, code): (&str, &str),
    reach: impl Fn(&mut Tx<'_>, crate::ReleaseId, u32) -> Result<Ranges, Stop>,
) -> Result<Vec<String>, Stop> {
    let alone = || vec![code.to_owned()];
    let release = releases::named(tx, Kind::CodeSystem, system, None)?;
    let Some(release) = release else { return Ok(alone()) };
    let Some(concept) = concepts::by_code(tx, &release, code)? else { return Ok(alone()) };
    let ranges = reach(tx, release.id, concept.number)?;
    if !usize::try_from(ranges.count()).is_ok_and(|count| count <= CODES_MAX) {
        return Err(too_many());
    }
    let numbers: Vec<u32> = ranges.numbers().collect();
    let mut found = concepts::at(tx, release.id, &numbers)?;
    Ok(numbers.iter().filter_map(|number| found.remove(number)).map(|one| one.code).collect())
}

fn too_many() -> Stop {
    No::TooMany { most: u64::try_from(CODES_MAX).unwrap_or(u64::MAX) }.into()
}
