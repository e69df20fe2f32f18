# Made-up cities.
SIM-001 = SIM-001: from 1 to { $most } residents can be made up.
SIM-002 = SIM-002: { $file } could not be written ({ $why }). See that the folder may be written to and the disk has room.
SIM-003 = SIM-003: two lists cannot be written to one file. Name another one with --truth.
