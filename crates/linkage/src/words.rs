//! The words of a name as a search sees them.

use crate::fold::fold;
use crate::lexicon;
use crate::together::together;

/// Longer names are rare and further words add nothing to a search.
pub const WORDS_MAX: usize = 5;

/// How much a word says about who is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// A name.
    Full,
    /// An ending or a title that a large part of the city shares: Kumar, Devi, Mohammad.
    Light,
}

/// One word of a name.
#[derive(Clone, PartialEq, Eq)]
pub struct Word {
    /// Its folded spelling.
    pub fold: String,
    /// How much it says.
    pub weight: Weight,
    /// A lone letter that stands for a name.
    pub is_initial: bool,
}

impl Word {
    /// A folded spelling and what it weighs.
    pub fn folded(fold: String) -> Self {
        let weight = if lexicon::is_light(&fold) { Weight::Light } else { Weight::Full };
        Self { fold, weight, is_initial: false }
    }
}

/// A name taken apart: titles and fathers' names dropped, abbreviations written out.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    words: Vec<Word>,
}

impl Name {
    /// The words of one written name, in either script.
    pub fn of(text: &str) -> Self {
        Self { words: written_words(text).into_iter().map(|(_, word)| word).collect() }
    }

    /// The folded words with a space between, which [`Name::sounding`] reads back; an initial ends
    /// with a dot.
    pub fn sound(&self) -> String {
        let written = |word: &Word| {
            let dot = if word.is_initial { "." } else { "" };
            format!("{}{dot}", word.fold)
        };
        self.words.iter().map(written).collect::<Vec<_>>().join(" ")
    }

    /// The name of which this is the [`sound`](Name::sound).
    pub fn sounding(sound: &str) -> Self {
        let word = |written: &str| {
            let fold = written.strip_suffix('.').unwrap_or(written);
            Word { is_initial: fold.len() < written.len(), ..Word::folded(fold.to_owned()) }
        };
        Self { words: sound.split(' ').filter(|written| !written.is_empty()).map(word).collect() }
    }

    /// The same words, each as [`crate::sounds::heard`].
    pub(crate) fn heard(mut self) -> Self {
        for word in &mut self.words {
            word.fold = crate::sounds::as_heard(&word.fold);
        }
        self
    }

    /// In the order in which they were written.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Whether nothing is left to search for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The same name with each two neighbours written together in turn: Ram Kumar, Ramkumar.
    pub fn joined(&self) -> Vec<Vec<Word>> {
        self.joined_where(|left| vec![left])
    }

    /// The same where the first of two may have been shortened before the next was written close
    /// to it: Mohdsharif.
    pub(crate) fn joined_in_haste(&self) -> Vec<Vec<Word>> {
        self.joined_where(|left| lexicon::shortened(left).iter().copied().chain([left]).collect())
    }

    fn joined_where<'n>(&'n self, written: impl Fn(&'n str) -> Vec<&'n str>) -> Vec<Vec<Word>> {
        let mut ways = Vec::new();
        for (at, pair) in self.words.windows(2).enumerate() {
            let [left, right] = pair else { continue };
            if left.is_initial || right.is_initial {
                continue;
            }
            for left in written(&left.fold) {
                let mut way = self.words.clone();
                way.remove(at + 1);
                if let Some(word) = way.get_mut(at) {
                    *word = Word::folded(together(left, &right.fold));
                }
                ways.push(way);
            }
        }
        ways
    }
}

/// The words of a name as written, in small letters, and as a search sees them.
pub(crate) fn written_words(text: &str) -> Vec<(String, Word)> {
    let mut words = Vec::new();
    let text = text.to_lowercase();
    for written in own_part(&text).split(|c: char| c.is_whitespace() || ",.-_()".contains(c)) {
        let bare = written.trim_matches(|c: char| !c.is_alphanumeric() && !is_mark(c));
        let says_whose = RELATIONS.iter().any(|relation| relation.trim() == bare);
        if bare.is_empty() || says_whose || lexicon::is_title(bare) || words.len() == WORDS_MAX {
            continue;
        }
        let is_initial = bare.chars().filter(|c| !is_mark(*c)).count() == 1;
        let fold = lexicon::written_out(fold(lexicon::written_out_word(bare)));
        if !fold.is_empty() {
            words.push((bare.to_owned(), Word { is_initial, ..Word::folded(fold) }));
        }
    }
    words
}

/// Signs that belong to the Devanagari letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{970}')
}

/// What stands before somebody else's name; a guardian's name may begin with it.
const RELATIONS: [&str; 9] =
    [" s/o", " d/o", " w/o", " c/o", " h/o", " पुत्र ", " पुत्री ", " पत्नी ", " son of "];

/// The name before "son of": what follows is somebody else's.
fn own_part(text: &str) -> &str {
    let ends = RELATIONS.iter().filter_map(|relation| text.find(relation)).min();
    ends.and_then(|end| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folds(text: &str) -> Vec<String> {
        Name::of(text).words.into_iter().map(|word| word.fold).collect()
    }

    #[test]
    fn titles_and_fathers_fall_away_and_abbreviations_are_written_out() {
        assert_eq!(folds("Smt. Sunita Devi W/o Ramesh Kumar"), ["sunita", "debi"]);
        assert_eq!(folds("Late Shri Ram-Kumar"), ["ram", "kumar"]);
        assert_eq!(folds("W/O Sh. Ramesh Kumar"), folds("Ramesh Kumar"));
        assert_eq!(folds("पत्नी रमेश"), folds("Ramesh"));
        assert_eq!(folds("श्रीमती सुनीता देवी"), ["sunita", "debi"]);
        assert_eq!(folds("मो० शरीफ़"), folds("Mohd. Sharif"));
        assert_eq!(folds("Md Sharif"), folds("मोहम्मद शरीफ"));
        assert_eq!(folds("Muhd Sharif"), folds("Mohd Sharif"));
        assert!(Name::of(" . ").is_empty());
        assert!(Name::of("45").is_empty());
    }

    #[test]
    fn a_name_is_known_by_its_sound() {
        for text in
            ["Sunita Devi", "S. Devi", "मोहम्मद शरीफ़", "रामकुमार एस गुप्ता", "A P J Abdul Kalam", ""]
        {
            let name = Name::of(text);
            assert!(Name::sounding(&name.sound()) == name, "{text}: {}", name.sound());
        }
        assert_eq!(Name::of("S. Devi").sound(), "s. debi");
    }

    #[test]
    fn an_initial_is_a_lone_letter() {
        let name = Name::of("S. Devi");
        assert_eq!(name.words().iter().map(|w| w.is_initial).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn words_can_be_written_together() {
        let ways = Name::of("Ram Kumar Gupta").joined();
        let spelled: Vec<Vec<&str>> =
            ways.iter().map(|way| way.iter().map(|word| word.fold.as_str()).collect()).collect();
        assert_eq!(spelled, [vec!["ramkumar", "gupta"], vec!["ram", "kumargupta"]]);
        let ways = Name::of("Mohd Sharif").joined_in_haste();
        let folds: Vec<&str> = ways.iter().map(|way| way[0].fold.as_str()).collect();
        assert_eq!(folds, ["mohdsarif", "mosarif", "mdsarif", "mohamadsarif"]);
        assert_eq!(Name::of("Ramesh Chand").joined()[0][0].fold, fold("Rameshchand"));
    }
}
