//! The files of the workspace, as tidy and check-sql read them.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// One text file; the path counts from the root of the clone.
pub(crate) struct Source {
    /// For example `crates/store/src/tx.rs`.
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
}

impl Source {
    /// The text before its tests: what is shipped.
    pub(crate) fn shipped(&self) -> &str {
        self.text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default()
    }

    /// Whether nothing of the file is shipped.
    pub(crate) fn is_test(&self) -> bool {
        let inside = ["/tests/", "/testkit/", "/testkit-macros/", "/xtask/", "/benches/"];
        inside.iter().any(|part| self.path.contains(part)) || self.path.ends_with("/tests.rs")
    }
}

/// Where the clone starts, as cargo says when it runs this: what was compiled in may be another
/// clone's, when two of them share a folder for what is built.
pub(crate) fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    package.ancestors().nth(2).map(Path::to_owned).unwrap_or_default()
}

/// Every file with this ending below `folders`, in the order of their paths.
pub(crate) fn sources(folders: &[&str], ending: &str) -> Result<Vec<Source>> {
    let mut paths = Vec::new();
    for folder in folders {
        gather(&root().join(folder), &mut paths)?;
    }
    paths.retain(|path| path.to_str().is_some_and(|name| name.ends_with(ending)));
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

/// The Rust files of the crates.
pub(crate) fn rust() -> Result<Vec<Source>> {
    sources(&["crates"], ".rs")
}

/// The migrations, in the order in which they run.
pub(crate) fn migrations() -> Result<Vec<Source>> {
    sources(&["migrations"], ".sql")
}

/// Every path below `folder`, leaving out what tools make.
pub(crate) fn gather(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let made = ["target", "node_modules", "dist", ".git", ".nabz", "test-results"];
        if made.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        if path.is_dir() { gather(&path, found)? } else { found.push(path) }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Source> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let path = path.strip_prefix(root()).unwrap_or(path).display().to_string();
    Ok(Source { path, text })
}
