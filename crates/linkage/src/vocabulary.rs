//! Every folded spelling that some resident's name has, and the ones near a typed word.
//!
//! Candidates share the typed word's skeleton, or one that differs from it by one consonant, or
//! begin with the typed word; the nearest by weighted distance are returned. The number of
//! spellings grows slowly with the city (16,000 at a million residents), so all of it is in memory.

use crate::SAME;
use crate::compare::likeness;
use crate::fold::skeleton;
use crate::lexicon;
use crate::remembered::Remembered;
use crate::together::apart;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// More neighbours than this add pairs that nobody means.
pub const NEAR_MAX: usize = 48;
/// Spellings less alike are other names.
const NEAR_LIKENESS_MIN: u32 = 640;
/// With two consonants, dropping one leaves too little to go by.
const DELETION_CONSONANTS_MIN: usize = 3;
const PREFIX_LETTERS_MIN: usize = 2;
const PREFIX_MATCHES_MAX: usize = 24;
/// Beginnings of one or two consonants are shared by thousands of spellings.
const PREFIX_SKELETONS_MAX: usize = 1_000;
const PREFIX_LIKENESS: u32 = 840;
/// For each letter that was cut off, up to so many.
const PREFIX_LETTER_COST: u32 = 12;
const PREFIX_LETTERS_COUNTED_MAX: usize = 10;
/// As likely as it can be that the typed letters, and no others, begin the word.
const PREFIX_ALIKE_MIN: u32 = 860;
/// A name of two letters that was written together with another is taken as it stands.
const SHORT_PART_LETTERS: usize = 2;
/// Halves of a word that was written together are allowed less.
const CLOSE_LIKENESS_MIN: u32 = 840;
const CLOSE_MAX: usize = 4;
/// The same when nobody has a name of closer halves.
const LOOSE_LIKENESS_MIN: u32 = 680;
const LOOSE_MAX: usize = 6;
/// An abbreviation is nearly the word.
const SHORT_FOR_LIKENESS: u32 = 960;
const SPLITS_MAX: usize = 200;

/// A spelling near a typed word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Folded.
    pub spelling: Arc<str>,
    /// In thousandths.
    pub likeness: u32,
}

/// The spellings in use.
#[derive(Default)]
pub struct Vocabulary {
    spellings: usize,
    /// In order, so that those with one beginning stand together.
    by_skeleton: BTreeMap<Box<str>, Vec<Arc<str>>>,
    /// A skeleton with one consonant left out → the skeletons it came from.
    by_deletion: HashMap<u64, Vec<Box<str>>>,
    remembered: Remembered,
}

impl Vocabulary {
    /// Learns one folded spelling; says whether it was new.
    pub fn add(&mut self, folded: &str) -> bool {
        if folded.is_empty() || self.knows(folded) {
            return false;
        }
        self.spellings += 1;
        self.remembered.forget();
        let skeleton: Box<str> = skeleton(folded).into();
        let same = self.by_skeleton.entry(skeleton.clone()).or_default();
        same.push(folded.into());
        if same.len() == 1 {
            for deletion in deletions(&skeleton) {
                self.by_deletion.entry(deletion).or_default().push(skeleton.clone());
            }
        }
        true
    }

    /// How many spellings it knows.
    pub const fn len(&self) -> usize {
        self.spellings
    }

    /// Whether it knows none.
    pub const fn is_empty(&self) -> bool {
        self.spellings == 0
    }

    /// Whether some name has exactly this spelling.
    pub fn knows(&self, folded: &str) -> bool {
        let same = self.by_skeleton.get(skeleton(folded).as_str());
        same.is_some_and(|same| same.iter().any(|known| known.as_ref() == folded))
    }

    /// The spellings nearest to a folded word, the word itself first, whether known or not.
    pub fn near(&self, folded: &str) -> Arc<[Near]> {
        self.remembered.or_find(folded, || {
            let skeleton = skeleton(folded);
            let mut found = self.alike(folded, &skeleton, NEAR_LIKENESS_MIN);
            found.extend(self.beginning_with(folded, &skeleton));
            found.push(Near { spelling: folded.into(), likeness: SAME });
            nearest(found, NEAR_MAX)
        })
    }

    /// Spellings whose consonants are the same or nearly so.
    fn alike(&self, folded: &str, skeleton: &str, least: u32) -> Vec<Near> {
        let skeletons = self.near_skeletons(skeleton);
        let spellings = skeletons.iter().filter_map(|near| self.by_skeleton.get(*near)).flatten();
        let near = spellings.map(|spelling| Near {
            likeness: likeness(folded, spelling),
            spelling: Arc::clone(spelling),
        });
        near.filter(|near| near.likeness >= least).collect()
    }

