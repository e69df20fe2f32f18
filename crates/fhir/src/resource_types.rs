//! The resource types of FHIR R4 and their numbers, and where each says whose it is and when.
//!
//! The numbers are kept in the database: they never change, and a later release of FHIR adds at
//! the end.

use crate::path::Path;
use crate::schema::{RESOURCE, TypeDef};
use std::fmt;

/// A resource type of R4.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceType(u16);

impl ResourceType {
    /// `AllergyIntolerance`.
    pub const ALLERGY_INTOLERANCE: Self = Self(4);
    /// `Bundle`.
    pub const BUNDLE: Self = Self(12);
    /// `Composition`.
    pub const COMPOSITION: Self = Self(26);
    /// `Condition`.
    pub const CONDITION: Self = Self(28);
    /// `Consent`.
    pub const CONSENT: Self = Self(29);
    /// `Encounter`.
    pub const ENCOUNTER: Self = Self(44);
    /// `Group`.
    pub const GROUP: Self = Self(58);
    /// `Location`.
    pub const LOCATION: Self = Self(71);
    /// `MedicationDispense`.
    pub const MEDICATION_DISPENSE: Self = Self(77);
    /// `MedicationRequest`.
    pub const MEDICATION_REQUEST: Self = Self(79);
    /// `Observation`.
    pub const OBSERVATION: Self = Self(96);
    /// `Organization`.
    pub const ORGANIZATION: Self = Self(100);
    /// `Patient`.
    pub const PATIENT: Self = Self(103);
    /// `Practitioner`.
    pub const PRACTITIONER: Self = Self(108);
    /// `PractitionerRole`.
    pub const PRACTITIONER_ROLE: Self = Self(109);
    /// `Provenance`.
    pub const PROVENANCE: Self = Self(111);
    /// `RelatedPerson`.
    pub const RELATED_PERSON: Self = Self(114);

    /// The type of this name, if R4 has it.
    pub fn named(name: &str) -> Option<Self> {
        let at = NAMES.binary_search(&name).ok()?;
        u16::try_from(at + 1).ok().map(Self)
    }

    /// From the number that the database holds.
    pub fn numbered(number: i64) -> Option<Self> {
        let number = u16::try_from(number).ok()?;
        let known = usize::from(number).checked_sub(1)? < NAMES.len();
        known.then_some(Self(number))
    }

    /// The number that the database holds.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        NAMES.get(usize::from(self.0).saturating_sub(1)).copied().unwrap_or_default()
    }

    /// What R4 says of its elements and rules.
    pub fn type_def(self) -> &'static TypeDef {
        // Every type has one, as a test of the tables says.
        TypeDef::named(self.name()).unwrap_or(RESOURCE)
    }

    /// Every type.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=u16::try_from(NAMES.len()).unwrap_or(u16::MAX)).map(Self)
    }

    /// Where a resource of this type names the Patient in whose compartment it lies; empty for
    /// types that belong to no one patient. A Patient is its own compartment.
    ///
    /// Each entry lies in one compartment, so a Group, whose members are many, lies in none.
    ///
    /// Source: <http://hl7.org/fhir/R4/compartmentdefinition-patient.html>, the parameter that
    /// says whom a resource is about; and the element of the same meaning for `Contract`,
    /// `Device`, `GuidanceResponse` and `Task`, which that definition leaves out.
    pub fn patient_paths(self) -> &'static [Path] {
        let name = self.name();
        if SUBJECT.binary_search(&name).is_ok() {
            return &[Path("subject")];
        }
        if PATIENT.binary_search(&name).is_ok() {
            return &[Path("patient")];
        }
        ELSEWHERE.iter().find(|(of, _)| *of == name).map_or(&[], |(_, paths)| paths)
    }

    /// Does it live in its patient's bucket?
    pub fn in_compartment(self) -> bool {
        self == Self::PATIENT || !self.patient_paths().is_empty()
    }

    /// Is it about nobody: a place, a staff member, a medicine, a term, a form, which everyone who
    /// reads a record has to be able to look up?
    pub fn is_master(self) -> bool {
        MASTERS.binary_search(&self.name()).is_ok()
    }

    /// Where it says when it happened: the first of these that is there.
    pub fn when_paths(self) -> &'static [&'static str] {
        let name = self.name();
        WHEN.iter().find(|(of, _)| *of == name).map_or(&[], |(_, paths)| paths)
    }
}

