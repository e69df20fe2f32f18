//! What was ever on record of somebody: each detail with all that was said of it, when, by whom and
//! why; and what somebody wanted on record that was declined.

use super::admitted;
use super::corrections::{Cell, cells, rows};
use crate::registry::actions::{ReviewParted, SearchRegistry};
use crate::registry::history::{Event, Said, history};
use crate::registry::model::{Banner, Declined, Life, Person, RegistryRefusal};
use crate::registry::words::script;
use crate::registry::{store, words};
use askama::Template;
use axum::extract::Path;
use nabz_access::staff::names_of;
use nabz_access::{Names, Reason, facility_node, organisation};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Message, say};
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Page, Problem, Shell, filters, numbers};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "registry/pages/history.html")]
struct HistoryPage {
    shell: Shell,
    id: Uuid,
    name: String,
    health_id: String,
    fields: Vec<Field>,
    declined: Vec<DeclinedRow>,
}

/// One detail, with what was said of it, the last thing first.
struct Field {
    label: Message,
    values: Vec<Value>,
}

struct Value {
    said: String,
    /// That it was erased, and not what it was.
    is_erasure: bool,
    when: String,
    who: String,
    why: String,
}

/// A correction that was declined.
struct DeclinedRow {
    /// What should have stood on record, where that differs from what stands there.
    wanted: Vec<(Message, String)>,
    asked: String,
    asker: String,
    reason: String,
    declined: String,
    decider: String,
    why: String,
}

struct Loaded {
    person: Person,
    events: Vec<Event>,
    declined: Vec<Declined>,
    staff: HashMap<StaffId, Names>,
    places: HashMap<FacilityId, Names>,
    /// Whether whoever reads it is told for whom somebody was taken who they are not.
    names_parted: bool,
}

/// The page.
pub(super) async fn page(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    admitted(&desk)?;
    let (permit, person): (_, PersonId) = (desk.permit::<SearchRegistry>()?, Id::from_uuid(id));
    let names_parted = desk.may::<ReviewParted>();
    let loaded = desk.read(move |view| load(view, person, names_parted)).await?;
    desk.shows(&permit, person, Reason::Counter).await?;
    let banner = Banner::of(&loaded.person, desk.today());
    let shell = desk.shell();
    desk.page(&HistoryPage {
        id,
        name: banner.name.preferring(script(desk.language())).to_owned(),
        health_id: banner.health_id.to_string(),
        fields: fields(&loaded, &shell),
        declined: loaded.declined.iter().map(|one| DeclinedRow::of(one, &loaded, &shell)).collect(),
        shell,
    })
}

fn load(view: &mut Tx<'_>, id: PersonId, names_parted: bool) -> Result<Loaded, Stop> {
    let person = store::person(view, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let events = history(view, &person)?;
    let declined = store::declined_of(view, id)?;
    let named = events.iter().flat_map(|event| [event.staff, event.approved_by]);
    let mut named: Vec<StaffId> = named.flatten().collect();
    named.extend(declined.iter().flat_map(|one| [one.correction.asked_by, one.declined.0]));
    named.sort_by_key(|staff| staff.uuid());
    named.dedup();
    let mut places = HashMap::new();
    let of_declined = declined.iter().map(|one| one.correction.facility);
    for facility in events.iter().filter_map(|event| event.facility).chain(of_declined) {
        if let Entry::Vacant(place) = places.entry(facility) {
            let node = organisation::node(view, facility_node(facility))?;
            place.insert(node.map(|node| node.names));
        }
    }
    let places = places.into_iter().filter_map(|(place, names)| Some((place, names?))).collect();
    let staff = names_of(view, &named)?;
    Ok(Loaded { person, events, declined, staff, places, names_parted })
}

/// Each detail of which something was ever said, in the order of the form.
fn fields(loaded: &Loaded, shell: &Shell) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for event in &loaded.events {
        for (label, said) in said(event, (loaded.names_parted, shell)) {
            let known = fields.iter_mut().find(|field| field.label.key() == label.key());
            let is_erasure = is_erased(event, &label);
            let stands = |last: &Value| !is_erasure && last.is_still(&said);
            match known {
                Some(field) if field.values.last().is_some_and(stands) => {}
                Some(field) => {
                    let value = Value::of((said, is_erasure), event, (loaded, shell));
                    field.values.push(value);
                }
                None if said == NOTHING => {}
                None => {
                    let value = Value::of((said, is_erasure), event, (loaded, shell));
                    fields.push(Field { label, values: vec![value] });
                }
            }
        }
    }
    for field in &mut fields {
        field.values.reverse();
    }
    fields
}

/// As an empty cell says it.
const NOTHING: &str = "—";

