//! A transaction: what changes something is kept whole or not at all; then what reads is asked.

use super::alone::Alone;
use super::told::Told;
use super::{ALONE_MAX, ANSWER_BYTES_MAX, answer, no_bundle, too_many};
use crate::answer::{Instead, issues};
use crate::caller::Caller;
use crate::door::{Door, Writer};
use crate::held::Definitions;
use crate::rest::asked::{Asked, Returned};
use crate::rest::patching::{ROUNDS_MAX, is_overtaken, outcome_of, unfit};
use axum::response::Response;
use nabz_fhir::bundle::{
    Aim, Before, Entry, Item, Method, NotATransaction, Patching, Wish, patching, wish,
};
use nabz_fhir::validate::Issue;
use nabz_kernel::refusal::Refused;
use nabz_record::receive::Done;
use nabz_record::search::Own;
use nabz_record::{Key, SourceId, read, refusals};
use nabz_smart::scope::Right;
use nabz_store::Stop;
use nabz_web::Problem;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// The entries by what they ask for.
#[derive(Default)]
struct Split {
    items: Vec<Item>,
    patches: Vec<Patching>,
    reads: Vec<(usize, Entry)>,
}

pub(super) async fn whole(
    caller: &Caller,
    asked: &Asked,
    (entries, alone): (Vec<Entry>, &Alone),
) -> Result<Response, Instead> {
    let definitions = asked.definitions().await?;
    let Split { items, patches, reads } =
        asked.work(asked.bytes.len(), move || split(entries, &definitions)).await??;
    if reads.len().max(patches.len()) > ALONE_MAX {
        return Err(too_many("a transaction").into());
    }
    let mut told = BTreeMap::new();
    if !items.is_empty() || !patches.is_empty() {
        may_send(caller, &items, &patches)?;
        told.extend(kept(asked, (caller, caller.speaker()?), (items, &patches)).await?);
    }
    let mut length = 0;
    for (at, entry) in reads {
        let is_short = length <= ANSWER_BYTES_MAX;
        let one = if is_short { alone.ask(entry).await } else { Told::not_asked().await };
        length += one.length();
        told.insert(at, one);
    }
    Ok(answer("transaction-response", told.values()))
}

/// Whether a token lets its holder send every one of these.
fn may_send(caller: &Caller, items: &[Item], patches: &[Patching]) -> Result<(), Problem> {
    for item in items {
        let of = item.of();
        match &item.wish {
            Wish::Create { if_none_exist, .. } => {
                if if_none_exist.is_some() {
                    caller.may_look_up(of)?;
                }
                caller.may(Right::Create, of)?;
            }
            Wish::Update { aim, .. } => drop(caller.changer(Right::Update, (of, aim))?),
            Wish::Delete { aim, .. } => drop(caller.changer(Right::Delete, (of, aim))?),
        }
    }
    patches.iter().try_for_each(|one| caller.patcher((one.of, &one.aim)).map(drop))
}

/// Takes the entries apart, and looks at everything that will be kept as it is.
fn split(entries: Vec<Entry>, definitions: &Definitions) -> Result<Split, Instead> {
    let mut split = Split::default();
    let mut urls = HashSet::new();
    let mut faults = Vec::new();
    for (at, entry) in entries.into_iter().enumerate() {
        let method = entry.request.as_ref().ok().map(|request| request.method);
        let url = entry.full_url.clone();
        match method {
            Some(Method::Get | Method::Head) => {
                split.reads.push((at, entry));
                continue;
            }
            Some(Method::Patch) => {
                split.patches.push(patching(at, entry).map_err(|fault| not_one(&fault))?);
            }
            Some(Method::Post | Method::Put | Method::Delete) | None => {
                let item = wish(at, entry).map_err(|fault| not_one(&fault))?;
                let found = item.body().map(|body| definitions.faults(body)).into_iter().flatten();
                faults.extend(found.map(|issue| Issue {
                    expression: format!("Bundle.entry[{at}].resource.{}", issue.expression),
                    ..issue
                }));
                split.items.push(item);
            }
        }
        if url.is_some_and(|url| !urls.insert(url)) {
            return Err(not_one(&NotATransaction::SameUrl(at)));
        }
    }
    if faults.is_empty() { Ok(split) } else { Err(issues(faults.into_iter()).into()) }
}

fn not_one(fault: &NotATransaction) -> Instead {
    if let NotATransaction::Patch(_, fault) = fault {
        return unfit(fault).into();
    }
    no_bundle(fault).into()
}

/// Keeps everything. Whoever is overtaken in patching what they read begins again.
async fn kept(
    asked: &Asked,
    by: (&Caller, Writer),
    (items, patches): (Vec<Item>, &[Patching]),
) -> Result<Vec<(usize, Told)>, Instead> {
    let items = Arc::new(items);
    for _ in 0..ROUNDS_MAX {
        let mut all = Arc::clone(&items);
        if !patches.is_empty() {
            let own = Arc::make_mut(&mut all);
            for patching in patches {
                own.push(patched(asked, by.1.source, patching).await?);
            }
            own.sort_by_key(|item| item.at);
        }
        match written(asked, by, all).await {
            Err(stop) if is_overtaken(&stop) && !patches.is_empty() => {}
            told => return Ok(told?),
        }
    }
    Err(Stop::from(Refused::plain(refusals::VERSION_MOVED_ON)).into())
}

/// A patch is an update of the version that was read.
async fn patched(asked: &Asked, source: SourceId, patching: &Patching) -> Result<Item, Instead> {
    let (body, entry) = outcome_of(asked, source, patching).await?;
    let wish =
        Wish::Update { body, aim: Aim::Id(entry.id), before: Before::Version(entry.version) };
    Ok(Item { at: patching.at, full_url: patching.full_url.clone(), wish })
}

async fn written(
    asked: &Asked,
    (caller, writer): (&Caller, Writer),
    items: Arc<Vec<Item>>,
) -> Result<Vec<(usize, Told)>, Stop> {
    let places: Vec<usize> = items.iter().map(|item| item.at).collect();
    let caller = caller.clone();
    let kept = asked.app.store().write(move |tx| {
        let delivered = Door::to_the_city(tx, writer)?.transaction(tx, &items)?;
        let keys: Vec<Key> = delivered.received.iter().map(|received| received.key).collect();
        let mut entries = read::several(tx, &keys)?;
        // A condition may have found what another said, or what a token does not reach.
        entries.retain(|key, entry| Own(writer.source).covers(entry) && caller.reads_all(key.of));
        Ok((delivered.done, entries))
    });
    let (done, entries) = kept.await?;
    let returned = asked.returned().unwrap_or(Returned::Nothing);
    let told = |one: &Done| match one {
        Done::Kept(received) => Told::kept(received, entries.get(&received.key), returned),
        Done::Deleted(entry) => Told::deleted(entry.as_ref()),
    };
    Ok(places.into_iter().zip(done.iter().map(told)).collect())
}
