//! What can be wrong in a folder of bundles: a place, and a reason that can be said in every
//! language and quoted by its code.

use nabz_fhir::bundle::NotATransaction;
use nabz_fhir::validate::Issue;
use nabz_kernel::refusal::Refused;
use std::fmt;

/// One thing wrong with one file of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// Its name, without its folder.
    pub file: String,
    /// Which entry, counted from 1; none when the whole file is meant.
    pub entry: Option<usize>,
    /// Which element, such as `Patient.birthDate`; none when the whole entry is meant.
    pub element: Option<String>,
    /// What is wrong.
    pub what: Refused,
}

impl FileFault {
    /// A fault of the whole file.
    pub fn of_file(file: String, what: Refused) -> Self {
        Self { file, entry: None, element: None, what }
    }

    /// A file that is no transaction.
    pub(crate) fn no_transaction(file: String, fault: &NotATransaction) -> Self {
        let entry = fault.entry().map(|at| at + 1);
        Self { file, entry, element: None, what: fault.into() }
    }

    /// An element that is not what R4 says; `at` counts the entries from 0.
    pub(crate) fn of_element(file: String, at: usize, issue: Issue) -> Self {
        let what = Refused::from(&issue.what);
        Self { file, entry: Some(at + 1), element: Some(issue.expression), what }
    }
}

impl fmt::Display for FileFault {
    /// For logs: place and code, in no language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(entry) = self.entry {
            write!(f, " {entry}")?;
        }
        if let Some(element) = &self.element {
            write!(f, " {element}")?;
        }
        write!(f, " {}", self.what)
    }
}
