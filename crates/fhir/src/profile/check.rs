//! A body held against profiles: one walk over all of it for what it claims and for its extensions,
//! and from there along the demands of each profile.
//!
//! Every element that is looked at is a step, and steps have an end; a resource that is held against
//! the same profile again, however references lead there, is held once.

mod bound;
mod mark;
mod reach;
mod slices;
mod types;

use super::Unmet;
use super::demand::Demand;
use super::library::{Named, Profiles};
use super::read::Profile;
use crate::fhirpath::{Child, Part};
use crate::schema::Sort;
use crate::tape::Node;
use crate::validate::{ISSUES_MAX, Issue, Place, Severity, Unfit};
use reach::{Frame, Reach};
use std::cell::Cell;
use std::collections::HashMap;
use std::mem;
use types::Verdict;

/// What a body may take together, and for each byte of it.
const STEPS_MIN: u32 = 2_000_000;
const STEPS_A_BYTE: u32 = 2;
/// Profiles within profiles.
const NESTED_MAX: usize = 16;

/// What was found so far, and where the walk stands.
pub(super) struct Check<'a> {
    profiles: &'a Profiles,
    reach: Reach<'a>,
    frames: Vec<Frame<'a>>,
    place: Place<'a>,
    issues: Vec<Issue>,
    /// The profiles that are asked, the outermost first.
    under: Vec<&'a Profile>,
    /// What was found when a part was held against a profile, by where both stand.
    verdicts: HashMap<(usize, usize), Verdict>,
    /// Some profile is asked of the resource as a whole.
    is_profiled: bool,
    steps: Cell<u32>,
}

impl<'a> Check<'a> {
    pub(super) fn of(profiles: &'a Profiles, root: Part<'a>) -> Self {
        let bytes = root.value.map_or(0, |node| node.raw().len());
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        Self {
            profiles,
            reach: Reach::of(root),
            frames: vec![Frame { part: root, is_contained: false }],
            place: Place::default(),
            issues: Vec::new(),
            under: Vec::new(),
            verdicts: HashMap::new(),
            is_profiled: false,
            steps: Cell::new(bytes.saturating_mul(STEPS_A_BYTE).saturating_add(STEPS_MIN)),
        }
    }

    /// Everything that there is to say of the root.
    pub(super) fn whole(mut self, named: &[&str]) -> Vec<Issue> {
        let Some(root) = self.frames.first().map(|frame| frame.part) else { return self.issues };
        self.place.enter(root.of.name);
        for url in named {
            self.claimed(root, url);
        }
        self.everything(root);
        if self.steps.get() == 0 {
            self.under.clear();
            self.tell(Unmet::Unfinished);
        }
        self.issues
    }

    /// What a part claims of itself, the extensions in it, and the same of all within.
    fn everything(&mut self, part: Part<'a>) {
        if part.of.sort == Sort::Resource {
            self.claims(part);
        }
        let children = part.children();
        if !self.spend(children.len()) {
            return;
        }
        for child in children {
            self.within(&child, |check| {
                if child.part.of.name == "Extension" {
                    check.extension(&child);
                }
                check.everything(child.part);
            });
        }
    }

    /// The profiles that a resource says it conforms to.
    fn claims(&mut self, part: Part<'a>) {
        let meta = part.value.and_then(|node| node.get("meta"));
        let claimed = meta.and_then(|meta| meta.get("profile"));
        let urls = claimed.into_iter().flat_map(Node::items).enumerate();
        for (at, url) in urls.filter_map(|(at, url)| Some((at, url.text()?))) {
            if self.profiles.knows(&url) {
                self.claimed(part, &url);
                continue;
            }
            self.place.enter("meta");
            self.place.enter("profile");
            self.place.enter_at(at);
            self.tell(Unmet::ProfileUnknown { url: shown(&url) });
            self.place.leave();
            self.place.leave();
            self.place.leave();
        }
    }

    fn claimed(&mut self, part: Part<'a>, url: &str) {
        match self.profiles.named(url) {
            Named::Profile(profile) => {
                self.is_profiled = true;
                self.against(part, profile);
            }
            Named::Type(of) if part.of.is_a(of.name) => {}
            Named::Type(of) => self.tell(Unmet::OtherType { allowed: of.name.to_owned() }),
            Named::Nothing => self.tell(Unmet::ProfileUnknown { url: shown(url) }),
        }
    }

    /// An extension is what its definition says, wherever it stands.
    fn extension(&mut self, child: &Child<'a>) {
        let Some(url) = child.part.value.and_then(|node| node.get_text("url")) else { return };
        match self.profiles.find(&url).filter(|profile| profile.of.name == "Extension") {
            Some(profile) => self.against(child.part, profile),
            None if child.element.name == "modifierExtension" && self.is_profiled => {
                self.tell(Unmet::UnknownModifier { url: shown(&url) });
            }
            None => {}
        }
    }

