//! What a command says while it works: bars on a terminal, plain lines in a pipe, JSON for machines.

use crate::ended::Ended;
use indicatif::{ProgressBar, ProgressStyle};
use nabz_web::messages::{Language, Message, say};
use serde_json::{Value, json};
use std::io::{IsTerminal, Write, stderr, stdout};

/// Where and how a command speaks.
pub struct Say {
    json: bool,
    language: Language,
    terminal: bool,
    silent: bool,
}

/// The progress of one long piece of work.
pub struct Bar {
    name: &'static str,
    bar: Option<ProgressBar>,
}

impl Say {
    /// JSON alone when asked; bars only where somebody watches; refusals in `language`.
    pub fn new(json: bool, language: Language) -> Self {
        Self { json, language, terminal: stderr().is_terminal(), silent: false }
    }

    /// For stories, in which nobody listens.
    #[cfg(test)]
    pub(crate) fn silent() -> Self {
        Self { json: false, language: Language::English, terminal: false, silent: true }
    }

    /// The language of refusals and reasons.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Something a person may want to know; machines are not told.
    pub fn line(&self, text: impl AsRef<str>) {
        if !self.json && !self.silent {
            print(text.as_ref());
        }
    }

    /// The result: a sentence for people, facts for machines.
    pub fn result(&self, sentence: impl AsRef<str>, facts: &Value) {
        if self.json { print(&facts.to_string()) } else { print(sentence.as_ref()) }
    }

    /// What a person should know beside the result; machines find it among the facts.
    pub fn aside(&self, what: &Message) {
        if !self.json && !self.silent {
            drop(writeln!(stderr(), "{}", say(what, self.language)));
        }
    }

    /// Why the command stopped.
    pub fn stopped(&self, ended: &Ended) {
        let word = match ended {
            Ended::Refused(_) => "refused",
            Ended::Usage(_) => "usage",
            Ended::Fault(_) => "fault",
        };
        if self.json {
            print(&json!({ "ended": word, "why": ended.facts() }).to_string());
            return;
        }
        for line in ended.lines(self.language) {
            drop(writeln!(stderr(), "{word}: {line}"));
        }
    }

    /// A bar for `total` pieces of `name`; in a pipe only its end is said.
    pub fn bar(&self, name: &'static str, total: usize) -> Bar {
        let shown = self.terminal && !self.json;
        let bar = shown.then(|| {
            let bar = ProgressBar::new(u64::try_from(total).unwrap_or(u64::MAX));
            let style = "{msg:24} {bar:40} {human_pos}/{human_len}  {per_sec}, {eta} left";
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            bar.set_message(name);
            bar
        });
        Bar { name, bar }
    }

    /// Ends a bar and says what was done.
    pub fn done(&self, bar: &Bar, what: impl AsRef<str>) {
        bar.clear();
        self.line(format!("{:24} {}", bar.name, what.as_ref()));
    }
}

impl Bar {
    /// Takes the bar off the screen.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// `more` pieces are done.
    pub fn step(&self, more: usize) {
        if let Some(bar) = &self.bar {
            bar.inc(u64::try_from(more).unwrap_or_default());
        }
    }
}

/// A reader that went away (`| head`) is no reason to stop.
fn print(text: &str) {
    drop(writeln!(stdout(), "{text}"));
}
