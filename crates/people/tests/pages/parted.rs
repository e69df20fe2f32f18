//! The list of what was written while two were taken for one.

use super::{Site, consents, unknown};
use axum::http::StatusCode;
use nabz_testkit::city_test;

#[city_test]
fn a_records_officer_says_of_each_thing_to_whom_it_belongs(site: &mut Site) {
    let (pooja, officer) = (site.pooja(), site.arjun());
    let unknown = unknown(site);
    let path = format!("/people/{unknown}");
    let link = format!("once=a&same_as={}&reason=One+card", site.sunita);
    assert_eq!(officer.post(&format!("{path}/link"), &link).status, StatusCode::SEE_OTHER);
    let consent = format!("/people/{}/consents", site.sunita);
    let yes = format!("{}&answer=yes:sms", consents("b", 0));
    assert_eq!(pooja.post(&consent, &yes).status, StatusCode::SEE_OTHER);
    assert!(!officer.page(&path).contains("/parted/"), "the link stands");
    assert_eq!(
        officer.post(&format!("{path}/unlink"), "once=c&why=Two+women").status,
        StatusCode::SEE_OTHER
    );
    let sides = [path.clone(), format!("/people/{}", site.sunita)];
    for (side, other) in sides.iter().zip(sides.iter().rev()) {
        let page = officer.page(side);
        assert!(page.contains(&format!("{side}/parted/")), "{page}");
        let counter = pooja.page(side);
        assert!(!counter.contains("/parted/"), "only the records room sorts it");
        assert!(!counter.contains(other.as_str()), "nor is the other one named");
    }
    let page = officer.page(&path);
    let review = page.split("href=\"").find(|link| link.contains("/parted/")).unwrap();
    let review = review.split('"').next().unwrap().to_owned();
    assert_eq!(pooja.get(&review).status, StatusCode::FORBIDDEN);
    let list = officer.page(&review);
    let entry = list.split("name=\"entry\" value=\"").nth(1).unwrap();
    let entry = entry.split('"').next().unwrap().to_owned();
    assert!(entry.starts_with("Consent/") && list.contains("सहमति"), "{list}");
    let other = format!("once=d&entry={entry}&seen=&mark=other");
    for _ in 0..2 {
        let answer = officer.post(&review, &other);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    assert!(officer.page(&review).contains("name=\"seen\" value=\"other\""));
    assert!(pooja.page(&path).contains("ठीक करनी है"), "whoever opens the page is told");
    let late = officer.post(&review, &format!("once=e&entry={entry}&seen=&mark=stays"));
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("REG-051"), "{}", late.text());
    let stays = format!("once=f&entry={entry}&seen=other&mark=stays");
    assert_eq!(officer.post(&review, &stays).status, StatusCode::SEE_OTHER);
    assert!(!pooja.page(&path).contains("ठीक करनी है"));
    let strange = officer.post(&review, "once=g&entry=Consent/1&seen=&mark=other");
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
    assert!(strange.text().contains("REG-050"), "{}", strange.text());
    let nowhere = format!("{path}/parted/{}", uuid::Uuid::nil());
    assert_eq!(officer.get(&nowhere).status, StatusCode::NOT_FOUND);
}
