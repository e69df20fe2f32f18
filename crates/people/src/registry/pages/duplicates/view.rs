//! What the page of duplicates shows. Views decide, the template shows.

use super::PATH;
use crate::registry::actions::DecideDuplicate;
use crate::registry::model::{Banner, Doubt, Pair, Person, RegistryRefusal, Ruled, Waiting};
use crate::registry::pages::corrections::{Cell, Row, cells};
use crate::registry::pages::script_of;
use crate::registry::{rules, store, words};
use askama::Template;
use nabz_access::staff::names_of;
use nabz_access::{Names, Reason, facility_node, organisation};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_linkage::duplicates::{Facts, VERY_LIKELY_POINTS, resemblance};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Message, say};
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Language, OnceKey, Problem, Shell, filters, numbers};
use std::collections::HashMap;
use uuid::Uuid;

/// Reasons in a line of the list; all of them stand beside the pair itself.
const LINE_REASONS_MAX: usize = 3;

/// Which pair is to be shown.
#[derive(Clone, Copy, Debug)]
pub(super) enum Chosen {
    /// The first that waits.
    First,
    /// This one, decided or not.
    This(Pair),
    /// This one while it waits, else the first.
    IfItWaits(Pair),
}

#[derive(Template)]
#[template(path = "registry/pages/duplicates.html")]
pub(super) struct DuplicatesPage {
    shell: Shell,
    waiting: Message,
    left: Option<Message>,
    rows: Vec<Line>,
    open: Option<Sides>,
    last: Option<Last>,
    /// Why what was asked could not be done.
    notice: Option<Message>,
    /// What somebody else has decided beside what was wanted.
    differs: Vec<Row>,
}

/// One pair of the list.
struct Line {
    pair: Pair,
    current: bool,
    one: String,
    other: String,
    reasons: Vec<Message>,
    very: bool,
    /// Somebody has left it for later.
    left: bool,
}

/// Two records side by side.
struct Sides {
    pair: Pair,
    once: OnceKey,
    seen_one: u32,
    seen_other: u32,
    previous: Option<Pair>,
    next: Option<Pair>,
    likely: Message,
    points: i64,
    heads: Vec<Head>,
    reasons: Vec<ReasonRow>,
    rows: Vec<Side>,
    ruled: Option<Stands>,
}

/// Whose record it is.
struct Head {
    label: Message,
    person: Uuid,
    name: String,
    facts: Message,
    health_id: String,
    registered: Message,
    flags: Vec<Message>,
}

struct ReasonRow {
    said: Message,
    speaks_for: bool,
}

/// What both records say of one thing.
struct Side {
    label: Message,
    one: String,
    other: String,
    same: bool,
    /// Both say something, and not the same.
    differs: bool,
}

/// The decision that stands.
struct Stands {
    said: Message,
    decided_at: i64,
}

/// What whoever looks has decided last.
struct Last {
    pair: Pair,
    once: OnceKey,
    decided_at: i64,
    said: Message,
}

/// What the page is about.
struct Loaded {
    waiting: Waiting,
    doubts: Vec<Doubt>,
    open: Option<Open>,
    last: Option<(Doubt, Ruled)>,
    banners: HashMap<PersonId, Banner>,
}

struct Open {
    doubt: Doubt,
    persons: [Person; 2],
    places: HashMap<FacilityId, Names>,
    /// Who decided, where that is a member of staff.
    ruler: Option<Names>,
}

/// Reads the page, and writes down whom it shows; of the pairs that only wait in its list nobody's
/// record is opened.
pub(super) async fn opened(desk: &Desk, chosen: Chosen) -> Result<DuplicatesPage, Problem> {
    let (permit, staff) = (desk.permit::<DecideDuplicate>()?, desk.staff());
    let loaded = desk.read(move |view| load(view, staff, chosen)).await?;
    let open = loaded.open.as_ref().map(|open| open.doubt.pair);
    let last = loaded.last.as_ref().map(|(last, _)| last.pair);
    for person in open.into_iter().chain(last).flat_map(Pair::both) {
        desk.shows(&permit, person, Reason::Records).await?;
    }
    Ok(DuplicatesPage::of(desk, &loaded))
}

