//! How allergies are shown.

use super::model::Allergy;
use nabz_web::messages::Language;

/// To what and what happened, as the banner of a person says them.
pub fn shown(allergies: Vec<Allergy>, language: Language) -> Vec<(String, String)> {
    let shown =
        |one: Allergy| (language.pick(one.substance.hindi, one.substance.english), one.reaction);
    allergies.into_iter().map(shown).collect()
}
