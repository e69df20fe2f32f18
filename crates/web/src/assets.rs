//! Styles, scripts and fonts, built by npm into `web/dist` and carried inside the program.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use std::collections::HashMap;
use std::sync::LazyLock;
use xxhash_rust::xxh3::xxh3_64;

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
struct Built;

/// `app.css` → `app.1a2b3c4d.css`, so that a browser may keep it for ever.
static HASHED: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let named = |name: &str| {
        let hash = xxh3_64(&Built::get(name)?.data) & 0xffff_ffff;
        let (stem, ending) = name.rsplit_once('.')?;
        Some((name.to_owned(), format!("{stem}.{hash:08x}.{ending}")))
    };
    Built::iter().filter_map(|name| named(&name)).collect()
});

/// The address of an asset for a template.
pub fn url(name: &str) -> String {
    let hashed = HASHED.get(name).map_or(name, String::as_str);
    format!("/assets/{hashed}")
}

/// The addresses of the fonts, for a page that keeps them to work with the network down.
pub fn fonts() -> Vec<String> {
    let fonts = Built::iter().filter(|name| name.ends_with(".woff2"));
    let mut fonts: Vec<String> = fonts.map(|name| format!("/assets/{name}")).collect();
    fonts.sort_unstable();
    fonts
}

/// A built script or sheet as text; empty when nobody has built it.
pub fn text(name: &str) -> String {
    let file = Built::get(name);
    file.map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default()
}

/// Serves one asset, by its hashed name or by its own.
pub(crate) async fn serve(Path(asked): Path<String>) -> Response {
    let by_hash = HASHED.iter().find(|(_, hashed)| **hashed == asked).map(|(name, _)| name);
    // Names under `fonts/` carry a hash of their content already.
    let keep = by_hash.is_some() || asked.starts_with("fonts/");
    let name = by_hash.map_or(asked.as_str(), String::as_str);
    let Some(file) = Built::get(name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let kind =
        if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    let kind = HeaderValue::from_str(&kind)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let caching = if keep { FOREVER } else { ASK_AGAIN };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching)];
    (headers, file.data.into_owned()).into_response()
}
