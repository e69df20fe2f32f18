//! `nabz cards verify`: what a checker says of cards, at a terminal.

use crate::cli::VerifyCards;
use crate::ended::Ended;
use crate::say::Say;
use nabz_credential::card::{Card, Face};
use nabz_credential::check::{Verdict, check};
use nabz_credential::names::{DevanagariName, RomanName};
use nabz_credential::status::StatusList;
use nabz_credential::text::PREFIX;
use nabz_credential::trust::{Root, TrustList};
use nabz_kernel::clock::Clock;
use nabz_kernel::refusal::Refused;
use nabz_people::cards;
use nabz_people::checker::CheckerRefusal;
use nabz_people::checker::words::said;
use nabz_store::Store;
use nabz_web::messages::{Language, Message, say as say_in};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// What a checker holds.
struct Lists {
    trust: TrustList,
    status: StatusList,
}

/// Cards, one a line.
type Lines = Box<dyn Iterator<Item = io::Result<String>>>;

/// Checks what was named; `open` gives the database, which is asked when no lists are named.
pub(crate) fn run(
    asked: &VerifyCards,
    say: &Say,
    open: impl FnOnce() -> Result<Store, Ended>,
) -> Result<(), Ended> {
    let lists = match (&asked.root, &asked.trust, &asked.status) {
        (Some(root), Some(trust), Some(status)) => of_files(root, trust, status)?,
        _ => of_database(&open()?, say.language())?,
    };
    let today = asked.on.unwrap_or_else(|| Clock::Machine.now().date_in_india());
    let (mut shown, mut valid) = (0_u64, 0_u64);
    for line in lines(&asked.cards)? {
        let line = line.map_err(|error| unread(&asked.cards, &error))?;
        // A card may end with a space, which is a letter of it.
        let text = line.trim_end_matches('\r');
        if text.is_empty() {
            continue;
        }
        let verdict = check(text, &lists.trust, &lists.status, today);
        shown += 1;
        valid += u64::from(matches!(verdict, Verdict::Valid(_)));
        say.result(in_words(&verdict, say.language()), &facts(&verdict));
    }
    match (shown, valid) {
        (0, _) => Err(Ended::usage("no card was given")),
        (shown, valid) if shown == valid => Ok(()),
        // Each line has said it already.
        _ => Err(Ended::Refused(Vec::new())),
    }
}

fn of_files(root: &str, trust: &Path, status: &Path) -> Result<Lists, Ended> {
    let root = Root::parse(root).ok_or_else(|| Ended::usage("a root is written like 0000:02…"))?;
    let bytes =
        |file: &Path| fs::read(file).map_err(|error| unread(&file.display().to_string(), &error));
    let wrong = |file: &Path, fault| Ended::usage(format!("{}: {fault}", file.display()));
    let list = TrustList::open(&bytes(trust)?, root, None);
    let list = list.map_err(|fault| wrong(trust, fault))?;
    let marked = StatusList::open(&bytes(status)?, &list, None);
    let marked = marked.map_err(|fault| wrong(status, fault))?;
    Ok(Lists { trust: list, status: marked })
}

/// The lists that the pages give to phones. Where there is none, no card is said to be bad.
fn of_database(store: &Store, language: Language) -> Result<Lists, Ended> {
    let (trusted, sealed) =
        store.read_blocking(|view| Ok((cards::trust(view)?, cards::current_list(view)?)))?;
    let none = |refusal: CheckerRefusal| {
        Ended::usage(say_in(&Message::from(&Refused::from(refusal)), language))
    };
    let trust = trusted.ok_or_else(|| none(CheckerRefusal::NoTrustList))?.list;
    let sealed = sealed.ok_or_else(|| none(CheckerRefusal::NoStatusList))?;
    let status = StatusList::open(&sealed, &trust, None);
    let status = status.map_err(|fault| Ended::fault(format!("the status list: {fault}")))?;
    Ok(Lists { trust, status })
}

fn lines(named: &str) -> Result<Lines, Ended> {
    if named == "-" {
        return Ok(Box::new(io::stdin().lock().lines()));
    }
    if named.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX)) {
        return Ok(Box::new(std::iter::once(Ok(named.to_owned()))));
    }
    let file = File::open(named).map_err(|error| unread(named, &error))?;
    Ok(Box::new(BufReader::new(file).lines()))
}

fn unread(what: &str, error: &io::Error) -> Ended {
    Ended::usage(format!("{what}: {error}"))
}

fn in_words(verdict: &Verdict, language: Language) -> String {
    let bearer = compared(verdict).and_then(|card| card.bearer.face());
    let name = bearer.map(|face| name(face, language)).unwrap_or_default();
    say_in(&said(verdict).line(&name), language)
}

/// The card whose name is compared with the person: where nothing speaks against it.
fn compared(verdict: &Verdict) -> Option<&Card> {
    match verdict {
        Verdict::Valid(card) | Verdict::ListTooOld(card, _) => Some(card),
        Verdict::Suspended(_)
        | Verdict::Revoked(_)
        | Verdict::Expired(_)
        | Verdict::NotYetValid(_)
        | Verdict::UnboundSticker(_)
        | Verdict::NeverIssued(_)
        | Verdict::WronglySigned
        | Verdict::UnknownIssuer(_)
        | Verdict::KeyRevoked(_)
        | Verdict::Malformed(_) => None,
    }
}

fn name(face: &Face, language: Language) -> String {
    let roman = face.roman.as_ref().map(RomanName::as_str);
    let devanagari = face.devanagari.as_ref().map(DevanagariName::as_str);
    let preferred = match language {
        Language::Hindi => devanagari.or(roman),
        Language::English => roman.or(devanagari),
    };
    preferred.unwrap_or_default().to_owned()
}

fn facts(verdict: &Verdict) -> Value {
    let card = verdict.card();
    let [en, hi] = [Language::English, Language::Hindi].map(|language| in_words(verdict, language));
    json!({
        "answer": said(verdict).word,
        "issued": card.map(|card| card.issued.to_string()),
        "expires": card.map(|card| card.expires.to_string()),
        "en": en,
        "hi": hi,
    })
}
