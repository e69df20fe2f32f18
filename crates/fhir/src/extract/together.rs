//! Values that stand together within one element: a code with its value.

use super::{Found, Reader};
use crate::definitions::steps::Part;
use crate::tape::Node;

/// What the parts of one element make together at most.
const TOGETHER_MAX: usize = 1_000;

impl<'t> Reader<'t> {
    /// Every value of each part with every one of the others. A part that is not there leaves
    /// nothing to be found.
    pub(super) fn together(
        &mut self,
        parts: &'static [Part],
        node: Node<'t>,
        found: &mut dyn FnMut(Found<'t>),
    ) {
        let mut all = vec![Vec::with_capacity(parts.len())];
        for part in parts {
            let values = self.part(part, node);
            let with = |known: &Vec<Found<'t>>, value: &Found<'t>| {
                let mut longer = known.clone();
                longer.push(value.clone());
                longer
            };
            let longer = all.iter().flat_map(|known| values.iter().map(move |v| with(known, v)));
            all = longer.take(TOGETHER_MAX).collect();
            if all.is_empty() {
                return;
            }
        }
        for values in all {
            found(Found::Composite(values));
        }
    }

    fn part(&mut self, part: &'static Part, node: Node<'t>) -> Vec<Found<'t>> {
        let mut values = Vec::new();
        if self.parts_left == 0 {
            return values;
        }
        let from = if part.is_from_resource { self.body } else { node };
        part.at.walk(from, &mut |find, node| {
            self.read(find.param, &find.reading, node, &mut |found| values.push(found));
        });
        self.parts_left = self.parts_left.saturating_sub(values.len() + 1);
        values
    }
}
