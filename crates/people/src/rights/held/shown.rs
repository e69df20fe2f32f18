//! What is held as a page shows it, in both languages: whoever takes the paper home reads one of them.

use super::{Home, OfRecord, WhatIsHeld, under};
use crate::cards::model::{Card, CardState};
use crate::consent::model::Answer;
use crate::registry::model::{Details, Life, Paper, Person};
use crate::registry::words as known;
use crate::registry::{Cell, cells};
use crate::rights::model::{Nominee, Request};
use crate::rights::words;
use crate::scans::model::Scan;
use crate::{cards, consent, households, scans};
use nabz_access::{Names, Seen};
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::language::Bilingual;
use nabz_kernel::names::Script;
use nabz_web::messages::{Fact, Language, Message, say};
use nabz_web::msg::rights as msg;
use nabz_web::numbers::{clock_time, date_message};
use nabz_web::role_title;

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
pub(crate) struct HeldShown {
    pub(crate) hindi: String,
    pub(crate) english: String,
    pub(crate) health_id: String,
    pub(crate) on: Both,
    pub(crate) parts: Vec<Part>,
}

impl WhatIsHeld {
    /// As a page shows it.
    pub(crate) fn shown(&self) -> HeldShown {
        let Self { at, own, others, looks, more_looks } = self;
        let name = &own.person.details.name;
        let mut parts = Vec::from(record(own));
        for other in others {
            let number = Both::of(&under_number(other.person.health_id));
            for (part, more) in parts.iter_mut().zip(record(other)) {
                part.add(more, &number);
            }
        }
        parts.push(looked(looks, *more_looks, others));
        parts.push(Part {
            hint: Some(Both::of(&msg::held_medical_hint())),
            ..Part::of(&msg::held_medical(), Vec::new())
        });
        HeldShown {
            hindi: name.preferring(Script::Devanagari).to_owned(),
            english: name.preferring(Script::Roman).to_owned(),
            health_id: own.person.health_id.to_string(),
            on: Both::of(&moment(*at)),
            parts,
        }
    }
}

/// What stands under one number.
fn record(record: &OfRecord) -> [Part; 7] {
    let OfRecord {
        person,
        registered_in,
        numbers,
        sent,
        home,
        cards,
        consents,
        requests,
        nominees,
    } = record;
    [
        who(person, registered_in.as_ref()),
        numbers_of_papers(numbers),
        photographs(sent),
        where_they_live(home),
        health_cards(cards),
        answers(consents),
        rights(requests, nominees),
    ]
}

fn under_number(number: HealthId) -> Message {
    nabz_web::msg::registry::under_number(number.to_string().as_str())
}

impl Both {
    fn of(message: &Message) -> Self {
        Self { hindi: say(message, Language::Hindi), english: say(message, Language::English) }
    }

    fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { hindi: text.clone(), english: text }
    }

    fn named(names: &Names) -> Self {
        Self { hindi: names.hindi.clone(), english: names.english.clone() }
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

    /// What stands under another number of theirs comes after their own, and says so.
    fn add(&mut self, more: Self, number: &Both) {
        self.rows.extend(more.rows.into_iter().map(|mut row| {
            row.values.push(number.clone());
            row
        }));
        self.nothing = self.nothing.take().filter(|_| self.rows.is_empty());
    }
}

impl Row {
    fn of(label: &Message, value: Both) -> Self {
        Self { label: Both::of(label), values: vec![value] }
    }
}

/// A day and the time of that day.
fn moment(at: Instant) -> Message {
    msg::held_at(date_message(at.date_in_india()), clock_time(at))
}

