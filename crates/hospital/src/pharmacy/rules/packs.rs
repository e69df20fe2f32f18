//! What a scanner read: a slip, or a pack.

use crate::formulary::model::Medicine;
use crate::pharmacy::model::{DueOnShelf, PharmacyRefusal};
use crate::pharmacy::rules::short_name;
use crate::stores::model::{Batch, Pick};
use crate::stores::rules as stock;
use nabz_kernel::clock::Date;
use uuid::Uuid;

/// The letters of an id as codes carry it.
const ID_LETTERS: usize = 36;
/// What begins the batch number in a GS1 code, application identifier 10.
const GS1_BATCH: &str = "10";
/// What begins the expiry date in a GS1 code, application identifier 17, and its digits.
const GS1_EXPIRY: (&str, usize) = ("17", 6);
/// What begins the article number in a GS1 code, application identifier 01, and its digits.
const GS1_ARTICLE: (&str, usize) = ("01", 14);
/// Ends a part of a GS1 code whose length is not fixed.
const GS1_END: char = '\u{1d}';

/// What a slip says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// An id: of a prescription, or of a visit.
    Id(Uuid),
    /// A token's number as it is printed and called: `M-148`.
    Token(String),
}

/// Reads a scanned slip or a typed number. A code may hold more than the id; it stands in it once.
pub fn slip(read: &str) -> Option<Scanned> {
    let read = read.trim();
    let starts = read.char_indices().map(|(at, _)| at);
    let id =
        starts.filter_map(|at| read.get(at..at + ID_LETTERS)).find_map(|part| part.parse().ok());
    match id {
        Some(id) => Some(Scanned::Id(id)),
        None => token(read).map(Scanned::Token),
    }
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
            pack: short_name(first_medicine),
            slip: expected.map(short_name).unwrap_or_default(),
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
