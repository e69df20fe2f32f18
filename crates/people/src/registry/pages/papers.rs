//! The numbers of somebody's papers, on the page of the person: those that stand, one more, and
//! one that is taken away.

use super::Choice;
use super::details::choices;
use super::person::{back, shown, view};
use crate::registry::actions::{self, KeepPapers};
use crate::registry::model::{Paper, PaperId, PaperKind, PaperNumber, RegistryRefusal};
use crate::registry::{rules, words};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_web::messages::Message;
use nabz_web::{Desk, Fields, FormErrors, Problem};
use uuid::Uuid;

/// What the part of the page shows.
#[derive(Default)]
pub(super) struct PapersView {
    pub(super) rows: Vec<Row>,
    pub(super) kinds: Vec<Choice>,
    /// As typed.
    pub(super) number: String,
    pub(super) seen: bool,
    pub(super) may: bool,
    pub(super) errors: FormErrors,
}

/// One number.
pub(super) struct Row {
    pub(super) paper: Uuid,
    pub(super) kind: Message,
    pub(super) number: String,
    pub(super) seen: bool,
    /// Why it is taken away, as typed.
    pub(super) reason: String,
}

impl PapersView {
    pub(super) fn of(desk: &Desk, papers: &[Paper]) -> Self {
        Self {
            rows: papers.iter().map(Row::of).collect(),
            kinds: kinds(""),
            may: desk.may::<KeepPapers>(),
            ..Self::default()
        }
    }

    /// The field is the one that the mistake stands beside.
    fn again(mut self, fields: &Fields, (field, refused): (&'static str, &Refused)) -> Self {
        self.kinds = kinds(fields.get("kind"));
        fields.get("number").clone_into(&mut self.number);
        self.seen = fields.get("seen") == "yes";
        for row in &mut self.rows {
            if row.paper.to_string() == fields.get("paper") {
                fields.get("why").clone_into(&mut row.reason);
            }
        }
        self.errors.add(field, refused);
        self
    }
}

impl Row {
    fn of(paper: &Paper) -> Self {
        Self {
            paper: paper.id.uuid(),
            kind: words::paper_kind(paper.number.kind()),
            number: paper.number.as_str().to_owned(),
            seen: paper.seen,
            reason: String::new(),
        }
    }
}

fn kinds(chosen: &str) -> Vec<Choice> {
    choices(PaperKind::ALL, chosen, PaperKind::word, words::paper_kind)
}

/// One number more.
pub(super) async fn add(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<KeepPapers>()?;
    let person: PersonId = Id::from_uuid(id);
    let (number, seen) = match number_of(&fields) {
        Ok(number) => (number, fields.get("seen") == "yes"),
        Err(refused) => return again(&desk, id, (&fields, "number", &refused)).await,
    };
    let once = fields.once();
    let added = desk.write_once(permit, &once, move |tx, permit| {
        actions::add_paper(tx, permit, person, (&number, seen)).map(drop)
    });
    answer(&desk, id, (added.await, &fields, "number")).await
}

/// One number less.
pub(super) async fn end(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<KeepPapers>()?;
    let person: PersonId = Id::from_uuid(id);
    let paper = fields.get("paper").parse::<Uuid>();
    let paper = paper.map_err(|_| Refused::from(RegistryRefusal::NoSuchPaper))?;
    let (paper, why) = (PaperId::from_uuid(paper), fields.get("why").to_owned());
    let once = fields.once();
    let ended = desk.write_once(permit, &once, move |tx, permit| {
        actions::end_paper(tx, permit, (person, paper), &why)
    });
    answer(&desk, id, (ended.await, &fields, "papers")).await
}

fn number_of(fields: &Fields) -> Result<PaperNumber, Refused> {
    let kind = rules::choice(fields.get("kind"), PaperKind::of_word)?;
    let kind = kind.ok_or(RegistryRefusal::NoSuchChoice)?;
    Ok(PaperNumber::parse(kind, fields.get("number"))?)
}

async fn answer(
    desk: &Desk,
    id: Uuid,
    (outcome, fields, field): (Result<(), Problem>, &Fields, &'static str),
) -> Result<Response, Problem> {
    let Err(problem) = outcome else { return Ok(back(id).into_response()) };
    let told = |refused: &&Refused| matches!(refused.kind, Kind::Rule | Kind::Invalid);
    let Some(refused) = problem.refused().filter(told) else { return Err(problem) };
    again(desk, id, (fields, field, refused)).await
}

/// The page with why not, and with what was typed.
async fn again(
    desk: &Desk,
    id: Uuid,
    (fields, field, refused): (&Fields, &'static str, &Refused),
) -> Result<Response, Problem> {
    let loaded = shown(desk, id).await?;
    let mut page = view(desk, &loaded);
    page.papers = page.papers.again(fields, (field, refused));
    let page = desk.page(&page)?;
    let page = match refused.kind {
        Kind::Invalid => page.with_errors(),
        Kind::Rule | Kind::Missing | Kind::Forbidden | Kind::Busy => page.with_conflict(),
    };
    Ok(page.into_response())
}
