//! Where values stand in a body, as steps over the names of JSON, and how they are read there.

use super::Param;
use crate::tape::Node;

/// One name of JSON, and what stands under it. How deep steps go is written in the tables.
pub(crate) struct Step {
    /// The name; empty where a walk begins.
    pub(crate) key: &'static str,
    /// Which of the values there.
    pub(crate) keep: Keep,
    /// What is read off each.
    pub(crate) finds: &'static [Find],
    /// Where to go on, in the order of the names.
    pub(crate) below: &'static [Step],
}

/// Which of several values count.
pub(crate) enum Keep {
    /// Every one.
    All,
    /// The first.
    First,
    /// Those that have this text under this name.
    Saying(&'static str, &'static str),
}

/// What is read off a value.
pub(crate) struct Find {
    /// For which parameter.
    pub(crate) param: &'static Param,
    /// As what.
    pub(crate) reading: Reading,
}

/// What a value is, by the type of its element.
pub(crate) enum Reading {
    /// `code`, `id` and other texts that are compared as codes.
    Code,
    /// `boolean`.
    Truth,
    /// `Coding`.
    Coding,
    /// `CodeableConcept`.
    Concept,
    /// `Identifier`.
    Identifier,
    /// `ContactPoint`.
    Contact,
    /// Anything: that it is there is what is found.
    Existence,
    /// `string`, `markdown`.
    Text,
    /// `HumanName`.
    Name,
    /// `Address`.
    Address,
    /// `date`, `dateTime`, `instant`.
    Moment,
    /// `Period`.
    Period,
    /// `Timing`.
    Timing,
    /// `Reference`.
    Reference {
        /// Only what points to this type.
        only_to: Option<&'static str>,
    },
    /// `canonical`, and a `uri` that points.
    Canonical,
    /// `uri`, `url`.
    Uri,
    /// A resource within a resource.
    Resource,
    /// `Quantity`, `Age`, `Duration`.
    Quantity,
    /// `Money`.
    Money,
    /// `Range`.
    Range,
    /// `SampledData`.
    Sampled,
    /// `integer`, `decimal`.
    Number,
    /// An element whose parts are compared together.
    Parts(&'static [Part]),
}

/// One part of a composite.
pub(crate) struct Part {
    /// It stands elsewhere in the resource, not within the element.
    pub(crate) is_from_resource: bool,
    /// The way to its values.
    pub(crate) at: Step,
}

impl Step {
    /// Does it lead to such a find?
    pub(super) fn has(&self, such: &dyn Fn(&Find) -> bool) -> bool {
        self.finds.iter().any(such) || self.below.iter().any(|step| step.has(such))
    }

    /// Goes from `node` wherever the steps lead, in the order of the body.
    pub(crate) fn walk<'t>(
        &'static self,
        node: Node<'t>,
        found: &mut dyn FnMut(&'static Find, Node<'t>),
    ) {
        for find in self.finds {
            found(find, node);
        }
        if self.below.is_empty() {
            return;
        }
        for (key, value) in node.named() {
            let from = self.below.partition_point(|step| step.key.as_bytes() < key);
            let steps = self.below.get(from..).unwrap_or_default();
            for step in steps.iter().take_while(|step| step.key.as_bytes() == key) {
                step.keep.of(value, &mut |value| step.walk(value, found));
            }
        }
    }
}

impl Keep {
    fn of<'t>(&self, value: Node<'t>, kept: &mut dyn FnMut(Node<'t>)) {
        match self {
            Self::All => value.each().for_each(kept),
            Self::First => value.each().take(1).for_each(kept),
            Self::Saying(key, text) => {
                let says = |value: &Node<'t>| value.get_text(key).is_some_and(|said| said == *text);
                value.each().filter(says).for_each(kept);
            }
        }
    }
}
