//! Cards of plastic: verified by one, approved by another, printed once, given to their bearer.

use super::agreed::say;
use super::{
    aged, card, code, colleague, issue, issuer, permit, register, states, steps, sunita, trust,
};
use crate::cards::actions::{self, HandleCards, PrintCards};
use crate::cards::model::{
    BatchState, Card, CardId, CardState, Filled, Making, Order, OrderId, OrderState, PrintBatch,
    PrintBatchId, Proof, Verdict, WhyEnded,
};
use crate::cards::{rules, store};
use crate::consent::model::Wish;
use crate::registry;
use crate::registry::model::{Address, Details, Life, PaperSeen};
use nabz_access::Permit;
use nabz_kernel::birth::Age;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use nabz_testkit::{TestCity, city_test};
use std::collections::HashSet;
use std::time::Duration;

pub(super) const WARD: &str = "11";
pub(super) const MOMENT: Duration = Duration::from_secs(1);

fn neighbour(city: &TestCity, name: &str) -> PersonId {
    let address = Address { ward: Some(WARD.into()), ..Address::default() };
    register(city, Details { address, ..aged(name, Age::Years(42)) })
}

const CARD: Proof = Proof::Paper(PaperSeen::RationCard);

pub(super) fn ask(city: &TestCity, person: PersonId) -> Result<Order, Stop> {
    let permit = permit(city);
    city.write(move |tx| actions::ask(tx, &permit, (person, 1), CARD))
}

pub(super) fn approve(city: &TestCity, order: OrderId) -> Order {
    let permit = colleague(city);
    city.write(move |tx| actions::decide(tx, &permit, order, &Verdict::Approve)).unwrap()
}

fn order(city: &TestCity, id: OrderId) -> Order {
    city.read(move |view| store::order(view, id)).unwrap().unwrap()
}

/// Somebody whose card is to be printed.
pub(super) fn approved(city: &TestCity, name: &str) -> (PersonId, OrderId) {
    city.pass(MOMENT);
    let person = neighbour(city, name);
    let order = ask(city, person).unwrap().id;
    approve(city, order);
    (person, order)
}

fn open(city: &TestCity) -> PrintBatchId {
    let permit = permit(city);
    city.write(move |tx| actions::open_batch(tx, &permit, WARD)).unwrap().id
}

fn fill(tx: &mut Tx<'_>, permit: &Permit<PrintCards>, batch: PrintBatchId) -> Result<Filled, Stop> {
    actions::fill_batch(tx, permit, &issuer(), batch, 2)
}

/// Fills a batch until it has all there are.
fn filled(city: &TestCity, batch: PrintBatchId) -> u32 {
    let mut added = 0;
    loop {
        let permit = permit(city);
        let part = city.write(move |tx| fill(tx, &permit, batch)).unwrap();
        if part.looked_at == 0 {
            return added;
        }
        added += part.added;
    }
}

fn sealed(city: &TestCity, batch: PrintBatchId) -> Result<PrintBatch, Stop> {
    let permit = permit(city);
    city.write(move |tx| actions::seal_batch(tx, &permit, batch))
}

/// A batch of all who are approved, closed.
pub(super) fn printed(city: &TestCity) -> PrintBatchId {
    city.pass(MOMENT);
    let batch = open(city);
    filled(city, batch);
    sealed(city, batch).unwrap();
    batch
}

/// The card that somebody got last.
pub(super) fn latest(city: &TestCity, person: PersonId) -> Card {
    city.read(move |view| store::cards_of(view, person)).unwrap().pop().unwrap()
}

pub(super) fn note(
    city: &TestCity,
    id: CardId,
    step: Making,
    parcel: Option<&'static str>,
) -> Card {
    let permit: Permit<HandleCards> = permit(city);
    city.write(move |tx| actions::note_step(tx, &permit, id, step, parcel)).unwrap()
}

pub(super) fn hand_over(city: &TestCity, id: CardId) -> Result<Card, Stop> {
    let (permit, code) = (permit(city), card(city, id).sealed.text());
    city.write(move |tx| actions::hand_over(tx, &permit, &trust(), (id, &code)))
}

