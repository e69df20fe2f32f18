//! How likely each agreement is, before anything is known: what is learned begins there.

use super::fields::{Agreement, Fact};

const LEVELS: usize = Agreement::COUNT;

/// Agreements of one person, before anything is known.
pub(super) const PERSON_START: [f64; LEVELS] =
    [0.0, 0.86, 0.02, 0.005, 0.05, 0.02, 0.015, 0.03, 0.0, 0.0];
/// The same of facts that tell who somebody is. What is the same, and what sounds the same, share
/// their part as the lists have it.
pub(super) const fn person_start(fact: Fact) -> [f64; LEVELS] {
    match fact {
        Fact::GivenName | Fact::FullName => {
            [0.0, 0.43, 0.43, 0.002, 0.06, 0.055, 0.013, 0.01, 0.0, 0.0]
        }
        Fact::Surname => [0.0, 0.38, 0.38, 0.002, 0.08, 0.08, 0.06, 0.018, 0.0, 0.0],
        Fact::GuardianName => [0.0, 0.39, 0.39, 0.002, 0.05, 0.07, 0.013, 0.085, 0.0, 0.0],
        Fact::Birth => [0.0, 0.82, 0.0, 0.02, 0.06, 0.05, 0.02, 0.02, 0.01, 0.0],
        Fact::BirthYear => [0.0, 0.02, 0.45, 0.0, 0.25, 0.08, 0.11, 0.06, 0.03, 0.0],
        Fact::BirthAbout => [0.0, 0.02, 0.30, 0.0, 0.17, 0.21, 0.17, 0.10, 0.03, 0.0],
        Fact::Sex => [0.0, 0.985, 0.0, 0.0, 0.0, 0.0, 0.0, 0.015, 0.0, 0.0],
        Fact::Phone => [0.0, 0.84, 0.0, 0.0, 0.05, 0.0, 0.0, 0.11, 0.0, 0.0],
        Fact::AddressNumber
        | Fact::AddressLine
        | Fact::AddressLine2
        | Fact::Locality
        | Fact::Postcode
        | Fact::State
        | Fact::Identifier
        | Fact::NameOrder
        | Fact::LineOrder => PERSON_START,
    }
}

/// Of two of a house or locality.
pub(super) const SHARED_START: [f64; LEVELS] =
    [0.0, 0.80, 0.03, 0.01, 0.03, 0.03, 0.03, 0.07, 0.0, 0.0];
/// Of strangers; the first is replaced by the chance of the lists.
const STRANGERS_START: [f64; LEVELS] =
    [0.0, 0.01, 0.001, 0.0005, 0.002, 0.01, 0.04, 0.9365, 0.0, 0.0];
/// The same of facts that tell who somebody is.
pub(super) const fn strangers_start(fact: Fact) -> [f64; LEVELS] {
    if matches!(fact, Fact::Birth) {
        [0.0, 0.001, 0.0, 0.001, 0.004, 0.012, 0.02, 0.16, 0.802, 0.0]
    } else if matches!(fact, Fact::BirthYear) {
        [0.0, 0.001, 0.016, 0.0, 0.033, 0.033, 0.09, 0.13, 0.697, 0.0]
    } else if matches!(fact, Fact::BirthAbout) {
        [0.0, 0.001, 0.016, 0.0, 0.033, 0.06, 0.10, 0.17, 0.62, 0.0]
    } else {
        STRANGERS_START
    }
}
