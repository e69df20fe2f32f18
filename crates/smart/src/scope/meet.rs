//! What two lists of scopes both allow: what is given is never more than what is registered.

use super::{Scope, Scopes, Word};
use std::collections::BTreeSet;

impl Scopes {
    /// What is asked for here and registered there.
    #[must_use]
    pub fn within(&self, registered: &Self) -> Self {
        let mut given = Vec::new();
        for word in &self.0 {
            match word {
                Word::Scope(asked) => {
                    let met = registered.of_types().filter_map(|allowed| asked.met(allowed));
                    given.extend(met.map(Word::Scope));
                }
                Word::Launch => given.extend(registered.has_launch().then(|| word.clone())),
                Word::LaunchPatient => given.extend(registered.has_choice().then(|| word.clone())),
                Word::OnlineAccess => given.extend(registered.go_on().then(|| word.clone())),
            }
        }
        let mut said = BTreeSet::new();
        given.retain(|word| said.insert(word.to_string()));
        Self(given)
    }

    fn has_launch(&self) -> bool {
        self.0.iter().any(|word| matches!(word, Word::Launch))
    }

    fn has_choice(&self) -> bool {
        self.0.iter().any(|word| matches!(word, Word::LaunchPatient))
    }
}

impl Scope {
    /// What both allow, narrowed by either.
    fn met(&self, allowed: &Self) -> Option<Self> {
        if self.level != allowed.level {
            return None;
        }
        let of = match (self.of, allowed.of) {
            (Some(one), Some(other)) if one != other => return None,
            (one, other) => one.or(other),
        };
        let mut only = self.only.clone();
        only.extend(allowed.only.iter().filter(|pair| !self.only.contains(pair)).cloned());
        Self::of(self.level, of, self.rights.and(allowed.rights), only)
    }
}
