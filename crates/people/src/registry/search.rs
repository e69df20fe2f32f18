//! Search before create: by health ID, phone, scanned code or name in either script.
//!
//! Every name search shows the least that tells people apart, counts against a limit for each
//! clerk, and is audited.

use super::index::Search;
use super::model::{Banner, Details, Guardian, Identity, Person, VoterId};
use super::store::{KEYS_A_STATEMENT, Years};
use super::{rules, store};
use nabz_kernel::birth::{AGE_YEARS_MAX, Birth};
use nabz_kernel::clock::Date;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_linkage::compare::answer_likeness;
use nabz_linkage::duplicates::{Resemblance, resemblance};
use nabz_linkage::words::Name;
use nabz_store::{Stop, Tx};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::rc::Rc;

/// One screen of a counter.
pub const PAGE_ROWS_MAX: usize = 20;
/// Names less alike than this are not shown.
const SHOWN_LIKENESS_MIN: u32 = 560;
/// A name so alike is the one that was typed, misspelled.
const GOOD_LIKENESS: u32 = 850;
/// Fewer good ones than this, and single words are asked too.
const GOOD_ROWS_MIN: usize = 5;
/// Persons looked at for one search, a statement more or less: keys come likeliest first, and what
/// so many have not answered the next hundreds do not.
const PERSONS_SCORED_MAX: usize = 300;
/// Rows of one name at the head of a page, when no age tells namesakes apart.
const NAMESAKES_FIRST_MAX: usize = PAGE_ROWS_MAX / 2;
/// Rows of each other name, before the rest of all follows.
const NAMESAKES_NEXT_MAX: usize = 1;
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
    /// A name in either script, with what is known beside it.
    Name {
        /// As typed, without the age.
        text: String,
        /// Year of birth that goes with a said age.
        born: Option<i16>,
    },
}

impl Query {
    /// Reads one search box: a number, a phone, a voter card, a scanned code, or a name; `Sunita Devi 42` and
    /// `Sunita Devi 1984` carry an age.
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
        Query::Name { text, born } => {
            let ranked = by_name(search, view, &Name::of(text), *born)?;
            let ranked = if born.is_none() { spread(ranked) } else { ranked };
            let shown = ranked.into_iter().take(PAGE_ROWS_MAX);
            let found = |ranked: Ranked| {
                let found = ranked.found();
                (ranked.person, found)
            };
            Ok(listed(shown.map(found), today))
        }
    }
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
        persons.iter().take(TWIN_ROWS_MAX).map(|(one, _)| rules::facts(&one.details)).collect();
    let above = |at: usize| {
        let facts = compared.get(at)?;
        let mut above = compared.iter().zip(&persons).take(at);
        let twin = above.find(|(known, _)| resemblance(facts, known).is_very_likely())?;
        Some(twin.1.0.health_id)
    };
    let row = |(at, (person, found)): (usize, &(Person, Found))| Candidate {
        may_be: above(at),
        ..Candidate::of(person, *found, today)
    };
    persons.iter().enumerate().map(row).collect()
}

/// The person behind an id, or the one they were linked to.
fn followed(view: &mut Tx<'_>, id: PersonId) -> Result<Option<Person>, Stop> {
    let goes_on = store::linked_to(view, id)?.unwrap_or(id);
    store::person(view, goes_on)
}

fn of_phone(view: &mut Tx<'_>, mobile: &Mobile) -> Result<Vec<Person>, Stop> {
    let ids = store::persons_of_phone(view, mobile)?;
    all_followed(view, ids)
}

fn of_voter_id(view: &mut Tx<'_>, number: &VoterId) -> Result<Vec<Person>, Stop> {
    let ids = store::persons_of_identifier(view, store::VOTER_ID, number.as_str())?;
    all_followed(view, ids)
}

