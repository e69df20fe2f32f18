//! What one value of a query wants, by the kind of its parameter and by its modifier.

use super::codes::{Codes, CodesWanted};
use super::criteria::{ReferenceWanted, TextMode, TextWanted, TokenWanted, Wanted};
use super::grammar::{Misread, date, prefixed, split, token, unescaped, unknown, wrong};
use super::near::NearWanted;
use super::numbers::{NumberWanted, QuantityWanted};
use super::uris::{UriMode, UriWanted};
use crate::definitions::{Kind, Param};
use crate::resource_types::ResourceType;

/// Longer than any address of a thing.
const URI_BYTES_MAX: usize = 2_000;
/// An address has fewer parts.
const URI_PARTS_MAX: usize = 60;

/// Does the modifier ask for what is not so?
pub(super) fn is_negated(param: &Param, modifier: Option<&str>) -> bool {
    param.kind == Kind::Token && matches!(modifier, Some("not" | "not-in"))
}

/// One of the alternatives of a condition.
pub(super) fn wanted(
    param: &Param,
    modifier: Option<&str>,
    value: &str,
) -> Result<Wanted, Misread> {
    if value.is_empty() {
        return Err(wrong("an empty value"));
    }
    match param.kind {
        Kind::Token => of_tokens(param, modifier, value),
        Kind::Text if param.own_way().is_some() => {
            unmodified(modifier).map(|()| Wanted::Text(words(value)))
        }
        Kind::Text => of_texts(modifier, value),
        Kind::Date => unmodified(modifier).and_then(|()| date(value)).map(Wanted::Date),
        Kind::Reference => of_references(param, modifier, value),
        Kind::Quantity => unmodified(modifier).and_then(|()| quantity(value)).map(Wanted::Quantity),
        Kind::Number => unmodified(modifier).and_then(|()| number(value)).map(Wanted::Number),
        Kind::Uri => uri(modifier, value).map(Wanted::Uri),
        Kind::Composite => unmodified(modifier).and_then(|()| together(param, value)),
        Kind::Special => unmodified(modifier).and_then(|()| near(value)).map(Wanted::Near),
    }
}

fn not_supported() -> Misread {
    unknown("this modifier is not supported here")
}

fn unmodified(modifier: Option<&str>) -> Result<(), Misread> {
    modifier.map_or(Ok(()), |_| Err(not_supported()))
}

fn of_tokens(param: &Param, modifier: Option<&str>, value: &str) -> Result<Wanted, Misread> {
    let codes = |of| Wanted::Codes(CodesWanted { of, set: None });
    match modifier {
        None | Some("not") => token(value).map(Wanted::Token),
        Some("text") => Ok(Wanted::Called(words(value))),
        Some("of-type") if param.is_of_identifiers() => of_type(value),
        Some("in" | "not-in") => Ok(codes(Codes::ValueSet(unescaped(value)))),
        Some("above") => Ok(codes(Codes::Above(token(value)?))),
        Some("below") => Ok(codes(Codes::Below(token(value)?))),
        Some(_) => Err(not_supported()),
    }
}

fn of_texts(modifier: Option<&str>, value: &str) -> Result<Wanted, Misread> {
    let mode = match modifier {
        None => TextMode::Begins,
        Some("contains") => TextMode::Contains,
        Some("exact") => TextMode::Exact,
        Some("text") => return Ok(Wanted::Text(words(value))),
        Some(_) => return Err(not_supported()),
    };
    Ok(Wanted::Text(TextWanted { text: unescaped(value), mode }))
}

fn words(value: &str) -> TextWanted {
    TextWanted { text: unescaped(value), mode: TextMode::Words }
}

fn of_references(param: &Param, modifier: Option<&str>, value: &str) -> Result<Wanted, Misread> {
    match modifier {
        Some("identifier") if param.leads_to_entries() => token(value).map(Wanted::Identified),
        Some("text") => Ok(Wanted::Called(words(value))),
        Some("above" | "below") if param.is_canonical() => uri(modifier, value).map(Wanted::Uri),
        _ => reference(param, modifier, value).map(Wanted::Reference),
    }
}

/// `system|code|value`, all of them.
fn of_type(value: &str) -> Result<Wanted, Misread> {
    let parts = split(value, '|')?;
    match parts.as_slice() {
        [system, code, value] if ![system, code, value].iter().any(|part| part.is_empty()) => {
            let of =
                TokenWanted { system: Some(Some(unescaped(system))), code: Some(unescaped(code)) };
            Ok(Wanted::OfType { of, value: unescaped(value) })
        }
        _ => Err(wrong("system|code|value: the type of the identifier, and what it is")),
    }
}

fn reference(
    param: &Param,
    modifier: Option<&str>,
    value: &str,
) -> Result<ReferenceWanted, Misread> {
    let typed = match modifier {
        None => match param.targets {
            [sole] => ResourceType::named(sole),
            _ => None,
        },
        Some(name) => Some(ResourceType::named(name).ok_or_else(not_supported)?),
    };
    let value = unescaped(value);
    if value.contains("://") || value.starts_with("urn:") {
        return Ok(ReferenceWanted { of: None, id: value });
    }
    match value.split_once('/') {
        None => Ok(ReferenceWanted { of: typed, id: value }),
        Some((of, id)) => {
            let of = ResourceType::named(of).ok_or_else(|| wrong("Type/id, an id, or a URL"))?;
            Ok(ReferenceWanted { of: Some(of), id: id.to_owned() })
        }
    }
}

fn quantity(value: &str) -> Result<QuantityWanted, Misread> {
    let parts = split(value, '|')?;
    let not_a_number = || wrong("number, number|system|code or number||unit");
    if parts.len() == 2 || parts.len() > 3 {
        return Err(not_a_number());
    }
    let part = |at: usize| parts.get(at).filter(|p| !p.is_empty()).map(|p| unescaped(p));
    let number = prefixed(parts.first().map(String::as_str).unwrap_or_default());
    QuantityWanted::of(number, part(1), part(2)).ok_or_else(not_a_number)
}

fn number(value: &str) -> Result<NumberWanted, Misread> {
    let (prefix, number) = prefixed(value);
    NumberWanted::of(prefix, number).ok_or_else(|| wrong("not a number"))
}

fn uri(modifier: Option<&str>, value: &str) -> Result<UriWanted, Misread> {
    let mode = match modifier {
        None => UriMode::Exact,
        Some("above") => UriMode::Above,
        Some("below") => UriMode::Below,
        Some(_) => return Err(not_supported()),
    };
    let wanted = UriWanted { uri: unescaped(value), mode };
    if wanted.uri.len() > URI_BYTES_MAX || wanted.uri.matches('/').count() > URI_PARTS_MAX {
        return Err(wrong("longer than an address of anything"));
    }
    Ok(wanted)
}

fn near(value: &str) -> Result<NearWanted, Misread> {
    let wrong = || wrong("latitude|longitude|distance|units, in degrees, and km, m or miles");
    NearWanted::of(&split(value, '|')?).ok_or_else(wrong)
}

/// `a$b`: a value for each part, in their order.
fn together(param: &Param, value: &str) -> Result<Wanted, Misread> {
    let parts = split(value, '$')?;
    if parts.len() != param.components.len() {
        let names: Vec<&str> = param.components.iter().map(|part| part.code).collect();
        return Err(Misread::Wrong(format!("a value for each of {}", names.join("$"))));
    }
    let parts = param.components.iter().zip(&parts).map(|(part, value)| wanted(part, None, value));
    parts.collect::<Result<Vec<_>, _>>().map(Wanted::Together)
}
