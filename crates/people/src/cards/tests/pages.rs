//! The card desk and the office, over HTTP, on both engines.

mod copies;
mod desk;
mod joined;
mod keys_due;
mod office;
mod post;
mod rolls;
mod turning;
mod verdicts;

use super::{copier, issuer, registrar, trust};
use crate::cards::model::{Card, CardId, KeyPurpose};
use crate::cards::{Keys, SharedSigner, Signing, line, pages, store};
use crate::consent::actions::issue_notices;
use crate::consent::model::{NoticeText, Purpose};
use crate::households::actions::{found, join};
use crate::households::model::{HouseholdKind, NewHousehold, Tie};
use crate::registry::index::Search;
use crate::registry::model::{Address, Details, NewPerson, Sex};
use crate::registry::{self, Lines};
use crate::{consent, households};
use axum::Router;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::{Act, NodeId, NodeKind, Password, Permit};
use nabz_credential::trust::TrustList;
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_kernel::names::PersonName;
use nabz_store::{Stop, Store, Tx};
use nabz_testkit::{Browser, City, Database, MORNING, PASSWORD};
use nabz_testkit::{done, field, percent, refused, shows};
use nabz_web::{App, AppBuilder, Language};
use std::sync::Arc;
use std::time::Duration;

/// The ward in which everybody lives.
const WARD: &str = "11";

/// Pooja at a counter of Amaltas Hospital, Farida and Ashok in its office; Meena in that of Neem
/// Clinic.
struct Site {
    database: Database,
    router: Router,
    search: Search,
    facility: FacilityId,
}

/// The key of the day, and what the root says of it.
struct OfTheDay;

impl Keys for OfTheDay {
    fn signer(&self, _tx: &mut Tx<'_>, purpose: KeyPurpose) -> Result<SharedSigner, Stop> {
        Ok(Arc::new(match purpose {
            KeyPurpose::Cards => issuer(),
            KeyPurpose::Lists | KeyPurpose::Heads => registrar(),
            KeyPurpose::Exports => copier(),
        }))
    }

    fn trust(&self, _tx: &mut Tx<'_>) -> Result<Arc<TrustList>, Stop> {
        Ok(Arc::new(trust()))
    }
}

impl City for Site {
    fn on(database: Database) -> Self {
        Self::signing(database, Signing::by(OfTheDay))
    }
}

impl Site {
    fn signing(database: Database, signing: Signing) -> Self {
        Self::left(database, |app| app.part(signing))
    }

    /// With what others leave at start.
    fn left(database: Database, leave: impl FnOnce(AppBuilder) -> AppBuilder) -> Self {
        let (store, search) = (database.store.clone(), Search::default());
        let facility = store.write_blocking(arrange).unwrap();
        let app = App::build(store.clone(), store.clock()).part(search.clone());
        let app = leave(app.part(Lines(line))).done();
        let routes = pages::routes()
            .merge(registry::pages::routes())
            .merge(consent::pages::routes())
            .merge(households::pages::routes());
        Self { database, router: nabz_web::router(app, routes), search, facility }
    }

    fn store(&self) -> &Store {
        &self.database.store
    }

    /// Lets a moment pass, so that what is drawn next comes after what was drawn before.
    fn moment(&self) {
        self.database.pass(Duration::from_secs(1));
    }

    /// The browser of Pooja, for whom a password is enough.
    fn clerk(&self, language: Language) -> Browser {
        self.search.load(self.store()).unwrap();
        let browser = Browser::of(&self.router, self.store(), "pooja.bisht");
        browser.with_cookie(&format!("__Host-nabz-lang={}", language.code()))
    }

    /// The browser of somebody who signed in with a code of their phone, too.
    fn officer(&self, name: &'static str, language: Language) -> Browser {
        let browser = Browser::with_code(&self.router, self.store(), name);
        browser.with_cookie(&format!("__Host-nabz-lang={}", language.code()))
    }

    fn write<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> T {
        self.store().write_blocking(action).unwrap()
    }

