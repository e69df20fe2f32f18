//! What the window says before it hands over, and what it prints after.

use super::*;
use crate::formulary::model::Medicine;
use crate::prescribing::model::{LineId, REMARK_LETTERS_MAX};
use nabz_print::label::{Label, labels};

/// Ramesh with a signed prescription of two medicines, at the window.
fn of_two_medicines(window: &Window) -> (Uuid, [LineId; 2]) {
    of_two_medicines_with(window, "")
}

/// The same, with a remark on each.
fn of_two_medicines_with(window: &Window, remark: &str) -> (Uuid, [LineId; 2]) {
    let remark = remark.to_owned();
    let token = window.day.arrive("Ramesh Kumar", 50);
    let (facility, doctor) = (window.day.facility, window.day.doctor);
    let signed = window.day.write(move |tx| {
        let mut wishes = Vec::new();
        for code in ["METF-500-TAB", "PARA-500-TAB"] {
            let medicine = formulary::medicine_by_code(tx, code)?.unwrap().id;
            let frequency = frequency_of("1-0-1").unwrap();
            let directions =
                Directions { frequency, days: 5, meal: Meal::After, remark: remark.clone() };
            wishes.push(Wish { medicine, directions, overrides: Vec::new() });
        }
        let patient = Patient { age: Some(Age::Years(50)), ..Patient::default() };
        let order = Order { visit: token.id, person: token.person, patient, wishes };
        let signed = prescribing::issue(tx, (facility, doctor), &order)?;
        Ok((signed.id.uuid(), prescribing::store::lines(tx, facility, signed.id)?))
    });
    let (id, lines) = signed.unwrap();
    window.ask("POST", "/pharmacy/open", &format!("slip={id}&once=two"));
    (id, [lines[0].id, lines[1].id])
}

city_tests! { Window;
    fn what_is_done_is_counted_the_right_way_round_in_both_languages(window) {
        let at = format!("/pharmacy/at/{}", window.prescription);
        window.ask("POST", "/pharmacy/open", &format!("slip={}&once=h0", window.prescription));
        shows(&window.page(&at), &["0 of 1 done"]);
        let hindi = window.cookie.replace("lang=en", "lang=hi");
        let (_, _, page) = window.ask_as(&hindi, ("GET", &at), "");
        shows(&String::from_utf8_lossy(&page), &["1 में से 0 हो गए"]);
    }

    fn the_window_shows_the_label_that_is_printed(window) {
        let (path, form) = window.handed_over_form();
        let fewer = form.replace("=60&", "=3&");
        let at = path.replace("/hand-over", "");
        let (_, _, page) = window.ask("POST", &at, &fewer);
        let page = String::from_utf8_lossy(&page).into_owned();
        let line = field(&page, "line", 0);
        shows(&page, &["Metformin 500 mg · 3 गोली", &format!("id=\"why-{line}\" open")]);
        let (_, slip, _) = window.ask("POST", &path, &format!("{fewer}&reason-{line}=asked+for+fewer"));
        let id = Id::from_uuid(slip.rsplit('/').next().unwrap().parse().unwrap());
        let facility = window.day.facility;
        let printed = window.day.read(move |tx| {
            let dispense = crate::pharmacy::store::dispense(tx, facility, id)?.unwrap();
            pages::labels::read(tx, &dispense)
        });
        assert_eq!(printed.len(), 1);
        for label in printed {
            let foot = label.small.replace(" · No. 1", "");
            shows(&page, &[&label.title, &label.text.hi, &label.text.en, &foot, &label.use_by.unwrap()]);
        }
    }

    fn the_longest_remark_stops_no_label_and_is_read_whole_at_the_window(window) {
        let words = "हर बार पूरे गिलास पानी के साथ लें; ";
        let remark: String = words.chars().cycle().take(REMARK_LETTERS_MAX).collect();
        let (id, [metformin, paracetamol]) = of_two_medicines_with(window, &remark);
        let at = format!("/pharmacy/at/{id}");
        let lines = format!("line={metformin}&line={paracetamol}&units-{metformin}=10&units-{paracetamol}=10");
        let (_, _, page) = window.ask("POST", &at, &format!("{lines}&pack=MF0924&once=p1"));
        let page = String::from_utf8_lossy(&page).into_owned();
        assert_eq!(page.matches(&remark).count(), 1, "{page}");
        let scanned = field(&page, "scanned", 0);
        let given = format!("{lines}&scanned={scanned}&collector=self&part=1&once=h1");
        let (status, slip, _) = window.ask("POST", &format!("{at}/hand-over"), &given);
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (status, _, paper) = window.ask("GET", &format!("{slip}/labels.pdf"), "");
        assert!(status == StatusCode::OK && paper.starts_with(b"%PDF"), "{status}");
    }

    fn why_fewer_can_be_said_before_anything_is_refused(window) {
        let at = format!("/pharmacy/at/{}", window.prescription);
        window.ask("POST", "/pharmacy/open", &format!("slip={}&once=h0", window.prescription));
        let page = window.page(&at);
        let line = field(&page, "line", 0);
        shows(&page, &[&format!("name=\"reason-{line}\"")]);
    }

    fn labels_are_printed_by_the_act_that_hands_over_and_by_no_page_after_it(window) {
        let (path, form) = window.handed_over_form();
        let browser = Browser::new(&window.router).with_cookie(&window.cookie);
        let handed = browser.post(&path, &form);
        let mark = handed.cookies.iter().find(|cookie| cookie.starts_with("__Host-nabz-handed="));
        let mark = mark.unwrap().split(';').next().unwrap();
        let marked = browser.clone().with_cookie(mark);
        let first = marked.get(&handed.location);
        assert!(first.text().contains("data-print"), "{}", first.text());
        assert!(first.cookies.iter().any(|cookie| cookie.starts_with("__Host-nabz-handed=;")));
        assert!(!browser.page(&handed.location).contains("data-print"));
        let (item, batch) = (field(&first.text(), "item", 0), field(&first.text(), "batch", 0));
        let back = format!("item={item}&batch={batch}&units=abc&why=a+rash&once=b1");
        let refused = marked.post(&format!("{}/return", handed.location), &back);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.text().contains("data-print"));
    }

    fn the_button_says_how_many_of_how_many_it_hands_over(window) {
        let (id, [metformin, paracetamol]) = of_two_medicines(window);
        let at = format!("/pharmacy/at/{id}");
        shows(&window.page(&at), &["0 of 2 done", "2 medicines still to scan", "<span id=\"hand-over\">Hand over</span>"]);
        let lines = format!("line={metformin}&line={paracetamol}&units-{metformin}=10&units-{paracetamol}=10");
        let (_, _, page) = window.ask("POST", &at, &format!("{lines}&pack=MF0924&once=p1"));
        let page = String::from_utf8_lossy(&page).into_owned();
        shows(&page, &["1 of 2 done", "Hand over 1 of 2", "1 medicine still to scan", "name=\"part\" form=\"give\" value=\"1\""]);
        let form = format!("{lines}&scanned={}&collector=self", field(&page, "scanned", 0));
        let all = window.refused(&window.cookie, &format!("{at}/hand-over"), &format!("{form}&once=h1"));
        assert!(all.contains("PHA-011"), "{all}");
        let (status, _, _) = window.ask("POST", &format!("{at}/hand-over"), &format!("{form}&part=1&once=h2"));
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(window.day.count("SELECT COUNT(*) FROM pharmacy_item"), 1);
        shows(&window.page(&at), &["Paracetamol 500 mg tablet", "0 of 1 done"]);
    }

    fn a_medicine_that_is_left_out_is_not_waited_for(window) {
        let (id, [metformin, paracetamol]) = of_two_medicines(window);
        let at = format!("/pharmacy/at/{id}");
        let lines = format!("line={metformin}&line={paracetamol}&units-{metformin}=10");
        let medicine = field(&window.page(&at), &format!("counted-{paracetamol}"), 0);
        let form = format!("{lines}&units-{paracetamol}=0&counted-{paracetamol}={medicine}&pack=MF0924&once=p1");
        let (_, _, page) = window.ask("POST", &at, &form);
        let page = String::from_utf8_lossy(&page).into_owned();
        shows(&page, &["1 of 1 done", "Hand over 1 of 2"]);
        assert!(!page.contains("still to scan"), "{page}");
    }
}

