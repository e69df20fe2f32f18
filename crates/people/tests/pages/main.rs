//! What the pages about persons promise, as sentences over HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

mod alarms;
mod checker;
mod duplicates;
mod field;
mod history;
mod households;
mod institutions;
mod papers;
mod parted;
mod rights;

use axum::Router;
use axum::http::StatusCode;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::{Act, NodeId, NodeKind, Password, Permit, Vault};
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::clock::{Clock, Date};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::PersonName;
use nabz_people::checker::AskKeys;
use nabz_people::consent::model::{By, Purpose, Standing};
use nabz_people::registry::index::Search;
use nabz_people::registry::model::{
    Details, Guardian, Identity, Life, NewPerson, Person, Relation, Sex, UnknownPerson,
};
use nabz_people::registry::{Lines, Rights, WrittenBeside, actions, pages, person};
use nabz_people::rights::actions::ReadRights;
use nabz_people::{cards, consent, households as homes, rights as their_rights};
use nabz_store::{Stop, Tx};
use nabz_testkit::{Browser, City, Database, MORNING, PASSWORD, city_test};
use nabz_web::{App, router};

const NOTICES: &str = include_str!("../../../../fixtures/notices-demo.tsv");

/// A hospital with one clerk, one resident, and the pages about persons.
struct Site {
    database: Database,
    router: Router,
    search: Search,
    sunita: PersonId,
}

impl City for Site {
    fn on(database: Database) -> Self {
        database.store.write_blocking(people_the_hospital).unwrap();
        let sunita = database.store.write_blocking(register_sunita).unwrap();
        let search = Search::default();
        search.load(&database.store).unwrap();
        let app = App::build(database.store.clone(), Clock::Fixed(MORNING));
        let vault = Vault::of_key(&[7; 32]);
        let app = app.sections([pages::section(), homes::pages::WAITING]);
        let app = app.sections([homes::pages::INSTITUTIONS]);
        let app = app.part(search.clone()).part(vault);
        let app = app.part(Lines(cards::line)).part(WrittenBeside(cards::written));
        let app = app.part(consent::ON_A_HOUSEHOLD).part(homes::ON_A_PERSON);
        let app = app.part(Rights {
            roles: ReadRights::ROLES,
            page: their_rights::page_of,
            nominee: their_rights::line_of_nominee,
        });
        let app = app.part(AskKeys(|_| Ok(None))).done();
        let routes = pages::routes().merge(homes::pages::routes());
        let routes = routes.merge(consent::pages::routes());
        let routes = routes.merge(their_rights::pages::routes());
        let routes = routes.merge(nabz_people::field::pages::routes());
        Self { database, router: router(app, routes), search, sunita }
    }
}

fn people_the_hospital(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let mut above = None;
    for (kind, code) in [
        (NodeKind::Department, "department"),
        (NodeKind::District, "district:Central"),
        (NodeKind::Facility, "LNH"),
    ] {
        let names = Names::parse("Amaltas Hospital", "अमलतास अस्पताल").unwrap();
        let node = add_node(tx, above.as_ref(), (NodeId::draw(MORNING), kind), code, &names)?;
        above = Some(node);
    }
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,LNH,2027-03-31\n\
                 arjun.grover,Arjun Grover,अर्जुन ग्रोवर,records_officer,LNH,2027-03-31\n\
                 mary.toppo,Mary Toppo,मेरी टोप्पो,triage_nurse,LNH,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).cheap_digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    consent::actions::issue_notices(tx, &consent::sheet::notices(NOTICES).unwrap()).map(drop)
}

fn register_sunita(tx: &mut Tx<'_>) -> Result<PersonId, Stop> {
    let permit = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
    let details = Details::named(PersonName::parse("सुनीता देवी", "").unwrap());
    let new = NewPerson { details, counter: String::new(), paper_seen: None };
    actions::register(tx, &permit, &new).map(|registered| registered.person)
}

impl Site {
    /// Pooja, the clerk, at her browser.
    fn pooja(&self) -> Browser {
        Browser::of(&self.router, &self.database.store, "pooja.bisht")
    }

    /// Mary, the nurse, at her browser.
    fn mary(&self) -> Browser {
        Browser::of(&self.router, &self.database.store, "mary.toppo")
    }

    /// Arjun of the records room at his browser, signed in with a second factor.
    fn arjun(&self) -> Browser {
        Browser::with_code(&self.router, &self.database.store, "arjun.grover")
    }
}

