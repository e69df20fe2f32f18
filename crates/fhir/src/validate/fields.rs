//! The members of an object: which of them R4 knows, and which are missing.

use super::codes;
use super::near::nearest;
use super::unfit::Unfit;
use super::walk::{Walk, object_name};
use crate::schema::{Element, OfType, Sort, TypeDef};
use crate::tape::Node;

/// So many names are told to whoever wrote another one; more would not be read.
const NAMES_TOLD_MAX: usize = 12;

/// One element as JSON has it: a member of an object, and what is said of it beside.
#[derive(Clone, Copy)]
pub(super) struct Field<'t> {
    pub(super) key: &'t str,
    pub(super) element: &'static Element,
    pub(super) of: &'static OfType,
    /// Under its name; of a list one item at a time.
    pub(super) value: Option<Node<'t>>,
    /// Under its name with a leading `_`.
    pub(super) beside: Option<Node<'t>>,
}

impl<'t> Walk<'t> {
    /// The members that R4 knows, each with what is said beside it.
    pub(super) fn fields(&mut self, node: Node<'t>, of: &'static TypeDef) -> Vec<Field<'t>> {
        let mut fields: Vec<Field<'t>> = Vec::with_capacity(8);
        let mut any_beside = false;
        for (name, node) in node.members() {
            if name == "resourceType" && of.sort == Sort::Resource {
                continue;
            }
            let is_beside = name.starts_with('_');
            let key = name.strip_prefix('_').unwrap_or(name);
            let known = of.member(key);
            let Some((element, of_type)) =
                known.filter(|(_, of)| !is_beside || of.of.sort == Sort::Primitive)
            else {
                self.unknown(name, of);
                if self.is_full() {
                    break;
                }
                continue;
            };
            any_beside |= is_beside;
            let (value, beside) = if is_beside { (None, Some(node)) } else { (Some(node), None) };
            let same = fields.iter_mut().find(|field| any_beside && field.key == key);
            if let Some(same) = same {
                same.value = same.value.or(value);
                same.beside = same.beside.or(beside);
                continue;
            }
            if element.is_choice
                && let Some(first) = fields.iter().find(|f| std::ptr::eq(f.element, element))
            {
                self.fault_at(key, Unfit::SecondChoice { first: first.key.to_owned() });
            }
            fields.push(Field { key, element, of: of_type, value, beside });
        }
        fields
    }

    fn unknown(&mut self, name: &'t str, of: &'static TypeDef) {
        let keys = || of.members.iter().map(|member| member.key);
        let near = nearest(name, keys());
        let mut known: Vec<_> = keys().filter(|key| !is_of_every_type(key)).collect();
        if near.is_some() || known.len() > NAMES_TOLD_MAX {
            known.clear();
        }
        self.fault_at(name, Unfit::UnknownElement { of: object_name(of), near, known });
    }

    pub(super) fn nothing_missing(&mut self, of: &'static TypeDef, fields: &[Field<'t>]) {
        for element in of.elements.iter().filter(|element| element.min > 0) {
            if !fields.iter().any(|field| std::ptr::eq(field.element, element)) {
                self.fault_at(element.name, Unfit::Absent { wanted: wanted(of, element) });
            }
        }
    }
}

fn is_of_every_type(key: &str) -> bool {
    matches!(key, "id" | "extension" | "modifierExtension")
}

/// What R4 has where nothing stands: `code, one of final, amended`, `list of Identifier`, or the
/// names of a choice.
fn wanted(of: &TypeDef, element: &Element) -> String {
    if element.is_choice {
        let is_of =
            |at: u16| of.elements.get(usize::from(at)).is_some_and(|e| std::ptr::eq(e, element));
        let keys = of.members.iter().filter(|member| is_of(member.element)).map(|m| m.key);
        let keys: Vec<_> = keys.take(NAMES_TOLD_MAX).collect();
        return format!("one of {}", keys.join(", "));
    }
    let name = element.types.first().map_or("Element", |of| of.of.name);
    let list = if element.is_list() { "list of " } else { "" };
    let codes = element.codes.map(|codes| format!(", one of {}", codes::known(codes)));
    format!("{list}{name}{}", codes.unwrap_or_default())
}
