//! What is done with what is sent, up to where the database begins. The property tests hand it what
//! they make up, the fuzz targets what they find.

use nabz_fhir::body::{BODY_BYTES_MAX, Meta};
use nabz_fhir::extract::extract;
use nabz_fhir::fhirpath::{self, Context};
use nabz_fhir::patch::Patch;
use nabz_fhir::pretty::pretty;
use nabz_fhir::profile::Profiles;
use nabz_fhir::search::{self, Handling, Query, matches, parse};
use nabz_fhir::summary::summary;
use nabz_fhir::tape::Tape;
use nabz_fhir::validate::{Extent, ISSUES_MAX, check, validate};
use nabz_fhir::{Body, ResourceType, bundle, redacted};
use nabz_kernel::clock::Instant;
use nabz_record::SourceId;
use nabz_record::bulk_import::Ready;

/// Resources that searches, paths and patches are held against.
pub(crate) const EXAMPLES: [&str; 2] = [
    r##"{"resourceType":"Patient","id":"asha","meta":{"tag":[{"system":"https://t.example","code":"a"}]},
        "contained":[{"resourceType":"Organization","id":"o","name":"Clinic"}],
        "extension":[{"url":"https://e.example/e","valueDecimal":1.10}],
        "identifier":[{"system":"https://mrn.example","value":"9","type":{"text":"MRN"}}],
        "name":[{"family":"Sharma","given":["Asha","R\u0061ni"],"_given":[null,{"id":"g"}]},{"text":"आशा"}],
        "telecom":[{"system":"phone","value":"9800000001"}],"gender":"female","birthDate":"1984-05-02",
        "address":[{"line":["Gali 4"],"postalCode":"110032"}],"multipleBirthInteger":2,
        "managingOrganization":{"reference":"#o"},"deceasedBoolean":false}"##,
    r#"{"resourceType":"Observation","id":"pressure","status":"final",
        "code":{"coding":[{"system":"http://loinc.org","code":"85354-9","display":"Pressure"}],"text":"BP"},
        "subject":{"reference":"Patient/asha"},"effectiveDateTime":"2026-11-23T03:30:00.000Z",
        "valueQuantity":{"value":7.50,"comparator":"<","unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"},
        "component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},
            "valueQuantity":{"value":120,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
            {"code":{"text":"x"},"valuePeriod":{"start":"2026","end":"2027-01"}}]}"#,
];

/// The moment at which everything happens.
const NOW: Instant = Instant::from_microseconds(1_795_404_600_000_000);
/// Steps of one path that was made up: a hundredth of what a path may take.
const STEPS_MAX: u32 = 10_000;

pub(crate) fn examples() -> Vec<Body> {
    EXAMPLES.iter().filter_map(|text| Body::parse(text.as_bytes().to_vec()).ok()).collect()
}

/// A body is read, checked and indexed, and shown in each way.
pub(crate) fn body(bytes: &[u8]) {
    let Ok(body) = Body::parse(bytes.to_vec()) else { return };
    assert!(bytes.len() <= BODY_BYTES_MAX && std::str::from_utf8(bytes).is_ok());
    assert_eq!(body.bytes(), bytes, "a body is kept as it was sent");
    let (of, tree) = (body.of(), body.tree());
    let issues = validate(tree, None, Extent::Whole);
    assert!(issues.len() <= 3 * ISSUES_MAX, "{} issues", issues.len());
    assert!(issues.iter().all(|issue| issue.what.to_string().len() < 4_096), "a short answer");
    drop(check(&body));
    drop((pretty(tree), summary(of, tree), redacted(of, tree), body.links(), extract(of, tree)));
    let meta = Meta { id: "x", version: 1, updated: "2026-11-23T03:30:00Z", source: "https://s" };
    let Ok(kept) = Body::parse(body.spliced(meta)) else {
        assert!(bytes.len() + 1_024 > BODY_BYTES_MAX, "what is kept can be read again");
        return;
    };
    assert!(kept.of() == of && kept.id().as_deref() == Some("x"));
    assert!(Ready::of(kept, SourceId::NABZ).is_some());
}

/// Bytes of which nobody knows what they are: whatever reads JSON reads them.
pub(crate) fn bytes(bytes: &[u8]) {
    if let Ok(tape) = Tape::parse(bytes.to_vec()) {
        assert_eq!(tape.root().raw().as_bytes(), bytes.trim_ascii());
        assert!(serde_json::from_slice::<&serde_json::value::RawValue>(bytes).is_ok());
    }
    drop(bundle::transaction(bytes));
    profile(bytes);
    body(bytes);
    patch(bytes);
}

/// Bytes as a definition that others are held against.
pub(crate) fn profile(bytes: &[u8]) {
    let mut profiles = Profiles::default();
    if profiles.add(bytes).is_err() {
        return;
    }
    let named: Vec<String> = profiles.newest().map(|profile| profile.url.to_string()).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    for body in examples() {
        drop(profiles.check(body.tree(), &named));
    }
}

/// Lines, each a resource.
pub(crate) fn lines(bytes: &[u8]) {
    bytes.split(|byte| *byte == b'\n').for_each(body);
}

/// A query of an address, of each of these types.
pub(crate) fn query(text: &str) {
    let Some(pairs) = search::pairs(text) else { return };
    assert_eq!(search::pairs(&search::query(&pairs)).as_ref(), Some(&pairs));
    pairs_of("Patient", &pairs);
    pairs_of("Observation", &pairs);
}

/// The pairs of a query of one type.
pub(crate) fn pairs_of(of: &str, pairs: &[(String, String)]) {
    let Some(of) = ResourceType::named(of) else { return };
    let lenient = parse(of, pairs, Handling::Lenient);
    let Ok(query) = parse(of, pairs, Handling::Strict) else { return };
    assert!(lenient.is_ok(), "what is understood is understood leniently");
    for body in examples() {
        holds(&query, &body);
    }
}

/// A text as a `_filter`.
pub(crate) fn filter(text: &str) {
    let pairs = [("_filter".to_owned(), text.to_owned())];
    pairs_of("Patient", &pairs);
    pairs_of("Observation", &pairs);
}

fn holds(query: &Query, body: &Body) {
    for criterion in &query.criteria {
        std::hint::black_box(matches(criterion, body.tree()));
    }
    for filter in &query.filters {
        std::hint::black_box(filter.holds(body.tree()));
    }
}

/// A text as a path.
pub(crate) fn path(text: &str) {
    let Ok(expression) = fhirpath::parse(text) else { return };
    for body in examples() {
        let Ok(tape) = Tape::parse(body.bytes().to_vec()) else { continue };
        let Some(context) = Context::of(&tape) else { continue };
        let context = context.at_moment(NOW).for_steps(STEPS_MAX);
        drop(expression.evaluate(&context));
        drop(expression.holds(&context));
    }
}

/// Bytes as a patch, in either language.
pub(crate) fn patch(bytes: &[u8]) {
    for patch in [Patch::json(bytes.to_vec()), Patch::parameters(bytes.to_vec())] {
        let Ok(patch) = patch else { continue };
        for before in examples() {
            let Ok(after) = patch.apply(&before) else { continue };
            assert!(after.of() == before.of() && after.id() == before.id());
            drop(check(&after));
        }
    }
}
