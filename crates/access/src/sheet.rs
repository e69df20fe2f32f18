//! Master lists as CSV: every fault with its line, and nothing half-loaded.

use nabz_kernel::sheet::{LineFault, Wrong};
use nabz_kernel::signs::cannot_stand_on_a_line;
use std::collections::HashMap;

/// More lines than any master list of a city has staff.
pub const SHEET_LINES_MAX: usize = 100_000;
const CELL_CHARACTERS_MAX: usize = 500;

/// One line of a sheet, its cells by their headings.
pub struct SheetLine {
    /// Counted from 1, the header included.
    pub line: u64,
    cells: HashMap<&'static str, String>,
}

impl SheetLine {
    /// A cell, trimmed; empty when the sheet leaves it empty.
    pub fn cell(&self, column: &'static str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// A fault of this line.
    pub fn fault(&self, column: &'static str, what: Wrong) -> LineFault {
        LineFault::at(self.line, column, what)
    }

    /// A cell that must say something.
    pub fn needed(&self, column: &'static str) -> Result<&str, LineFault> {
        let cell = self.cell(column);
        if cell.is_empty() { Err(self.fault(column, Wrong::Empty)) } else { Ok(cell) }
    }
}

/// Reads a sheet with these columns, in any order; other columns are a fault, not ignored. Lines
/// that begin with `#` are remarks.
pub fn read_sheet(text: &str, columns: &[&'static str]) -> Result<Vec<SheetLine>, Vec<LineFault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers().cloned().map_err(|_| vec![at(1, Wrong::NotATable)])?;
    let order = columns_of(&header, columns)?;
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |place| line_at(text, place));
                match line_of(line, &record, &order) {
                    Ok(read) => lines.push(read),
                    Err(fault) => faults.push(fault),
                }
            }
            Err(e) => {
                let line = e.position().map_or(0, |place| line_at(text, place));
                let unequal = matches!(e.kind(), csv::ErrorKind::UnequalLengths { .. });
                faults.push(at(line, if unequal { Wrong::CellsMissing } else { Wrong::NotATable }));
            }
        }
        if lines.len() > SHEET_LINES_MAX {
            return Err(vec![at(0, Wrong::TooManyLines { most: SHEET_LINES_MAX })]);
        }
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

/// The reader's place is where it began to look: in front of the remarks and empty lines that it
/// skipped.
fn line_at(text: &str, place: &csv::Position) -> u64 {
    let skipped = |line: &&str| line.is_empty() || line.starts_with('#');
    let start = usize::try_from(place.byte()).ok().and_then(|byte| text.get(byte..));
    start.unwrap_or_default().lines().take_while(skipped).fold(place.line(), |line, _| line + 1)
}

fn columns_of(
    header: &csv::StringRecord,
    columns: &[&'static str],
) -> Result<Vec<&'static str>, Vec<LineFault>> {
    let mut faults = Vec::new();
    let mut order = Vec::new();
    for heading in header {
        match columns.iter().find(|column| **column == heading) {
            Some(column) => order.push(*column),
            None => faults.push(at(1, Wrong::UnknownColumn { heading: heading.to_owned() })),
        }
    }
    for column in columns.iter().filter(|column| !order.contains(column)) {
        faults.push(LineFault::at(1, column, Wrong::ColumnMissing));
    }
    if faults.is_empty() { Ok(order) } else { Err(faults) }
}

fn line_of(
    line: u64,
    record: &csv::StringRecord,
    order: &[&'static str],
) -> Result<SheetLine, LineFault> {
    let mut cells = HashMap::new();
    for (column, cell) in order.iter().zip(record) {
        if cell.chars().count() > CELL_CHARACTERS_MAX {
            let most = CELL_CHARACTERS_MAX;
            return Err(LineFault::at(line, column, Wrong::TooLong { most }));
        }
        if cell.chars().any(cannot_stand_on_a_line) {
            return Err(LineFault::at(line, column, Wrong::StrangeSign));
        }
        cells.insert(*column, cell.to_owned());
    }
    Ok(SheetLine { line, cells })
}

fn at(line: u64, what: Wrong) -> LineFault {
    LineFault::at(line, "", what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        read_sheet(text, &["code", "name"])
            .err()
            .unwrap_or_default()
            .iter()
            .map(LineFault::to_string)
            .collect()
    }

    #[test]
    fn every_fault_says_its_line() {
        assert_eq!(faults("name,code\nLok Nayak,LNH\n"), Vec::<String>::new());
        assert_eq!(faults("code\nLNH\n"), ["1 name SHT-009"]);
        assert_eq!(faults("code,name,colour\n"), ["1 SHT-008"]);
        assert_eq!(
            faults("code,name\nLNH,Lok Nayak\nGTB\nX,\"a\tb\"\nY,a\u{202e}b\n"),
            ["3 SHT-010", "4 name SHT-003", "5 name SHT-003"]
        );
        assert_eq!(faults("# a remark\ncode,name\nA,B\n\n# another\nGTB\n"), ["6 SHT-010"]);
    }
}
