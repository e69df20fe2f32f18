# Apps of others that ask for tokens: what is refused.

SMA-001 = SMA-001: “{ $word }” is no scope. A scope is written like system/Observation.rs or patient/*.read.
SMA-002 = SMA-002: No such app is registered, or it was revoked.
SMA-003 = SMA-003: An app has a name of one to eighty letters.
SMA-004 = SMA-004: These keys cannot be used: { $why }.
SMA-005 = SMA-005: People cannot be sent back to “{ $address }”. It is an address over https, one of this machine, or one of an app on a phone, and there are at most eight.
SMA-006 = SMA-006: Scopes that begin with system/ are given only to an app with keys of its own. Register its public keys, too.
SMA-007 = SMA-007: Scopes that begin with patient/ or user/ are allowed by people, who have to be sent back to the app. Register an address for that, too.
SMA-008 = SMA-008: This is over. Open the app again.
SMA-009 = SMA-009: The app asked in a way that cannot be answered: { $what }. Tell whoever looks after the app.
SMA-010 = SMA-010: This token does not allow that with { $type }.
SMA-011 = SMA-011: There is no such entry.
