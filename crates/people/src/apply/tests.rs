//! What families rely on who register themselves, as sentences over HTTP, on both engines.

mod code;
mod consents;
mod family;
mod linked;
mod mine;
mod papers;
mod post;
mod rights;
mod sent;

use super::model::{Door, Draft, DraftId, Family, Typed};
use super::pages;
use super::store::{self, Session};
use crate::cards::model::KeyPurpose;
use crate::cards::{Keys, SharedSigner, Signing};
use crate::consent;
use crate::messages;
use crate::messages::model::{MessagesAsked, Sms};
use axum::Router;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::{NodeId, NodeKind, PROGRAM, Password, SessionToken};
use nabz_credential::keys::{Kid, MemorySigner, Signer};
use nabz_credential::trust::{IssuerKey, Purpose, TrustList};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_kernel::phone::Mobile;
use nabz_store::{AuditSearch, Stop, Store, Tx};
use nabz_testkit::{Answer, Browser, City, Database, MORNING, PASSWORD};
use nabz_testkit::{done, percent, refused, shows};
use nabz_web::{App, Config};
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const NOTICES: &str = include_str!("../../../../fixtures/notices-demo.tsv");
const PHONE: &str = "0000054321";
const DAY: Duration = Duration::from_hours(24);

/// The public site of a city with one hospital.
struct Site {
    database: Database,
    router: Router,
    hospital: FacilityId,
}

/// The key of the day, and what the root says of it.
struct OfTheDay;

fn issuer() -> MemorySigner {
    MemorySigner::from_secret(Kid([0x4e, 2]), &mut [2; 32]).unwrap()
}

impl Keys for OfTheDay {
    fn signer(&self, _tx: &mut Tx<'_>, _purpose: KeyPurpose) -> Result<SharedSigner, Stop> {
        Ok(Arc::new(issuer()))
    }

    fn trust(&self, _tx: &mut Tx<'_>) -> Result<Arc<TrustList>, Stop> {
        let morning = MORNING.date_in_india();
        let key = IssuerKey {
            kid: issuer().kid(),
            key: issuer().public_key(),
            from: Date::from_days(morning.days() - 30),
            to: Date::from_days(morning.days() + 60),
            purpose: Purpose::Cards,
            revoked_from: None,
        };
        Ok(Arc::new(TrustList::new(1, morning, vec![key]).unwrap()))
    }
}

impl City for Site {
    fn on(database: Database) -> Self {
        Self::signing(database, Signing::by(OfTheDay))
    }
}

impl Site {
    fn signing(database: Database, signing: Signing) -> Self {
        let store = database.store.clone();
        let hospital = store.write_blocking(arrange).unwrap();
        let app = App::build(store.clone(), store.clock()).part(signing).done();
        Self { router: nabz_web::router(app, pages::routes()), database, hospital }
    }

    /// The same site, whose operator has said under which address everybody reaches it.
    fn reached_at(&mut self, url: &str) {
        let config = Config { public_url: Some(url.to_owned()), ..Config::default() };
        let app = App::build(self.store().clone(), self.store().clock()).config(config);
        let app = app.part(Signing::by(OfTheDay)).done();
        self.router = nabz_web::router(app, pages::routes());
    }

    fn store(&self) -> &Store {
        &self.database.store
    }

    fn write<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> T {
        self.store().write_blocking(action).unwrap()
    }

    fn rows(&self, sql: &'static str) -> i64 {
        let count = move |view: &mut Tx<'_>| view.query_one(sql, &[], |row| row.get(0));
        self.store().read_blocking(count).unwrap().unwrap()
    }

    /// How much the program has written down that it did.
    fn audited(&self) -> usize {
        let search = |view: &mut Tx<'_>| view.audit_rows(AuditSearch::Actor(PROGRAM), None, 500);
        self.store().read_blocking(search).unwrap().len()
    }

    /// What went to phones.
    fn told(&self) -> Vec<Sms> {
        let all = MessagesAsked { failed: false, before: None };
        self.store().read_blocking(move |view| messages::store::messages(view, &all)).unwrap()
    }

