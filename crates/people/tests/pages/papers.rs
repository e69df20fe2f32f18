//! The numbers of papers on the page of a person, and what was on record before.

use super::{Site, unknown};
use axum::http::StatusCode;
use nabz_kernel::ids::PersonId;
use nabz_people::registry::store::papers;
use nabz_testkit::city_test;

fn numbers(site: &Site, person: PersonId) -> Vec<String> {
    let papers = site.database.store.read_blocking(move |view| papers(view, person)).unwrap();
    papers.iter().map(|paper| paper.number.as_str().to_owned()).collect()
}

#[city_test]
fn a_clerk_adds_a_number_once_and_takes_it_away_with_a_reason(site: &mut Site) {
    let (pooja, path) = (site.pooja(), format!("/people/{}", site.sunita));
    let add = format!("{path}/papers");
    let form = "once=a&kind=abha&number=91+0000+0000+0019&seen=yes";
    for _ in 0..2 {
        assert_eq!(pooja.post(&add, form).status, StatusCode::SEE_OTHER);
    }
    assert_eq!(numbers(site, site.sunita), ["91-0000-0000-0019"]);
    let page = pooja.page(&path);
    assert!(page.contains("91-0000-0000-0019") && page.contains("काग़ज़ देखा गया"), "{page}");
    let paper = page.split("name=\"paper\" value=\"").nth(1).unwrap();
    let paper = paper.split('"').next().unwrap().to_owned();
    let end = format!("{path}/papers/end");
    let bare = pooja.post(&end, &format!("once=b&paper={paper}&why="));
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text().contains("REG-025"), "{}", bare.text());
    let ended = pooja.post(&end, &format!("once=c&paper={paper}&why=Another+woman"));
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
    assert!(numbers(site, site.sunita).is_empty());
    let before = pooja.page(&format!("{path}/history"));
    for said in ["91-0000-0000-0019", "Another woman", "सुनीता देवी", "पूजा बिष्ट"]
    {
        assert!(before.contains(said), "{said}: {before}");
    }
    let nobody = pooja.get(&format!("/people/{}/history", uuid::Uuid::nil()));
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[city_test]
fn what_is_no_number_is_said_beside_it_and_an_aadhaar_number_is_not_kept(site: &mut Site) {
    let (pooja, other) = (site.pooja(), unknown(site));
    let add = format!("/people/{}/papers", site.sunita);
    for (kind, typed, code) in [
        ("abha", "01-0000-0000-0018", "REG-041"),
        ("abha-address", "sunita", "REG-042"),
        ("ration-card", "12", "REG-043"),
        ("birth-registration", "12", "REG-044"),
        ("passport", "Z123", "REG-045"),
        ("ration-card", "234567890124", "REG-040"),
        ("passport", "234567890124", "REG-040"),
        ("aadhaar", "234567890124", "REG-035"),
    ] {
        let answer = pooja.post(&add, &format!("once=a&kind={kind}&number={typed}"));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind} {typed}");
        assert!(answer.text().contains(code), "{kind} {typed}: {}", answer.text());
        assert!(answer.text().contains(&format!("value=\"{typed}\"")), "what was typed stays");
    }
    assert!(numbers(site, site.sunita).is_empty());
    let form = "once=b&kind=passport&number=Z1234567";
    assert_eq!(pooja.post(&add, form).status, StatusCode::SEE_OTHER);
    let again = "once=c&kind=passport&number=Z1234567";
    let taken = pooja.post(&format!("/people/{other}/papers"), again);
    assert_eq!(taken.status, StatusCode::CONFLICT);
    assert!(taken.text().contains("REG-046"), "{}", taken.text());
    let found = pooja.post(&format!("/people/{other}/find"), "q=z1234567");
    assert!(found.text().contains(&format!("/people/{other}")), "{}", found.text());
    assert!(found.text().contains("सुनीता देवी"), "{}", found.text());
}
