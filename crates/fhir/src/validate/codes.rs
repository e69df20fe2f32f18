//! Codes that R4 requires to be of its own value sets.

use super::unfit::Unfit;
use super::walk::Walk;
use crate::schema::{Codes, TypeDef};
use crate::tape::Node;

/// So many codes are told; of a larger set the name is.
const CODES_TOLD_MAX: usize = 12;

impl<'t> Walk<'t> {
    /// A Coding, or a `CodeableConcept`, of which one coding has to be of the set: words alone say
    /// nothing that a program could go by.
    pub(super) fn coded(&mut self, node: Node<'t>, of: &TypeDef, codes: &Codes) {
        let is_among = match of.name {
            "CodeableConcept" => {
                let mut codings = node.get("coding").map(Node::items).into_iter().flatten();
                codings.any(|coding| is_coding(coding, codes))
            }
            "Coding" => is_coding(node, codes),
            _ => true,
        };
        if !is_among {
            self.fault(Unfit::UnknownWord { known: known(codes) });
        }
    }
}

fn is_coding(coding: Node<'_>, codes: &Codes) -> bool {
    match (coding.get_text("system"), coding.get_text("code")) {
        (Some(system), Some(code)) => codes.has_of(&system, &code),
        (None, Some(code)) => codes.has(&code),
        (_, None) => false,
    }
}

/// The codes if they are few, and the value set in any case.
pub(super) fn known(codes: &Codes) -> String {
    let all = || codes.systems.iter().flat_map(|(_, codes)| codes.iter().copied());
    let few: Vec<_> = all().take(CODES_TOLD_MAX + 1).collect();
    if few.is_empty() || few.len() > CODES_TOLD_MAX {
        return format!("the codes of {}", codes.url);
    }
    format!("{} ({})", few.join(", "), codes.url)
}
