//! What agreements say for one person against strangers, as far as a glance needs it.

use super::fields::{Agreement, Fact};
use super::patterns::Kind;
use super::values::single;
use super::weights::{CHANCE_MIN, Table};

const FACTS: usize = Fact::COUNT;
const LEVELS: usize = Agreement::COUNT;

/// Natural logarithms of odds: what agreements say for one person against strangers.
pub(super) struct Gains {
    /// What is there before anything is compared, less what is asked for.
    at_home: [f32; Kind::COUNT],
    /// The same of those who moved, of whom the address says nothing.
    moved: [f32; Kind::COUNT],
    facts: [[f32; LEVELS]; FACTS],
    /// The most that two values can say that are not the same.
    unlike: [f32; FACTS],
}

/// The probability from which on pairs of each kind are kept.
pub(super) type OfKind = [f64; Kind::COUNT];

/// Sums of single precision err by less.
const ROUNDING: f32 = 1e-3;

impl Gains {
    /// Of logarithms of shares among one person and strangers, and the odds of each kind of pair:
    /// of one person at one home, and of one who moved.
    pub(super) fn of_tables(
        (person, strangers): (&Table, &Table),
        (at_home, moved): ([f64; Kind::COUNT], [f64; Kind::COUNT]),
        least: OfKind,
    ) -> Self {
        let mut facts = [[0.0; LEVELS]; FACTS];
        for ((gains, person), strangers) in facts.iter_mut().zip(person).zip(strangers) {
            for ((gain, one), other) in gains.iter_mut().zip(person).zip(strangers) {
                *gain = single(one - other);
            }
        }
        let mut unlike = [0.0; FACTS];
        for ((unlike, gains), fact) in unlike.iter_mut().zip(&facts).zip(Fact::ALL) {
            let may_be = Agreement::ALL.iter().zip(gains).filter(|(level, _)| fact.may_be(**level));
            *unlike = may_be.map(|(_, gain)| *gain).fold(f32::MIN, f32::max);
        }
        // Either of two classes may bring half of what is asked for.
        let base = |odds: [f64; Kind::COUNT]| {
            Kind::ALL.map(|kind| {
                let [odds, least] = [odds, least].map(|of| of.get(kind.place()).copied());
                let (odds, least) = odds.zip(least).unwrap_or_default();
                let asked = (least / (1.0 - least).max(CHANCE_MIN)).max(CHANCE_MIN).ln();
                single((2.0 * odds).ln() - asked) + ROUNDING
            })
        };
        Self { at_home: base(at_home), moved: base(moved), facts, unlike }
    }

    /// The most that is there before facts of the person are compared: of those at one home, of whom
    /// the address says so much, and of those who moved.
    pub(super) fn base(&self, kind: Kind, address: f32) -> f32 {
        let of = |kinds: &[f32; Kind::COUNT]| kinds.get(kind.place()).copied().unwrap_or(0.0);
        of(&self.moved).max(of(&self.at_home) + address)
    }

    pub(super) fn of(&self, fact: Fact, agreement: Agreement) -> f32 {
        let row = self.facts.get(fact.place());
        row.and_then(|row| row.get(agreement.place())).copied().unwrap_or(0.0)
    }

    pub(super) fn unlike(&self, fact: Fact) -> f32 {
        self.unlike.get(fact.place()).copied().unwrap_or(0.0)
    }

    /// The most that the order of two fields can say.
    pub(super) fn order(&self, fact: Fact) -> f32 {
        self.of(fact, Agreement::Same).max(self.of(fact, Agreement::Turned)).max(0.0)
    }
}
