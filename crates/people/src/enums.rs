/// An enum whose values the tables, forms and messages know by a word.
macro_rules! words {
    ($(#[$doc:meta])* $Name:ident { $($(#[$note:meta])* $Value:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $Name { $($(#[$note])* #[serde(rename = $word)] $Value,)+ }

        impl $Name {
            /// All of them, in the order in which a form shows them.
            pub const ALL: &'static [Self] = &[$(Self::$Value),+];

            /// As tables and forms spell it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$Value => $word,)+ }
            }

            /// The value of a word; `None` for a word nobody knows.
            pub fn of_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    };
}