#[city_test]
fn a_clerk_finds_a_person_and_sees_what_is_on_record(site: &mut Site) {
    let pooja = site.pooja();
    let page = pooja.get(&format!("/people/{}", site.sunita));
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains("सुनीता देवी"));
    let nobody = pooja.get(&format!("/people/{}", uuid::Uuid::nil()));
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[city_test]
fn a_mistake_in_a_correction_is_said_beside_its_field_and_nothing_typed_is_lost(site: &mut Site) {
    let pooja = &site.pooja();
    let path = format!("/people/{}/correction", site.sunita);
    let wrong = "once=a&version=1&name_en=Sumitra+Devi&phone=98765&reason=misheard";
    let answer = pooja.post(&path, wrong);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("REG-004") && answer.text().contains("Sumitra Devi"));
    let right = "once=a&version=1&name_en=Sumitra+Devi&phone=0000004321&reason=misheard";
    assert_eq!(pooja.post(&path, right).status, StatusCode::SEE_OTHER);
    let sunita = site.sunita;
    let on_record = site.database.store.read_blocking(move |view| person(view, sunita)).unwrap();
    assert_eq!(on_record.unwrap().version, 1, "the record changes when somebody has approved");
    let decide = pooja.get("/people/corrections");
    assert_eq!(decide.status, StatusCode::FORBIDDEN);
}

/// Somebody who was brought in and could not say who they are.
fn unknown(site: &Site) -> PersonId {
    let admit = |tx: &mut Tx<'_>| {
        let permit = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
        let unknown = UnknownPerson { sex: Sex::Male, age: None, counter: String::new() };
        actions::register_unknown(tx, &permit, &unknown).map(|registered| registered.person)
    };
    site.database.store.write_blocking(admit).unwrap()
}

fn on_record(site: &Site, id: PersonId) -> Person {
    site.database.store.read_blocking(move |view| person(view, id)).unwrap().unwrap()
}

