//! How two lines agree, fact by fact.

use super::birth::{self, Birth};
use super::circles;
use super::fields::{Agreement, Fact, Whose};
use super::likeness::{copied, dialled, names_agree, placed};
use super::people::{Line, People};
use super::values::{ValueId, single, spread};
use std::cell::RefCell;

/// Whose two lines are: people are met again in other ways where a visit wrote down whole households.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Both say a household.
    Households,
    /// One of the two does.
    OneHousehold,
    /// Neither does.
    Others,
}

impl Kind {
    /// How many there are.
    pub(super) const COUNT: usize = 3;
    /// All of them.
    pub(super) const ALL: [Self; Self::COUNT] =
        [Self::Households, Self::OneHousehold, Self::Others];

    pub(super) const fn of(one: &Line, other: &Line) -> Self {
        match (one.household, other.household) {
            (0, 0) => Self::Others,
            (0, _) | (_, 0) => Self::OneHousehold,
            _ => Self::Households,
        }
    }

    /// Its name in what was learned.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Households => "households",
            Self::OneHousehold => "one_household",
            Self::Others => "others",
        }
    }

    pub(super) const fn place(self) -> usize {
        match self {
            Self::Households => 0,
            Self::OneHousehold => 1,
            Self::Others => 2,
        }
    }
}

/// One agreement for each fact, in the order of [`Fact::ALL`].
pub(super) type Agreements = [Agreement; Fact::COUNT];

/// How two lines agree, and how much rarer or commoner than on average what they agree in is.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Pattern {
    pub(super) agreements: Agreements,
    /// Natural logarithms, by whose the facts are.
    pub(super) rarity: [f32; 4],
    /// Whose lines they are.
    pub(super) kind: Kind,
}

impl Pattern {
    pub(super) fn of(&self, fact: Fact) -> Agreement {
        self.agreements.get(fact.place()).copied().unwrap_or(Agreement::Missing)
    }

    /// Two agree in something that is rarer than average by so much.
    pub(super) fn weigh(&mut self, fact: Fact, rarity: f32) {
        if let Some(sum) = self.rarity.get_mut(whose_place(fact.whose())) {
            *sum += rarity;
        }
    }

    fn set(&mut self, fact: Fact, agreement: Agreement) {
        if let Some(known) = self.agreements.get_mut(fact.place()) {
            *known = agreement;
        }
    }
}

pub(super) const fn whose_place(whose: Whose) -> usize {
    match whose {
        Whose::Person => 0,
        Whose::Family => 1,
        Whose::Home => 2,
        Whose::Place => 3,
    }
}

/// How two values of one kind agree, as far as it was found out a while ago: each pair has one
/// place, which others take. A place holds all of the pair that it does not say by being where it
/// is, and in the lowest bits the agreement.
struct Remembered(RefCell<Vec<u64>>);

/// So many places there are for each kind, as a power of two.
const PLACE_BITS: u32 = 21;
/// And so many of what few lists have many of.
const PLACE_BITS_FEW: u32 = 17;
/// Fewer would not say what the lowest bits of a pair are.
const PLACE_BITS_MIN: u32 = 14;
/// These bits number an agreement; all of them none.
const AGREEMENT: u64 = 0xf;

impl Remembered {
    fn with_places(places: usize) -> Self {
        Self(RefCell::new(vec![AGREEMENT; places]))
    }

    /// What was remembered of two values that are not the same, or what is found now.
    fn or_found(
        &self,
        (one, other): (ValueId, ValueId),
        compare: impl FnOnce() -> Agreement,
    ) -> Agreement {
        // What is best spread belongs where the places are counted. No two pairs are spread alike.
        let pair = spread(one.min(other), one.max(other)).rotate_left(PLACE_BITS);
        let mut places = self.0.borrow_mut();
        let place = usize::try_from(pair).unwrap_or(0) & places.len().saturating_sub(1);
        let Some(known) = places.get_mut(place) else { return compare() };
        if (*known ^ pair) & !AGREEMENT == 0
            && let Some(agreement) = numbered(*known & AGREEMENT)
        {
            return agreement;
        }
        let agreement = compare();
        *known = (pair & !AGREEMENT) | u64::try_from(agreement.place()).unwrap_or(AGREEMENT);
        agreement
    }
}

fn numbered(number: u64) -> Option<Agreement> {
    usize::try_from(number).ok().and_then(|place| Agreement::ALL.get(place)).copied()
}

