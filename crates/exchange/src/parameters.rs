//! Search parameters that an operator adds or retires, whole or not at all, and those that are
//! known.

use nabz_access::audit_program;
use nabz_fhir::definitions::added::Added;
use nabz_record::parameters;
use nabz_store::{Stop, Store, Tx};
use sha2::{Digest, Sha256};

/// What came of loading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadedParameters {
    /// Parameters that are new.
    pub added: u64,
    /// Those that are there already.
    pub known: u64,
    /// Those that were taken out of use.
    pub retired: u64,
}

/// Retires parameters by their addresses, then adds others.
///
/// # Errors
/// A refusal from `FHI-080` to `FHI-088`, of the first that cannot be done; nothing is kept then.
pub fn load_search_parameters(
    tx: &mut Tx<'_>,
    files: &[Vec<u8>],
    retire: &[String],
) -> Result<LoadedParameters, Stop> {
    let mut loaded = LoadedParameters::default();
    for url in retire {
        parameters::retire(tx, url)?;
        loaded.retired += 1;
    }
    for bytes in files {
        let is_new = parameters::add(tx, bytes, Sha256::digest(bytes).into())?;
        loaded.added += u64::from(is_new);
        loaded.known += u64::from(!is_new);
    }
    audit_program(tx, "exchange.load-search-parameters")?;
    Ok(loaded)
}

/// Those that were added, as this process has heard of them.
pub(crate) async fn known(store: &Store) -> Result<Added, Stop> {
    match store.recalled::<Added>() {
        Some(known) => Ok(Added::clone(&known)),
        None => store.glance(parameters::known).await,
    }
}
