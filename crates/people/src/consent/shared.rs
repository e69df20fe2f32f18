//! What people share beyond those who treat them, asked once for each of them however much of a page
//! is marked.

use super::model::{Purpose, Sensitive, Sight, Standing};
use super::{rules, standing};
use nabz_access::Why;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Where the answers of people about sharing their record have led, as far as one request has asked.
#[derive(Default)]
pub struct Shared(HashMap<PersonId, Standing>);

impl Shared {
    /// Whether somebody who reads about a person because of `why` sees what is marked with these
    /// categories. Care asks the database nothing.
    pub fn sight(
        &mut self,
        tx: &mut Tx<'_>,
        (person, why): (PersonId, Option<Why>),
        categories: &[Sensitive],
    ) -> Result<Sight, Stop> {
        if categories.is_empty() || rules::sight(why, false) == Sight::Open {
            return Ok(Sight::Open);
        }
        let standing = match self.0.entry(person) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(standing(tx, person, Purpose::RecordSharing)?),
        };
        Ok(rules::sight(why, rules::shares(standing, categories)))
    }
}
