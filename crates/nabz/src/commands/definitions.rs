//! Definitions of FHIR in a folder: a package as it is published, unpacked, or any folder of JSON
//! files.

use crate::ended::Ended;
use nabz_exchange::FileFault;
use nabz_fhir::definitions::added::Definition as SearchParameter;
use nabz_fhir::profile::Profiles;
use nabz_kernel::refusal::Refused;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders within one another.
const DEPTH_MAX: u32 = 8;
/// The largest definitions are value sets that are written out.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// What a package has beside its definitions.
const NONE_OF_THEM: [&str; 3] = ["package.json", ".index.json", "package-lock.json"];

/// Faults that are told at once.
const FAULTS_NAMED_MAX: usize = 50;

/// A definition, and the file in which it stands.
type Definition = (String, Vec<u8>);

/// What a folder holds.
pub(crate) struct Usable {
    /// Every definition of profiles, value sets and code systems, in the order of the files' names.
    pub(crate) files: Vec<Definition>,
    /// The same, ready to be used.
    pub(crate) profiles: Profiles,
}

/// The definitions below a folder, all of which can be used.
pub(crate) fn usable(folder: &Path) -> Result<Usable, Ended> {
    let files = definitions(folder, &["StructureDefinition", "ValueSet", "CodeSystem"])?;
    let (mut profiles, mut faults) = (Profiles::default(), Vec::new());
    for (name, bytes) in &files {
        if let Err(fault) = profiles.add(bytes) {
            faults.push(format!("{name}: {fault}"));
        }
    }
    faults.truncate(FAULTS_NAMED_MAX);
    if faults.is_empty() {
        Ok(Usable { files, profiles })
    } else {
        Err(Ended::usage(faults.join("\n")))
    }
}

/// Every search parameter below a folder, in the order of the files' names; all of them can be used
/// by themselves.
pub(crate) fn search_parameters(folder: &Path) -> Result<Vec<Vec<u8>>, Ended> {
    let files = definitions(folder, &["SearchParameter"])?;
    let fault = |(name, bytes): &Definition| {
        let fault = SearchParameter::read(bytes).err()?;
        Some(FileFault::of_file(name.clone(), Refused::from(&fault)))
    };
    let faults: Vec<FileFault> = files.iter().filter_map(fault).take(FAULTS_NAMED_MAX).collect();
    if !faults.is_empty() {
        return Err(Ended::faulty_files(faults));
    }
    Ok(files.into_iter().map(|(_, bytes)| bytes).collect())
}

fn definitions(folder: &Path, kinds: &[&str]) -> Result<Vec<Definition>, Ended> {
    let mut files = Vec::new();
    gathered(folder, 0, &mut files)?;
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let bytes = fs::read(&file).map_err(|fault| unread(&file, &fault))?;
        if is_one_of(kinds, &bytes) {
            found.push((file.display().to_string(), bytes));
        }
    }
    if found.is_empty() {
        return Err(Ended::usage(format!("{}: there is no definition in it", folder.display())));
    }
    Ok(found)
}

fn gathered(folder: &Path, depth: u32, files: &mut Vec<PathBuf>) -> Result<(), Ended> {
    for entry in fs::read_dir(folder).map_err(|fault| unread(folder, &fault))? {
        let entry = entry.map_err(|fault| unread(folder, &fault))?;
        let (path, name) = (entry.path(), entry.file_name());
        let about = fs::metadata(&path).map_err(|fault| unread(&path, &fault))?;
        if about.is_dir() && depth < DEPTH_MAX {
            gathered(&path, depth + 1, files)?;
        }
        let is_json = path.extension().is_some_and(|ending| ending == "json");
        let is_other = NONE_OF_THEM.iter().any(|other| name == *other);
        if about.is_file() && is_json && !is_other && about.len() <= FILE_BYTES_MAX {
            files.push(path);
        }
    }
    Ok(())
}

/// Packages hold thousands of examples; only what is asked for is read further.
fn is_one_of(kinds: &[&str], bytes: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Named {
        resource_type: String,
    }
    let named = serde_json::from_slice::<Named>(bytes);
    named.is_ok_and(|named| kinds.contains(&named.resource_type.as_str()))
}

fn unread(path: &Path, fault: &std::io::Error) -> Ended {
    Ended::usage(format!("{}: {fault}", path.display()))
}