fn load(view: &mut Tx<'_>, staff: StaffId, chosen: Chosen) -> Result<Loaded, Stop> {
    let (waiting, doubts) = (store::count_waiting(view)?, store::waiting_doubts(view)?);
    let asked = match chosen {
        Chosen::First => None,
        Chosen::This(pair) => store::doubt(view, pair)?,
        Chosen::IfItWaits(pair) => store::doubt(view, pair)?.filter(|it| it.ruled.is_none()),
    };
    let open = match asked.or_else(|| doubts.first().cloned()) {
        Some(doubt) => Some(load_open(view, doubt)?),
        None => None,
    };
    let last = store::last_ruled(view, staff)?;
    let last = last.and_then(|last| last.ruled.map(|ruled| (last, ruled)));
    let pairs = doubts.iter().map(|doubt| doubt.pair);
    let pairs = pairs.chain(last.as_ref().map(|(last, _)| last.pair));
    let named: Vec<PersonId> = pairs.flat_map(Pair::both).collect();
    let banners = store::banners(view, &named)?.into_iter();
    let banners = banners.map(|banner| (banner.person, banner)).collect();
    Ok(Loaded { waiting, doubts, open, last, banners })
}

fn load_open(view: &mut Tx<'_>, doubt: Doubt) -> Result<Open, Stop> {
    let persons = [of_pair(view, doubt.pair.one())?, of_pair(view, doubt.pair.other())?];
    let mut places = HashMap::new();
    for person in &persons {
        let node = organisation::node(view, facility_node(person.facility))?;
        places.extend(node.map(|node| (person.facility, node.names)));
    }
    let by: Vec<StaffId> = doubt.ruled.iter().map(|ruled| ruled.by).collect();
    let ruler = names_of(view, &by)?.into_values().next();
    Ok(Open { doubt, persons, places, ruler })
}

fn of_pair(view: &mut Tx<'_>, person: PersonId) -> Result<Person, Stop> {
    Ok(store::person(view, person)?.ok_or(RegistryRefusal::NoSuchPerson)?)
}

impl DuplicatesPage {
    fn of(desk: &Desk, loaded: &Loaded) -> Self {
        let language = desk.language();
        let shell = desk.shell().at(PATH).count(PATH, loaded.waiting.pairs);
        let current = loaded.open.as_ref().map(|open| open.doubt.pair);
        let line = |doubt: &Doubt| Line::of(doubt, current, (&loaded.banners, language));
        let sides = |open| Sides::of(open, &loaded.doubts, (desk.today(), &shell));
        let last = |last: &(Doubt, Ruled)| Last::of(last, &loaded.banners, language);
        let left = loaded.waiting.left;
        Self {
            waiting: msg::duplicates_waiting(loaded.waiting.pairs),
            left: (left > 0).then(|| msg::duplicates_left(left)),
            rows: loaded.doubts.iter().map(line).collect(),
            open: loaded.open.as_ref().map(sides),
            last: loaded.last.as_ref().map(last),
            notice: None,
            differs: Vec::new(),
            shell,
        }
    }

    /// Says why what was wanted could not be done, and what somebody else has decided instead.
    pub(super) fn refused(mut self, refused: &Refused, wanted: Message) -> Self {
        self.notice = Some(refused.into());
        if let Some(stands) = self.open.as_ref().and_then(|open| open.ruled.as_ref()) {
            self.differs = vec![stands.beside(wanted)];
        }
        self
    }
}

impl Line {
    fn of(
        doubt: &Doubt,
        current: Option<Pair>,
        (banners, language): (&HashMap<PersonId, Banner>, Language),
    ) -> Self {
        let reasons = doubt.reasons.iter().take(LINE_REASONS_MAX);
        Self {
            pair: doubt.pair,
            current: current == Some(doubt.pair),
            one: name_of(doubt.pair.one(), banners, language),
            other: name_of(doubt.pair.other(), banners, language),
            reasons: reasons.map(|reason| words::reason(*reason)).collect(),
            very: doubt.points >= VERY_LIKELY_POINTS,
            left: doubt.left_at.is_some(),
        }
    }
}

fn name_of(person: PersonId, banners: &HashMap<PersonId, Banner>, language: Language) -> String {
    let banner = banners.get(&person);
    banner.map(|one| one.name.preferring(script_of(language)).to_owned()).unwrap_or_default()
}

fn facts_of(person: &Person) -> Facts {
    rules::facts((&person.details).into())
}

