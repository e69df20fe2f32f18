//! The words of an emergency.

use super::listed::listed;
use super::model::{Blood, Group, How, PartDate};
use super::subset::Subset;
use nabz_people::registry::words::born;
use nabz_web::messages::{Language, Message};
use nabz_web::msg::emergency as msg;

/// What a condition of the list is called; its code where the list has it no more.
pub fn condition(code: &str, language: Language) -> String {
    let name = listed(code).map_or(code, |known| language.pick(known.hindi, known.english));
    name.to_owned()
}

/// Tested, said.
pub fn how(how: How) -> Message {
    match how {
        How::Tested => msg::how_tested(),
        How::Said => msg::how_said(),
    }
}

/// `B+`; nothing for one that was taken back.
pub fn group(group: Option<Group>) -> String {
    group.map_or_else(String::new, |group| group.word().to_owned())
}

/// How a blood group is known, and since when.
pub fn known(blood: &Blood, language: Language) -> Message {
    match blood.tested_on {
        Some(day) => msg::tested_on(born(day, language)),
        None => how(blood.how),
    }
}

/// Since when somebody has a condition; nothing where nobody knows.
pub fn since(day: Option<PartDate>, language: Language) -> Option<Message> {
    day.map(|day| msg::since(born(day, language)))
}

/// When an operation was done.
pub fn done(day: Option<PartDate>, language: Language) -> Message {
    day.map_or_else(msg::done_unknown, |day| msg::done_on(born(day, language)))
}

/// What a banner says in small.
pub fn chips(subset: &Subset, language: Language) -> Vec<Message> {
    let blood = match subset.blood.first() {
        Some(_) if subset.differs() => Some(msg::chip_differs()),
        Some(blood) => Some(msg::chip_group(group(blood.group), how(blood.how))),
        None => None,
    };
    let conditions = subset.conditions.iter();
    let conditions = conditions.map(|one| msg::chip_condition(condition(&one.code, language)));
    blood.into_iter().chain(conditions).collect()
}
