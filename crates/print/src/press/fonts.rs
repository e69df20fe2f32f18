//! Which glyphs a file uses, and the fonts with these and no others.
//!
//! A glyph gets its number in the file when it is first drawn, so that pages can be written before
//! anybody knows what the others will need; the fonts are cut down and written once, at the end.

use super::file::{File, Id};
use crate::PrintFault;
use crate::face::{Face, Script, Weight};
use std::fmt::Write as _;
use std::io::Write;
use subsetter::{GlyphRemapper, subset};

/// The four fonts of a file.
pub(super) struct Fonts {
    latin: Used,
    latin_bold: Used,
    devanagari: Used,
    devanagari_bold: Used,
}

/// What is used of one font.
pub(super) struct Used {
    /// What the content streams call it.
    pub(super) name: &'static str,
    face: &'static Face,
    numbers: GlyphRemapper,
    /// By number: the font's own width in thousandths of an em.
    widths: Vec<i16>,
    /// By number: the letters that it first stood for.
    letters: Vec<String>,
}

impl Fonts {
    pub(super) fn new() -> Result<Self, PrintFault> {
        Ok(Self {
            latin: Used::new("L", Face::of(Script::Latin, Weight::Regular)?),
            latin_bold: Used::new("LB", Face::of(Script::Latin, Weight::Bold)?),
            devanagari: Used::new("D", Face::of(Script::Devanagari, Weight::Regular)?),
            devanagari_bold: Used::new("DB", Face::of(Script::Devanagari, Weight::Bold)?),
        })
    }

    pub(super) fn of(&mut self, script: Script, weight: Weight) -> &mut Used {
        match (script, weight) {
            (Script::Latin, Weight::Regular) => &mut self.latin,
            (Script::Latin, Weight::Bold) => &mut self.latin_bold,
            (Script::Devanagari, Weight::Regular) => &mut self.devanagari,
            (Script::Devanagari, Weight::Bold) => &mut self.devanagari_bold,
        }
    }

    /// Writes the fonts that were used; answers the dictionary that names them.
    pub(super) fn write<W: Write>(&self, file: &mut File<W>) -> Result<String, PrintFault> {
        let mut named = Vec::new();
        for font in [&self.latin, &self.latin_bold, &self.devanagari, &self.devanagari_bold] {
            if font.letters.len() > 1 {
                named.push(format!("/{} {}", font.name, font.write(file)?));
            }
        }
        Ok(format!("<<{}>>", named.concat()))
    }
}

impl Used {
    fn new(name: &'static str, face: &'static Face) -> Self {
        // Number 0 is the box for a missing glyph, in every font.
        let (widths, letters) = (vec![face.advance(0)], vec![String::new()]);
        Self { name, face, numbers: GlyphRemapper::new(), widths, letters }
    }

    /// The number of a glyph in the file, and how wide the file says it is, in thousandths of an
    /// em. `letters` is what it stands for here, or nothing where the glyph before it said so.
    pub(super) fn number(&mut self, glyph: u16, letters: &str) -> (u16, f32) {
        let number = self.numbers.remap(glyph);
        let place = usize::from(number);
        if place == self.widths.len() {
            self.widths.push(self.face.advance(glyph));
            self.letters.push(String::new());
        }
        if let Some(known) = self.letters.get_mut(place)
            && known.is_empty()
        {
            known.push_str(letters);
        }
        (number, f32::from(self.widths.get(place).copied().unwrap_or_default()))
    }

