//! A counter: cards given, blocked, found, replaced and given back.

use super::{OfTheDay, Site, agree, done, percent, refused, shows};
use crate::cards::model::{CardState, WhyEnded, WhySuspended};
use crate::cards::{Emergency, KeyRing, Signing, paper};
use crate::consent::actions::RecordConsent;
use crate::consent::model::{Asked, Purpose, Wish};
use crate::consent::trial::{asked, told_and_asked};
use axum::http::StatusCode;
use nabz_access::{Permit, Role, Vault};
use nabz_kernel::ids::PersonId;
use nabz_print::Both;
use nabz_print::kit::large::Snapshot;
use nabz_testkit::{Browser, City, Database, city_test};
use nabz_web::Language;

/// What the desk says of a card that is scanned.
fn scanned(clerk: &Browser, code: &str) -> String {
    let found = clerk.post("/cards/find", &format!("q={}", percent(code)));
    clerk.page(&done(&found))
}

#[city_test]
fn nobody_is_offered_a_card_before_they_have_said_yes(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    let path = format!("/cards/{sunita}");
    let page = clerk.page(&path);
    shows(&page, &["No card", "Ask for consent", &format!("/people/{sunita}/consents")]);
    assert!(!page.contains(&format!("{path}/issue")), "{page}");
    let early = clerk.post(&format!("{path}/issue"), "once=a");
    let text = refused(&early, StatusCode::CONFLICT, "CRD-026");
    shows(&text, &["Stands there now", "What you wanted", "to give a temporary card"]);
    agree(&clerk, sunita);
    shows(&clerk.page(&path), &[&format!("{path}/issue"), &format!("{path}/order")]);
}

#[city_test]
fn a_card_on_paper_is_given_once_printed_and_shared(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    agree(&clerk, sunita);
    let path = format!("/cards/{sunita}");
    let given = done(&clerk.post(&format!("{path}/issue"), "once=a"));
    assert_eq!(done(&clerk.post(&format!("{path}/issue"), "once=a")), given, "pressed twice");
    let card = site.latest(sunita);
    let paper = format!("{path}/paper/{}", card.id);
    let page = clerk.page(&given);
    shows(&page, &["Temporary card until 22 Nov 2027", &format!("data-print=\"{paper}\"")]);
    let printed = clerk.get(&paper);
    assert!(printed.bytes.starts_with(b"%PDF"), "{}", printed.text());
    assert_eq!(printed.bytes, clerk.get(&paper).bytes, "the same bytes");
    let details = clerk.page(&format!("/people/{sunita}"));
    shows(&details, &["Temporary card until 22 Nov 2027", "Ask for a permanent card"]);
}

#[city_test]
fn a_lost_card_is_blocked_in_one_press_found_again_and_at_last_replaced(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    agree(&clerk, sunita);
    let path = format!("/cards/{sunita}");
    done(&clerk.post(&format!("{path}/issue"), "once=a"));
    let old = site.latest(sunita);
    shows(&scanned(&clerk, &old.sealed.text()), &["It counts."]);
    let block = format!("once=b&card={}&why=lost", old.id);
    let blocked = done(&clerk.post(&format!("{path}/suspend"), &block));
    let undo = format!("{path}/restore/{}", old.id);
    shows(&clerk.page(&blocked), &["The card is blocked.", &format!("action=\"{undo}\"")]);
    assert_eq!(site.card(old.id).state, CardState::Suspended(WhySuspended::Lost));
    shows(&scanned(&clerk, &old.sealed.text()), &["Reported lost"]);
    for _ in 0..2 {
        done(&clerk.post(&undo, ""));
        assert_eq!(site.card(old.id).state, CardState::Active);
    }
    done(&clerk.post(&format!("{path}/suspend"), &block.replace("once=b", "once=c")));
    let version = site.card(old.id).version;
    site.moment();
    let replace = format!("once=d&card={}&version={version}&why=lost", old.id);
    let replaced = done(&clerk.post(&format!("{path}/replace"), &replace));
    let new = site.latest(sunita);
    shows(&clerk.page(&replaced), &[&format!("{path}/paper/{}", new.id)]);
    assert_eq!(site.card(old.id).state, CardState::Ended(WhyEnded::Replaced));
    assert_ne!((new.number, new.status), (old.number, old.status));
    shows(&scanned(&clerk, &old.sealed.text()), &["Replaced"]);
    shows(&scanned(&clerk, &new.sealed.text()), &["It counts."]);
    let gone = clerk.get(&format!("{path}/paper/{}", old.id));
    refused(&gone, StatusCode::NOT_FOUND, "CRD-001");
    // The page that was opened before all that says what stands there by now.
    let late = clerk.post(&format!("{path}/replace"), &replace.replace("once=d", "once=e"));
    let text = refused(&late, StatusCode::CONFLICT, "CRD-002");
    shows(&text, &["Temporary card until 22 Nov 2027", "to replace the card"]);
}

