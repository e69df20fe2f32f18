//! `$validate-code`: is a code one of a system, or of a value set, and is it called so?

use super::Coded;
use super::called::called;
use super::expand::Of;
use crate::draft::Designation;
use crate::release::{Kind, Release};
use crate::select::compose::Listed;
use crate::select::selection::{Run, Selection};
use crate::store::concepts::{self, Concept};
use crate::store::releases;
use nabz_fhir::fold::fold;
use nabz_store::{Stop, Tx};

/// What is to be said of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Is it right?
    pub result: bool,
    /// Why not, or what should be known although it is.
    pub message: Option<String>,
    /// What it is called.
    pub display: Option<String>,
}

/// In which sense a code is asked about.
#[derive(Clone, Copy, Debug, Default)]
struct Sense<'s> {
    allows_abstract: bool,
    language: Option<&'s str>,
}

/// Whether a system has a code, and whether it is called so. `allows_abstract`: one that only
/// groups others is right as well.
///
/// # Errors
/// `TRM-001` and `TRM-003` when the system is not loaded.
pub fn judge_in_system(
    tx: &mut Tx<'_>,
    asked: &Coded,
    allows_abstract: bool,
    language: Option<&str>,
) -> Result<Judged, Stop> {
    let release = releases::system(tx, &asked.system, asked.version.as_deref())?;
    let Some(concept) = concepts::by_code(tx, &release, &asked.code)? else {
        return Ok(no(format!("{} has no code {}", asked.system, asked.code)));
    };
    judged(tx, (&release, &concept), (asked, &[]), Sense { allows_abstract, language })
}

/// Whether a value set has one of some codes, as a `CodeableConcept` says them, and whether it is
/// called so. The first that is right is what is told about.
///
/// # Errors
/// What the value set refuses.
pub fn judge_in_set(
    tx: &mut Tx<'_>,
    of: &Of,
    asked: &[Coded],
    (allows_abstract, language): (bool, Option<&str>),
) -> Result<Judged, Stop> {
    let chosen = of.chosen(tx)?;
    let mut wrong = Vec::new();
    for one in asked {
        let said = in_selection(tx, &chosen, one, Sense { allows_abstract, language })?;
        if said.result {
            return Ok(said);
        }
        wrong.push(said);
    }
    let display = wrong.iter().find_map(|one| one.display.clone());
    let messages: Vec<String> = wrong.into_iter().filter_map(|one| one.message).collect();
    let message = Some(messages.join("; ")).filter(|words| !words.is_empty());
    let message = message.or_else(|| Some("no code was given".to_owned()));
    Ok(Judged { result: false, message, display })
}

fn in_selection(
    tx: &mut Tx<'_>,
    chosen: &Selection,
    asked: &Coded,
    sense: Sense<'_>,
) -> Result<Judged, Stop> {
    let mut outside = None;
    for run in chosen.runs.iter().filter(|run| is_of(run, asked)) {
        match run {
            Run::Loaded { release, ranges } => {
                if let Some(concept) = concepts::by_code(tx, release, &asked.code)? {
                    if ranges.has(concept.number) {
                        return judged(tx, (release, &concept), (asked, &[]), sense);
                    }
                    outside = Some(concept.display);
                }
            }
            Run::Listed { release, codes, .. } => {
                let known = match release {
                    Some(release) => concepts::by_code(tx, release, &asked.code)?,
                    None => None,
                };
                let number = known.as_ref().map(|concept| concept.number);
                let is_it = |(of, one): &&(Option<u32>, Listed)| {
                    one.code == asked.code || (of.is_some() && *of == number)
                };
                let Some((_, listed)) = codes.iter().find(is_it) else { continue };
                let names = listed.designations.iter().map(|one| one.words.as_str());
                let all: Vec<&str> = listed.display.as_deref().into_iter().chain(names).collect();
                return match (release, &known) {
                    (Some(release), Some(concept)) => {
                        judged(tx, (release, concept), (asked, &all), sense)
                    }
                    (Some(_) | None, _) => {
                        Ok(said_so(asked, listed.display.as_deref(), &all, None))
                    }
                };
            }
        }
    }
    let known = match outside {
        Some(display) => Some(display),
        None => display_of(tx, asked)?,
    };
    let words = format!("the value set does not have {} of {}", asked.code, asked.system);
    Ok(Judged { display: known, ..no(words) })
}

/// Has a selection this code, in whichever sense?
pub(super) fn has(tx: &mut Tx<'_>, chosen: &Selection, asked: &Coded) -> Result<bool, Stop> {
    let asked = Coded { display: None, ..asked.clone() };
    let sense = Sense { allows_abstract: true, language: None };
    Ok(in_selection(tx, chosen, &asked, sense)?.result)
}

fn is_of(run: &Run, asked: &Coded) -> bool {
    let (system, version) = match run {
        Run::Loaded { release, .. } => (&release.head.url, Some(&release.head.version)),
        Run::Listed { system, version, .. } => (system, version.as_ref()),
    };
    let same = |asked: &String| version.is_none_or(|version| version == asked);
    *system == asked.system && asked.version.as_ref().is_none_or(same)
}

/// What a code is called that is in no value set, for whoever asked.
fn display_of(tx: &mut Tx<'_>, asked: &Coded) -> Result<Option<String>, Stop> {
    let release = releases::named(tx, Kind::CodeSystem, &asked.system, asked.version.as_deref())?;
    let Some(release) = release else { return Ok(None) };
    Ok(concepts::by_code(tx, &release, &asked.code)?.map(|concept| concept.display))
}

/// Of a concept that is loaded; `also` is what a value set calls it besides.
fn judged(
    tx: &mut Tx<'_>,
    (release, concept): (&Release, &Concept),
    (asked, also): (&Coded, &[&str]),
    sense: Sense<'_>,
) -> Result<Judged, Stop> {
    let mut names = concepts::designations(tx, release.id, &[concept.number])?;
    let names: Vec<Designation> = names.remove(&concept.number).unwrap_or_default();
    let display = called(release, &concept.display, &names, sense.language);
    if concept.is_abstract && !sense.allows_abstract {
        let words = format!("{} only groups others: it is abstract", concept.code);
        return Ok(Judged { display: Some(display.to_owned()), ..no(words) });
    }
    let all = names.iter().map(|one| one.words.as_str()).chain([concept.display.as_str()]);
    let all: Vec<&str> = all.chain(also.iter().copied()).collect();
    let out_of_use = (!concept.is_active).then(|| format!("{} is out of use", concept.code));
    Ok(said_so(asked, Some(display), &all, out_of_use))
}

/// Right, unless it was called something that it is not called.
fn said_so(
    asked: &Coded,
    display: Option<&str>,
    names: &[&str],
    message: Option<String>,
) -> Judged {
    let said = asked.display.as_deref().filter(|_| !names.is_empty());
    let is_called = |said: &str| names.iter().any(|name| fold(name) == fold(said));
    let known = display.map(str::to_owned);
    match said.filter(|said| !is_called(said)) {
        Some(said) => {
            let right = display.unwrap_or_default();
            let words = format!("{} is not called \"{said}\" but \"{right}\"", asked.code);
            Judged { display: known, ..no(words) }
        }
        None => Judged { result: true, message, display: known },
    }
}

fn no(words: String) -> Judged {
    Judged { result: false, message: Some(words), display: None }
}
