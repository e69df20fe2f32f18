use super::*;
use crate::schema::TypeDef;

#[test]
fn elements_are_found_by_what_the_definition_calls_them() {
    check(
        PATIENT,
        &[
            ("Patient.name.family | Resource.id | DomainResource.id", r#"["Sharma","asha"]"#),
            (
                "name.given.count() | name.given[1].hasValue() | name.given[2]",
                r#"[3,false,"Rani"]"#,
            ),
            ("name.given.extension('http://x/unheard').value", "[true]"),
            ("deceased", r#"["2031"]"#),
            ("birthDate.id | birthDate.extension.value", r#"["b","1990-05-17T03:10:00+05:30"]"#),
            ("language.extension('http://x/spoken').value", r#"["hi"]"#),
            ("contained.name | contained.active | contained.alias", r#"["Shanti",true,"S"]"#),
            ("extension(%`ext-x`).exists() | hasExtension('http://x/ward')", "[false,true]"),
            ("children().count()", "[17]"),
            ("birthDate.children().count() | name[1].descendants().count()", "[2]"),
            ("descendants().reference", r##"["#p","Organization/9","#o"]"##),
            ("telecom.where(system = 'email').value", r#"["Asha@example.org"]"#),
            ("birthDate.getValue() | name.getValue()", r#"["1990-05-17"]"#),
        ],
    );
    check_empty(
        PATIENT,
        &[
            "Observation.code",
            "deceasedDateTime",
            "name.nobody",
            "resourceType",
            "1.name",
            "name.value",
        ],
    );
    check_true(
        PATIENT,
        &[
            "language.exists() and language.hasValue().not()",
            "name.exists(use = 'usual') and name.all(use.exists()) and link.empty()",
        ],
    );
}

#[test]
fn a_type_is_the_one_that_is_declared_or_adds_to_it() {
    check_true(
        PATIENT,
        &[
            "is(Patient) and is(DomainResource) and is(FHIR.Patient) and is(Practitioner).not()",
            "contained[1] is Practitioner and contained.ofType(Organization).id = 'o'",
            "birthDate is date and birthDate.is(dateTime).not() and deceased is dateTime",
            "gender is code and gender is string and gender.is(id).not()",
            "gender.as(string) = 'female' and gender.as(uri).empty()",
            "'x'.is(System.String) and 'x'.is(String) and 'x'.is(string).not() and 1 is Integer",
            "active.is(boolean) and active.is(Boolean).not() and active is Boolean",
            "active.is(System.Boolean).not() and (active is System.Boolean).not()",
            "identifier.system is uri and identifier.system.as(canonical).empty()",
            "managingOrganization is Reference and name.first() is HumanName",
            "@2012.is(Date) and @2012T.is(DateTime) and @T10.is(Time) and 1 'g' is Quantity",
        ],
    );
    check(
        OBSERVATION,
        &[
            ("(component.value as Quantity).value", "[5,25]"),
            ("component.value.ofType(string) | component.value.ofType(integer)", r#"["low",3]"#),
            ("value is Quantity | (issued is instant)", "[true]"),
            ("{} is Patient", "[]"),
        ],
    );
}

#[test]
fn references_lead_to_what_is_contained_and_to_what_somebody_finds() {
    let (patient, organization) =
        (tape(PATIENT), tape(r#"{"resourceType": "Organization", "id": "9", "name": "Nine"}"#));
    let resolve = |reference: &str| match reference {
        "Organization/9" => Part::resource(&organization).map(Item::Part),
        "urn:known" => TypeDef::named("Group").map(Part::unread).map(Item::Part),
        _ => None,
    };
    let member_of = |item: &Item<'_>, url: &str| (url == "v").then(|| item.text() == "female");
    let context = Context::of(&patient).unwrap().resolving(&resolve).knowing(&member_of);
    for (text, expected) in [
        ("generalPractitioner.resolve().id", r#"["p","9"]"#),
        ("managingOrganization.where(resolve() is Organization).display", r#"["Shanti"]"#),
        ("generalPractitioner.where(resolve() is Patient)", "[]"),
        ("'urn:known'.resolve() is Group", "[true]"),
        ("'urn:known'.resolve().member | 'urn:nobody'.resolve()", "[]"),
        ("'#'.resolve().id", r#"["asha"]"#),
        ("gender.memberOf('v') | id.memberOf('v') | gender.memberOf('w')", "[true,false]"),
    ] {
        let items = parse(text).unwrap().evaluate(&context).unwrap();
        let told: Vec<_> = items.iter().map(Item::to_json).collect();
        assert_eq!(format!("[{}]", told.join(",")), expected, "{text}");
    }
}

#[test]
fn a_rule_holds_unless_it_is_found_to_be_false() {
    let bundle = tape(
        r##"{"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {
            "resourceType": "Patient", "contained": [{"resourceType": "Group", "id": "g"}],
            "generalPractitioner": [{"display": "Dr Rao"}, {"reference": "#g"}, {"reference": "#h"}]
        }}]}"##,
    );
    let root = Item::Part(Part::resource(&bundle).unwrap());
    let find = |text: &str| parse(text).unwrap().evaluate(&Context::about(root.clone())).unwrap();
    let patient = find("entry.resource").remove(0);
    let rule = TypeDef::named("Reference").unwrap().rules.iter().find(|rule| rule.key == "ref-1");
    let rule = parse(rule.unwrap().expression).unwrap();
    let judged: Vec<_> = find("entry.resource.generalPractitioner")
        .into_iter()
        .map(|reference| {
            let context = Context::about(reference).within(patient.clone(), patient.clone());
            rule.holds(&context)
        })
        .collect();
    assert_eq!(judged, [Ok(true), Ok(true), Ok(false)]);
    let context = Context::about(patient);
    assert_eq!(parse("1 | 2").unwrap().holds(&context), Err(PathFault::Several { at: 0 }));
    assert_eq!(parse("generalPractitioner.count()").unwrap().holds(&context), Ok(true));
}

#[test]
fn a_narrative_is_looked_into() {
    let with = |inner: &str| {
        format!(
            r#"{{"resourceType": "Patient", "text": {{"status": "generated",
            "div": "<div xmlns='http://www.w3.org/1999/xhtml'>{inner}</div>"}}}}"#
        )
    };
    let rule = "text.div.htmlChecks()";
    assert_eq!(told(&with("<p>Asha</p>"), rule), "[true]");
    assert_eq!(told(&with("<script>Asha</script>"), rule), "[false]");
    check_empty(PATIENT, &[rule]);
}
