//! Golden files: what something looked like when a person last agreed with it.

use serde::Serialize;
use std::path::Path;

/// Set to 1, golden files and snapshots are written anew instead of compared.
pub const REWRITE: &str = "NABZ_REWRITE_SNAPSHOTS";

/// Compares a value, as indented JSON, with the file at `path`; `golden!` calls it.
///
/// # Panics
/// When they differ, or when there is no such file: a story that finds another world stops.
#[expect(clippy::expect_used, reason = "a story stops where its golden file does")]
pub fn agrees(path: &Path, value: &impl Serialize) {
    let body = serde_json::to_string_pretty(value).expect("JSON");
    if std::env::var(REWRITE).is_ok_and(|value| value == "1") {
        return std::fs::write(path, body + "\n").expect("a golden file to write");
    }
    let golden = std::fs::read_to_string(path).expect("a golden file");
    let hint = "`cargo run -p xtask -- golden` rewrites it";
    assert_eq!(body, golden.trim_end(), "{} differs; {hint}", path.display());
}

/// Compares a value with a golden file beside the source file.
///
/// ```ignore
/// golden!("fhir/patient.golden.json", &patient(&sunita, None));
/// ```
#[macro_export]
macro_rules! golden {
    ($file:literal, $value:expr) => {{
        let clone = $crate::package().join("../..");
        $crate::agrees(&clone.join(file!()).with_file_name($file), $value)
    }};
}
