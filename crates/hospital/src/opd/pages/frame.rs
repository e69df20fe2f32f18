//! What stands around the note: the banner, the rooms, whom the next call takes, under whose
//! signature it stands, and what was noted before.

use crate::allergies;
use crate::chart;
use crate::chart::banner::BannerView;
use crate::emergency;
use crate::facilities;
use crate::facilities::model::Unit;
use crate::opd::model::SignedNote;
use crate::opd::{paper, store};
use crate::queue;
use crate::queue::model::{Token, TokenState, Urgency};
use crate::triage;
use nabz_access::{Why, staff};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_people::registry;
use nabz_people::registry::words::Named;
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

/// A visit that its doctor left for the next one, without a signature.
pub(super) struct LeftOpen {
    pub(super) visit: Uuid,
    pub(super) number: String,
    pub(super) name: String,
}

/// A chip beside the days until the next visit.
pub(super) struct SeeAgain {
    pub(super) days: u16,
    pub(super) words: Message,
    pub(super) chosen: bool,
}

/// Under which signature the note of a visit stands.
pub(super) struct Signature {
    /// When and by whom.
    pub(super) words: Message,
    /// The day, when it was not today.
    pub(super) day: Option<Message>,
}

/// What was noted about the person at another visit.
pub(super) struct LastNote {
    /// Whose it is and of which unit; `None` for the reader's own.
    pub(super) by: Option<String>,
    /// Its day and what it says.
    pub(super) said: String,
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
        | TokenState::Seen { room, .. }
        | TokenState::Unsigned { room, .. } => Some(room.uuid()),
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
    unit: Option<&Unit>,
    room: Option<Uuid>,
) -> Result<Option<Next>, Stop> {
    let Some((unit, room)) = unit.zip(room) else { return Ok(None) };
    let next = queue::next(view, unit)?;
    Ok(next.map(|next| Next {
        number: next.number.to_string(),
        red: next.urgency == Urgency::Emergency,
        unit: unit.id.uuid(),
        room,
    }))
}

/// The departments to which somebody who sits with a doctor can be sent on.
pub(super) fn other_units(
    units: Vec<Unit>,
    token: &Token,
    language: Language,
) -> Vec<(Uuid, String)> {
    if !matches!(token.state, TokenState::WithDoctor { .. }) {
        return Vec::new();
    }
    let others = units.into_iter().filter(|unit| unit.id != token.unit);
    let named =
        others.map(|unit| (unit.id.uuid(), language.pick(unit.names.hindi, unit.names.english)));
    named.collect()
}

/// The visit that was left for this one, as long as nobody has signed it.
pub(super) fn left_open(
    view: &mut Tx<'_>,
    (at, me): (FacilityId, StaffId),
    left: Option<Uuid>,
    language: Language,
) -> Result<Option<LeftOpen>, Stop> {
    let Some(left) = left else { return Ok(None) };
    let token = queue::token(view, at, Id::from_uuid(left))?;
    let with_me =
        |token: &Token| matches!(token.state, TokenState::WithDoctor { by, .. } if by == me);
    let Some(token) = token.filter(with_me) else { return Ok(None) };
    let name = Named::of(&registry::banner(view, token.person)?, language).name;
    Ok(Some(LeftOpen { visit: left, number: token.number.to_string(), name }))
}

/// The banner, as somebody who reads because of `why` sees it, and those of its allergies that can
/// be refuted.
pub(super) fn banner(
    view: &mut Tx<'_>,
    (token, why): (&Token, Why),
    (now, language): (Instant, Language),
) -> Result<(BannerView, Vec<(Uuid, String)>), Stop> {
    let person = registry::banner(view, token.person)?;
    let (known, closed) = allergies::seen(view, (token.person, Some(why)))?;
    let ids: Vec<_> = known.iter().map(|one| one.id).collect();
    let shown = allergies::words::shown(known, language);
    let ours = ids.into_iter().zip(&shown);
    let ours = ours.filter_map(|(id, (name, _))| Some((id?.uuid(), name.clone()))).collect();
    let waited = numbers::since(token.issued_at, now);
    let number = token.number.to_string();
    let visit = match token.state {
        TokenState::Seen { .. } | TokenState::Unsigned { .. } | TokenState::Left { .. } => {
            msg::opd::token_fact(number)
        }
        TokenState::Waiting { .. }
        | TokenState::Called { .. }
        | TokenState::Absent { .. }
        | TokenState::WithDoctor { .. } => msg::opd::token_waited(number, waited),
    };
    let expecting = triage::pregnant(view, token.facility, token.person)?;
    let banner = BannerView::of(&person, language)
        .also(visit)
        .flag(chart::goes_on(view, token.person)?)
        .flag(expecting.then(msg::triage::pregnant))
        .flag(closed.then(msg::chart::allergy_masked))
        .chips(emergency::chips(view, (token.person, Some(why)), language)?)
        .allergies(shown);
    Ok((banner, ours))
}

