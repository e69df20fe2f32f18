//! The store's pages: what was typed is never lost, and what was shown is what is acted on.

use super::*;
use nabz_access::{Role, Seen, seen_by};

impl Window {
    fn metformin(&self) -> String {
        let (_, bin, _) = self.ask(
            "POST",
            &format!("/stores/{}/count", self.counter),
            "medicine=METF-500-TAB&look=bin",
        );
        bin
    }

    /// A second storeroom of the same facility.
    fn main_store(&self) -> StoreroomId {
        let (keeper, facility) = (self.day.doctor, self.day.facility);
        let room = Storeroom {
            id: Id::draw(MORNING),
            code: "MAIN".into(),
            kind: StoreroomKind::Main,
            name: Name {
                english: "Main store".into(), hindi: "मुख्य भंडार".into()
            },
            fed_by: None,
        };
        let opened = room.clone();
        let open = move |tx: &mut Tx<'_>| {
            stores::actions::open_storeroom(tx, &Permit::trial(keeper, facility), &opened)
        };
        self.day.write(open).unwrap();
        room.id
    }

    /// What Sunita reads, who asks who looked at her record, of looks because of a recall.
    fn looks_for_a_recall(&self) -> Vec<Seen> {
        self.day.store.flush_reads().unwrap();
        let (facility, prescription) = (self.day.facility, Id::from_uuid(self.prescription));
        let (mut looks, _) = self.day.read(move |tx| {
            let signed = prescribing::prescription(tx, facility, prescription)?.unwrap();
            seen_by(tx, &[signed.person], None)
        });
        looks.retain(|look| look.act == "pharmacy.reach-recipients");
        looks
    }

    fn movements(&self) -> i64 {
        self.day.count("SELECT COUNT(*) FROM stores_ledger")
    }
}

