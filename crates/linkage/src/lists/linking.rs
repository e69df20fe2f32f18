//! Compares the pairs of blocks, a glance before each comparison.

use super::blocks;
use super::blocks::{Visitor, wide};
use super::fields::Whose;
use super::gains::OfKind;
use super::glance::{Glance, Most, Seen};
use super::households::{Found, probability};
use super::patterns::Comparer;
use super::people::People;
use super::weights::Weights;
use std::ops::Range;

/// Pairs that were compared a moment ago come again in blocks of other keys; so many are remembered.
const REMEMBERED_PAIRS: usize = 1 << 18;

/// A pair that is so far from what is asked for is not looked at any closer.
const FAR_BELOW: f64 = 0.1;

/// Whoever compares, on one thread.
pub(super) struct Linking<'l> {
    people: &'l People,
    weights: &'l Weights,
    glance: Glance<'l>,
    comparer: Comparer<'l>,
    /// Pairs of which the second line is one of these.
    seconds: Range<usize>,
    least: OfKind,
    seen: Vec<Seen>,
    /// Pairs that were compared, each where its hash says.
    compared: Vec<(u32, u32)>,
    found: Vec<Found>,
}

impl<'l> Linking<'l> {
    pub(super) fn new(
        (people, weights): (&'l People, &'l Weights),
        (seconds, least): (Range<usize>, OfKind),
    ) -> Self {
        Self {
            people,
            weights,
            glance: Glance::new(people, weights.gains(least)),
            comparer: Comparer::that_remembers(people),
            seconds,
            least,
            seen: Vec::with_capacity(blocks::BLOCK_LINES_MAX),
            compared: vec![(0, 0); REMEMBERED_PAIRS],
            found: Vec::new(),
        }
    }

    /// What was found, some of it twice.
    pub(super) fn found(self) -> Vec<Found> {
        self.found
    }

    fn compare(&mut self, (one, own): (u32, &Seen), (other, theirs): (u32, &Seen), most: Most) {
        let pair = (one.min(other), one.max(other));
        let (first, second) = (wide(pair.0), wide(pair.1));
        if !self.seconds.contains(&second)
            || !self.people.is_pair(first, second)
            || self.people.are_two(first, second)
        {
            return;
        }
        let (a, b) = if one < other { (own, theirs) } else { (theirs, own) };
        let mut pattern = self.comparer.guardians(&a.line, &b.line);
        if !self.glance.may_be_one_by_guardians(&pattern, most) || self.was_compared(pair) {
            return;
        }
        self.comparer.names(&mut pattern, &a.line, &b.line);
        if !self.glance.may_be_one_by_names(&pattern, most) {
            return;
        }
        let least = self.least.get(pattern.kind.place()).copied().unwrap_or_default();
        self.comparer.all_else(&mut pattern, &a.line, &b.line);
        // What a given name says of its bearer moves few pairs, and takes a while to look up.
        if probability(self.weights.odds(&pattern)) < least * FAR_BELOW {
            return;
        }
        self.comparer.bearers(&mut pattern, &a.line);
        let odds = self.weights.odds(&pattern);
        if probability(odds) >= least {
            let says = |whose: Whose| self.weights.says(whose, &pattern);
            let (own, family) = (says(Whose::Person), says(Whose::Family));
            self.found.push(Found { first: pair.0, second: pair.1, odds, own, family });
        }
    }

    fn was_compared(&mut self, pair: (u32, u32)) -> bool {
        let hash = pair.0.wrapping_mul(0x9e37_79b1) ^ pair.1.wrapping_mul(0x85eb_ca6b);
        let place = wide(hash >> 8) % REMEMBERED_PAIRS;
        let Some(known) = self.compared.get_mut(place) else { return false };
        std::mem::replace(known, pair) == pair
    }
}

impl Visitor for Linking<'_> {
    fn block(&mut self, lines: &[u32], reach: usize) {
        let mut seen = std::mem::take(&mut self.seen);
        seen.clear();
        seen.extend(lines.iter().map(|line| self.glance.seen(wide(*line))));
        for (n, (one, own)) in lines.iter().zip(&seen).enumerate() {
            let others = lines.iter().zip(&seen).skip(n + 1).take(reach);
            for (other, theirs) in others {
                if let Some(most) = self.glance.may_be_one(own, theirs) {
                    self.compare((*one, own), (*other, theirs), most);
                }
            }
        }
        self.seen = seen;
    }
}
