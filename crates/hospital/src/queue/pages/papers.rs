//! The papers of a visit. Fetching one counts as printing it: the first copy is plain, every
//! other says that it is one.

use crate::queue::actions::{self, IssueToken};
use crate::queue::model::{Paper, TokenId};
use crate::queue::paper::{self, VisitPaper};
use axum::extract::{Path, Query as Asked};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_access::{Permit, Reason};
use nabz_print::opd_card::opd_card as card_pdf;
use nabz_print::token_slip::token_slips;
use nabz_store::Tx;
use nabz_web::{Desk, Problem};
use serde::Deserialize;
use uuid::Uuid;

/// Whose slips are printed in one go with the first.
#[derive(Deserialize)]
pub(super) struct Beside {
    #[serde(default)]
    with: String,
}

/// The 80 mm slip, and those of the family who came along, a page each.
pub(super) async fn slip(
    desk: Desk,
    Path(token): Path<Uuid>,
    Asked(beside): Asked<Beside>,
) -> Result<Response, Problem> {
    let mut slips = Vec::new();
    let others = paper::listed(&beside.with);
    for token in std::iter::once(TokenId::from_uuid(token)).chain(others) {
        let (paper, copy) = counted(&desk, token, Paper::Slip).await?;
        slips.push(paper.slip(copy));
    }
    Ok(pdf(token_slips(&slips).map_err(Problem::fault)?))
}

/// The A5 card.
pub(super) async fn opd_card(desk: Desk, Path(token): Path<Uuid>) -> Result<Response, Problem> {
    let (paper, copy) = counted(&desk, TokenId::from_uuid(token), Paper::Card).await?;
    Ok(pdf(card_pdf(&paper.card(copy)).map_err(Problem::fault)?))
}

async fn counted(desk: &Desk, token: TokenId, kind: Paper) -> Result<(VisitPaper, u32), Problem> {
    let permit = desk.permit::<IssueToken>()?;
    let print = move |tx: &mut Tx<'_>, permit: &Permit<IssueToken>| {
        let copy = actions::print(tx, permit, (token, kind))?;
        Ok((paper::read(tx, permit.facility(), token)?, copy))
    };
    let (paper, copy) = desk.write(permit.clone(), print).await?;
    desk.shows(&permit, paper.person(), Reason::Counter).await?;
    Ok((paper, copy))
}

fn pdf(bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "application/pdf")], bytes).into_response()
}
