//! What a browser has to say too.
//!
//! The checker is written a second time in `web/src/check`, for phones without a network. Every
//! card that is checked and every short list that is opened in these stories is written into a
//! file with its answer; `web/tests/vectors.spec.ts` compares.

use super::{
    attacks, card_of, day, issuer, issuer_key, registrar, root, root_signer, signer, sunita,
    text_of, today, verdicts,
};
use super::{changes as change_stories, status as list_stories, trust as key_stories};
use crate::card::{Bearer, Card, StatusIndex};
use crate::check::{ListAge, Verdict};
use crate::keys::{DIGEST_BYTES, MemorySigner, Signer};
use crate::lists::ListFault;
use crate::names::{DevanagariName, RomanName};
use crate::qr::modules;
use crate::status::StatusList;
use crate::status::delta::{self, Sealed};
use crate::trust::{IssuerKey, Purpose, TrustList};
use nabz_calendar::Date;
use nabz_testkit::golden;
use serde_json::{Value, json};
use std::cell::RefCell;

/// A longer list is opened here alone.
const LIST_BYTES_MAX: usize = 4_000;
/// Indices that no story names.
const SUSPENDED: u32 = 1_234_567;
const REVOKED: u32 = 7_654_321;
/// The valid card's, which somebody reports.
const NEXT: u32 = 12_345_678;

thread_local! {
    /// Filled while somebody listens.
    static HEARD: RefCell<Option<Heard>> = const { RefCell::new(None) };
}

/// What was checked and opened, and against which lists.
#[derive(Default)]
struct Heard {
    trusts: Vec<Value>,
    statuses: Vec<Value>,
    checks: Vec<Value>,
    lists: Vec<Value>,
    bundles: Vec<Value>,
}

fn hear(note: impl FnOnce(&mut Heard)) {
    HEARD.with_borrow_mut(|heard| {
        if let Some(heard) = heard {
            note(heard);
        }
    });
}

/// The place of a value among those that stand there once each.
fn place(values: &mut Vec<Value>, value: Value) -> usize {
    if let Some(known) = values.iter().position(|one| *one == value) {
        return known;
    }
    values.push(value);
    values.len() - 1
}

/// Checks a card, heard by whoever listens.
pub(super) fn check(text: &str, trust: &TrustList, status: &StatusList, today: Date) -> Verdict {
    let verdict = crate::check::check(text, trust, status, today);
    hear(|heard| {
        let trust = place(&mut heard.trusts, keys(trust));
        let status = place(&mut heard.statuses, cards(status));
        heard.checks.push(json!({
            "text": text,
            "trust": trust,
            "status": status,
            "today": today.days(),
            "answer": word(&verdict),
            "card": verdict.card().map(card),
        }));
    });
    verdict
}

/// Opens a trust list of the root's, heard by whoever listens.
pub(super) fn open_trust(sealed: &[u8], held: Option<&TrustList>) -> Result<TrustList, ListFault> {
    let opened = TrustList::open(sealed, root(), held);
    if sealed.len() <= LIST_BYTES_MAX {
        hear(|heard| {
            let held = held.map(keys);
            let answer = opened.as_ref().map(TrustList::keys);
            let answer = answer.map(|keys| format!("{} keys", keys.len()));
            heard.lists.push(json!({
                "sealed": hex(sealed),
                "held": held,
                "answer": answer.unwrap_or_else(|fault| format!("{fault:?}")),
            }));
        });
    }
    opened
}

/// Opens a status list, heard by whoever listens.
pub(super) fn open_status(
    sealed: &[u8],
    trust: &TrustList,
    held: Option<&StatusList>,
) -> Result<StatusList, ListFault> {
    let opened = StatusList::open(sealed, trust, held);
    if sealed.len() <= LIST_BYTES_MAX {
        hear(|heard| {
            let trust = place(&mut heard.trusts, keys(trust));
            let held = held.map(|held| hex(&held.seal(&registrar()).unwrap()));
            let answer = opened.as_ref().map(StatusList::counts);
            let counted = |(revoked, suspended): (usize, usize)| format!("{revoked}, {suspended}");
            let answer = answer.map(counted);
            heard.lists.push(json!({
                "sealed": hex(sealed),
                "trust": trust,
                "held": held,
                "answer": answer.unwrap_or_else(|fault| format!("{fault:?}")),
            }));
        });
    }
    opened
}

/// Applies a bundle of changes, heard by whoever listens.
pub(super) fn apply_all(
    list: &StatusList,
    bundle: &[u8],
    trust: &TrustList,
) -> Result<Option<Sealed>, ListFault> {
    let made = delta::apply_all(list, bundle, trust);
    hear(|heard| {
        let trust = place(&mut heard.trusts, keys(trust));
        let answer = match &made {
            Ok(Some(next)) => hex(&next.bytes),
            Ok(None) => "nothing".to_owned(),
            Err(fault) => format!("{fault:?}"),
        };
        heard.bundles.push(json!({
            "held": cards(list),
            "bundle": hex(bundle),
            "trust": trust,
            "answer": answer,
        }));
    });
    made
}

