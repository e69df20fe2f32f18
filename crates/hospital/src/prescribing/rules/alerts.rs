//! What speaks against a line. Pure: the person and the lines in, alerts out.
//!
//! An alert never forbids; the doctor heeds it or answers it with a reason. The figures of usual
//! doses are the formulary's, on the authority that the formulary names; none are written here.

use super::allergic::{Allergen, Touch, touched};
use super::directions::{daily, single};
use crate::formulary::model::{Medicine, Name, Range, UsualDose, Whom};
use crate::prescribing::model::Directions;
use crate::queue::model::TokenId;
use nabz_kernel::birth::Age;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::FacilityId;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// From this age the formulary's adult doses hold; see [`Whom::Adult`].
const ADULT_DOSE_YEARS: u16 = 12;

/// What is known about the person when alerts are judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patient {
    /// `None` when nobody knows: then adult doses are assumed and the dose is still checked.
    pub age: Option<Age>,
    /// In kilograms, as last measured.
    pub weight: Option<Decimal>,
    /// What must not be given.
    pub allergies: Vec<Allergen>,
    /// What was prescribed at other visits, anywhere in the city, and is still taken.
    pub taking: Vec<Taken>,
}

/// A medicine that somebody takes already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What it is called.
    pub medicine: Name,
    /// What is in it, as the formulary spells it.
    pub ingredients: Vec<String>,
    /// At which facility it was prescribed.
    pub facility: FacilityId,
    /// At which visit.
    pub visit: TokenId,
    /// The day after its last.
    pub until: Date,
}

/// Where the same substance stands already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum With {
    /// In an earlier line of the same prescription, from 0.
    Line(usize),
    /// In what was prescribed at another visit.
    Visit(Taken),
}

/// Names one alert of one line, so that an answer cannot be taken for another's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AlertKey(pub String);

/// What an answered alert was about, read back from its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About<'k> {
    /// The person must not be given this.
    Allergy(&'k str),
    /// The person must not be given this, and the medicine is of the same group.
    CrossAllergy(&'k str),
    /// This substance stands in two lines.
    Duplicate(&'k str),
    /// This substance is taken already, from another visit.
    Taken(&'k str),
    /// The dose is not what is usual.
    Dose(Side),
    /// Nobody has weighed the child.
    Weight,
    /// The formulary knows no child's dose.
    NoChildDose,
}

impl AlertKey {
    /// What it is about; `None` for a name that no alert has.
    pub fn about(&self) -> Option<About<'_>> {
        let (kind, of) = self.0.split_once('/').unwrap_or((self.0.as_str(), ""));
        match kind {
            "allergy" => Some(About::Allergy(of)),
            "cross-allergy" => Some(About::CrossAllergy(of)),
            "duplicate" => Some(About::Duplicate(of)),
            "taken" => Some(About::Taken(of)),
            "dose" if of.ends_with("over") => Some(About::Dose(Side::Over)),
            "dose" => Some(About::Dose(Side::Under)),
            "weight" => Some(About::Weight),
            "child-dose" => Some(About::NoChildDose),
            _ => None,
        }
    }
}

impl fmt::Display for AlertKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something that speaks against a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alert {
    /// The person must not be given what is in it.
    Allergy {
        /// Which line, from 0.
        line: usize,
        /// The allergy that matched.
        to: String,
    },
    /// The medicine is of a group whose other medicine the person must not be given.
    CrossAllergy {
        /// Which line, from 0.
        line: usize,
        /// The allergy.
        to: String,
        /// The group of both.
        group: String,
    },
    /// The same substance is taken already, or stands in another line.
    Duplicate {
        /// The later line, from 0.
        line: usize,
        /// Where it stands.
        with: With,
        /// What both hold.
        ingredient: String,
    },
    /// More or less than is usual.
    Dose {
        /// Which line, from 0.
        line: usize,
        /// At one time, or in a day.
        span: Span,
        /// Over or under.
        side: Side,
        /// What the line comes to, in the unit of `usual`.
        amount: Decimal,
        /// What is usual.
        usual: Range,
        /// `mg`, or the medicine's measure.
        unit: &'static str,
    },
    /// A child's dose goes by weight, and nobody has weighed this child.
    WeightUnknown {
        /// Which line, from 0.
        line: usize,
    },
    /// The formulary knows no child's dose, so that nothing can say whether this is too much.
    NoChildDose {
        /// Which line, from 0.
        line: usize,
    },
}

/// What a dose is judged over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// One time.
    Single,
    /// A day.
    Daily,
}

/// On which side of what is usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Too little to help.
    Under,
    /// Enough to harm.
    Over,
}

impl Alert {
    /// Which line it is about, from 0.
    pub const fn line(&self) -> usize {
        match self {
            Self::Allergy { line, .. }
            | Self::CrossAllergy { line, .. }
            | Self::Duplicate { line, .. }
            | Self::Dose { line, .. }
            | Self::WeightUnknown { line }
            | Self::NoChildDose { line } => *line,
        }
    }

