# Terminology: what a question or a load is refused for.

TRM-001 = TRM-001: no code system { $url } is loaded.
TRM-002 = TRM-002: no value set { $url } is known here.
TRM-003 = TRM-003: { $url } is loaded, but not in version { $version }.
TRM-004 = TRM-004: no concept map { $url } is loaded.
TRM-005 = TRM-005: the code system { $system } has no code { $code }.
TRM-006 = TRM-006: more than { $most } codes are too many for one answer. Narrow the question, or ask for pages.
TRM-007 = TRM-007: the value set { $url } is made of itself, or of too many others.
TRM-008 = TRM-008: a filter by { $property } with { $operator } is not understood for this code system.
TRM-009 = TRM-009: the value set { $url } does not say of what it is made.
TRM-010 = TRM-010: this regular expression cannot be read, or is too long: { $text }
TRM-011 = TRM-011: CodeSystem, ValueSet and ConceptMap are loaded, or a Bundle of them; this is { $found }.
TRM-012 = TRM-012: { $file } is not there, or cannot be read.
TRM-013 = TRM-013: { $file } has no column { $column }.
TRM-014 = TRM-014: { $file }, line { $line }: the line cannot be read.
TRM-015 = TRM-015: the code { $code } stands twice in the code system.
TRM-016 = TRM-016: the hierarchy leads in a circle at { $code } or below it.
TRM-017 = TRM-017: { $element } has to be there.
TRM-018 = TRM-018: another load of the same began meanwhile; this one stopped.
TRM-019 = TRM-019: more than { $most } entries cannot be loaded at once.
TRM-020 = TRM-020: the files do not say which version this is. Say it with --version.
