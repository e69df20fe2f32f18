# Papers that a family photographs and sends ahead, and what an office says of each.
SCN-001 = SCN-001: no file was chosen. Take a photograph of the paper, or choose a file.
SCN-002 = SCN-002: the file is empty. Choose it once more, or photograph the paper again.
SCN-003 = SCN-003: only photographs (JPEG or PNG) and PDF files are taken. Photograph the paper and send that.
SCN-004 = SCN-004: the file is larger than { $most } MB. Photograph the paper alone, or choose a smaller file.
SCN-005 = SCN-005: two files were chosen. Send one paper at a time.
SCN-006 = SCN-006: choose which paper it is.
SCN-007 = SCN-007: { $most } papers of this person are with the office already. Remove one that waits, or bring the others to a card counter.
SCN-008 = SCN-008: { $most } papers of this family are with the office already. Remove one that waits, or bring the others to a card counter.
SCN-009 = SCN-009: this file was sent already.
SCN-010 = SCN-010: there is no such paper, or it was taken away.
SCN-011 = SCN-011: the office has decided about this paper meanwhile.
SCN-012 = SCN-012: say why the paper does not fit.
SCN-013 = SCN-013: open the paper first; whoever decides has looked at it.
SCN-014 = SCN-014: this was an Aadhaar card. Its file was deleted and cannot be brought back.
SCN-015 = SCN-015: the family has sent other papers in its place. Decide about those.
scans-title = Papers from families
scans-hint = Families that register themselves send photographs of their papers ahead. Open each one and say whether it fits; the family reads the answer on its phone.
scans-none = No paper waits.
scans-waiting = Nobody has decided about these yet
scans-was-opened = Opened
scans-first-page = To the first page
scans-next-page = Next page
scans-person-title = Papers sent ahead
scans-person-hint = They help to check what the family wrote. Before a permanent card a counter still sees the paper itself.
scans-person-none = Nothing was sent of this person, or its time is over.
scans-cards-of = Health card
scans-sent-on = Sent { $day }
scans-kept-until = kept until { $day }
scans-file = { $format }, { $size } kB
scans-opened-by-nobody = Nobody has opened it yet.
scans-opened-by-you = You have opened it.
scans-opened-by = Opened by { $who }, { $when }; not yet by you.
scans-open = Open
scans-emptied = It was an Aadhaar card. The file was deleted.
scans-judge-hint = Open it first. Of an Aadhaar card the file is deleted at once.
scans-say-fits = Seen, it fits
scans-say-does-not-fit = Does not fit
scans-why = It does not fit, because
scans-choose = Choose
scans-reopen = Take the decision back
scans-tag-waits = Waits
scans-tag-fits = Fits
scans-tag-does-not-fit = Does not fit
scans-decided = { $verdict } { $who }, { $when }
scans-done-fits = Noted: the paper fits. The family sees it.
scans-done-misfit = Noted: the paper does not fit. The family sees why and can send another.
scans-done-emptied = The file was deleted. The family sees why.
scans-done-reopened = The decision was taken back. The paper waits again.
scans-kind-identity = Proof of identity
scans-kind-residence = Proof of residence
scans-kind-birth = Proof of birth
scans-kind-ration-card = Ration card
scans-kind-voter-card = Voter card
scans-kind-birth-registration = Birth registration
scans-kind-other = Another paper
scans-misfit-unreadable = it cannot be read; photograph it in good light
scans-misfit-part-missing = a part of it is missing; the whole side has to be in the picture
scans-misfit-of-somebody-else = another person’s name stands on it
scans-misfit-another-paper = it is not the paper that was chosen
scans-misfit-out-of-date = it is out of date
scans-misfit-aadhaar = it is an Aadhaar card, which is not kept; the file was deleted
scans-fits = The office has seen it, and it fits.
scans-does-not-fit = It does not fit: { $why }.
scans-waits = Sent on { $sent }, waits. The office has not opened it yet.
scans-waits-seen = Sent on { $sent }, opened by the office on { $seen }. Nothing is decided yet.
scans-was-judged = Sent on { $sent }. { $verdict } ({ $day })
scans-told-judged = { $count ->
    [one] { $count } paper that the family sent ahead was looked at.
   *[other] { $count } papers that the family sent ahead were looked at.
}
scans-told-closed = { $count ->
    [one] { $count } paper that the family sent ahead waits; a records officer opens it.
   *[other] { $count } papers that the family sent ahead wait; a records officer opens them.
}
scans-told-waiting = { $count ->
    [one] { $count } paper that the family sent ahead waits for a decision.
   *[other] { $count } papers that the family sent ahead wait for a decision.
}
scans-told-unopened = { $count ->
    [one] { $count } paper that the family sent ahead waits, and you have not opened it.
   *[other] { $count } papers that the family sent ahead wait, and you have not opened them.
}
scans-told-open = Look at the papers
