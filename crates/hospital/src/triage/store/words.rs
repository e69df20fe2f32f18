//! How states are spelt in the table. A word the program does not know is a fault, not a guess.

use crate::triage::model::{Consciousness, Urgency};
use nabz_store::Stop;

pub(super) const fn consciousness_word(awake: Consciousness) -> &'static str {
    match awake {
        Consciousness::Alert => "A",
        Consciousness::Confused => "C",
        Consciousness::Voice => "V",
        Consciousness::Pain => "P",
        Consciousness::Unresponsive => "U",
    }
}

pub(super) fn consciousness_of(word: &str) -> Result<Consciousness, Stop> {
    match word {
        "A" => Ok(Consciousness::Alert),
        "C" => Ok(Consciousness::Confused),
        "V" => Ok(Consciousness::Voice),
        "P" => Ok(Consciousness::Pain),
        "U" => Ok(Consciousness::Unresponsive),
        _ => Err(Stop::fault("a consciousness in triage_vitals that the program does not know")),
    }
}

pub(super) fn urgency_word(urgency: Urgency) -> Result<&'static str, Stop> {
    match urgency {
        Urgency::Red => Ok("red"),
        Urgency::Amber => Ok("amber"),
        Urgency::Steady => Ok("steady"),
        Urgency::NotMeasured => Err(Stop::fault("a set of signs that was not measured")),
    }
}

pub(super) fn urgency_of(word: &str) -> Result<Urgency, Stop> {
    match word {
        "red" => Ok(Urgency::Red),
        "amber" => Ok(Urgency::Amber),
        "steady" => Ok(Urgency::Steady),
        _ => Err(Stop::fault("an urgency in triage_vitals that the program does not know")),
    }
}
