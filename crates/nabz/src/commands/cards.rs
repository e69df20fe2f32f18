//! `nabz cards keys`: the keys that sign cards and lists, and the root that answers for them.

use crate::cli::{ByRoot, CardKeys, NewRoot, RetireKey};
use crate::commands::{secrets, token};
use crate::ended::Ended;
use crate::say::Say;
use nabz_access::{Password, Vault};
use nabz_kernel::clock::Date;
use nabz_kernel::refusal::Refused;
use nabz_people::cards::model::{
    CardKey, CardKeyRefusal, CountedKey, Due, KeyPurpose, KeyStanding, KeyState, Kid,
};
use nabz_people::cards::{self, NewKeys, NewSecrets, RootKey, Token, actions, root, rules};
use nabz_store::doctor::Finding;
use nabz_store::{Store, key_file};
use serde_json::{Value, json};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Does what was asked; `open` gives the database and the file of the vault's key.
pub(crate) fn keys(
    what: &CardKeys,
    token: Option<&Token>,
    say: &Say,
    open: impl FnOnce() -> Result<(Store, PathBuf), Ended>,
) -> Result<(), Ended> {
    match what {
        CardKeys::Root(asked) => new_root(asked, say),
        CardKeys::Issue(by) => {
            let (store, key) = open()?;
            issue((&store, &key), token, by, say)
        }
        CardKeys::List => list(&open()?.0, say),
        CardKeys::Retire(asked) => retire(&open()?.0, token, asked, say),
    }
}

fn new_root(asked: &NewRoot, say: &Say) -> Result<(), Ended> {
    let password = asked.password_file.as_deref().map(password_in).transpose()?;
    let root = draw_root(&asked.out, password.as_ref())?;
    let (file, print) = (asked.out.display().to_string(), root.public().fingerprint());
    say.line("Write the fingerprint down. Copy the file onto two sticks, for two safes.");
    let sentence = format!("root key in {file}, fingerprint {print}");
    say.result(sentence, &json!({ "file": file, "fingerprint": print }));
    Ok(())
}

/// Draws a root key into a new file.
pub(crate) fn draw_root(file: &Path, password: Option<&Password>) -> Result<RootKey, Ended> {
    let (root, text) = root::draw(password)?;
    key_file::write_new(file, &text).map_err(|error| unwritten(file, &error))?;
    Ok(root)
}

fn issue(
    (store, key): (&Store, &Path),
    token: Option<&Token>,
    by: &ByRoot,
    say: &Say,
) -> Result<(), Ended> {
    let root = root_of(by)?;
    let print = root.public().fingerprint();
    let drawn = if let Some(token) = token {
        token::issue_in(store, token, root)
    } else {
        let root = Arc::new(root);
        secrets::vault(store, key).and_then(|vault| issue_with(store, &vault, root))
    };
    token::destroy_retired(store, token, say)?;
    let drawn = drawn?;
    for key in &drawn {
        let (kid, first, last) = (key.kid, key.first, key.last);
        let (what, place) = (key.purpose.word(), in_token(key));
        say.line(format!("{kid} signs {what} from {first} to {last}{place}"));
    }
    say.line("Back the database up now.");
    let number = list_number(store)?;
    let sentence = format!("trust list {number} signed by root {print}");
    let facts: Vec<Value> = drawn.iter().map(facts).collect();
    say.result(sentence, &json!({ "drawn": facts, "trust_list": number, "root": print }));
    Ok(())
}

/// Draws the keys that are due into a database whose vault is open.
pub(crate) fn issue_with(
    store: &Store,
    vault: &Vault,
    root: Arc<RootKey>,
) -> Result<Vec<CardKey>, Ended> {
    let new = NewKeys::sealed_by(vault.clone(), NewSecrets::draw()?);
    Ok(store.write_blocking(move |tx| actions::issue_keys(tx, &root, &new))?)
}

