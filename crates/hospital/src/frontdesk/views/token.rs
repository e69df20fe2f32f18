//! The pane on the right: one person, their phone, and the token they can have.

use crate::frontdesk::rules;
use crate::queue::load::UnitLoad;
use crate::queue::model::{Token, TokenNumber, TokenState};
use crate::queue::rules::is_here;
use crate::queue::words::state;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::refusal::Refused;
use nabz_people::registry::Line;
use nabz_people::registry::model::{AgeBand, Identity, Life, Person, Whose};
use nabz_people::registry::words;
use nabz_people::registry::words::script;
use nabz_web::messages::{Language, Message, say};
use nabz_web::msg::frontdesk as msg;
use nabz_web::numbers;
use nabz_web::{Fields, FormErrors, OnceKey};
use uuid::Uuid;

/// Waiting longer than this stands out.
const LATE_MINUTES: u32 = 90;
/// Departments that have a key of their own.
const KEYS_MAX: usize = 9;

/// What a clerk has chosen in the pane, so that a refusal does not lose it.
#[derive(Clone, Debug, Default)]
pub(in crate::frontdesk) struct Chosen {
    /// Whether anything was chosen at all.
    pub(in crate::frontdesk) asked: bool,
    pub(in crate::frontdesk) unit: Option<Uuid>,
    pub(in crate::frontdesk) visit: String,
    pub(in crate::frontdesk) ticked: Vec<String>,
    /// Who came along, with a department of their own where one is chosen.
    pub(in crate::frontdesk) along: Vec<(Uuid, Option<Uuid>)>,
    /// What was searched for before.
    pub(in crate::frontdesk) searched: String,
}

impl Chosen {
    pub(in crate::frontdesk) fn of(fields: &Fields) -> Self {
        let unit = |of: &str| -> Option<Uuid> { fields.get(&format!("unit-{of}")).parse().ok() };
        let along = fields.all("with").filter_map(|one| Some((one.parse().ok()?, unit(one))));
        Self {
            asked: true,
            unit: fields.get("unit").parse().ok(),
            visit: fields.get("visit").to_owned(),
            ticked: fields.all("sooner").map(str::to_owned).collect(),
            along: along.collect(),
            searched: fields.get("q").to_owned(),
        }
    }

    /// The unit that is ticked: what was chosen and nothing else, or the one that is likely.
    pub(in crate::frontdesk) fn pick(&self, last: Option<Uuid>) -> Pick {
        if self.asked { Pick::Asked(self.unit) } else { Pick::Likely(last) }
    }
}

/// Which department is ticked when the pane is shown.
#[derive(Clone, Copy, Debug)]
pub(in crate::frontdesk) enum Pick {
    /// The one that was chosen; when it is gone, none is taken in its place.
    Asked(Option<Uuid>),
    /// Where the person was last, else the first.
    Likely(Option<Uuid>),
}

/// The pane on the right: one person and the token they can have.
pub(in crate::frontdesk) struct TokenPane {
    pub(in crate::frontdesk) person: Uuid,
    pub(in crate::frontdesk) name: String,
    pub(in crate::frontdesk) notice: Option<Message>,
    /// Nobody knows yet who this is.
    pub(in crate::frontdesk) unknown: bool,
    pub(in crate::frontdesk) visit: String,
    pub(in crate::frontdesk) ticked: Vec<String>,
    pub(in crate::frontdesk) searched: String,
    pub(in crate::frontdesk) senior: bool,
    pub(in crate::frontdesk) phone: PhonePane,
    pub(in crate::frontdesk) units: Vec<UnitRow>,
    /// Tokens that they have today already, also of visits that are over.
    pub(in crate::frontdesk) held: Vec<Held>,
    /// Which health card they have; nothing of somebody who is about to be registered.
    pub(in crate::frontdesk) card: Option<Line>,
}

