//! A family that came together: tokens in one go, slips in one paper, and each taken back by itself;
//! and somebody who is registered into a place where many live.

use super::{Counter, count};
use crate::queue;
use crate::queue::model::{Token, TokenId};
use crate::queue::paper::listed;
use axum::http::StatusCode;
use nabz_kernel::ids::PersonId;
use nabz_people::households::actions::{ArrangeHousehold, KeepPlace, found, join, open_place};
use nabz_people::households::model::{HouseholdKind, NewHousehold, Place, PlaceKind, Tie};
use nabz_people::households::store::count_residents;
use nabz_testkit::city_tests;
use uuid::Uuid;

/// Sunita, who speaks for the household, with her husband's mother and a daughter.
struct Home {
    sunita: PersonId,
    kamla: PersonId,
    anjali: PersonId,
}

impl Home {
    fn of(counter: &Counter) -> Self {
        let sunita = counter.day.register("Sunita Devi", 42);
        let kamla = counter.day.register("Kamla Rawat", 71);
        let anjali = counter.day.register("Anjali", 9);
        let permit = counter.day.permit::<ArrangeHousehold>();
        let settled = counter.day.write(move |tx| {
            let new = NewHousehold { kind: HouseholdKind::Home, head: sunita };
            let home = found(tx, &permit, &new)?.id;
            join(tx, &permit, home, (kamla, Tie::ParentInLaw))?;
            join(tx, &permit, home, (anjali, Tie::Child)).map(drop)
        });
        settled.unwrap();
        Self { sunita, kamla, anjali }
    }

    /// All of them to one department, the daughter to one of her own if there is one.
    fn form(&self, (once, unit): (&str, Uuid), own: Option<Uuid>) -> String {
        let own = own.map(|own| own.to_string()).unwrap_or_default();
        format!(
            "once={once}&person={}&unit={unit}&visit=new&with={kamla}&unit-{kamla}=\
             &with={anjali}&unit-{anjali}={own}",
            self.sunita,
            kamla = self.kamla,
            anjali = self.anjali
        )
    }
}

/// The tokens that an address of the desk says were given.
fn given(to: &str) -> Vec<TokenId> {
    listed(to.strip_prefix("/desk?given=").unwrap_or_else(|| panic!("{to}")))
}

fn token(counter: &Counter, id: TokenId) -> Token {
    let facility = counter.day.facility;
    counter.day.read(move |view| queue::token(view, facility, id)).unwrap()
}

fn left(counter: &Counter) -> i64 {
    count(counter, "SELECT COUNT(*) FROM queue_token WHERE state = 'left'")
}