impl fmt::Display for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// In the order of the alphabet, which is the order of their numbers.
const NAMES: [&str; 146] = [
    "Account",
    "ActivityDefinition",
    "AdverseEvent",
    "AllergyIntolerance",
    "Appointment",
    "AppointmentResponse",
    "AuditEvent",
    "Basic",
    "Binary",
    "BiologicallyDerivedProduct",
    "BodyStructure",
    "Bundle",
    "CapabilityStatement",
    "CarePlan",
    "CareTeam",
    "CatalogEntry",
    "ChargeItem",
    "ChargeItemDefinition",
    "Claim",
    "ClaimResponse",
    "ClinicalImpression",
    "CodeSystem",
    "Communication",
    "CommunicationRequest",
    "CompartmentDefinition",
    "Composition",
    "ConceptMap",
    "Condition",
    "Consent",
    "Contract",
    "Coverage",
    "CoverageEligibilityRequest",
    "CoverageEligibilityResponse",
    "DetectedIssue",
    "Device",
    "DeviceDefinition",
    "DeviceMetric",
    "DeviceRequest",
    "DeviceUseStatement",
    "DiagnosticReport",
    "DocumentManifest",
    "DocumentReference",
    "EffectEvidenceSynthesis",
    "Encounter",
    "Endpoint",
    "EnrollmentRequest",
    "EnrollmentResponse",
    "EpisodeOfCare",
    "EventDefinition",
    "Evidence",
    "EvidenceVariable",
    "ExampleScenario",
    "ExplanationOfBenefit",
    "FamilyMemberHistory",
    "Flag",
    "Goal",
    "GraphDefinition",
    "Group",
    "GuidanceResponse",
    "HealthcareService",
    "ImagingStudy",
    "Immunization",
    "ImmunizationEvaluation",
    "ImmunizationRecommendation",
    "ImplementationGuide",
    "InsurancePlan",
    "Invoice",
    "Library",
    "Linkage",
    "List",
    "Location",
    "Measure",
    "MeasureReport",
    "Media",
    "Medication",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationKnowledge",
    "MedicationRequest",
    "MedicationStatement",
    "MedicinalProduct",
    "MedicinalProductAuthorization",
    "MedicinalProductContraindication",
    "MedicinalProductIndication",
    "MedicinalProductIngredient",
    "MedicinalProductInteraction",
    "MedicinalProductManufactured",
    "MedicinalProductPackaged",
    "MedicinalProductPharmaceutical",
    "MedicinalProductUndesirableEffect",
    "MessageDefinition",
    "MessageHeader",
    "MolecularSequence",
    "NamingSystem",
    "NutritionOrder",
    "Observation",
    "ObservationDefinition",
    "OperationDefinition",
    "OperationOutcome",
    "Organization",
    "OrganizationAffiliation",
    "Parameters",
    "Patient",
    "PaymentNotice",
    "PaymentReconciliation",
    "Person",
    "PlanDefinition",
    "Practitioner",
    "PractitionerRole",
    "Procedure",
    "Provenance",
    "Questionnaire",
    "QuestionnaireResponse",
    "RelatedPerson",
    "RequestGroup",
    "ResearchDefinition",
    "ResearchElementDefinition",
    "ResearchStudy",
    "ResearchSubject",
    "RiskAssessment",
    "RiskEvidenceSynthesis",
    "Schedule",
    "SearchParameter",
    "ServiceRequest",
    "Slot",
    "Specimen",
    "SpecimenDefinition",
    "StructureDefinition",
    "StructureMap",
    "Subscription",
    "Substance",
    "SubstanceNucleicAcid",
    "SubstancePolymer",
    "SubstanceProtein",
    "SubstanceReferenceInformation",
    "SubstanceSourceMaterial",
    "SubstanceSpecification",
    "SupplyDelivery",
    "SupplyRequest",
    "Task",
    "TerminologyCapabilities",
    "TestReport",
    "TestScript",
    "ValueSet",
    "VerificationResult",
    "VisionPrescription",
];

/// Types whose patient stands in `subject`.
const SUBJECT: [&str; 37] = [
    "Account",
    "AdverseEvent",
    "Basic",
    "CarePlan",
    "CareTeam",
    "ChargeItem",
    "ClinicalImpression",
    "Communication",
    "CommunicationRequest",
    "Composition",
    "Condition",
    "Contract",
    "DeviceRequest",
    "DeviceUseStatement",
    "DiagnosticReport",
    "DocumentManifest",
    "DocumentReference",
    "Encounter",
    "Flag",
    "Goal",
    "GuidanceResponse",
    "ImagingStudy",
    "Invoice",
    "List",
    "MeasureReport",
    "Media",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Procedure",
    "QuestionnaireResponse",
    "RequestGroup",
    "RiskAssessment",
    "ServiceRequest",
    "Specimen",
];

/// Types whose patient stands in `patient`.
const PATIENT: [&str; 20] = [
    "AllergyIntolerance",
    "BodyStructure",
    "Claim",
    "ClaimResponse",
    "Consent",
    "CoverageEligibilityRequest",
    "CoverageEligibilityResponse",
    "DetectedIssue",
    "Device",
    "EpisodeOfCare",
    "ExplanationOfBenefit",
    "FamilyMemberHistory",
    "Immunization",
    "ImmunizationEvaluation",
    "ImmunizationRecommendation",
    "MolecularSequence",
    "NutritionOrder",
    "RelatedPerson",
    "SupplyDelivery",
    "VisionPrescription",
];

