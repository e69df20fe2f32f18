//! The house, the lane and the block of an address, however a clerk writes them: `House 12, Gali 4`,
//! `D-12, गली 4`, `12/4, D Block`.

/// The parts of one line of an address; empty where it does not say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Dwelling {
    /// The number of the house.
    pub(super) number: String,
    /// The number of the lane; the words of the line where it has none.
    pub(super) street: String,
    /// The letter of the block.
    pub(super) block: String,
}

/// What a number is of that stands behind a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    House,
    Lane,
    Block,
}

const HOUSE: [&str; 14] = [
    "house",
    "h",
    "hno",
    "hn",
    "makan",
    "makaan",
    "mkn",
    "plot",
    "flat",
    "room",
    "door",
    "मकान",
    "म",
    "प्लॉट",
];
const LANE: [&str; 8] = ["gali", "galli", "gal", "lane", "street", "st", "गली", "ग"];
const BLOCK: [&str; 6] = ["block", "blk", "pocket", "ब्लॉक", "ब्लाक", "पॉकेट"];
/// Words between one of those and its number.
const BETWEEN: [&str; 7] = ["no", "n", "num", "number", "नंबर", "नं", "न"];

impl Dwelling {
    pub(super) fn of(line: &str) -> Self {
        let words = words(line);
        let (mut found, mut rest, mut next) = (Self::default(), Vec::new(), Next::House);
        let mut of_lane = String::new();
        for (n, word) in words.iter().enumerate() {
            let known = |list: &[&str]| list.contains(&word.as_str());
            let before =
                |list: &[&str]| words.get(n + 1).is_some_and(|w| list.contains(&w.as_str()));
            let is_number = word.chars().any(|c| c.is_ascii_digit());
            let is_letter = word.len() == 1 && !is_number && !before(&BETWEEN);
            if known(&BETWEEN) {
            } else if is_number {
                let of_house = next != Next::Lane && found.number.is_empty();
                let place = if of_house { &mut found.number } else { &mut of_lane };
                if place.is_empty() {
                    place.clone_from(word);
                } else {
                    rest.push(word.as_str());
                }
                next = Next::House;
            } else if is_letter && (next == Next::Block || found.block.is_empty()) {
                found.block.clone_from(word);
                next = Next::House;
            } else if known(&LANE) {
                next = Next::Lane;
            } else if known(&BLOCK) {
                next = Next::Block;
            } else if !known(&HOUSE) {
                rest.push(word);
            }
        }
        found.street = if of_lane.is_empty() { rest.join(" ") } else { of_lane };
        found
    }
}

/// Words and numbers in small letters, digits of either script as ours, without leading noughts.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for letter in line.to_lowercase().chars() {
        let letter = match letter {
            '०'..='९' => {
                char::from_digit(u32::from(letter) - u32::from('०'), 10).unwrap_or(' ')
            }
            '\u{900}'..='\u{963}' => letter,
            letter if letter.is_alphanumeric() => letter,
            _ => ' ',
        };
        let begins = last == ' ' || last.is_ascii_digit() != letter.is_ascii_digit();
        if letter != ' ' {
            if begins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(letter);
            }
        }
        last = letter;
    }
    for word in &mut words {
        let bare = word.trim_start_matches('0');
        if !bare.is_empty() && bare.len() < word.len() {
            *word = bare.to_owned();
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_house_is_read_alike_however_it_is_written() {
        let read = |line: &str| {
            let Dwelling { number, street, block } = Dwelling::of(line);
            (number, street, block)
        };
        for (line, number, street, block) in [
            ("House 12, Gali 4", "12", "4", ""),
            ("Makan No. 464, Block F", "464", "", "f"),
            ("464/26, F ब्लॉक", "464", "26", "f"),
            ("E-355, Gali No. 6", "355", "6", "e"),
            ("म.न. 58 ग.न. 3 B", "58", "3", "b"),
            ("HNO 58 ST 3 BLK B", "58", "3", "b"),
            ("H.No. 517, गली नंबर 27", "517", "27", ""),
            ("मकान नं. ५१७", "517", "", ""),
            ("978-L", "978", "", "l"),
            ("12 Tank Road", "12", "tank road", ""),
            ("Rain Basera", "", "rain basera", ""),
            ("", "", "", ""),
        ] {
            let expected = (number.to_owned(), street.to_owned(), block.to_owned());
            assert_eq!(read(line), expected, "{line}");
        }
    }
}
