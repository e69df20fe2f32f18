//! What the post says in its files, line by line.

use super::plastic::{approved, hand_over, latest, note, printed};
use super::{card, permit, steps};
use crate::cards::actions::{self, HandleCards};
use crate::cards::model::{CardId, CardState, LineAnswer, Making, PostLine};
use crate::cards::rules::post;
use crate::cards::store;
use nabz_access::Permit;
use nabz_kernel::ids::Id;
use nabz_testkit::{TestCity, city_test};

/// More than any card of a story has.
const NOBODYS: u32 = 999_999;

fn read(text: &str) -> Vec<PostLine> {
    post::lines(text).unwrap().into_iter().filter_map(|line| line.read.ok()).collect()
}

fn foreseen(city: &TestCity, text: &str) -> Vec<LineAnswer> {
    let (at, lines) = (city.facility, read(text));
    city.read(move |view| actions::foresee(view, at, &lines)).unwrap()
}

fn taken(city: &TestCity, text: &str) -> Vec<LineAnswer> {
    let (by, lines): (Permit<HandleCards>, _) = (permit(city), read(text));
    city.write(move |tx| actions::take_lines(tx, &by, &lines)).unwrap()
}

fn serial(city: &TestCity, id: CardId) -> u32 {
    card(city, id).status.number()
}

fn making(city: &TestCity, id: CardId) -> CardState {
    card(city, id).state
}

/// Cards of a batch, as many as there are names, all of them scanned after printing.
fn checked<const N: usize>(city: &TestCity, names: [&str; N]) -> [CardId; N] {
    let people = names.map(|name| approved(city, name).0);
    printed(city);
    people.map(|person| note(city, latest(city, person).id, Making::Checked, None).id)
}

#[city_test]
fn a_booking_file_sends_each_card_under_its_number_and_a_repeat_does_nothing(city: &mut TestCity) {
    let [asha, usha] = checked(city, ["Asha", "Usha"]);
    let kamla = approved(city, "Kamla").0;
    printed(city);
    let kamla = latest(city, kamla).id;
    let [a, u, k] = [asha, usha, kamla].map(|id| serial(city, id));
    let file = format!("serial,tracking\n{a},ED1\n{u},ED2\n{k},ED3\n{NOBODYS},ED4\n");
    let not_checked = LineAnswer::NotChecked;
    let first = [LineAnswer::Fine, LineAnswer::Fine, not_checked, LineAnswer::Unknown];
    assert_eq!(foreseen(city, &file), first);
    assert_eq!(making(city, asha), CardState::Making(Making::Checked), "nothing is done yet");
    assert_eq!(taken(city, &file), first);
    for (id, parcel) in [(asha, "ED1"), (usha, "ED2")] {
        assert_eq!(making(city, id), CardState::Making(Making::Dispatched));
        let kept = city.read(move |view| store::parcel_of(view, id)).unwrap();
        assert_eq!(kept.as_deref(), Some(parcel));
    }
    assert_eq!(making(city, kamla), CardState::Making(Making::Queued));
    let version = card(city, asha).version;
    let again = [LineAnswer::Before, LineAnswer::Before, not_checked, LineAnswer::Unknown];
    assert_eq!(taken(city, &file), again);
    assert_eq!(card(city, asha).version, version);
    assert_eq!(taken(city, &format!("{a},ED9")), [LineAnswer::OtherNumber]);
}

#[city_test]
fn the_post_says_on_which_day_it_delivered_or_brought_back_and_old_news_is_no_news(
    city: &mut TestCity,
) {
    let [id] = checked(city, ["Asha"]);
    let said = |event: &str, on: &str| format!("{},{event},{on}", serial(city, id));
    let (delivered, returned) = (said("delivered", "2026-11-23"), said("returned", "23/11/2026"));
    assert_eq!(taken(city, &delivered), [LineAnswer::NotSent]);
    note(city, id, Making::Dispatched, Some("ED1"));
    assert_eq!(taken(city, &said("delivered", "2026-11-24")), [LineAnswer::ToCome]);
    assert_eq!(taken(city, &said("delivered", "2026-11-01")), [LineAnswer::TooEarly]);
    assert_eq!(taken(city, &delivered), [LineAnswer::Fine]);
    assert_eq!(making(city, id), CardState::Making(Making::Delivered));
    let last = steps(city, id).pop().unwrap();
    assert_eq!(last.note.as_deref(), Some("2026-11-23"));
    assert_eq!(taken(city, &delivered), [LineAnswer::Before]);
    assert_eq!(taken(city, &returned), [LineAnswer::Fine]);
    assert_eq!(making(city, id), CardState::Making(Making::Returned));
    note(city, id, Making::Dispatched, Some("ED2"));
    for old in [&delivered, &returned] {
        assert_eq!(taken(city, old), [LineAnswer::Before], "it was said of the first parcel");
    }
    assert_eq!(making(city, id), CardState::Making(Making::Dispatched));
}

#[city_test]
fn a_card_in_hand_and_one_that_has_ended_are_said_to_be_so(city: &mut TestCity) {
    let [asha, usha] = checked(city, ["Asha", "Usha"]);
    let [a, u] = [asha, usha].map(|id| serial(city, id));
    hand_over(city, asha).unwrap();
    let spoils: Permit<HandleCards> = permit(city);
    city.write(move |tx| actions::spoil(tx, &spoils, usha, "it broke")).unwrap();
    let file = format!("{a},ED1\n{u},ED2\n{a},delivered,2026-11-23\n");
    assert_eq!(taken(city, &file), [LineAnswer::InHand, LineAnswer::Over, LineAnswer::InHand]);
}

#[city_test]
fn the_cards_of_another_office_are_unknown_to_this_one(city: &mut TestCity) {
    let [asha] = checked(city, ["Asha"]);
    let lines = read(&format!("{},ED1", serial(city, asha)));
    let theirs: Permit<HandleCards> = Permit::trial(city.staff, Id::draw(city.now()));
    let answers = city.write(move |tx| actions::take_lines(tx, &theirs, &lines)).unwrap();
    assert_eq!(answers, [LineAnswer::Unknown]);
    assert_eq!(making(city, asha), CardState::Making(Making::Checked));
}
