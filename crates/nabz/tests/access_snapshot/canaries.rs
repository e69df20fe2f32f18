//! Nothing about a person stands in a log or in an address.
//!
//! Everybody in the town is marked with words and numbers that stand nowhere else ([`marks`]), and
//! so is what people type. Every route of the table and every form with a mistake in it is walked,
//! as a page and as a part of one, while everything is heard that the program could write into
//! its log ([`ears`]). No mark may turn up there, in a header of an answer (`Location`, `HX-…`,
//! `Link`, cookies), or in an address that a page offers ([`offers`]).

mod ears;
mod marks;
mod offers;

use crate::ask::Ask;
use crate::mistakes::{before, forms, percent};
use crate::people::{self, Arm, Column};
use crate::table::TABLE;
use crate::town::Town;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use ears::Ears;
use marks::Marks;
use nabz_testkit::{city_test, wait_for};
use offers::Seen;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// So many routes show something that is marked, at least, or nobody would notice a lost mark.
const SHOWING_MIN: usize = 20;
/// So many headers and addresses were looked at, at least.
const TARGETS_MIN: usize = 5_000;

/// What a request says about who asks.
type Manner = &'static [(&'static str, &'static str)];
const AS_A_PAGE: Manner = &[("accept", "text/html")];
const AS_A_PART: Manner = &[("accept", "text/html"), ("hx-request", "true")];
const AS_A_PROGRAM: Manner = &[("accept", "application/fhir+json")];

/// A walk through the site, and what was seen on it.
struct Walk {
    ask: Ask,
    marks: Marks,
    ears: &'static Ears,
    leaks: String,
    showing: BTreeSet<String>,
    requests: usize,
    targets: usize,
}

impl Walk {
    /// Marks whoever comes to the town from now on, and listens.
    fn through(town: &mut Town) -> Self {
        town.know(marks::KNOWN);
        Self {
            ask: Ask::of(town),
            marks: Marks::default(),
            ears: Ears::of_the_process(),
            leaks: String::new(),
            showing: BTreeSet::new(),
            requests: 0,
            targets: 0,
        }
    }

    /// Sends one request in each manner.
    async fn send(
        &mut self,
        route: &str,
        (method, path, body): (&str, &str, String),
        column: &Column,
    ) {
        let programs_alone = path.starts_with("/fhir/");
        let manners: &[Manner] =
            if programs_alone { &[AS_A_PROGRAM] } else { &[AS_A_PAGE, AS_A_PART] };
        for manner in manners {
            let wish = (method, path, body.clone());
            let answer = self.ask.request(wish, column, manner).await;
            let status = answer.status();
            let seen = Seen::of(answer).await;
            self.note(&format!("{}: {method} {route}", column.title), status, &seen);
            if marks::are_shown(&seen.text) {
                self.showing.insert(format!("{method} {route}"));
            }
        }
    }

    fn note(&mut self, asked: &str, status: StatusCode, seen: &Seen) {
        self.requests += 1;
        self.targets += seen.targets.len();
        for target in seen.targets.iter().filter(|target| self.marks.are_in(target)) {
            writeln!(self.leaks, "{asked}: {target}").unwrap();
        }
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            writeln!(self.leaks, "{asked}: a fault, which no mark may bring about").unwrap();
        }
    }

    /// Fails with whatever held a mark, and if too little was looked at to say that nothing did.
    fn end(&self) {
        assert!(self.leaks.is_empty(), "somebody is named where others read:\n{}", self.leaks);
        let heard = self.ears.heard();
        let told = self.marks.lines_in(&heard);
        assert!(told.is_empty(), "somebody is named in the log:\n{}", told.join("\n"));
        let answered = heard.lines().filter(|line| line.contains("answered")).count();
        assert!(answered >= self.requests, "{answered} of {} answers were heard", self.requests);
        assert!(self.showing.len() >= SHOWING_MIN, "only these show a mark: {:#?}", self.showing);
        assert!(self.targets >= TARGETS_MIN, "only {} addresses were seen", self.targets);
    }
}

