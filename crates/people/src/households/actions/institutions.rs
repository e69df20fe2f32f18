//! Places where many live: written down, corrected, closed and opened again, and who comes to live
//! there or has not left after all.

use super::{
    ArrangeHousehold, changed, held, lives_there, publish, settle, somebody, unchanged_since,
};
use crate::by::By;
use crate::households::model::{
    Closing, Household, HouseholdId, HouseholdRefusal, Leaving, Left, Member, Place, Reopening,
    Stay, StayId, Tie,
};
use crate::households::{gone, rules, store};
use crate::places;
use crate::places::model::PlacesRefusal;
use nabz_access::{Permit, act};
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_store::{Stop, Tx};

act!(
    /// Writing down, correcting and closing a place where many live.
    KeepPlace = "households.keep-place",
    [RegistrationClerk, RecordsOfficer]
);

/// Writes a place down, in which nobody lives yet.
///
/// Refuses with `HOU-009` a place without a name, with `HOU-016` one that is written down in that ward
/// already, with `HOU-017` what is no phone, and with `PLA-002` a ward that there is not.
pub fn open_place(
    tx: &mut Tx<'_>,
    permit: &Permit<KeepPlace>,
    place: &Place,
) -> Result<Household, Stop> {
    let place = kept(tx, None, place)?;
    let household = Household {
        id: HouseholdId::draw(tx.now()),
        kind: place.kind.household(),
        head: None,
        version: 1,
        facility: permit.facility(),
        opened_at: tx.now(),
        closed_at: None,
        place: Some(place),
    };
    store::add_household(tx, &household, permit.staff())?;
    publish(tx, &household)?;
    tx.audit(permit, household.id)?;
    Ok(household)
}

/// Puts right what is known of a place.
///
/// Refuses as [`open_place`] does, with `HOU-002` when somebody else changed it since, with `HOU-010`
/// the household of a family, with `HOU-015` what nobody wrote down, and with `HOU-020` a place that
/// is closed.
pub fn correct_place(
    tx: &mut Tx<'_>,
    permit: &Permit<KeepPlace>,
    (id, seen): (HouseholdId, u32),
    place: &Place,
) -> Result<(), Stop> {
    let before = unchanged_since(place_for_change(tx, id)?, seen)?;
    let place = kept(tx, Some(id), place)?;
    let after = Household { kind: place.kind.household(), place: Some(place), ..before };
    if !store::save_place(tx, &after)? {
        return Err(HouseholdRefusal::Stale.into());
    }
    publish(tx, &after)?;
    tx.audit(permit, id)
}

/// Closes a place. Those who live there move to another one, or have left; answers with how many.
///
/// Refuses as [`correct_place`] does, of either place, and with `HOU-008` when they would move to where
/// they are.
pub fn close_place(
    tx: &mut Tx<'_>,
    permit: &Permit<KeepPlace>,
    (id, seen): (HouseholdId, u32),
    closing: Closing,
) -> Result<usize, Stop> {
    let before = unchanged_since(place_for_change(tx, id)?, seen)?;
    let to = match closing {
        Closing::Moved(to) if to == id => return Err(HouseholdRefusal::NoSuchChoice.into()),
        Closing::Moved(to) => Some(place_for_change(tx, to)?.id),
        Closing::Left => None,
    };
    let mut gone = 0;
    loop {
        let members = store::members(tx, id)?;
        if members.is_empty() {
            break;
        }
        for member in &members {
            move_out(tx, permit.staff(), (member, to))?;
            tx.audit_about(permit, id, member.person)?;
        }
        gone += members.len();
    }
    let now = tx.now();
    changed(tx, &Household { head: None, closed_at: Some(now), ..before })?;
    tx.audit(permit, id)?;
    Ok(gone)
}

/// Opens a place again; answers with how many live there as before.
///
/// Refuses with `HOU-002` when somebody else changed it since, with `HOU-010` the household of a
/// family, with `HOU-015` what nobody wrote down, with `HOU-016` while another one of its name stands
/// in that ward, and with `HOU-018` a place that is open.
pub fn reopen_place(
    tx: &mut Tx<'_>,
    permit: &Permit<KeepPlace>,
    (id, seen): (HouseholdId, u32),
    how: Reopening,
) -> Result<usize, Stop> {
    let before = held(tx, id)?.ok_or(HouseholdRefusal::NoSuchPlace)?;
    let place = before.place.clone().ok_or(HouseholdRefusal::NotAPlace)?;
    if before.closed_at.is_none() {
        return Err(HouseholdRefusal::NotClosed.into());
    }
    let before = unchanged_since(before, seen)?;
    stands_alone(tx, Some(id), &place)?;
    changed(tx, &Household { closed_at: None, ..before })?;
    let mut back = 0;
    loop {
        let ended = store::ended_by_closing(tx, id)?;
        if ended.is_empty() {
            break;
        }
        for stay in &ended {
            if how == Reopening::Undone && come_back(tx, permit.staff(), stay)? {
                tx.audit_about(permit, id, stay.member.person)?;
                back += 1;
            } else {
                store::forget_closing(tx, stay.id)?;
            }
        }
    }
    tx.audit(permit, id)?;
    Ok(back)
}

