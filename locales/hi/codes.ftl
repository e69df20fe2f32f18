COD-001 = COD-001: सूची नहीं चढ़ाई गई; { $faults } पंक्तियाँ ग़लत हैं। { $first }
COD-002 = COD-002: कोड सूची का नाम उसका URL होता है, जैसे http://hl7.org/fhir/sid/icd-10।