/// A token that somebody has today.
pub(in crate::frontdesk) struct Held {
    pub(in crate::frontdesk) id: Uuid,
    pub(in crate::frontdesk) said: Message,
}

/// The tokens of today among those of a person, and those that midnight carried over: whoever has
/// lost the slip wants no second number.
pub(in crate::frontdesk) fn held_today(
    tokens: &[Token],
    loads: &[UnitLoad],
    (today, language): (Date, Language),
) -> Vec<Held> {
    let left = |token: &Token| matches!(token.state, TokenState::Left { .. });
    let unit_of = |token: &Token| loads.iter().map(|load| &load.unit).find(|u| u.id == token.unit);
    let held = tokens.iter().filter(|token| {
        let carried_over = || unit_of(token).is_some_and(|unit| is_here(unit, token, today));
        if token.day == today { !left(token) } else { carried_over() }
    });
    held.map(|token| {
        let unit = unit_of(token).map(|unit| &unit.names);
        let unit = unit.map(|names| language.pick(&names.hindi, &names.english).clone());
        let unit = unit.unwrap_or_default();
        let (state, number) = (state(token.state), token.number.to_string());
        let said = if token.day == today {
            msg::held(state, number, unit)
        } else {
            msg::held_of_yesterday(state, number, unit)
        };
        Held { id: token.id.uuid(), said }
    })
    .collect()
}

/// Somebody who cannot say who they are: what they seem to be, and where their token is for, as far as
/// it has to be asked.
#[derive(Default)]
pub(in crate::frontdesk) struct UnknownPane {
    /// To choose one of; none where a unit is known for seeing emergencies.
    pub(in crate::frontdesk) departments: Vec<Department>,
    /// Why they have no token yet, and which field says it.
    pub(in crate::frontdesk) notice: Option<Message>,
    pub(in crate::frontdesk) wrong: &'static str,
    /// What was chosen and typed before.
    pub(in crate::frontdesk) band: String,
    pub(in crate::frontdesk) age: String,
}

/// How old somebody looks.
pub(in crate::frontdesk) struct Band {
    pub(in crate::frontdesk) word: &'static str,
    pub(in crate::frontdesk) said: Message,
    pub(in crate::frontdesk) chosen: bool,
}

/// A department by its name alone.
pub(in crate::frontdesk) struct Department {
    pub(in crate::frontdesk) id: Uuid,
    pub(in crate::frontdesk) name: String,
    pub(in crate::frontdesk) chosen: bool,
}

impl UnknownPane {
    /// An emergency is seen at any hour, so that closed departments are offered, too.
    pub(in crate::frontdesk) fn of(loads: &[UnitLoad], language: Language) -> Self {
        if loads.iter().any(|load| load.unit.sees_emergencies()) {
            return Self::default();
        }
        let departments = loads.iter().map(|load| Department {
            id: load.unit.id.uuid(),
            name: language.pick(&load.unit.names.hindi, &load.unit.names.english).clone(),
            chosen: false,
        });
        Self { departments: departments.collect(), ..Self::default() }
    }

