//! The known name that somebody may have meant.

/// Names longer than this are compared with none.
const LENGTH_MAX: usize = 48;

/// The nearest of these names, if one is near: capitals aside, two letters may be wrong, missing or
/// too many, and of a short name one.
pub(super) fn nearest<'k>(meant: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    if meant.len() > LENGTH_MAX {
        return None;
    }
    let apart_max = if meant.len() < 5 { 1 } else { 2 };
    known
        .filter(|name| name.len().abs_diff(meant.len()) <= apart_max)
        .map(|name| (apart(meant, name), name))
        .filter(|(apart, _)| *apart <= apart_max)
        .min_by_key(|(apart, _)| *apart)
        .map(|(_, name)| name)
}

/// Letters that have to be changed, added or taken away to come from one to the other.
fn apart(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (done, letter) in from.bytes().enumerate() {
        let mut before = done;
        let mut left = done + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(to.bytes()) {
            let changed = before + usize::from(!letter.eq_ignore_ascii_case(&other));
            before = *cell;
            *cell = changed.min(before + 1).min(left + 1);
            left = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = done + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_was_misspelt_is_found_and_another_is_not() {
        let known = ["birthDate", "gender", "name", "use", "valueQuantity"];
        for (meant, found) in [
            ("birthdate", Some("birthDate")),
            ("brithDate", Some("birthDate")),
            ("Gender", Some("gender")),
            ("nam", Some("name")),
            ("valueQantity", Some("valueQuantity")),
            ("colour", None),
            ("us", Some("use")),
            ("u", None),
            ("", None),
        ] {
            assert_eq!(nearest(meant, known.into_iter()), found, "{meant}");
        }
    }
}
