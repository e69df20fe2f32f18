//! Couples, children, parents, and those who live with strangers.

use super::super::naming::{Family, Stage};
use super::super::person::Name;
use super::{Kind, Newcomer, Roof};
use crate::households::model::Tie;
use crate::registry::model::{Relation, Sex};
use crate::residents::Spelled;
use nabz_kernel::clock::Date;

/// Of a thousand births.
const TWINS_PER_MILLE: u64 = 11;
/// The youngest at whom somebody is married.
const WIFE_YEARS_MIN: u64 = 18;
const SON_MARRIES_YEARS_MIN: u64 = 22;

/// A place where strangers live together.
struct Institution {
    hindi: &'static str,
    roman: &'static str,
    /// The youngest, and over how many years they are spread.
    years: (u64, u64),
    /// Where only one sex lives.
    sex: Option<Sex>,
}

const INSTITUTIONS: [Institution; 5] = [
    institution("बाल गृह", "Bal Griha", (6, 12), None),
    institution("वृद्धाश्रम", "Vridh Ashram", (60, 32), None),
    institution("छात्रावास", "Boys Hostel", (17, 8), Some(Sex::Male)),
    institution("महिला छात्रावास", "Working Women Hostel", (20, 20), Some(Sex::Female)),
    institution("नारी निकेतन", "Nari Niketan", (18, 40), Some(Sex::Female)),
];

const fn institution(
    hindi: &'static str,
    roman: &'static str,
    years: (u64, u64),
    sex: Option<Sex>,
) -> Institution {
    Institution { hindi, roman, years, sex }
}

/// Whose children somebody is.
struct Parents<'l> {
    father: Name<'l>,
    mother: Option<Name<'l>>,
    /// How old the mother is, or would be.
    mother_years: u64,
}

impl<'l> Roof<'l> {
    /// Lets everybody move in.
    pub(super) fn fill(&mut self) {
        match self.kind {
            Kind::Nuclear => self.nuclear(),
            Kind::WithParents => self.with_parents(),
            Kind::Joint => self.joint(),
            Kind::Couple => self.couple_alone(),
            Kind::Alone => self.alone(),
            Kind::OneParent => self.one_parent(),
            Kind::Room => self.room(),
            Kind::Street => {
                self.dwell_at("फ्लाईओवर के नीचे", "Under Flyover");
                self.nuclear();
            }
            Kind::Institution => self.institution(),
            Kind::Shelter => self.shelter(),
        }
    }

    fn nuclear(&mut self) {
        let man = 23 + self.dice.below(37);
        let parents = self.couple(man, None, (Tie::Head, Tie::Spouse));
        self.children(&parents, Tie::Child);
    }

    fn couple_alone(&mut self) {
        let is_young = self.dice.percent(50);
        let man = if is_young { 22 + self.dice.below(12) } else { 50 + self.dice.below(32) };
        self.couple(man, None, (Tie::Head, Tie::Spouse));
    }

    fn alone(&mut self) {
        let is_man = self.dice.percent(65);
        let years = if is_man { 19 + self.dice.below(35) } else { 45 + self.dice.below(45) };
        self.stranger(if is_man { Sex::Male } else { Sex::Female }, years, Tie::Head);
    }

    fn room(&mut self) {
        let sex = if self.dice.percent(80) { Sex::Male } else { Sex::Female };
        let years = 18 + self.dice.below(20);
        self.stranger(sex, years, Tie::Head);
        for _ in 0..=self.dice.below(5) {
            self.family = self.others();
            let years = 18 + self.dice.below(20);
            self.stranger(sex, years, Tie::Unrelated);
        }
    }

    fn with_parents(&mut self) {
        let man = 24 + self.dice.below(26);
        let old = man + 22 + self.dice.below(10);
        let elder = self.name(Sex::Male, Stage::Man, old);
        let (his, hers) = match self.dice.below(100) {
            0..40 => (true, true),
            40..78 => (false, true),
            _ => (true, false),
        };
        if his {
            self.man(elder.clone(), (old, Tie::Parent), None);
        }
        if hers {
            let years = old - 1 - self.dice.below(5);
            self.wife(&elder, (years, Tie::Parent));
        }
        let parents = self.couple(man, Some(elder.clone()), (Tie::Head, Tie::Spouse));
        self.children(&parents, Tie::Child);
        if self.dice.percent(22) {
            let years = man.saturating_sub(3 + self.dice.below(6)).max(WIFE_YEARS_MIN);
            let of_elder = Parents { father: elder, mother: None, mother_years: old };
            self.child(&of_elder, years, Tie::Sibling);
        }
    }

    fn joint(&mut self) {
        let old = 52 + self.dice.below(24);
        let elder = self.name(Sex::Male, Stage::Man, old);
        let lives = self.dice.percent(85);
        if lives {
            self.man(elder.clone(), (old, Tie::Head), None);
        }
        if !lives || self.dice.percent(80) {
            let tie = if lives { Tie::Spouse } else { Tie::Head };
            let years = old - 1 - self.dice.below(5);
            self.wife(&elder, (years, tie));
        }
        let of_elder = Parents { father: elder, mother: None, mother_years: old };
        let mut years = old - 22 - self.dice.below(6);
        for _ in 0..2 + self.dice.below(2) {
            if years < SON_MARRIES_YEARS_MIN {
                self.child(&of_elder, years, Tie::Child);
            } else {
                let father = Some(of_elder.father.clone());
                let parents = self.couple(years, father, (Tie::Child, Tie::ChildInLaw));
                self.children(&parents, Tie::Grandchild);
            }
            years = years.saturating_sub(2 + self.dice.below(3));
        }
    }

