//! What was done about somebody's cards in a time.

use super::{DAY, issue, sunita};
use crate::registry::model::WrittenKind;
use nabz_testkit::{TestCity, city_test};

#[city_test]
fn a_card_that_was_made_in_a_time_is_named_with_who_made_it(city: &mut TestCity) {
    let sunita = sunita(city);
    city.pass(DAY);
    let from = city.now();
    let card = issue(city, sunita);
    let written =
        |from, to| city.read(move |view| crate::cards::written(view, sunita, (from, to))).unwrap();
    let then = written(from, city.now());
    assert_eq!(then.len(), 1);
    assert_eq!(
        (then[0].entry.as_str(), then[0].kind),
        (&*format!("Card/{}", card.id), WrittenKind::Card)
    );
    assert_eq!((then[0].by, then[0].under), (Some(city.staff), sunita));
    city.pass(DAY);
    assert!(written(city.now(), city.now()).is_empty());
}
