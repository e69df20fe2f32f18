# The record: what it refuses.

REC-001 = REC-001: This entry came from another source, and only that source may change it.
REC-002 = REC-002: This entry has been changed in the meantime. Look at the newer version first.
REC-003 = REC-003: There is no source of this name.
REC-004 = REC-004: The name of a source has 2 to 40 small letters, digits and hyphens.
REC-005 = REC-005: This id belongs to another source. Leave out the id, send an identifier, and the record will give an id.
REC-006 = REC-006: A reference points to nothing that is known: { $reference }.
REC-007 = REC-007: The criteria fit several entries, so it is not clear which one is meant.
REC-008 = REC-008: The criteria { $criteria } are not understood.
REC-010 = REC-010: Which codes belong to { $codes } is not known here, so the search cannot be answered.
REC-020 = REC-020: There is such an entry already, and this was to be the first.
REC-021 = REC-021: The id that was sent is another one than that of the entry that fits the criteria.
REC-022 = REC-022: Entries { $first } and { $second } of the bundle are about one and the same entry of the record. Send one of them, or give each a fullUrl of its own.
