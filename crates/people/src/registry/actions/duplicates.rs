//! Records that may be of one person: found by the program, decided by somebody, and taken back.

use super::identify::{join, part};
use super::recognise::taken_for_two;
use super::{By, for_change, publish};
use crate::registry::dedupe::{Alike, KnownApart, Part};
use crate::registry::facts::exclude_one_another;
use crate::registry::model::{Decision, Doubt, Pair, Person, RegistryRefusal, Ruled, WhyNot};
use crate::registry::patients;
use crate::registry::{rules, store};
use nabz_access::{PROGRAM, Permit, Program, act};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_linkage::bands::Band;
use nabz_store::{Authority, Stop, Tx};

act!(
    /// Saying whether two records that look alike are of one person.
    DecideDuplicate = "registry.decide-duplicate",
    [RecordsOfficer]
);

/// What the program does when it looks for them.
const FIND: &str = "registry.find-duplicates";
/// Why two were linked whom somebody has compared.
pub(in crate::registry) const REVIEWED: &str = "compared";
/// Why two were linked whom nobody has compared.
pub(in crate::registry) const UNSEEN: &str = "alike in all that is known";
/// Why two were parted whose link a decision had made.
pub(in crate::registry) const TAKEN_BACK: &str = "the decision was taken back";

/// What somebody says of two records.
#[derive(Clone, Copy, Debug)]
pub struct Ruling {
    /// Which.
    pub pair: Pair,
    /// The versions that they saw.
    pub seen: [u32; 2],
    /// One person or two.
    pub decision: Decision,
    /// Whether they say that they have compared them although the records exclude one another.
    pub compared: bool,
}

/// What was written down of a part of the search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Pairs that nobody had found before.
    pub new: usize,
    /// Pairs that were linked without somebody looking.
    pub linked: usize,
}

/// Says whether two records are of one person. If they are, the later one is linked to the earlier,
/// and what a family typed to what a counter wrote; nothing is merged. If they are not, they are
/// never offered again, and never linked by a link of others with whom they are one.
///
/// Refuses with `REG-038` when somebody else was quicker, with `REG-022` when one of the records
/// has changed since they were compared, with `REG-028` when they are one already, with `REG-039`
/// when that would make one of two who were told apart, and with `REG-053` when the records of two
/// who would become one exclude one another, unless whoever decides says that they have compared
/// them.
pub fn decide_duplicate(
    tx: &mut Tx<'_>,
    permit: &Permit<DecideDuplicate>,
    ruling: &Ruling,
) -> Result<(), Stop> {
    let ends = ready(tx, ruling)?.map_err(RegistryRefusal::from)?;
    let is_asked = ruling.decision == Decision::Same && !ruling.compared;
    if is_asked && exclude_one_another(tx, ends.linked, ends.goes_on)? {
        return Err(RegistryRefusal::InConflict.into());
    }
    if !carry_out(tx, permit, ruling, &ends)? {
        return Err(RegistryRefusal::DecidedMeanwhile.into());
    }
    Ok(())
}

/// The two records that a decision joins or keeps apart, or why it cannot be made. Nothing is
/// written; whoever decides about one of them, or links one that goes on, waits from here.
pub(super) fn ready(tx: &mut Tx<'_>, ruling: &Ruling) -> Result<Result<Ends, WhyNot>, Stop> {
    let Ruling { pair, seen, decision, .. } = *ruling;
    let (persons, doubt) = both(tx, pair)?;
    if doubt.ruled.is_some() {
        return Ok(Err(WhyNot::Decided));
    }
    let changed = persons.iter().zip(seen).find(|(person, seen)| person.version != *seen);
    if let Some((person, _)) = changed {
        return Ok(Err(WhyNot::Changed { version: person.version }));
    }
    let Some(found) = ends(tx, pair)? else { return Ok(Err(WhyNot::OneAlready)) };
    for_change(tx, found.linked)?;
    for_change(tx, found.goes_on)?;
    if ends(tx, pair)? != Some(found) {
        return Ok(Err(WhyNot::Decided));
    }
    if decision == Decision::Same && told_apart(tx, &found)? {
        return Ok(Err(WhyNot::ToldApart));
    }
    Ok(Ok(found))
}

