//! What families call themselves: names that belong together.

use super::person::Name;
use crate::registry::model::Sex;
use crate::residents::lists::{Entry, List};
use crate::residents::{Dice, Spelled};
use nabz_kernel::clock::Date;

/// How the families of one community name themselves. Where no unit is said, so many in a hundred.
struct Custom {
    /// How often it is met beside the others.
    share: u64,
    /// The community of the lists whose surnames they bear.
    surnames: &'static str,
    /// The community whose given names they bear.
    own: &'static str,
    /// How many times as often as those that they bear too.
    near: u64,
    /// Communities whose given names they bear too.
    also: &'static [&'static str],
    /// The communities whose endings they bear.
    endings: &'static [&'static str],
    /// Families that have a surname.
    surname: u64,
    /// Men who bear an ending: Kumar, Singh.
    men: u64,
    /// Wives who do: Devi, Begum.
    wives: u64,
    /// Women who are not married and do: Kumari.
    girls: u64,
    /// Of those who bear one, how many bear the surname behind it.
    both: u64,
    /// Men with Mohd before their name.
    title: u64,
    /// Tries with a name from the list of rare ones.
    rare: u64,
}

const NORTH: Custom = Custom {
    share: 350,
    surnames: "hindu_north",
    own: "hindu_north",
    near: 4,
    also: &["dalit_obc_common", "other"],
    endings: &["hindu_north"],
    surname: 72,
    men: 30,
    wives: 52,
    girls: 32,
    both: 22,
    title: 0,
    rare: 16,
};

/// Nearly everybody has a surname, and few an ending. The lists have few names of such communities,
/// and each is often met.
const TOWN: Custom =
    Custom { near: 40, also: &["hindu_north"], surname: 95, men: 8, wives: 10, girls: 4, ..NORTH };

/// The families that are not [`NORTH`]: 650 of a thousand.
///
/// Source: the religions of Delhi in the Census of India 2011, rounded; what lies within one of
/// them is a guess, and so are the habits.
static OTHERS: [Custom; 11] = [
    Custom {
        share: 180,
        surnames: "bihar_purvanchal",
        own: "bihar_purvanchal",
        also: &["hindu_north"],
        endings: &["hindu_north", "bihar_purvanchal"],
        surname: 80,
        wives: 62,
        girls: 45,
        ..NORTH
    },
    Custom {
        share: 129,
        surnames: "muslim",
        own: "muslim",
        near: 1,
        also: &[],
        endings: &["muslim"],
        surname: 62,
        men: 8,
        wives: 75,
        girls: 55,
        both: 5,
        title: 35,
        rare: 0,
    },
    Custom {
        share: 110,
        surnames: "dalit_obc_common",
        own: "dalit_obc_common",
        also: &["hindu_north", "bihar_purvanchal"],
        surname: 55,
        men: 45,
        wives: 60,
        girls: 40,
        ..NORTH
    },
    Custom { share: 85, surnames: "punjabi_sikh", ..TOWN },
    Custom { share: 45, surnames: "jain_bania", own: "jain_bania", near: 4, ..TOWN },
    Custom {
        share: 34,
        surnames: "punjabi_sikh",
        own: "punjabi_sikh",
        also: &[],
        endings: &["punjabi_sikh"],
        surname: 60,
        men: 100,
        wives: 100,
        girls: 100,
        both: 45,
        rare: 0,
        ..NORTH
    },
    Custom { share: 22, surnames: "south", own: "south", endings: &[], ..TOWN },
    Custom { share: 20, surnames: "bengali", own: "bengali", endings: &["bengali"], ..TOWN },
    Custom { share: 9, surnames: "christian", own: "christian", endings: &[], rare: 0, ..TOWN },
    Custom {
        share: 8,
        surnames: "northeast",
        own: "northeast",
        also: &["christian"],
        endings: &[],
        rare: 0,
        ..TOWN
    },
    Custom { share: 8, surnames: "other", own: "other", endings: &["other"], men: 25, ..TOWN },
];

