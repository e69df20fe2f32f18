//! From the pairs of a query to criteria.

use super::criteria::{Criterion, DateWanted, Prefix, Query, Sort, Test, TokenWanted, Total};
use super::filter::filter;
use super::wanted::{is_negated, wanted};
use super::{includes, links, shaping};
use crate::date::Span;
use crate::definitions::added::{Added, Addition, Stage};
use crate::definitions::{Param, param};
use crate::resource_types::ResourceType;

/// Matches a page when the caller does not say.
pub const COUNT_DEFAULT: u32 = 50;
/// Matches a page at most.
pub const COUNT_MAX: u32 = 500;
const ALTERNATIVES_MAX: usize = 100;
const CRITERIA_MAX: usize = 40;

/// What to do with a parameter that is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// Refuse: a filter that is silently dropped returns other people's records.
    Strict,
    /// `Prefer: handling=lenient`: pass over it and say so.
    Lenient,
}

/// Why a query was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{parameter}: {reason}")]
pub struct SearchFault {
    /// The parameter as it was sent.
    pub parameter: String,
    /// In words.
    pub reason: String,
}

/// Parses the pairs of a query, percent-decoded, in their order, by the parameters of R4.
///
/// # Errors
/// The first parameter that is not understood, or whose value is not of its kind.
pub fn parse(
    of: ResourceType,
    pairs: &[(String, String)],
    handling: Handling,
) -> Result<Query, SearchFault> {
    parse_knowing(&Added::default(), of, pairs, handling)
}

/// The same where parameters may be asked for that a city added.
///
/// # Errors
/// As [`parse`]; also a parameter for which not every entry is indexed yet, however lenient the
/// caller is: without it more would be found than is asked for.
pub fn parse_knowing(
    added: &Added,
    of: ResourceType,
    pairs: &[(String, String)],
    handling: Handling,
) -> Result<Query, SearchFault> {
    let mut query = Query { added: added.clone(), ..Query::of(of) };
    for (name, value) in pairs {
        match pair(&mut query, name, value) {
            Ok(()) if name == "_after" => {}
            Ok(()) => query.sent.push((name.clone(), value.clone())),
            Err(Misread::Unknown(_)) if handling == Handling::Lenient => {
                query.ignored.push(name.clone());
            }
            Err(Misread::Unknown(reason) | Misread::Wrong(reason)) => {
                return Err(SearchFault { parameter: name.clone(), reason });
            }
        }
        if query.criteria.len() + query.filters.len() + query.links.len() > CRITERIA_MAX {
            let reason = format!("more than {CRITERIA_MAX} conditions");
            return Err(SearchFault { parameter: name.clone(), reason });
        }
    }
    shaping::fits_together(&query)?;
    Ok(query)
}

/// A name that is not known may be passed over; a value that is wrong may not.
pub(super) enum Misread {
    Unknown(String),
    Wrong(String),
}

pub(super) fn wrong(reason: &str) -> Misread {
    Misread::Wrong(reason.to_owned())
}

pub(super) fn unknown(reason: &str) -> Misread {
    Misread::Unknown(reason.to_owned())
}

fn pair(query: &mut Query, name: &str, value: &str) -> Result<(), Misread> {
    if links::is_link(name) {
        query.links.push(links::link(query, name, value)?);
        return Ok(());
    }
    if name.starts_with('_') { control(query, name, value) } else { condition(query, name, value) }
}

/// The parameters that say what is answered, and how.
fn control(query: &mut Query, name: &str, value: &str) -> Result<(), Misread> {
    match name {
        "_count" => {
            let count: u32 = value.parse().map_err(|_| wrong("not a whole number"))?;
            query.count = count.min(COUNT_MAX);
            if count == 0 {
                (query.total, query.only_total) = (Total::Accurate, true);
            }
        }
        "_sort" => query.sort = sorts(query, value)?,
        "_include" | "_include:iterate" | "_include:recurse" => {
            query.include.extend(includes::pointed_to(query, value, name != "_include")?);
        }
        "_revinclude" | "_revinclude:iterate" | "_revinclude:recurse" => {
            query.revinclude.extend(includes::pointing(
                &query.added,
                value,
                name != "_revinclude",
            )?);
        }
        "_after" => query.after = Some(value.to_owned()),
        "_total" => shaping::total(query, value)?,
        "_summary" => shaping::summary(query, value)?,
        "_elements" => shaping::elements(query, value)?,
        "_contained" | "_containedType" => shaping::contained(name, value)?,
        "_format" => shaping::format(value)?,
        "_pretty" => shaping::pretty(value)?,
        _ => return condition(query, name, value),
    }
    Ok(())
}

/// The parameters that say what is found.
pub(super) fn condition(query: &mut Query, name: &str, value: &str) -> Result<(), Misread> {
    match name {
        "_id" => {
            let ids = split(value, ',')?;
            query.ids = Some(match query.ids.take() {
                None => ids,
                Some(before) => before.into_iter().filter(|id| ids.contains(id)).collect(),
            });
        }
        "_filter" => {
            let (criteria, filters) = filter(query, value)?.taken_apart();
            query.criteria.extend(criteria);
            query.filters.extend(filters);
        }
        "_lastUpdated" => query.updated.push(date(value)?),
        _ if name.starts_with('_') && param(query.of, bare(name)).is_none() => {
            return Err(unknown("not a parameter that this server knows"));
        }
        _ => query.criteria.push(criterion(query, name, value)?),
    }
    Ok(())
}

