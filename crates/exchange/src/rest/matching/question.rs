//! Looking for somebody: among everybody on record, or among those of whom a source has spoken.

use nabz_fhir::ResourceType;
use nabz_fhir::search::{Handling, parse};
use nabz_fhir::tape::Node;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_people::registry::fhir::partner::{FromPartner, other_numbers, paper, said};
use nabz_people::registry::fhir::shown;
use nabz_people::registry::index::{Number, Search};
use nabz_people::registry::search::{
    Grade, Graded, Match, OwnNumber, Wanted, compare, compared, matches,
};
use nabz_people::registry::store::is_somebodys;
use nabz_people::registry::{patients_of, person_of, person_of_health_id};
use nabz_record::search::{Everything, Own, SearchStop, Sight, search};
use nabz_record::{Entry, Key, SourceId, read};
use nabz_store::{Stop, Tx};
use std::cmp::Reverse;

/// Cards of the city, and numbers of others, that are looked up for one question.
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

/// What a question is answered with, likeliest first, and what it could tell.
pub(super) struct Answered {
    pub(super) found: Vec<Found>,
    /// Of each number that was looked up, whether anybody has it.
    pub(super) told: Vec<(Number, bool)>,
}

/// Patients who have one of the numbers that others gave, and whether anybody has each of these.
struct Numbered {
    entries: Vec<Entry>,
    are_somebodys: Vec<bool>,
}

impl Question {
    /// Reads what is known; `None` when nobody could be found by it.
    pub(super) fn of(patient: Node<'_>, today: Date) -> Option<Self> {
        let mut said = said(patient, today);
        said.health_ids.truncate(NUMBERS_MAX);
        let numbers = other_numbers(patient).into_iter().take(NUMBERS_MAX);
        let numbers: Vec<_> =
            numbers.map(|(system, value)| (system.into_owned(), value.into_owned())).collect();
        let by_number =
            said.voter_id.is_some() || !said.health_ids.is_empty() || !numbers.is_empty();
        let finds = said.name.is_some() || said.phone.is_some() || by_number;
        finds.then_some(Self { said, numbers, today })
    }

    /// Every number by which somebody is looked for.
    pub(super) fn numbers(&self) -> Vec<Number> {
        self.numbers_of_registry().into_iter().chain(self.numbers_of_others()).collect()
    }

    /// Those that lead to whomever the city knows: cards of the city, a phone, a voter card. By any
    /// other number a source finds what it wrote under it itself, and nobody else.
    pub(super) fn numbers_of_registry(&self) -> Vec<Number> {
        let health_ids = self.said.health_ids.iter().map(|id| Number::health_id(*id));
        health_ids.chain(self.numbers_brought()).collect()
    }

    /// Those that people bring with them to a counter.
    fn numbers_brought(&self) -> Vec<Number> {
        let phone = self.said.phone.iter().map(|phone| Number::phone(&phone.mobile));
        phone.chain(self.said.voter_id.iter().map(Number::voter_id)).collect()
    }

    fn numbers_of_others(&self) -> Vec<Number> {
        let number = |(system, value): &(String, String)| {
            paper(system, value).map_or(Number::Other, |paper| Number::paper(&paper))
        };
        self.numbers.iter().map(number).collect()
    }

    /// Everybody on record who may be meant, with the least that tells them apart.
    pub(super) fn on_record(&self, view: &mut Tx<'_>, index: &Search) -> Result<Answered, Stop> {
        let by_number = self.numbered(view, &mut Everything)?;
        let mut numbered = Vec::new();
        for entry in by_number.entries {
            numbered.push(person_of(view, entry.key.entry)?);
        }
        let (known, health_ids) = (self.said.known(), self.said.health_ids.as_slice());
        let wanted = Wanted { known, health_ids, numbered: &numbered };
        let found = matches(index, view, &wanted)?.into_iter().map(of_person);
        let found = found.collect::<Result<Vec<Found>, Stop>>()?;
        let mut told = self.told_of_registry(view)?;
        for (number, is_met) in self.numbers_of_others().into_iter().zip(by_number.are_somebodys) {
            // What a counter wrote down of a paper stands in the registry.
            told.push((number, is_met || is_somebodys(view, number)?));
        }
        Ok(Answered { found, told })
    }

    /// Whether anybody on record has each of the numbers that lead to whomever the city knows.
    fn told_of_registry(&self, view: &mut Tx<'_>) -> Result<Vec<(Number, bool)>, Stop> {
        let mut told = Vec::new();
        for id in &self.said.health_ids {
            let holder = person_of_health_id(view, *id)?;
            told.push((Number::health_id(*id), holder.is_some()));
        }
        for number in self.numbers_brought() {
            told.push((number, is_somebodys(view, number)?));
        }
        Ok(told)
    }

    /// Those Patients of a source who may be meant, word for word as it said them.
    pub(super) fn said_by(
        &self,
        view: &mut Tx<'_>,
        index: &Search,
        source: SourceId,
    ) -> Result<Answered, Stop> {
        let mut entries = self.numbered(view, &mut Own(source))?.entries;
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
        Ok(Answered { found, told: self.told_of_registry(view)? })
    }

    /// The Patients who have one of the numbers, as far as they may be seen.
    fn numbered(&self, view: &mut Tx<'_>, sight: &mut dyn Sight) -> Result<Numbered, Stop> {
        let (mut entries, mut are_somebodys): (Vec<Entry>, _) = (Vec::new(), Vec::new());
        for number in &self.numbers {
            let met = having(view, number, sight)?;
            are_somebodys.push(!met.is_empty());
            let new = met.into_iter();
            let new: Vec<Entry> =
                new.filter(|new| entries.iter().all(|known| known.key != new.key)).collect();
            entries.extend(new);
        }
        Ok(Numbered { entries, are_somebodys })
    }

    /// One of a source's own Patients, compared by the source's own words.
    fn graded(
        &self,
        view: &mut Tx<'_>,
        entry: Entry,
        by_number: bool,
    ) -> Result<Option<Found>, Stop> {
        let known = said(entry.tape()?.root(), self.today);
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

/// The Patients who have a number that somebody gave, as far as they may be seen.
fn having(
    view: &mut Tx<'_>,
    (system, value): &(String, String),
    sight: &mut dyn Sight,
) -> Result<Vec<Entry>, Stop> {
    let number = format!("{}|{}", escaped(system), escaped(value));
    let asked = [("identifier".to_owned(), number)];
    // What no query can say, no identifier on record is.
    let Ok(query) = parse(ResourceType::PATIENT, &asked, Handling::Strict) else {
        return Ok(Vec::new());
    };
    match search(view, &query, sight) {
        Ok(page) => Ok(page.matches),
        Err(SearchStop::Store(stop)) => Err(stop),
        Err(SearchStop::ForeignCursor | SearchStop::TooCostly) => Ok(Vec::new()),
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
