//! The four fonts, compiled in. See `fonts/README.md` for where they come from.

use crate::PrintFault;
use harfrust::{Direction, GlyphId, Language, ShapePlan, ShaperFont, Tag};
use std::sync::LazyLock;

/// How heavy the letters are. Two weights only: Devanagari has no others that read well small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Text.
    Regular,
    /// What must be found first.
    Bold,
}

/// Which font a piece of text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// Noto Sans.
    Latin,
    /// Noto Sans Devanagari.
    Devanagari,
}

/// One font, ready to shape with and to embed.
pub struct Face {
    pub(crate) shaper: harfrust::Font,
    pub(crate) plan: ShapePlan,
    pub(crate) embedded: krilla::text::Font,
    /// The font's file, and the name that it goes by in a PDF.
    pub(crate) file: &'static [u8],
    pub(crate) name: &'static str,
}

const UNITS_PER_EM: u16 = 1000;

impl Script {
    /// Under which names shaping knows it: ISO 15924 and a language.
    pub(crate) fn shaping(self) -> (Option<harfrust::Script>, Option<Language>) {
        let (tag, language) = match self {
            Self::Latin => (b"Latn", "en"),
            Self::Devanagari => (b"Deva", "hi"),
        };
        (harfrust::Script::from_iso15924_tag(Tag::new(tag)), Language::new(language))
    }
}

impl Face {
    /// The face for a script in a weight.
    pub fn of(script: Script, weight: Weight) -> Result<&'static Self, PrintFault> {
        let face = match (script, weight) {
            (Script::Latin, Weight::Regular) => &*LATIN,
            (Script::Latin, Weight::Bold) => &*LATIN_BOLD,
            (Script::Devanagari, Weight::Regular) => &*DEVANAGARI,
            (Script::Devanagari, Weight::Bold) => &*DEVANAGARI_BOLD,
        };
        face.as_ref().ok_or_else(|| PrintFault::Font(format!("{script:?} {weight:?}")))
    }

    /// Whether the font draws this character itself.
    pub fn has(&self, character: char) -> bool {
        self.shaper.charmap().map_unicode(character).is_some()
    }

    /// How wide the font itself says a glyph is, before any shaping, in thousandths of an em.
    pub(crate) fn advance(&self, glyph: u16) -> i16 {
        let advance = ShaperFont::new(&self.shaper).default_glyph_h_advance(GlyphId::from(glyph));
        i16::try_from(advance).unwrap_or_default()
    }

    fn read(file: &'static [u8], name: &'static str, script: Script) -> Option<Self> {
        let shaper = harfrust::Font::new(file, 0)?;
        if shaper.units_per_em() != UNITS_PER_EM {
            return None;
        }
        let (tag, language) = script.shaping();
        // Compiled once: a plan costs more than shaping a word with it.
        let plan = ShapePlan::new(&shaper, Direction::LeftToRight, tag, language.as_ref(), &[]);
        let embedded = krilla::text::Font::new(file.into(), 0)?;
        Some(Self { shaper, plan, embedded, file, name })
    }
}

/// What the fonts measure in: a thousandth of the letter size.
pub(crate) fn em(units: i32) -> f32 {
    // Advances of these fonts fit sixteen bits; one that does not is drawn with no width.
    f32::from(i16::try_from(units).unwrap_or_default()) / f32::from(UNITS_PER_EM)
}

macro_rules! faces {
    ($($name:ident = $script:ident $file:literal;)+) => {$(
        static $name: LazyLock<Option<Face>> = LazyLock::new(|| {
            let file = include_bytes!(concat!("../fonts/", $file, ".ttf"));
            Face::read(file, $file, Script::$script)
        });
    )+};
}

faces! {
    LATIN = Latin "NotoSans-Regular";
    LATIN_BOLD = Latin "NotoSans-Bold";
    DEVANAGARI = Devanagari "NotoSansDevanagari-Regular";
    DEVANAGARI_BOLD = Devanagari "NotoSansDevanagari-Bold";
}
