//! A signed visit is read, not written; its note is told from those of others.

use super::{DIAGNOSES, Desk};
use crate::opd::actions::{self, BeginVisit, SignVisit};
use crate::opd::model::Draft;
use crate::queue::model::{Post, Token};
use nabz_access::Permit;
use nabz_access::staff::{SignInName, staff_called};
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_testkit::city_tests;

impl Desk {
    /// A second doctor of the hospital.
    fn colleague(&self) -> StaffId {
        self.day.employ(&["anil.mehta,Dr Anil Mehta,डॉ. अनिल मेहता,doctor"]);
        let name = SignInName::parse("anil.mehta").unwrap();
        self.day.read(move |view| staff_called(view, &name)).unwrap()
    }

    /// Somebody else than the desk's doctor sees the person and signs.
    fn seen_by(&self, doctor: StaffId, (token, post): (&Token, Post), complaint: &str) {
        let (at, visit) = (self.day.facility, token.id);
        let draft = Draft { complaint: complaint.into(), ..Draft::default() };
        let signed = self.day.write(move |tx| {
            actions::begin(tx, &Permit::<BeginVisit>::trial(doctor, at), (visit, post))?;
            actions::sign(tx, &Permit::<SignVisit>::trial(doctor, at), visit, (0, &draft))
        });
        signed.unwrap();
    }

    /// The person sits with the desk's doctor again, in a unit.
    fn sits_again(&self, person: PersonId, post: Post) -> String {
        let token = self.day.call_into(&self.day.give_token(person, post), post);
        let visit = format!("/opd/visits/{}", token.id);
        assert_eq!(self.post(&format!("{visit}/begin"), &format!("once={}", token.id)).1, visit);
        visit
    }
}

/// What stands in the quotation of the last note, with its heading.
fn last(page: &str) -> &str {
    let (before, _) = page.split_once("<blockquote class=\"nabz-last\">").unwrap();
    let start = before.rfind("<span class=\"nabz-label\">").unwrap();
    page[start..].split("</blockquote>").next().unwrap()
}

city_tests! { Desk;
    fn a_signed_visit_says_who_signed_and_nothing_of_it_can_be_typed_over(desk) {
        let visit = desk.sits("Sunita Devi");
        let metf = desk.medicine("METF-500-TAB");
        let form = format!(
            "complaint=Sugar&dx=Cough&medicine={metf}&dose=1-0-1&days=30&meal=after&remark=&reason=&tests=CBC&see_again=7"
        );
        assert!(desk.post(&visit, &format!("version=0&once=a&act=sign&{form}")).1.starts_with("/opd?signed="));
        let page = desk.page(&visit);
        assert!(page.contains("हस्ताक्षर 09:00 पर, डॉ. कविता रावत"), "{page}");
        for gone in ["अभी सहेजा नहीं", "<textarea", "name=\"dose\"", "name=\"see_again\"", "name=\"version\""] {
            assert!(!page.contains(gone), "{gone} in {page}");
        }
        for said in ["<p>Sugar</p>", "<b>Cough</b>", "1-0-1 · 30 दिन · खाने के बाद", "<p>CBC</p>", "7 दिन, 30 नव॰ 2026"] {
            assert!(page.contains(said), "{said} in {page}");
        }
        let amend = desk.page(&format!("{visit}/amend"));
        assert!(amend.contains("आप हस्ताक्षरित नोट बदल रहे हैं: हस्ताक्षर 09:00 पर, डॉ. कविता रावत"), "{amend}");
        assert!(amend.contains(&format!("href=\"{visit}\">रद्द करें</a>")), "{amend}");
        assert!(amend.contains(">Sugar</textarea>"), "{amend}");
        let changed = form.replace("Sugar", "Sugar+since+Diwali");
        desk.post(&format!("{visit}/amend"), &format!("version=0&once=b&act=sign&{changed}"));
        assert!(desk.page(&visit).contains("बदलाव 09:00 पर, डॉ. कविता रावत"));
        desk.day.pass(std::time::Duration::from_hours(48));
        let later = desk.comes_back().page(&visit);
        assert!(later.contains("23 नव॰ 2026 का नोट") && later.contains("23 नव॰ 2026, 09:00 पर"), "{later}");
    }

    fn before_the_visit_begins_nothing_looks_as_if_it_could_be_written(desk) {
        let token = desk.day.call(&desk.day.arrive("Sunita Devi", 42));
        let page = desk.page(&format!("/opd/visits/{}", token.id));
        assert!(!page.contains("<textarea") && !page.contains("अभी सहेजा नहीं"), "{page}");
        assert!(page.contains("लिखने के लिए विज़िट शुरू करें"), "{page}");
    }

    fn the_last_note_is_the_doctors_own_and_that_of_another_says_whose_it_is(desk) {
        let first = desk.sits("Sunita Devi");
        desk.post(&first, "version=0&once=a&act=sign&complaint=My-own-words");
        let (person, colleague) = (desk.person_of(&first), desk.colleague());
        let eyes = desk.day.eyes();
        let token = desk.day.give_token(person, eyes);
        desk.seen_by(colleague, (&token, eyes), "Words-of-Anil");
        let again = desk.sits_again(person, desk.day.skin());
        let page = desk.page(&again);
        let own = last(&page);
        assert!(own.contains("आपका पिछला नोट") && own.contains("My-own-words"), "{own}");
        desk.post(&again, "version=0&act=copy-last");
        assert!(desk.page(&again).contains(">My-own-words</textarea>"));

        let other = desk.day.arrive("Kamla Rani", 30);
        desk.seen_by(colleague, (&other, desk.day.post), "Words-of-Anil");
        let today = desk.sits_again(other.person, eyes);
        let page = desk.page(&today);
        let theirs = last(&page);
        assert!(theirs.contains("यहाँ का पिछला नोट") && !theirs.contains("आपका"), "{theirs}");
        assert!(theirs.contains("डॉ. अनिल मेहता, मेडिसिन ओपीडी") && theirs.contains("Words-of-Anil"), "{theirs}");
    }

    fn the_record_says_diagnoses_and_orders_in_the_language_of_the_page(desk) {
        let visit = desk.sits("Sunita Devi");
        let form = format!(
            "complaint=Fever&dx=Acute+tonsillitis&dx_hindi=&dx_system={DIAGNOSES}&dx_code=D-002&tests=CBC%0AX-ray&see_again=7"
        );
        desk.post(&visit, &format!("version=0&once=a&act=sign&{form}"));
        let page = desk.page(&format!("/chart/{}", desk.person_of(&visit)));
        assert!(page.contains("Fever · तीव्र टॉन्सिलाइटिस · जाँचें: CBC, X-ray · 7 दिन बाद फिर दिखाएँ"), "{page}");
        assert!(!page.contains("Acute tonsillitis") && !page.contains("Test:"), "{page}");
    }
}
