//! References of a transaction: what points to another entry of it, or says how to find one.

use nabz_fhir::ResourceType;

/// `Type?criteria`.
pub(super) fn conditional(link: &str) -> Option<(ResourceType, &str)> {
    let (of, criteria) = link.split_once('?')?;
    Some((ResourceType::named(of)?, criteria))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_with_criteria_names_a_type_first() {
        assert_eq!(conditional("Patient?a=b"), Some((ResourceType::PATIENT, "a=b")));
        assert_eq!(conditional("Patient/1"), None);
        assert_eq!(conditional("https://a.example/?a=b"), None);
    }
}
