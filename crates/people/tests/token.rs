//! Keys in a PKCS#11 token: they sign, sign on after a lost session, and are gone once they are
//! destroyed.
//!
//! `SoftHSM` is told by a variable where its tokens are, and a variable is the whole process's, so
//! each story is told in a process of its own.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use cryptoki::context::Pkcs11;
use nabz_access::{Permit, Vault};
use nabz_credential::keys::Secret;
use nabz_credential::status::StatusList;
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::ids::PersonId;
use nabz_kernel::language::Language;
use nabz_kernel::names::PersonName;
use nabz_kernel::refusal::Refused;
use nabz_people::cards::actions::CheckCard;
use nabz_people::cards::model::{Card, CardKey, KeyPurpose, KeyState, Standing, TokenKey};
use nabz_people::cards::{
    KeyRing, NewKeys, RootKey, Token, TokenPin, TokenSettings, actions, check_token, current_list,
    trust,
};
use nabz_people::consent::actions::{RecordConsent, answer, issue_notices};
use nabz_people::consent::model::{Asked, By, How, NoticeText, Purpose, Wish};
use nabz_people::registry::actions::{RegisterPerson, register};
use nabz_people::registry::model::{Details, NewPerson, Sex};
use nabz_store::{Stop, Tx};
use nabz_testkit::{
    MORNING, SOFT_TOKEN, SOFT_TOKEN_MODULE, SOFT_TOKEN_PIN, SoftToken, TestCity, on_sqlite,
};
use std::fmt::Debug;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs, mem, thread};

/// Where the story's token is; whoever finds it set is the process that tells the story.
const FOLDER: &str = "NABZ_TEST_TOKEN_FOLDER";
/// Within this, threads that were begun stand before the token.
const ALL_HAVE_COME: Duration = Duration::from_millis(300);

/// Tells the story of this name in a process that has a token.
fn with_token(name: &str, story: impl FnOnce(&Path)) {
    if let Some(folder) = env::var_os(FOLDER) {
        story(Path::new(&folder));
        return;
    }
    let Some(token) = SoftToken::plugged_in() else { return };
    let mut inner = Command::new(env::current_exe().unwrap());
    inner.args([name, "--exact", "--nocapture"]);
    inner.env(FOLDER, token.folder()).env("SOFTHSM2_CONF", token.conf());
    let told = inner.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let text = text(&told.stdout) + &text(&told.stderr);
    assert!(told.status.success() && text.contains("1 passed"), "{text}");
}

fn settings(pin: PathBuf) -> TokenSettings {
    let (module, label) = (SOFT_TOKEN_MODULE.into(), SOFT_TOKEN.to_owned());
    TokenSettings { module, label, pin: TokenPin::File(pin) }
}

fn token_in(folder: &Path) -> Token {
    Token::new(settings(folder.join("pin")))
}

fn ring(token: &Token) -> KeyRing {
    KeyRing::new(Vault::of_key(&[7; 32])).with_token(Some(token.clone()))
}

/// A ceremony with the city's root.
fn issue(city: &TestCity, token: &Token) -> Result<Vec<CardKey>, Stop> {
    let drawn = token.draw()?;
    let new = NewKeys::InToken(drawn.clone());
    let root = RootKey::of(&Secret::from_random(&mut [1; 32])).unwrap();
    let issued = city.write(move |tx| actions::issue_keys(tx, &root, &new));
    token.settle(&drawn, &issued);
    issued
}

/// Somebody new, who says yes to a card.
fn sunita(city: &TestCity) -> PersonId {
    let registering: Permit<RegisterPerson> = Permit::trial(city.staff, city.facility);
    let birth = Birth::from_age(Age::Years(42), MORNING.date_in_india()).unwrap();
    let name = PersonName::of("Sunita Devi").unwrap();
    let details = Details { sex: Some(Sex::Female), birth: Some(birth), ..Details::named(name) };
    let new = NewPerson { details, counter: "4".into(), paper_seen: None };
    let person = city.write(move |tx| register(tx, &registering, &new)).unwrap().person;
    let asking: Permit<RecordConsent> = Permit::trial(city.staff, city.facility);
    let notice = NoticeText {
        purpose: Purpose::HealthCard,
        english: "Shall we make a card?".into(),
        hindi: "क्या हम कार्ड बनाएँ?".into(),
        demonstration: true,
    };
    let asked = Asked {
        person,
        purpose: Purpose::HealthCard,
        wish: Wish::Yes { shares: Vec::new() },
        seen: 0,
        notice: 1,
        shown_in: Language::Hindi,
        by: By::Themselves,
        how: How::Screen,
    };
    let said = city.write(move |tx| {
        issue_notices(tx, std::slice::from_ref(&notice))?;
        answer(tx, &asking, &asked)
    });
    said.unwrap();
    person
}

