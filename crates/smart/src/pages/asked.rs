//! What an app asks a member of staff for, as it comes through their browser.
//!
//! An app that is not known, or that wants people sent to where it is not registered, is told nothing:
//! whoever sits in front of the page is. All else that is wrong is told to the app at its own address.

use super::address;
use crate::actions::in_force;
use crate::client::{ClientId, Registered};
use crate::refusal::SmartRefusal;
use crate::scope::{Level, Scopes};
use crate::secret::{Secret, Use};
use axum::http::HeaderMap;
use nabz_fhir::search::{pairs, query};
use nabz_kernel::refusal::Refused;
use nabz_web::{App, Fields, Problem};
use uuid::Uuid;

/// What an app may say, once each.
pub(super) const NAMES: [&str; 9] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "aud",
    "code_challenge",
    "code_challenge_method",
    "launch",
];
const STATE_BYTES_MAX: usize = 1_024;
/// A digest of 256 bits in base64.
const CHALLENGE_BYTES: usize = 43;

/// A request as it was sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent(Vec<(String, String)>);

impl Sent {
    /// Of an address; `None` where it is no query, or says something twice.
    pub(super) fn by_address(sent: &str) -> Option<Self> {
        let mut all = pairs(sent)?;
        all.retain(|(name, _)| NAMES.contains(&name.as_str()));
        let once = |name: &&str| all.iter().filter(|(known, _)| known == name).count() <= 1;
        NAMES.iter().all(once).then_some(Self(all))
    }

    /// Of our own page, which sends it again.
    pub(super) fn by_form(fields: &Fields) -> Self {
        let said = |name: &str| {
            let value = fields.get(name);
            (!value.is_empty()).then(|| (name.to_owned(), value.to_owned()))
        };
        Self(NAMES.into_iter().filter_map(said).collect())
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// All of it, for the form of our own page.
    pub(super) fn fields(&self) -> &[(String, String)] {
        &self.0
    }
}

/// A request that can be put to a member of staff.
pub(super) struct Asking {
    pub(super) client: Registered,
    pub(super) redirect: String,
    state: String,
    pub(super) challenge: String,
    /// What it would be given.
    pub(super) scopes: Scopes,
    pub(super) launch: Option<Secret>,
}

/// A request that was looked at.
pub(super) enum Looked {
    /// It can be put to somebody.
    Asking(Box<Asking>),
    /// The address to which the browser is sent, where the app is told what is wrong.
    Back(String),
}

impl Asking {
    /// Where the app is told how it ended.
    pub(super) fn back(&self, what: (&str, &str)) -> String {
        back(&self.redirect, &self.state, what)
    }
}

/// Looks at a request.
///
/// # Errors
/// `SMA-002` an app that is not registered, `SMA-009` an address of it that is not.
pub(super) async fn look(app: &App, headers: &HeaderMap, sent: &Sent) -> Result<Looked, Problem> {
    let unknown = || Problem::from(Refused::from(SmartRefusal::NoSuchClient));
    let id = Uuid::try_parse(sent.get("client_id")).map_err(|_| unknown())?;
    let id = ClientId::from_uuid(id);
    let client = app.store().read(move |view| in_force(view, id)).await?;
    let redirect = sent.get("redirect_uri").to_owned();
    if !client.redirects.contains(&redirect) {
        let refusal = SmartRefusal::BadRequest("redirect_uri");
        return Err(Refused::from(refusal).into());
    }
    let state = sent.get("state").to_owned();
    if state.is_empty() || state.len() > STATE_BYTES_MAX {
        return Ok(Looked::Back(back(&redirect, "", ("error", "invalid_request"))));
    }
    let fhir = format!("{}/fhir/R4", address(app, headers).unwrap_or_default());
    if let Some(error) = wrong(sent, &fhir) {
        return Ok(Looked::Back(back(&redirect, &state, ("error", error))));
    }
    let asked = Scopes::asked(sent.get("scope")).unwrap_or_default();
    let scopes = asked.within(&client.scopes).of_levels(&[Level::Patient, Level::User]).reading();
    if scopes.is_empty() {
        return Ok(Looked::Back(back(&redirect, &state, ("error", "invalid_scope"))));
    }
    let launch = match sent.get("launch") {
        "" => None,
        text => {
            let over = || Problem::from(Refused::from(SmartRefusal::Over));
            Some(Secret::sent(Use::Launch, text).ok_or_else(over)?)
        }
    };
    let challenge = sent.get("code_challenge").to_owned();
    let asking = Asking { client, redirect, state, challenge, scopes, launch };
    Ok(Looked::Asking(Box::new(asking)))
}

/// What is wrong with the rest, in OAuth's words.
fn wrong(sent: &Sent, fhir: &str) -> Option<&'static str> {
    if sent.get("response_type") != "code" {
        return Some("unsupported_response_type");
    }
    let challenge = sent.get("code_challenge");
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let fits = sent.get("code_challenge_method") == "S256"
        && challenge.len() == CHALLENGE_BYTES
        && challenge.bytes().all(letters)
        && sent.get("aud").trim_end_matches('/') == fhir;
    (!fits).then_some("invalid_request")
}

fn back(redirect: &str, state: &str, (name, value): (&str, &str)) -> String {
    let mut said = vec![(name.to_owned(), value.to_owned())];
    if !state.is_empty() {
        said.push(("state".to_owned(), state.to_owned()));
    }
    with_query(redirect, &said)
}

/// An address with this behind it.
pub(super) fn with_query(address: &str, said: &[(String, String)]) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}{}", query(said))
}

/// An address as a policy names where a form may lead.
pub(super) fn place(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once(':')?;
    Some(match rest.strip_prefix("//") {
        Some(rest) => format!("{scheme}://{}", rest.split(['/', '?']).next()?),
        None => format!("{scheme}:"),
    })
}
