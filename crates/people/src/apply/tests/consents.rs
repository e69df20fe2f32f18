//! What somebody agrees to, on their own phone; and a phone on which a child has grown up.

use super::mine::{called, held, state};
use super::{DAY, PHONE, SAYS_YES, SUNITAS, Site, done, fill, refused, shows, submit};
use crate::apply::model::Door;
use crate::cards::model::CardState;
use crate::consent::model::{By, Purpose, Standing, Tie};
use crate::consent::standing;
use axum::http::StatusCode;
use nabz_kernel::ids::PersonId;
use nabz_store::Tx;
use nabz_testkit::city_test;

pub(super) fn stands(site: &Site, person: PersonId, purpose: Purpose) -> Standing {
    let found =
        site.store().read_blocking(move |view: &mut Tx<'_>| standing(view, person, purpose));
    found.unwrap()
}

pub(super) fn pressed(once: &str, (purpose, answer): (&str, &str), seen: u32) -> String {
    let begins = format!("once={once}&purpose={purpose}&answer={answer}");
    format!("{begins}&seen={seen}&notice=1&shown_in=en")
}

#[city_test]
fn a_consent_is_taken_back_on_the_phone_with_the_one_press_that_gives_it(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let sunita = called(site, "Sunita Devi");
    let path = format!("/mine/consents/{sunita}");
    shows(&mine.page("/mine"), &[&format!("href=\"{path}\"")]);
    let page = mine.page(&path);
    shows(&page, &["We make a health card for you.", "Take back", "no new card is made"]);
    for purpose in Purpose::ALL {
        let named = format!("name=\"purpose\" value=\"{}\"", purpose.word());
        assert!(page.contains(&named), "{named}: {page}");
    }
    let no = pressed("a", ("health-card", "no"), 1);
    for _ in 0..2 {
        assert_eq!(done(&mine.post(&path, &no)), path, "pressed twice");
    }
    let card = |site: &Site| stands(site, sunita, Purpose::HealthCard);
    assert!(matches!(card(site), Standing::Withdrawn(_)), "{:?}", card(site));
    assert_eq!(state(site, held(site, sunita)), CardState::Active, "the card in hand counts");
    let stale = mine.post(&path, &pressed("b", ("health-card", "yes"), 1));
    refused(&stale, StatusCode::CONFLICT, "CNS-002");
    let strange = mine.post(&path, &pressed("c", ("health-card", "perhaps"), 2));
    refused(&strange, StatusCode::CONFLICT, "CNS-011");
    assert_eq!(done(&mine.post(&path, &pressed("d", ("health-card", "yes"), 2))), path);
    let Standing::Given(answer) = card(site) else { panic!("{:?}", card(site)) };
    assert_eq!((answer.by, answer.number), (By::Themselves, 3));
    let sharing = format!("{}&shares=hiv", pressed("e", ("record-sharing", "yes"), 0));
    assert_eq!(done(&mine.post(&path, &sharing)), path);
    let shared = stands(site, sunita, Purpose::RecordSharing);
    assert_eq!(shared.last().unwrap().shares().len(), 1);
}

#[city_test]
fn a_mother_answers_for_her_child_and_for_no_grown_up_of_the_family(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let (golu, ramesh) = (called(site, "Golu Kumar"), called(site, "Ramesh Kumar"));
    let path = format!("/mine/consents/{golu}");
    shows(&mine.page(&path), &["until the 18th birthday"]);
    assert_eq!(done(&mine.post(&path, &pressed("a", ("research", "yes"), 0))), path);
    let Standing::Given(answer) = stands(site, golu, Purpose::Research) else { panic!("no yes") };
    assert_eq!(answer.by.proxy().map(|proxy| proxy.tie), Some(Tie::Mother));
    let his = format!("/mine/consents/{ramesh}");
    assert_eq!(mine.get(&his).status, StatusCode::NOT_FOUND, "he answers at a counter");
    let pressed_for_him = mine.post(&his, &pressed("b", ("research", "yes"), 0));
    assert_eq!(pressed_for_him.status, StatusCode::NOT_FOUND);
    let other = site.opened(Door::Own, "0000077777", 'c');
    assert_eq!(other.get(&path).status, StatusCode::NOT_FOUND);
    assert_eq!(stands(site, ramesh, Purpose::Research), Standing::NeverAsked);
}

#[city_test]
fn at_eighteen_a_child_leaves_the_phone_of_whoever_registered_it(site: &mut Site) {
    // Seventeen on this day, and eighteen on the next.
    let aged = |name: &str| matches!(name, "age-2" | "age_unit-2");
    let kept = SUNITAS.iter().copied().filter(|(name, _)| !aged(name));
    let family: Vec<_> = kept.chain([("born-2", "24/11/2008")]).collect();
    let browser = site.opened(Door::Apply, PHONE, 'a');
    done(&fill(&browser, &family, "review"));
    done(&submit(&browser, SAYS_YES));
    let golu = called(site, "Golu Kumar");
    let card = held(site, golu);
    let paper = format!("/mine/cards/{golu}/{card}");
    let mine = site.opened(Door::Own, PHONE, 'b');
    shows(&mine.page("/mine"), &[&paper, &format!("/mine/consents/{golu}")]);
    site.database.pass(DAY);
    let mine = site.opened(Door::Own, PHONE, 'c');
    let page = mine.page("/mine");
    shows(&page, &["Golu Kumar is 18 and answers for themselves now", "Sunita"]);
    assert!(!page.contains(&golu.to_string()), "{page}");
    for path in [paper, format!("/mine/looks/{golu}"), format!("/mine/consents/{golu}")] {
        assert_eq!(mine.get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
    let form = format!("person={golu}&card={card}");
    for path in ["/mine/lost", "/mine/share"] {
        refused(&mine.post(path, &form), StatusCode::CONFLICT, "REG-020");
    }
    assert_eq!(state(site, card), CardState::Active);
}
