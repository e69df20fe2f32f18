//! What the audit promises: whoever changes it afterwards is found out.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the test where it broke")]

use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_store::audit::{Finding, Report, verify};
use nabz_store::{AuditKey, AuditSearch, Authority, Sealer, Store};
use nabz_testkit::{City, Database, MORNING, TestCity, city_test, fresh_person};
use std::path::PathBuf;
use std::time::Duration;

/// Somebody who may register people.
#[derive(Clone, Copy)]
struct Clerk {
    staff: StaffId,
    facility: FacilityId,
}

impl Authority for Clerk {
    fn actor(&self) -> StaffId {
        self.staff
    }
    fn act(&self) -> &'static str {
        "people.register"
    }
    fn facility(&self) -> FacilityId {
        self.facility
    }
}

/// A facility with a clerk, and a safe for what the database account cannot write.
struct Office {
    city: TestCity,
    clerk: Clerk,
    safe: tempfile::TempDir,
}

impl City for Office {
    fn on(database: Database) -> Self {
        let city = TestCity::on(database);
        let clerk = Clerk { staff: city.staff, facility: city.facility };
        Self { city, clerk, safe: tempfile::tempdir().unwrap() }
    }
}

impl Office {
    fn sealer(&self) -> Sealer {
        let key = AuditKey::open(&self.safe.path().join("audit.key")).unwrap();
        Sealer::open(&self.city.store, key, &self.roots()).unwrap()
    }

    fn roots(&self) -> PathBuf {
        self.safe.path().join("roots.txt")
    }

    fn act(&self, times: usize) {
        let clerk = self.clerk;
        let action = move |tx: &mut nabz_store::Tx<'_>| {
            (0..times).try_for_each(|_| tx.audit(&clerk, fresh_person()))
        };
        self.city.write(action).unwrap();
    }

    /// What somebody with the database's password does.
    fn tamper(&self, sql: &'static str) {
        assert!(self.city.write(move |tx| tx.execute(sql, &[])).unwrap() > 0, "{sql}");
    }

    fn check(&self) -> Report {
        verify(&self.city.store, &self.roots()).unwrap()
    }

    /// Thirty rows in three roots, all sealed.
    fn sealed(&self) {
        let sealer = self.sealer();
        for _ in 0..3 {
            self.act(10);
            sealer.seal_all().unwrap();
        }
        let report = self.check();
        assert_eq!((report.links, report.roots, report.findings), (30, 3, Vec::new()));
    }
}

#[city_test]
fn a_deleted_row_is_found(office: &mut Office) {
    office.sealed();
    office.tamper(
        "DELETE FROM audit_row
         WHERE audit_id = (SELECT audit_id FROM audit_link WHERE position = 7)",
    );
    assert!(matches!(office.check().findings[..], [Finding::Deleted(_)]));
}

#[city_test]
fn an_edited_row_is_found(office: &mut Office) {
    office.sealed();
    office.tamper(
        "UPDATE audit_row SET act = 'people.look'
         WHERE audit_id = (SELECT audit_id FROM audit_link WHERE position = 30)",
    );
    assert!(matches!(office.check().findings[..], [Finding::Changed(_)]));
}

#[city_test]
fn two_rows_that_changed_places_are_found(office: &mut Office) {
    office.sealed();
    office.tamper("UPDATE audit_link SET position = 1000 WHERE position = 4");
    office.tamper("UPDATE audit_link SET position = 4 WHERE position = 5");
    office.tamper("UPDATE audit_link SET position = 5 WHERE position = 1000");
    let findings = office.check().findings;
    assert!(findings.iter().any(|f| matches!(f, Finding::Changed(_))), "{findings:?}");
    assert!(findings.contains(&Finding::RootBroken(1)), "{findings:?}");
}

#[city_test]
fn a_tail_that_was_cut_off_with_its_links_and_roots_is_found(office: &mut Office) {
    office.sealed();
    office.tamper(
        "DELETE FROM audit_row
         WHERE audit_id IN (SELECT audit_id FROM audit_link WHERE position > 20)",
    );
    office.tamper("DELETE FROM audit_link WHERE position > 20");
    office.tamper("DELETE FROM audit_root WHERE number = 3");
    let findings = office.check().findings;
    assert!(findings.contains(&Finding::Truncated { ends: 20, signed: 30 }), "{findings:?}");
    assert!(findings.contains(&Finding::RootDiffers(3)), "{findings:?}");
}

