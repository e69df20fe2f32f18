//! Programs of others that may ask for tokens.

use crate::keys::Keys;
use crate::refusal::SmartRefusal;
use crate::scope::{Level, NotAScope, SCOPES_BYTES_MAX, Scopes};
use nabz_access::city;
use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::signs::cannot_stand_on_a_line;
use nabz_record::{BySource, SourceId};
use nabz_store::{Stop, Tx};

const NAME_LETTERS_MAX: usize = 80;
const REDIRECTS_MAX: usize = 8;
const REDIRECT_BYTES_MAX: usize = 512;

id!(
    /// A program that may ask for tokens.
    ClientId,
    Client
);

/// One that is registered.
#[derive(Clone, Debug)]
pub struct Registered {
    /// What it says of itself when it asks.
    pub id: ClientId,
    /// What people read who are asked whether to let it.
    pub name: String,
    /// Whose words it writes.
    pub source: SourceId,
    /// What it signs with; `None` where it keeps no secret, as on a phone.
    pub keys: Option<Keys>,
    /// Where people may be sent back to, to the letter.
    pub redirects: Vec<String>,
    /// Where it is opened from somebody's chart, if it is.
    pub launch: Option<String>,
    /// What it is given at most.
    pub scopes: Scopes,
    /// When it was registered.
    pub since: Instant,
    /// When it ended, if it has.
    pub revoked_at: Option<Instant>,
}

/// One that is to be registered, looked at.
#[derive(Clone, Debug)]
pub struct NewClient {
    pub(crate) name: String,
    pub(crate) source: SourceId,
    /// As they were sent: what was registered can be shown again.
    pub(crate) jwks: Option<String>,
    pub(crate) redirects: Vec<String>,
    pub(crate) launch: Option<String>,
    pub(crate) scopes: Scopes,
}

impl NewClient {
    /// Looks at what the operator typed.
    ///
    /// # Errors
    /// `SMA-001` to `SMA-007` with what cannot be.
    pub fn parse(
        (name, source): (&str, SourceId),
        jwks: Option<&str>,
        (redirects, launch): (&[String], Option<&str>),
        scopes: &str,
    ) -> Result<Self, SmartRefusal> {
        let name = name.trim();
        let letters = name.chars().count();
        if !(1..=NAME_LETTERS_MAX).contains(&letters) || name.chars().any(cannot_stand_on_a_line) {
            return Err(SmartRefusal::NotAName);
        }
        jwks.map(Keys::parse).transpose().map_err(SmartRefusal::NotKeys)?;
        let unfit = redirects.iter().enumerate();
        let unfit = unfit.filter(|(at, uri)| *at >= REDIRECTS_MAX || !is_redirect(uri));
        if let Some((_, uri)) = unfit.map(|(at, uri)| (at, uri.clone())).next() {
            return Err(SmartRefusal::NotARedirect(uri));
        }
        if let Some(unfit) = launch.filter(|address| !is_redirect(address)) {
            return Err(SmartRefusal::NotARedirect(unfit.to_owned()));
        }
        let scopes = Scopes::parse(scopes).map_err(|fault| match fault {
            NotAScope::Unknown(word) => SmartRefusal::NotAScope(word),
            NotAScope::TooLong => SmartRefusal::NotAScope(format!("> {SCOPES_BYTES_MAX}")),
        })?;
        if scopes.is_empty() {
            return Err(SmartRefusal::NotAScope(String::new()));
        }
        let of = |levels: &[Level]| !scopes.clone().of_levels(levels).is_empty();
        if of(&[Level::System]) && jwks.is_none() {
            return Err(SmartRefusal::NeedsKeys);
        }
        if of(&[Level::Patient, Level::User]) && redirects.is_empty() {
            return Err(SmartRefusal::NeedsRedirect);
        }
        let (jwks, redirects) = (jwks.map(str::to_owned), redirects.to_vec());
        let (name, launch) = (name.to_owned(), launch.map(str::to_owned));
        Ok(Self { name, source, jwks, redirects, launch, scopes })
    }
}

/// An address over TLS, one on the same machine, or one of an app on a phone, such as
/// `org.example.app:/back`. Nothing that a browser would run.
fn is_redirect(uri: &str) -> bool {
    let is_plain = uri.len() <= REDIRECT_BYTES_MAX
        && uri.bytes().all(|byte| byte.is_ascii_graphic())
        && !uri.contains(['#', '"', '\'', '<', '>', '\\', '`', ';', ',']);
    let host = |rest: &str| {
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        !host.is_empty() && !host.contains('@')
    };
    let here = |rest: &str| {
        let host = rest.split(['/', '?', ':']).next().unwrap_or_default();
        ["localhost", "127.0.0.1"].contains(&host)
    };
    let fits = match uri.split_once(':') {
        Some(("https", rest)) => rest.strip_prefix("//").is_some_and(host),
        Some(("http", rest)) => rest.strip_prefix("//").is_some_and(here),
        // The reversed name of a domain, as RFC 8252 wants it.
        Some((scheme, rest)) => is_of_an_app(scheme) && rest.starts_with('/'),
        None => false,
    };
    is_plain && fits
}

fn is_of_an_app(scheme: &str) -> bool {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    scheme.contains('.')
        && scheme.split('.').all(|part| !part.is_empty() && part.chars().all(letters))
}

/// A client that acts for itself: it stands in the audit as its source, with the client in the place of
/// the sign-in.
pub(crate) fn acting(
    tx: &mut Tx<'_>,
    client: &Registered,
    act: &'static str,
) -> Result<BySource, Stop> {
    let through = Some(client.id.uuid());
    Ok(BySource { source: client.source, act, at: city(tx)?, through })
}
