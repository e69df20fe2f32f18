//! Persons as lines of a list, each cell as it stands in the table: what a search over the whole
//! registry compares.

use super::rows::strange;
use crate::registry::model::Identity;
use nabz_kernel::birth::BirthQuality;
use nabz_kernel::ids::PersonId;
use nabz_linkage::lists::{Field, Told};
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
    /// Empty of whoever is not asked about: nobody says anything of a person without a name of their
    /// own, and whoever is linked is found by the one who goes on.
    pub told: Told,
}

/// The next persons behind one, in the order of their registration; nil stands for the start.
pub fn listed_after(tx: &mut Tx<'_>, after: PersonId) -> Result<Vec<Listed>, Stop> {
    let (year, ..) = tx.today().calendar();
    tx.query(LISTED_AFTER, &[after.into(), LISTED_ROWS.into()], |row| read_listed(row, year))
}

fn read_listed(row: &Row<'_>, this_year: i16) -> Result<Listed, Stop> {
    let is_linked = row.get::<Option<uuid::Uuid>>(3)?.is_some();
    let is_asked_about = row.get::<String>(2)? == Identity::Known.word() && !is_linked;
    Ok(Listed {
        person: row.id(0)?,
        version: u32::try_from(row.get::<i64>(1)?).map_err(|_| strange("version"))?,
        told: if is_asked_about { read_told(row, this_year)? } else { Told::default() },
    })
}

fn read_told(row: &Row<'_>, this_year: i16) -> Result<Told, Stop> {
    let text = |place: usize| row.get::<Option<String>>(place);
    let (mut birth, mut age) = (text(8)?, None);
    if text(9)?.as_deref() == Some(BirthQuality::Estimated.word()) {
        // An age that somebody guessed, and not in this year.
        let year = birth.take().and_then(|day| day.get(..4).and_then(|year| year.parse().ok()));
        age = year.map(|year: i16| (this_year - year).to_string());
    }
    let told = [
        // Both scripts most often sound the same.
        (Field::FullName, text(4)?.or(text(5)?)),
        (Field::GuardianName, text(6)?.or(text(7)?)),
        (Field::BirthDate, birth),
        (Field::Age, age),
        (Field::Sex, text(10)?),
        (Field::Phone, text(11)?),
        (Field::AddressLine, text(12)?),
        (Field::Locality, text(13)?),
        (Field::Postcode, text(14)?),
        (Field::State, text(15)?),
        (Field::Identifier, text(16)?),
    ];
    Ok(told.into_iter().collect())
}
