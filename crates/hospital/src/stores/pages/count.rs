//! A shelf is counted.

use super::typed::{self, Choice, Room};
use crate::formulary;
use crate::stores::actions::{self, CountStock};
use crate::stores::model::{CountSheet, Found, OnShelf, StockRefusal, Units, Unlisted};
use crate::stores::{rules, store};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

/// Batches that somebody finds on one shelf and that the ledger does not place there.
const UNLISTED_LINES: usize = 2;

#[derive(Template)]
#[template(path = "stores/pages/choose.html")]
struct ChoosePage {
    shell: Shell,
    room: Room,
    choices: Vec<Choice>,
    typed: String,
    problem: Option<Message>,
}

#[derive(Template)]
#[template(path = "stores/pages/count.html")]
struct CountPage {
    shell: Shell,
    room: Room,
    medicine: Uuid,
    name: String,
    rows: Vec<Row>,
    unlisted: Vec<Line>,
    note: String,
    problem: Option<Message>,
    once: String,
}

struct Row {
    batch: Uuid,
    number: String,
    expires: String,
    /// What the ledger says now, sent back with the count: whether it moved meanwhile.
    book: u32,
    counted: String,
    wrong: Option<Message>,
}

/// A batch that the sheet does not list.
#[derive(Clone, Default)]
struct Line {
    number: String,
    maker: String,
    expiry: String,
    counted: String,
    wrong: Option<Message>,
}

impl Line {
    fn is_empty(&self) -> bool {
        let cells = [&self.number, &self.maker, &self.expiry, &self.counted];
        cells.into_iter().all(String::is_empty)
    }

    fn found(&self, medicine: Uuid) -> Result<Unlisted, StockRefusal> {
        rules::sensible_text(&self.number)?;
        let expires_on = Some(self.expiry.as_str()).filter(|expiry| !expiry.is_empty());
        Ok(Unlisted {
            medicine: Id::from_uuid(medicine),
            number: self.number.clone(),
            manufacturer: self.maker.clone(),
            expires_on: expires_on.map(rules::parse_expiry).transpose()?,
            counted: rules::sensible(rules::parse_units(&self.counted)?)?,
        })
    }
}

/// What stands on a sheet that came back.
#[derive(Clone, Default)]
struct Sheet {
    /// Batch, what the ledger said, what was counted.
    listed: Vec<[String; 3]>,
    unlisted: Vec<Line>,
    note: String,
}

impl Sheet {
    fn of(fields: &Fields) -> Self {
        let column = |name: &str| fields.all(name).map(str::to_owned).collect::<Vec<_>>();
        let at = |column: &[String], n: usize| column.get(n).cloned().unwrap_or_default();
        let (books, counted) = (column("book"), column("counted"));
        let listed = column("batch").into_iter().enumerate();
        let listed = listed.map(|(n, batch)| [batch, at(&books, n), at(&counted, n)]).collect();
        let (makers, expiries) = (column("unlisted_maker"), column("unlisted_expiry"));
        let there = column("unlisted_counted");
        let line = |(n, number): (usize, String)| Line {
            number,
            maker: at(&makers, n),
            expiry: at(&expiries, n),
            counted: at(&there, n),
            wrong: None,
        };
        let unlisted = column("unlisted_number").into_iter().enumerate().map(line);
        let unlisted = unlisted.filter(|line| !line.is_empty()).collect();
        Self { listed, unlisted, note: fields.get("note").to_owned() }
    }

    fn count(&self, room: Uuid, medicine: Uuid) -> Result<CountSheet, StockRefusal> {
        let line = |[batch, book, counted]: &[String; 3]| {
            let batch: Uuid = batch.parse().map_err(|_| StockRefusal::NoSuchBatch)?;
            let book = rules::parse_units(book).map_err(|_| StockRefusal::StrangePaper)?;
            let counted = rules::parse_units(counted)?;
            Ok(Found { batch: Id::from_uuid(batch), book, counted })
        };
        let found: Result<_, StockRefusal> = self.listed.iter().map(line).collect();
        let unlisted: Result<_, _> =
            self.unlisted.iter().map(|line| line.found(medicine)).collect();
        let (storeroom, note) = (Id::from_uuid(room), self.note.clone());
        Ok(CountSheet { storeroom, found: found?, unlisted: unlisted?, note })
    }

