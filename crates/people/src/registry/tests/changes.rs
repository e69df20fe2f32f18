//! Who changed what is on record of somebody, as the record says it.

use super::{details, named, permit, register};
use crate::registry::actions::{self, DecideCorrection, Verdict, Wish};
use crate::registry::model::{CorrectionId, Sex};
use crate::registry::rebuild;
use nabz_access::Permit;
use nabz_fhir::ResourceType;
use nabz_kernel::ids::{Id, PersonId};
use nabz_record::{Entry, Key, Walk, read};
use nabz_testkit::{TestCity, city_test};
use std::sync::Arc;
use uuid::Uuid;

/// Asks for another name and decides about it.
fn corrected(city: &TestCity, person: PersonId, verdict: Verdict) -> CorrectionId {
    let wanted = details("Sumitra Devi", 42, Sex::Female);
    let ask = permit(city);
    let wish = Wish { person, wanted, seen: 1, reason: "misheard".into() };
    let asked = city.write(move |tx| actions::ask_correction(tx, &ask, &wish)).unwrap().id;
    let decide: Permit<DecideCorrection> = Permit::trial(Id::draw(city.now()), city.facility);
    city.write(move |tx| actions::decide_correction(tx, &decide, asked, &verdict)).unwrap();
    asked
}

fn provenance(city: &TestCity, id: Uuid) -> Option<Entry> {
    let key = Key::of(ResourceType::PROVENANCE, id);
    city.read(move |view| read::at(view, key)).unwrap()
}

fn body(entry: &Entry) -> String {
    String::from_utf8(entry.body.clone()).unwrap()
}

#[city_test]
fn a_correction_stands_in_the_record_beside_what_it_changed(city: &mut TestCity) {
    let sunita = register(city, details("Sunita Devi", 42, Sex::Female)).person;
    let approved = corrected(city, sunita, Verdict::Approve);
    let told = provenance(city, approved.uuid()).unwrap();
    assert_eq!(told.patient, Some(sunita.uuid()), "found with everything about her");
    assert!(body(&told).contains("misheard") && body(&told).contains("\"amend\""));
    let usha = register(city, details("Usha Devi", 42, Sex::Female)).person;
    let declined = corrected(city, usha, Verdict::Decline { why: "the card says Usha".into() });
    assert!(provenance(city, declined.uuid()).is_none(), "nothing was changed");
}

#[city_test]
fn a_link_stands_in_the_record_and_so_does_its_end(city: &mut TestCity) {
    let [one, other] = ["Asha", "Asha"].map(|name| named(city, name).person);
    let (link, unlink) = (permit(city), permit(city));
    city.write(move |tx| actions::link(tx, &link, one, other, ("the same card", false))).unwrap();
    let find = |view: &mut nabz_store::Tx<'_>| {
        view.query_one("SELECT link_id FROM registry_link", &[], |row| row.get::<Uuid>(0))
    };
    let id = city.read(find).unwrap().unwrap();
    let linked = provenance(city, id).unwrap();
    assert_eq!((linked.version, linked.patient), (1, Some(one.uuid())));
    for person in [one, other] {
        assert!(body(&linked).contains(&format!("Patient/{person}")), "{person}");
    }
    city.write(move |tx| actions::unlink(tx, &unlink, one, "two women")).unwrap();
    let undone = provenance(city, id).unwrap();
    assert_eq!(undone.version, 2, "who linked them stands in the version before");
    assert!(body(&undone).contains("\"unlink\"") && body(&undone).contains("\"end\""));
}

#[city_test]
fn a_rebuild_says_again_who_changed_what_and_finds_nothing_to_change(city: &mut TestCity) {
    let sunita = register(city, details("Sunita Devi", 42, Sex::Female)).person;
    corrected(city, sunita, Verdict::Approve);
    let usha = register(city, details("Usha Devi", 42, Sex::Female)).person;
    corrected(city, usha, Verdict::Decline { why: "the card says Usha".into() });
    for undone in [true, false] {
        let [one, other] = ["Asha", "Asha"].map(|name| named(city, name).person);
        let (link, unlink) = (permit(city), permit(city));
        city.write(move |tx| actions::link(tx, &link, one, other, ("the same card", false)))
            .unwrap();
        if undone {
            city.write(move |tx| actions::unlink(tx, &unlink, one, "two women")).unwrap();
        }
    }
    let walks: [Arc<dyn Walk>; 2] = [Arc::new(rebuild::Corrections), Arc::new(rebuild::Links)];
    let again = nabz_record::rebuild(&city.store, &walks, |_, _| ()).unwrap();
    assert!(again.is_clean() && again.looked_at == 3, "one correction and two links: {again:?}");
}
