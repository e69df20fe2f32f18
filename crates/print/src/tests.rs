//! What paper must be: readable, complete and the same every time.

mod cards;
mod kit;
mod labels;
mod oracle;
mod papers;
mod room;
mod runs;
mod scan;

use crate::prescription::{Dose, MedicineLine, Prescription};
use crate::sheet::Mark;
use crate::{Both, PrintCount};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

/// Runs one of Debian's tools; `None`, said aloud, where it is not installed.
fn tool(name: &str, arguments: &[&str]) -> Option<Output> {
    if let Ok(output) = Command::new(name).args(arguments).output() {
        return Some(output);
    }
    drop(writeln!(std::io::stderr(), "SKIPPED: {name} is not installed"));
    None
}

/// The picture of a page at 203 dpi, as the cheapest printer draws it.
fn picture(pdf: &[u8], folder: &Path) -> Option<String> {
    drawn(pdf, folder, (1, 203), "png")
}

/// The picture of a page, which is counted from 1, at so many dots an inch; `pgm` is a grey one.
fn drawn(pdf: &[u8], folder: &Path, (page, dpi): (u32, u32), kind: &'static str) -> Option<String> {
    let file = folder.join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    let root = folder.join("page");
    let (page, dpi) = (page.to_string(), dpi.to_string());
    let option = if kind == "pgm" { "-gray" } else { "-png" };
    let pages = ["-f", &page, "-l", &page, "-r", &dpi, option, "-singlefile"];
    let files = [file.to_str()?, root.to_str()?];
    let drawn = tool("pdftoppm", &[&pages[..], &files[..]].concat())?;
    assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
    Some(format!("{}.{kind}", root.to_str()?))
}

/// How many pages a reader finds. It may mend nothing and complain of nothing, nor may the program
/// that draws them all.
fn pages_of(pdf: &[u8]) -> Option<usize> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    let (file, root) = (file.to_str()?, folder.path().join("page"));
    let said = tool("pdfinfo", &[file])?;
    let drawn = tool("pdftoppm", &["-r", "20", "-gray", file, root.to_str()?])?;
    for complaints in [&said.stderr, &drawn.stderr] {
        assert!(complaints.is_empty(), "{}", String::from_utf8_lossy(complaints));
    }
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    said.lines()
        .find_map(|line| line.strip_prefix("Pages:"))
        .map(|pages| pages.trim().parse().unwrap())
}

/// The words of all pages, with one space between them.
fn words_of(pdf: &[u8]) -> Option<String> {
    let text = text_of(pdf)?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The words of all pages where they stand.
fn text_of(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    let text = tool("pdftotext", &["-layout", file.to_str()?, "-"])?;
    Some(String::from_utf8(text.stdout).unwrap())
}

/// What a scanner reads from a page, a line a code.
fn scanned(pdf: &[u8], page_and_dpi: (u32, u32)) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let picture = drawn(pdf, folder.path(), page_and_dpi, "png")?;
    let read = tool("zbarimg", &["--quiet", "--raw", &picture])?;
    Some(String::from_utf8_lossy(&read.stdout).trim().to_owned())
}

/// Leaves the paper where `NABZ_PAPERS` points, for people who want to look at it.
fn keep(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("NABZ_PAPERS") {
        std::fs::write(Path::new(&folder).join(format!("{name}.pdf")), pdf).unwrap();
    }
}

fn right_edge(mark: &Mark) -> f32 {
    match mark {
        Mark::Glyphs { run, size, x, .. } => x + run.width_em() * size,
        Mark::Filled(_) | Mark::Frame { .. } | Mark::Icon { .. } => 0.0,
    }
}

fn sunita() -> Prescription {
    let grid = |a: &str, b: &str, c: &str| Dose::Grid([a.into(), b.into(), c.into()]);
    let line = |name: &str, note: Both, dose: Dose, until: Both| MedicineLine {
        name: name.into(),
        note,
        dose,
        until,
        decided: Both::default(),
        reason: String::new(),
    };
    let after_food = Both::new("खाने के बाद", "after food");
    Prescription {
        facility: Both::new("अमलतास अस्पताल", "Amaltas Hospital"),
        unit: Both::new("मेडिसिन ओपीडी, कमरा 12", "Medicine OPD, room 12"),
        date: Both::new("20 नवंबर 2026, 10:51", "20 Nov 2026"),
        name: Both::new("सुनीता देवी", "Sunita Devi"),
        facts: "महिला, 42 वर्ष · 64 किग्रा".into(),
        health_id: "DH 4071 9926 3150 5".into(),
        token: "M-148".into(),
        allergies: vec![Both::new("पेनिसिलिन", "penicillin")],
        diagnoses: vec![
            (Both::new("तीव्र टॉन्सिलाइटिस", "Acute tonsillitis"), "D-107".into()),
            (Both::new("टाइप 2 मधुमेह", "type 2 diabetes"), "D-031".into()),
        ],
        signs: "बीपी 152/94 · तापमान 100.8 °F".into(),
        medicines: vec![
            line(
                "Azithromycin 500 mg",
                after_food.clone(),
                grid("", "1", ""),
                Both::new("3 दिन", "3 tablets"),
            ),
            line(
                "Metformin 500 mg",
                after_food,
                grid("1", "", "1"),
                Both::new("30 दिन", "60 tablets"),
            ),
            line(
                "Amlodipine 5 mg",
                Both::new("पुरानी 2.5 बंद", "stop the old 2.5"),
                grid("1", "", ""),
                Both::new("30 दिन", "30 tablets"),
            ),
            line(
                "Paracetamol 500 mg",
                Both::new("केवल बुखार में", "only for fever"),
                Dose::Words(Both::new(
                    "बुखार हो तब 1; दिन में 3 तक",
                    "1 when feverish, up to 3 a day",
                )),
                Both::new("3 दिन", "9 tablets"),
            ),
            line(
                "Benzydamine gargle",
                Both::new("गुलमोहर क्लिनिक से लें", "from Gulmohar Clinic"),
                grid("", "", "1"),
                Both::new("5 दिन", "1 bottle"),
            ),
        ],
        tests: vec![Both::new("रक्त गणना, आज, कमरा 3", "Blood count, today, room 3")],
        advice:
            "गुनगुने नमक के पानी से दिन में तीन बार गरारे करें। साँस फूले या बुखार तीन दिन से ज़्यादा रहे तो तुरंत आएँ।"
                .into(),
        see_again: Some(Both::new("21 दिसंबर 2026, सोमवार", "")),
        signed_by: Both::new("डॉ. कविता रावत", "Dr Kavita Rawat, MD"),
        signed_at: "20 Nov 2026, 10:51 IST".into(),
        helpline: "1800 000 0000".into(),
        qr: "NABZ:RX:0192F0E4A1B27C3D8E4F5A6B7C8D9E0F".into(),
        print: PrintCount::FIRST,
    }
}
