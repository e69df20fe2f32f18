//! What a set of signs says in FHIR R4: one Observation a sign, after the vital-signs profile.
//!
//! The LOINC codes are those that the profile asks for; see the notice in `NOTICE`.

use super::model::{Consciousness, Oxygen, Temperature, Vitals};
use nabz_fhir::systems;
use nabz_fhir::types::{CodeableConcept, Coding, Decimal, Quantity, Reference};
use nabz_record::Resource;
use rust_decimal::Decimal as Number;
use serde::Serialize;
use uuid::Uuid;

const VITAL_SIGNS: &str = "vital-signs";
const LABORATORY: &str = "laboratory";
const SURVEY: &str = "survey";
const SUGAR: &str = "Glucose in Capillary blood by Glucometer";

/// An R4 Observation with the fields that a sign fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Observation {
    resource_type: &'static str,
    id: Uuid,
    status: &'static str,
    category: [CodeableConcept; 1],
    code: CodeableConcept,
    subject: Reference,
    encounter: Reference,
    effective_date_time: String,
    performer: [Reference; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    value_quantity: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_integer: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_codeable_concept: Option<CodeableConcept>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    component: Vec<Component>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Component {
    code: CodeableConcept,
    value_quantity: Quantity,
}

impl Resource for Observation {
    const TYPE: &'static str = "Observation";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// Which sign of a set an Observation is about; the number ends its id, so it never changes.
#[derive(Clone, Copy, Debug)]
enum Sign {
    Temperature,
    Pulse,
    Pressure,
    Saturation,
    Respiration,
    Consciousness,
    Weight,
    Height,
    Sugar,
    News2,
}

/// The id of one sign: the set's, with the sign's number for its last byte, so that saying it
/// again says it under the same id and in the same bucket.
fn id_of(vitals: &Vitals, sign: Sign) -> Uuid {
    let mut bytes = *vitals.id.uuid().as_bytes();
    bytes[15] = match sign {
        Sign::Temperature => 1,
        Sign::Pulse => 2,
        Sign::Pressure => 3,
        Sign::Saturation => 4,
        Sign::Respiration => 5,
        Sign::Consciousness => 6,
        Sign::Weight => 7,
        Sign::Height => 8,
        Sign::Sugar => 9,
        Sign::News2 => 10,
    };
    Uuid::from_bytes(bytes)
}

/// One Observation for each sign that was read, and one for the score.
pub fn observations(vitals: &Vitals) -> Vec<Observation> {
    let measured = measured(vitals).into_iter().flatten();
    measured.chain(judged(vitals).into_iter().flatten()).collect()
}

fn blank(vitals: &Vitals, sign: Sign, category: &str, code: CodeableConcept) -> Observation {
    Observation {
        resource_type: Observation::TYPE,
        id: id_of(vitals, sign),
        status: if vitals.withdrawn_at.is_some() { "entered-in-error" } else { "final" },
        category: [CodeableConcept::coded(systems::OBSERVATION_CATEGORY, category)],
        code,
        subject: Reference::to("Patient", vitals.person),
        encounter: Reference::to("Encounter", vitals.visit),
        effective_date_time: vitals.taken_at.to_string(),
        performer: [Reference::to("Practitioner", vitals.taken_by)],
        value_quantity: None,
        value_integer: None,
        value_codeable_concept: None,
        component: Vec::new(),
    }
}

/// What has a number and a unit.
fn measured(vitals: &Vitals) -> [Option<Observation>; 8] {
    let signs = &vitals.signs;
    let vital = |sign, code: &str, display: &str, quantity: Quantity| Observation {
        value_quantity: Some(quantity),
        ..blank(vitals, sign, VITAL_SIGNS, loinc(code, display))
    };
    let whole = |read: u16, code: &str, unit: &str| Quantity::ucum(u32::from(read), code, unit);
    [
        signs
            .temperature
            .map(|read| vital(Sign::Temperature, "8310-5", "Body temperature", temperature(read))),
        signs.pulse.map(|read| {
            vital(Sign::Pulse, "8867-4", "Heart rate", whole(read.number(), "/min", "beats/min"))
        }),
        signs.pressure.map(|read| Observation {
            component: vec![
                pressure("8480-6", "Systolic blood pressure", read.systolic.number()),
                pressure("8462-4", "Diastolic blood pressure", read.diastolic.number()),
            ],
            ..blank(vitals, Sign::Pressure, VITAL_SIGNS, loinc("85354-9", "Blood pressure panel"))
        }),
        signs.saturation.map(|read| {
            let name = "Oxygen saturation in Arterial blood";
            let component = flow(signs.oxygen);
            let quantity = whole(read.number(), "%", "%");
            Observation { component, ..vital(Sign::Saturation, "2708-6", name, quantity) }
        }),
        signs.respiration.map(|read| {
            let quantity = whole(read.number(), "/min", "breaths/min");
            vital(Sign::Respiration, "9279-1", "Respiratory rate", quantity)
        }),
        signs.weight.map(|read| {
            let quantity = Quantity::ucum(kept(read.number()), "kg", "kg");
            vital(Sign::Weight, "29463-7", "Body weight", quantity)
        }),
        signs.height.map(|read| {
            let quantity = Quantity::ucum(kept(read.number()), "cm", "cm");
            vital(Sign::Height, "8302-2", "Body height", quantity)
        }),
        signs.sugar.map(|read| Observation {
            value_quantity: Some(whole(read.number(), "mg/dL", "mg/dL")),
            ..blank(vitals, Sign::Sugar, LABORATORY, loinc("41653-7", SUGAR))
        }),
    ]
}

/// What was judged rather than measured.
fn judged(vitals: &Vitals) -> [Option<Observation>; 2] {
    let blank = |sign, code, display| blank(vitals, sign, SURVEY, ours(code, display));
    [
        vitals.signs.consciousness.map(|read| Observation {
            value_codeable_concept: Some(awake(read)),
            ..blank(Sign::Consciousness, "acvpu", "Level of consciousness, ACVPU")
        }),
        vitals.news2.map(|points| Observation {
            value_integer: Some(points),
            ..blank(Sign::News2, "news2", "National Early Warning Score 2")
        }),
    ]
}

fn loinc(code: &str, display: &str) -> CodeableConcept {
    CodeableConcept::from(Coding::of(systems::LOINC, code).shown_as(display))
}

fn ours(code: &str, display: &str) -> CodeableConcept {
    CodeableConcept::from(Coding::of(systems::OBSERVATION, code).shown_as(display))
}

/// A decimal as it was typed; the reader at the door lets nothing in that is no number.
fn kept(number: Number) -> Decimal {
    Decimal::parse(&number.to_string()).unwrap_or_else(|_| Decimal::from(0_u32))
}

fn temperature(read: Temperature) -> Quantity {
    match read {
        Temperature::Celsius(read) => Quantity::ucum(kept(read.number()), "Cel", "°C"),
        Temperature::Fahrenheit(read) => Quantity::ucum(kept(read.number()), "[degF]", "°F"),
    }
}

fn pressure(code: &str, display: &str, read: u16) -> Component {
    let value_quantity = Quantity::ucum(u32::from(read), "mm[Hg]", "mmHg");
    Component { code: loinc(code, display), value_quantity }
}

fn flow(oxygen: Option<Oxygen>) -> Vec<Component> {
    match oxygen {
        Some(Oxygen::Given { flow: Some(flow) }) => vec![Component {
            code: loinc("3151-8", "Inhaled oxygen flow rate"),
            value_quantity: Quantity::ucum(kept(flow.number()), "L/min", "L/min"),
        }],
        Some(Oxygen::Air | Oxygen::Given { flow: None }) | None => Vec::new(),
    }
}

fn awake(read: Consciousness) -> CodeableConcept {
    let (code, words) = match read {
        Consciousness::Alert => ("A", "Alert"),
        Consciousness::Confused => ("C", "New confusion"),
        Consciousness::Voice => ("V", "Responds to voice"),
        Consciousness::Pain => ("P", "Responds to pain"),
        Consciousness::Unresponsive => ("U", "Unresponsive"),
    };
    CodeableConcept::from(Coding::of(systems::CONSCIOUSNESS, code).shown_as(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::model::{
        BeatsAMinute, BreathsAMinute, Fahrenheit, Kilograms, MillimetresOfMercury, Percent,
        SaturationScale, Signs, Urgency,
    };
    use crate::triage::rules;
    use nabz_kernel::clock::Instant;
    use nabz_kernel::ids::Id;

    fn id<Kind>(tail: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(tail))
    }

    #[test]
    fn every_sign_is_an_observation_with_its_unit() {
        let vitals = Vitals {
            id: id(0x100),
            facility: id(2),
            visit: id(3),
            person: id(4),
            taken_at: Instant::from_microseconds(1_795_404_600_000_000),
            taken_by: id(5),
            signs: Signs {
                temperature: Some(Temperature::Fahrenheit(Fahrenheit::parse("100.80").unwrap())),
                pulse: Some(BeatsAMinute::parse("92").unwrap()),
                pressure: rules::pressure(
                    Some(MillimetresOfMercury::parse("152").unwrap()),
                    Some(MillimetresOfMercury::parse("94").unwrap()),
                )
                .unwrap(),
                saturation: Some(Percent::parse("97").unwrap()),
                oxygen: Some(Oxygen::Air),
                respiration: Some(BreathsAMinute::parse("18").unwrap()),
                consciousness: Some(Consciousness::Alert),
                weight: Some(Kilograms::parse("64").unwrap()),
                ..Signs::default()
            },
            pregnant: false,
            scale: SaturationScale::One,
            news2: Some(2),
            urgency: Urgency::Steady,
            withdrawn_at: None,
        };
        nabz_testkit::golden!("fhir/observations.golden.json", &observations(&vitals));
    }
}