/// Writes a decision down that can be made; false when the pair does not wait for one any more.
pub(super) fn carry_out(
    tx: &mut Tx<'_>,
    permit: &Permit<DecideDuplicate>,
    ruling: &Ruling,
    ends: &Ends,
) -> Result<bool, Stop> {
    let Ruling { pair, decision, .. } = *ruling;
    let is_kept = match decision {
        Decision::Same => make_one(tx, pair, ends, (By::of(permit), REVIEWED))?,
        Decision::Different => store::rule(tx, pair, decision, (permit.staff(), None))?,
    };
    if is_kept {
        account(tx, permit, pair)?;
    }
    Ok(is_kept)
}

/// Leaves a pair for later: it comes behind those at which nobody has looked, and is not linked
/// without somebody looking.
///
/// Refuses with `REG-038` when it has been decided.
pub fn leave_duplicate(
    tx: &mut Tx<'_>,
    permit: &Permit<DecideDuplicate>,
    pair: Pair,
) -> Result<(), Stop> {
    let (_, doubt) = both(tx, pair)?;
    if doubt.ruled.is_some() || !store::leave(tx, pair)? {
        return Err(RegistryRefusal::DecidedMeanwhile.into());
    }
    account(tx, permit, pair)
}

/// Takes a decision back, and with it the link that it made. The pair waits again.
///
/// Refuses with `REG-038` when another decision stands there by now, or none.
pub fn undo_duplicate(
    tx: &mut Tx<'_>,
    permit: &Permit<DecideDuplicate>,
    pair: Pair,
    decided_at: Instant,
) -> Result<(), Stop> {
    let (_, doubt) = both(tx, pair)?;
    let ruled = doubt.ruled.filter(|ruled| ruled.at == decided_at);
    let ruled = ruled.ok_or(RegistryRefusal::DecidedMeanwhile)?;
    take_back(tx, permit, (pair, ruled))
}

/// Takes back a decision that stands.
pub(super) fn take_back(
    tx: &mut Tx<'_>,
    permit: &Permit<DecideDuplicate>,
    (pair, ruled): (Pair, Ruled),
) -> Result<(), Stop> {
    match ruled.linked {
        Some(linked) => {
            let linked = for_change(tx, linked)?;
            part(tx, &linked, By::of(permit), TAKEN_BACK)?;
        }
        None => store::reopen(tx, pair)?,
    }
    account(tx, permit, pair)
}

/// Writes down what a part of the search found, and how far it has come. With `link` the pairs of
/// the band for it are linked, but for those that somebody has looked at, and those of whom it
/// knows that they are two.
pub fn keep_part(tx: &mut Tx<'_>, found: &Part, link: Option<KnownApart>) -> Result<Kept, Stop> {
    let by = Program::doing(tx, FIND)?;
    let mut kept = Kept::default();
    for alike in &found.alike {
        let is_new = store::add_doubt(tx, alike.pair, &alike.resemblance, alike.band)?;
        kept.new += usize::from(is_new);
        if let Some(known_apart) = link.filter(|_| alike.band == Band::Link) {
            kept.linked += usize::from(link_unseen(tx, &by, alike, known_apart)?);
        }
    }
    store::keep_walked(tx, found.last)?;
    if kept.new > 0 {
        tx.audit(&by, by.facility())?;
    }
    Ok(kept)
}

/// Links two whom nobody has compared, unless something speaks against it; says whether it did.
fn link_unseen(
    tx: &mut Tx<'_>,
    by: &Program,
    alike: &Alike,
    known_apart: KnownApart,
) -> Result<bool, Stop> {
    let (persons, doubt) = both(tx, alike.pair)?;
    let [one, other] = &persons;
    let is_unseen = doubt.ruled.is_none() && doubt.left_at.is_none();
    let is_unchanged = [one.version, other.version] == alike.seen;
    if !(is_unseen && is_unchanged) || known_apart(tx, one.id, other.id)? {
        return Ok(false);
    }
    if !may_be_linked_unseen(tx, one, other)? {
        return Ok(false);
    }
    let Some(ends) = ends(tx, alike.pair)? else { return Ok(false) };
    if told_apart(tx, &ends)? || !make_one(tx, alike.pair, &ends, (By::of(by), UNSEEN))? {
        return Ok(false);
    }
    tx.audit_about(by, ends.linked, ends.linked)?;
    Ok(true)
}

/// Whether a program may say that two are one, as far as a comparison does not see it: neither of
/// their lives speaks against it, nor a partner who takes them for two, nor a number of a paper.
pub(super) fn may_be_linked_unseen(
    tx: &mut Tx<'_>,
    one: &Person,
    other: &Person,
) -> Result<bool, Stop> {
    if !rules::may_be_linked_unseen(one, other, tx.today()) {
        return Ok(false);
    }
    // What a family typed about itself is looked at before it leads to somebody's record.
    if store::is_applied(tx, one.id)? || store::is_applied(tx, other.id)? {
        return Ok(false);
    }
    Ok(!taken_for_two(tx, one.id, other.id)? && !exclude_one_another(tx, one.id, other.id)?)
}