/// When and by whom the note was signed or, later, amended.
pub(super) fn signature(
    view: &mut Tx<'_>,
    signed: Option<&SignedNote>,
    (now, language): (Instant, Language),
) -> Result<Option<Signature>, Stop> {
    let Some(note) = signed else { return Ok(None) };
    let by = name(view, note.signed_by, language)?;
    let at = when(note.signed_at, (now, language));
    let words =
        if note.nth == 0 { msg::opd::signed_by(at, by) } else { msg::opd::amended_by(at, by) };
    Ok(Some(Signature { words, day: other_day(note.signed_at.date_in_india(), now) }))
}

/// A moment as the page says it: the time and, when it was not today, the day.
pub(super) fn when(at: Instant, (now, language): (Instant, Language)) -> String {
    if at.date_in_india() == now.date_in_india() {
        numbers::clock_time(at)
    } else {
        numbers::date_time(at, language)
    }
}

/// A day in words, when it is not today.
pub(super) fn other_day(day: Date, now: Instant) -> Option<Message> {
    (day != now.date_in_india()).then(|| numbers::date_message(day))
}

/// The reader's own last note about the person here; where there is none, the last one, with whose
/// it is: nobody may take another's words for their own. One that stays closed to the reader is none.
pub(super) fn last_note(
    view: &mut Tx<'_>,
    (token, why): (&Token, Why),
    (me, language): (StaffId, Language),
) -> Result<Option<LastNote>, Stop> {
    let at = token.facility;
    let last = store::last_of_person(view, (at, me), token.person, token.id)?;
    let Some(note) = last else { return Ok(None) };
    if paper::is_closed(view, &note, why)? {
        return Ok(None);
    }
    let said = summary(&note, language);
    if note.signed_by == me {
        return Ok(Some(LastNote { by: None, said }));
    }
    let unit = match queue::token(view, at, note.visit)? {
        Some(visit) => facilities::unit(view, at, visit.unit)?,
        None => None,
    };
    let unit = unit.map(|unit| language.pick(unit.names.hindi, unit.names.english));
    let parts = [Some(name(view, note.signed_by, language)?), unit];
    let by: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    Ok(Some(LastNote { by: Some(by.join(", ")), said }))
}

fn name(view: &mut Tx<'_>, of: StaffId, language: Language) -> Result<String, Stop> {
    let staff = staff::staff(view, of)?;
    let name = staff.map(|staff| language.pick(staff.names.hindi, staff.names.english));
    Ok(name.unwrap_or_default())
}

fn summary(note: &SignedNote, language: Language) -> String {
    let found = note.note.diagnoses.iter().map(|one| match (language, one.hindi.as_str()) {
        (Language::Hindi, hindi) if !hindi.is_empty() => hindi,
        (Language::Hindi | Language::English, _) => one.words.as_str(),
    });
    let found = found.collect::<Vec<_>>().join(", ");
    let day = numbers::date(note.signed_at.date_in_india(), language);
    let parts = [note.note.complaint.as_str(), &found, note.note.advice.as_str()];
    let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{day}: {}", said.join(" · "))
}

/// In how many days somebody comes again, with the day; `None` for what is no number of days.
pub(super) fn comes_again(typed: &str, written_on: Date) -> Option<Message> {
    let days: u16 = typed.trim().parse().ok()?;
    let day = Date::from_days(written_on.days() + i64::from(days));
    Some(msg::opd::see_again_on(numbers::date_message(day), msg::opd::days(i64::from(days))))
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
