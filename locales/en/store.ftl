# What the store itself refuses.

STO-001 = STO-001: too many people are asking at once. Nothing was saved; try again in a moment.
STO-002 = STO-002: the disk is full, so nothing can be saved now. Looking things up still works. Tell the administrator.
STO-003 = STO-003: this takes too long. Narrow what you are looking for.
STO-004 = STO-004: the database does not answer. Nothing was saved; try again in a moment.
