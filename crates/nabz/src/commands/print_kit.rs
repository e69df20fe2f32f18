//! `nabz cards print`: the files of a print batch.
//!
//! A file is written beside its place, synced, and moved there once its digest lies beside it; the
//! manifest comes last. So a run may be killed anywhere: the next one keeps what its digest says is
//! whole, and writes everything else anew.
//!
//! A folder is one print-out of its batch, and is counted when it begins; what it is called lies in
//! it before that, so that a run which goes on is the same print-out. The manifest says which one it
//! is and when the batch was printed out before.
//!
//! What large cards say for an emergency is as of the day on which their file was written. Of how
//! many cards it says so, and of which day, is noted beside the file and stands in the manifest
//! with the file's digest, so that two prints of one batch which differ say that they do.
//!
//! A run prints the city's words as they were in force when it began, and the manifest names their
//! version. Files of an earlier run in other words are written anew: one batch speaks with one
//! voice.

mod files;

use crate::cli::PrintKit;
use crate::ended::Ended;
use crate::say::{Bar, Say};
use files::{Folder, Plan, Whole};
use nabz_access::Program;
use nabz_hospital::emergency;
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_people::cards::actions::count_folder;
use nabz_people::cards::kit::{self, Kit, KitFile, PIECES_PER_FILE_MAX, PrintFault};
use nabz_people::cards::model::{
    BatchState, CardsRefusal, KitText, KitTextInForce, PrintBatch, PrintBatchId, PrintRun,
};
use nabz_people::cards::{SnapshotOf, batch, kit_text, trust};
use nabz_store::{Store, Tx, key_file};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::vec::IntoIter;
use uuid::Uuid;

const PRINT: &str = "cards.print-kit";
const LEAFLET: &str = "leaflet";

/// Writes what is not there yet, and says what is there now.
pub(super) fn run(store: &Store, asked: &PrintKit, say: &Say) -> Result<(), Ended> {
    let (batch, root) = closed(store, asked.batch)?;
    let folder = Folder::open(&asked.out)?;
    let (id, plans) = (batch.id, plans(&batch));
    let words = store.read_blocking(kit_text)?;
    let runs = counted(store, &folder, id)?;
    let number = runs.first().map_or(0, |run| run.number);
    let spoken = spoken(&folder, (&batch, &plans), &words, say)?;
    let (mut all, mut kept, mut told) = (Vec::new(), 0_usize, 0_u64);
    for plan in plans {
        let made = made(store, (&folder, &batch), (&plan, &words.text), say)?;
        kept += usize::from(made.is_kept);
        told += made.told();
        all.push(stated(&plan, &made));
    }
    let printed_out: Vec<Value> = runs.iter().rev().map(timed).collect();
    let manifest = json!({
        "batch": id.to_string(), "ward": batch.ward, "cards": batch.cards, "root": root,
        "words": spoken, "print_out": number, "printed_out": printed_out, "files": all,
    });
    folder.keep_text(&format!("{id}-manifest.json"), &format!("{manifest:#}\n"))?;
    let (files, cards) = (all.len(), batch.cards);
    let sentence = format!(
        "{files} files of {cards} cards, {kept} of them there before; large cards that say what \
         helps in an emergency: {told}; print-out {number} of this batch"
    );
    say.result(sentence, &json!({ "manifest": manifest, "kept": kept }));
    Ok(())
}

/// In which words this folder speaks from now on. What an earlier run wrote in others is in doubt
/// before that is noted, so that a run which is broken off here leaves nothing of them whole.
fn spoken(
    folder: &Folder,
    (batch, plans): (&PrintBatch, &[Plan]),
    words: &KitTextInForce,
    say: &Say,
) -> Result<Value, Ended> {
    if words.text.demonstration {
        say.line("The words are a sample, and every paper says so: see `nabz load kit-text`.");
    }
    let spoken = json!({ "version": words.version, "sample": words.text.demonstration });
    let (note, text) = (format!("{}-words.json", batch.id), format!("{spoken:#}\n"));
    if !folder.says(&note, &text) {
        folder.doubt(plans.iter().map(|plan| plan.name.as_str()))?;
        folder.keep_text(&note, &text)?;
    }
    Ok(spoken)
}

/// The print-out that a folder is, and those before it, the latest first.
fn counted(store: &Store, folder: &Folder, batch: PrintBatchId) -> Result<Vec<PrintRun>, Ended> {
    let name = format!("{batch}-print-out.txt");
    let there = folder.text(&name).and_then(|text| text.trim().parse().ok());
    let print: Uuid = there.unwrap_or_else(|| PrintBatchId::draw(store.clock().now()).uuid());
    folder.keep_text(&name, &format!("{print}\n"))?;
    let runs = store.write_blocking(move |tx| {
        let program = Program::doing(tx, PRINT)?;
        count_folder(tx, &program, (batch, print))
    });
    Ok(runs?)
}

