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
REG-035 = REG-035: choose one of the values that are offered.
REG-036 = REG-036: this is no number of a voter card: three letters and seven figures, as in ABC1234567.
REG-037 = REG-037: there is no such pair of records.
REG-038 = REG-038: somebody else has decided about these two records meanwhile, or has taken the decision back.
REG-039 = REG-039: somebody has said that these are different people. That has to be taken back first.
REG-040 = REG-040: this is an Aadhaar number. Aadhaar numbers are not kept here; please take it out.
REG-041 = REG-041: this is no ABHA number: fourteen figures, as in 91-1234-5678-9012. One of them may be wrong.
REG-042 = REG-042: this is no ABHA address: a name with @abdm behind it.
REG-043 = REG-043: this is no number of a ration card: ten to eighteen figures and letters.
REG-044 = REG-044: this is no birth registration number. Please type it as the certificate has it.
REG-045 = REG-045: this is no number of an Indian passport: a letter and seven figures.
REG-046 = REG-046: this number stands on record of somebody else. Search by it: it may be the same person, or a figure is wrong.
REG-047 = REG-047: this number stands on record already.
REG-048 = REG-048: no such number stands on record of this person.
REG-049 = REG-049: no such link was taken back.
REG-050 = REG-050: nothing of the kind was written while the two were linked.
REG-051 = REG-051: somebody else has decided about this meanwhile. Look at it and press again.
REG-052 = REG-052: a ward lies in Delhi. Please leave out the ward, or the state.
REG-053 = REG-053: what is on record of these two excludes that they are one: another sex, another voter card or another birth. Open the pair and compare them.
REG-054 = REG-054: please tick at least one pair.
REG-055 = REG-055: at most { $most } pairs are decided in one go.
REG-056 = REG-056: no such decisions were made in one go.
REG-057 = REG-057: these decisions were taken back already.
REG-058 = REG-058: many unknown numbers were searched. Please wait { $seconds } seconds for the next number, or search by name. A records officer can end this.
REG-059 = REG-059: there is no such alarm, or somebody has looked into it already.
REG-060 = REG-060: somebody else has to look into an alarm about you.
REG-061 = REG-061: this was taken back already, or stands under another person. Look at what stands there now.
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
registry-reason-same-address = same house
registry-reason-same-ward = same ward
registry-reason-other-sex = another sex
registry-reason-other-paper = another number on a paper of which nobody has two
registry-open-record = Open record
registry-consents = Consents
registry-card = Health card
registry-rights = Data rights
registry-person-title = Person
registry-field-detail = Detail
registry-field-name-hi = Name in Hindi
registry-field-name-en = Name in English
registry-field-sex = Sex
registry-field-born = Born
registry-field-born-or-age = Date or year of birth, or age
registry-field-relation = Relation
registry-field-guardian-hi = Their name in Hindi
registry-field-guardian-en = Their name in English
registry-field-phone = Phone
registry-field-whose = Whose phone
registry-field-line = House, street
registry-field-locality = Locality
registry-field-ward = Ward
registry-field-district = District
registry-field-state = State, for whoever lives outside Delhi
registry-visitor = From outside Delhi: { $state }
registry-field-reason = Why it should be changed
registry-on-record = On record
registry-wanted = Wanted
registry-household = Household
registry-lives = Lives in
registry-person-facts = { $sex }, { $age }
registry-age-not-known = age not known
registry-sex-not-known = Sex not known
registry-ask-title = Ask for a correction
registry-ask-hint = The record changes when somebody else has approved it.
registry-ask-send = Ask
registry-corrections-title = Corrections
registry-corrections-none = Nothing waits for a decision.
registry-corrections-asked = Asked { $when }:
registry-corrections-family = { $count ->
    [one] A family moves: { $count } person
   *[other] A family moves: { $count } people
}
registry-corrections-stale = The record was changed after this was asked. Decline it, and let it be asked again.
registry-corrections-own = You asked for this; somebody else decides.
registry-corrections-why = If you decline: why
registry-corrections-approve = Approve
registry-corrections-decline = Decline
registry-paper-aadhaar = Aadhaar
registry-paper-voter-card = Voter card
registry-paper-ration-card = Ration card
registry-paper-birth-certificate = Birth certificate
registry-paper-driving-licence = Driving licence
registry-paper-other = Another paper
registry-paper-abha = ABHA number
registry-paper-abha-address = ABHA address
registry-paper-birth-registration = Birth registration
registry-paper-passport = Passport
registry-papers-title = Numbers of papers
registry-papers-hint = Whoever is searched by one of these numbers is found. Aadhaar numbers are never kept.
registry-papers-none = No number is on record.
registry-papers-seen = paper seen
registry-papers-said = as said
registry-papers-end = Take this number away
registry-papers-why = Why
registry-papers-kind = Which paper
registry-papers-number = Number
registry-papers-shown = The paper was shown
registry-papers-add = Add the number
registry-history = What was on record before
registry-history-title = What was on record before
registry-history-hint = Every detail with all that was said of it, the last first. Of what somebody had erased, this page says that it was erased and on which request; what it was is kept nowhere.
registry-history-none = Nothing was written down.
registry-history-said = What was said
registry-history-when = When
registry-history-who = By whom
registry-history-why = Why
registry-history-approved = approved by { $name }
registry-history-taken-away = { $number } taken away
registry-history-erased = erased
registry-declined-title = Corrections that were declined
registry-declined-asked = Asked for
registry-declined-reason = Why it was asked for
registry-declined-by = Declined
registry-declined-why = Why it was declined
registry-partners-title = What partners say of this person
registry-partners-since = taken for this person since { $day }
registry-partners-undone = taken for this person from { $from } to { $until }; taken back by { $who }: { $why }
registry-partners-disown = Not this person
registry-partners-disown-hint = What { $source } wrote of that patient will no longer stand under { $name }. Nothing is deleted, and it can be taken back.
registry-partners-reason = How it is known
registry-partners-disown-do = This is somebody else
registry-partners-again = It is this person after all
registry-partners-disowned = What { $source } wrote no longer stands under this person.
registry-partners-owned-again = What { $source } wrote stands under this person again.
registry-parted-title = Written while two were taken for one
registry-parted-hint = Everything stands where it was written. Nothing is moved: what belongs to the other person is put right by whoever wrote it.
registry-parted-stood = linked from { $from } to { $to }
registry-parted-nothing = Nothing was written of either of the two while they were linked.
registry-parted-left = { $left ->
    [0] Everything has been looked at.
    [one] { $left } entry has not been looked at.
   *[other] { $left } entries have not been looked at.
}
registry-parted-under = written under
registry-parted-stays = Stays here
registry-parted-other = Belongs to the other person
registry-parted-marked = { $mark }: { $who }, { $when }
registry-parted-from = Were taken for the same person, and are not
registry-parted-belongs = { $count ->
    [one] { $count } entry to be put right
   *[other] { $count } entries to be put right
}
registry-parted-review = Look at what was written
registry-written-visit = Visit
registry-written-note = Doctor’s note
registry-written-diagnosis = Diagnosis
registry-written-allergy = Allergy
registry-written-finding = Vital signs or test
registry-written-prescription = Prescription
registry-written-dispensing = Medicine handed out
registry-written-consent = Consent
registry-written-guardian = Guardian
registry-written-card = Health card
registry-written-card-request = Request for a card of plastic
registry-written-operation = Operation
registry-written-target = Target of oxygen saturation
registry-written-details = Name, phone, address or another detail
registry-written-number = Number of a paper
registry-written-life = Death, move or return
registry-written-partner = What a partner says
registry-written-link = Link with another record
registry-written-home = Household
registry-written-photograph = Photograph of a paper
registry-written-request = Request about data
registry-written-nominee = Nominee
registry-written-other = Another entry
registry-reason-same-voter-id = same voter card
registry-field-voter-id = Voter card number
registry-very-likely = very likely one person
registry-likely = likely one person
registry-linked-title = The same person as
registry-linked-hint = Searches find that record instead of this one. What was written here stays here.
registry-unlink = These are two different people: take the link back
registry-unlink-why = How it is known that they are two
registry-linked-here-title = Other records of this person
registry-link-title = The same person as somebody else on record?
registry-link-hint = Look for the other record and compare both side by side; there you say whether they are one person. Nothing is merged, and it can be taken back.
registry-link-reason = How it is known
registry-find-label = Number, phone or name
registry-find = Find
registry-find-nobody = Nobody matches.
registry-same-person = This is the person
registry-compare = Compare the two
registry-compared-apart = These records contradict each other. I have compared them, and they are one person all the same.
registry-by-hand-hint = The search has not found these two to be alike. If they are one person, say how it is known: their records are linked, not merged, and it can be taken back.
registry-by-hand-one-already = These two are one person already.
registry-under-number = Under the other health ID { $number }
registry-goes-on-under = The record goes on under the other health ID { $number }
registry-history-not = not { $number }: somebody else
registry-history-another-record = another record
registry-why-compared = compared on the page of duplicates
registry-why-alike = alike in all that is known; linked by the program
registry-why-identified = an unknown person who was recognised
registry-why-certain = certain by all that a partner says; linked by the program
registry-why-taken-back = the decision that linked them was taken back
registry-identify-title = This is…
registry-identify-hint = The health ID and everything written about this person stay as they are.
registry-identify-on-record = Somebody on record
registry-identify-new = Somebody new: their details
registry-identify-save = Save who this is
registry-guess-title = Sex and age, as they appear
registry-guess-hint = A guess can be put right until somebody knows who this is. With another sex the name of ours changes, too.
registry-guess-band = Age, as it looks
registry-guess-as-it-is = As it is
registry-guess-none = No guess
registry-guess-age = or years, if you can say them
registry-guess-save = Save the guess
registry-band-newborn = Newborn
registry-band-child = Child
registry-band-adult = Adult
registry-band-old = Old
registry-life-title = Living, deceased or moved away
registry-life-now = As it is known now
registry-life-living = Living here
registry-life-on = On which day, if known
registry-life-save = Note this
registry-who-is-this = Say who this is
registry-duplicates-title = Duplicates
registry-duplicates-waiting = { $pairs ->
    [one] { $pairs } pair waits
   *[other] { $pairs } pairs wait
}
registry-duplicates-left = { $pairs } left for later
registry-duplicates-none = No pair waits. The next search over all records brings new ones here.
registry-duplicates-other-pairs = Other pairs
registry-duplicates-previous = Previous
registry-duplicates-next = Next
registry-duplicates-points = { $points } points for a match
registry-duplicates-despite = { $who } was shown the likeness when registering the second one, and said it is somebody else.
registry-duplicates-unlike = no longer alike
registry-duplicates-side-by-side = Both records side by side
registry-duplicates-first = Registered first
registry-duplicates-second = Registered later
registry-duplicates-registered = on { $when }
registry-duplicates-registered-at = { $place }, { $when }
registry-duplicates-life = Living, deceased or moved
registry-duplicates-alike = same
registry-duplicates-differs = differs
registry-duplicates-same = Same person
registry-duplicates-different = Different people
registry-duplicates-later = Later
registry-duplicates-hint = Records of one person are linked, not merged, and a decision can be taken back. Different people are not offered again.
registry-duplicates-decision = Decision
registry-duplicates-decided = { $decision }: { $who }, { $when }
registry-duplicates-by-the-program = the program
registry-duplicates-last = Decided last: { $one }, { $other }: { $decision }
registry-duplicates-undo = Take the decision back
registry-duplicates-none-of-ground = No pair waits that was found for this reason.
registry-duplicates-tick = Tick { $one } and { $other }
registry-ground-filter = By the strongest reason
registry-ground-all = All
registry-ground-voter-card = Same voter card
registry-ground-phone-and-name = Same phone and same name
registry-ground-day-and-name = Same day of birth and same name
registry-ground-phone = Same phone, name alike
registry-ground-other = Other reasons
registry-press-ticked = Pairs that are ticked
registry-press-all-same = { $pairs ->
    [one] The pair shown: same person
   *[other] All { $pairs } pairs shown: same person
}
registry-press-all-different = { $pairs ->
    [one] The pair shown: different people
   *[other] All { $pairs } pairs shown: different people
}
registry-press-apart = Contradict each other
registry-press-hint = Space ticks a pair, Shift and an arrow tick more, Enter opens one. Each pair is decided by itself. Pairs that contradict each other are never joined in one go.
registry-press-done = { $pairs ->
    [one] { $pairs } pair decided: { $decision }
   *[other] { $pairs } pairs decided: { $decision }
}
registry-press-undone = { $pairs ->
    [one] { $pairs } decision taken back
   *[other] { $pairs } decisions taken back
}
registry-press-not-done = These stay as they were:
registry-press-undo = Take all of these back
registry-applied = Registered by the family itself
registry-alarms-title = Search alarms
registry-alarms-hint = Somebody looked for many numbers that nobody has, or for numbers one after another. Until somebody has looked into it, they look for one number in ten seconds. Names are searched and people registered as ever.
registry-alarms-none = No alarm waits.
registry-alarms-open = Not looked into yet
registry-alarms-past = Looked into
registry-alarms-partner = Partner { $number }
registry-alarms-since = Raised { $when }; searched last { $last }
registry-alarms-misses = { $count ->
    [one] { $count } number that nobody has on that day.
   *[other] { $count } numbers that nobody has on that day.
}
registry-alarms-shown = { $count ->
    [one] { $count } person was shown.
   *[other] { $count } persons were shown.
}
registry-alarms-misses-hour = Many unknown numbers in one hour
registry-alarms-misses-day = Many unknown numbers in one day
registry-alarms-in-order = Numbers tried one after another
registry-alarms-own = This is about you; somebody else looks into it.
registry-alarms-remark = What was found
registry-alarms-look = Looked into
registry-alarms-looked = { $who }, { $when }:
