//! `nabz simulate city`: a list of made-up residents as counters wrote them down, and whose line is
//! whose, for whoever looks for duplicates in lists. No database is opened, and memory holds one
//! household at a time.

use crate::cli;
use crate::ended::Ended;
use crate::fixtures::{LOCALITIES, WARDS};
use crate::say::Say;
use nabz_kernel::refusal::Refused;
use nabz_people::places::sheet;
use nabz_people::residents::city::{COLUMNS, City, Locality, Noise};
use nabz_web::numbers::grouped;
use serde_json::json;
use std::fmt::Display;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// More than live in any city.
const RESIDENTS_MAX: u64 = 100_000_000;
/// What is written to the disk at once.
const BUFFER_BYTES: usize = 1 << 20;
/// Residents between two moves of the bar.
const RESIDENTS_A_STEP: u64 = 1_000;

/// Writes the city's lists; each is whole or not there.
pub(crate) fn city(asked: &cli::City, say: &Say) -> Result<(), Ended> {
    let list = asked.out.join("registrations.csv");
    let map = asked.out.join("columns.toml");
    let truth = asked.truth.clone().unwrap_or_else(|| asked.out.join("truth.csv"));
    if !(1..=RESIDENTS_MAX).contains(&asked.residents) {
        let most = grouped(i64::try_from(RESIDENTS_MAX).unwrap_or(i64::MAX));
        return Err(Refused::plain("SIM-001").invalid().with("most", most).into());
    }
    if truth == list || truth == map {
        return Err(Refused::plain("SIM-003").invalid().into());
    }
    let city = City::of(asked.residents, asked.seed, asked.today)
        .living_in(localities()?)
        .written_as(noise(asked.noise));
    let written = write(city, (list.as_path(), truth.as_path()), asked.residents, say)?;
    fs::write(&map, columns(asked.today)).map_err(|error| unwritten(&map, error))?;
    let Written { households, lines } = written;
    let again = lines - asked.residents;
    let (list, truth, map) = (list.display(), truth.display(), map.display());
    let sentence = format!(
        "{lines} lines in {list}, {again} of them of somebody written down before; \
         whose is whose in {truth}; for `nabz people link` in {map}"
    );
    let facts = json!({
        "residents": asked.residents, "households": households, "lines": lines, "again": again,
        "registrations": list.to_string(), "truth": truth.to_string(), "columns": map.to_string(),
    });
    say.result(sentence, &facts);
    Ok(())
}

/// How much was written.
struct Written {
    households: u64,
    lines: u64,
}

fn write(
    mut city: City,
    (list, truth): (&Path, &Path),
    residents: u64,
    say: &Say,
) -> Result<Written, Ended> {
    let mut list = Sheet::create(list)?;
    let mut truth = Sheet::create(truth)?;
    list.line(COLUMNS)?;
    truth.line(["id", "person"])?;
    let bar = say.bar("residents", usize::try_from(residents).unwrap_or(usize::MAX));
    let (mut lines, mut known) = (0, 0_u64);
    for registration in city.by_ref() {
        list.line(registration.cells())?;
        truth.line([&registration.id, &registration.person])?;
        lines += 1;
        known += u64::from(!registration.is_again);
        if !registration.is_again && known.is_multiple_of(RESIDENTS_A_STEP) {
            bar.step(usize::try_from(RESIDENTS_A_STEP).unwrap_or_default());
        }
    }
    list.finish()?;
    truth.finish()?;
    let households = city.households();
    say.done(&bar, format!("{known} in {households} households"));
    Ok(Written { households, lines })
}

/// A list that is written beside its place, and moved there when it is whole.
struct Sheet {
    place: PathBuf,
    unfinished: PathBuf,
    writer: csv::Writer<File>,
}

impl Sheet {
    fn create(place: &Path) -> Result<Self, Ended> {
        let mut name = place.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.unfinished", std::process::id()));
        let unfinished = place.with_file_name(name);
        let folder = place.parent().map_or(Ok(()), fs::create_dir_all);
        let file = folder.and_then(|()| File::create(&unfinished));
        let file = file.map_err(|error| unwritten(place, error))?;
        let writer = csv::WriterBuilder::new().buffer_capacity(BUFFER_BYTES).from_writer(file);
        Ok(Self { place: place.to_owned(), unfinished, writer })
    }

    fn line<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), Ended> {
        self.writer.write_record(cells).map_err(|error| unwritten(&self.place, error))
    }

    fn finish(mut self) -> Result<(), Ended> {
        let whole = self.writer.flush();
        let moved = whole.and_then(|()| fs::rename(&self.unfinished, &self.place));
        moved.map_err(|error| unwritten(&self.place, error))
    }
}

impl Drop for Sheet {
    /// What is left of a list that broke off is of no use to anybody; of a whole one nothing is.
    fn drop(&mut self) {
        drop(fs::remove_file(&self.unfinished));
    }
}

fn unwritten(place: &Path, why: impl Display) -> Ended {
    Refused::plain("SIM-002").with("file", place.display()).with("why", why).into()
}

fn noise(asked: cli::Noise) -> Noise {
    match asked {
        cli::Noise::Heard => Noise::Heard,
        cli::Noise::Copied => Noise::Copied,
    }
}

/// The localities of the made-up city. No list says in which ward one lies, so they take turns.
fn localities() -> Result<Vec<Locality>, Ended> {
    let wards = sheet::wards(WARDS).map_err(Ended::faulty)?.wards;
    let known = sheet::localities(LOCALITIES).map_err(Ended::faulty)?;
    let pairs = known.into_iter().zip(wards.iter().cycle());
    let locality = pairs.map(|(known, ward)| Locality {
        name_en: known.name_en,
        name_hi: known.name_hi,
        ward: ward.number.clone(),
        district: known.district,
    });
    Ok(locality.collect())
}

/// Which column holds what, as `nabz people link --map` reads it.
fn columns(today: nabz_kernel::clock::Date) -> String {
    let (year, _, _) = today.calendar();
    format!(
        "id = \"id\"\n\
         full_name = \"full_name\"\n\
         guardian_name = \"guardian_name\"\n\
         birth_date = \"birth_date\"\n\
         age = \"age_said\"\n\
         sex = \"sex\"\n\
         phone = \"phone\"\n\
         address_line = \"address_line\"\n\
         locality = \"locality\"\n\
         postcode = \"ward\"\n\
         state = \"district\"\n\
         household = \"household\"\n\
         ages_in = {year}\n"
    )
}
