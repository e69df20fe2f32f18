//! What no template may hold, whoever wrote it: words that bypass the messages, and what the
//! content policy would refuse or htmx would misread.

#![expect(clippy::unwrap_used, reason = "a template that cannot be read stops the search")]

use std::fs;
use std::path::PathBuf;

/// Both languages name themselves, in every language.
const SAID_AS_THEY_ARE: [&str; 5] = ["हिन्दी", "English", "°F", "°C", "25 mm"];
/// Attributes that a person reads or hears.
const SPOKEN: [&str; 5] =
    [" placeholder=\"", " aria-label=\"", " title=\"", " alt=\"", " aria-description=\""];
/// Inline code and style are refused by the content policy; a trigger filter is ignored by htmx
/// without eval, *and the request still fires*.
const BANNED: [&str; 9] = [
    " style=\"",
    " onclick=",
    " onchange=",
    " onsubmit=",
    " hx-on",
    "javascript:",
    "\"js:",
    "<style",
    " hx-vals=\"js",
];

fn templates() -> Vec<(PathBuf, String)> {
    let crates = nabz_testkit::package().join("..");
    let mut found = Vec::new();
    let mut folders = vec![crates];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "html") && !name.contains(".golden.") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// What stands behind the part of askama's that a text begins with, if it begins with one.
fn behind_askama(text: &str) -> Option<&str> {
    let closing = match text.get(..2) {
        Some("{{") => "}}",
        Some("{%") => "%}",
        Some("{#") => "#}",
        _ => return None,
    };
    Some(text.split_once(closing).map_or("", |(_, after)| after))
}

/// The text up to the first of these signs, and from it on.
fn split_before<'a>(text: &'a str, signs: &[char]) -> Option<(&'a str, &'a str)> {
    text.find(signs).map(|at| text.split_at(at))
}

/// Blocks that stand inside a tag of a frame: what a page writes there is not read.
fn blocks_inside_tags(frame: &str) -> Vec<String> {
    let (mut names, mut is_inside, mut rest) = (Vec::new(), false, frame);
    while let Some((_, from)) = split_before(rest, &['<', '>', '{']) {
        let block = from.strip_prefix("{% block ").filter(|_| is_inside);
        names.extend(block.and_then(|block| block.split(' ').next()).map(str::to_owned));
        rest = behind_askama(from).unwrap_or_else(|| {
            is_inside = from.starts_with('<') || (is_inside && !from.starts_with('>'));
            from.get(1..).unwrap_or_default()
        });
    }
    names
}

/// The text with askama's own parts taken out, and with these blocks.
fn without_askama(text: &str, blocks: &[String]) -> String {
    let mut whole = text.to_owned();
    for name in blocks {
        let begin = format!("{{% block {name} %}}");
        while let Some((before, after)) = whole.split_once(&begin) {
            let after = after.split_once("{% endblock %}").map_or("", |(_, after)| after);
            whole = format!("{before}{after}");
        }
    }
    let mut rest = whole.as_str();
    let mut left = String::new();
    while let Some((before, from)) = split_before(rest, &['{']) {
        left.push_str(before);
        rest = behind_askama(from).unwrap_or_else(|| {
            left.push('{');
            from.get(1..).unwrap_or_default()
        });
    }
    left + rest
}

/// What a reader would see: outside tags, outside `<kbd>`, outside the drawing of a picture.
fn visible(text: &str) -> String {
    let mut seen = String::new();
    let mut hidden_until: Option<&str> = None;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        if hidden_until.is_none() {
            seen.push_str(before);
            seen.push(' ');
        }
        let (tag, after) = from.split_once('>').unwrap_or((from, ""));
        match hidden_until {
            Some(end) if tag.starts_with(end) => hidden_until = None,
            None if tag.starts_with("<kbd") => hidden_until = Some("</kbd"),
            // Headings and words of a file, which are the same in every language.
            None if tag == "<code translate=\"no\"" => hidden_until = Some("</code"),
            None if tag.starts_with("<script") => hidden_until = Some("</script"),
            Some(_) | None => {}
        }
        rest = after;
    }
    seen + rest
}

fn words(text: &str) -> Vec<String> {
    let mut plain = text.to_owned();
    for said in SAID_AS_THEY_ARE {
        plain = plain.replace(said, " ");
    }
    for entity in ["&ensp;", "&nbsp;", "&amp;", "&times;", "&middot;"] {
        plain = plain.replace(entity, " ");
    }
    let letters = plain.split(|letter: char| !letter.is_alphabetic());
    letters.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[test]
fn no_word_of_a_template_bypasses_the_messages() {
    let (mut strange, templates) = (Vec::new(), templates());
    let frames = templates.iter().filter(|(_, text)| !text.contains("{% extends "));
    let blocks: Vec<String> = frames.flat_map(|(_, text)| blocks_inside_tags(text)).collect();
    for (path, text) in &templates {
        let plain = without_askama(text, &blocks);
        for word in words(&visible(&plain)) {
            strange.push(format!("{}: {word}", path.display()));
        }
        for attribute in SPOKEN {
            for part in plain.split(attribute).skip(1) {
                let value = part.split('"').next().unwrap_or_default();
                if !words(value).is_empty() {
                    strange.push(format!("{}:{attribute}{value}\"", path.display()));
                }
            }
        }
    }
    assert!(strange.is_empty(), "{}", strange.join("\n"));
}

#[test]
fn no_template_holds_what_the_content_policy_refuses_or_htmx_misreads() {
    let mut bad = Vec::new();
    for (path, text) in templates() {
        for banned in BANNED.iter().filter(|banned| text.contains(**banned)) {
            bad.push(format!("{}: {banned}", path.display()));
        }
        for trigger in text.split("hx-trigger=\"").skip(1) {
            if trigger.split('"').next().unwrap_or_default().contains('[') {
                bad.push(format!("{}: a trigger filter", path.display()));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
