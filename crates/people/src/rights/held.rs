//! Everything that is held of a person but their treatment, in both languages, for whoever it is
//! about: whoever takes the paper home reads one of them.

use super::model::Nominee;
use super::{store, words};
use crate::cards::model::{Card, CardState};
use crate::consent::model::Answer;
use crate::registry::model::{Details, Life, Paper, Person, RegistryRefusal};
use crate::registry::words as known;
use crate::registry::{Cell, cells};
use crate::{cards, consent, households, registry};
use nabz_access::{Names, Seen, facility_node, organisation, seen_by};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_kernel::language::Bilingual;
use nabz_kernel::names::Script;
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Fact, Language, Message, say};
use nabz_web::msg::rights as msg;
use nabz_web::numbers::{clock_time, date_message};
use nabz_web::role_title;

/// Pages of looks that are told; whoever wants to know of earlier ones reads them page by page.
const LOOK_PAGES_MAX: usize = 4;

/// The same words in both languages.
#[derive(Clone)]
pub(crate) struct Both {
    pub(crate) hindi: String,
    pub(crate) english: String,
}

/// One thing that is held.
pub(crate) struct Row {
    pub(crate) label: Both,
    pub(crate) values: Vec<Both>,
}

/// Things of one kind.
pub(crate) struct Part {
    pub(crate) title: Both,
    pub(crate) hint: Option<Both>,
    pub(crate) rows: Vec<Row>,
    /// What is said where nothing of the kind is held.
    pub(crate) nothing: Option<Both>,
}

/// All of it, on the day on which it was asked for.
pub(crate) struct WhatIsHeld {
    pub(crate) hindi: String,
    pub(crate) english: String,
    pub(crate) health_id: String,
    pub(crate) on: Both,
    pub(crate) parts: Vec<Part>,
}

/// What is held of a person. Whoever calls has made sure that it is they who ask, or somebody who may
/// answer them.
pub(crate) fn what_is_held(tx: &mut Tx<'_>, person: &Person) -> Result<WhatIsHeld, Stop> {
    let name = &person.details.name;
    let mut records = vec![person.clone()];
    for record in registry::one(tx, person.id)?.into_iter().skip(1) {
        records.extend(registry::person(tx, record)?);
    }
    let parts = vec![
        together(tx, &records, who)?,
        together(tx, &records, |tx, one| papers(tx, one.id))?,
        together(tx, &records, |tx, one| home(tx, one.id))?,
        together(tx, &records, |tx, one| cards_of(tx, one.id))?,
        together(tx, &records, |tx, one| consents(tx, one.id))?,
        together(tx, &records, |tx, one| rights(tx, one.id))?,
        looks(tx, &records)?,
        Part {
            hint: Some(Both::of(&msg::held_medical_hint())),
            ..Part::of(&msg::held_medical(), Vec::new())
        },
    ];
    Ok(WhatIsHeld {
        hindi: name.preferring(Script::Devanagari).to_owned(),
        english: name.preferring(Script::Roman).to_owned(),
        health_id: person.health_id.to_string(),
        on: Both::of(&at(tx.now())),
        parts,
    })
}

/// A part of all records that are one person: what stands under another of their numbers says so.
fn together(
    tx: &mut Tx<'_>,
    records: &[Person],
    part: fn(&mut Tx<'_>, &Person) -> Result<Part, Stop>,
) -> Result<Part, Stop> {
    let Some((own, others)) = records.split_first() else {
        return Err(RegistryRefusal::NoSuchPerson.into());
    };
    let mut whole = part(tx, own)?;
    for other in others {
        let more = part(tx, other)?;
        let under = Both::of(&under_number(other));
        whole.rows.extend(more.rows.into_iter().map(|mut row| {
            row.values.push(under.clone());
            row
        }));
    }
    whole.nothing = whole.nothing.filter(|_| whole.rows.is_empty());
    Ok(whole)
}

fn under_number(record: &Person) -> Message {
    nabz_web::msg::registry::under_number(record.health_id.to_string().as_str())
}

impl Both {
    fn of(message: &Message) -> Self {
        Self { hindi: say(message, Language::Hindi), english: say(message, Language::English) }
    }

    fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { hindi: text.clone(), english: text }
    }

    fn named(names: Names) -> Self {
        Self { hindi: names.hindi, english: names.english }
    }
}

