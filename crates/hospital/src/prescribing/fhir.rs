//! What a line of a prescription says in FHIR R4: one MedicationRequest, many versions.

use super::model::{Amount, Frequency, Line, LineState, Meal, Prescription};
use super::rules::directions::typed;
use super::rules::marks;
use crate::formulary::english_label;
use crate::formulary::model::Medicine;
use nabz_fhir::systems;
use nabz_fhir::types::{
    CodeableConcept, Coding, Decimal, Dosage, DoseAndRate, Extension, ExtensionValue, Identifier,
    Quantity, Reference, Repeat, Timing,
};
use nabz_people::consent::fhir::Meta;
use nabz_record::Resource;
use serde::Serialize;
use uuid::Uuid;

const OUTPATIENT: &str = "outpatient";

/// An R4 MedicationRequest with the fields that a signed line fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MedicationRequest {
    resource_type: &'static str,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
    status: &'static str,
    intent: &'static str,
    category: [CodeableConcept; 1],
    medication_codeable_concept: CodeableConcept,
    subject: Reference,
    encounter: Reference,
    authored_on: String,
    requester: Reference,
    group_identifier: Identifier,
    dosage_instruction: Vec<Dosage>,
    dispense_request: DispenseRequest,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct DispenseRequest {
    quantity: Quantity,
}

impl Resource for MedicationRequest {
    const TYPE: &'static str = "MedicationRequest";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// The MedicationRequest of one line, as the record keeps it.
pub fn medication_request(
    prescription: &Prescription,
    line: &Line,
    medicine: &Medicine,
) -> MedicationRequest {
    let name = english_label(medicine);
    MedicationRequest {
        resource_type: MedicationRequest::TYPE,
        id: line.id.uuid(),
        meta: Meta::marked(&marks(line, medicine)),
        extension: line.overrides.iter().map(overridden).collect(),
        status: status(line.state),
        intent: "order",
        category: [CodeableConcept::coded(systems::MEDICATION_REQUEST_CATEGORY, OUTPATIENT)],
        medication_codeable_concept: CodeableConcept::from(
            Coding::of(systems::FORMULARY, medicine.code.as_str()).shown_as(name.as_str()),
        )
        .with_text(name),
        subject: Reference::to("Patient", prescription.person),
        encounter: Reference::to("Encounter", prescription.visit),
        authored_on: prescription.signed_at.to_string(),
        requester: Reference::to("Practitioner", prescription.prescriber),
        group_identifier: Identifier::of(systems::PRESCRIPTION, prescription.id.to_string()),
        dosage_instruction: dosages(line, medicine),
        dispense_request: DispenseRequest {
            quantity: Quantity::of(line.units, medicine.unit.word()),
        },
    }
}

const fn status(state: LineState) -> &'static str {
    match state {
        LineState::Active => "active",
        LineState::Completed => "completed",
        LineState::Stopped => "stopped",
    }
}

fn overridden(answer: &super::model::Override) -> Extension {
    let part =
        |name: &str, text: &str| Extension::of(name, ExtensionValue::ValueString(text.to_owned()));
    Extension::of(
        systems::ALERT_OVERRIDE,
        ExtensionValue::Extension(vec![
            part("alert", &answer.alert.0),
            part("reason", &answer.reason),
        ]),
    )
}

/// One dosage for each amount: `2-0-1` is two in the morning and, second, one at night.
fn dosages(line: &Line, medicine: &Medicine) -> Vec<Dosage> {
    let directions = &line.directions;
    let parts = parts(&directions.frequency);
    let several = parts.len() > 1;
    parts
        .into_iter()
        .zip(1_u32..)
        .map(|((amount, repeat, as_needed), nth)| {
            let mut repeat = repeat;
            repeat.bounds_duration = Some(Quantity::ucum(u32::from(directions.days), "d", "days"));
            Dosage {
                sequence: several.then_some(nth),
                text: (nth == 1).then(|| instruction(line)),
                // Not in `when`: two events there mean either, not both.
                additional_instruction: meal_words(directions.meal)
                    .map(CodeableConcept::text)
                    .into_iter()
                    .collect(),
                patient_instruction: (!directions.remark.is_empty() && nth == 1)
                    .then(|| directions.remark.clone()),
                timing: Some(Timing { repeat: Some(repeat), code: None }),
                as_needed_boolean: as_needed.then_some(true),
                route: Some(CodeableConcept::text(medicine.route.word())),
                dose_and_rate: vec![DoseAndRate { dose_quantity: quantity(amount, medicine) }],
                ..Dosage::default()
            }
        })
        .collect()
}

fn instruction(line: &Line) -> String {
    format!("{} x {} days", typed(&line.directions.frequency), line.directions.days)
}

fn quantity(amount: Amount, medicine: &Medicine) -> Option<Quantity> {
    let value = Decimal::parse(&amount.number().normalize().to_string()).ok()?;
    Some(Quantity::of(value, medicine.measure.word()))
}

