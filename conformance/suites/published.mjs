// Examples that a server is right to refuse, each looked at by hand, with the reason.

export const WRONG_AS_PUBLISHED = {
  "ActivityDefinition-blood-tubes-supply.json": "its narrative has no content (txt-2)",
  "ActivityDefinition-heart-valve-replacement.json": "its narrative has no content (txt-2)",
  "Bundle-dataelements.json": "two of its entries have the same fullUrl (bdl-7), and its 20 MB are more than a body may have",
  "Bundle-resources.json": "its 35 MB are more than a body may have",
  "DeviceMetric-example.json": "its parent is no Device",
  "DeviceUseStatement-example.json": "its reason is of none of the types that R4 allows there",
  "EventDefinition-example.json": "its narrative has no content (txt-2)",
  "ImplementationGuide-fhir.json": "it has neither name nor status, which R4 requires",
  "MedicationRequest-medrx0301.json": "its performer is no Organization",
  "Observation-clinical-gender.json": "its performer is of none of the types that R4 allows there",
  "Questionnaire-qs1.json": "its items have no linkId, which R4 requires",
  "Questionnaire-zika-virus-exposure-assessment.json": "its narrative has no content (txt-2)",
};

/** R4 gives Parameters no address of its own: it travels, and is not kept. */
export const NOT_KEPT = ["Parameters"];

/** Value sets that are bound as required and have no end: any code of their form is one of them. */
export const OPEN_VALUE_SETS = ["mimetypes", "all-languages", "currencies", "ucum-units"];
