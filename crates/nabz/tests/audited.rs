//! Whatever the program does to a city at the command line stands in the audit.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use nabz::site;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::{PROGRAM, Password, Program};
use nabz_exchange::{Import, digest, files_of, give_key, import, partner};
use nabz_hospital::facilities::load as places;
use nabz_hospital::{codes, formulary, prescribing, stores};
use nabz_kernel::ids::Id;
use nabz_people::cards;
use nabz_people::consent;
use nabz_people::places::actions;
use nabz_smart::{ClientId, NewClient};
use nabz_store::{AuditSearch, Stop, Store, Tx};
use nabz_testkit::{City, Database, city_test};
use std::path::PathBuf;

struct Town {
    store: Store,
    _database: Database,
}

impl City for Town {
    fn on(database: Database) -> Self {
        Self { store: database.store.clone(), _database: database }
    }
}

type Act = fn(&mut Tx<'_>) -> Result<(), Stop>;

/// Every list that can be loaded and everything that is said of partners, in the order in which
/// one needs the other.
const ACTS: [(&str, Act); 17] = [
    ("facilities", |tx| {
        let lines = places::read_facilities(&text("facilities.csv")).unwrap();
        whole(places::load_facilities(tx, &lines))
    }),
    ("clinics", |tx| {
        let lines = places::read_facilities(&text("clinics.csv")).unwrap();
        whole(places::load_facilities(tx, &lines))
    }),
    ("units", |tx| {
        let lines = places::read_units(&text("units.csv")).unwrap();
        whole(places::load_units(tx, &lines))
    }),
    ("users", |tx| {
        let lines = read_users(&text("users.csv"), tx.today()).unwrap();
        let digest = Password::typed("neem-tree-by-the-gate").cheap_digest()?;
        whole(load_users(tx, &lines, &FirstPassword::Same(digest)))
    }),
    ("rooms", |tx| {
        let lines = places::read_rooms(&text("rooms.csv")).unwrap();
        whole(places::load_rooms(tx, &lines))
    }),
    ("stores", |tx| {
        let lines = stores::load::read_storerooms(&text("stores.csv")).unwrap();
        whole(stores::load::load_storerooms(tx, &lines))
    }),
    ("wards", |tx| actions::load_wards(tx, &text("wards.geojson")).map(drop)),
    ("localities", |tx| actions::load_localities(tx, &text("localities.tsv")).map(drop)),
    ("formulary", |tx| formulary::actions::load_formulary(tx, &text("formulary.csv")).map(drop)),
    ("codes", |tx| {
        let system = "https://nabz.example/fhir/CodeSystem/diagnosis";
        codes::actions::load_codes(tx, system, &text("codes-demo.csv")).map(drop)
    }),
    ("templates", |tx| {
        let rows = prescribing::sheet::read(&text("templates-demo.csv")).unwrap();
        whole(prescribing::actions::load_templates(tx, &rows))
    }),
    ("notices", |tx| {
        let texts = consent::sheet::notices(&text("notices-demo.tsv")).unwrap();
        consent::actions::issue_notices(tx, &texts).map(drop)
    }),
    ("kit text", |tx| {
        let sheet = cards::sheet::kit_text(&text("kit-text-demo.tsv")).unwrap();
        cards::actions::issue_kit_text(tx, &sheet.into_text()).map(drop)
    }),
    ("a partner", |tx| partner(tx, "synthea").map(drop)),
    ("a partner's key", |tx| {
        let synthea = partner(tx, "synthea")?;
        give_key(tx, synthea, &digest("a key"))
    }),
    ("an app", |tx| register_app(tx).map(drop)),
    ("an app's end", |tx| {
        let app = register_app(tx)?;
        nabz_smart::actions::revoke_client(tx, app)
    }),
];

fn register_app(tx: &mut Tx<'_>) -> Result<ClientId, Stop> {
    let synthea = partner(tx, "synthea")?;
    let addresses = (&["https://app.example.org/back".to_owned()][..], None);
    let new = NewClient::parse(("A growth chart", synthea), None, addresses, "patient/*.rs")?;
    nabz_smart::actions::register(tx, &new)
}

fn whole<T, F: std::fmt::Debug>(loaded: Result<Result<T, F>, Stop>) -> Result<(), Stop> {
    loaded?.map(|_| ()).map_err(|faults| Stop::fault(format!("{faults:?}")))
}

fn fixtures() -> PathBuf {
    nabz_testkit::package().join("../../fixtures")
}

fn text(file: &str) -> String {
    std::fs::read_to_string(fixtures().join(file)).unwrap()
}

impl Town {
    fn rows(&self, sql: &'static str) -> i64 {
        let count = move |view: &mut Tx<'_>| view.query_one(sql, &[], |row| row.get(0));
        self.store.read_blocking(count).unwrap().unwrap()
    }

    fn by_the_program(&self) -> i64 {
        let count = |view: &mut Tx<'_>| {
            let sql = "SELECT COUNT(*) FROM audit_row WHERE actor_id = $1";
            view.query_one(sql, &[PROGRAM.into()], |row| row.get(0))
        };
        self.store.read_blocking(count).unwrap().unwrap()
    }

    fn load(&self, chosen: impl Fn(&str) -> bool) {
        for (name, act) in ACTS.into_iter().filter(|(name, _)| chosen(name)) {
            let before = self.by_the_program();
            self.store.write_blocking(act).unwrap();
            assert!(self.by_the_program() > before, "{name}: nothing in the audit");
        }
    }
}

