//! `_include` and `_revinclude`: what comes along with matches.

use super::criteria::{Include, Query};
use super::grammar::{Misread, known, unknown, wrong};
use crate::definitions::added::Added;
use crate::definitions::params;
use crate::resource_types::ResourceType;

/// Every parameter, in the place of one.
const ANY: &str = "*";
const FORM: &str = "Type:parameter, or Type:parameter:Target";

/// What matches point to. `*` means by whatever parameter, `Encounter:*` by whatever parameter of
/// an Encounter; where what comes along is looked at too, `*` means that of any type.
pub(super) fn pointed_to(
    query: &Query,
    value: &str,
    iterates: bool,
) -> Result<Vec<Include>, Misread> {
    let added = &query.added;
    if value != ANY {
        return named(added, value, iterates);
    }
    let types = ResourceType::all().filter(|one| iterates || *one == query.of);
    Ok(types.flat_map(|of| all_of(added, of, None, iterates)).collect())
}

/// What points to matches.
pub(super) fn pointing(
    added: &Added,
    value: &str,
    iterates: bool,
) -> Result<Vec<Include>, Misread> {
    if value == ANY {
        return Err(wrong("anything may point there; name a type: Observation:*"));
    }
    named(added, value, iterates)
}

fn named(added: &Added, value: &str, iterates: bool) -> Result<Vec<Include>, Misread> {
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
        return Ok(all_of(added, of, target, iterates).collect());
    }
    let param = known(added, of, code)?.filter(|param| param.leads_to_entries());
    let param = param.ok_or_else(|| unknown("not a reference that this server indexes"))?;
    Ok(vec![Include { of, param, target, iterates }])
}

fn all_of(
    added: &Added,
    of: ResourceType,
    target: Option<ResourceType>,
    iterates: bool,
) -> impl Iterator<Item = Include> {
    let all = params(of).iter().copied().chain(added.answering(of));
    let leading = all.filter(|param| param.leads_to_entries());
    leading.map(move |param| Include { of, param, target, iterates })
}
