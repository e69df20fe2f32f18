//! What names or finds a person. None of it is ever printed by `Debug`.

use super::reference::{Extension, Period};
use serde::Serialize;
use std::fmt;

/// Prints as `‹hidden›`, whatever it holds.
pub struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

/// A name in one script.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct HumanName {
    /// For example which script it is written in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// `official`, `usual`, `maiden` …
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub used_as: Option<String>,
    /// The whole name as it was entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The family name, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Given names in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<String>,
    /// Dr, Smt …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prefix: Vec<String>,
    /// What follows the name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suffix: Vec<String>,
}

/// A phone number or the like.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct ContactPoint {
    /// `phone`, `email` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// `home`, `mobile` …
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub used_as: Option<String>,
}

impl ContactPoint {
    /// A mobile phone.
    pub fn mobile(number: impl Into<String>) -> Self {
        let (system, used_as) = (Some("phone".to_owned()), Some("mobile".to_owned()));
        Self { system, value: Some(number.into()), used_as }
    }
}

/// Where somebody lives or a place lies.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// For example the ward.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// `home`, `temp` …
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub used_as: Option<String>,
    /// The whole address as it was entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// House and street.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub line: Vec<String>,
    /// Locality or city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// District.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// State.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// PIN code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// When it held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
}

macro_rules! hides_itself {
    ($($Type:ident)*) => {$(
        impl fmt::Debug for $Type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($Type)).field(&Hidden).finish()
            }
        }
    )*};
}
hides_itself!(HumanName ContactPoint Address);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_to_the_record_and_never_to_a_log() {
        let asha = HumanName { family: Some("Sharma".into()), ..HumanName::default() };
        assert_eq!(format!("{asha:?}"), "HumanName(‹hidden›)");
        assert_eq!(serde_json::to_string(&asha).unwrap(), r#"{"family":"Sharma"}"#);
    }
}
