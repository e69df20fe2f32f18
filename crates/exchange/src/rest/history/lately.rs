//! `_history` of a type, and of everything.
//!
//! Whoever asks sees the versions of what they may read as it stands now, and each as the history of
//! its entry shows it. What they may not see is passed over, so that a page may be short and name the
//! next one.

use super::{Asked, not_understood, push};
use crate::answer::{Instead, fhir};
use crate::caller::{Caller, Eyes};
use crate::rest::{base, named};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::Bundle;
use nabz_fhir::date::Span;
use nabz_kernel::clock::Instant;
use nabz_record::search::Sight;
use nabz_record::{Entry, Key, Mark, lately, read as record, types_on_record};
use nabz_smart::scope::Right;
use nabz_store::{Stop, Tx};
use nabz_web::App;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Versions that are looked at for one page.
const LOOKED_AT_MAX: usize = 2_000;
const AT_ONCE: u32 = 50;

pub(in crate::rest) async fn of_type(
    caller: Caller,
    State(app): State<App>,
    Path(of): Path<String>,
    RawQuery(sent): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    answer(&caller, &app, (Some(named(&of)?), sent.as_deref(), &headers)).await
}

pub(in crate::rest) async fn of_all(
    caller: Caller,
    State(app): State<App>,
    RawQuery(sent): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    answer(&caller, &app, (None, sent.as_deref(), &headers)).await
}

async fn answer(
    caller: &Caller,
    app: &App,
    (of, sent, headers): (Option<ResourceType>, Option<&str>, &HeaderMap),
) -> Result<Response, Instead> {
    if let Some(of) = of {
        caller.may(Right::Search, of)?;
    }
    let asked = Asked::read(sent.unwrap_or_default()).ok_or_else(not_understood)?;
    let before = match &asked.before {
        Some(text) => Some(read_mark(text).ok_or_else(not_understood)?),
        None => asked.at().map(|at| Mark::until(Instant::from_microseconds(at.last))),
    };
    let asking = asked.clone();
    let page = caller.ask(app.store(), move |view, eyes| {
        let types = match of {
            Some(of) => vec![of],
            None => types_on_record(view)?,
        };
        Search { types: &types, asked: &asking }.page(view, eyes, before)
    });
    let (versions, next) = page.await?;
    let base = base(app, headers);
    let address = of.map_or_else(|| base.clone(), |of| format!("{base}/{of}"));
    let mut links = vec![("self", asked.address(&address, asked.before.clone()))];
    links.extend(next.map(|next| ("next", asked.address(&address, Some(written(next))))));
    let mut bundle = Bundle::of("history", None, &links);
    for entry in &versions {
        push(&mut bundle, &format!("{base}/{}", entry.reference()), entry);
    }
    Ok(fhir(StatusCode::OK, bundle.finish()))
}

struct Search<'a> {
    types: &'a [ResourceType],
    asked: &'a Asked,
}

impl Search<'_> {
    /// The versions of one page, and where the next one begins.
    fn page(
        &self,
        tx: &mut Tx<'_>,
        eyes: &mut Eyes,
        before: Option<Mark>,
    ) -> Result<(Vec<Entry>, Option<Mark>), Stop> {
        let wanted = usize::try_from(self.asked.count).unwrap_or(usize::MAX);
        let (mut at, mut looked_at) = (before, 0);
        let mut found: Vec<(Mark, Entry)> = Vec::new();
        if wanted == 0 {
            return Ok((Vec::new(), None));
        }
        loop {
            let marks = lately(tx, self.types, (self.asked.since(), at), AT_ONCE)?;
            let keys: Vec<Key> = marks.iter().map(|mark| mark.key()).collect();
            let entries = record::several(tx, &keys)?;
            let is_last = marks.len() < usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
            for mark in marks {
                let Some(now) = entries.get(&mark.key()) else { continue };
                if self.holds(tx, now, mark)? && eyes.may_see(tx, now)? && eyes.fits(tx, now)? {
                    if found.len() == wanted {
                        let next = found.last().map(|(mark, _)| *mark);
                        return Ok((shown(tx, eyes, found)?, next));
                    }
                    found.push((mark, now.clone()));
                }
                at = Some(mark);
                looked_at += 1;
            }
            if is_last {
                return Ok((shown(tx, eyes, found)?, None));
            }
            if looked_at >= LOOKED_AT_MAX {
                return Ok((shown(tx, eyes, found)?, at));
            }
        }
    }

    /// Did this version stand at some moment of `_at`?
    fn holds(&self, tx: &mut Tx<'_>, now: &Entry, mark: Mark) -> Result<bool, Stop> {
        let Some(Span { first, .. }) = self.asked.at() else { return Ok(true) };
        if mark.updated.microseconds() >= first || mark.version == now.version {
            return Ok(true);
        }
        let next = record::versions(tx, now, Some(mark.version.saturating_add(2)), 1)?;
        Ok(next.iter().any(|next| next.updated.microseconds() > first))
    }
}

/// The versions as the caller is shown them. All those of one entry are decided together.
fn shown(tx: &mut Tx<'_>, eyes: &mut Eyes, found: Vec<(Mark, Entry)>) -> Result<Vec<Entry>, Stop> {
    let mut by_entry: BTreeMap<Key, (Entry, Vec<Entry>)> = BTreeMap::new();
    let order: Vec<Mark> = found.iter().map(|(mark, _)| *mark).collect();
    for (mark, now) in found {
        let version = if mark.version == now.version {
            Some(now.clone())
        } else {
            record::versions(tx, &now, Some(mark.version.saturating_add(1)), 1)?.pop()
        };
        let (_, versions) = by_entry.entry(now.key).or_insert_with(|| (now, Vec::new()));
        versions.extend(version.filter(|version| version.version == mark.version));
    }
    let mut told = HashMap::new();
    for (key, (now, versions)) in by_entry {
        for version in eyes.shown_versions(tx, (&now, versions))? {
            told.insert((key, version.version), version);
        }
    }
    Ok(order.into_iter().filter_map(|mark| told.remove(&(mark.key(), mark.version))).collect())
}

/// A place in the order of time, as an address carries it.
fn written(mark: Mark) -> String {
    let Mark { updated, bucket, entry, of, version } = mark;
    let (updated, entry) = (updated.microseconds(), entry.simple());
    format!("{updated}.{bucket}.{entry}.{}.{version}", of.number())
}

fn read_mark(text: &str) -> Option<Mark> {
    let mut parts = text.split('.');
    let updated = Instant::from_microseconds(parts.next()?.parse().ok()?);
    let (bucket, entry) = (parts.next()?.parse().ok()?, Uuid::try_parse(parts.next()?).ok()?);
    let of = ResourceType::numbered(parts.next()?.parse().ok()?)?;
    let version = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some(Mark { updated, entry, bucket, of, version })
}
