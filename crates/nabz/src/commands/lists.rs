//! `nabz cards lists` and `nabz cards log`: what checkers are given, and what stands behind it.

use crate::cli::{CardLists, CardLog};
use crate::commands::secrets;
use crate::ended::Ended;
use crate::say::Say;
use nabz_kernel::clock::{Date, Instant};
use nabz_people::cards::model::{LastList, LogFault, LogReport, Published};
use nabz_people::cards::{self, KeyRing, Token, actions};
use nabz_store::doctor::Finding;
use nabz_store::{Stop, Store, Tx, key_file};
use serde_json::{Value, json};
use std::path::PathBuf;

/// A list is signed each night; one of an earlier day than yesterday means that nobody does.
const LIST_DAYS_MAX: i64 = 1;

/// Does what was asked; `open` gives the database and the file of the vault's key.
pub(crate) fn lists(
    what: &CardLists,
    token: Option<Token>,
    say: &Say,
    open: impl FnOnce() -> Result<(Store, PathBuf), Ended>,
) -> Result<(), Ended> {
    let (store, key) = open()?;
    match what {
        CardLists::Publish => {
            let ring = KeyRing::new(secrets::vault(&store, &key)?).with_token(token);
            publish(&store, ring, say)
        }
        CardLists::Show => show(&store, say),
    }
}

fn publish(store: &Store, ring: KeyRing, say: &Say) -> Result<(), Ended> {
    cards::log_all_cards(store)?;
    let published = store.write_blocking(move |tx| actions::publish(tx, &ring))?;
    let Published { list, head } = &published;
    let (revoked, suspended) = list.counts();
    if head.is_none() {
        say.line(
            "No key may sign heads of the log, so none was signed: see `nabz cards keys list`.",
        );
    }
    let logged = head.as_ref().map(|head| (head.leaves(), key_file::hex_of(head.root())));
    let of_log = match &logged {
        Some((leaves, root)) => format!("; log of {leaves} cards, root {root}"),
        None => String::new(),
    };
    let sentence = format!(
        "list {} of {}: {revoked} cards have ended, {suspended} are stopped{of_log}",
        list.sequence(),
        list.as_of()
    );
    let (leaves, root) = logged.unzip();
    let facts = json!({
        "list": list.sequence(), "as_of": list.as_of().to_string(), "ended": revoked,
        "stopped": suspended, "log": leaves, "root": root,
    });
    say.result(sentence, &facts);
    Ok(())
}

/// What is known of the lists and of the log.
struct Known {
    last: Option<LastList>,
    sealed: Vec<u8>,
    /// What a phone fetches that has the list before.
    change: Option<usize>,
    head: Option<(Date, u64, String)>,
    leaves: u64,
    waiting: u64,
}

fn known(view: &mut Tx<'_>) -> Result<Known, Stop> {
    let last = cards::last_list(view)?;
    let before = last.map(|last| last.sequence.saturating_sub(1)).filter(|before| *before > 0);
    let change = before.map(|before| cards::changes_since(view, before)).transpose()?.flatten();
    let head = cards::last_head(view)?;
    Ok(Known {
        last,
        sealed: cards::current_list(view)?.unwrap_or_default(),
        change: change.map(|change| change.len()),
        head: head.map(|head| (head.as_of, head.leaves, key_file::hex_of(&head.root))),
        leaves: cards::log_length(view)?,
        waiting: cards::count_unlogged(view)?,
    })
}

fn show(store: &Store, say: &Say) -> Result<(), Ended> {
    let known = store.read_blocking(known)?;
    let now = store.clock().now();
    let listed = counted(&known.sealed)?;
    let sentence = match (&known.last, listed) {
        (Some(last), Some((revoked, suspended))) => {
            say.line(format!("list {} of {}, {}", last.sequence, last.as_of, age(last, now)));
            say.line(shown_bytes(&known));
            format!("{revoked} cards have ended, {suspended} are stopped; {}", shown_log(&known))
        }
        _ => format!("no list was signed yet: `nabz cards lists publish`; {}", shown_log(&known)),
    };
    say.result(sentence, &stated(&known, listed));
    Ok(())
}

/// How many cards a list names: ended, stopped.
fn counted(sealed: &[u8]) -> Result<Option<(usize, usize)>, Ended> {
    if sealed.is_empty() { Ok(None) } else { Ok(Some(cards::named_in(sealed)?)) }
}

fn age(last: &LastList, now: Instant) -> String {
    let Some(made) = last.made_at else { return "signed by an older program".to_owned() };
    let minutes = now.microseconds().saturating_sub(made.microseconds()) / 60_000_000;
    if minutes < 0 {
        return format!("signed at {made}, which is still to come: see the machine's clock");
    }
    format!("signed {} h {} min ago", minutes / 60, minutes % 60)
}

