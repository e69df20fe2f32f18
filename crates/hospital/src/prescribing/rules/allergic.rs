//! What a person must not be given, and which medicines touch it. Pure.

use crate::formulary::model::{Grouping, Medicine, Name};

/// What somebody must not be given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allergen {
    /// A lower-case English ingredient or group, the name of a medicine, or free words.
    pub to: String,
    /// The groups under which the formulary lists that ingredient or medicine; none for a group
    /// itself and for what the formulary does not know.
    pub groups: Vec<String>,
}

impl From<&str> for Allergen {
    /// One of which no group is known.
    fn from(to: &str) -> Self {
        Self { to: to.to_owned(), groups: Vec::new() }
    }
}

/// How a medicine touches an allergy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch<'a> {
    /// It holds this, is called so, or is of this group.
    Held(&'a str),
    /// It is of the same group.
    SameGroup {
        /// As what somebody must not be given.
        to: &'a str,
        /// The group of both.
        group: &'a str,
    },
}

/// What somebody must not be given, each with its groups.
pub fn allergens(noted: Vec<String>, groupings: &[Grouping]) -> Vec<Allergen> {
    let with_groups = |to: String| Allergen { groups: groups_of(&to, groupings), to };
    noted.into_iter().map(with_groups).collect()
}

/// The groups of what an allergy names. A combination is grouped for one of the substances in it,
/// so that it counts only for a substance that is listed nowhere alone.
fn groups_of(allergy: &str, groupings: &[Grouping]) -> Vec<String> {
    let named = |one: &&Grouping| {
        words(&one.name, &one.ingredients, &[]).iter().any(|word| names(allergy, word))
    };
    let (alone, combined): (Vec<_>, Vec<_>) =
        groupings.iter().filter(named).partition(|one| one.ingredients.len() == 1);
    let counts = if alone.is_empty() { combined } else { alone };
    let mut groups: Vec<String> = counts.iter().flat_map(|one| one.groups.clone()).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Which of the person's allergies a medicine touches: one that names it, an ingredient or a group
/// of it; or else one to something of the same group.
pub fn touched<'a>(allergens: &'a [Allergen], medicine: &Medicine) -> Option<Touch<'a>> {
    let held = words(&medicine.name, &medicine.ingredients, &medicine.groups);
    let is_held = |says: fn(&str, &str) -> bool| {
        let mut all = allergens.iter();
        all.find(|allergen| held.iter().any(|word| says(&allergen.to, word)))
    };
    if let Some(allergen) = is_held(names).or_else(|| is_held(names_group)) {
        return Some(Touch::Held(&allergen.to));
    }
    allergens.iter().find_map(|allergen| {
        let group = allergen.groups.iter().find(|group| medicine.groups.contains(group))?;
        Some(Touch::SameGroup { to: &allergen.to, group })
    })
}

/// Everything that an allergy to a medicine may be called.
fn words<'m>(name: &'m Name, ingredients: &'m [String], groups: &'m [String]) -> Vec<&'m str> {
    let listed = ingredients.iter().chain(groups);
    listed.chain([&name.english, &name.hindi]).map(String::as_str).collect()
}

/// Whether an allergy is to what the formulary calls `word`.
fn names(allergy: &str, word: &str) -> bool {
    let (allergy, word) = (allergy.trim().to_lowercase(), word.to_lowercase());
    // "penicillins" and "reaction to penicillin" are written where the list says penicillin.
    let inside = || format!(" {allergy} ").contains(&format!(" {word} "));
    word == allergy || (word.len() > 4 && (allergy.starts_with(&word) || inside()))
}

/// Words that people say for a group of the formulary.
fn names_group(allergy: &str, group: &str) -> bool {
    let said = allergy.trim().to_lowercase();
    match group {
        "sulfonamide" => said.starts_with("sulfa") || said.starts_with("sulpha"),
        "nsaid" => said.contains("painkiller"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formulary::sheet;

    fn listed() -> Vec<Medicine> {
        let list = sheet::read(include_str!("../../../../../fixtures/formulary.csv")).unwrap();
        list.lines.into_iter().map(|line| line.medicine).collect()
    }

    fn grouping(medicine: &Medicine) -> Grouping {
        let Medicine { name, ingredients, groups, .. } = medicine.clone();
        Grouping { name, ingredients, groups }
    }

    /// What a medicine of the demo list touches, in whichever order the allergies were noted.
    fn check(allergies: &[&str], code: &str, expect: Option<Touch<'_>>) {
        let listed = listed();
        let groupings: Vec<Grouping> = listed.iter().map(grouping).collect();
        let medicine = listed.iter().find(|medicine| medicine.code == code).unwrap();
        let mut noted: Vec<String> = allergies.iter().map(|&one| one.to_owned()).collect();
        for _ in 0..2 {
            let allergens = allergens(noted.clone(), &groupings);
            assert_eq!(touched(&allergens, medicine), expect, "{noted:?}, {code}");
            noted.reverse();
        }
    }

    #[test]
    fn every_allergy_warns_wherever_it_stands_among_the_others() {
        let (sulfa, painkillers) = ("sulfa antibiotics", "all painkillers");
        let held = |to| Some(Touch::Held(to));
        check(&["peanuts", sulfa], "COTRIM-400-TAB", held(sulfa));
        check(&[sulfa, painkillers], "COTRIM-400-TAB", held(sulfa));
        check(&[sulfa, painkillers], "DICL-50-TAB", held(painkillers));
        check(&["egg", sulfa, painkillers], "DICL-50-TAB", held(painkillers));
        check(&[painkillers, "egg", sulfa], "COTRIM-400-TAB", held(sulfa));
        check(&["egg", sulfa, painkillers], "PARA-500-TAB", None);
    }

    #[test]
    fn another_medicine_of_the_same_group_warns_and_says_so() {
        let same = |to, group| Some(Touch::SameGroup { to, group });
        check(&["amoxicillin"], "AMPI-500-CAP", same("amoxicillin", "penicillin"));
        check(&["egg", "ibuprofen"], "DICL-50-TAB", same("ibuprofen", "nsaid"));
        check(&["cotrimoxazole"], "COTRIM-400-TAB", Some(Touch::Held("cotrimoxazole")));
        check(&["cotrimoxazole"], "FURO-40-TAB", same("cotrimoxazole", "sulfonamide"));
        check(&["amoxicillin"], "AMOX-500-CAP", Some(Touch::Held("amoxicillin")));
        check(&["amoxicillin", "penicillin"], "AMPI-500-CAP", Some(Touch::Held("penicillin")));
        check(&["amoxicillin"], "IBUP-200-TAB", None);
    }

    #[test]
    fn a_combination_says_nothing_of_a_substance_that_is_listed_alone() {
        let name = || Name { english: "Made up".into(), hindi: "मनगढ़ंत".into() };
        let of = |ingredients: &[&str], groups: &[&str]| {
            let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
            Grouping { name: name(), ingredients: owned(ingredients), groups: owned(groups) }
        };
        let both = of(&["budesonide", "formoterol"], &["steroid"]);
        let groups = |groupings: &[Grouping]| {
            allergens(vec!["formoterol".into()], groupings).remove(0).groups
        };
        assert_eq!(groups(std::slice::from_ref(&both)), ["steroid"]);
        assert!(groups(&[both, of(&["formoterol"], &[])]).is_empty());
    }
}
