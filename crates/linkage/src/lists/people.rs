//! The lines of both lists, every value once.

use super::bearers::Bearers;
use super::birth::Birth;
use super::blocks::wide;
use super::circles::{Circles, Sounds};
use super::columns::{CalledColumns, ToldColumns};
use super::fields::{Fact, Field};
use super::learned::Learned;
use super::patterns::Kind;
use super::values::{Sound, ValueId, number};
use std::panic::resume_unwind;
use std::thread;

/// One line of a list as it was read; what is absent is empty.
pub type Cells<'c> = [&'c str; Field::COUNT];

/// What is said of one person, by field.
#[derive(Clone, Debug, Default)]
pub struct Told(Vec<(Field, String)>);

impl Told {
    /// As a line of a list.
    pub fn cells(&self) -> Cells<'_> {
        let mut cells = [""; Field::COUNT];
        for (field, text) in &self.0 {
            if let Some(cell) = cells.get_mut(field.place()) {
                *cell = text;
            }
        }
        cells
    }
}

impl FromIterator<(Field, Option<String>)> for Told {
    fn from_iter<T: IntoIterator<Item = (Field, Option<String>)>>(told: T) -> Self {
        Self(told.into_iter().filter_map(|(field, text)| Some((field, text?))).collect())
    }
}

/// Numbers of values: what is compared of one person.
#[derive(Clone, Copy, Default)]
pub(super) struct Line {
    pub(super) given: ValueId,
    pub(super) surname: ValueId,
    pub(super) full: ValueId,
    pub(super) guardian: ValueId,
    pub(super) guardian_surname: ValueId,
    pub(super) birth: ValueId,
    pub(super) sex: ValueId,
    pub(super) phone: ValueId,
    pub(super) number: ValueId,
    pub(super) street: ValueId,
    pub(super) second_street: ValueId,
    pub(super) locality: ValueId,
    pub(super) postcode: ValueId,
    pub(super) state: ValueId,
    pub(super) identifier: ValueId,
    /// In full years; negative when nobody says.
    pub(super) age: i16,
    /// Whom one visit wrote down together; not compared.
    pub(super) household: ValueId,
}

impl Line {
    /// A line with the names of another.
    const fn named(self, names: &Self) -> Self {
        let Self { given, surname, full, guardian, guardian_surname, .. } = *names;
        Self { given, surname, full, guardian, guardian_surname, ..self }
    }
}

/// Both lists: the lines of the first, then those of the second.
pub struct People {
    pub(super) lines: Vec<Line>,
    /// So many lines are of the first list; all of them when there is no second.
    pub(super) first: usize,
    pub(super) has_second: bool,
    pub(super) called: CalledColumns,
    pub(super) told: ToldColumns,
    pub(super) circles: Option<Circles>,
    pub(super) bearers: Bearers,
}

/// That two strangers say one month of one year: as many years as people live, evenly.
const MONTH_CHANCE: f64 = 1.0 / 720.0;
/// From so many lines at once on, half the work is worth a thread.
const WORTH_A_THREAD: usize = 1_000;

/// What two threads find.
fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let beside = scope.spawn(one);
        let other = other();
        (beside.join().unwrap_or_else(|panic| resume_unwind(panic)), other)
    })
}

impl People {
    /// Nobody yet. `ages_in` is the year in which ages were written down; without it an age is
    /// compared with ages alone.
    pub fn new(ages_in: Option<i32>) -> Self {
        Self {
            lines: Vec::new(),
            first: 0,
            has_second: false,
            called: CalledColumns::new(),
            told: ToldColumns::new(ages_in),
            circles: None,
            bearers: Bearers::default(),
        }
    }

    /// Takes one line of the list that is being read. The id is not looked at.
    pub fn add(&mut self, cells: &Cells<'_>) {
        let line = self.told.add(cells).named(&self.called.add(cells));
        self.keep([line]);
    }

