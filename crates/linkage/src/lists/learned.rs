//! What was learned from one list, for lists that come later: as a text that a table or a file keeps.
//!
//! ```text
//! nabz-learned 2
//! partners  households  0.012  0.003  3.1  210  …     of each class, how many a line meets
//! person    given_name  0 -0.84 -0.79 …                of each agreement, the logarithm of its share
//! together  names       0 0 0 1.9 …                    of each set of names, how much oftener than chance
//! together  bearers     0.7 0.3                      of sex and age, the same of those of one given name
//! others    name        -3.2                           how much rarer than average names are
//! name      sunita      2.1                            but for these, which are commoner
//! ```

use super::bearers::{Bearers, TOLD};
use super::circles::{Circles, SETS};
use super::common::{Common, Taught};
use super::fields::{Agreement, Fact, Whose};
use super::patterns::Kind;
use super::people::People;
use super::values::number;
use super::weights::{CHANCE_MIN, CLASSES, OfClass, Table, Weights};
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

const HEAD: &str = "nabz-learned 2";
const PARTNERS: &str = "partners";
const TOGETHER: [&str; 2] = ["together", "names"];
const BEARERS: [&str; 2] = ["together", "bearers"];
/// Of those who are met again, so many have an address that is a stranger's, more than a made-up city
/// says.
const ELSEWHERE: f64 = 0.02;
/// Short lists are of a city all the same: whoever is not on them yet may be a namesake.
const LINES_MIN: usize = 1_000_000;

/// What agreements are worth, apart from the lists from which it was learned.
#[derive(Clone)]
pub struct Learned {
    /// Of each kind of pair, how many of each class a line meets.
    partners: [OfClass<f64>; Kind::COUNT],
    tables: OfClass<Table>,
    /// Of each set of names, how much oftener than chance strangers share them.
    together: [f64; SETS],
    /// The same of what a given name says of its bearer.
    bearers: [f64; TOLD],
    names: Common,
    guardians: Common,
}

/// The text is not what [`Learned`] writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what was learned cannot be read")]
pub struct Unreadable;

impl Learned {
    /// What a made-up city taught, for lists too short to learn from.
    ///
    /// Source: `nabz simulate city --residents 1000000 --seed 1`, then `nabz people link --learned`.
    pub fn of_a_city() -> Self {
        let taught: Result<Self, Unreadable> = include_str!("of_a_city.tsv").parse();
        taught.unwrap_or_else(|_| Self::nothing()).doubting().deaf_to_silence()
    }

    /// What one list does not say tells nothing about what another does not.
    fn deaf_to_silence(mut self) -> Self {
        for table in &mut self.tables {
            for (row, fact) in table.iter_mut().zip(Fact::ALL) {
                if !fact.has_telling_silence() {
                    continue;
                }
                let [neither, said @ .., one] = row;
                let both = said.iter().map(|log| log.exp()).sum::<f64>().max(CHANCE_MIN).ln();
                for log in said {
                    *log -= both;
                }
                (*neither, *one) = (0.0, 0.0);
            }
        }
        self
    }

    /// In a made-up city nobody writes down the house of somebody else, or moves within a ward: so
    /// large a share of addresses is believed to be a stranger's.
    fn doubting(mut self) -> Self {
        let [persons @ .., strangers] = &mut self.tables;
        for table in persons {
            for ((row, strange), fact) in table.iter_mut().zip(strangers.iter()).zip(Fact::ALL) {
                if matches!(fact.whose(), Whose::Person | Whose::Family) {
                    continue;
                }
                for (own, strange) in row.iter_mut().zip(strange) {
                    *own = ((1.0 - ELSEWHERE) * own.exp() + ELSEWHERE * strange.exp()).ln();
                }
            }
        }
        self
    }

    /// Nobody is anybody's partner, and nothing speaks for anything.
    fn nothing() -> Self {
        Self {
            partners: [[0.0; CLASSES.len()]; Kind::COUNT],
            tables: [[[0.0; Agreement::COUNT]; Fact::COUNT]; CLASSES.len()],
            together: [0.0; SETS],
            bearers: [0.0; TOLD],
            names: Common::default(),
            guardians: Common::default(),
        }
    }

    /// From lists that were learned from.
    pub(super) fn from(weights: &Weights, people: &People) -> Self {
        let half = number(people.len().max(LINES_MIN)) / 2.0;
        Self {
            partners: weights.priors.map(|priors| priors.map(|prior| prior * half)),
            tables: weights.tables,
            together: people.circles.as_ref().map_or([0.0; SETS], Circles::average),
            bearers: people.bearers.average(),
            names: people.called.names.common(),
            guardians: people.called.guardians.common(),
        }
    }

