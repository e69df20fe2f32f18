//! The nouns of a pharmacy's window.

use crate::formulary::model::{Medicine, MedicineId, Name};
use crate::prescribing::model::{Line, LineId, PrescriptionId};
use crate::queue::model::TokenId;
use crate::stores::model::{BatchId, OnShelf, Pick, StoreroomId, Units};
use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;

id!(
    /// One handing over at a window.
    DispenseId,
    MedicineDispense
);
id!(
    /// One medicine of a handing over; also the id of its MedicationDispense.
    ItemId,
    DispensedItem
);
id!(
    /// Medicine that came back.
    ReturnId,
    MedicineReturn
);

/// Who stood at the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collector {
    /// The patient.
    Patient,
    /// Somebody of the family.
    Family,
}

/// What a pharmacist is about to hand over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DispenseOrder {
    /// Against which prescription.
    pub prescription: PrescriptionId,
    /// From which counter's shelf.
    pub storeroom: StoreroomId,
    /// To whom.
    pub collector: Collector,
    /// What. A line of the prescription that is not named is given another time.
    pub lines: Vec<OrderLine>,
}

/// What is handed over for one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine {
    /// Which line of the prescription.
    pub line: LineId,
    /// What is given: as written, or a substitute.
    pub medicine: MedicineId,
    /// How many units of it.
    pub units: Units,
    /// The packs that were scanned.
    pub scanned: Vec<BatchId>,
    /// Why fewer or another; empty when it is given as written.
    pub reason: String,
    /// The page of the register, for narcotics and Schedule X; empty otherwise.
    pub register: String,
}

/// A line that is still to be given, in part or whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The signed line.
    pub line: Line,
    /// What it says.
    pub medicine: Medicine,
    /// How many units of it were given before.
    pub given: Units,
}

impl Due {
    /// How many units are still to be given.
    pub fn left(&self) -> Units {
        Units::new(self.line.units).less(self.given)
    }
}

/// A line with what the counter's shelf holds for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueOnShelf {
    /// The line.
    pub due: Due,
    /// Batches of its medicine, what expires first in front.
    pub shelf: Vec<OnShelf>,
}

/// One medicine that leaves, decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Giving {
    /// For which line.
    pub line: LineId,
    /// What is given.
    pub medicine: Medicine,
    /// Out of which batches.
    pub picks: Vec<Pick>,
    /// How many units of what was written these stand for.
    pub covers: Units,
    /// Whether nothing of the line is left to give afterwards.
    pub whole: bool,
    /// Whether it is another medicine than was written.
    pub substitute: bool,
    /// Why fewer or another.
    pub reason: String,
    /// The page of the register.
    pub register: String,
}

impl Giving {
    /// How many units leave.
    pub fn units(&self) -> Units {
        self.picks.iter().map(|pick| pick.units).sum()
    }
}

/// What was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispense {
    /// The handing over.
    pub id: DispenseId,
    /// Of the slip.
    pub number: u32,
    /// Where.
    pub facility: FacilityId,
    /// From which counter.
    pub storeroom: StoreroomId,
    /// Against which prescription.
    pub prescription: PrescriptionId,
    /// At which visit it was written.
    pub visit: TokenId,
    /// Whose medicine.
    pub person: PersonId,
    /// Who took it.
    pub collector: Collector,
    /// When.
    pub at: Instant,
    /// Who handed it over.
    pub by: StaffId,
    /// What.
    pub items: Vec<Item>,
}

/// One medicine of a handing over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The item.
    pub id: ItemId,
    /// For which line of the prescription.
    pub line: LineId,
    /// What was given.
    pub medicine: MedicineId,
    /// How many units of what was written it stood for.
    pub covers: Units,
    /// Whether nothing of the line was left to give afterwards.
    pub whole: bool,
    /// Why fewer or another; empty when as written.
    pub reason: String,
    /// The page of the register; empty when none is needed.
    pub register: String,
    /// Out of which batches.
    pub packs: Vec<Pack>,
}

impl Item {
    /// How many units were handed over.
    pub fn units(&self) -> Units {
        self.packs.iter().map(|pack| pack.pick.units).sum()
    }

    /// How many of them came back.
    pub fn returned(&self) -> Units {
        self.packs.iter().map(|pack| pack.returned).sum()
    }
}

/// Units of one batch that a patient was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Which batch, and how many.
    pub pick: Pick,
    /// How many of them came back.
    pub returned: Units,
}

/// Medicine that comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnOrder {
    /// Of which handing over.
    pub dispense: DispenseId,
    /// Which medicine of it.
    pub item: ItemId,
    /// Out of which batch.
    pub batch: BatchId,
    /// How many units.
    pub units: Units,
    /// Why.
    pub why: String,
}

