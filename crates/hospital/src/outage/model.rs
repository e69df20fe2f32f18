//! The nouns of a counter without a network.

use crate::queue::model::TokenId;
use nabz_access::UnitId;
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_kernel::{id, spelt};
use nabz_people::registry::model::Details;

id!(
    /// A browser at a counter that was prepared to go on without a network. It draws its id itself.
    DeviceId,
    DeviceMark
);
id!(
    /// A visit that a device wrote down. The device draws its id, by which it is told of once.
    KeptVisitId,
    KeptVisitMark
);

/// So many numbers a device has after it was prepared, beside those that it has given and not told
/// of: more than a counter registers in two hours.
pub const NUMBERS_A_DEVICE: u32 = 60;
/// More are never out at one device, however many visits it says that it has not told of.
pub const NUMBERS_OUT_MAX: u32 = 300;
/// More visits than a device reports at once.
pub const VISITS_MAX: usize = 500;
/// The last number of a slip on one day.
pub const SLIP_MAX: u32 = 9_999;

/// What a device is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceState {
    /// It may give numbers.
    Kept,
    /// Its numbers were given back.
    Ended {
        /// When.
        at: Instant,
    },
    /// It was said to be lost.
    Lost {
        /// When.
        at: Instant,
    },
}

/// A device that was prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Which.
    pub id: DeviceId,
    /// Where.
    pub facility: FacilityId,
    /// The how many-eth of its facility, from 1: the `3` of `K3-07`.
    pub number: u32,
    /// The counter out of whose block its numbers came last; empty for the facility's own.
    pub counter: String,
    /// Who prepared it last.
    pub prepared_by: StaffId,
    /// When.
    pub prepared_at: Instant,
    /// What it is doing.
    pub state: DeviceState,
}

spelt!(
    /// What became of a number that was set aside.
    NumberState {
        /// The device may give it, or has given it and not told of it.
        Out = "out",
        /// It is somebody's.
        Used = "used",
        /// It will never be used: its visit was struck out, or its device is lost.
        Spoilt = "spoilt",
        /// It was given back unused, and will never be used either.
        Returned = "returned",
    }
);

/// A number that was set aside.
#[derive(Clone, Copy, Debug)]
pub struct Numbered {
    /// The number.
    pub health_id: HealthId,
    /// By which it was leased.
    pub serial: i64,
    /// For which device.
    pub device: DeviceId,
    /// When.
    pub set_aside_at: Instant,
    /// What became of it.
    pub state: NumberState,
}

/// How many of a device's numbers stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not told of: free, or given to somebody.
    pub out: u32,
    /// Somebody's.
    pub used: u32,
    /// Spoilt.
    pub spoilt: u32,
    /// Given back.
    pub returned: u32,
}

impl Counts {
    /// All that were ever set aside.
    pub fn all(self) -> u32 {
        self.out + self.used + self.spoilt + self.returned
    }
}

/// A visit as a device wrote it down.
#[derive(Clone, Debug)]
pub struct Written {
    /// Which.
    pub id: KeptVisitId,
    /// By which device.
    pub device: DeviceId,
    /// The number that it gave.
    pub health_id: HealthId,
    /// The how many-eth of its device and day.
    pub slip: u32,
    /// The department.
    pub unit: UnitId,
    /// Who sat before the device, as it says.
    pub by: StaffId,
    /// When, by the device's clock.
    pub said: Instant,
    /// The same as far as it can be believed.
    pub at: Instant,
    /// What the person said about themselves.
    pub details: Details,
}

/// A visit that was told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Which.
    pub id: KeptVisitId,
    /// By which device.
    pub device: DeviceId,
    /// The number on the slip.
    pub health_id: HealthId,
    /// The department that was asked for.
    pub unit: UnitId,
    /// When it was written, as far as that can be believed.
    pub at: Instant,
    /// Whose.
    pub person: PersonId,
    /// The token, when one was given.
    pub token: Option<TokenId>,
}

/// That a visit was told of: where, by whom and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldVisit {
    /// Which.
    pub id: KeptVisitId,
    /// Where.
    pub facility: FacilityId,
    /// Who told of it, and when.
    pub told: (StaffId, Instant),
}

/// Why a visit, or a device, is not taken. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutageRefusal {
    /// No such device was prepared at this facility.
    NoSuchDevice,
    /// The device was said to be lost.
    DeviceLost,
    /// The device gave its numbers back.
    DeviceEnded,
    /// The number was not set aside for this device.
    ForeignNumber,
    /// Somebody has the number.
    NumberUsed,
    /// The number was spoilt or given back.
    NumberOver,
    /// The visit is of another day, whose tokens are over.
    DayOver,
    /// What was sent is no visit.
    Unreadable,
    /// More visits than are reported at once.
    TooMany {
        /// Visits allowed.
        most: usize,
    },
    /// No such visit was told of.
    NoSuchVisit,
}

impl From<OutageRefusal> for Refused {
    fn from(refusal: OutageRefusal) -> Self {
        match refusal {
            OutageRefusal::NoSuchDevice => Self::plain("OUT-001").missing(),
            OutageRefusal::DeviceLost => Self::plain("OUT-002"),
            OutageRefusal::DeviceEnded => Self::plain("OUT-003"),
            OutageRefusal::ForeignNumber => Self::plain("OUT-004"),
            OutageRefusal::NumberUsed => Self::plain("OUT-005"),
            OutageRefusal::NumberOver => Self::plain("OUT-006"),
            OutageRefusal::DayOver => Self::plain("OUT-007"),
            OutageRefusal::Unreadable => Self::plain("OUT-008").invalid(),
            OutageRefusal::TooMany { most } => Self::plain("OUT-009").invalid().with("most", most),
            OutageRefusal::NoSuchVisit => Self::plain("OUT-010").missing(),
        }
    }
}
