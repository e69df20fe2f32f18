//! FHIR search: from the pairs of a query to criteria, and from criteria to yes or no about a body.
//!
//! The grammar is R4's. What is understood is exact, and what is not understood is an error with
//! the name of the parameter, unless the caller asked to be treated leniently.

mod criteria;
mod grammar;
mod includes;
mod links;
mod matching;
mod pairs;
mod shaping;
mod within;

pub use criteria::{
    Criterion, DateWanted, Direction, Include, Link, Prefix, QuantityWanted, Query,
    ReferenceWanted, Sort, Test, TextMode, TextWanted, TokenWanted, Total, Wanted, Within,
};
pub use grammar::{COUNT_DEFAULT, COUNT_MAX, Handling, SearchFault, parse};
pub use matching::{date_matches, matches};
pub use pairs::{pairs, query};
pub use within::within;

#[cfg(test)]
mod tests;