fn retire(store: &Store, token: Option<&Token>, asked: &RetireKey, say: &Say) -> Result<(), Ended> {
    let root = root_of(&asked.by)?;
    let unknown = || Refused::from(CardKeyRefusal::NoSuchKey { kid: asked.kid.clone() });
    let (kid, stolen_since) = (Kid::parse(&asked.kid).ok_or_else(unknown)?, asked.stolen_since);
    let key = store.write_blocking(move |tx| actions::retire_key(tx, &root, kid, stolen_since))?;
    token::destroy_retired(store, token, say)?;
    let (today, keys) = (today(store), store.read_blocking(cards::card_keys)?);
    if let Some(words) = due_words(key.purpose, rules::keys::due(&keys, key.purpose, today)) {
        say.line(words);
    }
    let number = list_number(store)?;
    let sentence = format!("{kid} is retired; trust list {number} says so");
    say.result(sentence, &json!({ "retired": facts(&key), "trust_list": number }));
    Ok(())
}

fn list(store: &Store, say: &Say) -> Result<(), Ended> {
    let (keys, trusted) =
        store.read_blocking(|view| Ok((cards::card_keys(view)?, cards::trust(view)?)))?;
    let today = today(store);
    for counted in &keys {
        say.line(shown(&keys, counted, today));
    }
    let root = trusted.as_ref().map(|trusted| trusted.root().to_string());
    if let Some(root) = &root {
        say.line(format!("root  {root}"));
    }
    let named = trusted.map(|trusted| (trusted.root.fingerprint(), trusted.list.sequence()));
    let ((print, number), asks) = (named.unwrap_or_default(), all_due(&keys, today));
    let sentence = match (keys.is_empty(), asks.is_empty()) {
        (true, _) => "no key was drawn yet: `nabz cards keys issue --root FILE`".to_owned(),
        (false, true) => {
            format!("trust list {number} of root {print}; {}", next_due(&keys, today))
        }
        (false, false) => format!("trust list {number} of root {print}; {}", asks.join("; ")),
    };
    let all: Vec<Value> = keys.iter().map(|counted| stated(&keys, counted, today)).collect();
    let facts = json!({
        "keys": all, "root": print, "root_key": root, "trust_list": number, "due": asks,
    });
    say.result(sentence, &facts);
    Ok(())
}

/// What `nabz doctor` says of the keys.
pub(crate) fn finding(store: &Store) -> Finding {
    let finding =
        |value, is_wrong, advice| Finding { setting: "card keys", value, is_wrong, advice };
    let Ok(keys) = store.read_blocking(cards::card_keys) else {
        let advice = "the tables of card keys cannot be read: run `nabz migrate`";
        return finding("cannot be read".to_owned(), true, advice);
    };
    let today = today(store);
    let asks = all_due(&keys, today);
    if keys.is_empty() {
        return finding("none drawn yet, so no card can be made".to_owned(), false, "");
    }
    if !asks.is_empty() {
        let advice = "run `nabz cards keys issue --root FILE` with the city's root key";
        return finding(asks.join("; "), true, advice);
    }
    let signing = KeyPurpose::ALL.iter().filter_map(|purpose| {
        let key = &rules::keys::in_force(&keys, *purpose, today)?.key;
        Some(format!("{} signs {} until {}", key.kid, purpose.word(), key.last))
    });
    finding(signing.collect::<Vec<_>>().join(", "), false, "")
}

/// Everything that asks for a ceremony, in words.
fn all_due(keys: &[CountedKey], today: Date) -> Vec<String> {
    let asks = rules::keys::asks(keys, today).into_iter();
    asks.filter_map(|(purpose, due)| due_words(purpose, due)).collect()
}

fn due_words(purpose: KeyPurpose, due: Due) -> Option<String> {
    let what = purpose.word();
    match due {
        Due::No => None,
        Due::Follower(first) => Some(format!("a follower is due that signs {what} from {first}")),
        Due::Now => Some(format!("a new key is due at once to sign {what}")),
    }
}