impl Part {
    fn of(title: &Message, rows: Vec<Row>) -> Self {
        Self { title: Both::of(title), hint: None, rows, nothing: None }
    }

    /// With what is said where there are no rows.
    fn or_nothing(title: &Message, rows: Vec<Row>, nothing: &Message) -> Self {
        let nothing = rows.is_empty().then(|| Both::of(nothing));
        Self { nothing, ..Self::of(title, rows) }
    }
}

impl Row {
    fn of(label: &Message, value: Both) -> Self {
        Self { label: Both::of(label), values: vec![value] }
    }
}

/// A day and the time of that day.
fn at(at: Instant) -> Message {
    msg::held_at(date_message(at.date_in_india()), clock_time(at))
}

fn place(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Option<Names>, Stop> {
    Ok(organisation::node(tx, facility_node(facility))?.map(|node| node.names))
}

/// Who they are, as far as they said. The number of the voter card is theirs to know.
fn who(tx: &mut Tx<'_>, person: &Person) -> Result<Part, Stop> {
    let mut rows = vec![Row::of(&msg::held_health_id(), Both::plain(person.health_id.to_string()))];
    let details = Details { voter_id: None, ..person.details.clone() };
    for (label, cell) in cells(&details) {
        match cell {
            Cell::Nothing => {}
            Cell::Text(text) => rows.push(Row::of(&label, Both::plain(text))),
            Cell::Said(message) => rows.push(Row::of(&label, Both::of(&message))),
        }
    }
    if let Some(number) = &person.details.voter_id {
        let label = nabz_web::msg::registry::field_voter_id();
        rows.push(Row::of(&label, Both::plain(number.masked())));
    }
    if let Some(life) = life(person.life) {
        rows.push(Row::of(&nabz_web::msg::registry::life_title(), Both::of(&life)));
    }
    let registered = match place(tx, person.facility)? {
        Some(names) => {
            let names = Bilingual { hindi: names.hindi, english: names.english };
            msg::held_registered_at(at(person.registered_at), Fact::Named(names))
        }
        None => at(person.registered_at),
    };
    rows.push(Row::of(&msg::held_registered(), Both::of(&registered)));
    Ok(Part::of(&msg::held_who(), rows))
}

fn life(life: Life) -> Option<Message> {
    let said = known::life(life)?;
    match life {
        Life::Living => None,
        Life::Deceased { on } | Life::Moved { on } => Some(match on {
            Some(day) => msg::held_since(date_message(day), said),
            None => said,
        }),
    }
}

fn papers(tx: &mut Tx<'_>, person: PersonId) -> Result<Part, Stop> {
    let row = |paper: &Paper| {
        let seen = if paper.seen {
            nabz_web::msg::registry::papers_seen()
        } else {
            nabz_web::msg::registry::papers_said()
        };
        Row {
            label: Both::of(&known::paper_kind(paper.number.kind())),
            values: vec![Both::plain(paper.number.masked()), Both::of(&seen)],
        }
    };
    let rows = registry::papers(tx, person)?.iter().map(row).collect();
    let title = nabz_web::msg::registry::papers_title();
    Ok(Part::or_nothing(&title, rows, &nabz_web::msg::registry::papers_none()))
}

/// Where they live and as what. Who lives with them is for those to ask.
fn home(tx: &mut Tx<'_>, person: PersonId) -> Result<Part, Stop> {
    let mut rows = Vec::new();
    if let Some(member) = households::member(tx, person)? {
        if let Some(home) = households::household(tx, member.household)? {
            let kind = households::words::kind(home.kind);
            rows.push(Row::of(&msg::held_home_kind(), Both::of(&kind)));
        }
        let tie = households::words::tie(member.tie);
        rows.push(Row::of(&msg::held_home_tie(), Both::of(&tie)));
        let since = date_message(member.since.date_in_india());
        rows.push(Row::of(&msg::held_home_since(), Both::of(&since)));
        let people = households::who_lives_in(tx, member.household)?.len();
        rows.push(Row::of(&msg::held_home_people(), Both::plain(people.to_string())));
    }
    let children = if registry::goes_on(tx, person)? == person {
        households::answers_for(tx, person)?.len()
    } else {
        0
    };
    if children > 0 {
        rows.push(Row::of(&msg::held_home_children(), Both::plain(children.to_string())));
    }
    Ok(Part::or_nothing(&msg::held_home(), rows, &msg::held_home_none()))
}

fn cards_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Part, Stop> {
    let row = |card: &Card| {
        let dates = msg::held_card_dates(date_message(card.issued), date_message(card.expires));
        Row {
            label: Both::of(&called(card)),
            values: vec![Both::of(&cards::words::state(card.state)), Both::of(&dates)],
        }
    };
    let rows = cards::cards_of(tx, person)?.iter().map(row).collect();
    Ok(Part::or_nothing(&msg::held_cards(), rows, &msg::held_cards_none()))
}

/// Whoever says the serial of a card that nobody has yet has it in hand, so it is not told here.
fn called(card: &Card) -> Message {
    match card.state {
        CardState::Making(_) => cards::words::kind(card.kind),
        CardState::Active | CardState::Suspended(_) | CardState::Ended(_) => {
            cards::words::named(card)
        }
    }
}

fn consents(tx: &mut Tx<'_>, person: PersonId) -> Result<Part, Stop> {
    let row = |answer: &Answer| {
        let shares = answer.shares().iter().copied().map(consent::words::sensitive);
        let by = msg::held_consent_by(consent::words::by(&answer.by), consent::words::how(answer));
        let mut values = vec![
            Both::of(&consent::words::said(&answer.said)),
            Both::of(&at(answer.at)),
            Both::of(&by),
            Both::of(&nabz_web::msg::consent::version(answer.notice)),
        ];
        values.extend(shares.map(|category| Both::of(&msg::held_consent_shares(category))));
        Row { label: Both::of(&consent::words::purpose(answer.purpose)), values }
    };
    let rows = consent::of_person(tx, person)?.iter().map(row).collect();
    let title = nabz_web::msg::consent::history();
    Ok(Part::or_nothing(&title, rows, &nabz_web::msg::consent::history_none()))
}

/// What they asked about all this, and whom they named.
fn rights(tx: &mut Tx<'_>, person: PersonId) -> Result<Part, Stop> {
    let mut rows = Vec::new();
    for request in store::of_person(tx, person)? {
        let label = msg::request_called(words::number(request.number), words::right(request.right));
        let values = vec![Both::of(&at(request.asked_at)), Both::of(&words::state(&request.state))];
        rows.push(Row { label: Both::of(&label), values });
    }
    let named = |nominee: &Nominee| {
        let mut values = vec![Both::of(&words::nominee(nominee)), Both::of(&at(nominee.named.1))];
        if let Some((ended, _, until)) = nominee.ended {
            values.extend([Both::of(&words::nominee_ended(ended)), Both::of(&at(until))]);
        }
        Row { label: Both::of(&msg::nominee_title()), values }
    };
    rows.extend(store::nominees(tx, person)?.iter().map(named));
    Ok(Part::or_nothing(&msg::held_rights(), rows, &msg::requests_none()))
}

/// Who looked, the latest first; nobody of the staff is named.
fn looks(tx: &mut Tx<'_>, records: &[Person]) -> Result<Part, Stop> {
    let ids: Vec<PersonId> = records.iter().map(|record| record.id).collect();
    let (mut rows, mut before) = (Vec::new(), None);
    for _ in 0..LOOK_PAGES_MAX {
        let (seen, older) = seen_by(tx, &ids, before)?;
        rows.extend(seen.into_iter().map(|seen| look(seen, records)));
        before = older;
        if before.is_none() {
            break;
        }
    }
    let part = Part::or_nothing(
        &nabz_web::msg::apply::looks_title(),
        rows,
        &nabz_web::msg::apply::looks_none(),
    );
    let hint = before.map(|_| Both::of(&msg::held_looks_more()));
    Ok(Part { hint, ..part })
}

fn look(seen: Seen, records: &[Person]) -> Row {
    let under = records.iter().skip(1).find(|record| record.id == seen.person).map(under_number);
    let mut values: Vec<Both> = seen.place.map(Both::named).into_iter().collect();
    values.extend(seen.roles.into_iter().map(|role| Both::of(&role_title(role))));
    let why = if seen.refused {
        Some(nabz_web::msg::facilities::looked_in_vain())
    } else {
        words::why_looked(&seen.purpose)
    };
    values.extend(why.as_ref().map(Both::of));
    values.extend(seen.reason.map(Both::plain));
    values.extend(under.as_ref().map(Both::of));
    Row { label: Both::of(&at(seen.at)), values }
}
