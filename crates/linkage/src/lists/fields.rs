//! What a list says about a person, and what of it is compared.

/// A column of a list. Any may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// What the list calls the line by; no two lines share one.
    Id,
    /// Given name, in either script.
    GivenName,
    /// Family name, in either script.
    Surname,
    /// The whole name in one column, words in any order.
    FullName,
    /// Father's, husband's or mother's name.
    GuardianName,
    /// `1984-03-12`, `19840312`, `12/03/1984`, `1984-03` or `1984`.
    BirthDate,
    /// In full years.
    Age,
    /// Its first letter counts: `f`, `m`, `o`; Hindi words too.
    Sex,
    /// Its last ten digits count.
    Phone,
    /// The number of the house.
    AddressNumber,
    /// The street.
    AddressLine,
    /// What else the address says.
    AddressLine2,
    /// Suburb, village or mohalla.
    Locality,
    /// PIN code.
    Postcode,
    /// State or union territory.
    State,
    /// A number of a paper: voter card, ration card, health ID.
    Identifier,
    /// The number of a household whose members one visit wrote down: of one household nobody is
    /// somebody else.
    Household,
}

impl Field {
    /// How many there are.
    pub const COUNT: usize = 17;
    /// All of them, in the order in which they are documented.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Id,
        Self::GivenName,
        Self::Surname,
        Self::FullName,
        Self::GuardianName,
        Self::BirthDate,
        Self::Age,
        Self::Sex,
        Self::Phone,
        Self::AddressNumber,
        Self::AddressLine,
        Self::AddressLine2,
        Self::Locality,
        Self::Postcode,
        Self::State,
        Self::Identifier,
        Self::Household,
    ];

    /// Its name in a map of columns.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::GivenName => "given_name",
            Self::Surname => "surname",
            Self::FullName => "full_name",
            Self::GuardianName => "guardian_name",
            Self::BirthDate => "birth_date",
            Self::Age => "age",
            Self::Sex => "sex",
            Self::Phone => "phone",
            Self::AddressNumber => "address_number",
            Self::AddressLine => "address_line",
            Self::AddressLine2 => "address_line_2",
            Self::Locality => "locality",
            Self::Postcode => "postcode",
            Self::State => "state",
            Self::Identifier => "identifier",
            Self::Household => "household",
        }
    }

    /// Where it stands in the cells of a line.
    pub const fn place(self) -> usize {
        match self {
            Self::Id => 0,
            Self::GivenName => 1,
            Self::Surname => 2,
            Self::FullName => 3,
            Self::GuardianName => 4,
            Self::BirthDate => 5,
            Self::Age => 6,
            Self::Sex => 7,
            Self::Phone => 8,
            Self::AddressNumber => 9,
            Self::AddressLine => 10,
            Self::AddressLine2 => 11,
            Self::Locality => 12,
            Self::Postcode => 13,
            Self::State => 14,
            Self::Identifier => 15,
            Self::Household => 16,
        }
    }

    /// The field of a name in a map of columns.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }
}

/// What is compared: each fact agrees in one of the [`Agreement`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// Given names.
    GivenName,
    /// Family names.
    Surname,
    /// Whole names.
    FullName,
    /// Guardians' names.
    GuardianName,
    /// Days of birth, where both name one.
    Birth,
    /// Years of birth, where one of the two names a day.
    BirthYear,
    /// Years of birth or ages, where neither names a day.
    BirthAbout,
    /// Sexes.
    Sex,
    /// Phones.
    Phone,
    /// House numbers.
    AddressNumber,
    /// Streets.
    AddressLine,
    /// The rest of the addresses.
    AddressLine2,
    /// Localities.
    Locality,
    /// Postcodes.
    Postcode,
    /// States.
    State,
    /// Papers' numbers.
    Identifier,
    /// Whether given and family name stand in each other's place.
    NameOrder,
    /// Whether the two lines of the address do.
    LineOrder,
}

impl Fact {
    /// How many there are.
    pub const COUNT: usize = 18;
    /// All of them, in the order of a pattern.
    pub const ALL: [Self; Self::COUNT] = [
        Self::GivenName,
        Self::Surname,
        Self::FullName,
        Self::GuardianName,
        Self::Birth,
        Self::BirthYear,
        Self::BirthAbout,
        Self::Sex,
        Self::Phone,
        Self::AddressNumber,
        Self::AddressLine,
        Self::AddressLine2,
        Self::Locality,
        Self::Postcode,
        Self::State,
        Self::Identifier,
        Self::NameOrder,
        Self::LineOrder,
    ];

