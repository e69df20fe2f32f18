//! The field in which a counter says which paper it saw, before it asks for a card of plastic.

use crate::cards::model::{CardsRefusal, Proof};
use crate::cards::words;
use crate::registry::{self, Choice};
use nabz_web::Fields;

/// What was chosen.
pub(super) fn typed(fields: &Fields) -> Result<Proof, CardsRefusal> {
    Proof::of_word(fields.get("proof")).ok_or(CardsRefusal::NoProof)
}

/// What there is to choose; nothing is chosen for anybody.
pub(super) fn choices(chosen: Option<Proof>) -> Vec<Choice> {
    let all: Vec<Proof> = Proof::all().collect();
    registry::choices(&all, chosen.map_or("", Proof::word), Proof::word, words::proof)
}
