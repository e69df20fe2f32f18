//! `$validate`: what is wrong with a body, before it is sent to be kept. Nothing is kept and, save
//! for a deletion, nobody is looked up, so that whoever may ask anything may ask this.
//!
//! The body is sent as it is, or in Parameters under `resource`. It is held against R4, against the
//! profiles that it claims and against those that are asked for. A profile that is not loaded is
//! refused where it is asked for: a silence about it would read as a yes.

use super::{asked, named};
use crate::answer::{Instead, invalid, misplaced, missing, outcome, written};
use crate::caller::Caller;
use crate::held::Definitions;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::Aim;
use nabz_fhir::search::pairs;
use nabz_fhir::tape::{Node, Tape};
use nabz_fhir::validate::{self, unread};
use nabz_record::read as record;
use nabz_record::search::Own;
use nabz_smart::scope::Right;

/// Profiles that are asked for at once.
const PROFILES_MAX: usize = 20;

/// A body of any type.
pub(super) async fn of_any(_: Caller, sent: asked::Asked) -> Result<Response, Instead> {
    looked_at(&sent, About::default()).await
}

/// A body of the type that the address names.
pub(super) async fn of_type(
    _: Caller,
    Path(of): Path<String>,
    sent: asked::Asked,
) -> Result<Response, Instead> {
    let about = About { of: Some(of_name(&of)?), id: None };
    looked_at(&sent, about).await
}

/// A body that would be the next version of the entry that the address names, or the wish to take
/// that out of what is served.
pub(super) async fn of_one(
    caller: Caller,
    Path((of, id)): Path<(String, String)>,
    sent: asked::Asked,
) -> Result<Response, Instead> {
    let about = About { of: Some(of_name(&of)?), id: Some(id.clone()) };
    let question = read(&sent, about).await?;
    if question.mode != Some(Mode::Delete) {
        return answered(&sent, question).await;
    }
    // As with the deletion itself: a source learns of nothing but its own.
    let of = named(&of)?;
    let source = caller.changer(Right::Delete, (of, &Aim::Id(id.clone())))?.source;
    let found = sent.app.store().read(move |view| {
        let found = record::read(view, of, &id)?;
        Ok(found.filter(|entry| Own(source).covers(entry) && !entry.deleted))
    });
    Ok(found.await?.map_or_else(missing, |_| nothing_wrong()))
}

async fn looked_at(sent: &asked::Asked, about: About) -> Result<Response, Instead> {
    let question = read(sent, about).await?;
    answered(sent, question).await
}

/// A long body is looked at off the threads that serve others.
async fn read(sent: &asked::Asked, about: About) -> Result<Question, Instead> {
    let (query, bytes) = (sent.query.clone(), sent.bytes.clone());
    sent.work(sent.bytes.len(), move || Question::read(&query, &bytes, about)).await?
}

async fn answered(sent: &asked::Asked, question: Question) -> Result<Response, Instead> {
    let definitions = sent.definitions().await?;
    sent.work(sent.bytes.len(), move || question.answered(&definitions)).await?
}

fn of_name(name: &str) -> Result<ResourceType, Instead> {
    ResourceType::named(name).ok_or_else(|| {
        let words = "this address names no resource type of R4";
        outcome(StatusCode::NOT_FOUND, "not-supported", words).into()
    })
}

/// What the address says that the body is about.
#[derive(Default)]
struct About {
    of: Option<ResourceType>,
    id: Option<String>,
}

/// What the body is checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Create,
    Update,
    Delete,
    Profile,
}

/// What is asked.
struct Question {
    about: About,
    mode: Option<Mode>,
    /// Each with the parameter under which it was named.
    profiles: Vec<(String, String)>,
    /// The bytes, or what is wrong with them.
    sent: Result<Tape, validate::Issue>,
}

impl Question {
    /// Of the query of the address and of Parameters.
    fn read(query: &str, sent: &[u8], about: About) -> Result<Self, Instead> {
        let said = pairs(query);
        let said = said.ok_or_else(|| invalid("the query of the address cannot be read"))?;
        let mut asked = Self { about, mode: None, profiles: Vec::new(), sent: tape(sent) };
        for (name, value) in said {
            asked.say(&name, value, &name)?;
        }
        let parameters: Vec<_> = asked.parameters().collect();
        for (name, value, place) in parameters {
            asked.say(&name, value, &place)?;
        }
        match (asked.mode, &asked.about.id) {
            (Some(Mode::Update | Mode::Delete), None) => {
                Err(invalid("this mode is about one entry: Type/id/$validate").into())
            }
            (Some(Mode::Profile), _) if asked.profiles.is_empty() => {
                Err(invalid("this mode needs a profile").into())
            }
            (_, _) => Ok(asked),
        }
    }

