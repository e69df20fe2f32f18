//! The disk under the program is full: who wants to save something is told so in their language,
//! whoever looks something up sees it, and work goes on by itself when there is room.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use axum::http::StatusCode;
use nabz::site;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::{Names, Password, Permit, UnitId, Vault, organisation};
use nabz_faultvfs::{Room, leave_room};
use nabz_hospital::facilities::actions::{ArrangeFacility, UnitPlan, arrange_unit};
use nabz_hospital::facilities::load::{load_facilities, read_facilities};
use nabz_hospital::facilities::model::Weekdays;
use nabz_kernel::clock::Clock;
use nabz_kernel::ids::Id;
use nabz_people::cards::{KeyRing, Signing};
use nabz_people::registry::index::Search;
use nabz_store::{Stop, Store, Tx};
use nabz_testkit::{Browser, MORNING, PASSWORD};
use nabz_web::Config;

const REGISTER: &str =
    "once=full&name_en=Kavita+Negi&age=41&age_unit=y&sex=female&go_on=yes&visit=new";

/// Amaltas Hospital with Medicine, and Pooja at its counter.
fn hospital(tx: &mut Tx<'_>) -> Result<UnitId, Stop> {
    let lines = "code,name_en,name_hi,kind,district\n\
                 AML,Amaltas Hospital,अमलतास अस्पताल,hospital,Central\n";
    load_facilities(tx, &read_facilities(lines).unwrap())?.unwrap();
    let node = organisation::node_by_code(tx, "AML")?.unwrap();
    let plan = UnitPlan {
        code: "MED".into(),
        names: Names::parse("Medicine", "मेडिसिन").unwrap(),
        prefix: "M".into(),
        days: Weekdays::ALL,
        hours: (0, 1_439),
        tokens_a_day: 100,
    };
    let permit = Permit::<ArrangeFacility>::of_the_program(Id::from_uuid(node.id.uuid()));
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,AML,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).cheap_digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    Ok(arrange_unit(tx, &permit, &plan)?.id)
}

#[test]
fn a_full_disk_refuses_what_is_to_be_kept_and_nothing_else() {
    nabz_faultvfs::install().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("full.db");
    let store = Store::open_sqlite(&file, Clock::Fixed(MORNING)).unwrap();
    let unit = store.write_blocking(hospital).unwrap();
    let vault = Vault::of_key(&[7; 32]);
    let parts = (Search::default(), vault.clone(), Signing::by(KeyRing::new(vault)));
    let router = site::router(store.clone(), Config::default(), parts);
    let pooja = Browser::of(&router, &store, "pooja.bisht");
    let in_english = pooja.clone().with_cookie("__Host-nabz-lang=en");
    let register = format!("{REGISTER}&unit={unit}");

    leave_room(Room::None);
    let unknown = format!("once=somebody&sex=male&unit={unit}");
    let refused = in_english.post("/desk/unknown", &unknown);
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text());
    assert!(refused.text().contains("STO-002: the disk is full"), "{}", refused.text());
    let refused = pooja.post("/desk/register", &register);
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    for there in ["STO-002: डिस्क भर गई है", "Kavita Negi"] {
        assert!(refused.text().contains(there), "{there}\n{}", refused.text());
    }
    assert!(pooja.page("/desk").contains("पूजा बिष्ट"));
    assert_eq!(pooja.post("/search", "q=Kavita").status, StatusCode::OK);

    leave_room(Room::Enough);
    let kept = pooja.post("/desk/register", &register);
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    let again = pooja.post("/desk/register", &register);
    assert_eq!(again.location, kept.location, "the same form is the same wish");
}
