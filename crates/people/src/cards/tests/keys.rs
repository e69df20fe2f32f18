//! The keys that sign: sealed in their table or in a token, one in force at a time, over once they
//! are retired.

use super::{DAY, code, permit, rows, sunita};
use crate::cards::model::{
    Card, CardKey, CountedKey, KeyPurpose, KeyState, Kid, Standing, TokenKey,
};
use crate::cards::{
    DrawnKey, KeyRing, NewKeys, NewSecrets, RootKey, TokenKeys, actions, check_token, check_vault,
    needs_vault, store,
};
use nabz_access::Vault;
use nabz_credential::card::Unverified;
use nabz_credential::keys::{MemorySigner, Secret, Signer};
use nabz_credential::rotation::KEY_CARDS_MAX;
use nabz_credential::status::StatusList;
use nabz_kernel::clock::Date;
use nabz_store::{Stop, Tx};
use nabz_testkit::{Busy, TestCity, at_once, city_test};

/// The first key of each purpose.
const CARDS: Kid = Kid([0, 1]);
const LISTS: Kid = Kid([0, 2]);
const HEADS: Kid = Kid([0, 3]);
const EXPORTS: Kid = Kid([0, 4]);
const SEALED: &str = "SELECT COUNT(*) FROM cards_key WHERE sealed IS NOT NULL";

pub(super) fn vault() -> Vault {
    Vault::of_key(&[7; 32])
}

fn other_vault() -> Vault {
    Vault::of_key(&[8; 32])
}

fn root_of(number: u8) -> RootKey {
    RootKey::of(&Secret::from_random(&mut [number; 32])).unwrap()
}

/// A secret for each purpose, made of this number and those behind it.
fn secrets(number: u8) -> NewSecrets {
    NewSecrets::of(&mut [0, 1, 2, 3].map(|more| [number + more; 32]))
}

/// A ceremony with the city's root; the secret for cards is made of this number, those for lists
/// the others of the next three.
pub(super) fn ceremony(city: &TestCity, number: u8) -> Result<Vec<CardKey>, Stop> {
    let new = NewKeys::sealed_by(vault(), secrets(number));
    city.write(move |tx| actions::issue_keys(tx, &root_of(1), &new))
}

/// A ceremony whose keys were drawn in a token, which need not be there for what the table does.
fn ceremony_in_token(city: &TestCity, number: u8) -> Result<Vec<CardKey>, Stop> {
    let drawn = |(purpose, number): (&KeyPurpose, u8)| {
        let signer = MemorySigner::from_secret(CARDS, &mut [number; 32]).unwrap();
        let place = TokenKey { token: "safe".to_owned(), id: vec![number; 16] };
        DrawnKey { purpose: *purpose, public: signer.public_key(), place }
    };
    let drawn = KeyPurpose::ALL.iter().zip(number..).map(drawn).collect();
    let new = NewKeys::InToken(TokenKeys::of(drawn));
    city.write(move |tx| actions::issue_keys(tx, &root_of(1), &new))
}

pub(super) fn retire(
    city: &TestCity,
    kid: Kid,
    stolen_since: Option<Date>,
) -> Result<CardKey, Stop> {
    city.write(move |tx| actions::retire_key(tx, &root_of(1), kid, stolen_since))
}

/// Somebody new gets a card that the ring signs.
pub(super) fn card_by(city: &TestCity, ring: &KeyRing) -> Result<Card, Stop> {
    let (person, permit, ring) = (sunita(city), permit(city), ring.clone());
    city.write(move |tx| {
        let signer = ring.signer(tx, KeyPurpose::Cards)?;
        actions::issue(tx, &permit, &*signer, person)
    })
}

/// What a desk says that checks by the trust list of the table.
fn shown(city: &TestCity, card: &Card) -> Result<Standing, Stop> {
    let (permit, text) = (permit(city), card.sealed.text());
    city.write(move |tx| {
        let trust = store::trust(tx)?.unwrap().list;
        Ok(actions::check(tx, &permit, &trust, &text)?.standing)
    })
}

fn signed_by(card: &Card) -> Kid {
    Unverified::read(&card.sealed.text()).unwrap().kid()
}

pub(super) fn today(city: &TestCity) -> Date {
    city.now().date_in_india()
}

fn kept(city: &TestCity) -> Vec<CountedKey> {
    city.read(store::card_keys).unwrap()
}

