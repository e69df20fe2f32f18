//! The numbers of papers that others gave out: ABHA, ration card, birth registration, passport.
//! There is no kind for Aadhaar, and none of the others takes an Aadhaar number in.

use super::{Decided, RegistryRefusal};
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_kernel::phone::digits_of;
use nabz_kernel::verhoeff;
use serde::{Deserialize, Serialize};
use std::fmt;

id!(
    /// The number of one paper, as long as it stands on record of somebody.
    PaperId,
    PaperMark
);

words!(
    /// Which paper a number stands on. The number of a voter card is one of the details.
    PaperKind {
        /// आभा: the national health account, fourteen figures.
        Abha = "abha",
        /// The name of the same account: `asha.devi@abdm`.
        AbhaAddress = "abha-address",
        /// राशन कार्ड, which a whole family has.
        RationCard = "ration-card",
        /// जन्म पंजीकरण
        BirthRegistration = "birth-registration",
        /// An Indian passport.
        Passport = "passport",
    }
);

impl PaperKind {
    /// Whether a number of this kind is one person's alone. A ration card is its family's.
    pub const fn is_of_one(self) -> bool {
        match self {
            Self::Abha | Self::AbhaAddress | Self::BirthRegistration | Self::Passport => true,
            Self::RationCard => false,
        }
    }

    /// Whether nobody has two of the kind at once, so that two numbers speak of two people. One
    /// account may have several addresses.
    pub const fn is_one_to_each(self) -> bool {
        match self {
            Self::Abha | Self::BirthRegistration | Self::Passport => true,
            Self::AbhaAddress | Self::RationCard => false,
        }
    }
}

const ABHA_FIGURES: usize = 14;
const AADHAAR_FIGURES: usize = 12;
/// Where the address of an account lives: in the country's exchange, or in its trial.
const ABHA_REALMS: [&str; 2] = ["@abdm", "@sbx"];
const NAME_CHARACTERS_MIN: usize = 3;
const NAME_CHARACTERS_MAX: usize = 40;
const PASSPORT_FIGURES: usize = 7;
/// States print numbers of ten figures and more, some with letters before them.
const RATION_CHARACTERS_MIN: usize = 10;
const RATION_CHARACTERS_MAX: usize = 18;
const RATION_FIGURES_MIN: usize = 8;
const BIRTH_CHARACTERS_MIN: usize = 8;
const BIRTH_CHARACTERS_MAX: usize = 30;
const BIRTH_FIGURES_MIN: usize = 6;
/// So many signs of a masked number are shown.
const MASKED_SHOWN: usize = 4;

/// The number of a paper, as it is compared and shown: in capitals, without spaces. Its `Debug`
/// hides it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PaperNumber {
    kind: PaperKind,
    value: String,
}

impl PaperNumber {
    /// Reads a number of a kind as it is typed or printed.
    ///
    /// Refuses with `REG-040` whatever is an Aadhaar number, and with `REG-041` to `REG-045` what
    /// stands on no paper of that kind.
    pub fn parse(kind: PaperKind, typed: &str) -> Result<Self, RegistryRefusal> {
        let abha = if kind == PaperKind::Abha { abha(typed) } else { None };
        // Twelve of the fourteen figures of an ABHA number may look like one of Aadhaar.
        if abha.is_none() && holds_aadhaar(typed) {
            return Err(RegistryRefusal::AadhaarIsNotKept);
        }
        let value = match kind {
            PaperKind::Abha => abha,
            PaperKind::AbhaAddress => abha_address(typed),
            PaperKind::RationCard => ration_card(typed),
            PaperKind::BirthRegistration => birth_registration(typed),
            PaperKind::Passport => passport(typed),
        };
        value.map(|value| Self { kind, value }).ok_or(RegistryRefusal::NoSuchNumber(kind))
    }

    /// What somebody means who types a number without saying of which paper it is. Words with a
    /// number behind them are somebody's name and something that is known of them.
    pub fn guess(typed: &str) -> Option<Self> {
        // From the strictest to the loosest.
        const ORDER: [PaperKind; 5] = [
            PaperKind::Abha,
            PaperKind::AbhaAddress,
            PaperKind::Passport,
            PaperKind::RationCard,
            PaperKind::BirthRegistration,
        ];
        let is_name =
            typed.trim().contains(char::is_whitespace) && typed.contains(char::is_alphabetic);
        if is_name {
            return None;
        }
        ORDER.into_iter().find_map(|kind| Self::parse(kind, typed).ok())
    }

