//! Nobody learns by asking: whatever a reader asks, the answer is the same whether or not there is
//! something that they may not see.

use super::town::{City, ONE, TWO};
use axum::http::StatusCode;
use nabz_testkit::city_tests;
use serde_json::{Value, json};

fn put(city: &City, who: &str, body: &Value) {
    let id = body["id"].as_str().unwrap();
    let path = format!("/{}/{id}", body["resourceType"].as_str().unwrap());
    let (status, said) = city.partner(who, "PUT", &path, &body.to_string());
    assert_eq!(status, StatusCode::CREATED, "{said}");
}

fn to(reference: &str) -> Value {
    json!({"reference": reference})
}

fn code(code: &str) -> Value {
    json!({"coding": [{"system": "http://loinc.org", "code": code}]})
}

fn visit(id: &str, status: &str, subject: &str) -> Value {
    json!({"resourceType": "Encounter", "id": id, "status": status, "class": {"code": "AMB"},
        "subject": to(subject), "location": [{"location": to("Location/l")}],
        "participant": [{"individual": to("Practitioner/p")}], "period": {"start": "2026-11-20"}})
}

fn measured(id: &str, what: &str, subject: &str, visit: &str) -> Value {
    json!({"resourceType": "Observation", "id": id, "status": "final", "code": code(what),
        "subject": to(subject), "encounter": to(visit), "effectiveDateTime": "2026-11-21",
        "performer": [to("Practitioner/p")]})
}

/// What the reader may see: of Asha, and of a Patient of lab two; some of it points to what it may
/// not see.
fn seen(city: &City) {
    let asha = format!("Patient/{}", city.asha);
    put(city, TWO, &json!({"resourceType": "Location", "id": "l", "name": "Room 12"}));
    put(city, TWO, &json!({"resourceType": "Practitioner", "id": "p"}));
    put(
        city,
        TWO,
        &json!({"resourceType": "Patient", "id": "own", "name": [{"family": "Sharma"}],
        "birthDate": "1984-05-02"}),
    );
    put(city, TWO, &visit("a-visit", "finished", &asha));
    let mut hb = measured("a-hb", "718-7", &asha, "Encounter/a-visit");
    hb["hasMember"] = json!([to("Observation/b-hb")]);
    hb["derivedFrom"] = json!([to("Observation/b-hb")]);
    put(city, TWO, &hb);
    let mut own = measured("own-hb", "718-7", "Patient/own", "Encounter/b-visit");
    own["focus"] = json!([to("Patient/hidden")]);
    put(city, TWO, &own);
}

/// What they may not: of Meena and of a Patient of lab one, said by lab one; some of it points back.
fn hidden(city: &City) {
    let meena = format!("Patient/{}", city.meena);
    put(
        city,
        ONE,
        &json!({"resourceType": "Patient", "id": "hidden", "gender": "female",
        "name": [{"family": "Aaverma"}], "birthDate": "2001-01-01", "generalPractitioner": [to("Practitioner/p")]}),
    );
    put(city, ONE, &visit("b-visit", "arrived", &meena));
    put(city, ONE, &visit("c-visit", "planned", "Patient/hidden"));
    let mut hb = measured("b-hb", "8302-2", &meena, "Encounter/b-visit");
    hb["hasMember"] = json!([to("Observation/a-hb")]);
    put(city, ONE, &hb);
    put(
        city,
        ONE,
        &json!({"resourceType": "DiagnosticReport", "id": "b-report", "status": "final", "code": code("8302-2"),
        "subject": to(&meena), "result": [to("Observation/a-hb"), to("Observation/own-hb")]}),
    );
    put(
        city,
        ONE,
        &json!({"resourceType": "Provenance", "id": "b-origin", "recorded": "2026-11-24T03:30:00Z",
        "target": [to("Observation/a-hb"), to("Patient/own")], "agent": [{"who": to("Practitioner/p")}]}),
    );
}

