//! What is done to a formulary: it is loaded, whole or not at all.

use super::model::{Formulary, FormularyRefusal, Line, Loaded};
use super::{rules, sheet, store};
use nabz_access::audit_program;
use nabz_kernel::refusal::Refused;
use nabz_kernel::sheet::LineFault;
use nabz_store::{Stop, Tx};

/// A refusal names so many faults; the command prints them all from [`sheet::read`].
const FAULTS_NAMED_MAX: usize = 5;

/// Reads a CSV sheet and makes it the city's formulary.
///
/// Refuses with `FOR-001` and the first faulty lines when anything is wrong; then nothing is
/// loaded. A medicine that the sheet no longer has is retired, not deleted.
pub fn load_formulary(tx: &mut Tx<'_>, csv: &str) -> Result<Loaded, Stop> {
    let formulary = sheet::read(csv).map_err(|faults| unreadable(&faults))?;
    load(tx, &formulary)
}

/// Makes a list that was already read the city's formulary.
pub fn load(tx: &mut Tx<'_>, formulary: &Formulary) -> Result<Loaded, Stop> {
    let (known_before, _) = store::count(tx)?;
    store::retire_all(tx)?;
    let mut words = Vec::with_capacity(formulary.lines.len());
    for line in &formulary.lines {
        words.push((store::keep(tx, line)?, words_of(line)));
    }
    store::set_words(tx, &words)?;
    let (known, retired) = store::count(tx)?;
    let added = known.saturating_sub(known_before);
    audit_program(tx, "formulary.load")?;
    Ok(Loaded { added, kept: formulary.lines.len().saturating_sub(added), retired })
}

/// Everything that somebody may begin to type for a medicine.
fn words_of(line: &Line) -> Vec<String> {
    let medicine = &line.medicine;
    let also = line.also.join(" ");
    let texts =
        [&medicine.name.english, &medicine.name.hindi, &medicine.strength, &medicine.code, &also];
    rules::folded_words(&texts.map(String::as_str).join(" "))
}

fn unreadable(faults: &[LineFault]) -> FormularyRefusal {
    let first: Vec<_> = faults.iter().take(FAULTS_NAMED_MAX).map(LineFault::to_string).collect();
    FormularyRefusal::Unreadable { faults: faults.len(), first: first.join("\n") }
}

impl From<FormularyRefusal> for Stop {
    fn from(refusal: FormularyRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