fn shown_bytes(known: &Known) -> String {
    let whole = known.sealed.len();
    match known.change {
        Some(change) => format!("{whole} bytes, {change} for whoever has the one before"),
        None => format!("{whole} bytes"),
    }
}

fn shown_log(known: &Known) -> String {
    let waiting = match known.waiting {
        0 => String::new(),
        some => format!(" ({some} wait to be in it)"),
    };
    let head = match &known.head {
        Some((day, leaves, root)) => format!("head of {day}: {leaves} cards, root {root}"),
        None => "no head was signed yet".to_owned(),
    };
    format!("log of {} cards{waiting}, {head}", known.leaves)
}

fn stated(known: &Known, listed: Option<(usize, usize)>) -> Value {
    let last = known.last.as_ref();
    let (ended, stopped) = listed.unzip();
    let head = known.head.as_ref().map(
        |(day, leaves, root)| json!({ "as_of": day.to_string(), "leaves": leaves, "root": root }),
    );
    json!({
        "list": last.map(|last| last.sequence),
        "as_of": last.map(|last| last.as_of.to_string()),
        "signed_at": last.and_then(|last| last.made_at).map(|at| at.to_string()),
        "indices": last.and_then(|last| last.size),
        "ended": ended, "stopped": stopped,
        "bytes": known.sealed.len(), "change_bytes": known.change,
        "log": known.leaves, "waiting": known.waiting, "head": head,
    })
}

/// Says whether the log is whole.
pub(crate) fn log(what: &CardLog, store: &Store, say: &Say) -> Result<(), Ended> {
    match what {
        CardLog::Verify => verify(store, say),
    }
}

fn verify(store: &Store, say: &Say) -> Result<(), Ended> {
    let report = cards::verify_log(store)?;
    let LogReport { leaves, waiting, heads, faults, .. } = &report;
    let (found, root): (Vec<String>, _) =
        (faults.iter().map(words).collect(), key_file::hex_of(&report.root));
    let outcome = if found.is_empty() {
        "every card on record is in it, and nothing else"
    } else {
        "DAMAGED"
    };
    let sentence = format!(
        "log: {leaves} cards, {waiting} wait, {heads} heads compared, root {root}: {outcome}"
    );
    let facts = json!({
        "log": leaves, "waiting": waiting, "heads": heads, "root": root, "findings": found,
    });
    say.result(sentence, &facts);
    if found.is_empty() { Ok(()) } else { Err(Ended::found(found)) }
}

fn words(fault: &LogFault) -> String {
    match fault {
        LogFault::Missing(card) => format!("card {card} is on record and not in the log"),
        LogFault::Altered { leaf, card } => {
            format!("leaf {leaf} is not of card {card} as it is on record")
        }
        LogFault::Stranger { leaf, card } => {
            format!("leaf {leaf} is of card {card}, which is not on record")
        }
        LogFault::Gap(leaf) => format!("leaf {leaf} is gone; what stands behind it was not read"),
        LogFault::Subtrees => "the subtrees that are kept do not lead to the root".to_owned(),
        LogFault::OtherRoot(day) => format!("the head of {day} has another root"),
        LogFault::WronglySigned(day) => {
            format!("the head of {day} is not signed by a key that counts")
        }
    }
}

/// What `nabz doctor` says of the list.
pub(crate) fn finding(store: &Store) -> Finding {
    let finding =
        |value, is_wrong, advice| Finding { setting: "card lists", value, is_wrong, advice };
    let both = store.read_blocking(|view| Ok((cards::last_list(view)?, cards::card_keys(view)?)));
    let Ok((last, keys)) = both else {
        let advice = "the tables of card lists cannot be read: run `nabz migrate`";
        return finding("cannot be read".to_owned(), true, advice);
    };
    let advice = "no list was signed last night: see the log of `nabz serve`, and run `nabz cards \
                  lists publish`";
    let today = store.clock().now().date_in_india();
    match last {
        None if keys.iter().any(|counted| counted.key.first < today) => {
            finding("none signed yet".to_owned(), true, advice)
        }
        None => finding("none signed yet".to_owned(), false, ""),
        Some(last) => {
            let made = last.made_at.map_or(last.as_of, Instant::date_in_india);
            let is_old = today.days() - made.days() > LIST_DAYS_MAX;
            let value = format!("number {} of {}", last.sequence, last.as_of);
            finding(value, is_old, if is_old { advice } else { "" })
        }
    }
}
