//! Value sets and code systems that were loaded: as much of terminology as bindings need.
//!
//! A code is among the codes of a value set, is not, or nobody here can say; which of the three is
//! never guessed. What is asked: lists of codes, whole code systems that are loaded, value sets
//! within value sets, and an expansion where the rest cannot be answered. What is not: filters.

use crate::schema::{Codes, TYPES};
use crate::tape::Node;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Value sets within one another.
const DEPTH_MAX: u32 = 8;

/// Value sets and code systems, by their canonical URLs.
#[derive(Debug, Default)]
pub(super) struct Terms {
    sets: HashMap<Box<str>, ValueSet>,
    systems: HashMap<Box<str>, CodeSystem>,
}

/// Is a code of a value set?
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Membership {
    In,
    Out,
    /// Why nobody can say.
    Unknown(String),
}

#[derive(Debug)]
struct ValueSet {
    include: Vec<Include>,
    exclude: Vec<Include>,
    expansion: Option<HashSet<(Box<str>, Box<str>)>>,
}

/// Codes that are in all that it says.
#[derive(Debug)]
struct Include {
    system: Option<Box<str>>,
    /// None in particular: the whole system.
    codes: Option<HashSet<Box<str>>>,
    sets: Vec<Box<str>>,
    is_filtered: bool,
}

#[derive(Debug)]
struct CodeSystem {
    codes: HashSet<Box<str>>,
    is_complete: bool,
    ignores_case: bool,
}

/// The value sets that R4 requires somewhere, which are known without being loaded.
static OF_R4: LazyLock<HashMap<&'static str, &'static Codes>> = LazyLock::new(|| {
    let elements = TYPES.iter().flat_map(|of| of.elements);
    elements.filter_map(|element| element.codes).map(|codes| (codes.url, codes)).collect()
});

impl Terms {
    /// Keeps a `ValueSet`; `false` where it has no URL.
    pub(super) fn add_set(&mut self, node: Node<'_>) -> bool {
        let Some(url) = node.get_text("url") else { return false };
        self.sets.insert(url.into(), ValueSet::read(node));
        true
    }

    /// Keeps a `CodeSystem`; `false` where it has no URL.
    pub(super) fn add_system(&mut self, node: Node<'_>) -> bool {
        let Some(url) = node.get_text("url") else { return false };
        self.systems.insert(url.into(), CodeSystem::read(node));
        true
    }

    /// Is this code, of this system if it says one, of the value set with this canonical URL?
    pub(super) fn has(&self, url: &str, system: Option<&str>, code: &str) -> Membership {
        self.has_within(url, system, code, 0)
    }

    fn has_within(&self, url: &str, system: Option<&str>, code: &str, depth: u32) -> Membership {
        let plain = url.split('|').next().unwrap_or_default();
        if depth > DEPTH_MAX {
            return Membership::Unknown(format!("value set {plain} goes too deep"));
        }
        if let Some(set) = self.sets.get(plain) {
            let answer = if set.include.is_empty() {
                Membership::Unknown(format!("value set {plain} does not say what it has"))
            } else {
                self.has_of(set, system, code, depth)
            };
            return match (answer, &set.expansion) {
                (Membership::Unknown(_), Some(expansion)) => expanded(expansion, system, code),
                (answer, _) => answer,
            };
        }
        let Some(codes) = OF_R4.get(plain) else {
            return Membership::Unknown(format!("value set {plain} is not loaded"));
        };
        if let Some(why) = codes.open {
            return Membership::Unknown(format!("value set {plain} is not written out: {why}"));
        }
        known(system.map_or_else(|| codes.has(code), |system| codes.has_of(system, code)))
    }

    fn has_of(&self, set: &ValueSet, system: Option<&str>, code: &str, depth: u32) -> Membership {
        let any = |parts: &[Include]| {
            let mut best = Membership::Out;
            for part in parts {
                match self.included(part, system, code, depth) {
                    Membership::In => return Membership::In,
                    Membership::Out => {}
                    unknown @ Membership::Unknown(_) => best = unknown,
                }
            }
            best
        };
        match any(&set.include) {
            Membership::In => match any(&set.exclude) {
                Membership::In => Membership::Out,
                Membership::Out => Membership::In,
                unknown @ Membership::Unknown(_) => unknown,
            },
            answer @ (Membership::Out | Membership::Unknown(_)) => answer,
        }
    }

