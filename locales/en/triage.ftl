TRI-001 = TRI-001: a reading lies between { $least } and { $most } { $unit }. Check what was typed.
TRI-002 = TRI-002: this is not a number that can be read here.
TRI-003 = TRI-003: the lower pressure must be below the upper one.
TRI-004 = TRI-004: give both numbers of the blood pressure, or neither.
TRI-005 = TRI-005: nothing was read. Give at least one sign.
TRI-006 = TRI-006: this facility has no such visit today.
TRI-007 = TRI-007: this set of signs is not there, or was already taken back.