fn all_followed(view: &mut Tx<'_>, ids: Vec<PersonId>) -> Result<Vec<Person>, Stop> {
    let mut persons: Vec<Person> = Vec::new();
    for id in ids {
        if let Some(person) = followed(view, id)?
            && !persons.iter().any(|known| known.id == person.id)
        {
            persons.push(person);
        }
    }
    Ok(persons)
}

struct Ranked {
    person: Person,
    /// The words by which it was found, by sound.
    name: Rc<str>,
    likeness: u32,
    years_apart: Option<u16>,
}

impl Ranked {
    fn found(&self) -> Found {
        let age_fits = self.years_apart.map(|years| years <= YEARS_THAT_FIT);
        Found::ByName { likeness: self.likeness, age_fits }
    }

    /// A name a little less alike is preferred to an age that cannot be.
    fn rank(&self) -> u32 {
        const NOT_SAID: u32 = 60;
        let cost = match self.years_apart {
            Some(0) => 0,
            Some(1) => 20,
            Some(YEARS_THAT_FIT) => 45,
            Some(years) => (u32::from(years) * 15 + 15).min(400),
            None => NOT_SAID,
        };
        self.likeness.saturating_sub(cost)
    }
}

const YEARS_THAT_FIT: u16 = 2;

/// A name that more people have than a page has rows does not fill it alone: the other half shows
/// who else may be meant.
fn spread(ranked: Vec<Ranked>) -> Vec<Ranked> {
    let likeliest = ranked.first().map(|found| Rc::clone(&found.name));
    let mut shown: HashMap<Rc<str>, usize> = HashMap::new();
    let (mut first, later): (Vec<Ranked>, Vec<Ranked>) = ranked.into_iter().partition(|found| {
        let of_name = shown.entry(Rc::clone(&found.name)).or_default();
        *of_name += 1;
        let is_likeliest = likeliest.as_ref() == Some(&found.name);
        *of_name <= if is_likeliest { NAMESAKES_FIRST_MAX } else { NAMESAKES_NEXT_MAX }
    });
    first.extend(later);
    first
}

fn by_name(
    search: &Search,
    view: &mut Tx<'_>,
    typed: &Name,
    born: Option<i16>,
) -> Result<Vec<Ranked>, Stop> {
    let plan = search.plan(typed);
    let today = view.today();
    let mut gathered = Gathered {
        typed,
        born,
        today,
        seen: HashSet::new(),
        compared: HashMap::new(),
        ranked: Vec::new(),
    };
    let years = born.map(years_around);
    gathered.ask(view, &plan.keys, years)?;
    if years.is_some() && gathered.wants_more() {
        gathered.ask(view, &plan.keys, None)?;
    }
    if gathered.wants_more() {
        gathered.ask(view, &plan.fallback, years)?;
    }
    let mut ranked = gathered.ranked;
    ranked.sort_by_key(|found| (Reverse(found.rank()), found.person.id.uuid()));
    Ok(ranked)
}

/// A said age means one of two years; people and papers are off by one more.
fn years_around(born: i16) -> Years {
    let born = i64::from(born);
    Years { said: [born, born - 1], near: [born + 1, born - 2, born + 2, 0] }
}

struct Gathered<'q> {
    typed: &'q Name,
    born: Option<i16>,
    today: Date,
    seen: HashSet<PersonId>,
    compared: HashMap<String, (u32, Rc<str>)>,
    ranked: Vec<Ranked>,
}

