# FHIR R4 bundles and resources: what can be wrong with them.

FHI-001 = FHI-001: this cannot be read as a FHIR Bundle in JSON; reading stopped at line { $line }, column { $column }.
FHI-002 = FHI-002: a Bundle is due, and “{ $found }” stands here.
FHI-003 = FHI-003: a Bundle of the type transaction is due, and this one says “{ $found }”.
FHI-004 = FHI-004: the Bundle has more than { $most } entries.
FHI-005 = FHI-005: this entry has no resource.
FHI-006 = FHI-006: this entry has no request.
FHI-007 = FHI-007: the URL of the request names another type than the resource.
FHI-008 = FHI-008: the URL of the request names another id than the resource.
FHI-009 = FHI-009: the request has to be POST Type or PUT Type/id.
FHI-010 = FHI-010: the resource cannot be read as JSON, or it is nested too deeply.
FHI-011 = FHI-011: the resource is not a JSON object.
FHI-012 = FHI-012: resourceType is missing or not one of FHIR R4.
FHI-013 = FHI-013: the resource is longer than { $most } MB.
FHI-014 = FHI-014: an id has up to 64 letters, digits, hyphens and dots.
FHI-015 = FHI-015: this element has to be there.
FHI-016 = FHI-016: resources of this type have no such element.
FHI-017 = FHI-017: this has to be a list.
FHI-018 = FHI-018: this has to be one value, not a list.
FHI-019 = FHI-019: this has to be one of { $known }.
FHI-020 = FHI-020: this is not a date, or a day that is in no calendar.
FHI-021 = FHI-021: this is empty. Leave the element out.
FHI-022 = FHI-022: a name stands twice in one JSON object of the resource.
