//! What is known of somebody who may be on record.

use super::{Address, Details, Guardian, PaperNumber, Phone, Sex, VoterId};
use nabz_kernel::birth::Birth;
use nabz_kernel::names::PersonName;

/// What is known of somebody, as far as a search and a comparison go. Anything may be missing,
/// their name too.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// In either script or both.
    pub name: Option<&'k PersonName>,
    /// As said.
    pub sex: Option<Sex>,
    /// As exactly as it is known.
    pub birth: Option<Birth>,
    /// Father, husband, mother.
    pub guardian: Option<&'k Guardian>,
    /// Own or a relative's.
    pub phone: Option<&'k Phone>,
    /// Where they live.
    pub address: &'k Address,
    /// The number on their voter card.
    pub voter_id: Option<&'k VoterId>,
    /// The numbers on their other papers, which stand beside somebody's details.
    pub papers: &'k [PaperNumber],
}

impl<'k> From<&'k Details> for Known<'k> {
    fn from(details: &'k Details) -> Self {
        Self {
            name: Some(&details.name),
            sex: details.sex,
            birth: details.birth,
            guardian: details.guardian.as_ref(),
            phone: details.phone.as_ref(),
            address: &details.address,
            voter_id: details.voter_id.as_ref(),
            papers: &[],
        }
    }
}
