//! The nouns of copies that a bearer takes along as a file.

use nabz_credential::exports::hcert::Certificate;
use nabz_credential::exports::smart::HealthCard;
use serde::{Deserialize, Serialize};

words!(
    /// In which form a copy is given; the word is the name of its file.
    CopyForm {
        /// A SMART Health Card, which wallets of phones keep.
        HealthCard = "health-card.smart-health-card",
        /// A certificate of the WHO's kind, as the text of its code.
        Text = "health-certificate.txt",
        /// Its code, for the screen of a phone.
        Picture = "health-certificate.png",
        /// Its code, for whoever prints it.
        Drawing = "health-certificate.svg",
    }
);

/// A copy that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardCopy {
    /// A SMART Health Card.
    HealthCard(HealthCard),
    /// A certificate of the WHO's kind.
    Certificate(Certificate),
}
