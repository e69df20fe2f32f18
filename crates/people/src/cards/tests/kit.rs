//! What helps in an emergency stands on the large card of whoever shares their record, with its
//! day.

use super::agreed::{share, yes};
use super::plastic::{approved, printed};
use super::{DAY, trust};
use crate::cards::kit::{self, Kit, KitFile, PrintFault};
use crate::cards::model::PrintBatchId;
use crate::cards::{SnapshotOf, kit_text, paper, store};
use crate::consent::model::Wish;
use nabz_print::Both;
use nabz_print::kit::large::Snapshot;
use nabz_testkit::{TestCity, city_test};

/// The same is recorded of everybody.
const RECORDED: SnapshotOf = |view, _| {
    Ok(Some(Snapshot {
        as_of: paper::day(view.today()),
        blood_group: "B+".to_owned(),
        allergies: vec![Both::new("पेनिसिलिन", "Penicillin")],
        conditions: Vec::new(),
        surgery: Both::default(),
    }))
};
const UNRECORDED: SnapshotOf = |_, _| Ok(None);

fn kits(city: &TestCity, batch: PrintBatchId, snapshot: Option<SnapshotOf>) -> Vec<Kit> {
    let part = city.read(move |view| {
        let batch = store::batch(view, batch)?.unwrap();
        kit::part(view, (&batch, 0), &trust(), snapshot)
    });
    part.unwrap().kits
}

/// The blood group on each large card, in the order of the places; empty where nothing is said.
fn groups(kits: Vec<Kit>) -> Vec<String> {
    let group = |kit: Kit| kit.large_card().emergency.map(|facts| facts.blood_group);
    kits.into_iter().map(|kit| group(kit).unwrap_or_default()).collect()
}

fn days(kits: &[Kit]) -> Vec<String> {
    kits.iter().filter_map(Kit::facts_of).map(str::to_owned).collect()
}

fn file(city: &TestCity, what: KitFile, kits: Vec<Kit>) -> Vec<u8> {
    let text = city.read(kit_text).unwrap().text;
    let mut kits = kits.into_iter().map(Ok::<Kit, PrintFault>);
    kit::write((what, &text), &mut kits, Vec::new()).unwrap().out
}

#[city_test]
fn a_large_card_says_what_helps_of_whoever_shares_their_record_and_of_nobody_else(
    city: &mut TestCity,
) {
    let city: &TestCity = city;
    let [sunita, asha, _] = ["Sunita Devi", "Asha", "Kamla"].map(|name| approved(city, name).0);
    share(city, sunita, yes());
    share(city, asha, Wish::No);
    let batch = printed(city);
    let of = |snapshot| groups(kits(city, batch, snapshot));
    assert_eq!(of(Some(RECORDED)), ["B+", "", ""], "a card is no yes to that");
    assert_eq!(of(Some(UNRECORDED)), ["", "", ""]);
    assert_eq!(of(None), ["", "", ""], "no other paper asks");
    share(city, sunita, Wish::No);
    assert_eq!(of(Some(RECORDED)), ["", "", ""], "taken back since the batch was closed");
}

#[city_test]
fn a_batch_that_is_printed_again_says_of_which_day_its_facts_are(city: &mut TestCity) {
    let city: &TestCity = city;
    let (sunita, _) = approved(city, "Sunita Devi");
    share(city, sunita, yes());
    let batch = printed(city);
    let now = || kits(city, batch, Some(RECORDED));
    let [large, cards] = [KitFile::LargeCards, KitFile::Cards].map(|what| file(city, what, now()));
    assert_eq!(days(&now()), ["23 Nov 2026"]);
    assert!(file(city, KitFile::LargeCards, now()) == large, "the same bytes on the same day");
    city.pass(DAY);
    assert_eq!(days(&now()), ["24 Nov 2026"]);
    assert!(file(city, KitFile::LargeCards, now()) != large, "another day stands on them");
    assert!(file(city, KitFile::Cards, now()) == cards, "what was signed stays as it was");
}
