//! The stories.

use super::crowd::Crowd;
use super::program::{Disk, Program, free_address, run_apart};
use super::rows::wrong_after;
use crate::simulate::What;
use nabz_testkit::Database;
use std::path::Path;

const KILLS: usize = 20;
const RESIDENTS: &str = "60";
/// In turn the program dies when somebody hears of one of these.
const KINDS: [What; 3] = [What::Dispensed, What::Signed, What::Token];
/// Below this a kind was hardly tried.
const TOLD_LEAST: usize = 10;

fn load(database: &str, folder: &Path) {
    let city = ["--database", database, "demo", "--data", folder.to_str().unwrap()];
    let asked = ["--residents", RESIDENTS, "--load-only", "--without-morning"];
    run_apart(&[&city[..], &asked[..]].concat());
}

/// Kills the program while a crowd works, and again; the crowd comes back with the same forms.
fn killed(kills: usize, database: &str, (folder, disk): (&Path, Disk)) -> (Crowd, Vec<String>) {
    load(database, folder);
    let (address, audit) = (free_address(), folder.join("audit"));
    let mut crowd = Crowd::new(&address);
    for round in 0..kills {
        let program = Program::start(database, &audit, (&address, disk));
        crowd.wait_until_open();
        crowd.send_again();
        // In the middle of the others' work, and never at the same place twice.
        let what = (KINDS[round % KINDS.len()], 1 + round / KINDS.len());
        crowd.work_until(u64::try_from(round).unwrap(), what, || program.kill());
    }
    if disk != Disk::Lying {
        let program = Program::start(database, &audit, (&address, disk));
        crowd.wait_until_open();
        crowd.send_again();
        program.kill();
    }
    let wrong = wrong_after(database, &audit, &crowd.told);
    (crowd, wrong)
}

fn nothing_is_lost(database: &str, folder: &Path, disk: Disk) {
    let (crowd, wrong) = killed(KILLS, database, (folder, disk));
    for what in KINDS {
        let told = crowd.told_of(what);
        assert!(told >= TOLD_LEAST, "only {told} of {what:?} were acknowledged");
    }
    assert!(wrong.is_empty(), "{} steps told, then:\n{}", crowd.told.len(), wrong.join("\n"));
}

fn sqlite_in(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("demo.db").display())
}

#[test]
fn nothing_acknowledged_is_lost_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    nothing_is_lost(&sqlite_in(folder.path()), folder.path(), Disk::Ordinary);
}

#[test]
fn nothing_acknowledged_is_lost_in_a_power_cut() {
    let folder = tempfile::tempdir().unwrap();
    nothing_is_lost(&sqlite_in(folder.path()), folder.path(), Disk::PowerCut);
}

/// The checks have to fail where nothing is synced, or they prove nothing.
#[test]
fn a_disk_that_lies_is_caught_by_the_same_checks() {
    let folder = tempfile::tempdir().unwrap();
    let (crowd, wrong) = killed(1, &sqlite_in(folder.path()), (folder.path(), Disk::Lying));
    assert!(crowd.told_of(What::Dispensed) > 0, "nothing was at stake");
    for what in KINDS {
        let lost = format!("{what:?} ");
        let lost = wrong.iter().any(|one| one.starts_with(&lost) && one.ends_with("is not there"));
        assert!(lost, "no {what:?} is missed:\n{}", wrong.join("\n"));
    }
}

#[test]
fn nothing_acknowledged_is_lost_on_postgres() {
    let Some(server) = Database::postgres() else { return };
    let folder = tempfile::tempdir().unwrap();
    nothing_is_lost(&server.connection(), folder.path(), Disk::Ordinary);
}