/// Who they are, as far as they said. The number of the voter card is theirs to know.
fn who(person: &Person, registered_in: Option<&Names>) -> Part {
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
    let registered = match registered_in {
        Some(Names { hindi, english }) => {
            let names = Bilingual { hindi: hindi.clone(), english: english.clone() };
            msg::held_registered_at(moment(person.registered_at), Fact::Named(names))
        }
        None => moment(person.registered_at),
    };
    rows.push(Row::of(&msg::held_registered(), Both::of(&registered)));
    Part::of(&msg::held_who(), rows)
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

fn numbers_of_papers(numbers: &[Paper]) -> Part {
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
    let title = nabz_web::msg::registry::papers_title();
    let rows = numbers.iter().map(row).collect();
    Part::or_nothing(&title, rows, &nabz_web::msg::registry::papers_none())
}

fn photographs(sent: &[(Scan, Option<Instant>)]) -> Part {
    let row = |(scan, seen_at): &(Scan, Option<Instant>)| {
        let until = date_message(scan.until.date_in_india());
        Row {
            label: Both::of(&scans::words::kind(scan.kind)),
            values: vec![
                Both::of(&scans::words::standing(scan, *seen_at)),
                Both::of(&scans::words::file(scan)),
                Both::of(&nabz_web::msg::scans::kept_until(until)),
            ],
        }
    };
    let rows = sent.iter().map(row).collect();
    Part::or_nothing(&msg::held_sent(), rows, &msg::held_sent_none())
}

fn where_they_live(home: &Home) -> Part {
    let mut rows = Vec::new();
    if let Some(kind) = home.kind {
        rows.push(Row::of(&msg::held_home_kind(), Both::of(&households::words::kind(kind))));
    }
    if let Some(member) = &home.member {
        let tie = households::words::tie(member.tie);
        rows.push(Row::of(&msg::held_home_tie(), Both::of(&tie)));
        let since = date_message(member.since.date_in_india());
        rows.push(Row::of(&msg::held_home_since(), Both::of(&since)));
        if home.people > 0 {
            rows.push(Row::of(&msg::held_home_people(), Both::plain(home.people.to_string())));
        }
    }
    if home.children > 0 {
        rows.push(Row::of(&msg::held_home_children(), Both::plain(home.children.to_string())));
    }
    Part::or_nothing(&msg::held_home(), rows, &msg::held_home_none())
}

fn health_cards(cards: &[Card]) -> Part {
    let row = |card: &Card| {
        let dates = msg::held_card_dates(date_message(card.issued), date_message(card.expires));
        Row {
            label: Both::of(&called(card)),
            values: vec![Both::of(&cards::words::state(card.state)), Both::of(&dates)],
        }
    };
    let rows = cards.iter().map(row).collect();
    Part::or_nothing(&msg::held_cards(), rows, &msg::held_cards_none())
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

fn answers(consents: &[Answer]) -> Part {
    let row = |answer: &Answer| {
        let shares = answer.shares().iter().copied().map(consent::words::sensitive);
        let by = msg::held_consent_by(consent::words::by(&answer.by), consent::words::how(answer));
        let mut values = vec![
            Both::of(&consent::words::said(&answer.said)),
            Both::of(&moment(answer.at)),
            Both::of(&by),
            Both::of(&nabz_web::msg::consent::version(answer.notice)),
        ];
        values.extend(shares.map(|category| Both::of(&msg::held_consent_shares(category))));
        Row { label: Both::of(&consent::words::purpose(answer.purpose)), values }
    };
    let title = nabz_web::msg::consent::history();
    let rows = consents.iter().map(row).collect();
    Part::or_nothing(&title, rows, &nabz_web::msg::consent::history_none())
}

/// What they asked about all this, and whom they named.
fn rights(requests: &[Request], nominees: &[Nominee]) -> Part {
    let asked = |request: &Request| {
        let label = msg::request_called(words::number(request.number), words::right(request.right));
        let at = Both::of(&moment(request.asked_at));
        Row { label: Both::of(&label), values: vec![at, Both::of(&words::state(&request.state))] }
    };
    let named = |nominee: &Nominee| {
        let at = Both::of(&moment(nominee.named.1));
        let mut values = vec![Both::of(&words::nominee(nominee)), at];
        if let Some((ended, _, until)) = nominee.ended {
            values.extend([Both::of(&words::nominee_ended(ended)), Both::of(&moment(until))]);
        }
        Row { label: Both::of(&msg::nominee_title()), values }
    };
    let rows = requests.iter().map(asked).chain(nominees.iter().map(named)).collect();
    Part::or_nothing(&msg::held_rights(), rows, &msg::requests_none())
}

/// Who looked, the latest first; nobody of the staff is named.
fn looked(looks: &[Seen], more: bool, others: &[OfRecord]) -> Part {
    let part = Part::or_nothing(
        &nabz_web::msg::apply::looks_title(),
        looks.iter().map(|seen| look(seen, others)).collect(),
        &nabz_web::msg::apply::looks_none(),
    );
    Part { hint: more.then(|| Both::of(&msg::held_looks_more())), ..part }
}

fn look(seen: &Seen, others: &[OfRecord]) -> Row {
    let mut values: Vec<Both> = seen.place.iter().map(Both::named).collect();
    values.extend(seen.roles.iter().map(|role| Both::of(&role_title(*role))));
    let why = if seen.refused {
        Some(nabz_web::msg::facilities::looked_in_vain())
    } else {
        words::why_looked(&seen.purpose)
    };
    values.extend(why.as_ref().map(Both::of));
    values.extend(seen.reason.clone().map(Both::plain));
    values.extend(under(seen, others).map(|number| Both::of(&under_number(number))));
    Row { label: Both::of(&moment(seen.at)), values }
}
