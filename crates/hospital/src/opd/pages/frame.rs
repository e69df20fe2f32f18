//! What stands around the note: the banner, the rooms, whom the next call takes.

use crate::allergies;
use crate::chart::banner::BannerView;
use crate::facilities;
use crate::queue;
use crate::queue::model::{Token, TokenState, Urgency};
use crate::triage;
use nabz_kernel::clock::{Date, Instant};
use nabz_people::registry;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::{Language, msg, numbers};
use uuid::Uuid;

/// Days until the next visit that are one press away: days, a week, two, a month. How long is the
/// doctor's to say; these are only the shortest way to say it.
const SEE_AGAIN_DAYS: [u16; 4] = [3, 7, 14, 30];

/// Whom the desk's call would take.
pub(super) struct Next {
    pub(super) number: String,
    pub(super) red: bool,
    pub(super) unit: Uuid,
    pub(super) room: Uuid,
}

/// A chip beside the days until the next visit.
pub(super) struct SeeAgain {
    pub(super) days: u16,
    pub(super) words: Message,
    pub(super) chosen: bool,
}

/// The rooms of a visit's unit.
pub(super) struct Rooms {
    /// Each with its door.
    pub(super) all: Vec<(Uuid, String)>,
    /// In which the doctor sits, as far as anybody has said.
    pub(super) own: Option<Uuid>,
    /// Whether the page has to ask before the visit can begin.
    pub(super) asked: bool,
}

/// The rooms in which a visit can be: the doctor's own is where they signed in to, if that is of
/// this unit, else where the visit is or was, else the only one.
pub(super) fn rooms(
    view: &mut Tx<'_>,
    token: &Token,
    signed_in_to: Option<Uuid>,
) -> Result<Rooms, Stop> {
    let mut rooms = facilities::rooms(view, token.facility)?;
    rooms.retain(|room| room.unit == token.unit);
    let all: Vec<_> = rooms.into_iter().map(|room| (room.id.uuid(), room.door)).collect();
    let here = match token.state {
        TokenState::Called { room, .. }
        | TokenState::WithDoctor { room, .. }
        | TokenState::Seen { room, .. } => Some(room.uuid()),
        TokenState::Waiting { .. } | TokenState::Absent { .. } | TokenState::Left { .. } => None,
    };
    let of_unit = signed_in_to.filter(|own| all.iter().any(|(id, _)| id == own));
    let only = match all.as_slice() {
        [(only, _)] => Some(*only),
        _ => None,
    };
    let own = of_unit.or(here).or(only);
    Ok(Rooms { asked: own.is_none(), own, all })
}

/// Whom a call from this page would take into the doctor's room; `None` while there is none.
pub(super) fn next(
    view: &mut Tx<'_>,
    token: &Token,
    room: Option<Uuid>,
) -> Result<Option<Next>, Stop> {
    let Some(room) = room else { return Ok(None) };
    let next = queue::next(view, token.facility, token.unit)?;
    Ok(next.map(|next| Next {
        number: next.number.to_string(),
        red: next.urgency == Urgency::Emergency,
        unit: token.unit.uuid(),
        room,
    }))
}

/// The banner, and those of its allergies that can be refuted.
pub(super) fn banner(
    view: &mut Tx<'_>,
    token: &Token,
    (now, language): (Instant, Language),
) -> Result<(BannerView, Vec<(Uuid, String)>), Stop> {
    let person = registry::banner(view, token.person)?;
    let known = allergies::of(view, token.person)?;
    let ids: Vec<_> = known.iter().map(|one| one.id).collect();
    let shown = allergies::words::shown(known, language);
    let ours = ids.into_iter().zip(&shown);
    let ours = ours.filter_map(|(id, (name, _))| Some((id?.uuid(), name.clone()))).collect();
    let waited = numbers::since(token.issued_at, now);
    let number = token.number.to_string();
    let visit = if matches!(token.state, TokenState::Seen { .. } | TokenState::Left { .. }) {
        msg::opd::token_fact(number)
    } else {
        msg::opd::token_waited(number, waited)
    };
    let expecting = triage::pregnant(view, token.facility, token.person)?;
    let banner = BannerView::of(&person, language)
        .also(visit)
        .flag(expecting.then(msg::triage::pregnant))
        .allergies(shown);
    Ok((banner, ours))
}

/// The chips of the next visit; the chosen one says its day.
pub(super) fn see_again(typed: &str, today: Date) -> Vec<SeeAgain> {
    let chip = |days: u16| {
        let chosen = typed.trim() == days.to_string();
        let said = match days {
            7 => msg::opd::a_week(),
            14 => msg::opd::two_weeks(),
            30 => msg::opd::a_month(),
            _ => msg::opd::days(i64::from(days)),
        };
        let day = Date::from_days(today.days() + i64::from(days));
        let words =
            if chosen { msg::opd::see_again_on(numbers::date_message(day), said) } else { said };
        SeeAgain { days, words, chosen }
    };
    SEE_AGAIN_DAYS.into_iter().map(chip).collect()
}
