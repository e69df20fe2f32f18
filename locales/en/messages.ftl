# Messages to phones: why something is not done, what the page says, and what a phone shows.
OTP-001 = OTP-001: enough codes were sent to this phone for now. Please use the last one, or ask again in { $minutes } minutes.
OTP-002 = OTP-002: this is not the code that was sent. Tries left: { $left }.
OTP-003 = OTP-003: this code does not count any more. Please ask for a new one.
OTP-004 = OTP-004: too many codes were asked for, or typed wrongly, from your network. Please try again in an hour, or come to a counter.
MSG-001 = MSG-001: there is no such message.
MSG-002 = MSG-002: this message has not failed, or somebody else has tried it again.
MSG-003 = MSG-003: the code in this message has lapsed. Whoever still needs one asks for a new one.

messages-title = Messages
messages-hint = What the city sends to phones: codes, word about cards, and that a request was answered. The latest stand first; nobody’s name is in them.
messages-console-only = No SMS gateway is set up. Messages reach no phone; they only stand here.
messages-demonstration = Demonstration: no message leaves this machine. What a phone would show stands here.
messages-none = No message stands here.
messages-filter = Which messages
messages-all = All
messages-failed = Not sent
messages-col-written = Written
messages-col-phone = Phone
messages-col-text = What it says
messages-col-state = State
messages-kind-code = One-time code
messages-kind-card-ready = Card is ready
messages-kind-card-expires = Card ends soon
messages-kind-card-sent = Card was sent
messages-kind-applied = Application received
messages-kind-request-answered = Request about data answered
messages-state-queued = Waits
messages-state-due = Goes out { $when }
messages-state-sent = Sent { $when }
messages-state-failed = Not sent, { $when }
messages-why-gateway = The SMS gateway did not take it.
messages-why-lapsed = The code lapsed before it could be sent.
messages-tries = Tried { $count } times
messages-text-hidden = The code is not shown here.
messages-text-gone = The code was used or has lapsed, so the text was taken away.
messages-retry = Try again
messages-retried = The message is tried again.
messages-latest = The latest
messages-older = Older
messages-codes-in-an-hour = { $count ->
    [0] No code was sent in the last hour.
    [one] { $count } code was sent in the last hour.
   *[other] { $count } codes were sent in the last hour.
}
messages-alarm-title = Codes asked for unusually often
messages-alarm = { $count } codes within an hour from { $from }, { $when }
messages-alarm-asked = { $count } codes within an hour asked for on the whole public site, { $when }
messages-alarm-wrong = { $count } wrong codes within an hour typed on the whole public site, { $when }
messages-alarm-hint = From one address no more are sent for an hour. An office or a cyber café may ask as often; somebody who tries out other people’s numbers does, too.
messages-sms-code-apply = { $code } is your code for the health card application, for { $minutes } minutes. Tell it to nobody. Nobody from the hospital asks for it.
messages-sms-code-own = { $code } is your code to see your health card and application, for { $minutes } minutes. Tell it to nobody. Nobody from the hospital asks for it.
