//! In which language somebody reads.

/// The languages of the city's screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// हिन्दी
    Hindi,
    /// English
    English,
}

/// Words that are kept in both scripts; whoever shows them picks those of the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bilingual {
    /// In Devanagari.
    pub hindi: String,
    /// In Roman.
    pub english: String,
}

impl Bilingual {
    /// The words to show.
    pub fn in_language(&self, language: Language) -> &str {
        language.pick(self.hindi.as_str(), self.english.as_str())
    }
}

impl Language {
    /// For the `lang` attribute.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hindi => "hi",
            Self::English => "en",
        }
    }

    /// From a `lang` attribute, a cookie, an address or a table.
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "hi" => Some(Self::Hindi),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// Boards and slips carry both scripts: this one large, the other beside it.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Hindi => Self::English,
            Self::English => Self::Hindi,
        }
    }

    /// Of a name that is kept in both scripts, the one to show.
    pub fn pick<T>(self, hindi: T, english: T) -> T {
        match self {
            Self::Hindi => hindi,
            Self::English => english,
        }
    }
}