#[city_test]
fn a_hole_in_the_chain_is_found(office: &mut Office) {
    office.sealed();
    office.tamper(
        "DELETE FROM audit_row
         WHERE audit_id IN (SELECT audit_id FROM audit_link WHERE position BETWEEN 8 AND 12)",
    );
    office.tamper("DELETE FROM audit_link WHERE position BETWEEN 8 AND 12");
    let findings = office.check().findings;
    assert!(findings.contains(&Finding::LinksMissing(7)), "{findings:?}");
    assert!(findings.contains(&Finding::RootBroken(1)), "{findings:?}");
}

/// Somebody who knows how the chain is made, has the table, and lacks the key.
#[city_test]
fn a_chain_that_was_made_again_after_an_edit_is_found(office: &mut Office) {
    office.sealed();
    office.tamper(
        "UPDATE audit_row SET act = 'people.look'
         WHERE audit_id = (SELECT audit_id FROM audit_link WHERE position = 15)",
    );
    office.tamper("DELETE FROM audit_link");
    office.tamper("DELETE FROM audit_root");
    office.tamper("DELETE FROM audit_head");
    office.tamper(
        "INSERT INTO audit_unsealed (facility_id, audit_id)
         SELECT facility_id, audit_id FROM audit_row",
    );
    let own_key = AuditKey::open(&office.safe.path().join("other.key")).unwrap();
    let own_roots = office.safe.path().join("other.txt");
    Sealer::open(&office.city.store, own_key, &own_roots).unwrap().seal_all().unwrap();
    assert!(verify(&office.city.store, &own_roots).unwrap().is_whole(), "by his own key");
    let findings = office.check().findings;
    assert!(findings.contains(&Finding::RootBroken(2)), "{findings:?}");
    assert!(findings.contains(&Finding::RootDiffers(1)), "{findings:?}");
}

#[city_test]
fn a_row_that_was_added_past_the_sealer_is_found(office: &mut Office) {
    office.sealed();
    office.act(1);
    office.tamper("DELETE FROM audit_unsealed");
    assert!(matches!(office.check().findings[..], [Finding::Smuggled(_)]));
}

#[city_test]
fn a_row_that_was_deleted_before_it_was_sealed_is_found(office: &mut Office) {
    office.act(3);
    office.tamper(
        "DELETE FROM audit_row
         WHERE audit_id IN (SELECT audit_id FROM audit_unsealed ORDER BY audit_id LIMIT 1)",
    );
    office.sealer().seal_all().unwrap();
    assert!(matches!(office.check().findings[..], [Finding::DeletedUnsealed(_)]));
}

#[city_test]
fn a_line_of_the_file_that_was_changed_is_found(office: &mut Office) {
    office.sealed();
    let text = std::fs::read_to_string(office.roots()).unwrap();
    std::fs::write(office.roots(), text.replace("\n2 11 20 ", "\n2 11 21 ")).unwrap();
    assert!(office.check().findings.contains(&Finding::RootForged(2)));
}

#[city_test]
fn a_row_waits_a_minute_for_its_root_and_a_thousand_rows_wait_for_nothing(office: &mut Office) {
    let sealer = office.sealer();
    sealer.seal().unwrap();
    office.act(5);
    sealer.seal().unwrap();
    assert_eq!(office.check().roots, 0);
    office.city.pass(Duration::from_secs(61));
    sealer.seal().unwrap();
    assert_eq!((office.check().links, office.check().roots), (5, 1));
    office.act(2_500);
    sealer.seal().unwrap();
    let report = office.check();
    assert_eq!((report.links, report.roots, report.is_whole()), (2_505, 3, true));
}

#[city_test]
fn what_a_crash_left_out_of_the_file_is_written_again(office: &mut Office) {
    office.sealed();
    let text = std::fs::read_to_string(office.roots()).unwrap();
    std::fs::write(office.roots(), &text[..text.len() - 100]).unwrap();
    assert!(!office.check().is_whole() || office.check().roots == 2);
    office.sealer().seal_all().unwrap();
    assert_eq!(std::fs::read_to_string(office.roots()).unwrap(), text);
}

