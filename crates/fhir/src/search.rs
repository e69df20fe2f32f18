//! FHIR search: from the pairs of a query to criteria, and from criteria to yes or no about a body.
//!
//! The grammar is R4's. What is understood is exact, and what is not understood is an error with
//! the name of the parameter, unless the caller asked to be treated leniently.

mod codes;
mod criteria;
mod filter;
mod grammar;
mod includes;
mod links;
mod matching;
mod near;
mod numbers;
mod pairs;
mod shaping;
mod uris;
mod wanted;
mod within;

pub use codes::{CodeSet, Codes, CodesWanted};
pub use criteria::{
    Criterion, DateWanted, Direction, Include, Link, Prefix, Query, ReferenceWanted, Sort, Test,
    TextMode, TextWanted, TokenWanted, Total, Wanted, Within,
};
pub use filter::Filter;
pub use grammar::{COUNT_DEFAULT, COUNT_MAX, Handling, SearchFault, parse, parse_knowing};
pub use matching::{date_matches, matches};
pub use near::NearWanted;
pub use numbers::{Keys, NumberWanted, QuantityWanted};
pub use pairs::{pairs, query};
pub use uris::{UriMode, UriWanted, uri_for_index};
pub use within::within;

#[cfg(test)]
mod tests;
