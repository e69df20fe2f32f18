//! Families: a couple, their children, sometimes a grandparent, one phone and one address.

use super::dice::Dice;
use super::lists::{List, Spelled};
use super::{Resident, Ward};
use crate::registry::model::{Address, Details, Guardian, Phone, Relation, Sex, Whose};
use nabz_kernel::birth::{Age, Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;

const DAYS_A_YEAR: u64 = 365;

/// Everyone of one family, the eldest couple first.
pub(super) fn members(dice: &mut Dice, list: &List, wards: &[Ward], today: Date) -> Vec<Resident> {
    let mut home = Home::draw(dice, list, wards, today);
    let mut all = Vec::new();
    let man = 22 + dice.below(45);
    let husband = home.member(dice, Sex::Male, man, None);
    let wife_age = man.saturating_sub(dice.below(7)).max(19);
    let wife = home.member(dice, Sex::Female, wife_age, husband.as_ref().map(married));
    let children = dice.below(5).min(man.saturating_sub(20) / 2);
    let mut of_father: Vec<Resident> = Vec::new();
    for _ in 0..children {
        let age = dice.below(man.saturating_sub(20).max(1));
        let sex = if dice.percent(51) { Sex::Male } else { Sex::Female };
        let father = husband.as_ref().map(fathered);
        of_father.extend(home.member(dice, sex, age, father));
    }
    if dice.percent(22) {
        let (sex, relation) =
            if dice.percent(60) { (Sex::Female, None) } else { (Sex::Male, None) };
        all.extend(home.member(dice, sex, (man + 22).min(92), relation));
    }
    all.extend(husband);
    all.extend(wife);
    all.extend(of_father);
    all
}

fn married(husband: &Resident) -> Guardian {
    Guardian { relation: Relation::Husband, name: husband.details.name.clone() }
}

fn fathered(father: &Resident) -> Guardian {
    Guardian { relation: Relation::Father, name: father.details.name.clone() }
}

/// What a family has in common.
struct Home<'l> {
    list: &'l List,
    today: Date,
    community: String,
    surname: Option<Spelled>,
    phone: Option<Mobile>,
    address: Address,
}

impl<'l> Home<'l> {
    fn draw(dice: &mut Dice, list: &'l List, wards: &[Ward], today: Date) -> Self {
        let community = dice.by_weight(&list.communities, |(_, weight)| *weight);
        let community = community.map(|(name, _)| name.clone()).unwrap_or_default();
        let surname = dice.by_weight(&list.surnames, |entry| {
            let fits = entry.community == community
                && matches!(entry.kind.as_str(), "surname" | "caste_title");
            if fits { entry.weight } else { 0 }
        });
        let surname = surname.filter(|_| dice.percent(72)).map(|entry| entry.word.clone());
        let digits = format!("000{:07}", dice.below(10_000_000));
        let phone = Mobile::parse(&digits).ok().filter(|_| dice.percent(88));
        let ward = dice.one(wards);
        let line = format!("{}, गली {}", 1 + dice.below(400), 1 + dice.below(30));
        let roman = format!("{}, Gali {}", 1 + dice.below(400), 1 + dice.below(30));
        let address = Address {
            line: Some(if dice.percent(50) { line } else { roman }).filter(|_| dice.percent(80)),
            locality: ward.map(|ward| ward.locality.clone()),
            ward: ward.map(|ward| ward.number.clone()),
            district: ward.map(|ward| ward.district.clone()),
            state: None,
        };
        Self { list, today, community, surname, phone, address }
    }

    /// `None` when a drawn name cannot be kept, which the lists do not hold.
    fn member(
        &mut self,
        dice: &mut Dice,
        sex: Sex,
        years: u64,
        guardian: Option<Guardian>,
    ) -> Option<Resident> {
        let (name, given) = self.words(dice, sex, years);
        let written = written(dice, &name)?;
        let whose = if dice.percent(45) { Whose::Own } else { Whose::Family };
        let phone = self.phone.clone().filter(|_| dice.percent(92));
        let details = Details {
            sex: Some(if dice.below(2_000) == 0 { Sex::Other } else { sex }),
            birth: self.birth(dice, years),
            guardian: guardian.filter(|_| dice.percent(85)),
            phone: phone.map(|mobile| Phone { mobile, whose }),
            address: self.address.clone(),
            language: Some("hi".to_owned()).filter(|_| dice.percent(60)),
            ..Details::named(written)
        };
        Some(Resident { details, name, given, family: 0 })
    }

