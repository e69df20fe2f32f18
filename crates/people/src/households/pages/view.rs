//! What the page shows.

mod before;

use self::before::{AwayRow, FormerRow};
use super::moving::MoveTyped;
use crate::households::actions::{ArrangeHousehold, NameGuardian};
use crate::households::model::{
    Away, Ended, Former, Gone, Guardian, Household, HouseholdKind, Leaving, Member, Place, Role,
    Tie,
};
use crate::households::{Consents, GivenBy, former_of, named_for, namings_of, rules, store, words};
use crate::registry::actions::{AskCorrection, SearchRegistry};
use crate::registry::model::{Banner, Life, Person, RegistryRefusal, Sex};
use crate::registry::words::{self as said, script};
use crate::registry::{self, Choice, Found, choices};
use askama::Template;
use axum::extract::{Path, Query};
use nabz_access::staff::names_of;
use nabz_access::{Names, Reason};
use nabz_kernel::clock::Date;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{Id, PersonId, StaffId};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::households as msg;
use nabz_web::{Desk, Fields, FormErrors, OnceKey, Page, Problem, Shell, filters, numbers};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Template)]
#[expect(clippy::struct_excessive_bools, reason = "one for each form; none excludes another")]
#[template(path = "households/pages/household.html")]
pub(super) struct HouseholdPage {
    shell: Shell,
    once: OnceKey,
    id: Uuid,
    name: String,
    /// None where nobody has written a household down.
    home: Option<HomeView>,
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
    /// What an institution is called, as typed.
    pub(super) called: String,
}

