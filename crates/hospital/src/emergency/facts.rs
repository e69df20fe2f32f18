//! The emergency subset as a view: each fact with who wrote it down, where and when.

use super::model::{Blood, LongTerm, Noted, Surgery};
use super::subset::{Closed, Subset};
use super::words;
use crate::allergies::model::{Allergy, Known};
use nabz_access::{Names, facility_node, organisation, staff};
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Language, Message};
use nabz_web::msg::{chart, disputes, emergency as msg};
use nabz_web::numbers;
use uuid::Uuid;

/// What a page shows: it holds it as `facts` and includes `emergency/pages/facts.html`.
pub struct Facts {
    /// As of when.
    pub as_of: Message,
    /// What was said of the blood group contradicts itself.
    pub differ: bool,
    /// Blood groups; one, where nobody was registered twice.
    pub blood: Vec<Fact>,
    /// What the person must not be given.
    pub allergies: Vec<Fact>,
    /// What they have had for long.
    pub conditions: Vec<Fact>,
    /// Operations, the last first.
    pub surgeries: Vec<Fact>,
    /// Of what something stays closed to the reader.
    pub closed: Closed,
}

/// One fact.
pub struct Fact {
    /// Our entry, by its id; nil for what a partner says.
    pub id: Uuid,
    /// What.
    pub title: String,
    /// What more is known of it.
    pub details: Vec<Message>,
    /// As it was typed.
    pub typed: String,
    /// It threatened life.
    pub severe: bool,
    /// Who says so.
    pub source: Message,
    /// Another registration of the person, where it is written down.
    pub elsewhere: Option<Uuid>,
}

impl Facts {
    /// What a page about `person` shows of a subset.
    pub fn of(
        view: &mut Tx<'_>,
        (person, subset): (PersonId, &Subset),
        language: Language,
    ) -> Result<Self, Stop> {
        let mut facts = Self {
            as_of: msg::as_of(numbers::date_time(subset.at, language)),
            differ: subset.differs(),
            blood: Vec::new(),
            allergies: Vec::new(),
            conditions: Vec::new(),
            surgeries: Vec::new(),
            closed: subset.closed,
        };
        for blood in &subset.blood {
            let fact = of_blood(view, (person, blood), language)?;
            facts.blood.push(fact);
        }
        for (known, noted) in &subset.allergies {
            let fact = of_allergy(view, (known, noted.as_ref()), language)?;
            facts.allergies.push(fact);
        }
        for condition in &subset.conditions {
            let fact = of_condition(view, condition, language)?;
            facts.conditions.push(fact);
        }
        for surgery in &subset.surgeries {
            let fact = of_surgery(view, surgery, language)?;
            facts.surgeries.push(fact);
        }
        Ok(facts)
    }
}

fn of_blood(
    view: &mut Tx<'_>,
    (person, blood): (PersonId, &Blood),
    language: Language,
) -> Result<Fact, Stop> {
    Ok(Fact {
        id: blood.id.uuid(),
        title: words::group(blood.group),
        details: vec![words::known(blood, language)],
        typed: String::new(),
        severe: false,
        source: recorded(view, blood.noted, language)?,
        elsewhere: (blood.person != person).then(|| blood.person.uuid()),
    })
}

fn of_allergy(
    view: &mut Tx<'_>,
    (known, noted): (&Known, Option<&Allergy>),
    language: Language,
) -> Result<Fact, Stop> {
    let source = match (noted, &known.source) {
        (Some(noted), _) => {
            let Allergy { facility, recorded_by: by, recorded_at: at, .. } = *noted;
            recorded(view, Noted { facility, by, at }, language)?
        }
        (None, Some(partner)) => chart::partner(partner),
        (None, None) => msg::source_unknown(),
    };
    let substance = &known.substance;
    let severe = known.severe.then(msg::threatened_life);
    let disputed = known.disputed.then(disputes::disputed);
    Ok(Fact {
        id: known.id.map_or_else(Uuid::nil, Id::uuid),
        title: language.pick(&substance.hindi, &substance.english).clone(),
        details: severe.into_iter().chain(disputed).collect(),
        typed: known.reaction.clone(),
        severe: known.severe,
        source,
        elsewhere: None,
    })
}

fn of_condition(view: &mut Tx<'_>, condition: &LongTerm, language: Language) -> Result<Fact, Stop> {
    Ok(Fact {
        id: condition.id.uuid(),
        title: words::condition(&condition.code, language),
        details: words::since(condition.since, language).into_iter().collect(),
        typed: String::new(),
        severe: false,
        source: recorded(view, condition.noted, language)?,
        elsewhere: None,
    })
}

fn of_surgery(view: &mut Tx<'_>, surgery: &Surgery, language: Language) -> Result<Fact, Stop> {
    Ok(Fact {
        id: surgery.id.uuid(),
        title: surgery.what.clone(),
        details: vec![words::done(surgery.done, language)],
        typed: String::new(),
        severe: false,
        source: recorded(view, surgery.noted, language)?,
        elsewhere: None,
    })
}

/// When, by whom and where something was written down.
fn recorded(view: &mut Tx<'_>, noted: Noted, language: Language) -> Result<Message, Stop> {
    let pick = |names: Names| language.pick(names.hindi, names.english);
    let by = staff::staff(view, noted.by)?.map(|staff| pick(staff.names)).unwrap_or_default();
    let place = organisation::node(view, facility_node(noted.facility))?;
    let place = place.map(|node| pick(node.names)).unwrap_or_default();
    let at = numbers::date(noted.at.date_in_india(), language);
    Ok(msg::recorded(at, by, place))
}
