//! Chart: what the record says of a person, for whoever has a reason to read it.
//!
//! Owns: nothing; it reads the record.     Publishes: nothing.
//! Promises: nobody reads without a relationship or a broken glass; every reading is written down;
//! entries of all sources stand in one line of time, each with who said it; what is sensitive stays
//! masked, in the trends and on the banner too, for whoever does not treat the person, until the
//! person shares it; where several records are read as one, what stands under another number says so.
//! Start at [`history::History::of`] for the doctor's left pane, at [`banner::BannerView`] for the
//! top of every page about a person, at [`pages`] for the whole page.

pub mod banner;
mod figures;
pub mod history;
pub mod item;
mod names;
mod note;
pub mod pages;
mod reader;
pub mod trends;
mod under;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use pages::ReadChart;
pub(crate) use under::goes_on;
