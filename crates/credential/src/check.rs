//! The checker: one card, one day, one verdict. It asks no network.
//!
//! Whoever holds the card wants the best verdict that can be had, so the first of these that is
//! true is given, and each is looked at before anything that an attacker might have chosen later:
//!
//! 1. **Malformed**: not a text that we write.
//! 2. **Unknown issuer**: the key it names may not sign cards, or could not on the day of issue.
//! 3. **Wrongly signed**: it is not that key's signature.
//! 4. **Key revoked**: the key was out of good hands on the day of issue.
//! 5. **Revoked**, 6. **suspended**: the card itself, however old the list that says so.
//! 7. **Never issued**: its index had not been given out a day after it claims to be issued.
//! 8. **Not yet valid**, 9. **expired**: by the checker's own calendar.
//! 10. **Unbound sticker**: genuine, and nobody's yet.
//! 11. **List too old**: nothing speaks against the card, but the list is not of this week.
//! 12. **Valid**.
//!
//! That the key may sign on the day of issue can only be said once the signature is found right,
//! for until then the day is anybody's word; so 2 is looked at both before and after 3.
//! A stolen key can sign cards of days before it was revoked. The status list finds those whose
//! index was not given out; the log of issues finds the rest, at a checker with a network.

use crate::card::{Bearer, Card, Malformed, Unverified};
use crate::keys::Kid;
use crate::status::{CardState, StatusList};
use crate::trust::{Purpose, TrustList};
use nabz_calendar::Date;

/// Days after which a status list is amber: look at the face, and fetch a new list.
pub const LIST_AMBER_DAYS: i64 = 7;
/// Days after which a status list is red: a card that was lost a month ago looks good on it.
pub const LIST_RED_DAYS: i64 = 30;

/// What a checker says of a card. Where the signature is right, it has the card to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Good.
    Valid(Card),
    /// Reported lost. May come back.
    Suspended(Card),
    /// Replaced, or its bearer died. Does not come back.
    Revoked(Card),
    /// Genuine, and its last day is over.
    Expired(Card),
    /// Genuine, and its first day has not come.
    NotYetValid(Card),
    /// Genuine, and printed before anybody had it. Whose it is now stands in the registry only.
    UnboundSticker(Card),
    /// Rightly signed, but its index had not been given out when the list was made: the work of a
    /// stolen key.
    NeverIssued(Card),
    /// Altered, or signed by somebody who says to be another.
    WronglySigned,
    /// Signed by a key that may not sign cards, or could not on that day.
    UnknownIssuer(Kid),
    /// Signed by a key that was out of good hands on that day.
    KeyRevoked(Kid),
    /// Not a card.
    Malformed(Malformed),
    /// Nothing speaks against the card, but what would is not known.
    ListTooOld(Card, ListAge),
}

impl Verdict {
    /// The card, wherever its signature is right: for a screen that shows both names large.
    pub const fn card(&self) -> Option<&Card> {
        match self {
            Self::Valid(card)
            | Self::Suspended(card)
            | Self::Revoked(card)
            | Self::Expired(card)
            | Self::NotYetValid(card)
            | Self::UnboundSticker(card)
            | Self::NeverIssued(card)
            | Self::ListTooOld(card, _) => Some(card),
            Self::WronglySigned
            | Self::UnknownIssuer(_)
            | Self::KeyRevoked(_)
            | Self::Malformed(_) => None,
        }
    }
}

/// How old a status list is that is too old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListAge {
    /// More than [`LIST_AMBER_DAYS`]; so many days.
    Amber(i64),
    /// More than [`LIST_RED_DAYS`]; so many days.
    Red(i64),
}

/// Checks what a QR code says against the lists at hand. The order is the module's.
pub fn check(text: &str, trust: &TrustList, status: &StatusList, today: Date) -> Verdict {
    let unverified = match Unverified::read(text) {
        Ok(unverified) => unverified,
        Err(reason) => return Verdict::Malformed(reason),
    };
    let kid = unverified.kid();
    let Some(issuer) = trust.key(kid, Purpose::Cards) else { return Verdict::UnknownIssuer(kid) };
    let Ok(card) = unverified.verify(issuer.key) else { return Verdict::WronglySigned };
    if !issuer.may_sign_on(card.issued) {
        return Verdict::UnknownIssuer(kid);
    }
    if issuer.is_revoked_on(card.issued) {
        return Verdict::KeyRevoked(kid);
    }
    of_genuine(card, status, today)
}

/// The verdict on a card that an issuer in good hands signed.
fn of_genuine(card: Card, status: &StatusList, today: Date) -> Verdict {
    match status.state(card.status) {
        CardState::Revoked => return Verdict::Revoked(card),
        CardState::Suspended => return Verdict::Suspended(card),
        CardState::NotYetIssued if card.issued < status.as_of() => {
            return Verdict::NeverIssued(card);
        }
        CardState::Good | CardState::NotYetIssued => {}
    }
    if today < card.issued {
        return Verdict::NotYetValid(card);
    }
    if today > card.expires {
        return Verdict::Expired(card);
    }
    if card.bearer == Bearer::Sticker {
        return Verdict::UnboundSticker(card);
    }
    match list_age(status, today) {
        Some(age) => Verdict::ListTooOld(card, age),
        None => Verdict::Valid(card),
    }
}

/// How much too old a list is; `None` for one that is young enough, or of a day to come.
pub fn list_age(status: &StatusList, today: Date) -> Option<ListAge> {
    let days = today.days() - status.as_of().days();
    if days > LIST_RED_DAYS {
        Some(ListAge::Red(days))
    } else if days > LIST_AMBER_DAYS {
        Some(ListAge::Amber(days))
    } else {
        None
    }
}
