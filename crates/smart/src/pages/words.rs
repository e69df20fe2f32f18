//! What scopes mean, for people.

use crate::scope::{Level, Scope};
use nabz_fhir::ResourceType;
use nabz_web::messages::Message;
use nabz_web::msg::smart as msg;

/// What an app reads, and of whom.
pub(super) fn reads(scope: &Scope) -> Message {
    let whose = match scope.level() {
        Level::Patient => msg::of_patient(),
        Level::User | Level::System => msg::of_all(),
    };
    let what = scope.of_type().map_or_else(msg::kind_all, kind);
    match scope.only() {
        Some(part) => msg::reads_part(part, what, whose),
        None => msg::reads(what, whose),
    }
}

/// What a type is called by those who work with it; others by their name in FHIR.
fn kind(of: ResourceType) -> Message {
    match of.name() {
        "Patient" => msg::kind_patient(),
        "Observation" => msg::kind_observation(),
        "Condition" => msg::kind_condition(),
        "AllergyIntolerance" => msg::kind_allergy(),
        "MedicationRequest" => msg::kind_medication_request(),
        "MedicationDispense" => msg::kind_medication_dispense(),
        "Encounter" => msg::kind_encounter(),
        "Composition" => msg::kind_composition(),
        "DiagnosticReport" => msg::kind_report(),
        "Immunization" => msg::kind_immunization(),
        "Procedure" => msg::kind_procedure(),
        "DocumentReference" => msg::kind_document(),
        other => msg::kind_other(other),
    }
}
