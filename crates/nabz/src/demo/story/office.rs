//! Cards of plastic: asked for, approved, printed, sent, given, and what becomes of them.

use super::counter::somebody;
use super::list::Stage;
use super::{Desks, Story};
use crate::demo::families::Known;
use crate::demo::morning::Morning;
use crate::ended::Ended;
use nabz_access::{Access, Permit};
use nabz_kernel::ids::PersonId;
use nabz_people::cards::actions::{
    self, AskCard, DecideCard, HandOverCard, HandleCards, PrintCards, ReplaceCard, SurrenderCard,
    SuspendCard,
};
use nabz_people::cards::model::{
    Card, KeyPurpose, OrderId, PrintBatchId, Proof, Replacement, Verdict, WhySuspended,
};
use nabz_people::cards::{self, KeyRing};
use nabz_people::registry::actions::record_life;
use nabz_people::registry::model::{Life, PaperSeen};
use nabz_store::{Stop, Tx};
use std::collections::BTreeSet;
use std::iter::repeat;

/// Since so many days the first batch is approved,
const APPROVED: u32 = 13;
/// is closed,
const SEALED: u32 = 12;
/// came off the press and was scanned,
const SCANNED: u32 = 10;
/// and sent, as far as it is not fetched.
const SENT: u32 = 7;
/// Since then some have their card, and some came back.
const GIVEN: u32 = 3;
/// Since then some count no more.
const OVER: u32 = 2;
/// Since then a second batch is open, and a third waits for the press.
const OPEN: u32 = 1;
/// More cards than a ward of the story has.
const BATCH_CARDS: u32 = 50;

