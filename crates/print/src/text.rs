//! Lines out of words: measured, wrapped, never cut off.

use crate::PrintFault;
use crate::face::Weight;
use crate::shape::{shape, width_em};

/// The colours of paper. A thermal printer has only black, so slips use nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Text.
    Black,
    /// The second language beside the first.
    Grey,
    /// Allergies, and nothing else.
    Red,
    /// Words on the dark bar of a card.
    White,
    /// The dark bar of a card.
    Bar,
    /// The second language on that bar.
    Pale,
}

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Letter size in points.
    pub size: f32,
    /// How heavy.
    pub weight: Weight,
    /// In which colour.
    pub ink: Ink,
}

impl Style {
    /// Black text of a size.
    pub const fn plain(size: f32) -> Self {
        Self { size, weight: Weight::Regular, ink: Ink::Black }
    }

    /// Bold black text of a size.
    pub const fn bold(size: f32) -> Self {
        Self { size, weight: Weight::Bold, ink: Ink::Black }
    }

    /// The same in another colour.
    #[must_use]
    pub const fn ink(mut self, ink: Ink) -> Self {
        self.ink = ink;
        self
    }
}

/// Text in one style.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// Their look.
    pub style: Style,
}

/// Where a line stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// From the left edge.
    Left,
    /// In the middle.
    Centre,
    /// To the right edge.
    Right,
}

/// Words that flow over as many lines as they need.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// Pieces, one after the other.
    pub spans: Vec<Span>,
    /// Line height as a multiple of the letter size. Devanagari needs 1.35 or more.
    pub leading: f32,
    /// Where lines stand.
    pub align: Align,
}

impl Paragraph {
    /// An empty paragraph from the left.
    pub const fn new() -> Self {
        Self { spans: Vec::new(), leading: 1.42, align: Align::Left }
    }

    /// Adds words.
    #[must_use]
    pub fn say(mut self, text: impl Into<String>, style: Style) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.spans.push(Span { text, style });
        }
        self
    }

    /// Adds a space and words, when there are any.
    #[must_use]
    pub fn and(self, text: impl Into<String>, style: Style) -> Self {
        let text = text.into();
        if text.is_empty() {
            return self;
        }
        if self.spans.is_empty() {
            return self.say(text, style);
        }
        self.say(" ", style).say(text, style)
    }

    /// In the middle of its column.
    #[must_use]
    pub const fn centred(mut self) -> Self {
        self.align = Align::Centre;
        self
    }

    /// At the right edge of its column.
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.align = Align::Right;
        self
    }

    /// The lines it takes in a column `width` points wide.
    pub fn lines(&self, width: f32) -> Result<Vec<Line>, PrintFault> {
        let mut wrapping = Wrapping { width, done: Vec::new(), line: Line::default() };
        for span in &self.spans {
            for (nth, part) in span.text.split('\n').enumerate() {
                if nth > 0 {
                    wrapping.end_line();
                }
                for word in part.split_inclusive(' ') {
                    wrapping.add(word, span.style)?;
                }
            }
        }
        wrapping.end_line();
        Ok(wrapping.done)
    }

    /// The first word that is wider than a column of `width` points, and would be broken there
    /// between two letters.
    pub fn broken_word(&self, width: f32) -> Result<Option<&str>, PrintFault> {
        for span in &self.spans {
            for word in span.text.split([' ', '\n']) {
                if width_em(word, span.style.weight)? * span.style.size > width {
                    return Ok(Some(word));
                }
            }
        }
        Ok(None)
    }

    /// How high it stands in a column `width` points wide.
    pub fn height(&self, width: f32) -> Result<f32, PrintFault> {
        Ok(self.lines(width)?.iter().map(|line| line.height(self.leading)).sum())
    }
}

impl Default for Paragraph {
    fn default() -> Self {
        Self::new()
    }
}

/// One line, wrapped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Pieces from left to right.
    pub pieces: Vec<Span>,
    /// Points, without the space at its end.
    pub width: f32,
    ends_in_space: f32,
}

impl Line {
    /// Points from the top of this line to the top of the next.
    pub fn height(&self, leading: f32) -> f32 {
        self.size() * leading
    }

    /// The size of its largest letters.
    pub fn size(&self) -> f32 {
        self.pieces.iter().map(|piece| piece.style.size).fold(0.0, f32::max)
    }

    fn push(&mut self, text: &str, style: Style, width: f32, space: f32) {
        self.width += self.ends_in_space + width;
        self.ends_in_space = space;
        match self.pieces.last_mut() {
            Some(last) if last.style == style => last.text.push_str(text),
            Some(_) | None => self.pieces.push(Span { text: text.to_owned(), style }),
        }
    }
}

struct Wrapping {
    width: f32,
    done: Vec<Line>,
    line: Line,
}

impl Wrapping {
    fn add(&mut self, word: &str, style: Style) -> Result<(), PrintFault> {
        let bare = word.trim_end_matches(' ');
        let width = width_em(bare, style.weight)? * style.size;
        let space = width_em(word, style.weight)? * style.size - width;
        let fits = self.line.width + self.line.ends_in_space + width <= self.width;
        if fits {
            self.line.push(word, style, width, space);
            return Ok(());
        }
        if !self.line.pieces.is_empty() {
            self.end_line();
        }
        if width <= self.width {
            self.line.push(word, style, width, space);
            return Ok(());
        }
        self.add_in_pieces(word, style)
    }

    /// A word wider than its column is cut between letters, where shaping allows it.
    fn add_in_pieces(&mut self, word: &str, style: Style) -> Result<(), PrintFault> {
        let mut rest = word;
        while !rest.is_empty() {
            let (head, width) = head_that_fits(rest, style, self.width)?;
            self.line.push(head, style, width, 0.0);
            rest = rest.get(head.len()..).unwrap_or_default();
            if !rest.is_empty() {
                self.end_line();
            }
        }
        Ok(())
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.pieces.is_empty() {
            self.done.push(line);
        }
    }
}

/// The longest start of `word` that is no wider than `width`; at least one letter.
fn head_that_fits(word: &str, style: Style, width: f32) -> Result<(&str, f32), PrintFault> {
    let mut end = 0;
    let mut used = 0.0;
    let mut before_run = 0;
    for run in shape(word, style.weight)? {
        for glyph in &run.glyphs {
            let advance = glyph.x_advance * style.size;
            if used + advance > width && end > 0 {
                return Ok((word.get(..end).unwrap_or(word), used));
            }
            used += advance;
            end = before_run + glyph.text_range.end;
        }
        before_run += run.text.len();
    }
    Ok((word, used))
}
