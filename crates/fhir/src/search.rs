//! FHIR search: from the pairs of a query to criteria, and from criteria to yes or no about a body.
//!
//! The grammar is R4's. What is understood is exact, and what is not understood is an error with
//! the name of the parameter, unless the caller asked to be treated leniently.

mod codes;
mod criteria;
mod filter;
mod grammar;
mod matching;
mod near;
mod numbers;
mod pairs;
mod uris;
mod wanted;

pub use codes::{CodeSet, Codes, CodesWanted};
pub use criteria::{
    Criterion, DateWanted, Include, Prefix, Query, ReferenceWanted, Sort, Test, TextMode,
    TextWanted, TokenWanted, Wanted,
};
pub use filter::Filter;
pub use grammar::{COUNT_DEFAULT, COUNT_MAX, Handling, SearchFault, parse};
pub use matching::{date_matches, matches};
pub use near::NearWanted;
pub use numbers::{Keys, NumberWanted, QuantityWanted};
pub use pairs::{pairs, query};
pub use uris::{UriMode, UriWanted, uri_for_index};

#[cfg(test)]
mod tests;
