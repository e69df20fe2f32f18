//! What a clerk types to find somebody.

use nabz_kernel::names::Script;
use nabz_people::registry::model::Details;
use nabz_people::residents::Dice;

/// Of ten people one says a phone number, two names are typed in English letters, and one has a
/// letter too few; the others are typed as they stand on record.
pub(super) fn typed(details: &Details, dice: &mut Dice) -> String {
    let name = |script| details.name.preferring(script).to_owned();
    match dice.below(10) {
        0 => match &details.phone {
            Some(phone) => phone.mobile.digits().to_owned(),
            None => name(Script::Devanagari),
        },
        1 | 2 => name(Script::Roman),
        3 => with_a_slip(&name(Script::Roman), dice),
        _ => name(Script::Devanagari),
    }
}

/// A letter is left out behind the first one of a word, where hurried hands leave it out.
fn with_a_slip(name: &str, dice: &mut Dice) -> String {
    let letters: Vec<char> = name.chars().collect();
    let inner = |at: &usize| {
        let before = at.checked_sub(1).and_then(|one| letters.get(one));
        before.is_some_and(|letter| letter.is_alphabetic())
            && letters.get(*at).is_some_and(|one| one.is_alphabetic())
    };
    let places: Vec<usize> = (0..letters.len()).filter(inner).collect();
    let gone = dice.one(&places).copied();
    letters
        .iter()
        .enumerate()
        .filter(|(at, _)| Some(*at) != gone)
        .map(|(_, letter)| letter)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_leaves_out_one_letter_and_never_the_first_of_a_word() {
        let mut dice = Dice::new(7);
        for _ in 0..50 {
            let slipped = with_a_slip("Sunita Devi", &mut dice);
            assert_eq!(slipped.chars().count(), 10, "{slipped}");
            assert!(slipped.starts_with('S') && slipped.contains(" D"), "{slipped}");
        }
        assert_eq!(with_a_slip("", &mut dice), "");
    }
}
