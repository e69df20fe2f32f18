//! What is wrong with a bundle or a resource as a refusal: a code that a person can quote, said in
//! every language. FHIR's own outcomes speak English and stand beside the faults themselves.

use crate::body::{BODY_BYTES_MAX, NotAResource};
use crate::bundle::{BUNDLE_ENTRIES_MAX, Misread, NotATransaction};
use crate::check::Unfit;
use crate::tape::NotJson;
use nabz_kernel::refusal::Refused;

const MEGABYTE: usize = 1024 * 1024;

impl From<&NotATransaction> for Refused {
    fn from(fault: &NotATransaction) -> Self {
        let plain = |code| Self::plain(code).invalid();
        match fault {
            NotATransaction::NotABundle { line, column, .. } => {
                plain("FHI-001").with("line", line).with("column", column)
            }
            // What others wrote is shown with its signs spelt out: it may hold any.
            NotATransaction::OtherResource(found) => {
                plain("FHI-002").with("found", found.escape_debug())
            }
            NotATransaction::OtherKind(found) => {
                plain("FHI-003").with("found", found.escape_debug())
            }
            NotATransaction::TooMany => plain("FHI-004").with("most", BUNDLE_ENTRIES_MAX),
            NotATransaction::Entry(_, fault) => fault.into(),
            NotATransaction::Request(_, fault) => fault.into(),
        }
    }
}

impl From<&Misread> for Refused {
    fn from(fault: &Misread) -> Self {
        Self::plain(match fault {
            Misread::NoResource => "FHI-005",
            Misread::NoRequest => "FHI-006",
            Misread::OtherType => "FHI-007",
            Misread::OtherId => "FHI-008",
            Misread::OtherMethod => "FHI-009",
        })
        .invalid()
    }
}

impl From<&NotAResource> for Refused {
    fn from(fault: &NotAResource) -> Self {
        let plain = |code| Self::plain(code).invalid();
        match fault {
            NotAResource::NotJson(NotJson::Twice { .. }) => plain("FHI-022"),
            NotAResource::NotJson(_) => plain("FHI-010"),
            NotAResource::NotAnObject => plain("FHI-011"),
            NotAResource::UnknownType => plain("FHI-012"),
            NotAResource::TooLong => plain("FHI-013").with("most", BODY_BYTES_MAX / MEGABYTE),
        }
    }
}

impl From<&Unfit> for Refused {
    fn from(fault: &Unfit) -> Self {
        let plain = |code| Self::plain(code).invalid();
        match fault {
            Unfit::NotAnId => plain("FHI-014"),
            Unfit::Absent => plain("FHI-015"),
            Unfit::UnknownElement => plain("FHI-016"),
            Unfit::NotAList => plain("FHI-017"),
            Unfit::NotOneValue => plain("FHI-018"),
            Unfit::UnknownWord { known } => plain("FHI-019").with("known", known),
            Unfit::NotADate => plain("FHI-020"),
            Unfit::Empty | Unfit::EmptyList | Unfit::Null => plain("FHI-021"),
        }
    }
}
