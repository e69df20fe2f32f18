//! Who was found, and why.

use super::ward_name;
use crate::facilities::model::Unit;
use crate::frontdesk::rules::SAME;
use crate::queue::LastVisit;
use nabz_kernel::clock::Date;
use nabz_kernel::names::PersonName;
use nabz_people::places::model::Ward;
use nabz_people::registry::model::Identity;
use nabz_people::registry::search::{Candidate, Found, PAGE_ROWS_MAX};
use nabz_people::registry::words;
use nabz_people::registry::words::script;
use nabz_web::messages::{Language, Message, say};
use nabz_web::msg::frontdesk as msg;
use nabz_web::numbers;
use uuid::Uuid;

/// More rows than these one does not see at a glance.
const GLANCE_ROWS_MAX: usize = 5;

/// What this facility knows of those who were found.
#[derive(Default)]
pub(in crate::frontdesk) struct Known {
    pub(in crate::frontdesk) units: Vec<Unit>,
    pub(in crate::frontdesk) visits: Vec<LastVisit>,
    pub(in crate::frontdesk) wards: Vec<Ward>,
    pub(in crate::frontdesk) today: Option<Date>,
}

pub(in crate::frontdesk) struct Results {
    pub(in crate::frontdesk) typed: String,
    pub(in crate::frontdesk) rows: Vec<Row>,
    /// There may be more than a page holds.
    pub(in crate::frontdesk) more: bool,
    /// What was scanned is a paper of ours: nobody is registered by it.
    pub(in crate::frontdesk) paper: bool,
    /// Why what was scanned finds nobody.
    pub(in crate::frontdesk) notice: Option<Message>,
    /// The name index is still being read after a start.
    pub(in crate::frontdesk) loading: bool,
}

pub(in crate::frontdesk) struct Row {
    pub(in crate::frontdesk) person: Uuid,
    pub(in crate::frontdesk) name: String,
    pub(in crate::frontdesk) other_name: Option<OtherName>,
    pub(in crate::frontdesk) facts: String,
    pub(in crate::frontdesk) health_id: String,
    pub(in crate::frontdesk) phone: Message,
    pub(in crate::frontdesk) why: String,
    /// When they were last here, and for what.
    pub(in crate::frontdesk) visit: Message,
    /// The token that they have today.
    pub(in crate::frontdesk) token: Option<Message>,
    /// The number of somebody further up who may be the same person.
    pub(in crate::frontdesk) may_be: Option<Message>,
    pub(in crate::frontdesk) unknown: bool,
    pub(in crate::frontdesk) sure: bool,
    pub(in crate::frontdesk) chosen: bool,
}

pub(in crate::frontdesk) struct OtherName {
    pub(in crate::frontdesk) text: String,
    pub(in crate::frontdesk) lang: &'static str,
}

impl Results {
    /// For what was typed; `chosen` is the row that the token pane is about.
    pub(in crate::frontdesk) fn of(
        typed: &str,
        (found, known): (&[Candidate], &Known),
        chosen: Option<Uuid>,
        language: Language,
    ) -> Self {
        let is_chosen = |candidate: &Candidate| Some(candidate.person.uuid()) == chosen;
        let row = |candidate| Row::of(candidate, is_chosen(candidate), (known, language));
        Self {
            typed: typed.to_owned(),
            rows: found.iter().map(row).collect(),
            more: found.len() >= PAGE_ROWS_MAX,
            paper: false,
            notice: None,
            loading: false,
        }
    }

    /// Whether what stands below the list may lie below the window, too.
    pub(in crate::frontdesk) fn is_long(&self) -> bool {
        self.rows.len() > GLANCE_ROWS_MAX
    }
}

impl Row {
    fn of(candidate: &Candidate, chosen: bool, (known, language): (&Known, Language)) -> Self {
        let (name, other_name) = names(&candidate.name, language);
        let phone = match &candidate.phone {
            Some(masked) => msg::phone_ends(masked),
            None => msg::no_phone(),
        };
        let (why, sure) = why(candidate.found);
        Self {
            person: candidate.person.uuid(),
            name,
            other_name,
            facts: facts(candidate, (&known.wards, language)),
            health_id: candidate.health_id.to_string(),
            phone,
            why: why.iter().map(|why| say(why, language)).collect::<Vec<_>>().join(", "),
            sure,
            chosen,
            visit: last_visit(candidate, (known, language)),
            token: token_today(candidate, known),
            may_be: candidate.may_be.map(|twin| msg::may_be(twin.to_string())),
            unknown: candidate.identity == Identity::Unknown,
        }
    }
}

/// `here 3 Nov 2026, Medicine`
fn last_visit(candidate: &Candidate, (known, language): (&Known, Language)) -> Message {
    let visit = known.visits.iter().find(|visit| visit.person == candidate.person);
    let Some(visit) = visit else { return msg::never_here() };
    let unit = known.units.iter().find(|unit| unit.id == visit.unit);
    let unit = unit.map(|unit| language.pick(&unit.names.hindi, &unit.names.english).clone());
    msg::here_on(numbers::date_message(visit.day), unit.unwrap_or_default())
}

/// `M-008 today`
fn token_today(candidate: &Candidate, known: &Known) -> Option<Message> {
    let visit = known.visits.iter().find(|visit| visit.person == candidate.person)?;
    (Some(visit.day) == known.today).then(|| msg::token_today(visit.number.to_string()))
}

fn names(name: &PersonName, language: Language) -> (String, Option<OtherName>) {
    let script = script(language);
    let shown = name.preferring(script).to_owned();
    let other = name.written_in(script.other()).map(|other| other.as_str().to_owned());
    let other = other.filter(|other| *other != shown);
    let lang = language.other().code();
    (shown, other.map(|text| OtherName { text, lang }))
}

/// `Female, 42 y · wife of Ramesh Kumar · Sangam Vihar`
fn facts(candidate: &Candidate, (wards, language): (&[Ward], Language)) -> String {
    let sex = candidate.sex.map_or_else(msg::sex_unknown, words::sex);
    let age =
        candidate.age.map_or_else(msg::age_unknown, |age| words::age(age, candidate.age_estimated));
    let guardian = candidate.guardian.as_ref().map(|guardian| {
        let name = words::name_read(&guardian.name, language);
        words::guardian(guardian.relation, candidate.sex, &name)
    });
    let life = words::life(candidate.life);
    let said = [Some(msg::sex_age(age, sex)), guardian, life].into_iter().flatten();
    let mut facts: Vec<String> = said.map(|fact| say(&fact, language)).collect();
    facts.extend(candidate.locality.clone());
    let ward = candidate.ward.as_ref().map(|number| ward_name(wards, number, language));
    facts.extend(ward.filter(|ward| candidate.locality.as_ref() != Some(ward)));
    facts.join(" · ")
}

fn why(found: Found) -> (Vec<Message>, bool) {
    match found {
        Found::ByHealthId => (vec![msg::why_number()], true),
        Found::ByPaper => (vec![msg::why_paper()], true),
        Found::ByVoterId => (vec![msg::why_voter_id()], false),
        Found::ByNumber(kind) => (vec![words::paper_kind(kind)], kind.is_of_one()),
        Found::ByPhone => (vec![msg::why_phone()], false),
        Found::ByName { likeness, age_fits } => {
            let name = if likeness == SAME { msg::why_name() } else { msg::why_sound() };
            let age = (age_fits == Some(true)).then(msg::why_age);
            let sure = likeness == SAME && age.is_some();
            ([Some(name), age].into_iter().flatten().collect(), sure)
        }
    }
}
