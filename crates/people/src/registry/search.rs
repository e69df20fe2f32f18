//! Search before create: by health ID, phone, scanned code or name in either script.
//!
//! Every name search shows the least that tells people apart, counts against a limit for each
//! clerk, and is audited.

mod matching;
mod names;
mod typed;

pub use matching::{Grade, Graded, Match, OwnNumber, Wanted, compare, compared, matches};
pub use typed::{Compared, Typed};

use self::names::{Asked, Ranked, spread};
use super::index::Search;
use super::model::{
    Banner, Details, Guardian, Identity, Known, PaperKind, PaperNumber, Person, VoterId,
};
use super::{patients, rules, store};
use nabz_kernel::birth::AGE_YEARS_MAX;
use nabz_kernel::clock::Date;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_linkage::duplicates::{Comparing, Facts, Resemblance};
use nabz_linkage::words::Name;
use nabz_store::{Stop, Tx};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;

/// One screen of a counter.
pub const PAGE_ROWS_MAX: usize = 20;
/// Persons compared in all that is known with one who is about to be registered.
const PERSONS_COMPARED_MAX: usize = 60;
/// Duplicates shown before saving.
pub const DUPLICATES_SHOWN_MAX: usize = 5;

/// What somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// A number, typed or scanned.
    HealthId(HealthId),
    /// A phone.
    Phone(Mobile),
    /// The number of a voter card.
    VoterId(VoterId),
    /// The number of another paper.
    Paper(PaperNumber),
    /// A name in either script, with what is known beside it.
    Name {
        /// As typed, without the age.
        text: String,
        /// Year of birth that goes with a said age.
        born: Option<i16>,
    },
}

impl Query {
    /// Reads one search box: a number, a phone, a voter card or another paper, a scanned code, or a
    /// name; `Sunita Devi 42` and `Sunita Devi 1984` carry an age.
    pub fn parse(typed: &str, today: Date) -> Self {
        if let Some(scanned) = scanned(typed) {
            return Self::HealthId(scanned);
        }
        if let Ok(health_id) = HealthId::parse(typed) {
            return Self::HealthId(health_id);
        }
        if let Ok(mobile) = Mobile::parse(typed) {
            return Self::Phone(mobile);
        }
        if let Ok(number) = VoterId::parse(typed) {
            return Self::VoterId(number);
        }
        if let Some(number) = PaperNumber::guess(typed) {
            return Self::Paper(number);
        }
        let (this_year, _, _) = today.calendar();
        let (text, last) = typed.trim().rsplit_once(char::is_whitespace).unwrap_or((typed, ""));
        let born = last.parse::<u16>().ok().and_then(|number| match number {
            0..=AGE_YEARS_MAX => Some(this_year.saturating_sub_unsigned(number)),
            1900.. => i16::try_from(number).ok().filter(|year| *year <= this_year),
            _ => None,
        });
        let text = if born.is_some() { text } else { typed };
        Self::Name { text: text.trim().to_owned(), born }
    }
}

/// A code of ours, wherever it stands in what the scanner read: `…DH1234567890123…`.
fn scanned(typed: &str) -> Option<HealthId> {
    const DIGITS: usize = 13;
    typed.match_indices("DH").find_map(|(at, _)| {
        let digits = typed.get(at + 2..at + 2 + DIGITS)?;
        HealthId::parse(digits).ok()
    })
}

/// Why a candidate is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The number is theirs.
    ByHealthId,
    /// A paper that was scanned is theirs.
    ByPaper,
    /// They gave this phone.
    ByPhone,
    /// They gave this voter card.
    ByVoterId,
    /// They gave the number of this paper.
    ByNumber(PaperKind),
    /// The name is so alike, in thousandths.
    ByName {
        /// 1000 is the same.
        likeness: u32,
        /// Whether the year of birth fits what was said, when both are known.
        age_fits: Option<bool>,
    },
}

/// The least that tells one person from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub banner: Banner,
    /// Father, husband, mother.
    pub guardian: Option<Guardian>,
    /// The last five digits.
    pub phone: Option<String>,
    /// Where they live, as far as a locality.
    pub locality: Option<String>,
    /// The ward's number.
    pub ward: Option<String>,
    /// Why shown.
    pub found: Found,
    /// Whose record further up the list may be of the same person.
    pub may_be: Option<HealthId>,
}

impl Deref for Candidate {
    type Target = Banner;