impl Sides {
    /// As both records are now: one of them may have been corrected since they were found alike.
    fn of(open: &Open, doubts: &[Doubt], (today, shell): (Date, &Shell)) -> Self {
        let [one, other] = &open.persons;
        let found = resemblance(&facts_of(other), &facts_of(one));
        let reasons = found.reasons.iter().map(|reason| ReasonRow {
            said: words::reason(*reason),
            speaks_for: reason.speaks_for(),
        });
        let place = doubts.iter().position(|doubt| doubt.pair == open.doubt.pair);
        let before = place.and_then(|place| place.checked_sub(1));
        let behind = place.map_or(0, |place| place + 1);
        let pair_at = |place: usize| doubts.get(place).map(|doubt| doubt.pair);
        let head = |label, person| Head::of(label, person, (open, today, shell.language));
        Self {
            pair: open.doubt.pair,
            once: OnceKey::draw(),
            seen_one: one.version,
            seen_other: other.version,
            previous: before.and_then(pair_at),
            next: pair_at(behind),
            likely: match (found.is_very_likely(), found.is_likely()) {
                (true, _) => msg::very_likely(),
                (false, true) => msg::likely(),
                (false, false) => msg::duplicates_unlike(),
            },
            points: found.points.into(),
            heads: vec![head(msg::duplicates_first(), one), head(msg::duplicates_second(), other)],
            reasons: reasons.collect(),
            rows: rows([one, other], shell),
            ruled: Stands::of(open, shell.language),
        }
    }
}

impl Head {
    fn of(
        label: Message,
        person: &Person,
        (open, today, language): (&Open, Date, Language),
    ) -> Self {
        let banner = Banner::of(person, today);
        let place = open.places.get(&person.facility);
        let place = place.map(|names| language.pick(&names.hindi, &names.english).clone());
        let when = numbers::date_time(person.registered_at, language);
        Self {
            label,
            person: person.id.uuid(),
            name: banner.name.preferring(script_of(language)).to_owned(),
            facts: words::facts(&banner),
            health_id: banner.health_id.to_string(),
            registered: match place {
                Some(place) => msg::duplicates_registered_at(place, when),
                None => msg::duplicates_registered(when),
            },
            flags: words::life(person.life).into_iter().collect(),
        }
    }
}

impl Stands {
    fn of(open: &Open, language: Language) -> Option<Self> {
        let ruled = open.doubt.ruled?;
        let program = || say(&msg::duplicates_by_the_program(), language);
        let name = |names: &Names| language.pick(&names.hindi, &names.english).clone();
        let who = open.ruler.as_ref().map_or_else(program, name);
        let when = numbers::date_time(ruled.at, language);
        let said = msg::duplicates_decided(words::decision(ruled.decision), when, who);
        Some(Self { said, decided_at: ruled.at.microseconds() })
    }

    fn beside(&self, wanted: Message) -> Row {
        let label = msg::duplicates_decision();
        Row { label, before: Cell::Said(self.said.clone()), after: Cell::Said(wanted) }
    }
}

impl Last {
    fn of(
        (doubt, ruled): &(Doubt, Ruled),
        banners: &HashMap<PersonId, Banner>,
        language: Language,
    ) -> Self {
        let pair = doubt.pair;
        let [one, other] = pair.both().map(|person| name_of(person, banners, language));
        Self {
            pair,
            once: OnceKey::draw(),
            decided_at: ruled.at.microseconds(),
            said: msg::duplicates_last(words::decision(ruled.decision), one, other),
        }
    }
}

/// What at least one of the two says.
fn rows([one, other]: [&Person; 2], shell: &Shell) -> Vec<Side> {
    let life =
        |person: &Person| Cell::Said(words::life(person.life).unwrap_or_else(msg::life_living));
    let said = cells(&one.details).into_iter().zip(cells(&other.details));
    let said = said.map(|((label, one), (_, other))| (label, one, other));
    let said = said.chain([(msg::duplicates_life(), life(one), life(other))]);
    let is_said = |cell: &Cell| !matches!(cell, Cell::Nothing);
    let said = said.filter(|(_, one, other)| is_said(one) || is_said(other));
    said.map(|(label, one, other)| Side {
        label,
        same: one.is(&other),
        differs: is_said(&one) && is_said(&other) && !one.is(&other),
        one: one.said(shell),
        other: other.said(shell),
    })
    .collect()
}
