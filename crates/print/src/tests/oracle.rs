//! `HarfBuzz` itself, as Debian ships it, says what the glyphs must be.

use super::tool;
use crate::face::{Script, Weight};
use crate::shape::shape;

const WORDS: [&str; 20] = [
    "क्षत्रिय",
    "किताब",
    "श्री",
    "र्क",
    "ड्ढ",
    "मोहम्मद शरीफ़",
    "ज्ञान",
    "द्वितीय",
    "कर्त्तव्य",
    "ट्रेन",
    "हिन्दी",
    "प्रतिलिपि",
    "एलर्जी पेनिसिलिन।",
    "शृंखला",
    "क़ुर्रतुलऐन",
    "गुनगुने नमक के पानी से",
    "दिल्ली स्वास्थ्य कार्ड",
    "जाँचने के लिए स्कैन करें।",
    "क्रमांक",
    "राजराजेश्वरी सिद्दीक़ी",
];

fn check(text: &str, file: &str, weight: Weight) {
    // Not as compiled in: two clones may share a folder for what is built.
    let font = format!("{}/fonts/{file}", std::env::var("CARGO_MANIFEST_DIR").unwrap());
    let asked =
        ["--no-glyph-names", "--no-clusters", "--script=deva", "--language=hi", &font, text];
    let Some(answer) = tool("hb-shape", &asked) else { return };
    assert!(answer.status.success(), "{answer:?}");
    let oracle = String::from_utf8(answer.stdout).unwrap();
    let runs = shape(text, weight).unwrap();
    let ours: Vec<String> = runs.iter().flat_map(|run| &run.glyphs).map(as_hb).collect();
    assert!(runs.iter().all(|run| run.script == Script::Devanagari), "{text} was split");
    assert_eq!(format!("[{}]", ours.join("|")), oracle.trim(), "{text}");
}

/// One glyph as hb-shape prints it: `id@x,y+advance`, the offset only where there is one.
fn as_hb(glyph: &krilla::text::KrillaGlyph) -> String {
    let units = |em: f32| (em * 1000.0).round();
    let (x, y) = (units(glyph.x_offset), units(glyph.y_offset));
    let offset = if x == 0.0 && y == 0.0 { String::new() } else { format!("@{x},{y}") };
    format!("{}{offset}+{}", glyph.glyph_id.to_u32(), units(glyph.x_advance))
}

#[test]
fn every_hindi_word_is_shaped_as_harfbuzz_shapes_it() {
    for word in WORDS {
        check(word, "NotoSansDevanagari-Regular.ttf", Weight::Regular);
        check(word, "NotoSansDevanagari-Bold.ttf", Weight::Bold);
    }
}

#[test]
fn a_mixed_line_changes_font_at_the_script_and_loses_no_letter() {
    let line = "टोकन M-148 · महिला, 42 वर्ष";
    let runs = shape(line, Weight::Regular).unwrap();
    let texts: Vec<&str> = runs.iter().map(|run| run.text.as_str()).collect();
    assert_eq!(texts.concat(), line);
    assert_eq!(texts, ["टोकन ", "M-148 · ", "महिला", ", 42 ", "वर्ष"]);
    let drawn = |run: &crate::shape::Run| run.glyphs.iter().all(|g| g.glyph_id.to_u32() != 0);
    assert!(runs.iter().all(drawn), "a glyph is missing from the fonts");
}