/// Endings that a woman seldom bears before she is married, and after.
const OF_WIVES: [&str; 7] = ["Devi", "Bai", "Wati", "Begum", "Bibi", "Bala", "Dasi"];
const OF_GIRLS: [&str; 2] = ["Kumari", "Naaz"];
/// The decades of birth that names are drawn for.
const DECADES: [i32; 10] = [1930, 1940, 1950, 1960, 1970, 1980, 1990, 2000, 2010, 2020];

impl Custom {
    /// How near a community's given names are.
    fn nearness(&self, community: &str) -> u64 {
        if community == self.own { self.near } else { u64::from(self.also.contains(&community)) }
    }
}

/// As what somebody bears an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Man,
    Wife,
    Girl,
}

/// What the members of a family have in common.
#[derive(Clone, Copy)]
pub(super) struct Family<'l> {
    community: &'l Community,
    surname: Option<&'l Spelled>,
}

/// All names, ready to be drawn.
pub(super) struct Names {
    list: List,
    north: Community,
    others: Vec<Community>,
    /// Mohd.
    title: Option<Spelled>,
}

impl Names {
    /// The names that the program knows.
    pub(super) fn known() -> Self {
        let list = List::known();
        let title = list.surnames.iter().find(|entry| entry.word.roman == "Mohd");
        let title = title.map(|entry| entry.word.clone());
        let north = Community::of(&NORTH, &list);
        let others = OTHERS.iter().map(|custom| Community::of(custom, &list)).collect();
        Self { list, north, others, title }
    }

    /// A family of any community.
    pub(super) fn family(&self, dice: &mut Dice) -> Family<'_> {
        let is_north = dice.permille(NORTH.share);
        let other = dice.by_weight(&self.others, |community| community.custom.share);
        let community = other.filter(|_| !is_north).unwrap_or(&self.north);
        self.family_like(Family { community, surname: None }, dice)
    }

    /// A family of the same community, with a surname of its own.
    pub(super) fn family_like<'l>(&'l self, family: Family<'l>, dice: &mut Dice) -> Family<'l> {
        let community = family.community;
        let has_surname = dice.percent(community.custom.surname);
        let surname = community.surnames.draw(&self.list.surnames, dice);
        Family { community, surname: surname.filter(|_| has_surname) }
    }

    /// A given name that was usual when its bearer was born.
    pub(super) fn given(
        &self,
        family: Family<'_>,
        (sex, born): (Sex, Date),
        dice: &mut Dice,
    ) -> Option<&Spelled> {
        let is_woman = sex == Sex::Female;
        if dice.percent(family.community.custom.rare) {
            // The list does not say of which sex a name is; most women's end in a or i.
            let fits = |rare: &&Spelled| rare.roman.ends_with(['a', 'i']) == is_woman;
            if let Some(rare) = dice.one(&self.list.rare).filter(fits) {
                return Some(rare);
            }
        }
        let (year, _, _) = born.calendar();
        let known = DECADES.iter().rposition(|decade| *decade <= i32::from(year));
        let decade = known.unwrap_or(0);
        let urns = if is_woman { &family.community.women } else { &family.community.men };
        urns.get(decade)?.draw(&self.list.given, dice)
    }

    /// What a family calls somebody at home.
    pub(super) fn pet(&self, family: Family<'_>, sex: Sex, dice: &mut Dice) -> Option<&Spelled> {
        let community = family.community;
        let urn = if sex == Sex::Female { &community.pets_women } else { &community.pets_men };
        urn.draw(&self.list.given, dice)
    }

    /// The given name with what the community adds: an ending, the surname, both or neither.
    pub(super) fn whole<'l>(
        &'l self,
        family: Family<'l>,
        stage: Stage,
        given: Option<&'l Spelled>,
        dice: &mut Dice,
    ) -> Name<'l> {
        let Family { community, surname } = family;
        let (often, urn) = match stage {
            Stage::Man => (community.custom.men, &community.endings_men),
            Stage::Wife => (community.custom.wives, &community.endings_wives),
            Stage::Girl => (community.custom.girls, &community.endings_girls),
        };
        let bears = dice.percent(often) || (surname.is_none() && dice.percent(60));
        let ending = if bears { urn.draw(&self.list.surnames, dice) } else { None };
        let ending = ending.filter(|ending| differs(ending, given));
        let adds_surname = ending.is_none() || dice.percent(community.custom.both);
        let surname = surname.filter(|surname| adds_surname && differs(surname, ending));
        let title = self.title.as_ref().filter(|_| stage == Stage::Man);
        let title = title.filter(|_| dice.percent(community.custom.title));
        let place = usize::from(title.is_some());
        let words = [title, given, ending, surname].into_iter().flatten().collect();
        Name { words, given: place }
    }
}

