//! The page of alarms about those who try numbers.

use super::Site;
use axum::http::StatusCode;
use nabz_access::city;
use nabz_access::staff::{SignInName, staff_called};
use nabz_kernel::ids::StaffId;
use nabz_people::registry::actions::keep_probes;
use nabz_people::registry::model::{MISSES_AN_HOUR, ProbeId, ProbeSum};
use nabz_people::registry::store::open_alarms;
use nabz_store::{Stop, Tx};
use nabz_testkit::city_test;

/// An alarm about somebody of nowhere in particular.
fn raised(tx: &mut Tx<'_>) -> Result<ProbeId, Stop> {
    let staff = StaffId::draw(tx.now());
    raised_about(tx, staff)
}

/// An alarm about Pooja.
fn raised_about_pooja(tx: &mut Tx<'_>) -> Result<ProbeId, Stop> {
    let pooja = staff_called(tx, &SignInName::parse("pooja.bisht").unwrap())?.unwrap();
    raised_about(tx, pooja)
}

fn raised_about(tx: &mut Tx<'_>, staff: StaffId) -> Result<ProbeId, Stop> {
    let facility = city(tx)?;
    let sum = ProbeSum {
        staff,
        facility,
        searches: MISSES_AN_HOUR,
        misses: MISSES_AN_HOUR,
        shown: 3,
        minute: 0,
        in_minute: 0,
        in_order: 0,
    };
    keep_probes(tx, &[(sum, Vec::new())])?;
    Ok(open_alarms(tx, facility)?.pop().unwrap().id)
}

#[city_test]
fn an_officer_reads_an_alarm_and_says_that_it_was_looked_into(site: &mut Site) {
    let arjun = site.arjun().with_cookie("__Host-nabz-lang=en");
    assert!(arjun.page("/records/alarms").contains("No alarm waits."));
    let id = site.database.store.write_blocking(raised).unwrap();
    let page = arjun.page("/records/alarms");
    assert!(page.contains("Many unknown numbers in one hour"), "{page}");
    assert!(page.contains("3 persons were shown."), "{page}");
    let path = format!("/records/alarms/{id}");
    let silent = arjun.post(&path, "once=a&remark=");
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.text().contains("REG-025"));
    let looked = arjun.post(&path, "once=b&remark=An+old+list+was+typed.");
    assert_eq!(looked.status, StatusCode::SEE_OTHER);
    let page = arjun.page("/records/alarms");
    assert!(page.contains("No alarm waits.") && page.contains("An old list was typed."), "{page}");
    let again = arjun.post(&path, "once=c&remark=Again.");
    assert!(again.text().contains("REG-059"), "{}", again.text());
}

#[city_test]
fn alarms_are_none_of_a_clerks_business(site: &mut Site) {
    assert_eq!(site.pooja().get("/records/alarms").status, StatusCode::FORBIDDEN);
    let id = site.database.store.write_blocking(raised).unwrap();
    let answer = site.pooja().post(&format!("/records/alarms/{id}"), "once=a&remark=Mine.");
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[city_test]
fn whoever_tried_many_numbers_waits_for_the_next_one_until_somebody_looked_into_it(
    site: &mut Site,
) {
    let id = site.database.store.write_blocking(raised_about_pooja).unwrap();
    site.search.keep_counts(&site.database.store).unwrap();
    let find = format!("/people/{}/find", site.sunita);
    let pooja = site.pooja().with_cookie("__Host-nabz-lang=en");
    assert_eq!(pooja.post(&find, "q=0000004321").status, StatusCode::OK);
    for (language, said) in [("en", "Please wait 10 seconds"), ("hi", "अगला नंबर 10 सेकंड बाद खोजें")]
    {
        let pooja = site.pooja().with_cookie(&format!("__Host-nabz-lang={language}"));
        let slowed = pooja.post(&find, "q=0000004322");
        assert_eq!(slowed.status, StatusCode::SERVICE_UNAVAILABLE, "{}", slowed.text());
        assert!(slowed.text().contains("REG-058:"), "{}", slowed.text());
        assert!(slowed.text().contains(said), "{}", slowed.text());
    }
    assert_eq!(
        pooja.post(&find, "q=Sunita+Devi").status,
        StatusCode::OK,
        "a name waits for nothing"
    );
    let looked = site.arjun().post(&format!("/records/alarms/{id}"), "once=a&remark=An+old+list.");
    assert_eq!(looked.status, StatusCode::SEE_OTHER, "{}", looked.text());
    assert_eq!(pooja.post(&find, "q=0000004322").status, StatusCode::OK);
}
