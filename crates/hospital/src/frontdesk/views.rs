//! What the desk's pages show. Views decide, templates show.

use super::rules;
use crate::chart::banner::script;
use crate::queue::load::UnitLoad;
use nabz_kernel::ids::PersonId;
use nabz_kernel::names::PersonName;
use nabz_people::places::model::Ward;
use nabz_people::places::rules::wards_with;
use nabz_people::registry::model::{Details, Life, Person, Whose};
use nabz_people::registry::search::{Candidate, Duplicate, Found, PAGE_ROWS_MAX};
use nabz_people::registry::words;
use nabz_web::messages::{Language, Message, say};
use nabz_web::msg::frontdesk as msg;
use nabz_web::numbers;
use nabz_web::{Fields, FormErrors, OnceKey};
use uuid::Uuid;

/// Waiting longer than this stands out.
const LATE_MINUTES: u32 = 90;
/// Departments that have a key of their own.
const KEYS_MAX: usize = 9;

pub(super) struct Results {
    pub(super) typed: String,
    pub(super) rows: Vec<Row>,
    /// There may be more than a page holds.
    pub(super) more: bool,
    /// The name index is still being read after a start.
    pub(super) loading: bool,
}

pub(super) struct Row {
    pub(super) person: Uuid,
    pub(super) name: String,
    pub(super) other_name: Option<OtherName>,
    pub(super) facts: String,
    pub(super) health_id: String,
    pub(super) phone: Message,
    pub(super) why: String,
    pub(super) sure: bool,
    pub(super) chosen: bool,
}

pub(super) struct OtherName {
    pub(super) text: String,
    pub(super) lang: &'static str,
}

impl Results {
    pub(super) fn of(typed: &str, found: &[Candidate], loading: bool, language: Language) -> Self {
        let rows = found.iter().enumerate();
        let rows = rows.map(|(at, candidate)| Row::of(candidate, at == 0, language));
        Self {
            typed: typed.to_owned(),
            rows: rows.collect(),
            more: found.len() >= PAGE_ROWS_MAX,
            loading,
        }
    }
}

impl Row {
    fn of(candidate: &Candidate, chosen: bool, language: Language) -> Self {
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
            facts: facts(candidate, language),
            health_id: candidate.health_id.to_string(),
            phone,
            why: why.iter().map(|why| say(why, language)).collect::<Vec<_>>().join(", "),
            sure,
            chosen,
        }
    }
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
fn facts(candidate: &Candidate, language: Language) -> String {
    let sex = candidate.sex.map_or_else(msg::sex_unknown, words::sex);
    let age =
        candidate.age.map_or_else(msg::age_unknown, |age| words::age(age, candidate.age_estimated));
    let guardian = candidate.guardian.as_ref().map(|guardian| {
        let name = guardian.name.preferring(script(language));
        words::guardian(guardian.relation, candidate.sex, name)
    });
    let life = words::life(candidate.life);
    let said = [Some(msg::sex_age(age, sex)), guardian, life].into_iter().flatten();
    let mut facts: Vec<String> = said.map(|fact| say(&fact, language)).collect();
    facts.extend(candidate.locality.clone());
    facts.join(" · ")
}

fn why(found: Found) -> (Vec<Message>, bool) {
    const SAME: u32 = 1000;
    match found {
        Found::ByHealthId => (vec![msg::why_number()], true),
        Found::ByPhone => (vec![msg::why_phone()], false),
        Found::ByName { likeness, age_fits } => {
            let name = if likeness == SAME { msg::why_name() } else { msg::why_sound() };
            let age = (age_fits == Some(true)).then(msg::why_age);
            let sure = likeness == SAME && age.is_some();
            ([Some(name), age].into_iter().flatten().collect(), sure)
        }
    }
}

/// The pane on the right: one person and the token they can have.
pub(super) struct TokenPane {
    pub(super) person: Uuid,
    pub(super) name: String,
    pub(super) notice: Option<Message>,
    pub(super) visit: &'static str,
    pub(super) senior: bool,
    pub(super) phone: PhonePane,
    pub(super) units: Vec<UnitRow>,
}

pub(super) struct UnitRow {
    pub(super) id: Uuid,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) rooms: String,
    pub(super) waiting: String,
    pub(super) about: String,
    pub(super) full: bool,
    pub(super) late: bool,
    pub(super) chosen: bool,
}

impl TokenPane {
    /// For somebody on record. `last_unit` is where they were seen before.
    pub(super) fn of(
        person: &Person,
        (units, phone): (Vec<UnitRow>, PhonePane),
        came_before: bool,
        (today, language): (nabz_kernel::clock::Date, Language),
    ) -> Self {
        let years = person.details.birth.map(|birth| birth.age(today).years());
        Self {
            person: person.id.uuid(),
            name: person.details.name.preferring(script(language)).to_owned(),
            notice: match person.life {
                Life::Living => None,
                Life::Deceased { .. } | Life::Moved { .. } => words::life(person.life),
            },
            visit: if came_before { "follow-up" } else { "new" },
            senior: rules::is_senior(years),
            phone,
            units,
        }
    }

    /// For somebody who is about to be registered.
    pub(super) fn of_nobody(units: Vec<UnitRow>) -> Self {
        Self {
            person: PersonId::from_uuid(Uuid::nil()).uuid(),
            name: String::new(),
            notice: None,
            visit: "new",
            senior: false,
            phone: PhonePane::default(),
            units,
        }
    }
}

