//! Every system URL that our maps name, once. A deployment never changes one that has been used.

// What the city itself names.
/// The 13-digit number on the health card.
pub const HEALTH_ID: &str = "https://nabz.example/fhir/sid/health-id";
/// The number of a voter card, as the election commission prints it.
pub const VOTER_ID: &str = "https://nabz.example/fhir/sid/voter-id";
/// The address of an account of the Ayushman Bharat Digital Mission: `asha.devi@abdm`. The guide of
/// `NRCeS` names no system for it.
pub const ABHA_ADDRESS: &str = "https://nabz.example/fhir/sid/abha-address";
/// The number of a family's ration card.
pub const RATION_CARD: &str = "https://nabz.example/fhir/sid/ration-card";
/// The number under which a birth is registered.
pub const BIRTH_REGISTRATION: &str = "https://nabz.example/fhir/sid/birth-registration";
/// The number of a token: room, day, number.
pub const QUEUE_TOKEN: &str = "https://nabz.example/fhir/sid/queue-token";
/// The number printed on a prescription.
pub const PRESCRIPTION: &str = "https://nabz.example/fhir/sid/prescription";
/// The number printed on a dispensing slip.
pub const DISPENSE: &str = "https://nabz.example/fhir/sid/dispense";
/// A facility's code in the department's list.
pub const FACILITY_CODE: &str = "https://nabz.example/fhir/sid/facility-code";
/// A member of staff, as the department numbers them.
pub const STAFF_NUMBER: &str = "https://nabz.example/fhir/sid/staff";
/// A batch as its maker labels it.
pub const BATCH: &str = "https://nabz.example/fhir/sid/batch";
/// Medicines of the demo formulary.
pub const FORMULARY: &str = "https://nabz.example/fhir/CodeSystem/formulary";
/// The city's own short list of diagnoses, for where no licensed code system is loaded.
pub const DIAGNOSIS: &str = "https://nabz.example/fhir/CodeSystem/diagnosis";
/// Why clinicians dispute what another source says.
pub const DISPUTE: &str = "https://nabz.example/fhir/CodeSystem/dispute";
/// Observations that no licence-free code system names: scores, levels of consciousness.
pub const OBSERVATION: &str = "https://nabz.example/fhir/CodeSystem/observation";
/// ACVPU: alert, confused, voice, pain, unresponsive.
pub const CONSCIOUSNESS: &str = "https://nabz.example/fhir/CodeSystem/acvpu";
/// What kind of visit a token was given for: emergency, priority, general.
pub const LANE: &str = "https://nabz.example/fhir/CodeSystem/queue-lane";
/// Roles that are granted at a node of the organisation tree.
pub const ROLE: &str = "https://nabz.example/fhir/CodeSystem/role";
/// Kinds of organisation node: department, district, facility, unit.
pub const ORGANIZATION_KIND: &str = "https://nabz.example/fhir/CodeSystem/organization-kind";
/// How sure a birth date is: documented, stated, estimated.
pub const BIRTH_DATE_QUALITY: &str =
    "https://nabz.example/fhir/StructureDefinition/birth-date-quality";
/// A ward of the city on an address.
pub const WARD: &str = "https://nabz.example/fhir/StructureDefinition/ward";
/// Who is named as father, mother, husband or guardian beside a person's own name.
pub const GUARDIAN: &str = "https://nabz.example/fhir/StructureDefinition/guardian";
/// Why a prescriber went on in spite of an alert.
pub const ALERT_OVERRIDE: &str = "https://nabz.example/fhir/StructureDefinition/alert-override";
/// Out of which batch of its maker a medicine was handed out.
pub const DISPENSED_BATCH: &str = "https://nabz.example/fhir/StructureDefinition/dispensed-batch";
/// How the people of a household live together.
pub const HOUSEHOLD_KIND: &str = "https://nabz.example/fhir/CodeSystem/household-kind";
/// What a member of a household is to its head.
pub const HOUSEHOLD_TIE: &str = "https://nabz.example/fhir/StructureDefinition/household-tie";
/// What somebody is asked to agree to.
pub const CONSENT_PURPOSE: &str = "https://nabz.example/fhir/CodeSystem/consent-purpose";
/// A version of the notice that is shown before somebody answers: `sms-1`.
pub const CONSENT_NOTICE: &str = "https://nabz.example/fhir/CodeSystem/consent-notice";
/// What was answered: given, refused, withdrawn.
pub const CONSENT_ANSWER: &str = "https://nabz.example/fhir/CodeSystem/consent-answer";
/// How an answer was given: on the screen, on paper, spoken.
pub const CONSENT_WAY: &str = "https://nabz.example/fhir/StructureDefinition/consent-way";
/// Why a visit ended that did not end as visits do: `not-signed`.
pub const VISIT_END: &str = "https://nabz.example/fhir/StructureDefinition/visit-end";
/// Prefix of `meta.source`: who said it.
pub const SOURCE: &str = "https://nabz.example/fhir/source/";