    fn near_skeletons<'v>(&'v self, typed: &str) -> HashSet<&'v str> {
        let mut near = HashSet::new();
        if let Some((known, _)) = self.by_skeleton.get_key_value(typed) {
            near.insert(known.as_ref());
        }
        for deletion in deletions(typed) {
            let skeletons = self.by_deletion.get(&deletion).into_iter().flatten();
            near.extend(skeletons.map(AsRef::as_ref));
        }
        // Short words have no consonant to spare; one may still be another that sounds like it.
        for other in confused(typed) {
            if let Some((known, _)) = self.by_skeleton.get_key_value(other.as_str()) {
                near.insert(known.as_ref());
            }
        }
        near
    }

    /// Words that a hurried hand cut short, the ones that lack least first.
    fn beginning_with(&self, folded: &str, skeleton: &str) -> Vec<Near> {
        if folded.len() < PREFIX_LETTERS_MIN {
            return Vec::new();
        }
        let from = self.by_skeleton.range::<str, _>((Bound::Included(skeleton), Bound::Unbounded));
        let begun = from.take_while(|(known, _)| known.starts_with(skeleton));
        let spellings = begun.take(PREFIX_SKELETONS_MAX).flat_map(|(_, same)| same);
        let cut = spellings.filter_map(|spelling| {
            let (begins, rest) = spelling.split_at_checked(folded.len())?;
            let alike = likeness(folded, begins);
            let counted = u32::try_from(rest.len().min(PREFIX_LETTERS_COUNTED_MAX)).unwrap_or(0);
            let best = PREFIX_LIKENESS - PREFIX_LETTER_COST * counted;
            let near = Near { spelling: Arc::clone(spelling), likeness: best * alike / SAME };
            (counted > 0 && alike >= PREFIX_ALIKE_MIN).then_some(near)
        });
        nearest(cut.collect(), PREFIX_MATCHES_MAX)
    }

    /// Two known words that a typed word may be made of, as alike as they are together: Ramkumar
    /// is Ram Kumar, Ramkumr too.
    pub fn split(&self, folded: &str) -> Vec<(Near, Near)> {
        halves(folded, |half| self.close(half))
    }

    /// The same with halves that are spelled less well.
    pub fn split_loosely(&self, folded: &str) -> Vec<(Near, Near)> {
        halves(folded, |half| {
            let mut near = self.close(half);
            if half.len() > SHORT_PART_LETTERS {
                near.extend(self.alike(half, &skeleton(half), LOOSE_LIKENESS_MIN));
            }
            nearest(near, LOOSE_MAX)
        })
    }

    /// The few spellings with the same consonants that sound most alike.
    fn close(&self, part: &str) -> Vec<Near> {
        let least = if part.len() <= SHORT_PART_LETTERS { SAME } else { CLOSE_LIKENESS_MIN };
        let same = self.by_skeleton.get(skeleton(part).as_str()).into_iter().flatten();
        let near = same.map(|spelling| Near {
            likeness: likeness(part, spelling),
            spelling: Arc::clone(spelling),
        });
        let mut near: Vec<Near> = near.filter(|near| near.likeness >= least).collect();
        let short = lexicon::short_for(part);
        near.extend(short.map(|long| Near { spelling: long.into(), likeness: SHORT_FOR_LIKENESS }));
        nearest(near, CLOSE_MAX)
    }
}

/// Each two words that a word may be made of, where both have spellings near them.
fn halves(folded: &str, near: impl Fn(&str) -> Vec<Near>) -> Vec<(Near, Near)> {
    let mut known: HashMap<String, Vec<Near>> = HashMap::new();
    let mut found = Vec::new();
    for (first, second) in apart(folded) {
        let seconds = known.entry(second).or_insert_with_key(|half| near(half)).clone();
        if seconds.is_empty() {
            continue;
        }
        let firsts = known.entry(first).or_insert_with_key(|half| near(half));
        for one in firsts.iter() {
            found.extend(seconds.iter().map(|other| (one.clone(), other.clone())));
        }
    }
    found.sort_by(|a, b| {
        let order = |(one, other): &(Near, Near)| Reverse(one.likeness + other.likeness);
        let spelled =
            |(one, other): &(Near, Near)| (Arc::clone(&one.spelling), Arc::clone(&other.spelling));
        order(a).cmp(&order(b)).then_with(|| spelled(a).cmp(&spelled(b)))
    });
    found.truncate(SPLITS_MAX);
    found
}

/// Likeliest first, each spelling once.
fn nearest(mut found: Vec<Near>, most: usize) -> Vec<Near> {
    found.sort_by(|a, b| {
        (Reverse(a.likeness), &a.spelling).cmp(&(Reverse(b.likeness), &b.spelling))
    });
    let mut seen = HashSet::new();
    found.retain(|near| seen.insert(Arc::clone(&near.spelling)));
    found.truncate(most);
    found
}

