//! The keys that sign: sealed in their table, one in force at a time, over once they are retired.

use super::{DAY, code, permit, rows, sunita};
use crate::cards::model::{Card, CardKey, CountedKey, KeyPurpose, KeyState, Kid, Standing};
use crate::cards::{KeyRing, NewSecrets, RootKey, actions, check_vault, needs_vault, store};
use nabz_access::Vault;
use nabz_credential::card::Unverified;
use nabz_credential::keys::{MemorySigner, Secret, Signer};
use nabz_credential::status::StatusList;
use nabz_kernel::clock::Date;
use nabz_store::{Stop, Tx};
use nabz_testkit::{Busy, TestCity, at_once, city_test};

/// The first key of each purpose.
const CARDS: Kid = Kid([0, 1]);
const LISTS: Kid = Kid([0, 2]);
const EXPORTS: Kid = Kid([0, 3]);
const SEALED: &str = "SELECT COUNT(*) FROM cards_key WHERE sealed IS NOT NULL";

fn vault() -> Vault {
    Vault::of_key(&[7; 32])
}

fn other_vault() -> Vault {
    Vault::of_key(&[8; 32])
}

fn root_of(number: u8) -> RootKey {
    RootKey::of(&Secret::from_random(&mut [number; 32])).unwrap()
}

/// A ceremony with the city's root; the secret for cards is made of this number, those for lists
/// and copies of the next two.
fn ceremony(city: &TestCity, number: u8) -> Result<Vec<CardKey>, Stop> {
    let [mut cards, mut lists, mut exports] = [0, 1, 2].map(|more| [number + more; 32]);
    let secrets = NewSecrets::of(&mut cards, &mut lists, &mut exports);
    city.write(move |tx| actions::issue_keys(tx, &vault(), &root_of(1), &secrets))
}

fn retire(city: &TestCity, kid: Kid, stolen_since: Option<Date>) -> Result<CardKey, Stop> {
    city.write(move |tx| actions::retire_key(tx, &root_of(1), kid, stolen_since))
}

/// Somebody new gets a card that the ring signs.
fn card_by(city: &TestCity, ring: &KeyRing) -> Result<Card, Stop> {
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

fn today(city: &TestCity) -> Date {
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
    let each = [CARDS, LISTS, EXPORTS].into_iter().zip(KeyPurpose::ALL.iter().copied());
    assert_eq!(named, each.collect::<Vec<_>>());
    for (counted, number) in kept(city).iter().zip([11_u8, 12, 13]) {
        let KeyState::Kept(sealed) = &counted.key.state else { panic!("a key without a secret") };
        assert!(!sealed.0.windows(4).any(|part| part == [number; 4]), "the secret lies open");
        assert!(!format!("{counted:?}").contains(&format!("{:?}", sealed.0)));
    }
    let card = card_by(city, &KeyRing::new(vault())).unwrap();
    let secret = MemorySigner::from_secret(CARDS, &mut [11; 32]).unwrap();
    let said = Unverified::read(&card.sealed.text()).unwrap().verify(secret.public_key()).unwrap();
    assert_eq!(said.cid, card.number, "it opened to the secret that was drawn");
    assert!(city.read(needs_vault).unwrap());
    assert_eq!(city.read(|view| check_vault(view, &vault())).unwrap(), 3);
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
    assert_eq!(rows(city, SEALED), 3, "one for each purpose");
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
    assert_eq!(rows(city, SEALED), 2, "its secret is gone");
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
    assert_eq!(code(shown(city, &since)), "CRD-023");
    retire(city, CARDS, Some(before.issued)).unwrap();
    assert_eq!(code(shown(city, &before)), "CRD-023", "it was stolen earlier than was thought");
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
    assert_eq!(kept(city).len(), 9);
    assert_eq!(rows(city, SEALED), 6, "the first three are over, and their secrets gone");
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
    let secrets = NewSecrets::of(&mut [21; 32], &mut [22; 32], &mut [23; 32]);
    let issue = move |tx: &mut Tx<'_>| actions::issue_keys(tx, &vault(), &root_of(2), &secrets);
    assert_eq!(code(city.write(issue)), "KEY-004");
    let retire_it = |tx: &mut Tx<'_>| actions::retire_key(tx, &root_of(2), CARDS, None);
    assert_eq!(code(city.write(retire_it)), "KEY-004");
    assert_eq!(code(retire(city, Kid([0, 9]), None)), "KEY-006");
    assert_eq!(rows(city, SEALED), 3);
}

#[city_test]
fn cards_are_counted_by_the_key_that_signed_them(city: &mut TestCity) {
    ceremony(city, 11).unwrap();
    let ring = KeyRing::new(vault());
    for _ in 0..3 {
        card_by(city, &ring).unwrap();
    }
    let counts: Vec<_> = kept(city).iter().map(|counted| counted.cards).collect();
    assert_eq!(counts, [3, 0, 0]);
}
