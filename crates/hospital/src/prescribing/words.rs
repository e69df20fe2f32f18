//! What a prescription says, in words: how much, how often, and what the doctor decided in spite of
//! an alert.

use super::model::{About, Amount, Frequency, Override};
use super::rules::alerts::Side;
use super::rules::directions::{shown, typed};
use crate::allergies::model::{Known, Substance};
use crate::formulary::model::{DispensingUnit, Measure, Medicine};
use crate::formulary::rules::is_called_as;
use nabz_web::messages::{Language, Message, say};
use nabz_web::msg::{pharmacy, prescribing as msg};
use rust_decimal::Decimal;

/// `1-0-1` as it is written; whatever does not fit that grid in a sentence.
pub fn how_often(frequency: &Frequency, measure: Measure) -> Message {
    match frequency {
        Frequency::Daily { .. } => msg::grid(typed(frequency)),
        Frequency::EveryHours { amount, hours } => msg::every_hours(much(*amount, measure), *hours),
        Frequency::AsNeeded { amount, times_a_day_max } => {
            msg::as_needed(much(*amount, measure), *times_a_day_max)
        }
        Frequency::Weekly { amount } => msg::weekly(much(*amount, measure)),
        Frequency::Once { amount } => msg::once(much(*amount, measure)),
    }
}

/// `½ tablet`, `2 tablets`, `5 ml`: what is taken at one time.
pub fn much(amount: Amount, measure: Measure) -> Message {
    let said = shown(amount);
    // One and a half are more than one; half of one is not.
    let count = if amount.number() > Decimal::ONE { 2 } else { 1 };
    match measure {
        Measure::Tablet => msg::much_tablet(said, count),
        Measure::Capsule => msg::much_capsule(said, count),
        Measure::Millilitre => msg::much_ml(said),
        Measure::Drop => msg::much_drop(said, count),
        Measure::Puff => msg::much_puff(said, count),
        Measure::Application => msg::much_application(said, count),
        Measure::Ampoule => msg::much_ampoule(said, count),
        Measure::Vial => msg::much_vial(said, count),
        Measure::Sachet => msg::much_sachet(said, count),
        Measure::Suppository => msg::much_suppository(said, count),
        Measure::Pessary => msg::much_pessary(said, count),
        Measure::Bag => msg::much_bag(said, count),
        Measure::Respule => msg::much_respule(said, count),
        Measure::Unit => msg::much_iu(said),
        Measure::Gram => msg::much_g(said),
    }
}

/// `60 tablets`: what is handed out.
pub fn how_many(units: u32, unit: DispensingUnit) -> Message {
    match unit {
        DispensingUnit::Tablet => pharmacy::tablets(units),
        DispensingUnit::Capsule => pharmacy::capsules(units),
        DispensingUnit::Bottle => pharmacy::bottles(units),
        DispensingUnit::Tube => pharmacy::tubes(units),
        DispensingUnit::Ampoule => pharmacy::ampoules(units),
        DispensingUnit::Vial => pharmacy::vials(units),
        DispensingUnit::Sachet => pharmacy::sachets(units),
        DispensingUnit::Inhaler => pharmacy::inhalers(units),
        DispensingUnit::Suppository => pharmacy::suppositories(units),
        DispensingUnit::Pessary => pharmacy::pessaries(units),
        DispensingUnit::Bag => pharmacy::bags(units),
        DispensingUnit::Respule => pharmacy::respules(units),
        DispensingUnit::Jar => pharmacy::jars(units),
    }
}

/// What the doctor decided in spite of the alerts on a medicine's line, in one language: whoever
/// reads the red allergy above it must see that it was no oversight.
pub fn overruled(
    overrides: &[Override],
    (medicine, allergies): (&Medicine, &[Known]),
    language: Language,
) -> String {
    let answered = overrides.iter().filter_map(|answer| answer.alert.about());
    let decided = answered.map(|about| decided(called(about, (medicine, allergies), language)));
    decided.map(|words| say(&words, language)).collect::<Vec<_>>().join(" ")
}

