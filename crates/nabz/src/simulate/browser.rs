//! A browser of sorts: cookies, the forms of a page, and where an answer leads.

use anyhow::{Context, Result};
use reqwest::header::{COOKIE, HeaderMap, HeaderValue, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

const ANSWER_SECONDS_MAX: u64 = 30;

/// One person at one browser.
pub(crate) struct Browser {
    client: reqwest::Client,
    server: String,
    /// Kept by hand: a client library will not send a `__Host-` cookie without TLS, a browser on
    /// the same machine does.
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Where it sends the browser next.
    pub(crate) location: Option<String>,
    /// The page.
    pub(crate) body: String,
}

/// A form of a page, filled in as the server sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageForm {
    /// Where it is sent.
    pub(crate) action: String,
    /// Its fields in order; a name may come again.
    pub(crate) fields: Vec<(String, String)>,
}

/// Connections are shared: a server sees the city's browsers through few proxies.
pub(crate) fn client() -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .redirect(Policy::none())
        .timeout(Duration::from_secs(ANSWER_SECONDS_MAX))
        .tcp_nodelay(true)
        .build()
        .context("an HTTP client")
}

impl Browser {
    /// A browser that knows nothing yet.
    pub(crate) fn new(client: &reqwest::Client, server: &str) -> Self {
        Self {
            client: client.clone(),
            server: server.trim_end_matches('/').to_owned(),
            cookies: Mutex::default(),
        }
    }

    /// Opens a page.
    pub(crate) async fn get(&self, path: &str) -> Result<Answer> {
        self.send(self.client.get(format!("{}{path}", self.server))).await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, form: &PageForm) -> Result<Answer> {
        let request = self.client.post(format!("{}{}", self.server, form.action));
        self.send(request.header(ORIGIN, &self.server).form(&form.fields)).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer> {
        let cookies = self.cookie_header()?;
        let response = request.header(COOKIE, cookies).send().await.context("no answer")?;
        self.keep_cookies(response.headers());
        let status = response.status().as_u16();
        let location = response.headers().get(LOCATION);
        let location = location.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = response.bytes().await.context("the answer broke off")?;
        let body = String::from_utf8(body.into()).context("an answer in another encoding")?;
        Ok(Answer { status, location, body })
    }

    fn cookie_header(&self) -> Result<HeaderValue> {
        let cookies = self.cookies.lock().map_err(|_| anyhow::anyhow!("cookies are lost"))?;
        let pairs: Vec<String> = cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        HeaderValue::from_str(&pairs.join("; ")).context("a cookie")
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let Ok(mut cookies) = self.cookies.lock() else { return };
        for value in headers.get_all(SET_COOKIE).iter().filter_map(|v| v.to_str().ok()) {
            let pair = value.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Answer {
    /// Whether the server did what was asked.
    pub(crate) fn is_good(&self) -> bool {
        (200..400).contains(&self.status)
    }

    /// The form that is sent to a path starting with `action`.
    ///
    /// # Errors
    /// When the page has none: the page is not the one that was expected.
    pub(crate) fn form(&self, action: &str) -> Result<PageForm> {
        let found = self.form_where(|sent_to| sent_to.starts_with(action));
        found.with_context(|| format!("no form for {action} on a page with status {}", self.status))
    }

    /// The form that is sent to exactly this path.
    ///
    /// # Errors
    /// When the page has none.
    pub(crate) fn form_at(&self, action: &str) -> Result<PageForm> {
        let found = self.form_where(|sent_to| sent_to == action);
        found.with_context(|| format!("no form for {action}: {}", self.complaint()))
    }

    fn form_where(&self, is_meant: impl Fn(&str) -> bool) -> Option<PageForm> {
        forms(&self.body).find(|form| is_meant(&form.action)).map(Unread::read)
    }

    /// The first value of an attribute anywhere on the page.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.body.split('<').find_map(|piece| attribute(piece.split('>').next()?, name))
    }

    /// The texts right behind an opening tag, as the page writes it.
    pub(crate) fn texts(&self, tag: &str) -> Vec<String> {
        let after = self.body.split(tag).skip(1);
        after.filter_map(|rest| rest.split('<').next()).map(decoded).collect()
    }

    /// The refusal that a page shows, for whoever reads the report.
    pub(crate) fn complaint(&self) -> String {
        let text = without_tags(&self.body);
        let code = text.split_whitespace().position(|word| {
            let code = word.trim_end_matches(':');
            code.len() == 7 && code.is_char_boundary(3) && code.as_bytes().get(3) == Some(&b'-')
        });
        let words: Vec<&str> = text.split_whitespace().skip(code.unwrap_or(0)).take(14).collect();
        words.join(" ")
    }

    /// Every value that a field of this page offers: radio buttons, and options of a list.
    pub(crate) fn choices(&self, name: &str) -> Vec<String> {
        let tags = self.body.split('<').skip(1);
        let tags = tags.filter_map(|piece| piece.split('>').next());
        let radios = tags.filter(|tag| attribute(tag, "name").as_deref() == Some(name));
        radios.filter_map(|tag| attribute(tag, "value")).collect()
    }
}

impl PageForm {
    /// A form that no page has to show first.
    pub(crate) fn to(action: impl Into<String>) -> Self {
        Self { action: action.into(), fields: Vec::new() }
    }

    /// Fills in one field, wherever it stands.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.fields.push((name.to_owned(), value)),
        }
        self
    }

    /// What the page put into a field.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// A form whose fields nobody has looked at: a page has many forms, and one of them is sent.
struct Unread<'p> {
    action: String,
    body: &'p str,
}

impl Unread<'_> {
    fn read(self) -> PageForm {
        PageForm { action: self.action, fields: fields(self.body) }
    }
}

