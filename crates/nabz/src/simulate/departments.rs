//! Which department fits whom.

use nabz_kernel::birth::Age;
use nabz_kernel::clock::Date;
use nabz_people::registry::model::{Details, Sex};
use nabz_people::registry::words;
use nabz_web::messages::{Language, Message, say};

/// As the demo's lists call them.
const CHILDREN: &str = "PED";
const WOMEN: &str = "WOM";
/// Under this age somebody is sent to the children's department, where there is one.
const GROWN_YEARS_MIN: u16 = 14;
/// From this age women and girls are seen in their own department.
const WOMEN_YEARS_MIN: u16 = 12;

/// What a counter knows of somebody before it sends them anywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) sex: Option<Sex>,
    /// Without an age they are taken for grown up.
    pub(crate) years: Option<u16>,
}

impl Who {
    /// As they say it themselves.
    pub(crate) fn of(details: &Details, today: Date) -> Self {
        let years = details.birth.map(|birth| birth.age(today).years());
        Self { sex: details.sex, years }
    }

    /// As a row of results says it in either language: `Female, 42 y · wife of Ramesh Kumar`.
    pub(super) fn of_facts(facts: &str) -> Self {
        let said = facts.split(" · ").next().unwrap_or_default();
        let sex = Sex::ALL.iter().copied().find(|sex| {
            in_both(&words::sex(*sex)).iter().any(|word| said.starts_with(word.as_str()))
        });
        let mut numbers = said.split(|letter: char| !letter.is_ascii_digit());
        let number = numbers.find_map(|digits| digits.parse::<u16>().ok());
        // Whoever is said to be so many months or days old is not a year old, or hardly.
        let are_years = |number| {
            let years = in_both(&words::age(Age::Years(number), false));
            years.iter().any(|years| said.contains(years.as_str()))
        };
        Self { sex, years: number.map(|number| if are_years(number) { number } else { 0 }) }
    }

    /// Whether a department is one for them, among those that give tokens now.
    pub(super) fn suits(self, department: &str, offered: &[&str]) -> bool {
        let for_all = ![CHILDREN, WOMEN].contains(&department);
        self.fits(department) || (for_all && !offered.iter().any(|one| self.fits(one)))
    }

    fn fits(self, department: &str) -> bool {
        let is_child = self.years.is_some_and(|years| years < GROWN_YEARS_MIN);
        match department {
            CHILDREN => is_child,
            WOMEN => {
                self.sex == Some(Sex::Female)
                    && self.years.is_none_or(|years| years >= WOMEN_YEARS_MIN)
            }
            _ => !is_child,
        }
    }
}

fn in_both(message: &Message) -> [String; 2] {
    [Language::Hindi, Language::English].map(|language| say(message, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSPITAL: [&str; 4] = ["MED", "WOM", "PED", "EMR"];
    const CLINIC: [&str; 1] = ["GEN"];

    fn who(sex: Sex, years: u16) -> Who {
        Who { sex: Some(sex), years: Some(years) }
    }

    #[test]
    fn children_go_to_the_children_s_department_and_men_never_to_that_of_women() {
        let check = |who: Who, offered: &[&str], expect: &[&str]| {
            let suiting: Vec<_> =
                offered.iter().copied().filter(|one| who.suits(one, offered)).collect();
            assert_eq!(suiting, expect, "{who:?}");
        };
        check(who(Sex::Female, 42), &HOSPITAL, &["MED", "WOM", "EMR"]);
        check(who(Sex::Male, 42), &HOSPITAL, &["MED", "EMR"]);
        check(who(Sex::Other, 42), &HOSPITAL, &["MED", "EMR"]);
        check(who(Sex::Female, 11), &HOSPITAL, &["PED"]);
        check(who(Sex::Female, 12), &HOSPITAL, &["WOM", "PED"]);
        check(who(Sex::Male, 13), &HOSPITAL, &["PED"]);
        check(who(Sex::Male, 14), &HOSPITAL, &["MED", "EMR"]);
        check(who(Sex::Male, 3), &CLINIC, &["GEN"]);
        check(who(Sex::Male, 3), &["MED", "WOM"], &["MED"]);
        check(Who::default(), &HOSPITAL, &["MED", "EMR"]);
    }

    #[test]
    fn a_row_of_results_says_who_somebody_is() {
        for (facts, expect) in [
            ("Female, 42 y · wife of Ramesh Kumar · Sangam Vihar", who(Sex::Female, 42)),
            ("Male, about 30 y · Block 12", who(Sex::Male, 30)),
            ("महिला, लगभग 42 वर्ष · रमेश कुमार की पत्नी", who(Sex::Female, 42)),
            ("पुरुष, 3 वर्ष 4 माह", who(Sex::Male, 3)),
            ("Male, 8 months", who(Sex::Male, 0)),
            ("अन्य, 23 वर्ष", who(Sex::Other, 23)),
            ("Sex not known, age not known · 12 Lane", Who::default()),
        ] {
            assert_eq!(Who::of_facts(facts), expect, "{facts}");
        }
    }
}