    /// How likely strangers agree in a fact.
    pub(super) fn taught(&self, fact: Fact) -> Taught<'_> {
        let [.., strangers] = &self.tables;
        let row = strangers.get(fact.place()).copied().unwrap_or_default();
        let share = |agreement: Agreement| row.get(agreement.place()).map_or(0.0, |log| log.exp());
        let [_, said @ .., _] = row;
        let both = said.iter().map(|log| log.exp()).sum::<f64>().max(CHANCE_MIN);
        let same = share(Agreement::Same) / both;
        Taught { same, sound: same + share(Agreement::SameSound) / both, common: self.common(fact) }
    }

    /// Which values of a fact are common.
    pub(super) const fn common(&self, fact: Fact) -> Option<&Common> {
        if matches!(fact, Fact::GivenName | Fact::Surname | Fact::FullName) {
            Some(&self.names)
        } else if matches!(fact, Fact::GuardianName) {
            Some(&self.guardians)
        } else {
            None
        }
    }

    /// How much oftener than chance names are met together.
    pub(super) fn circles(&self) -> Circles {
        Circles::taught(self.together)
    }

    /// What a given name says of its bearer.
    pub(super) fn bearers(&self) -> Bearers {
        Bearers::taught(self.bearers)
    }

    /// For a list of so many lines.
    pub(super) fn among(&self, lines: usize) -> Weights {
        let half = number(lines.max(LINES_MIN)) / 2.0;
        let share = |partners: f64| (partners / half).min(1.0);
        Weights { priors: self.partners.map(|of| of.map(share)), tables: self.tables }
    }
}

impl Display for Learned {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}")?;
        let mut row = |words: [&str; 2], numbers: &[f64]| {
            let numbers: Vec<String> =
                numbers.iter().map(|number| format!("{number:.6e}")).collect();
            writeln!(f, "{}\t{}\t{}", words[0], words[1], numbers.join("\t"))
        };
        for (kind, partners) in Kind::ALL.iter().zip(&self.partners) {
            row([PARTNERS, kind.word()], partners)?;
        }
        for (class, table) in CLASSES.iter().zip(&self.tables) {
            for (fact, logarithms) in Fact::ALL.iter().zip(table) {
                row([class.word(), fact.word()], logarithms)?;
            }
        }
        row(TOGETHER, &self.together)?;
        row(BEARERS, &self.bearers)?;
        write!(f, "{}{}", self.names.written("name"), self.guardians.written("guardian"))
    }
}

impl FromStr for Learned {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let mut rows = text.lines().peekable();
        if rows.next() != Some(HEAD) {
            return Err(Unreadable);
        }
        let mut read = Self::nothing();
        for (kind, partners) in Kind::ALL.iter().zip(&mut read.partners) {
            fill(rows.next(), [PARTNERS, kind.word()], partners)?;
        }
        for (class, table) in CLASSES.iter().zip(&mut read.tables) {
            for (fact, logarithms) in Fact::ALL.iter().zip(table) {
                fill(rows.next(), [class.word(), fact.word()], logarithms)?;
            }
        }
        fill(rows.next(), TOGETHER, &mut read.together)?;
        fill(rows.next(), BEARERS, &mut read.bearers)?;
        read.names = Common::read(&mut rows, "name")?;
        read.guardians = Common::read(&mut rows, "guardian")?;
        if rows.next().is_some() { Err(Unreadable) } else { Ok(read) }
    }
}

/// Reads one row into its numbers.
pub(super) fn fill(
    row: Option<&str>,
    words: [&str; 2],
    numbers: &mut [f64],
) -> Result<(), Unreadable> {
    let mut cells = row.ok_or(Unreadable)?.split('\t');
    if words.into_iter().any(|word| cells.next() != Some(word)) {
        return Err(Unreadable);
    }
    for number in numbers {
        let read: Option<f64> = cells.next().and_then(|cell| cell.parse().ok());
        *number = read.filter(|read| read.is_finite()).ok_or(Unreadable)?;
    }
    if cells.next().is_some() { Err(Unreadable) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learned_is_read_as_it_was_written_and_nothing_else_is() {
        let text = include_str!("of_a_city.tsv");
        assert_eq!(text.parse::<Learned>().map(|read| read.to_string()), Ok(text.to_owned()));
        for wrong in [
            String::new(),
            text.replacen('2', "3", 1),
            text.replace("given_name", "name"),
            text.replacen("e-", "x", 1),
            format!("{text}more\n"),
            text.lines().take(9).collect::<Vec<_>>().join("\n"),
        ] {
            assert!(wrong.parse::<Learned>().is_err(), "{wrong}");
        }
    }
}
