//! What is pressed about a batch that is closed: its files are printed out, and all of it is off the
//! press.

use super::batch::{back, not_done};
use super::parts;
use crate::cards::actions::{self, HandleCards, PART_PIECES, PrintCards};
use crate::cards::model::{PrintBatchId, PrintRun, PrintWay};
use crate::cards::words;
use axum::extract::Path;
use axum::response::Response;
use nabz_access::Permit;
use nabz_kernel::ids::Id;
use nabz_store::Tx;
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, Language, Problem};
use uuid::Uuid;

/// Parts that one press counts off: those of the largest batch, and one that finds none left.
const PARTS_A_PRESS: usize = 101;

/// How often the files of a batch were printed out.
pub(super) struct PrintOuts {
    pub(super) said: Message,
    /// When, and from where, the latest first.
    pub(super) runs: Vec<Message>,
    /// More than once: each of the cards exists more than once.
    pub(super) doubled: bool,
    /// The print-out whose files the page offers.
    pub(super) copy: Option<u32>,
}

impl PrintOuts {
    /// Of runs that stand in order, the latest first.
    pub(super) fn of(runs: &[PrintRun], language: Language) -> Self {
        let count = runs.first().map_or(0, |last| last.number);
        let of_page = runs.iter().find(|run| run.way == PrintWay::Page);
        Self {
            said: msg::runs_count(count),
            runs: runs.iter().map(|run| words::print_run(run, language)).collect(),
            doubled: count > 1,
            copy: of_page.map(|run| run.number),
        }
    }
}

/// Counts a print-out, whose files the page offers.
pub(in crate::cards::pages) async fn print(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<PrintCards>()?;
    let batch: PrintBatchId = Id::from_uuid(id);
    let count = move |tx: &mut Tx<'_>, permit: &Permit<PrintCards>| {
        actions::count_run(tx, permit, batch).map(|run| run.number)
    };
    match desk.write_once(permit.clone(), &fields.once(), count).await {
        Ok(number) => Ok(back(id, &format!("run&count={number}"))),
        Err(problem) => not_done(&desk, &permit, (id, problem)).await,
    }
}

/// Notes that every piece was printed, a part at a time.
pub(in crate::cards::pages) async fn off_press(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<HandleCards>()?;
    let batch: PrintBatchId = Id::from_uuid(id);
    let part = move |tx: &mut Tx<'_>, permit: &Permit<HandleCards>| {
        actions::off_press(tx, permit, (batch, PART_PIECES))
    };
    let first: u32 = match desk.write_once(permit.clone(), &fields.once(), part).await {
        Ok(counted) => counted,
        Err(problem) => {
            let prints = desk.permit::<PrintCards>()?;
            return not_done(&desk, &prints, (id, problem)).await;
        }
    };
    let some_wait = |counted: &u32| *counted >= PART_PIECES;
    let counted = parts(&desk, &permit, (first, PARTS_A_PRESS), part, some_wait).await?;
    let counted: u32 = counted.iter().sum();
    Ok(back(id, &format!("printed&count={counted}")))
}