    /// Its code in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::GivenName => "given_name",
            Self::Surname => "surname",
            Self::FullName => "full_name",
            Self::GuardianName => "guardian_name",
            Self::Birth => "birth",
            Self::BirthYear => "birth_year",
            Self::BirthAbout => "birth_about",
            Self::Sex => "sex",
            Self::Phone => "phone",
            Self::AddressNumber => "address_number",
            Self::AddressLine => "address_line",
            Self::AddressLine2 => "address_line_2",
            Self::Locality => "locality",
            Self::Postcode => "postcode",
            Self::State => "state",
            Self::Identifier => "identifier",
            Self::NameOrder => "name_order",
            Self::LineOrder => "line_order",
        }
    }

    /// Whose it is.
    pub(super) const fn whose(self) -> Whose {
        match self {
            Self::GivenName
            | Self::FullName
            | Self::Birth
            | Self::BirthYear
            | Self::BirthAbout
            | Self::Sex
            | Self::Identifier
            | Self::NameOrder => Whose::Person,
            Self::Surname | Self::GuardianName | Self::Phone => Whose::Family,
            Self::AddressNumber | Self::AddressLine | Self::AddressLine2 | Self::LineOrder => {
                Whose::Home
            }
            Self::Locality | Self::Postcode | Self::State => Whose::Place,
        }
    }

    /// Whether two values that are not the same, and of names none that sound the same, may agree
    /// so.
    pub(super) const fn may_be(self, agreement: Agreement) -> bool {
        use Agreement::{Alike, Differs, OneSided, Partly, SameSound, Slip};
        match self {
            Self::GivenName | Self::Surname | Self::FullName | Self::GuardianName => {
                matches!(agreement, Slip | Alike | Partly | Differs)
            }
            Self::Phone | Self::AddressNumber | Self::Postcode | Self::Identifier => {
                matches!(agreement, Slip | Partly | Differs)
            }
            Self::Sex => matches!(agreement, Differs),
            Self::AddressLine | Self::AddressLine2 | Self::Locality | Self::State => {
                matches!(agreement, SameSound | Slip | Alike | Partly | Differs)
            }
            Self::Birth
            | Self::BirthYear
            | Self::BirthAbout
            | Self::NameOrder
            | Self::LineOrder => !matches!(agreement, OneSided),
        }
    }

    /// Whether it tells something that somebody does not say it: whoever has no phone, no family name
    /// or no day of birth at one counter has none at the next.
    pub(super) const fn has_telling_silence(self) -> bool {
        matches!(
            self,
            Self::Surname | Self::GuardianName | Self::Birth | Self::Phone | Self::Identifier
        )
    }

    /// Its place in a pattern.
    pub(super) const fn place(self) -> usize {
        match self {
            Self::GivenName => 0,
            Self::Surname => 1,
            Self::FullName => 2,
            Self::GuardianName => 3,
            Self::Birth => 4,
            Self::BirthYear => 5,
            Self::BirthAbout => 6,
            Self::Sex => 7,
            Self::Phone => 8,
            Self::AddressNumber => 9,
            Self::AddressLine => 10,
            Self::AddressLine2 => 11,
            Self::Locality => 12,
            Self::Postcode => 13,
            Self::State => 14,
            Self::Identifier => 15,
            Self::NameOrder => 16,
            Self::LineOrder => 17,
        }
    }
}

/// Who shares a fact: nobody, a family, a house, or a neighbourhood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// Nobody else but by chance.
    Person,
    /// Those of one family, wherever they move.
    Family,
    /// Those of one house, until somebody moves.
    Home,
    /// Those of one locality.
    Place,
}

/// How a fact of two lines agrees, strongest first, behind what one of them does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreement {
    /// Neither says it, or one of the two does not.
    Missing,
    /// Letter for letter.
    Same,
    /// Written otherwise, of one sound: in the other script, or Sunita and Suneeta.
    SameSound,
    /// Day and month, or two names, in each other's place.
    Turned,
    /// One letter or digit wrong, left out, added, or exchanged with its neighbour.
    Slip,
    /// Alike.
    Alike,
    /// A part is the same: the year, a word, a beginning.
    Partly,
    /// Different.
    Differs,
    /// So different that no mistake explains it: years that lie far apart.
    Far,
    /// One of the two says it and the other does not, where that tells something.
    OneSided,
}

impl Agreement {
    /// How many there are.
    pub const COUNT: usize = 10;
    /// All of them, in the order of a table.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Missing,
        Self::Same,
        Self::SameSound,
        Self::Turned,
        Self::Slip,
        Self::Alike,
        Self::Partly,
        Self::Differs,
        Self::Far,
        Self::OneSided,
    ];

    /// Its code in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Same => "same",
            Self::SameSound => "same_sound",
            Self::Turned => "turned",
            Self::Slip => "slip",
            Self::Alike => "alike",
            Self::Partly => "partly",
            Self::Differs => "differs",
            Self::Far => "far",
            Self::OneSided => "one_sided",
        }
    }

    /// Its place in a table.
    pub(super) const fn place(self) -> usize {
        match self {
            Self::Missing => 0,
            Self::Same => 1,
            Self::SameSound => 2,
            Self::Turned => 3,
            Self::Slip => 4,
            Self::Alike => 5,
            Self::Partly => 6,
            Self::Differs => 7,
            Self::Far => 8,
            Self::OneSided => 9,
        }
    }

    /// Higher is closer; what is missing lies in the middle.
    pub(super) const fn rank(self) -> i32 {
        match self {
            Self::Same => 6,
            Self::SameSound | Self::Turned => 5,
            Self::Slip => 4,
            Self::Alike => 3,
            Self::Partly | Self::Missing | Self::OneSided => 1,
            Self::Differs | Self::Far => 0,
        }
    }
}
