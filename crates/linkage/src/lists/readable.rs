//! Whether anything of a cell is compared, for whoever wants to know how much of a list is not.

use super::birth::Birth;
use super::columns::years;
use super::fields::Field;
use super::numbers::Dialled;
use super::values::{Sex, Written, squeezed};
use crate::fold::fold;

/// Whether a cell can be read as what its column holds. What cannot is compared as if nobody had
/// said it; of ids nothing is compared.
pub fn is_readable(field: Field, cell: &str) -> bool {
    match field {
        Field::Id => true,
        Field::GivenName | Field::Surname | Field::FullName | Field::GuardianName => {
            cell.split_whitespace().any(|word| !fold(word).is_empty())
        }
        Field::BirthDate => Birth::parse(cell).is_some(),
        Field::Age => years(cell).is_some(),
        Field::Sex => Sex::read(cell).is_some(),
        Field::Phone => Dialled::read(cell).is_some(),
        Field::AddressNumber
        | Field::AddressLine
        | Field::AddressLine2
        | Field::Locality
        | Field::Postcode
        | Field::State
        | Field::Identifier
        | Field::Household => !squeezed(cell).is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_no_way_that_is_known_is_not_read() {
        for (field, read, unread) in [
            (Field::FullName, "सुनीता देवी", "ਸੁਨੀਤਾ"),
            (Field::GivenName, "Sunita", "17"),
            (Field::BirthDate, "12/03/1984", "12-Mar-84"),
            (Field::Age, "42", "about 40"),
            (Field::Sex, "स्त्री", "?"),
            (Field::Phone, "+91 98765 00432", "0000000000"),
            (Field::AddressLine, "14 Gali 3", "---"),
            (Field::Identifier, "ABC1234567", "-"),
        ] {
            assert!(is_readable(field, read), "{read}");
            assert!(!is_readable(field, unread), "{unread}");
        }
    }
}
