//! How likely each agreement is between lines of one person, of one house, of one locality, and
//! of strangers: learned from the lists themselves.
//!
//! Fellegi and Sunter's model has two classes, and in a city it fails at families: a brother
//! shares the name, the house and the phone. Here are four. What a class shares is learned for it;
//! in all else two of a house are strangers. The classes are told apart by expectation and
//! maximisation over the pairs that blocks bring and a sample of all pairs.
//!
//! Sources: I. Fellegi and A. Sunter, A Theory for Record Linkage (1969); W. Winkler, frequency-based
//! matching (1989), for the weight of rare values.

use super::fields::{Agreement, Fact, Whose};
use super::patterns::{Pattern, whose_place};

const FACTS: usize = Fact::COUNT;
const LEVELS: usize = Agreement::COUNT;

/// Which class a pair is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Person,
    House,
    Locality,
    Strangers,
}

const CLASSES: [Class; 4] = [Class::Person, Class::House, Class::Locality, Class::Strangers];

impl Class {
    const fn place(self) -> usize {
        match self {
            Self::Person => 0,
            Self::House => 1,
            Self::Locality => 2,
            Self::Strangers => 3,
        }
    }

    /// Whether two of the class share a fact by more than chance.
    const fn shares(self, whose: Whose) -> bool {
        match self {
            Self::Person => true,
            Self::House => matches!(whose, Whose::Family | Whose::Place),
            Self::Locality => matches!(whose, Whose::Place),
            Self::Strangers => false,
        }
    }
}

/// Shares of the agreements of each fact.
pub(super) type Table = [[f64; LEVELS]; FACTS];

/// What was learned.
#[derive(Clone)]
pub(super) struct Weights {
    /// How large a share of all pairs each class is.
    priors: [f64; 4],
    /// Logarithms.
    tables: [Table; 4],
}

/// Agreements of one person, before anything is known.
const PERSON_START: [f64; LEVELS] = [0.0, 0.86, 0.02, 0.005, 0.05, 0.02, 0.015, 0.03];
/// Of two of a house or locality.
const SHARED_START: [f64; LEVELS] = [0.0, 0.80, 0.03, 0.01, 0.03, 0.03, 0.03, 0.07];
/// Of strangers; the first is replaced by the chance of the lists.
const STRANGERS_START: [f64; LEVELS] = [0.0, 0.01, 0.001, 0.0005, 0.002, 0.01, 0.04, 0.9365];
/// Pairs that a start counts for.
const START_PAIRS: f64 = 12.0;
const ROUNDS_MAX: usize = 60;
/// Priors that move less than this from one round to the next have settled.
const SETTLED: f64 = 1e-3;
/// Of one house, so many are twins, or were given one day of birth.
const TWINS: f64 = 0.01;
/// No agreement is believed to be rarer.
const CHANCE_MIN: f64 = 1e-8;

/// What is learned from.
pub(super) struct Evidence {
    /// Pairs that blocks brought.
    pub(super) blocked: Vec<Pattern>,
    /// So many pairs each of them stands for.
    pub(super) blocked_weight: f64,
    /// Pairs drawn from all.
    pub(super) drawn: Vec<Pattern>,
    /// How many pairs there are in all.
    pub(super) pairs: f64,
    /// How likely two strangers say the same of each fact.
    pub(super) chances: [f64; FACTS],
    /// How many pairs can be of one person at most, as a first guess.
    pub(super) persons: f64,
}

impl Weights {
    /// Learns from pairs.
    pub(super) fn learn(evidence: &Evidence) -> Self {
        let mut weights = Self::start(evidence);
        for _ in 0..ROUNDS_MAX {
            let before = weights.priors;
            weights = weights.round(evidence);
            let moved = before.iter().zip(&weights.priors).map(|(a, b)| (a / b - 1.0).abs());
            if moved.fold(0.0, f64::max) < SETTLED {
                break;
            }
        }
        weights
    }

    fn start(evidence: &Evidence) -> Self {
        let mut strangers = [STRANGERS_START; FACTS];
        for (row, chance) in strangers.iter_mut().zip(&evidence.chances) {
            let [_, same, .., differs] = row;
            *differs = (*differs + *same - chance).max(0.01);
            *same = *chance;
        }
        let person = evidence.persons / 4.0 / evidence.pairs;
        let priors = [person, person, (1e-3_f64).max(person), 1.0];
        let mut shares =
            [[PERSON_START; FACTS], [SHARED_START; FACTS], [SHARED_START; FACTS], strangers];
        link_classes(&mut shares);
        Self { priors, tables: logarithms(&shares) }
    }

    /// Expectation over all pairs, then maximisation.
    fn round(&self, evidence: &Evidence) -> Self {
        let mut counts = [[[0.0; LEVELS]; FACTS]; 4];
        let mut sums = [0.0; 4];
        for pattern in &evidence.blocked {
            let shares = self.shares(pattern);
            for class in [Class::Person, Class::House] {
                let share = part(&shares, class) * evidence.blocked_weight;
                count(&mut counts, class, pattern, share);
                add(&mut sums, class, share);
            }
        }
        let drawn_weight = evidence.pairs / number(evidence.drawn.len());
        for pattern in &evidence.drawn {
            let shares = self.shares(pattern);
            for class in [Class::Locality, Class::Strangers] {
                let share = part(&shares, class);
                count(&mut counts, class, pattern, share);
                add(&mut sums, class, share * drawn_weight);
            }
        }
        let mut tables = [[[0.0; LEVELS]; FACTS]; 4];
        for ((class, table), counted) in CLASSES.iter().zip(&mut tables).zip(&counts) {
            let chances = &evidence.chances;
            for ((row, counted), chance) in table.iter_mut().zip(counted).zip(chances) {
                *row = shares_of(*class, counted, *chance);
            }
        }
        link_classes(&mut tables);
        let priors = sums.map(|sum| (sum + 0.5).min(evidence.pairs) / evidence.pairs);
        Self { priors, tables: logarithms(&tables) }
    }

