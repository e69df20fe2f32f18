//! When one key follows another, and what the root says of them.
//!
//! A follower stands in the trust list for thirty days before it signs, so that no checker with an
//! old list meets its cards. That list says its first day, too, so none begins earlier, however many
//! cards wait. Where nothing may sign at all, as after a theft, or when a key has signed its last
//! card, a new key signs at once: that is for a ceremony to say, and not for the program.

use crate::cards::model::{
    CardKey, CardKeyRefusal, CountedKey, Due, KeyPurpose, KeyStanding, KeyState, Kid,
};
use nabz_credential::check::LIST_RED_DAYS;
use nabz_credential::lists::ListFault;
use nabz_credential::rotation::{KEY_CARDS_MAX, KeyUse, Rotation, prepared_on, rotation};
use nabz_credential::trust::{IssuerKey, Purpose, ROOT_KID, TrustList};
use nabz_kernel::clock::Date;

/// What a secret is sealed as: it opens for its own name and purpose, and for no other row.
pub fn sealed_as(kid: Kid, purpose: KeyPurpose) -> String {
    format!("a key of cards: {kid}, {}", purpose.word())
}

/// The key that signs on a day.
pub fn in_force(keys: &[CountedKey], purpose: KeyPurpose, today: Date) -> Option<&CountedKey> {
    let may_sign = |counted: &&CountedKey| {
        let key = &counted.key;
        key.purpose == purpose && can_sign(key) && (key.first..=key.last).contains(&today)
    };
    keys.iter().filter(may_sign).max_by_key(|counted| counted.key.first)
}

/// Whether the keys of a purpose ask for a ceremony.
pub fn due(keys: &[CountedKey], purpose: KeyPurpose, today: Date) -> Due {
    let Some(now) = in_force(keys, purpose, today) else { return Due::Now };
    let waits = |key: &CardKey| key.purpose == purpose && can_sign(key) && key.first > today;
    match rotation(KeyUse { first_used: now.key.first, cards: now.cards }, today) {
        Rotation::Keep => Due::No,
        // A follower that waits signs nothing today.
        Rotation::Stop(_) => Due::Now,
        Rotation::Prepare if keys.iter().any(|counted| waits(&counted.key)) => Due::No,
        Rotation::Prepare => {
            let known_to_all = today.days() + LIST_RED_DAYS;
            Due::Follower(Date::from_days(known_to_all.min(now.key.last.days() + 1)))
        }
    }
}

/// Everything that asks for a ceremony, purpose by purpose; nothing before the first, for a city may
/// have no cards.
pub fn asks(keys: &[CountedKey], today: Date) -> Vec<(KeyPurpose, Due)> {
    if keys.is_empty() {
        return Vec::new();
    }
    let all = KeyPurpose::ALL.iter().map(|purpose| (*purpose, due(keys, *purpose, today)));
    all.filter(|(_, due)| *due != Due::No).collect()
}

/// Whether a key has signed as many cards as one may.
pub const fn is_full(cards: u64) -> bool {
    cards >= KEY_CARDS_MAX
}

/// Why a key that is full signs nothing more: the first day of the key that waits to follow it, where
/// one does.
pub fn full(follower: Option<&CardKey>) -> CardKeyRefusal {
    match follower {
        None => CardKeyRefusal::Full,
        Some(follower) => CardKeyRefusal::FullUntil { first: follower.first },
    }
}

/// The day on which a follower is asked for, unless many cards ask for it sooner.
pub fn follower_due(key: &CardKey) -> Date {
    prepared_on(key.first)
}

/// Where a key stands.
pub fn standing(keys: &[CountedKey], key: &CardKey, today: Date) -> KeyStanding {
    let signs = in_force(keys, key.purpose, today).is_some_and(|now| now.key.kid == key.kid);
    match key.state {
        KeyState::Retired { .. } => KeyStanding::Retired,
        KeyState::Kept(_) | KeyState::InToken(_) if key.first > today => KeyStanding::Waits,
        KeyState::Kept(_) | KeyState::InToken(_) if signs => KeyStanding::Signs,
        KeyState::Kept(_) | KeyState::InToken(_) => KeyStanding::Over,
    }
}

