REG-001 = REG-001: the name holds signs that cannot be kept. Please type it again.
REG-002 = REG-002: the name is too long; at most { $most } letters.
REG-003 = REG-003: please give a name, in either script.
REG-004 = REG-004: the phone number has { $digits } digits; it needs 10.
REG-005 = REG-005: no mobile number begins like this.
REG-006 = REG-006: a health ID has 13 digits.
REG-007 = REG-007: this is no valid health ID; one digit may be wrong.
REG-008 = REG-008: this is no date.
REG-009 = REG-009: nobody is born on such a date.
REG-010 = REG-010: please give the age as a number: 42, 8 m or 12 d.
REG-020 = REG-020: there is no such person.
REG-021 = REG-021: this health ID is taken. Please try again.
REG-022 = REG-022: somebody changed this record meanwhile; it is now version { $version }.
REG-023 = REG-023: there is no such request, or it has been decided.
REG-024 = REG-024: somebody else has to decide what you asked for.
REG-025 = REG-025: please say why.
REG-026 = REG-026: it is known already who this is.
REG-027 = REG-027: these two cannot be linked.
REG-028 = REG-028: this person is linked already.
REG-029 = REG-029: this person is not linked.
REG-030 = REG-030: this day has not come.
REG-031 = REG-031: too long; at most { $most } letters.
REG-032 = REG-032: too many searches in a minute. Please wait a little.
REG-033 = REG-033: the text holds signs that cannot be kept. Please type it again.
REG-034 = REG-034: no phone is on record to be confirmed.
registry-age-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
registry-age-months = { $months ->
    [one] { $months } month
   *[other] { $months } months
}
registry-age-years-months = { $years } y { $months } m
registry-age-years = { $years } y
registry-age-about = about { $age }
registry-sex-female = Female
registry-sex-male = Male
registry-sex-other = Other
registry-relation-father = Father’s name
registry-relation-husband = Husband’s name
registry-relation-mother = Mother’s name
registry-relation-wife = Wife’s name
registry-relation-guardian = Guardian’s name
registry-wife-of = wife of { $name }
registry-husband-of = husband of { $name }
registry-daughter-of = daughter of { $name }
registry-son-of = son of { $name }
registry-child-of = child of { $name }
registry-ward-of = in the care of { $name }
registry-phone-own = Own
registry-phone-family = Family
registry-birth-documented = seen on a paper
registry-birth-stated = as said
registry-birth-estimated = estimated
registry-life-deceased = Deceased
registry-life-moved = Moved away
registry-identity-unknown = Not identified yet
registry-correction-asked = Waiting
registry-correction-approved = Approved
registry-correction-declined = Declined
registry-reason-same-name = same name by sound
registry-reason-name-alike = similar name
registry-reason-same-guardian = same father’s or husband’s name
registry-reason-other-guardian = another father’s or husband’s name
registry-reason-same-birth-day = same day of birth
registry-reason-same-birth-year = same year of birth
registry-reason-birth-year-near = { $years ->
    [one] year of birth differs by one
   *[other] year of birth differs by { $years }
}
registry-reason-birth-year-far = { $years } years apart
registry-reason-same-phone = same phone
registry-reason-same-ward = same ward
registry-reason-other-sex = another sex
registry-person-title = Person
registry-field-detail = Detail
registry-field-name = Name
registry-field-name-hi = Name in Hindi
registry-field-name-en = Name in English
registry-field-sex = Sex
registry-field-born = Born
registry-field-born-or-age = Date or year of birth, or age
registry-field-relation = Relation
registry-field-guardian = Father, husband, mother
registry-field-guardian-hi = Their name in Hindi
registry-field-guardian-en = Their name in English
registry-field-phone = Phone
registry-field-whose = Whose phone
registry-field-line = House, street
registry-field-locality = Locality
registry-field-ward = Ward
registry-field-district = District
registry-field-reason = Why it should be changed
registry-on-record = On record
registry-typed = Typed
registry-wanted = Wanted
registry-same = same
registry-use-this-record = This is the one: use this record
registry-duplicates-found = { $count ->
    [one] One person looks very like this.
   *[other] { $count } people look like this.
}
registry-duplicates-ask = Please ask before making a new number.
registry-duplicates-very-likely = very likely
registry-duplicates-go-on = If you go on, both records stay and the records room is asked to look.
registry-kin-child = Son or daughter
registry-kin-spouse = Husband or wife
registry-kin-parent = Father or mother
registry-kin-sibling = Brother or sister
registry-kin-other = Other family
registry-kin-with = Registered together with { $name }
registry-ask-title = Ask for a correction
registry-ask-hint = The record changes when somebody else has approved it.
registry-ask-send = Ask
registry-corrections-title = Corrections
registry-corrections-none = Nothing waits for a decision.
registry-corrections-asked = Asked { $when }:
registry-corrections-stale = The record was changed after this was asked. Decline it, and let it be asked again.
registry-corrections-own = You asked for this; somebody else decides.
registry-corrections-why = If you decline: why
registry-corrections-approve = Approve
registry-corrections-decline = Decline