/// A skeleton with one consonant heard as another.
fn confused(skeleton: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, heard) in skeleton.char_indices() {
        let meant = match heard {
            'd' => "rt",
            'r' => "dl",
            'l' => "rn",
            't' => "d",
            'k' => "gc",
            'g' => "kj",
            'n' => "ml",
            'm' => "n",
            'p' => "bf",
            'f' => "p",
            'c' => "sjk",
            's' => "cj",
            'j' => "gs",
            _ => "",
        };
        for letter in meant.chars() {
            let others = skeleton.char_indices();
            let spelled = others.map(|(place, c)| if place == at { letter } else { c });
            found.push(spelled.collect());
        }
    }
    found
}

/// The skeleton itself and each of its forms with one consonant left out.
fn deletions(skeleton: &str) -> Vec<u64> {
    let mut found = vec![xxh3_64(skeleton.as_bytes())];
    if skeleton.len() >= DELETION_CONSONANTS_MIN {
        for (at, _) in skeleton.char_indices() {
            let kept = skeleton.char_indices().filter(|(place, _)| *place != at);
            found.push(xxh3_64(kept.map(|(_, c)| c).collect::<String>().as_bytes()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    fn vocabulary(words: &[&str]) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for word in words {
            vocabulary.add(&fold(word));
        }
        vocabulary
    }

    fn near(vocabulary: &Vocabulary, word: &str) -> Vec<String> {
        vocabulary.near(&fold(word)).iter().map(|near| near.spelling.to_string()).collect()
    }

    #[test]
    fn near_words_are_found_by_sound_by_one_wrong_consonant_and_by_their_beginning() {
        let city = vocabulary(&["Sunita", "Sunil", "Anita", "Sharmila", "Mohammad", "Kamla"]);
        assert_eq!(near(&city, "सुनीता")[0], "sunita");
        assert!(near(&city, "Sunida").contains(&"sunita".into()));
        assert!(near(&city, "Sharmi").contains(&"sarmila".into()));
        assert!(near(&city, "Muhamad").contains(&"mohamad".into()));
        assert!(!near(&city, "Sunita").contains(&"kamla".into()));
    }

    #[test]
    fn a_spelling_that_is_new_is_near_words_that_were_asked_before() {
        let mut city = vocabulary(&["Sunil"]);
        assert!(!near(&city, "Sunida").contains(&"sunita".into()));
        city.add("sunita");
        assert!(near(&city, "Sunida").contains(&"sunita".into()));
    }

    #[test]
    fn a_word_nobody_has_yet_is_still_looked_for_as_it_stands() {
        assert_eq!(near(&Vocabulary::default(), "Zubair"), ["juber"]);
    }

    #[test]
    fn words_written_together_come_apart_where_both_halves_are_known() {
        let city = vocabulary(&["Ram", "Kumar", "Rama"]);
        let split = |word: &str| {
            let ways = city.split(&fold(word));
            ways.first().map(|(a, b)| (a.spelling.to_string(), b.spelling.to_string()))
        };
        assert_eq!(split("Ramkumar"), Some(("ram".into(), "kumar".into())));
        assert_eq!(split("Ramkumaar"), Some(("ram".into(), "kumar".into())));
        assert_eq!(split("Sunita"), None);
        let city = vocabulary(&["Ram", "Prasad", "Mohan", "Mohammad", "Sharif", "Om"]);
        let known = |word: &str, one: &str, other: &str| {
            let wanted = (fold(one), fold(other));
            let mut ways =
                city.split(&fold(word)).into_iter().chain(city.split_loosely(&fold(word)));
            ways.any(|(a, b)| (a.spelling.to_string(), b.spelling.to_string()) == wanted)
        };
        assert!(known("Ramprasad", "Ram", "Prasad"));
        assert!(known("Rammohan", "Ram", "Mohan"));
        assert!(known("Omprasad", "Om", "Prasad"));
        assert!(known("Mohdsharif", "Mohammad", "Sharif"));
        assert!(known("Ramplasad", "Ram", "Prasad"), "a consonant misheard");
    }

    #[test]
    fn a_word_cut_short_is_known_by_its_beginning_though_it_is_misspelled() {
        let city = vocabulary(&["Srivastava", "Sarita", "Chaturvedi", "Sharma"]);
        assert!(near(&city, "Shrivas").contains(&fold("Srivastava")));
        assert!(near(&city, "Chatarv").contains(&fold("Chaturvedi")));
        assert!(near(&city, "शर्म").contains(&fold("Sharma")));
        assert_eq!(near(&city, "Sar")[1], fold("Sarma"));
    }

    #[test]
    fn a_first_letter_that_was_heard_as_another_is_forgiven() {
        let city = vocabulary(&["Chand", "Chaya", "Vimla", "Imran", "Usha"]);
        assert!(near(&city, "Cand").contains(&fold("Chand")));
        assert!(near(&city, "Caya").contains(&fold("Chaya")));
        assert!(near(&city, "Bimla").contains(&fold("Vimla")));
        assert!(near(&city, "Emran").contains(&fold("Imran")));
        assert!(near(&city, "Osha").contains(&fold("Usha")));
    }
}