city_tests! { Counter;
    fn the_family_of_whoever_is_chosen_stands_below_the_results(counter) {
        let (home, children) = (Home::of(counter), counter.day.children().unit);
        let page = counter.search("Sunita+Devi").1;
        let here = ["Family of Sunita Devi", "Mother-in-law, about 71 y", "Daughter, about 9 y"];
        for said in here {
            assert!(page.contains(said), "{said}: {page}");
        }
        let own = format!("value=\"{children}\" selected");
        assert_eq!(page.matches(&own).count(), 1, "a child is seen where children are: {page}");
        assert!(!page.contains("hx-swap-oob"), "nothing is swapped into a whole page");
        let part = counter.part("/desk/choose", &format!("person={}", home.kamla));
        assert!(part.contains("Family of Kamla Rawat") && part.contains("hx-swap-oob"), "{part}");
        assert!(part.contains("Daughter-in-law, about 42 y"), "as each is to her: {part}");
        let hindi = counter.cookie.borrow().replace("lang=en", "lang=hi");
        counter.cookie.replace(hindi);
        let page = counter.search("Sunita+Devi").1;
        assert!(page.contains("Sunita Devi का परिवार") && page.contains("सास"), "{page}");
    }

    fn whoever_is_registered_into_a_place_lives_there_at_once(counter) {
        let keep = counter.day.permit::<KeepPlace>();
        let ward = Some("176".into());
        let place = Place { ward, ..Place::named(PlaceKind::NightShelter, "Rain Basera") };
        let place = counter.day.write(move |tx| open_place(tx, &keep, &place)).unwrap().id;
        let page = counter.post("/desk/new", &format!("typed=Chhotu+Ram&place={place}")).2;
        let carried = format!("name=\"place\" value=\"{place}\"");
        assert!(page.contains(&carried) && page.contains("name=\"ward\" value=\"176\""), "{page}");
        let form = format!("once=a&place={place}&name_en=Chhotu+Ram&then=nothing");
        for _ in 0..2 {
            let (status, to, page) = counter.post("/desk/register", &form);
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
            assert_eq!(to, format!("/institutions/{place}?done=admitted"), "pressed twice");
        }
        assert_eq!(counter.day.read(move |view| count_residents(view, place)), 1);
        assert_eq!(counter.post("/desk/new", "typed=&place=x").0, StatusCode::NOT_FOUND);
    }

    fn somebody_without_a_family_on_record_can_be_given_one(counter) {
        let asha = counter.day.register("Asha Negi", 30);
        let page = counter.search("Asha+Negi").1;
        assert!(page.contains(&format!("name=\"family\" value=\"{asha}\"")), "{page}");
        assert!(!page.contains("name=\"with\""), "{page}");
    }

    fn a_family_that_came_together_gets_its_tokens_and_slips_in_one_go(counter) {
        let (home, children) = (Home::of(counter), counter.day.children().unit.uuid());
        let form = home.form(("a", counter.eye), Some(children));
        let (status, to, page) = counter.post("/desk/token", &form);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let again = counter.post("/desk/token", &form);
        assert_eq!((again.0, &again.1), (StatusCode::SEE_OTHER, &to), "pressed twice");
        assert_eq!(count(counter, "SELECT COUNT(*) FROM queue_token"), 3);
        let page = counter.ask("GET", &to, "").2;
        for said in ["E-001", "E-002", "C-001", "3 tokens given to the family", "Undo all"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let slips = page.split("data-print=\"").nth(1).unwrap().split('"').next().unwrap();
        let (status, _, paper) = counter.ask("GET", slips, "");
        assert!(status == StatusCode::OK && paper.starts_with("%PDF"), "{slips}: {paper}");
        let printed = "SELECT COUNT(*) FROM queue_token WHERE prints = 1";
        assert_eq!(count(counter, printed), 3, "one slip for each");
    }

    fn each_token_of_a_family_is_taken_back_by_itself_or_all_are(counter) {
        let home = Home::of(counter);
        let to = counter.post("/desk/token", &home.form(("a", counter.eye), None)).1;
        let ids = given(&to);
        let [first, second, third] = ids.as_slice() else { panic!("{to}") };
        let one = format!("token={third}&rest={first},{second}");
        for _ in 0..2 {
            let (status, to, page) = counter.post("/desk/undo", &one);
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
            assert_eq!(to, format!("/desk?undone={third}&rest={first},{second}"));
            let page = counter.ask("GET", &to, "").2;
            assert!(page.contains("Token E-003 was taken back"), "{page}");
            assert!(page.contains("E-001") && page.contains("E-002"), "the others stay: {page}");
        }
        assert_eq!(left(counter), 1);
        let all = format!("token={first}&token={second}");
        let (_, to, page) = counter.post("/desk/undo", &all);
        assert_eq!(to, format!("/desk?undone={first},{second}"), "{page}");
        let page = counter.ask("GET", &to, "").2;
        assert!(page.contains("2 tokens were taken back"), "{page}");
        assert_eq!(left(counter), 3);
    }

    fn where_one_was_called_all_are_not_taken_back(counter) {
        let (home, unit) = (Home::of(counter), counter.day.post.unit.uuid());
        let to = counter.post("/desk/token", &home.form(("a", unit), None)).1;
        let ids = given(&to);
        counter.day.call(&token(counter, ids[1]));
        let all: Vec<String> = ids.iter().map(|id| format!("token={id}")).collect();
        let (status, _, page) = counter.post("/desk/undo", &all.join("&"));
        assert_eq!(status, StatusCode::CONFLICT, "{page}");
        assert!(page.contains("FRO-004"), "{page}");
        assert_eq!(left(counter), 0, "nothing is half done");
        let page = counter.ask("GET", &to, "").2;
        assert!(page.contains("M-002") && !page.contains("Undo all"), "{page}");
    }

    fn of_a_family_everybody_gets_a_token_or_nobody_and_what_was_ticked_stays(counter) {
        let (home, post) = (Home::of(counter), counter.day.post);
        counter.day.give_token(home.kamla, post);
        let form = home.form(("a", post.unit.uuid()), Some(counter.eye));
        let (status, _, page) = counter.post("/desk/token", &form);
        assert_eq!(status, StatusCode::CONFLICT, "{page}");
        assert!(page.contains("QUE-002") && page.contains("M-001 today"), "{page}");
        assert_eq!(count(counter, "SELECT COUNT(*) FROM queue_token"), 1);
        let ticked = format!("value=\"{}\" form=\"token-form\" checked", home.kamla);
        assert!(page.contains(&ticked), "{ticked}: {page}");
        assert!(page.contains(&format!("value=\"{}\" selected", counter.eye)), "{page}");
        let without = form.replace(&format!("&with={}", home.kamla), "");
        assert_eq!(counter.post("/desk/token", &without).0, StatusCode::SEE_OTHER);
    }

    fn whoever_is_no_person_or_goes_to_no_department_is_refused(counter) {
        let home = Home::of(counter);
        let form = home.form(("a", counter.eye), None);
        for (wrong, code) in [("&with=nonsense", "REG-020"), ("&with=UUID&unit-UUID=x", "FRO-003")] {
            let wrong = wrong.replace("UUID", &Uuid::nil().to_string());
            let (status, _, page) = counter.post("/desk/token", &(form.clone() + &wrong));
            assert!(status.is_client_error() && page.contains(code), "{wrong}: {status} {page}");
        }
        let many = "&with=0192f0e4-a1b2-7c3d-8e4f-5a6b7c8d9e0f".repeat(12);
        let (status, _, page) = counter.post("/desk/token", &(form + &many));
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("FRO-007"), "{page}");
        assert_eq!(count(counter, "SELECT COUNT(*) FROM queue_token"), 0);
        for wrong in ["", "token=nonsense"] {
            let (status, _, page) = counter.post("/desk/undo", wrong);
            assert!(status == StatusCode::NOT_FOUND && page.contains("QUE-006"), "{wrong}: {page}");
        }
    }
}