impl Gathered<'_> {
    /// Asks key by key until a page of good ones is together.
    fn ask(&mut self, view: &mut Tx<'_>, keys: &[i64], years: Option<Years>) -> Result<(), Stop> {
        for keys in keys.chunks(KEYS_A_STATEMENT) {
            for person in store::by_name_keys(view, keys, years)? {
                self.keep(person);
            }
            if self.good() >= PAGE_ROWS_MAX || self.has_seen_enough() {
                break;
            }
        }
        Ok(())
    }

    fn keep(&mut self, person: Person) {
        if !self.seen.insert(person.id) {
            return;
        }
        let name = &person.details.name;
        let written = [name.devanagari(), name.roman()].into_iter().flatten();
        let compared = written.map(|text| self.compared(text.as_str()));
        let Some((likeness, name)) = compared.max_by_key(|(likeness, _)| *likeness) else { return };
        if likeness < SHOWN_LIKENESS_MIN {
            return;
        }
        let years_apart = self.years_apart(&person);
        self.ranked.push(Ranked { person, name, likeness, years_apart });
    }

    /// How alike a written name is and how it sounds; namesakes are compared once.
    fn compared(&mut self, written: &str) -> (u32, Rc<str>) {
        if let Some((likeness, name)) = self.compared.get(written) {
            return (*likeness, Rc::clone(name));
        }
        let name = Name::of(written);
        let likeness = answer_likeness(self.typed, &name);
        let mut words: Vec<&str> = name.words().iter().map(|word| word.fold.as_str()).collect();
        words.sort_unstable();
        let name: Rc<str> = words.join(" ").into();
        self.compared.insert(written.to_owned(), (likeness, Rc::clone(&name)));
        (likeness, name)
    }

    /// Between the year that was said, or that goes with a said age, and the person's.
    fn years_apart(&self, person: &Person) -> Option<u16> {
        let (said, birth) = (self.born?, person.details.birth?);
        let (this_year, _, _) = self.today.calendar();
        let by_age = this_year.saturating_sub_unsigned(birth.age(self.today).years());
        Some(birth.date.year().abs_diff(said).min(by_age.abs_diff(said)))
    }

    fn wants_more(&self) -> bool {
        self.good() < GOOD_ROWS_MIN && !self.has_seen_enough()
    }

    fn has_seen_enough(&self) -> bool {
        self.seen.len() >= PERSONS_SCORED_MAX
    }

    fn good(&self) -> usize {
        let fits = |found: &&Ranked| {
            found.likeness >= GOOD_LIKENESS
                && found.years_apart.is_none_or(|years| years <= YEARS_THAT_FIT)
        };
        self.ranked.iter().filter(fits).count()
    }
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
/// [`DUPLICATES_SHOWN_MAX`]. Shown before saving; they never stop it.
pub fn duplicates(
    search: &Search,
    view: &mut Tx<'_>,
    typed: &Details,
) -> Result<Vec<Duplicate>, Stop> {
    let today = view.today();
    let born = typed.birth.map(|birth: Birth| birth.date.year());
    let mut persons: Vec<Person> = Vec::new();
    let written = [typed.name.devanagari(), typed.name.roman()].into_iter().flatten();
    let mut names: Vec<Name> = written.map(|text| Name::of(text.as_str())).collect();
    // Both scripts most often sound the same, and find the same people.
    names.dedup();
    for name in &names {
        let ranked = by_name(search, view, name, born)?;
        persons.extend(ranked.into_iter().map(|ranked| ranked.person));
    }
    if let Some(phone) = &typed.phone {
        persons.extend(of_phone(view, &phone.mobile)?);
    }
    if let Some(number) = &typed.voter_id {
        persons.extend(of_voter_id(view, number)?);
    }
    let facts = rules::facts(typed);
    let mut seen = HashSet::new();
    let mut found: Vec<Duplicate> = Vec::new();
    for person in persons.into_iter().filter(|person| seen.insert(person.id)) {
        let resemblance = resemblance(&facts, &rules::facts(&person.details));
        if resemblance.is_likely() && person.identity == Identity::Known {
            let on_record = person.details.clone();
            let likeness =
                nabz_linkage::duplicates::person_name_likeness(&typed.name, &on_record.name);
            let found_by = Found::ByName { likeness, age_fits: None };
            let candidate = Candidate::of(&person, found_by, today);
            found.push(Duplicate { candidate, resemblance, on_record });
        }
    }
    found.sort_by_key(|duplicate| Reverse(duplicate.resemblance.points));
    found.truncate(DUPLICATES_SHOWN_MAX);
    Ok(found)
}
