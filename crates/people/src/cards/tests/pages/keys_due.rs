//! That a key has to be drawn, where cards are approved and printed.

use super::super::keys::vault;
use super::office::OFFICE;
use super::{Site, shows};
use crate::cards::actions::issue_keys;
use crate::cards::model::Kid;
use crate::cards::{NewKeys, NewSecrets, RootKey, store};
use nabz_credential::keys::Secret;
use nabz_testkit::city_test;
use nabz_web::Language;
use std::time::Duration;

/// The keys of a city, of which the one for cards has signed its last.
fn full(site: &Site) {
    let at = site.facility;
    let new =
        NewKeys::sealed_by(vault(), NewSecrets::of(&mut [0, 1, 2, 3].map(|nth| [11 + nth; 32])));
    site.write(move |tx| {
        let root = RootKey::of(&Secret::from_random(&mut [1; 32])).unwrap();
        issue_keys(tx, &root, &new)?;
        store::count_signed(tx, Kid([0, 1]), at)?;
        tx.execute("UPDATE cards_key_use SET cards = 2000000", &[])
    });
}

#[city_test]
fn the_office_reads_on_its_first_page_that_a_new_key_is_due(site: &mut Site) {
    let officer = site.officer("farida.khan", Language::English);
    let due = "A new key is due at once to sign health cards.";
    assert!(
        !officer.page(OFFICE).contains("cards keys issue"),
        "a city without keys asks for none"
    );
    full(site);
    shows(&officer.page(OFFICE), &[due, "nabz cards keys issue"]);
    let hindi = site.officer("ashok.nair", Language::Hindi);
    shows(&hindi.page(OFFICE), &["हेल्थ कार्डों पर हस्ताक्षर के लिए नई कुंजी तुरंत चाहिए"]);
    site.database.pass(Duration::from_hours(24 * 60));
    let elsewhere = site.officer("meena.rao", Language::English);
    shows(
        &elsewhere.page(OFFICE),
        &[due, "A follower is due that signs the list of stopped cards from"],
    );
}
