//! Where an answer would send its reader: its headers, and every address that it offers.

use axum::body::to_bytes;
use axum::http::header;
use axum::response::Response;

/// Attributes that hold an address, or a part of one.
const TARGETS: [&str; 16] = [
    "action",
    "data-again",
    "data-combo",
    "data-live",
    "data-print",
    "data-suggest-from",
    "formaction",
    "href",
    "hx-delete",
    "hx-get",
    "hx-patch",
    "hx-post",
    "hx-push-url",
    "hx-put",
    "hx-replace-url",
    "src",
];
/// Members of a FHIR answer that hold one.
const LINKS: [&str; 3] = ["fullUrl", "reference", "url"];
/// Forms that put nothing into an address.
const SILENT: [&str; 2] = ["method=\"post\"", "method=\"dialog\""];

/// What of an answer could be written into an address, a history or a log of somebody else's.
pub(crate) struct Seen {
    pub(crate) targets: Vec<String>,
    /// What a reader sees, where that can be read.
    pub(crate) text: String,
}

impl Seen {
    pub(crate) async fn of(answer: Response) -> Self {
        let (parts, body) = answer.into_parts();
        let header = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
            format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))
        };
        let mut targets: Vec<String> = parts.headers.iter().map(header).collect();
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default();
        let (page, program) = (kind.starts_with("text/html"), kind.contains("json"));
        // A stream of events never ends, and the words of a paper are no addresses.
        if !page && !program {
            return Self { targets, text: String::new() };
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        targets.extend(if page { of_page(&text) } else { of_program(&text) });
        Self { targets, text }
    }
}

fn of_page(html: &str) -> Vec<String> {
    let named = TARGETS.iter().flat_map(|name| values(html, name));
    named.chain(sent_by_address(html)).collect()
}

/// The values of one attribute; `href` is no part of a longer name.
fn values(html: &str, name: &str) -> Vec<String> {
    let opened = format!("{name}=\"");
    let of_its_own = |at: &usize| html[..*at].chars().next_back().is_some_and(char::is_whitespace);
    let places = html.match_indices(&opened).map(|(at, _)| at).filter(of_its_own);
    let value = |at: usize| html[at + opened.len()..].split('"').next().unwrap().to_owned();
    places.map(value).collect()
}

/// Forms whose fields become part of an address, with all that is in them.
fn sent_by_address(html: &str) -> Vec<String> {
    let forms = html.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap());
    let by_address = forms.filter(|form| {
        let head = form.split('>').next().unwrap();
        !SILENT.iter().any(|silent| head.contains(silent))
    });
    by_address
        .map(|form| form.split_once('>').map_or(form, |(_, fields)| fields).to_owned())
        .collect()
}

fn of_program(json: &str) -> Vec<String> {
    let member = |name: &&str| {
        let opened = format!("\"{name}\":\"");
        let behind = json.split(&opened).skip(1).map(|rest| rest.split('"').next().unwrap());
        behind.map(str::to_owned).collect::<Vec<_>>()
    };
    LINKS.iter().flat_map(member).collect()
}
