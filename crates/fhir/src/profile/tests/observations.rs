//! Fixed values, components in slices, units and references of an Observation.

use super::*;

fn pressure(components: &str, members: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","status":"final","effectiveDateTime":"2026-11-23",
            "category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category",
                                      "code":"vital-signs"}}]}}],
            "code":{{"coding":[{{"system":"http://loinc.org","code":"85354-9"}}]}},
            "subject":{{"reference":"Patient/1"}},"component":[{components}]{members}}}"#
    )
}

fn component(code: &str, value: &str) -> String {
    format!(
        r#"{{"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},
            "valueQuantity":{{"value":{value},"system":"http://unitsofmeasure.org","code":"mm[Hg]"}}}}"#
    )
}

fn both() -> String {
    format!("{},{}", component("8480-6", "120"), component("8462-4", "80"))
}

fn of(body: &str) -> Vec<String> {
    wrong("city-pressure", body)
}

#[test]
fn components_belong_to_their_slices_by_codes_deep_within() {
    assert_eq!(of(&pressure(&both(), "")), [""; 0]);
    let (high, low) = (component("8480-6", "120"), component("8462-4", "80"));
    assert_eq!(
        of(&pressure(&format!("{low},{high}"), "")),
        ["error Observation.component[1]: has to stand before what comes before it; the order is \
          systolic, diastolic"]
    );
    assert_eq!(
        of(&pressure(&format!("{high},{}", component("8867-4", "70")), "")),
        [
            "error Observation.component[1]: is none of systolic, diastolic, and nothing else may be there",
            "error Observation.component: has to be there 1 times at least, as diastolic",
        ]
    );
    assert_eq!(
        of(&pressure(&format!("{},{low}", component("8480-6", "1200")), "")),
        ["error Observation.component[0].valueQuantity.value: has to be at most 300"]
    );
    assert_eq!(
        of(&pressure(&both().replacen("mm[Hg]", "kPa", 1), "")),
        [
            r#"error Observation.component[0].valueQuantity.code: has to be "mm[Hg]", and nothing else"#
        ]
    );
}

#[test]
fn fixed_values_are_the_same_and_choices_are_sliced_by_type() {
    let right = pressure(&both(), "");
    let more =
        right.replacen(r#""code":"vital-signs""#, r#""code":"vital-signs","display":"a""#, 1);
    assert!(of(&more).concat().starts_with("error Observation.category[0]: has to be {"));
    let period = right.replacen(
        r#""effectiveDateTime":"2026-11-23""#,
        r#""effectivePeriod":{"start":"2026"}"#,
        1,
    );
    assert_eq!(
        of(&period),
        [
            "error Observation.effectivePeriod: is none of effectiveDateTime, and nothing else may be there",
            "error Observation.effective: has to be there 1 times at least, as effectiveDateTime",
        ]
    );
    let range = both().replacen(
        r#""valueQuantity""#,
        r#""referenceRange":[{"low":{"value":1}}],"valueQuantity""#,
        1,
    );
    assert_eq!(
        of(&pressure(&range, "")),
        ["error Observation.component[0].referenceRange[0].text: has to be there 1 times at least"]
    );
}

#[test]
fn what_a_reference_points_to_is_held_against_its_profile_where_it_lies_in_the_body() {
    let to = |link: &str, contained: &str| {
        let body = pressure(&both(), &format!(r#","contained":[{contained}]"#));
        of(&body.replacen("Patient/1", link, 1))
    };
    let bad =
        to("#p", r#"{"resourceType":"Patient","id":"p","gender":"male","name":[{"text":"A"}]}"#);
    assert_eq!(
        bad,
        [format!(
            "error Observation.subject: conforms to none of {BASE}city-patient: \
             Patient.identifier: has to be there 1 times at least"
        )]
    );
    let body = pressure(&both(), "").replacen("Patient/1", "Group/1", 1);
    assert_eq!(
        of(&body),
        [format!("error Observation.subject: has to point to {BASE}city-patient")]
    );
}