// What the world names.
/// ABHA numbers, as those write them who exchange records by the FHIR guide of `NRCeS` for ABDM.
/// Its older examples have `healthid.ndhm.gov.in`, from before the mission was renamed.
pub const ABHA: &str = "https://healthid.abdm.gov.in";
/// Passports of India: HL7's registry of identifier systems, with the country's ISO 3166 code.
pub const PASSPORT: &str = "http://hl7.org/fhir/sid/passport-IND";
/// Kinds of number: medical record, passport.
pub const IDENTIFIER_TYPE: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";
/// LOINC.
pub const LOINC: &str = "http://loinc.org";
/// SNOMED CT.
pub const SNOMED_CT: &str = "http://snomed.info/sct";
/// Units.
pub const UCUM: &str = "http://unitsofmeasure.org";
/// Currencies: the three letters of ISO 4217.
pub const CURRENCY: &str = "urn:iso:std:iso:4217";
/// Ambulatory, emergency, inpatient.
pub const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
/// Attender, primary performer.
pub const PARTICIPATION_TYPE: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
/// Kinds of observation: vital-signs, laboratory.
pub const OBSERVATION_CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
/// Active, resolved.
pub const CONDITION_CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
/// Provisional, confirmed.
pub const CONDITION_VERIFICATION: &str =
    "http://terminology.hl7.org/CodeSystem/condition-ver-status";
/// Encounter diagnosis, problem list.
pub const CONDITION_CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/condition-category";
/// Active, resolved.
pub const ALLERGY_CLINICAL: &str =
    "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
/// Unconfirmed, confirmed.
pub const ALLERGY_VERIFICATION: &str =
    "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
/// Outpatient, inpatient.
pub const MEDICATION_REQUEST_CATEGORY: &str =
    "http://terminology.hl7.org/CodeSystem/medicationrequest-category";
/// Whether a prescription was filled whole or in part.
pub const PHARMACY_SUPPLY: &str = ACT_CODE;
/// Why a medicine was handed out in another form.
pub const SUBSTITUTION: &str =
    "http://terminology.hl7.org/CodeSystem/v3-substanceAdminSubstitution";
/// Kinds of organisation.
pub const ORGANIZATION_TYPE: &str = "http://terminology.hl7.org/CodeSystem/organization-type";
/// Building, room.
pub const LOCATION_PHYSICAL: &str = "http://terminology.hl7.org/CodeSystem/location-physical-type";
/// Which script a name is written in.
pub const NAME_REPRESENTATION: &str =
    "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation";
/// What for, in the words of HL7's `PurposeOfUse`.
pub const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
/// Whether a consent is about privacy, research or treatment.
pub const CONSENT_SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
/// Who informed, who entered.
pub const PROVENANCE_PARTICIPANT: &str =
    "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
/// ICD-10, as far as its categories name a condition.
pub const ICD_10: &str = "http://hl7.org/fhir/sid/icd-10";
/// Amended, linked, unlinked: what happened to a record.
pub const RECORD_LIFECYCLE: &str = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
/// How sure a match is: certain, probable, possible, certainly-not.
pub const MATCH_GRADE: &str = "http://hl7.org/fhir/StructureDefinition/match-grade";
/// Whether a body is whole: `SUBSETTED`, `REDACTED`.
pub const OBSERVATION_VALUE: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
/// How closely a body is kept: `R`, restricted.
pub const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
