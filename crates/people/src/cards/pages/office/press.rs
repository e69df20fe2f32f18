//! What is pressed about a batch that is closed: all of it is off the press.

use super::batch::{back, not_done};
use crate::cards::actions::{self, HandleCards, PART_PIECES, PrintCards};
use crate::cards::model::PrintBatchId;
use axum::extract::Path;
use axum::response::Response;
use nabz_access::Permit;
use nabz_kernel::ids::Id;
use nabz_store::Tx;
use nabz_web::{Desk, Fields, Problem};
use uuid::Uuid;

/// Parts that one press counts off: those of the largest batch, and one that finds none left.
const PARTS_A_PRESS: usize = 101;

/// Notes that every piece was printed, a part at a time; a run that is broken off goes on with the
/// next press.
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
    let mut last: u32 = match desk.write_once(permit.clone(), &fields.once(), part).await {
        Ok(counted) => counted,
        Err(problem) => {
            let prints = desk.permit::<PrintCards>()?;
            return not_done(&desk, &prints, (id, problem)).await;
        }
    };
    let mut counted = last;
    for _ in 1..PARTS_A_PRESS {
        if last < PART_PIECES {
            break;
        }
        last = desk.write(permit.clone(), part).await?;
        counted += last;
    }
    Ok(back(id, &format!("printed&count={counted}")))
}