city_tests! { Window;
    fn a_medicine_is_named_with_its_form_on_every_page_of_the_store(window) {
        let room = format!("/stores/{}", window.counter);
        let bin = window.metformin();
        let hindi = window.cookie.replace("lang=en", "lang=hi");
        for path in [room.clone(), bin.replace("/bin/", "/count/"), bin, format!("{room}/count")] {
            shows(&window.page(&path), &["Metformin 500 mg tablet"]);
            let (_, _, page) = window.ask_as(&hindi, ("GET", &path), "");
            shows(&String::from_utf8_lossy(&page), &["मेटफ़ॉर्मिन 500 mg टैबलेट"]);
        }
        let (_, _, page) = window.ask_as(&window.deepa, ("GET", &format!("{room}/receive")), "");
        shows(&String::from_utf8_lossy(&page), &["Paracetamol 125 mg/5 ml suspension (PARA-125-SUS)"]);
    }

    fn a_picked_medicine_keeps_its_name_and_a_delivery_says_what_was_taken_in(window) {
        let path = format!("/stores/{}/receive", window.counter);
        let form = "paper=CH-7&medicine=Paracetamol+500+mg+tablet+(PARA-500-TAB)&number=PC9\
                    &manufacturer=Yamuna&expiry=03/2028&units=40&once=r1";
        let (_, _, more) = window.ask_as(&window.deepa, ("POST", &path), &format!("{form}&act=more"));
        shows(&String::from_utf8_lossy(&more), &["value=\"Paracetamol 500 mg tablet (PARA-500-TAB)\""]);
        let (status, to, _) = window.ask_as(&window.deepa, ("POST", &path), form);
        assert_eq!(status, StatusCode::SEE_OTHER);
        shows(&window.page(&to), &["1 line taken in at", "CH-7", "Paracetamol 500 mg tablet · PC9 · 40"]);
        let other = format!("/stores/{}?received={}", window.counter, Uuid::nil());
        assert!(!window.page(&other).contains("taken in at"));
    }

    fn enter_in_a_paper_of_the_store_presses_the_button_that_it_is_for(window) {
        window.main_store();
        for paper in ["receive", "send"] {
            let path = format!("/stores/{}/{paper}", window.counter);
            let (_, _, page) = window.ask_as(&window.deepa, ("GET", &path), "");
            let page = String::from_utf8_lossy(&page).into_owned();
            let form = page.split(&format!("action=\"{path}\"")).nth(1).unwrap();
            let first = form.split("<button").nth(1).unwrap().split('>').next().unwrap();
            assert!(first.contains("nabz-u-visually-hidden") && !first.contains("more"), "{first}");
        }
    }

    fn a_voucher_is_printed_and_somebody_else_signs_it(window) {
        let to = window.main_store();
        let path = format!("/stores/{}/send", window.counter);
        let form = format!("to={to}&medicine=METF-500-TAB&units=10&once=s1");
        let (_, voucher, _) = window.ask_as(&window.deepa, ("POST", &path), &form);
        let (_, _, own) = window.ask_as(&window.deepa, ("GET", &voucher), "");
        let own = String::from_utf8_lossy(&own).into_owned();
        shows(&own, &["Metformin 500 mg tablet", "Somebody at Main store signs", "/voucher.pdf"]);
        assert!(!own.contains("name=\"arrived\""), "{own}");
        shows(&window.page(&voucher), &["name=\"arrived\"", "/voucher.pdf"]);
        let (status, _, paper) = window.ask("GET", &format!("{voucher}/voucher.pdf"), "");
        assert_eq!(status, StatusCode::OK);
        assert!(paper.starts_with(b"%PDF"));
    }

    fn a_refused_form_of_the_bin_card_opens_again_with_what_was_typed(window) {
        let bin = window.metformin();
        let batch = field(&window.page(&bin), "batch", 0);
        let typed = format!("batch={batch}&why={}&once=h1", "x".repeat(61));
        let page = window.refused(&window.cookie, &format!("{bin}/hold"), &typed);
        shows(&page, &["STK-017", &format!("value=\"{}\"", "x".repeat(61)), "<details open>"]);
        window.ask("POST", &format!("{bin}/hold"), &format!("batch={batch}&why=recalled&once=h2"));
        let typed = format!("batch={batch}&units=1000&why=CN-4&reason=broken&once=d1");
        let page = window.refused(&window.cookie, &format!("{bin}/discard"), &typed);
        shows(&page, &["STK-001", "value=\"1000\"", "value=\"CN-4\"", "<details open>"]);
        let typed = format!("batch={batch}&units=5&why=CN-4&reason=&once=d2");
        let page = window.refused(&window.cookie, &format!("{bin}/discard"), &typed);
        shows(&page, &["STK-019", "value=\"5\""]);
        assert_eq!(window.day.count("SELECT COUNT(*) FROM stores_ledger WHERE to_account = 'wastage'"), 0);
        let page = window.refused(&window.deepa, &format!("{bin}/level"), "below=many&was=&once=l1");
        shows(&page, &["STK-006", "value=\"many\""]);
    }

    fn each_form_of_a_bin_card_has_a_key_of_its_own(window) {
        let page = window.page(&window.metformin());
        let keys: Vec<String> = (0..page.matches("name=\"once\"").count()).map(|nth| field(&page, "once", nth)).collect();
        let distinct: std::collections::HashSet<_> = keys.iter().collect();
        assert!(!keys.is_empty() && distinct.len() == keys.len(), "{keys:?}");
        assert!(keys.iter().all(|key| !key.is_empty()));
    }

    fn a_delivery_never_drops_a_line_and_shows_what_is_wrong_beside_it(window) {
        let path = format!("/stores/{}/receive", window.counter);
        let line = |medicine: &str, number: &str, maker: &str, expiry: &str, units: &str| {
            format!("&medicine={medicine}&number={number}&manufacturer={maker}&expiry={expiry}&units={units}")
        };
        let good = line("PARA-500-TAB", "PC9", "Yamuna", "03/2028", "40");
        let before = window.movements();
        for (more, refusal) in [
            (line("", "", "", "", "40"), "STK-022"),
            (line("", "", "Yamuna", "", ""), "STK-022"),
            (line("", "", "", "03/2028", ""), "STK-022"),
            (line("METF-500-TAB", "MF9", "Yamuna", "13/2028", "40"), "STK-018"),
            (line("METF-500-TAB", "MF9", "Yamuna", "03/2028", "4o"), "STK-006"),
        ] {
            let page = window.refused(&window.deepa, &path, &format!("paper=CH-7{good}{more}&once=r1"));
            shows(&page, &[refusal, "value=\"CH-7\"", "value=\"PC9\"", "aria-invalid"]);
        }
        assert_eq!(window.movements(), before);
        let (status, _, _) = window.ask_as(&window.deepa, ("POST", &path), &format!("paper=CH-7{good}&once=r1"));
        assert_eq!((status, window.movements()), (StatusCode::SEE_OTHER, before + 1));
    }

    fn more_lines_come_by_a_button_that_needs_no_script(window) {
        let path = format!("/stores/{}/receive", window.counter);
        let form = "paper=CH-7&medicine=PARA-500-TAB&number=PC9&manufacturer=Yamuna&expiry=&units=&act=more&once=r1";
        let (status, _, page) = window.ask_as(&window.deepa, ("POST", &path), form);
        let page = String::from_utf8_lossy(&page).into_owned();
        assert_eq!(status, StatusCode::OK);
        assert_eq!(page.matches("name=\"units\"").count(), 7);
        shows(&page, &["value=\"PC9\"", "value=\"CH-7\""]);
    }

    fn the_shelf_is_listed_and_searched_in_both_scripts(window) {
        let room = format!("/stores/{}", window.counter);
        shows(&window.page(&room), &["Metformin 500 mg", "Paracetamol 500 mg", "100"]);
        for typed in ["metf", "METFORMIN+500", "%E0%A4%AE%E0%A5%87%E0%A4%9F%E0%A4%AB%E0%A5%89%E0%A4%B0"] {
            let found = window.page(&format!("{room}?q={typed}"));
            assert!(found.contains("Metformin 500 mg") && !found.contains("Paracetamol 500 mg"), "{typed}: {found}");
        }
        assert!(!window.page(&format!("{room}?q=nothing")).contains("Metformin 500 mg"));
        let medicine = window.metformin();
        let medicine = medicine.rsplit('/').next().unwrap();
        let rest = window.page(&format!("{room}?after={medicine}"));
        assert!(!rest.contains("Metformin 500 mg") && rest.contains("Paracetamol 500 mg"));
    }

    fn a_count_of_what_moved_meanwhile_says_so_and_asks_again(window) {
        let count = window.metformin().replace("/bin/", "/count/");
        let sheet = window.page(&count);
        let (batch, book) = (field(&sheet, "batch", 0), field(&sheet, "book", 0));
        let (path, form) = window.handed_over_form();
        window.ask("POST", &path, &form);
        let typed = format!("batch={batch}&book={book}&counted=100&note=monthly&once=c1");
        let page = window.refused(&window.cookie, &count, &typed);
        shows(&page, &["STK-020", "value=\"monthly\"", "name=\"book\" value=\"40\""]);
        assert!(!page.contains("value=\"100\""), "what moved is counted anew: {page}");
        let typed = format!("batch={batch}&book=40&counted=40&note=monthly&once=c2");
        assert_eq!(window.ask("POST", &count, &typed).0, StatusCode::SEE_OTHER);
    }

    fn a_recall_says_who_got_a_batch_once_it_is_held(window) {
        let (path, form) = window.handed_over_form();
        window.ask("POST", &path, &form);
        let bin = window.metformin();
        let batch = field(&window.page(&bin), "batch", 0);
        let (status, _, page) = window.ask("GET", &format!("/pharmacy/recall/{batch}"), "");
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(String::from_utf8_lossy(&page).contains("PHA-019"));
        window.ask("POST", &format!("{bin}/hold"), &format!("batch={batch}&why=recalled&once=h1"));
        shows(&window.page(&bin), &[&format!("/pharmacy/recall/{batch}")]);
        shows(&window.page(&format!("/pharmacy/recall/{batch}")), &["Sunita Devi", "MF0924", "60"]);
        let (closed, _, _) = window.ask_as(&window.deepa, ("GET", &format!("/pharmacy/recall/{batch}")), "");
        assert_eq!(closed, StatusCode::FORBIDDEN);
    }

    fn a_recall_names_people_to_whoever_hands_out_and_each_of_them_learns_who_looked(window) {
        let (path, form) = window.handed_over_form();
        window.ask("POST", &path, &form);
        let bin = window.metformin();
        let batch = field(&window.page(&bin), "batch", 0);
        window.ask("POST", &format!("{bin}/hold"), &format!("batch={batch}&why=recalled&once=h1"));
        let recall = format!("/pharmacy/recall/{batch}");
        window.day.employ(&["meera.iyer,Meera Iyer,मीरा अय्यर,facility_administrator"]);
        let meera = Browser::with_code(&window.router, &window.day.store, "meera.iyer");
        for (language, hint) in [("en", "How many were given this batch"), ("hi", "कितने लोगों को दिया गया")] {
            let page = meera.clone().with_cookie(&format!("__Host-nabz-lang={language}")).page(&recall);
            shows(&page, &["MF0924", ">60<", hint]);
            assert!(!page.contains("Sunita") && !page.contains("सुनीता"), "{page}");
        }
        assert!(window.looks_for_a_recall().is_empty(), "nobody was shown");
        shows(&window.page(&recall), &["Sunita Devi"]);
        let looks = window.looks_for_a_recall();
        let [look] = looks.as_slice() else { panic!("{looks:?}") };
        assert_eq!((look.purpose.as_str(), look.roles.as_slice()), ("PATSFTY", &[Role::Pharmacist][..]));
    }
}
