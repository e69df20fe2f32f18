//! Turns `locales/{en,hi}/*.ftl` into one constructor a sentence, and refuses to build when a
//! sentence or one of its facts is missing in either language.

#[path = "build/sentences.rs"]
mod sentences;
#[path = "build/write.rs"]
mod write;

use sentences::Sentences;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // Asked when it runs: a build that was shared between two checkouts must not mix them up.
    let here = std::env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let root = Path::new(&here).join("../..");
    println!("cargo::rerun-if-env-changed=CARGO_MANIFEST_DIR");
    let locales = root.join("locales");
    println!("cargo::rerun-if-changed={}", locales.display());
    // The assets are built by npm; without them the program still compiles and says so at start.
    let dist = root.join("web/dist");
    fs::create_dir_all(&dist)?;
    println!("cargo::rerun-if-changed={}", dist.display());

    let english = Sentences::of_folder(&locales.join("en"))?;
    let hindi = Sentences::of_folder(&locales.join("hi"))?;
    let mut faults = english.faults_within();
    faults.extend(hindi.faults_within());
    faults.extend(english.differences_from(&hindi));
    for fault in &faults {
        println!("cargo::error={fault}");
    }
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("messages.rs"), write::constructors(&english))?;
    fs::write(out.join("sources.rs"), write::sources(&english, &hindi))
}