/// Compares lines by their places, and remembers how names and places agreed.
pub(super) struct Comparer<'p> {
    people: &'p People,
    names: Remembered,
    full: Remembered,
    guardians: Remembered,
    streets: Remembered,
    localities: Remembered,
    numbers: Remembered,
    postcodes: Remembered,
    states: Remembered,
}

impl<'p> Comparer<'p> {
    /// For a single pair: nothing is remembered, so that it costs nothing to make.
    pub(super) fn new(people: &'p People) -> Self {
        Self::with_places(people, 0, 0)
    }

    /// For pairs without number, whose names and places come again and again.
    pub(super) fn that_remembers(people: &'p People) -> Self {
        let pairs = (32 * people.len()).next_power_of_two();
        let places = |bits: u32| pairs.clamp(1 << PLACE_BITS_MIN, 1 << bits);
        Self::with_places(people, places(PLACE_BITS), places(PLACE_BITS_FEW))
    }

    fn with_places(people: &'p People, many: usize, few: usize) -> Self {
        Self {
            people,
            names: Remembered::with_places(many),
            full: Remembered::with_places(many),
            guardians: Remembered::with_places(many),
            streets: Remembered::with_places(few),
            localities: Remembered::with_places(few),
            numbers: Remembered::with_places(few),
            postcodes: Remembered::with_places(few),
            states: Remembered::with_places(few),
        }
    }

    /// How the lines at two places agree.
    pub(super) fn compare(&self, one: usize, other: usize) -> Pattern {
        let (a, b) = (self.people.line(one), self.people.line(other));
        let mut pattern = self.guardians(&a, &b);
        self.names(&mut pattern, &a, &b);
        self.all_else(&mut pattern, &a, &b);
        self.bearers(&mut pattern, &a);
        pattern
    }

    /// How the guardians' names of two lines agree; of all else nothing is said.
    pub(super) fn guardians(&self, a: &Line, b: &Line) -> Pattern {
        let (agreements, kind) = ([Agreement::Missing; Fact::COUNT], Kind::of(a, b));
        let mut pattern = Pattern { agreements, rarity: [0.0; 4], kind };
        let called = &self.people.called.guardians;
        self.one_field(&mut pattern, Fact::GuardianName, (a.guardian, b.guardian), |x, y| {
            self.guardians.or_found((x, y), || names_agree(called.get(x), called.get(y)))
        });
        self.guardians_families(&mut pattern, (a.guardian_surname, b.guardian_surname));
        pattern
    }

    /// How the other names of two lines agree, and all names together.
    pub(super) fn names(&self, pattern: &mut Pattern, a: &Line, b: &Line) {
        let called = &self.people.called;
        self.two_fields(
            pattern,
            (Fact::GivenName, Fact::Surname, Fact::NameOrder),
            ((a.given, a.surname), (b.given, b.surname)),
            |x, y| {
                let compare = || names_agree(called.names.get(x), called.names.get(y));
                self.names.or_found((x, y), compare)
            },
        );
        self.one_field(pattern, Fact::FullName, (a.full, b.full), |x, y| {
            self.full.or_found((x, y), || names_agree(called.full.get(x), called.full.get(y)))
        });
        self.circle(pattern, a, b);
    }

    /// How two lines agree in all but the names.
    pub(super) fn all_else(&self, pattern: &mut Pattern, a: &Line, b: &Line) {
        let people = self.people;
        self.birth(pattern, a, b);
        self.two_fields(
            pattern,
            (Fact::AddressLine, Fact::AddressLine2, Fact::LineOrder),
            ((a.street, a.second_street), (b.street, b.second_street)),
            |x, y| {
                let compare = || placed(people.told.streets.get(x), people.told.streets.get(y));
                self.streets.or_found((x, y), compare)
            },
        );
        self.one_field(pattern, Fact::Sex, (a.sex, b.sex), |_, _| Agreement::Differs);
        self.one_field(pattern, Fact::Phone, (a.phone, b.phone), |x, y| {
            let phones = people.told.phones.get(x).zip(people.told.phones.get(y));
            phones.map_or(Agreement::Missing, |(x, y)| dialled(x, y))
        });
        self.one_field(pattern, Fact::AddressNumber, (a.number, b.number), |x, y| {
            let signs = |id| people.told.numbers.get(id).map_or("", |code| &code.signs);
            self.numbers.or_found((x, y), || copied(signs(x), signs(y)))
        });
        self.one_field(pattern, Fact::Locality, (a.locality, b.locality), |x, y| {
            let compare = || placed(people.told.localities.get(x), people.told.localities.get(y));
            self.localities.or_found((x, y), compare)
        });
        self.one_field(pattern, Fact::Postcode, (a.postcode, b.postcode), |x, y| {
            let signs = |id| people.told.postcodes.get(id).map_or("", |code| &code.signs);
            self.postcodes.or_found((x, y), || copied(signs(x), signs(y)))
        });
        self.one_field(pattern, Fact::State, (a.state, b.state), |x, y| {
            let compare = || placed(people.told.states.get(x), people.told.states.get(y));
            self.states.or_found((x, y), compare)
        });
        self.one_field(pattern, Fact::Identifier, (a.identifier, b.identifier), |x, y| {
            let signs = |id| people.told.identifiers.get(id).map_or("", |code| &code.signs);
            copied(signs(x), signs(y))
        });
    }