/// A prescription that waits at the pharmacy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The prescription.
    pub prescription: PrescriptionId,
    /// Of which visit.
    pub visit: TokenId,
    /// Whose.
    pub person: PersonId,
    /// Since when: the doctor's signature.
    pub since: Instant,
    /// How many medicines are still to be given.
    pub medicines: u32,
    /// Whether a window has called it.
    pub called: Option<(Instant, StaffId)>,
}

/// Somebody who got a batch that is recalled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub person: PersonId,
    /// In which handing over.
    pub dispense: DispenseId,
    /// Its number.
    pub number: u32,
    /// When.
    pub at: Instant,
    /// How many units they still have.
    pub units: Units,
}

/// Why the pharmacy says no. The sentences are in `locales`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PharmacyRefusal {
    /// No prescription of this facility belongs to what was scanned.
    NoSuchSlip,
    /// Everything on it has been given.
    NothingDue,
    /// Fewer are on the shelf than are to be handed over.
    Short {
        /// How many are there.
        there: Units,
        /// Of what.
        medicine: Name,
    },
    /// Not a line of this prescription that is still to be given.
    NotDue,
    /// More than the doctor wrote, or than is left of it.
    MoreThanDue {
        /// How many are left to give.
        left: Units,
        /// Of what.
        medicine: Name,
    },
    /// Not the same substance, strength and way into the body.
    NotASubstitute {
        /// What was written.
        written: Name,
        /// What was offered.
        offered: Name,
    },
    /// The pack holds another medicine.
    WrongPack {
        /// What the pack holds.
        pack: Name,
        /// What the slip says.
        slip: Name,
    },
    /// Fewer or another, and nobody said why.
    ReasonNeeded {
        /// Of what.
        medicine: Name,
    },
    /// Nothing in this facility carries what was scanned.
    UnknownPack,
    /// The pack is expired or held back.
    PackNotGiven {
        /// As the maker prints it.
        batch: String,
    },
    /// Another batch expires sooner and is still there.
    TakeTheOther {
        /// Which batch to take.
        batch: String,
    },
    /// More came back than was handed over.
    MoreThanGiven,
    /// A narcotic leaves with a page of the register or not at all.
    RegisterNeeded {
        /// Of what.
        medicine: Name,
    },
    /// The facility has no counter that hands out medicine.
    NoCounter,
    /// Nothing is to be handed over.
    Nothing,
    /// A word is too long or cannot be read.
    StrangeText,
    /// Nobody waits.
    NobodyWaiting,
    /// Nothing was handed over under that number, label or paper.
    NothingHanded,
    /// A recall is of a batch that is held back.
    NotHeld {
        /// As the maker prints it.
        batch: String,
    },
}

impl From<PharmacyRefusal> for Refused {
    fn from(refusal: PharmacyRefusal) -> Self {
        match refusal {
            PharmacyRefusal::NoSuchSlip => Self::plain("PHA-001").missing(),
            PharmacyRefusal::NothingDue => Self::plain("PHA-002"),
            PharmacyRefusal::Short { there, medicine } => {
                Self::plain("PHA-003").with("there", there).naming("medicine", medicine)
            }
            PharmacyRefusal::NotDue => Self::plain("PHA-004"),
            PharmacyRefusal::MoreThanDue { left, medicine } => {
                Self::plain("PHA-005").with("left", left).naming("medicine", medicine)
            }
            PharmacyRefusal::NotASubstitute { written, offered } => {
                Self::plain("PHA-006").naming("written", written).naming("offered", offered)
            }
            PharmacyRefusal::WrongPack { pack, slip } => {
                Self::plain("PHA-007").naming("pack", pack).naming("slip", slip)
            }
            PharmacyRefusal::ReasonNeeded { medicine } => {
                Self::plain("PHA-008").naming("medicine", medicine)
            }
            PharmacyRefusal::UnknownPack => Self::plain("PHA-009"),
            PharmacyRefusal::PackNotGiven { batch } => Self::plain("PHA-010").with("batch", batch),
            PharmacyRefusal::TakeTheOther { batch } => Self::plain("PHA-011").with("batch", batch),
            PharmacyRefusal::MoreThanGiven => Self::plain("PHA-012"),
            PharmacyRefusal::RegisterNeeded { medicine } => {
                Self::plain("PHA-013").naming("medicine", medicine)
            }
            PharmacyRefusal::NoCounter => Self::plain("PHA-014"),
            PharmacyRefusal::Nothing => Self::plain("PHA-015"),
            PharmacyRefusal::StrangeText => Self::plain("PHA-016"),
            PharmacyRefusal::NobodyWaiting => Self::plain("PHA-017"),
            PharmacyRefusal::NothingHanded => Self::plain("PHA-018").missing(),
            PharmacyRefusal::NotHeld { batch } => Self::plain("PHA-019").with("batch", batch),
        }
    }
}