    /// Given name, then what the community adds: an ending, a family name, both or neither; and the
    /// place of the given name, since a title may come before it.
    fn words(&self, dice: &mut Dice, sex: Sex, years: u64) -> (Vec<Spelled>, usize) {
        let mut words = vec![self.given(dice, sex, years)];
        let wanted = match sex {
            Sex::Female => "female_suffix",
            Sex::Male | Sex::Other => "male_suffix",
        };
        let ending = dice.by_weight(&self.list.surnames, |entry| {
            let fits = entry.community == self.community && entry.kind == wanted;
            if fits { entry.weight } else { 0 }
        });
        let ending = ending.map(|entry| entry.word.clone());
        match (&self.surname, dice.below(100)) {
            (Some(surname), 0..60) => words.push(surname.clone()),
            (Some(surname), 60..78) => {
                words.extend(ending);
                words.push(surname.clone());
            }
            (_, 95..) => {}
            (_, _) => words.extend(ending.or_else(|| self.surname.clone())),
        }
        if self.community == "muslim" && sex == Sex::Male && dice.percent(35) {
            let title = self.list.surnames.iter().find(|entry| entry.word.roman == "Mohd");
            words.splice(0..0, title.map(|entry| entry.word.clone()));
            return (words, usize::from(title.is_some()));
        }
        (words, 0)
    }

    fn given(&self, dice: &mut Dice, sex: Sex, years: u64) -> Spelled {
        if dice.percent(self.list.rare_percent)
            && let Some(rare) = dice.one(&self.list.rare)
        {
            return rare.clone();
        }
        let (this_year, _, _) = self.today.calendar();
        let born = i32::from(this_year) - i32::try_from(years).unwrap_or(0);
        let letter = if sex == Sex::Female { 'f' } else { 'm' };
        let muslim = self.community == "muslim";
        let chosen = dice.by_weight(&self.list.given, |entry| {
            let suits = (entry.sex == letter || entry.sex == 'u')
                && (entry.community == "muslim") == muslim
                && entry.kind == "given";
            let decades = (entry.decade - born).unsigned_abs() / 10;
            let own = if entry.community == self.community { 3 } else { 1 };
            if suits { entry.weight * own * 8 / u64::from(1 + decades * decades) + 1 } else { 0 }
        });
        let fallback = || self.list.rare.first().cloned();
        chosen.map(|entry| entry.word.clone()).or_else(fallback).unwrap_or(Spelled {
            hindi: "आशा".to_owned(),
            roman: "Asha".to_owned(),
            hindi_variants: Vec::new(),
            roman_variants: Vec::new(),
        })
    }

    /// Half are guesses, and guesses end in 0 or 5; some never said.
    fn birth(&self, dice: &mut Dice, years: u64) -> Option<Birth> {
        let days = i64::try_from(years * DAYS_A_YEAR + years / 4 + dice.below(DAYS_A_YEAR));
        let born = Date::from_days(self.today.days() - days.ok()?);
        match dice.below(100) {
            0..8 => None,
            8..50 => {
                let said = if years > 15 && dice.percent(45) { (years + 2) / 5 * 5 } else { years };
                Birth::from_age(Age::Years(u16::try_from(said).ok()?), self.today).ok()
            }
            50..70 => Some(Birth { date: BirthDate::on(born), quality: BirthQuality::Documented }),
            _ => {
                // Whoever does not know the day says the first of January.
                let (year, _, _) = born.calendar();
                let date = if dice.percent(20) { Date::from_calendar(year, 1, 1)? } else { born };
                Some(Birth { date: BirthDate::on(date), quality: BirthQuality::Stated })
            }
        }
    }
}

/// A third in Hindi, a third in Roman letters, a third in both; a fifth of the words in another
/// spelling than the person's own.
fn written(dice: &mut Dice, name: &[Spelled]) -> Option<PersonName> {
    let mut hindi = || {
        let words = name.iter().map(|word| spelling(dice, &word.hindi, &word.hindi_variants));
        words.collect::<Vec<_>>().join(" ")
    };
    let hindi = hindi();
    let words = name.iter().map(|word| spelling(dice, &word.roman, &word.roman_variants));
    let roman = words.collect::<Vec<_>>().join(" ");
    let name = match dice.below(3) {
        0 => PersonName::parse(&hindi, ""),
        1 => PersonName::parse("", &roman),
        _ => PersonName::parse(&hindi, &roman),
    };
    name.ok()
}

fn spelling(dice: &mut Dice, usual: &str, others: &[String]) -> String {
    let other = if dice.percent(20) { dice.one(others) } else { None };
    other.map_or_else(|| usual.to_owned(), Clone::clone)
}
