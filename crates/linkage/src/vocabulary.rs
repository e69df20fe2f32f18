//! Every folded spelling that some resident's name has, and the ones near a typed word.
//!
//! Candidates share the typed word's skeleton, or one that differs from it by one consonant, or
//! begin with the typed word; the nearest by weighted distance are returned. The number of
//! spellings grows slowly with the city (16,000 at a million residents), so all of it is in memory.

use crate::SAME;
use crate::compare::likeness;
use crate::fold::skeleton;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Bound;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// More neighbours than this add pairs that nobody means.
pub const NEAR_MAX: usize = 32;
/// Spellings less alike are other names.
const NEAR_LIKENESS_MIN: u32 = 640;
/// With two consonants, dropping one leaves too little to go by.
const DELETION_CONSONANTS_MIN: usize = 3;
const PREFIX_LETTERS_MIN: usize = 3;
const PREFIX_MATCHES_MAX: usize = 12;
const PREFIX_LIKENESS: u32 = 800;
const SPLIT_PART_LETTERS_MIN: usize = 3;
/// Halves of a word that was written together are allowed less.
const CLOSE_LIKENESS_MIN: u32 = 840;
const CLOSE_MAX: usize = 4;
const SPLITS_MAX: usize = 24;

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
    spellings: BTreeSet<Arc<str>>,
    by_skeleton: HashMap<Box<str>, Vec<Arc<str>>>,
    /// A skeleton with one consonant left out → the skeletons it came from.
    by_deletion: HashMap<u64, Vec<Box<str>>>,
}

impl Vocabulary {
    /// Learns one folded spelling; says whether it was new.
    pub fn add(&mut self, folded: &str) -> bool {
        if folded.is_empty() || self.spellings.contains(folded) {
            return false;
        }
        let spelling: Arc<str> = folded.into();
        self.spellings.insert(Arc::clone(&spelling));
        let skeleton: Box<str> = skeleton(folded).into();
        let same = self.by_skeleton.entry(skeleton.clone()).or_default();
        same.push(spelling);
        if same.len() == 1 {
            for deletion in deletions(&skeleton) {
                self.by_deletion.entry(deletion).or_default().push(skeleton.clone());
            }
        }
        true
    }

    /// How many spellings it knows.
    pub fn len(&self) -> usize {
        self.spellings.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.spellings.is_empty()
    }

    /// The spellings nearest to a folded word, the word itself first, whether known or not.
    pub fn near(&self, folded: &str) -> Vec<Near> {
        let mut found: Vec<Near> = Vec::new();
        let mut consider = |spelling: &Arc<str>| {
            let likeness = likeness(folded, spelling);
            if likeness >= NEAR_LIKENESS_MIN {
                found.push(Near { spelling: Arc::clone(spelling), likeness });
            }
        };
        for skeleton in self.near_skeletons(&skeleton(folded)) {
            self.by_skeleton.get(skeleton).into_iter().flatten().for_each(&mut consider);
        }
        found.extend(self.beginning_with(folded));
        found.push(Near { spelling: folded.into(), likeness: SAME });
        found.sort_by(|a, b| {
            (Reverse(a.likeness), &a.spelling).cmp(&(Reverse(b.likeness), &b.spelling))
        });
        let mut seen = HashSet::new();
        found.retain(|near| seen.insert(Arc::clone(&near.spelling)));
        found.truncate(NEAR_MAX);
        found
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

    /// Words that a hurried hand cut short.
    fn beginning_with<'v>(&'v self, folded: &'v str) -> impl Iterator<Item = Near> + 'v {
        let long_enough = folded.len() >= PREFIX_LETTERS_MIN;
        let from = self.spellings.range::<str, _>((Bound::Included(folded), Bound::Unbounded));
        from.take_while(move |spelling| long_enough && spelling.starts_with(folded))
            .skip_while(move |spelling| spelling.as_ref() == folded)
            .take(PREFIX_MATCHES_MAX)
            .map(|spelling| Near { spelling: Arc::clone(spelling), likeness: PREFIX_LIKENESS })
    }

    /// Two known words that a typed word may be made of, as alike as they are together: Ramkumar
    /// is Ram Kumar, Ramkumr too.
    pub fn split(&self, folded: &str) -> Vec<(Near, Near)> {
        let places = SPLIT_PART_LETTERS_MIN..=folded.len().saturating_sub(SPLIT_PART_LETTERS_MIN);
        let mut found = Vec::new();
        for (first, second) in places.filter_map(|at| folded.split_at_checked(at)) {
            let seconds = self.close(second);
            if seconds.is_empty() {
                continue;
            }
            for one in self.close(first) {
                found.extend(seconds.iter().map(|other| (one.clone(), other.clone())));
            }
        }
        found.sort_by_key(|(one, other)| Reverse(one.likeness + other.likeness));
        found.truncate(SPLITS_MAX);
        found
    }

    /// The few spellings with the same consonants that sound most alike.
    fn close(&self, part: &str) -> Vec<Near> {
        let same = self.by_skeleton.get(skeleton(part).as_str()).into_iter().flatten();
        let near = same.map(|spelling| Near {
            likeness: likeness(part, spelling),
            spelling: Arc::clone(spelling),
        });
        let mut near: Vec<Near> = near.filter(|near| near.likeness >= CLOSE_LIKENESS_MIN).collect();
        near.sort_by_key(|near| Reverse(near.likeness));
        near.truncate(CLOSE_MAX);
        near
    }
}

/// A skeleton with one consonant heard as another.
fn confused(skeleton: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, heard) in skeleton.char_indices().skip(1) {
        let meant = match heard {
            'd' => "rt",
            'r' => "dl",
            'l' => "rn",
            't' => "d",
            'k' => "g",
            'g' => "kj",
            'n' => "ml",
            'm' => "n",
            'p' => "bf",
            'f' => "p",
            'c' => "sj",
            's' => "c",
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
    }
}
