//! How likely each agreement is between lines of one person, of one house, of one locality, and
//! of strangers: learned from the lists themselves.
//!
//! Fellegi and Sunter's model has two classes, and in a city it fails at families, of whom a brother
//! shares the name, the house and the phone, and at those who have moved, of whom all that is said
//! of the address is another at once. Here are five. What a class shares is learned for it; in all
//! else two of a house are strangers. The classes are told apart by expectation and maximisation
//! over the pairs that blocks bring and a sample of all pairs.
//!
//! Sources: I. Fellegi and A. Sunter, A Theory for Record Linkage (1969); W. Winkler, frequency-based
//! matching (1989), for the weight of rare values.

use super::fields::{Agreement, Fact, Whose};
use super::gains::{Gains, OfKind};
use super::patterns::{Kind, Pattern, whose_place};
use super::shares::over_lines;
use super::starts::{PERSON_START, SHARED_START, person_start, strangers_start};
use super::values::number;

const FACTS: usize = Fact::COUNT;
const LEVELS: usize = Agreement::COUNT;
/// Levels between what neither says and what one of two says.
const SAID: usize = LEVELS - 2;

/// Which class a pair is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// One person, at one home.
    Person,
    /// One person, who moved between the two lines.
    Moved,
    House,
    Locality,
    Strangers,
}

const CLASS_COUNT: usize = 5;
pub(super) const CLASSES: [Class; CLASS_COUNT] =
    [Class::Person, Class::Moved, Class::House, Class::Locality, Class::Strangers];
/// A value for each class.
pub(super) type OfClass<T> = [T; CLASS_COUNT];