#[city_test]
fn whatever_is_loaded_stands_in_the_audit(town: &mut Town) {
    town.load(|_| true);
    let granted = town.rows("SELECT COUNT(*) FROM audit_row WHERE act = 'access.load-users'");
    let people = town.rows("SELECT COUNT(DISTINCT staff_id) FROM access_grant");
    assert!(people > 10 && granted >= people, "one row at least for whoever was given a role");
    let before = town.rows("SELECT COUNT(*) FROM audit_row WHERE act = 'access.load-users'");
    let (_, again) = ACTS.into_iter().find(|(name, _)| *name == "users").unwrap();
    town.store.write_blocking(again).unwrap();
    let after = town.rows("SELECT COUNT(*) FROM audit_row WHERE act = 'access.load-users'");
    assert_eq!(before, after, "the same sheet again gives nobody anything");
    let root = town.store.read_blocking(nabz_access::city).unwrap();
    assert!(!root.uuid().is_nil());
    let read = move |view: &mut Tx<'_>| view.audit_rows(AuditSearch::Facility(root), None, 500);
    let here = town.store.read_blocking(read).unwrap();
    for act in ["places.load-wards", "formulary.load", "codes.load", "exchange.give-key"] {
        assert!(here.iter().any(|row| row.act == act), "{act} shows to the city's auditor");
    }
}

#[city_test]
fn a_rebuild_stands_in_the_audit_where_it_changes_something_and_nowhere_else(town: &mut Town) {
    town.load(|name| name == "facilities");
    let rebuilt = |town: &Town| {
        let by = town.store.read_blocking(|view| Program::doing(view, "record.rebuild")).unwrap();
        let walks = nabz_record::accounted(site::rebuilds(), &by);
        nabz_record::rebuild(&town.store, &walks, |_, _| ()).unwrap()
    };
    let rows =
        |town: &Town| town.rows("SELECT COUNT(*) FROM audit_row WHERE act = 'record.rebuild'");
    rebuilt(town);
    let before = rows(town);
    assert!(rebuilt(town).is_clean());
    assert_eq!(rows(town), before);
    let spoil = |tx: &mut Tx<'_>| {
        tx.execute("UPDATE access_node SET name_en = 'Another name' WHERE code = 'LNH'", &[])
    };
    town.store.write_blocking(spoil).unwrap();
    let again = rebuilt(town);
    assert!(again.superseded > 0, "{again:?}");
    assert!(rows(town) > before);
}

#[city_test]
fn an_import_is_one_row_a_bundle_under_the_name_of_its_source(town: &mut Town) {
    town.load(|name| name == "facilities");
    let all = files_of(&fixtures().join("synthea")).unwrap();
    let files: Vec<_> = all.into_iter().take(2).collect();
    let (source, at) = ("synthea", Id::from_uuid(uuid::Uuid::from_u128(7)));
    let imported =
        import(&town.store, &Import { source, files: &files, at }, |_, _, _| ()).unwrap();
    let rows =
        |town: &Town| town.rows("SELECT COUNT(*) FROM audit_row WHERE act = 'exchange.import'");
    assert_eq!((rows(town), imported.files), (2, 2));
    let of_nobody =
        "SELECT COUNT(*) FROM audit_row WHERE act = 'exchange.import' AND actor_id = $1";
    let program = move |view: &mut Tx<'_>| {
        view.query_one(of_nobody, &[PROGRAM.into()], |row| row.get::<i64>(0))
    };
    assert_eq!(town.store.read_blocking(program).unwrap(), Some(0));
    let created = town.rows("SELECT CAST(SUM(created) AS BIGINT) FROM record_delivery");
    assert_eq!(u64::try_from(created).unwrap(), imported.created);
}