/// Somebody lives in a place from now on. Whoever lived elsewhere moves.
///
/// Refuses with `HOU-004` somebody who lives there, with `HOU-005` the head of a family while others
/// live at home, with `HOU-010` the household of a family, with `HOU-011` or `HOU-014` somebody who
/// has died or left the city, with `HOU-015` what nobody wrote down, and with `HOU-020` a place that is
/// closed.
pub fn admit(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeHousehold>,
    place: HouseholdId,
    person: PersonId,
) -> Result<Member, Stop> {
    let place = place_for_change(tx, place)?;
    let member = settle(tx, By::of(permit), &place, (person, Tie::Unrelated))?;
    tx.audit_about(permit, place.id, person)?;
    Ok(member)
}

/// Somebody of whom it was said that they have left lives there as before.
///
/// Refuses with `HOU-003` somebody who never lived there, with `HOU-004` somebody who does, with
/// `HOU-011` or `HOU-014` somebody who has died or left the city, and with `HOU-019` somebody who has
/// lived elsewhere since.
pub fn stay_on(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeHousehold>,
    (place, stay): (HouseholdId, StayId),
) -> Result<(), Stop> {
    let place = place_for_change(tx, place)?;
    let stay = store::stay(tx, stay)?.filter(|stay| stay.member.household == place.id);
    let stay = stay.ok_or(HouseholdRefusal::NotThere)?;
    let person = stay.member.person;
    tx.lock(&format!("households_person/{person}"))?;
    let end = stay.end.ok_or(HouseholdRefusal::ThereAlready)?;
    if end.left == Left::Death {
        return Err(HouseholdRefusal::HasDied.into());
    }
    let whose = somebody(tx, person)?;
    if let Some(gone) = gone(tx, &whose)? {
        return Err(HouseholdRefusal::from(gone).into());
    }
    let last = store::last_stay(tx, person)?;
    let is_last = last.is_some_and(|last| last.id == stay.id);
    if !is_last || store::member(tx, person)?.is_some() || !store::live_on(tx, stay.id)? {
        return Err(HouseholdRefusal::LivesElsewhere.into());
    }
    tx.audit_about(permit, place.id, person)
}

/// A place as it is kept.
fn kept(tx: &mut Tx<'_>, own: Option<HouseholdId>, place: &Place) -> Result<Place, Stop> {
    let place = rules::tidy_place(place)?;
    if let Some(ward) = &place.ward
        && !is_ward(tx, ward)?
    {
        return Err(PlacesRefusal::NoSuchWard.into());
    }
    stands_alone(tx, own, &place)?;
    Ok(place)
}

/// Whether there is such a ward; where nobody has loaded a map, nobody knows.
fn is_ward(tx: &mut Tx<'_>, number: &str) -> Result<bool, Stop> {
    Ok(places::ward(tx, number)?.is_some() || places::wards(tx)?.is_empty())
}

/// Refuses a place that is written down already; of two who write it down at once, the second.
fn stands_alone(tx: &mut Tx<'_>, own: Option<HouseholdId>, place: &Place) -> Result<(), Stop> {
    tx.lock("households_places")?;
    let is_it = |other: &Household| {
        Some(other.id) != own
            && other.place.as_ref().is_some_and(|other| rules::is_same(other, place))
    };
    if store::places(tx)?.iter().any(is_it) {
        return Err(HouseholdRefusal::PlaceAlready.into());
    }
    Ok(())
}

/// A place that is open and about to be changed; others wait.
fn place_for_change(tx: &mut Tx<'_>, id: HouseholdId) -> Result<Household, Stop> {
    let place = held(tx, id)?.ok_or(HouseholdRefusal::NoSuchPlace)?;
    match (&place.place, place.closed_at) {
        (Some(_), None) => Ok(place),
        (Some(_), Some(_)) => Err(HouseholdRefusal::PlaceClosed.into()),
        (None, _) => Err(HouseholdRefusal::NotAPlace.into()),
    }
}

/// Somebody leaves a place that is closed, for another one or for nowhere that anybody knows.
fn move_out(
    tx: &mut Tx<'_>,
    by: StaffId,
    (member, to): (&Member, Option<HouseholdId>),
) -> Result<(), Stop> {
    tx.lock(&format!("households_person/{}", member.person))?;
    if !store::end_by_closing(tx, member, by)? {
        return Err(HouseholdRefusal::Stale.into());
    }
    let Some(household) = to else { return Ok(()) };
    // Whoever lives there under another of their records lives there already.
    if lives_there(tx, member.person, household)? {
        return Ok(());
    }
    let since = tx.now();
    store::add_member(tx, &Member { household, tie: Tie::Unrelated, since, ..*member }, by)
}

/// Somebody lives where the closing of a place had ended it, also when that had moved them; false
/// where they have died, have left the city or were said to live elsewhere since.
fn come_back(tx: &mut Tx<'_>, by: StaffId, stay: &Stay) -> Result<bool, Stop> {
    let person = stay.member.person;
    tx.lock(&format!("households_person/{person}"))?;
    let whose = somebody(tx, person)?;
    if gone(tx, &whose)?.is_some() {
        return Ok(false);
    }
    if let Some(now) = store::member(tx, person)? {
        let was_moved = stay.end.is_some_and(|end| end.at == now.since);
        if !was_moved || !store::end_member(tx, person, (Leaving::Mistake, by))? {
            return Ok(false);
        }
    }
    store::live_on(tx, stay.id)
}
