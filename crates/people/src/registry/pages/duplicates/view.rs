//! What the page of duplicates shows. Views decide, the template shows.

use super::by_hand::ByHand;
use super::load::{Chosen, Listed, Loaded, Open, Persons, load};
use super::press::{Chip, Summary, chips, said};
use super::{PATH, at};
use crate::registry::actions::DecideDuplicate;
use crate::registry::model::{Banner, Doubt, Ground, Pair, Person, Press, Ruled};
use crate::registry::pages::corrections::{Cell, Row, cells};
use crate::registry::words::{self, script};
use askama::Template;
use nabz_access::{Names, Reason};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::refusal::Refused;
use nabz_linkage::duplicates::{VERY_LIKELY_POINTS, resemblance};
use nabz_web::messages::{Message, say};
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Language, OnceKey, Problem, Shell, filters, numbers};
use uuid::Uuid;

/// Reasons in a line of the list; all of them stand beside the pair itself.
const LINE_REASONS_MAX: usize = 3;

#[derive(Template)]
#[template(path = "registry/pages/duplicates.html")]
pub(super) struct DuplicatesPage {
    shell: Shell,
    waiting: Message,
    left: Option<Message>,
    chips: Vec<Chip>,
    /// By what the list is narrowed, as its forms say it.
    ground: &'static str,
    rows: Vec<Line>,
    /// How many they are, and how many of them can be one person by all that is known.
    all: i64,
    alike: i64,
    /// For deciding about several of them.
    once: OnceKey,
    summary: Option<Summary>,
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
    very: Option<Message>,
    /// Somebody has left it for later.
    later: Option<Message>,
    /// The pair with the versions of both records.
    shown: String,
    /// Where it is opened.
    path: String,
    tick: Message,
    ticked: bool,
    /// What is known of the two excludes that they are one.
    apart: bool,
}

/// Two records side by side.
struct Sides {
    pair: Pair,
    once: OnceKey,
    seen_one: u32,
    seen_other: u32,
    previous: Option<Beside>,
    next: Option<Beside>,
    likely: Message,
    points: i64,
    heads: Vec<Head>,
    reasons: Vec<ReasonRow>,
    /// A counter was shown the likeness and went on.
    despite: Option<Message>,
    rows: Vec<Side>,
    ruled: Option<Stands>,
    /// The records of those who would become one exclude one another.
    apart: bool,
    /// Nobody has found the two: they are joined by hand.
    by_hand: Option<ByHand>,
    /// Nobody has found the two, and they are one already.
    one_already: bool,
}

