//! Enums whose words are also how they are kept in JSON.

/// An enum whose values tables, forms, messages and what is kept as JSON know by a word.
macro_rules! words {
    ($(#[$doc:meta])* $Name:ident { $($(#[$note:meta])* $Value:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $Name { $($(#[$note])* #[serde(rename = $word)] $Value,)+ }

        nabz_kernel::words_of!($Name { $($Value = $word,)+ });
    };
}
