//! What a program would rather have, as `Prefer` says it.

use axum::http::HeaderMap;
use nabz_fhir::search::Handling;

/// Everything that is wished.
pub(super) fn wishes(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let said = headers.get_all("prefer").into_iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split([',', ';'])).map(str::trim)
}

/// What is to become of a parameter that is not understood: `handling=lenient` passes over it.
pub(super) fn handling(headers: &HeaderMap) -> Handling {
    let lenient = wishes(headers).any(|wish| wish == "handling=lenient");
    if lenient { Handling::Lenient } else { Handling::Strict }
}
