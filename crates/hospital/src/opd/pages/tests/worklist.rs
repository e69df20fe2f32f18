//! What the lists say of whoever waits, and how a visit is found again once it is signed.

use super::Desk;
use crate::facilities::actions::{ArrangeFacility, RoomPlan, arrange_room};
use crate::facilities::model::Way;
use crate::queue::actions::{IssueToken, issue_token};
use crate::queue::model::{Lane, Token, TokenRequest, VisitKind};
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_testkit::city_tests;

impl Desk {
    fn comes_first(&self, name: &str, lane: Lane) -> Token {
        let permit = self.day.permit::<IssueToken>();
        let (person, unit) = (self.day.register(name, 70), self.day.post.unit);
        let request = TokenRequest { person, unit, lane, visit: VisitKind::NewProblem };
        self.day.write(move |tx| issue_token(tx, &permit, &request)).unwrap()
    }

    /// A second door of Medicine: now nobody can tell by itself where a visit is.
    fn second_room(&self) -> String {
        let permit = Permit::<ArrangeFacility>::of_the_program(self.day.facility);
        let plan = RoomPlan { unit: self.day.post.unit, door: "14".into(), way: Way::default() };
        let room = self.day.write(move |tx| arrange_room(tx, &permit, &plan)).unwrap();
        room.id.to_string()
    }
}

/// Where each of these stands on a page.
fn places(page: &str, words: &[&str]) -> Vec<usize> {
    words.iter().map(|word| page.find(word).unwrap_or_else(|| panic!("{word} in {page}"))).collect()
}

