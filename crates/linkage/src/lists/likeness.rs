//! How two values agree that are not the same: names, places, phones and other numbers.

use super::fields::Agreement;
use super::numbers::Dialled;
use super::slips::slips;
use super::values::{Called, Place};
use crate::sounds::{ONE_NAME_MIN, names_alike};

/// Names less alike than this are other names.
const PARTLY_ALIKE_MIN: u32 = 640;
const SLIP_LETTERS_MIN: usize = 3;
const TWO_SLIPS_LETTERS_MIN: usize = 5;
const THREE_SLIPS_LETTERS_MIN: usize = 8;
const SLIPS_MAX: usize = 3;
const BEGINNING_LETTERS_MIN: usize = 3;

pub(super) fn names_agree(one: Option<&Called>, other: Option<&Called>) -> Agreement {
    let Some((one, other)) = one.zip(other) else { return Agreement::Missing };
    if one.heard == other.heard {
        return Agreement::SameSound;
    }
    if Called::are_far(one.signs, other.signs) {
        return Agreement::Differs;
    }
    let (short, long) = (one.length.min(other.length), one.length.max(other.length));
    let spent = name_slips((one, other), (short, long));
    match spent {
        Some(1) if short >= SLIP_LETTERS_MIN => return Agreement::Slip,
        Some(2) if short >= TWO_SLIPS_LETTERS_MIN => return Agreement::Alike,
        _ => {}
    }
    let alike = names_alike(&one.name, &other.name);
    if alike >= ONE_NAME_MIN {
        return Agreement::Alike;
    }
    let begins = short >= BEGINNING_LETTERS_MIN && begins(&one.letters, &other.letters);
    let initial = one.name.words().iter().chain(other.name.words()).any(|word| word.is_initial);
    let partly = begins
        || alike >= PARTLY_ALIKE_MIN
        || (spent.is_some() && long >= THREE_SLIPS_LETTERS_MIN)
        || (initial && alike > 0 && first(&one.letters) == first(&other.letters));
    if partly { Agreement::Partly } else { Agreement::Differs }
}

/// Up to as many slips as tell anything between two names of so many letters, of which no slip
/// changes more than two.
fn name_slips((one, other): (&Called, &Called), (short, long): (usize, usize)) -> Option<usize> {
    let most = match (short, long) {
        (_, THREE_SLIPS_LETTERS_MIN..) => SLIPS_MAX,
        (TWO_SLIPS_LETTERS_MIN.., _) => 2,
        (SLIP_LETTERS_MIN.., _) => 1,
        _ => return None,
    };
    let changed = usize::try_from((one.met ^ other.met).count_ones()).unwrap_or(usize::MAX);
    let may_be = one.script == other.script && long - short <= most && changed <= 2 * most;
    if may_be { slips(&one.letters, &other.letters, most) } else { None }
}

fn first(letters: &str) -> Option<char> {
    letters.chars().next()
}

fn begins(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// A slip is allowed for each so many letters of an address.
const LETTERS_A_SLIP: usize = 4;
const WORD_LETTERS_MIN: usize = 4;

pub(super) fn placed(one: Option<&Place>, other: Option<&Place>) -> Agreement {
    let Some((one, other)) = one.zip(other) else { return Agreement::Missing };
    if one.heard == other.heard {
        return Agreement::SameSound;
    }
    let length = one.letters.chars().count().min(other.letters.chars().count());
    let spent = slips(&one.letters, &other.letters, (length / 2).max(1));
    match spent {
        Some(1) if length >= SLIP_LETTERS_MIN => return Agreement::Slip,
        Some(spent) if spent * LETTERS_A_SLIP <= length => return Agreement::Alike,
        _ => {}
    }
    let heard = one.heard.len().min(other.heard.len());
    let spent_heard = slips(&one.heard, &other.heard, heard / LETTERS_A_SLIP);
    if heard >= LETTERS_A_SLIP && spent_heard.is_some() {
        return Agreement::Alike;
    }
    let long = |word: &str| word.len() >= WORD_LETTERS_MIN;
    let begins = length >= WORD_LETTERS_MIN && begins(&one.letters, &other.letters);
    let leads = one.words.first().zip(other.words.first());
    let leads = leads.is_some_and(|(a, b)| long(a) && a == b);
    let half = spent.is_some_and(|spent| spent * 5 <= length * 2);
    if begins || leads || half { Agreement::Partly } else { Agreement::Differs }
}

/// Most phones have other digits.
pub(super) fn dialled(one: &Dialled, other: &Dialled) -> Agreement {
    if Dialled::are_far(one.met, other.met) {
        Agreement::Differs
    } else {
        copied(&one.digits, &other.digits)
    }
}

/// Numbers that somebody copied.
pub(super) fn copied(one: &str, other: &str) -> Agreement {
    let length = one.chars().count().min(other.chars().count());
    match slips(one, other, 2) {
        Some(0) => Agreement::Same,
        Some(1) if length >= 2 => Agreement::Slip,
        Some(2) if length >= TWO_SLIPS_LETTERS_MIN => Agreement::Partly,
        _ if length >= 2 && begins(one, other) => Agreement::Partly,
        _ => Agreement::Differs,
    }
}
