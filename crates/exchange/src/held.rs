//! The definitions that are loaded, ready to be used: read from the record once, and again when
//! something was loaded or enforced since.

use nabz_fhir::profile::Profiles;
use nabz_fhir::validate::{Issue, Severity, check};
use nabz_fhir::{Body, ResourceType};
use nabz_record::definitions::{self, Generation};
use nabz_store::{Stop, Store, Tx};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// What was read last, shared by all who ask.
#[derive(Clone, Default)]
pub(crate) struct Held(Arc<Mutex<Arc<Definitions>>>);

/// Definitions as they were at one moment.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    generation: Generation,
    pub(crate) profiles: Profiles,
    enforced: Vec<(ResourceType, String)>,
}

impl Held {
    /// Those of now.
    pub(crate) async fn now(&self, store: &Store) -> Result<Arc<Definitions>, Stop> {
        let generation = store.glance(definitions::generation).await?;
        // Whoever asks meanwhile waits for the one who reads, and does not read it all again.
        let mut held = self.0.lock().await;
        if held.generation != generation {
            let read = store.read(move |view| Definitions::read(view, generation)).await?;
            *held = Arc::new(read);
        }
        Ok(Arc::clone(&held))
    }
}

impl Definitions {
    /// Reads all of them.
    pub(crate) fn of(view: &mut Tx<'_>) -> Result<Self, Stop> {
        let generation = definitions::generation(view)?;
        Self::read(view, generation)
    }

    fn read(view: &mut Tx<'_>, generation: Generation) -> Result<Self, Stop> {
        let (mut profiles, mut after) = (Profiles::default(), 0);
        loop {
            let (bodies, last) = definitions::bodies(view, after)?;
            for body in bodies {
                // What was kept could be used; what a newer program refuses does not stop it.
                if let Err(fault) = profiles.add(&body) {
                    tracing::warn!(%fault, "a definition that is kept cannot be used");
                }
            }
            let Some(last) = last else { break };
            after = last;
        }
        Ok(Self { generation, profiles, enforced: definitions::enforced(view)? })
    }

    /// The profile to which what partners send of this type has to conform.
    pub(crate) fn enforced(&self, of: ResourceType) -> Option<&str> {
        let enforced = self.enforced.iter().find(|(known, _)| *known == of);
        enforced.map(|(_, url)| url.as_str())
    }

    /// Everything that keeps a partner's body from being kept.
    pub(crate) fn faults(&self, body: &Body) -> Vec<Issue> {
        let mut faults = check(body);
        if let (true, Some(url)) = (faults.is_empty(), self.enforced(body.of())) {
            faults = self.profiles.check(body.tree(), &[url]);
            faults.retain(|issue| issue.severity == Severity::Error);
        }
        faults
    }

    /// The profiles by the types that they constrain.
    pub(crate) fn supported(&self) -> BTreeMap<&'static str, Vec<String>> {
        let mut supported: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for profile in self.profiles.newest() {
            supported.entry(profile.of.name).or_default().push(profile.url.to_string());
        }
        supported
    }
}
