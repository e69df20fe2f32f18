use super::*;

#[test]
fn every_type_is_found_by_its_name_and_by_its_number() {
    assert!(NAMES.is_sorted() && SUBJECT.is_sorted() && PATIENT.is_sorted());
    assert!(MASTERS.is_sorted() && ELSEWHERE.is_sorted_by_key(|(of, _)| *of));
    let listed = SUBJECT.iter().chain(&PATIENT).chain(&MASTERS);
    for name in listed.chain(ELSEWHERE.iter().map(|(of, _)| of)) {
        assert!(NAMES.contains(name), "{name}");
    }
    for one in ResourceType::all() {
        assert_eq!(ResourceType::named(one.name()), Some(one));
        assert_eq!(ResourceType::numbered(one.number().into()), Some(one));
    }
    assert_eq!(ResourceType::named("Patients"), None);
    assert_eq!(ResourceType::numbered(0), None);
    for (one, name) in [
        (ResourceType::CONSENT, "Consent"),
        (ResourceType::ENCOUNTER, "Encounter"),
        (ResourceType::GROUP, "Group"),
        (ResourceType::PATIENT, "Patient"),
        (ResourceType::PROVENANCE, "Provenance"),
        (ResourceType::RELATED_PERSON, "RelatedPerson"),
    ] {
        assert_eq!(one.name(), name);
    }
}

#[test]
fn a_master_is_about_nobody() {
    for master in ResourceType::all().filter(|of| of.is_master()) {
        assert!(!master.in_compartment(), "{master}");
    }
    for about_somebody in ["Binary", "Group", "Slot", "Patient", "Observation", "Basic"] {
        assert!(!ResourceType::named(about_somebody).unwrap().is_master(), "{about_somebody}");
    }
}
