//! Learns the costs of reading one letter for another, or measures what they are worth.
//!
//! ```text
//! cargo run -p nabz-linkage --example sounds learn fixtures/names/cmu_indian_names.tsv
//! cargo run -p nabz-linkage --example sounds measure fixtures/names/cmu_indian_names.tsv
//! cargo run -p nabz-linkage --example sounds pairs fixtures/names/cmu_indian_names.tsv
//! ```
//!
//! `learn` reads the tuning half and writes `sounds.tsv`; `measure` writes one line of CSV for each
//! half: F1 at the fixed threshold against strangers of the same first letter, one for each pair,
//! how many of the pairs share a key, and how many strangers of the half do. `pairs` writes what it
//! compares, a pair a line, for whoever compares them with another program.

#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    reason = "a measuring tool: it stops where its numbers do"
)]

mod learn;
mod pairs;

use nabz_linkage::compare::{Costs, likeness_at};
use nabz_linkage::romanise::romanise;
use nabz_linkage::sounds::{self, ONE_NAME_MIN, heard, learned};
use pairs::{Half, Pair};

const STRANGERS_EACH: usize = 6;
const HALVES: [(&str, Half); 2] = [("tuning", Half::Tuning), ("held-out", Half::HeldOut)];

fn main() -> std::io::Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    match asked.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["learn", file] => learn_from(file),
        ["measure", file] => measure(file),
        ["pairs", file] => write_pairs(file),
        _ => Err(std::io::Error::other("learn FILE | measure FILE | pairs FILE")),
    }
}

fn learn_from(file: &str) -> std::io::Result<()> {
    let pairs = pairs::read(file, Half::Tuning)?;
    let costs = learn::learn(&pairs, &pairs::strangers(&pairs, STRANGERS_EACH));
    println!(
        "# What it costs to read one letter for another in a name, in hundredths of a consonant."
    );
    println!(
        "# A dot is no letter. Two letters that no line names cost what they cost in a search."
    );
    println!("# Learned by examples/sounds from the tuning half of the CMU Indian names list,");
    println!(
        "# by Alok Parlikar, Carnegie Mellon University, CC BY 3.0; changed: costs, no names."
    );
    let by_hand = Costs::typed();
    for (at, a) in learn::LETTERS.iter().enumerate() {
        println!(".\t{}\t{}", char::from(*a), costs.absence(*a));
        for b in learn::LETTERS.iter().skip(at + 1) {
            if costs.exchange(*a, *b) != by_hand.exchange(*a, *b) {
                println!("{}\t{}\t{}", char::from(*a), char::from(*b), costs.exchange(*a, *b));
            }
        }
    }
    Ok(())
}

fn measure(file: &str) -> std::io::Result<()> {
    println!("half,costs,pairs,strangers,threshold,precision,recall,f1,key_recall,key_collisions");
    for (name, half) in HALVES {
        let pairs = pairs::read(file, half)?;
        let strangers = pairs::strangers(&pairs, 1);
        let shared = pairs.iter().filter(|(a, b)| share(a, b)).count();
        let keys = shared as f64 / pairs.len() as f64;
        let collisions = collisions(&pairs);
        for (which, costs) in [("learned", learned()), ("by hand", &Costs::typed())] {
            let taken = |pairs: &[Pair]| {
                let alike =
                    |(a, b): &&Pair| likeness_at(&heard(a), &heard(b), costs) >= ONE_NAME_MIN;
                pairs.iter().filter(alike).count() as f64
            };
            let (right, wrong) = (taken(&pairs), taken(&strangers));
            let (precision, recall) = (right / (right + wrong), right / pairs.len() as f64);
            let f1 = 2.0 * precision * recall / (precision + recall);
            println!(
                "{name},{which},{},{},{ONE_NAME_MIN},{precision:.4},{recall:.4},{f1:.4},{keys:.5},{collisions:.5}",
                pairs.len(),
                strangers.len()
            );
        }
    }
    Ok(())
}

/// A line a pair: the half, whether it is one name, its two spellings as they are said, and as they
/// are heard.
fn write_pairs(file: &str) -> std::io::Result<()> {
    println!("half\tsame\troman_spoken\thindi_spoken\troman_heard\thindi_heard");
    for (name, half) in HALVES {
        let pairs = pairs::read(file, half)?;
        let strangers = pairs::strangers(&pairs, 1);
        let one_name = pairs.iter().map(|pair| ("yes", pair));
        let others = strangers.iter().map(|pair| ("no", pair));
        for (same, (roman, hindi)) in one_name.chain(others) {
            let (small, said) = (roman.to_lowercase(), romanise(hindi));
            println!("{name}\t{same}\t{small}\t{said}\t{}\t{}", heard(roman), heard(hindi));
        }
    }
    Ok(())
}

fn share(one: &str, other: &str) -> bool {
    sounds::share_a_key(&sounds::name(one), &sounds::name(other))
}

/// How many of all two different Roman names share a key.
fn collisions(pairs: &[Pair]) -> f64 {
    let keyed = |roman: &String| sounds::keys(&nabz_linkage::fold::fold(roman));
    let keys: Vec<_> = pairs.iter().map(|(roman, _)| (roman, keyed(roman))).collect();
    let (mut shared, mut all) = (0_u64, 0_u64);
    for (at, (one, own)) in keys.iter().enumerate() {
        for (other, theirs) in &keys[..at] {
            all += u64::from(one != other);
            let share = own.iter().zip(theirs).any(|(key, other)| key == other);
            shared += u64::from(one != other && share);
        }
    }
    shared as f64 / all.max(1) as f64
}
