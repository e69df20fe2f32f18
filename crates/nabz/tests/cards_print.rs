//! The files of a print batch: written whole, kept when the run is killed, and the same every time.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use nabz_access::{Act, Holder, Permit, Vault, Why, organisation, relate};
use nabz_hospital::emergency::actions::note_group;
use nabz_hospital::emergency::model::AskedBlood;
use nabz_hospital::facilities::load::{load_facilities, read_facilities};
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::clock::{Clock, Instant};
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_kernel::language::Language;
use nabz_kernel::names::PersonName;
use nabz_people::cards::actions::{ask, decide, fill_batch, open_batch, seal_batch};
use nabz_people::cards::model::{KeyPurpose, PrintBatchId, Proof, Verdict};
use nabz_people::cards::{self, KeyRing, kit};
use nabz_people::consent;
use nabz_people::consent::model::{Asked, By, How, Purpose, Wish};
use nabz_people::registry::actions::register;
use nabz_people::registry::model::{Address, Details, NewPerson, Sex};
use nabz_store::{Stop, Store, Tx, key_file};
use nabz_testkit::{all_said, started_in};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use uuid::Uuid;

const NOTICES: &str = include_str!("../../../fixtures/notices-demo.tsv");
const WORDS: &str = include_str!("../../../fixtures/kit-text-demo.tsv");
const PLACES: &str =
    "code,name_en,name_hi,kind,district\nAML,Amaltas Hospital,अमलतास अस्पताल,hospital,Central\n";
const WARD: &str = "11";
/// Enough that their letters are still written when their cards are.
const CARDS: u32 = 60;
/// Wallet cards, large cards, letters, stickers and the leaflet.
const FILES: usize = 5;
/// A run that ended before it was killed is tried again.
const TRIES: usize = 5;
const REFUSED: i32 = 1;

