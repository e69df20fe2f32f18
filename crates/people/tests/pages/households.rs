//! The page of somebody's household.

use super::{Site, on_record};
use axum::http::StatusCode;
use nabz_access::{Permit, city};
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::PersonName;
use nabz_people::households::actions::{ArrangeHousehold, found, join, life_noted, name_guardian};
use nabz_people::households::family;
use nabz_people::households::model::{HouseholdKind, NewHousehold, Role, Tie};
use nabz_people::registry::actions::{LIFE_CHANGED, record_life, register};
use nabz_people::registry::model::{Details, Life, NewPerson, Sex};
use nabz_store::{Jobs, Tx};
use nabz_testkit::{Browser, MORNING, city_test};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Somebody of that age, on record.
pub(super) fn somebody(site: &Site, name: &'static str, (sex, years): (Sex, u16)) -> PersonId {
    let admit = move |tx: &mut Tx<'_>| {
        let permit = Permit::trial(Id::draw(MORNING), city(tx)?);
        let birth = Birth::from_age(Age::Years(years), tx.today())?;
        let name = PersonName::of(name)?;
        let details = Details { sex: Some(sex), birth: Some(birth), ..Details::named(name) };
        let new = NewPerson { details, counter: String::new(), paper_seen: None };
        register(tx, &permit, &new).map(|registered| registered.person)
    };
    site.database.store.write_blocking(admit).unwrap()
}

/// Ramesh, the head, with Sunita and their son; Sunita answers for him.
struct Home {
    ramesh: PersonId,
    sunita: PersonId,
    sahil: PersonId,
}

impl Home {
    fn of(site: &Site) -> Self {
        let ramesh = somebody(site, "Ramesh Kumar", (Sex::Male, 46));
        let sunita = somebody(site, "Sunita Devi", (Sex::Female, 42));
        let sahil = somebody(site, "Sahil Kumar", (Sex::Male, 9));
        let settle = move |tx: &mut Tx<'_>| {
            let (staff, facility) = (Id::draw(MORNING), city(tx)?);
            let permit = Permit::<ArrangeHousehold>::trial(staff, facility);
            let new = NewHousehold { kind: HouseholdKind::Home, head: ramesh };
            let home = found(tx, &permit, &new)?.id;
            join(tx, &permit, home, (sunita, Tie::Spouse))?;
            join(tx, &permit, home, (sahil, Tie::Child))?;
            let permit = Permit::trial(staff, facility);
            name_guardian(tx, &permit, (sahil, sunita), Role::Mother).map(drop)
        };
        site.database.store.write_blocking(settle).unwrap();
        Self { ramesh, sunita, sahil }
    }
}

pub(super) fn path(of: PersonId) -> String {
    format!("/people/{of}/household")
}

pub(super) fn in_hindi(browser: Browser) -> Browser {
    browser.with_cookie("__Host-nabz-lang=hi")
}

pub(super) fn in_english(browser: Browser) -> Browser {
    browser.with_cookie("__Host-nabz-lang=en")
}

/// Who lives with somebody, as what each is to them.
fn with(site: &Site, person: PersonId) -> Vec<(PersonId, Tie)> {
    let read = site.database.store.read_blocking(move |view| family(view, person)).unwrap();
    read.iter().map(|member| (member.person, member.tie)).collect()
}

