# Health cards: why something is not done, and what the pages say.
CRD-001 = CRD-001: there is no such card.
CRD-002 = CRD-002: somebody changed this card meanwhile. Please look again.
CRD-003 = CRD-003: this card has ended and does not come back.
CRD-004 = CRD-004: nobody has got this card yet.
CRD-005 = CRD-005: this card is blocked already.
CRD-006 = CRD-006: this card is not blocked.
CRD-007 = CRD-007: this card was handed over already.
CRD-008 = CRD-008: this card was not scanned after printing. Please scan it first.
CRD-009 = CRD-009: this step does not follow the last one.
CRD-010 = CRD-010: this person has a card. Replace it, or take it back.
CRD-011 = CRD-011: whoever has died or left the city gets no card.
CRD-012 = CRD-012: say first who this is; then they get a card.
CRD-013 = CRD-013: this person goes on under another health ID; the card is made for that one.
CRD-014 = CRD-014: the name is in a script that a card cannot hold. Please add it in Hindi or English letters.
CRD-015 = CRD-015: before its first birthday a child stands on its mother’s card, or gets one on paper.
CRD-016 = CRD-016: there is no such request, or it has been decided.
CRD-017 = CRD-017: somebody else has to decide what you asked for.
CRD-018 = CRD-018: a plastic card for this person is on its way already.
CRD-019 = CRD-019: this person’s record has changed since the request. Check it and ask again.
CRD-020 = CRD-020: there is no such print batch.
CRD-021 = CRD-021: this print batch is closed.
CRD-022 = CRD-022: there is no card in this print batch.
CRD-023 = CRD-023: this is no health card of this city.
CRD-024 = CRD-024: this card was never made here. Do not accept it, and tell the records officer.
CRD-025 = CRD-025: this reason cannot be given here.
CRD-026 = CRD-026: this person has not said yes to a health card. Ask them under “Consents” on their page. Without a card they are treated just the same.
CRD-027 = CRD-027: until its first birthday this child stands on its mother’s card and needs none of its own.
CRD-040 = CRD-040: the city has not yet signed the list of keys by which cards are checked. Tell the administrator: `nabz cards keys issue` is due.
CRD-041 = CRD-041: this print batch still takes cards. Close it first.
CRD-042 = CRD-042: this is card { $scanned } of the batch; card { $due } is due. Put it aside and look for the right one.
CRD-043 = CRD-043: what was scanned is no card of this batch; card { $due } is due.
CRD-044 = CRD-044: nobody in this ward waits for a card.
CRD-045 = CRD-045: please write the number of the parcel.
CRD-046 = CRD-046: please choose at least one card.
CRD-047 = CRD-047: no card with the post is known by this. Check the number, or scan the card.
CRD-050 = CRD-050: this person holds no card that counts today, so no copy can be made of it.
CRD-051 = CRD-051: this copy cannot hold the name. Please add it in English letters, or shorten it.
CRD-060 = CRD-060: this sticker is genuine, and nobody’s yet. Open the person’s card page to give it to them.
CRD-061 = CRD-061: this sticker was reported spoilt or lost, or is too old. Destroy it and take another.
CRD-062 = CRD-062: this sticker is somebody else’s card already. Take another.
CRD-063 = CRD-063: this is a card and no sticker.
CRD-064 = CRD-064: there is no such roll of stickers here.
CRD-065 = CRD-065: some stickers of this roll are not signed yet. Sign them first.
CRD-066 = CRD-066: this sticker’s roll was not handed out to you: it lies in its office, or is with another worker or office.
CRD-067 = CRD-067: this roll was handed out, taken back or printed meanwhile. Please look again.
CRD-068 = CRD-068: please give a number from { $least } to { $most }.
CRD-069 = CRD-069: something is missing or cannot be read. Please fill it in.
CRD-070 = CRD-070: this card was signed with a key that this city never named. Do not accept it; look for the person by name.
CRD-071 = CRD-071: the signature on this card does not match: it is damaged or forged. Do not accept it; ask for another paper.
CRD-072 = CRD-072: this card was signed with a stolen key and does not count. Its bearer may well be honest: look for them by name and ask for a new card; it is replaced at once.
CRD-080 = CRD-080: no card of this person is with the post. Look again what stands there now.
CRD-081 = CRD-081: tick that this card is to end for good. It cannot be undone.
CRD-082 = CRD-082: say which paper you saw, or that a known witness vouches for this person.
CRD-083 = CRD-083: another worker gave this sticker on this phone. It is sent when they sign in.
CRD-090 = CRD-090: that is the code of a card. Scan the label of the post that lies on the envelope.
CRD-091 = CRD-091: no line of this can be read. A line holds a serial and a tracking number, or a serial, an event and a day.
CRD-092 = CRD-092: at most { $most } lines are taken at once. Please send the file in parts.
CRD-093 = CRD-093: this is another card than the one that you want to hand over. Put it aside and look for the right one.
CRD-094 = CRD-094: scan the card that you hand over, or say why its code cannot be read.
CRD-095 = CRD-095: this print-out was not counted. Print the files out on the page of the batch.
CRD-096 = CRD-096: nobody is named who may receive cards where this person lives. Hand it to its bearer.
CRD-097 = CRD-097: a card that somebody receives for others has to be scanned. Without a code that can be read it is given to its bearer alone.

