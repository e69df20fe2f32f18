//! Paragraphs one under the other, on as many pages as they need.

use crate::PrintFault;
use crate::sheet::{Area, Sheet};
use crate::text::Paragraph;

/// Pages while they fill.
pub(super) struct Flow {
    full: Vec<Sheet>,
    open: Sheet,
    /// Where the next paragraph begins.
    pub(super) y: f32,
    column: Area,
}

impl Flow {
    /// Pages with this column free for words; on the first of them it begins at `y`.
    pub(super) fn new(open: Sheet, column: Area, y: f32) -> Self {
        Self { full: Vec::new(), open, y, column }
    }

    /// Sets a paragraph, and leaves a gap under it.
    pub(super) fn say(&mut self, words: &Paragraph, gap: f32) -> Result<(), PrintFault> {
        let column = self.column;
        self.room(words.height(column.width)?)?;
        self.y = self.open.text(Area { y: self.y, ..column }, words)? + gap;
        Ok(())
    }

    /// Sets two paragraphs beside one another, `between` points apart, and leaves a gap under the
    /// longer.
    pub(super) fn pair(
        &mut self,
        words: [&Paragraph; 2],
        between: f32,
        gap: f32,
    ) -> Result<(), PrintFault> {
        let [left, right] = words;
        let width = (self.column.width - between) / 2.0;
        self.room(left.height(width)?.max(right.height(width)?))?;
        let column = Area { y: self.y, width, ..self.column };
        let first = self.open.text(column, left)?;
        let second = self.open.text(Area { x: column.x + width + between, ..column }, right)?;
        self.y = first.max(second) + gap;
        Ok(())
    }

    /// A line from edge to edge, and a gap under it.
    pub(super) fn rule(&mut self, thickness: f32, gap: f32) {
        self.open.rule(self.column.x, self.y, self.column.width, thickness);
        self.y += thickness + gap;
    }

    /// All pages.
    pub(super) fn done(mut self) -> Vec<Sheet> {
        self.full.push(self.open);
        self.full
    }

    /// Turns the page where so many points are not left on it.
    fn room(&mut self, height: f32) -> Result<(), PrintFault> {
        if height > self.column.height {
            return Err(PrintFault::Pdf("a paragraph longer than a page".into()));
        }
        if self.y + height > self.column.y + self.column.height {
            self.full.push(std::mem::take(&mut self.open));
            self.y = self.column.y;
        }
        Ok(())
    }
}
