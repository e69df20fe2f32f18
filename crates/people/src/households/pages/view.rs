//! What the page shows.

mod before;

use self::before::{AwayRow, FormerRow};
use super::loaded::{Loaded, load};
use super::moving::MoveTyped;
use crate::households::actions::{ArrangeHousehold, KeepPlace, NameGuardian};
use crate::households::model::{Gone, Guardian, Household, HouseholdKind, Leaving, Role, Tie};
use crate::households::{Consents, rules, words};
use crate::registry::actions::{AskCorrection, SearchRegistry};
use crate::registry::model::{Banner, Life, Person, Sex};
use crate::registry::words::{self as said, script};
use crate::registry::{self, Choice, Found, choices};
use askama::Template;
use axum::extract::{Path, Query};
use nabz_access::Reason;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{Id, PersonId};
use nabz_web::messages::Message;
use nabz_web::msg::households as msg;
use nabz_web::{Desk, Fields, FormErrors, OnceKey, Page, Problem, Shell, filters, numbers};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "households/pages/household.html")]
pub(super) struct HouseholdPage {
    shell: Shell,
    once: OnceKey,
    id: Uuid,
    name: String,
    /// None where nobody has written a household down.
    home: Option<HomeView>,
    /// The place in which they live, where many do.
    lives: Option<LivesView>,
    kinds: Vec<Choice>,
    /// Places where many live, for somebody of whom nothing is written down.
    places: Vec<(Uuid, String)>,
    ties: Vec<Choice>,
    /// Only a child's page asks for guardians.
    guardians: Option<GuardiansView>,
    /// Who answered before.
    former: Vec<FormerRow>,
    may_ask: bool,
    wards: Vec<Row>,
    may_arrange: bool,
    /// The address of a family can be asked to be changed.
    may_move: bool,
    /// Where it moves to, as typed, and what is wrong with that.
    typed: MoveTyped,
    errors: FormErrors,
    /// Why they live nowhere any more.
    gone: Option<Message>,
    /// Other records of the same person under which a household is written down.
    written_under: Vec<(Uuid, String)>,
    /// Why what was asked could not be done.
    pub(super) notice: Option<Message>,
    pub(super) found: Found,
    /// Who lives elsewhere and may answer for the child.
    pub(super) elsewhere: Found,
}

struct HomeView {
    title: Message,
    version: u32,
    has_head: bool,
    rows: Vec<Row>,
    /// Who lived there and has left the city.
    away: Vec<AwayRow>,
}

/// A place is no family: who else lives there stands on its own page, for those who keep it.
struct LivesView {
    said: Message,
    page: Option<String>,
    leavings: Vec<Choice>,
}

struct GuardiansView {
    rows: Vec<Row>,
    /// Nobody answers today.
    alone: bool,
    /// Those of the household who can be named and were not.
    nameable: Vec<Row>,
    roles: Vec<Choice>,
    may: bool,
}

/// Somebody on this page.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each thing that is said of them; none excludes another"
)]
struct Row {
    person: Uuid,
    /// The naming of a guardian.
    naming: Uuid,
    name: String,
    age: Option<Message>,
    said: Message,
    flag: Option<Message>,
    is_head: bool,
    is_self: bool,
    /// A child for whom nobody answers.
    needs_guardian: bool,
    /// What the page has seen of them.
    version: u32,
    lives: bool,
    /// Ticked as somebody who moves with the family.
    moves: bool,
    ties: Vec<Choice>,
    leavings: Vec<Choice>,
    /// Why they answer no longer, as typed.
    reason: String,
}

/// What was just done.
#[derive(Default, Deserialize)]
pub(super) struct Done {
    /// For how many a new address was asked.
    #[serde(default)]
    asked: String,
}

/// The page.
pub(super) async fn page(
    desk: Desk,
    Path(id): Path<Uuid>,
    Query(done): Query<Done>,
) -> Result<Page, Problem> {
    let mut page = opened(&desk, id).await?;
    if let Ok(asked) = done.asked.parse::<u32>() {
        page.shell = page.shell.toast(msg::move_asked(asked), None);
    }
    desk.page(&page)
}

