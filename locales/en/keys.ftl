# The keys that sign health cards, and the root that answers for them: why something is not done.
KEY-001 = KEY-001: the key file is not the one that the keys of health cards were sealed with. Put the right one back.
KEY-002 = KEY-002: the keys of health cards were sealed with a key, and its file is missing. Put it back beside the database.
KEY-003 = KEY-003: no key may sign today, so health cards cannot be made, and the list of stopped ones cannot be published. Tell the administrator: `nabz cards keys issue` is due.
KEY-004 = KEY-004: this city’s trust list was signed with another root key. Nothing was changed.
KEY-005 = KEY-005: no new key is due; see `nabz cards keys list`. If a key was stolen, retire it first.
KEY-006 = KEY-006: no key is called { $kid }; see `nabz cards keys list`.
KEY-007 = KEY-007: key { $kid } was retired already. If it turned out to be stolen, add --stolen-since.
KEY-008 = KEY-008: a key cannot have been stolen on a day that is still to come.
KEY-009 = KEY-009: { $file } could not be read ({ $why }).
KEY-010 = KEY-010: { $file } could not be written ({ $why }). See that its folder is there and may be written to.
KEY-011 = KEY-011: { $file } is there already and was left as it is, for it may hold a root key. Name another file.
KEY-012 = KEY-012: { $file } is not the file of a root key, or it is damaged. Take the other copy.
KEY-013 = KEY-013: { $file } is sealed with a password. Name the file that holds it with --password-file.
KEY-014 = KEY-014: { $file } does not open with this password.
KEY-015 = KEY-015: the password of a root key has { $least } to { $most } characters.
