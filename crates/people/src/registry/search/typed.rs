//! Who looks like somebody about to be registered. A phone or a voter card that is typed finds
//! people as a search does, so it is counted and slowed as one; but nobody waits to be registered.

use super::{Duplicate, duplicates};
use crate::registry::index::{Number, Search};
use crate::registry::model::{Details, RegistryRefusal};
use crate::registry::store;
use nabz_kernel::clock::Instant;
use nabz_store::{Authority, Stop, Tx};

/// What is typed about somebody new, as far as it may be compared.
pub struct Typed {
    details: Details,
    numbers: Vec<Number>,
    is_left_out: bool,
}

impl Typed {
    /// Counts a search of whoever types. While an alarm about them is open, a number is left out
    /// for which they would have to wait; one that they have looked for before is not.
    ///
    /// Refuses with `REG-032` as [`Search::admit`] does: then nobody is compared.
    pub fn admit(
        search: &Search,
        by: &impl Authority,
        mut details: Details,
        now: Instant,
    ) -> Result<Self, RegistryRefusal> {
        search.admit(by, now)?;
        let (phone, voter_id) = (details.phone.take(), details.voter_id.take());
        let (mut numbers, mut is_left_out) = (Vec::new(), false);
        let mut admits = |number: Number| {
            let is_admitted = search.admits_typed(by, number, now);
            if is_admitted {
                numbers.push(number);
            } else {
                is_left_out = true;
            }
            is_admitted
        };
        let phone = phone.filter(|phone| admits(Number::phone(&phone.mobile)));
        let voter_id = voter_id.filter(|number| admits(Number::voter_id(number)));
        let details = Details { phone, voter_id, ..details };
        Ok(Self { details, numbers, is_left_out })
    }

    /// What is compared.
    pub const fn details(&self) -> &Details {
        &self.details
    }

    /// Whether a number is not.
    pub const fn is_left_out(&self) -> bool {
        self.is_left_out
    }

    /// Those on record who may be the person, as [`duplicates`] finds them.
    pub fn compare(&self, search: &Search, view: &mut Tx<'_>) -> Result<Compared, Stop> {
        let found = duplicates(search, view, &self.details)?;
        let mut told = Vec::with_capacity(self.numbers.len());
        for number in &self.numbers {
            told.push((*number, store::is_somebodys(view, *number)?));
        }
        Ok(Compared { found, told })
    }
}

/// Who was found, and what was told of the numbers.
pub struct Compared {
    /// Likeliest first.
    pub found: Vec<Duplicate>,
    told: Vec<(Number, bool)>,
}

impl Compared {
    /// Counts what was told: a number that nobody has, once.
    pub fn count(&self, search: &Search, by: &impl Authority) {
        search.compared(by, &self.told, self.found.len());
    }
}