city_tests! { Desk;
    fn the_desk_lists_whom_the_next_calls_take_with_what_is_wrong(desk) {
        desk.day.arrive("Sunita Devi", 42);
        let old = desk.comes_first("Kamla Rani", Lane::Priority);
        let red = desk.day.arrive("Asha Kumari", 50);
        let set = "once=a&saturation=75&weight=64";
        assert_eq!(desk.post(&format!("/triage/{}", red.id), set).1, "/triage");
        let page = desk.page("/opd");
        let order = places(&page, &["Asha Kumari", "Kamla Rani", "Sunita Devi"]);
        assert!(order.is_sorted(), "{page}");
        let (_, row) = page.split_once("is-next").unwrap();
        let row = row.split("</tr>").next().unwrap();
        assert!(row.contains("Asha Kumari") && row.contains("50") && row.contains("75 %"), "{row}");
        assert!(page.contains("प्राथमिकता"), "{} has a lane: {page}", old.number);
        let page = desk.page("/triage");
        let order = places(&page, &["Asha Kumari", "Kamla Rani", "Sunita Devi"]);
        assert!(order.is_sorted() && page.contains("75 %"), "in the order of the calls: {page}");
    }

    fn a_red_value_is_marked_on_every_page_and_stays_after_a_set_of_weight(desk) {
        let token = desk.day.call(&desk.day.arrive("Sunita Devi", 42));
        let form = format!("/triage/{}", token.id);
        desk.post(&form, "once=a&awake=V&oxygen=given&sugar=50&pulse=80&height=152");
        desk.post(&form, "once=b&weight=64");
        for page in [desk.page(&form), desk.page(&format!("/opd/visits/{}", token.id))] {
            let page = page.split("<dl class=\"nabz-vitals\"").nth(1).unwrap();
            for red in ["आवाज़ पर जवाब", "50 mg/dL"] {
                let (before, _) = page.split_once(red).unwrap_or_else(|| panic!("{red} in {page}"));
                let (_, cell) = before.rsplit_once("<div").unwrap();
                assert!(cell.contains("is-red"), "{red}: {cell}");
            }
            for said in ["अलग से ऑक्सीजन", "152 <small>सेमी", "64 <small>किग्रा", "80 <small>प्रति मिनट"] {
                assert!(page.contains(said), "{said} in {page}");
            }
        }
    }

    fn pregnancy_is_on_the_banner_and_ticked_at_the_next_set(desk) {
        let token = desk.day.call(&desk.day.arrive("Sunita Devi", 24));
        let form = format!("/triage/{}", token.id);
        assert!(!desk.page(&form).contains(" checked"));
        desk.post(&form, "once=a&pregnant=yes&weight=64");
        let flag = "<span class=\"nabz-tag\">गर्भवती</span>";
        let page = desk.page(&form);
        assert!(page.contains(flag) && page.contains("name=\"pregnant\" value=\"yes\" checked"), "{page}");
        assert!(desk.page(&format!("/opd/visits/{}", token.id)).contains(flag));
    }

    fn a_signed_visit_is_found_again_amended_and_printed(desk) {
        let visit = desk.sits("Sunita Devi");
        assert!(!desk.page("/opd").contains("signed-today"), "nothing is signed yet");
        desk.post(&visit, "version=0&once=s&act=sign&complaint=Cough");
        let page = desk.page(&format!("/opd?signed={}", visit.rsplit('/').next().unwrap()));
        let notice = page.split("nabz-notice--ok").nth(1).unwrap().split("</div>").next().unwrap();
        assert!(notice.contains(&format!("href=\"{visit}\"")), "{notice}");
        let page = desk.page("/opd");
        let today = page.split("id=\"signed-today\"").nth(1).unwrap();
        assert!(today.contains("Sunita Devi") && today.contains(&format!("href=\"{visit}\"")), "{today}");
        let print = format!("{visit}/print");
        assert!(today.contains(&format!("action=\"{print}\"")), "{today}");
        assert_eq!(desk.post(&print, "once=p").1, format!("{visit}/prescription/2"));
        assert!(desk.page(&visit).contains(&format!("{visit}/amend")));
        let amend = format!("{visit}/amend");
        desk.post(&amend, "version=0&once=t&act=sign&complaint=Cough+since+Diwali");
        let page = desk.page("/opd");
        let rows = page.matches(&format!("href=\"{visit}\"")).count();
        assert_eq!(rows, 1, "an amended note stands once: {page}");
    }

    fn a_waiting_person_sits_down_in_a_room_that_is_asked_for(desk) {
        let other = desk.second_room();
        let token = desk.day.arrive("Sunita Devi", 42);
        let visit = format!("/opd/visits/{}", token.id);
        let page = desk.page(&visit);
        assert!(page.contains("<select") && page.contains(&format!("value=\"{other}\"")), "{page}");
        assert!(!page.contains("/absent\""), "nobody has called them: {page}");
        let begin = format!("{visit}/begin");
        let asked = desk.post(&begin, "once=a");
        assert_eq!(asked.0, StatusCode::NOT_FOUND);
        assert!(asked.2.contains("QUE-005"), "{}", asked.2);
        let eyes = desk.day.eyes().room;
        assert!(desk.post(&begin, &format!("once=b&room={eyes}")).2.contains("QUE-005"));
        assert_eq!(desk.post(&begin, &format!("once=c&room={other}")).1, visit);
        assert!(desk.page(&visit).contains("name=\"act\" value=\"sign\""));
    }

    fn chips_say_when_to_come_again_and_take_it_back(desk) {
        let visit = desk.sits("Sunita Devi");
        let chosen = |desk: &Desk| desk.page(&visit).matches("aria-pressed=\"true\"").count();
        assert_eq!(chosen(desk), 0);
        desk.post(&visit, "version=0&once=a&act=see-again-7&complaint=Cough");
        let page = desk.page(&visit);
        assert!(page.contains("name=\"see_again\"") && page.contains("value=\"7\""), "{page}");
        assert_eq!(chosen(desk), 1);
        desk.post(&visit, "version=1&once=b&act=see-again-7&see_again=7&complaint=Cough");
        assert_eq!(chosen(desk), 0);
    }

    fn the_record_warns_of_allergies_and_leads_to_the_note_of_a_visit(desk) {
        let visit = desk.sits("Sunita Devi");
        let chart = format!("/chart/{}", desk.person_of(&visit));
        assert!(!desk.page(&chart).contains("nabz-allergy"));
        desk.post(&format!("{visit}/allergies"), "once=a&substance=Penicillin&reaction=rash");
        assert!(!desk.page(&chart).contains(&format!("href=\"{visit}\"")), "nothing is signed yet");
        desk.post(&visit, "version=0&once=s&act=sign&complaint=Cough");
        let page = desk.page(&chart);
        let warned = page.split("nabz-allergy").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(warned.contains("पेनिसिलिन") && warned.contains("rash"), "{warned}");
        assert!(page.contains(&format!("href=\"{visit}\"")), "{page}");
    }
}
