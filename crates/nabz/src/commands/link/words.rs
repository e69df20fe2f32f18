//! Reasons in words.

use nabz_linkage::lists::{Agreement, Because, Fact};
use nabz_web::messages::{Language, Message, say};
use nabz_web::msg::linkage as msg;

/// From so many doublings on a fact speaks strongly.
const STRONG_DOUBLINGS: f64 = 6.0;
/// Below so many, either way, it says little.
const LITTLE_DOUBLINGS: f64 = 1.0;

/// `family name: one slip apart (speaks strongly for one person)`.
pub(super) fn reason(because: &Because, language: Language) -> String {
    let strength = if because.doublings >= STRONG_DOUBLINGS {
        msg::strongly_for()
    } else if because.doublings >= LITTLE_DOUBLINGS {
        msg::speaks_for()
    } else if because.doublings > -LITTLE_DOUBLINGS {
        msg::little()
    } else {
        msg::against()
    };
    say(&msg::reason(agreement(because.agreement), fact(because.fact), strength), language)
}

fn fact(fact: Fact) -> Message {
    match fact {
        Fact::GivenName => msg::given_name(),
        Fact::Surname => msg::surname(),
        Fact::FullName => msg::full_name(),
        Fact::GuardianName => msg::guardian_name(),
        Fact::Birth => msg::birth(),
        Fact::BirthYear => msg::birth_year(),
        Fact::BirthAbout => msg::birth_about(),
        Fact::Sex => msg::sex(),
        Fact::Phone => msg::phone(),
        Fact::AddressNumber => msg::address_number(),
        Fact::AddressLine => msg::address_line(),
        Fact::AddressLine2 => msg::address_line_2(),
        Fact::Locality => msg::locality(),
        Fact::Postcode => msg::postcode(),
        Fact::State => msg::state(),
        Fact::Identifier => msg::identifier(),
        Fact::NameOrder => msg::name_order(),
        Fact::LineOrder => msg::line_order(),
    }
}

fn agreement(agreement: Agreement) -> Message {
    match agreement {
        Agreement::Missing => msg::missing(),
        Agreement::Same => msg::same(),
        Agreement::SameSound => msg::same_sound(),
        Agreement::Turned => msg::turned(),
        Agreement::Slip => msg::slip(),
        Agreement::Alike => msg::alike(),
        Agreement::Partly => msg::partly(),
        Agreement::Differs => msg::differs(),
        Agreement::Far => msg::far(),
        Agreement::OneSided => msg::one_sided(),
    }
}
