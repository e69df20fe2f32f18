FAC-001 = FAC-001: there is no such facility.
FAC-002 = FAC-002: this facility has no such unit.
FAC-003 = FAC-003: this facility has no such room.
FAC-004 = FAC-004: another unit here gives tokens with the letter { $prefix }.
FAC-005 = FAC-005: another room here has { $door } on its door.
FAC-006 = FAC-006: check the days, the hours and the tokens a day.