    fn included(&self, part: &Include, system: Option<&str>, code: &str, depth: u32) -> Membership {
        let mut unknown = None;
        if let Some(of) = &part.system {
            if system.is_some_and(|system| system != &**of) {
                return Membership::Out;
            }
            match self.in_system(part, of, code) {
                Membership::In => {}
                Membership::Out => return Membership::Out,
                answer @ Membership::Unknown(_) => unknown = Some(answer),
            }
        }
        for set in &part.sets {
            match self.has_within(set, system, code, depth + 1) {
                Membership::In => {}
                Membership::Out => return Membership::Out,
                answer @ Membership::Unknown(_) => unknown = Some(answer),
            }
        }
        let says_something = part.system.is_some() || !part.sets.is_empty();
        unknown.unwrap_or_else(|| known(says_something))
    }

    fn in_system(&self, part: &Include, of: &str, code: &str) -> Membership {
        let kept = self.systems.get(of);
        let folded = |codes: &HashSet<Box<str>>| {
            let ignores_case = kept.is_some_and(|kept| kept.ignores_case);
            codes.contains(code)
                || ignores_case && codes.iter().any(|known| known.eq_ignore_ascii_case(code))
        };
        if let Some(codes) = &part.codes {
            return known(folded(codes));
        }
        match kept {
            Some(kept) if !folded(&kept.codes) && kept.is_complete => Membership::Out,
            _ if part.is_filtered => {
                Membership::Unknown(format!("codes of {of} are chosen by a filter"))
            }
            Some(kept) if folded(&kept.codes) => Membership::In,
            Some(_) => Membership::Unknown(format!("code system {of} is loaded in part only")),
            None => Membership::Unknown(format!("code system {of} is not loaded")),
        }
    }
}

fn known(is_in: bool) -> Membership {
    if is_in { Membership::In } else { Membership::Out }
}

fn expanded(
    expansion: &HashSet<(Box<str>, Box<str>)>,
    system: Option<&str>,
    code: &str,
) -> Membership {
    known(match system {
        Some(system) => expansion.contains(&(system.into(), code.into())),
        None => expansion.iter().any(|(_, known)| &**known == code),
    })
}

impl ValueSet {
    fn read(node: Node<'_>) -> Self {
        let parts = |name: &str| {
            let parts = node.get("compose").and_then(|compose| compose.get(name));
            parts.into_iter().flat_map(Node::items).map(Include::read).collect()
        };
        let expansion = node.get("expansion").and_then(|part| part.get("contains"));
        let expansion = expansion.map(|contains| {
            let mut found = HashSet::new();
            nested(contains, "contains", &mut |one| {
                let system = one.get_text("system").unwrap_or_default();
                found.extend(one.get_text("code").map(|code| (system.into(), code.into())));
            });
            found
        });
        Self { include: parts("include"), exclude: parts("exclude"), expansion }
    }
}

impl Include {
    fn read(node: Node<'_>) -> Self {
        let texts = |name: &str| node.get(name).into_iter().flat_map(Node::items);
        let codes = node.get("concept").map(|concepts| {
            concepts.items().filter_map(|one| Some(one.get_text("code")?.into())).collect()
        });
        Self {
            system: node.get_text("system").map(Into::into),
            codes,
            sets: texts("valueSet").filter_map(Node::text).map(Into::into).collect(),
            is_filtered: node.get("filter").is_some(),
        }
    }
}

impl CodeSystem {
    fn read(node: Node<'_>) -> Self {
        let mut codes = HashSet::new();
        if let Some(concepts) = node.get("concept") {
            nested(concepts, "concept", &mut |one| {
                codes.extend(one.get_text("code").map(Into::into));
            });
        }
        let sensitive = node.get("caseSensitive").and_then(Node::truth);
        Self {
            codes,
            is_complete: node.get_text("content").as_deref() == Some("complete"),
            ignores_case: sensitive == Some(false),
        }
    }
}

/// Each of a list, and of the lists of this name within. How deep a tape is has a limit.
fn nested<'d>(list: Node<'d>, name: &str, found: &mut dyn FnMut(Node<'d>)) {
    for one in list.items() {
        found(one);
        if let Some(within) = one.get(name) {
            nested(within, name, found);
        }
    }
}
