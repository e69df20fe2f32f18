//! A card that is handed over is the one that lies on the counter.

use super::plastic::{approved, hand_over, latest, note, printed};
use super::{card, code, issue, permit, rows, steps, trust};
use crate::cards::actions::{self, HandOverCard, HandOverUnread, HandToCaretaker};
use crate::cards::model::{Card, CardId, CardState, Making};
use crate::households::actions::{admit, open_place};
use crate::households::model::{Place, PlaceKind};
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_store::Stop;
use nabz_testkit::{TestCity, city_test};

const READ: &str = "SELECT COUNT(*) FROM audit_row
                    WHERE act = 'cards.hand-over' AND outcome = 'done'";
const REFUSED: &str = "SELECT COUNT(*) FROM audit_row
                       WHERE act = 'cards.hand-over' AND outcome = 'refused'";
const UNREAD: &str = "SELECT COUNT(*) FROM audit_row WHERE act = 'cards.hand-over-unread'";

fn scanned(city: &TestCity, id: CardId, text: &str) -> Result<Card, Stop> {
    let (by, text): (Permit<HandOverCard>, _) = (permit(city), text.to_owned());
    city.write(move |tx| actions::hand_over(tx, &by, &trust(), (id, &text)))
}

fn unread(city: &TestCity, id: CardId, why: &'static str) -> Result<Card, Stop> {
    let by: Permit<HandOverUnread> = permit(city);
    city.write(move |tx| actions::hand_over_unread(tx, &by, (id, why)))
}

fn through(city: &TestCity, id: CardId, text: &str) -> Result<Card, Stop> {
    let (by, text): (Permit<HandToCaretaker>, _) = (permit(city), text.to_owned());
    city.write(move |tx| actions::hand_to_caretaker(tx, &by, &trust(), (id, &text)))
}

/// Somebody lives where Kamla Rawat receives what comes for those who live there.
fn lives_in_a_home(city: &TestCity, person: PersonId) {
    let (keep, arrange) = (permit(city), permit(city));
    let caretaker = Some("Kamla Rawat".into());
    let place = Place { caretaker, ..Place::named(PlaceKind::OldAgeHome, "Vridh Ashram") };
    let lives = city.write(move |tx| {
        let place = open_place(tx, &keep, &place)?.id;
        admit(tx, &arrange, place, person)
    });
    lives.unwrap();
}

/// Two cards of plastic that have come.
fn two(city: &TestCity) -> [Card; 2] {
    let people = ["Asha", "Usha"].map(|name| approved(city, name).0);
    printed(city);
    people.map(|person| note(city, latest(city, person).id, Making::Checked, None))
}

#[city_test]
fn another_s_card_is_not_handed_over_and_the_audit_says_that_it_was_tried(city: &mut TestCity) {
    let [asha, usha] = two(city);
    let paper = issue(city, asha.person).sealed.text();
    for other in [usha.sealed.text(), paper] {
        assert_eq!(code(scanned(city, asha.id, &other)), "CRD-093");
    }
    for nothing in ["", "DH1:NOBODY", "ED123456789IN"] {
        assert_eq!(code(scanned(city, asha.id, nothing)), "CRD-023");
    }
    assert_eq!(card(city, asha.id).version, asha.version);
    assert_eq!((rows(city, REFUSED), rows(city, READ)), (2, 0));
    hand_over(city, asha.id).unwrap();
    assert_eq!((rows(city, REFUSED), rows(city, READ), rows(city, UNREAD)), (2, 1, 0));
}

#[city_test]
fn a_code_that_cannot_be_read_takes_a_reason_that_stays(city: &mut TestCity) {
    let [asha, usha] = two(city);
    assert_eq!(code(unread(city, asha.id, "  ")), "REG-025");
    assert_eq!(unread(city, asha.id, "the print is scratched").unwrap().state, CardState::Active);
    let last = steps(city, asha.id).pop().unwrap();
    assert_eq!(last.note.as_deref(), Some("unread: the print is scratched"));
    assert_eq!((rows(city, UNREAD), rows(city, READ)), (1, 0));
    hand_over(city, usha.id).unwrap();
    assert_eq!(steps(city, usha.id).pop().unwrap().note, None, "nothing to excuse");
}

#[city_test]
fn a_caretaker_receives_the_card_of_somebody_who_lives_there_and_no_other(city: &mut TestCity) {
    let [asha, usha] = two(city);
    let [hers, other] = [&asha, &usha].map(|card| card.sealed.text());
    assert_eq!(code(through(city, asha.id, &hers)), "CRD-096", "nobody was named");
    lives_in_a_home(city, asha.person);
    assert_eq!(code(through(city, asha.id, &other)), "CRD-093");
    assert_eq!(through(city, asha.id, &hers).unwrap().state, CardState::Active);
    let last = steps(city, asha.id).pop().unwrap();
    assert_eq!(last.note.as_deref(), Some("received: Kamla Rawat"));
    assert_eq!(rows(city, READ), 0, "the audit tells the two apart");
    assert_eq!(
        code(through(city, usha.id, &other)),
        "CRD-096",
        "who lives elsewhere comes herself"
    );
}
