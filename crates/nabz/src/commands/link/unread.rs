//! What of a list could not be read: how much of each column, and where for example. Never what it
//! says.

use nabz_linkage::lists::{Cells, Field, is_readable};
use nabz_web::messages::Message;
use nabz_web::msg::linkage as msg;
use serde_json::{Value, json};
use std::path::Path;

/// Lines of a column that are named.
const EXAMPLES_MAX: usize = 3;
/// More than one value in so many is hardly a slip of a hand.
const MANY_ONE_IN: usize = 10;

/// What could not be read of one list.
#[derive(Default)]
pub(super) struct Unread([Column; Field::COUNT]);

#[derive(Default)]
struct Column {
    /// Cells in which something is written.
    values: usize,
    unread: usize,
    /// The first lines of those.
    lines: Vec<u64>,
}

impl Unread {
    /// Counts the cells of a line.
    pub(super) fn count(&mut self, cells: &Cells<'_>, line: u64) {
        for ((column, cell), field) in self.0.iter_mut().zip(cells).zip(Field::ALL) {
            if cell.is_empty() {
                continue;
            }
            column.values += 1;
            if !is_readable(field, cell) {
                column.unread += 1;
                if column.lines.len() < EXAMPLES_MAX {
                    column.lines.push(line);
                }
            }
        }
    }

    /// A sentence for each column of which something could not be read.
    pub(super) fn said(&self, file: &Path) -> Vec<Message> {
        let file = file.display().to_string();
        self.columns().map(|(column, field)| column.said(&file, field)).collect()
    }

    /// The same for machines.
    pub(super) fn facts(&self, file: &Path) -> Vec<Value> {
        let file = file.display().to_string();
        let facts = |(column, field): (&Column, Field)| {
            json!({
                "file": file, "column": field.word(), "values": column.values,
                "unread": column.unread, "lines": column.lines,
            })
        };
        self.columns().map(facts).collect()
    }

    fn columns(&self) -> impl Iterator<Item = (&Column, Field)> {
        self.0.iter().zip(Field::ALL).filter(|(column, _)| column.unread > 0)
    }
}

impl Column {
    fn said(&self, file: &str, field: Field) -> Message {
        let Self { values, unread, lines } = self;
        if unread * MANY_ONE_IN <= *values {
            return msg::unread(field.word(), file, unread, values);
        }
        let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
        msg::unread_many(field.word(), file, lines.join(", "), unread, values)
    }
}