    fn say(&mut self, name: &str, value: String, place: &str) -> Result<(), Instead> {
        match name {
            "profile" if self.profiles.len() == PROFILES_MAX => {
                let words = format!("{PROFILES_MAX} profiles may be asked for at once");
                return Err(misplaced("too-costly", place, &words).into());
            }
            "profile" => self.profiles.push((value, place.to_owned())),
            "mode" => {
                self.mode = Some(match value.as_str() {
                    "create" => Mode::Create,
                    "update" => Mode::Update,
                    "delete" => Mode::Delete,
                    "profile" => Mode::Profile,
                    _ => {
                        let words = "one of create, update, delete, profile";
                        return Err(misplaced("code-invalid", place, words).into());
                    }
                });
            }
            _ => {}
        }
        Ok(())
    }

    /// What Parameters say of the profile and the mode, each with its place.
    fn parameters(&self) -> impl Iterator<Item = (String, String, String)> {
        let list = self.wrapped().and_then(|root| root.get("parameter"));
        list.into_iter().flat_map(Node::items).enumerate().filter_map(|(at, one)| {
            let name = one.get_text("name")?;
            let values = ["valueUri", "valueCanonical", "valueUrl", "valueCode", "valueString"];
            let value = values.iter().find_map(|key| one.get_text(key)).unwrap_or_default();
            let place = format!("Parameters.parameter[{at}]");
            Some((name.into_owned(), value.into_owned(), place))
        })
    }

    fn wrapped(&self) -> Option<Node<'_>> {
        let root = self.sent.as_ref().ok()?.root();
        root.get_text("resourceType").filter(|of| of == "Parameters").map(|_| root)
    }

    /// The resource that is asked about.
    fn resource(&self) -> Result<Node<'_>, &validate::Issue> {
        let root = self.sent.as_ref()?.root();
        let list = self.wrapped().and_then(|root| root.get("parameter"));
        let mut named = list.into_iter().flat_map(Node::items);
        let named = named.find(|one| one.get_text("name").as_deref() == Some("resource"));
        Ok(named.and_then(|one| one.get("resource")).unwrap_or(root))
    }

    fn answered(&self, definitions: &Definitions) -> Result<Response, Instead> {
        let profiles = &definitions.profiles;
        if let Some((url, place)) = self.profiles.iter().find(|(url, _)| !profiles.knows(url)) {
            let words =
                format!("this profile is not loaded here, so nothing can be said of it: {url}");
            let words = words.trim_end_matches([' ', ':']);
            return Err(misplaced("not-supported", place, words).into());
        }
        let resource = match self.resource() {
            Ok(resource) => resource,
            Err(unread) => return Ok(told(std::slice::from_ref(unread))),
        };
        self.placed(resource)?;
        let of = resource.get_text("resourceType").and_then(|name| ResourceType::named(&name));
        let mut asked_for: Vec<&str> = self.profiles.iter().map(|(url, _)| url.as_str()).collect();
        if let (Some(of), Some(Mode::Create | Mode::Update)) = (of, self.mode) {
            asked_for.extend(definitions.enforced(named(of.name())?));
        }
        let expected = self.about.of.map(ResourceType::type_def);
        Ok(told(&profiles.validate(resource, expected, &asked_for)))
    }

    /// Does the body have the id of the address?
    fn placed(&self, resource: Node<'_>) -> Result<(), Instead> {
        let Some(id) = &self.about.id else { return Ok(()) };
        if resource.get_text("id").as_deref() == Some(id.as_str()) {
            return Ok(());
        }
        Err(invalid("the id in the body has to be the id in the address").into())
    }
}

fn tape(sent: &[u8]) -> Result<Tape, validate::Issue> {
    Tape::parse(sent.to_vec()).map_err(unread)
}

fn told(issues: &[validate::Issue]) -> Response {
    written(StatusCode::OK, &validate::outcome(issues))
}

fn nothing_wrong() -> Response {
    told(&[])
}
