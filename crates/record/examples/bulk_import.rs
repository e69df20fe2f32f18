//! How many resources a second are read, checked and kept with their index rows on SQLite:
//! `cargo run --release -p nabz-record --example bulk_import -- NEW.db COUNT THREADS`. Registering
//! people is not in it.

use nabz_fhir::Body;
use nabz_fhir::validate::check;
use nabz_kernel::clock::Clock;
use nabz_record::bulk_import::{Ready, keep};
use nabz_record::{SourceId, source};
use nabz_store::{Stop, Store};
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};
use std::{env, io, thread};

const BATCH_LINES: usize = 500;
const READINGS_OF_ONE: usize = 100;

fn main() -> io::Result<()> {
    let mut asked = env::args().skip(1);
    let (Some(path), count, threads) = (asked.next(), asked.next(), asked.next()) else {
        return Err(io::Error::other("name a database that is not there yet"));
    };
    let number = |text: Option<String>, otherwise: usize| {
        text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let (count, threads) = (number(count, 100_000), number(threads, 1).max(1));
    let kept = run(Path::new(&path), count, threads).map_err(io::Error::other)?;
    writeln!(io::stdout(), "{kept}")
}

#[expect(clippy::disallowed_methods, reason = "it measures, and decides nothing by the time")]
fn run(path: &Path, count: usize, threads: usize) -> Result<String, Stop> {
    let store = Store::open_sqlite(path, Clock::Machine)?;
    let partner = store.write_blocking(|tx| source::register(tx, "bench"))?;
    let begun = Instant::now();
    // As many readers as threads, each with every so-manieth batch, in turn.
    let readers: Vec<Receiver<(Vec<Ready>, Duration)>> = (0..threads)
        .map(|reader| {
            let (to, from) = sync_channel(1);
            thread::spawn(move || read(partner, count, (reader, threads), &to));
            from
        })
        .collect();
    let (mut kept, mut reading, mut keeping) = (0, Duration::ZERO, Duration::ZERO);
    for reader in readers.iter().cycle() {
        let Ok((batch, took)) = reader.recv() else { break };
        let (batch, start) = (Arc::new(batch), Instant::now());
        kept += store.write_bulk(move |tx| keep(tx, partner, &batch))?.len();
        keeping += start.elapsed();
        reading += took;
    }
    let all = begun.elapsed();
    let a_second = f64::from(u32::try_from(kept).unwrap_or(u32::MAX)) / all.as_secs_f64();
    Ok(format!(
        "{kept} resources in {all:.1?}: {a_second:.0} a second; read and checked for \
         {reading:.1?} on {threads} threads, kept for {keeping:.1?} on one"
    ))
}

#[expect(clippy::disallowed_methods, reason = "it measures, and decides nothing by the time")]
fn read(
    partner: SourceId,
    count: usize,
    (reader, readers): (usize, usize),
    to: &SyncSender<(Vec<Ready>, Duration)>,
) {
    for first in (0..count).step_by(BATCH_LINES).skip(reader).step_by(readers) {
        let lines: Vec<String> = (first..(first + BATCH_LINES).min(count)).map(line).collect();
        let start = Instant::now();
        let bodies = lines.into_iter().filter_map(|line| Body::parse(line.into_bytes()).ok());
        let right = bodies.filter(|body| check(body).is_empty());
        let batch = right.filter_map(|body| Ready::of(body, partner)).collect();
        if to.send((batch, start.elapsed())).is_err() {
            return;
        }
    }
}

/// A patient and, behind each, readings of theirs.
fn line(at: usize) -> String {
    let patient = at / READINGS_OF_ONE;
    if at.is_multiple_of(READINGS_OF_ONE) {
        return format!(
            r#"{{"resourceType":"Patient","id":"p{patient}","identifier":[{{"system":"https://lab.example/patients","value":"{patient}"}}],"name":[{{"family":"Sharma","given":["Asha","K{patient}"]}}],"gender":"female","birthDate":"1984-05-{:02}","telecom":[{{"system":"phone","value":"98{patient:08}"}}],"address":[{{"line":["Gali 4"],"city":"Delhi","postalCode":"110032"}}]}}"#,
            patient % 28 + 1
        );
    }
    format!(
        r#"{{"resourceType":"Observation","id":"o{at}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"{}-7","display":"Hemoglobin [Mass/volume] in Blood"}}],"text":"Hemoglobin"}},"subject":{{"reference":"Patient/p{patient}"}},"encounter":{{"reference":"Encounter/e{}"}},"effectiveDateTime":"2025-{:02}-{:02}T09:30:00+05:30","issued":"2025-12-01T10:00:00.000+05:30","valueQuantity":{{"value":{}.{},"unit":"g/dL","system":"http://unitsofmeasure.org","code":"g/dL"}}}}"#,
        700 + at % 60,
        at / 10,
        at % 12 + 1,
        at % 28 + 1,
        8 + at % 9,
        at % 10
    )
}