    /// Takes lines one after the other; of many the names are read on one thread and all else on
    /// another.
    pub fn add_all(&mut self, lines: &[Cells<'_>]) {
        let Self { called, told, .. } = self;
        let mut names = || lines.iter().map(|cells| called.add(cells)).collect::<Vec<Line>>();
        let mut all_else = || lines.iter().map(|cells| told.add(cells)).collect::<Vec<Line>>();
        let (names, all_else) = if lines.len() < WORTH_A_THREAD {
            (names(), all_else())
        } else {
            both(names, all_else)
        };
        self.keep(all_else.into_iter().zip(names).map(|(line, names)| line.named(&names)));
    }

    fn keep(&mut self, lines: impl IntoIterator<Item = Line>) {
        self.lines.extend(lines);
        if !self.has_second {
            self.first = self.lines.len();
        }
    }

    /// What is added from now on is of the second list.
    pub const fn second_list(&mut self) {
        self.has_second = true;
    }

    /// How many lines were taken, of both lists together.
    pub const fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether no line was taken.
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// No line is added any more. How common values are is said by the lists, unless others taught
    /// it.
    pub(super) fn seal(&mut self, learned: Option<&Learned>) {
        let taught = |fact| learned.map(|learned| learned.taught(fact));
        let Self { called, told, .. } = self;
        both(|| called.seal(taught), || told.seal(taught));
        if let Some(learned) = learned {
            (self.circles, self.bearers) = (Some(learned.circles()), learned.bearers());
            return;
        }
        let (circles, bearers) = both(|| Circles::of(self), || Bearers::of(self));
        (self.circles, self.bearers) = (Some(circles), bearers);
    }

    pub(super) fn line(&self, at: usize) -> Line {
        self.lines.get(at).copied().unwrap_or_default()
    }

    /// Whether a pair of lines, the smaller first, is looked at: across the lists, or any two of
    /// the only one.
    pub(super) const fn is_pair(&self, one: usize, other: usize) -> bool {
        if self.has_second { one < self.first && other >= self.first } else { one < other }
    }

    /// The sounds of the given, the family and the guardian's name of a line; 0 for none.
    pub(super) fn sounds(&self, at: usize) -> Sounds {
        self.sounds_of(&self.line(at))
    }

    pub(super) fn sounds_of(&self, line: &Line) -> Sounds {
        let [given, surname] =
            [line.given, line.surname].map(|name| self.called.names.sound(name).number);
        [given, surname, self.called.guardians.sound(line.guardian).number]
    }

    /// The household of a line, where it says one.
    pub(super) fn household(&self, line: u32) -> Option<ValueId> {
        let household = self.line(wide(line)).household;
        (household != 0).then_some(household)
    }

    /// Whether any line says one.
    pub(super) fn has_households(&self) -> bool {
        self.told.households.get(1).is_some()
    }

    /// Whether two lines are of one household, as one visit wrote it down: of two people. Two lists
    /// number their households each for itself.
    pub(super) fn are_two(&self, one: usize, other: usize) -> bool {
        let of = |at| self.lines.get(at).map_or(0, |line: &Line| line.household);
        !self.has_second && of(one) != 0 && of(one) == of(other)
    }

    /// How many pairs there are of each kind.
    pub(super) fn pairs(&self) -> [f64; Kind::COUNT] {
        let say = |lines: &[Line]| lines.iter().filter(|line| line.household != 0).count();
        let (first, second) = self.lines.split_at(self.first.min(self.lines.len()));
        let pairs = |one: usize, other: usize| {
            let (one, other) = (number(one), number(other));
            if self.has_second { one * other } else { one * (one - 1.0).max(0.0) / 2.0 }
        };
        let (of_first, of_second) = (say(first), say(second));
        let households = pairs(of_first, of_second);
        let others = pairs(first.len() - of_first, second.len() - of_second);
        let all = pairs(first.len(), second.len()).max(1.0);
        Kind::ALL.map(|kind| match kind {
            Kind::Households => households,
            Kind::OneHousehold => (all - households - others).max(0.0),
            Kind::Others => others,
        })
    }

    /// How large a share of the lines says each fact of which silence tells something.
    pub(super) fn said(&self) -> [f64; Fact::COUNT] {
        Fact::ALL.map(|fact| {
            let says = |line: &&Line| match fact {
                Fact::Surname => line.surname != 0,
                Fact::GuardianName => line.guardian != 0,
                Fact::Birth => self.told.births.get(line.birth).is_some_and(Birth::names_a_day),
                Fact::Phone => line.phone != 0,
                Fact::Identifier => line.identifier != 0,
                Fact::GivenName
                | Fact::FullName
                | Fact::BirthYear
                | Fact::BirthAbout
                | Fact::Sex
                | Fact::AddressNumber
                | Fact::AddressLine
                | Fact::AddressLine2
                | Fact::Locality
                | Fact::Postcode
                | Fact::State
                | Fact::NameOrder
                | Fact::LineOrder => true,
            };
            let saying = self.lines.iter().filter(says).count();
            number(saying) / number(self.lines.len().max(1))
        })
    }

    /// How likely two strangers say the same of each fact.
    pub(super) fn chance(&self, fact: Fact) -> f64 {
        match fact {
            Fact::GivenName | Fact::Surname => self.called.names.chance(),
            Fact::FullName => self.called.full.chance(),
            Fact::GuardianName => self.called.guardians.chance(),
            Fact::BirthYear | Fact::BirthAbout => MONTH_CHANCE,
            Fact::Birth => self.told.births.chance(),
            Fact::Sex => self.told.sexes.chance(),
            Fact::Phone => self.told.phones.chance(),
            Fact::AddressNumber => self.told.numbers.chance(),
            Fact::AddressLine | Fact::AddressLine2 => self.told.streets.chance(),
            Fact::Locality => self.told.localities.chance(),
            Fact::Postcode => self.told.postcodes.chance(),
            Fact::State => self.told.states.chance(),
            Fact::Identifier => self.told.identifiers.chance(),
            Fact::NameOrder | Fact::LineOrder => 1.0,
        }
    }

    /// How much rarer a value of a fact is than its values are on average.
    pub(super) fn rarity(&self, fact: Fact, value: ValueId) -> f32 {
        match fact {
            Fact::GivenName | Fact::Surname => self.called.names.rarity(value),
            Fact::FullName => self.called.full.rarity(value),
            Fact::GuardianName => self.called.guardians.rarity(value),
            Fact::Birth => self.told.births.rarity(value),
            Fact::Sex => self.told.sexes.rarity(value),
            Fact::Phone => self.told.phones.rarity(value),
            Fact::AddressNumber => self.told.numbers.rarity(value),
            Fact::AddressLine | Fact::AddressLine2 => self.told.streets.rarity(value),
            Fact::Locality => self.told.localities.rarity(value),
            Fact::Postcode => self.told.postcodes.rarity(value),
            Fact::State => self.told.states.rarity(value),
            Fact::Identifier => self.told.identifiers.rarity(value),
            Fact::BirthYear | Fact::BirthAbout | Fact::NameOrder | Fact::LineOrder => 0.0,
        }
    }

    /// How much rarer than average the commoner of two sounds is: a slip of a common name is met
    /// oftener by chance than one of a rare name.
    pub(super) fn commoner(&self, fact: Fact, one: ValueId, other: ValueId) -> f32 {
        self.sound(fact, one).rarity.max(self.sound(fact, other).rarity).max(0.0)
    }

    /// How a value of a fact sounds.
    pub(super) fn sound(&self, fact: Fact, value: ValueId) -> Sound {
        self.called.of(fact).map(|names| names.sound(value)).unwrap_or_default()
    }
}