    fn deref(&self) -> &Banner {
        &self.banner
    }
}

impl Candidate {
    fn of(person: &Person, found: Found, today: Date) -> Self {
        let Details { guardian, phone, address, .. } = &person.details;
        Self {
            banner: Banner::of(person, today),
            guardian: guardian.clone(),
            phone: phone.as_ref().map(|phone| phone.mobile.masked()),
            locality: address.locality.clone(),
            ward: address.ward.clone(),
            found,
            may_be: None,
        }
    }
}

/// The people who may be meant, likeliest first, at most [`PAGE_ROWS_MAX`].
pub fn find(search: &Search, view: &mut Tx<'_>, query: &Query) -> Result<Vec<Candidate>, Stop> {
    let today = view.today();
    match query {
        Query::HealthId(number) => {
            let holder = store::holder_of(view, store::HEALTH_ID, &number.number().to_string())?;
            let person = holder.map(|id| followed(view, id)).transpose()?.flatten();
            let found = |person| Candidate::of(&person, Found::ByHealthId, today);
            Ok(person.map(found).into_iter().collect())
        }
        Query::Phone(mobile) => {
            let persons = of_phone(view, mobile)?;
            Ok(listed(persons.into_iter().map(|person| (person, Found::ByPhone)), today))
        }
        Query::VoterId(number) => {
            let persons = of_voter_id(view, number)?;
            Ok(listed(persons.into_iter().map(|person| (person, Found::ByVoterId)), today))
        }
        Query::Paper(number) => {
            let persons = of_number(view, number)?;
            let found = Found::ByNumber(number.kind());
            Ok(listed(persons.into_iter().map(|person| (person, found)), today))
        }
        Query::Name { text, born } => {
            let asked = Asked { name: &Name::of(text), born: *born, today };
            let ranked = asked.ranked(search, view)?;
            let found = if born.is_none() {
                asked.read(view, spread(ranked), PAGE_ROWS_MAX)?
            } else {
                asked.page(view, ranked)?
            };
            let found = folded(view, found)?.into_iter();
            Ok(listed(found.map(|(person, ranked)| (person, by_name(&ranked))), today))
        }
    }
}

fn by_name(ranked: &Ranked) -> Found {
    Found::ByName { likeness: ranked.likeness, age_fits: ranked.age_fits() }
}

/// The person behind a paper that was scanned, or the one they were linked to.
pub fn of_paper(view: &mut Tx<'_>, person: PersonId) -> Result<Option<Candidate>, Stop> {
    let today = view.today();
    Ok(followed(view, person)?.map(|person| Candidate::of(&person, Found::ByPaper, today)))
}

/// Rows compared with one another: more would cost a search its time, and nobody reads so far.
const TWIN_ROWS_MAX: usize = 6;

/// One page of people, each with the one further up who may be the same.
fn listed(persons: impl Iterator<Item = (Person, Found)>, today: Date) -> Vec<Candidate> {
    let persons: Vec<(Person, Found)> = persons.collect();
    let compared: Vec<_> =
        persons.iter().take(TWIN_ROWS_MAX).map(|(one, _)| facts_of(one)).collect();
    let above = |at: usize| {
        let facts = compared.get(at)?;
        let mut above = compared.iter().zip(&persons).take(at);
        let mut comparing = Comparing::with(facts);
        let twin = above.find(|(known, _)| comparing.resemblance(known).is_very_likely())?;
        Some(twin.1.0.health_id)
    };
    let row = |(at, (person, found)): (usize, &(Person, Found))| Candidate {
        may_be: above(at),
        ..Candidate::of(person, *found, today)
    };
    persons.iter().enumerate().map(row).collect()
}

/// The person behind an id, or the one who goes on for them.
fn followed(view: &mut Tx<'_>, id: PersonId) -> Result<Option<Person>, Stop> {
    let goes_on = patients::goes_on(view, id)?;
    store::person(view, goes_on)
}

fn of_phone(view: &mut Tx<'_>, mobile: &Mobile) -> Result<Vec<Person>, Stop> {
    let ids = store::persons_of_phone(view, mobile)?;
    all_followed(view, &ids)
}

fn of_voter_id(view: &mut Tx<'_>, number: &VoterId) -> Result<Vec<Person>, Stop> {
    let ids = store::persons_of_identifier(view, store::VOTER_ID, number.as_str())?;
    all_followed(view, &ids)
}