    /// Trusts what our own table holds.
    pub const fn kept(kind: PaperKind, value: String) -> Self {
        Self { kind, value }
    }

    /// Of which paper.
    pub const fn kind(&self) -> PaperKind {
        self.kind
    }

    /// As it is compared and shown.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// `••• 4321`: enough for its owner to recognise, too little to use.
    pub fn masked(&self) -> String {
        let signs = self.value.chars().count();
        let last: String = self.value.chars().skip(signs.saturating_sub(MASKED_SHOWN)).collect();
        format!("••• {last}")
    }
}

impl fmt::Debug for PaperNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ‹hidden›", self.kind.word())
    }
}

/// A number that somebody gave, with who wrote it down and who took it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// This note.
    pub id: PaperId,
    /// Whose.
    pub person: PersonId,
    /// Which number.
    pub number: PaperNumber,
    /// Whether the paper was shown; else the number was said.
    pub seen: bool,
    /// Where it was written down.
    pub facility: FacilityId,
    /// By whom, and when.
    pub noted: Decided,
    /// By whom it was taken away, when, and why; nothing while it stands.
    pub ended: Option<(Decided, String)>,
}

/// Whether a text holds an Aadhaar number: twelve figures of which the first is 2 to 9 and the
/// last one Verhoeff's, in one piece or in fours, in either script's figures.
///
/// Source: UIDAI, a UID Numbering Scheme (2010). The number is not kept: Aadhaar Act 2016,
/// section 29.
pub fn holds_aadhaar(text: &str) -> bool {
    let figure = |sign: char| digits_of(sign.encode_utf8(&mut [0; 4]));
    // A mobile number of the country is no Aadhaar number, even if its figures would do.
    let figures: String = text
        .replace("+91", " ")
        .chars()
        .map(|sign| figure(sign).filter(|one| !one.is_empty()).unwrap_or_else(|| " ".to_owned()))
        .collect();
    let groups: Vec<&str> = figures.split_whitespace().collect();
    let in_fours =
        |three: &[&str]| three.iter().all(|four| four.len() == 4) && is_aadhaar(&three.concat());
    groups.iter().any(|group| is_aadhaar(group)) || groups.windows(3).any(in_fours)
}

fn is_aadhaar(figures: &str) -> bool {
    figures.len() == AADHAAR_FIGURES
        && figures.starts_with(|first: char| ('2'..='9').contains(&first))
        && figures.parse().is_ok_and(verhoeff::holds)
}

/// `91-1234-5678-9012`, as the card has it. Nobody publishes what its last figure checks, if anything.
fn abha(typed: &str) -> Option<String> {
    let figures = digits_of(typed).filter(|figures| figures.len() == ABHA_FIGURES)?;
    if figures.starts_with('0') {
        return None;
    }
    let part = |from: usize, to: usize| figures.get(from..to).unwrap_or_default();
    Some([part(0, 2), part(2, 6), part(6, 10), part(10, ABHA_FIGURES)].join("-"))
}

fn abha_address(typed: &str) -> Option<String> {
    let address = typed.trim().to_ascii_lowercase();
    let name = ABHA_REALMS.iter().find_map(|realm| address.strip_suffix(realm))?;
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    let fits = (NAME_CHARACTERS_MIN..=NAME_CHARACTERS_MAX).contains(&name.len());
    (fits && name.chars().all(known)).then_some(address)
}

/// Without spaces and hyphens, in capitals.
fn bare(typed: &str) -> String {
    let kept = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    kept.collect::<String>().to_ascii_uppercase()
}