#[city_test]
fn a_secret_lies_sealed_and_opens_with_the_key_of_its_vault_alone(city: &mut TestCity) {
    assert!(!city.read(needs_vault).unwrap());
    let drawn = ceremony(city, 11).unwrap();
    let named: Vec<_> = drawn.iter().map(|key| (key.kid, key.purpose)).collect();
    let each = [CARDS, LISTS, HEADS, EXPORTS].into_iter().zip(KeyPurpose::ALL.iter().copied());
    assert_eq!(named, each.collect::<Vec<_>>());
    for (counted, number) in kept(city).iter().zip([11_u8, 12, 13, 14]) {
        let KeyState::Kept(sealed) = &counted.key.state else { panic!("a key without a secret") };
        assert!(!sealed.0.windows(4).any(|part| part == [number; 4]), "the secret lies open");
        assert!(!format!("{counted:?}").contains(&format!("{:?}", sealed.0)));
    }
    let card = card_by(city, &KeyRing::new(vault())).unwrap();
    let secret = MemorySigner::from_secret(CARDS, &mut [11; 32]).unwrap();
    let said = Unverified::read(&card.sealed.text()).unwrap().verify(secret.public_key()).unwrap();
    assert_eq!(said.cid, card.number, "it opened to the secret that was drawn");
    assert!(city.read(needs_vault).unwrap());
    assert_eq!(city.read(|view| check_vault(view, &vault())).unwrap(), 4);
}

#[city_test]
fn a_wrong_vault_opens_no_key_and_says_so(city: &mut TestCity) {
    ceremony(city, 11).unwrap();
    assert_eq!(code(city.read(|view| check_vault(view, &other_vault()))), "KEY-001");
    assert_eq!(code(card_by(city, &KeyRing::new(other_vault()))), "KEY-001");
    let swap = "UPDATE cards_key
                SET    sealed = (SELECT sealed FROM cards_key WHERE kid = 2)
                WHERE  kid = 1";
    city.write(move |tx| tx.execute(swap, &[])).unwrap();
    let moved = card_by(city, &KeyRing::new(vault()));
    assert_eq!(code(moved), "KEY-001", "what was sealed for one row opens in no other");
}

#[city_test]
fn of_many_ceremonies_at_once_one_is_kept(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let outcomes = at_once(|place| ceremony(city, u8::try_from(3 * place + 1).unwrap()));
    let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for outcome in lost {
        assert_eq!(code(outcome), "KEY-005");
    }
    assert_eq!(rows(city, SEALED), 4, "one for each purpose");
    assert_eq!(rows(city, "SELECT COUNT(*) FROM cards_trust"), 1);
}

#[city_test]
fn a_retired_key_signs_nothing_more_and_its_cards_count_on(city: &mut TestCity) {
    ceremony(city, 11).unwrap();
    let ring = KeyRing::new(vault());
    let card = card_by(city, &ring).unwrap();
    let retired = retire(city, CARDS, None).unwrap();
    assert_eq!(retired.state, KeyState::Retired { at: city.now() });
    assert_eq!(retired.last, today(city));
    assert_eq!(code(card_by(city, &ring)), "KEY-003", "though it was on the ring");
    assert_eq!(rows(city, SEALED), 3, "its secret is gone");
    assert_eq!(shown(city, &card).unwrap(), Standing::Good);
    assert_eq!(code(retire(city, CARDS, None)), "KEY-007");
    let next = ceremony(city, 21).unwrap();
    assert_eq!(next.len(), 1, "the other keys sign on");
    assert_eq!(next[0].first, today(city), "nothing signs cards, so it begins at once");
    let new = card_by(city, &ring).unwrap();
    assert_eq!((signed_by(&card), signed_by(&new)), (CARDS, next[0].kid));
    assert_eq!(shown(city, &new).unwrap(), Standing::Good);
    assert_eq!(shown(city, &card).unwrap(), Standing::Good);
}

#[city_test]
fn what_a_stolen_key_signed_since_then_counts_no_more(city: &mut TestCity) {
    ceremony(city, 11).unwrap();
    let ring = KeyRing::new(vault());
    let before = card_by(city, &ring).unwrap();
    city.pass(DAY * 2);
    let since = card_by(city, &ring).unwrap();
    let tomorrow = Date::from_days(today(city).days() + 1);
    assert_eq!(code(retire(city, CARDS, Some(tomorrow))), "KEY-008");
    retire(city, CARDS, Some(since.issued)).unwrap();
    assert_eq!(shown(city, &before).unwrap(), Standing::Good);
    assert_eq!(code(shown(city, &since)), "CRD-072");
    retire(city, CARDS, Some(before.issued)).unwrap();
    assert_eq!(code(shown(city, &before)), "CRD-072", "it was stolen earlier than was thought");
}

