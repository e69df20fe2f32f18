//! `_include` and `_revinclude`: what comes along with matches.

use super::criteria::Include;
use super::grammar::{Misread, unknown, wrong};
use crate::definitions::{param, params};
use crate::resource_types::ResourceType;

/// Every parameter, in the place of one.
const ANY: &str = "*";
const FORM: &str = "Type:parameter, or Type:parameter:Target";

/// What matches point to. `*` means by whatever parameter, `Encounter:*` by whatever parameter of
/// an Encounter; where what comes along is looked at too, `*` means that of any type.
pub(super) fn pointed_to(
    of: ResourceType,
    value: &str,
    iterates: bool,
) -> Result<Vec<Include>, Misread> {
    if value != ANY {
        return named(value, iterates);
    }
    let types = ResourceType::all().filter(|one| iterates || *one == of);
    Ok(types.flat_map(|of| all_of(of, None, iterates)).collect())
}

/// What points to matches.
pub(super) fn pointing(value: &str, iterates: bool) -> Result<Vec<Include>, Misread> {
    if value == ANY {
        return Err(wrong("anything may point there; name a type: Observation:*"));
    }
    named(value, iterates)
}

fn named(value: &str, iterates: bool) -> Result<Vec<Include>, Misread> {
    let mut parts = value.split(':');
    let type_named = |name: Option<&str>| name.and_then(ResourceType::named);
    let of = type_named(parts.next()).ok_or_else(|| wrong(FORM))?;
    let code = parts.next().ok_or_else(|| wrong(FORM))?;
    let target = match parts.next() {
        None => None,
        Some(name) => Some(type_named(Some(name)).ok_or_else(|| wrong("no such target type"))?),
    };
    if parts.next().is_some() {
        return Err(wrong(FORM));
    }
    if code == ANY {
        return Ok(all_of(of, target, iterates).collect());
    }
    let param = param(of, code).filter(|param| param.leads_to_entries());
    let param = param.ok_or_else(|| unknown("not a reference that this server indexes"))?;
    Ok(vec![Include { of, param, target, iterates }])
}

fn all_of(
    of: ResourceType,
    target: Option<ResourceType>,
    iterates: bool,
) -> impl Iterator<Item = Include> {
    let leading = params(of).iter().filter(|param| param.leads_to_entries());
    leading.map(move |param| Include { of, param, target, iterates })
}
