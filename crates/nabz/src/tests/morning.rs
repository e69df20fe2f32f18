//! What a stranger finds in a demo: a morning that has been going on for hours, in which everybody
//! is where they belong.

use super::card_story;
use super::program::run;
use crate::config::Database;
use nabz_access::UnitId;
use nabz_hospital::facilities;
use nabz_kernel::birth::Age;
use nabz_kernel::clock::{Clock, Instant};
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_people::registry;
use nabz_people::registry::model::Sex;
use nabz_store::{Stop, Store, Tx};
use std::time::Duration;

const RESIDENTS: &str = "150";
const VISITS: usize = 132;
const A_MINUTE: i64 = 60_000_000;
const MORNING: i64 = 180 * A_MINUTE;
const AFTER_MIDNIGHT: i64 = 5 * A_MINUTE;
const TOKENS: &str = "
    SELECT facility_id, unit_id, person_id, state, issued_at, began_at
    FROM   queue_token
    ORDER  BY token_id
    LIMIT  1000";
/// Those who were on record before are of the story of cards.
const LOADED: &str = "SELECT MIN(registered_at) FROM registry_person WHERE registered_at > $1";
const LAST: &str = "SELECT MAX(at) FROM audit_row WHERE at > $1";
const HALF_A_DAY: Duration = Duration::from_hours(12);

/// Somebody who has had a token.
struct Came {
    department: String,
    sex: Option<Sex>,
    years: Option<u16>,
    state: String,
    issued_at: i64,
    began_at: Option<i64>,
}

fn everybody(view: &mut Tx<'_>) -> Result<Vec<Came>, Stop> {
    let rows = view.query(TOKENS, &[], |row| {
        let of: (FacilityId, UnitId, PersonId) = (row.id(0)?, row.id(1)?, row.id(2)?);
        Ok((of, row.get::<String>(3)?, row.get::<i64>(4)?, row.get::<Option<i64>>(5)?))
    })?;
    let mut all = Vec::new();
    for ((facility, unit, person), state, issued_at, began_at) in rows {
        let department = facilities::unit(view, facility, unit)?.unwrap().code;
        let banner = registry::banner(view, person)?;
        let (sex, years) = (banner.sex, banner.age.map(Age::years));
        all.push(Came { department, sex, years, state, issued_at, began_at });
    }
    Ok(all)
}

fn moment(store: &Store, sql: &'static str, after: Instant) -> i64 {
    let found =
        store.read_blocking(move |view| view.query_one(sql, &[after.into()], |row| row.get(0)));
    found.unwrap().unwrap()
}

/// So much of a morning has passed by now; right after midnight it is less.
fn so_far(now: Instant) -> i64 {
    let midnight = Instant::beginning_in_india(now.date_in_india());
    (now.microseconds() - midnight.microseconds() - AFTER_MIDNIGHT).clamp(0, MORNING)
}

#[test]
fn a_demo_begins_in_the_middle_of_a_morning() {
    let (folder, before) = (tempfile::tempdir().unwrap(), Clock::Machine.now());
    let data = folder.path().to_str().unwrap();
    run(&["demo", "--data", data, "--residents", RESIDENTS, "--load-only"]);
    let store = Database::Sqlite(folder.path().join("demo.db")).open().unwrap();
    let came = store.read_blocking(everybody).unwrap();
    assert_eq!(came.len(), VISITS);
    it_has_lasted(&store, &came, before);
    everybody_waits_as_long_as_people_do(&came, before);
    everybody_is_where_they_belong(&came);
    card_story::is_told(&store, before);
}

fn it_has_lasted(store: &Store, came: &[Came], before: Instant) {
    let passed = so_far(before);
    let began = moment(store, LOADED, before.minus(HALF_A_DAY));
    let late = began - (before.microseconds() - passed);
    assert!((0..A_MINUTE).contains(&late), "the city was loaded {late} µs too late");
    assert!(
        moment(store, LAST, before.minus(HALF_A_DAY)) <= Clock::Machine.now().microseconds(),
        "nothing is to come"
    );
    let first = came.iter().map(|one| one.issued_at).min().unwrap();
    let last = came.iter().map(|one| one.issued_at).max().unwrap();
    assert!(began <= first && last - first >= passed * 2 / 3, "they came within {}", last - first);
}

fn everybody_waits_as_long_as_people_do(came: &[Came], before: Instant) {
    // In the first minutes of a day it is no longer than the load takes.
    let last = came.iter().map(|one| one.issued_at).max().unwrap();
    let (now, passed) = (before.microseconds().max(last), so_far(before));
    let waits = |department: Option<&str>| -> Vec<i64> {
        let here = came.iter().filter(|one| one.state == "waiting");
        let asked = here.filter(|one| department.is_none_or(|asked| one.department == asked));
        asked.map(|one| now - one.issued_at).collect()
    };
    let waiting = waits(None);
    assert!(waiting.len() > 20, "only {} wait", waiting.len());
    assert!(waiting.iter().any(|wait| *wait >= passed / 9), "nobody waits long: {waiting:?}");
    let long = waiting.iter().filter(|wait| **wait > passed * 5 / 12).count();
    assert!(long * 10 <= waiting.len(), "{long} wait for more than an hour: {waiting:?}");
    let in_need = waits(Some("EMR"));
    assert!(in_need.iter().all(|wait| *wait <= passed / 6), "emergencies wait: {in_need:?}");
    let began = came.iter().filter_map(|one| Some(one.began_at? - one.issued_at));
    let waited: Vec<i64> = began.collect();
    let mean = waited.iter().sum::<i64>() / i64::try_from(waited.len()).unwrap();
    assert!(waited.len() > 20 && mean >= passed / 18, "{} waited {mean} µs", waited.len());
}

fn everybody_is_where_they_belong(came: &[Came]) {
    for one in came {
        let (years, department) = (one.years.unwrap_or(30), one.department.as_str());
        let fits = match department {
            "PED" => years < 14,
            // Whoever was asked for their age may count as a year younger.
            "WOM" => one.sex == Some(Sex::Female) && years >= 11,
            // A clinic has nothing else.
            "GEN" => true,
            _ => years >= 13,
        };
        assert!(fits, "{:?} of {:?} years in {department}", one.sex, one.years);
    }
    for department in ["MED", "PED", "WOM", "EMR"] {
        assert!(came.iter().any(|one| one.department == department), "nobody in {department}");
    }
}
