//! A card is made for whoever says yes to one.

use super::{card, code, issue, issuer, permit, sunita, try_issue};
use crate::cards::actions::{self, ReplaceCard};
use crate::cards::model::{CardState, Replacement, WhySuspended};
use crate::consent;
use crate::consent::actions::RecordConsent;
use crate::consent::model::{
    Asked, Basis, By, GuardianPaper, Guardianship, Proxy, Purpose, Tie, Wish,
};
use crate::consent::trial::{self, told_and_asked};
use crate::registry;
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_kernel::language::Language;
use nabz_kernel::names::NameText;
use nabz_store::{Stop, Tx};
use nabz_testkit::{TestCity, city_test};

pub(super) fn yes() -> Wish {
    Wish::Yes { shares: Vec::new() }
}

/// Somebody answers whether they want a card; for a child its mother does.
pub(super) fn say(city: &TestCity, person: PersonId, wish: Wish) {
    answer(city, (person, Purpose::HealthCard), wish);
}

/// The same about whether their record is shared.
pub(super) fn share(city: &TestCity, person: PersonId, wish: Wish) {
    answer(city, (person, Purpose::RecordSharing), wish);
}

fn answer(city: &TestCity, (person, purpose): (PersonId, Purpose), wish: Wish) {
    let permit: Permit<RecordConsent> = permit(city);
    let said = city.write(move |tx| {
        let asked = asked(tx, (person, purpose), wish.clone())?;
        told_and_asked(tx, &permit, &asked)
    });
    said.unwrap();
}

fn asked(
    tx: &mut Tx<'_>,
    (person, purpose): (PersonId, Purpose),
    wish: Wish,
) -> Result<Asked, Stop> {
    let birth = registry::person(tx, person)?.unwrap().details.birth;
    let is_child = consent::rules::is_child(birth, tx.today()) == Some(true);
    let name = NameText::try_from("Kamla Devi".to_owned()).unwrap();
    let basis = Some(Basis::Paper(GuardianPaper::BirthCertificate));
    let mother = By::Guardian(Guardianship { proxy: Proxy { name, tie: Tie::Mother }, basis });
    let standing = consent::standing(tx, person, purpose)?;
    let seen = standing.last().map_or(0, |last| last.number);
    let by = if is_child { mother } else { By::Themselves };
    let asked = trial::asked(person, (purpose, wish, seen));
    Ok(Asked { shown_in: Language::Hindi, by, ..asked })
}

#[city_test]
fn nobody_is_given_a_card_who_has_not_said_yes(city: &mut TestCity) {
    let sunita = sunita(city);
    say(city, sunita, Wish::No);
    assert_eq!(code(try_issue(city, sunita)), "CRD-026");
    say(city, sunita, yes());
    issue(city, sunita);
}

#[city_test]
fn whoever_takes_their_yes_back_keeps_their_card_and_gets_no_other(city: &mut TestCity) {
    let sunita = sunita(city);
    let given = issue(city, sunita).id;
    say(city, sunita, Wish::No);
    let replacing: Permit<ReplaceCard> = permit(city);
    let replace = move |tx: &mut Tx<'_>| {
        actions::replace(tx, &replacing, &issuer(), given, Replacement::Worn)
    };
    assert_eq!(code(city.write(replace)), "CRD-026");
    assert_eq!(card(city, given).state, CardState::Active);
    let (blocking, restoring) = (permit(city), permit(city));
    city.write(move |tx| actions::suspend(tx, &blocking, given, WhySuspended::Lost)).unwrap();
    let restored = city.write(move |tx| actions::restore(tx, &restoring, given));
    assert_eq!(code(restored), "CRD-026");
}