cards-desk-title = Health cards
cards-office-title = Card office
cards-person-title = Health card
cards-desk-hint = Scan a card, or look for a person. A card on paper is given at once; a permanent one is printed after somebody else has approved it.
cards-desk-who = Card, number, phone or name
cards-desk-open = Open card
cards-desk-field = Give stickers without a network
cards-sent-back-title = Sent back to this counter
cards-sent-back-none = No request was sent back.
cards-sent-back = The last request was sent back:
cards-kind-permanent = Permanent card
cards-kind-temporary = Temporary card
cards-kind-newborn = Newborn’s card
cards-named = { $kind }, serial { $serial }
cards-serial-is = Serial { $serial }
cards-holds-none = No card
cards-holds-on-the-mothers = On the mother’s card until the first birthday
cards-holds-until = { $kind } until { $day }
cards-holds-ends-in = { $days ->
    [0] { $said }: today is its last day
    [one] { $said }: { $days } day left
   *[other] { $said }: { $days } days left
}
cards-holds-expired = Card ended on { $day }
cards-holds-and-comes = { $said }; { $coming }
cards-coming-asked = a permanent one waits for approval
cards-coming-approved = a permanent one is approved and waits to be printed
cards-coming-printing = a permanent one is being printed
cards-coming-checked = a permanent one is printed and can be handed over
cards-coming-dispatched = a permanent one is with the post
cards-coming-delivered = a permanent one was delivered, as the post says, and is not valid yet
cards-coming-returned = a permanent one came back from the post
cards-step-ask = Ask for consent
cards-step-grown-up = Grown up now: ask for their own consent
cards-step-give = Give a temporary card
cards-step-order = Ask for a permanent card
cards-step-hand-over = Hand over the permanent card
cards-step-replace = Replace it, or let it count again
cards-step-renew = Renew the card
cards-suspended-lost = Reported lost
cards-suspended-stolen = Reported stolen
cards-suspended-misused = Somebody else may use it
cards-ended-spoilt = Misprinted or broken
cards-ended-lost-on-the-way = Lost on the way
cards-ended-replaced = Replaced
cards-ended-corrected = Replaced after a correction
cards-ended-surrendered = Given back
cards-ended-deceased = Its bearer has died
cards-ended-duplicate = Its bearer has another
cards-ended-fraud = Got by deceit
cards-making-queued = Signed, to be printed
cards-making-printed = Printed
cards-making-checked = Scanned and right
cards-making-dispatched = With the post
cards-making-delivered = Delivered, says the post
cards-making-returned = Came back
cards-state-active = In use
cards-shown-title = The card that was shown:
cards-shown-good = It counts.
cards-shown-not-yet = It is not valid before { $day }.
cards-shown-elsewhere = Also shown at { $place }, { $at }. Please compare face and name.
cards-shown-too-soon = Also shown at { $place } less than an hour ago: { $at }. One of the two may be a copy. Compare face and name before you go on.
cards-shown-block = Block this card: somebody else may use it
cards-shown-expired = Its last day is over.
cards-shown-not-handed-over = Its bearer has not got it yet.
cards-made-under = It was made under another health ID of the same person: { $number }.
cards-order-asked = Waits for approval
cards-order-approved = Approved
cards-order-declined = Sent back
cards-order-made = On its way
cards-order-done = Done
cards-replace-lost = Lost
cards-replace-worn = No longer read
cards-replace-corrected = Corrected details
cards-replace-expired = Its last day is over
cards-back-papers = The papers do not show it
cards-back-name = The name differs from the papers
cards-back-facts = Birth or sex is wrong
cards-back-address = The address is not enough
cards-back-twice = The same person is on record twice
cards-back-other = Another reason (write it)
cards-back-in-words = { $words }
cards-back-and-words = { $reason }: { $words }
cards-in-words = { $words }
cards-stands-now = Stands there now
cards-was-wanted = What you wanted
cards-want-give = to give a temporary card
cards-want-order = to ask for a permanent card
cards-want-suspend = to block the card
cards-want-restore = to let the card count again
cards-want-replace = to replace the card
cards-want-surrender = to take the card back
cards-want-end-duplicate = to end the duplicate card
cards-want-end = to end the card for good
cards-want-hand-over = to hand over the permanent card
cards-want-approve = to approve the request
cards-want-decline = to send it back: { $why }
cards-now-title = Now
cards-not-asked = They have not said yes to a health card. Without one they are treated just the same.
cards-give = Give and print a temporary card
cards-give-hint = Good at once, for a year; a newborn’s until its first birthday.
cards-order = Papers seen: ask for a permanent card
cards-order-hint = Somebody else approves it; then it is printed and sent.
cards-proof-field = Paper seen
cards-proof-choose = Choose
cards-proof-witness = None; a known witness vouches
cards-proof-seen = Paper seen: { $proof }
cards-hand-over = Hand the card to { $name }
cards-hand-over-hint = { $card }. Compare the name on it with the person before you. It counts from now on, and the card before it ends.
cards-hand-over-scan = Scan the card
cards-receiver = Who receives it
cards-receiver-caretaker = { $name }, for those who live there
cards-unread-title = Its code cannot be read
cards-unread-hint = Compare the name and the serial on the card with this page. The reason stays in the card’s history, and the audit says that it was not scanned.
cards-unread-why = Why it cannot be read
cards-unread = Hand it over without scanning
cards-noted-unread = not scanned: { $why }
cards-noted-received = received by { $name }, for those who live there
cards-print-again = Print, or save as a file
cards-print-hint = The file can be shared with its bearer. The large sheet says what helps in an emergency if its bearer shares their record.
cards-copies-title = Digital copies
cards-copies-hint = Files for the phone of { $name }. They hold the name, the date of birth and, in the certificate, the health ID; nothing about illness or treatment. They are good for a year at most and cannot be called back once they are given.
cards-copy-health-card = SMART Health Card (file)
cards-copy-text = Certificate as text
cards-copy-picture = Code of the certificate, for a phone (PNG)
cards-copy-drawing = Code of the certificate, to print (SVG)
cards-suspend-hint = Block this card at once, because it is:
cards-restore = It was found: let it count again
cards-restore-hint = Nobody else had it.
cards-replace-title = Lost, damaged or wrong: replace it
cards-replace-hint = { $card } of { $name } ends for good and a new temporary card is printed. The health ID stays, the serial is new.
cards-replace-why = Why
cards-replace = Replace and print
cards-surrender-title = They give it back
cards-surrender-hint = { $card } of { $name } ends for good. The health ID stays, and so does care.
cards-surrender-why = Why they give it back
cards-surrender = Take it back and end it
cards-besides-title = More than one card in hand
cards-besides = { $card }, made under the other health ID { $number } of this person, has not ended.
cards-end-duplicate = End it as a duplicate
cards-forever-title = End for good
cards-forever-hint = { $card } of { $name } ends at once and for good, and shows as ended wherever it is checked. It cannot be undone; another card is a new one. The health ID stays, and so does care.
cards-forever-why = Why it ends
cards-forever-words = What was found
cards-forever-sure = Yes, end this card for good
cards-forever = End the card
cards-family-title = Cards of the family
cards-history-title = All cards
cards-history-none = No card was ever made.
cards-col-card = Card
cards-col-state = State
cards-col-until = Last day
cards-col-steps = What happened
cards-step-asked = { $at }: permanent card asked for (paper seen: { $proof })
cards-step = { $at }: { $state }
cards-step-noted = { $at }: { $state } ({ $note })
cards-done-given = The temporary card counts from now on.
cards-done-replaced = The old card has ended; the new one counts from now on.
cards-done-ordered = The permanent card was asked for.
cards-done-suspended = The card is blocked.
cards-done-restored = The card counts again.
cards-done-surrendered = The card was given back and has ended.
cards-done-duplicate-ended = The duplicate card has ended.
cards-done-ended = The card has ended for good.
cards-done-handed-over = The permanent card counts from now on.
cards-done-approved = The request is approved.
cards-done-declined = The request was sent back.
cards-done-sealed = The batch is counted and closed.
cards-done-piece-ended = The card has ended; it is printed again.
cards-done-filled = { $count ->
    [0] No card was added: nobody waits any more.
    [one] { $count } card was added.
   *[other] { $count } cards were added.
}
cards-done-printed = { $count ->
    [0] No card of this batch waited to be printed any more.
    [one] { $count } card is off the press.
   *[other] { $count } cards are off the press.
}
cards-done-sent = { $count ->
    [one] { $count } card was sent.
   *[other] { $count } cards were sent.
}
cards-done-delivered = { $count ->
    [one] { $count } card was delivered.
   *[other] { $count } cards were delivered.
}
cards-done-returned = { $count ->
    [one] { $count } card came back.
   *[other] { $count } cards came back.
}
cards-key-due-now = A new key is due at once to sign { $what }. Tell the administrator: `nabz cards keys issue`.
cards-key-due-follower = A follower is due that signs { $what } from { $day }. Tell the administrator: `nabz cards keys issue`.
cards-key-signs-cards = health cards
cards-key-signs-lists = the list of stopped cards
cards-key-signs-heads = the log of issues
cards-key-signs-exports = copies of cards
cards-tab-requests = Requests
cards-tab-batches = Print batches
cards-tab-post = Post
cards-tab-expiring = Ending soon
cards-expiring-hint = Cards given here, and those of families that registered themselves, that end within 60 days, the first to end first. A message goes out 60, 30 and 7 days before, to whoever agreed to messages.
cards-expiring-none = No card given here ends within 60 days. Nor does one of a family that registered itself.
cards-days-left = { $days ->
    [0] Today is its last day
    [one] { $days } day left
   *[other] { $days } days left
}
cards-col-warned = Told by message
cards-warned-on = On { $day }
cards-warned-nobody = Not told: no phone, or no consent to messages
cards-warned-not-yet = Not yet
cards-tab-turning = Turning one
cards-turning-one = Turning one
cards-turning-eighteen = Turning eighteen
cards-turning-one-hint = Children registered here, or by their own family, who turn one within 30 days or turned one in the last 90. Until then a child stands on its mother’s card; from then on it has one of its own, if whoever answers for it agrees. Where only the month of birth is known, its last day counts.
cards-turning-one-none = No child registered here turns one within 30 days, or turned one in the last 90; nor does one whose family registered itself.
cards-turning-eighteen-hint = People registered here, or by their own family, who turn eighteen within 30 days or turned eighteen in the last 90. From then on nobody answers for them: their card is an adult’s, and they are asked themselves what they agree to.
cards-turning-eighteen-none = Nobody registered here turns eighteen within 30 days, or turned eighteen in the last 90; nor does anybody whose family registered itself.
cards-turns-in = { $days ->
    [0] today
    [one] in { $days } day
   *[other] in { $days } days
}
cards-turned-before = { $days ->
    [one] { $days } day ago
   *[other] { $days } days ago
}
cards-col-birthday = Birthday
cards-col-reach = Mother, phone, address
cards-no-phone = No phone on record
cards-card-never-asked = Nobody has asked yet whether a card is wanted
cards-card-agreed = A card is wanted
cards-card-declined = No card is wanted
cards-card-answer-lapsed = A guardian has answered; now ask them themselves
cards-order-from-birthday = Can be asked for from the birthday on
cards-sms-ends-soon = { $days ->
    [0] Health card: { $kind }, serial { $serial }, ends today, { $day }. Please get a new one at a hospital counter. Treatment never waits for a card.
    [one] Health card: { $kind }, serial { $serial }, ends in { $days } day, on { $day }. Please get a new one at a hospital counter. Treatment never waits for a card.
   *[other] Health card: { $kind }, serial { $serial }, ends in { $days } days, on { $day }. Please get a new one at a hospital counter. Treatment never waits for a card.
}
cards-sms-some-counter = the card counter
cards-sms-printed = Health card: your permanent card is printed and lies at { $place }. You can fetch it there with a paper that shows who you are; if it is posted instead, you get its number. Until then your present card counts.
cards-sms-sent = Health card: your permanent card was sent from { $place }. Tracking number { $parcel }. When it comes, type its serial under My card on the site, or show it at a hospital counter.
cards-sms-sent-without-number = Health card: your permanent card was sent from { $place }. When it comes, type its serial under My card on the site, or show it at a hospital counter.
cards-sms-delivered = Health card: the post says that it has delivered your permanent card. It counts once you type its serial under My card on the site, or show it at a hospital counter. If you have not got it, please tell any hospital counter.
cards-sms-came-back = Health card: your permanent card could not be delivered and lies at { $place }. Please fetch it there with a paper that shows who you are.
cards-sms-handed-over = Health card: your permanent card, serial { $serial }, was handed over at { $place } on { $day } and counts from now on; the one before does not. If you have not got it, please tell any hospital counter at once.
cards-sms-activated = Health card: your permanent card, serial { $serial }, was made valid with this phone on { $day }; the one before does not count any more. If you have not got it, please tell any hospital counter at once.
cards-filter-state = By state
cards-filter-ward = Ward number (- for none)
cards-filter-apply = Show
cards-first-page = From the beginning
cards-next-page = More
cards-ward = { $number } { $name }
cards-ward-number = Ward { $number }
cards-no-ward = No ward said
cards-orders-none = No request stands here.
cards-order-stale = The record was changed after the papers were seen. Send it back, so that it is asked again.
cards-order-own = You saw the papers; somebody else decides.
cards-asked-by = Asked by { $who }, { $when }
cards-decided-by = { $state }: { $who }, { $when }
cards-approve = Approve
cards-decline = Send back
cards-decline-reason = Reason
cards-decline-words = In words
cards-waiting-title = Approved, waiting to be printed
cards-waiting-none = No approved request waits to be printed.
cards-waiting-count = { $count ->
    [0] Nobody of this ward waits
    [one] { $count } person waits
   *[other] { $count } people wait
}
cards-batch-begin = Begin a batch
cards-batches-title = Batches
cards-batches-none = No batch stands here.
cards-batch-all = All
cards-batch-open = Open
cards-batch-sealed = Closed
cards-batch-of = Batch: { $ward }
cards-batch-cards = { $count ->
    [one] { $count } card
   *[other] { $count } cards
}
cards-col-ward = Ward
cards-col-cards = Cards
cards-col-sealed = Closed
cards-sealed-at = Closed { $when }
cards-root-hint = The hash over all cards of the batch, in their order. The print shop compares it with its file.
cards-fill = Add the cards of those who wait
cards-seal-title = Count and close the batch
cards-seal-hint = { $count ->
    [one] { $count } card is in it. No card can be added afterwards.
   *[other] { $count } cards are in it. No card can be added afterwards.
}
cards-seal = Close this batch
cards-off-press = { $count ->
    [one] Off the press: { $count } card
   *[other] Off the press: { $count } cards
}
cards-off-press-hint = “Off the press” notes that the whole batch was printed, but for cards that have ended as spoilt. Each is still scanned before it is sent.
cards-runs-count = { $count ->
    [0] Not printed out yet.
    [1] Printed out once.
    [2] Printed out twice.
   *[other] Printed out { $count } times.
}
cards-runs-doubled = Every card of this batch may exist more than once. See to it that one of each reaches its bearer and the others are destroyed.
cards-run-by-page = No. { $number }: { $at }, from this page.
cards-run-by-command = No. { $number }: { $at }, into a folder on the server.
cards-run-first = Print out the files
cards-run-hint = Each print-out is counted, and said here and in the manifest of a folder.
cards-run-again-title = Print out once more
cards-run-again-hint = Another print-out is another card for everybody in this batch. It is counted, and said here from then on.
cards-run-again = Print out once more
cards-done-run = The files of print-out { $count } can be downloaded.
cards-download-cards = Download the cards (PDF)
cards-download-stickers = Download the stickers (PDF)
cards-pieces-title = Cards of the batch
cards-pieces-none = No card stands here.
cards-pieces-all = All
cards-pieces-handed-over = Handed over
cards-pieces-ended = Ended
cards-col-place = No.
cards-col-bearer = Bearer
cards-col-serial = Serial
cards-col-do = What can be done
cards-end-title = Spoilt or lost
cards-end-why = What happened
cards-end-spoilt = Spoilt: print again
cards-end-lost = Lost by the post: print again
cards-check-begin = Scan what was printed
cards-check-title = Scanning after printing
cards-check-due = Card { $place } is due
cards-check-left = { $count ->
    [one] { $count } card to scan
   *[other] { $count } cards to scan
}
cards-check-scan = Scan the card
cards-check-compare = Compare
cards-check-hint = Compare the printed name with this page, too. A card that is missing or misprinted is ended on the page of the batch.
cards-check-right = Card { $place } is right.
cards-check-none = Every card of this batch was scanned.
cards-post-none = No card stands here.
cards-send-parcel = Number of the parcel
cards-send = Send the chosen cards
cards-returned-code = Came back: number of the parcel, or scan the card
cards-posted-code = Delivered or came back: number of the parcel, or scan the card
cards-returned-note = Note that it came back
cards-returned-row = Came back
cards-delivered-note = Note that it was delivered
cards-delivered-row = Delivered
cards-scan-title = Scan pieces and labels
cards-scan-piece-due = Scan the piece
cards-scan-label-due = Scan its label
cards-scan-piece = Piece: its code, or its serial
cards-scan-label = Label of the post: its number
cards-scan-next = Next
cards-scan-hint = Scan the piece, then the label of the post; then the next piece.
cards-scan-sent = The card with serial { $serial } goes under { $parcel }.
cards-file-title = File of the post
cards-file-choose = Choose a file
cards-file-hint = The post’s list of what it took, or of what it delivered and brought back. You see what each line would do before anything is done. At most { $most } lines at once; a line that was taken before does nothing again.
cards-file-booked = which card goes under which number
cards-file-events = what became of a card, on which day:
cards-file-field = File with one card a line
cards-file-paste = Paste the lines instead
cards-file-lines = Lines
cards-file-look = Look at the lines
cards-file-before = What would be done
cards-file-answers = Lines and answers
cards-file-take = { $count ->
    [one] Do { $count } line
   *[other] Do { $count } lines
}
cards-file-other = Another file
cards-col-line = Line
cards-col-post-says = What the post says
cards-col-answer = Answer
cards-line-booked = Sent under { $parcel }
cards-line-delivered = Delivered on { $day }
cards-line-returned = Came back on { $day }
cards-line-count = { $answer }: { $count }
cards-line-done = Done
cards-line-fine = Fine
cards-line-before = Noted before; nothing to do
cards-line-unreadable = Cannot be read
cards-line-twice = Stands in a line above already
cards-line-unknown = No card of this office has this serial
cards-line-not-checked = Not scanned after printing yet
cards-line-other-number = With the post under another number already
cards-line-not-sent = Not with the post
cards-line-in-hand = Its bearer has it already
cards-line-over = This card has ended
cards-line-to-come = This day is still to come
cards-line-too-early = The post did not have it on this day
cards-kind-sticker = Sticker
cards-tab-stickers = Stickers
cards-bind-code = Sticker
cards-bind = Give this sticker
cards-bind-hint = Scan a sticker of a roll: it is their card from now on, for a year.
cards-want-bind = to give a sticker
cards-done-bound = The sticker is their card from now on.
cards-print-large = Large sheet
cards-print-stickers = Ten stickers
cards-download-large = Large cards (PDF)
cards-download-large-hint = Large cards say what helps in an emergency, as of today, of whoever shares their record.
cards-download-letters = Letters (PDF)
cards-download-leaflet = Leaflet (PDF)
cards-rolls-title = Rolls of stickers
cards-rolls-none = No roll was made yet.
cards-roll-new = New roll
cards-roll-new-hint = Its stickers are signed and printed before anybody has them. Field workers and counters give them out; each becomes the card of one person.
cards-roll-count = How many (1 to { $most })
cards-roll-ward = Ward number, if it is for one
cards-roll-begin = Make a roll
cards-col-roll = Roll
cards-col-stickers = Stickers
cards-col-holder = Who has it
cards-roll-named = Roll { $roll }
cards-roll-sheet = Roll { $roll }, sheet { $sheet }
cards-roll-stickers = { $count ->
    [one] { $count } sticker
   *[other] { $count } stickers
}
cards-roll-left = { $count } free
cards-roll-unfinished = Not all signed yet
cards-roll-in-office = In the office
cards-roll-with = With { $name }
cards-roll-with-team = With team { $team }
cards-roll-waits = { $count ->
    [one] { $count } sticker waits to be signed.
   *[other] { $count } stickers wait to be signed.
}
cards-roll-sign = Sign them
cards-roll-print = Prepare the sheets
cards-roll-print-again = Prepare another print
cards-roll-download = Download the sheets, print { $copy } (PDF)
cards-roll-to = Who takes the roll
cards-roll-to-worker = A worker
cards-roll-to-team = A team
cards-roll-to-name = The worker’s sign-in name, or the name of the team
cards-roll-hand-out = Hand out
cards-roll-take-back = It came back
cards-roll-take-back-hint = Count the stickers that are left: the numbers below say how many there have to be.
cards-roll-end-title = Spoilt or lost stickers
cards-roll-end-hint = They never count again, and every checker learns of it. Stickers that are somebody’s stay so. Leave the numbers empty for the whole roll.
cards-roll-first = From number
cards-roll-last = to
cards-roll-end-lost = Lost: end them
cards-roll-end-spoilt = Spoilt: end them
cards-roll-begun = Begun
cards-roll-signed = All signed
cards-roll-printed = Printed
cards-roll-handed-out = Handed out
cards-roll-taken-back = Came back
cards-roll-spoilt = Spoilt
cards-roll-lost = Reported lost
cards-roll-counts = { $free } free, { $bound } given, { $spoilt } spoilt, { $lost } lost
cards-roll-step = { $at }: { $what }. { $holder }; { $counts }
cards-roll-step-places = { $said }; numbers { $first } to { $last }
cards-roll-step-noted = { $said } ({ $note })
cards-sticker-free = Free
cards-sticker-bound = Given
cards-sticker-spoilt = Spoilt
cards-sticker-lost = Lost
cards-sticker-since = Since { $when }
cards-stickers-none = No sticker stands here.
cards-done-roll-begun = The roll is begun.
cards-done-roll-signed = The stickers are signed.
cards-done-roll-printed = The sheets can be downloaded.
cards-done-roll-handed-out = The roll is handed out.
cards-done-roll-taken-back = The roll is in the office again.
cards-done-stickers-ended = { $count ->
    [0] No sticker was free: none has ended.
    [one] { $count } sticker has ended.
   *[other] { $count } stickers have ended.
}
