//! Slices: to which of them each value belongs, and whether it may belong to none.

use super::Check;
use crate::fhirpath::Child;
use crate::profile::Unmet;
use crate::profile::demand::{By, Demand, Openness, Slicing};
use crate::validate::Severity;

impl<'a> Check<'a> {
    /// Each value to its slice, and each slice by itself.
    pub(super) fn sliced(&mut self, values: &[Child<'a>], demand: &'a Demand) {
        let is_closed = |slicing: &Slicing| slicing.openness == Openness::Closed;
        if demand.slices.is_empty() && !demand.slicing.as_ref().is_some_and(is_closed) {
            return;
        }
        let Some(slicing) = self.slicing(demand) else {
            return self.untold(demand, "nothing says how they are told apart");
        };
        let mut groups: Vec<Vec<Child<'a>>> = demand.slices.iter().map(|_| Vec::new()).collect();
        let (mut known, mut places) = (Vec::new(), Vec::new());
        for value in values {
            if self.is_full() {
                return;
            }
            let answers = demand.slices.iter().map(|slice| self.is_of(value, slice, slicing));
            let answers: Vec<Option<bool>> = answers.collect();
            let found = answers.iter().position(|answer| *answer == Some(true));
            if found.is_none() && answers.contains(&None) {
                continue;
            }
            if let Some(group) = found.and_then(|at| groups.get_mut(at)) {
                group.push(*value);
            }
            known.push(*value);
            places.push(found);
        }
        self.strays(&known, &places, demand, slicing);
        let is_certain = known.len() == values.len();
        for (slice, group) in demand.slices.iter().zip(&groups) {
            // One that is missed may be among those of which nobody can say.
            if is_certain || u32::try_from(group.len()).is_ok_and(|count| count >= slice.min) {
                self.group(group, slice);
            } else {
                self.each(group, slice);
            }
        }
    }

    /// How the values are told apart; what a differential leaves out, what it adds to says.
    fn slicing(&self, demand: &'a Demand) -> Option<&'a Slicing> {
        demand.slicing.as_ref().or_else(|| self.in_bases(&demand.id)?.slicing.as_ref())
    }

    /// What the nearest of the bases asks of the same element.
    pub(super) fn in_bases(&self, id: &str) -> Option<&'a Demand> {
        let mut profile = *self.under.last()?;
        for _ in 0..super::NESTED_MAX {
            profile = self.profiles.find(profile.base.as_deref()?)?;
            if let Some(demand) = profile.demand(id) {
                return Some(demand);
            }
        }
        None
    }

    /// Values that belong to no slice, and slices that do not stand in their order.
    fn strays(
        &mut self,
        values: &[Child<'a>],
        places: &[Option<usize>],
        demand: &'a Demand,
        slicing: &Slicing,
    ) {
        let last = places.iter().rposition(Option::is_some);
        let mut furthest = 0;
        for (at, (value, place)) in values.iter().zip(places).enumerate() {
            let is_early = last.is_some_and(|last| at < last);
            let slices = || names(demand);
            let what = match (place, slicing.openness) {
                (None, Openness::Closed) => Unmet::NoSlice { slices: slices() },
                (None, Openness::OpenAtEnd) if is_early => Unmet::OutOfOrder { slices: slices() },
                (Some(place), _) if slicing.is_ordered && *place < furthest => {
                    Unmet::OutOfOrder { slices: slices() }
                }
                (_, _) => {
                    furthest = furthest.max(place.unwrap_or_default());
                    continue;
                }
            };
            self.within(value, |check| check.tell(what));
        }
    }

    /// Does a value belong to a slice? `None` where nobody can say, which is told.
    fn is_of(&mut self, value: &Child<'a>, slice: &'a Demand, slicing: &Slicing) -> Option<bool> {
        if slicing.by.is_empty() {
            // Nothing says by what; it belongs to the slice if it is all that the slice asks for.
            let found = self.tried(|check| check.one(value.part, slice));
            return Some(!found.iter().any(|issue| issue.severity == Severity::Error));
        }
        for by in &slicing.by {
            if self.is_out_of_reach(value.part, by) {
                let key = slice.id.to_string();
                let why = "what it points to does not lie in this body".to_owned();
                self.within(value, |check| check.tell(Unmet::Unanswered { key, why }));
                return None;
            }
            let answer = match by.kind {
                By::Value => self.has_value(value.part, slice, &by.path),
                By::Exists => self.has_existence(value.part, slice, &by.path),
                By::Type => self.has_type(value.part, slice, &by.path),
                By::Profile => self.has_profile(value.part, slice, &by.path),
            };
            match answer {
                Some(true) => {}
                Some(false) => return Some(false),
                None => {
                    self.untold(slice, "it says nothing by which it is told from others");
                    return None;
                }
            }
        }
        Some(true)
    }

    fn untold(&mut self, demand: &'a Demand, why: &str) {
        self.place.enter(&demand.name);
        self.tell(Unmet::Unanswered { key: demand.id.to_string(), why: why.to_owned() });
        self.place.leave();
    }
}

/// In their order, as they are told.
fn names(demand: &Demand) -> String {
    let names = demand.slices.iter().filter_map(|slice| slice.slice.as_deref());
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