struct HomeView {
    title: Message,
    called: Option<String>,
    version: u32,
    has_head: bool,
    /// Where it lies and who is asked there, as typed or as it is; none of a family.
    place: Option<Place>,
    rows: Vec<Row>,
    /// Who lived there and has left the city.
    away: Vec<AwayRow>,
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

/// Somebody with those who live with them and those who answer.
struct Loaded {
    person: Person,
    /// What is noted of them that ends where they live.
    gone: Option<Gone>,
    written_under: Vec<(PersonId, HealthId)>,
    household: Option<Household>,
    places: Vec<Household>,
    members: Vec<(Member, Person)>,
    away: Vec<(Away, Person, Life)>,
    guardians: Vec<(Guardian, Person)>,
    former: Vec<(Former, Person)>,
    wards: Vec<(Guardian, Person)>,
    /// The children among them for whom nobody answers.
    alone: Vec<PersonId>,
    /// How many consents each of those who answered before gave that still stand.
    given: HashMap<PersonId, usize>,
    /// Those who said that somebody answers no longer.
    staff: HashMap<StaffId, Names>,
}

fn load(view: &mut Tx<'_>, id: PersonId, given_by: Option<GivenBy>) -> Result<Loaded, Stop> {
    let person = registry::person(view, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let (mut household, mut members, mut away) = (None, Vec::new(), Vec::new());
    if let Some(member) = store::member(view, id)? {
        household = store::household(view, member.household)?;
        for member in store::members(view, member.household)? {
            let found = registry::person(view, member.person)?;
            members.extend(found.map(|person| (member, person)));
        }
        away = before::away(view, member.household)?;
    }
    let places = if household.is_none() { store::places(view)? } else { Vec::new() };
    let (mut guardians, mut wards) = (Vec::new(), Vec::new());
    for guardian in named_for(view, id)? {
        let found = registry::person(view, guardian.person)?;
        guardians.extend(found.map(|person| (guardian, person)));
    }
    for guardian in namings_of(view, id)? {
        let found = registry::person(view, guardian.child)?;
        wards.extend(found.map(|person| (guardian, person)));
    }
    let (mut former, mut staff): (Vec<(Former, Person)>, Vec<StaffId>) = (Vec::new(), Vec::new());
    for one in former_of(view, id)? {
        if let Ended::Said { by, .. } = &one.ended {
            staff.push(*by);
        }
        let found = registry::person(view, one.guardian.person)?;
        former.extend(found.map(|person| (one, person)));
    }
    staff.sort_unstable_by_key(|one| one.uuid());
    staff.dedup();
    let staff = names_of(view, &staff)?;
    let alone = alone(view, &members)?;
    let given = match given_by {
        Some(given_by) => given_before(view, (&person, &guardians), &former, given_by)?,
        None => HashMap::new(),
    };
    let gone = gone(view, &person)?;
    let written_under = written_under(view, id)?;
    Ok(Loaded {
        person,
        gone,
        written_under,
        household,
        places,
        members,
        away,
        guardians,
        former,
        wards,
        alone,
        given,
        staff,
    })
}

/// Whether somebody has died, or left the city, by all that is noted of them.
fn gone(view: &mut Tx<'_>, person: &Person) -> Result<Option<Gone>, Stop> {
    if registry::life_of(view, person)?.has_ended() {
        return Ok(Some(Gone::Died));
    }
    Ok(registry::moved_away(view, person.id)?.map(|_| Gone::Away))
}

/// What the site knows of consents.
fn consents(desk: &Desk) -> Option<Consents> {
    desk.app().part::<Consents>().ok().map(|consents| *consents)
}

/// Other records of the same person under which somebody has written down where they live.
fn written_under(view: &mut Tx<'_>, person: PersonId) -> Result<Vec<(PersonId, HealthId)>, Stop> {
    let mut written = Vec::new();
    for (record, number) in registry::numbers_of(view, person)?.into_iter().skip(1) {
        let lives = store::member(view, record)?;
        written.extend(lives.map(|_| (record, number)));
    }
    Ok(written)
}

/// How many consents for a child still stand of those who answer for it no longer, by the record
/// under which each was named.
fn given_before(
    view: &mut Tx<'_>,
    (child, guardians): (&Person, &[(Guardian, Person)]),
    former: &[(Former, Person)],
    given_by: GivenBy,
) -> Result<HashMap<PersonId, usize>, Stop> {
    if former.is_empty() {
        return Ok(HashMap::new());
    }
    let (given, mut answer) = (given_by(view, child)?, Vec::new());
    for (guardian, _) in guardians {
        answer.push(registry::goes_on(view, guardian.person)?);
    }
    let mut before = HashMap::new();
    for (_, person) in former {
        let goes_on = registry::goes_on(view, person.id)?;
        let count = given.get(&goes_on).filter(|_| !answer.contains(&goes_on));
        before.extend(count.map(|count| (person.id, *count)));
    }
    Ok(before)
}

fn alone(view: &mut Tx<'_>, members: &[(Member, Person)]) -> Result<Vec<PersonId>, Stop> {
    let (mut alone, today) = (Vec::new(), view.today());
    for (_, person) in members {
        let birth = person.details.birth.as_ref();
        if !rules::is_child(birth, today) || person.life != Life::Living {
            continue;
        }
        let named = named_for(view, person.id)?;
        if !named.iter().any(|guardian| rules::answers(guardian, birth, today)) {
            alone.push(person.id);
        }
    }
    Ok(alone)
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
        fields.get("called").clone_into(&mut self.called);
        let place = self.home.as_mut().and_then(|home| home.place.as_mut());
        if let Some(place) = place.filter(|_| fields.all("contact").next().is_some()) {
            place.ward = Some(fields.get("ward").to_owned());
            place.contact = Some(fields.get("contact").to_owned());
        }
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
    HouseholdPage {
        shell: desk.shell(),
        once: OnceKey::draw(),
        id: loaded.person.id.uuid(),
        name: loaded.person.details.name.preferring(script).to_owned(),
        home: household.map(|household| home(desk, household, loaded)),
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
        called: String::new(),
    }
}

fn named(place: &Household) -> Option<(Uuid, String)> {
    Some((place.id.uuid(), place.called.clone()?))
}

fn home(desk: &Desk, household: &Household, loaded: &Loaded) -> HomeView {
    let rows = loaded.members.iter().map(|(member, person)| Row {
        is_head: household.head == Some(person.id),
        is_self: person.id == loaded.person.id,
        needs_guardian: loaded.alone.contains(&person.id),
        ties: ties(member.tie),
        ..Row::of(desk, person, words::tie_of(member.tie, person.details.sex))
    });
    HomeView {
        title: words::kind(household.kind),
        called: household.called.clone(),
        version: household.version,
        // Nobody is missed who speaks for a shelter: somebody is asked there.
        has_head: household.head.is_some() || !rules::is_family(household.kind),
        place: (!rules::is_family(household.kind)).then(|| household.place.clone()),
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

/// How people live together; a family, when nothing is chosen.
fn kinds(chosen: Option<HouseholdKind>) -> Vec<Choice> {
    let chosen = chosen.unwrap_or(HouseholdKind::Home);
    choices(HouseholdKind::ALL, chosen.word(), HouseholdKind::word, words::kind)
}

/// Why somebody goes; whoever keeps house apart has a form of their own.
fn leavings(life: Life) -> Vec<Choice> {
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
