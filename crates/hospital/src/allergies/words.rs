//! How allergies are shown.

use super::model::Known;
use nabz_web::messages::{Language, say};
use nabz_web::msg;

/// To what and what happened, as the banner of a person says them; after what a partner says, who
/// it is and whether it is disputed.
pub fn shown(allergies: Vec<Known>, language: Language) -> Vec<(String, String)> {
    let shown = |one: Known| {
        let source = one.source.map(|source| say(&msg::chart::partner(source), language));
        let reaction = Some(one.reaction).filter(|reaction| !reaction.is_empty());
        let disputed = one.disputed.then(|| say(&msg::disputes::disputed(), language));
        let told: Vec<String> = reaction.into_iter().chain(source).chain(disputed).collect();
        (language.pick(one.substance.hindi, one.substance.english), told.join(" · "))
    };
    allergies.into_iter().map(shown).collect()
}
