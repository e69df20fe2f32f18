//! An issue voucher on paper: it goes with the goods, and whoever receives them signs on it.

use super::typed;
use crate::formulary;
use crate::stores::actions::SeeStock;
use crate::stores::model::{StockRefusal, Transfer, TransferLine};
use crate::stores::store;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_access::{facility_node, organisation};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_print::paper::{Page, pdf as paper_of};
use nabz_print::sheet::{Area, Sheet, THICK, THIN};
use nabz_print::text::{Ink, Paragraph, Style};
use nabz_print::{PrintFault, mm};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Language, say};
use nabz_web::{Desk, Message, Problem, msg, numbers};
use uuid::Uuid;

const WIDTH: f32 = mm(210.0);
const HEIGHT: f32 = mm(297.0);
const LEFT: f32 = mm(15.0);
const TOP: f32 = mm(15.0);
const RIGHT: f32 = WIDTH - LEFT;
/// Below it a page has no room for another line.
const FLOOR: f32 = HEIGHT - mm(25.0);
/// The two signatures, with room to write.
const SIGNED: f32 = mm(28.0);
const BETWEEN: f32 = mm(1.5);
/// Where medicine, batch, expiry, sent and arrived begin, and how wide they are.
const COLUMNS: [(f32, f32); 5] = [
    (LEFT, mm(84.0)),
    (LEFT + mm(86.0), mm(34.0)),
    (LEFT + mm(122.0), mm(20.0)),
    (LEFT + mm(144.0), mm(16.0)),
    (LEFT + mm(162.0), mm(18.0)),
];

/// Everything that the paper says, in both languages.
struct Voucher {
    facility: String,
    title: String,
    way: String,
    at: String,
    rows: Vec<[Paragraph; 5]>,
}

pub(super) async fn pdf(desk: Desk, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    desk.permit::<SeeStock>()?;
    let facility = desk.facility();
    let voucher = desk.read(move |tx| read(tx, facility, id)).await?;
    let bytes = printed(&voucher).map_err(Problem::fault)?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], bytes).into_response())
}

fn read(tx: &mut Tx<'_>, facility: FacilityId, id: Uuid) -> Result<Voucher, Stop> {
    let transfer = store::transfer(tx, facility, Id::from_uuid(id))?;
    let transfer = transfer.ok_or(StockRefusal::NoSuchTransfer)?;
    let house = organisation::node(tx, facility_node(facility))?;
    let house = house.map(|node| format!("{} · {}", node.names.hindi, node.names.english));
    let mut rows = Vec::with_capacity(transfer.lines.len());
    for line in &transfer.lines {
        rows.push(row(tx, line)?);
    }
    Ok(Voucher {
        facility: house.unwrap_or_default(),
        title: both(&msg::stores::voucher(transfer.number)),
        way: way(tx, facility, &transfer)?,
        at: numbers::date_time(transfer.issued_at, Language::English),
        rows,
    })
}

/// `मुख्य भंडार से दवाखाना · From Main store to Pharmacy`: no font of the papers has an arrow.
fn way(tx: &mut Tx<'_>, facility: FacilityId, transfer: &Transfer) -> Result<String, Stop> {
    let mut said = Vec::new();
    for language in [Language::Hindi, Language::English] {
        let from = typed::room(tx, facility, transfer.from.uuid(), language)?.name;
        let to = typed::room(tx, facility, transfer.to.uuid(), language)?.name;
        said.push(say(&msg::stores::from_to(from, to), language));
    }
    Ok(said.join(" · "))
}

fn row(tx: &mut Tx<'_>, line: &TransferLine) -> Result<[Paragraph; 5], Stop> {
    let medicine = formulary::medicine(tx, line.batch.medicine)?;
    let medicine = medicine.ok_or(StockRefusal::NoSuchMedicine)?;
    let [english, hindi] =
        [Language::English, Language::Hindi].map(|language| formulary::label(&medicine, language));
    let expires = numbers::month(line.batch.expires_on, Language::English);
    let arrived = line.arrived.map(typed::grouped).unwrap_or_default();
    Ok([
        words(english).and(hindi, Style::plain(8.5).ink(Ink::Grey)),
        words(line.batch.number.clone()),
        words(expires),
        words(typed::grouped(line.sent)).right(),
        words(arrived).right(),
    ])
}

