//! The map of columns: which heading of a list holds which field.
//!
//! ```toml
//! id = "rec_id"
//! given_name = "first"
//! ages_in = 2026      # the year in which ages were written down
//!
//! [second]            # where the second list has other headings, or none
//! given_name = "naam"
//! phone = ""
//! ```

use super::{faulty, text};
use crate::ended::Ended;
use nabz_kernel::refusal::Refused;
use nabz_kernel::sheet::{LineFault, Wrong};
use nabz_linkage::lists::Field;
use std::path::Path;
use toml::{Table, Value};

/// Headings by field, in the order of [`Field::ALL`]; empty where the list has none.
pub(super) type Headings = [String; Field::COUNT];

/// What a map says.
pub(super) struct Columns {
    pub(super) first: Headings,
    pub(super) second: Headings,
    pub(super) ages_in: Option<i32>,
}

const SECOND: &str = "second";
const AGES_IN: &str = "ages_in";
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2150;

impl Columns {
    /// Reads a map; whatever is wrong is said at once.
    pub(super) fn read(file: &Path) -> Result<Self, Ended> {
        Self::parse(&text(file)?).map_err(|faults| faulty(file, faults))?.comparable()
    }

    fn parse(text: &str) -> Result<Self, Vec<LineFault>> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let start = error.span().map_or(0, |span| span.start);
            let before = text.get(..start).unwrap_or_default();
            vec![LineFault::at(line_number(before.matches('\n').count()), "", Wrong::NotATable)]
        })?;
        let mut faults = Vec::new();
        let mut first = Headings::default();
        let mut ages_in = None;
        for (word, value) in &table {
            if word == SECOND && value.is_table() {
                continue;
            }
            let year = value.as_integer().filter(|year| word == AGES_IN && YEARS.contains(year));
            match year {
                Some(year) => ages_in = i32::try_from(year).ok(),
                None => faults.extend(keep((text, 0), word, value, &mut first).err()),
            }
        }
        let mut second = first.clone();
        let begins = text.lines().position(|line| line.trim() == "[second]").unwrap_or(0);
        for (word, value) in table.get(SECOND).and_then(Value::as_table).into_iter().flatten() {
            faults.extend(keep_second((text, begins), word, value, &mut second).err());
        }
        faults.sort_by_key(|fault| fault.line);
        if faults.is_empty() { Ok(Self { first, second, ages_in }) } else { Err(faults) }
    }

    /// A map of ids alone, or of lists that have nothing in common, compares nothing.
    fn comparable(self) -> Result<Self, Ended> {
        let mut fields = Field::ALL.iter().zip(self.first.iter().zip(&self.second));
        let shared = fields.any(|(field, (one, other))| {
            *field != Field::Id && !one.is_empty() && !other.is_empty()
        });
        if shared { Ok(self) } else { Err(Refused::plain("LNK-002").invalid().into()) }
    }
}

/// A map, and the line of it, from 0, behind which a word is looked for.
type Written<'t> = (&'t str, usize);

fn keep(
    written: Written<'_>,
    word: &str,
    value: &Value,
    headings: &mut Headings,
) -> Result<(), LineFault> {
    let field = field_called(written, word)?;
    let heading = value.as_str().map(str::trim).filter(|heading| !heading.is_empty());
    let empty = || LineFault::at(line_of(written, word), field.word(), Wrong::Empty);
    set(headings, field, heading.ok_or_else(empty)?);
    Ok(())
}

/// The same for the second list; an empty heading says that it has none.
fn keep_second(
    written: Written<'_>,
    word: &str,
    value: &Value,
    headings: &mut Headings,
) -> Result<(), LineFault> {
    if value.as_str().is_some_and(|heading| heading.trim().is_empty()) {
        set(headings, field_called(written, word)?, "");
        return Ok(());
    }
    keep(written, word, value, headings)
}

fn field_called(written: Written<'_>, word: &str) -> Result<Field, LineFault> {
    let unknown = || Wrong::UnknownColumn { heading: word.to_owned() };
    Field::of_word(word).ok_or_else(|| LineFault::at(line_of(written, word), "", unknown()))
}

fn set(headings: &mut Headings, field: Field, heading: &str) {
    for (known, kept) in Field::ALL.iter().zip(headings) {
        if *known == field {
            heading.clone_into(kept);
        }
    }
}

/// The first line that begins with a word.
fn line_of((text, from): Written<'_>, word: &str) -> u64 {
    let begins = |line: &str| {
        let bare = line.trim_start().trim_start_matches(['"', '\'']);
        let rest = bare.strip_prefix(word);
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || "=\"'".contains(c)))
    };
    let place = text.lines().skip(from).position(begins);
    place.map_or(0, |place| line_number(from + place))
}

/// Lines are counted from 1.
fn line_number(place: usize) -> u64 {
    u64::try_from(place).unwrap_or(u64::MAX - 1) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_says_which_heading_holds_which_field() {
        let text =
            "id = \"rec\"\nsurname = \"family\"\nages_in = 2026\n[second]\nsurname = \"kul\"\n";
        let columns = Columns::parse(text).map_err(|faults| format!("{faults:?}")).unwrap();
        let surname = Field::ALL.iter().position(|field| *field == Field::Surname).unwrap();
        assert_eq!(columns.first[surname], "family");
        assert_eq!((columns.second[surname].as_str(), columns.second[0].as_str()), ("kul", "rec"));
        assert_eq!(columns.ages_in, Some(2026));
    }

    #[test]
    fn a_column_that_only_the_first_list_has_is_empty_for_the_second() {
        let text = "id = \"rec\"\nphone = \"mobile\"\n[second]\nphone = \"\"\n";
        let columns = Columns::parse(text).map_err(|faults| format!("{faults:?}")).unwrap();
        let phone = Field::ALL.iter().position(|field| *field == Field::Phone).unwrap();
        assert_eq!((columns.first[phone].as_str(), columns.second[phone].as_str()), ("mobile", ""));
    }

    #[test]
    fn every_wrong_line_of_a_map_is_named() {
        let check = |text: &str| -> Vec<String> {
            Columns::parse(text).err().unwrap().iter().map(ToString::to_string).collect()
        };
        assert_eq!(check("id = \"a\"\nmiddle_name = \"b\"\n"), ["2 SHT-008"]);
        assert_eq!(check("id = \"\"\nphone = 7\n"), ["1 id SHT-001", "2 phone SHT-001"]);
        assert_eq!(check("id = \"a\"\nphone\n"), ["2 SHT-007"]);
        assert_eq!(check("id = \"a\"\n[second]\nid = 7\n"), ["3 id SHT-001"]);
    }
}
