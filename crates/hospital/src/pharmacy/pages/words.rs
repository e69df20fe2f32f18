//! How a medicine is to be taken, in words for the person who takes it.

use crate::formulary::model::Measure;
use crate::prescribing::model::{Amount, Directions, Frequency, Meal};
use crate::prescribing::rules::directions::shown;
use nabz_web::messages::{Language, Message, say};
use nabz_web::msg;

/// `सुबह 1, रात 1, खाने के बाद`, without what the doctor remarked in a language of their own.
pub(super) fn instruction(directions: &Directions, measure: Measure, language: Language) -> String {
    let mut parts: Vec<String> =
        times(&directions.frequency, measure).iter().map(|part| say(part, language)).collect();
    if let Some(meal) = meal(directions.meal) {
        parts.push(say(&meal, language));
    }
    parts.join(", ")
}

fn times(frequency: &Frequency, measure: Measure) -> Vec<Message> {
    let much = |amount: &Amount| format!("{}{}", shown(*amount), measured(measure));
    match frequency {
        Frequency::Daily { morning, noon, night } => {
            let named = [
                morning.as_ref().map(|amount| msg::pharmacy::take_morning(much(amount))),
                noon.as_ref().map(|amount| msg::pharmacy::take_noon(much(amount))),
                night.as_ref().map(|amount| msg::pharmacy::take_night(much(amount))),
            ];
            named.into_iter().flatten().collect()
        }
        Frequency::EveryHours { amount, hours } => {
            vec![msg::pharmacy::take_every(much(amount), hours.to_string())]
        }
        Frequency::AsNeeded { amount, times_a_day_max } => {
            vec![msg::pharmacy::take_needed(much(amount), times_a_day_max.to_string())]
        }
        Frequency::Weekly { amount } => vec![msg::pharmacy::take_weekly(much(amount))],
        Frequency::Once { amount } => vec![msg::pharmacy::take_once(much(amount))],
    }
}

/// What is counted one by one needs no unit; millilitres do.
fn measured(measure: Measure) -> &'static str {
    match measure {
        Measure::Millilitre => " ml",
        Measure::Unit => " IU",
        Measure::Gram => " g",
        Measure::Tablet
        | Measure::Capsule
        | Measure::Drop
        | Measure::Puff
        | Measure::Application
        | Measure::Ampoule
        | Measure::Vial
        | Measure::Sachet
        | Measure::Suppository
        | Measure::Pessary
        | Measure::Bag
        | Measure::Respule => "",
    }
}

fn meal(meal: Meal) -> Option<Message> {
    match meal {
        Meal::Any => None,
        Meal::Before => Some(msg::pharmacy::meal_before()),
        Meal::After => Some(msg::pharmacy::meal_after()),
        Meal::With => Some(msg::pharmacy::meal_with()),
        Meal::Empty => Some(msg::pharmacy::meal_empty()),
    }
}