    /// How likely a pattern is of each class.
    fn shares(&self, pattern: &Pattern) -> [f64; 4] {
        let mut logs = [0.0; 4];
        for (class, log) in CLASSES.iter().zip(&mut logs) {
            *log = self.log_of(*class, pattern);
        }
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let shares = logs.map(|log| (log - most).exp());
        let sum: f64 = shares.iter().sum();
        shares.map(|share| share / sum)
    }

    fn log_of(&self, class: Class, pattern: &Pattern) -> f64 {
        let prior = self.priors.get(class.place()).copied().unwrap_or(0.0).ln();
        let table = self.tables.get(class.place());
        let facts = table.into_iter().flatten().zip(&pattern.agreements);
        let agreements: f64 =
            facts.map(|(row, agreement)| row.get(agreement.place()).copied().unwrap_or(0.0)).sum();
        let by_chance = |whose: Whose| {
            let rarity = pattern.rarity.get(whose_place(whose)).copied().unwrap_or(0.0);
            if class.shares(whose) { 0.0 } else { f64::from(rarity) }
        };
        prior
            + agreements
            + by_chance(Whose::Person)
            + by_chance(Whose::Family)
            + by_chance(Whose::Place)
    }

    /// How likely two lines are of one person: 0 to 1.
    pub(super) fn probability(&self, pattern: &Pattern) -> f64 {
        let [person, ..] = self.shares(pattern);
        person
    }

    /// By how many doublings an agreement changes the odds of one person against strangers.
    pub(super) fn doublings(&self, fact: Fact, agreement: Agreement) -> f64 {
        let log = |class: Class| {
            let row = self.tables.get(class.place()).and_then(|table| table.get(fact.place()));
            row.and_then(|row| row.get(agreement.place())).copied().unwrap_or(0.0)
        };
        (log(Class::Person) - log(Class::Strangers)) / std::f64::consts::LN_2
    }

    /// What share of all pairs is believed to be of one person.
    pub(super) const fn prior(&self) -> f64 {
        let [person, ..] = self.priors;
        person
    }
}

fn part(shares: &[f64; 4], class: Class) -> f64 {
    shares.get(class.place()).copied().unwrap_or(0.0)
}

fn add(sums: &mut [f64; 4], class: Class, share: f64) {
    if let Some(sum) = sums.get_mut(class.place()) {
        *sum += share;
    }
}

fn count(counts: &mut [Table; 4], class: Class, pattern: &Pattern, share: f64) {
    if share <= 0.0 {
        return;
    }
    let rows = counts.get_mut(class.place()).into_iter().flatten();
    for (row, agreement) in rows.zip(&pattern.agreements) {
        if let Some(cell) = row.get_mut(agreement.place()) {
            *cell += share;
        }
    }
}

/// Counts and the start, as shares of those that say anything.
fn shares_of(class: Class, counted: &[f64; LEVELS], chance: f64) -> [f64; LEVELS] {
    let mut start = match class {
        Class::Person => PERSON_START,
        Class::House | Class::Locality => SHARED_START,
        Class::Strangers => STRANGERS_START,
    };
    if class == Class::Strangers {
        let [_, same, ..] = &mut start;
        *same = chance;
    }
    let said: f64 = counted.iter().skip(1).sum::<f64>() + START_PAIRS;
    let mut shares = [0.0; LEVELS];
    for ((share, count), start) in shares.iter_mut().zip(counted).zip(start).skip(1) {
        *share = ((count + start * START_PAIRS) / said).max(CHANCE_MIN);
    }
    if class == Class::Strangers {
        // Values are counted exactly; a sample may hold none of a rare one.
        let [_, same, ..] = &mut shares;
        *same = chance;
    }
    shares
}

/// What a class does not share is as among strangers; and what agrees more closely never speaks
/// less for one person.
fn link_classes(shares: &mut [Table; 4]) {
    let [person, house, locality, strangers] = shares;
    let rows = person.iter().zip(house).zip(locality).zip(strangers).zip(Fact::ALL);
    for ((((person, house), locality), strangers), fact) in rows {
        if matches!(fact, Fact::NameOrder | Fact::LineOrder) {
            // Either order is looked at, so that strangers have no order.
            *strangers = [1.0; LEVELS];
            *house = *person;
            *locality = *strangers;
            continue;
        }
        steady(person, strangers);
        if !Class::House.shares(fact.whose()) {
            *house = *strangers;
        }
        if fact == Fact::Birth {
            let [_, same, ..] = house;
            *same += TWINS;
        }
        if !Class::Locality.shares(fact.whose()) {
            *locality = *strangers;
        }
    }
}

/// Raises the share of strangers where a looser agreement would speak louder than a closer one.
fn steady(person: &[f64; LEVELS], strangers: &mut [f64; LEVELS]) {
    let mut closest = f64::INFINITY;
    for (one, other) in person.iter().zip(strangers.iter_mut()).skip(1) {
        let speaks = *one / other.max(CHANCE_MIN);
        if speaks > closest {
            *other = *one / closest;
        } else {
            closest = speaks;
        }
    }
}

fn logarithms(shares: &[Table; 4]) -> [Table; 4] {
    shares.map(|table| {
        table.map(|row| {
            let mut logs = row.map(|share| share.max(CHANCE_MIN).ln());
            let [missing, ..] = &mut logs;
            *missing = 0.0;
            logs
        })
    })
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count.max(1)).unwrap_or(u32::MAX))
}