/// When a follower is asked for, unless many cards ask for it sooner.
fn next_due(keys: &[CountedKey], today: Date) -> String {
    let signing = KeyPurpose::ALL.iter().filter_map(|purpose| {
        rules::keys::in_force(keys, *purpose, today).map(|now| rules::keys::follower_due(&now.key))
    });
    match signing.filter(|due| *due > today).min() {
        Some(day) => format!("nothing is due before {day}"),
        None => "nothing is due".to_owned(),
    }
}

fn shown(keys: &[CountedKey], counted: &CountedKey, today: Date) -> String {
    let CountedKey { key, cards } = counted;
    let (kid, what, stands) = (key.kid, key.purpose.word(), stands(keys, key, today));
    let signed = match key.purpose {
        KeyPurpose::Cards => format!("  {cards} cards"),
        KeyPurpose::Lists | KeyPurpose::Heads | KeyPurpose::Exports => String::new(),
    };
    format!("{kid}  {what}  {stands:8} {} to {}{signed}{}", key.first, key.last, in_token(key))
}

/// Where a key lies, for the end of a line; nothing of one that lies in the database.
fn in_token(key: &CardKey) -> String {
    token_of(key).map_or_else(String::new, |token| format!("  in token {token}"))
}

fn token_of(key: &CardKey) -> Option<&str> {
    match &key.state {
        KeyState::InToken(place) => Some(&place.token),
        KeyState::Kept(_) | KeyState::Retired { .. } => None,
    }
}

fn stands(keys: &[CountedKey], key: &CardKey, today: Date) -> &'static str {
    match rules::keys::standing(keys, key, today) {
        KeyStanding::Waits => "waits",
        KeyStanding::Signs => "signs",
        KeyStanding::Over => "over",
        KeyStanding::Retired => "retired",
    }
}

fn facts(key: &CardKey) -> Value {
    let retired_at = match key.state {
        KeyState::Kept(_) | KeyState::InToken(_) => None,
        KeyState::Retired { at } => Some(at.to_string()),
    };
    json!({
        "kid": key.kid.to_string(), "signs": key.purpose.word(),
        "since": key.first.to_string(), "until": key.last.to_string(), "retired_at": retired_at,
        "token": token_of(key),
    })
}

fn stated(keys: &[CountedKey], counted: &CountedKey, today: Date) -> Value {
    let mut said = facts(&counted.key);
    if let Some(said) = said.as_object_mut() {
        said.insert("cards".to_owned(), json!(counted.cards));
        said.insert("stands".to_owned(), json!(stands(keys, &counted.key, today)));
    }
    said
}

fn list_number(store: &Store) -> Result<u64, Ended> {
    let trusted = store.read_blocking(cards::trust)?;
    Ok(trusted.map_or(0, |trusted| trusted.list.sequence()))
}

fn today(store: &Store) -> Date {
    store.clock().now().date_in_india()
}

/// The root's key, out of its file.
fn root_of(by: &ByRoot) -> Result<RootKey, Ended> {
    let password = by.password_file.as_deref().map(password_in).transpose()?;
    let text = text_of(&by.root)?;
    Ok(root::read(&by.root.display().to_string(), &text, password.as_ref())?)
}

fn password_in(file: &Path) -> Result<Password, Ended> {
    Ok(Password::typed(text_of(file)?.lines().next().unwrap_or_default()))
}

fn text_of(file: &Path) -> Result<String, Ended> {
    std::fs::read_to_string(file).map_err(|error| {
        let (file, why) = (file.display().to_string(), error.to_string());
        Refused::from(CardKeyRefusal::Unreadable { file, why }).into()
    })
}

fn unwritten(file: &Path, error: &io::Error) -> Ended {
    let (file, why) = (file.display().to_string(), error.to_string());
    let refusal = if error.kind() == io::ErrorKind::AlreadyExists {
        CardKeyRefusal::FileThere { file }
    } else {
        CardKeyRefusal::Unwritten { file, why }
    };
    Refused::from(refusal).into()
}