/// What an event says of which detail.
fn said(event: &Event, (names_parted, shell): (bool, &Shell)) -> Vec<(Message, String)> {
    match &event.said {
        Said::Details(details) => {
            let cell = |(label, cell): (Message, Cell)| {
                let said = if is_erased(event, &label) {
                    say(&msg::history_erased(), shell.language)
                } else {
                    cell.said(shell)
                };
                (label, said)
            };
            cells(details).into_iter().map(cell).collect()
        }
        Said::Phone(mobile) => vec![(msg::field_phone(), mobile.digits().to_owned())],
        Said::Life(life) => vec![(msg::life_title(), life_said(*life, shell))],
        Said::Number(number) => {
            vec![(words::paper_kind(number.kind()), number.as_str().to_owned())]
        }
        Said::NoNumber(number) => {
            let gone = msg::history_taken_away(number.as_str());
            vec![(words::paper_kind(number.kind()), say(&gone, shell.language))]
        }
        Said::SameAs { number, stands } => {
            let number = number_said(*number, (*stands || names_parted, shell));
            vec![(msg::linked_title(), number)]
        }
        Said::NotSameAs(number) => {
            let number = number_said(*number, (names_parted, shell));
            vec![(msg::linked_title(), say(&msg::history_not(number), shell.language))]
        }
    }
}

/// Whether an event took this detail off the record because the person asked for it.
fn is_erased(event: &Event, label: &Message) -> bool {
    let of_phone = [msg::field_phone(), msg::field_whose()];
    let is_phone = of_phone.iter().any(|one| one.key() == label.key());
    let is_line = msg::field_line().key() == label.key();
    event.erases.is_some_and(|what| (what.phone() && is_phone) || (what.line() && is_line))
}

/// The number of another record; whoever may not know it is told that there is one.
fn number_said(number: HealthId, (is_told, shell): (bool, &Shell)) -> String {
    if is_told { number.to_string() } else { say(&msg::history_another_record(), shell.language) }
}

fn life_said(life: Life, shell: &Shell) -> String {
    let state = Cell::Said(words::life(life).unwrap_or_else(msg::life_living)).said(shell);
    match life {
        Life::Living => state,
        Life::Deceased { on } | Life::Moved { on } => match on {
            Some(day) => format!("{state}, {}", numbers::date(day, shell.language)),
            None => state,
        },
    }
}

impl Value {
    fn of(
        (said, is_erasure): (String, bool),
        event: &Event,
        (loaded, shell): (&Loaded, &Shell),
    ) -> Self {
        let nothing = || NOTHING.to_owned();
        Self {
            said,
            is_erasure,
            when: event.at.map_or_else(nothing, |at| numbers::date_time(at, shell.language)),
            who: who(event, loaded, shell).unwrap_or_else(nothing),
            why: why(event, shell).unwrap_or_else(nothing),
        }
    }

    /// Whether what was said next is what stands already: the same, or nothing of what was erased.
    fn is_still(&self, next: &str) -> bool {
        self.said == next || (self.is_erasure && next == NOTHING)
    }
}

impl DeclinedRow {
    fn of(one: &Declined, loaded: &Loaded, shell: &Shell) -> Self {
        let (correction, (by, at)) = (&one.correction, one.declined);
        let wanted = rows(&loaded.person.details, &correction.wanted).into_iter();
        let asker = [
            called(loaded.staff.get(&correction.asked_by), shell),
            called(loaded.places.get(&correction.facility), shell),
        ];
        Self {
            wanted: wanted.map(|row| (row.label, row.after.said(shell))).collect(),
            asked: numbers::date_time(correction.asked_at, shell.language),
            asker: asker.into_iter().flatten().collect::<Vec<_>>().join(", "),
            reason: correction.reason.clone(),
            declined: numbers::date_time(at, shell.language),
            decider: called(loaded.staff.get(&by), shell).unwrap_or_else(|| NOTHING.to_owned()),
            why: one.why.clone(),
        }
    }
}

fn called(names: Option<&Names>, shell: &Shell) -> Option<String> {
    names.map(|names| shell.language.pick(&names.hindi, &names.english).clone())
}

/// Why, as it was typed; of links that nobody typed a reason for, in the language of the page.
fn why(event: &Event, shell: &Shell) -> Option<String> {
    let kept = event.why.as_deref()?;
    let known = match &event.said {
        Said::SameAs { .. } | Said::NotSameAs(_) => words::link_why(kept),
        Said::Details(_) | Said::Phone(_) | Said::Life(_) | Said::Number(_) | Said::NoNumber(_) => {
            None
        }
    };
    Some(known.map_or_else(|| kept.to_owned(), |why| say(&why, shell.language)))
}

/// Who said it, who approved it, and where.
fn who(event: &Event, loaded: &Loaded, shell: &Shell) -> Option<String> {
    let name = |staff: Option<StaffId>| called(staff.and_then(|one| loaded.staff.get(&one)), shell);
    let said = event.partner.clone().or_else(|| name(event.staff));
    let approved = name(event.approved_by);
    let approved = approved.map(|name| say(&msg::history_approved(name), shell.language));
    let place = called(event.facility.and_then(|one| loaded.places.get(&one)), shell);
    let parts: Vec<String> = [said, approved, place].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
