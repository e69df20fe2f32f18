web-name = Nabz
web-skip = Skip to the main part
web-language = Language
web-main-nav = Main
web-more-sections = More
web-search-label = Find a person
web-search-hint = Number, QR, phone or name
web-linked = Linked to the centre
web-offline = No connection to the server since { $time }. What you type stays on this page; press the button again when the line is back.
web-me = { $name }: my sign-ins, sign out
web-my-sessions = My sign-ins
web-change-place = Change place
web-sign-out = Sign out
web-lock = Lock the screen
web-undo = Undo
web-close = Close
web-error-summary = Check what is marked
web-refused-title = This cannot be done
web-missing-title = Not found
web-fault-title = Something broke on our side
web-fault = Nothing was saved. Try once more; if it happens again, tell the helpdesk this number: { $incident }.
web-minutes = { $count } min
web-hours = { $count } h
web-hours-minutes = { $hours } h { $minutes } min
web-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
web-age-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
web-age-weeks = { $count ->
    [one] { $count } week
   *[other] { $count } weeks
}
web-age-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
web-age-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
web-just-now = just now
web-ago = { $time } ago
web-residents = { $count ->
    [one] { $count } resident
   *[other] { $count } residents
}
web-date = { $day } { $month } { $year }
web-january = Jan
web-february = Feb
web-march = Mar
web-april = Apr
web-may = May
web-june = Jun
web-july = Jul
web-august = Aug
web-september = Sep
web-october = Oct
web-november = Nov
web-december = Dec
web-back = Go back
web-home = To my work
web-live = Live
web-stale = No new numbers since { $time }. This is { $age } min old; please listen for the call.
web-room = Room { $door }
web-counter = Counter { $counter }
WEB-001 = WEB-001: this page does not exist.
WEB-002 = WEB-002: the form could not be read. Go back and send it once more.
WEB-003 = WEB-003: this was sent from another site and was not done.
WEB-004 = WEB-004: this is larger than the page accepts.
WEB-005 = WEB-005: sign in to go on.
WEB-007 = WEB-007: “{ $field }” holds characters that cannot be kept.
WEB-008 = WEB-008: “{ $field }” is longer than { $limit } letters.
WEB-009 = WEB-009: the page cannot be used in this way.
WEB-010 = WEB-010: the server is too busy to answer in time. Try again in a moment.
WEB-011 = WEB-011: this page cannot follow what happens there.
WEB-012 = WEB-012: this page was sent without a number of its own, so nothing was done. Open it anew and send it once more.
WEB-013 = WEB-013: the two new passwords are not the same.
WEB-014 = WEB-014: choose a place.
web-keys = Keys of this page
