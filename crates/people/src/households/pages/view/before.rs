//! Those who belonged there before: who answered for a child, and who lived in the household and has
//! left the city.

use super::Loaded;
use crate::households::model::{Away, Ended, Former};
use crate::households::words;
use crate::registry::model::{Life, Person};
use crate::registry::words::script;
use nabz_web::messages::Message;
use nabz_web::msg::households as msg;
use nabz_web::{Desk, numbers};
use uuid::Uuid;

/// Somebody who answers no longer.
pub(super) struct FormerRow {
    pub(super) person: Uuid,
    pub(super) name: String,
    pub(super) role: Message,
    pub(super) time: Message,
    pub(super) why: Message,
    /// How many consents they gave for the child that still stand.
    pub(super) consents: Option<Message>,
}

/// Somebody who lived there and has left the city.
pub(super) struct AwayRow {
    pub(super) person: Uuid,
    pub(super) name: String,
    /// Since when.
    pub(super) since: Message,
}

impl AwayRow {
    pub(super) fn of(desk: &Desk, (away, person, life): &(Away, Person, Life)) -> Self {
        let language = desk.language();
        let since = match life {
            Life::Moved { on: Some(day) } => msg::away_on(numbers::date(*day, language)),
            Life::Moved { on: None } | Life::Living | Life::Deceased { .. } => {
                msg::away_noted(numbers::date(away.noted.date_in_india(), language))
            }
        };
        Self {
            person: person.id.uuid(),
            name: person.details.name.preferring(script(language)).to_owned(),
            since,
        }
    }
}

impl FormerRow {
    pub(super) fn of(desk: &Desk, (one, person): &(Former, Person), loaded: &Loaded) -> Self {
        let (guardian, language) = (&one.guardian, desk.language());
        let until = guardian.until.unwrap_or(guardian.since);
        let [from, until] = [guardian.since, until].map(|at| numbers::date_time(at, language));
        let why = match &one.ended {
            Ended::OfAge => msg::ended_of_age(),
            Ended::Death => msg::ended_death(),
            Ended::Said { by, why } => {
                let who =
                    loaded.staff.get(by).map(|names| language.pick(&names.hindi, &names.english));
                msg::ended_because(who.map_or("—", String::as_str), why)
            }
        };
        Self {
            person: person.id.uuid(),
            name: person.details.name.preferring(script(language)).to_owned(),
            role: words::role(guardian.role),
            time: msg::answered(from, until),
            why,
            consents: loaded.given.get(&person.id).map(|count| msg::ended_consents(*count)),
        }
    }
}
