//! A medicine takes one line, says whether it can be had, and what speaks against it.

use super::Desk;
use crate::facilities::load::{load_facilities, read_facilities};
use crate::formulary::model::{MedicineId, Name};
use crate::prescribing::model::{Directions, Meal, Order, Patient, Wish};
use crate::prescribing::rules::directions::frequency_of;
use crate::queue::model::Token;
use crate::stores::actions::{ArrangeStores, ReceiveStock, open_storeroom, receive, set_level};
use crate::stores::model::{Delivery, DeliveryLine, LevelOrder, Storeroom, StoreroomKind, Units};
use crate::stores::rules::parse_expiry;
use crate::trial_day::FORMULARY;
use crate::{formulary, prescribing};
use axum::http::StatusCode;
use nabz_access::staff::{SignInName, staff_called};
use nabz_access::{Holder, Why, organisation, relate, unit_node, unrelate};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, PersonId};
use nabz_testkit::{MORNING, city_tests};
use uuid::Uuid;

// Pages are in Hindi where nobody chose another language.
const AMOX: &str = "एमोक्सिसिलिन";
const METF: &str = "मेटफ़ॉर्मिन";
const PARA: &str = "पैरासिटामोल";
const ALLERGIC: &str = "पेनिसिलिन से एलर्जी: एमोक्सिसिलिन।";
/// What is taken for an illness of the mind, as the list of medicines has it.
const ESCITALOPRAM: &str = "ESCI-10-TAB,Escitalopram,एस्सिटालोप्राम,,escitalopram,,tablet,10 mg,oral,H,tablet,tablet,1,10 mg,5-20,5-20,,,\n";
const ESCI: &str = "एस्सिटालोप्राम";
const NEXT_YEAR: Instant = Instant::from_microseconds(1_820_000_000_000_000);

impl Desk {
    /// A pharmacy with so many units of a medicine, of which fewer than a hundred are too few.
    fn shelf(&self, code: &'static str, units: u32) {
        let medicine: MedicineId = Id::from_uuid(self.medicine(code));
        let (arranges, receives) =
            (self.day.permit::<ArrangeStores>(), self.day.permit::<ReceiveStock>());
        let id = Id::draw(MORNING);
        let room = Storeroom {
            id,
            code: code.into(),
            kind: StoreroomKind::Pharmacy,
            name: Name { english: "Pharmacy".into(), hindi: "दवाख़ाना".into() },
            fed_by: None,
        };
        let line = DeliveryLine {
            medicine,
            number: "B1".into(),
            manufacturer: "Made-up Pharma".into(),
            expires_on: parse_expiry("12/2028").unwrap(),
            units: Units::new(units),
        };
        let delivery = Delivery { storeroom: id, paper: "CH-1".into(), lines: vec![line] };
        let stocked = self.day.write(move |tx| {
            open_storeroom(tx, &arranges, &room)?;
            receive(tx, &receives, &delivery)?;
            let below = Units::new(100);
            set_level(tx, &arranges, &LevelOrder { storeroom: id, medicine, was: None, below })
        });
        stocked.unwrap();
    }

    /// Somebody was prescribed a medicine at another facility.
    fn prescribed_at_gulmohar(&self, person: PersonId, medicine: MedicineId) {
        let (doctor, visit) = (self.day.doctor, Id::draw(MORNING));
        let signed = self.day.write(move |tx| {
            let lines = "code,name_en,name_hi,kind,district\n\
                         GUL,Gulmohar Clinic,गुलमोहर क्लिनिक,clinic,Central\n";
            load_facilities(tx, &read_facilities(lines).unwrap())?.unwrap();
            let gulmohar = organisation::node_by_code(tx, "GUL")?.unwrap().id;
            let frequency = frequency_of("1-0-1").unwrap();
            let directions =
                Directions { frequency, days: 30, meal: Meal::After, remark: String::new() };
            let wishes = vec![Wish { medicine, directions, overrides: Vec::new() }];
            let order = Order { visit, person, patient: Patient::default(), wishes };
            prescribing::issue(tx, (Id::from_uuid(gulmohar.uuid()), doctor), &order)
        });
        signed.unwrap();
    }