#[city_test]
fn a_card_of_plastic_takes_the_place_of_the_one_on_paper(city: &mut TestCity) {
    let (sunita, asked) = approved(city, "Sunita Devi");
    let paper = issue(city, sunita);
    printed(city);
    let plastic = latest(city, sunita);
    assert_eq!(plastic.state, CardState::Making(Making::Queued));
    assert_eq!(order(city, asked).state, OrderState::Made);
    assert_eq!(code(hand_over(city, plastic.id)), "CRD-008");
    note(city, plastic.id, Making::Checked, None);
    note(city, plastic.id, Making::Dispatched, Some("ED123456789IN"));
    note(city, plastic.id, Making::Returned, None);
    assert_eq!(hand_over(city, plastic.id).unwrap().state, CardState::Active);
    assert_eq!(card(city, paper.id).state, CardState::Ended(WhyEnded::Replaced));
    assert_eq!(order(city, asked).state, OrderState::Done);
    let way = steps(city, plastic.id);
    let making = [Making::Queued, Making::Checked, Making::Dispatched, Making::Returned];
    let mut expected: Vec<CardState> = making.map(CardState::Making).into();
    expected.push(CardState::Active);
    assert_eq!(states(&way), expected);
    assert_eq!(way[2].note.as_deref(), Some("ED123456789IN"));
    assert_eq!(code(hand_over(city, plastic.id)), "CRD-007");
}

#[city_test]
fn whoever_verified_does_not_approve(city: &mut TestCity) {
    let person = neighbour(city, "Sunita Devi");
    let asked = ask(city, person).unwrap();
    let facility = city.facility;
    let waiting = city.read(move |view| store::asked_orders(view, facility)).unwrap();
    assert_eq!(waiting, std::slice::from_ref(&asked));
    let id = asked.id;
    let own = permit(city);
    let decided = city.write(move |tx| actions::decide(tx, &own, id, &Verdict::Approve));
    assert_eq!(code(decided), "CRD-017");
    assert_eq!(code(ask(city, person)), "CRD-018");
    let (other, late) = (colleague(city), colleague(city));
    let decline = Verdict::Decline { why: "the photo is of somebody else".into() };
    let declined = city.write(move |tx| actions::decide(tx, &other, id, &decline)).unwrap();
    assert_eq!(declined.state, OrderState::Declined);
    let again = city.write(move |tx| actions::decide(tx, &late, id, &Verdict::Approve));
    assert_eq!(code(again), "CRD-016");
    ask(city, person).unwrap();
}

#[city_test]
fn by_what_the_asker_knew_somebody_stays_with_the_order(city: &mut TestCity) {
    for (nth, proof) in Proof::all().enumerate() {
        let person = neighbour(city, &format!("Sunita {}", "Devi".repeat(nth + 1)));
        let permit = permit(city);
        let asked = city.write(move |tx| actions::ask(tx, &permit, (person, 1), proof)).unwrap();
        assert_eq!(order(city, asked.id).proof, Some(proof));
        assert_eq!(approve(city, asked.id).proof, Some(proof));
    }
}

#[city_test]
fn an_infant_and_a_form_that_saw_an_older_record_get_no_plastic(city: &mut TestCity) {
    let child = register(city, aged("B/o Sunita", Age::Days(10)));
    assert_eq!(code(ask(city, child)), "CRD-015");
    let sunita = sunita(city);
    let permit = permit(city);
    let stale = city.write(move |tx| actions::ask(tx, &permit, (sunita, 7), CARD));
    assert_eq!(code(stale), "REG-022");
}