#[city_test]
fn a_follower_waits_until_every_checker_knows_it(city: &mut TestCity) {
    ceremony(city, 11).unwrap();
    let ring = KeyRing::new(vault());
    assert_eq!(code(ceremony(city, 21)), "KEY-005");
    city.pass(DAY * 60);
    let old = card_by(city, &ring).unwrap();
    let next = ceremony(city, 21).unwrap();
    assert_eq!(next.iter().map(|key| key.purpose).collect::<Vec<_>>(), KeyPurpose::ALL);
    assert_eq!(next[0].first.days() - today(city).days(), 30);
    assert_eq!(code(ceremony(city, 31)), "KEY-005", "it is there already");
    assert_eq!(signed_by(&card_by(city, &ring).unwrap()), CARDS);
    city.pass(DAY * 30);
    let new = card_by(city, &ring).unwrap();
    assert_eq!((signed_by(&old), signed_by(&new)), (CARDS, next[0].kid));
    assert_eq!(shown(city, &old).unwrap(), Standing::Good);
    assert_eq!(shown(city, &new).unwrap(), Standing::Good);
    city.pass(DAY * 60);
    ceremony(city, 31).unwrap();
    assert_eq!(kept(city).len(), 12);
    assert_eq!(rows(city, SEALED), 8, "the first four are over, and their secrets gone");
}

/// Has the key of this name sign so many cards, as far as the table says.
fn counted_on(city: &TestCity, kid: Kid, cards: u64) {
    let count = "UPDATE cards_key_use SET cards = $2 WHERE kid = $1";
    let cards = i64::try_from(cards).unwrap();
    let counted =
        city.write(move |tx| tx.execute(count, &[kid.number().into(), cards.into()])).unwrap();
    assert_eq!(counted, 1, "it has signed before, at one place");
}

#[city_test]
fn a_key_that_is_full_signs_nothing_more_until_another_is_drawn(city: &mut TestCity) {
    ceremony(city, 11).unwrap();
    let ring = KeyRing::new(vault());
    card_by(city, &ring).unwrap();
    counted_on(city, CARDS, KEY_CARDS_MAX - 1);
    card_by(city, &ring).unwrap();
    assert_eq!(code(card_by(city, &ring)), "KEY-022", "though it is on the ring");
    let lists = ring.clone();
    city.write(move |tx| lists.signer(tx, KeyPurpose::Lists)).unwrap();
    city.pass(DAY);
    assert_eq!(code(card_by(city, &ring)), "KEY-022");
    let next = ceremony(city, 21).unwrap();
    let drawn: Vec<_> = next.iter().map(|key| (key.purpose, key.first)).collect();
    assert_eq!(drawn, [(KeyPurpose::Cards, today(city))], "the others sign on");
    let new = card_by(city, &ring).unwrap();
    assert_eq!(signed_by(&new), next[0].kid);
    assert_eq!(shown(city, &new).unwrap(), Standing::Good);
}

#[city_test]
fn a_follower_of_a_full_key_begins_on_its_day_and_a_key_that_is_drawn_meanwhile_at_once(
    city: &mut TestCity,
) {
    ceremony(city, 11).unwrap();
    let ring = KeyRing::new(vault());
    card_by(city, &ring).unwrap();
    city.pass(DAY * 60);
    let follower = ceremony(city, 21).unwrap().remove(0);
    assert_eq!(follower.first.days() - today(city).days(), 30);
    counted_on(city, CARDS, KEY_CARDS_MAX);
    let refused = card_by(city, &ring).unwrap_err();
    let Stop::Refused(refused) = refused else { panic!("{refused:?}") };
    assert_eq!((refused.code, &*refused.facts[0].1), ("KEY-023", &*follower.first.to_string()));
    city.pass(DAY * 10);
    assert_eq!(code(card_by(city, &ring)), "KEY-023", "no checker would take its cards sooner");
    let helper = ceremony(city, 31).unwrap();
    assert_eq!(helper.len(), 1, "whoever cannot wait has one drawn that signs at once");
    assert_eq!(code(ceremony(city, 41)), "KEY-005");
    let new = card_by(city, &ring).unwrap();
    assert_eq!((signed_by(&new), shown(city, &new).unwrap()), (helper[0].kid, Standing::Good));
    city.pass(DAY * 20);
    assert_eq!(signed_by(&card_by(city, &ring).unwrap()), follower.kid);
}