impl Class {
    /// Its name in what was learned.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Moved => "moved",
            Self::House => "house",
            Self::Locality => "locality",
            Self::Strangers => "strangers",
        }
    }

    const fn place(self) -> usize {
        match self {
            Self::Person => 0,
            Self::Moved => 1,
            Self::House => 2,
            Self::Locality => 3,
            Self::Strangers => 4,
        }
    }

    /// Whether two of the class share a fact by more than chance.
    const fn shares(self, whose: Whose) -> bool {
        match self {
            Self::Person => true,
            Self::Moved => matches!(whose, Whose::Person | Whose::Family),
            Self::House => matches!(whose, Whose::Family | Whose::Home | Whose::Place),
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
    /// Of the pairs of each kind, how large a share each class is.
    pub(super) priors: [OfClass<f64>; Kind::COUNT],
    /// Logarithms.
    pub(super) tables: OfClass<Table>,
}

/// Pairs that a start counts for.
const START_PAIRS: f64 = 12.0;
/// And of facts that tell who somebody is, so many times the pairs that say anything: what people of
/// one name and one street share would else be taken for it.
const START_SHARE: f64 = 0.1;
const ROUNDS_MAX: usize = 60;
/// Priors that move less than this from one round to the next have settled.
const SETTLED: f64 = 1e-3;
/// Of one house, so many are twins, or were given one day of birth.
const TWINS: f64 = 0.01;
/// Of a hundred who are met again, so many have moved, before anything is known.
const MOVED_START: f64 = 0.1;
/// No agreement is believed to be rarer.
pub(super) const CHANCE_MIN: f64 = 1e-8;

/// What is learned from.
pub(super) struct Evidence {
    /// Pairs that blocks brought.
    /// Each with how many pairs it stands for.
    pub(super) blocked: Vec<(Pattern, f64)>,
    /// Pairs drawn from all.
    pub(super) drawn: Vec<Pattern>,
    /// How many pairs there are of each kind.
    pub(super) pairs: [f64; Kind::COUNT],
    /// How likely two strangers say the same of each fact.
    pub(super) chances: [f64; FACTS],
    /// How large a share of the lines says each fact.
    pub(super) said: [f64; FACTS],
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
            let priors = before.iter().flatten().zip(weights.priors.iter().flatten());
            let moved = priors.map(|(a, b)| (a / b - 1.0).abs());
            if moved.fold(0.0, f64::max) < SETTLED {
                break;
            }
        }
        weights
    }

    /// What is believed before anything is learned.
    pub(super) fn start(evidence: &Evidence) -> Self {
        let mut strangers = Fact::ALL.map(strangers_start);
        for (row, chance) in strangers.iter_mut().zip(&evidence.chances) {
            let [_, same, _, _, _, _, _, differs, ..] = row;
            *differs = (*differs + *same - chance).max(0.01);
            *same = *chance;
        }
        let pairs: f64 = evidence.pairs.iter().sum();
        let person = evidence.persons / 4.0 / pairs;
        let priors = [person, person * MOVED_START, person, (1e-3_f64).max(person), 1.0];
        let priors = [priors; Kind::COUNT];
        let (one, of_house) = (Fact::ALL.map(person_start), [SHARED_START; FACTS]);
        let mut shares = [one, one, of_house, of_house, strangers];
        link_classes(&mut shares);
        for (row, said) in shares.iter_mut().flat_map(|table| table.iter_mut().zip(&evidence.said))
        {
            silences(row, &[0.0; LEVELS], *said);
        }
        Self { priors, tables: logarithms(&shares) }
    }

    /// Expectation over all pairs, then maximisation.
    fn round(&self, evidence: &Evidence) -> Self {
        let blocked = over_lines(evidence.blocked.len(), |pairs| {
            let mut found = Expected::default();
            for (pattern, weight) in evidence.blocked.get(pairs).into_iter().flatten() {
                let shares = self.shares(pattern);
                for class in [Class::Person, Class::Moved, Class::House] {
                    found.add(class, pattern, part(&shares, class) * weight, 1.0);
                }
            }
            vec![found]
        });
        let weights = Kind::ALL.map(|kind| {
            let drawn = evidence.drawn.iter().filter(|pattern| pattern.kind == kind).count();
            evidence.pairs.get(kind.place()).copied().unwrap_or(0.0) / number(drawn.max(1))
        });
        let drawn = over_lines(evidence.drawn.len(), |pairs| {
            let mut found = Expected::default();
            for pattern in evidence.drawn.get(pairs).into_iter().flatten() {
                let shares = self.shares(pattern);
                for class in [Class::Locality, Class::Strangers] {
                    let weight = weights.get(pattern.kind.place()).copied().unwrap_or(0.0);
                    found.add(class, pattern, part(&shares, class), weight);
                }
            }
            vec![found]
        });
        let Expected { mut counts, sums } = Expected::together(blocked.into_iter().chain(drawn));
        counts = tied(counts);
        let mut tables = [[[0.0; LEVELS]; FACTS]; CLASS_COUNT];
        for ((class, table), counted) in CLASSES.iter().zip(&mut tables).zip(&counts) {
            let known = evidence.chances.iter().zip(&evidence.said);
            let rows = table.iter_mut().zip(counted).zip(known).zip(Fact::ALL);
            for (((row, counted), (chance, said)), fact) in rows {
                *row = shares_of((*class, fact), counted, *chance);
                silences(row, counted, *said);
            }
        }
        link_classes(&mut tables);
        let mut priors = sums;
        for (priors, pairs) in priors.iter_mut().zip(evidence.pairs) {
            let pairs = pairs.max(1.0);
            *priors = priors.map(|sum| (sum + 0.5).min(pairs) / pairs);
        }
        Self { priors, tables: logarithms(&tables) }
    }

    fn prior(&self, class: Class, kind: Kind) -> f64 {
        let priors = self.priors.get(kind.place());
        priors.and_then(|priors| priors.get(class.place())).copied().unwrap_or(0.0)
    }

    /// How likely a pattern is of each class.
    fn shares(&self, pattern: &Pattern) -> OfClass<f64> {
        let mut logs = [0.0; CLASS_COUNT];
        for (class, log) in CLASSES.iter().zip(&mut logs) {
            *log = self.log_of(*class, pattern);
        }
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let shares = logs.map(|log| (log - most).exp());
        let sum: f64 = shares.iter().sum();
        shares.map(|share| share / sum)
    }

    fn log_of(&self, class: Class, pattern: &Pattern) -> f64 {
        let prior = self.prior(class, pattern.kind).ln();
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
            + by_chance(Whose::Home)
            + by_chance(Whose::Place)
    }

    /// Natural logarithm of the odds that two lines are of one person.
    pub(super) fn odds(&self, pattern: &Pattern) -> f64 {
        let logs = CLASSES.map(|class| self.log_of(class, pattern));
        let [person, moved, others @ ..] = logs;
        let sum = |logs: &[f64]| {
            let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            most + logs.iter().map(|log| (log - most).exp()).sum::<f64>().ln()
        };
        sum(&[person, moved]) - sum(&others)
    }

    /// What facts say for one person against strangers: a natural logarithm.
    pub(super) fn says(&self, whose: Whose, pattern: &Pattern) -> f64 {
        let [person, .., strangers] = &self.tables;
        let rows = person.iter().zip(strangers).zip(&pattern.agreements).zip(Fact::ALL);
        let of_facts = rows.filter(|(_, fact)| fact.whose() == whose);
        let said = of_facts.map(|(((person, strangers), agreement), _)| {
            let log = |row: &[f64; LEVELS]| row.get(agreement.place()).copied().unwrap_or(0.0);
            log(person) - log(strangers)
        });
        let rarity = pattern.rarity.get(whose_place(whose)).copied().unwrap_or(0.0);
        said.sum::<f64>() - f64::from(rarity)
    }

    /// What each agreement says for one person against strangers, for pairs that are to be at least
    /// so probable.
    pub(super) fn gains(&self, least: OfKind) -> Gains {
        let [person, .., strangers] = &self.tables;
        let odds =
            |class: Class, kind: Kind| self.prior(class, kind) / self.prior(Class::Strangers, kind);
        let of_kinds = |class: Class| Kind::ALL.map(|kind| odds(class, kind));
        Gains::of_tables(
            (person, strangers),
            (of_kinds(Class::Person), of_kinds(Class::Moved)),
            least,
        )
    }

    /// By how many doublings an agreement changes the odds of one person against strangers.
    pub(super) fn doublings(&self, fact: Fact, agreement: Agreement) -> f64 {
        let log = |class: Class| {
            let row = self.tables.get(class.place()).and_then(|table| table.get(fact.place()));
            row.and_then(|row| row.get(agreement.place())).copied().unwrap_or(0.0)
        };
        (log(Class::Person) - log(Class::Strangers)) / std::f64::consts::LN_2
    }

    /// What share of the pairs of a kind is believed to be of one person.
    pub(super) fn believed(&self, kind: Kind) -> f64 {
        self.prior(Class::Person, kind) + self.prior(Class::Moved, kind)
    }
}

