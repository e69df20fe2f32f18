//! Master lists as CSV: every fault with its line, and nothing half-loaded.

use std::collections::HashMap;
use std::fmt;

/// More lines than any master list of a city has staff.
pub const SHEET_LINES_MAX: usize = 100_000;
const CELL_CHARACTERS_MAX: usize = 500;

/// One thing wrong with one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// Counted from 1, the header included.
    pub line: u64,
    /// The heading of the column; empty when the whole line is meant.
    pub column: &'static str,
    /// What is wrong, in words for whoever runs the command.
    pub what: String,
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            "" => write!(f, "line {}: {}", self.line, self.what),
            column => write!(f, "line {}, {column}: {}", self.line, self.what),
        }
    }
}

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
    pub fn fault(&self, column: &'static str, what: impl Into<String>) -> LineFault {
        LineFault { line: self.line, column, what: what.into() }
    }

    /// A cell that must say something.
    pub fn needed(&self, column: &'static str) -> Result<&str, LineFault> {
        let cell = self.cell(column);
        if cell.is_empty() { Err(self.fault(column, "must not be empty")) } else { Ok(cell) }
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
    let header = reader.headers().cloned().map_err(|e| vec![at(1, e.to_string())])?;
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
                faults.push(at(line, "has not as many cells as the first line"));
            }
        }
        if lines.len() > SHEET_LINES_MAX {
            return Err(vec![at(0, format!("has more than {SHEET_LINES_MAX} lines"))]);
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
            None => faults.push(at(1, format!("no list of this kind has a column {heading:?}"))),
        }
    }
    for column in columns.iter().filter(|column| !order.contains(column)) {
        faults.push(LineFault { line: 1, column, what: "this column is missing".into() });
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
            return Err(LineFault { line, column, what: "is too long".into() });
        }
        if cell.chars().any(char::is_control) {
            return Err(LineFault { line, column, what: "has a control character".into() });
        }
        cells.insert(*column, cell.to_owned());
    }
    Ok(SheetLine { line, cells })
}

fn at(line: u64, what: impl Into<String>) -> LineFault {
    LineFault { line, column: "", what: what.into() }
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
        assert_eq!(faults("code\nLNH\n"), ["line 1, name: this column is missing"]);
        assert_eq!(
            faults("code,name,colour\n"),
            ["line 1: no list of this kind has a column \"colour\""]
        );
        assert_eq!(
            faults("code,name\nLNH,Lok Nayak\nGTB\nX,\"a\tb\"\n"),
            [
                "line 3: has not as many cells as the first line",
                "line 4, name: has a control character"
            ]
        );
        assert_eq!(
            faults("# a remark\ncode,name\nA,B\n\n# another\nGTB\n"),
            ["line 6: has not as many cells as the first line"]
        );
    }
}
