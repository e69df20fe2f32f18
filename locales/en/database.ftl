STO-001 = STO-001: too many people are working at once just now. Nothing was saved; try again in a moment.
STO-002 = STO-002: the disk is full, so nothing can be saved. Looking things up still works; tell the administrator.
STO-003 = STO-003: this search took too long and was stopped. Say more, so that it finds less.
STO-004 = STO-004: the database does not answer. Nothing was saved; try again in a little while.
STO-005 = STO-005: this page was already sent once with something else in it, so nothing was done now. Check it and send it from a fresh page.
STO-006 = STO-006: a PostgreSQL on another machine would be spoken to in the clear. Run it on this machine, or lead its port here through a tunnel that encrypts, and name 127.0.0.1.