/// The phone on record, and whether it is still right.
#[derive(Default)]
pub(super) struct PhonePane {
    pub(super) person: Uuid,
    pub(super) version: u32,
    pub(super) once: String,
    pub(super) number: Option<String>,
    pub(super) notice: Option<Message>,
    /// Nobody has said for long whether it is right.
    pub(super) asks: bool,
    pub(super) changing: bool,
    pub(super) typed: String,
    pub(super) of_family: bool,
    pub(super) errors: FormErrors,
}

impl PhonePane {
    pub(super) fn of(person: &Person, asks: bool) -> Self {
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
    pub(super) fn noticed(self, notice: Message) -> Self {
        Self { notice: Some(notice), ..self }
    }

    /// With the field for another phone, holding what was typed into it.
    pub(super) fn changing(self, fields: &Fields, errors: FormErrors) -> Self {
        let of_family = match fields.get("whose") {
            "" => self.of_family,
            whose => whose == Whose::Family.word(),
        };
        let typed = fields.get("new_phone").to_owned();
        Self { changing: true, typed, of_family, errors, ..self }
    }
}

/// The open departments, busiest information beside each; `chosen` is ticked, else the first.
pub(super) fn unit_rows(
    loads: Vec<UnitLoad>,
    chosen: Option<Uuid>,
    language: Language,
) -> Vec<UnitRow> {
    let open: Vec<UnitLoad> = loads.into_iter().filter(|load| load.open_today).collect();
    let known = chosen.filter(|id| open.iter().any(|load| load.unit.id.uuid() == *id));
    let first = open.first().map(|load| load.unit.id.uuid());
    let chosen = known.or(first);
    open.into_iter().enumerate().map(|(at, load)| unit_row(at, load, chosen, language)).collect()
}

fn unit_row(at: usize, load: UnitLoad, chosen: Option<Uuid>, language: Language) -> UnitRow {
    let id = load.unit.id.uuid();
    let about = load.about_minutes.map(|minutes| numbers::duration(i64::from(minutes)));
    let doors = load.doors.join(", ");
    UnitRow {
        id,
        key: if at < KEYS_MAX { (at + 1).to_string() } else { String::new() },
        name: language.pick(load.unit.names.hindi, load.unit.names.english),
        rooms: if doors.is_empty() { doors } else { say(&msg::room(doors), language) },
        waiting: numbers::grouped(i64::from(load.waiting)),
        about: about.map_or_else(String::new, |about| say(&about, language)),
        full: load.given >= load.unit.tokens_a_day,
        late: load.about_minutes.is_some_and(|minutes| minutes >= LATE_MINUTES),
        chosen: chosen == Some(id),
    }
}

/// Somebody on record beside what was typed.
pub(super) struct Similar {
    pub(super) person: Uuid,
    pub(super) name: String,
    pub(super) health_id: String,
    pub(super) rows: Vec<Compared>,
    pub(super) why: String,
}

pub(super) struct Compared {
    pub(super) label: Message,
    pub(super) on_record: String,
    pub(super) typed: String,
    pub(super) same: bool,
}

impl Similar {
    pub(super) fn of(duplicate: &Duplicate, typed: &Details, language: Language) -> Self {
        let Duplicate { candidate, resemblance, on_record } = duplicate;
        let reasons = resemblance.reasons.iter().map(|why| say(&words::reason(*why), language));
        Self {
            person: candidate.person.uuid(),
            name: candidate.name.preferring(script(language)).to_owned(),
            health_id: candidate.health_id.to_string(),
            rows: compared(on_record, typed, language),
            why: reasons.collect::<Vec<_>>().join(", "),
        }
    }
}

fn compared(on_record: &Details, typed: &Details, language: Language) -> Vec<Compared> {
    let labels =
        [msg::row_name(), msg::row_relation(), msg::row_born(), msg::row_phone(), msg::row_ward()];
    let rows =
        labels.into_iter().zip(said(on_record, language).into_iter().zip(said(typed, language)));
    rows.map(|(label, (on_record, typed))| Compared {
        same: !typed.is_empty() && on_record.to_lowercase() == typed.to_lowercase(),
        label,
        on_record,
        typed,
    })
    .collect()
}

/// Name, guardian, birth, phone and ward as one reads them.
fn said(details: &Details, language: Language) -> [String; 5] {
    let script = script(language);
    let guardian = details.guardian.as_ref().map(|one| one.name.preferring(script).to_owned());
    let phone = details.phone.as_ref().map(|phone| phone.mobile.masked());
    [
        details.name.preferring(script).to_owned(),
        guardian.unwrap_or_default(),
        details.birth.map(|birth| birth.date.to_string()).unwrap_or_default(),
        phone.unwrap_or_default(),
        details.address.ward.clone().unwrap_or_default(),
    ]
}

/// A ward as the combobox offers it.
pub(super) struct WardRow {
    pub(super) number: String,
    pub(super) name: String,
}

/// Wards offered at once.
const WARDS_SHOWN_MAX: usize = 8;

/// The wards that fit what was typed, as many as the combobox shows.
pub(super) fn ward_rows(wards: Vec<Ward>, typed: &str, language: Language) -> Vec<WardRow> {
    let found = wards_with(typed, wards).into_iter().take(WARDS_SHOWN_MAX);
    found
        .map(|ward| WardRow {
            number: ward.number,
            name: language.pick(ward.name_hi, ward.name_en),
        })
        .collect()
}