    fn write<W: Write>(&self, file: &mut File<W>) -> Result<Id, PrintFault> {
        let unreadable = || PrintFault::Font(self.face.name.to_owned());
        let program = subset(self.face.file, 0, &self.numbers)
            .map_err(|fault| PrintFault::Font(format!("{}: {fault}", self.face.name)))?;
        let program = file.add_stream(&format!("/Length1 {}", program.len()), &program)?;
        let name = format!("{}+{}", self.tag(), self.face.name);
        let measures = measures(self.face.file).ok_or_else(unreadable)?;
        let descriptor = file.add(&format!(
            "<</Type/FontDescriptor/FontName/{name}/Flags 4/ItalicAngle 0/StemV 80{measures}\
             /FontFile2 {program}>>"
        ))?;
        let widths: Vec<String> = self.widths.iter().map(i16::to_string).collect();
        let glyphs = file.add(&format!(
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDToGIDMap/Identity/DW 0\
             /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>\
             /FontDescriptor {descriptor}/W[0[{}]]>>",
            widths.join(" ")
        ))?;
        let letters = file.add_stream("", self.letters_of_numbers().as_bytes())?;
        file.add(&format!(
            "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H\
             /DescendantFonts[{glyphs}]/ToUnicode {letters}>>"
        ))
    }

    /// Six letters that differ where the glyphs do, as every cut-down font has before its name.
    /// Source: ISO 32000-1, 9.6.4; the sum is FNV-1a.
    fn tag(&self) -> String {
        let mut sum = 0xcbf2_9ce4_8422_2325_u64;
        for glyph in self.numbers.remapped_gids() {
            sum = (sum ^ u64::from(glyph)).wrapping_mul(0x0100_0000_01b3);
        }
        let mut left = sum;
        let letter = || {
            let letter = u8::try_from(left % 26).unwrap_or_default();
            left /= 26;
            char::from(b'A' + letter)
        };
        std::iter::repeat_with(letter).take(6).collect()
    }

    /// What each number stands for, so that text can be searched and copied.
    /// Source: ISO 32000-1, 9.10.3.
    fn letters_of_numbers(&self) -> String {
        let known: Vec<(usize, &String)> =
            self.letters.iter().enumerate().filter(|(_, letters)| !letters.is_empty()).collect();
        let blocks: Vec<String> = known.chunks(CHARACTERS_PER_BLOCK).map(block).collect();
        format!("{MAP_BEGINS}{}{MAP_ENDS}", blocks.concat())
    }
}

const MAP_BEGINS: &str = "/CIDInit/ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
/CMapName/Adobe-Identity-UCS def/CMapType 2 def
1 begincodespacerange<0000><FFFF>endcodespacerange
";
const MAP_ENDS: &str = "endcmap CMapName currentdict/CMap defineresource pop end end\n";

fn block(known: &[(usize, &String)]) -> String {
    let lines: Vec<String> = known
        .iter()
        .map(|(number, letters)| {
            let units: Vec<String> =
                letters.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            format!("<{number:04X}><{}>\n", units.concat())
        })
        .collect();
    format!("{} beginbfchar\n{}endbfchar\n", known.len(), lines.concat())
}

/// Source: Adobe technical note 5014, 1.4.1: a block holds no more.
const CHARACTERS_PER_BLOCK: usize = 100;

/// What a descriptor says of a font's size, as its file says it.
fn measures(font: &[u8]) -> Option<String> {
    let (head, lines, system) =
        (table(font, b"head")?, table(font, b"hhea")?, table(font, b"OS/2")?);
    let mut measures = String::from("/FontBBox[");
    for at in [36, 38, 40, 42] {
        write!(measures, "{} ", number(head, at)?).ok()?;
    }
    let (above, below, capitals) = (number(lines, 4)?, number(lines, 6)?, number(system, 88)?);
    write!(measures, "]/Ascent {above}/Descent {below}/CapHeight {capitals}").ok()?;
    Some(measures)
}

/// One table of a font's file. Source: ISO/IEC 14496-22, 4.4.
fn table<'f>(font: &'f [u8], tag: &[u8]) -> Option<&'f [u8]> {
    let count = usize::try_from(number(font, 4)?).ok()?;
    let mut records = font.get(12..)?.chunks_exact(16).take(count);
    let record = records.find(|record| record.starts_with(tag))?;
    let place = |at: usize| {
        let bytes = record.get(at..)?.first_chunk()?;
        usize::try_from(u32::from_be_bytes(*bytes)).ok()
    };
    font.get(place(8)?..)?.get(..place(12)?)
}

fn number(table: &[u8], at: usize) -> Option<i16> {
    Some(i16::from_be_bytes(*table.get(at..)?.first_chunk()?))
}
