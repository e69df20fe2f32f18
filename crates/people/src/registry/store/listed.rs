//! Persons as lines of a list, each cell as it stands in the table: what a search over the whole
//! registry compares.

use super::rows::strange;
use nabz_kernel::birth::BirthQuality;
use nabz_kernel::ids::PersonId;
use nabz_linkage::lists::{Cells, Field};
use nabz_store::{Row, Stop, Tx};

/// So many at once.
const LISTED_ROWS: i64 = 5_000;

const LISTED_AFTER: &str = "
    SELECT p.person_id, p.version, p.identity, l.person_id, p.name_hi, p.name_en, p.guardian_hi,
           p.guardian_en, p.birth_date, p.birth_quality, p.sex, p.phone, p.address_line,
           p.locality, p.ward, p.district, p.voter_id
    FROM   registry_person p
           LEFT JOIN registry_link l
           ON l.bucket = p.bucket AND l.person_id = p.person_id AND l.undone_at IS NULL
    WHERE  p.person_id > $1
    ORDER  BY p.person_id       -- by the time of registration
    LIMIT  $2";

/// A person, and what is compared of them.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Who.
    pub person: PersonId,
    /// The version that is compared.
    pub version: u32,
    /// By field; empty of whoever is not asked about: nobody says anything of a person without a
    /// name of their own, and whoever is linked is found by the one who goes on.
    told: Vec<(Field, String)>,
}

impl Listed {
    /// As a line of a list.
    pub fn cells(&self) -> Cells<'_> {
        let mut cells = [""; Field::COUNT];
        for (field, text) in &self.told {
            if let Some(cell) = cells.get_mut(field.place()) {
                *cell = text;
            }
        }
        cells
    }
}

/// The next persons behind one, in the order of their registration; nil stands for the start.
pub fn listed_after(tx: &mut Tx<'_>, after: PersonId) -> Result<Vec<Listed>, Stop> {
    let (year, ..) = tx.today().calendar();
    tx.query(LISTED_AFTER, &[after.into(), LISTED_ROWS.into()], |row| read_listed(row, year))
}

fn read_listed(row: &Row<'_>, this_year: i16) -> Result<Listed, Stop> {
    let is_linked = row.get::<Option<uuid::Uuid>>(3)?.is_some();
    let is_asked_about = row.get::<String>(2)? == KNOWN && !is_linked;
    Ok(Listed {
        person: row.id(0)?,
        version: u32::try_from(row.get::<i64>(1)?).map_err(|_| strange("version"))?,
        told: if is_asked_about { read_told(row, this_year)? } else { Vec::new() },
    })
}

/// As [`crate::registry::model::Identity`] writes it.
const KNOWN: &str = "known";

fn read_told(row: &Row<'_>, this_year: i16) -> Result<Vec<(Field, String)>, Stop> {
    let text = |place: usize| row.get::<Option<String>>(place);
    // Both scripts most often sound the same.
    let either = |one: usize, other: usize| {
        text(one).and_then(|name| name.map_or_else(|| text(other), |name| Ok(Some(name))))
    };
    let mut told: Vec<(Field, String)> = Vec::with_capacity(11);
    let mut say = |field: Field, text: Option<String>| told.extend(text.map(|text| (field, text)));
    say(Field::FullName, either(4, 5)?);
    say(Field::GuardianName, either(6, 7)?);
    let birth = text(8)?;
    if text(9)?.as_deref() == Some(BirthQuality::Estimated.word()) {
        // An age that somebody guessed, and not in this year.
        let year = birth.as_deref().and_then(|day| day.get(..4)).and_then(|year| year.parse().ok());
        say(Field::Age, year.map(|year: i16| (this_year - year).to_string()));
    } else {
        say(Field::BirthDate, birth);
    }
    for (field, place) in [
        (Field::Sex, 10),
        (Field::Phone, 11),
        (Field::AddressLine, 12),
        (Field::Locality, 13),
        (Field::Postcode, 14),
        (Field::State, 15),
        (Field::Identifier, 16),
    ] {
        say(field, text(place)?);
    }
    Ok(told)
}
