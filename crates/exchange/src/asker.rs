//! Who looks for somebody of whom they know no id: staff who may search the registry, or a source
//! with its key.

use crate::caller::{bearer_of, source_of};
use crate::within::not_allowed;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use nabz_access::Permit;
use nabz_fhir::ResourceType;
use nabz_people::registry::actions::SearchRegistry;
use nabz_record::SourceId;
use nabz_smart::is_token;
use nabz_web::{App, Desk, Problem};

/// Whoever looks for somebody.
pub(crate) enum Asker {
    /// Staff find everybody, as at a counter.
    Staff(Permit<SearchRegistry>),
    /// A source finds those of whom it has spoken itself.
    Source(SourceId),
}

impl FromRequestParts<App> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        // No scope gives looking for strangers.
        if bearer_of(parts).is_some_and(is_token) {
            return Err(not_allowed(ResourceType::PATIENT).into());
        }
        if let Some(source) = source_of(parts, app).await? {
            return Ok(Self::Source(source));
        }
        let desk = <Desk as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        Ok(Self::Staff(desk.permit::<SearchRegistry>()?))
    }
}
