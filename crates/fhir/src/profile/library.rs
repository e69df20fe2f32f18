//! Everything that was loaded: profiles in their versions, and the terms that they bind.

use super::check::Check;
use super::read::{NotAProfile, OF_R4, Profile};
use super::terms::Terms;
use crate::fhirpath::Part;
use crate::schema::TypeDef;
use crate::tape::{Node, Tape};
use crate::validate::{Extent, Issue, validate};
use std::collections::BTreeMap;

/// Definitions that bodies are held against.
#[derive(Debug, Default)]
pub struct Profiles {
    /// By canonical URL; of each the versions, the newest last.
    by_url: BTreeMap<Box<str>, Vec<Profile>>,
    pub(super) terms: Terms,
}

/// What a definition was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A definition that constrains a type.
    Profile,
    /// Codes to choose from.
    ValueSet,
    /// Codes and what they mean.
    CodeSystem,
    /// Something else, of which nothing is kept.
    Nothing,
}

/// What there is under a canonical URL.
pub(super) enum Named<'p> {
    Profile(&'p Profile),
    /// R4's own definition of a type.
    Type(&'static TypeDef),
    /// Nothing that is loaded.
    Nothing,
}

impl Profiles {
    /// Keeps one definition. Of one URL the one that is added last is the newest.
    ///
    /// # Errors
    /// A definition that constrains a type and cannot be used, or no JSON.
    pub fn add(&mut self, bytes: &[u8]) -> Result<Kept, NotAProfile> {
        let tape = Tape::parse(bytes.to_vec())?;
        let root = tape.root();
        let kept = |is_kept, what| if is_kept { what } else { Kept::Nothing };
        match root.get_text("resourceType").as_deref() {
            Some("ValueSet") => return Ok(kept(self.terms.add_set(root), Kept::ValueSet)),
            Some("CodeSystem") => return Ok(kept(self.terms.add_system(root), Kept::CodeSystem)),
            _ => {}
        }
        let profile = match Profile::of(root) {
            Ok(profile) => profile,
            Err(NotAProfile::OtherResource | NotAProfile::NotAConstraint) => {
                return Ok(Kept::Nothing);
            }
            Err(fault) => return Err(fault),
        };
        let versions = self.by_url.entry(profile.url.clone()).or_default();
        versions.retain(|known| known.version != profile.version);
        versions.push(profile);
        Ok(Kept::Profile)
    }

    /// Is nothing loaded?
    pub fn is_empty(&self) -> bool {
        self.by_url.is_empty()
    }

    /// The profile with this canonical URL: the newest, or behind `|` the named version.
    pub fn find(&self, canonical: &str) -> Option<&Profile> {
        let (url, version) = match canonical.split_once('|') {
            Some((url, version)) => (url, Some(version)),
            None => (canonical, None),
        };
        let versions = self.by_url.get(url)?;
        match version {
            None => versions.last(),
            Some(version) => versions.iter().find(|one| one.version.as_deref() == Some(version)),
        }
    }

    /// Could a body be held against this canonical URL: is it loaded, or R4's own type?
    pub fn knows(&self, canonical: &str) -> bool {
        !matches!(self.named(canonical), Named::Nothing)
    }

    /// The newest version of every profile, by URL.
    pub fn newest(&self) -> impl Iterator<Item = &Profile> {
        self.by_url.values().filter_map(|versions| versions.last())
    }

    /// Everything that there is to say of a body: what R4 says, and, of what has the shape that R4
    /// gives it, what these profiles say; see [`validate`] and [`Self::check`].
    pub fn validate(
        &self,
        root: Node<'_>,
        expected: Option<&'static TypeDef>,
        named: &[&str],
    ) -> Vec<Issue> {
        let mut issues = validate(root, expected, Extent::Whole);
        let is_misshapen = issues.iter().any(|issue| issue.what.is_of_shape());
        if is_misshapen || self.is_empty() && named.is_empty() {
            return issues;
        }
        issues.extend(self.check(root, named));
        issues
    }

    /// Everything that profiles say of a resource: those that are named here, and those that it
    /// claims itself. It is of the shape that R4 gives it; see [`crate::validate`].
    pub fn check(&self, root: Node<'_>, named: &[&str]) -> Vec<Issue> {
        let of = root.get_text("resourceType").and_then(|name| TypeDef::named(&name));
        let Some(of) = of else { return Vec::new() };
        Check::of(self, Part { value: Some(root), beside: None, of }).whole(named)
    }

    pub(super) fn named(&self, canonical: &str) -> Named<'_> {
        if let Some(profile) = self.find(canonical) {
            return Named::Profile(profile);
        }
        let plain = canonical.split('|').next().unwrap_or_default();
        match plain.strip_prefix(OF_R4) {
            // What these two add to a Quantity R4 asks where it has one.
            Some("SimpleQuantity" | "MoneyQuantity") => {
                TypeDef::named("Quantity").map_or(Named::Nothing, Named::Type)
            }
            Some(name) => TypeDef::named(name).map_or(Named::Nothing, Named::Type),
            None => Named::Nothing,
        }
    }
}
