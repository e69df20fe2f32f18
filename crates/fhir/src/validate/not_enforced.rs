//! Rules of R4 that are not asked, and why.

const NO_SUCH_SYSTEM: &str = "it asks for codes of a system called 'something', which is none; \
                              whatever a consent says, it holds";

/// By key.
pub(super) static NOT_ENFORCED: [(&str, &str); 4] = [
    ("ppc-2", NO_SUCH_SYSTEM),
    ("ppc-3", NO_SUCH_SYSTEM),
    ("ppc-4", NO_SUCH_SYSTEM),
    ("ppc-5", NO_SUCH_SYSTEM),
];