#[city_test]
fn somebody_unknown_is_given_their_name_once_and_is_found_by_it(site: &mut Site) {
    let (pooja, another, unknown) = (site.pooja(), unknown(site), unknown(site));
    let path = format!("/people/{unknown}");
    let page = pooja.get(&path);
    assert!(page.text().contains(&format!("{path}/identify")), "{}", page.text());
    assert!(!page.text().contains("/correction"), "a name of ours is not corrected");
    let identify = format!("{path}/identify");
    let strange = pooja.post(&identify, "once=a&name_en=Zubaida&sex=often");
    assert_eq!(strange.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(strange.text().contains("REG-035") && strange.text().contains("Zubaida"));
    let said = "once=a&name_en=Zubaida+Khatoon&sex=female&voter_id=abc1234567";
    for _ in 0..2 {
        let answer = pooja.post(&identify, said);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let named = on_record(site, unknown);
    assert_eq!((named.identity, named.version), (Identity::Known, 2), "done once");
    let find = format!("/people/{another}/find");
    for typed in ["Zubeda+Khatun", "ABC+1234567"] {
        let found = pooja.post(&find, &format!("q={typed}"));
        assert!(found.text().contains(&named.health_id.to_string()), "{typed}: {}", found.text());
    }
    let late = pooja.post(&identify, "once=b&name_en=Kamla");
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("REG-026"), "{}", late.text());
}

#[city_test]
fn what_somebody_unknown_seems_to_be_is_put_right_on_their_page(site: &mut Site) {
    let (pooja, unknown) = (site.pooja(), unknown(site));
    let path = format!("/people/{unknown}");
    let guess = format!("{path}/guess");
    assert!(pooja.get(&path).text().contains(&guess));
    let strange = pooja.post(&guess, "once=a&version=1&sex=female&age=forty");
    assert_eq!(strange.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = strange.text();
    assert!(text.contains("REG-010") && text.contains("value=\"forty\""), "{text}");
    for _ in 0..2 {
        let answer = pooja.post(&guess, "once=b&version=1&sex=female&band=old");
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let known = on_record(site, unknown);
    assert_eq!((known.details.sex, known.version), (Some(Sex::Female), 2), "done once");
    let late = pooja.post(&guess, "once=c&version=1&sex=male&age=30");
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("REG-022") && late.text().contains("value=\"30\""));
    let path = format!("/people/{}", site.sunita);
    assert!(!pooja.get(&path).text().contains("/guess"), "whoever is known is no guess");
}

#[city_test]
fn somebody_unknown_turns_out_to_be_on_record_and_the_records_room_can_undo_it(site: &mut Site) {
    let (pooja, unknown) = (site.pooja(), unknown(site));
    let path = format!("/people/{unknown}");
    let found = pooja.post(&format!("{path}/find"), "q=Sunita+Devi");
    assert!(found.text().contains(&format!("value=\"{}\"", site.sunita)), "{}", found.text());
    let unsaid = format!("once=u&q=Sunita+Devi&same_as={}", site.sunita);
    let refused = pooja.post(&format!("{path}/identify"), &unsaid);
    assert!(refused.text().contains("REG-025"), "{}", refused.text());
    let same = format!("once=a&q=Sunita+Devi&reason=Her+son+came&same_as={}", site.sunita);
    let joined = pooja.post(&format!("{path}/identify"), &same);
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    let page = pooja.get(&path);
    assert!(page.text().contains(&format!("/people/{}", site.sunita)), "{}", page.text());
    assert!(!page.text().contains("/identify") && !page.text().contains("/unlink"));
    let undo = format!("{path}/unlink");
    assert_eq!(pooja.post(&undo, "once=b&why=Two+women").status, StatusCode::FORBIDDEN);
    let officer = site.arjun();
    let linked = officer.get(&format!("/people/{}", site.sunita));
    assert!(linked.text().contains(&path), "the other record names this one");
    assert!(officer.get(&path).text().contains("/unlink"));
    let unsaid = officer.post(&undo, "once=s");
    assert!(unsaid.text().contains("REG-025"), "{}", unsaid.text());
    assert_eq!(officer.post(&undo, "once=c&why=Two+women").status, StatusCode::SEE_OTHER);
    assert!(pooja.get(&path).text().contains("/identify"));
    let history = officer.page(&format!("{path}/history"));
    assert!(history.contains("Her son came") && history.contains("Two women"), "{history}");
    let number = on_record(site, site.sunita).health_id.to_string();
    assert!(history.contains(&number), "the records room sorts what was written meanwhile");
    let counter = pooja.page(&format!("{path}/history"));
    assert!(counter.contains("Two women") && !counter.contains(&number), "{counter}");
}

#[city_test]
fn two_records_are_linked_for_a_reason_and_a_death_is_noted(site: &mut Site) {
    let (officer, other) = (site.arjun(), unknown(site));
    let path = format!("/people/{}", site.sunita);
    let link = format!("{path}/link");
    let bare = format!("once=a&same_as={other}");
    let refused = officer.post(&link, &bare);
    assert!(refused.text().contains("REG-025"), "{}", refused.text());
    let with_reason = format!("once=b&same_as={other}&reason=One+card");
    assert_eq!(officer.post(&link, &with_reason).status, StatusCode::SEE_OTHER);
    let life = format!("{path}/life");
    for (wrong, code) in [("life=gone", "REG-035"), ("life=deceased&on=2027-01-01", "REG-030")] {
        let answer = officer.post(&life, &format!("once=c&version=1&{wrong}"));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains(code), "{wrong}: {}", answer.text());
    }
    let died = officer.post(&life, "once=d&version=1&life=deceased&on=22-11-2026");
    assert_eq!(died.status, StatusCode::SEE_OTHER, "{}", died.text());
    let on = Date::from_calendar(2026, 11, 22);
    assert_eq!(on_record(site, site.sunita).life, Life::Deceased { on });
}

/// The life's form and that of a correction each carry a version.
fn seen_by_both_forms(page: &str, version: u32) -> bool {
    page.matches(&format!("name=\"version\" value=\"{version}\"")).count() == 2
}

#[city_test]
fn a_page_left_open_brings_nobody_back_to_life(site: &mut Site) {
    let (officer, path) = (site.arjun(), format!("/people/{}", site.sunita));
    let life = format!("{path}/life");
    let open = officer.get(&path);
    assert!(seen_by_both_forms(&open.text(), 1), "{}", open.text());
    let died = "once=a&version=1&life=deceased&on=22-11-2026";
    for _ in 0..2 {
        let answer = officer.post(&life, died);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let dead = Life::Deceased { on: Date::from_calendar(2026, 11, 22) };
    let typed = "life=moved&on=20-11-2026";
    // A page that does not say what it saw has seen nothing.
    for stale in [format!("once=b&version=1&{typed}"), format!("once=c&{typed}")] {
        let late = officer.post(&life, &stale);
        assert_eq!(late.status, StatusCode::CONFLICT);
        for shown in ["REG-022", "2026-11-22", "2026-11-20", "value=\"20-11-2026\""] {
            assert!(late.text().contains(shown), "{shown}: {}", late.text());
        }
        assert!(late.text().contains("value=\"moved\" checked"), "{}", late.text());
        assert!(seen_by_both_forms(&late.text(), 2), "what is shown now has been seen");
        assert_eq!(on_record(site, site.sunita).life, dead);
    }
    // A mistake does not make a page see what it has not shown.
    let wrong = officer.post(&life, "once=d&version=1&life=moved&on=2027-01-01");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!seen_by_both_forms(&wrong.text(), 2), "{}", wrong.text());
    let meant = officer.post(&life, &format!("once=e&version=2&{typed}"));
    assert_eq!(meant.status, StatusCode::SEE_OTHER, "{}", meant.text());
    let moved = Life::Moved { on: Date::from_calendar(2026, 11, 20) };
    assert_eq!(on_record(site, site.sunita).life, moved);
}

fn agreed(site: &Site, person: PersonId, purpose: Purpose) -> Standing {
    let asked = move |view: &mut Tx<'_>| consent::standing(view, person, purpose);
    site.database.store.read_blocking(asked).unwrap()
}

/// A form of consents as the page sends it, before somebody presses.
fn consents(once: &str, seen: u32) -> String {
    format!("once={once}&shown_in=hi&by=themselves&way=screen&seen-sms={seen}&notice-sms=1")
}

#[city_test]
fn a_consent_is_given_and_taken_back_with_one_press_each_on_one_page(site: &mut Site) {
    let (pooja, path) = (site.pooja(), format!("/people/{}/consents", site.sunita));
    assert!(pooja.page(&format!("/people/{}", site.sunita)).contains(&path));
    let page = pooja.page(&path);
    assert!(!page.contains("<tbody>"), "nobody has asked yet: {page}");
    for shown in ["yes:sms", "no:sms", "name=\"notice-sms\" value=\"1\"", "डेटा संरक्षण बोर्ड"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    for purpose in Purpose::ALL {
        assert!(page.contains(&format!("yes:{}", purpose.word())), "{purpose:?}");
    }
    let yes = format!("{}&answer=yes:sms", consents("a", 0));
    for _ in 0..2 {
        let answer = pooja.post(&path, &yes);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(answer.location, format!("{path}?noted=sms"));
    }
    assert!(matches!(agreed(site, site.sunita, Purpose::Sms), Standing::Given(_)));
    let page = pooja.page(&path);
    assert!(page.contains("name=\"seen-sms\" value=\"1\"") && page.contains("<tbody>"), "{page}");
    let no = format!("{}&answer=no:sms", consents("b", 1));
    assert_eq!(pooja.post(&path, &no).status, StatusCode::SEE_OTHER);
    assert!(matches!(agreed(site, site.sunita, Purpose::Sms), Standing::Withdrawn(_)));
    let late = pooja.post(&path, &format!("{}&answer=yes:sms", consents("c", 1)));
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("CNS-002"), "{}", late.text());
    let nobody = pooja.get(&format!("/people/{}/consents", uuid::Uuid::nil()));
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[city_test]
fn a_child_s_mother_is_named_and_what_is_missing_is_said_beside_its_field(site: &mut Site) {
    let (pooja, today) = (site.pooja(), MORNING.date_in_india());
    let child = site.database.store.write_blocking(move |tx| {
        let birth = Birth::from_age(Age::Years(7), today)?;
        let mother = Guardian { relation: Relation::Mother, name: PersonName::of("Kamla Devi")? };
        let details = Details {
            birth: Some(birth),
            guardian: Some(mother),
            ..Details::named(PersonName::of("Golu")?)
        };
        let new = NewPerson { details, counter: String::new(), paper_seen: None };
        let permit = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
        actions::register(tx, &permit, &new).map(|registered| registered.person)
    });
    let child = child.unwrap();
    let path = format!("/people/{child}/consents");
    let page = pooja.page(&path);
    assert!(page.contains("value=\"Kamla Devi\"") && !page.contains("value=\"themselves\""));
    let own = pooja.post(&path, &format!("{}&answer=yes:sms", consents("a", 0)));
    assert_eq!(own.status, StatusCode::CONFLICT);
    assert!(own.text().contains("CNS-005"), "{}", own.text());
    let by_mother = |name: &str, once: &str| {
        let proxy = format!("by=guardian&guardian=another&proxy_name={name}&tie=mother");
        let proxy = format!("{proxy}&way=spoken&witness=Rekha");
        format!("once={once}&shown_in=hi&{proxy}&seen-sms=0&notice-sms=1&answer=yes:sms")
    };
    let unnamed = pooja.post(&path, &by_mother("", "b"));
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = unnamed.text();
    assert!(said.contains("CNS-007") && said.contains("value=\"Rekha\""), "{said}");
    let unproven = pooja.post(&path, &by_mother("Kamla+Devi", "c"));
    assert_eq!(unproven.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unproven.text().contains("CNS-014"), "{}", unproven.text());
    let shown = format!("{}&proxy_paper=birth-certificate", by_mother("Kamla+Devi", "d"));
    let answer = pooja.post(&path, &shown);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert!(pooja.page(&path).contains("जन्म प्रमाण पत्र"), "the history says what was seen");
    let standing = agreed(site, child, Purpose::Sms);
    assert!(matches!(standing, Standing::Given(_)), "{standing:?}");
    let given = standing.last().unwrap();
    assert!(matches!(given.by, By::Guardian(_)) && given.until().is_some(), "{given:?}");
}