    /// The desk's doctor treats somebody no more, and is assigned their household.
    fn visits_the_home_of(&self, person: PersonId, treated: [&Token; 2]) {
        let name = SignInName::parse("kavita.rawat").unwrap();
        let ended = treated.map(|token| (token.unit, token.id.uuid()));
        let changed = self.day.write(move |tx| {
            for (unit, visit) in ended {
                let holder = Holder::Node(unit_node(unit));
                unrelate(tx, holder, person, Why::Visit(visit))?;
            }
            let doctor = Holder::Staff(staff_called(tx, &name)?.unwrap());
            relate(tx, doctor, person, Why::Household(Uuid::from_u128(7)), NEXT_YEAR)
        });
        changed.unwrap();
    }
}

/// What a page says of the line of a medicine.
fn line<'p>(page: &'p str, name: &str) -> &'p str {
    let (_, rows) = page.split_once("<ul class=\"nabz-rx\">").unwrap();
    let row = rows.split("</ul>").next().unwrap().split("<li>").find(|row| row.contains(name));
    row.unwrap_or_else(|| panic!("{name} in {rows}"))
}

city_tests! { Desk;
    fn a_line_that_says_everything_is_folded_and_one_that_lacks_something_is_open(desk) {
        let visit = desk.sits("Sunita Devi");
        let (para, metf) = (desk.medicine("PARA-500-TAB"), desk.medicine("METF-500-TAB"));
        let form = format!(
            "version=0&once=a&act=save&medicine={para}&dose=1-0-1&days=5&meal=after&remark=&reason=\
             &medicine={metf}&dose=&days=&meal=any&remark=&reason="
        );
        assert_eq!(desk.post(&visit, &form).1, visit);
        let page = desk.page(&visit);
        let folded = line(&page, PARA);
        assert!(!folded.contains(" open>") && folded.contains("1-0-1 · 5 दिन · खाने के बाद"), "{folded}");
        assert!(line(&page, METF).contains(" open>"), "{page}");
    }

    fn an_allergy_and_a_substance_twice_are_said_before_a_dose_is_typed(desk) {
        let visit = desk.sits("Sunita Devi");
        desk.post(&format!("{visit}/allergies"), "once=a&substance=Penicillin&reaction=rash");
        let (amox, para) = (desk.medicine("AMOX-500-CAP"), desk.medicine("PARA-500-TAB"));
        let syrup = desk.medicine("PARA-125-SUS");
        desk.post(&visit, &format!("version=0&once=b&act=save&add_medicine={amox}"));
        let page = desk.page(&visit);
        let warned = line(&page, AMOX);
        assert!(warned.contains("nabz-notice--danger") && warned.contains(ALLERGIC), "{warned}");
        let bare = |medicine: Uuid| format!("medicine={medicine}&dose=&days=&meal=any&remark=&reason=");
        let lines = format!("{}&{}", bare(amox), bare(para));
        desk.post(&visit, &format!("version=1&once=c&act=save&add_medicine={syrup}&{lines}"));
        let page = desk.page(&visit);
        assert!(line(&page, AMOX).contains(ALLERGIC), "{page}");
        assert!(!line(&page, "500 mg टैबलेट").contains("nabz-notice--danger"), "{page}");
        let twice = line(&page, "सस्पेंशन");
        assert!(twice.contains("पैरासिटामोल पहले से पंक्ति 2 में है"), "{twice}");
        // A dose that cannot be read takes no warning away.
        let often = lines.replacen("dose=&", "dose=often&", 1);
        desk.post(&visit, &format!("version=2&once=d&act=save&{often}"));
        assert!(line(&desk.page(&visit), AMOX).contains(ALLERGIC));
        let typed = bare(amox).replace("dose=&days=", "dose=1-1-1&days=5");
        let refused = desk.post(&visit, &format!("version=3&once=e&act=sign&complaint=Fever&{typed}"));
        assert!(refused.2.contains("PRE-001: एमोक्सिसिलिन की चेतावनी"), "{}", refused.2);
    }

    fn a_medicine_and_what_speaks_against_it_are_called_as_the_reader_calls_them(desk) {
        let visit = desk.sits("Sunita Devi");
        desk.post(&format!("{visit}/allergies"), "once=a&substance=Penicillin&reaction=rash");
        let amox = desk.medicine("AMOX-500-CAP");
        desk.post(&visit, &format!("version=0&once=b&act=save&add_medicine={amox}"));
        let page = desk.page(&visit);
        let hindi = line(&page, "1. एमोक्सिसिलिन 500 mg कैप्सूल");
        assert!(hindi.contains(ALLERGIC) && !hindi.contains("Amoxicillin"), "{hindi}");
        let offered = desk.post("/opd/suggest/medicines", "q=amox").2;
        assert!(offered.contains("data-text=\"एमोक्सिसिलिन 500 mg कैप्सूल\""), "{offered}");
        assert!(offered.contains("Amoxicillin"), "the other name stands beside it: {offered}");
        let english = desk.browser.clone().with_cookie("__Host-nabz-lang=en");
        let page = english.page(&visit);
        let said = line(&page, "1. Amoxicillin 500 mg capsule");
        assert!(said.contains("Allergy to Penicillin: Amoxicillin."), "{said}");
        let form = format!("version=1&once=c&act=sign&medicine={amox}&dose=often&days=5&meal=any&remark=&reason=");
        let refused = english.post(&visit, &form).text();
        assert!(refused.contains("PRE-002: Amoxicillin: "), "{refused}");
    }

    fn a_dose_that_no_grid_shows_is_a_sentence_and_its_fields_have_names(desk) {
        let visit = desk.sits("Sunita Devi");
        let para = desk.medicine("PARA-500-TAB");
        let form = format!("version=0&once=a&act=save&medicine={para}&dose=1+SOS+3&days=3&meal=any&remark=&reason=");
        desk.post(&visit, &form);
        let page = desk.page(&visit);
        let said = line(&page, PARA);
        assert!(said.contains("ज़रूरत हो तभी 1 गोली; दिन में 3 बार तक · 3 दिन"), "{said}");
        for named in ["for=\"dose-1\">खुराक<", "for=\"days-1\">दिन<", "for=\"remark-1\">"] {
            assert!(said.contains(named), "{named} in {said}");
        }
    }

    fn a_medicine_that_runs_low_or_is_not_here_says_so(desk) {
        desk.shelf("PARA-500-TAB", 42);
        desk.shelf("AMOX-500-CAP", 1_240);
        let visit = desk.sits("Sunita Devi");
        let add = |code: &'static str| format!("medicine={}&dose=1-0-1&days=3&meal=any&remark=&reason=", desk.medicine(code));
        let lines = ["PARA-500-TAB", "AMOX-500-CAP", "METF-500-TAB"].map(add).join("&");
        desk.post(&visit, &format!("version=0&once=a&act=save&{lines}"));
        let page = desk.page(&visit);
        let low = line(&page, PARA);
        assert!(low.contains("nabz-stock--low") && low.contains("42, कम बची"), "{low}");
        let enough = line(&page, AMOX);
        assert!(enough.contains("1,240") && !enough.contains("nabz-stock--"), "{enough}");
        assert!(line(&page, METF).contains("nabz-stock--none"));
        let offered = desk.post("/opd/suggest/medicines", "q=para").2;
        assert!(offered.contains("42, कम बची"), "{offered}");
    }

    fn what_is_taken_from_another_department_speaks_against_the_line(desk) {
        let first = desk.sits("Sunita Devi");
        let metf = desk.medicine("METF-500-TAB");
        let note = format!("medicine={metf}&dose=1-0-1&days=30&meal=after&remark=");
        let signed = desk.post(&first, &format!("version=0&once=a&act=sign&complaint=Sugar&reason=&{note}"));
        assert!(signed.1.starts_with("/opd?signed="), "{}", signed.2);
        let (person, eyes) = (desk.person_of(&first), desk.day.eyes());
        let token = desk.day.call_into(&desk.day.give_token(person, eyes), eyes);
        let today = format!("/opd/visits/{}", token.id);
        desk.post(&format!("{today}/begin"), "once=b");
        let refused = desk.post(&today, &format!("version=0&once=c&act=sign&complaint=Eyes&reason=&{note}"));
        let said = line(&refused.2, METF);
        assert!(refused.2.contains("PRE-001") && said.contains("मेडिसिन ओपीडी"), "{}", refused.2);
        let taken = format!("{METF} पहले से ली जा रही है");
        assert!(said.contains(&taken) && said.contains(&format!("तक: {METF},")), "{said}");
        let again = desk.post(&today, &format!("version=1&once=d&act=sign&complaint=Eyes&reason=Half+the+dose&{note}"));
        assert!(again.1.starts_with("/opd?signed="), "{}", again.2);
    }

    fn what_is_taken_from_another_facility_names_it(desk) {
        let visit = desk.sits("Sunita Devi");
        let (person, metf) = (desk.person_of(&visit), desk.medicine("METF-500-TAB"));
        desk.prescribed_at_gulmohar(person, Id::from_uuid(metf));
        let note = format!("medicine={metf}&dose=1-0-1&days=30&meal=after&remark=&reason=");
        let refused = desk.post(&visit, &format!("version=0&once=c&act=sign&complaint=Sugar&{note}"));
        let said = line(&refused.2, METF);
        assert!(refused.2.contains("PRE-001") && said.contains("गुलमोहर क्लिनिक में"), "{}", refused.2);
    }

    fn whoever_does_not_treat_is_warned_and_not_told_of_what(desk) {
        let list = format!("{FORMULARY}{ESCITALOPRAM}");
        desk.day.write(move |tx| formulary::actions::load_formulary(tx, &list)).unwrap();
        let esci = desk.medicine("ESCI-10-TAB");
        let first = desk.day.call(&desk.day.arrive("Sunita Devi", 42));
        let signed = format!("/opd/visits/{}", first.id);
        desk.post(&format!("{signed}/begin"), "once=a");
        let note = format!("complaint=Low&medicine={esci}&dose=1-0-0&days=30&meal=after&remark=&reason=");
        let (_, to, page) = desk.post(&signed, &format!("version=0&once=b&act=sign&{note}"));
        assert!(to.starts_with("/opd?signed="), "{page}");
        let eyes = desk.day.eyes();
        let token = desk.day.call_into(&desk.day.give_token(first.person, eyes), eyes);
        let today = format!("/opd/visits/{}", token.id);
        desk.post(&format!("{today}/begin"), "once=c");
        desk.post(&today, &format!("version=0&once=d&act=save&add_medicine={esci}"));
        let taken = format!("{ESCI} पहले से ली जा रही है");
        let page = desk.page(&today);
        assert!(line(&page, ESCI).contains(&taken), "{page}");
        assert!(!page.contains("बंद रखा गया है"), "{page}");

        desk.visits_the_home_of(first.person, [&first, &token]);
        let page = desk.page(&today);
        let said = line(&page, ESCI);
        assert!(said.contains("nabz-notice--danger"), "{said}");
        assert!(said.contains(&format!("{ESCI} के विरुद्ध")) && !said.contains(&taken), "{said}");
        assert!(page.contains("बंद रखा गया है"), "{page}");
        for path in [signed.clone(), format!("{signed}/prescription/1")] {
            assert_eq!(desk.browser.get(&path).status, StatusCode::FORBIDDEN, "{path}");
        }
    }

    fn a_child_whose_medicine_has_no_childs_dose_is_said_before_it_is_signed(desk) {
        let token = desk.day.call(&desk.day.arrive("Guddu", 8));
        let visit = format!("/opd/visits/{}", token.id);
        assert_eq!(desk.post(&format!("{visit}/begin"), "once=b").1, visit);
        let amox = desk.medicine("AMOX-500-CAP");
        let note = format!("medicine={amox}&dose=1-1-1&days=5&meal=after&remark=");
        let refused = desk.post(&visit, &format!("version=0&once=c&act=sign&complaint=Fever&reason=&{note}"));
        let said = line(&refused.2, AMOX);
        assert!(refused.2.contains("PRE-001"), "{}", refused.2);
        assert!(said.contains("एमोक्सिसिलिन की बच्चों की खुराक नहीं दी गई है"), "{said}");
        let again = desk.post(&visit, &format!("version=1&once=d&act=sign&complaint=Fever&reason=Half+the+adult+dose&{note}"));
        assert!(again.1.starts_with("/opd?signed="), "{}", again.2);
    }
}