/// Whether a key may be retired: once, and again only to say that it was stolen.
pub fn may_retire(
    key: &CardKey,
    stolen_since: Option<Date>,
    today: Date,
) -> Result<(), CardKeyRefusal> {
    if stolen_since.is_some_and(|day| day > today) {
        return Err(CardKeyRefusal::DayAhead);
    }
    if can_sign(key) || stolen_since.is_some() {
        return Ok(());
    }
    Err(CardKeyRefusal::RetiredAlready { kid: key.kid.to_string() })
}

/// The last day of a key that is retired today.
pub fn last_when_retired(key: &CardKey, today: Date) -> Date {
    key.last.min(today).max(key.first)
}

/// The names that follow those of a trust list; no name is given twice.
pub fn kids_after(held: Option<&TrustList>) -> impl Iterator<Item = Kid> + use<> {
    let last = held.and_then(|list| list.keys().last()).map_or(ROOT_KID, |key| key.kid);
    (last.number()..u16::MAX).map(|before| Kid((before + 1).to_be_bytes()))
}

/// The next trust list, with keys that were just drawn.
pub fn list_with(
    held: Option<&TrustList>,
    drawn: &[CardKey],
    today: Date,
) -> Result<TrustList, ListFault> {
    let mut keys = held.map_or_else(Vec::new, |held| held.keys().to_vec());
    keys.extend(drawn.iter().map(issuer));
    next_list(held, keys, today)
}

/// The next trust list, in which a key signs nothing more after today. What it signed counts on;
/// if it was stolen, only what it signed before that day.
pub fn list_without(
    held: &TrustList,
    kid: Kid,
    stolen_since: Option<Date>,
    today: Date,
) -> Result<TrustList, ListFault> {
    let after = |key: &IssuerKey| {
        if key.kid == kid { ended(*key, stolen_since, today) } else { *key }
    };
    next_list(Some(held), held.keys().iter().map(after).collect(), today)
}

fn can_sign(key: &CardKey) -> bool {
    matches!(key.state, KeyState::Kept(_) | KeyState::InToken(_))
}

fn issuer(key: &CardKey) -> IssuerKey {
    let purpose = match key.purpose {
        KeyPurpose::Cards => Purpose::Cards,
        KeyPurpose::Lists => Purpose::Status,
        KeyPurpose::Heads => Purpose::Log,
        KeyPurpose::Exports => Purpose::Exports,
    };
    let (from, to) = (key.first, key.last);
    IssuerKey { kid: key.kid, key: key.public, from, to, purpose, revoked_from: None }
}

/// A key that never began has signed nothing, so nothing of it counts.
fn ended(key: IssuerKey, stolen_since: Option<Date>, today: Date) -> IssuerKey {
    let stolen = stolen_since.map(|day| day.max(key.from));
    let never_began = (key.from > today).then_some(key.from);
    let revoked_from = [key.revoked_from, stolen, never_began].into_iter().flatten().min();
    IssuerKey { to: key.to.min(today).max(key.from), revoked_from, ..key }
}

