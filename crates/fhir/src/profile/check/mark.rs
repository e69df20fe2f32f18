//! By what a value is known to be of a slice: what the slice says at the path of a discriminator,
//! held against what stands there. An answer of `None` means that the slice says nothing there.

use super::Check;
use super::types::Verdict;
use crate::fhirpath::Part;
use crate::profile::demand::{By, Demand, Discriminator, Strength};
use crate::profile::path::Step;
use crate::profile::terms::Membership;

/// Demands within one another that are looked at for one mark.
const DEPTH_MAX: u32 = 8;

/// What a slice says somewhere along a path.
#[derive(Clone, Copy)]
enum Station<'a> {
    Demand(&'a Demand),
    /// That something conforms to the definition with this URL.
    Url(&'a str),
}

impl<'a> Check<'a> {
    /// Does it have the value that the slice gives, there or above?
    pub(super) fn has_value(
        &mut self,
        part: Part<'a>,
        slice: &'a Demand,
        path: &[Step],
    ) -> Option<bool> {
        if let Some(answer) = is_extension(part, slice, path) {
            return Some(answer);
        }
        let mut answer = None;
        for done in 0..=path.len() {
            let (walked, rest) = path.split_at_checked(done)?;
            let parts = self.walked(part, walked);
            for station in self.stations(slice, walked) {
                let Station::Demand(demand) = station else { continue };
                // Above its end a path is marked by a whole value alone.
                if !rest.is_empty() && demand.given.is_none() {
                    continue;
                }
                if !is_marking(demand, 0) {
                    continue;
                }
                let marks = parts.iter().map(|part| self.marked(*part, demand, 0));
                let marks: Vec<Option<bool>> = marks.collect();
                // Nobody can say: its value set is not loaded.
                if !marks.is_empty() && marks.iter().all(Option::is_none) {
                    continue;
                }
                let is_marked = marks.contains(&Some(true));
                answer = Some(answer.unwrap_or(true) && is_marked);
            }
        }
        answer
    }

    pub(super) fn has_existence(
        &mut self,
        part: Part<'a>,
        slice: &'a Demand,
        path: &[Step],
    ) -> Option<bool> {
        let is_there = !self.walked(part, path).is_empty();
        self.stations(slice, path).into_iter().find_map(|station| match station {
            Station::Demand(demand) if !demand.is_possible() => Some(!is_there),
            Station::Demand(demand) if demand.min > 0 => Some(is_there),
            Station::Demand(_) | Station::Url(_) => None,
        })
    }

    pub(super) fn has_type(
        &mut self,
        part: Part<'a>,
        slice: &'a Demand,
        path: &[Step],
    ) -> Option<bool> {
        let mut names: Vec<&str> = Vec::new();
        for station in self.stations(slice, path) {
            match station {
                Station::Demand(demand) => names.extend(demand.types.iter().map(|of| &*of.name)),
                Station::Url(url) => names.extend(self.type_of(url).map(|of| of.name)),
            }
        }
        let parts = self.walked(part, path);
        let is_such = |part: &Part<'_>| names.iter().any(|name| part.of.is_a(name));
        (!names.is_empty()).then(|| parts.iter().any(is_such))
    }

    pub(super) fn has_profile(
        &mut self,
        part: Part<'a>,
        slice: &'a Demand,
        path: &[Step],
    ) -> Option<bool> {
        let mut urls: Vec<&'a str> = Vec::new();
        for station in self.stations(slice, path) {
            match station {
                Station::Demand(demand) => {
                    urls.extend(demand.types.iter().flat_map(|of| &of.profiles).map(|url| &**url));
                }
                Station::Url(url) => urls.push(url),
            }
        }
        let (mut answer, parts) = (None, self.walked(part, path));
        for url in urls {
            if parts.is_empty() {
                return Some(false);
            }
            for part in &parts {
                match self.verdict(*part, url) {
                    Verdict::Yes => return Some(true),
                    Verdict::No(_) => answer = Some(false),
                    Verdict::Unknown => {}
                }
            }
        }
        answer
    }

    /// Does a path lead through a reference to something that does not lie in the body? Of that no
    /// more than its type may be known.
    pub(super) fn is_out_of_reach(&self, part: Part<'a>, by: &Discriminator) -> bool {
        let Some(at) = by.path.iter().position(|step| *step == Step::Resolve) else { return false };
        let (before, rest) = by.path.split_at_checked(at).unwrap_or_default();
        let is_typed = by.kind == By::Type && rest.len() == 1;
        self.walked(part, before).into_iter().any(|reference| {
            let found = self.followed(reference);
            found.is_none_or(|part| !is_typed && part.value.is_none())
        })
    }

    /// What stands at a path.
    fn walked(&self, part: Part<'a>, path: &[Step]) -> Vec<Part<'a>> {
        let mut parts = vec![part];
        for step in path {
            let mut next = Vec::new();
            for part in parts {
                if !self.spend(1) {
                    return Vec::new();
                }
                let named = |name: &str| {
                    let children = part.children().into_iter();
                    let name = name.to_owned();
                    children.filter(move |child| child.element.name == name)
                };
                match step {
                    Step::Name(name) => next.extend(named(name).map(|child| child.part)),
                    Step::Extension(url) => next.extend(
                        named("extension").map(|child| child.part).filter(|part| is_of(*part, url)),
                    ),
                    Step::OfType(name) => next.extend(Some(part).filter(|part| part.of.is_a(name))),
                    Step::Resolve => next.extend(self.followed(part)),
                }
            }
            parts = next;
        }
        parts
    }

    /// What a slice says at a path: itself, the profiles of its types, and what its bases say.
    fn stations(&self, slice: &'a Demand, path: &[Step]) -> Vec<Station<'a>> {
        let base = self.in_bases(&slice.id).map(Station::Demand);
        let mut stations: Vec<Station<'a>> =
            std::iter::once(Station::Demand(slice)).chain(base).collect();
        for step in path {
            let mut next = Vec::new();
            for demand in self.demands(&stations) {
                match step {
                    Step::Name(name) => {
                        let child = demand.child(name);
                        // What has to be there of a slice of it marks the whole.
                        let due = child.into_iter().flat_map(|child| &child.slices);
                        let due = due.filter(|slice| slice.min > 0);
                        next.extend(child.into_iter().chain(due).map(Station::Demand));
                    }
                    Step::Extension(url) => {
                        let slices =
                            demand.child("extension").into_iter().flat_map(|of| &of.slices);
                        let is_such = |slice: &&Demand| names_extension(slice, url) == Some(true);
                        next.extend(slices.filter(is_such).map(Station::Demand));
                    }
                    Step::OfType(_) => next.push(Station::Demand(demand)),
                    Step::Resolve => {
                        let targets = demand.types.iter().flat_map(|of| &of.targets);
                        next.extend(targets.map(|url| Station::Url(url)));
                    }
                }
            }
            stations = next;
        }
        let found = self.demands(&stations).into_iter().map(Station::Demand);
        let urls = stations.iter().filter(|station| matches!(station, Station::Url(_)));
        urls.copied().chain(found).collect()
    }

    /// Each demand with the roots of the profiles that it names.
    fn demands(&self, stations: &[Station<'a>]) -> Vec<&'a Demand> {
        let root = |url: &str| self.profiles.find(url).map(|profile| &profile.root);
        let mut demands = Vec::new();
        for station in stations {
            match station {
                Station::Demand(demand) => {
                    demands.push(*demand);
                    let profiles = demand.types.iter().flat_map(|of| &of.profiles);
                    demands.extend(profiles.filter_map(|url| root(url)));
                }
                Station::Url(url) => demands.extend(root(url)),
            }
        }
        demands
    }

    /// Does a part have what a demand gives, be it deeper? `None` where it gives nothing.
    fn marked(&self, part: Part<'a>, demand: &'a Demand, depth: u32) -> Option<bool> {
        if depth > DEPTH_MAX || !self.spend(1) {
            return Some(false);
        }
        if let Some(given) = &demand.given {
            return Some(given.fits(part));
        }
        let mut answer = None;
        if let Some(binding) =
            demand.binding.as_ref().filter(|of| of.strength == Strength::Required)
        {
            match self.among(part, &binding.url) {
                Some(Membership::In) => answer = Some(true),
                Some(Membership::Out) => return Some(false),
                Some(Membership::Unknown(_)) | None => {}
            }
        }
        let children = part.children();
        for wanted in demand.children.iter().filter(|wanted| is_marking(wanted, depth + 1)) {
            let values = children.iter().filter(|child| *child.element.name == *wanted.name);
            let values: Vec<Part<'a>> = values.map(|child| child.part).collect();
            if values.is_empty() && wanted.min == 0 {
                continue;
            }
            let has = |of: &'a Demand| {
                values.iter().any(|part| self.marked(*part, of, depth + 1) == Some(true))
            };
            let due = wanted.slices.iter().filter(|slice| slice.min > 0);
            let mut due = due.filter(|slice| is_marking(slice, depth + 1));
            let own = !is_marking_itself(wanted, depth + 1) || has(wanted);
            if !own || !due.all(has) {
                return Some(false);
            }
            answer = Some(true);
        }
        answer
    }
}

/// Does a demand give something by which a value is known?
fn is_marking(demand: &Demand, depth: u32) -> bool {
    let mut due = demand.slices.iter().filter(|slice| slice.min > 0);
    is_marking_itself(demand, depth)
        || depth <= DEPTH_MAX && due.any(|slice| is_marking(slice, depth + 1))
}

fn is_marking_itself(demand: &Demand, depth: u32) -> bool {
    demand.given.is_some()
        || demand.binding.as_ref().is_some_and(|of| of.strength == Strength::Required)
        || depth <= DEPTH_MAX && demand.children.iter().any(|child| is_marking(child, depth + 1))
}

/// Of slices of extensions by their URLs, which the profiles of their types say.
fn is_extension(part: Part<'_>, slice: &Demand, path: &[Step]) -> Option<bool> {
    if part.of.name != "Extension" || !matches!(path, [Step::Name(name)] if &**name == "url") {
        return None;
    }
    let url = part.value?.get_text("url")?;
    names_extension(slice, &url)
}

/// Is this the URL of the profile of its type? `None` where it names none.
fn names_extension(slice: &Demand, url: &str) -> Option<bool> {
    let profiles = || slice.types.iter().flat_map(|of| &of.profiles);
    let is_it = |profile: &str| profile.split('|').next() == Some(url);
    profiles().next().map(|_| profiles().any(|profile| is_it(profile)))
}

fn is_of(part: Part<'_>, url: &str) -> bool {
    part.value.and_then(|node| node.get_text("url")).is_some_and(|known| known == url)
}
