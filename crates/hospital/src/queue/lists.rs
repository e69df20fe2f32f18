//! Who is here: whoever came today, and whom midnight found here; whose visit still waits for a
//! signature; and who was sent on from where.

use super::model::{Token, TokenId, TokenState};
use super::{rules, store};
use crate::facilities;
use crate::facilities::model::Unit;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{Stop, Tx};
use std::collections::HashMap;

/// Sendings from unit to unit that are looked back on.
const SENT_ON_MAX: usize = 4;

/// Everybody of a unit who is here and not seen yet, in the order of their numbers, those of
/// yesterday first.
pub fn here(tx: &mut Tx<'_>, unit: &Unit) -> Result<Vec<Token>, Stop> {
    let today = tx.today();
    let mut here = store::here(tx, unit)?;
    here.retain(|token| rules::is_here(unit, token, today));
    Ok(here)
}

/// Everybody who waits for a unit, in the same order.
pub fn waiting(tx: &mut Tx<'_>, unit: &Unit) -> Result<Vec<Token>, Stop> {
    let today = tx.today();
    let mut waiting = store::waiting(tx, unit)?;
    waiting.retain(|token| rules::is_here(unit, token, today));
    Ok(waiting)
}

/// The visits that a doctor began before today and nobody has signed, the oldest first.
pub fn unsigned(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    doctor: StaffId,
) -> Result<Vec<Token>, Stop> {
    let today = tx.today();
    let mut begun = store::unsigned(tx, (facility, doctor), today)?;
    begun.retain(|token| rules::last_day_to_sign(token.day) >= today);
    Ok(begun)
}

/// Whom a call for a unit would take now; `None` when nobody waits.
pub fn next(tx: &mut Tx<'_>, unit: &Unit) -> Result<Option<Token>, Stop> {
    let waiting = waiting(tx, unit)?;
    let last = store::last_lines(tx, unit, rules::SHORT_LINE_CALLS_IN_A_ROW_MAX)?;
    Ok(rules::next_to_call(&waiting, &last).cloned())
}

/// Whom the next `calls` calls for a unit would take, in their order, if nobody else came.
pub fn coming(tx: &mut Tx<'_>, unit: &Unit, calls: usize) -> Result<Vec<Token>, Stop> {
    let waiting = waiting(tx, unit)?;
    let last = store::last_lines(tx, unit, rules::SHORT_LINE_CALLS_IN_A_ROW_MAX)?;
    Ok(rules::coming_calls(&waiting, &last, calls).into_iter().cloned().collect())
}

/// Whether a visit is of today: its token was given today, or midnight carried it over, or it came
/// to its end today.
pub fn is_of_today(tx: &mut Tx<'_>, token: &Token) -> Result<bool, Stop> {
    let today = tx.today();
    let ended = match token.state {
        TokenState::Seen { at, .. } | TokenState::Left { at, .. } => Some(at.date_in_india()),
        // What nobody signed was given up today; its person went home days ago.
        TokenState::Waiting { .. }
        | TokenState::Called { .. }
        | TokenState::Absent { .. }
        | TokenState::WithDoctor { .. }
        | TokenState::Unsigned { .. } => None,
    };
    if token.day == today || ended == Some(today) {
        return Ok(true);
    }
    let unit = facilities::unit(tx, token.facility, token.unit)?;
    Ok(unit.is_some_and(|unit| rules::is_here(&unit, token, today)))
}

/// Of each visit whose person was sent on to it, the visits before it, the latest first. A visit
/// that began with its own token is not in the answer.
pub fn before(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    visits: &[&Token],
) -> Result<HashMap<TokenId, Vec<TokenId>>, Stop> {
    let mut before: HashMap<TokenId, Vec<TokenId>> = HashMap::new();
    // How far back each of them was followed.
    let mut back: Vec<(TokenId, TokenId)> =
        visits.iter().filter_map(|visit| Some((visit.id, visit.came_from?))).collect();
    for _ in 0..SENT_ON_MAX {
        if back.is_empty() {
            break;
        }
        for (visit, earlier) in &back {
            before.entry(*visit).or_default().push(*earlier);
        }
        let earlier: Vec<TokenId> = back.iter().map(|(_, earlier)| *earlier).collect();
        let found = store::tokens(tx, facility, &earlier)?;
        let further =
            |(visit, earlier): (TokenId, TokenId)| Some((visit, found.get(&earlier)?.came_from?));
        back = back.into_iter().filter_map(further).collect();
    }
    Ok(before)
}

/// The visits to which somebody was sent on from this one, at once or by others in between.
pub fn sent_on(tx: &mut Tx<'_>, visit: &Token) -> Result<Vec<Token>, Stop> {
    let mut since = store::of_person(tx, visit.facility, visit.person, visit.day)?;
    let before = before(tx, visit.facility, &since.iter().collect::<Vec<_>>())?;
    let follows = |later: &Token| before.get(&later.id).is_some_and(|all| all.contains(&visit.id));
    since.retain(follows);
    Ok(since)
}
