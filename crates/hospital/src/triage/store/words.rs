//! How states are spelt in the table. A word the program does not know is a fault, not a guess.

use crate::triage::model::{Consciousness, Urgency};
use nabz_store::Stop;

pub(super) fn consciousness_of(word: &str) -> Result<Consciousness, Stop> {
    let unknown = "a consciousness in triage_vitals that the program does not know";
    Consciousness::of_word(word).ok_or_else(|| Stop::fault(unknown))
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