fn nabz(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = started_in(folder, env!("CARGO_BIN_EXE_nabz"));
    command.args(["--database", "sqlite:a.db"]).args(arguments);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = nabz(folder, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", all_said(&output));
    all_said(&output)
}

fn print(folder: &Path, batch: &str, out: &str) -> String {
    run(folder, &["cards", "print", batch, "--out", out])
}

fn begun(folder: &Path, batch: &str, out: &str) -> Child {
    let mut command = nabz(folder, &["cards", "print", batch, "--out", out]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// A hospital of a city with keys, while no other program uses its database.
struct City {
    store: Store,
    ring: KeyRing,
    facility: FacilityId,
}

fn opened(folder: &Path) -> Store {
    Store::open_sqlite(&folder.join("a.db"), Clock::Machine).unwrap()
}

fn city(folder: &Path) -> City {
    run(folder, &["cards", "keys", "root", "--out", "root"]);
    run(folder, &["cards", "keys", "issue", "--root", "root"]);
    let key = key_file::read(&folder.join("a.key")).unwrap().unwrap();
    let store = opened(folder);
    let facility = store.write_blocking(|tx| {
        load_facilities(tx, &read_facilities(PLACES).unwrap())?.unwrap();
        let notices = consent::sheet::notices(NOTICES).unwrap();
        consent::actions::issue_notices(tx, &notices)?;
        let node = organisation::node_by_code(tx, "AML")?.unwrap();
        Ok(Id::from_uuid(node.id.uuid()))
    });
    City { store, ring: KeyRing::new(Vault::of_key(&key)), facility: facility.unwrap() }
}

fn staff() -> StaffId {
    Id::from_uuid(Uuid::from_u128(12))
}

fn permit<A: Act>(facility: FacilityId) -> Permit<A> {
    Permit::trial(staff(), facility)
}

/// What somebody answers who has answered so often before.
fn answered(person: PersonId, purpose: Purpose, (wish, seen): (Wish, u32)) -> Asked {
    let (by, how, shown_in) = (By::Themselves, How::Screen, Language::Hindi);
    Asked { person, purpose, wish, seen, notice: 1, shown_in, by, how }
}

fn yes() -> Wish {
    Wish::Yes { shares: Vec::new() }
}

/// Somebody shares their record, in which their blood group stands.
fn shares(tx: &mut Tx<'_>, (at, person): (FacilityId, PersonId)) -> Result<(), Stop> {
    let wish = answered(person, Purpose::RecordSharing, (yes(), 0));
    consent::actions::answer(tx, &permit(at), &wish)?;
    let (visit, until) = (Why::Visit(Uuid::from_u128(1)), Instant::from_microseconds(i64::MAX));
    relate(tx, Holder::Staff(staff()), person, visit, until)?;
    let group = AskedBlood {
        seen: 0,
        group: "B+".to_owned(),
        how: "tested".to_owned(),
        tested_on: String::new(),
        why: String::new(),
    };
    note_group(tx, &permit(at), (person, &group)).map(drop)
}

/// Somebody of the ward who is to get a card of plastic; the first of them shares their record.
fn wants_one(tx: &mut Tx<'_>, (at, nth): (FacilityId, u32)) -> Result<(), Stop> {
    let details = Details {
        sex: Some(Sex::Female),
        birth: Some(Birth::from_age(Age::Years(42), tx.today())?),
        address: Address {
            line: Some(format!("H.No. {nth}, Gali 4")),
            ward: Some(WARD.to_owned()),
            ..Address::default()
        },
        ..Details::named(PersonName::of("Sunita Devi")?)
    };
    let new = NewPerson { details, counter: String::new(), paper_seen: None };
    let person = register(tx, &permit(at), &new)?.person;
    let wants = answered(person, Purpose::HealthCard, (yes(), 0));
    consent::actions::answer(tx, &permit(at), &wants)?;
    if nth == 0 {
        shares(tx, (at, person))?;
    }
    let order = ask(tx, &permit(at), (person, 1), Proof::Witness)?.id;
    decide(tx, &Permit::of_the_program(at), order, &Verdict::Approve)?;
    Ok(())
}

/// A batch of so many cards, closed or not.
fn batch(city: &City, (cards, is_closed): (u32, bool)) -> PrintBatchId {
    let (at, ring) = (city.facility, city.ring.clone());
    for nth in 0..cards {
        city.store.write_blocking(move |tx| wants_one(tx, (at, nth))).unwrap();
    }
    let made = city.store.write_blocking(move |tx| {
        let batch = open_batch(tx, &permit(at), WARD)?.id;
        let signer = ring.signer(tx, KeyPurpose::Cards)?;
        fill_batch(tx, &permit(at), &*signer, batch, cards)?;
        if is_closed {
            seal_batch(tx, &permit(at), batch)?;
        }
        Ok(batch)
    });
    made.unwrap()
}

/// Whoever of a batch shares their record.
fn sharing(city: &City, id: PrintBatchId) -> PersonId {
    let found = city.store.read_blocking(move |view| {
        let (batch, trusted) = (cards::batch(view, id)?.unwrap(), cards::trust(view)?.unwrap());
        for person in kit::part(view, (&batch, 0), &trusted.list, None)?.persons {
            if consent::is_given(view, person, Purpose::RecordSharing)? {
                return Ok(Some(person));
            }
        }
        Ok(None)
    });
    found.unwrap().unwrap()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(|entry| (name(&entry), fs::read(entry.path()).unwrap())).collect()
}

/// All but what says which print-out a folder is.
fn papers(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&String, &Vec<u8>> {
    let says = |name: &str| name.ends_with("-manifest.json") || name.ends_with("-print-out.txt");
    files.iter().filter(|(name, _)| !says(name)).collect()
}

/// Which print-out a folder is, by its manifest, and how many the manifest speaks of.
fn print_out(folder: &Path, batch: &str) -> (u64, usize) {
    let text = fs::read(folder.join(format!("{batch}-manifest.json"))).unwrap();
    let manifest: Value = serde_json::from_slice(&text).unwrap();
    let all = manifest.get("printed_out").and_then(Value::as_array).unwrap();
    assert!(all.iter().all(|one| one["way"] == "command" && one["at"].is_string()));
    (manifest.get("print_out").and_then(Value::as_u64).unwrap(), all.len())
}

/// Kills a run once its first file stands in its place; false when it was over by then.
fn killed_in_the_middle(folder: &Path, batch: &str, out: &str) -> bool {
    let first = folder.join(out).join(format!("{batch}-cards-0001.pdf"));
    let manifest = folder.join(out).join(format!("{batch}-manifest.json"));
    let mut child = begun(folder, batch, out);
    while !first.exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    !manifest.exists()
}

#[test]
fn a_run_that_was_killed_goes_on_without_a_double_or_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let city = city(folder);
    let batch = batch(&city, (CARDS, true)).to_string();
    drop(city);
    let whole = print(folder, &batch, "whole");
    assert!(whole.contains("5 files of 60 cards, 0 of them there before"), "{whole}");
    let expect = files(&folder.join("whole"));
    // Each with its digest, the notes of the large cards and of the words, what the folder is
    // called, and the manifest.
    assert_eq!(expect.len(), 2 * FILES + 4, "{:?}", expect.keys());
    assert!(whole.contains("print-out 1 of this batch"), "{whole}");
    assert_eq!(print_out(&folder.join("whole"), &batch), (1, 1));
    assert!(whole.contains("large cards that say what helps in an emergency: 1"), "{whole}");
    let out = (0..TRIES).map(|nth| format!("killed-{nth}"));
    let mut killed = out.filter(|out| killed_in_the_middle(folder, &batch, out));
    let out = killed.next().unwrap_or_else(|| panic!("no run was killed in the middle"));
    let left = fs::read(folder.join(&out).join(format!("{batch}-cards-0001.pdf"))).unwrap();
    let on = print(folder, &batch, &out);
    assert!(on.contains("cards-0001.pdf is there and whole"), "{on}");
    let finished = files(&folder.join(&out));
    assert_eq!(finished.keys().collect::<Vec<_>>(), expect.keys().collect::<Vec<_>>());
    assert!(papers(&finished) == papers(&expect), "the same bytes as of a run that nobody killed");
    let killed: u64 = out.rsplit('-').next().unwrap().parse().unwrap();
    let (number, listed) = print_out(&folder.join(&out), &batch);
    assert_eq!(number, killed + 2, "each folder was counted once, however often it was begun");
    assert_eq!(u64::try_from(listed).unwrap(), number);
    assert_eq!(finished[&format!("{batch}-cards-0001.pdf")], left);
    let again = print(folder, &batch, &out);
    assert!(again.contains("5 of them there before"), "{again}");
}

#[test]
fn a_manifest_counts_every_piece_and_a_damaged_file_is_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let city = city(folder);
    let batch = batch(&city, (3, true)).to_string();
    drop(city);
    print(folder, &batch, "out");
    let out = folder.join("out");
    let expect = files(&out);
    let manifest: Value =
        serde_json::from_slice(&expect[&format!("{batch}-manifest.json")]).unwrap();
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!((listed.len(), &manifest["cards"]), (FILES, &3.into()));
    for file in listed {
        let name = file["name"].as_str().unwrap();
        let (bytes, digest) = (&expect[name], file["sha256"].as_str().unwrap());
        assert!(bytes.starts_with(b"%PDF") && file["bytes"] == bytes.len(), "{name}");
        let beside = String::from_utf8_lossy(&expect[&format!("{name}.sha256")]).into_owned();
        assert_eq!(beside, format!("{digest}  {name}\n"));
        let pieces = if file["what"] == "leaflet" { 1 } else { 3 };
        assert_eq!((&file["first"], &file["pieces"]), (&1.into(), &pieces.into()), "{name}");
        let told = if file["what"] == "large-cards" { json!(1) } else { Value::Null };
        assert_eq!(file["emergency"]["cards"], told, "{name}");
    }
    let letters = out.join(format!("{batch}-letters-0001.pdf"));
    fs::write(&letters, &expect[&format!("{batch}-letters-0001.pdf")][..100]).unwrap();
    fs::remove_file(out.join(format!("{batch}-stickers-0001.pdf"))).unwrap();
    let again = print(folder, &batch, "out");
    assert!(again.contains("3 of them there before"), "{again}");
    assert!(files(&out) == expect);
}

#[test]
fn a_second_print_after_somebody_took_their_yes_back_keeps_the_first_or_says_that_it_differs() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let city = city(folder);
    let batch = batch(&city, (2, true));
    let (at, person) = (city.facility, sharing(&city, batch));
    drop(city);
    let batch = batch.to_string();
    print(folder, &batch, "one");
    let one = files(&folder.join("one"));
    let store = opened(folder);
    let no = answered(person, Purpose::RecordSharing, (Wish::No, 1));
    store.write_blocking(move |tx| consent::actions::answer(tx, &permit(at), &no)).unwrap();
    drop(store);
    let again = print(folder, &batch, "one");
    assert!(again.contains("5 of them there before"), "{again}");
    assert!(again.contains("large cards that say what helps in an emergency: 1"), "{again}");
    assert!(files(&folder.join("one")) == one, "what was printed stays");
    let anew = print(folder, &batch, "other");
    assert!(anew.contains("large cards that say what helps in an emergency: 0"), "{anew}");
    let other = files(&folder.join("other"));
    let of = |what: &str| format!("{batch}-{what}-0001.pdf");
    assert!(other[&of("large-cards")] != one[&of("large-cards")]);
    for same in ["cards", "letters", "stickers"] {
        assert!(other[&of(same)] == one[&of(same)], "{same}");
    }
    let manifest = format!("{batch}-manifest.json");
    assert_ne!(other[&manifest], one[&manifest]);
    assert_eq!(print_out(&folder.join("one"), &batch), (1, 1));
    assert_eq!(print_out(&folder.join("other"), &batch), (2, 2));
}

fn is_pdf(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|kind| kind == "pdf")
}