#[city_test]
fn a_print_run_that_was_broken_off_goes_on_without_a_double_or_a_gap(city: &mut TestCity) {
    let names = ["Asha", "Usha", "Kamla", "Farida", "Sunita Devi"];
    let people = names.map(|name| approved(city, name).0);
    let batch = open(city);
    let first = permit(city);
    city.write(move |tx| fill(tx, &first, batch)).unwrap();
    let broken = permit(city);
    let fault: Result<Filled, Stop> = city.write(move |tx| {
        fill(tx, &broken, batch)?;
        Err(Stop::fault("the power went"))
    });
    assert!(matches!(fault, Err(Stop::Fault(_))));
    assert_eq!(filled(city, batch), 3);
    let places = people.map(|person| latest(city, person).piece.unwrap().place);
    assert_eq!(places, [1, 2, 3, 4, 5], "in the order in which they were asked for");
    let numbers: HashSet<_> = people.map(|person| latest(city, person).number).into();
    assert_eq!(numbers.len(), 5);
    let closed = sealed(city, batch).unwrap();
    let BatchState::Sealed { root, .. } = closed.state else { panic!("{closed:?}") };
    let cards = people.map(|person| latest(city, person).sealed);
    assert_eq!((closed.cards, root), (5, rules::root(&cards)));
    assert_eq!(city.read(move |view| store::batch(view, batch)).unwrap(), Some(closed));
}

#[city_test]
fn a_sealed_batch_takes_no_more_and_an_empty_one_is_not_sealed(city: &mut TestCity) {
    let empty = open(city);
    assert_eq!(code(sealed(city, empty)), "CRD-022");
    approved(city, "Sunita Devi");
    let batch = printed(city);
    approved(city, "Asha");
    let permit = permit(city);
    assert_eq!(code(city.write(move |tx| fill(tx, &permit, batch))), "CRD-021");
    assert_eq!(code(sealed(city, batch)), "CRD-021");
    assert_eq!(code(sealed(city, PrintBatchId::draw(city.now()))), "CRD-020");
    assert_eq!(filled(city, empty), 1, "the open one takes her");
}

#[city_test]
fn a_spoilt_piece_is_made_again_with_another_number(city: &mut TestCity) {
    let (sunita, asked) = approved(city, "Sunita Devi");
    printed(city);
    let first = latest(city, sunita);
    let permit = permit(city);
    let id = first.id;
    city.write(move |tx| actions::spoil(tx, &permit, id, "the foil tore")).unwrap();
    assert_eq!(order(city, asked).state, OrderState::Approved);
    printed(city);
    let second = latest(city, sunita);
    assert_eq!(second.state, CardState::Making(Making::Queued));
    assert_ne!(second.number, first.number);
    let last = steps(city, first.id).pop().unwrap();
    assert_eq!(last.state, CardState::Ended(WhyEnded::Spoilt));
    assert_eq!(last.note.as_deref(), Some("the foil tore"));
}

#[city_test]
fn whoever_died_since_the_approval_is_not_printed(city: &mut TestCity) {
    let (dead, asked) = approved(city, "Sunita Devi");
    approved(city, "Asha");
    let life = permit(city);
    let died = Life::Deceased { on: None };
    city.write(move |tx| registry::actions::record_life(tx, &life, (dead, 1), died)).unwrap();
    let batch = open(city);
    assert_eq!(filled(city, batch), 1);
    assert_eq!(order(city, asked).state, OrderState::Declined);
    assert!(city.read(move |view| store::cards_of(view, dead)).unwrap().is_empty());
}

#[city_test]
fn whoever_took_their_yes_back_since_the_approval_is_not_printed(city: &mut TestCity) {
    let (sunita, asked) = approved(city, "Sunita Devi");
    approved(city, "Asha");
    say(city, sunita, Wish::No);
    let batch = open(city);
    assert_eq!(filled(city, batch), 1);
    assert_eq!(order(city, asked).state, OrderState::Declined);
    assert_eq!(code(ask(city, sunita)), "CRD-026");
}

#[city_test]
fn a_parcel_that_never_came_is_printed_again(city: &mut TestCity) {
    let (sunita, asked) = approved(city, "Sunita Devi");
    printed(city);
    let lost = latest(city, sunita).id;
    note(city, lost, Making::Checked, None);
    note(city, lost, Making::Dispatched, Some("ED123456789IN"));
    let permit = permit(city);
    let ended =
        city.write(move |tx| actions::end(tx, &permit, lost, WhyEnded::LostOnTheWay, "stolen van"));
    assert_eq!(ended.unwrap().state, CardState::Ended(WhyEnded::LostOnTheWay));
    assert_eq!(order(city, asked).state, OrderState::Approved);
}