#[city_test]
fn a_running_sealer_signs_what_is_left_when_it_goes(office: &mut Office) {
    let sealer = office.sealer().start().unwrap();
    office.act(3);
    drop(sealer);
    let report = office.check();
    assert_eq!((report.links, report.roots, report.is_whole()), (3, 1, true));
}

fn looks(store: &Store, patient: PersonId) -> usize {
    store.flush_reads().unwrap();
    let search = AuditSearch::Patient(patient);
    store.read_blocking(move |view| view.audit_rows(search, None, 100)).unwrap().len()
}

#[city_test]
async fn looking_twice_within_a_minute_is_one_row_and_a_minute_later_another(office: &mut Office) {
    let (store, clerk) = (&office.city.store, office.clerk);
    let (asha, other) = (fresh_person(), fresh_person());
    for _ in 0..3 {
        store.audit_read(&clerk, asha).unwrap();
    }
    store.audit_read(&clerk, other).unwrap();
    assert_eq!((looks(store, asha), looks(store, other)), (1, 1));
    office.city.pass(Duration::from_mins(1));
    store.audit_read(&clerk, asha).unwrap();
    assert_eq!(looks(store, asha), 2);
    store.audit_read_now(&clerk, &[asha]).await.unwrap();
    assert_eq!(looks(store, asha), 3, "a look that must not be lost is never left out");
}

#[city_test]
async fn records_that_are_read_together_have_a_row_each_that_names_the_asked_one(
    office: &mut Office,
) {
    let (store, clerk) = (&office.city.store, office.clerk);
    let (asked, beside) = (fresh_person(), fresh_person());
    let rows = |patient: PersonId| {
        store.flush_reads().unwrap();
        let search = AuditSearch::LooksAt(patient);
        store.read_blocking(move |view| view.audit_rows(search, None, 100)).unwrap()
    };
    for _ in 0..2 {
        store.audit_read_together(&clerk, &[asked, beside]).unwrap();
    }
    store.audit_read_together(&clerk, &[]).unwrap();
    for record in [asked, beside] {
        let subjects: Vec<_> = rows(record).into_iter().map(|row| row.subject).collect();
        assert_eq!(subjects, [asked.uuid()], "within a minute one row");
    }
    store.audit_read_now(&clerk, &[asked, beside]).await.unwrap();
    assert_eq!((rows(asked).len(), rows(beside).len()), (2, 2));
}

#[city_test]
fn a_look_is_in_the_table_within_a_second(office: &mut Office) {
    let count = "SELECT COUNT(*) FROM audit_row";
    office.city.store.audit_read(&office.clerk, fresh_person()).unwrap();
    let rows = || office.city.read(move |view| view.query_one(count, &[], |row| row.get::<i64>(0)));
    let waited = (0..100).take_while(|_| {
        std::thread::sleep(Duration::from_millis(10));
        rows().unwrap() == Some(0)
    });
    assert!(waited.count() < 100, "it took more than a second");
}

#[city_test]
fn the_audit_is_read_newest_first_page_by_page(office: &mut Office) {
    let (clerk, asha) = (office.clerk, fresh_person());
    for _ in 0..5 {
        office.city.pass(Duration::from_secs(1));
        office.city.write(move |tx| tx.audit_about(&clerk, asha, asha)).unwrap();
    }
    let search = AuditSearch::Patient(asha);
    let first = office.city.read(move |view| view.audit_rows(search, None, 3)).unwrap();
    let end = first.last().map(|row| (row.at, row.id));
    let second = office.city.read(move |view| view.audit_rows(search, end, 3)).unwrap();
    let seconds = |rows: &[nabz_store::AuditRow]| -> Vec<i64> {
        let since = |at: i64| (at - MORNING.microseconds()) / 1_000_000;
        rows.iter().map(|row| since(row.at.microseconds())).collect()
    };
    assert_eq!((seconds(&first), seconds(&second)), (vec![5, 4, 3], vec![2, 1]));
    assert!(first.iter().all(|row| row.subject_kind == "Person"));
}
