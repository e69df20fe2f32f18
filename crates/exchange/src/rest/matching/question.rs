//! Looking for somebody: among everybody on record, or among those of whom a source has spoken.

use nabz_fhir::ResourceType;
use nabz_fhir::search::{Handling, parse};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_people::registry::fhir::partner::{FromPartner, other_numbers, said};
use nabz_people::registry::fhir::shown;
use nabz_people::registry::index::{Number, Search};
use nabz_people::registry::search::{
    Grade, Graded, Match, OwnNumber, Query, Wanted, compare, compared, matches,
};
use nabz_people::registry::{patients_of, person_of};
use nabz_record::search::{Everything, Own, SearchStop, Sight, search};
use nabz_record::{Entry, Key, SourceId, read};
use nabz_store::{Stop, Tx};
use serde_json::Value;
use std::cmp::Reverse;

/// Numbers of others that are looked up for one question.
const NUMBERS_MAX: usize = 10;

/// What is known of whoever is looked for.
pub(super) struct Question {
    said: FromPartner,
    /// Numbers that others gave, each with whose it is.
    numbers: Vec<(String, String)>,
    today: Date,
}

/// Somebody who may be meant, as the asker is shown them.
pub(super) struct Found {
    /// `Patient/id`.
    pub(super) reference: String,
    pub(super) body: Vec<u8>,
    pub(super) person: PersonId,
    pub(super) graded: Graded,
}

impl Question {
    /// Reads what is known; `None` when nobody could be found by it.
    pub(super) fn of(patient: &Value, today: Date) -> Option<Self> {
        let said = said(patient, today);
        let numbers = other_numbers(patient).into_iter().take(NUMBERS_MAX);
        let numbers: Vec<_> =
            numbers.map(|(system, value)| (system.to_owned(), value.to_owned())).collect();
        let by_number =
            said.voter_id.is_some() || !said.health_ids.is_empty() || !numbers.is_empty();
        let finds = said.name.is_some() || said.phone.is_some() || by_number;
        finds.then_some(Self { said, numbers, today })
    }

    /// The number that is looked for where no name stands beside it.
    pub(super) fn number(&self) -> Option<Number> {
        if self.said.name.is_some() {
            return None;
        }
        let health_id = self.said.health_ids.first().map(|id| Query::HealthId(*id));
        let phone = self.said.phone.as_ref().map(|phone| Query::Phone(phone.mobile.clone()));
        let known = health_id.or(phone).and_then(|query| Number::of(&query));
        Some(known.unwrap_or(Number::Other))
    }

    /// Everybody on record who may be meant, with the least that tells them apart.
    pub(super) fn on_record(&self, view: &mut Tx<'_>, index: &Search) -> Result<Vec<Found>, Stop> {
        let mut numbered = Vec::new();
        for entry in self.numbered(view, &mut Everything)? {
            numbered.push(person_of(view, entry.key.entry)?);
        }
        let (known, health_ids) = (self.said.known(), self.said.health_ids.as_slice());
        let wanted = Wanted { known, health_ids, numbered: &numbered };
        matches(index, view, &wanted)?.into_iter().map(of_person).collect()
    }

    /// Those Patients of a source who may be meant, word for word as it said them.
    pub(super) fn said_by(
        &self,
        view: &mut Tx<'_>,
        index: &Search,
        source: SourceId,
    ) -> Result<Vec<Found>, Stop> {
        let mut entries = self.numbered(view, &mut Own(source))?;
        let by_number = entries.len();
        for person in compared(index, view, self.said.known())? {
            for patient in patients_of(view, person)? {
                if entries.iter().any(|entry| entry.key.entry == patient) {
                    continue;
                }
                let entry = read::at(view, Key::of(ResourceType::PATIENT, patient))?;
                entries.extend(entry.filter(|entry| entry.source == source && !entry.deleted));
            }
        }
        let mut found = Vec::new();
        for (place, entry) in entries.into_iter().enumerate() {
            found.extend(self.graded(view, entry, place < by_number)?);
        }
        found.sort_by_key(|one| (Reverse(one.graded.rank()), one.reference.clone()));
        Ok(found)
    }

    /// The Patients who have one of the numbers, as far as they may be seen.
    fn numbered(&self, view: &mut Tx<'_>, sight: &mut dyn Sight) -> Result<Vec<Entry>, Stop> {
        let mut found: Vec<Entry> = Vec::new();
        for (system, value) in &self.numbers {
            let number = format!("{}|{}", escaped(system), escaped(value));
            let asked = [("identifier".to_owned(), number)];
            // What no query can say, no identifier on record is.
            let Ok(query) = parse(ResourceType::PATIENT, &asked, Handling::Strict) else {
                continue;
            };
            let page = match search(view, &query, sight) {
                Ok(page) => page,
                Err(SearchStop::Store(stop)) => return Err(stop),
                Err(SearchStop::ForeignCursor | SearchStop::TooCostly) => continue,
            };
            let new = page.matches.into_iter();
            let new: Vec<Entry> =
                new.filter(|new| found.iter().all(|known| known.key != new.key)).collect();
            found.extend(new);
        }
        Ok(found)
    }

    /// One of a source's own Patients, compared by the source's own words.
    fn graded(
        &self,
        view: &mut Tx<'_>,
        entry: Entry,
        by_number: bool,
    ) -> Result<Option<Found>, Stop> {
        let tree: Value =
            serde_json::from_slice(&entry.body).map_err(|e| Stop::fault(e.to_string()))?;
        let known = said(&tree, self.today);
        let by_card = self.said.health_ids.iter().any(|card| known.health_ids.contains(card));
        let number = if by_number || by_card { OwnNumber::Theirs } else { OwnNumber::NotTheirs };
        let graded = compare(self.said.known(), known.known(), number);
        if graded.grade == Grade::CertainlyNot && number == OwnNumber::NotTheirs {
            return Ok(None);
        }
        let person = person_of(view, entry.key.entry)?;
        Ok(Some(Found { reference: entry.reference(), body: entry.body, person, graded }))
    }
}

fn of_person(Match { person, graded }: Match) -> Result<Found, Stop> {
    let body = serde_json::to_vec(&shown(&person)).map_err(|e| Stop::fault(e.to_string()))?;
    Ok(Found { reference: format!("Patient/{}", person.id), body, person: person.id, graded })
}

/// As a token of a query is written, so that no sign of it parts it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if ['\\', ',', '|', '$'].contains(&sign) {
            out.push('\\');
        }
        out.push(sign);
    }
    out
}
