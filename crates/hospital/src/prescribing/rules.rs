//! What a prescription may hold. Pure: facts in, a decision or a refusal out.

pub mod alerts;
pub mod allergic;
pub mod directions;

use super::model::{
    DAYS_MAX, Directions, LINES_MAX, Line, Override, PrescribingRefusal, PrescriptionId,
    REMARK_LETTERS_MAX, Wish,
};
use crate::formulary::model::Medicine;
use alerts::{Alert, Patient};
use directions::{units, words_kept};
use nabz_people::consent::marks::{in_order, of_medicine, of_words};
use nabz_people::consent::model::Sensitive;
use uuid::Uuid;

const SLIP_PREFIX: &str = "NABZ:RX:";

/// What the code of a printed prescription carries: the prescription and nothing about its person.
pub fn slip_code(prescription: PrescriptionId) -> String {
    format!("{SLIP_PREFIX}{}", prescription.uuid().simple()).to_uppercase()
}

/// The prescription behind a scanned code; `None` for any other code.
pub fn scanned(text: &str) -> Option<PrescriptionId> {
    let text = text.trim().to_uppercase();
    let digits = text.strip_prefix(SLIP_PREFIX)?;
    Uuid::parse_str(digits).ok().map(PrescriptionId::from_uuid)
}

/// A wish that may be signed.
#[derive(Clone, Debug)]
pub struct Decided {
    /// What the doctor asked for.
    pub wish: Wish,
    /// How many dispensing units that is.
    pub units: u32,
    /// The answers that some alert asked for; answers to nothing are left out.
    pub overrides: Vec<Override>,
}

/// Whether these lines may be signed together, and how much of each is to be handed out.
///
/// Refuses when a medicine is no longer listed, when a line cannot be, and when an alert has no
/// answer.
pub fn decide(
    patient: &Patient,
    lines: &[(Medicine, Wish)],
) -> Result<Vec<Decided>, PrescribingRefusal> {
    if lines.len() > LINES_MAX {
        return Err(PrescribingRefusal::TooManyLines);
    }
    let all: Vec<(&Medicine, Option<&Directions>)> =
        lines.iter().map(|(medicine, wish)| (medicine, Some(&wish.directions))).collect();
    let alerts = alerts::alerts(patient, &all);
    let mut unanswered = alerts.iter().filter(|alert| {
        lines.get(alert.line()).is_none_or(|(_, wish)| answer(wish, alert).is_none())
    });
    if let Some(first) = unanswered.next() {
        let medicine = lines.get(first.line()).map(|(medicine, _)| medicine.name.clone());
        return Err(PrescribingRefusal::AlertsUnanswered {
            alerts: unanswered.count() + 1,
            medicine: medicine.unwrap_or_default(),
        });
    }
    lines
        .iter()
        .enumerate()
        .map(|(nth, (medicine, wish))| {
            check(medicine, wish)?;
            let own = alerts.iter().filter(|alert| alert.line() == nth);
            Ok(Decided {
                wish: wish.clone(),
                units: units(medicine, &wish.directions)?,
                overrides: own.filter_map(|alert| answer(wish, alert).cloned()).collect(),
            })
        })
        .collect()
}

fn check(medicine: &Medicine, wish: &Wish) -> Result<(), PrescribingRefusal> {
    if medicine.retired {
        return Err(PrescribingRefusal::NotListed);
    }
    if wish.directions.days == 0 || wish.directions.days > DAYS_MAX {
        return Err(PrescribingRefusal::UnlikelyDays { medicine: medicine.name.clone() });
    }
    let reasons = wish.overrides.iter().map(|answer| answer.reason.as_str());
    let kept = |text: &str| words_kept(text, REMARK_LETTERS_MAX);
    if reasons.chain([wish.directions.remark.as_str()]).all(kept) {
        Ok(())
    } else {
        Err(PrescribingRefusal::UnkeptRemark { medicine: medicine.name.clone() })
    }
}

fn answer<'w>(wish: &'w Wish, alert: &Alert) -> Option<&'w Override> {
    wish.overrides
        .iter()
        .find(|answer| answer.alert == alert.key() && !answer.reason.trim().is_empty())
}

/// What a line is marked as: by its medicine, by its remark, and by the answers to its alerts, which
/// name what else is taken or must not be.
pub fn marks(line: &Line, medicine: &Medicine) -> Vec<Sensitive> {
    let answers = line.overrides.iter().flat_map(|one| [&one.alert.0, &one.reason]);
    let words = answers.chain([&line.directions.remark]).flat_map(|words| of_words(words));
    let medicine = of_medicine(&medicine.ingredients, &medicine.groups);
    in_order(medicine.into_iter().chain(words))
}