    /// Everything that a profile asks of a part.
    fn against(&mut self, part: Part<'a>, profile: &'a Profile) {
        if self.under.len() >= NESTED_MAX {
            let (key, why) = (shown(&profile.url), "it lies behind too many references".to_owned());
            return self.tell(Unmet::Unanswered { key, why });
        }
        self.under.push(profile);
        if part.of.is_a(profile.of.name) {
            if let Some(base) = profile.base.as_deref() {
                self.of_base(part, base);
            }
            self.one(part, &profile.root);
        } else {
            self.tell(Unmet::OtherType { allowed: profile.of.name.to_owned() });
        }
        self.under.pop();
    }

    fn of_base(&mut self, part: Part<'a>, base: &'a str) {
        match self.profiles.named(base) {
            Named::Profile(base) => self.against(part, base),
            Named::Type(_) => {}
            Named::Nothing => self.tell(Unmet::ProfileUnknown { url: shown(base) }),
        }
    }

    /// The values of an element, or those of a slice, and each of them.
    fn group(&mut self, values: &[Child<'a>], demand: &'a Demand) {
        self.count(values.len(), demand);
        self.each(values, demand);
    }

    /// Each of the values, and their slices.
    fn each(&mut self, values: &[Child<'a>], demand: &'a Demand) {
        for value in values {
            if self.is_full() {
                return;
            }
            self.within(value, |check| check.one(value.part, demand));
        }
        self.sliced(values, demand);
    }

    fn count(&mut self, count: usize, demand: &'a Demand) {
        let slice = || demand.slice.as_deref().map(str::to_owned);
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let what = if count < demand.min {
            Unmet::TooFew { min: demand.min, slice: slice() }
        } else if let Some(max) = demand.max.filter(|max| count > *max) {
            Unmet::TooMany { max, slice: slice() }
        } else if count == 0 && demand.must_support && demand.is_possible() {
            Unmet::Unsaid { slice: slice() }
        } else {
            return;
        };
        self.place.enter(&demand.name);
        self.tell(what);
        self.place.leave();
    }

    /// One value.
    fn one(&mut self, part: Part<'a>, demand: &'a Demand) {
        if self.is_full() || !self.spend(1) {
            return;
        }
        if !self.typed(part, demand) {
            return;
        }
        self.valued(part, demand);
        let mut demands = &demand.children;
        if demands.is_empty()
            && let Some(same) = self.same_as(demand)
        {
            demands = &same.children;
        }
        if demands.is_empty() {
            return;
        }
        let children = part.children();
        if !self.spend(children.len()) {
            return;
        }
        for wanted in demands {
            let Some(element) = part.of.element(&wanted.name) else { continue };
            let is_of = |child: &&Child<'_>| child.element.name == element.name;
            let values: Vec<Child<'a>> = children.iter().filter(is_of).copied().collect();
            self.group(&values, wanted);
        }
    }

    fn same_as(&self, demand: &Demand) -> Option<&'a Demand> {
        let id = demand.same_as.as_deref()?;
        self.under.last()?.demand(id)
    }

    /// Does something one step deeper.
    fn within(&mut self, child: &Child<'a>, done: impl FnOnce(&mut Self)) {
        self.place.enter(child.key);
        if let Some(at) = child.at {
            self.place.enter_at(at);
        }
        let is_resource = child.part.of.sort == Sort::Resource;
        if is_resource {
            let is_contained = child.element.name == "contained";
            self.frames.push(Frame { part: child.part, is_contained });
        }
        done(self);
        if is_resource {
            self.frames.pop();
        }
        if child.at.is_some() {
            self.place.leave();
        }
        self.place.leave();
    }

    /// What is found when this is done, of which nothing is told.
    fn tried(&mut self, done: impl FnOnce(&mut Self)) -> Vec<Issue> {
        let issues = mem::take(&mut self.issues);
        done(self);
        mem::replace(&mut self.issues, issues)
    }

    fn tell(&mut self, what: Unmet) {
        let severity = what.severity();
        self.tell_as(severity, what);
    }

    /// The same of the same place is told once, whichever profile asks.
    fn tell_as(&mut self, severity: Severity, what: Unmet) {
        let expression = self.place.to_string();
        let told = self.issues.iter().filter(|issue| issue.severity == severity);
        let is_same = |issue: &Issue| {
            issue.expression == expression
                && matches!(&issue.what, Unfit::OfProfile { what: known, .. } if *known == what)
        };
        if told.clone().count() >= ISSUES_MAX || self.issues.iter().any(is_same) {
            return;
        }
        let profile = self.under.last().map(|profile| profile.url.clone());
        let code = what.code();
        let what = Unfit::OfProfile { what, profile };
        self.issues.push(Issue { severity, code, expression, what });
    }

    /// Are there enough errors?
    fn is_full(&self) -> bool {
        let errors = self.issues.iter().filter(|issue| issue.severity == Severity::Error);
        errors.count() >= ISSUES_MAX
    }

    /// Takes steps; `false` when there are none left.
    fn spend(&self, steps: usize) -> bool {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.steps.set(self.steps.get().saturating_sub(steps));
        self.steps.get() > 0
    }
}

/// What others wrote, with its signs spelt out and no longer than can be read.
fn shown(text: &str) -> String {
    const LENGTH_MAX: usize = 200;
    text.chars().take(LENGTH_MAX).flat_map(char::escape_debug).collect()
}
