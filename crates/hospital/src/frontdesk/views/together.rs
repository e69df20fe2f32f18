//! Those who keep house with somebody and may have come along; and what was given to all of them.

use super::token::{Chosen, UnitRow};
use crate::frontdesk::rules;
use crate::queue::LastVisit;
use crate::queue::load::UnitLoad;
use crate::queue::model::{Token, TokenId, TokenState};
use crate::queue::paper::list;
use crate::queue::words::state;
use nabz_kernel::birth::Age;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{Id, PersonId};
use nabz_people::households::model::Member;
use nabz_people::households::words::tie_of;
use nabz_people::registry::model::{Banner, Life, Person};
use nabz_people::registry::words::{age, script};
use nabz_web::messages::{Language, Message};
use nabz_web::msg::frontdesk as msg;
use uuid::Uuid;

/// More of one family than come to a counter together.
pub(in crate::frontdesk) const TOGETHER_MAX: usize = 12;

/// What is known of the family of somebody.
#[derive(Default)]
pub(in crate::frontdesk) struct Family {
    pub(in crate::frontdesk) members: Vec<(Member, Banner)>,
    pub(in crate::frontdesk) visits: Vec<LastVisit>,
}

/// The family of whoever stands in the token pane.
pub(in crate::frontdesk) struct Together {
    /// Whose family.
    pub(in crate::frontdesk) first: Uuid,
    pub(in crate::frontdesk) name: String,
    pub(in crate::frontdesk) relatives: Vec<Relative>,
    /// Whether another of the family is registered from here.
    pub(in crate::frontdesk) may_register: bool,
}

/// One of them, who may have come along.
pub(in crate::frontdesk) struct Relative {
    pub(in crate::frontdesk) person: Uuid,
    pub(in crate::frontdesk) name: String,
    /// `Husband, 46 y`.
    pub(in crate::frontdesk) said: Message,
    /// The token that they have today.
    pub(in crate::frontdesk) token: Option<Message>,
    pub(in crate::frontdesk) chosen: bool,
    /// Departments of their own, besides that of the first one.
    pub(in crate::frontdesk) units: Vec<Offered>,
}

/// A department that somebody may be seen in.
pub(in crate::frontdesk) struct Offered {
    pub(in crate::frontdesk) id: Uuid,
    pub(in crate::frontdesk) name: String,
    pub(in crate::frontdesk) chosen: bool,
}

/// The unit where children are seen, while it gives tokens.
pub(in crate::frontdesk) fn children_unit(loads: &[UnitLoad]) -> Option<Uuid> {
    let unit = loads.iter().find(|load| load.open && load.unit.sees_children());
    unit.map(|load| load.unit.id.uuid())
}

impl Together {
    /// The family of somebody; whoever has died is not among them.
    pub(in crate::frontdesk) fn of(
        person: &Person,
        family: &Family,
        departments: (&[UnitRow], Option<Uuid>),
        chosen: &Chosen,
        (today, language): (Date, Language),
    ) -> Self {
        let lives = |banner: &Banner| match banner.life {
            Life::Living | Life::Moved { .. } => true,
            Life::Deceased { .. } => false,
        };
        let relatives = family.members.iter().filter(|(_, banner)| lives(banner));
        let relative = |(member, banner): &(Member, Banner)| {
            let token = token_today(&family.visits, member.person, today);
            Relative { token, ..Relative::of((member, banner), departments, (chosen, language)) }
        };
        Self {
            first: person.id.uuid(),
            name: person.details.name.preferring(script(language)).to_owned(),
            relatives: relatives.map(relative).collect(),
            may_register: false,
        }
    }

    /// With a way to register another of the family.
    pub(in crate::frontdesk) fn registering(self, may_register: bool) -> Self {
        Self { may_register, ..self }
    }

    /// Everybody whom it names.
    pub(in crate::frontdesk) fn persons(&self) -> Vec<PersonId> {
        self.relatives.iter().map(|relative| Id::from_uuid(relative.person)).collect()
    }
}

/// `M-008 today`
fn token_today(visits: &[LastVisit], person: PersonId, today: Date) -> Option<Message> {
    let visit = visits.iter().find(|visit| visit.person == person && visit.day == today)?;
    Some(msg::token_today(visit.number.to_string()))
}

impl Relative {
    /// What was chosen for them before, else a child is offered where children are seen.
    fn of(
        (member, banner): (&Member, &Banner),
        (units, children): (&[UnitRow], Option<Uuid>),
        (chosen, language): (&Chosen, Language),
    ) -> Self {
        let person = member.person.uuid();
        let before = chosen.along.iter().find(|(one, _)| *one == person);
        let is_child = rules::is_child(banner.age.map(Age::years));
        let unit = before.map_or(children.filter(|_| is_child), |(_, unit)| *unit);
        let offered = |row: &UnitRow| Offered {
            id: row.id,
            name: row.name.clone(),
            chosen: unit == Some(row.id),
        };
        let tie = tie_of(member.tie, banner.sex);
        Self {
            person,
            name: banner.name.preferring(script(language)).to_owned(),
            said: match banner.age {
                Some(known) => msg::family_said(age(known, banner.age_estimated), tie),
                None => tie,
            },
            token: None,
            chosen: before.is_some(),
            units: units.iter().map(offered).collect(),
        }
    }
}

/// Tokens that were given in one go, each of which can be taken back.
pub(in crate::frontdesk) struct Given {
    pub(in crate::frontdesk) rows: Vec<GivenRow>,
    /// Whether all of them can be taken back at once.
    pub(in crate::frontdesk) all_wait: bool,
}

/// One of them.
pub(in crate::frontdesk) struct GivenRow {
    pub(in crate::frontdesk) id: TokenId,
    pub(in crate::frontdesk) number: String,
    pub(in crate::frontdesk) name: String,
    /// What has become of it, unless it waits.
    pub(in crate::frontdesk) state: Option<Message>,
    /// The others, as an address lists them.
    pub(in crate::frontdesk) rest: String,
}

impl Given {
    /// Nothing where there is no token.
    pub(in crate::frontdesk) fn of(tokens: &[(Token, Banner)], language: Language) -> Option<Self> {
        let rest = |of: TokenId| {
            let others = tokens.iter().map(|(token, _)| token.id).filter(|id| *id != of);
            list(&others.collect::<Vec<_>>())
        };
        let row = |(token, banner): &(Token, Banner)| GivenRow {
            id: token.id,
            number: token.number.to_string(),
            name: banner.name.preferring(script(language)).to_owned(),
            state: match token.state {
                TokenState::Waiting { .. } => None,
                TokenState::Called { .. }
                | TokenState::Absent { .. }
                | TokenState::WithDoctor { .. }
                | TokenState::Seen { .. }
                | TokenState::Unsigned { .. }
                | TokenState::Left { .. } => Some(state(token.state)),
            },
            rest: rest(token.id),
        };
        let rows: Vec<GivenRow> = tokens.iter().map(row).collect();
        let all_wait = rows.len() > 1 && rows.iter().all(|row| row.state.is_none());
        (!rows.is_empty()).then_some(Self { rows, all_wait })
    }
}