    /// Puts what was counted beside its batch. What moved meanwhile is not filled in again: it
    /// has to be counted anew.
    fn fill(&self, row: &mut Row) {
        let own = row.batch.to_string();
        let typed = self.listed.iter().find(|[batch, ..]| *batch == own);
        let Some([_, then, counted]) = typed else { return };
        let then = rules::parse_units(then).unwrap_or_default();
        let read = rules::parse_units(counted);
        if then != Units::new(row.book) {
            let (number, now) = (row.number.clone(), Units::new(row.book));
            let moved = StockRefusal::MovedMeanwhile { number, then, now };
            row.wrong = Some(Message::from(&Refused::from(moved)));
            return;
        }
        row.counted.clone_from(counted);
        row.wrong = read.err().map(|refusal| Message::from(&Refused::from(refusal)));
    }
}

/// Asks which medicine is counted: a shelf is counted a medicine at a time.
pub(super) async fn choose(desk: Desk, Path(room): Path<Uuid>) -> Result<Page, Problem> {
    show_choice(&desk, room, (String::new(), None)).await
}

pub(super) async fn chosen(
    desk: Desk,
    Path(room): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    desk.permit::<actions::SeeStock>()?;
    let code = fields.get("medicine").to_owned();
    let asked = code.clone();
    let place = if fields.get("look") == "bin" { "bin" } else { "count" };
    let (facility, language) = (desk.facility(), desk.language());
    let read = desk.read(move |tx| {
        typed::room(tx, facility, room, language)?;
        Ok(typed::by_code(tx, &asked)?.id)
    });
    match read.await {
        Ok(id) => Ok(Redirect::to(&format!("/stores/{room}/{place}/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            let page = show_choice(&desk, room, (code, Some(said))).await?;
            Ok(page.with_errors().into_response())
        }
    }
}

async fn show_choice(
    desk: &Desk,
    room: Uuid,
    (typed, problem): (String, Option<Message>),
) -> Result<Page, Problem> {
    desk.permit::<actions::SeeStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let (room, choices) = desk
        .read(move |tx| {
            Ok((typed::room(tx, facility, room, language)?, typed::choices(tx, language)?))
        })
        .await?;
    desk.page(&ChoosePage { shell: desk.shell(), room, choices, typed, problem })
}

pub(super) async fn page(
    desk: Desk,
    Path((room, medicine)): Path<(Uuid, Uuid)>,
) -> Result<Page, Problem> {
    show(&desk, (room, medicine), Sheet::default(), None).await
}

pub(super) async fn hand_in(
    desk: Desk,
    Path((room, medicine)): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<CountStock>()?;
    let sheet = Sheet::of(&fields);
    let asked = sheet.clone();
    let handed = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            Ok(actions::hand_in(tx, permit, &asked.count(room, medicine)?)?.id.uuid())
        })
        .await;
    match handed {
        Ok(id) => Ok(Redirect::to(&format!("/counts/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            let page = show(&desk, (room, medicine), sheet, Some(said)).await?;
            Ok(page.with_errors().into_response())
        }
    }
}

async fn show(
    desk: &Desk,
    (room, medicine): (Uuid, Uuid),
    sheet: Sheet,
    problem: Option<Message>,
) -> Result<Page, Problem> {
    desk.permit::<CountStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let (shown, name, mut rows) =
        desk.read(move |tx| read(tx, facility, (room, medicine), language)).await?;
    for row in &mut rows {
        sheet.fill(row);
    }
    let Sheet { mut unlisted, note, .. } = sheet;
    for line in &mut unlisted {
        let wrong = line.found(medicine).err().map(Refused::from);
        line.wrong = wrong.as_ref().map(Message::from);
    }
    unlisted.resize(UNLISTED_LINES.max(unlisted.len()), Line::default());
    let (once, shell) = (OnceKey::draw().to_string(), desk.shell());
    let room = shown;
    desk.page(&CountPage { shell, room, medicine, name, rows, unlisted, note, problem, once })
}

fn read(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    (room, medicine): (Uuid, Uuid),
    language: Language,
) -> Result<(Room, String, Vec<Row>), Stop> {
    let shown = typed::room(tx, facility, room, language)?;
    let medicine = typed::medicine(tx, medicine)?;
    let shelf = store::shelf(tx, facility, Id::from_uuid(room), medicine.id)?;
    let row = |lot: &OnShelf| Row {
        batch: lot.batch.id.uuid(),
        number: lot.batch.number.clone(),
        expires: numbers::month(lot.batch.expires_on, language),
        book: lot.units.count(),
        counted: String::new(),
        wrong: None,
    };
    let rows = shelf.iter().map(row).collect();
    Ok((shown, formulary::label(&medicine, language), rows))
}
