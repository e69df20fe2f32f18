//! `nabz cards print`: the files of a print batch.
//!
//! A file is written beside its place, synced, and moved there once its digest lies beside it; the
//! manifest comes last. So a run may be killed anywhere: the next one keeps what its digest says is
//! whole, and writes everything else anew.

mod files;

use crate::cli::PrintKit;
use crate::ended::Ended;
use crate::say::{Bar, Say};
use files::{Folder, Plan, Whole};
use nabz_access::Program;
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_people::cards::kit::{self, Kit, KitFile, PIECES_PER_FILE_MAX, PrintFault};
use nabz_people::cards::model::{BatchState, CardsRefusal, PrintBatch, PrintBatchId};
use nabz_people::cards::{batch, trust};
use nabz_store::{Store, Tx, key_file};
use serde_json::{Value, json};
use std::vec::IntoIter;
use uuid::Uuid;

const PRINT: &str = "cards.print-kit";
const LEAFLET: &str = "leaflet";

/// Writes what is not there yet, and says what is there now.
pub(super) fn run(store: &Store, asked: &PrintKit, say: &Say) -> Result<(), Ended> {
    let (batch, root) = closed(store, asked.batch)?;
    let folder = Folder::open(&asked.out)?;
    let id = batch.id;
    store.write_blocking(move |tx| {
        let program = Program::doing(tx, PRINT)?;
        tx.audit(&program, id)
    })?;
    let (mut all, mut kept) = (Vec::new(), 0_usize);
    for plan in plans(&batch) {
        let (whole, is_kept) = made(store, (&folder, &batch), &plan, say)?;
        kept += usize::from(is_kept);
        all.push(stated(&plan, &whole));
    }
    let manifest = json!({
        "batch": id.to_string(), "ward": batch.ward, "cards": batch.cards, "root": root,
        "files": all,
    });
    folder.keep_text(&format!("{id}-manifest.json"), &format!("{manifest:#}\n"))?;
    let (files, cards) = (all.len(), batch.cards);
    let sentence = format!("{files} files of {cards} cards, {kept} of them there before");
    say.result(sentence, &json!({ "manifest": manifest, "kept": kept }));
    Ok(())
}

/// A batch that may be printed, and the root over its cards.
fn closed(store: &Store, id: Uuid) -> Result<(PrintBatch, String), Ended> {
    let id: PrintBatchId = Id::from_uuid(id);
    let found = store.read_blocking(move |view| batch(view, id))?;
    let batch = found.ok_or_else(|| Refused::from(CardsRefusal::NoSuchBatch))?;
    match batch.state {
        BatchState::Sealed { root, .. } => Ok((batch, key_file::hex_of(&root))),
        BatchState::Open => Err(Refused::from(CardsRefusal::BatchOpen).into()),
    }
}

/// Every file of a batch. Places count from 1, without a gap.
fn plans(batch: &PrintBatch) -> Vec<Plan> {
    let a_file = u32::try_from(PIECES_PER_FILE_MAX).unwrap_or(u32::MAX);
    let mut plans = Vec::new();
    for what in KitFile::ALL {
        for number in 1..=batch.cards.div_ceil(a_file) {
            let first = (number - 1) * a_file + 1;
            let last = batch.cards.min(number.saturating_mul(a_file));
            let name = format!("{}-{}-{number:04}.pdf", batch.id, what.word());
            plans.push(Plan { name, what: Some(*what), places: (first, last) });
        }
    }
    let name = format!("{}-{LEAFLET}.pdf", batch.id);
    plans.push(Plan { name, what: None, places: (1, 1) });
    plans
}

/// A file of the plan, and whether it was there before.
fn made(
    store: &Store,
    (folder, batch): (&Folder, &PrintBatch),
    plan: &Plan,
    say: &Say,
) -> Result<(Whole, bool), Ended> {
    if let Some(whole) = folder.kept(&plan.name) {
        say.line(format!("{} is there and whole", plan.name));
        return Ok((whole, true));
    }
    let word = plan.what.map_or(LEAFLET, KitFile::word);
    let bar = say.bar(word, plan.pieces());
    let whole = folder.write(&plan.name, |out| {
        let Some(what) = plan.what else { return files::copied(&kit::brochure()?, out) };
        let after = Some(plan.places.0 - 1);
        let kits = Kits { store, batch, after, part: Vec::new().into_iter(), bar: &bar };
        let printed = kit::write(what, &mut kits.take(plan.pieces()), out)?;
        if printed.pieces == plan.pieces() {
            Ok(printed.out)
        } else {
            Err(Ended::fault(format!("{} of {} pieces", printed.pieces, plan.pieces())))
        }
    })?;
    say.done(&bar, &plan.name);
    Ok((whole, false))
}

fn stated(plan: &Plan, whole: &Whole) -> Value {
    let (first, last) = plan.places;
    json!({
        "name": plan.name, "what": plan.what.map_or(LEAFLET, KitFile::word),
        "first": first, "last": last, "pieces": plan.pieces(),
        "bytes": whole.bytes, "sha256": whole.digest,
    })
}

/// The kits of a batch behind a place, read a part at a time.
struct Kits<'s> {
    store: &'s Store,
    batch: &'s PrintBatch,
    after: Option<u32>,
    part: IntoIter<Kit>,
    bar: &'s Bar,
}

impl Kits<'_> {
    fn read(&mut self, after: u32) -> Result<(), Ended> {
        let batch = self.batch.clone();
        let part = self.store.read_blocking(move |view: &mut Tx<'_>| {
            let trusted = trust(view)?.ok_or(CardsRefusal::NoKey)?;
            kit::part(view, (&batch, after), &trusted.list)
        })?;
        self.part = part.kits.into_iter();
        self.after = part.next;
        Ok(())
    }
}

impl Iterator for Kits<'_> {
    type Item = Result<Kit, Ended>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(kit) = self.part.next() {
                self.bar.step(1);
                return Some(Ok(kit));
            }
            // A part without a piece ends the batch; so does a fault.
            let after = self.after.take()?;
            if let Err(ended) = self.read(after) {
                return Some(Err(ended));
            }
        }
    }
}

impl From<PrintFault> for Ended {
    fn from(fault: PrintFault) -> Self {
        Self::Fault(fault.into())
    }
}