fn timed(run: &PrintRun) -> Value {
    json!({ "number": run.number, "way": run.way.word(), "at": run.at.to_string() })
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

/// A file of the plan that is there.
struct Made {
    whole: Whole,
    /// Of large cards: how many say what helps in an emergency, and as of which days.
    facts: Option<Value>,
    is_kept: bool,
}

impl Made {
    /// One of an earlier run.
    fn before(folder: &Folder, plan: &Plan) -> Option<Self> {
        let whole = folder.kept(&plan.name)?;
        let facts = if plan.says_facts() { Some(folder.noted(&plan.name, &whole)?) } else { None };
        Some(Self { whole, facts, is_kept: true })
    }

    /// How many of its cards say what helps in an emergency.
    fn told(&self) -> u64 {
        let cards = self.facts.as_ref().and_then(|facts| facts.get("cards"));
        cards.and_then(Value::as_u64).unwrap_or_default()
    }
}

/// Of which cards it was said what helps in an emergency.
#[derive(Default)]
struct Told {
    cards: u64,
    /// More than one day where midnight came between.
    as_of: BTreeSet<String>,
}

impl Told {
    fn count(&mut self, kit: &Kit) {
        if let Some(day) = kit.facts_of() {
            self.cards += 1;
            self.as_of.insert(day.to_owned());
        }
    }
}

/// A file of the plan: as it was whole before, or else written.
fn made(
    store: &Store,
    (folder, batch): (&Folder, &PrintBatch),
    (plan, text): (&Plan, &KitText),
    say: &Say,
) -> Result<Made, Ended> {
    if let Some(made) = Made::before(folder, plan) {
        say.line(format!("{} is there and whole", plan.name));
        return Ok(made);
    }
    let mut told = Told::default();
    let word = plan.what.map_or(LEAFLET, KitFile::word);
    let bar = say.bar(word, plan.pieces());
    let whole = folder.write(&plan.name, |out| {
        let Some(what) = plan.what else { return files::copied(&kit::brochure(text)?, out) };
        let after = Some(plan.places.0 - 1);
        let kits = Kits { store, batch, what, after, part: Vec::new().into_iter(), bar: &bar };
        let kits = kits.inspect(|kit| {
            if let Ok(kit) = kit {
                told.count(kit);
            }
        });
        let printed = kit::write((what, text), &mut kits.take(plan.pieces()), out)?;
        if printed.pieces == plan.pieces() {
            Ok(printed.out)
        } else {
            Err(Ended::fault(format!("{} of {} pieces", printed.pieces, plan.pieces())))
        }
    })?;
    let facts = json!({ "cards": told.cards, "as_of": told.as_of });
    let facts = plan.says_facts().then_some(facts);
    if let Some(facts) = &facts {
        folder.note(&plan.name, &whole, facts)?;
    }
    say.done(&bar, &plan.name);
    Ok(Made { whole, facts, is_kept: false })
}

fn stated(plan: &Plan, made: &Made) -> Value {
    let ((first, last), whole) = (plan.places, &made.whole);
    let mut stated = json!({
        "name": plan.name, "what": plan.what.map_or(LEAFLET, KitFile::word),
        "first": first, "last": last, "pieces": plan.pieces(),
        "bytes": whole.bytes, "sha256": whole.digest,
    });
    if let (Some(stated), Some(facts)) = (stated.as_object_mut(), &made.facts) {
        stated.insert("emergency".to_owned(), facts.clone());
    }
    stated
}

/// The kits of a batch behind a place, read a part at a time.
struct Kits<'s> {
    store: &'s Store,
    batch: &'s PrintBatch,
    what: KitFile,
    after: Option<u32>,
    part: IntoIter<Kit>,
    bar: &'s Bar,
}

impl Kits<'_> {
    fn read(&mut self, after: u32) -> Result<(), Ended> {
        let batch = self.batch.clone();
        let facts: SnapshotOf = emergency::snapshot;
        let snapshot = self.what.says_facts().then_some(facts);
        let part = self.store.read_blocking(move |view: &mut Tx<'_>| {
            let trusted = trust(view)?.ok_or(CardsRefusal::NoKey)?;
            kit::part(view, (&batch, after), &trusted.list, snapshot)
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