    fn permit<A: Act>(&self) -> Permit<A> {
        Permit::trial(Id::draw(MORNING), self.facility)
    }

    /// Somebody on record, whose name is written in Hindi alone.
    fn register(&self, name: &str, years: u16) -> PersonId {
        let birth = Birth::from_age(Age::Years(years), MORNING.date_in_india());
        let address = Address { ward: Some(WARD.into()), ..Address::default() };
        let details = Details {
            sex: Some(Sex::Female),
            birth: Some(birth.unwrap()),
            address,
            ..Details::named(PersonName::of(name).unwrap())
        };
        let (permit, counter) = (self.permit(), String::new());
        let new = NewPerson { details, counter, paper_seen: None };
        self.write(move |tx| registry::actions::register(tx, &permit, &new)).person
    }

    /// A mother and the daughter who lives with her.
    fn family(&self) -> (PersonId, PersonId) {
        let (mother, daughter) = (self.register("सुनीता देवी", 42), self.register("अंजलि", 9));
        let (permit, other) = (self.permit(), self.permit());
        self.write(move |tx| {
            let new = NewHousehold { kind: HouseholdKind::Home, head: mother };
            let home = found(tx, &permit, &new)?.id;
            join(tx, &other, home, (daughter, Tie::Child)).map(drop)
        });
        (mother, daughter)
    }

    /// The card that somebody was given last.
    fn latest(&self, person: PersonId) -> Card {
        let cards = self.store().read_blocking(move |view| store::cards_of(view, person));
        cards.unwrap().pop().unwrap()
    }

    fn card(&self, id: CardId) -> Card {
        self.store().read_blocking(move |view| store::card(view, id)).unwrap().unwrap()
    }

    /// Somebody who says yes, and is asked for by the clerk.
    fn ordered(&self, clerk: &Browser, person: PersonId) {
        self.moment();
        agree(clerk, person);
        let form = format!("once=o-{person}&version=1&proof=ration-card");
        done(&clerk.post(&format!("/cards/{person}/order"), &form));
    }
}

fn arrange(tx: &mut Tx<'_>) -> Result<FacilityId, Stop> {
    let names = |english, hindi| Names::parse(english, hindi).unwrap();
    let place = |kind| (NodeId::draw(MORNING), kind);
    let department = names("Health Department", "स्वास्थ्य विभाग");
    let department = add_node(tx, None, place(NodeKind::Department), "department", &department)?;
    let mut added = Vec::new();
    for (code, names) in [
        ("AML", names("Amaltas Hospital", "अमलतास अस्पताल")),
        ("NEEM", names("Neem Clinic", "नीम क्लिनिक")),
    ] {
        added.push(add_node(tx, Some(&department), place(NodeKind::Facility), code, &names)?);
    }
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,AML,2027-03-31\n\
                 farida.khan,Farida Khan,फ़रीदा ख़ान,records_officer,AML,2027-03-31\n\
                 ashok.nair,Ashok Nair,अशोक नायर,facility_administrator,AML,2027-03-31\n\
                 meena.rao,Meena Rao,मीना राव,records_officer,NEEM,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).cheap_digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    let notice = NoticeText {
        purpose: Purpose::HealthCard,
        english: "Shall we make a card?".into(),
        hindi: "क्या हम कार्ड बनाएँ?".into(),
        demonstration: false,
    };
    issue_notices(tx, &[notice])?;
    Ok(Id::from_uuid(added[0].id.uuid()))
}

/// Somebody says yes to a card; of a child the mother does.
fn agree(clerk: &Browser, person: PersonId) {
    let path = format!("/people/{person}/consents");
    let page = clerk.page(&path);
    let child = page.contains("value=\"guardian\" checked");
    let mother =
        "guardian&guardian=another&proxy_name=Sunita+Devi&tie=mother&proxy_paper=ration-card";
    let by = if child { mother } else { "themselves" };
    let form = format!(
        "once=c-{person}&answer=yes:health-card&seen-health-card=0&notice-health-card=1\
         &shown_in=en&way=screen&by={by}"
    );
    done(&clerk.post(&path, &form));
}