    /// The same with what was sent, and why it could not be done.
    pub(in crate::frontdesk) fn again(
        self,
        fields: &Fields,
        (wrong, refused): (&'static str, &Refused),
    ) -> Self {
        let unit = fields.get("unit");
        let department = |one: Department| Department { chosen: one.id.to_string() == unit, ..one };
        Self {
            departments: self.departments.into_iter().map(department).collect(),
            notice: Some(refused.into()),
            wrong,
            band: fields.get("band").to_owned(),
            age: fields.get("age").to_owned(),
        }
    }

    /// Whether no band was chosen that there is.
    pub(in crate::frontdesk) fn is_unsaid(&self) -> bool {
        AgeBand::of_word(&self.band).is_none()
    }

    /// The bands to choose from.
    pub(in crate::frontdesk) fn bands(&self) -> Vec<Band> {
        let band = |one: &AgeBand| Band {
            word: one.word(),
            said: words::age_band(*one),
            chosen: one.word() == self.band,
        };
        AgeBand::ALL.iter().map(band).collect()
    }
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each mark of a row; any may go together"
)]
pub(in crate::frontdesk) struct UnitRow {
    pub(in crate::frontdesk) id: Uuid,
    pub(in crate::frontdesk) key: String,
    pub(in crate::frontdesk) name: String,
    pub(in crate::frontdesk) rooms: String,
    pub(in crate::frontdesk) doctors: String,
    /// The number that is given next, unless another counter is quicker.
    pub(in crate::frontdesk) next: String,
    pub(in crate::frontdesk) open: bool,
    pub(in crate::frontdesk) waiting: String,
    pub(in crate::frontdesk) about: String,
    pub(in crate::frontdesk) full: bool,
    pub(in crate::frontdesk) late: bool,
    pub(in crate::frontdesk) chosen: bool,
}

impl TokenPane {
    /// For somebody on record.
    pub(in crate::frontdesk) fn of(
        person: &Person,
        (units, phone, held): (Vec<UnitRow>, PhonePane, Vec<Held>),
        (came_before, chosen): (bool, &Chosen),
        (today, language): (Date, Language),
    ) -> Self {
        let years = person.details.birth.map(|birth| birth.age(today).years());
        Self {
            person: person.id.uuid(),
            name: person.details.name.preferring(script(language)).to_owned(),
            notice: match person.life {
                Life::Living => None,
                Life::Deceased { .. } | Life::Moved { .. } => words::life(person.life),
            },
            unknown: person.identity == Identity::Unknown,
            visit: match (&*chosen.visit, came_before) {
                ("", true) => FOLLOW_UP.to_owned(),
                ("", false) => NEW.to_owned(),
                (visit, _) => visit.to_owned(),
            },
            ticked: chosen.ticked.clone(),
            searched: chosen.searched.clone(),
            senior: rules::is_senior(years),
            phone,
            units,
            held,
            card: None,
        }
    }

    /// With the line about their health card.
    pub(in crate::frontdesk) fn with_card(self, card: Line) -> Self {
        Self { card: Some(card), ..self }
    }

    /// For somebody who is about to be registered.
    pub(in crate::frontdesk) fn of_nobody(units: Vec<UnitRow>, chosen: &Chosen) -> Self {
        Self {
            person: PersonId::from_uuid(Uuid::nil()).uuid(),
            name: String::new(),
            notice: None,
            unknown: false,
            visit: if chosen.visit.is_empty() { NEW.to_owned() } else { chosen.visit.clone() },
            ticked: chosen.ticked.clone(),
            searched: String::new(),
            senior: false,
            phone: PhonePane::default(),
            units,
            held: Vec::new(),
            card: None,
        }
    }

    /// With why the token could not be given.
    pub(in crate::frontdesk) fn refused(self, refused: impl Into<Message>) -> Self {
        Self { notice: Some(refused.into()), ..self }
    }

    /// Whether a reason for being called sooner is ticked.
    pub(in crate::frontdesk) fn is_ticked(&self, why: &str) -> bool {
        self.ticked.iter().any(|ticked| ticked == why)
    }

    /// Whether some department gives tokens to everybody now.
    pub(in crate::frontdesk) fn any_open(&self) -> bool {
        self.units.iter().any(|unit| unit.open)
    }

    /// The number that the chosen department gives next.
    pub(in crate::frontdesk) fn next(&self) -> Option<&str> {
        self.units.iter().find(|unit| unit.chosen).map(|unit| unit.next.as_str())
    }
}

/// What the form calls a visit for the same as before, and one for something new.
pub(in crate::frontdesk) const FOLLOW_UP: &str = "follow-up";
pub(in crate::frontdesk) const NEW: &str = "new";