fn count_figures(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

fn ration_card(typed: &str) -> Option<String> {
    let number = bare(typed);
    let fits = (RATION_CHARACTERS_MIN..=RATION_CHARACTERS_MAX).contains(&number.len());
    let known = number.chars().all(|c| c.is_ascii_alphanumeric());
    (fits && known && count_figures(&number) >= RATION_FIGURES_MIN).then_some(number)
}

/// `B-2023:7-90123-000123`, or an older register's `MCDOLIR/0118/012345678`: strokes and hyphens
/// belong to it.
fn birth_registration(typed: &str) -> Option<String> {
    let kept: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let number = kept.to_ascii_uppercase();
    let fits = (BIRTH_CHARACTERS_MIN..=BIRTH_CHARACTERS_MAX).contains(&number.len());
    let known = number.chars().all(|c| c.is_ascii_alphanumeric() || "-:/".contains(c));
    (fits && known && count_figures(&number) >= BIRTH_FIGURES_MIN).then_some(number)
}

/// `Z1234567`.
fn passport(typed: &str) -> Option<String> {
    let number = bare(typed);
    let (letter, figures) = number.split_at_checked(1)?;
    let fits = letter.chars().all(|c| c.is_ascii_uppercase())
        && figures.len() == PASSPORT_FIGURES
        && figures.chars().all(|c| c.is_ascii_digit());
    fits.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: PaperKind, typed: &str, expect: Result<&str, RegistryRefusal>) {
        let read = PaperNumber::parse(kind, typed).map(|number| number.value);
        assert_eq!(read, expect.map(str::to_owned), "{typed}");
    }

    fn none(kind: PaperKind) -> Result<&'static str, RegistryRefusal> {
        Err(RegistryRefusal::NoSuchNumber(kind))
    }

    #[test]
    fn a_number_is_read_as_its_paper_prints_it_and_nothing_else_is() {
        use PaperKind::{Abha, AbhaAddress, BirthRegistration, Passport, RationCard};
        check(Abha, "91 0000 0000 0019", Ok("91-0000-0000-0019"));
        check(Abha, "९१-००००-००००-००१९", Ok("91-0000-0000-0019"));
        check(Abha, "01-0000-0000-0018", none(Abha));
        check(Abha, "9100000000001", none(Abha));
        check(AbhaAddress, " Asha.Devi@ABDM", Ok("asha.devi@abdm"));
        check(AbhaAddress, "asha@sbx", Ok("asha@sbx"));
        for wrong in ["asha@example.org", "a@abdm", "asha devi@abdm", ""] {
            check(AbhaAddress, wrong, none(AbhaAddress));
        }
        check(RationCard, "0770 0123 4567", Ok("077001234567"));
        check(RationCard, "apl 12345678", Ok("APL12345678"));
        check(RationCard, "077", none(RationCard));
        check(BirthRegistration, "b-2023:7-90123-000123", Ok("B-2023:7-90123-000123"));
        check(BirthRegistration, "Sunita Devi", none(BirthRegistration));
        check(Passport, "z 1234567", Ok("Z1234567"));
        check(Passport, "12345678", none(Passport));
    }

    #[test]
    fn an_aadhaar_number_is_refused_wherever_it_is_typed() {
        for typed in ["2345 6789 0124", "234567890124", "२३४५ ६७८९ ०१२४", "234567890124@abdm"]
        {
            for kind in PaperKind::ALL {
                check(*kind, typed, Err(RegistryRefusal::AadhaarIsNotKept));
            }
        }
        assert!(holds_aadhaar("Gali 3, card 2345-6789-0124 shown"));
        for other in ["2345 6789 0125", "1345 6789 0124", "Gali 3, 110062", "98765 43210", ""] {
            assert!(!holds_aadhaar(other), "{other}");
        }
    }

    #[test]
    fn a_number_alone_says_of_which_paper_it_is() {
        let guessed = |typed: &str| PaperNumber::guess(typed).map(|number| number.kind());
        assert_eq!(guessed("91-0000-0000-0019"), Some(PaperKind::Abha));
        assert_eq!(guessed("asha.devi@abdm"), Some(PaperKind::AbhaAddress));
        assert_eq!(guessed("Z1234567"), Some(PaperKind::Passport));
        assert_eq!(guessed("077001234567"), Some(PaperKind::RationCard));
        assert_eq!(guessed("B-2023:7-90123-000123"), Some(PaperKind::BirthRegistration));
        for name in ["Sunita Devi", "Sunita Devi 42", "Sunita Devi 1984", "सुनीता देवी", ""]
        {
            assert_eq!(guessed(name), None, "{name}");
        }
        assert_eq!(guessed("2345 6789 0124"), None, "nobody is looked for by Aadhaar");
    }
}
