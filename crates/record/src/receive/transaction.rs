//! A transaction bundle: all of it is kept, or nothing.
//!
//! First every entry gets its place, patients before what lies beside them; then what is deleted
//! goes; then references are resolved, in whatever order and circle they point, and versions are
//! written. R4 puts DELETE before POST and POST before PUT; since no two entries are about one,
//! what is created and what is put come to the same in any order.

use super::links::Names;
use super::place::{Place, Placed, Way, places};
use super::{Received, keep_original, posted, put_at, write_at};
use crate::entry::{Entry, SourceId};
use crate::read;
use crate::write::{self, Written};
use nabz_fhir::Body;
use nabz_fhir::bundle::Item;
use nabz_store::{Stop, Tx};

/// What came of one entry of a transaction.
#[derive(Clone, Debug)]
pub enum Done {
    /// Something was kept, or was there already.
    Kept(Received),
    /// It is deleted; `None` when there was nothing.
    Deleted(Option<Entry>),
}

/// Keeps a whole bundle under one source. The answers stand in the order of the entries.
///
/// # Errors
/// `REC-001`, `REC-002`, `REC-005` to `REC-008` and `REC-020` to `REC-022`; nothing of the bundle is
/// then kept.
pub fn transaction(tx: &mut Tx<'_>, source: SourceId, items: &[Item]) -> Result<Vec<Done>, Stop> {
    let mut names = Names::default();
    let places = places(tx, source, items, &mut names)?;
    for place in &places {
        if let Placed::At(Place { key, way: Way::Delete(before), .. }) = place {
            write::delete(tx, *key, source, *before)?;
        }
    }
    names.look_again();
    let mut done = Vec::with_capacity(items.len());
    for (item, place) in items.iter().zip(places) {
        done.push(match (place, item.body()) {
            (Placed::At(place), Some(body)) => {
                Done::Kept(keep(tx, source, (item, body, &names), place)?)
            }
            (Placed::At(place), None) => Done::Deleted(read::at(tx, place.key)?),
            (Placed::Nothing, _) => Done::Deleted(None),
        });
    }
    Ok(done)
}

fn keep(
    tx: &mut Tx<'_>,
    source: SourceId,
    (item, body, names): (&Item, &Body, &Names<'_>),
    place: Place,
) -> Result<Received, Stop> {
    let Place { key, id, way } = place;
    if let Way::Known(version) = way {
        return Ok(Received { key, id, patient: None, written: Written::Unchanged { version } });
    }
    let full_url = item.full_url.as_deref();
    let resolved =
        body.clone().with_links(|kind, link| names.resolved(tx, source, (full_url, kind, link)))?;
    let draft = posted(key, source, &resolved);
    let received = match way {
        Way::Put(before) => put_at(tx, source, (key, &id), &resolved, before)?,
        // What was sent before and says the same is unchanged; what says more is a newer version.
        Way::Again => match write::said_before(tx, &draft)? {
            Some((version, patient)) => {
                return Ok(Received { key, id, patient, written: Written::Unchanged { version } });
            }
            None => write_at(tx, &draft)?,
        },
        Way::New | Way::Known(_) | Way::Delete(_) => write_at(tx, &draft)?,
    };
    let changed = resolved.bytes() != body.bytes();
    if changed && !matches!(received.written, Written::Unchanged { .. }) {
        keep_original(tx, &received, body)?;
    }
    Ok(received)
}
