PLA-001 = PLA-001: nothing was loaded; { $faults } things are wrong. { $first }
PLA-002 = PLA-002: there is no such ward.
PLA-003 = PLA-003: please write the name in Devanagari, on one line.
