//! `migrations/LANDED`: the hash of every migration that a released database may have run.

use crate::tree::{Source, migrations, root};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

const LIST: &str = "migrations/LANDED";

fn hash(migration: &Source) -> Result<String> {
    let mut hex = String::new();
    for byte in Sha256::digest(migration.text.as_bytes()) {
        write!(hex, "{byte:02x}")?;
    }
    Ok(hex)
}

fn now() -> Result<BTreeMap<String, String>> {
    migrations()?.iter().map(|m| Ok((m.path.clone(), hash(m)?))).collect()
}

/// What the list says and the files do not.
pub(crate) fn changed() -> Result<Vec<String>> {
    let path = root().join(LIST);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let now = now()?;
    let text = fs::read_to_string(path)?;
    let listed = text.lines().filter(|line| !line.starts_with('#'));
    Ok(listed
        .filter_map(|line| line.split_once("  "))
        .filter_map(|(hash, file)| match now.get(file) {
            Some(same) if same == hash => None,
            Some(_) => Some(format!("{file} was edited")),
            None => Some(format!("{file} is gone")),
        })
        .collect())
}

/// Adds what is new; refuses when something listed has changed.
pub(crate) fn write() -> Result<usize> {
    let wrong = changed()?;
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    let now = now()?;
    let mut text =
        String::from("# Hashes of landed migrations; written by `xtask land-migrations`.\n");
    for (file, hash) in &now {
        writeln!(text, "{hash}  {file}")?;
    }
    fs::write(root().join(LIST), text).context(LIST)?;
    Ok(now.len())
}
