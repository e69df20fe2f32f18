//! What may be said of an entry. Pure.

use super::model::{DisputeRefusal, Ground, NewDispute, WORDS_LETTERS_MAX};
use nabz_kernel::signs::cannot_stand_on_a_line;

/// The reason and the words beside it, which "other" needs.
pub(super) fn ground(asked: &NewDispute) -> Result<(Ground, String), DisputeRefusal> {
    let ground = Ground::of_word(&asked.ground).ok_or(DisputeRefusal::NoReason)?;
    let words = asked.words.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = words.chars().count() <= WORDS_LETTERS_MAX;
    let is_said = ground != Ground::Other || !words.is_empty();
    if !fits || !is_said || words.contains(cannot_stand_on_a_line) {
        return Err(DisputeRefusal::NoReason);
    }
    Ok((ground, words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::ids::Id;
    use uuid::Uuid;

    fn check(ground: &str, words: &str, expect: Result<(Ground, &str), DisputeRefusal>) {
        let (of, id) = ("Observation".to_owned(), "1".to_owned());
        let person = Id::from_uuid(Uuid::from_u128(1));
        let asked = NewDispute { person, of, id, ground: ground.into(), words: words.into() };
        let expect = expect.map(|(ground, words)| (ground, words.to_owned()));
        assert_eq!(super::ground(&asked), expect, "{ground}: {words:?}");
    }

    #[test]
    fn a_reason_is_one_of_a_few_and_other_needs_words() {
        check("outdated", "", Ok((Ground::Outdated, "")));
        check("mistaken", "  a slip \n of the pen ", Ok((Ground::Mistaken, "a slip of the pen")));
        check("other", "seen twice", Ok((Ground::Other, "seen twice")));
        check("other", " ", Err(DisputeRefusal::NoReason));
        check("", "seen twice", Err(DisputeRefusal::NoReason));
        check("wrong", "", Err(DisputeRefusal::NoReason));
        check("outdated", &"x".repeat(WORDS_LETTERS_MAX + 1), Err(DisputeRefusal::NoReason));
    }
}