fn card_by(city: &TestCity, ring: &KeyRing) -> Result<Card, Stop> {
    let (person, ring) = (sunita(city), ring.clone());
    let permit = Permit::trial(city.staff, city.facility);
    city.write(move |tx| {
        let signer = ring.signer(tx, KeyPurpose::Cards)?;
        actions::issue(tx, &permit, &*signer, person)
    })
}

fn place_of(key: &CardKey) -> Option<TokenKey> {
    match &key.state {
        KeyState::InToken(place) => Some(place.clone()),
        KeyState::Kept(_) | KeyState::Retired { .. } => None,
    }
}

/// The code of a refusal; of anything else, what it is.
fn code<T: Debug>(outcome: Result<T, Stop>) -> String {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code.to_owned(),
        other => format!("no refusal but {other:?}"),
    }
}

/// What a token says that is asked whether it is there.
fn said_by(token: &Token) -> &'static str {
    token.answers().map_or_else(|refusal| Refused::from(refusal).code, |()| "it answers")
}

/// Logs the process out behind the program's back, as happens when a token is pulled out.
fn log_out() {
    let context = Pkcs11::new(SOFT_TOKEN_MODULE).unwrap();
    for slot in context.get_slots_with_initialized_token().unwrap() {
        context.open_ro_session(slot).unwrap().logout().unwrap();
    }
    // Dropped, it would end the module for the program too.
    mem::forget(context);
}

#[test]
fn what_a_token_signs_is_taken_by_checkers() {
    with_token("what_a_token_signs_is_taken_by_checkers", |folder| {
        on_sqlite(|city: &mut TestCity| {
            let token = token_in(folder);
            let drawn = issue(city, &token).unwrap();
            let ring = ring(&token);
            let checking: Permit<CheckCard> = Permit::trial(city.staff, city.facility);
            // Half of all signatures come out of a token with a high s.
            for _ in 0..8 {
                let text = card_by(city, &ring).unwrap().sealed.text();
                let checking = checking.clone();
                let checked = city.write(move |tx| {
                    let list = trust(tx)?.unwrap().list;
                    actions::check(tx, &checking, &list, &text)
                });
                assert_eq!(checked.unwrap().standing, Standing::Good);
            }
            let list = city.write(move |tx: &mut Tx<'_>| {
                let signer = ring.signer(tx, KeyPurpose::Lists)?;
                actions::publish_status_list(tx, &*signer)
            });
            let sealed = city.read(current_list).unwrap().unwrap();
            let trusted = city.read(trust).unwrap().unwrap().list;
            assert_eq!(StatusList::open(&sealed, &trusted, None).unwrap(), list.unwrap());
            assert_ne!(place_of(&drawn[0]), place_of(&drawn[1]));
            let found = city.read(move |view| check_token(view, Some(&token)));
            assert_eq!(found.unwrap(), 4, "one for each purpose");
        });
    });
}

#[test]
fn a_lost_session_is_opened_anew_and_a_token_that_is_gone_says_so() {
    with_token("a_lost_session_is_opened_anew_and_a_token_that_is_gone_says_so", |folder| {
        on_sqlite(|city: &mut TestCity| {
            let token = token_in(folder);
            issue(city, &token).unwrap();
            let ring = ring(&token);
            card_by(city, &ring).unwrap();
            log_out();
            card_by(city, &ring).unwrap();
            log_out();
            fs::rename(folder.join("pin"), folder.join("away")).unwrap();
            assert_eq!(code(card_by(city, &ring)), "KEY-016", "nobody can log in again");
            fs::rename(folder.join("away"), folder.join("pin")).unwrap();
            card_by(city, &ring).unwrap();
        });
    });
}