    /// The browser of somebody who has typed a code of their phone; `sign` tells it from others.
    fn opened(&self, door: Door, phone: &str, sign: char) -> Browser {
        let token: String = std::iter::repeat_n(sign, 64).collect();
        let (key, phone) = (SessionToken::of_cookie(&token).key(), Mobile::parse(phone).unwrap());
        self.write(move |tx| {
            let until = tx.now().plus(DAY);
            let (asked_with, challenge) = (String::new(), Uuid::nil());
            let session = Session { door, asked_with, challenge, phone: Some(phone.clone()) };
            store::keep_session(tx, key, &session, until)?;
            if door == Door::Apply {
                let draft = empty(tx);
                store::begin_draft(tx, &phone, &draft, until)?;
            }
            Ok(())
        });
        let name = match door {
            Door::Apply => "__Host-nabz-apply",
            Door::Own => "__Host-nabz-mine",
        };
        self.stranger().with_cookie(&format!("{name}={token}"))
    }

    /// A browser that reads English and has typed no code.
    fn stranger(&self) -> Browser {
        Browser::new(&self.router).with_cookie("__Host-nabz-lang=en")
    }

    /// The family of Sunita, registered from her phone.
    fn family(&self) -> Browser {
        let browser = self.opened(Door::Apply, PHONE, 'a');
        done(&fill(&browser, SUNITAS, "review"));
        done(&submit(&browser, SAYS_YES));
        browser
    }
}

/// Sunita, who is the head, her husband and their child of five months.
const SUNITAS: &[(&str, &str)] = &[
    ("count", "3"),
    ("name_en-0", "Sunita Devi"),
    ("name_hi-0", "सुनीता देवी"),
    ("sex-0", "female"),
    ("age-0", "42"),
    ("name_en-1", "Ramesh Kumar"),
    ("sex-1", "male"),
    ("born-1", "12/03/1980"),
    ("tie-1", "spouse"),
    ("name_en-2", "Golu Kumar"),
    ("age-2", "5"),
    ("age_unit-2", "m"),
    ("tie-2", "child"),
    ("guardian-2", "0"),
    ("role-2", "mother"),
    ("address", "B-12, Lane 4"),
];

const SAYS_YES: &[(&str, &str)] = &[
    ("health-card-0", "yes"),
    ("health-card-1", "yes"),
    ("health-card-2", "yes"),
    ("sms-0", "no"),
];

fn empty(tx: &Tx<'_>) -> Draft {
    let family = Family { persons: vec![Typed::default()], ..Family::default() };
    let id = DraftId::draw(tx.now());
    Draft { id, version: 1, kept_with: String::new(), family, made: None }
}

fn arrange(tx: &mut Tx<'_>) -> Result<FacilityId, Stop> {
    let mut above = None;
    for (kind, code, english, hindi) in [
        (NodeKind::Department, "department", "Health Department", "स्वास्थ्य विभाग"),
        (NodeKind::Facility, "AML", "Amaltas Hospital", "अमलतास अस्पताल"),
    ] {
        let names = Names::parse(english, hindi).unwrap();
        above = Some(add_node(tx, above.as_ref(), (NodeId::draw(MORNING), kind), code, &names)?);
    }
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,AML,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).cheap_digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    consent::actions::issue_notices(tx, &consent::sheet::notices(NOTICES).unwrap())?;
    Ok(Id::from_uuid(above.unwrap().id.uuid()))
}

/// What the page has seen, as its form sends it back.
fn hidden(page: &str, name: &str) -> String {
    let begins = format!("name=\"{name}\" value=\"");
    let rest = page.split(&begins).nth(1).unwrap_or_else(|| panic!("no {name} in {page}"));
    rest.split('"').next().unwrap().to_owned()
}

fn seen(page: &str) -> String {
    let part = |name: &str| format!("{name}={}", hidden(page, name));
    ["once", "draft", "version"].map(part).join("&")
}

fn fill(browser: &Browser, family: &[(&str, &str)], press: &str) -> Answer {
    let page = browser.page("/apply/family");
    browser.post("/apply/family", &form(&format!("{}&do={press}", seen(&page)), family))
}

fn submit(browser: &Browser, answers: &[(&str, &str)]) -> Answer {
    let page = browser.page("/apply/review");
    browser.post("/apply/submit", &answers_seen(&page, answers))
}

fn answers_seen(page: &str, answers: &[(&str, &str)]) -> String {
    let mut begins = seen(page);
    for name in ["notice-health-card", "notice-record-sharing", "notice-sms", "shown_in"] {
        write!(begins, "&{name}={}", hidden(page, name)).unwrap();
    }
    form(&begins, answers)
}

fn form(begins: &str, fields: &[(&str, &str)]) -> String {
    fields.iter().fold(begins.to_owned(), |mut sent, (name, value)| {
        write!(sent, "&{name}={}", percent(value)).unwrap();
        sent
    })
}
