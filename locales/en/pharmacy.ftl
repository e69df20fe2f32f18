PHA-001 = PHA-001: no prescription of this facility belongs to that slip.
PHA-002 = PHA-002: everything on this prescription has been handed over.
PHA-003 = PHA-003: only { $there } of { $medicine } on the shelf.
PHA-004 = PHA-004: that is no line of this prescription that is still to be given.
PHA-005 = PHA-005: only { $left } of { $medicine } are still to be given.
PHA-006 = PHA-006: { $offered } does not stand for { $written }. Ask the doctor.
PHA-007 = PHA-007: wrong pack, that was { $pack }. The slip says { $slip }. Put it back and scan again.
PHA-008 = PHA-008: say why fewer or another of { $medicine }.
PHA-009 = PHA-009: no batch of this facility carries that code.
PHA-010 = PHA-010: batch { $batch } has expired or is held back. Put it aside.
PHA-011 = PHA-011: take and scan batch { $batch } first; it expires sooner.
PHA-012 = PHA-012: more cannot come back than was handed over.
PHA-013 = PHA-013: { $medicine } needs its page of the register.
PHA-014 = PHA-014: this facility has no counter that hands out medicine.
PHA-015 = PHA-015: nothing is to be handed over.
PHA-016 = PHA-016: a word is missing, too long, or holds signs that cannot be typed.
PHA-017 = PHA-017: nobody is waiting.
PHA-018 = PHA-018: nothing was handed over here under that number, label or paper.
PHA-019 = PHA-019: batch { $batch } is not held back. Hold it first; then this page says who got it.
pharmacy-section = Dispense
pharmacy-returns = Returns
pharmacy-waiting = Waiting
pharmacy-nobody = Nobody is waiting for medicine.
pharmacy-call-next = Call next
pharmacy-called = called
pharmacy-at-window = at the window
pharmacy-medicines = { $count ->
    [one] { $count } medicine
   *[other] { $count } medicines
}
pharmacy-scan-slip = Scan the slip
pharmacy-slip-label = Slip or token number
pharmacy-slip-hint = Scan the code on the prescription or the token, or type the token number, for example M-148.
pharmacy-open = Open
pharmacy-signed = Signed
pharmacy-signed-at = Prescription of { $time }
pharmacy-scan-each = Scan each pack
pharmacy-progress = { $done } of { $all } done
pharmacy-earliest-first = earliest expiry is picked for you
pharmacy-all-given = Everything on this prescription has been handed over.
pharmacy-pack-label = Code or batch number of the pack
pharmacy-pack-hint = Scan a pack, or type its batch
pharmacy-scan = Scan
pharmacy-done = Done
pharmacy-medicine = Medicine
pharmacy-batch = Batch
pharmacy-expires = Expires
pharmacy-give = Give
pharmacy-none-here = None here
pharmacy-scanned = scanned
pharmacy-scan-now = scan now
pharmacy-here = { $units } from this batch
pharmacy-of-due = of { $left }
pharmacy-how-many = How many of { $medicine }
pharmacy-instead = Another strength
pharmacy-gives-instead = gives { $medicine } instead
pharmacy-as-written = As written
pharmacy-choose = Choose
pharmacy-why = Why fewer or another
pharmacy-reason-stock = Out of stock
pharmacy-reason-wish = The patient wants fewer
pharmacy-reason-doctor = Agreed with the doctor
pharmacy-narcotic = Register
pharmacy-register = Page of the register
pharmacy-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
pharmacy-labels = Labels
pharmacy-labels-after-scan = A label appears here for each pack that is scanned.
pharmacy-who-collects = Who collects
pharmacy-patient-self = The patient
pharmacy-family = Family
pharmacy-hand-over = Hand over
pharmacy-hand-over-part = Hand over { $done } of { $all }
pharmacy-still-to-scan = { $count ->
    [one] { $count } medicine still to scan
   *[other] { $count } medicines still to scan
}
pharmacy-slip-title = Handed over, No. { $number }
pharmacy-handed-over = Handed over
pharmacy-print-labels = Print labels
pharmacy-given = Given
pharmacy-returned = Came back
pharmacy-take-back = Take back
pharmacy-units-back = How many
pharmacy-why-back = Why
pharmacy-to-quarantine = Into quarantine
pharmacy-slip-number = Label, prescription or token
pharmacy-slip-number-hint = Scan the label on the medicine, the prescription or the token slip, or type the number that the label prints after “No.”
pharmacy-take-morning = morning { $amount }
pharmacy-take-noon = noon { $amount }
pharmacy-take-night = night { $amount }
pharmacy-take-every = { $amount } every { $hours } hours
pharmacy-take-needed = { $amount } when needed, no more than { $times } times a day
pharmacy-take-weekly = { $amount } once a week
pharmacy-take-once = { $amount } once
pharmacy-meal-before = before food
pharmacy-meal-after = after food
pharmacy-meal-with = with food
pharmacy-meal-empty = on an empty stomach
pharmacy-tablets = { $count ->
    [one] { $count } tablet
   *[other] { $count } tablets
}
pharmacy-capsules = { $count ->
    [one] { $count } capsule
   *[other] { $count } capsules
}
pharmacy-bottles = { $count ->
    [one] { $count } bottle
   *[other] { $count } bottles
}
pharmacy-tubes = { $count ->
    [one] { $count } tube
   *[other] { $count } tubes
}
pharmacy-ampoules = { $count ->
    [one] { $count } ampoule
   *[other] { $count } ampoules
}
pharmacy-vials = { $count ->
    [one] { $count } vial
   *[other] { $count } vials
}
pharmacy-sachets = { $count ->
    [one] { $count } sachet
   *[other] { $count } sachets
}
pharmacy-inhalers = { $count ->
    [one] { $count } inhaler
   *[other] { $count } inhalers
}
pharmacy-suppositories = { $count ->
    [one] { $count } suppository
   *[other] { $count } suppositories
}
pharmacy-pessaries = { $count ->
    [one] { $count } pessary
   *[other] { $count } pessaries
}
pharmacy-bags = { $count ->
    [one] { $count } bag
   *[other] { $count } bags
}
pharmacy-respules = { $count ->
    [one] { $count } respule
   *[other] { $count } respules
}
pharmacy-jars = { $count ->
    [one] { $count } jar
   *[other] { $count } jars
}
pharmacy-in-parts = Handed over in parts
pharmacy-print-prescription = Print the prescription again
pharmacy-recall = Who got batch { $batch }
pharmacy-recall-none = Nobody has any of it.
pharmacy-recall-hint = Everybody who was given this batch here and has not brought it back.
pharmacy-recall-unnamed-hint = How many were given this batch here and have not brought it back, with their slips. Whoever hands medicine out opens the same page with names and phones and reaches them; each name that is shown is written down.
pharmacy-recall-slip = No.
pharmacy-recall-when = When
pharmacy-recall-who = Who
pharmacy-recall-phone = Phone
pharmacy-recall-units = Still has
pharmacy-recall-next = Next page
