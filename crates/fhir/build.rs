//! Compiles `tables/*.txt`, which say what R4 says of its types, into statics.

#[path = "build/flatten.rs"]
mod flatten;
#[path = "build/read.rs"]
mod read;
#[path = "build/write.rs"]
mod write;

use flatten::Schema;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // Asked when it runs: a build that was shared between two checkouts must not mix them up.
    let here = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let tables = Path::new(&here).join("tables");
    println!("cargo::rerun-if-env-changed=CARGO_MANIFEST_DIR");
    println!("cargo::rerun-if-changed={}", tables.display());
    let mut types = read::types(&tables.join("types.txt"))?;
    types.extend(read::types(&tables.join("resources.txt"))?);
    let rules = read::rules(&tables.join("rules.txt"))?;
    let codes = read::codes(&tables.join("codes.txt"))?;
    let compartments = read::compartments(&tables.join("compartments.txt"))?;

    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let schema = Schema::of(types, rules, codes)?;
    fs::write(out.join("schema.rs"), write::schema(&schema)?)?;
    fs::write(out.join("compartments.rs"), write::compartments(&compartments))
}
