//! Conditions on other entries: chains such as `subject:Patient.name`, and `_has`.
//!
//! A link is a search of its own on what stands at its other end, whose conditions may be links
//! again. Where several types may stand there, each is tried that knows what is asked for.
//!
//! Source: <http://hl7.org/fhir/R4/search.html#chaining>, `#has`.

use super::criteria::{Direction, Link, Query};
use super::grammar::{Misread, condition, known, unknown, wrong};
use crate::definitions::Param;
use crate::definitions::added::Added;
use crate::resource_types::ResourceType;

/// Entries that one condition may lead to, one behind the other.
const HOPS_MAX: usize = 6;
/// Types that are tried for one condition, when several may be meant at each hop.
const TRIES_MAX: usize = 1_000;
const HAS: &str = "_has:";

/// Is it a condition on another entry?
pub(super) fn is_link(name: &str) -> bool {
    name.starts_with(HAS) || name.contains('.')
}

/// Reads one condition on another entry.
pub(super) fn link(query: &Query, name: &str, value: &str) -> Result<Link, Misread> {
    let added = &query.added;
    Reading { value, added, tries_left: TRIES_MAX }.link(query.of, name, HOPS_MAX)
}

/// What may still be read of one condition.
struct Reading<'v> {
    value: &'v str,
    added: &'v Added,
    tries_left: usize,
}

impl Reading<'_> {
    fn link(&mut self, of: ResourceType, name: &str, hops: usize) -> Result<Link, Misread> {
        let Some(hops) = hops.checked_sub(1) else {
            return Err(Misread::Wrong(format!(
                "more than {HOPS_MAX} references in one condition"
            )));
        };
        match name.strip_prefix(HAS) {
            Some(rest) => self.has(of, rest, hops),
            None => self.chain(of, name, hops),
        }
    }

    /// `Observation:patient:code`: what points here by `patient`, with this code.
    fn has(&mut self, of: ResourceType, rest: &str, hops: usize) -> Result<Link, Misread> {
        let form = || wrong("_has:Type:reference:parameter");
        let mut parts = rest.splitn(3, ':');
        let (other, code) = (parts.next().unwrap_or_default(), parts.next().ok_or_else(form)?);
        let rest = parts.next().filter(|rest| !rest.is_empty()).ok_or_else(form)?;
        let other = ResourceType::named(other).ok_or_else(|| unknown("no such type"))?;
        let param = reference(self.added, other, code)?;
        if !param.may_point_to(of) {
            return Err(Misread::Unknown(format!("{code} of {other} does not point to a {of}")));
        }
        let ends = vec![self.end(other, rest, hops)?];
        Ok(Link { direction: Direction::From, param, ends })
    }

    /// `subject:Patient.name`, or `subject.name` for every type of subject that has a name.
    fn chain(&mut self, of: ResourceType, name: &str, hops: usize) -> Result<Link, Misread> {
        let (head, rest) = name.split_once('.').unwrap_or((name, ""));
        let (code, target) = match head.split_once(':') {
            None => (head, None),
            Some((code, target)) => (code, Some(target)),
        };
        let param = reference(self.added, of, code)?;
        let ends = match target {
            Some(target) => {
                let target = ResourceType::named(target).ok_or_else(|| unknown("no such type"))?;
                if !param.may_point_to(target) {
                    return Err(Misread::Unknown(format!("{code} does not point to a {target}")));
                }
                vec![self.end(target, rest, hops)?]
            }
            None => self.ends(param, rest, hops)?,
        };
        Ok(Link { direction: Direction::To, param, ends })
    }

    /// Every type that may be meant. A value that no type understands is told as the first says it.
    fn ends(&mut self, param: &Param, rest: &str, hops: usize) -> Result<Vec<Query>, Misread> {
        let (mut ends, mut misread) = (Vec::new(), None);
        for target in ResourceType::all().filter(|of| param.may_point_to(*of)) {
            match self.end(target, rest, hops) {
                Ok(end) => ends.push(end),
                Err(Misread::Wrong(reason)) => misread = misread.or(Some(Misread::Wrong(reason))),
                Err(Misread::Unknown(_)) => {}
            }
        }
        let nobody = || {
            let code = param.code;
            Misread::Unknown(format!("nothing that {code} may point to is searched by {rest}"))
        };
        if self.tries_left == 0 {
            return Err(too_many());
        }
        if ends.is_empty() { Err(misread.unwrap_or_else(nobody)) } else { Ok(ends) }
    }

    fn end(&mut self, of: ResourceType, name: &str, hops: usize) -> Result<Query, Misread> {
        self.tries_left = self.tries_left.checked_sub(1).ok_or_else(too_many)?;
        let mut query = Query { added: self.added.clone(), ..Query::of(of) };
        if is_link(name) {
            query.links.push(self.link(of, name, hops)?);
        } else {
            condition(&mut query, name, self.value)?;
        }
        Ok(query)
    }
}

fn too_many() -> Misread {
    wrong("too many types may be meant; name one: subject:Patient.name")
}

/// A parameter by which one entry leads to another.
fn reference(added: &Added, of: ResourceType, code: &str) -> Result<&'static Param, Misread> {
    let param = known(added, of, code)?;
    let param = param.ok_or_else(|| unknown("not a parameter of this type"))?;
    if !param.leads_to_entries() {
        return Err(unknown("not a reference that this server follows"));
    }
    Ok(param)
}
