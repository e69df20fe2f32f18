//! What the record refuses, by the code that a person can quote.

/// The entry belongs to another source; only that source may change it.
pub const NOT_THE_SOURCE: &str = "REC-001";
/// The entry has a newer version than the one the change was made to.
pub const VERSION_MOVED_ON: &str = "REC-002";
/// No source has this name.
pub const NO_SUCH_SOURCE: &str = "REC-003";
/// A source is named with small letters, digits and hyphens, 2 to 40 of them.
pub const NOT_A_SOURCE_NAME: &str = "REC-004";
/// The logical id belongs to another source; send an identifier instead and let the record give
/// an id.
pub const ID_TAKEN: &str = "REC-005";
/// A reference points to nothing in the bundle, or a conditional one to nothing or to several.
pub const REFERENCE_UNKNOWN: &str = "REC-006";
/// The criteria of a conditional write fit several entries.
pub const SEVERAL_FIT: &str = "REC-007";
/// A conditional reference or write asks for something that is not understood.
pub const CRITERIA_UNKNOWN: &str = "REC-008";
/// A search asks for codes of which nobody here knows which they are.
pub const CODES_UNKNOWN: &str = "REC-010";
/// Something stands there, and the writer wanted to be the first.
pub const THERE_ALREADY: &str = "REC-020";
/// The body names another id than that of the entry that fits the criteria.
pub const OTHER_ID: &str = "REC-021";
/// Two entries of a bundle are about one entry of the record.
pub const MEANT_TWICE: &str = "REC-022";