    /// That two of one given name are of one sex and of an age says less than it does of others.
    pub(super) fn bearers(&self, pattern: &mut Pattern, a: &Line) {
        let agrees = |fact: Fact| {
            pattern.of(fact).rank() >= Agreement::Partly.rank()
                && !matches!(pattern.of(fact), Agreement::Missing | Agreement::OneSided)
        };
        if !matches!(pattern.of(Fact::GivenName), Agreement::Same | Agreement::SameSound) {
            return;
        }
        let [sex, age] = self.people.bearers.oftener(self.people, a);
        let births = [Fact::Birth, Fact::BirthYear, Fact::BirthAbout];
        let of_sex = if agrees(Fact::Sex) { sex } else { 0.0 };
        let of_age = if births.into_iter().any(agrees) { age } else { 0.0 };
        pattern.weigh(Fact::GivenName, single(of_sex + of_age));
    }

    /// Several names that agree say less than each by itself.
    fn circle(&self, pattern: &mut Pattern, a: &Line, b: &Line) {
        let Some(circles) = &self.people.circles else { return };
        let set = which(pattern, |agreement| agreement.rank() >= Agreement::Slip.rank());
        if set.count_ones() > 1 {
            let (of_a, of_b) = (self.people.sounds_of(a), self.people.sounds_of(b));
            let mut oftener = circles.oftener(set, of_a);
            if of_a != of_b {
                oftener = oftener.max(circles.oftener(set, of_b));
            }
            weigh(pattern, set, oftener);
        }
        let alike = which(pattern, |agreement| agreement == Agreement::Alike);
        weigh(pattern, alike, circles.oftener_alike(alike, set));
    }

    /// A guardian of the same given name and another family is somebody else as a rule.
    fn guardians_families(&self, pattern: &mut Pattern, (one, other): (ValueId, ValueId)) {
        let is_near = |agreement: Agreement| agreement.rank() >= Agreement::Slip.rank();
        if one == 0 || other == 0 || one == other || !is_near(pattern.of(Fact::GuardianName)) {
            return;
        }
        let guardians = &self.people.called.guardians;
        let compare = || names_agree(guardians.get(one), guardians.get(other));
        if self.guardians.or_found((one, other), compare) == Agreement::Differs {
            pattern.set(Fact::GuardianName, Agreement::Partly);
        }
    }

    fn one_field(
        &self,
        pattern: &mut Pattern,
        fact: Fact,
        (one, other): (ValueId, ValueId),
        compare: impl Fn(ValueId, ValueId) -> Agreement,
    ) {
        if one == 0 || other == 0 {
            pattern.set(fact, silence(fact, one, other));
        } else if one == other {
            self.agree(pattern, fact, one);
        } else {
            self.keep(pattern, (fact, compare(one, other)), (one, other));
        }
    }

    fn keep(
        &self,
        pattern: &mut Pattern,
        (fact, agreement): (Fact, Agreement),
        (one, other): (ValueId, ValueId),
    ) {
        if agreement == Agreement::Same {
            self.agree(pattern, fact, one);
        } else if agreement == Agreement::SameSound {
            self.agree_by_sound(pattern, fact, one);
        } else {
            pattern.set(fact, agreement);
            if matches!(agreement, Agreement::Slip | Agreement::Alike) {
                pattern.weigh(fact, self.people.commoner(fact, one, other));
            }
        }
    }

    /// The same value: how rare it is counts.
    fn agree(&self, pattern: &mut Pattern, fact: Fact, value: ValueId) {
        pattern.set(fact, Agreement::Same);
        pattern.weigh(fact, self.people.rarity(fact, value));
    }