/// The amounts of a frequency with how often each is taken, and whether only when needed.
fn parts(frequency: &Frequency) -> Vec<(Amount, Repeat, bool)> {
    match frequency {
        Frequency::Daily { morning, noon, night } => {
            let mut groups: Vec<(Amount, Vec<String>)> = Vec::new();
            for (amount, when) in [(morning, "MORN"), (noon, "NOON"), (night, "NIGHT")] {
                let Some(amount) = amount else { continue };
                match groups.iter_mut().find(|(same, _)| same == amount) {
                    Some((_, whens)) => whens.push(when.to_owned()),
                    None => groups.push((*amount, vec![when.to_owned()])),
                }
            }
            let times = |whens: &Vec<String>| u32::try_from(whens.len()).unwrap_or_default();
            groups
                .into_iter()
                .map(|(amount, when)| {
                    let frequency = times(&when);
                    (amount, Repeat { when, ..every(frequency, 1, "d") }, false)
                })
                .collect()
        }
        Frequency::EveryHours { amount, hours } => {
            vec![(*amount, every(1, u32::from(*hours), "h"), false)]
        }
        Frequency::AsNeeded { amount, times_a_day_max } => {
            vec![(*amount, every(u32::from(*times_a_day_max), 1, "d"), true)]
        }
        Frequency::Weekly { amount } => vec![(*amount, every(1, 1, "wk"), false)],
        Frequency::Once { amount } => {
            vec![(*amount, Repeat { count: Some(1), ..Repeat::default() }, false)]
        }
    }
}

fn every(frequency: u32, period: u32, unit: &str) -> Repeat {
    Repeat {
        frequency: Some(frequency),
        period: Some(period.into()),
        period_unit: Some(unit.to_owned()),
        ..Repeat::default()
    }
}

const fn meal_words(meal: Meal) -> Option<&'static str> {
    match meal {
        Meal::Any => None,
        Meal::Before => Some("before food"),
        Meal::After => Some("after food"),
        Meal::With => Some("with food"),
        Meal::Empty => Some("on an empty stomach"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formulary::model::{
        Content, DispensingUnit, Form, Measure, Name, Route, Schedule, Weight,
    };
    use crate::prescribing::model::{AlertKey, Directions, Override};
    use crate::prescribing::rules::directions::frequency_of;
    use nabz_fhir::tape::Tape;
    use nabz_kernel::clock::Instant;
    use nabz_kernel::ids::Id;
    use nabz_people::consent::model::Sensitive;

    fn id<Kind>(tail: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(tail))
    }

    #[test]
    fn a_signed_line_is_a_medication_request() {
        let medicine = Medicine {
            id: id(1),
            code: "AMOX-500-CAP".into(),
            name: Name {
                english: "Amoxicillin".into(), hindi: "एमोक्सिसिलिन".into()
            },
            ingredients: vec!["amoxicillin".into()],
            groups: vec!["penicillin".into()],
            form: Form::Capsule,
            strength: "500 mg".into(),
            route: Route::Oral,
            schedule: Schedule::H,
            unit: DispensingUnit::Capsule,
            measure: Measure::Capsule,
            measures_a_unit: 1,
            content: Some(Content { amount: 500.into(), weight: Weight::Milligram }),
            doses: Vec::new(),
            retired: false,
        };
        let prescription = Prescription {
            id: id(2),
            facility: id(3),
            visit: id(4),
            person: id(5),
            prescriber: id(6),
            signed_at: Instant::from_microseconds(1_795_404_600_000_000),
            amendments: 0,
        };
        let line = Line {
            id: id(7),
            prescription: id(2),
            position: 1,
            medicine: id(1),
            directions: Directions {
                frequency: frequency_of("2-0-1½").unwrap(),
                days: 5,
                meal: Meal::After,
                remark: "पूरा कोर्स करें".into(),
            },
            units: 18,
            overrides: vec![Override {
                alert: AlertKey("allergy/penicillin".into()),
                reason: "Tolerated twice since".into(),
            }],
            state: LineState::Active,
        };
        let body = medication_request(&prescription, &line, &medicine);
        nabz_testkit::golden!("fhir/medication_request.golden.json", &body);
        let marked = |line: &Line, medicine: &Medicine| {
            let body = serde_json::to_vec(&medication_request(&prescription, line, medicine));
            let tape = Tape::parse(body.unwrap()).unwrap();
            nabz_people::consent::fhir::sensitive(tape.root())
        };
        assert_eq!(marked(&line, &medicine), []);
        let taken = Medicine { ingredients: vec!["escitalopram".into()], ..medicine.clone() };
        assert_eq!(marked(&line, &taken), [Sensitive::MentalHealth]);
        let alert = AlertKey("taken/lamivudine".into());
        let answered = Override { alert, reason: "He is to go on".into() };
        let line = Line { overrides: vec![answered], ..line };
        assert_eq!(marked(&line, &medicine), [Sensitive::Hiv], "what it was signed in spite of");
    }
}
