//! Rules of R4 that are not asked, and why.

/// By key.
pub(super) static NOT_ENFORCED: [(&str, &str); 0] = [];
