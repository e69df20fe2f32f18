//! What an operation is asked with: the query of an address, or Parameters, of which everything is
//! understood or refused with its place.

use crate::answer::{Instead, invalid, misplaced, outcome};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{Method, StatusCode};
use nabz_fhir::search::pairs;
use nabz_fhir::tape::{Node, Tape};
use nabz_terminology::ask::Coded;
use nabz_web::App;

/// Parameters of one question.
const PARAMETERS_MAX: usize = 1_000;

/// Codes that one question asks about.
const CODES_MAX: usize = 100;

/// What was sent: by an address, or with Parameters.
pub(super) struct Question {
    query: Option<String>,
    body: Bytes,
}

impl FromRequest<App> for Question {
    type Rejection = Instead;

    async fn from_request(request: Request, app: &App) -> Result<Self, Instead> {
        let query = request.uri().query().map(str::to_owned);
        // What comes with a GET says nothing.
        if request.method() == Method::GET {
            return Ok(Self { query, body: Bytes::new() });
        }
        let body = Bytes::from_request(request, app).await;
        let too_long = |_| outcome(StatusCode::PAYLOAD_TOO_LARGE, "too-long", "it is too long");
        Ok(Self { query, body: body.map_err(too_long)? })
    }
}

impl Question {
    /// Reads it; `known` are the names that the operation understands.
    ///
    /// # Errors
    /// An answer that names the place.
    pub(super) fn read(&self, known: &[&str]) -> Result<Asked, Instead> {
        Asked::read(self.query.as_deref(), &self.body, known)
    }
}

/// What was asked, in the order in which it was said.
pub(super) struct Asked(Vec<(String, Given)>);

/// One value.
enum Given {
    /// Any that is written as one word: a code, an address, a number, true and false.
    Plain(String),
    /// A Coding, or the codings of a `CodeableConcept`.
    Codes(Vec<Coded>),
    /// A resource.
    Resource(String),
}