fn of_number(view: &mut Tx<'_>, number: &PaperNumber) -> Result<Vec<Person>, Stop> {
    let ids = store::persons_of_identifier(view, number.kind().word(), number.as_str())?;
    all_followed(view, &ids)
}

fn all_followed(view: &mut Tx<'_>, ids: &[PersonId]) -> Result<Vec<Person>, Stop> {
    let (mut persons, mut seen) = (Vec::new(), HashSet::new());
    for id in patients::going_on(view, ids)? {
        if seen.insert(id) {
            persons.extend(store::person(view, id)?);
        }
    }
    Ok(persons)
}

/// Whoever was linked away stands there as the one who goes on, once, in the place of the first of
/// their records.
fn folded<T>(view: &mut Tx<'_>, rows: Vec<(Person, T)>) -> Result<Vec<(Person, T)>, Stop> {
    let (persons, found): (Vec<Person>, Vec<T>) = rows.into_iter().unzip();
    let ids: Vec<PersonId> = persons.iter().map(|person| person.id).collect();
    let ends = patients::going_on(view, &ids)?;
    let others: Vec<PersonId> = ends.iter().copied().filter(|end| !ids.contains(end)).collect();
    let read = persons.into_iter().chain(store::persons(view, &others)?);
    let mut known: HashMap<PersonId, Person> = read.map(|person| (person.id, person)).collect();
    let row = |(end, found): (PersonId, T)| Some((known.remove(&end)?, found));
    Ok(ends.into_iter().zip(found).filter_map(row).collect())
}

/// Somebody on record who may be the one at the counter, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// Who is on record.
    pub candidate: Candidate,
    /// How likely, and the reasons.
    pub resemblance: Resemblance,
    /// What is on record, for the side-by-side table.
    pub on_record: Details,
}

/// Those on record who may be the person about to be registered, likeliest first, at most
/// [`DUPLICATES_SHOWN_MAX`]; whoever has several records is shown once, as the one who goes on, for
/// the record that is most alike. Shown before saving; they never stop it.
pub fn duplicates(
    search: &Search,
    view: &mut Tx<'_>,
    typed: &Details,
) -> Result<Vec<Duplicate>, Stop> {
    let today = view.today();
    let facts = rules::facts(typed.into());
    let mut found: Vec<(Person, (Resemblance, u32))> = Vec::new();
    let mut comparing = Comparing::with(&facts);
    for person in alike(search, view, typed.into())? {
        let known = facts_of(&person);
        let resemblance = comparing.resemblance(&known);
        if resemblance.is_likely() && person.identity == Identity::Known {
            let likeness = facts.name_likeness(&known).unwrap_or(0);
            found.push((person, (resemblance, likeness)));
        }
    }
    found.sort_by_key(|(_, (resemblance, _))| Reverse(resemblance.points));
    let shown = folded(view, found)?.into_iter().take(DUPLICATES_SHOWN_MAX);
    let duplicate = |(person, (resemblance, likeness)): (Person, (Resemblance, u32))| {
        let found_by = Found::ByName { likeness, age_fits: None };
        let candidate = Candidate::of(&person, found_by, today);
        Duplicate { candidate, resemblance, on_record: person.details }
    };
    Ok(shown.map(duplicate).collect())
}

/// Those on record whom a name, a phone or a voter card brings, once each: who is compared.
fn alike(search: &Search, view: &mut Tx<'_>, known: Known<'_>) -> Result<Vec<Person>, Stop> {
    let today = view.today();
    let born = known.birth.map(|birth| birth.date.year());
    let mut persons: Vec<Person> = Vec::new();
    for name in &known.name.map(rules::heard).unwrap_or_default() {
        let asked = Asked { name, born, today };
        let ranked = asked.ranked(search, view)?;
        let found = asked.read(view, ranked, PERSONS_COMPARED_MAX)?;
        persons.extend(found.into_iter().map(|(person, _)| person));
    }
    if let Some(phone) = known.phone {
        persons.extend(of_phone(view, &phone.mobile)?);
    }
    if let Some(number) = known.voter_id {
        persons.extend(of_voter_id(view, number)?);
    }
    let mut seen = HashSet::new();
    persons.retain(|person| seen.insert(person.id));
    Ok(persons)
}

fn facts_of(person: &Person) -> Facts {
    rules::facts((&person.details).into())
}
