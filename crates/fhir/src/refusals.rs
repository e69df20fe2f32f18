//! What is wrong with a bundle or a resource as a refusal: a code that a person can quote, said in
//! every language. FHIR's own outcomes speak English and stand beside the faults themselves.

use crate::body::{BODY_BYTES_MAX, NotAResource};
use crate::bundle::{BUNDLE_ENTRIES_MAX, Misread, NotATransaction};
use crate::definitions::added::{ADDED_MAX, Unusable};
use crate::profile::Unmet;
use crate::tape::NotJson;
use crate::validate::{TEXT_BYTES_MAX, Unfit};
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
            NotATransaction::SameUrl(_) => plain("FHI-050"),
            NotATransaction::Patch(..) => plain("FHI-051"),
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
            Misread::NoVersion => "FHI-052",
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
            Unfit::NotJson(NotJson::Twice { .. }) => plain("FHI-022"),
            Unfit::NotJson(_) => plain("FHI-010"),
            Unfit::NotAnObject { of } => plain("FHI-023").with("type", of),
            Unfit::NoResourceType | Unfit::UnknownResourceType { .. } => plain("FHI-012"),
            Unfit::OtherResourceType { wanted } => plain("FHI-024").with("type", wanted),
            Unfit::NotAnId => plain("FHI-014"),
            Unfit::Absent { .. } => plain("FHI-015"),
            Unfit::UnknownElement { .. } => plain("FHI-016"),
            Unfit::SecondChoice { first } => plain("FHI-025").with("first", first),
            Unfit::NotAList => plain("FHI-017"),
            Unfit::NotOneValue => plain("FHI-018"),
            Unfit::TooFew { min } => plain("FHI-026").with("least", min),
            Unfit::TooMany { max } => plain("FHI-027").with("most", max),
            Unfit::OtherKind { form } | Unfit::Malformed { form } => {
                plain("FHI-028").with("type", form.name).with("example", form.example)
            }
            Unfit::NotADate { .. } => plain("FHI-020"),
            Unfit::TooLong => plain("FHI-029").with("most", TEXT_BYTES_MAX / MEGABYTE),
            Unfit::ControlCharacter => plain("FHI-030"),
            Unfit::UnknownWord { known } => plain("FHI-019").with("known", known),
            Unfit::Empty | Unfit::Blank | Unfit::EmptyList | Unfit::Null | Unfit::NullAlone => {
                plain("FHI-021")
            }
            Unfit::OtherLength { .. } => plain("FHI-031"),
            Unfit::NotAReference | Unfit::UnknownTarget { .. } => plain("FHI-032"),
            Unfit::OtherTarget { allowed } => plain("FHI-033").with("allowed", allowed),
            Unfit::OtherTargetType { target } => plain("FHI-034").with("type", target),
            Unfit::NotContained => plain("FHI-035"),
            Unfit::RuleBroken(rule) => {
                plain("FHI-036").with("rule", rule.key).with("words", rule.human.trim())
            }
            Unfit::RuleUnanswered { key, .. } => plain("FHI-037").with("rule", key),
            Unfit::OfProfile { what, .. } => what.into(),
        }
    }
}

impl From<&Unmet> for Refused {
    fn from(fault: &Unmet) -> Self {
        let plain = |code| Self::plain(code).invalid();
        match fault {
            Unmet::TooFew { min, .. } => plain("FHI-060").with("least", min),
            Unmet::TooMany { max, .. } => plain("FHI-061").with("most", max),
            Unmet::OtherType { allowed } => plain("FHI-062").with("allowed", allowed),
            Unmet::NotFixed { wanted } => plain("FHI-063").with("wanted", wanted),
            Unmet::NotPattern { wanted } => plain("FHI-064").with("wanted", wanted),
            Unmet::TooLong { most } => plain("FHI-065").with("most", most),
            Unmet::OutOfBounds { bound } => plain("FHI-066").with("bound", bound),
            Unmet::NotAmong { value_set } => plain("FHI-067").with("set", value_set),
            Unmet::ValueSetUnknown { why } => plain("FHI-068").with("why", why),
            Unmet::RuleBroken { key, human } => {
                plain("FHI-069").with("rule", key).with("words", human.trim())
            }
            Unmet::Unanswered { key, .. } => plain("FHI-070").with("rule", key),
            Unmet::NoSlice { slices } => plain("FHI-071").with("slices", slices),
            Unmet::OutOfOrder { slices } => plain("FHI-072").with("slices", slices),
            Unmet::Unsaid { .. } => plain("FHI-073"),
            Unmet::UnknownModifier { url } => plain("FHI-074").with("url", url),
            Unmet::OtherTarget { allowed } => plain("FHI-075").with("allowed", allowed),
            Unmet::NoneFits { profiles, .. } => plain("FHI-076").with("profiles", profiles),
            Unmet::ProfileUnknown { url } => plain("FHI-077").with("url", url),
            Unmet::Unfinished => plain("FHI-078"),
        }
    }
}

impl From<&Unusable> for Refused {
    fn from(fault: &Unusable) -> Self {
        let plain = |code| Self::plain(code).invalid();
        // What others wrote is shown with its signs spelt out: it may hold any.
        match fault {
            Unusable::NotOfR4(why) => plain("FHI-080").with("why", why),
            Unusable::Expression(why) => plain("FHI-081").with("why", why),
            Unusable::Kind(kind) => plain("FHI-082").with("kind", kind),
            Unusable::Code(code) => plain("FHI-083").with("code", code.escape_debug()),
            Unusable::Type(of) => plain("FHI-084").with("type", of.escape_debug()),
            Unusable::Taken { of, code } => plain("FHI-085").with("code", code).with("type", of),
            Unusable::Address(url) => plain("FHI-086").with("url", url.escape_debug()),
            Unusable::TooMany => plain("FHI-087").with("most", ADDED_MAX),
            Unusable::NotThere(url) => plain("FHI-088").with("url", url.escape_debug()),
        }
    }
}