/// What a new link settles: whoever is one by it is not asked about any more.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    linked: PersonId,
    goes_on: PersonId,
    by: StaffId,
) -> Result<(), Stop> {
    if let Some(pair) = Pair::of(linked, goes_on) {
        store::settle(tx, pair, (by, linked))?;
    }
    for member in patients::one(tx, linked)? {
        for pair in store::pairs_of(tx, member, None)? {
            if patients::goes_on(tx, pair.beside(member))? == goes_on {
                store::settle(tx, pair, (PROGRAM, linked))?;
            }
        }
    }
    Ok(())
}

/// Both persons of a pair, and what is known of it. Whoever decides about one of them waits.
fn both(tx: &mut Tx<'_>, pair: Pair) -> Result<([Person; 2], Doubt), Stop> {
    let persons = [for_change(tx, pair.one())?, for_change(tx, pair.other())?];
    let doubt = store::doubt(tx, pair)?.ok_or(RegistryRefusal::NoSuchPair)?;
    Ok((persons, doubt))
}

/// The two records that a link joins: those that go on for the two of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Whose record is joined to the other one.
    pub linked: PersonId,
    /// Whose record goes on.
    pub goes_on: PersonId,
}

/// What a link of two would join, and whether the records of those who would become one by it exclude
/// one another; nothing where they are one already.
pub fn joining(tx: &mut Tx<'_>, pair: Pair) -> Result<Option<(Ends, bool)>, Stop> {
    let Some(ends) = ends(tx, pair)? else { return Ok(None) };
    let excludes = exclude_one_another(tx, ends.linked, ends.goes_on)?;
    Ok(Some((ends, excludes)))
}

/// `None` when the two are one already. Others may have been linked to one of them, who then goes
/// on, so that they need not be followed twice; else whom a counter has seen, and then who was
/// registered first: whoever types somebody's name before they come must not become their record.
fn ends(tx: &mut Tx<'_>, pair: Pair) -> Result<Option<Ends>, Stop> {
    let one = patients::goes_on(tx, pair.one())?;
    let other = patients::goes_on(tx, pair.other())?;
    let Some(roots) = Pair::of(one, other) else { return Ok(None) };
    let other_leads = !store::linked_here(tx, roots.other())?.is_empty();
    let one_leads = !store::linked_here(tx, roots.one())?.is_empty();
    let prefers_other = if one_leads == other_leads {
        !one_leads && is_unseen(tx, roots.one())? && !is_unseen(tx, roots.other())?
    } else {
        other_leads
    };
    let goes_on = if prefers_other { roots.other() } else { roots.one() };
    Ok(Some(Ends { linked: roots.beside(goes_on), goes_on }))
}

/// Whether all that is on record of somebody is what their family typed: no counter has said
/// anything about them since.
pub fn is_unseen(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, Stop> {
    Ok(store::is_applied(tx, person)?
        && store::phone_checked_at(tx, person)?.is_none()
        && store::approved_of(tx, person)?.is_empty())
}

/// Whether somebody has said of two who would become one that they are two.
pub(super) fn told_apart(tx: &mut Tx<'_>, ends: &Ends) -> Result<bool, Stop> {
    let others = patients::one(tx, ends.goes_on)?;
    for person in patients::one(tx, ends.linked)? {
        let apart = store::pairs_of(tx, person, Some(Decision::Different))?;
        if apart.into_iter().any(|pair| others.contains(&pair.beside(person))) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Links the two, and writes down that this was decided; false when the pair does not wait.
fn make_one(tx: &mut Tx<'_>, pair: Pair, ends: &Ends, (by, why): (By, &str)) -> Result<bool, Stop> {
    if !store::rule(tx, pair, Decision::Same, (by.staff, Some(ends.linked)))? {
        return Ok(false);
    }
    let linked = for_change(tx, ends.linked)?;
    join(tx, &linked, ends.goes_on, by, why)?;
    publish(tx, &linked)?;
    Ok(true)
}

/// Each of the two may ask who said so.
fn account(tx: &mut Tx<'_>, permit: &Permit<DecideDuplicate>, pair: Pair) -> Result<(), Stop> {
    pair.both().into_iter().try_for_each(|person| tx.audit_about(permit, person, person))
}
