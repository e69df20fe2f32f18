//! From where pages of apps may ask: the origins of the addresses to which apps send people back that
//! keep no key. An app with a key has a server, which is no page.

use crate::pages::{CONFIGURATION, INTROSPECT, REVOKE, TOKEN};
use crate::store;
use nabz_store::{Stop, Tx};
use nabz_web::OtherOrigins;

/// Which pages of others may ask, and what: the FHIR API, and for tokens.
pub const OTHER_ORIGINS: OtherOrigins = OtherOrigins { at, lets };

const FHIR: &str = "/fhir/R4";

fn at(path: &str) -> bool {
    let fhir = path.strip_prefix(FHIR).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    fhir || [TOKEN, INTROSPECT, REVOKE, CONFIGURATION].contains(&path)
}

fn lets(tx: &mut Tx<'_>, asking: &str) -> Result<bool, Stop> {
    let all = store::redirects(tx)?;
    let mut addresses = all.iter().flat_map(|some| some.split_whitespace());
    Ok(addresses.any(|address| origin(address).as_deref() == Some(asking)))
}

/// The origin of an address as a browser writes it; `None` for one that no browser opens.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?']).next()?.to_ascii_lowercase();
    let usual = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    Some(format!("{scheme}://{}", host.strip_suffix(usual).unwrap_or(&host)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_a_browser_writes_it() {
        for (address, wanted) in [
            ("https://app.example.org/back?x=1", Some("https://app.example.org")),
            ("https://App.example.org:443/back", Some("https://app.example.org")),
            ("https://app.example.org:8443", Some("https://app.example.org:8443")),
            ("http://localhost:3000/back", Some("http://localhost:3000")),
            ("org.example.app:/back", None),
            ("org.example.app://back", None),
        ] {
            assert_eq!(origin(address).as_deref(), wanted, "{address}");
        }
    }

    #[test]
    fn pages_of_others_ask_the_api_and_for_tokens_and_nothing_else() {
        for path in ["/fhir/R4", "/fhir/R4/Patient", CONFIGURATION, TOKEN, INTROSPECT, REVOKE] {
            assert!(at(path), "{path}");
        }
        for path in ["/", "/fhir/R4B", "/oauth/authorize", "/oauth/token/", "/sign-in", "/apps/1"] {
            assert!(!at(path), "{path}");
        }
    }
}