#[city_test]
fn a_household_is_read_in_both_languages(site: &mut Site) {
    let home = Home::of(site);
    let page = in_english(site.pooja()).page(&path(home.sahil));
    for said in ["Live together", "<small>Wife", "<small>Son", "Who answers for this child"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let page = in_hindi(site.pooja()).page(&path(home.sahil));
    for said in ["साथ रहने वाले", "<small>पत्नी", "<small>बेटा", "इस बच्चे के अभिभावक", "<small>माता"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let page = in_english(site.pooja()).page(&path(home.sunita));
    assert!(page.contains("Answers for"), "{page}");
    assert!(!page.contains("Who answers for this child"), "she is no child: {page}");
    let person = in_english(site.pooja()).page(&format!("/people/{}", home.sunita));
    assert!(person.contains(&path(home.sunita)), "her own page leads there: {person}");
}

#[city_test]
fn whoever_has_no_household_is_given_one_and_whoever_lives_there_joins(site: &mut Site) {
    let pooja = in_english(site.pooja());
    let asha = somebody(site, "Asha Negi", (Sex::Female, 50));
    let bela = somebody(site, "Bela Rani", (Sex::Female, 70));
    assert!(pooja.page(&path(asha)).contains("No household is written down"));
    let refused = pooja.post(&path(asha), "once=a&kind=institution");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("HOU-008"), "{}", refused.text());
    for _ in 0..2 {
        let founded = pooja.post(&path(asha), "once=b&kind=home");
        assert_eq!(founded.status, StatusCode::SEE_OTHER, "{}", founded.text());
    }
    let number = on_record(site, bela).health_id.compact();
    let found = pooja.post(&format!("{}/find", path(asha)), &format!("q={number}")).text();
    assert!(found.contains(&format!("value=\"{bela}\"")), "{found}");
    let form = format!("once=c&person={bela}&tie=parent");
    let joined = pooja.post(&format!("{}/join", path(asha)), &form);
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    assert_eq!(with(site, asha), [(bela, Tie::Parent)]);
    assert_eq!(with(site, bela), [(asha, Tie::Child)]);
}

#[city_test]
fn every_form_of_the_page_can_be_sent_as_the_page_writes_it(site: &mut Site) {
    let home = Home::of(site);
    let pooja = in_english(site.pooja());
    let page = pooja.page(&path(home.ramesh));
    let forms = page.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap());
    let forms: Vec<&str> = forms.filter(|form| form.contains("/household")).collect();
    let key = |form: &str| {
        let after = form.split("name=\"once\" value=\"").nth(1)?;
        after.split('"').next().map(str::to_owned)
    };
    let keys: Vec<String> = forms.iter().filter_map(|form| key(form)).collect();
    let different: BTreeSet<&String> = keys.iter().collect();
    assert!(keys.len() > 6 && different.len() == keys.len(), "{keys:?}");
    let sahil = home.sahil.to_string();
    let leaves = |form: &&&str| form.contains("/household/leave") && form.contains(&sahil);
    let key = key(forms.iter().find(leaves).unwrap()).unwrap();
    let form = format!("once={key}&person={sahil}&why=moved");
    let left = pooja.post(&format!("{}/leave", path(home.ramesh)), &form);
    assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.text());
    assert_eq!(with(site, home.ramesh), [(home.sunita, Tie::Spouse)]);
}

#[city_test]
fn a_form_that_saw_an_older_household_is_told_so(site: &mut Site) {
    let home = Home::of(site);
    let (pooja, head) = (in_english(site.pooja()), format!("{}/head", path(home.ramesh)));
    let form = |once: &str, version: u32, person: PersonId| {
        format!("once={once}&version={version}&person={person}")
    };
    let first = pooja.post(&head, &form("a", 3, home.sunita));
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
    let late = pooja.post(&head, &form("b", 3, home.ramesh));
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("HOU-002"), "{}", late.text());
    let again = pooja.post(&head, &form("c", 4, home.ramesh));
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
}

#[city_test]
fn a_guardian_ends_for_a_reason_and_what_was_typed_is_not_lost(site: &mut Site) {
    let home = Home::of(site);
    let pooja = in_english(site.pooja());
    let page = pooja.page(&path(home.sahil));
    let naming = page.split("name=\"guardian\" value=\"").nth(1).unwrap();
    let naming = naming.split('"').next().unwrap();
    let end = format!("{}/guardian/end", path(home.sahil));
    let wrong = pooja.post(&end, &format!("once=a&guardian={naming}&reason=sold%07off"));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("REG-033") && wrong.text().contains("sold"), "{}", wrong.text());
    let right = format!("once=b&guardian={naming}&reason=The+court+said+so");
    let ended = pooja.post(&end, &right);
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
    let page = pooja.page(&path(home.sahil));
    assert!(page.contains("Nobody is named yet."), "{page}");
    for said in ["Answered before", "Sunita Devi", "ended by Pooja Bisht: The court said so"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let hindi = in_hindi(site.pooja()).page(&path(home.sahil));
    assert!(hindi.contains("पूजा बिष्ट ने हटाया: The court said so"), "{hindi}");
    let named = format!("once=c&person={}&role=father", home.ramesh);
    let named = pooja.post(&format!("{}/guardian", path(home.sahil)), &named);
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.text());
}

