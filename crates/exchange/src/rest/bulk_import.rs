//! `$import`: a source sends many resources, one a line, each as a PUT would.
//!
//! Lines are read as they come, checked beside the one who reads, and kept some hundred in one
//! transaction. The answer begins at once and is lines, too: each says how far the work has come,
//! and what it counts is kept, whatever happens to the connection; the last one names what was
//! refused. Sending the same again adds nothing.

mod check;
mod lines;
mod told;

use crate::answer::{Instead, invalid, outcome};
use crate::caller::Caller;
use crate::capability::is_kept;
use crate::door::{Door, Writer};
use crate::held::Held;
use axum::Extension;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use check::{Checked, Wanted, checked};
use futures_util::StreamExt;
use futures_util::stream::unfold;
use lines::{Line, Lines};
use nabz_fhir::ResourceType;
use nabz_fhir::search::pairs;
use nabz_kernel::clock::Stopwatch;
use nabz_kernel::refusal::{Kind, Refused};
use nabz_record::bulk_import::Ready;
use nabz_record::receive::Received;
use nabz_smart::scope::Right;
use nabz_store::{Stop, Store};
use nabz_web::{App, Language, Problem, Visitor};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;
use told::Told;

/// Lines in one transaction: so many that its commit costs each almost nothing, so few that a
/// counter that waits behind it does not notice.
const BATCH_LINES: usize = 500;
/// However many lines: so much is kept in memory for one transaction.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// Batches that are checked while another one is kept.
const BATCHES_AHEAD: usize = 2;
/// Imports at once; each holds a few batches in memory.
const IMPORTS_MAX: usize = 4;
/// A source that says nothing for so long has gone.
const SILENCE: Duration = Duration::from_mins(2);
const TOLD_EVERY: Duration = Duration::from_secs(1);
/// Lines of an answer that nobody fetches; what does not fit is not said.
const TOLD_AHEAD: usize = 16;

static IMPORTS: Semaphore = Semaphore::const_new(IMPORTS_MAX);

pub(super) async fn import(
    caller: Caller,
    visitor: Visitor,
    (State(app), Extension(held)): (State<App>, Extension<Held>),
    RawQuery(sent): RawQuery,
    request: Request,
) -> Result<Response, Instead> {
    let writer = caller.speaker().map_err(|_| refused_to_staff())?;
    is_ndjson(request.headers())?;
    let of = only_of(sent.as_deref().unwrap_or_default())?;
    for of in ResourceType::all().filter(|one| is_kept(*one) && of.is_none_or(|of| of == *one)) {
        caller.may(Right::Create, of)?;
        caller.may(Right::Update, of)?;
    }
    let definitions = held.now(app.store()).await?;
    let Ok(place) = IMPORTS.try_acquire() else { return Ok(too_many()) };
    let (tell, told) = channel(TOLD_AHEAD);
    let wanted = Wanted { of, source: writer.source, definitions };
    let import =
        Import { store: app.store().clone(), writer, wanted, language: visitor.language() };
    tokio::spawn(import.run(request.into_body().into_data_stream(), tell, place));
    let lines = unfold(told, async |mut told: Receiver<Bytes>| {
        told.recv().await.map(|line| (Ok::<_, Infallible>(line), told))
    });
    // What packs an answer asks once more behind its end.
    let lines = lines.fuse();
    let kind = HeaderValue::from_static("application/fhir+ndjson");
    let kind = [(header::CONTENT_TYPE, kind)];
    Ok((StatusCode::OK, kind, Body::from_stream(lines)).into_response())
}

fn refused_to_staff() -> Problem {
    Refused::plain("EXC-030").forbidden().into()
}

fn is_ndjson(headers: &HeaderMap) -> Result<(), Instead> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if ["application/fhir+ndjson", "application/ndjson"].contains(&kind) {
        return Ok(());
    }
    let words = "an import is application/fhir+ndjson: one resource a line";
    Err(outcome(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-supported", words).into())
}

/// The one type that every line has to be of, where `type` names it.
fn only_of(sent: &str) -> Result<Option<ResourceType>, Instead> {
    let mut only = None;
    for (name, value) in pairs(sent).ok_or_else(|| Instead::from(invalid("not a query")))? {
        let of = ResourceType::named(&value).filter(|of| is_kept(*of) && name == "type");
        let of = of.ok_or_else(|| invalid("an import takes type=, with a type that is kept"))?;
        only = Some(of);
    }
    Ok(only)
}

fn too_many() -> Response {
    let words = "too many imports run at this moment; try again in a while";
    let mut response = outcome(StatusCode::SERVICE_UNAVAILABLE, "throttled", words);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("120"));
    response
}

/// One import while it runs.
struct Import {
    store: Store,
    writer: Writer,
    wanted: Wanted,
    language: Language,
}

