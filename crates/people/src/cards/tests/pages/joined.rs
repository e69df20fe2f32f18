//! The pages of somebody who was registered twice and holds two cards.

use super::{Site, agree, done, field, percent, refused, shows};
use crate::cards::model::{CardState, WhyEnded, WhySuspended};
use crate::registry;
use crate::registry::actions::LinkPersons;
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_testkit::city_test;
use nabz_web::Language;

/// Sunita under two numbers, with a card under each; the first leads to the second.
fn twice(site: &Site) -> (PersonId, PersonId) {
    let (old, own) = (site.register("सुनीता देवी", 42), site.register("सुनीता", 42));
    let clerk = site.clerk(Language::English);
    for person in [old, own] {
        agree(&clerk, person);
        done(&clerk.post(&format!("/cards/{person}/issue"), &format!("once=i-{person}")));
    }
    let permit: Permit<LinkPersons> = site.permit();
    site.write(move |tx| registry::actions::link(tx, &permit, old, own, ("seen together", false)));
    (old, own)
}

#[city_test]
fn a_card_under_another_number_opens_the_record_that_goes_on_and_says_so(site: &mut Site) {
    let (old, own) = twice(site);
    let (clerk, card) = (site.clerk(Language::English), site.latest(old));
    let to = done(&clerk.post("/cards/find", &format!("q={}", percent(&card.sealed.text()))));
    assert_eq!(to, format!("/cards/{own}?done=shown&card={}", card.id));
    let said = "It was made under another health ID of the same person";
    shows(&clerk.page(&to), &["It counts.", said]);
    let of_own = site.latest(own).sealed.text();
    let to = done(&clerk.post("/cards/find", &format!("q={}", percent(&of_own))));
    // Of the card that is shown; the other one is among theirs and says so.
    let page = clerk.page(&to);
    let notices = page.split("nabz-notice__title").filter_map(|from| from.split("</p>").next());
    let shown: Vec<&str> = notices.filter(|notice| notice.contains("It counts.")).collect();
    assert!(shown.len() == 1 && !shown[0].contains(said), "{shown:?}");
}

#[city_test]
fn two_cards_in_hand_are_said_and_one_is_ended_in_one_press(site: &mut Site) {
    let (old, own) = twice(site);
    let (path, end) = (format!("/cards/{own}"), format!("/cards/{own}/duplicate"));
    let page = site.clerk(Language::English).page(&path);
    shows(&page, &["More than one card in hand"]);
    assert!(!page.contains(&end), "{page}");
    let office = site.officer("farida.khan", Language::English);
    let page = office.page(&path);
    let form = ["once", "card", "version"].map(|name| {
        let value = field(&page, &format!("action=\"{end}\""), name);
        format!("{name}={value}")
    });
    let form = form.join("&");
    let to = done(&office.post(&end, &form));
    assert_eq!(done(&office.post(&end, &form)), to, "pressed twice");
    let page = office.page(&to);
    shows(&page, &["The duplicate card has ended."]);
    assert!(!page.contains("More than one card in hand"), "{page}");
    assert_eq!(site.latest(old).state, CardState::Ended(WhyEnded::Duplicate));
    assert_eq!(site.latest(own).state, CardState::Active);
    let late = form.replacen("once=", "once=again-", 1);
    refused(&office.post(&end, &late), StatusCode::CONFLICT, "CRD-002");
}

#[city_test]
fn a_card_under_another_number_is_handled_on_the_page_of_the_record_that_goes_on(site: &mut Site) {
    let (old, own) = (site.register("सुनीता देवी", 42), site.register("सुनीता", 42));
    let clerk = site.clerk(Language::English);
    for person in [old, own] {
        agree(&clerk, person);
    }
    done(&clerk.post(&format!("/cards/{old}/issue"), "once=i"));
    let permit: Permit<LinkPersons> = site.permit();
    let said = ("seen together", false);
    site.write(move |tx| registry::actions::link(tx, &permit, old, own, said));
    let (path, card) = (format!("/cards/{own}"), site.latest(old).id);
    let page = clerk.page(&path);
    let paper = format!("{path}/paper/{card}");
    shows(&page, &["It was made under another health ID of the same person", &paper]);
    assert!(!page.contains(&format!("action=\"{path}/issue\"")), "{page}");
    refused(&clerk.post(&format!("{path}/issue"), "once=j"), StatusCode::CONFLICT, "CRD-010");
    assert!(clerk.get(&paper).bytes.starts_with(b"%PDF"));
    let block = format!("once=b&card={card}&why=lost");
    let to = done(&clerk.post(&format!("{path}/suspend"), &block));
    assert_eq!(site.card(card).state, CardState::Suspended(WhySuspended::Lost));
    shows(&clerk.page(&to), &[&format!("{path}/restore/{card}")]);
}
