//! Who is registered again: at another counter, after a move, after a wedding.

use super::household::Household;
use super::naming::{Family, Stage};
use super::person::{Address, PHONES, Person, before};
use super::{City, LATER, Occasion, Registration, SURVEY, a_source};
use crate::households::model::Tie;
use crate::registry::model::{Relation, Sex};
use crate::residents::Dice;

/// Of a thousand households, so many at which one person of an earlier one comes back.
const ONE_PER_MILLE: u64 = 215;
/// And so many at which all of an earlier one are found again where they moved to.
const ALL_PER_MILLE: u64 = 35;
/// Who comes back does so twice.
const TWICE_PERCENT: u64 = 12;
const MOVED_PERCENT: u64 = 12;
const NEW_PHONE_PERCENT: u64 = 15;
/// A daughter of the age has married since.
const MARRIED_PERCENT: u64 = 10;
/// Of a household that moved, who came along.
const CAME_ALONG_PERCENT: u64 = 93;
const DAYS_OF_BRIDES: std::ops::Range<u64> = 19 * 365..30 * 365;

/// Somebody, or everybody, of a household that was written down before the one of a number.
///
/// It lies in the later half of those, so that how often a person is met again depends neither on
/// their place in the city nor on its size.
pub(super) fn registrations(city: &City, number: u64) -> Vec<Registration> {
    let mut dice = city.dice(number, LATER);
    let back = 1 + dice.below(number.div_ceil(2));
    let throw = dice.below(1_000);
    let comes = throw < ONE_PER_MILLE + ALL_PER_MILLE;
    let Some(earlier) = number.checked_sub(back).filter(|_| comes) else { return Vec::new() };
    let home = city.household(earlier);
    let back = Back { city, earlier, home, dice };
    if throw < ALL_PER_MILLE && back.home.is_home { back.all(2 * number + 2) } else { back.one() }
}

/// A household that was written down before.
struct Back<'c> {
    city: &'c City,
    earlier: u64,
    home: Household<'c>,
    dice: Dice,
}

impl Back<'_> {
    /// One of them, at some counter.
    fn one(self) -> Vec<Registration> {
        let Self { city, earlier, home, mut dice } = self;
        let place = dice.place(home.people.len());
        let times = if dice.percent(TWICE_PERCENT) { 2 } else { 1 };
        let mut all = Vec::new();
        let Some(known) = home.people.get(place) else { return all };
        for _ in 0..times {
            let mut person = known.clone();
            let mut address = home.address;
            let on = city.day_since(home.listed_on, &mut dice);
            let days = city.said(known, address, on).days();
            let is_bride = may_marry(&person) && DAYS_OF_BRIDES.contains(&days);
            if is_bride && dice.percent(MARRIED_PERCENT) {
                marry(city, home.family, &mut person, &mut dice);
                address = Address::draw(&mut dice, city.localities.len());
            } else if dice.percent(MOVED_PERCENT) {
                address = Address::draw(&mut dice, city.localities.len());
            }
            if person.phone.is_some() && dice.percent(NEW_PHONE_PERCENT) {
                person.phone = Some(dice.below(PHONES));
            }
            let source = a_source(&mut dice);
            let occasion = Occasion { whom: (earlier, place), sheet: None, source, is_again: true };
            let said = city.said(&person, address, on);
            all.push(city.write(&said, occasion, Dice::new(dice.number())));
        }
        all
    }

    /// All of them, on another sheet of the survey.
    fn all(self, sheet: u64) -> Vec<Registration> {
        let Self { city, earlier, home, mut dice } = self;
        let address = Address::draw(&mut dice, city.localities.len());
        let on = city.day_since(home.listed_on, &mut dice);
        let mut all = Vec::new();
        for (place, person) in home.people.iter().enumerate() {
            if dice.percent(CAME_ALONG_PERCENT) {
                let (whom, sheet) = ((earlier, place), Some(sheet));
                let occasion = Occasion { whom, sheet, source: SURVEY, is_again: true };
                let said = city.said(person, address, on);
                all.push(city.write(&said, occasion, Dice::new(dice.number())));
            }
        }
        all
    }
}

fn may_marry(person: &Person<'_>) -> bool {
    let is_single = matches!(person.guardian, Some((Relation::Father, _)));
    person.sex == Sex::Female && is_single && matches!(person.tie, Tie::Child | Tie::Sibling)
}

/// She bears the name that a wife of the husband's family bears, and he is named beside her.
fn marry<'c>(city: &'c City, family: Family<'c>, bride: &mut Person<'c>, dice: &mut Dice) {
    const DAYS_OLDER: u64 = 3 * 365;
    let names = &city.names;
    let family = names.family_like(family, dice);
    let born = before(bride.born, DAYS_OLDER);
    let given = names.given(family, (Sex::Male, born), dice);
    let husband = names.whole(family, Stage::Man, given, dice);
    bride.name = names.whole(family, Stage::Wife, bride.name.given(), dice);
    bride.guardian = Some((Relation::Husband, husband));
}
