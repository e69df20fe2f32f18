//! From characters to placed glyphs.
//!
//! A line is cut into runs of one script, each run is shaped by the `HarfBuzz` port, and the glyphs
//! keep the bytes they came from, so that a PDF can be searched and copied from.

use crate::PrintFault;
use crate::face::{Face, Script, Weight, em};
use harfrust::{Buffer, Direction, ShapeOptions, ShaperFont};
use krilla::text::{GlyphId, KrillaGlyph};

/// A piece of text in one font, shaped.
#[derive(Clone, Debug)]
pub struct Run {
    /// Which font.
    pub script: Script,
    /// The text as it was given.
    pub text: String,
    /// Glyphs from left to right; lengths are in ems, so that any size can use them.
    pub glyphs: Vec<KrillaGlyph>,
}

impl Run {
    /// How wide the run is, in ems.
    pub fn width_em(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.x_advance).sum()
    }
}

/// Shapes one line of text.
///
/// # Errors
/// `PrintFault::Font` when a compiled-in font cannot be used.
pub fn shape(text: &str, weight: Weight) -> Result<Vec<Run>, PrintFault> {
    split_by_script(text, weight)?
        .into_iter()
        .map(|(script, piece)| shape_run(piece, script, weight))
        .collect()
}

/// The width of a line in ems.
pub fn width_em(text: &str, weight: Weight) -> Result<f32, PrintFault> {
    Ok(shape(text, weight)?.iter().map(Run::width_em).sum())
}

/// Cuts text where the font must change. Marks, joiners and spaces stay with what they follow.
pub fn split_by_script(text: &str, weight: Weight) -> Result<Vec<(Script, &str)>, PrintFault> {
    let latin = Face::of(Script::Latin, weight)?;
    let devanagari = Face::of(Script::Devanagari, weight)?;
    let mut runs = Vec::new();
    let mut start = 0;
    let mut current = None;
    for (at, character) in text.char_indices() {
        let wanted = match character {
            '\u{0900}'..='\u{097f}' | '\u{a8e0}'..='\u{a8ff}' => Script::Devanagari,
            ' ' | '\u{200b}'..='\u{200d}' | '\u{25cc}' => current.unwrap_or(Script::Latin),
            other if !latin.has(other) && devanagari.has(other) => Script::Devanagari,
            _ => Script::Latin,
        };
        match current {
            Some(script) if script != wanted => {
                runs.push((script, text.get(start..at).unwrap_or_default()));
                start = at;
            }
            Some(_) | None => {}
        }
        current = Some(wanted);
    }
    if let Some(script) = current {
        runs.push((script, text.get(start..).unwrap_or_default()));
    }
    Ok(runs)
}

fn shape_run(text: &str, script: Script, weight: Weight) -> Result<Run, PrintFault> {
    let face = Face::of(script, weight)?;
    let (tag, language) = script.shaping();
    let mut buffer = Buffer::new();
    buffer.push_str(text);
    buffer.set_direction(Direction::LeftToRight);
    buffer.set_script(tag);
    buffer.set_language(language);
    let options = ShapeOptions::new().plan(Some(&face.plan));
    harfrust::shape(&ShaperFont::new(&face.shaper), &mut buffer, options)
        .map_err(|fault| PrintFault::Font(fault.to_string()))?;
    Ok(Run { script, text: text.to_owned(), glyphs: placed(&buffer, text.len()) })
}

fn placed(buffer: &Buffer, text_bytes: usize) -> Vec<KrillaGlyph> {
    let starts: Vec<usize> = buffer
        .glyph_infos()
        .iter()
        .map(|info| usize::try_from(info.cluster).unwrap_or_default())
        .collect();
    let end_of = |start: usize| {
        starts.iter().copied().filter(|other| *other > start).min().unwrap_or(text_bytes)
    };
    buffer
        .glyph_infos()
        .iter()
        .zip(buffer.glyph_positions())
        .zip(&starts)
        .map(|((info, position), start)| KrillaGlyph {
            glyph_id: GlyphId::new(info.glyph_id),
            text_range: *start..end_of(*start),
            x_advance: em(position.x_advance),
            x_offset: em(position.x_offset),
            y_offset: em(position.y_offset),
            y_advance: em(position.y_advance),
            location: None,
        })
        .collect()
}
