//! `CodeSystem/$subsumes`: does one code lie below another?

use super::Coded;
use crate::refusals::TerminologyRefusal as No;
use crate::release::Release;
use crate::store::{concepts, hierarchy, releases};
use nabz_store::{Stop, Tx};

/// How the first code stands to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subsumption {
    /// They are one.
    Equivalent,
    /// The second lies below the first.
    Subsumes,
    /// The first lies below the second.
    SubsumedBy,
    /// Neither lies below the other.
    NotSubsumed,
}

impl Subsumption {
    /// As R4 writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Subsumes => "subsumes",
            Self::SubsumedBy => "subsumed-by",
            Self::NotSubsumed => "not-subsumed",
        }
    }
}

/// How `asked` stands to the code `other` of the same system.
///
/// # Errors
/// `TRM-001` and `TRM-003` when the system is not loaded, `TRM-005` when it lacks one of them.
pub fn subsumes(tx: &mut Tx<'_>, asked: &Coded, other: &str) -> Result<Subsumption, Stop> {
    let release = releases::system(tx, &asked.system, asked.version.as_deref())?;
    let a = number(tx, &release, &asked.code)?;
    let b = number(tx, &release, other)?;
    Ok(if a == b {
        Subsumption::Equivalent
    } else if hierarchy::is_below(tx, release.id, (b, a))? {
        Subsumption::Subsumes
    } else if hierarchy::is_below(tx, release.id, (a, b))? {
        Subsumption::SubsumedBy
    } else {
        Subsumption::NotSubsumed
    })
}

fn number(tx: &mut Tx<'_>, release: &Release, code: &str) -> Result<u32, Stop> {
    let found = concepts::by_code(tx, release, code)?.map(|concept| concept.number);
    let (code, system) = (code.to_owned(), release.head.url.clone());
    found.ok_or_else(|| No::UnknownCode { code, system }.into())
}
