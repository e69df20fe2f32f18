//! What every form answers to what people type wrongly: never a fault, always a code in the
//! language of the page, and everything that was typed is still there.

use crate::people::{Arm, Column, columns};
use crate::town::Town;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use nabz_testkit::{city_test, wait_for};
use std::collections::BTreeMap;
use std::fmt::Write;
use tower::ServiceExt;

const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Enough of a long text to know it again.
const SEEN_AGAIN: usize = 60;

/// What is typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    /// Words on a line.
    Words,
    /// A number or a phone.
    Number,
    /// When somebody was born.
    Birth,
}

struct Form {
    who: &'static str,
    path: &'static str,
    /// What is right, field by field; `<…>` names one of the town's things.
    right: &'static [(&'static str, &'static str)],
    /// The fields that are made wrong, one after the other.
    wrong: &'static [(&'static str, Takes)],
}

use Takes::{Birth, Number, Words};

const FORMS: &[Form] = &[
    Form {
        who: "clerk",
        path: "/desk/register",
        right: &[
            ("name_en", "Kavita Negi"),
            ("name_hi", "कविता नेगी"),
            ("age", "41"),
            ("phone", "0000004321"),
            ("relation_name", "Suresh Negi"),
            ("address", "14 Gali 3"),
            ("go_on", "yes"),
            ("unit", "<other_unit>"),
        ],
        wrong: &[
            ("name_en", Words),
            ("name_hi", Words),
            ("relation_name", Words),
            ("address", Words),
            ("ward_name", Words),
            ("phone", Number),
            ("age", Number),
            ("voter_id", Number),
            ("born", Birth),
        ],
    },
    Form {
        who: "clerk",
        path: "/desk/phone",
        right: &[
            ("person", "<person>"),
            ("version", "1"),
            ("answer", "save"),
            ("new_phone", "0000009876"),
        ],
        wrong: &[("new_phone", Number)],
    },
    Form {
        who: "clerk",
        path: "/people/<person>/correction",
        right: &[
            ("version", "1"),
            ("name_en", "Asha Rawat"),
            ("name_hi", "आशा रावत"),
            ("guardian_en", "Mohan Rawat"),
            ("line", "7 Gali 2"),
            ("reason", "The card says so."),
        ],
        wrong: &[
            ("name_en", Words),
            ("name_hi", Words),
            ("guardian_en", Words),
            ("guardian_hi", Words),
            ("line", Words),
            ("locality", Words),
            ("ward", Words),
            ("district", Words),
            ("reason", Words),
            ("phone", Number),
            ("born", Birth),
        ],
    },
    Form {
        who: "clerk",
        path: "/people/<unknown>/identify",
        right: &[
            ("name_en", "Kamla Rawat"),
            ("name_hi", "कमला रावत"),
            ("guardian_en", "Mohan Rawat"),
            ("line", "7 Gali 2"),
        ],
        wrong: &[
            ("name_en", Words),
            ("name_hi", Words),
            ("guardian_en", Words),
            ("line", Words),
            ("phone", Number),
            ("voter_id", Number),
            ("born", Birth),
        ],
    },
    Form {
        who: "records",
        path: "/people/<twin>/life",
        right: &[("life", "moved")],
        wrong: &[("on", Number)],
    },
    Form {
        who: "clerk",
        path: "/place",
        right: &[("place", "<unit>"), ("counter", "4")],
        wrong: &[("counter", Words)],
    },
    Form {
        who: "records",
        path: "/people/corrections/<correction>",
        right: &[("decision", "decline"), ("why", "The card is another one.")],
        wrong: &[("why", Words)],
    },
    Form {
        who: "nurse",
        path: "/triage/<token>",
        right: &[("pulse", "80"), ("unit", "F"), ("temperature", "98.6")],
        wrong: &[
            ("temperature", Number),
            ("pulse", Number),
            ("systolic", Number),
            ("saturation", Number),
            ("respiration", Number),
            ("weight", Number),
            ("height", Number),
            ("sugar", Number),
        ],
    },
    Form {
        who: "admin",
        path: "/people/add",
        right: &[
            ("sign_in", "nisha.pant"),
            ("name_en", "Nisha Pant"),
            ("name_hi", "निशा पंत"),
            ("role", "doctor"),
            ("place", "<facility>"),
            ("until", "2027-03-31"),
        ],
        wrong: &[("sign_in", Words), ("name_en", Words), ("name_hi", Words), ("until", Number)],
    },
    Form {
        who: "admin",
        path: "/wards/<ward>",
        right: &[("version", "0"), ("name_en", "Narela"), ("name_hi", "नरेला")],
        wrong: &[("name_en", Words), ("name_hi", Words)],
    },
];

fn wrong_texts(takes: Takes) -> Vec<String> {
    let long = match takes {
        Words => "क".repeat(10_000),
        Number | Birth => "9".repeat(10_000),
    };
    let others: &[&str] = match takes {
        Words => &["bell\u{7}", "turned \u{202e}round", "no\u{200b}width"],
        Number => &["many", "-4", "1\u{7}2", "4\u{202e}2"],
        Birth => &["31/02/1984", "24/11/2027", "1726", "29/02/2023", "yesterday", "\u{7}1984"],
    };
    std::iter::once(long).chain(others.iter().map(|wrong| (*wrong).to_owned())).collect()
}

struct Answer {
    status: StatusCode,
    text: String,
}

