//! Linkage: whose name is this, in whichever script and spelling it was written.
//!
//! Pure: names in, keys, likenesses and reasons out. It knows no database and no resident; the
//! only data it carries are lists of names (`fixtures/names`), for telling a common ending
//! (Kumar, Devi, Begum) from a name and for suggesting the other script.
//!
//! A word travels so: as written → [`romanise`] if it is Devanagari → [`fold::fold`], one spelling
//! by sound → [`fold::skeleton`], its consonants. A [`vocabulary::Vocabulary`] finds the spellings
//! near a typed word, [`together`] the two words that one was written for; [`keys`] turns the words of a name into the numbers that a table is searched
//! by; [`compare`] says how alike two names are; [`duplicates`] says why two registrations may be
//! one person, [`grade`] how sure that is, and [`bands`] what becomes of such a pair. [`lists`]
//! links whole lists of people, with weights learned from them, and judges spellings by [`sounds`].
//! Likeness is counted in thousandths, so that it sorts and compares exactly.
//! Start at [`words::Name`].

mod address;
pub mod bands;
pub mod compare;
pub mod duplicates;
pub mod filter;
pub mod fold;
pub mod grade;
pub mod keys;
pub mod lexicon;
pub mod lists;
pub mod plan;
mod remembered;
pub mod romanise;
pub mod sounds;
pub mod together;
pub mod transliterate;
pub mod vocabulary;
pub mod words;

/// A full likeness: one thousand thousandths.
pub const SAME: u32 = 1_000;