#[test]
fn a_wrong_pin_is_said_once_and_a_pin_that_lies_open_never() {
    with_token("a_wrong_pin_is_said_once_and_a_pin_that_lies_open_never", |folder| {
        let pin = folder.join("pin");
        let mode = |mode| fs::set_permissions(&pin, fs::Permissions::from_mode(mode)).unwrap();
        fs::write(&pin, "000000\n").unwrap();
        let token = token_in(folder);
        assert_eq!(said_by(&token), "KEY-020");
        fs::write(&pin, format!("{SOFT_TOKEN_PIN}\n")).unwrap();
        assert_eq!(said_by(&token), "KEY-020", "it is not tried again before somebody looked");
        assert_eq!(said_by(&token_in(folder)), "it answers");
        mode(0o640);
        assert_eq!(said_by(&token_in(folder)), "KEY-019");
        mode(0o600);
        fs::write(&pin, "\n").unwrap();
        assert_eq!(said_by(&token_in(folder)), "KEY-018");
        fs::remove_file(&pin).unwrap();
        assert_eq!(said_by(&token_in(folder)), "KEY-009");
        let unset = TokenPin::Variable("NABZ_TEST_NO_SUCH_PIN");
        let unset = TokenSettings { pin: unset, ..settings(pin) };
        assert_eq!(said_by(&Token::new(unset)), "KEY-018");
        assert!(!format!("{token:?}").contains(SOFT_TOKEN_PIN));
    });
}

#[test]
fn a_wrong_pin_is_said_once_by_all_who_come_at_the_same_time() {
    with_token("a_wrong_pin_is_said_once_by_all_who_come_at_the_same_time", |folder| {
        let pin = folder.join("pin");
        fs::remove_file(&pin).unwrap();
        // Whoever reads a pipe waits for somebody who writes, and what one has read no other gets.
        let made = Command::new("mkfifo").args(["-m", "600"]).arg(&pin).status().unwrap();
        assert!(made.success());
        let token = token_in(folder);
        let said = thread::scope(|scope| {
            let askers = [(); 3].map(|()| scope.spawn(|| said_by(&token)));
            thread::sleep(ALL_HAVE_COME);
            fs::write(&pin, "000000\n").unwrap();
            askers.map(|asker| asker.join().unwrap())
        });
        assert_eq!(said, ["KEY-020"; 3], "one of them read it and said it");
    });
}

#[test]
fn a_token_or_a_library_that_is_not_there_is_named() {
    with_token("a_token_or_a_library_that_is_not_there_is_named", |folder| {
        let right = settings(folder.join("pin"));
        let other = TokenSettings { label: "other".to_owned(), ..right.clone() };
        assert_eq!(said_by(&Token::new(other)), "KEY-016");
        let module = folder.join("missing.so");
        assert_eq!(said_by(&Token::new(TokenSettings { module, ..right.clone() })), "KEY-016");
        assert_eq!(said_by(&Token::new(right)), "it answers");
    });
}

#[test]
fn a_key_that_was_destroyed_signs_nothing_more() {
    with_token("a_key_that_was_destroyed_signs_nothing_more", |folder| {
        on_sqlite(|city: &mut TestCity| {
            let token = token_in(folder);
            let drawn = issue(city, &token).unwrap();
            assert_eq!(code(issue(city, &token)), "KEY-005");
            let place = place_of(&drawn[0]).unwrap();
            let elsewhere = TokenKey { token: "other".to_owned(), ..place.clone() };
            let refused = token.destroy(&elsewhere).unwrap_err();
            assert_eq!(Refused::from(refused).code, "KEY-017");
            card_by(city, &ring(&token)).unwrap();
            token.destroy(&place).unwrap();
            token.destroy(&place).unwrap();
            assert_eq!(code(card_by(city, &ring(&token))), "KEY-021");
            let found = city.read(move |view| check_token(view, Some(&token)));
            assert_eq!(code(found), "KEY-021");
        });
    });
}