#[city_test]
fn the_ring_signs_the_list_that_phones_fetch(city: &mut TestCity) {
    ceremony(city, 11).unwrap();
    let ring = KeyRing::new(vault());
    let publish = move |tx: &mut Tx<'_>| {
        let signer = ring.signer(tx, KeyPurpose::Lists)?;
        actions::publish_status_list(tx, &*signer)
    };
    let list = city.write(publish).unwrap();
    let sealed = city.read(store::current_list).unwrap().unwrap();
    let trust = city.read(store::trust).unwrap().unwrap();
    assert_eq!(StatusList::open(&sealed, &trust.list, None).unwrap(), list);
}

#[city_test]
fn another_root_has_no_say_and_nothing_signs_before_the_first_ceremony(city: &mut TestCity) {
    assert_eq!(code(card_by(city, &KeyRing::new(vault()))), "KEY-003");
    assert_eq!(code(retire(city, CARDS, None)), "KEY-006");
    ceremony(city, 11).unwrap();
    let new = NewKeys::sealed_by(vault(), secrets(21));
    let issue = move |tx: &mut Tx<'_>| actions::issue_keys(tx, &root_of(2), &new);
    assert_eq!(code(city.write(issue)), "KEY-004");
    let retire_it = |tx: &mut Tx<'_>| actions::retire_key(tx, &root_of(2), CARDS, None);
    assert_eq!(code(city.write(retire_it)), "KEY-004");
    assert_eq!(code(retire(city, Kid([0, 9]), None)), "KEY-006");
    assert_eq!(rows(city, SEALED), 4);
}

#[city_test]
fn a_key_in_a_token_is_named_in_the_table_and_needs_no_vault(city: &mut TestCity) {
    let drawn = ceremony_in_token(city, 11).unwrap();
    let counted: Vec<CardKey> = kept(city).into_iter().map(|counted| counted.key).collect();
    assert_eq!(counted, drawn);
    let place = TokenKey { token: "safe".to_owned(), id: vec![11; 16] };
    assert_eq!(drawn[0].state, KeyState::InToken(place));
    assert_eq!(rows(city, SEALED), 0);
    assert!(!city.read(needs_vault).unwrap());
    assert_eq!(city.read(|view| check_vault(view, &other_vault())).unwrap(), 0);
    assert_eq!(code(ceremony(city, 21)), "KEY-005", "it signs, so no other is due");
    assert_eq!(code(card_by(city, &KeyRing::new(vault()))), "KEY-017", "nobody named its token");
    assert_eq!(code(city.read(|view| check_token(view, None))), "KEY-017");
}

#[city_test]
fn a_key_that_was_retired_is_named_until_its_token_has_destroyed_it(city: &mut TestCity) {
    ceremony_in_token(city, 11).unwrap();
    let forget = |kid| city.write(move |tx| actions::forget_in_token(tx, kid)).unwrap();
    assert!(!forget(CARDS), "it signs");
    let retired = retire(city, CARDS, None).unwrap();
    assert_eq!(retired.state, KeyState::Retired { at: city.now() });
    assert_eq!(code(card_by(city, &KeyRing::new(vault()))), "KEY-003");
    let left = city.read(store::left_in_token).unwrap();
    let place = TokenKey { token: "safe".to_owned(), id: vec![11; 16] };
    assert_eq!(left, [(CARDS, place)]);
    assert!(forget(CARDS));
    assert!(!forget(CARDS), "that is noted once");
    assert!(city.read(store::left_in_token).unwrap().is_empty());
    let audited = "SELECT COUNT(*) FROM audit_row WHERE act = 'cards.destroy-key'";
    assert_eq!(rows(city, audited), 1);
}

#[city_test]
fn a_city_moves_its_keys_into_a_token_and_back(city: &mut TestCity) {
    ceremony(city, 11).unwrap();
    city.pass(DAY * 60);
    let follower = ceremony_in_token(city, 21).unwrap();
    assert!(follower.iter().all(|key| matches!(key.state, KeyState::InToken(_))));
    let ring = KeyRing::new(vault());
    assert_eq!(signed_by(&card_by(city, &ring).unwrap()), CARDS, "the sealed one signs until then");
    city.pass(DAY * 30);
    assert_eq!(code(card_by(city, &ring)), "KEY-017");
    retire(city, follower[0].kid, None).unwrap();
    let back = ceremony(city, 31).unwrap();
    assert_eq!(signed_by(&card_by(city, &ring).unwrap()), back[0].kid);
}

#[city_test]
fn cards_are_counted_by_the_key_that_signed_them(city: &mut TestCity) {
    ceremony(city, 11).unwrap();
    let ring = KeyRing::new(vault());
    for _ in 0..3 {
        card_by(city, &ring).unwrap();
    }
    let counts: Vec<_> = kept(city).iter().map(|counted| counted.cards).collect();
    assert_eq!(counts, [3, 0, 0, 0]);
}
