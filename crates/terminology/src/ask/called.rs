//! What a concept is called in the language of whoever asks.

use crate::draft::Designation;
use crate::release::Release;

/// A designation of SNOMED CT that says the whole name with its kind, which nobody reads at a desk.
const FULL_NAME: &str = "900000000000003001";

/// The display in a language: that of the system where it speaks it, else the first designation in
/// it, else that of the system.
pub(super) fn called<'c>(
    release: &'c Release,
    display: &'c str,
    designations: &'c [Designation],
    language: Option<&str>,
) -> &'c str {
    let Some(language) = language.filter(|asked| !speaks(&release.head.language, asked)) else {
        return display;
    };
    let mut fit = designations.iter().filter(|one| speaks(&one.language, language));
    let everyday = fit.clone().find(|one| one.used.1 != FULL_NAME);
    everyday.or_else(|| fit.next()).map_or(display, |one| one.words.as_str())
}

/// `hi-IN` speaks `hi`, and the first of `hi,en;q=0.5` is meant.
fn speaks(language: &str, asked: &str) -> bool {
    let main = |tag: &str| {
        let first = tag.split([',', ';']).next().unwrap_or_default().trim();
        first.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
    };
    !language.is_empty() && main(language) == main(asked)
}
