//! Several pairs decided in one go, each in its own right, and all of it taken back in one go.

use super::duplicates::{DecideDuplicate, Ruling, carry_out, ready, take_back};
use super::for_change;
use crate::registry::facts::exclude_one_another;
use crate::registry::model::{
    Decision, PAIRS_A_PRESS_MAX, Pair, Press, PressId, PressWish, Pressed, RegistryRefusal, Ruled,
    WhyNot,
};
use crate::registry::store;
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// Says the same of several pairs. Each is decided as if it were decided alone, and whatever keeps
/// one of them from it leaves the others as they are; but two whose records exclude one another, or
/// through whom two would become one who do, are never made one without having been compared.
///
/// Refuses with `REG-054` when no pair was ticked, with `REG-055` more than [`PAIRS_A_PRESS_MAX`],
/// and with `REG-037` a pair that nobody has found.
pub fn press(
    tx: &mut Tx<'_>,
    permit: &Permit<DecideDuplicate>,
    wish: &PressWish,
) -> Result<Press, Stop> {
    let most = PAIRS_A_PRESS_MAX;
    if wish.pairs.is_empty() {
        return Err(RegistryRefusal::NoPairTicked.into());
    }
    if wish.pairs.len() > most {
        return Err(RegistryRefusal::TooManyPairs { most }.into());
    }
    hold(tx, wish.pairs.iter().map(|(pair, _)| *pair))?;
    let (mut pairs, mut linked): (Vec<Pressed>, Vec<PersonId>) = (Vec::new(), Vec::new());
    for (pair, seen) in wish.pairs.iter().copied() {
        if pairs.iter().any(|one| one.pair == pair) {
            continue;
        }
        let ruling = Ruling { pair, seen, decision: wish.decision, compared: false };
        let not = decide(tx, permit, &ruling, &mut linked)?;
        pairs.push(Pressed { pair, not, left: None });
    }
    let press = Press {
        id: PressId::draw(tx.now()),
        decision: wish.decision,
        pairs,
        by: permit.staff(),
        at: tx.now(),
        undone_at: None,
    };
    store::add_press(tx, &press)?;
    tx.audit(permit, press.id)?;
    Ok(press)
}

/// Takes back what one press has decided. What somebody has changed since stays as it is, and is
/// written down with the press.
///
/// Refuses with `REG-056` a press that nobody made, and with `REG-057` one that was taken back.
pub fn undo_press(
    tx: &mut Tx<'_>,
    permit: &Permit<DecideDuplicate>,
    id: PressId,
) -> Result<(), Stop> {
    tx.lock(&format!("registry_duplicate_press/{id}"))?;
    let press = store::press(tx, id)?.ok_or(RegistryRefusal::NoSuchPress)?;
    if press.undone_at.is_some() {
        return Err(RegistryRefusal::PressUndone.into());
    }
    hold(tx, press.done())?;
    // What stands is looked for before anything is taken back: a link that ends opens other pairs,
    // which nobody else has changed.
    let (mut pairs, mut standing) = (press.pairs.clone(), Vec::new());
    for one in pairs.iter_mut().filter(|one| one.not.is_none()) {
        match stands(tx, &press, one.pair)? {
            Some(ruled) => standing.push((one.pair, ruled)),
            None => one.left = Some(WhyNot::Decided),
        }
    }
    for (pair, ruled) in standing {
        if stands(tx, &press, pair)? == Some(ruled) {
            take_back(tx, permit, (pair, ruled))?;
        }
    }
    store::undo_press(tx, id, &pairs)?;
    tx.audit(permit, id)
}

/// Decides about one pair, or says why not. `linked` are those whom this press has linked so far.
fn decide(
    tx: &mut Tx<'_>,
    permit: &Permit<DecideDuplicate>,
    ruling: &Ruling,
    linked: &mut Vec<PersonId>,
) -> Result<Option<WhyNot>, Stop> {
    let is_same = ruling.decision == Decision::Same;
    let ends = match ready(tx, ruling)? {
        Ok(ends) => ends,
        Err(WhyNot::Decided) if is_same && follows(tx, ruling.pair, linked)? => return Ok(None),
        Err(why) => return Ok(Some(why)),
    };
    if is_same && exclude_one_another(tx, ends.linked, ends.goes_on)? {
        return Ok(Some(WhyNot::Conflict));
    }
    if !carry_out(tx, permit, ruling, &ends)? {
        return Ok(Some(WhyNot::Decided));
    }
    if is_same {
        linked.push(ends.linked);
    }
    Ok(None)
}

/// Whether two are one by a link that this press has made for another pair.
fn follows(tx: &mut Tx<'_>, pair: Pair, linked: &[PersonId]) -> Result<bool, Stop> {
    let ruled = store::doubt(tx, pair)?.and_then(|doubt| doubt.ruled);
    Ok(ruled.and_then(|ruled| ruled.linked).is_some_and(|one| linked.contains(&one)))
}

/// The decision of a press about a pair, if that still stands.
fn stands(tx: &mut Tx<'_>, press: &Press, pair: Pair) -> Result<Option<Ruled>, Stop> {
    let ruled = store::doubt(tx, pair)?.and_then(|doubt| doubt.ruled);
    Ok(ruled.filter(|ruled| ruled.at == press.at && ruled.decision == press.decision))
}

/// Whoever decides about one of all these waits. They are held in one order, so that no two presses
/// wait for one another.
fn hold(tx: &mut Tx<'_>, pairs: impl Iterator<Item = Pair>) -> Result<(), Stop> {
    let mut persons: Vec<PersonId> = pairs.flat_map(Pair::both).collect();
    persons.sort_unstable_by_key(|person| person.uuid());
    persons.dedup();
    persons.into_iter().try_for_each(|person| for_change(tx, person).map(drop))
}
