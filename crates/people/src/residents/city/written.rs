//! What was written down, as a line of a list.

/// The headings of a list of registrations. `full_name` and `guardian_name` hold the name in
/// Roman letters, or in Devanagari where there is no other, for whoever compares one column.
pub const COLUMNS: [&str; 20] = [
    "id",
    "full_name",
    "name_hi",
    "name_en",
    "guardian_relation",
    "guardian_name",
    "guardian_hi",
    "guardian_en",
    "birth_date",
    "age_said",
    "sex",
    "phone",
    "address_line",
    "locality",
    "ward",
    "district",
    "household",
    "relation",
    "registered_on",
    "source",
];

/// What one counter, or one sheet of the survey, has about one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The number of the line: `R000000001`.
    pub id: String,
    /// Whose it is, which nobody knows who has only the list.
    pub person: String,
    /// Whether the person was registered before.
    pub is_again: bool,
    pub(super) household: String,
    pub(super) relation: &'static str,
    pub(super) registered_on: String,
    pub(super) source: &'static str,
    pub(super) written: Written,
}

/// What a clerk made of what was said. What is empty was not written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) name_hi: String,
    pub(super) name_en: String,
    pub(super) guardian_relation: &'static str,
    pub(super) guardian_hi: String,
    pub(super) guardian_en: String,
    /// `1984-03-12` or `1984`.
    pub(super) birth_date: String,
    /// In full years on the day of the registration.
    pub(super) age_said: String,
    pub(super) sex: &'static str,
    pub(super) phone: String,
    pub(super) address_line: String,
    pub(super) locality: String,
    pub(super) ward: String,
    pub(super) district: String,
}

impl Registration {
    /// The cells of its line, in the order of [`COLUMNS`].
    pub fn cells(&self) -> [&str; COLUMNS.len()] {
        let written = &self.written;
        [
            &self.id,
            first_of(&written.name_en, &written.name_hi),
            &written.name_hi,
            &written.name_en,
            written.guardian_relation,
            first_of(&written.guardian_en, &written.guardian_hi),
            &written.guardian_hi,
            &written.guardian_en,
            &written.birth_date,
            &written.age_said,
            written.sex,
            &written.phone,
            &written.address_line,
            &written.locality,
            &written.ward,
            &written.district,
            &self.household,
            self.relation,
            &self.registered_on,
            self.source,
        ]
    }
}

fn first_of<'t>(one: &'t str, other: &'t str) -> &'t str {
    if one.is_empty() { other } else { one }
}
