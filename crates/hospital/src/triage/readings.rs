//! What stands of a visit as pages show it.

use super::model::{Consciousness, Oxygen, Sign, Signs, Standing, Temperature, Unscored, Urgency};
use super::rules::{Says, says, total_says};
use crate::queue::model::Lane;
use nabz_web::messages::Message;
use nabz_web::{msg, numbers};

/// One sign.
pub struct Reading {
    /// Which.
    pub name: Message,
    /// With its unit, where that is the same in every language; else before it.
    pub value: String,
    /// The unit, or what was found where it is no number.
    pub words: Option<Message>,
    /// Out of range, by the rule that the urgency goes by.
    pub out: bool,
    /// What alone puts somebody at the head of the queue.
    pub red: bool,
    /// When it was read, where that was before the latest set.
    pub earlier: Option<String>,
}

/// Every sign that was read, and the score.
pub fn readings(standing: &Standing) -> Vec<Reading> {
    let signs = standing.read_at.iter().filter_map(|(sign, at)| {
        let (name, value, words) = shown(*sign, &standing.signs)?;
        let says = says(*sign, &standing.signs, standing.about);
        let earlier = (*at != standing.taken_at).then(|| numbers::clock_time(*at));
        Some(reading((name, value, words), says, earlier))
    });
    let score = standing.news2.map(|points| {
        reading((msg::triage::news2(), points.to_string(), None), total_says(points), None)
    });
    signs.chain(score).collect()
}

/// How soon somebody must be seen, as the tag of a list says it. Of whoever was measured and is not
/// scored it says that.
pub fn urgency(standing: Option<&Standing>) -> Message {
    match standing.map_or(Urgency::NotMeasured, |standing| standing.urgency) {
        Urgency::Red => msg::opd::urgency_red(),
        Urgency::Amber => msg::opd::urgency_amber(),
        Urgency::Steady => msg::opd::urgency_steady(),
        Urgency::NotMeasured => standing.and_then(unscored).unwrap_or_else(msg::opd::urgency_none),
    }
}

/// That nothing says how soon, because NEWS2 does not score this person.
pub fn unscored(standing: &Standing) -> Option<Message> {
    let why = standing.unscored.filter(|_| standing.urgency == Urgency::NotMeasured)?;
    Some(match why {
        Unscored::Child => msg::triage::child_not_scored(),
        Unscored::Pregnant => msg::triage::pregnant_not_scored(),
    })
}

/// What makes the urgency: each red sign, or the score that does it; nothing when nothing does.
pub fn worst(standing: &Standing) -> Vec<Reading> {
    let mut readings = readings(standing);
    if readings.iter().any(|reading| reading.red) {
        readings.retain(|reading| reading.red);
    } else {
        readings.retain(|reading| reading.out && reading.name == msg::triage::news2());
    }
    readings
}

fn reading(
    (name, value, words): (Message, String, Option<Message>),
    says: Says,
    earlier: Option<String>,
) -> Reading {
    Reading { name, value, words, out: says > Says::Nothing, red: says == Says::Red, earlier }
}

fn shown(sign: Sign, signs: &Signs) -> Option<(Message, String, Option<Message>)> {
    let bare = |name, value: String| (name, value, None);
    let with = |name, value: String, unit| (name, value, Some(unit));
    Some(match sign {
        Sign::Pressure => {
            let read = signs.pressure?;
            bare(msg::opd::bp(), format!("{}/{}", read.systolic.number(), read.diastolic.number()))
        }
        Sign::Pulse => {
            with(msg::opd::pulse(), signs.pulse?.number().to_string(), msg::triage::a_minute())
        }
        Sign::Temperature => {
            let value = match signs.temperature? {
                Temperature::Celsius(read) => format!("{} °C", read.number()),
                Temperature::Fahrenheit(read) => format!("{} °F", read.number()),
            };
            bare(msg::opd::temperature(), value)
        }
        Sign::Saturation => {
            bare(msg::triage::saturation(), format!("{} %", signs.saturation?.number()))
        }
        Sign::Oxygen => with(msg::triage::oxygen(), String::new(), breathed(signs.oxygen?)),
        Sign::Respiration => with(
            msg::opd::breaths(),
            signs.respiration?.number().to_string(),
            msg::triage::a_minute(),
        ),
        Sign::Consciousness => {
            with(msg::triage::awake(), String::new(), awake(signs.consciousness?))
        }
        Sign::Weight => {
            with(msg::opd::weight(), signs.weight?.number().to_string(), msg::triage::kilograms())
        }
        Sign::Height => with(
            msg::triage::height_short(),
            signs.height?.number().to_string(),
            msg::triage::centimetres(),
        ),
        Sign::Sugar => bare(msg::opd::sugar(), format!("{} mg/dL", signs.sugar?.number())),
    })
}

/// What was breathed, in words.
pub fn breathed(oxygen: Oxygen) -> Message {
    match oxygen {
        Oxygen::Air => msg::triage::oxygen_air(),
        Oxygen::Given { flow: None } => msg::triage::oxygen_given(),
        Oxygen::Given { flow: Some(flow) } => msg::triage::oxygen_at(flow.number().to_string()),
    }
}

/// How awake somebody is, in words.
pub fn awake(consciousness: Consciousness) -> Message {
    match consciousness {
        Consciousness::Alert => msg::triage::awake_alert(),
        Consciousness::Confused => msg::triage::awake_confused(),
        Consciousness::Voice => msg::triage::awake_voice(),
        Consciousness::Pain => msg::triage::awake_pain(),
        Consciousness::Unresponsive => msg::triage::awake_none(),
    }
}

/// The lane of a token in a list; the general one needs no word.
pub fn lane(lane: Lane) -> Option<Message> {
    match lane {
        Lane::Emergency => Some(msg::queue::lane_emergency()),
        Lane::Priority => Some(msg::queue::lane_priority()),
        Lane::General => None,
    }
}
