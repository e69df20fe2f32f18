//! What a template may not hold under the content security policy.

use super::none;
use crate::tree::{Source, sources};

fn templates() -> Vec<Source> {
    sources(&["crates"], ".html")
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
