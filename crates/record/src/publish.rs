//! What our own capabilities say, in the action's own transaction.

use crate::entry::{Key, SourceId};
use crate::write::{self, Draft, Written};
use nabz_fhir::bundle::Before;
use nabz_fhir::{Body, ResourceType};
use nabz_store::{Stop, Tx};
use serde::Serialize;
use uuid::Uuid;

/// A FHIR R4 resource that one of our own maps has built.
pub trait Resource: Serialize {
    /// The `resourceType`.
    const TYPE: &'static str;
    /// The logical id.
    fn id(&self) -> Uuid;
}

/// Adds `tx.publish` where this crate is in reach.
pub trait Publish {
    /// Adds one version of `resource` in the action's own transaction; nothing when the current
    /// version says the same.
    fn publish<R: Resource>(&mut self, resource: &R) -> Result<Written, Stop>;
}

impl Publish for Tx<'_> {
    fn publish<R: Resource>(&mut self, resource: &R) -> Result<Written, Stop> {
        let (key, body) = prepared(resource)?;
        let source = SourceId::NABZ;
        let before = Before::Anything;
        let draft = Draft { key, chosen_id: None, source, body: &body, before, put: false };
        Ok(write::version(self, &draft)?.0)
    }
}

/// Where a resource of ours lives, and its bytes.
pub(crate) fn prepared<R: Resource>(resource: &R) -> Result<(Key, Body), Stop> {
    let of = ResourceType::named(R::TYPE).ok_or_else(|| Stop::fault("not a type of R4"))?;
    let bytes = serde_json::to_vec(resource).map_err(|e| Stop::fault(e.to_string()))?;
    // Our own structs write their type by hand or not at all; the splice puts it first.
    let body = Body::of_type(of, bytes).map_err(|e| Stop::fault(e.to_string()))?;
    Ok((Key::of(of, resource.id()), body))
}
