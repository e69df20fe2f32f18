//! What terminology refuses, by the code that a person can quote.

use nabz_kernel::refusal::Refused;
use nabz_store::Stop;

/// Why a question is not answered, or content is not loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminologyRefusal {
    /// No code system of this address is loaded.
    UnknownSystem(String),
    /// No value set of this address is known.
    UnknownSet(String),
    /// It is loaded, but not in this version.
    UnknownVersion {
        /// The address.
        url: String,
        /// The version that was asked for.
        version: String,
    },
    /// No concept map of this address is loaded, or none from the one system to the other.
    UnknownMap(String),
    /// The system has no such code.
    UnknownCode {
        /// The code.
        code: String,
        /// The address of the system.
        system: String,
    },
    /// More concepts than are looked at for one answer.
    TooMany {
        /// So many are.
        most: u64,
    },
    /// Value sets that are made of one another, or of too many others.
    InACircle(String),
    /// A filter that is not understood.
    UnknownFilter {
        /// Of the property.
        property: String,
        /// In R4's words.
        operator: String,
    },
    /// A value set that says nothing by which its codes could be found.
    NotComposed(String),
    /// A regular expression that cannot be read, or is too long.
    NotARegex(String),
    /// A resource that is not loaded as terminology.
    OtherResource(String),
    /// A file of a release is not there.
    FileMissing(String),
    /// A column of a table is not there.
    ColumnMissing {
        /// Its heading.
        column: String,
        /// The file.
        file: String,
    },
    /// A line of a table cannot be read.
    UnreadLine {
        /// The file.
        file: String,
        /// Counted from 1.
        line: u64,
    },
    /// A code stands twice in a code system.
    CodeTwice(String),
    /// A concept lies below itself.
    BelowItself(String),
    /// An element is missing without which a resource cannot be loaded.
    ElementMissing(&'static str),
    /// Another load of the same began.
    Overtaken,
    /// More concepts than a code system may have here.
    TooLarge {
        /// So many may be.
        most: u32,
    },
    /// Nobody said which version it is.
    VersionMissing,
}

impl From<TerminologyRefusal> for Refused {
    fn from(refusal: TerminologyRefusal) -> Self {
        use TerminologyRefusal as No;
        let missing = |code| Self::plain(code).missing();
        let invalid = |code| Self::plain(code).invalid();
        // What others wrote is shown with its signs spelt out: it may hold any.
        let shown = |text: &str| text.escape_debug().to_string();
        match refusal {
            No::UnknownSystem(url) => missing("TRM-001").with("url", shown(&url)),
            No::UnknownSet(url) => missing("TRM-002").with("url", shown(&url)),
            No::UnknownVersion { url, version } => {
                missing("TRM-003").with("url", shown(&url)).with("version", shown(&version))
            }
            No::UnknownMap(url) => missing("TRM-004").with("url", shown(&url)),
            No::UnknownCode { code, system } => {
                missing("TRM-005").with("code", shown(&code)).with("system", shown(&system))
            }
            No::TooMany { most } => invalid("TRM-006").with("most", most),
            No::InACircle(url) => invalid("TRM-007").with("url", shown(&url)),
            No::UnknownFilter { property, operator } => {
                let refused = invalid("TRM-008").with("operator", shown(&operator));
                refused.with("property", shown(&property))
            }
            No::NotComposed(url) => invalid("TRM-009").with("url", shown(&url)),
            No::NotARegex(text) => invalid("TRM-010").with("text", shown(&text)),
            No::OtherResource(found) => invalid("TRM-011").with("found", shown(&found)),
            No::FileMissing(file) => invalid("TRM-012").with("file", shown(&file)),
            No::ColumnMissing { column, file } => {
                invalid("TRM-013").with("column", column).with("file", shown(&file))
            }
            No::UnreadLine { file, line } => {
                invalid("TRM-014").with("file", shown(&file)).with("line", line)
            }
            No::CodeTwice(code) => invalid("TRM-015").with("code", shown(&code)),
            No::BelowItself(code) => invalid("TRM-016").with("code", shown(&code)),
            No::ElementMissing(element) => invalid("TRM-017").with("element", element),
            No::Overtaken => Self::plain("TRM-018"),
            No::TooLarge { most } => invalid("TRM-019").with("most", most),
            No::VersionMissing => invalid("TRM-020"),
        }
    }
}

impl From<TerminologyRefusal> for Stop {
    fn from(refusal: TerminologyRefusal) -> Self {
        Self::Refused(refusal.into())
    }
}
