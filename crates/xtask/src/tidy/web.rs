//! What a template may not hold under the content security policy, and what its forms hold.

use super::none;
use crate::tree::{Source, sources};

/// Whose forms carry a key.
const KEYED: &[&str] = &["crates"];
/// Forms that go without one, by where they are sent, and why a second press does no harm.
const KEYLESS: &[(&str, &str)] = &[
    ("/apply/again", "the second press finds a family that is not sent yet, and leaves it"),
    ("/apply/leave", "forgets the browser, and the second press finds it forgotten"),
    ("/apps/{{ person }}", "opens the app, as a second window would"),
    ("/audit", "a question"),
    ("/cards/find", "a question"),
    ("/cards/office/post/file", "shows what would be done"),
    ("/cards/{{ id }}/restore/{{ held.card }}", "a card that counts again is not blocked any more"),
    ("/desk/choose", "shows somebody"),
    ("/desk/new", "shows a form"),
    ("/desk/undo", "a token that was taken back is not waiting any more"),
    ("/institutions/{{ id }}/back/{{ row.stay }}", "the second press finds them living there"),
    ("/institutions/{{ id }}/find", "a question"),
    ("/lock", "ends the sign-in, and the second press finds none"),
    ("/mine/leave", "forgets the browser, and the second press finds it forgotten"),
    ("/mine/lost", "the second press finds the card blocked"),
    ("/mine/share", "the second press makes the same link"),
    ("/oauth/authorize", "makes a second permission, of which an app fetches one"),
    ("/password", "the second press types a password that is the old one no longer"),
    ("/people/{{ id }}/find", "a question"),
    ("/people/{{ id }}/household/find", "a question"),
    ("/people/{{ id }}/partners/{{ one.adoption }}/again", "the second press finds it standing"),
    ("/place", "who sits down twice sits there"),
    ("/scans/{{ person }}/{{ row.scan }}/reopen", "the second press finds the paper waiting"),
    ("/second-factor", "the second press finds the phone set up"),
    ("/second-factor/begin", "the page shows the secret that stands"),
    ("/sessions/end-others", "what has ended stays ended"),
    ("/sessions/{{ row.id }}/end", "what has ended stays ended"),
    ("/sign-in", "opens a sign-in, as a second browser would"),
    ("/sign-out", "ends the sign-in, and the second press finds none"),
    ("/stores/{{ room.id }}/count", "shows a form"),
    ("/who-looked", "a question"),
    ("{{ check }}", "a code that was typed rightly once lets the same browser in again"),
    ("{{ leave }}", "forgets the browser, and the second press finds it forgotten"),
    ("{{ shell.search_path }}", "a question"),
    ("{{ undo }}", "a token that was taken back is not waiting any more"),
];

fn templates() -> Vec<Source> {
    templates_in(&["crates"])
}

fn templates_in(folders: &[&str]) -> Vec<Source> {
    sources(folders, ".html")
        .unwrap()
        .into_iter()
        .filter(|file| !file.path.contains("golden") && !file.path.contains("/snapshots/"))
        .collect()
}

/// Lines with one of these words, as `path:line`.
fn lines_with(words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for template in templates() {
        for (at, line) in template.text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{}: {}", template.path, at + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn no_inline_style_and_no_inline_script() {
    let words = [
        " style=\"",
        "<style",
        "javascript:",
        " onclick=",
        " onchange=",
        " onsubmit=",
        " onload=",
        " hx-on",
        "js:",
    ];
    none(lines_with(&words), "the policy blocks it");
    let scripts = lines_with(&["<script"]).into_iter().filter(|line| !line.contains(" src="));
    none(scripts, "a script is a file of ours");
}

/// A form that is posted: where to, and whether it holds a key.
struct Posted {
    at: String,
    to: String,
    keyed: bool,
}

fn posted(folders: &[&str]) -> Vec<Posted> {
    let mut found = Vec::new();
    for template in templates_in(folders) {
        for (start, _) in template.text.match_indices("<form") {
            let form = template.text[start..].split("</form>").next().unwrap_or_default();
            let head = form.split_once("\">").map_or(form, |(head, _)| head);
            let value = |name: &str| {
                let rest = head.split(&format!("{name}=\"")).nth(1)?;
                Some(rest.split('"').next().unwrap_or_default().to_owned())
            };
            let by_post = value("method").is_some_and(|method| method == "post");
            let Some(to) = value("hx-post").or_else(|| value("action").filter(|_| by_post)) else {
                continue;
            };
            let line = template.text[..start].lines().count().max(1);
            let keyed = form.contains("name=\"once\"");
            found.push(Posted { at: format!("{}:{line}", template.path), to, keyed });
        }
    }
    found
}

#[test]
fn a_form_carries_the_key_that_makes_a_second_press_harmless() {
    let keyless = posted(KEYED).into_iter().filter(|form| !form.keyed);
    let keyless: Vec<Posted> = keyless.collect();
    let listed = |form: &&Posted| KEYLESS.iter().any(|(to, _)| *to == form.to);
    let bare = keyless.iter().filter(|form| !listed(form));
    none(
        bare.map(|form| format!("{}: {}", form.at, form.to)),
        "add <input type=\"hidden\" name=\"once\" …> and `desk.write_once`, or the reason to KEYLESS",
    );
    let gone = KEYLESS.iter().filter(|(to, _)| !keyless.iter().any(|form| form.to == *to));
    none(gone.map(|(to, _)| (*to).to_owned()), "listed, but there is no such form without a key");
    assert!(posted(KEYED).iter().filter(|form| form.keyed).count() > 20, "the search is broken");
}

#[test]
fn no_key_is_longer_than_a_key_may_be() {
    // With an id behind the drawn key every press would be refused with WEB-012.
    let place = |rest: &str| rest.starts_with("loop.index");
    let long = lines_with(&["name=\"once\""])
        .into_iter()
        .filter(|line| !line.split("once }}-{{ ").skip(1).all(place));
    none(long, "a row's key is {{ once }}-{{ loop.index }}");
}

#[test]
fn no_trigger_filter() {
    let filters = lines_with(&["hx-trigger"]).into_iter().filter(|line| {
        let rest = line.split("hx-trigger=\"").nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().contains('[')
    });
    none(filters, "without eval the filter is ignored and the request fires anyway");
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let words = ["src=\"http", "href=\"http", "url(http", "src=\"//", "href=\"//"];
    none(lines_with(&words), "no third-party origin");
}