async fn send(
    town: &Town,
    column: &Column,
    (path, language): (&str, &str),
    fields: &[(String, String)],
) -> Answer {
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    let (name, cookie) = column.proof().unwrap();
    let request = Request::post(path)
        .header(name, format!("{cookie}; __Host-nabz-lang={language}"))
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = request.body(Body::from(body.join("&"))).unwrap();
    let response = town.router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), BODY_BYTES_MAX).await.unwrap();
    Answer { status, text: String::from_utf8_lossy(&bytes).into_owned() }
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        write!(out, "%{byte:02X}").unwrap();
        out
    })
}

/// What is wrong with an answer, if anything is.
fn complaint(answer: &Answer, typed: &[(String, String)], hidden: &[&str]) -> Option<String> {
    if !matches!(answer.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT) {
        return Some(format!("answered {}", answer.status));
    }
    if crate::ask::code_in(&answer.text).is_none() {
        return Some("says no code".to_owned());
    }
    let lost = typed.iter().filter(|(name, _)| !hidden.contains(&name.as_str()));
    let lost = lost.filter(|(_, value)| {
        let known: String = value.trim().chars().take(SEEN_AGAIN).collect();
        !answer.text.contains(&known)
    });
    let lost: Vec<_> = lost.map(|(name, _)| name.as_str()).collect();
    (!lost.is_empty()).then(|| format!("loses {}", lost.join(", ")))
}

#[city_test]
fn every_form_says_what_is_wrong_and_loses_nothing(town: &mut Town) {
    // What a page does not write out again: buttons that were pressed, and choices by their id.
    const PRESSED: [&str; 7] = ["answer", "decision", "go_on", "unit", "place", "role", "life"];
    let columns = columns(town, Arm::Own);
    let mut complaints = String::new();
    let mut tried = 0;
    let mut known = BTreeMap::new();
    for form in FORMS {
        let column = columns.iter().find(|column| column.title == form.who).unwrap();
        let things = known.entry(form.who).or_insert_with(|| town.things(column));
        for (field, takes) in form.wrong {
            for (nth, wrong) in wrong_texts(*takes).into_iter().enumerate() {
                let language = if nth % 2 == 0 { "hi" } else { "en" };
                let path = things.fill(form.path);
                let right = form.right.iter().filter(|(name, _)| name != field);
                let mut typed: Vec<(String, String)> =
                    right.map(|(name, value)| ((*name).to_owned(), things.fill(value))).collect();
                typed.push(((*field).to_owned(), wrong.clone()));
                let answer = wait_for(send(town, column, (&path, language), &typed));
                tried += 1;
                let shown: String = wrong.chars().take(12).collect();
                let tongue = format!("lang=\"{language}\"");
                let complaint = complaint(&answer, &typed, &PRESSED).or_else(|| {
                    (!answer.text.contains(&tongue)).then(|| "is in another language".into())
                });
                if let Some(complaint) = complaint {
                    writeln!(complaints, "{} {field}={shown:?} {complaint}", form.path).unwrap();
                }
            }
        }
    }
    assert!(tried > 150, "{tried}");
    assert!(complaints.is_empty(), "{complaints}");
}

/// Two tabs: the second is told that somebody was quicker, sees both sides and keeps its text.
#[city_test]
fn a_stale_tab_is_told_so_and_keeps_what_was_typed(town: &mut Town) {
    let columns = columns(town, Arm::Own);
    let clerk = columns.iter().find(|column| column.title == "clerk").unwrap();
    let admin = columns.iter().find(|column| column.title == "admin").unwrap();
    let things = town.things(clerk);
    let post = |column: &Column, path: &str, form: &[(&str, &str)]| {
        let path = things.fill(path);
        let form: Vec<(String, String)> =
            form.iter().map(|(name, value)| ((*name).to_owned(), things.fill(value))).collect();
        wait_for(send(town, column, (&path, "en"), &form))
    };
    let phone = |digits: &'static str, once: &'static str| {
        [
            ("person", "<person>"),
            ("version", "1"),
            ("answer", "save"),
            ("new_phone", digits),
            ("once", once),
        ]
    };
    assert_eq!(post(clerk, "/desk/phone", &phone("0000009876", "one")).status, StatusCode::OK);
    // Pressed twice, it is done once and answers the same.
    assert_eq!(post(clerk, "/desk/phone", &phone("0000009876", "one")).status, StatusCode::OK);
    let late = post(clerk, "/desk/phone", &phone("0000001111", "two"));
    assert!(late.text.contains("REG-022") && late.text.contains("0000001111"), "{}", late.text);
    let wish = [
        ("version", "1"),
        ("name_en", "Asha Negi"),
        ("reason", "The card says so."),
        ("once", "w"),
    ];
    let late = post(clerk, "/people/<person>/correction", &wish);
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("REG-022") && late.text.contains("Asha Negi"), "{}", late.text);
    assert!(late.text.contains("0000009876"), "what stands on record by now is shown, too");
    let ward = |name: &'static str, once: &'static str| {
        [("version", "0"), ("name_en", name), ("name_hi", "नरेला"), ("once", once)]
    };
    assert_eq!(post(admin, "/wards/<ward>", &ward("Narela", "x")).status, StatusCode::SEE_OTHER);
    assert_eq!(post(admin, "/wards/<ward>", &ward("Narela", "x")).status, StatusCode::SEE_OTHER);
    let late = post(admin, "/wards/<ward>", &ward("Nareli", "y"));
    assert!(late.text.contains("PLA-005") && late.text.contains("Nareli"), "{}", late.text);
    assert!(late.text.contains("Narela"), "what stands there now is shown, too");
}