fn sorts(query: &Query, value: &str) -> Result<Vec<Sort>, Misread> {
    let mut sorts = Vec::new();
    for key in split(value, ',')? {
        let (code, descending) = match key.strip_prefix('-') {
            Some(code) => (code, true),
            None => (key.as_str(), false),
        };
        let param = if code == "_lastUpdated" {
            None
        } else {
            let param = known(&query.added, query.of, code)?.filter(|param| param.has_an_order());
            Some(param.ok_or_else(|| unknown("not a parameter to sort by"))?)
        };
        sorts.push(Sort { param, descending });
    }
    Ok(sorts)
}

fn criterion(query: &Query, name: &str, value: &str) -> Result<Criterion, Misread> {
    let modifier = name.split_once(':').map(|(_, modifier)| modifier);
    let param = answered(query, bare(name))?;
    if modifier == Some("missing") {
        let test = match value {
            "true" => Test::Missing(true),
            "false" => Test::Missing(false),
            _ => return Err(wrong("true or false")),
        };
        return Ok(Criterion { param, test });
    }
    let values = split(value, ',')?;
    if values.len() > ALTERNATIVES_MAX {
        return Err(Misread::Wrong(format!("more than {ALTERNATIVES_MAX} alternatives")));
    }
    let wanted = values.iter().map(|value| wanted(param, modifier, value));
    let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
    let test = if is_negated(param, modifier) { Test::NoneOf(wanted) } else { Test::AnyOf(wanted) };
    Ok(Criterion { param, test })
}

/// The name of a parameter without its modifier.
fn bare(name: &str) -> &str {
    name.split_once(':').map_or(name, |(code, _)| code)
}

/// A parameter of R4, or one that was added and whose index is whole.
pub(super) fn known(
    added: &Added,
    of: ResourceType,
    code: &str,
) -> Result<Option<&'static Param>, Misread> {
    if let Some(param) = param(of, code) {
        return Ok(Some(param));
    }
    match added.named(of, code) {
        Some(one) if one.stage == Stage::Filling => Err(wrong(
            "entries that stand already are still being indexed for this parameter; ask again later",
        )),
        one => Ok(one.map(Addition::param)),
    }
}

/// A parameter that some index answers.
pub(super) fn answered(query: &Query, code: &str) -> Result<&'static Param, Misread> {
    let param = known(&query.added, query.of, code)?;
    let param = param.ok_or_else(|| unknown("not a parameter of this type"))?;
    match param.not_extracted.filter(|_| !param.is_indexed()) {
        None => Ok(param),
        Some(why) => Err(unknown(why)),
    }
}

pub(super) fn token(value: &str) -> Result<TokenWanted, Misread> {
    let parts = split(value, '|')?;
    let filled = |text: &String| (!text.is_empty()).then(|| unescaped(text));
    match parts.as_slice() {
        [code] => Ok(TokenWanted { system: None, code: filled(code) }),
        [system, code] if !(system.is_empty() && code.is_empty()) => {
            Ok(TokenWanted { system: Some(filled(system)), code: filled(code) })
        }
        _ => Err(wrong("code, system|code, |code or system|")),
    }
}

pub(super) fn prefixed(value: &str) -> (Prefix, &str) {
    const PREFIXES: [(&str, Prefix); 9] = [
        ("eq", Prefix::Eq),
        ("ne", Prefix::Ne),
        ("gt", Prefix::Gt),
        ("lt", Prefix::Lt),
        ("ge", Prefix::Ge),
        ("le", Prefix::Le),
        ("sa", Prefix::Sa),
        ("eb", Prefix::Eb),
        ("ap", Prefix::Ap),
    ];
    let found = PREFIXES
        .iter()
        .find_map(|(text, prefix)| value.strip_prefix(text).map(|rest| (*prefix, rest)));
    found.unwrap_or((Prefix::Eq, value))
}

pub(super) fn date(value: &str) -> Result<DateWanted, Misread> {
    let (prefix, text) = prefixed(value);
    // A plus sign in an address is a blank unless it was escaped; no date holds a blank.
    let text = text.replace(' ', "+");
    let span =
        Span::parse(&text).ok_or_else(|| wrong("not a date, or a day that is in no calendar"))?;
    Ok(DateWanted { prefix, span })
}

/// Splits at `at` where no backslash stands before it; the escapes stay.
pub(super) fn split(value: &str, at: char) -> Result<Vec<String>, Misread> {
    if value.chars().any(char::is_control) {
        return Err(wrong("control characters"));
    }
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in value.chars() {
        if c == at && !escaped {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    Ok(parts)
}

/// `\,` `\|` `\$` and `\\` stand for themselves.
pub(super) fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    out
}