    /// The same sound: how rare that is counts.
    fn agree_by_sound(&self, pattern: &mut Pattern, fact: Fact, value: ValueId) {
        pattern.set(fact, Agreement::SameSound);
        pattern.weigh(fact, self.people.sound(fact, value).rarity);
    }

    /// Two fields that are also written in each other's place. The order is a fact of its own.
    fn two_fields(
        &self,
        pattern: &mut Pattern,
        (first, second, order): (Fact, Fact, Fact),
        ((a1, a2), (b1, b2)): ((ValueId, ValueId), (ValueId, ValueId)),
        compare: impl Fn(ValueId, ValueId) -> Agreement,
    ) {
        let agreement = |one: ValueId, other: ValueId| match (one, other) {
            (0, _) | (_, 0) => Agreement::Missing,
            _ if one == other => Agreement::Same,
            _ => compare(one, other),
        };
        let mut keep = |fact: Fact, agreement: Agreement, values: (ValueId, ValueId)| {
            self.keep(pattern, (fact, agreement), values);
        };
        let straight = (agreement(a1, b1), agreement(a2, b2));
        let rank = |(one, other): (Agreement, Agreement)| one.rank() + other.rank();
        // Only where the names fit badly as they stand is the other order worth a look.
        if rank(straight) < WELL_RANK {
            let crossed = (agreement(a1, b2), agreement(a2, b1));
            let fits = crossed.0.rank().min(crossed.1.rank()) > Agreement::Differs.rank();
            if fits && rank(crossed) > rank(straight) + CROSSED_BETTER {
                keep(first, crossed.0, (a1, b2));
                keep(second, crossed.1, (a2, b1));
                pattern.set(order, Agreement::Turned);
                return;
            }
        }
        keep(first, straight.0, (a1, b1));
        keep(second, straight.1, (a2, b2));
        if straight != (Agreement::Missing, Agreement::Missing) {
            pattern.set(order, Agreement::Same);
        }
        for (fact, one, other) in [(first, a1, b1), (second, a2, b2)] {
            if one == 0 || other == 0 {
                pattern.set(fact, silence(fact, one, other));
            }
        }
    }

    fn birth(&self, pattern: &mut Pattern, a: &Line, b: &Line) {
        let births = &self.people.told.births;
        let (one, other) = (births.get(a.birth), births.get(b.birth));
        pattern.set(Fact::Birth, silence_of_days(one, other));
        if let Some((one, other)) = one.zip(other) {
            match one.agrees(other) {
                (Fact::Birth, Agreement::Same) => self.agree(pattern, Fact::Birth, a.birth),
                (fact, agreement) => pattern.set(fact, agreement),
            }
        } else if a.age >= 0 && b.age >= 0 {
            let agreement = birth::ages(i32::from(a.age), i32::from(b.age));
            pattern.set(Fact::BirthAbout, agreement);
        }
    }
}

const NAMES: [(Fact, usize); 3] = [
    (Fact::GivenName, circles::GIVEN),
    (Fact::Surname, circles::SURNAME),
    (Fact::GuardianName, circles::GUARDIAN),
];

/// The names that agree in some way, a bit each.
fn which(pattern: &Pattern, agrees: impl Fn(Agreement) -> bool) -> usize {
    NAMES.into_iter().filter(|(fact, _)| agrees(pattern.of(*fact))).map(|(_, name)| name).sum()
}

/// Strangers agree in these names so much oftener: a natural logarithm.
fn weigh(pattern: &mut Pattern, names: usize, oftener: f64) {
    let fact = if names & circles::GIVEN == 0 { Fact::GuardianName } else { Fact::GivenName };
    pattern.weigh(fact, single(oftener));
}

/// What it tells that one of two lines, or neither, says a fact.
pub(super) const fn silence(fact: Fact, one: ValueId, other: ValueId) -> Agreement {
    let is_told = fact.has_telling_silence() && (one != 0 || other != 0);
    if is_told { Agreement::OneSided } else { Agreement::Missing }
}

/// The same of days of birth.
pub(super) fn silence_of_days(one: Option<&Birth>, other: Option<&Birth>) -> Agreement {
    let names_a_day = |birth: Option<&Birth>| birth.is_some_and(Birth::names_a_day);
    if names_a_day(one) == names_a_day(other) { Agreement::Missing } else { Agreement::OneSided }
}

const WELL_RANK: i32 = 8;
/// The other order must fit better by more than a chance likeness does.
const CROSSED_BETTER: i32 = 2;