#[city_test]
fn nothing_of_a_person_reaches_a_log_or_an_address(town: &mut Town) {
    let mut walk = Walk::through(town);
    for column in &people::columns(town, Arm::Own) {
        let things = town.things(column);
        walk.marks.add(things.fill("<health_id>"));
        wait_for(async {
            for one in TABLE {
                let (path, body) = (things.fill(one.path), things.fill(&marks::marked(one)));
                walk.send(one.route, (one.method, &path, body), column).await;
            }
        });
    }
    walk.end();
}

#[city_test]
fn nothing_that_is_typed_wrongly_reaches_a_log_or_an_address(town: &mut Town) {
    let mut walk = Walk::through(town);
    let columns = people::columns(town, Arm::Own);
    let mut known = BTreeMap::new();
    for form in forms::all() {
        let column = columns.iter().find(|column| column.title == form.who).unwrap();
        let things = known.entry(form.who).or_insert_with(|| before(town, column));
        walk.marks.add(things.fill("<health_id>"));
        let path = things.fill(form.path);
        for (field, takes) in form.wrong {
            for wrong in marks::wrong(*takes) {
                let right = marks::right(form, field);
                let right =
                    right.iter().map(|(name, value)| (things.fill(name), things.fill(value)));
                let typed = right.chain([(things.fill(field), wrong)]);
                let mut body = format!("once=k{}", walk.requests);
                for (name, value) in typed {
                    write!(body, "&{name}={}", percent(&value)).unwrap();
                }
                wait_for(walk.send(form.route, ("POST", &path, body), column));
            }
        }
    }
    walk.end();
}

#[test]
fn a_mark_in_a_line_of_the_log_is_heard_and_a_librarys_details_are_not_told() {
    let (ears, marks) = (Ears::default(), Marks::default());
    let said = (marks::KNOWN.words)("rash");
    tracing::dispatcher::with_default(&ears.log(), || {
        tracing::trace!(target: "nabz_people::registry", name = %said, "found");
        tracing::info!(target: "tokio_postgres::connection", "NOTICE: {said}");
        tracing::debug!(target: "tokio_postgres::query", "executing with parameters: {said}");
    });
    let heard = ears.heard();
    assert_eq!(heard.lines().count(), 2, "{heard}");
    assert_eq!(marks.lines_in(&heard).len(), 2, "{heard}");
}

/// How many places of an answer hold a mark.
fn leaks(header: (&str, &str), body: &'static str) -> usize {
    let answer = Response::builder().header(header.0, header.1).body(Body::from(body)).unwrap();
    let (seen, marks) = (wait_for(Seen::of(answer)), Marks::default());
    seen.targets.iter().filter(|target| marks.are_in(target)).count()
}

#[test]
fn a_mark_in_an_answer_is_seen_wherever_an_address_stands() {
    for header in [
        ("location", "/search?q=Zqvxwk+Asha"),
        ("hx-push-url", "/desk?phone=00000%2073519"),
        ("link", "</people?name=%E0%A4%A0%E0%A4%9D%E0%A4%A2%E0%A4%98>; rel=next"),
        ("set-cookie", "last=zqx-7351946; Path=/"),
        ("content-disposition", "attachment; filename=zqvxwk.pdf"),
    ] {
        assert_eq!(leaks(header, ""), 1, "{header:?}");
    }
    for page in [
        "<a href=\"/search?q=zqvxwk\">Asha</a>",
        "<img\n src=\"/photo/%257Aqvxwk\">",
        "<main hx-get=\"/people/ठझढघ\"></main>",
        "<form action=\"/search\"><input name=\"q\" value=\"zqvxwk\"></form>",
        "<form method=\"post\" action=\"/find/zqvxwk\"></form>",
    ] {
        assert_eq!(leaks((header::CONTENT_TYPE.as_str(), "text/html"), page), 1, "{page}");
    }
    let found = "{\"link\":[{\"relation\":\"next\",\"url\":\"/fhir/R4/Patient?name=zqvxwk\"}]}";
    assert_eq!(leaks((header::CONTENT_TYPE.as_str(), "application/fhir+json"), found), 1);
    let shown = "<a href=\"/people/7\">zqvxwk</a>\
                 <form method=\"post\" action=\"/search\"><input value=\"zqvxwk\"></form>";
    assert_eq!(leaks((header::CONTENT_TYPE.as_str(), "text/html"), shown), 0, "what is only shown");
}
