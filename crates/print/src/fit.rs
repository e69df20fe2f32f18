//! Words that get so many lines and no more: set as large as they fit.
//!
//! They are shaped once, in ems, for every size that is tried. Nothing is left out: where even the
//! smallest letters do not fit, the caller is told.

use crate::PrintFault;
use crate::face::Weight;
use crate::shape::{Run, shape};
use crate::text::{Ink, Paragraph, Style};

/// Words in the size that was found for them.
#[derive(Clone, Debug)]
pub(crate) struct Fitted {
    pub(crate) weight: Weight,
    /// Points.
    pub(crate) size: f32,
    pub(crate) ink: Ink,
    pub(crate) lines: Vec<FittedLine>,
}

/// One line of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct FittedLine {
    /// From left to right.
    pub(crate) runs: Vec<Run>,
    /// Points, without the space at its end.
    pub(crate) width: f32,
}

impl Fitted {
    /// The same in another colour.
    pub(crate) fn ink(mut self, ink: Ink) -> Self {
        self.ink = ink;
        self
    }
}

/// Sets words on at most `lines_max` lines of `width` points, in the first of `sizes` in which
/// they fit; the sizes go from large to small. A word that is wider than the column in the last of
/// them is broken between letters.
///
/// # Errors
/// `PrintFault::Pdf` when they need more lines even so.
pub(crate) fn fit(
    text: &str,
    weight: Weight,
    width: f32,
    sizes: &[f32],
    lines_max: usize,
) -> Result<Fitted, PrintFault> {
    let words: Result<Vec<Word>, PrintFault> =
        text.split_inclusive(' ').map(|word| Word::shape(word, weight)).collect();
    let words = words?;
    for size in sizes {
        if let Some(counts) = breaks(&words, width / size, lines_max) {
            return Ok(Fitted {
                weight,
                size: *size,
                ink: Ink::Black,
                lines: set(words, &counts, *size),
            });
        }
    }
    let size = sizes.last().copied().unwrap_or_default();
    let lines = broken(text, Style { size, weight, ink: Ink::Black }, width)?;
    if lines.len() > lines_max {
        return Err(PrintFault::Pdf("words do not fit even in the smallest letters".into()));
    }
    Ok(Fitted { weight, size, ink: Ink::Black, lines })
}

/// A word and the space behind it; lengths in ems.
struct Word {
    runs: Vec<Run>,
    width: f32,
    space: f32,
}

impl Word {
    fn shape(word: &str, weight: Weight) -> Result<Self, PrintFault> {
        let runs = shape(word, weight)?;
        let all: f32 = runs.iter().map(Run::width_em).sum();
        let last = runs.last().and_then(|run| run.glyphs.last());
        let space = last.filter(|_| word.ends_with(' ')).map_or(0.0, |glyph| glyph.x_advance);
        Ok(Self { runs, width: all - space, space })
    }
}

/// How many words each line takes in a column so many ems wide; `None` when they take too many
/// lines, or one word does not fit at all.
fn breaks(words: &[Word], ems: f32, lines_max: usize) -> Option<Vec<usize>> {
    let mut counts: Vec<usize> = Vec::new();
    let mut used = 0.0;
    for word in words {
        if word.width > ems {
            return None;
        }
        match counts.last_mut() {
            Some(count) if used + word.width <= ems => {
                *count += 1;
                used += word.width + word.space;
            }
            Some(_) | None => {
                counts.push(1);
                used = word.width + word.space;
            }
        }
    }
    (counts.len() <= lines_max).then_some(counts)
}

fn set(words: Vec<Word>, counts: &[usize], size: f32) -> Vec<FittedLine> {
    let mut words = words.into_iter();
    counts.iter().map(|count| line(words.by_ref().take(*count), size)).collect()
}

fn line(words: impl Iterator<Item = Word>, size: f32) -> FittedLine {
    let mut line = FittedLine::default();
    let mut space = 0.0;
    for word in words {
        line.width += (space + word.width) * size;
        space = word.space;
        line.runs.extend(word.runs);
    }
    line
}

fn broken(text: &str, style: Style, width: f32) -> Result<Vec<FittedLine>, PrintFault> {
    let mut lines = Vec::new();
    for line in Paragraph::new().say(text, style).lines(width)? {
        let mut runs = Vec::new();
        for piece in &line.pieces {
            runs.extend(shape(&piece.text, style.weight)?);
        }
        lines.push(FittedLine { runs, width: line.width });
    }
    Ok(lines)
}
