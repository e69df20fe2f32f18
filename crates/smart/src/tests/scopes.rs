//! What scopes say, and what two lists of them have in common.

use crate::scope::{Level, NotAScope, Opens, Reach, Right, Scopes, Way, is_among};
use nabz_fhir::ResourceType;
use nabz_fhir::tape::Tape;

fn read(text: &str) -> String {
    Scopes::parse(text).map_or_else(|fault| format!("! {fault}"), |scopes| scopes.to_string())
}

#[test]
fn a_scope_is_read_as_either_version_writes_it() {
    for (asked, means) in [
        ("system/Observation.rs", "system/Observation.rs"),
        ("patient/*.read", "patient/*.rs"),
        ("user/Patient.write", "user/Patient.cud"),
        ("system/*.*", "system/*.cruds"),
        (
            "patient/Observation.rs?category=laboratory",
            "patient/Observation.rs?category=laboratory",
        ),
        // What is narrowed is for reading alone.
        ("system/Observation.cruds?status=final", "system/Observation.rs?status=final"),
        ("launch launch/patient online_access", "launch launch/patient online_access"),
    ] {
        assert_eq!(read(asked), means);
    }
}

#[test]
fn what_is_no_scope_is_refused_where_it_is_registered_and_passed_over_where_it_is_asked_for() {
    for word in [
        "openid",
        "offline_access",
        "system/Observation",
        "system/Observation.",
        "system/Observation.sr",
        "system/Observation.rr",
        "system/Observation.x",
        "system/Nothing.rs",
        "everybody/Observation.rs",
        "system/*.rs?category=laboratory",
        "system/Observation.c?category=laboratory",
        "system/Observation.rs?unheard=1",
        "system/Observation.rs?_id=1",
        "system/Observation.rs?category:in=x",
        "system/Observation.rs?subject.name=x",
        "system/Observation.rs?category",
    ] {
        let unknown = Some(NotAScope::Unknown(word.to_owned()));
        assert_eq!(Scopes::parse(word).err(), unknown, "{word}");
        let asked = format!("{word} system/Patient.r");
        assert_eq!(Scopes::asked(&asked).unwrap().to_string(), "system/Patient.r");
    }
    assert!(Scopes::parse(&"system/Patient.r ".repeat(65)).is_err());
}

#[test]
fn nothing_is_given_that_is_not_registered() {
    for (asked, registered, given) in [
        ("system/*.cruds", "system/Observation.rs", "system/Observation.rs"),
        ("system/Observation.cruds", "system/*.rs", "system/Observation.rs"),
        ("system/Patient.rs", "system/Observation.rs", ""),
        ("system/Patient.rs", "user/Patient.rs patient/*.cruds", ""),
        ("system/Patient.c", "system/Patient.rs", ""),
        (
            "system/Observation.rs",
            "system/Observation.rs?category=laboratory",
            "system/Observation.rs?category=laboratory",
        ),
        (
            "system/Observation.rs?status=final",
            "system/Observation.rs?category=laboratory",
            "system/Observation.rs?status=final&category=laboratory",
        ),
        ("system/Observation.c", "system/Observation.cruds?category=laboratory", ""),
        ("patient/*.rs patient/*.rs", "patient/*.rs", "patient/*.rs"),
        ("launch patient/*.rs", "patient/*.rs", "patient/*.rs"),
        ("launch/patient", "launch launch/patient", "launch/patient"),
    ] {
        let [asked, registered] = [asked, registered].map(|text| Scopes::parse(text).unwrap());
        assert_eq!(asked.within(&registered).to_string(), given, "{asked}");
    }
}

#[test]
fn a_reach_is_what_any_of_its_scopes_opens() {
    let reach = |text: &str| Reach::of(Scopes::parse(text).unwrap());
    let observation = ResourceType::OBSERVATION;
    let lab = br#"{"resourceType":"Observation","category":[{"coding":[{"code":"laboratory"}]}]}"#;
    let vital =
        br#"{"resourceType":"Observation","category":[{"coding":[{"code":"vital-signs"}]}]}"#;
    let narrowed = reach("patient/Observation.rs?category=laboratory");
    assert!(
        matches!(narrowed.opens(Way::Found, observation, false), Opens::Closed),
        "somebody else's"
    );
    let Opens::Only(lists) = narrowed.opens(Way::ById, observation, true) else {
        panic!("it is narrowed")
    };
    for (body, fits) in [(&lab[..], true), (&vital[..], false)] {
        let tape = Tape::parse(body.to_vec()).unwrap();
        assert_eq!(is_among(&lists, tape.root()), fits);
    }
    let both = reach("patient/Observation.rs?category=laboratory user/*.r");
    assert!(matches!(both.opens(Way::ById, observation, false), Opens::Whole));
    let either = reach("user/Observation.r?category=laboratory user/Observation.s");
    assert!(matches!(either.opens(Way::ById, observation, true), Opens::Only(_)));
    assert!(both.may(Right::Read, ResourceType::PATIENT));
    assert!(!both.may(Right::Search, ResourceType::PATIENT));
    assert!(both.may(Right::Search, observation));
    assert!(!both.may(Right::Create, observation));
}

#[test]
fn a_program_has_nothing_of_what_people_allow() {
    let scopes = Scopes::parse("launch patient/*.rs user/*.rs system/Patient.r").unwrap();
    assert_eq!(scopes.clone().of_levels(&[Level::System]).to_string(), "system/Patient.r");
    let people = scopes.of_levels(&[Level::Patient, Level::User]);
    assert_eq!(people.to_string(), "launch patient/*.rs user/*.rs");
    assert!(people.wants_patient());
}
