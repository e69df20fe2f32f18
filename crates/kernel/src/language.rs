//! In which language somebody reads.

/// The languages of the city's screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// हिन्दी
    Hindi,
    /// English
    English,
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
