//! How long and how heavy a file may be, and that landed migrations stay as they are.

use super::none;
use crate::landed;
use crate::tree::{gather, root, rust};
use std::fs;

const FILE_LINES_MAX: usize = 500;
const FILE_BYTES_MAX: u64 = 512 * 1024;

#[test]
fn no_file_is_longer_than_a_reader_s_patience() {
    let files = rust().unwrap();
    let long = files.iter().filter_map(|file| {
        let lines = file.shipped().lines().count();
        (lines > FILE_LINES_MAX).then(|| format!("{}: {lines} lines", file.path))
    });
    none(long, "split it by verb");
}

#[test]
fn no_file_is_too_heavy_to_review() {
    let mut paths = Vec::new();
    for folder in ["bench", "crates", "docs", "fixtures", "locales", "migrations", "web"] {
        gather(&root().join(folder), &mut paths).unwrap();
    }
    let weight = |path: &std::path::PathBuf| fs::metadata(path).map_or(0, |m| m.len());
    let heavy = paths.iter().filter(|path| weight(path) > FILE_BYTES_MAX);
    none(heavy.map(|path| path.display().to_string()), "512 kB is the limit");
}

#[test]
fn a_landed_migration_is_never_edited() {
    let wrong = landed::changed().unwrap();
    none(wrong, "add a new migration instead");
}
