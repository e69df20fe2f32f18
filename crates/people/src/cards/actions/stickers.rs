//! Rolls of stickers: signed before anybody has them, printed, handed out, and ended where they
//! were spoilt or lost. Their office alone does so. A roll is signed in parts, each kept whole, so
//! that what was broken off goes on where it stopped.

use super::By;
use crate::cards::model::{
    CardsRefusal, Holder, ROLL_STICKERS_MAX, Roll, RollEvent, RollId, RollStep, Sticker, StickerId,
    StickerState, WhyNoSticker,
};
use crate::cards::rules::stickers as rules;
use crate::cards::store;
use crate::registry::rules::{reason, text};
use nabz_access::staff::{SignInName, staff_called};
use nabz_access::{AccessRefusal, Act, Permit, act};
use nabz_credential::card::{Bearer, Card as Said};
use nabz_credential::keys::Signer;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};

act!(
    /// Making rolls of stickers that nobody has yet.
    MakeStickers = "cards.make-stickers",
    [RecordsOfficer, FacilityAdministrator]
);
act!(
    /// Handing out rolls of stickers, and ending what was spoilt or lost of them.
    HandleStickers = "cards.handle-stickers",
    [RecordsOfficer, FacilityAdministrator]
);

/// Stickers that are signed in one transaction; others wait meanwhile.
pub const PART_STICKERS: u32 = 100;

/// A roll of this office.
///
/// Refuses with `CRD-064` another office's, and one that nobody began.
pub fn own_roll(tx: &mut Tx<'_>, at: FacilityId, id: RollId) -> Result<Roll, Stop> {
    let roll = store::roll(tx, id)?.filter(|roll| roll.facility == at);
    Ok(roll.ok_or(CardsRefusal::NoSuchRoll)?)
}

/// Begins a roll of so many stickers for a ward; an empty number stands for none.
///
/// Refuses with `CRD-068` none at all, and more than a print shop takes in one file.
pub fn begin_roll(
    tx: &mut Tx<'_>,
    permit: &Permit<MakeStickers>,
    (ward, wanted): (&str, u32),
) -> Result<Roll, Stop> {
    let roll = Roll {
        id: RollId::draw(tx.now()),
        facility: permit.facility(),
        ward: text(Some(ward))?.unwrap_or_default(),
        wanted: rules::in_range(wanted, (1, ROLL_STICKERS_MAX))?,
        signed: 0,
        prints: 0,
        holder: Holder::Office,
        version: 1,
        begun_at: tx.now(),
    };
    store::add_roll(tx, &roll, permit.staff())?;
    note(tx, permit, &roll, Noted::of(RollEvent::Begun))?;
    tx.audit(permit, roll.id)?;
    Ok(roll)
}

/// Signs the next stickers of a roll, at most so many. Call it until the roll is whole.
///
/// Refuses with `CRD-064` a roll of another office.
pub fn sign_stickers(
    tx: &mut Tx<'_>,
    permit: &Permit<MakeStickers>,
    signer: &dyn Signer,
    (roll, most): (RollId, u32),
) -> Result<Roll, Stop> {
    // Two who signed one roll would give one place twice.
    tx.lock(&format!("cards_roll/{roll}"))?;
    let before = own_roll(tx, permit.facility(), roll)?;
    let count = before.wanted.saturating_sub(before.signed).min(most).min(PART_STICKERS);
    let last = before.signed + count;
    for place in before.signed + 1..=last {
        sign(tx, By::of(permit), signer, (&before, place))?;
    }
    let mut after = Roll { signed: last, ..before.clone() };
    let is_done = count > 0 && after.is_whole();
    after.version += u32::from(is_done);
    store::save_roll(tx, &after, before.version)?;
    if is_done {
        note(tx, permit, &after, Noted::of(RollEvent::Signed))?;
    }
    tx.audit(permit, roll)?;
    Ok(after)
}

fn sign(
    tx: &mut Tx<'_>,
    by: By,
    signer: &dyn Signer,
    (roll, place): (&Roll, u32),
) -> Result<(), Stop> {
    let id = StickerId::draw_in(tx.now(), roll.id.bucket());
    let issued = tx.today();
    let said = Said {
        cid: store::claim_number(tx, id)?,
        status: store::next_index(tx, by.facility)?,
        issued,
        expires: rules::sticker_expires(issued),
        bearer: Bearer::Sticker,
    };
    let sticker = Sticker {
        id,
        roll: roll.id,
        place,
        number: said.cid,
        status: said.status,
        issued,
        expires: said.expires,
        sealed: said.seal(signer).map_err(|fault| Stop::fault(fault.to_string()))?,
        state: StickerState::Free,
        card: None,
    };
    store::add_sticker(tx, &sticker)?;
    store::count_signed(tx, signer.kid(), by.facility)
}

