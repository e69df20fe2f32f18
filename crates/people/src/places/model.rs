//! The nouns of a map.

use nabz_kernel::clock::Instant;
use nabz_kernel::ids::StaffId;
use nabz_kernel::refusal::Refused;

/// A ward as people name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ward {
    /// Its number: `11`, `NDMC_5`.
    pub number: String,
    /// In English.
    pub name_en: String,
    /// In Hindi; by transliteration where the file has none, until somebody corrects it.
    pub name_hi: String,
    /// Whether somebody gave the Hindi name.
    pub name_hi_given: bool,
    /// Whether the last file still had it.
    pub retired: bool,
}

/// What a ward is called in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WardNames {
    /// In English.
    pub name_en: String,
    /// In Hindi.
    pub name_hi: String,
}

/// A wish that a ward be called otherwise.
#[derive(Clone, Debug)]
pub struct Naming {
    /// Which.
    pub ward: String,
    /// From now on.
    pub names: WardNames,
    /// How many corrections the asker saw.
    pub seen: i64,
}

/// A correction of a ward's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Counts corrections from 1.
    pub version: i64,
    /// As they were given.
    pub names: WardNames,
    /// By whom.
    pub staff: StaffId,
    /// When.
    pub at: Instant,
}

/// A ward as a file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WardShape {
    /// Its number.
    pub number: String,
    /// In English.
    pub name_en: String,
    /// In Hindi, where the file has it.
    pub name_hi: Option<String>,
    /// `GeoJSON` geometry, byte for byte.
    pub polygon: String,
}

/// What a map holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WardMap {
    /// In the order of the file.
    pub wards: Vec<WardShape>,
    /// Areas with neither name nor number, which are no wards.
    pub passed_over: usize,
}

/// A part of the city as people name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locality {
    /// In English.
    pub name_en: String,
    /// In Hindi.
    pub name_hi: String,
    /// The district it lies in.
    pub district: String,
    /// `old_city`, `resettlement_colony`, …
    pub kind: String,
}

/// What a load changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Not there before.
    pub added: usize,
    /// There before, now as the file says.
    pub kept: usize,
    /// There before, no longer in the file.
    pub retired: usize,
}

/// Why places say no. The sentences are in `locales`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlacesRefusal {
    /// Nothing was loaded.
    Unreadable {
        /// How many things are wrong.
        faults: usize,
        /// The first few.
        first: String,
    },
    /// Nobody knows the ward.
    NoSuchWard,
    /// A Hindi name is written in Devanagari and fits on a line.
    NoHindiName,
    /// An English name is written in Roman letters and fits on a line.
    NoEnglishName,
    /// Somebody else corrected the names meanwhile.
    Stale,
}

impl From<PlacesRefusal> for Refused {
    fn from(refusal: PlacesRefusal) -> Self {
        match refusal {
            PlacesRefusal::Unreadable { faults, first } => {
                Self::plain("PLA-001").invalid().with("faults", faults).with("first", first)
            }
            PlacesRefusal::NoSuchWard => Self::plain("PLA-002").missing(),
            PlacesRefusal::NoHindiName => Self::plain("PLA-003").invalid(),
            PlacesRefusal::NoEnglishName => Self::plain("PLA-004").invalid(),
            PlacesRefusal::Stale => Self::plain("PLA-005"),
        }
    }
}