/// The page as it opens; whom it shows is written down.
pub(super) async fn opened(desk: &Desk, id: Uuid) -> Result<HouseholdPage, Problem> {
    let (permit, id): (_, PersonId) = (desk.permit::<SearchRegistry>()?, Id::from_uuid(id));
    let given_by = consents(desk).map(|consents| consents.given_by);
    let loaded = desk.read(move |view| load(view, id, given_by)).await?;
    let others = loaded.members.iter().map(|(_, person)| person.id);
    let near = loaded.guardians.iter().chain(&loaded.wards).map(|(_, person)| person.id);
    let former = loaded.former.iter().map(|(_, person)| person.id);
    let away = loaded.away.iter().map(|(_, person, _)| person.id);
    let mut shown: Vec<PersonId> = others.chain(near).chain(former).chain(away).collect();
    shown.sort_unstable_by_key(|one| one.uuid());
    shown.dedup();
    // Who answers for them, and for whom they do, is read of all their records.
    registry::shows_as_one(desk, &permit, id, Reason::Counter).await?;
    for one in shown {
        desk.shows(&permit, one, Reason::Counter).await?;
    }
    Ok(view(desk, &loaded))
}

/// What the site knows of consents.
fn consents(desk: &Desk) -> Option<Consents> {
    desk.app().part::<Consents>().ok().map(|consents| *consents)
}

impl HouseholdPage {
    /// With what was typed about a move, and what is wrong with it.
    pub(super) fn moving(mut self, typed: MoveTyped, errors: FormErrors) -> Self {
        for row in self.home.iter_mut().flat_map(|home| &mut home.rows) {
            row.moves = typed.goes(row.person);
        }
        Self { typed, errors, ..self }
    }

    /// With what was typed into a form that was refused.
    pub(super) fn again(mut self, fields: &Fields) -> Self {
        self.kinds = kinds(HouseholdKind::of_word(fields.get("kind")));
        let ended: Uuid = fields.get("guardian").parse().unwrap_or_default();
        for row in self.guardians.iter_mut().flat_map(|guardians| &mut guardians.rows) {
            if row.naming == ended {
                fields.get("reason").clone_into(&mut row.reason);
            }
        }
        self
    }
}

fn view(desk: &Desk, loaded: &Loaded) -> HouseholdPage {
    let today = desk.today();
    let script = script(desk.language());
    let child = |one: &Person| rules::is_child(one.details.birth.as_ref(), today);
    let in_force = |(one, child): &&(Guardian, Person)| {
        rules::answers(one, child.details.birth.as_ref(), today)
    };
    let wards = loaded.wards.iter().filter(in_force).map(|(guardian, person)| Row {
        naming: guardian.id.uuid(),
        ..Row::of(desk, person, words::role(guardian.role))
    });
    let has_died = loaded.gone == Some(Gone::Died);
    let written = loaded.written_under.iter();
    let written = written.map(|(record, number)| (record.uuid(), number.to_string()));
    let household = loaded.household.as_ref();
    let is_family = household.is_some_and(|household| rules::is_family(household.kind));
    let home = household.filter(|household| household.place.is_none());
    HouseholdPage {
        shell: desk.shell(),
        once: OnceKey::draw(),
        id: loaded.person.id.uuid(),
        name: loaded.person.details.name.preferring(script).to_owned(),
        home: home.map(|household| home_view(desk, household, loaded)),
        lives: loaded.lives(desk),
        kinds: kinds(None),
        places: loaded.places.iter().filter_map(named).collect(),
        ties: ties(Tie::Child),
        guardians: (child(&loaded.person) && !has_died).then(|| guardians(desk, loaded, today)),
        former: loaded.former.iter().map(|one| FormerRow::of(desk, one, loaded)).collect(),
        may_ask: consents(desk).is_some_and(|consents| desk.is_any_of(consents.roles)),
        wards: wards.collect(),
        may_arrange: desk.may::<ArrangeHousehold>() && loaded.gone.is_none(),
        may_move: desk.may::<AskCorrection>() && is_family,
        typed: MoveTyped::default(),
        errors: FormErrors::default(),
        gone: loaded.gone.map(words::gone),
        written_under: written.collect(),
        notice: None,
        found: Found::default(),
        elsewhere: Found::default(),
    }
}

/// A place that can be chosen from a list.
pub(super) fn named(home: &Household) -> Option<(Uuid, String)> {
    let place = home.place.as_ref()?;
    let ward = place.ward.as_ref().map(|ward| format!(" · {ward}")).unwrap_or_default();
    Some((home.id.uuid(), format!("{}{ward}", place.called)))
}

fn home_view(desk: &Desk, household: &Household, loaded: &Loaded) -> HomeView {
    let rows = loaded.members.iter().map(|(member, person)| Row {
        is_head: household.head == Some(person.id),
        is_self: person.id == loaded.person.id,
        needs_guardian: loaded.alone.contains(&person.id),
        ties: ties(member.tie),
        ..Row::of(desk, person, words::tie_of(member.tie, person.details.sex))
    });
    HomeView {
        title: words::kind(household.kind),
        version: household.version,
        // Nobody is missed who speaks for those on the street.
        has_head: household.head.is_some() || !rules::is_family(household.kind),
        rows: rows.collect(),
        away: loaded.away.iter().map(|one| AwayRow::of(desk, one)).collect(),
    }
}

