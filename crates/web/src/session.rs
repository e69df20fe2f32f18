//! Who is signed in, where they sit, and what they may do.

use crate::app::App;
use crate::messages::Language;
use crate::problem::Problem;
use nabz_access::{Access, Act, Permit};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};

pub(crate) const SESSION_COOKIE: &str = "__Host-nabz";

/// Somebody signed in, with the names that the header shows.
#[derive(Clone)]
pub struct Signed {
    pub(crate) access: Access,
    pub(crate) name: String,
    pub(crate) facility_name: [String; 2],
    pub(crate) place: [String; 2],
}

impl Signed {
    /// Who.
    pub fn staff(&self) -> StaffId {
        self.access.staff()
    }

    /// The facility where they sit.
    pub fn facility(&self) -> FacilityId {
        self.access.place().facility
    }

    /// The permit for one act where they sit.
    pub fn permit<A: Act>(&self, today: Date) -> Result<Permit<A>, Refused> {
        self.access.permit(today)
    }

    pub(crate) fn facility_name(&self, language: Language) -> &str {
        let [hindi, english] = &self.facility_name;
        language.pick(hindi, english)
    }

    pub(crate) fn place(&self, language: Language) -> &str {
        let [hindi, english] = &self.place;
        language.pick(hindi, english)
    }
}

/// The session behind a cookie, if it still holds.
pub(crate) async fn find(_app: &App, _token: &str) -> Result<Option<Signed>, Problem> {
    Ok(None)
}

/// Whether the grant and the sign-in behind a permit still hold, asked inside the transaction.
pub(crate) fn check<A: Act>(_tx: &mut Tx<'_>, _permit: &Permit<A>) -> Result<(), Stop> {
    Ok(())
}
