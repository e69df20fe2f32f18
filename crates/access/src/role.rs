//! The posts that people hold. A role is granted at a node of the organisation until a date.

/// What somebody is, where they were granted it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Finds and registers people and gives out tokens.
    RegistrationClerk,
    /// Takes vitals and sorts by urgency.
    TriageNurse,
    /// Sees, decides, signs.
    Doctor,
    /// Hands out medicine against a signature.
    Pharmacist,
    /// Receives, moves and counts stock.
    StoreKeeper,
    /// Runs a facility: its units, its people and their roles.
    FacilityAdministrator,
    /// Decides which records are one person's.
    RecordsOfficer,
    /// Reads who did what; changes nothing.
    Auditor,
}

impl Role {
    /// Every role, in the order of the access snapshot.
    pub const ALL: [Self; 8] = [
        Self::RegistrationClerk,
        Self::TriageNurse,
        Self::Doctor,
        Self::Pharmacist,
        Self::StoreKeeper,
        Self::FacilityAdministrator,
        Self::RecordsOfficer,
        Self::Auditor,
    ];

    /// As tables, imports and addresses spell it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::RegistrationClerk => "registration_clerk",
            Self::TriageNurse => "triage_nurse",
            Self::Doctor => "doctor",
            Self::Pharmacist => "pharmacist",
            Self::StoreKeeper => "store_keeper",
            Self::FacilityAdministrator => "facility_administrator",
            Self::RecordsOfficer => "records_officer",
            Self::Auditor => "auditor",
        }
    }

    /// The role of a word; `None` for a word nobody knows.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether a relationship of a unit reaches this person: they give care, so they may read.
    pub const fn gives_care(self) -> bool {
        match self {
            Self::TriageNurse | Self::Doctor | Self::Pharmacist => true,
            Self::RegistrationClerk
            | Self::StoreKeeper
            | Self::FacilityAdministrator
            | Self::RecordsOfficer
            | Self::Auditor => false,
        }
    }

    /// Whether a record that a facility keeps opens to this person.
    pub const fn keeps_records(self) -> bool {
        match self {
            Self::RecordsOfficer => true,
            Self::RegistrationClerk
            | Self::TriageNurse
            | Self::Doctor
            | Self::Pharmacist
            | Self::StoreKeeper
            | Self::FacilityAdministrator
            | Self::Auditor => false,
        }
    }

    /// Whether the role reaches so far that a password alone does not carry it.
    pub const fn needs_second_factor(self) -> bool {
        match self {
            Self::FacilityAdministrator | Self::RecordsOfficer | Self::Auditor => true,
            Self::RegistrationClerk
            | Self::TriageNurse
            | Self::Doctor
            | Self::Pharmacist
            | Self::StoreKeeper => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_found_by_its_own_word() {
        for role in Role::ALL {
            assert_eq!(Role::of_word(role.word()), Some(role));
        }
        assert_eq!(Role::of_word("superuser"), None);
    }
}