/// Counts a print of a roll that lies in its office: the first, or one that says which it is.
///
/// Refuses with `CRD-065` a roll that is not whole, and with `CRD-067` one that is out, or that
/// somebody else has printed since the page was shown.
pub fn print_roll(
    tx: &mut Tx<'_>,
    permit: &Permit<MakeStickers>,
    seen: (RollId, u32),
) -> Result<Roll, Stop> {
    let roll = seen_roll(tx, permit.facility(), seen)?;
    rules::at_hand(&roll)?;
    let prints = roll.prints + 1;
    moved(tx, permit, Roll { prints, ..roll }, Noted::of(RollEvent::Printed))
}

/// Hands a roll to a worker or a team; what is in it is counted and kept.
///
/// Refuses with `CRD-065` a roll that is not whole, and with `CRD-067` one that is out already.
pub fn hand_out(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleStickers>,
    seen: (RollId, u32),
    to: &Holder,
) -> Result<Roll, Stop> {
    let roll = seen_roll(tx, permit.facility(), seen)?;
    rules::at_hand(&roll)?;
    let holder = to.clone();
    moved(tx, permit, Roll { holder, ..roll }, Noted::of(RollEvent::HandedOut))
}

/// Takes a roll back from whoever had it; what is in it is counted and kept.
///
/// Refuses with `CRD-067` one that is in its office already.
pub fn take_back(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleStickers>,
    seen: (RollId, u32),
) -> Result<Roll, Stop> {
    let roll = seen_roll(tx, permit.facility(), seen)?;
    if roll.holder == Holder::Office {
        return Err(CardsRefusal::RollMoved.into());
    }
    let holder = Holder::Office;
    moved(tx, permit, Roll { holder, ..roll }, Noted::of(RollEvent::TakenBack))
}

/// Ends the stickers of a roll that nobody has, between two places or all of them, so that the next
/// status list names them; says how many. Those that are somebody's card stay so. Whoever saw an
/// older page ends them all the same: what is lost must not wait.
///
/// Refuses with `CRD-068` places that the roll does not have.
pub fn end_stickers(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleStickers>,
    (roll, places): (RollId, Option<(u32, u32)>),
    (why, words): (WhyNoSticker, &str),
) -> Result<u64, Stop> {
    tx.lock(&format!("cards_roll/{roll}"))?;
    let roll = own_roll(tx, permit.facility(), roll)?;
    let words = reason(words)?;
    let places = places.map(|named| rules::places(&roll, named)).transpose()?;
    let ended = store::end_stickers(tx, roll.id, places.unwrap_or((1, roll.signed)), why)?;
    store::add_unlisted(tx, roll.id, roll.version + 1)?;
    let what = match why {
        WhyNoSticker::Spoilt => RollEvent::Spoilt,
        WhyNoSticker::Lost => RollEvent::Lost,
    };
    moved(tx, permit, roll, Noted { what, places, words: Some(words) })?;
    Ok(ended)
}

/// The worker who signs in with this name.
///
/// Refuses with `ACC-011` when nobody does.
pub fn worker_called(tx: &mut Tx<'_>, typed: &str) -> Result<Holder, Stop> {
    let name = SignInName::parse(typed)?;
    let staff = staff_called(tx, &name)?.ok_or(AccessRefusal::NoSuchStaff)?;
    Ok(Holder::Worker(staff))
}

/// A team by its name.
///
/// Refuses with `CRD-069` one without a name.
pub fn team_called(typed: &str) -> Result<Holder, Stop> {
    Ok(Holder::Team(text(Some(typed))?.ok_or(CardsRefusal::Incomplete)?))
}

/// What is noted about a roll.
struct Noted {
    what: RollEvent,
    places: Option<(u32, u32)>,
    words: Option<String>,
}

impl Noted {
    const fn of(what: RollEvent) -> Self {
        Self { what, places: None, words: None }
    }
}

/// A roll as a page saw it.
fn seen_roll(tx: &mut Tx<'_>, at: FacilityId, (roll, seen): (RollId, u32)) -> Result<Roll, Stop> {
    tx.lock(&format!("cards_roll/{roll}"))?;
    let roll = own_roll(tx, at, roll)?;
    if roll.version == seen { Ok(roll) } else { Err(CardsRefusal::RollMoved.into()) }
}

/// Saves how a roll stands from now on, with what happened.
fn moved<A: Act>(
    tx: &mut Tx<'_>,
    permit: &Permit<A>,
    roll: Roll,
    noted: Noted,
) -> Result<Roll, Stop> {
    let seen = roll.version;
    let after = Roll { version: seen + 1, ..roll };
    store::save_roll(tx, &after, seen)?;
    note(tx, permit, &after, noted)?;
    tx.audit(permit, after.id)?;
    Ok(after)
}

fn note<A: Act>(
    tx: &mut Tx<'_>,
    permit: &Permit<A>,
    roll: &Roll,
    noted: Noted,
) -> Result<(), Stop> {
    let step = RollStep {
        what: noted.what,
        places: noted.places,
        holder: roll.holder.clone(),
        counts: store::sticker_counts(tx, roll.id)?,
        staff: permit.staff(),
        at: tx.now(),
        note: noted.words,
    };
    store::add_roll_step(tx, roll, &step)
}