    fn one_parent(&mut self) {
        let mother_years = 26 + self.dice.below(26);
        let father = self.name(Sex::Male, Stage::Man, mother_years + 4);
        let mother = if self.dice.percent(80) {
            Some(self.wife(&father, (mother_years, Tie::Head)))
        } else {
            self.man(father.clone(), (mother_years + 4, Tie::Head), None);
            None
        };
        self.children(&Parents { father, mother, mother_years }, Tie::Child);
    }

    fn institution(&mut self) {
        let Some(place) = self.dice.one(&INSTITUTIONS) else { return };
        self.dwell_at(place.hindi, place.roman);
        let count = 14 + self.dice.below(60);
        self.strangers(count, place.sex, place.years);
    }

    fn shelter(&mut self) {
        self.dwell_at("रैन बसेरा", "Rain Basera");
        let sex = self.dice.percent(70).then_some(Sex::Male);
        let count = 12 + self.dice.below(45);
        self.strangers(count, sex, (16, 60));
    }

    fn strangers(&mut self, count: u64, sex: Option<Sex>, (youngest, over): (u64, u64)) {
        for place in 0..count {
            self.family = self.others();
            let drawn = if self.dice.percent(50) { Sex::Male } else { Sex::Female };
            let years = youngest + self.dice.below(over);
            let tie = if place == 0 { Tie::Head } else { Tie::Unrelated };
            self.stranger(sex.unwrap_or(drawn), years, tie);
        }
    }

    /// A family that has nothing to do with those who live here.
    fn others(&mut self) -> Family<'l> {
        self.names.family(&mut self.dice)
    }

    /// Somebody whose relatives live elsewhere.
    fn stranger(&mut self, sex: Sex, years: u64, tie: Tie) {
        let relative = self.name(Sex::Male, Stage::Man, years + 5);
        let is_wife = sex == Sex::Female && years > 25 && self.dice.percent(75);
        if is_wife {
            self.wife(&relative, (years, tie));
            return;
        }
        let parents = Parents { father: relative, mother: None, mother_years: years };
        let born = self.born(years);
        self.born_to(&parents, (sex, born), tie, None);
    }

    /// A man whose father may live here.
    fn man(&mut self, name: Name<'l>, (years, tie): (u64, Tie), father: Option<Name<'l>>) {
        let father = father.unwrap_or_else(|| self.name(Sex::Male, Stage::Man, years + 25));
        let born = self.born(years);
        let guardian = Some((Relation::Father, father));
        self.add(Newcomer { name, sex: Sex::Male, born, tie, guardian, mother: None });
    }

    fn wife(&mut self, husband: &Name<'l>, (years, tie): (u64, Tie)) -> Name<'l> {
        let name = self.name(Sex::Female, Stage::Wife, years);
        let born = self.born(years);
        let guardian = Some((Relation::Husband, husband.clone()));
        let sex = Sex::Female;
        self.add(Newcomer { name: name.clone(), sex, born, tie, guardian, mother: None });
        name
    }

    fn couple(
        &mut self,
        man: u64,
        father: Option<Name<'l>>,
        (his, hers): (Tie, Tie),
    ) -> Parents<'l> {
        let name = self.name(Sex::Male, Stage::Man, man);
        self.man(name.clone(), (man, his), father);
        let mother_years = man.saturating_sub(self.dice.below(8)).max(WIFE_YEARS_MIN);
        let mother = self.wife(&name, (mother_years, hers));
        Parents { father: name, mother: Some(mother), mother_years }
    }

    /// The children of a couple who live with them, the eldest first.
    fn children(&mut self, parents: &Parents<'l>, tie: Tie) {
        let of_old = if parents.mother_years > 42 { self.dice.below(3) } else { 0 };
        let most = 1 + self.dice.below(3) + of_old;
        let mut years = parents.mother_years.checked_sub(18 + self.dice.below(7));
        for _ in 0..most {
            let Some(age) = years else { return };
            let has_left = age > 24 && self.dice.percent(72);
            if !has_left {
                self.child(parents, age, tie);
            }
            years = age.checked_sub(2 + self.dice.below(3));
        }
    }

    /// A child, or two of one birth.
    fn child(&mut self, parents: &Parents<'l>, years: u64, tie: Tie) {
        let born = self.born(years);
        let sex = self.either();
        let first = self.born_to(parents, (sex, born), tie, None);
        if self.dice.permille(TWINS_PER_MILLE) {
            let same = self.dice.percent(65);
            let sex = if same { sex } else { self.either() };
            self.born_to(parents, (sex, born), tie, first);
        }
    }

    fn either(&mut self) -> Sex {
        if self.dice.percent(52) { Sex::Male } else { Sex::Female }
    }

    /// Somebody who is named after their father; gives back the given name.
    fn born_to(
        &mut self,
        parents: &Parents<'l>,
        (sex, born): (Sex, Date),
        tie: Tie,
        twin: Option<&'l Spelled>,
    ) -> Option<&'l Spelled> {
        let given = self.given(sex, born, twin);
        let stage = if sex == Sex::Female { Stage::Girl } else { Stage::Man };
        let name = self.names.whole(self.family, stage, given, &mut self.dice);
        let guardian = Some((Relation::Father, parents.father.clone()));
        let mother = parents.mother.clone();
        self.add(Newcomer { name, sex, born, tie, guardian, mother });
        given
    }
}
