//! What a scanner read: a paper, or a pack.

use crate::formulary::labels;
use crate::formulary::model::Medicine;
use crate::pharmacy::model::{DispenseId, DueOnShelf, PharmacyRefusal};
use crate::prescribing::model::PrescriptionId;
use crate::prescribing::rules as prescription;
use crate::queue::model::TokenId;
use crate::queue::paper;
use crate::stores::model::{Batch, Pick};
use crate::stores::rules as stock;
use nabz_kernel::clock::Date;
use uuid::Uuid;

/// What begins the code of a label, as it sticks to what was handed over.
const LABEL_PREFIX: &str = "NABZ:D:";
/// What begins the batch number in a GS1 code, application identifier 10.
const GS1_BATCH: &str = "10";
/// What begins the expiry date in a GS1 code, application identifier 17, and its digits.
const GS1_EXPIRY: (&str, usize) = ("17", 6);
/// What begins the article number in a GS1 code, application identifier 01, and its digits.
const GS1_ARTICLE: (&str, usize) = ("01", 14);
/// Ends a part of a GS1 code whose length is not fixed.
const GS1_END: char = '\u{1d}';

/// What a paper says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// The code of a printed prescription, or its id as the worklist sends it.
    Prescription(PrescriptionId),
    /// The code of a token's slip.
    Visit(TokenId),
    /// The code of a label: the handing over.
    Label(DispenseId),
    /// The number that a label prints: `No. 148`.
    Number(u32),
    /// A token's number as it is printed and called: `M-148`.
    Token(String),
}

/// What the code of a label carries: the handing over and nothing about its person.
pub fn label_code(dispense: DispenseId) -> String {
    format!("{LABEL_PREFIX}{}", dispense.uuid().simple()).to_uppercase()
}

fn label(read: &str) -> Option<DispenseId> {
    let read = read.to_uppercase();
    let digits = read.strip_prefix(LABEL_PREFIX)?;
    Uuid::parse_str(digits).ok().map(DispenseId::from_uuid)
}

/// Reads the code of a paper or a number that somebody typed. `None` when it is neither.
pub fn paper(read: &str) -> Option<Scanned> {
    let read = read.trim();
    prescription::scanned(read)
        .map(Scanned::Prescription)
        .or_else(|| paper::scanned(read).map(Scanned::Visit))
        .or_else(|| label(read).map(Scanned::Label))
        .or_else(|| read.parse().ok().map(PrescriptionId::from_uuid).map(Scanned::Prescription))
        .or_else(|| read.parse().ok().map(Scanned::Number))
        .or_else(|| token(read).map(Scanned::Token))
}

/// `m148`, `M-148` and `M 148` are one token.
fn token(read: &str) -> Option<String> {
    let letters: String = read.chars().take_while(|sign| sign.is_alphabetic()).collect();
    let rest = read.strip_prefix(letters.as_str())?.trim_start_matches(['-', ' ']);
    let number: u32 = rest.parse().ok()?;
    (!letters.is_empty()).then(|| format!("{}-{number:03}", letters.to_uppercase()))
}

/// The batch number that a pack's code carries: a GS1 code, our own shelf label
/// (`CODE|NUMBER`), or the number alone as somebody typed it.
pub fn pack_number(read: &str) -> String {
    let read = read.trim().trim_start_matches("]d2").trim_start_matches("]C1");
    let number = match read.rsplit_once('|') {
        Some((_, number)) => number,
        None => gs1_batch(read).unwrap_or(read),
    };
    number.trim().to_uppercase()
}

fn gs1_batch(read: &str) -> Option<&str> {
    let after_article = fixed(read, GS1_ARTICLE)?;
    let after_expiry = fixed(after_article, GS1_EXPIRY).unwrap_or(after_article);
    let batch = after_expiry.strip_prefix(GS1_BATCH)?;
    Some(batch.split(GS1_END).next().unwrap_or(batch))
}

fn fixed<'r>(read: &'r str, (identifier, digits): (&str, usize)) -> Option<&'r str> {
    let rest = read.strip_prefix(identifier)?;
    let (value, rest) = rest.split_at_checked(digits)?;
    value.bytes().all(|byte| byte.is_ascii_digit()).then_some(rest)
}

/// For which line a scanned pack is, and from which of its batches.
///
/// `packs` are the batches of the facility that carry the scanned number, each with its medicine.
/// Refuses a pack of another medicine, one that may not be given, and one of a batch that is not
/// next: what expires first leaves first.
pub fn which_line<'l>(
    lines: &'l [DueOnShelf],
    packs: &[(Batch, Medicine)],
    expected: Option<&Medicine>,
    today: Date,
) -> Result<(&'l DueOnShelf, Pick), PharmacyRefusal> {
    let (first, first_medicine) = packs.first().ok_or(PharmacyRefusal::UnknownPack)?;
    let for_line = |(batch, _): &&(Batch, Medicine)| {
        lines.iter().any(|line| line.due.medicine.id == batch.medicine)
    };
    let Some((batch, _)) = packs.iter().find(for_line) else {
        return Err(PharmacyRefusal::WrongPack {
            pack: labels(first_medicine),
            slip: expected.map(labels).unwrap_or_default(),
        });
    };
    if stock::may_be_picked(batch, today).is_err() {
        return Err(PharmacyRefusal::PackNotGiven { batch: first.number.clone() });
    }
    let line = lines.iter().find(|line| line.due.medicine.id == batch.medicine);
    let line = line.ok_or(PharmacyRefusal::NotDue)?;
    let next = super::to_pick(line, today);
    match (next.iter().find(|pick| pick.batch == batch.id), next.first()) {
        (Some(pick), _) => Ok((line, pick.clone())),
        (None, Some(next)) => Err(PharmacyRefusal::TakeTheOther { batch: next.number.clone() }),
        (None, None) => Err(PharmacyRefusal::NotDue),
    }
}