/// Types whose patient stands elsewhere, or in one of several places.
const ELSEWHERE: [(&str, &[Path]); 11] = [
    ("Appointment", &[Path("participant.actor")]),
    ("AppointmentResponse", &[Path("actor")]),
    ("AuditEvent", &[Path("entity.what"), Path("agent.who")]),
    ("Coverage", &[Path("beneficiary")]),
    ("EnrollmentRequest", &[Path("candidate")]),
    ("Person", &[Path("link.target")]),
    ("Provenance", &[Path("target")]),
    ("ResearchSubject", &[Path("individual")]),
    ("Schedule", &[Path("actor")]),
    ("SupplyRequest", &[Path("requester")]),
    ("Task", &[Path("for")]),
];

/// Types that are about no patient at all: places and people who work there, terms, medicines,
/// and how things are defined. What may be about somebody and does not say so is not among them.
const MASTERS: [&str; 61] = [
    "ActivityDefinition",
    "CatalogEntry",
    "ChargeItemDefinition",
    "CodeSystem",
    "CompartmentDefinition",
    "ConceptMap",
    "DeviceDefinition",
    "EffectEvidenceSynthesis",
    "Endpoint",
    "EventDefinition",
    "Evidence",
    "EvidenceVariable",
    "ExampleScenario",
    "GraphDefinition",
    "HealthcareService",
    "ImplementationGuide",
    "InsurancePlan",
    "Library",
    "Location",
    "Measure",
    "Medication",
    "MedicationKnowledge",
    "MedicinalProduct",
    "MedicinalProductAuthorization",
    "MedicinalProductContraindication",
    "MedicinalProductIndication",
    "MedicinalProductIngredient",
    "MedicinalProductInteraction",
    "MedicinalProductManufactured",
    "MedicinalProductPackaged",
    "MedicinalProductPharmaceutical",
    "MedicinalProductUndesirableEffect",
    "MessageDefinition",
    "NamingSystem",
    "ObservationDefinition",
    "OperationDefinition",
    "Organization",
    "OrganizationAffiliation",
    "PlanDefinition",
    "Practitioner",
    "PractitionerRole",
    "Questionnaire",
    "ResearchDefinition",
    "ResearchElementDefinition",
    "ResearchStudy",
    "RiskEvidenceSynthesis",
    "SearchParameter",
    "SpecimenDefinition",
    "StructureDefinition",
    "StructureMap",
    "Substance",
    "SubstanceNucleicAcid",
    "SubstancePolymer",
    "SubstanceProtein",
    "SubstanceReferenceInformation",
    "SubstanceSourceMaterial",
    "SubstanceSpecification",
    "TerminologyCapabilities",
    "TestReport",
    "TestScript",
    "ValueSet",
];

/// Where a type says when it happened.
const WHEN: [(&str, &[&str]); 29] = [
    ("AllergyIntolerance", &["onsetDateTime", "recordedDate"]),
    ("Appointment", &["start"]),
    ("CarePlan", &["period", "created"]),
    ("CareTeam", &["period"]),
    ("Claim", &["billablePeriod", "created"]),
    ("Communication", &["sent"]),
    ("Composition", &["date"]),
    ("Condition", &["onsetDateTime", "onsetPeriod", "recordedDate"]),
    ("Consent", &["dateTime"]),
    ("Coverage", &["period"]),
    ("DiagnosticReport", &["effectiveDateTime", "effectivePeriod", "issued"]),
    ("DocumentReference", &["date"]),
    ("Encounter", &["period"]),
    ("EpisodeOfCare", &["period"]),
    ("ExplanationOfBenefit", &["billablePeriod", "created"]),
    ("FamilyMemberHistory", &["date"]),
    ("Flag", &["period"]),
    ("Goal", &["startDate"]),
    ("ImagingStudy", &["started"]),
    ("Immunization", &["occurrenceDateTime", "recorded"]),
    ("MedicationAdministration", &["effectiveDateTime", "effectivePeriod"]),
    ("MedicationDispense", &["whenHandedOver", "whenPrepared"]),
    ("MedicationRequest", &["authoredOn"]),
    ("MedicationStatement", &["effectiveDateTime", "effectivePeriod", "dateAsserted"]),
    ("Observation", &["effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued"]),
    ("Procedure", &["performedDateTime", "performedPeriod"]),
    ("QuestionnaireResponse", &["authored"]),
    ("ServiceRequest", &["authoredOn"]),
    ("Specimen", &["receivedTime"]),
];

#[cfg(test)]
mod tests;