fn guardians(desk: &Desk, loaded: &Loaded, today: Date) -> GuardiansView {
    let birth = loaded.person.details.birth.as_ref();
    let rows = loaded.guardians.iter().map(|(guardian, person)| {
        let row = Row::of(desk, person, words::role(guardian.role));
        let from = guardian.from.filter(|from| *from > today);
        let later = from.map(|from| msg::answers_from(numbers::date(from, desk.language())));
        Row { naming: guardian.id.uuid(), flag: later.or_else(|| row.flag.clone()), ..row }
    });
    let answers = |(guardian, _): &(Guardian, Person)| rules::answers(guardian, birth, today);
    let nameable = loaded.members.iter().filter(|(_, person)| loaded.is_nameable(person, today));
    let nameable = nameable.map(|(member, person)| Row::of(desk, person, words::tie(member.tie)));
    GuardiansView {
        rows: rows.collect(),
        alone: !loaded.guardians.iter().any(answers),
        nameable: nameable.collect(),
        roles: choices(Role::ALL, Role::Mother.word(), Role::word, words::role),
        may: desk.may::<NameGuardian>(),
    }
}

impl Loaded {
    /// In which place they live, where many do.
    fn lives(&self, desk: &Desk) -> Option<LivesView> {
        let (home, member) = (self.household.as_ref()?, self.member.as_ref()?);
        let (place, keeps) = (home.place.as_ref()?, desk.may::<KeepPlace>());
        Some(LivesView {
            said: words::lives_in(place, member.since, keeps),
            page: keeps.then(|| format!("/institutions/{}", home.id)),
            leavings: leavings(self.person.life),
        })
    }

    /// Whether somebody of the household can be named for the child; of its sisters only an elder one
    /// could be its mother.
    fn is_nameable(&self, person: &Person, today: Date) -> bool {
        let births = (self.person.details.birth.as_ref(), person.details.birth.as_ref());
        let is_man = person.details.sex == Some(Sex::Male);
        let role = if is_man { Role::Father } else { Role::Mother };
        let was_named = self.guardians.iter().any(|(one, _)| one.person == person.id);
        person.id != self.person.id
            && !was_named
            && person.life == Life::Living
            && rules::can_be_named(role, births, today)
    }
}

impl Row {
    fn of(desk: &Desk, person: &Person, said: Message) -> Self {
        let banner = Banner::of(person, desk.today());
        let script = script(desk.language());
        Self {
            person: person.id.uuid(),
            naming: Uuid::nil(),
            name: banner.name.preferring(script).to_owned(),
            age: banner.age.map(|age| said::age(age, banner.age_estimated)),
            said,
            flag: match banner.life {
                Life::Living => None,
                Life::Deceased { .. } | Life::Moved { .. } => said::life(banner.life),
            },
            is_head: false,
            is_self: false,
            needs_guardian: false,
            version: person.version,
            lives: person.life == Life::Living,
            moves: false,
            ties: Vec::new(),
            leavings: leavings(banner.life),
            reason: String::new(),
        }
    }
}

/// How people live together; a family, when nothing is chosen. An institution is a place, which has a
/// page of its own.
fn kinds(chosen: Option<HouseholdKind>) -> Vec<Choice> {
    let chosen = chosen.unwrap_or(HouseholdKind::Home);
    let all = choices(HouseholdKind::ALL, chosen.word(), HouseholdKind::word, words::kind);
    all.into_iter().filter(|one| one.word != HouseholdKind::Institution.word()).collect()
}

/// Why somebody goes; whoever keeps house apart has a form of their own.
pub(super) fn leavings(life: Life) -> Vec<Choice> {
    let chosen = match life {
        Life::Deceased { .. } => Leaving::Died,
        Life::Living | Life::Moved { .. } => Leaving::Moved,
    };
    let all = choices(Leaving::ALL, chosen.word(), Leaving::word, words::leaving);
    all.into_iter().filter(|one| one.word != Leaving::Split.word()).collect()
}

/// Every tie but that of the head, who is named by a form of its own.
fn ties(chosen: Tie) -> Vec<Choice> {
    let all = choices(Tie::ALL, chosen.word(), Tie::word, words::tie);
    all.into_iter().filter(|one| one.word != Tie::Head.word()).collect()
}