#[city_test]
fn a_card_is_given_back_with_a_reason_and_nothing_that_was_typed_is_lost(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    agree(&clerk, sunita);
    let path = format!("/cards/{sunita}");
    done(&clerk.post(&format!("{path}/issue"), "once=a"));
    let card = site.latest(sunita);
    let form = format!("card={}&version=1", card.id);
    let silent = clerk.post(&format!("{path}/surrender"), &format!("once=b&{form}"));
    refused(&silent, StatusCode::UNPROCESSABLE_ENTITY, "REG-025");
    let stale = format!("once=c&card={}&version=7&reason=moves+to+Pune", card.id);
    let stale = clerk.post(&format!("{path}/surrender"), &stale);
    shows(&refused(&stale, StatusCode::CONFLICT, "CRD-002"), &["moves to Pune"]);
    let given = format!("once=d&{form}&reason=moves+to+Pune");
    let page = clerk.page(&done(&clerk.post(&format!("{path}/surrender"), &given)));
    shows(&page, &["No card", "Given back", "moves to Pune"]);
    assert_eq!(site.card(card.id).state, CardState::Ended(WhyEnded::Surrendered));
}

#[city_test]
fn a_card_got_by_deceit_is_ended_for_good_by_the_records_office_and_by_no_counter(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    agree(&clerk, sunita);
    let path = format!("/cards/{sunita}");
    done(&clerk.post(&format!("{path}/issue"), "once=a"));
    let card = site.latest(sunita);
    let end = format!("{path}/end");
    let form = |once: &str, rest: &str| format!("once={once}&card={}&version=1&{rest}", card.id);
    let all = "why=fraud&words=Her+sister+took+it&sure=yes";
    assert!(!clerk.page(&path).contains(&end), "a counter is not offered it");
    assert_eq!(clerk.post(&end, &form("b", all)).status, StatusCode::FORBIDDEN);
    let farida = site.officer("farida.khan", Language::English);
    shows(&farida.page(&path), &[&end, "It cannot be undone", "Got by deceit"]);
    for (once, rest, code) in [
        ("c", "why=fraud&words=Her+sister+took+it", "CRD-081"),
        ("d", "why=surrendered&words=Her+sister+took+it&sure=yes", "CRD-025"),
        ("e", "why=fraud&sure=yes", "REG-025"),
    ] {
        let answer = farida.post(&end, &form(once, rest));
        let page = refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, code);
        assert!(page.contains("Her sister took it") == rest.contains("sister"), "{page}");
    }
    assert_eq!(site.card(card.id).state, CardState::Active);
    for _ in 0..2 {
        let ended = done(&farida.post(&end, &form("f", all)));
        shows(&farida.page(&ended), &["ended for good", "Got by deceit", "Her sister took it"]);
    }
    assert_eq!(site.card(card.id).state, CardState::Ended(WhyEnded::Fraud));
    refused(&farida.post(&end, &form("g", all)), StatusCode::CONFLICT, "CRD-002");
}

#[city_test]
fn a_card_is_changed_on_its_bearer_s_page_alone(site: &mut Site) {
    let (sunita, asha) = (site.register("सुनीता देवी", 42), site.register("आशा", 30));
    let clerk = site.clerk(Language::English);
    agree(&clerk, sunita);
    done(&clerk.post(&format!("/cards/{sunita}/issue"), "once=a"));
    let card = site.latest(sunita);
    let block = format!("once=b&card={}&why=lost", card.id);
    let other = clerk.post(&format!("/cards/{asha}/suspend"), &block);
    refused(&other, StatusCode::CONFLICT, "CRD-001");
    assert_eq!(site.card(card.id).state, CardState::Active);
    for wrong in ["why=often", "why="] {
        let form = format!("once=c-{}&card={}&{wrong}", wrong.len(), card.id);
        let answer = clerk.post(&format!("/cards/{sunita}/suspend"), &form);
        refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, "CRD-025");
    }
}

