//! A batch is printed out, comes off the press, and the post says what it has delivered.

use super::plastic::{WARD, approved, hand_over, latest, note, printed};
use super::{card, code, permit, states, steps};
use crate::cards::actions::{self, HandleCards, PART_PIECES, PrintCards};
use crate::cards::model::{CardId, CardState, Making, Mark, PrintBatchId, PrintWay, WhyEnded};
use crate::cards::rules;
use nabz_access::{Permit, Program};
use nabz_kernel::ids::Id;
use nabz_store::Stop;
use nabz_testkit::{TestCity, city_test};
use uuid::Uuid;

const PARCEL: &str = "ED123456789IN";

fn off_press(city: &TestCity, (batch, most): (PrintBatchId, u32)) -> Result<u32, Stop> {
    let permit: Permit<HandleCards> = permit(city);
    city.write(move |tx| actions::off_press(tx, &permit, (batch, most)))
}

fn state(city: &TestCity, id: CardId) -> CardState {
    card(city, id).state
}

fn folder(city: &TestCity, batch: PrintBatchId, print: Uuid) -> Vec<(u32, PrintWay)> {
    let runs = city.write(move |tx| {
        let by = Program::doing(tx, "cards.print-kit")?;
        actions::count_folder(tx, &by, (batch, print))
    });
    runs.unwrap().iter().map(|run| (run.number, run.way)).collect()
}

#[city_test]
fn every_print_out_of_a_batch_is_counted_and_a_folder_that_goes_on_is_the_same_one(
    city: &mut TestCity,
) {
    approved(city, "Asha");
    let (batch, facility) = (printed(city), city.facility);
    let prints: Permit<PrintCards> = permit(city);
    let first = city.write(move |tx| actions::count_run(tx, &prints, batch)).unwrap();
    assert_eq!((first.number, first.way, first.at), (1, PrintWay::Page, city.now()));
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let second = [(2, PrintWay::Command), (1, PrintWay::Page)];
    assert_eq!(folder(city, batch, one), second);
    let third = [(3, PrintWay::Command), (2, PrintWay::Command), (1, PrintWay::Page)];
    assert_eq!(folder(city, batch, other), third);
    assert_eq!(folder(city, batch, one), second, "it was broken off and goes on");
    let of_page =
        |number| city.read(move |view| actions::run_on_page(view, (facility, batch), number));
    assert_eq!(of_page(1).unwrap(), first);
    for not_of_page in [0, 2, 4] {
        assert_eq!(code(of_page(not_of_page)), "CRD-095");
    }
}

#[city_test]
fn a_batch_comes_off_the_press_but_for_what_was_spoilt_or_scanned_already(city: &mut TestCity) {
    let people = ["Asha", "Usha", "Kamla", "Farida"].map(|name| approved(city, name).0);
    let batch = printed(city);
    let [asha, usha, kamla, farida] = people.map(|person| latest(city, person).id);
    let spoils: Permit<HandleCards> = permit(city);
    city.write(move |tx| actions::spoil(tx, &spoils, asha, "the foil tore")).unwrap();
    note(city, usha, Making::Checked, None);
    assert_eq!(off_press(city, (batch, PART_PIECES)).unwrap(), 2);
    assert_eq!(state(city, asha), CardState::Ended(WhyEnded::Spoilt));
    assert_eq!(state(city, usha), CardState::Making(Making::Checked));
    for counted in [kamla, farida] {
        assert_eq!(state(city, counted), CardState::Making(Making::Printed));
        assert_eq!(states(&steps(city, counted)).len(), 2, "it says who counted it off, and when");
    }
    assert_eq!(off_press(city, (batch, PART_PIECES)).unwrap(), 0, "a second press finds none");
    note(city, kamla, Making::Checked, None);
}

#[city_test]
fn a_count_that_was_broken_off_goes_on_with_the_pieces_that_are_left(city: &mut TestCity) {
    let people = ["Asha", "Usha", "Kamla", "Farida", "Sunita Devi"];
    let people = people.map(|name| approved(city, name).0);
    let batch = printed(city);
    assert_eq!(off_press(city, (batch, 2)).unwrap(), 2);
    let broken: Permit<HandleCards> = permit(city);
    let fault: Result<u32, Stop> = city.write(move |tx| {
        actions::off_press(tx, &broken, (batch, 2))?;
        Err(Stop::fault("the power went"))
    });
    assert!(matches!(fault, Err(Stop::Fault(_))));
    assert_eq!(off_press(city, (batch, PART_PIECES)).unwrap(), 3);
    for person in people {
        let piece = latest(city, person);
        assert_eq!((piece.state, piece.version), (CardState::Making(Making::Printed), 2));
    }
}

#[city_test]
fn nothing_comes_off_the_press_of_an_open_batch_or_of_another_office(city: &mut TestCity) {
    approved(city, "Asha");
    let opens = permit(city);
    let open = city.write(move |tx| actions::open_batch(tx, &opens, WARD));
    assert_eq!(code(off_press(city, (open.unwrap().id, PART_PIECES))), "CRD-041");
    let batch = printed(city);
    let elsewhere: Permit<HandleCards> = Permit::trial(city.staff, Id::draw(city.now()));
    let theirs = city.write(move |tx| actions::off_press(tx, &elsewhere, (batch, PART_PIECES)));
    assert_eq!(code(theirs), "CRD-020");
}

#[city_test]
fn what_the_post_has_delivered_is_valid_once_its_bearer_has_it(city: &mut TestCity) {
    let people = ["Asha", "Usha"].map(|name| approved(city, name).0);
    printed(city);
    let [asha, usha] = people.map(|person| latest(city, person).id);
    for id in [asha, usha] {
        note(city, id, Making::Checked, None);
        note(city, id, Making::Dispatched, Some(PARCEL));
    }
    let (by, facility): (Permit<HandleCards>, _) = (permit(city), city.facility);
    let sent = city.write(move |tx| {
        let cards = actions::in_parcel(tx, facility, PARCEL)?;
        actions::delivered(tx, &by, &cards)
    });
    sent.unwrap();
    for id in [asha, usha] {
        assert_eq!(state(city, id), CardState::Making(Making::Delivered));
        assert_eq!(rules::mark(state(city, id)), Mark::Suspended, "no good to whoever opened it");
    }
    assert_eq!(hand_over(city, asha).unwrap().state, CardState::Active);
    let brings: Permit<HandleCards> = permit(city);
    city.write(move |tx| actions::came_back(tx, &brings, &[usha])).unwrap();
    assert_eq!(state(city, usha), CardState::Making(Making::Returned));
}