/// The pair before or behind it in the list, and where it is opened.
struct Beside {
    pair: Pair,
    path: String,
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

/// Reads the page, and writes down whom it shows; of the pairs that only wait in its list nobody's
/// record is opened.
pub(super) async fn opened(
    desk: &Desk,
    chosen: Chosen,
    listed: Listed,
) -> Result<DuplicatesPage, Problem> {
    let (permit, staff) = (desk.permit::<DecideDuplicate>()?, desk.staff());
    let loaded = desk.read(move |view| load(view, staff, (chosen, listed))).await?;
    let open = loaded.open.as_ref().map(|open| open.doubt.pair);
    let last = loaded.last.as_ref().map(|(last, _)| last.pair);
    let not_done = loaded.press.iter().flat_map(Press::not_done).map(|(pair, _)| pair);
    let named = open.into_iter().chain(last).chain(not_done).flat_map(Pair::both);
    for person in named.collect::<Vec<PersonId>>() {
        desk.shows(&permit, person, Reason::Records).await?;
    }
    Ok(DuplicatesPage::of(desk, &loaded, listed.ground))
}

impl DuplicatesPage {
    fn of(desk: &Desk, loaded: &Loaded, ground: Option<Ground>) -> Self {
        let language = desk.language();
        let shell = desk.shell().at(PATH).count(PATH, loaded.waiting.pairs);
        let current = loaded.open.as_ref().map(|open| open.doubt.pair);
        let name = |person| name_of(person, &loaded.persons, language);
        let line = |doubt: &Doubt| Line::of(doubt, (current, ground), (loaded, &name));
        let doubts = loaded.doubts.as_slice();
        let sides = |open| Sides::of(open, (doubts, ground), (desk.today(), &shell));
        let left = loaded.waiting.left;
        let rows: Vec<Line> = loaded.doubts.iter().map(line).collect();
        let alike = rows.iter().filter(|row| !row.apart).count();
        Self {
            waiting: msg::duplicates_waiting(loaded.waiting.pairs),
            left: (left > 0).then(|| msg::duplicates_left(left)),
            chips: chips(ground),
            ground: ground.map_or("", Ground::word),
            all: i64::try_from(rows.len()).unwrap_or(i64::MAX),
            rows,
            alike: i64::try_from(alike).unwrap_or(i64::MAX),
            once: OnceKey::draw(),
            summary: loaded.press.as_ref().map(|press| Summary::of(press, name)),
            open: loaded.open.as_ref().map(sides),
            last: loaded.last.as_ref().map(|last| Last::of(last, name)),
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

    /// Says why two were not joined by hand; how it is known stays as typed.
    pub(super) fn not_joined(mut self, refused: &Refused, reason: String) -> Self {
        self.notice = Some(refused.into());
        if let Some(hand) = self.open.as_mut().and_then(|open| open.by_hand.as_mut()) {
            hand.reason = reason;
        }
        self
    }

    /// Says why nothing was done about several pairs, which stay ticked.
    pub(super) fn not_pressed(mut self, refused: &Refused, ticked: &[Pair]) -> Self {
        self.notice = Some(refused.into());
        for row in &mut self.rows {
            row.ticked = ticked.contains(&row.pair);
        }
        self
    }
}

impl Line {
    fn of(
        doubt: &Doubt,
        (current, ground): (Option<Pair>, Option<Ground>),
        (loaded, name): (&Loaded, impl Fn(PersonId) -> String),
    ) -> Self {
        let (pair, reasons) = (doubt.pair, doubt.reasons.iter().take(LINE_REASONS_MAX));
        let [one, other] = pair.both().map(name);
        let version = |person: PersonId| loaded.persons.get(&person).map_or(0, |one| one.version);
        let seen = pair.both().map(version);
        Self {
            pair,
            current: current == Some(pair),
            reasons: reasons.map(|reason| words::reason(*reason)).collect(),
            very: (doubt.points >= VERY_LIKELY_POINTS).then(msg::very_likely),
            later: doubt.left_at.map(|_| msg::duplicates_later()),
            shown: said((pair, seen)),
            path: at(Some(format!("pair={pair}")), ground),
            tick: msg::duplicates_tick(one.as_str(), other.as_str()),
            ticked: false,
            apart: loaded.apart.contains(&pair),
            one,
            other,
        }
    }
}

fn name_of(person: PersonId, persons: &Persons, language: Language) -> String {
    let name = persons.get(&person).map(|one| &one.details.name);
    name.map(|name| name.preferring(script(language)).to_owned()).unwrap_or_default()
}

impl Sides {
    /// As both records are now: one of them may have been corrected since they were found alike.
    fn of(
        open: &Open,
        (doubts, ground): (&[Doubt], Option<Ground>),
        (today, shell): (Date, &Shell),
    ) -> Self {
        let ([one, other], [of_one, of_other]) = (&open.persons, &open.facts);
        let found = resemblance(of_other, of_one);
        let reasons = found.reasons.iter().map(|reason| ReasonRow {
            said: words::reason(*reason),
            speaks_for: reason.speaks_for(),
        });
        let place = doubts.iter().position(|doubt| doubt.pair == open.doubt.pair);
        let before = place.and_then(|place| place.checked_sub(1));
        let behind = place.map_or(0, |place| place + 1);
        let pair_at = |place: usize| {
            let pair = doubts.get(place)?.pair;
            Some(Beside { pair, path: at(Some(format!("pair={pair}")), ground) })
        };
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
            despite: open.despite.as_ref().map(|names| {
                let who = shell.language.pick(&names.hindi, &names.english);
                msg::duplicates_despite(who.as_str())
            }),
            rows: rows([one, other], shell),
            ruled: Stands::of(open, shell.language),
            apart: open.joining.is_some_and(|(_, excludes)| excludes),
            by_hand: ByHand::of(open),
            one_already: !open.is_listed && open.joining.is_none(),
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
            name: banner.name.preferring(script(language)).to_owned(),
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
    fn of((doubt, ruled): &(Doubt, Ruled), name: impl Fn(PersonId) -> String) -> Self {
        let pair = doubt.pair;
        let [one, other] = pair.both().map(name);
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