/// The forms of a page that are sent by POST. Our templates quote every attribute.
fn forms(page: &str) -> impl Iterator<Item = Unread<'_>> {
    page.split("<form").skip(1).filter_map(|rest| {
        let (head, rest) = rest.split_once('>')?;
        let body = rest.split("</form>").next().unwrap_or_default();
        let action = attribute(head, "action").or_else(|| attribute(head, "hx-post"))?;
        let posts = attribute(head, "method").is_none_or(|m| m.eq_ignore_ascii_case("post"));
        posts.then_some(Unread { action, body })
    })
}

fn fields(body: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for piece in body.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap_or((piece, ""));
        let name = attribute(tag, "name");
        let word = tag.split_whitespace().next().unwrap_or_default();
        match (word, name) {
            ("input", Some(name)) => {
                let kind = attribute(tag, "type").unwrap_or_default();
                let choice = ["radio", "checkbox"].contains(&kind.as_str());
                let chosen =
                    tag.split_whitespace().any(|part| part.trim_end_matches('/') == "checked");
                if kind != "submit" && (!choice || chosen) {
                    found.push((name, attribute(tag, "value").unwrap_or_default()));
                }
            }
            ("textarea", Some(name)) => found.push((name, decoded(after.trim()))),
            ("select", Some(name)) => {
                let start = body.find(piece).unwrap_or_default();
                let options = body.get(start..).unwrap_or_default();
                found.push((
                    name,
                    chosen_option(options.split("</select>").next().unwrap_or_default()),
                ));
            }
            _ => {}
        }
    }
    found
}

/// The option that is marked, else the first.
fn chosen_option(select: &str) -> String {
    let options: Vec<&str> = select
        .split("<option")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap_or_default())
        .collect();
    let marked = options.iter().find(|option| option.split_whitespace().any(|p| p == "selected"));
    let option = marked.or_else(|| options.first());
    option.and_then(|option| attribute(option, "value")).unwrap_or_default()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    // The pieces between quotes are names and values in turn.
    let mut pieces = tag.split('"');
    while let (Some(before), Some(value)) = (pieces.next(), pieces.next()) {
        let before = before.strip_suffix('=').and_then(|before| before.strip_suffix(name));
        // `data-name="…"` is not `name="…"`.
        if before.is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace)) {
            return Some(decoded(value));
        }
    }
    None
}

fn without_tags(page: &str) -> String {
    let pieces = page.split('<').filter_map(|piece| piece.split_once('>').map(|(_, text)| text));
    pieces.collect::<Vec<_>>().join(" ")
}

fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_filled_in_as_the_page_has_it() {
        let page = r#"<form method="post" action="/token" class="x">
            <input type="hidden" name="once" value="a&amp;b"><input data-name="n" name="q" value="">
            <input type="radio" name="lane" value="1"><input type="radio" name="lane" value="2" checked>
            <textarea name="note">  said </textarea>
            <select name="unit"><option value="m">M</option><option value="d" selected>D</option></select>
            <button name="go" value="1">Go</button></form>"#;
        let form = forms(page).next().unwrap().read();
        assert_eq!(form.action, "/token");
        let fields: Vec<_> = form.fields.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(fields, ["once=a&b", "q=", "lane=2", "note=said", "unit=d"]);
    }
}