#[test]
fn whoever_prints_prints_the_words_in_force_and_the_manifest_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let city = city(folder);
    let batch = batch(&city, (2, true)).to_string();
    drop(city);
    let spoken = || {
        let manifest = fs::read(folder.join(format!("out/{batch}-manifest.json"))).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        manifest["words"].clone()
    };
    let first = print(folder, &batch, "out");
    assert!(first.contains("The words are a sample"), "{first}");
    assert_eq!(spoken(), json!({ "version": null, "sample": true }));
    let sample = files(&folder.join("out"));
    let words = WORDS.replace("demonstration", "approved").replace("00000 01075", "1800 00 0000");
    fs::write(folder.join("words.tsv"), words).unwrap();
    let loaded = run(folder, &["load", "kit-text", "words.tsv"]);
    assert!(loaded.contains("kit text: version 1 is in force"), "{loaded}");
    let own = print(folder, &batch, "out");
    assert!(own.contains("0 of them there before") && !own.contains("sample"), "{own}");
    assert_eq!(spoken(), json!({ "version": 1, "sample": false }));
    let printed = files(&folder.join("out"));
    for (name, bytes) in sample.iter().filter(|(name, _)| is_pdf(name)) {
        assert!(printed[name] != *bytes, "{name} says what it said before");
    }
    let again = print(folder, &batch, "out");
    assert!(again.contains("5 of them there before"), "{again}");
    assert!(files(&folder.join("out")) == printed);
}

#[test]
fn a_batch_that_is_open_or_unknown_is_not_printed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let city = city(folder);
    let open = batch(&city, (1, false)).to_string();
    drop(city);
    for (batch, code) in [(open, "CRD-041"), (Uuid::from_u128(7).to_string(), "CRD-020")] {
        let asked = ["cards", "print", &batch, "--out", "out"];
        let output = nabz(folder, &asked).output().unwrap();
        assert_eq!(output.status.code(), Some(REFUSED), "{}", all_said(&output));
        assert!(all_said(&output).contains(code), "{}", all_said(&output));
        assert!(!folder.join("out").exists());
    }
}