/// The label of a pack that a doctor has taken with this remark.
fn label_of(medicine: &Medicine, remark: &str) -> Label {
    let frequency = frequency_of("1 SOS 3").unwrap();
    let directions = Directions { frequency, days: 5, meal: Meal::Empty, remark: remark.into() };
    let pick = stores::model::Pick {
        batch: Id::draw(MORNING),
        number: "AB123456".into(),
        expires_on: MORNING.date_in_india(),
        units: Units::new(120),
    };
    let said = pages::labels::Sticker::of((medicine, &directions), &pick, "सुनीता देवी · M-148");
    Label {
        title: said.title,
        text: said.say,
        remark: said.remark,
        small: format!("{} · No. 1234", said.foot),
        use_by: Some(said.use_by),
        code: LabelCode::Qr(label_code(Id::draw(MORNING))),
    }
}

/// A label that cannot be printed would hold up the window.
#[test]
fn every_medicine_of_the_demo_list_fits_on_its_label_and_so_does_the_longest_remark() {
    let list = formulary::sheet::read(include_str!("../../../../../../fixtures/formulary.csv"));
    let medicines: Vec<Medicine> =
        list.unwrap().lines.into_iter().map(|line| line.medicine).collect();
    let mut all: Vec<Label> = medicines.iter().map(|medicine| label_of(medicine, "")).collect();
    let letters = |medicine: &&Medicine| formulary::english_label(medicine).chars().count();
    let longest = medicines.iter().max_by_key(letters).unwrap();
    for words in ["हर बार पूरे गिलास पानी के साथ लें; ", "Take it with a full glass of water; "]
    {
        let remark: String = words.chars().cycle().take(REMARK_LETTERS_MAX).collect();
        all.push(label_of(longest, &remark));
    }
    // On one paper, into which the fonts are put once; one by one only to say which it is.
    if labels(&all).is_err() {
        let stopped = all.iter().find(|&label| labels(std::slice::from_ref(label)).is_err());
        panic!("{:?}", stopped.map(|label| (&label.title, &label.remark)));
    }
}
