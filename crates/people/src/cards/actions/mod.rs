//! What is done about cards. One verb, one transaction: permit, load, decide, save, audit.
//!
//! Whoever signs is an argument: a key of the [`KeyRing`](super::KeyRing), a story's own, a token's
//! where the city has one. The card is signed inside the transaction, so that none is signed that
//! was not kept.

mod applied;
mod bind;
mod check;
mod dead;
mod deliver;
mod end;
mod expiry;
mod export;
mod infants;
mod issue;
mod keys;
mod kit_text;
mod log;
mod office;
mod order;
mod post;
mod press;
mod print;
mod publish;
mod stickers;

pub use applied::{activate_posted, issue_applied, report_lost};
pub use bind::{BindSticker, bind, bind_from_device};
pub use check::{CheckCard, check, forget_shown};
pub use dead::end_of_the_dead;
pub use deliver::{
    HandOverCard, HandOverUnread, HandToCaretaker, HandleCards, hand_over, hand_over_unread,
    hand_to_caretaker, note_step, spoil,
};
pub use end::{
    EndCard, RestoreCard, SurrenderCard, SuspendCard, end, end_duplicate, restore, surrender,
    suspend,
};
pub use expiry::{WARN_OF_EXPIRY, begin_day, warn_of_expiry};
pub use export::{ExportCard, export};
pub(super) use infants::mother_holds_one;
pub use issue::{IssueCard, ReplaceCard, issue, replace};
pub use keys::{forget_in_token, issue_keys, retire_key};
pub use kit_text::issue_kit_text;
pub use log::log_cards;
pub use office::{
    begin_batch, came_back, card_of, card_seen, check_piece, delivered, dispatch, in_parcel,
    own_batch, piece_called, piece_seen, piece_to_send, scanned_card, sealed_batch,
};
pub use order::{AskCard, DecideCard, ask, decide};
pub use post::{PART_LINES, foresee, take_lines};
pub use press::{PART_PIECES, count_folder, count_run, off_press, run_on_page};
pub use print::{BATCH_CARDS_MAX, PrintCards, fill_batch, open_batch, seal_batch};
pub use publish::{is_due, publish, publish_status_list, publish_when_due};
pub use stickers::{
    HandleStickers, MakeStickers, PART_STICKERS, begin_roll, end_stickers, hand_out, own_roll,
    print_roll, sign_stickers, take_back, team_called, worker_called,
};

use super::joined::holds_no_other;
use super::model::{Card, CardId, CardKeyRefusal, CardKind, CardState, CardsRefusal, Piece};
use super::{rules, store};
use crate::by::By;
use crate::consent;
use crate::consent::model::Purpose;
use crate::registry;
use crate::registry::model::{Person, RegistryRefusal};
use nabz_credential::card::{Card as Said, SealFault};
use nabz_credential::keys::{SignFault, Signer};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// A card about to be signed.
#[derive(Clone, Copy)]
struct Wanted {
    kind: CardKind,
    state: CardState,
    piece: Option<Piece>,
}

fn found(tx: &mut Tx<'_>, id: CardId) -> Result<Card, Stop> {
    Ok(store::card(tx, id)?.ok_or(CardsRefusal::NoSuchCard)?)
}

/// A person as they stand, and whether their record goes on under another number; a death that is noted
/// under one of their numbers is theirs.
fn person_of(tx: &mut Tx<'_>, id: PersonId) -> Result<(Person, bool), Stop> {
    let person = registry::person(tx, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let is_linked = registry::linked_to(tx, id)?.is_some();
    let life = registry::life_of(tx, &person)?;
    Ok((Person { life, ..person }, is_linked))
}

/// Somebody who may have a card, and wants one.
fn bearer(tx: &mut Tx<'_>, id: PersonId) -> Result<Person, Stop> {
    let (person, is_linked) = person_of(tx, id)?;
    rules::may_have(&person, is_linked)?;
    rules::agreed(agrees(tx, id)?)?;
    Ok(person)
}

/// Refuses to let somebody have a card in hand that was made for them: whoever may have none any more,
/// and whoever takes back the yes under which it was made. A link to another record takes nothing from
/// anybody.
fn may_hold(tx: &mut Tx<'_>, card: &Card) -> Result<(), Stop> {
    let (person, _) = person_of(tx, card.person)?;
    rules::may_have(&person, false)?;
    Ok(rules::agreed(agrees(tx, card.person)?)?)
}

/// Whether somebody has said yes to a health card.
fn agrees(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, Stop> {
    consent::is_given(tx, person, Purpose::HealthCard)
}

/// Signs and keeps a card of somebody, good from today on.
///
/// Refuses with `CRD-010` one for somebody's hands while they hold another, under whichever of their
/// numbers that was made.
fn make(
    tx: &mut Tx<'_>,
    signer: &dyn Signer,
    by: By,
    person: &Person,
    wanted: &Wanted,
) -> Result<Card, Stop> {
    if wanted.state == CardState::Active {
        holds_no_other(tx, person.id)?;
    }
    let id = CardId::draw_in(tx.now(), person.id.bucket());
    let issued = tx.today();
    let expires = rules::expires(wanted.kind, &person.details, issued);
    let bearer = rules::bearer(wanted.kind, rules::face(&person.details)?);
    let number = store::claim_number(tx, id)?;
    let status = store::next_index(tx, by.facility)?;
    let said = Said { cid: number, status, issued, expires, bearer };
    let card = Card {
        id,
        person: person.id,
        kind: wanted.kind,
        number,
        status,
        issued,
        expires,
        sealed: said.seal(signer).map_err(unsealed)?,
        state: wanted.state,
        piece: wanted.piece,
        sticker: None,
        version: 1,
        facility: by.facility,
        made_at: tx.now(),
    };
    store::add_card(tx, &card)?;
    store::add_unlogged(tx, card.id)?;
    store::count_signed(tx, signer.kid(), by.facility)?;
    store::add_step(tx, &card, (by.facility, by.staff), (None, card.made_at))?;
    Ok(card)
}

fn unsealed(fault: SealFault) -> Stop {
    match fault {
        SealFault::Sign(fault) => unsigned(fault),
        SealFault::Card(fault) => Stop::fault(fault.to_string()),
    }
}

/// Whoever waits is told that the key's holder does not answer. A signature that is none, or
/// another key's, is a fault that nobody at a counter can do anything about.
fn unsigned(fault: SignFault) -> Stop {
    match fault {
        SignFault::Holder(why) => CardKeyRefusal::TokenSilent { why }.into(),
        SignFault::NotASignature | SignFault::OtherKey => Stop::fault(fault.to_string()),
    }
}

/// A card stands elsewhere from now on; where it is worth more or less for it, the next status list
/// is due.
fn change(
    tx: &mut Tx<'_>,
    by: By,
    card: &Card,
    to: CardState,
    note: Option<&str>,
) -> Result<Card, Stop> {
    let after = store::save_state(tx, card, to)?;
    if rules::mark(card.state) != rules::mark(to) {
        store::add_unlisted(tx, after.id, after.version)?;
    }
    let now = tx.now();
    store::add_step(tx, &after, (by.facility, by.staff), (note, now))?;
    Ok(after)
}
