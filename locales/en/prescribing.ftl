PRE-001 = PRE-001: { $several ->
    [no] the alert on { $medicine } has no answer.
   *[yes] { $alerts } alerts on the medicines have no answer; the first is on { $medicine }.
} Change the line or give a reason.
PRE-002 = PRE-002: { $medicine }: this dose cannot be read. Write 1-0-1, BD, q8h, 1 SOS 3, weekly or stat.
PRE-003 = PRE-003: { $medicine }: days go from 1 to { $days }.
PRE-004 = PRE-004: this medicine is not in the list, or no longer.
PRE-005 = PRE-005: a prescription holds at most { $lines } medicines.
PRE-006 = PRE-006: this visit already has a prescription. Amend it instead.
PRE-007 = PRE-007: this facility has no such prescription.
PRE-008 = PRE-008: { $medicine }: the amount is too large to hand out. Check dose and days.
PRE-010 = PRE-010: { $medicine }: the remark or reason is too long or holds characters that cannot be kept.
prescribing-grid = { $grid }
prescribing-every-hours = { $hours ->
    [one] { $amount } every hour
   *[other] { $amount } every { $hours } hours
}
prescribing-as-needed = { $amount } only when needed, at most { $times ->
    [one] once
   *[other] { $times } times
} a day
prescribing-weekly = { $amount } once a week
prescribing-once = { $amount } once, now
prescribing-much-tablet = { $count ->
    [one] { $amount } tablet
   *[other] { $amount } tablets
}
prescribing-much-capsule = { $count ->
    [one] { $amount } capsule
   *[other] { $amount } capsules
}
prescribing-much-ml = { $amount } ml
prescribing-much-drop = { $count ->
    [one] { $amount } drop
   *[other] { $amount } drops
}
prescribing-much-puff = { $count ->
    [one] { $amount } puff
   *[other] { $amount } puffs
}
prescribing-much-application = { $count ->
    [one] { $amount } application
   *[other] { $amount } applications
}
prescribing-much-ampoule = { $count ->
    [one] { $amount } ampoule
   *[other] { $amount } ampoules
}
prescribing-much-vial = { $count ->
    [one] { $amount } vial
   *[other] { $amount } vials
}
prescribing-much-sachet = { $count ->
    [one] { $amount } sachet
   *[other] { $amount } sachets
}
prescribing-much-suppository = { $count ->
    [one] { $amount } suppository
   *[other] { $amount } suppositories
}
prescribing-much-pessary = { $count ->
    [one] { $amount } pessary
   *[other] { $amount } pessaries
}
prescribing-much-bag = { $count ->
    [one] { $amount } bag
   *[other] { $amount } bags
}
prescribing-much-respule = { $count ->
    [one] { $amount } respule
   *[other] { $amount } respules
}
prescribing-much-iu = { $amount } IU
prescribing-much-g = { $amount } g
prescribing-decided-allergy = Allergy to { $to }: the doctor knows and decided to give it.
prescribing-decided-cross-allergy = Allergy to { $to }, a medicine of the same group: the doctor knows and decided to give this one.
prescribing-decided-duplicate = { $ingredient } twice: decided by the doctor.
prescribing-decided-taken = { $ingredient } is being taken already: decided by the doctor.
prescribing-decided-over = More than the usual dose: decided by the doctor.
prescribing-decided-under = Less than the usual dose: decided by the doctor.
prescribing-decided-weight = Weight not known: dose decided by the doctor.
prescribing-decided-child-dose = No usual child’s dose known: dose decided by the doctor.
