//! Reading scopes.

use super::{Level, Right, Rights, Scope, Scopes, Word};
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Criterion, Handling, pairs, parse};

/// Longer than what any app asks for.
pub const SCOPES_BYTES_MAX: usize = 4_096;
/// Words of one request.
const WORDS_MAX: usize = 64;
/// Conditions that narrow one scope.
const CONDITIONS_MAX: usize = 8;

/// Why a word is no scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAScope {
    /// It is none of those that are given here.
    #[error("{0}")]
    Unknown(String),
    /// There are more than anybody needs.
    #[error("too many words")]
    TooLong,
}

impl Scopes {
    /// All words, each of which has to be known: what the operator registers.
    ///
    /// # Errors
    /// The first one that is none.
    pub fn parse(text: &str) -> Result<Self, NotAScope> {
        let words = words(text)?;
        let read =
            |word: &str| Word::parse(word).ok_or_else(|| NotAScope::Unknown(word.to_owned()));
        words.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The words that are known: what an app asks for. Others are passed over, as OAuth wants it; the
    /// answer says what was given.
    ///
    /// # Errors
    /// [`NotAScope::TooLong`] alone.
    pub fn asked(text: &str) -> Result<Self, NotAScope> {
        Ok(Self(words(text)?.into_iter().filter_map(Word::parse).collect()))
    }
}

fn words(text: &str) -> Result<Vec<&str>, NotAScope> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let fits = text.len() <= SCOPES_BYTES_MAX && words.len() <= WORDS_MAX;
    if fits { Ok(words) } else { Err(NotAScope::TooLong) }
}

impl Word {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "launch" => Some(Self::Launch),
            "launch/patient" => Some(Self::LaunchPatient),
            "online_access" => Some(Self::OnlineAccess),
            _ => Scope::parse(word).map(Self::Scope),
        }
    }
}

impl Scope {
    fn parse(word: &str) -> Option<Self> {
        let (level, rest) = word.split_once('/')?;
        let level = match level {
            "patient" => Level::Patient,
            "user" => Level::User,
            "system" => Level::System,
            _ => return None,
        };
        let (main, only) = match rest.split_once('?') {
            Some((main, narrowed)) => (main, pairs(narrowed)?),
            None => (rest, Vec::new()),
        };
        let (of, rights) = main.split_once('.')?;
        let of = if of == "*" { None } else { Some(ResourceType::named(of)?) };
        Self::of(level, of, Rights::parse(rights)?, only)
    }

    /// One that gives something; a narrowed one gives reading alone, and narrows one type.
    pub(super) fn of(
        level: Level,
        of: Option<ResourceType>,
        rights: Rights,
        only: Vec<(String, String)>,
    ) -> Option<Self> {
        let rights = if only.is_empty() { rights } else { rights.and(Rights::READING) };
        let criteria = if only.is_empty() { Vec::new() } else { conditions(of?, &only)? };
        (!rights.is_empty()).then_some(Self { level, of, rights, only, criteria })
    }
}

/// What a body alone can answer: no chain, nothing of the page, nothing that a terminology says.
fn conditions(of: ResourceType, only: &[(String, String)]) -> Option<Vec<Criterion>> {
    let is_plain = |name: &str| !name.starts_with('_') && !name.contains(['.', ':']);
    if only.len() > CONDITIONS_MAX || !only.iter().all(|(name, _)| is_plain(name)) {
        return None;
    }
    let query = parse(of, only, Handling::Strict).ok()?;
    (query.criteria.len() == only.len()).then_some(query.criteria)
}

impl Rights {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "read" => return Some(Self::READING),
            "write" => return Some(Self::WRITING),
            "*" => return Some(Self::ALL),
            _ => {}
        }
        let mut rights = Self::default();
        let mut left = Right::ALL.into_iter();
        for letter in text.chars() {
            // Each at most once, and in this order: `rs` and never `sr`.
            rights = rights.with(left.find(|right| right.letter() == letter)?);
        }
        (!rights.is_empty()).then_some(rights)
    }
}