fn differs(one: &Spelled, other: Option<&Spelled>) -> bool {
    other.is_none_or(|other| other.roman != one.roman)
}

/// The names of one community.
struct Community {
    custom: &'static Custom,
    surnames: Urn,
    /// Given names for each of [`DECADES`].
    women: Vec<Urn>,
    men: Vec<Urn>,
    pets_women: Urn,
    pets_men: Urn,
    endings_men: Urn,
    endings_wives: Urn,
    endings_girls: Urn,
}

impl Community {
    fn of(custom: &'static Custom, list: &List) -> Self {
        let surnames = Urn::of(&list.surnames, |entry| {
            let is_surname = matches!(entry.kind.as_str(), "surname" | "caste_title");
            if is_surname && entry.community == custom.surnames { entry.weight } else { 0 }
        });
        let by_decade = |letter: char| -> Vec<Urn> {
            DECADES.iter().map(|decade| given(custom, list, letter, *decade)).collect()
        };
        let pets = |letter: char| {
            Urn::of(&list.given, |entry| {
                let suits = entry.kind == "pet" && is_of(entry, letter);
                if suits { entry.weight * custom.nearness(&entry.community) } else { 0 }
            })
        };
        let endings = |kind: &str, seldom: &[&str]| {
            Urn::of(&list.surnames, |entry| {
                let fits = entry.kind == kind && custom.endings.contains(&entry.community.as_str());
                let tenths = if seldom.contains(&entry.word.roman.as_str()) { 1 } else { 10 };
                if fits { entry.weight * tenths } else { 0 }
            })
        };
        Self {
            custom,
            surnames,
            women: by_decade('f'),
            men: by_decade('m'),
            pets_women: pets('f'),
            pets_men: pets('m'),
            endings_men: endings("male_suffix", &[]),
            endings_wives: endings("female_suffix", &OF_GIRLS),
            endings_girls: endings("female_suffix", &OF_WIVES),
        }
    }
}

/// The given names of those born in a decade: the nearer that of greatest use, the more often.
fn given(custom: &Custom, list: &List, letter: char, decade: i32) -> Urn {
    Urn::of(&list.given, |entry| {
        let nearness = custom.nearness(&entry.community);
        let apart = u64::from((entry.decade - decade).unsigned_abs() / 10);
        let suits = nearness > 0 && entry.kind == "given" && is_of(entry, letter);
        if suits { entry.weight * nearness * 8 / (1 + apart * apart) + 1 } else { 0 }
    })
}

fn is_of(entry: &Entry, letter: char) -> bool {
    entry.sex == letter || entry.sex == 'u'
}

/// Places of a list, each drawn as often as its weight says, in a few steps however long it is.
#[derive(Default)]
struct Urn {
    /// The weights up to and with each place.
    sums: Vec<u64>,
    places: Vec<usize>,
}

impl Urn {
    fn of(entries: &[Entry], weight: impl Fn(&Entry) -> u64) -> Self {
        let mut urn = Self::default();
        let mut sum = 0;
        for (place, entry) in entries.iter().enumerate() {
            let weight = weight(entry);
            if weight > 0 {
                sum += weight;
                urn.sums.push(sum);
                urn.places.push(place);
            }
        }
        urn
    }

    fn draw<'e>(&self, entries: &'e [Entry], dice: &mut Dice) -> Option<&'e Spelled> {
        let throw = dice.below(*self.sums.last()?);
        let at = self.sums.partition_point(|sum| *sum <= throw);
        entries.get(*self.places.get(at)?).map(|entry| &entry.word)
    }
}