fn part(shares: &OfClass<f64>, class: Class) -> f64 {
    shares.get(class.place()).copied().unwrap_or(0.0)
}

/// How many pairs of each class are expected, and how they agree.
#[derive(Default)]
struct Expected {
    counts: OfClass<Table>,
    sums: [OfClass<f64>; Kind::COUNT],
}

impl Expected {
    fn add(&mut self, class: Class, pattern: &Pattern, share: f64, weight: f64) {
        if share <= 0.0 {
            return;
        }
        let sums = self.sums.get_mut(pattern.kind.place());
        if let Some(sum) = sums.and_then(|sums| sums.get_mut(class.place())) {
            *sum += share * weight;
        }
        let rows = self.counts.get_mut(class.place()).into_iter().flatten();
        for (row, agreement) in rows.zip(&pattern.agreements) {
            if let Some(cell) = row.get_mut(agreement.place()) {
                *cell += share;
            }
        }
    }

    /// One after the other, so that rounding is the same on every machine.
    fn together(parts: impl Iterator<Item = Self>) -> Self {
        parts.fold(Self::default(), |mut all, part| {
            let tables = all.counts.iter_mut().flatten().flatten();
            for (cell, more) in tables.zip(part.counts.iter().flatten().flatten()) {
                *cell += more;
            }
            let sums = all.sums.iter_mut().flatten();
            for (sum, more) in sums.zip(part.sums.into_iter().flatten()) {
                *sum += more;
            }
            all
        })
    }
}

