# The FHIR API: what it refuses.

EXC-001 = EXC-001: This key is not known, or it no longer holds.
EXC-002 = EXC-002: Staff write through their desk; over this interface only sources write.
EXC-003 = EXC-003: This page belongs to another question. Ask the same question again with it, or start again.
EXC-004 = EXC-004: There are too many entries to count or to order. Narrow the search.
EXC-005 = EXC-005: This entry says of no patient whose it is, so only the source that sent it reads it.
EXC-006 = EXC-006: This file cannot be read: { $why }.
EXC-007 = EXC-007: This file is longer than { $most } MB.
EXC-008 = EXC-008: A household is read by whoever may read about somebody who lives there.
EXC-030 = EXC-030: Only a source sends and fetches in bulk, with its key. Staff read on their pages.
EXC-031 = EXC-031: Nothing can be exported here: whoever runs this server has named no folder for it (--bulk).
EXC-032 = EXC-032: This group has more than { $most } members. Export all patients instead, or a smaller group.

# A folder of bundles that is imported: where a fault is.
exchange-file = { $file }: { $what }
exchange-entry = { $file }, entry { $entry }: { $what }
exchange-element = { $file }, entry { $entry }, { $element }: { $what }