impl Import {
    async fn run(self, body: BodyDataStream, tell: Sender<Bytes>, _place: SemaphorePermit<'_>) {
        let (ahead, batches) = channel(BATCHES_AHEAD);
        let (whole, told) =
            tokio::join!(read(body, &self.wanted, ahead), self.keep(batches, &tell));
        // Nobody may be there any more to hear it; what was kept is kept.
        drop(tell.send(told.last_line(whole)).await);
    }

    /// Keeps one batch after another, and says every second how far it is.
    async fn keep(&self, mut batches: Receiver<JoinHandle<Checked>>, tell: &Sender<Bytes>) -> Told {
        let mut told = Told::in_language(self.language);
        let mut watch = Stopwatch::start();
        while let Some(batch) = batches.recv().await {
            let kept = match batch.await {
                Ok(batch) => self.keep_batch(batch, &mut told).await,
                Err(_) => Err(Stop::fault("lines of an import could not be checked")),
            };
            if let Err(stop) = kept {
                told.stopped(stop);
                break;
            }
            if watch.elapsed() >= TOLD_EVERY {
                // Whoever sends without listening is not waited for.
                drop(tell.try_send(told.line()));
                watch = Stopwatch::start();
            }
        }
        told
    }

    async fn keep_batch(&self, batch: Checked, told: &mut Told) -> Result<(), Stop> {
        let Checked { lines, ready, faults } = batch;
        let numbers: Vec<u64> = ready.iter().map(|(number, _)| *number).collect();
        let ready: Arc<Vec<Ready>> = Arc::new(ready.into_iter().map(|(_, line)| line).collect());
        let (store, writer) = (self.store.clone(), self.writer);
        let kept = spawn_blocking(move || keep(&store, writer, &ready)).await;
        let kept = kept.map_err(|_| Stop::fault("a batch of an import was lost"))??;
        told.batch(lines, numbers.into_iter().zip(kept), faults);
        Ok(())
    }
}

type Kept = Vec<Result<Received, Refused>>;

/// Keeps a batch in one transaction; where the registry refuses one of those of whom it speaks, line
/// by line, so that the others are kept.
fn keep(store: &Store, writer: Writer, ready: &Arc<Vec<Ready>>) -> Result<Kept, Stop> {
    if ready.is_empty() {
        return Ok(Vec::new());
    }
    let lines = Arc::clone(ready);
    let kept =
        store.write_bulk(move |tx| Door::to_the_city(tx, writer)?.lines(tx, lines.as_slice()));
    match kept {
        Err(Stop::Refused(refused)) if refused.kind != Kind::Busy => {
            one_by_one(store, writer, ready)
        }
        kept => kept,
    }
}

fn one_by_one(store: &Store, writer: Writer, ready: &Arc<Vec<Ready>>) -> Result<Kept, Stop> {
    let mut kept = Vec::with_capacity(ready.len());
    for at in 0..ready.len() {
        let lines = Arc::clone(ready);
        let one = store.write_bulk(move |tx| {
            let line = lines.get(at..=at).unwrap_or_default();
            Door::to_the_city(tx, writer)?.lines(tx, line)
        });
        match one {
            Ok(one) => kept.extend(one),
            Err(Stop::Refused(refused)) if refused.kind != Kind::Busy => kept.push(Err(refused)),
            Err(stop) => return Err(stop),
        }
    }
    Ok(kept)
}

/// Reads lines and has them checked; whether all of the body came.
async fn read(
    mut body: BodyDataStream,
    wanted: &Wanted,
    ahead: Sender<JoinHandle<Checked>>,
) -> bool {
    let (mut lines, mut batch, mut bytes) = (Lines::default(), Vec::new(), 0_usize);
    loop {
        let (found, over) = match timeout(SILENCE, body.next()).await {
            Ok(Some(Ok(part))) => (lines.found_in(&part), false),
            Ok(None) => (lines.rest().into_iter().collect(), true),
            Ok(Some(Err(_))) | Err(_) => return false,
        };
        for line in found {
            bytes = bytes.saturating_add(line.bytes());
            batch.push(line);
            if batch.len() >= BATCH_LINES || bytes >= BATCH_BYTES {
                bytes = 0;
                if !send(std::mem::take(&mut batch), wanted, &ahead).await {
                    return false;
                }
            }
        }
        if over {
            return send(batch, wanted, &ahead).await;
        }
    }
}

/// `false` when nobody keeps them any more.
async fn send(batch: Vec<Line>, wanted: &Wanted, ahead: &Sender<JoinHandle<Checked>>) -> bool {
    let wanted = wanted.clone();
    let checking = spawn_blocking(move || checked(batch, &wanted));
    ahead.send(checking).await.is_ok()
}