/// Ways to ask for what is hidden.
fn questions(city: &City) -> Vec<String> {
    let meena = city.meena;
    let mut all: Vec<String> = [
        // What comes along.
        "/Observation?status=final&_include=*",
        "/Observation?status=final&_include=Observation:has-member&_include:iterate=*",
        "/Observation?_id=own-hb&_include=Observation:encounter&_include=Observation:focus",
        "/Observation?_id=a-hb&_revinclude=Observation:has-member&_revinclude=DiagnosticReport:*&_revinclude=Provenance:target",
        "/Location?_id=l&_revinclude=Encounter:location&_revinclude:iterate=Observation:encounter",
        "/Practitioner?_id=p&_revinclude=Encounter:*&_revinclude=Patient:general-practitioner&_revinclude:iterate=Observation:*",
        "/Patient?_id=own&_revinclude=Provenance:target&_revinclude=DiagnosticReport:*",
        // Chains.
        "/Observation?has-member:Observation.code=8302-2",
        "/Observation?has-member.code:not=718-7",
        "/Observation?has-member:Observation.status:missing=false",
        "/Observation?encounter.status=arrived",
        "/Observation?encounter:Encounter.status:not=finished&status=final",
        "/Observation?focus:Patient.birthdate=2001",
        "/Observation?derived-from:Observation.encounter.location.name=room",
        "/Observation?derived-from:Observation.subject:Patient.gender=female",
        // What points here.
        "/Location?_has:Encounter:location:status=arrived",
        "/Location?_has:Encounter:location:status:not=finished",
        "/Location?_has:Encounter:location:patient.family=aaverma",
        "/Location?_has:Encounter:location:_has:Observation:encounter:code=8302-2",
        "/Location?name=room&_has:Encounter:location:_id=b-visit",
        "/Practitioner?_has:Patient:general-practitioner:birthdate=gt1900",
        "/Practitioner?_has:Encounter:practitioner:date=2026-11-20&_has:Encounter:practitioner:status=planned",
        "/Patient?_has:Provenance:target:recorded=gt2020",
        "/Observation?_has:DiagnosticReport:result:code=8302-2",
        "/Observation?code=718-7&_has:Observation:has-member:_id=b-hb",
        // How many there are, and in which order.
        "/Observation?status=final&_total=accurate&_count=1",
        "/Observation?status=final&_total=estimate",
        "/Observation?_summary=count",
        "/Encounter?_count=0",
        "/Patient?_total=accurate",
        "/Patient?_sort=family&_count=1",
        "/Patient?_sort=-birthdate&_count=1",
        "/Patient?_sort=birthdate,family&_count=1",
        "/Encounter?_sort=status&_count=1",
        "/Observation?_sort=-_lastUpdated&_count=1",
        // Compartments, and several types at once.
        "/Patient/hidden/Encounter",
        "/Patient/hidden/*",
        "/Encounter/b-visit/Observation?_total=accurate",
        "/Practitioner/p/Encounter?_total=accurate",
        "/Practitioner/p/*?_type=Encounter,Observation,Patient&_total=accurate",
        "?_type=Patient,Encounter,Observation,DiagnosticReport&_total=accurate&_count=2",
        "?_type=Encounter,Patient&_lastUpdated=gt2020&_summary=true",
        // What is wrong with a question.
        "/Observation?has-member:Observation.date=soon",
        "/Location?_has:Encounter:location:colour=red",
        "/Patient/hidden/Location",
    ]
    .map(str::to_owned)
    .into();
    all.extend([
        format!("/Patient/{meena}/Observation?_include=*"),
        format!("/Patient/{meena}/*?_type=Encounter,Observation,Patient&_total=accurate"),
        format!("/Location?_has:Encounter:location:patient={meena}"),
        format!("/Practitioner?_has:Observation:performer:subject:Patient._id={meena}"),
        format!("/Observation?derived-from:Observation.patient={meena}"),
    ]);
    all
}

city_tests! { City;
    fn an_answer_is_the_same_whether_or_not_there_is_what_may_not_be_seen(city) {
        seen(city);
        city.relate(true);
        let doctor = city.cookie("asha.rao");
        let questions = questions(city);
        let staff = |question: &String| city.get(question, &doctor);
        let source = |question: &String| city.partner(TWO, "GET", question, "");
        let before: Vec<_> = questions.iter().map(|one| (staff(one), source(one))).collect();
        let known: Vec<_> = questions.iter().map(|one| city.partner(ONE, "GET", one, "")).collect();
        hidden(city);
        let mut shown = 0;
        for (at, question) in questions.iter().enumerate() {
            assert_eq!(staff(question), before[at].0, "staff: {question}");
            assert_eq!(source(question), before[at].1, "a source: {question}");
            // Whoever said it finds it, so that the question is one.
            shown += usize::from(city.partner(ONE, "GET", question, "") != known[at]);
        }
        assert!(shown > 25, "{shown} of {} questions would find anything", questions.len());
        let found = before.iter().filter(|(staff, _)| staff.1["entry"].is_array()).count();
        assert!(found > 15, "{found} questions find something that may be seen");
    }

    fn whose_compartment_is_asked_for_cannot_be_told_from_nobody_s(city) {
        seen(city);
        hidden(city);
        city.relate(true);
        let doctor = city.cookie("asha.rao");
        for part in ["Observation", "Encounter?_total=accurate", "*?_type=Encounter,Condition&_total=accurate"] {
            let of = |id: &str| {
                let (status, said) = city.get(&format!("/Patient/{id}/{part}"), &doctor);
                (status, said.to_string().replace(id, "nobody"))
            };
            assert_eq!(of(&city.meena.to_string()), of("nobody"), "{part}");
            assert_eq!(of("hidden"), of("nobody"), "{part}");
        }
    }
}
