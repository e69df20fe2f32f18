//! `search.txt` as statics: each parameter with the steps that lead to its values, and for each
//! type one tree of the steps of all its parameters.

mod expression;
mod index;
mod instead;
mod reading;
mod table;
mod tree;
mod write;

pub(crate) use table::read;
pub(crate) use write::rust;