/// A list counts up, and names no earlier day than the one before, whatever the clock says.
fn next_list(
    held: Option<&TrustList>,
    keys: Vec<IssuerKey>,
    today: Date,
) -> Result<TrustList, ListFault> {
    let sequence = held.map_or(1, |held| held.sequence().saturating_add(1));
    let issued = held.map_or(today, |held| held.issued().max(today));
    TrustList::new(sequence, issued, keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cards::model::SealedKey;
    use nabz_credential::keys::{MemorySigner, Signer};
    use nabz_credential::rotation::last_day;
    use nabz_kernel::clock::Instant;

    const FIRST: i64 = 20_000;

    fn day(after: i64) -> Date {
        Date::from_days(FIRST + after)
    }

    fn key(kid: u8, purpose: KeyPurpose, first: i64) -> CardKey {
        let kid = Kid([0, kid]);
        let public = MemorySigner::from_secret(kid, &mut [7; 32]).unwrap().public_key();
        let state = KeyState::Kept(SealedKey(vec![kid.0[1]]));
        CardKey { kid, purpose, public, first: day(first), last: last_day(day(first)), state }
    }

    fn cards(kid: u8, first: i64) -> CardKey {
        key(kid, KeyPurpose::Cards, first)
    }

    fn counted(key: CardKey, cards: u64) -> CountedKey {
        CountedKey { key, cards }
    }

    fn retired(mut key: CardKey) -> CardKey {
        key.state = KeyState::Retired { at: Instant::from_microseconds(0) };
        key
    }

    fn due_on(keys: &[CountedKey], after: i64) -> Due {
        due(keys, KeyPurpose::Cards, day(after))
    }

    #[test]
    fn a_follower_is_due_a_month_before_it_is_needed() {
        let keys = [counted(cards(1, 0), 0), counted(key(2, KeyPurpose::Lists, 10), 0)];
        assert_eq!(due_on(&[], 0), Due::Now);
        assert_eq!(due_on(&keys, 59), Due::No);
        assert_eq!(due_on(&keys, 60), Due::Follower(day(90)));
        assert_eq!(due_on(&keys, 80), Due::Follower(day(90)), "never a day without a key");
        assert_eq!(due_on(&keys, 90), Due::Now);
        assert_eq!(due(&keys, KeyPurpose::Lists, day(69)), Due::No, "each purpose by itself");
        let [first, _] = keys;
        let ready = [first, counted(cards(3, 90), 0)];
        assert_eq!(due_on(&ready, 60), Due::No);
        assert_eq!(in_force(&ready, KeyPurpose::Cards, day(89)).unwrap().key.kid, Kid([0, 1]));
        assert_eq!(in_force(&ready, KeyPurpose::Cards, day(90)).unwrap().key.kid, Kid([0, 3]));
    }

    #[test]
    fn many_cards_ask_for_a_follower_too() {
        let after = |cards_signed: u64| due_on(&[counted(cards(1, 0), cards_signed)], 5);
        assert_eq!(after(1_333_319), Due::No);
        assert_eq!(after(1_333_320), Due::Follower(day(35)));
        assert_eq!(after(2_000_000), Due::Now);
    }

    #[test]
    fn a_key_that_is_full_asks_for_another_at_once_even_if_one_waits() {
        let with =
            |cards_signed: u64| [counted(cards(1, 0), cards_signed), counted(cards(2, 35), 0)];
        assert_eq!(due_on(&with(1_999_999), 20), Due::No, "the one that waits is enough");
        assert_eq!(due_on(&with(2_000_000), 20), Due::Now);
        assert_eq!(asks(&with(2_000_000), day(20)).first(), Some(&(KeyPurpose::Cards, Due::Now)));
        let [first, second] = with(2_000_000);
        let helped = [first, second, counted(cards(3, 20), 0)];
        assert_eq!(due_on(&helped, 20), Due::No);
        let signs = |after| in_force(&helped, KeyPurpose::Cards, day(after)).unwrap().key.kid;
        assert_eq!([signs(20), signs(35)], [Kid([0, 3]), Kid([0, 2])], "the follower has its turn");
        assert!(asks(&[], day(0)).is_empty(), "a city without cards asks for nothing");
    }

    #[test]
    fn a_full_key_says_until_when_it_signs_nothing_if_anybody_knows() {
        assert!(!is_full(1_999_999) && is_full(2_000_000));
        assert_eq!(full(None), CardKeyRefusal::Full);
        assert_eq!(full(Some(&cards(2, 35))), CardKeyRefusal::FullUntil { first: day(35) });
    }

    #[test]
    fn a_retired_key_leaves_its_place_empty_even_if_another_waits() {
        let keys = [counted(retired(cards(1, 0)), 5), counted(cards(2, 90), 0)];
        assert_eq!(due_on(&keys, 61), Due::Now);
        let stand = |place: usize| standing(&keys, &keys[place].key, day(61));
        assert_eq!([stand(0), stand(1)], [KeyStanding::Retired, KeyStanding::Waits]);
        let over = [counted(cards(1, 0), 5), counted(cards(2, 30), 0)];
        let stand = |place: usize| standing(&over, &over[place].key, day(31));
        assert_eq!([stand(0), stand(1)], [KeyStanding::Over, KeyStanding::Signs]);
    }

    #[test]
    fn what_a_retired_key_signed_counts_on_unless_it_was_stolen() {
        let drawn = [cards(1, 0), key(2, KeyPurpose::Lists, 0)];
        let held = list_with(None, &drawn, day(0)).unwrap();
        assert_eq!((held.sequence(), held.issued()), (1, day(0)));
        let of = |list: &TrustList| *list.key(Kid([0, 1]), Purpose::Cards).unwrap();
        let after = |stolen| of(&list_without(&held, Kid([0, 1]), stolen, day(20)).unwrap());
        let plain = after(None);
        assert_eq!((plain.to, plain.revoked_from), (day(20), None));
        assert!(plain.may_sign_on(day(20)) && !plain.may_sign_on(day(21)));
        assert_eq!(after(Some(day(15))).revoked_from, Some(day(15)));
        assert_eq!(after(Some(day(-4))).revoked_from, Some(day(0)), "it signed nothing before");
        let lists = list_without(&held, Kid([0, 1]), None, day(20)).unwrap();
        assert_eq!((lists.sequence(), lists.issued()), (2, day(20)));
        let other = lists.key(Kid([0, 2]), Purpose::Status).unwrap();
        assert_eq!(other.to, last_day(day(0)), "the other key stays as it is");
        let later = list_without(&lists, Kid([0, 1]), Some(day(12)), day(30)).unwrap();
        assert_eq!((of(&later).to, of(&later).revoked_from), (day(20), Some(day(12))));
        assert_eq!(list_with(Some(&later), &[], day(3)).unwrap().issued(), day(30));
    }

    #[test]
    fn nothing_counts_of_a_key_that_never_began() {
        let held = list_with(None, &[cards(1, 30)], day(0)).unwrap();
        let list = list_without(&held, Kid([0, 1]), None, day(10)).unwrap();
        let key = list.key(Kid([0, 1]), Purpose::Cards).unwrap();
        assert_eq!((key.to, key.revoked_from), (day(30), Some(day(30))));
        assert_eq!(last_when_retired(&cards(1, 30), day(10)), day(30));
        assert_eq!(last_when_retired(&cards(1, 0), day(10)), day(10));
    }

    #[test]
    fn a_key_is_retired_once_and_may_turn_out_stolen_later() {
        let (kept, gone) = (cards(1, 0), retired(cards(1, 0)));
        assert_eq!(may_retire(&kept, None, day(5)), Ok(()));
        let again = CardKeyRefusal::RetiredAlready { kid: "0001".to_owned() };
        assert_eq!(may_retire(&gone, None, day(5)), Err(again));
        assert_eq!(may_retire(&gone, Some(day(3)), day(5)), Ok(()));
        assert_eq!(may_retire(&kept, Some(day(6)), day(5)), Err(CardKeyRefusal::DayAhead));
    }

    #[test]
    fn names_count_up_and_end_with_the_last() {
        let next = |held: Option<&TrustList>| kids_after(held).take(2).collect::<Vec<_>>();
        assert_eq!(next(None), [Kid([0, 1]), Kid([0, 2])]);
        let full = CardKey { kid: Kid([0xff, 0xfe]), ..cards(1, 0) };
        let held = list_with(None, &[full], day(0)).unwrap();
        assert_eq!(next(Some(&held)), [Kid([0xff, 0xff])]);
    }
}
