//! Checks cards, one a line, with two lists from files and without a network.
//!
//! ```text
//! cargo run --example check -- ROOT trust.cose status.cose 2026-11-23 < cards.txt
//! ```
//!
//! ROOT is the root's key as its city shows it, `0000:02…`. The lists are the bytes of
//! `/check/trust` and `/check/status`. It ends with 0 when every card is valid, and with 1 when one
//! is not.

#![expect(clippy::print_stdout, reason = "an example says what it found")]

use nabz_calendar::Date;
use nabz_credential::check::{Verdict, check};
use nabz_credential::status::StatusList;
use nabz_credential::trust::{Root, TrustList};
use std::error::Error;
use std::fs;
use std::io::stdin;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [root, trust, status, today] = arguments.as_slice() else {
        return Err("check ROOT TRUST STATUS TODAY < CARDS".into());
    };
    let root = Root::parse(root).ok_or("the root is written like 0000:02…")?;
    let today = Date::parse(today).ok_or("a day is written like 2026-11-23")?;
    let trust = TrustList::open(&fs::read(trust)?, root, None)?;
    let status = StatusList::open(&fs::read(status)?, &trust, None)?;
    let mut all_valid = true;
    for line in stdin().lines() {
        let verdict = check(line?.trim_end_matches('\r'), &trust, &status, today);
        all_valid &= matches!(verdict, Verdict::Valid(_));
        println!("{}", said(&verdict));
    }
    Ok(if all_valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One line without a name: whoever looks compares the card with the person.
fn said(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Valid(card) => format!("valid until {}", card.expires),
        Verdict::Suspended(_) => "suspended: reported lost".to_owned(),
        Verdict::Revoked(_) => "revoked: replaced or given back".to_owned(),
        Verdict::Expired(card) => format!("expired on {}", card.expires),
        Verdict::NotYetValid(card) => format!("not valid before {}", card.issued),
        Verdict::UnboundSticker(_) => "a genuine sticker that names nobody".to_owned(),
        Verdict::NeverIssued(_) => "never issued: the work of a stolen key".to_owned(),
        Verdict::WronglySigned => "wrongly signed".to_owned(),
        Verdict::UnknownIssuer(kid) => format!("key {kid} is not the city's"),
        Verdict::KeyRevoked(kid) => format!("key {kid} was stolen by then"),
        Verdict::Malformed(why) => format!("no card: {why}"),
        Verdict::ListTooOld(_, age) => format!("genuine, but the list is old: {age:?}"),
    }
}