impl Asked {
    fn read(query: Option<&str>, sent: &[u8], known: &[&str]) -> Result<Self, Instead> {
        let unread = || Instead::from(invalid("the query of the address cannot be read"));
        let query = pairs(query.unwrap_or_default()).ok_or_else(unread)?;
        let plain = query.into_iter().filter(|(name, _)| name != "_format" && name != "_pretty");
        let mut asked = Self(plain.map(|(name, value)| (name, Given::Plain(value))).collect());
        if let Some((name, _)) = asked.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            return Err(unknown(name, known));
        }
        if sent.iter().any(|byte| !byte.is_ascii_whitespace()) {
            asked.body(sent, known)?;
        }
        if asked.0.len() > PARAMETERS_MAX {
            return Err(invalid("there are too many parameters").into());
        }
        Ok(asked)
    }

    fn body(&mut self, sent: &[u8], known: &[&str]) -> Result<(), Instead> {
        let tape = Tape::parse(sent.to_vec())
            .map_err(|fault| outcome(StatusCode::BAD_REQUEST, "structure", &fault.to_string()))?;
        let root = tape.root();
        let of = root.get_text("resourceType").unwrap_or_default();
        // R4 lets the only resource that an operation takes be sent by itself.
        if of == "ValueSet" && known.contains(&"valueSet") {
            self.0.push(("valueSet".to_owned(), Given::Resource(root.raw().to_owned())));
            return Ok(());
        }
        if of != "Parameters" {
            let place = if of.is_empty() { "resourceType" } else { &of };
            return Err(misplaced("structure", place, "has to be Parameters").into());
        }
        for (at, one) in root.get("parameter").into_iter().flat_map(Node::items).enumerate() {
            let name = one.get_text("name").unwrap_or_default().into_owned();
            let place = format!("Parameters.parameter[{at}]");
            if !known.contains(&name.as_str()) {
                let words = format!("one of {}", known.join(", "));
                let place = format!("{place}.name");
                return Err(misplaced("not-supported", &place, &words).into());
            }
            let given = given(one);
            let given = given.ok_or_else(|| misplaced("required", &place, "a value is missing"))?;
            self.0.push((name, given));
        }
        Ok(())
    }

    /// The first value of this name.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.texts(name).into_iter().next()
    }

    /// All values of this name.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let plain = |given: &Given| match given {
            Given::Plain(text) => Some(text.clone()),
            Given::Codes(_) | Given::Resource(_) => None,
        };
        self.all(name).filter_map(plain).collect()
    }

    /// The value of this name, which has to be there.
    pub(super) fn needed(&self, name: &'static str) -> Result<String, Instead> {
        self.text(name).ok_or_else(|| needs(name))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, name: &'static str) -> Result<Option<bool>, Instead> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.as_str() {
            "true" => Ok(Some(true)),
            "false" => Ok(Some(false)),
            _ => Err(misplaced("value", name, "true or false").into()),
        }
    }

    /// A whole number from 0.
    pub(super) fn number(&self, name: &'static str) -> Result<Option<u64>, Instead> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let wrong = || misplaced("value", name, "a whole number from 0");
        Ok(Some(text.parse().map_err(|_| wrong())?))
    }

    /// The resource of this name.
    pub(super) fn resource(&self, name: &str) -> Option<&str> {
        self.all(name).find_map(|given| match given {
            Given::Resource(json) => Some(json.as_str()),
            Given::Plain(_) | Given::Codes(_) => None,
        })
    }

    /// The codings of this name.
    pub(super) fn codings(&self, name: &str) -> Vec<Coded> {
        let codes = |given: &Given| match given {
            Given::Codes(codes) => codes.clone(),
            Given::Plain(_) | Given::Resource(_) => Vec::new(),
        };
        self.all(name).flat_map(codes).collect()
    }

    /// The codes that are asked about: `code` with the system that is said beside it, `coding`, or
    /// `codeableConcept`.
    ///
    /// # Errors
    /// An answer that says what is missing.
    pub(super) fn coded(&self, system: &'static str, version: &str) -> Result<Vec<Coded>, Instead> {
        let mut codes = [self.codings("coding"), self.codings("codeableConcept")].concat();
        if let Some(code) = self.text("code") {
            let (version, display) = (self.text(version), self.text("display"));
            codes.push(Coded { system: self.needed(system)?, version, code, display });
        }
        few(codes)
    }

    fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Given> {
        let name = name.to_owned();
        self.0.iter().filter(move |(known, _)| *known == name).map(|(_, given)| given)
    }
}

/// Some codes, and not too many of them.
pub(super) fn few(codes: Vec<Coded>) -> Result<Vec<Coded>, Instead> {
    if codes.len() > CODES_MAX {
        return Err(misplaced("too-costly", "coding", "more than 100 codes are asked about").into());
    }
    if codes.is_empty() { Err(needs("code")) } else { Ok(codes) }
}

/// What has to be there is not.
pub(super) fn needs(name: &str) -> Instead {
    misplaced("required", name, "has to be there").into()
}

fn unknown(name: &str, known: &[&str]) -> Instead {
    let words = format!("{name} is not understood here: one of {}", known.join(", "));
    outcome(StatusCode::BAD_REQUEST, "not-supported", &words).into()
}

fn given(parameter: Node<'_>) -> Option<Given> {
    if let Some(resource) = parameter.get("resource") {
        return Some(Given::Resource(resource.raw().to_owned()));
    }
    if let Some(coding) = parameter.get("valueCoding") {
        return Some(Given::Codes(vec![coded(coding)]));
    }
    if let Some(concept) = parameter.get("valueCodeableConcept") {
        let codings = concept.get("coding").into_iter().flat_map(Node::items);
        return Some(Given::Codes(codings.map(coded).collect()));
    }
    let (_, value) = parameter.members().find(|(name, _)| name.starts_with("value"))?;
    let text = value.text().map_or_else(|| value.raw().to_owned(), std::borrow::Cow::into_owned);
    Some(Given::Plain(text))
}

fn coded(coding: Node<'_>) -> Coded {
    let text = |name| coding.get_text(name).map(std::borrow::Cow::into_owned);
    Coded {
        system: text("system").unwrap_or_default(),
        version: text("version"),
        code: text("code").unwrap_or_default(),
        display: text("display"),
    }
}