/// The same, with what the person is allergic to, and what the medicine is, as they are called in
/// this language.
fn called<'a>(
    about: About<'a>,
    (medicine, allergies): (&'a Medicine, &'a [Known]),
    language: Language,
) -> About<'a> {
    let name = |one: &'a Substance| language.pick(one.hindi.as_str(), one.english.as_str());
    let named = |key: &'a str| {
        let mut known = allergies.iter().map(|one| &one.substance);
        known.find(|substance| substance.key.to_lowercase() == key).map_or(key, name)
    };
    let own = &medicine.name;
    let held = |ingredient: &'a str| {
        let says = is_called_as(ingredient, (own, medicine.ingredients.as_slice()));
        if says { own.in_language(language) } else { ingredient }
    };
    match about {
        About::Allergy(key) => About::Allergy(named(key)),
        About::CrossAllergy(key) => About::CrossAllergy(named(key)),
        About::Duplicate(ingredient) => About::Duplicate(held(ingredient)),
        About::Taken(ingredient) => About::Taken(held(ingredient)),
        About::Dose(_) | About::Weight | About::NoChildDose => about,
    }
}

/// Why, in the doctor's words, each once: one reason may answer several alerts.
pub fn reasons(overrides: &[Override]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for answer in overrides {
        if !said.contains(&answer.reason.as_str()) {
            said.push(&answer.reason);
        }
    }
    said.join("; ")
}

/// What the doctor decided in spite of an alert.
fn decided(about: About<'_>) -> Message {
    match about {
        About::Allergy(to) => msg::decided_allergy(to),
        About::CrossAllergy(to) => msg::decided_cross_allergy(to),
        About::Duplicate(ingredient) => msg::decided_duplicate(ingredient),
        About::Taken(ingredient) => msg::decided_taken(ingredient),
        About::Dose(Side::Over) => msg::decided_over(),
        About::Dose(Side::Under) => msg::decided_under(),
        About::Weight => msg::decided_weight(),
        About::NoChildDose => msg::decided_child_dose(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formulary::sheet;
    use crate::prescribing::model::AlertKey;
    use crate::prescribing::rules::directions::frequency_of;

    fn said(dose: &str, measure: Measure) -> [String; 2] {
        let words = how_often(&frequency_of(dose).unwrap(), measure);
        [say(&words, Language::Hindi), say(&words, Language::English)]
    }

    #[test]
    fn a_dose_that_no_grid_shows_is_a_sentence_of_one_language() {
        let needed = said("1 SOS 3", Measure::Tablet);
        assert_eq!(needed[0], "ज़रूरत हो तभी 1 गोली; दिन में 3 बार तक");
        assert_eq!(needed[1], "1 tablet only when needed, at most 3 times a day");
        let once = said("2 SOS 1", Measure::Capsule);
        assert_eq!(once[1], "2 capsules only when needed, at most once a day");
        assert_eq!(said("½ q8h", Measure::Tablet)[1], "½ tablet every 8 hours");
        assert_eq!(said("1½ weekly", Measure::Tablet)[1], "1½ tablets once a week");
        assert_eq!(said("7.5 stat", Measure::Millilitre)[0], "अभी एक बार 7½ मिली");
        assert_eq!(said("1-0-1", Measure::Tablet), ["1-0-1", "1-0-1"]);
    }

    #[test]
    fn what_was_decided_calls_the_medicine_as_each_language_does() {
        let list = sheet::read(include_str!("../../../../fixtures/formulary.csv")).unwrap();
        let metformin = list.lines.iter().find(|line| line.medicine.code == "METF-500-TAB");
        let no_allergies: &[Known] = &[];
        let about = (&metformin.unwrap().medicine, no_allergies);
        let taken = Override { alert: AlertKey("taken/metformin".into()), reason: "Half".into() };
        let said = |language| overruled(std::slice::from_ref(&taken), about, language);
        assert!(said(Language::Hindi).starts_with("मेटफ़ॉर्मिन पहले से"));
        assert!(said(Language::English).starts_with("Metformin is being taken"));
    }

    #[test]
    fn every_alert_that_was_answered_says_what_was_decided() {
        let words = |key: &str| AlertKey(key.into()).about().map(decided);
        let said = |key: &str| words(key).map(|words| say(&words, Language::English));
        let allergy = said("allergy/penicillin").unwrap();
        assert!(allergy.contains("penicillin") && allergy.contains("doctor"), "{allergy}");
        let cross = said("cross-allergy/amoxicillin").unwrap();
        assert!(cross.contains("amoxicillin") && cross.contains("same group"), "{cross}");
        assert!(said("child-dose").unwrap().contains("child"));
        assert!(said("duplicate/paracetamol").unwrap().contains("paracetamol"));
        assert!(said("taken/metformin").unwrap().contains("metformin"));
        assert_ne!(said("dose/daily/over"), said("dose/daily/under"));
        assert!(said("weight").is_some() && said("of tomorrow").is_none());
    }
}
