//! Somebody of whom only a partner knew, from the import to the doctor's screen, over HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a broken promise should stop the story where it broke"
)]

use axum::Router;
use axum::http::StatusCode;
use nabz::site;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::{Names, Password, Permit, Vault, organisation};
use nabz_exchange::{Import, Imported, files_of, import};
use nabz_hospital::facilities::actions::{ArrangeFacility, UnitPlan, arrange_unit};
use nabz_hospital::facilities::load::{load_facilities, publish_people, read_facilities};
use nabz_hospital::facilities::model::Weekdays;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_people::registry::index::Search;
use nabz_people::registry::person_of;
use nabz_store::{Stop, Store, Tx};
use nabz_testkit::{Browser, City, Database, PASSWORD, city_test};
use nabz_web::Config;
use std::path::Path;

/// As the partner wrote it, and as the page says whose word it is.
const DIAGNOSIS: &str = "Hypertension";

/// Amaltas Hospital, which took over a partner's patients, and Neem Clinic across the river.
struct Town {
    store: Store,
    router: Router,
    unit: nabz_access::UnitId,
    liz: String,
    liz_of_the_partner: String,
    _database: Database,
}

impl City for Town {
    fn on(database: Database) -> Self {
        let store = database.store.clone();
        let (facility, unit) = store.write_blocking(arrange).unwrap();
        let imported = imported(&store, facility);
        assert_eq!((imported.patients.len(), imported.adopted), (6, 6));
        let patients: Vec<_> = imported.patients.iter().map(|one| one.key.entry).collect();
        let liz = store.read_blocking(move |view| {
            for patient in &patients {
                let person = person_of(view, *patient)?;
                let details = nabz_people::registry::person(view, person)?.unwrap().details;
                if details.name.roman().unwrap().as_str() == "Liz Conn" {
                    return Ok((person, *patient));
                }
            }
            Err(Stop::fault("Liz is not among them"))
        });
        let (person, patient) = liz.unwrap();
        let search = Search::default();
        search.load(&store).unwrap();
        Self {
            router: site::router(store.clone(), Config::default(), (search, vault())),
            store,
            unit,
            liz: person.to_string(),
            liz_of_the_partner: patient.to_string(),
            _database: database,
        }
    }
}

fn imported(store: &Store, at: FacilityId) -> Imported {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/synthea");
    let files = files_of(&folder).unwrap();
    import(store, &Import { source: "synthea", files: &files, at }, |_, _, _| ()).unwrap()
}

fn arrange(tx: &mut Tx<'_>) -> Result<(FacilityId, nabz_access::UnitId), Stop> {
    let lines = "code,name_en,name_hi,kind,district\n\
                 AML,Amaltas Hospital,अमलतास अस्पताल,hospital,Central\n\
                 NEEM,Neem Clinic,नीम क्लिनिक,hospital,East\n";
    load_facilities(tx, &read_facilities(lines).unwrap())?.unwrap();
    let node = organisation::node_by_code(tx, "AML")?.unwrap();
    let facility: FacilityId = Id::from_uuid(node.id.uuid());
    let plan = UnitPlan {
        code: "MED".into(),
        names: Names::parse("Medicine", "मेडिसिन").unwrap(),
        prefix: "M".into(),
        days: Weekdays::ALL,
        hours: (0, 1_439),
        tokens_a_day: 100,
    };
    let unit = arrange_unit(tx, &Permit::<ArrangeFacility>::of_the_program(facility), &plan)?.id;
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,AML,2027-03-31\n\
                 asha.rao,Asha Rao,आशा राव,doctor,AML,2027-03-31\n\
                 omar.khan,Omar Khan,उमर ख़ान,doctor,NEEM,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).digest()?;
    let loaded = load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    publish_people(tx, &loaded.added)?;
    Ok((facility, unit))
}

/// Nobody in this town has a second factor; the key is that of every run.
fn vault() -> Vault {
    Vault::of_key(&[7; 32])
}

impl Town {
    fn browser(&self, name: &'static str) -> Browser {
        Browser::of(&self.router, &self.store, name)
    }
}

fn get(browser: &Browser, path: &str) -> (StatusCode, String) {
    let answer = browser.get(path);
    (answer.status, answer.text())
}

#[city_test]
fn an_imported_patient_is_found_at_the_desk_and_their_history_opens_to_who_sees_them(
    town: &mut Town,
) {
    let (clerk, doctor) = (town.browser("pooja.bisht"), town.browser("asha.rao"));
    let elsewhere = town.browser("omar.khan");
    let chart = format!("/chart/{}", town.liz);
    let partner = format!("/fhir/R4/Patient/{}", town.liz_of_the_partner);
    let conditions = format!("/fhir/R4/Condition?patient={}", town.liz_of_the_partner);

    let found = clerk.post("/search", "q=liz+con");
    assert_eq!(found.status, StatusCode::OK);
    let found = found.text();
    assert!(found.contains("Liz Conn") && found.contains(&town.liz), "{found}");
    let (status, closed) = get(&doctor, &chart);
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(!closed.contains(DIAGNOSIS));
    assert_eq!(get(&doctor, &partner).0, StatusCode::FORBIDDEN);

    let token = format!("once=liz&person={}&unit={}&visit=new", town.liz, town.unit);
    let answer = clerk.post("/desk/token", &token);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());

    let in_english = doctor.clone().with_cookie("__Host-nabz-lang=en");
    let (status, page) = get(&in_english, &chart);
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains(DIAGNOSIS) && page.contains("from synthea"), "{page}");
    assert!(page.contains("OPD visit") && page.contains("Amaltas Hospital · Medicine"), "{page}");
    let (_, page) = get(&doctor, &chart);
    assert!(page.contains(DIAGNOSIS) && page.contains("synthea से"), "verbatim, and whose: {page}");
    assert!(page.contains("ओपीडी विज़िट") && page.contains("अमलतास अस्पताल · मेडिसिन"), "{page}");

    assert_eq!(get(&doctor, &partner).0, StatusCode::OK);
    let (status, found) = get(&doctor, &conditions);
    assert!(status == StatusCode::OK && found.contains(DIAGNOSIS), "{status} {found}");
    let (_, own) = get(&doctor, &format!("/fhir/R4/Patient/{}", town.liz));
    assert!(own.contains(&partner["/fhir/R4/".len()..]), "a link says where else to look: {own}");

    let (status, page) = get(&elsewhere, &chart);
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(!page.contains(DIAGNOSIS));
    assert_eq!(get(&elsewhere, &partner).0, StatusCode::FORBIDDEN);
    let (_, found) = get(&elsewhere, &conditions);
    assert!(!found.contains(DIAGNOSIS), "{found}");
}

#[city_test]
fn a_rebuild_after_an_import_finds_nothing_to_change_and_importing_again_adds_nothing(
    town: &mut Town,
) {
    let again = nabz_record::rebuild(&town.store, &site::rebuilds(), |_, _| ()).unwrap();
    assert!(again.is_clean() && again.looked_at > 6, "{again:?}");
    let find = |view: &mut Tx<'_>| organisation::node_by_code(view, "NEEM");
    let elsewhere = town.store.read_blocking(find).unwrap().unwrap();
    let again = imported(&town.store, Id::from_uuid(elsewhere.id.uuid()));
    assert_eq!((again.created, again.superseded, again.adopted), (0, 0, 0));
}
