//! What can be loaded: lists, definitions, terms.

use super::LoadTerminology;
use clap::Subcommand;
use std::path::PathBuf;

/// The master lists.
#[derive(Subcommand)]
pub enum Load {
    /// Ward polygons, as `GeoJSON`.
    Wards {
        /// The polygons.
        file: PathBuf,
    },
    /// Localities with their districts, tab-separated.
    Localities {
        /// The list.
        file: PathBuf,
    },
    /// Hospitals and clinics, as CSV.
    Facilities {
        /// The list.
        file: PathBuf,
    },
    /// The out-patient units of facilities, as CSV. The unit with the code EMR sees emergencies:
    /// whoever cannot say who they are gets a token there.
    Units {
        /// The list.
        file: PathBuf,
    },
    /// The rooms of units and who sits there, as CSV.
    Rooms {
        /// The list.
        file: PathBuf,
    },
    /// The storerooms of facilities, as CSV.
    Stores {
        /// The list.
        file: PathBuf,
    },
    /// The essential medicines, as CSV.
    Formulary {
        /// The list.
        file: PathBuf,
    },
    /// Sets of medicines for common complaints, as CSV; they replace the ones before.
    Templates {
        /// The list.
        file: PathBuf,
    },
    /// Codes of a terminology, as CSV.
    Codes {
        /// The list.
        file: PathBuf,
        /// The URL of the code system.
        #[arg(long)]
        system: String,
    },
    /// Definitions of FHIR, such as an unpacked package: profiles, value sets, code systems. One
    /// that differs becomes the last of its version, and the last one loaded is the newest.
    Profiles {
        /// The folder.
        folder: PathBuf,
        /// What partners send of a type has to conform to this profile, such as
        /// `Patient=https://example.org/StructureDefinition/patient`; of `Patient=` to none.
        #[arg(long, value_name = "TYPE=URL")]
        enforce: Vec<String>,
    },
    /// Search parameters beyond those of R4, as `SearchParameter` resources; those that are there
    /// already are passed over. Entries that stand are indexed while the city is served; until that
    /// is done, a search by a new one is refused. Without a folder it says which there are.
    SearchParameters {
        /// The folder.
        folder: Option<PathBuf>,
        /// Take the one with this URL out of use, before others are added.
        #[arg(long, value_name = "URL")]
        retire: Vec<String>,
    },
    /// What people are told before they are asked to agree to something, tab-separated; a text that
    /// differs becomes the next version.
    Notices {
        /// The list.
        file: PathBuf,
    },
    /// What the city says on its cards, letters and leaflets, and the number to call, tab-separated;
    /// words that differ become the next version. What has no room on paper is refused.
    KitText {
        /// The list.
        file: PathBuf,
    },
    /// Code systems, value sets and concept maps; a version replaces the same one once it is whole.
    Terminology {
        /// In which form they come.
        #[command(subcommand)]
        what: LoadTerminology,
    },
    /// Staff and their roles, as CSV; first passwords are drawn and printed.
    Users {
        /// The list.
        file: PathBuf,
    },
}
