//! The nouns of a formulary.

pub use super::words::{DispensingUnit, Form, Measure, Route, Schedule, Weight};
use nabz_kernel::id;
use nabz_kernel::language::Bilingual;
use nabz_kernel::refusal::Refused;
use rust_decimal::Decimal;
use std::fmt;

id!(
    /// A medicine of the list: one substance or combination in one form and strength.
    MedicineId,
    MedicineKind
);

/// A medicine as it is prescribed, stocked and handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medicine {
    /// The medicine.
    pub id: MedicineId,
    /// Our own code: `PARA-500-TAB`. It carries no licensed classification.
    pub code: String,
    /// The generic name, in both scripts.
    pub name: Name,
    /// What is in it, in lower-case English: a second medicine with the same ingredient is a
    /// duplicate.
    pub ingredients: Vec<String>,
    /// What an allergy may be to besides an ingredient: `penicillin`, `sulfonamide`.
    pub groups: Vec<String>,
    /// What it looks like.
    pub form: Form,
    /// As the pack says it: `500 mg`, `125 mg/5 ml`.
    pub strength: String,
    /// How it gets into the body.
    pub route: Route,
    /// How strictly it is handed out.
    pub schedule: Schedule,
    /// What the stock counts.
    pub unit: DispensingUnit,
    /// What a dose is counted in, and how many of them one dispensing unit holds: a tablet holds
    /// 1 tablet, a bottle 60 ml.
    pub measure: Measure,
    /// See `measure`.
    pub measures_a_unit: u32,
    /// How much substance one measure holds; `None` for combinations and what is not weighed.
    pub content: Option<Content>,
    /// The usual doses that somebody wrote down, at most one for each kind of patient.
    pub doses: Vec<UsualDose>,
    /// No longer in the list; it may not be prescribed any more.
    pub retired: bool,
}

impl Medicine {
    /// The usual dose of one kind of patient, if the list gives one.
    pub fn dose_for(&self, whom: Whom) -> Option<&UsualDose> {
        self.doses.iter().find(|dose| dose.whom == whom)
    }
}

/// What the list calls something: in Roman by its international name.
pub type Name = Bilingual;

/// How a medicine is grouped, whatever its form and strength.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// What it is called.
    pub name: Name,
    /// As [`Medicine::ingredients`].
    pub ingredients: Vec<String>,
    /// As [`Medicine::groups`].
    pub groups: Vec<String>,
}

/// How much substance one measure holds: 500 mg a tablet, 25 mg a millilitre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// How much.
    pub amount: Decimal,
    /// Of what weight.
    pub weight: Weight,
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.weight.word())
    }
}

/// Whom a usual dose is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Anybody from 12 years, whatever the weight.
    Adult,
    /// A child under 12, by body weight: the figures are for each kilogram.
    ChildByWeight,
    /// A child under 12, whatever the weight.
    Child,
}

/// What is usual for one kind of patient. The figures are in [`Content::weight`] where the
/// medicine has a content, else in [`Medicine::measure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsualDose {
    /// For whom.
    pub whom: Whom,
    /// At one time.
    pub single: Option<Range>,
    /// In 24 hours.
    pub daily: Option<Range>,
}

/// From, to, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// No less is usual.
    pub least: Decimal,
    /// No more is usual.
    pub most: Decimal,
}

impl Range {
    /// Reads `500-1000` or `500`; `None` when it is no range of doses.
    pub fn spelt(text: &str) -> Option<Self> {
        let (least, most) = text.split_once('-').unwrap_or((text, text));
        let number = |text: &str| text.trim().parse::<Decimal>().ok();
        let (least, most) = (number(least)?, number(most)?);
        (Decimal::ZERO <= least && least <= most).then_some(Self { least, most })
    }

    /// Whether `amount` is usual.
    pub fn holds(&self, amount: Decimal) -> bool {
        self.least <= amount && amount <= self.most
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.least == self.most {
            write!(f, "{}", self.least)
        } else {
            write!(f, "{}-{}", self.least, self.most)
        }
    }
}

/// A list of medicines that was read and found without fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formulary {
    /// In the order of the sheet. The ids are drawn when the list is loaded.
    pub lines: Vec<Line>,
}

/// One line of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands, counted from 1, the header included.
    pub line: u64,
    /// Other words it is searched by: `PCM`.
    pub also: Vec<String>,
    /// What it says. Its id means nothing until a list is loaded.
    pub medicine: Medicine,
}

/// What a load did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Medicines that were not known.
    pub added: usize,
    /// Medicines that are in both lists.
    pub kept: usize,
    /// Medicines that the new list no longer has.
    pub retired: usize,
}

/// Why the formulary says no. The sentences are in `locales`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormularyRefusal {
    /// The sheet is not a formulary; nothing of it was loaded.
    Unreadable {
        /// How many things are wrong.
        faults: usize,
        /// The first of them, one a line.
        first: String,
    },
    /// No medicine of the list.
    NoSuchMedicine,
}

impl From<FormularyRefusal> for Refused {
    fn from(refusal: FormularyRefusal) -> Self {
        match refusal {
            FormularyRefusal::Unreadable { faults, first } => {
                Self::plain("FOR-001").with("faults", faults).with("first", first)
            }
            FormularyRefusal::NoSuchMedicine => Self::plain("FOR-002"),
        }
    }
}