    /// The name that an answer carries.
    pub fn key(&self) -> AlertKey {
        AlertKey(match self {
            Self::Allergy { to, .. } => format!("allergy/{to}"),
            Self::CrossAllergy { to, .. } => format!("cross-allergy/{to}"),
            Self::Duplicate { with: With::Line(_), ingredient, .. } => {
                format!("duplicate/{ingredient}")
            }
            Self::Duplicate { with: With::Visit(_), ingredient, .. } => {
                format!("taken/{ingredient}")
            }
            Self::Dose { span, side, .. } => {
                let span = match span {
                    Span::Single => "single",
                    Span::Daily => "daily",
                };
                let side = match side {
                    Side::Under => "under",
                    Side::Over => "over",
                };
                format!("dose/{span}/{side}")
            }
            Self::WeightUnknown { .. } => "weight".to_owned(),
            Self::NoChildDose { .. } => "child-dose".to_owned(),
        })
    }
}

/// Everything that speaks against these lines, in their order; allergies of a line first. What
/// speaks against the medicine itself does not wait for a dose that can be read.
pub fn alerts(patient: &Patient, lines: &[(&Medicine, Option<&Directions>)]) -> Vec<Alert> {
    let mut found = Vec::new();
    for (nth, (medicine, directions)) in lines.iter().enumerate() {
        found.extend(allergy(patient, medicine, nth));
        found.extend(duplicates(lines, medicine, nth));
        found.extend(taken(patient, medicine, nth));
        if let Some(directions) = directions {
            found.extend(dose(patient, medicine, directions, nth));
        }
    }
    found
}

fn allergy(patient: &Patient, medicine: &Medicine, line: usize) -> Option<Alert> {
    Some(match touched(&patient.allergies, medicine)? {
        Touch::Held(to) => Alert::Allergy { line, to: to.to_lowercase() },
        Touch::SameGroup { to, group } => {
            Alert::CrossAllergy { line, to: to.to_lowercase(), group: group.to_owned() }
        }
    })
}

/// A line is a duplicate of an earlier one, so that each pair is said once.
fn duplicates(
    lines: &[(&Medicine, Option<&Directions>)],
    medicine: &Medicine,
    line: usize,
) -> Option<Alert> {
    lines.iter().take(line).enumerate().find_map(|(with, (earlier, _))| {
        let ingredient = shared(medicine, &earlier.ingredients)?;
        Some(Alert::Duplicate { line, with: With::Line(with), ingredient })
    })
}

/// What is taken already is said once a line, the latest first.
fn taken(patient: &Patient, medicine: &Medicine, line: usize) -> Option<Alert> {
    patient.taking.iter().find_map(|taken| {
        let ingredient = shared(medicine, &taken.ingredients)?;
        Some(Alert::Duplicate { line, with: With::Visit(taken.clone()), ingredient })
    })
}

fn shared(medicine: &Medicine, others: &[String]) -> Option<String> {
    medicine.ingredients.iter().find(|own| others.contains(own)).cloned()
}

fn dose(patient: &Patient, medicine: &Medicine, how: &Directions, line: usize) -> Vec<Alert> {
    let child = patient.age.is_some_and(|age| age.years() < ADULT_DOSE_YEARS);
    let (usual, factor) = if child {
        match (medicine.dose_for(Whom::ChildByWeight), medicine.dose_for(Whom::Child)) {
            (Some(by_weight), _) => match patient.weight {
                Some(weight) => (by_weight, weight),
                None => return vec![Alert::WeightUnknown { line }],
            },
            (None, Some(any)) => (any, Decimal::ONE),
            (None, None) => return vec![Alert::NoChildDose { line }],
        }
    } else {
        match medicine.dose_for(Whom::Adult) {
            Some(adult) => (adult, Decimal::ONE),
            None => return Vec::new(),
        }
    };
    judged(usual, factor, medicine, how, line)
}

fn judged(
    usual: &UsualDose,
    factor: Decimal,
    medicine: &Medicine,
    how: &Directions,
    line: usize,
) -> Vec<Alert> {
    let (each, unit) = match medicine.content {
        Some(content) => (content.amount, content.weight.word()),
        None => (Decimal::ONE, medicine.measure.word()),
    };
    let spans = [
        (Span::Single, usual.single, single(&how.frequency)),
        (Span::Daily, usual.daily, daily(&how.frequency)),
    ];
    spans
        .into_iter()
        .filter_map(|(span, usual, measures)| {
            let usual = usual?;
            let usual = Range { least: usual.least * factor, most: usual.most * factor };
            let amount = measures * each;
            let side = match amount {
                low if low < usual.least => Side::Under,
                high if high > usual.most => Side::Over,
                _ => return None,
            };
            // What is taken only when needed may come to less in a day than the usual total.
            let rarely = matches!(
                how.frequency,
                crate::prescribing::model::Frequency::AsNeeded { .. }
                    | crate::prescribing::model::Frequency::Once { .. }
                    | crate::prescribing::model::Frequency::Weekly { .. }
            );
            if rarely && side == Side::Under && span == Span::Daily {
                return None;
            }
            Some(Alert::Dose { line, span, side, amount: amount.normalize(), usual, unit })
        })
        .collect()
}
