//! Types: whether a value is of one that is asked for, conforms to the profiles of that type, and
//! points to what conforms to those that its targets name.

use super::reach::{Frame, said_type};
use super::{Check, shown};
use crate::fhirpath::Part;
use crate::profile::Unmet;
use crate::profile::demand::{Demand, OfType};
use crate::profile::library::Named;
use crate::profile::read::Profile;
use crate::schema::{Sort, TypeDef};
use crate::tape::Node;
use crate::validate::{Issue, Severity, Unfit};
use std::mem;

/// Of what speaks against a profile so many letters are told: there may be more behind it.
const WHY_LENGTH_MAX: usize = 300;

/// Does something conform to a profile?
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    Yes,
    /// What was found first, with its place.
    No(String),
    /// The profile is not loaded.
    Unknown,
}

impl<'a> Check<'a> {
    /// Is it of a type that is asked for? Of another one nothing more is asked.
    pub(super) fn typed(&mut self, part: Part<'a>, demand: &'a Demand) -> bool {
        if demand.types.is_empty() {
            return true;
        }
        let fitting = demand.types.iter().filter(|of| part.of.is_a(&of.name));
        let fitting: Vec<&'a OfType> = fitting.collect();
        if fitting.is_empty() {
            let names: Vec<&str> = demand.types.iter().map(|of| &*of.name).collect();
            self.tell(Unmet::OtherType { allowed: names.join(", ") });
            return false;
        }
        if fitting.iter().all(|of| !of.profiles.is_empty()) {
            let profiles = fitting.iter().flat_map(|of| &of.profiles).map(|url| &**url);
            self.of_profiles(part, &profiles.collect::<Vec<_>>());
        }
        if part.of.name == "Reference" {
            let targets = fitting.iter().flat_map(|of| &of.targets).map(|url| &**url);
            self.targets(part, &targets.collect::<Vec<_>>());
        }
        true
    }

    /// Of one profile everything that is wrong is told; of several, that none of them fits.
    fn of_profiles(&mut self, part: Part<'a>, urls: &[&'a str]) {
        if let [url] = urls
            && let Named::Profile(profile) = self.profiles.named(url)
        {
            return self.against(part, profile);
        }
        let verdicts: Vec<Verdict> = urls.iter().map(|url| self.verdict(part, url)).collect();
        self.one_of(&verdicts, urls);
    }

    /// Does one verdict say yes?
    fn one_of(&mut self, verdicts: &[Verdict], urls: &[&str]) {
        if verdicts.iter().any(|verdict| matches!(verdict, Verdict::Yes)) {
            return;
        }
        let unknown = verdicts.iter().position(|verdict| matches!(verdict, Verdict::Unknown));
        if let Some(url) = unknown.and_then(|at| urls.get(at)) {
            return self.tell(Unmet::ProfileUnknown { url: shown(url) });
        }
        let first = verdicts.iter().find_map(|verdict| match verdict {
            Verdict::No(why) => Some(why.clone()),
            Verdict::Yes | Verdict::Unknown => None,
        });
        if let Some(why) = first {
            self.tell(Unmet::NoneFits { profiles: urls.join(", "), why });
        }
    }

    /// What a reference points to, as far as it lies in the body; of anything else its type.
    fn targets(&mut self, part: Part<'a>, urls: &[&'a str]) {
        let (Some(node), false) = (part.value, urls.is_empty()) else { return };
        let link = node.get_text("reference");
        if let Some(target) = link.and_then(|link| self.reach.resolved(&link, &self.frames)) {
            let verdicts = urls.iter().map(|url| self.verdict(target, url));
            let verdicts: Vec<Verdict> = verdicts.collect();
            return self.one_of(&verdicts, urls);
        }
        let Some(said) = said_type(node) else { return };
        let types: Option<Vec<&TypeDef>> = urls.iter().map(|url| self.type_of(url)).collect();
        // One that is not loaded may be of any type.
        let Some(types) = types else { return };
        if !types.iter().any(|of| said.is_a(of.name)) {
            self.tell(Unmet::OtherTarget { allowed: urls.join(", ") });
        }
    }

    /// The resources in which a part stands that a reference led to, itself among them; of anything
    /// else those in which the walk stands.
    fn frames_of(&self, part: Part<'a>) -> Vec<Frame<'a>> {
        let is_here = self.frames.last().is_some_and(|frame| frame.part.value == part.value);
        if is_here || part.of.sort != Sort::Resource {
            return self.frames.clone();
        }
        let whole = self.frames.iter().rev().find(|frame| !frame.is_contained).copied();
        let is_within = |frame: &Frame<'a>| {
            let contained = frame.part.value.and_then(|node| node.get("contained"));
            contained.into_iter().flat_map(Node::items).any(|node| Some(node) == part.value)
        };
        let whole = whole.filter(is_within);
        let is_contained = whole.is_some();
        whole.into_iter().chain([Frame { part, is_contained }]).collect()
    }

    /// The type that a profile, or R4's own definition, is of.
    pub(super) fn type_of(&self, url: &str) -> Option<&'static TypeDef> {
        match self.profiles.named(url) {
            Named::Profile(profile) => Some(profile.of),
            Named::Type(of) => Some(of),
            Named::Nothing => None,
        }
    }

    /// Does a part conform to the profile with this URL? It is held against it once; while it is, it
    /// is taken to, since references may lead back.
    pub(super) fn verdict(&mut self, part: Part<'a>, url: &str) -> Verdict {
        let profile = match self.profiles.named(url) {
            Named::Profile(profile) => profile,
            Named::Type(of) if part.of.is_a(of.name) => return Verdict::Yes,
            Named::Type(of) => return Verdict::No(format!("{} is no {}", part.of.name, of.name)),
            Named::Nothing => return Verdict::Unknown,
        };
        let Some(node) = part.value.or(part.beside) else { return Verdict::Yes };
        let key = (node.span().start, std::ptr::from_ref::<Profile>(profile).addr());
        if let Some(known) = self.verdicts.get(&key) {
            return known.clone();
        }
        self.verdicts.insert(key, Verdict::Yes);
        let frames = self.frames_of(part);
        let frames = mem::replace(&mut self.frames, frames);
        let place = mem::take(&mut self.place);
        self.place.enter(part.of.name);
        let found = self.tried(|check| check.against(part, profile));
        self.place = place;
        self.frames = frames;
        let error = found.iter().find(|issue| issue.severity == Severity::Error);
        let verdict = error.map_or(Verdict::Yes, |issue| {
            let why = format!("{}: {}", issue.expression, issue.what);
            Verdict::No(why.chars().take(WHY_LENGTH_MAX).collect())
        });
        if matches!(verdict, Verdict::Yes) {
            self.left_open(found);
        }
        self.verdicts.insert(key, verdict.clone());
        verdict
    }

    /// What could not be asked of something that conforms as far as it was.
    fn left_open(&mut self, found: Vec<Issue>) {
        for issue in found {
            if let (Severity::Information, Unfit::OfProfile { what, .. }) =
                (issue.severity, issue.what)
                && !matches!(what, Unmet::Unsaid { .. })
            {
                self.tell(what);
            }
        }
    }
}