fn printed(voucher: &Voucher) -> Result<Vec<u8>, PrintFault> {
    let (mut pages, mut sheet) = (Vec::new(), Sheet::default());
    let mut y = head(&mut sheet, voucher)?;
    for row in &voucher.rows {
        if y > FLOOR {
            pages.push(std::mem::take(&mut sheet));
            y = head(&mut sheet, voucher)?;
        }
        y = line(&mut sheet, row, y)?;
    }
    if y > FLOOR - SIGNED {
        pages.push(std::mem::take(&mut sheet));
        y = head(&mut sheet, voucher)?;
    }
    signatures(&mut sheet, y)?;
    pages.push(sheet);
    let pages = pages.into_iter().map(|sheet| Page { width: WIDTH, height: HEIGHT, sheet });
    paper_of("Issue voucher", &pages.collect::<Vec<_>>())
}

fn head(sheet: &mut Sheet, voucher: &Voucher) -> Result<f32, PrintFault> {
    let title = Paragraph::new()
        .say(voucher.facility.as_str(), Style::plain(10.0))
        .say("\n", Style::plain(10.0))
        .say(voucher.title.as_str(), Style::bold(15.0))
        .say("\n", Style::plain(10.0))
        .say(voucher.way.as_str(), Style::plain(11.0))
        .say("\n", Style::plain(10.0))
        .say(voucher.at.as_str(), Style::plain(10.0));
    let y = sheet.text(Area::column(LEFT, TOP, RIGHT - LEFT), &title)? + mm(4.0);
    let heads = [
        msg::stores::medicine(),
        msg::stores::batch(),
        msg::stores::expires(),
        msg::stores::sent(),
        msg::stores::arrived(),
    ];
    let [medicine, batch, expires, sent, arrived] =
        heads.map(|head| Paragraph::new().say(both(&head), Style::bold(8.5)));
    let heads = [medicine, batch, expires, sent.right(), arrived.right()];
    sheet.rule(LEFT, y, RIGHT - LEFT, THICK);
    let y = cells(sheet, &heads, y + BETWEEN)? + BETWEEN;
    sheet.rule(LEFT, y, RIGHT - LEFT, THIN);
    Ok(y)
}

fn line(sheet: &mut Sheet, row: &[Paragraph; 5], y: f32) -> Result<f32, PrintFault> {
    let y = cells(sheet, row, y + BETWEEN)? + BETWEEN;
    sheet.rule(LEFT, y, RIGHT - LEFT, THIN);
    Ok(y)
}

/// Five cells side by side; where the longest of them ends.
fn cells(sheet: &mut Sheet, cells: &[Paragraph; 5], y: f32) -> Result<f32, PrintFault> {
    let mut end = y;
    for (cell, (x, width)) in cells.iter().zip(COLUMNS) {
        end = end.max(sheet.text(Area::column(x, y, width), cell)?);
    }
    Ok(end)
}

fn signatures(sheet: &mut Sheet, y: f32) -> Result<(), PrintFault> {
    let (y, width) = (y + SIGNED - mm(8.0), mm(80.0));
    for (x, who) in [(LEFT, msg::stores::sent_by()), (RIGHT - width, msg::stores::received_by())] {
        sheet.rule(x, y, width, THIN);
        let who = Paragraph::new().say(both(&who), Style::plain(9.0));
        sheet.text(Area::column(x, y + BETWEEN, width), &who)?;
    }
    Ok(())
}

fn words(text: String) -> Paragraph {
    Paragraph::new().say(text, Style::plain(10.0))
}

fn both(message: &Message) -> String {
    format!("{} {}", say(message, Language::Hindi), say(message, Language::English))
}
