//! How names and places sound, for whoever compares them with another program: a text a line in,
//! its folded words a line out, as `nabz people link` reads them.
//!
//! ```text
//! cargo run -p nabz-linkage --example folds names < NAMES
//! cargo run -p nabz-linkage --example folds places < PLACES
//! ```
//!
//! Of a name titles fall away and abbreviations are written out; of a place what has no letters,
//! like a number, stays as it is.

use nabz_linkage::fold::fold;
use nabz_linkage::sounds;
use std::io::{BufRead, BufWriter, Error, Result, Write};

fn main() -> Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let folded: fn(&str) -> String = match asked.as_slice() {
        ["names"] => name,
        ["places"] => place,
        _ => return Err(Error::other("names | places")),
    };
    let mut folds = BufWriter::new(std::io::stdout().lock());
    for text in std::io::stdin().lock().lines() {
        writeln!(folds, "{}", folded(&text?))?;
    }
    folds.flush()
}

fn name(text: &str) -> String {
    sounds::name(text).sound()
}

fn place(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || ",.-/()".contains(c));
    let folds = words.filter(|word| !word.is_empty()).map(|word| {
        let sound = fold(word);
        if sound.is_empty() { word.to_lowercase() } else { sound }
    });
    folds.collect::<Vec<_>>().join(" ")
}