impl Story<'_> {
    /// Three batches, two of which are closed; the clock goes from day to day.
    pub(super) fn makes_plastic(&self, desks: &Desks, morning: &Morning) -> Result<(), Ended> {
        let sealed = self.at_stages(Stage::SEALED);
        let orders = self.asks(&desks.counter, &sealed)?;
        morning.comes_to(APPROVED);
        self.approves(&desks.office, orders)?;
        morning.comes_to(SEALED);
        let batches = self.fills(&desks.office, &sealed)?;
        self.seals(&desks.office, &batches)?;
        morning.comes_to(SCANNED);
        self.scans(&desks.office, batches)?;
        morning.comes_to(SENT);
        self.sends(&desks.office)?;
        morning.comes_to(GIVEN);
        self.gives(desks)?;
        morning.comes_to(OVER);
        self.stops(&desks.counter)?;
        let orders = self.asks(&desks.counter, &self.at_stages(Stage::LATER))?;
        morning.comes_to(OPEN);
        self.approves(&desks.office, orders)?;
        let closed = self.fills(&desks.office, &self.at_stages(&[Stage::InSealedBatch]))?;
        self.seals(&desks.office, &closed)?;
        self.fills(&desks.office, &self.at_stages(&[Stage::InOpenBatch])).map(drop)
    }

    /// Somebody at the counter asks for plastic for them.
    pub(super) fn asks(&self, counter: &Access, whom: &[Known]) -> Result<Vec<OrderId>, Ended> {
        let (counter, whom) = (counter.clone(), persons(whom));
        self.write(move |tx| {
            let permit = counter.permit::<AskCard>(tx.today())?;
            let proof = Proof::Paper(PaperSeen::VoterCard);
            let mut orders = Vec::with_capacity(whom.len());
            for person in &whom {
                let seen = (*person, somebody(tx, *person)?.version);
                orders.push(actions::ask(tx, &permit, seen, proof)?.id);
            }
            Ok(orders)
        })
    }

    fn approves(&self, office: &Access, orders: Vec<OrderId>) -> Result<(), Ended> {
        let office = office.clone();
        self.write(move |tx| {
            let permit = office.permit::<DecideCard>(tx.today())?;
            for order in &orders {
                actions::decide(tx, &permit, *order, &Verdict::Approve)?;
            }
            Ok(())
        })
    }

    /// One batch for each ward in which they live.
    fn fills(&self, office: &Access, whom: &[Known]) -> Result<Vec<PrintBatchId>, Ended> {
        let (office, ring, whom) = (office.clone(), self.ring.clone(), persons(whom));
        self.write(move |tx| {
            let permit = office.permit::<PrintCards>(tx.today())?;
            let mut wards = BTreeSet::new();
            for person in &whom {
                wards.insert(somebody(tx, *person)?.details.address.ward.unwrap_or_default());
            }
            wards.iter().map(|ward| filled(tx, (&permit, &ring), ward)).collect()
        })
    }

    fn seals(&self, office: &Access, batches: &[PrintBatchId]) -> Result<(), Ended> {
        let (office, batches) = (office.clone(), batches.to_vec());
        self.write(move |tx| {
            let permit = office.permit::<PrintCards>(tx.today())?;
            for batch in &batches {
                actions::seal_batch(tx, &permit, *batch)?;
            }
            Ok(())
        })
    }

    /// Whole batches are printed out and come off the press, and most of their pieces are scanned.
    fn scans(&self, office: &Access, batches: Vec<PrintBatchId>) -> Result<(), Ended> {
        let scanned = persons(&self.at_stages(Stage::SCANNED));
        let office = office.clone();
        self.write(move |tx| {
            let permit = office.permit::<HandleCards>(tx.today())?;
            let prints = office.permit::<PrintCards>(tx.today())?;
            for batch in &batches {
                actions::count_run(tx, &prints, *batch)?;
                while actions::off_press(tx, &permit, (*batch, BATCH_CARDS))? > 0 {}
            }
            for person in &scanned {
                let card = latest(tx, *person)?;
                let piece = card.piece.ok_or_else(|| Stop::fault("a card of no batch"))?;
                let due = (piece.batch, piece.place);
                actions::check_piece(tx, &permit, due, &card.sealed.text())?;
            }
            Ok(())
        })
    }

    /// Each in a parcel of its own.
    fn sends(&self, office: &Access) -> Result<(), Ended> {
        let (office, sent) = (office.clone(), persons(&self.at_stages(Stage::SENT)));
        self.write(move |tx| {
            let permit = office.permit::<HandleCards>(tx.today())?;
            for (number, person) in (1_u32..).zip(&sent) {
                let card = latest(tx, *person)?.id;
                actions::dispatch(tx, &permit, &[card], &format!("ED{number:09}IN"))?;
            }
            Ok(())
        })
    }

    /// The post delivers some and brings others back; others have their card.
    fn gives(&self, desks: &Desks) -> Result<(), Ended> {
        let (counter, office) = (desks.counter.clone(), desks.office.clone());
        let delivered = persons(&self.at_stages(&[Stage::Delivered]));
        let returned = persons(&self.at_stages(&[Stage::Returned]));
        let given = persons(&self.at_stages(Stage::GIVEN));
        self.write(move |tx| {
            let handles = office.permit::<HandleCards>(tx.today())?;
            for person in &delivered {
                let card = latest(tx, *person)?.id;
                actions::delivered(tx, &handles, &[card])?;
            }
            for person in &returned {
                let card = latest(tx, *person)?.id;
                actions::came_back(tx, &handles, &[card])?;
            }
            let hands_over = counter.permit::<HandOverCard>(tx.today())?;
            let trusted = cards::trust(tx)?;
            let trusted = trusted.ok_or_else(|| Stop::fault("no root has said anything"))?;
            for person in &given {
                let card = latest(tx, *person)?;
                let code = card.sealed.text();
                actions::hand_over(tx, &hands_over, &trusted.list, (card.id, &code))?;
            }
            Ok(())
        })
    }

    /// Cards that count no more, for a time or for good.
    fn stops(&self, counter: &Access) -> Result<(), Ended> {
        let (at, ring, counter) = (self.at, self.ring.clone(), counter.clone());
        let at_one = |stage: Stage| persons(&self.at_stages(&[stage]));
        let blocked = [
            (at_one(Stage::PaperLost), WhySuspended::Lost),
            (at_one(Stage::Blocked), WhySuspended::Stolen),
        ];
        let (replaced, given_back) = (at_one(Stage::Replaced), at_one(Stage::GivenBack));
        let died = at_one(Stage::Died);
        self.write(move |tx| {
            let today = tx.today();
            let blocks = counter.permit::<SuspendCard>(today)?;
            for (person, why) in blocked.iter().flat_map(|(of, why)| of.iter().zip(repeat(*why))) {
                let card = latest(tx, *person)?.id;
                actions::suspend(tx, &blocks, card, why)?;
            }
            let makes_anew = counter.permit::<ReplaceCard>(today)?;
            let signer = ring.signer(tx, KeyPurpose::Cards)?;
            for person in &replaced {
                let card = latest(tx, *person)?.id;
                actions::replace(tx, &makes_anew, &*signer, card, Replacement::Lost)?;
            }
            let takes_back = counter.permit::<SurrenderCard>(today)?;
            for person in &given_back {
                let card = latest(tx, *person)?.id;
                actions::surrender(tx, &takes_back, card, "wants none any more")?;
            }
            for person in &died {
                let seen = (*person, somebody(tx, *person)?.version);
                let life = Life::Deceased { on: Some(today) };
                record_life(tx, &Permit::of_the_program(at), seen, life)?;
            }
            Ok(())
        })
    }
}

fn filled(
    tx: &mut Tx<'_>,
    (permit, ring): (&Permit<PrintCards>, &KeyRing),
    ward: &str,
) -> Result<PrintBatchId, Stop> {
    let batch = actions::begin_batch(tx, permit, ward)?.id;
    let signer = ring.signer(tx, KeyPurpose::Cards)?;
    while actions::fill_batch(tx, permit, &*signer, batch, BATCH_CARDS)?.looked_at > 0 {}
    Ok(batch)
}

/// The card that somebody got last.
fn latest(tx: &mut Tx<'_>, person: PersonId) -> Result<Card, Stop> {
    let last = cards::cards_of(tx, person)?.pop();
    last.ok_or_else(|| Stop::fault("somebody of the story has no card"))
}

fn persons(known: &[Known]) -> Vec<PersonId> {
    known.iter().map(|one| one.person).collect()
}
