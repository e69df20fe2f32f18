//! Enums whose values tables, lists, forms and messages know by words.

/// Declares such an enum: `spelt!(/// Which sex. Sex { /// A woman. Female = "f", });`
#[macro_export]
macro_rules! spelt {
    ($(#[$doc:meta])* $Name:ident { $($(#[$note:meta])* $Value:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $Name { $($(#[$note])* $Value,)+ }

        $crate::words_of!($Name { $($Value = $word,)+ });
    };
}

/// Gives words to the values of an enum that is declared already.
#[macro_export]
macro_rules! words_of {
    ($Name:ident { $($Value:ident = $word:literal,)+ }) => {
        impl $Name {
            /// All of them, in the order in which a form shows them.
            pub const ALL: &'static [Self] = &[$(Self::$Value),+];

            /// As tables, lists and forms spell it.
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
