//! A hospital elsewhere that sends what it knows of six patients, so that there is a record that
//! no one here wrote.

use crate::ended::Ended;
use crate::say::Say;
use nabz_exchange::{BundleFile, Import, import};
use nabz_kernel::ids::FacilityId;
use nabz_store::Store;

/// Under what name the partner speaks.
const SOURCE: &str = "synthea";

macro_rules! carried {
    ($($name:literal),+ $(,)?) => {
        [$(BundleFile::Carried(
            $name,
            include_bytes!(concat!("../../../../fixtures/synthea/", $name)),
        )),+]
    };
}

/// Places and people before the patients.
fn files() -> [BundleFile; 8] {
    carried!(
        "hospitalInformation1559319163815.json",
        "practitionerInformation1559319163815.json",
        "Alberto_Atencio_fc712d1f-5a2e-4407-9c55-a2a2bad623c2.json",
        "Buster_Hoeger_ad2e3fc5-2b5d-4cb9-8d03-9ea0f4ac8423.json",
        "Clemente_Kreiger_1484a42d-0eaf-4654-9cbf-6b050a5cd73b.json",
        "Gustavo_Mejia.json",
        "Liz_Conn_27c911c6-f045-4ffa-af5d-6eba57ac94b2.json",
        "Luigi_Wiegand_e27d88b0-c5e5-4042-ad49-184f6a900ee3.json",
    )
}

/// Imports the bundles; the patients are registered at `at`.
pub(super) fn load(store: &Store, at: FacilityId, say: &Say) -> Result<(), Ended> {
    let files = files();
    let bar = say.bar("a partner's files", files.len());
    let what = Import { source: SOURCE, files: &files, at };
    let imported = import(store, &what, |_, _, _| bar.step(1)).map_err(Ended::fault)?;
    say.done(&bar, format!("{}, {} patients of {SOURCE}", imported.files, imported.adopted));
    Ok(())
}
