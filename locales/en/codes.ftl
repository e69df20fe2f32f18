COD-001 = COD-001: the list was not loaded; { $faults } lines are wrong. { $first }
COD-002 = COD-002: a code system is named by its URL, such as http://hl7.org/fhir/sid/icd-10.