/// Counts and the start, as shares of those that say anything.
fn shares_of((class, fact): (Class, Fact), counted: &[f64; LEVELS], chance: f64) -> [f64; LEVELS] {
    let mut start = match class {
        Class::Person | Class::Moved => PERSON_START,
        Class::House | Class::Locality => SHARED_START,
        Class::Strangers => strangers_start(fact),
    };
    if class == Class::Strangers {
        let [_, same, ..] = &mut start;
        *same = chance;
    }
    let said: f64 = counted.iter().skip(1).take(SAID).sum();
    let own = matches!(class, Class::Person | Class::Moved)
        && matches!(fact.whose(), Whose::Person | Whose::Family);
    if own {
        start = person_start(fact);
        let [_, same, sound, ..] = &mut start;
        let [_, a, b, ..] = counted;
        let both = *same + *sound;
        (*same, *sound) = (both * (a + 0.5) / (a + b + 1.0), both * (b + 0.5) / (a + b + 1.0));
    }
    let start_pairs = START_PAIRS + if own { said * START_SHARE } else { 0.0 };
    let mut shares = [0.0; LEVELS];
    let levels = shares.iter_mut().zip(counted).zip(start);
    for ((share, count), start) in levels.skip(1).take(SAID) {
        *share = ((count + start * start_pairs) / (said + start_pairs)).max(CHANCE_MIN);
    }
    if class == Class::Strangers {
        // Values are counted exactly; a sample may hold none of a rare one.
        let [_, same, ..] = &mut shares;
        *same = chance;
    }
    shares
}

/// How often neither of two says a fact, or one alone, where so large a share of all lines says it.
fn silences(row: &mut [f64; LEVELS], counted: &[f64; LEVELS], said: f64) {
    let all: f64 = counted.iter().sum::<f64>() + START_PAIRS;
    let [neither, .., one] = row;
    let [counted_neither, .., counted_one] = counted;
    *neither = (counted_neither + START_PAIRS * (1.0 - said) * (1.0 - said)) / all;
    *one = (counted_one + START_PAIRS * 2.0 * said * (1.0 - said)) / all;
}

/// Whether a fact is said by who moved as by who did not. Whole families move and keep their phones.
const fn is_tied(fact: Fact) -> bool {
    Class::Moved.shares(fact.whose()) && !matches!(fact, Fact::Phone)
}

/// Who moved is one person as much as who did not: what they share is learned from both.
fn tied(mut counts: OfClass<Table>) -> OfClass<Table> {
    let [person, moved, ..] = &mut counts;
    for ((person, moved), fact) in person.iter_mut().zip(moved).zip(Fact::ALL) {
        if is_tied(fact) {
            for (one, other) in person.iter_mut().zip(moved) {
                *one += *other;
                *other = *one;
            }
        }
    }
    counts
}

/// What a class does not share is as among strangers; and what agrees more closely never speaks
/// less for one person.
fn link_classes(shares: &mut OfClass<Table>) {
    let [person, moved, house, locality, strangers] = shares;
    let rows = person.iter().zip(moved).zip(house).zip(locality).zip(strangers).zip(Fact::ALL);
    for (((((person, moved), house), locality), strangers), fact) in rows {
        if matches!(fact, Fact::NameOrder | Fact::LineOrder) {
            // Either order is looked at, so that strangers have no order.
            *strangers = [1.0; LEVELS];
            *house = *person;
            *moved = if Class::Moved.shares(fact.whose()) { *person } else { *strangers };
            *locality = *strangers;
            continue;
        }
        steady(person, strangers);
        if !Class::Moved.shares(fact.whose()) {
            *moved = *strangers;
        }
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

/// How seldom one person's lines agree is known too badly to measure others by it.
const SELDOM: f64 = 1e-3;

/// Raises the share of strangers where a looser agreement would speak louder than a closer one.
fn steady(person: &[f64; LEVELS], strangers: &mut [f64; LEVELS]) {
    let mut closest = f64::INFINITY;
    for (one, other) in person.iter().zip(strangers.iter_mut()).skip(1).take(SAID) {
        let speaks = *one / other.max(CHANCE_MIN);
        if speaks > closest {
            *other = *one / closest;
        } else if *one >= SELDOM {
            closest = speaks;
        }
    }
}

fn logarithms(shares: &OfClass<Table>) -> OfClass<Table> {
    let log = |share: f64| share.max(CHANCE_MIN).ln();
    shares.map(|table| {
        let mut logs = table;
        for (row, fact) in logs.iter_mut().zip(Fact::ALL) {
            let [neither, .., one] = *row;
            let (silent, both) = if fact.has_telling_silence() {
                ([neither, one].map(log), log(1.0 - neither - one))
            } else {
                ([0.0; 2], 0.0)
            };
            *row = row.map(|share| both + log(share));
            let [neither, .., one] = row;
            [*neither, *one] = silent;
        }
        logs
    })
}
