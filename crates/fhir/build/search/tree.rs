//! Paths joined where they go the same way, so that a body is walked once.

use super::expression::{Keep, Name};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct Tree {
    /// What is read where it stands, as Rust.
    finds: Vec<String>,
    below: BTreeMap<Name, Tree>,
}

impl Tree {
    pub(super) fn add(&mut self, path: &[Name], find: &str) {
        match path.split_first() {
            Some((name, rest)) => self.below.entry(name.clone()).or_default().add(rest, find),
            None if self.finds.iter().any(|known| known == find) => {}
            None => self.finds.push(find.to_owned()),
        }
    }

    /// As a `Step` that names nothing, from which the others go on.
    pub(super) fn rust(&self) -> String {
        self.step("", "All")
    }

    fn step(&self, key: &str, keep: &str) -> String {
        let below: Vec<String> =
            self.below.iter().map(|(name, below)| below.step(&name.key, &kept(name))).collect();
        let (finds, below) = (self.finds.join(", "), below.join(", "));
        format!("Step {{ key: {key:?}, keep: Keep::{keep}, finds: &[{finds}], below: &[{below}] }}")
    }
}

fn kept(name: &Name) -> String {
    match &name.keep {
        Keep::All => "All".to_owned(),
        Keep::First => "First".to_owned(),
        Keep::Saying(key, text) => format!("Saying({key:?}, {text:?})"),
    }
}
