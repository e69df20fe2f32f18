//! `nabz names compare`: pairs of names in, likenesses out, line by line.

use crate::ended::Ended;
use nabz_kernel::sheet::{LineFault, Wrong};
use nabz_linkage::sounds::{ONE_NAME_MIN, name, names_alike, share_a_key};
use std::io::{BufRead, Write};

/// Reads `name<TAB>name`; for each line writes the likeness in thousandths, `key` or `-` for
/// whether a search by key would find the one for the other, and `same` or `other`. A line that is
/// no pair ends it.
pub(crate) fn compare(pairs: impl BufRead, answers: impl Write) -> Result<(), Ended> {
    let mut answers = std::io::BufWriter::new(answers);
    for (number, line) in (1..).zip(pairs.split(b'\n')) {
        let line = line?;
        let fault = |wrong| Ended::faulty([LineFault::at(number, "", wrong)]);
        let answered = std::str::from_utf8(&line).map_err(|_| Wrong::NotATable).and_then(answer);
        match answered {
            Ok(answer) => writeln!(answers, "{answer}")?,
            Err(wrong) => {
                answers.flush()?;
                return Err(fault(wrong));
            }
        }
    }
    Ok(answers.flush()?)
}

fn answer(line: &str) -> Result<String, Wrong> {
    let cells = line.trim_end_matches('\r').split_once('\t').ok_or(Wrong::CellsMissing)?;
    let (one, other) = (name(cells.0), name(cells.1));
    if cells.0.trim().is_empty() || cells.1.trim().is_empty() {
        return Err(Wrong::Empty);
    }
    let alike = if one.is_empty() || other.is_empty() { 0 } else { names_alike(&one, &other) };
    let key = if share_a_key(&one, &other) { "key" } else { "-" };
    let decision = if alike >= ONE_NAME_MIN { "same" } else { "other" };
    Ok(format!("{alike}\t{key}\t{decision}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &str) -> (String, Result<(), Ended>) {
        let mut answers = Vec::new();
        let ended = compare(pairs.as_bytes(), &mut answers);
        (String::from_utf8(answers).unwrap(), ended)
    }

    #[test]
    fn each_line_is_answered_with_likeness_key_and_decision() {
        let (answers, ended) = check("Sunita\tसुनीता\r\nSunita Devi\tRamesh Kumar\n");
        assert!(ended.is_ok());
        assert_eq!(answers, "1000\tkey\tsame\n0\t-\tother\n");
    }

    #[test]
    fn a_line_that_is_no_pair_is_named() {
        let (answers, ended) = check("Sunita\tSuneeta\nSunita\n");
        assert_eq!(answers.lines().count(), 1);
        assert!(matches!(ended, Err(Ended::Refused(_))));
    }
}
