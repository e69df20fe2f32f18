//! What was handed over, in FHIR R4: one MedicationDispense for each medicine.
//!
//! R4 gives a MedicationDispense no batch of its own and one medication; a contained Medication
//! would hide the code from search, so the batches stand in an extension. What came back is a note
//! and a smaller quantity: a dispense of which everything came back is `cancelled`.

use super::model::{Dispense, Item, Pack};
use crate::formulary::english_label;
use crate::formulary::model::Medicine;
use crate::prescribing::model::{Directions, Line};
use crate::prescribing::rules::directions::typed;
use nabz_fhir::systems;
use nabz_fhir::types::{
    Annotation, CodeableConcept, Coding, Dosage, Extension, ExtensionValue, Identifier, Quantity,
    Reference,
};
use nabz_people::consent::fhir::Meta;
use nabz_people::consent::marks::{in_order, of_medicine, of_words};
use nabz_record::Resource;
use serde::Serialize;
use uuid::Uuid;

/// An R4 MedicationDispense with the fields that a handing over fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MedicationDispense {
    resource_type: &'static str,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
    extension: Vec<Extension>,
    identifier: [Identifier; 1],
    status: &'static str,
    medication_codeable_concept: CodeableConcept,
    subject: Reference,
    context: Reference,
    performer: [Performer; 1],
    authorizing_prescription: [Reference; 1],
    #[serde(rename = "type")]
    kind: CodeableConcept,
    quantity: Quantity,
    when_handed_over: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    note: Vec<Annotation>,
    dosage_instruction: Vec<Dosage>,
    substitution: Substitution,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Performer {
    actor: Reference,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Substitution {
    was_substituted: bool,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<CodeableConcept>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reason: Vec<CodeableConcept>,
}

impl Resource for MedicationDispense {
    const TYPE: &'static str = "MedicationDispense";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// The MedicationDispense of one item, as the record keeps it. `written` is the signed line.
pub fn medication_dispense(
    dispense: &Dispense,
    item: &Item,
    medicine: &Medicine,
    written: &Line,
) -> MedicationDispense {
    let kept = item.units().less(item.returned());
    let name = english_label(medicine);
    let marks = of_medicine(&medicine.ingredients, &medicine.groups);
    let marks = in_order(marks.into_iter().chain(of_words(&item.reason)));
    MedicationDispense {
        resource_type: MedicationDispense::TYPE,
        id: item.id.uuid(),
        meta: Meta::marked(&marks),
        extension: item.packs.iter().map(batch).collect(),
        identifier: [Identifier::of(
            systems::DISPENSE,
            format!("{}/{}", dispense.facility, dispense.number),
        )],
        status: if kept.is_none() { "cancelled" } else { "completed" },
        medication_codeable_concept: CodeableConcept::from(
            Coding::of(systems::FORMULARY, medicine.code.as_str()).shown_as(name.as_str()),
        )
        .with_text(name),
        subject: Reference::to("Patient", dispense.person),
        context: Reference::to("Encounter", dispense.visit),
        performer: [Performer { actor: Reference::to("Practitioner", dispense.by) }],
        authorizing_prescription: [Reference::to("MedicationRequest", item.line)],
        kind: CodeableConcept::coded(systems::PHARMACY_SUPPLY, supply(item)),
        quantity: Quantity::of(kept.count(), medicine.unit.word()),
        when_handed_over: dispense.at.to_string(),
        note: note(item).into_iter().collect(),
        dosage_instruction: vec![told(written)],
        substitution: substitution(item, item.medicine != written.medicine),
    }
}

/// As the doctor typed it: `1-0-1, 30 days`. The MedicationRequest says it in parts.
fn told(written: &Line) -> Dosage {
    let Directions { frequency, days, .. } = &written.directions;
    let text = format!("{}, {days} days", typed(frequency));
    Dosage { text: Some(text), ..Dosage::default() }
}

/// Complete fill, or part of it. Source: HL7 v3 `ActPharmacySupplyType`.
fn supply(item: &Item) -> &'static str {
    if item.whole { "FFC" } else { "FFP" }
}

fn note(item: &Item) -> Option<Annotation> {
    let returned = item.returned();
    (!returned.is_none())
        .then(|| Annotation::text(format!("{returned} of {} returned", item.units())))
}

fn substitution(item: &Item, was_substituted: bool) -> Substitution {
    let reason = (!item.reason.is_empty()).then(|| CodeableConcept::text(item.reason.as_str()));
    Substitution {
        was_substituted,
        // The same substance in another form or strength. Source: HL7 v3 `substanceAdminSubstitution`.
        kind: was_substituted.then(|| CodeableConcept::coded(systems::SUBSTITUTION, "E")),
        reason: reason.filter(|_| was_substituted).into_iter().collect(),
    }
}

fn batch(pack: &Pack) -> Extension {
    let part = |name: &str, value| Extension::of(name, value);
    Extension::of(
        systems::DISPENSED_BATCH,
        ExtensionValue::Extension(vec![
            part("lotNumber", ExtensionValue::ValueString(pack.pick.number.clone())),
            part("expirationDate", ExtensionValue::ValueString(pack.pick.expires_on.to_string())),
            part("units", ExtensionValue::ValueString(pack.pick.units.to_string())),
        ]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formulary::sheet;
    use crate::pharmacy::model::Collector;
    use crate::prescribing::model::{LineState, Meal};
    use crate::prescribing::rules::directions::frequency_of;
    use crate::stores::model::{Pick, Units};
    use nabz_fhir::tape::Tape;
    use nabz_kernel::clock::{Date, Instant};
    use nabz_kernel::ids::Id;

    fn id<Kind>(number: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(0x0193_5770_0000_7000_8000_0000_0000_0000 + number))
    }

    fn pack(number: &str, expires_on: Date, units: u32, returned: u32) -> Pack {
        let units = Units::new(units);
        let pick = Pick { batch: id(20), number: number.into(), expires_on, units };
        Pack { pick, returned: Units::new(returned) }
    }

    fn medicine(code: &str) -> Medicine {
        let list = sheet::read(include_str!("../../../../fixtures/formulary.csv")).unwrap();
        let line = list.lines.into_iter().find(|line| line.medicine.code == code);
        line.unwrap().medicine
    }

    #[test]
    fn a_part_that_was_substituted_and_came_back_in_part_says_all_three() {
        let written = Line {
            id: id(1),
            prescription: id(2),
            position: 1,
            medicine: id(3),
            directions: Directions {
                frequency: frequency_of("1-0-1").unwrap(),
                days: 30,
                meal: Meal::After,
                remark: String::new(),
            },
            units: 60,
            overrides: Vec::new(),
            state: LineState::Active,
        };
        let [soon, late] = [(2026, 12, 31), (2027, 9, 30)]
            .map(|(year, month, day)| Date::from_calendar(year, month, day).unwrap());
        let item = Item {
            id: id(4),
            line: written.id,
            medicine: id(5),
            covers: Units::new(30),
            whole: false,
            reason: "5 mg is out of stock".into(),
            register: String::new(),
            packs: vec![pack("EN2611", soon, 40, 6), pack("EN2702", late, 20, 0)],
        };
        let dispense = Dispense {
            id: id(6),
            number: 41,
            facility: id(7),
            storeroom: id(8),
            prescription: written.prescription,
            visit: id(9),
            person: id(10),
            collector: Collector::Family,
            at: Instant::from_microseconds(1_795_404_600_000_000),
            by: id(11),
            items: vec![item.clone()],
        };
        let body = medication_dispense(&dispense, &item, &medicine("ENAL-2P5-TAB"), &written);
        nabz_testkit::golden!("fhir/medication_dispense.golden.json", &body);
        for (code, marks) in [("ENAL-2P5-TAB", 0), ("TLD-300-TAB", 1), ("LITH-300-TAB", 1)] {
            let body = medication_dispense(&dispense, &item, &medicine(code), &written);
            let tape = Tape::parse(serde_json::to_vec(&body).unwrap()).unwrap();
            let marked = nabz_people::consent::fhir::sensitive(tape.root());
            assert_eq!(marked.len(), marks, "{code}");
        }
    }
}
