//! Loading definitions: profiles, value sets and code systems, whole or not at all.

use crate::held::Definitions;
use nabz_access::audit_program;
use nabz_fhir::ResourceType;
use nabz_fhir::profile::{Kept, Profiles};
use nabz_fhir::tape::Tape;
use nabz_kernel::refusal::Refused;
use nabz_record::definitions::{self, Definition};
use nabz_store::{Stop, Tx};
use sha2::{Digest, Sha256};

/// What came of loading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadedProfiles {
    /// Definitions that are new, or differ from the last of their version.
    pub added: u64,
    /// Those that are there already.
    pub known: u64,
    /// Those of other things, such as logical models, of which nothing is kept.
    pub passed_over: u64,
}

/// What partners send of a type has to conform to a profile; to none where no URL is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enforce {
    /// The type.
    pub of: ResourceType,
    /// The canonical URL, perhaps with a version.
    pub url: Option<String>,
}

/// Keeps definitions, and what is to be enforced from now on.
///
/// # Errors
/// `FHI-079` for a profile to be enforced that is not among those that are loaded. A definition that
/// cannot be used is a fault: whoever loads has read them; see [`Profiles::add`].
pub fn load_profiles(
    tx: &mut Tx<'_>,
    files: &[Vec<u8>],
    enforce: &[Enforce],
) -> Result<LoadedProfiles, Stop> {
    let (mut loaded, mut usable) = (LoadedProfiles::default(), Profiles::default());
    for bytes in files {
        match usable.add(bytes).map_err(|fault| Stop::fault(fault.to_string()))? {
            Kept::Nothing => loaded.passed_over += 1,
            Kept::Profile | Kept::ValueSet | Kept::CodeSystem => {
                let is_new = definitions::keep(tx, &definition(bytes)?)?;
                loaded.added += u64::from(is_new);
                loaded.known += u64::from(!is_new);
            }
        }
    }
    if !enforce.is_empty() {
        enforced(tx, enforce)?;
    }
    audit_program(tx, "exchange.load-profiles")?;
    Ok(loaded)
}

fn enforced(tx: &mut Tx<'_>, enforce: &[Enforce]) -> Result<(), Stop> {
    let all = Definitions::of(tx)?;
    for one in enforce {
        if let Some(url) = one.url.as_ref().filter(|url| all.profiles.find(url).is_none()) {
            return Err(Refused::plain("FHI-079").invalid().with("url", url).into());
        }
        definitions::enforce(tx, one.of, one.url.as_deref())?;
    }
    Ok(())
}

fn definition(bytes: &[u8]) -> Result<Definition, Stop> {
    let tape = Tape::parse(bytes.to_vec()).map_err(|fault| Stop::fault(fault.to_string()))?;
    let said = |name: &str| tape.root().get_text(name).unwrap_or_default().into_owned();
    Ok(Definition {
        url: said("url"),
        version: said("version"),
        kind: said("resourceType"),
        digest: Sha256::digest(bytes).into(),
        body: bytes.to_vec(),
    })
}