#[city_test]
fn a_code_that_no_key_of_the_city_signed_is_no_card(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    let found = clerk.post("/cards/find", "q=DH1%3A6BF");
    refused(&found, StatusCode::UNPROCESSABLE_ENTITY, "CRD-023");
    site.register("सुनीता देवी", 42);
    let clerk = site.clerk(Language::English);
    let found = clerk.post("/cards/find", &format!("q={}", percent("सुनीता देवी"))).text();
    shows(&found, &["सुनीता देवी", "Open card"]);
}

/// The same where nobody has set up a key.
pub(super) struct Keyless(pub(super) Site);

impl City for Keyless {
    fn on(database: Database) -> Self {
        Self(Site::signing(database, Signing::by(KeyRing::new(Vault::of_key(&[7; 32])))))
    }
}

#[city_test]
fn where_no_key_signs_nothing_is_given_and_the_counter_is_told_why(city: &mut Keyless) {
    let site = &city.0;
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    agree(&clerk, sunita);
    let answer = clerk.post(&format!("/cards/{sunita}/issue"), "once=a");
    refused(&answer, StatusCode::CONFLICT, "KEY-003");
    shows(&clerk.page(&format!("/cards/{sunita}")), &["No card"]);
}

/// The same where clerks read what helps in an emergency, and nobody else does.
struct Caring(Site);

impl City for Caring {
    fn on(database: Database) -> Self {
        let emergency = Emergency {
            roles: &[Role::RegistrationClerk],
            page: |person| format!("/emergency/{person}"),
            snapshot: |view, _| {
                Ok(Some(Snapshot {
                    as_of: paper::day(view.today()),
                    blood_group: "B+".to_owned(),
                    allergies: Vec::new(),
                    conditions: Vec::new(),
                    surgery: Both::default(),
                }))
            },
        };
        Self(Site::left(database, |app| app.part(Signing::by(OfTheDay)).part(emergency)))
    }
}

#[city_test]
fn a_card_leads_whoever_gives_care_to_what_helps_in_an_emergency(city: &mut Caring) {
    let site = &city.0;
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    agree(&clerk, sunita);
    done(&clerk.post(&format!("/cards/{sunita}/issue"), "once=a"));
    let card = site.latest(sunita);
    let found = clerk.post("/cards/find", &format!("q={}", percent(&card.sealed.text())));
    let page = format!("/emergency/{sunita}");
    assert_eq!(done(&found), format!("{page}?card={}", card.id));
    shows(&clerk.page(&format!("/cards/{sunita}")), &[&format!("href=\"{page}\"")]);
    let office = site.officer("farida.khan", Language::English);
    let found = office.post("/cards/find", &format!("q={}", percent(&card.sealed.text())));
    assert_eq!(done(&found), format!("/cards/{sunita}?done=shown&card={}", card.id));
}

/// Somebody answers whether their record is shared; `seen` counts the answers before.
fn share(site: &Site, person: PersonId, (wish, seen): (Wish, u32)) {
    let permit: Permit<RecordConsent> = site.permit();
    let said = asked(person, (Purpose::RecordSharing, wish, seen));
    let asked = Asked { shown_in: Language::Hindi, ..said };
    site.write(move |tx| told_and_asked(tx, &permit, &asked));
}

#[city_test]
fn the_large_sheet_says_what_helps_as_long_as_its_bearer_shares_it_and_no_other_paper_does(
    city: &mut Caring,
) {
    let site = &city.0;
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    agree(&clerk, sunita);
    done(&clerk.post(&format!("/cards/{sunita}/issue"), "once=a"));
    let path = format!("/cards/{sunita}/paper/{}", site.latest(sunita).id);
    let papers = || {
        ["/large", "", "/stickers"].map(|which| {
            let printed = clerk.get(&format!("{path}{which}"));
            assert!(printed.bytes.starts_with(b"%PDF"), "{which}: {}", printed.text());
            printed.bytes
        })
    };
    let [large, wallet, stickers] = papers();
    share(site, sunita, (Wish::Yes { shares: Vec::new() }, 0));
    let shared = papers();
    assert!(shared[0] != large, "the large sheet says it");
    assert!(shared[1] == wallet && shared[2] == stickers, "no other paper does");
    share(site, sunita, (Wish::No, 1));
    assert!(papers()[0] == large, "taken back");
}