fn word(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Valid(_) => "valid".to_owned(),
        Verdict::Suspended(_) => "suspended".to_owned(),
        Verdict::Revoked(_) => "revoked".to_owned(),
        Verdict::Expired(_) => "expired".to_owned(),
        Verdict::NotYetValid(_) => "not-yet-valid".to_owned(),
        Verdict::UnboundSticker(_) => "unbound-sticker".to_owned(),
        Verdict::NeverIssued(_) => "never-issued".to_owned(),
        Verdict::WronglySigned => "wrongly-signed".to_owned(),
        Verdict::UnknownIssuer(_) => "unknown-issuer".to_owned(),
        Verdict::KeyRevoked(_) => "key-revoked".to_owned(),
        Verdict::Malformed(reason) => format!("malformed: {reason:?}"),
        Verdict::ListTooOld(_, ListAge::Amber(days)) => format!("list-amber: {days}"),
        Verdict::ListTooOld(_, ListAge::Red(days)) => format!("list-red: {days}"),
    }
}

fn card(card: &Card) -> Value {
    let kind = match card.bearer {
        Bearer::Permanent(_) => "permanent",
        Bearer::Temporary(_) => "temporary",
        Bearer::Sticker => "sticker",
        Bearer::Newborn(_) => "newborn",
    };
    let face = card.bearer.face();
    let roman = face.and_then(|face| face.roman.as_ref()).map(RomanName::as_str);
    let devanagari = face.and_then(|face| face.devanagari.as_ref()).map(DevanagariName::as_str);
    json!({
        "kind": kind,
        "issued": card.issued.days(),
        "expires": card.expires.days(),
        "roman": roman.unwrap_or_default(),
        "devanagari": devanagari.unwrap_or_default(),
    })
}

/// A trust list as the root would sign it.
fn keys(list: &TrustList) -> Value {
    json!(hex(&list.seal(&root_signer()).unwrap()))
}

/// What a status list says, before anybody has signed it.
fn cards(list: &StatusList) -> Value {
    json!(hex(&list.payload()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// Lists and cards of one day, as a phone at a door would meet them.
fn door() -> Value {
    let listed = |sequence, suspended: &[u32]| {
        let (revoked, suspended) = (vec![REVOKED], suspended.to_vec());
        let list = StatusList::new((sequence, today()), 20_000_000, revoked, suspended).unwrap();
        Sealed { bytes: list.seal(&registrar()).unwrap(), list }
    };
    let (list, next) = (listed(41, &[SUSPENDED]), listed(42, &[SUSPENDED, NEXT]));
    let change = delta::between(&list.list, &next, &registrar()).unwrap();
    let stolen = signer(5);
    let taken = issuer_key(&stolen, Purpose::Cards);
    let taken = IssuerKey { revoked_from: Some(taken.from), ..taken };
    let keys = super::keys().into_iter().chain([taken]).collect();
    let trust = TrustList::new(7, day(2026, 11, 20), keys).unwrap();
    let thief = MemorySigner::from_secret(issuer().kid(), &mut [9; DIGEST_BYTES]).unwrap();
    let forged = |by: &MemorySigner| sunita().seal(by).unwrap().text();
    let at = |index| text_of(&Card { status: StatusIndex::new(index).unwrap(), ..sunita() });
    let from_to = |issued, expires| text_of(&Card { issued, expires, ..sunita() });
    let valid = text_of(&sunita());
    let rows = modules(&valid).unwrap();
    let row = |row: &[bool]| row.iter().map(|dark| if *dark { '1' } else { '0' }).collect();
    json!({
        "today": today().days(),
        "root": format!("{}:{}", root().kid, hex(&root().key.to_bytes())),
        "trust": hex(&trust.seal(&root_signer()).unwrap()),
        "status": hex(&list.bytes),
        "older": hex(&listed(40, &[]).bytes),
        "changes": hex(&delta::bundle(&[change])),
        "answers": {
            "valid": valid,
            "suspended": at(SUSPENDED),
            "revoked": at(REVOKED),
            "expired": from_to(day(2026, 9, 5), day(2026, 9, 6)),
            "not-yet-valid": from_to(day(2026, 11, 25), day(2036, 11, 24)),
            "unbound-sticker": text_of(&card_of(Bearer::Sticker)),
            "never-issued": at((1 << 26) - 1),
            "wrongly-signed": forged(&thief),
            "unknown-issuer": forged(&signer(77)),
            "key-revoked": forged(&stolen),
            "malformed": "https://example.org/a-menu",
        },
        "code": rows.rows().map(row).collect::<Vec<String>>(),
    })
}

#[test]
fn a_browser_says_of_every_card_what_the_snapshot_says() {
    HEARD.set(Some(Heard::default()));
    let of_cards = [attacks::STORIES, verdicts::STORIES];
    let of_lists = [key_stories::STORIES, list_stories::STORIES, change_stories::STORIES];
    for story in of_cards.into_iter().chain(of_lists).flatten() {
        story();
    }
    let heard = HEARD.take().unwrap();
    assert!(heard.checks.len() > 100, "only {} cards were checked", heard.checks.len());
    assert!(heard.lists.len() > 30, "only {} lists were opened", heard.lists.len());
    assert!(heard.bundles.len() > 30, "only {} bundles came", heard.bundles.len());
    golden!(
        "told.golden.json",
        &json!({
            "door": door(),
            "trusts": heard.trusts,
            "statuses": heard.statuses,
            "checks": heard.checks,
            "lists": heard.lists,
            "bundles": heard.bundles,
        })
    );
}
