//! Macros of the testkit.