/// The phone on record, and whether it is still right.
#[derive(Default)]
pub(in crate::frontdesk) struct PhonePane {
    pub(in crate::frontdesk) person: Uuid,
    pub(in crate::frontdesk) version: u32,
    pub(in crate::frontdesk) once: String,
    pub(in crate::frontdesk) number: Option<String>,
    pub(in crate::frontdesk) notice: Option<Message>,
    /// Nobody has said for long whether it is right.
    pub(in crate::frontdesk) asks: bool,
    pub(in crate::frontdesk) changing: bool,
    pub(in crate::frontdesk) typed: String,
    pub(in crate::frontdesk) of_family: bool,
    pub(in crate::frontdesk) errors: FormErrors,
}

impl PhonePane {
    pub(in crate::frontdesk) fn of(person: &Person, asks: bool) -> Self {
        let phone = person.details.phone.as_ref();
        Self {
            person: person.id.uuid(),
            version: person.version,
            once: OnceKey::draw().key().to_owned(),
            number: phone.map(|phone| phone.mobile.masked()),
            of_family: phone.is_some_and(|phone| phone.whose == Whose::Family),
            asks,
            ..Self::default()
        }
    }

    /// Says what became of the answer.
    pub(in crate::frontdesk) fn noticed(self, notice: Message) -> Self {
        Self { notice: Some(notice), ..self }
    }

    /// With the field for another phone, holding what was typed into it.
    pub(in crate::frontdesk) fn changing(self, fields: &Fields, errors: FormErrors) -> Self {
        let of_family = match fields.get("whose") {
            "" => self.of_family,
            whose => whose == Whose::Family.word(),
        };
        let typed = fields.get("new_phone").to_owned();
        Self { changing: true, typed, of_family, errors, ..self }
    }
}

/// The departments that give tokens now, busiest information beside each. Where none does, all are
/// shown: an emergency is seen at any hour.
pub(in crate::frontdesk) fn unit_rows(
    loads: Vec<UnitLoad>,
    pick: Pick,
    language: Language,
) -> Vec<UnitRow> {
    let any_open = loads.iter().any(|load| load.open);
    let shown: Vec<UnitLoad> = loads.into_iter().filter(|load| load.open || !any_open).collect();
    let here = |id: &Uuid| shown.iter().any(|load| load.unit.id.uuid() == *id);
    let chosen = match pick {
        Pick::Asked(unit) => unit.filter(here),
        Pick::Likely(unit) => {
            let first = shown.first().map(|load| load.unit.id.uuid());
            unit.filter(here).or(first)
        }
    };
    shown.into_iter().enumerate().map(|(at, load)| unit_row(at, load, chosen, language)).collect()
}

fn unit_row(at: usize, load: UnitLoad, chosen: Option<Uuid>, language: Language) -> UnitRow {
    let id = load.unit.id.uuid();
    let about = load.about_minutes.map(|minutes| numbers::duration(i64::from(minutes)));
    let doors = load.doors.join(", ");
    let doctors: Vec<&str> =
        load.doctors.iter().map(|names| &**language.pick(&names.hindi, &names.english)).collect();
    let next = TokenNumber { prefix: load.unit.prefix, number: load.given + 1 };
    UnitRow {
        id,
        key: if at < KEYS_MAX { (at + 1).to_string() } else { String::new() },
        name: language.pick(load.unit.names.hindi, load.unit.names.english),
        rooms: if doors.is_empty() { doors } else { say(&msg::room(doors), language) },
        doctors: doctors.join(", "),
        next: next.to_string(),
        open: load.open,
        waiting: numbers::grouped(i64::from(load.waiting)),
        about: about.map_or_else(String::new, |about| say(&about, language)),
        full: load.given >= load.unit.tokens_a_day,
        late: load.about_minutes.is_some_and(|minutes| minutes >= LATE_MINUTES),
        chosen: chosen == Some(id),
    }
}