/// Notes whether somebody lives, and does what follows.
pub(super) fn note(site: &Site, person: PersonId, life: Life) {
    let seen = (person, on_record(site, person).version);
    let noted = site.database.store.write_blocking(move |tx: &mut Tx<'_>| {
        let permit = Permit::trial(Id::draw(MORNING), city(tx)?);
        record_life(tx, &permit, seen, life).map(drop)
    });
    noted.unwrap();
    Arc::new(Jobs::new().on(LIFE_CHANGED, life_noted)).run_due(&site.database.store).unwrap();
}

#[city_test]
fn counters_and_the_records_office_find_families_that_wait_in_the_menu(site: &mut Site) {
    let home = Home::of(site);
    let link = |name: &str| format!("<a href=\"/records/families\">{name}</a>");
    for browser in [site.pooja(), site.arjun()] {
        let page = in_english(browser).page(&path(home.ramesh));
        assert!(page.contains(&link("Families that wait")), "{page}");
    }
    let hindi = in_hindi(site.pooja());
    let page = hindi.page(&path(home.ramesh));
    assert!(page.contains(&link("लंबित परिवार")), "{page}");
    let page = hindi.page("/records/families");
    let title = "<h1>परिवार जिनमें मुखिया या अभिभावक तय होना है</h1>";
    assert!(page.contains(title), "the page says more: {page}");
}

