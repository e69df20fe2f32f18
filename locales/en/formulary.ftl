FOR-001 = FOR-001: the list was not loaded; { $faults } cells are wrong. { $first }
FOR-002 = FOR-002: this medicine is not in the list.
