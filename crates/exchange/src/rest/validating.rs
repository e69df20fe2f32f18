//! `$validate`: what is wrong with a body, before it is sent to be kept. Nothing is kept and nobody
//! is looked up, so whoever may ask anything may ask this.
//!
//! The body is sent as it is, or in Parameters under `resource`. It is held against R4 alone: a
//! profile that is asked for is refused, for a silence about it would read as a yes.

use super::asked::Asked;
use crate::answer::{Instead, fhir, invalid, misplaced, outcome};
use crate::caller::Caller;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use nabz_fhir::ResourceType;
use nabz_fhir::search::pairs;
use nabz_fhir::tape::{Node, Tape};
use nabz_fhir::validate::{self, Extent, unread, validate};

/// A body of any type.
pub(super) async fn of_any(_: Caller, asked: Asked) -> Result<Response, Instead> {
    in_turn(&asked, None).await
}

/// A body of the type that the address names.
pub(super) async fn of_type(
    _: Caller,
    Path(of): Path<String>,
    asked: Asked,
) -> Result<Response, Instead> {
    let Some(of) = ResourceType::named(&of) else {
        let words = "this address names no resource type of R4";
        return Ok(outcome(StatusCode::NOT_FOUND, "not-supported", words));
    };
    in_turn(&asked, Some(of)).await
}

/// A long body is looked at off the threads that serve others.
async fn in_turn(asked: &Asked, of: Option<ResourceType>) -> Result<Response, Instead> {
    let (query, sent) = (asked.query.clone(), asked.bytes.clone());
    asked.work(asked.bytes.len(), move || looked_at(&query, &sent, of)).await?
}

fn looked_at(query: &str, sent: &[u8], of: Option<ResourceType>) -> Result<Response, Instead> {
    let asked = pairs(query);
    let asked = asked.ok_or_else(|| invalid("the query of the address cannot be read"))?;
    if let Some((_, profile)) = asked.iter().find(|(name, _)| name == "profile") {
        return Err(unknown(profile, "profile").into());
    }
    let issues = match Tape::parse(sent.to_vec()) {
        Err(fault) => vec![unread(fault)],
        Ok(tape) => {
            let resource = wrapped(tape.root())?.unwrap_or_else(|| tape.root());
            validate(resource, of.map(ResourceType::type_def), Extent::Whole)
        }
    };
    let told = validate::outcome(&issues).to_string();
    Ok(fhir(StatusCode::OK, told.into_bytes()))
}

/// The resource within Parameters; `None` where the body is what is asked about.
///
/// # Errors
/// An answer that says so where a profile is asked for.
fn wrapped(root: Node<'_>) -> Result<Option<Node<'_>>, Instead> {
    if root.get_text("resourceType").as_deref() != Some("Parameters") {
        return Ok(None);
    }
    let mut resource = None;
    for (at, one) in root.get("parameter").into_iter().flat_map(Node::items).enumerate() {
        match one.get_text("name").as_deref() {
            Some("resource") => resource = one.get("resource"),
            Some("profile") => {
                let place = format!("Parameters.parameter[{at}]");
                return Err(unknown("", &place).into());
            }
            _ => {}
        }
    }
    Ok(resource)
}

fn unknown(profile: &str, place: &str) -> Response {
    let words =
        format!("profiles are not known here yet, so nothing can be said of one: {profile}");
    misplaced("not-supported", place, words.trim_end_matches([' ', ':']))
}
