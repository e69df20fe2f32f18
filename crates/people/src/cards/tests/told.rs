//! What the bearer of a card of plastic hears of its way.

use super::expiry::{answer, reachable, told};
use super::plastic::{MOMENT, WARD, approve, ask, hand_over, latest, note, printed};
use super::register;
use crate::cards::model::{Card, Making};
use crate::cards::words;
use crate::consent::model::{By, Wish};
use crate::messages::model::{MessageKind, Sms};
use crate::registry::model::{Address, Details};
use nabz_access::organisation::{Names, add_node};
use nabz_access::{NodeId, NodeKind, facility_node};
use nabz_kernel::birth::Age;
use nabz_kernel::language::Language;
use nabz_testkit::{TestCity, city_test};

const PARCEL: &str = "ED123456789IN";

/// The facility of the story, with a sign over its door.
fn named(city: &TestCity) {
    let (here, now) = (facility_node(city.facility), city.now());
    let built = city.write(move |tx| {
        let names = |english, hindi| Names::parse(english, hindi);
        let root = (NodeId::draw(now), NodeKind::Department);
        let city = names("Health Department", "स्वास्थ्य विभाग")?;
        let root = add_node(tx, None, root, "department", &city)?;
        let hospital = names("Amaltas Hospital", "अमलतास अस्पताल")?;
        add_node(tx, Some(&root), (here, NodeKind::Facility), "AML", &hospital)
    });
    built.unwrap();
}

/// The card of Sunita, which lies in a closed batch; she has said this about messages.
fn card_of_sunita(city: &TestCity, language: Option<&str>, wish: Wish) -> Card {
    let details = Details {
        language: language.map(str::to_owned),
        address: Address { ward: Some(WARD.into()), ..Address::default() },
        ..reachable("Sunita Devi", Age::Years(42), "0000004321")
    };
    let sunita = register(city, details);
    answer(city, sunita, (0, wish), By::Themselves);
    approve(city, ask(city, sunita).unwrap().id);
    printed(city);
    latest(city, sunita)
}

/// The whole way of a card, and what was told of it.
fn goes_its_way(city: &TestCity, card: &Card) -> Vec<Sms> {
    let way = [Making::Checked, Making::Dispatched, Making::Returned];
    for (step, parcel) in way.into_iter().zip([None, Some(PARCEL), None]) {
        city.pass(MOMENT);
        note(city, card.id, step, parcel);
    }
    city.pass(MOMENT);
    hand_over(city, card.id).unwrap();
    told(city)
}

#[city_test]
fn the_bearer_hears_where_a_card_lies_by_which_number_it_comes_and_that_it_counts(
    city: &mut TestCity,
) {
    named(city);
    let card = card_of_sunita(city, Some("en"), Wish::Yes { shares: Vec::new() });
    assert!(told(city).is_empty(), "nothing lies anywhere before it is printed and right");
    let all = goes_its_way(city, &card);
    let said = [
        (MessageKind::CardReady, "is printed and lies at Amaltas Hospital"),
        (MessageKind::CardSent, "Tracking number ED123456789IN"),
        (MessageKind::CardReady, "could not be delivered and lies at Amaltas Hospital"),
        (MessageKind::CardReady, "handed over at Amaltas Hospital on 23 Nov 2026"),
    ];
    assert_eq!(all.len(), said.len());
    for (sms, (kind, part)) in all.iter().zip(said) {
        let text = sms.text.as_deref().unwrap();
        assert_eq!((sms.kind, sms.language), (kind, Language::English));
        assert_eq!(sms.to.digits(), "0000004321");
        let is_named = text.contains(&words::serial(card.status));
        assert!(text.contains(part) && is_named == part.contains("handed over"), "{text}");
        assert!(!text.contains("Sunita"), "families share a phone: {text}");
    }
}

#[city_test]
fn whoever_the_post_says_to_have_reached_hears_how_the_card_becomes_valid(city: &mut TestCity) {
    let card = card_of_sunita(city, Some("en"), Wish::Yes { shares: Vec::new() });
    for (step, parcel) in
        [(Making::Checked, None), (Making::Dispatched, Some(PARCEL)), (Making::Delivered, None)]
    {
        city.pass(MOMENT);
        note(city, card.id, step, parcel);
    }
    let last = told(city).pop().unwrap();
    let text = last.text.as_deref().unwrap();
    assert_eq!(last.kind, MessageKind::CardSent);
    assert!(text.contains("type its serial") && text.contains("If you have not got it"), "{text}");
    assert!(!text.contains(&words::serial(card.status)), "nobody has it yet: {text}");
}

#[city_test]
fn who_has_said_no_to_messages_hears_nothing_of_their_card(city: &mut TestCity) {
    let card = card_of_sunita(city, None, Wish::No);
    assert!(goes_its_way(city, &card).is_empty());
}

#[city_test]
fn where_nobody_knows_the_language_the_way_is_told_in_both(city: &mut TestCity) {
    let card = card_of_sunita(city, None, Wish::Yes { shares: Vec::new() });
    note(city, card.id, Making::Checked, None);
    let text = told(city).remove(0).text.unwrap();
    assert!(text.contains("छप गया है") && text.contains("is printed"), "{text}");
}