#[city_test]
fn a_family_that_lost_somebody_says_what_it_waits_for_in_both_languages(site: &mut Site) {
    let home = Home::of(site);
    let (english, hindi) = (in_english(site.pooja()), in_hindi(site.pooja()));
    let waiting = "/records/families";
    assert!(english.page(waiting).contains("No family waits."));
    assert!(!english.page(&path(home.ramesh)).contains("Needs a guardian"));
    note(site, home.sunita, Life::Deceased { on: None });
    note(site, home.ramesh, Life::Deceased { on: None });
    let page = english.page(&path(home.sahil));
    for said in ["Needs a guardian", "Nobody speaks for this household."] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let page = hindi.page(&path(home.sahil));
    for said in ["अभिभावक चाहिए", "इस घर का कोई मुखिया दर्ज नहीं है"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let page = english.page(waiting);
    for said in ["Sahil Kumar", "Sunita Devi answered for this child", "Households for which"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(hindi.page(waiting).contains("बच्चे जिनका अब कोई अभिभावक नहीं है"));
    let dead = english.page(&path(home.ramesh));
    assert!(dead.contains("If it was noted by mistake"), "{dead}");
    assert!(!dead.contains("name=\"kind\""), "they found no household: {dead}");
    let form = "once=a&kind=home";
    let refused = english.post(&path(home.ramesh), form);
    assert!(refused.text().contains("HOU-011"), "{}", refused.text());
    note(site, home.ramesh, Life::Living);
    note(site, home.sunita, Life::Living);
    assert!(english.page(waiting).contains("No family waits."));
    let family = with(site, home.ramesh);
    assert!(family.len() == 2 && family.contains(&(home.sunita, Tie::Spouse)), "{family:?}");
}

#[city_test]
fn whoever_moved_away_is_no_member_and_is_back_when_that_is_noted(site: &mut Site) {
    let home = Home::of(site);
    let (english, hindi) = (in_english(site.pooja()), in_hindi(site.pooja()));
    note(site, home.ramesh, Life::Moved { on: Date::from_calendar(2026, 11, 20) });
    note(site, home.sahil, Life::Moved { on: None });
    let page = english.page(&path(home.sunita));
    for said in [
        "Nobody speaks for this household.",
        "Ramesh Kumar</a></b> <small>moved away on 20 Nov 2026",
        "Sahil Kumar</a></b> <small>moved away, as noted on 23 Nov 2026",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for member in [home.ramesh, home.sahil] {
        assert!(!page.contains(&format!("name=\"member\" value=\"{member}\"")), "{page}");
    }
    assert!(with(site, home.sunita).is_empty());
    let page = hindi.page(&path(home.sunita));
    for said in ["<h2 id=\"away\">शहर छोड़ चुके</h2>", "को शहर छोड़ा", "को दर्ज"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(english.page("/records/families").contains("Sunita Devi"), "they need a head");
    let own = english.page(&path(home.ramesh));
    assert!(own.contains("is a member of no household here") && !own.contains("name=\"kind\""));
    let refused = english.post(&path(home.ramesh), "once=a&kind=home");
    assert!(refused.text().contains("HOU-014"), "{}", refused.text());
    let child = english.page(&path(home.sahil));
    assert!(child.contains("Who answers for this child"), "she does still: {child}");
    note(site, home.ramesh, Life::Living);
    note(site, home.sahil, Life::Living);
    assert!(english.page("/records/families").contains("No family waits."));
    let family = with(site, home.ramesh);
    assert!(family.len() == 2 && family.contains(&(home.sunita, Tie::Spouse)), "{family:?}");
    assert!(!english.page(&path(home.sunita)).contains("moved away"));
}

#[city_test]
fn a_guardian_who_lives_elsewhere_is_found_and_named(site: &mut Site) {
    let home = Home::of(site);
    let pooja = in_english(site.pooja());
    let bela = somebody(site, "Bela Rani", (Sex::Female, 70));
    let number = on_record(site, bela).health_id.compact();
    let find = format!("{}/find", path(home.sahil));
    let found = pooja.post(&find, &format!("for=guardian&q={number}")).text();
    let offered = format!("name=\"person\" value=\"{bela}\">Answers for the child");
    assert!(found.contains(&offered), "{found}");
    let guardian = format!("{}/guardian", path(home.sahil));
    let form =
        |once: &str| format!("once={once}&for=guardian&q={number}&person={bela}&role=guardian");
    let named = pooja.post(&guardian, &form("a"));
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.text());
    assert!(pooja.page(&path(home.sahil)).contains("Bela Rani"));
    let twice = pooja.post(&guardian, &form("b"));
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.text().contains("HOU-007") && twice.text().contains(&offered));
}

#[city_test]
fn consents_of_a_guardian_who_answers_no_longer_are_asked_anew(site: &mut Site) {
    let home = Home::of(site);
    let pooja = in_english(site.pooja());
    let consents = format!("/people/{}/consents", home.sahil);
    let chosen = format!("name=\"guardian\" value=\"{}\" checked", home.sunita);
    assert!(pooja.page(&consents).contains(&chosen), "whoever was named is offered first");
    let form = |once: &str, seen: u32, answer: &str| {
        let by = format!("by=guardian&guardian={}&way=screen&shown_in=en", home.sunita);
        format!("once={once}&{by}&seen-sms={seen}&notice-sms=1&answer={answer}:sms")
    };
    let yes = pooja.post(&consents, &form("a", 0, "yes"));
    assert_eq!(yes.status, StatusCode::SEE_OTHER, "{}", yes.text());
    let page = pooja.page(&path(home.sahil));
    let naming = page.split("name=\"guardian\" value=\"").nth(1).unwrap();
    let naming = naming.split('"').next().unwrap();
    let end = format!("once=b&guardian={naming}&reason=The+court+said+so");
    let ended = pooja.post(&format!("{}/guardian/end", path(home.sahil)), &end);
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
    let page = pooja.page(&path(home.sahil));
    let anew = format!("<a href=\"{consents}\">Ask anew</a>");
    for said in ["1 consent that they gave for this child still stands", anew.as_str()] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let hindi = in_hindi(site.pooja()).page(&path(home.sahil));
    assert!(hindi.contains("सहमति अब भी लागू है"), "{hindi}");
    let no = pooja.post(&consents, &form("c", 1, "no"));
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no.text().contains("CNS-013"), "{}", no.text());
}

/// What a form says of those who move, and of what the page had seen of them.
fn all_of(home: &Home) -> String {
    let one = |one: PersonId| format!("member={one}&seen-{one}=1");
    [home.ramesh, home.sunita, home.sahil].map(one).join("&")
}

/// The form that decides about a family: where it is sent, and the others that go with it.
fn decision(page: &str) -> (String, String) {
    let path = page.split("action=\"/people/corrections/").nth(1).unwrap();
    let path = format!("/people/corrections/{}", path.split('"').next().unwrap());
    let others = page.split("name=\"with\" value=\"").skip(1);
    let others = others.map(|rest| format!("&with={}", rest.split('"').next().unwrap()));
    (path, others.collect())
}

fn line(site: &Site, person: PersonId) -> Option<String> {
    on_record(site, person).details.address.line
}

#[city_test]
fn a_family_that_moves_is_asked_for_once_and_decided_in_one_press(site: &mut Site) {
    let home = Home::of(site);
    let (pooja, arjun) = (in_english(site.pooja()), in_english(site.arjun()));
    let (here, moves) = (path(home.ramesh), format!("{}/move", path(home.ramesh)));
    assert!(pooja.page(&here).contains("The family moves"));
    let nobody = pooja.post(&moves, "once=a&line=22+Gali+5&reason=");
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = nobody.text();
    for said in ["HOU-012", "REG-025", "value=\"22 Gali 5\""] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let all = all_of(&home);
    let nowhere = pooja.post(&moves, &format!("once=b&{all}&reason=Rent"));
    let ticked = format!("value=\"{}\" checked", home.sahil);
    assert!(nowhere.text().contains("HOU-013") && nowhere.text().contains(&ticked));
    let form = format!("once=c&{all}&line=22+Gali+5&ward=11&reason=The+rent+paper");
    for _ in 0..2 {
        assert_eq!(pooja.post(&moves, &form).location, format!("{here}?asked=3"), "pressed twice");
    }
    assert!(pooja.page(&format!("{here}?asked=3")).contains("asked for 3 people"));
    assert_eq!(line(site, home.sunita), None, "until somebody decides");
    let page = arjun.page("/people/corrections");
    for said in ["A family moves: 3 people", "Ramesh Kumar", "Sahil Kumar", "The rent paper"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let hindi = in_hindi(site.arjun()).page("/people/corrections");
    assert!(hindi.contains("परिवार का पता बदला है: 3 लोग"), "{hindi}");
    let (decide, others) = decision(&page);
    let done = arjun.post(&decide, &format!("once=d&decision=approve&why={others}"));
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    for person in [home.ramesh, home.sunita, home.sahil] {
        assert_eq!(line(site, person).as_deref(), Some("22 Gali 5"));
        let history = arjun.page(&format!("/people/{person}/history"));
        assert!(history.contains("22 Gali 5"), "each has their own: {history}");
    }
    assert!(arjun.page("/people/corrections").contains("Nothing waits for a decision."));
}

#[city_test]
fn of_a_family_that_moves_whoever_was_changed_meanwhile_is_decided_by_themselves(site: &mut Site) {
    let home = Home::of(site);
    let (pooja, arjun) = (in_english(site.pooja()), in_english(site.arjun()));
    let form = format!("once=a&{}&line=22+Gali+5&reason=Rent", all_of(&home));
    let asked = pooja.post(&format!("{}/move", path(home.ramesh)), &form);
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    let before = arjun.page("/people/corrections");
    note(site, home.sahil, Life::Moved { on: None });
    let (decide, others) = decision(&before);
    let stale = arjun.post(&decide, &format!("once=b&decision=approve&why={others}"));
    assert!(stale.text().contains("REG-022"), "{}", stale.text());
    assert_eq!(line(site, home.ramesh), None, "all of them, or none");
    let page = arjun.page("/people/corrections");
    for said in ["A family moves: 2 people", "The record was changed after this was asked."] {
        assert!(page.contains(said), "{said}: {page}");
    }
}
