//! What the post says about cards, line by line: what it took, delivered and brought back.

use super::{HandleCards, note_step};
use crate::cards::model::{CardId, LineAnswer, PostLine};
use crate::cards::rules::post::judge;
use crate::cards::store;
use nabz_access::Permit;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};

/// Lines that are carried out in one transaction; others wait meanwhile.
pub const PART_LINES: usize = 100;

/// What would become of each line at an office.
pub fn foresee(
    tx: &mut Tx<'_>,
    at: FacilityId,
    lines: &[PostLine],
) -> Result<Vec<LineAnswer>, Stop> {
    let answer = |line| looked_at(tx, at, line).map(|(answer, _)| answer);
    lines.iter().map(answer).collect()
}

/// Does what lines say of this office's cards, and answers each by itself, so that one that cannot
/// be done holds up no other. A line that was done before does nothing again.
pub fn take_lines(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleCards>,
    lines: &[PostLine],
) -> Result<Vec<LineAnswer>, Stop> {
    let mut answers = Vec::with_capacity(lines.len());
    for line in lines {
        let (answer, card) = looked_at(tx, permit.facility(), line)?;
        if let (LineAnswer::Fine, Some(card)) = (answer, card) {
            note_step(tx, permit, card, line.said.step(), Some(line.said.note().as_str()))?;
        }
        answers.push(answer);
    }
    Ok(answers)
}

/// What becomes of a line, and of which card.
fn looked_at(
    tx: &mut Tx<'_>,
    at: FacilityId,
    line: &PostLine,
) -> Result<(LineAnswer, Option<CardId>), Stop> {
    let Some(card) = store::piece_of_serial(tx, at, line.serial)? else {
        return Ok((LineAnswer::Unknown, None));
    };
    let steps = store::steps(tx, card.id)?;
    Ok((judge(&card, &steps, &line.said, tx.today()), Some(card.id)))
}
