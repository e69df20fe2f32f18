//! A certificate of the kind that the WHO keeps and the EU began (HCERT), about who somebody is.
//!
//! `HC1:`, base45, zlib, `COSE_Sign1` with ES256, and these claims:
//!
//! | claim | holds |
//! | --- | --- |
//! | 1 | the issuer: two letters of a country |
//! | 2 | the health ID |
//! | 4, 6 | expiry and issue, in seconds since 1970 |
//! | -260 | `{1: {"dob", "nam": {"fn", "gn", "fnt", "gnt"}, "ver"}}` |
//!
//! `nam` and `dob` are those of the EU's certificate, which the core of the WHO's DDCC shares: the
//! name as it is written (in Devanagari where there is one; in Unicode NFC, at most eighty
//! characters in each part) and as a passport's machine-read line has it, and the day of birth as
//! far as it is known. There is no `v`, `t` or `r`: it says who somebody is and nothing about a
//! vaccination or a test, so a reader that looks for one of these shows the person and finds no
//! certificate. A name of one word stands in `fnt` alone.
//!
//! The key is named by the first eight bytes of its thumbprint ([`super::jwk`]), for the city has
//! no certificate in the WHO's trust network of which they could be taken.
//!
//! Source: WHO SMART Trust, HCERT 1.1.1; EU DCC schema 1.3.0; RFC 8392.

use super::letters::{NAME_LETTERS_MAX, composed, machine_read};
use super::{ExportFault, Person, Validity, WrittenName, jwk};
use crate::cbor::Writer;
use crate::cose::{protected_for_others, seal_under};
use crate::keys::Signer;
use miniz_oxide::deflate::compress_to_vec_zlib;
use std::fmt;

/// What every certificate begins with.
pub const PREFIX: &str = "HC1:";

const CLAIM_ISSUER: i64 = 1;
const CLAIM_SUBJECT: i64 = 2;
const CLAIM_EXPIRES: i64 = 4;
const CLAIM_ISSUED: i64 = 6;
const CLAIM_HCERT: i64 = -260;
const PERSON: i64 = 1;
const SCHEMA_VERSION: &str = "1.3.0";
const KID_BYTES: usize = 8;
const PACKED: u8 = 9;

/// A signed certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate(String);

impl Certificate {
    /// What its code says, and its file too.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} letters, ‹hidden›)", self.0.len())
    }
}

/// A name as it is written and as it is read by a machine.
struct Names {
    family: Option<String>,
    given: Option<String>,
    family_read: String,
    given_read: String,
}

/// Signs a certificate about somebody; `country` is the issuer's, in two letters.
///
/// # Errors
/// `ExportFault::NoName` when a machine could read no letter of the name, `ExportFault::TooLong`
/// when a part of it is longer than its field, `ExportFault::Sign` when nobody signed.
pub fn certificate(
    signer: &dyn Signer,
    country: &str,
    validity: Validity,
    person: &Person,
) -> Result<Certificate, ExportFault> {
    let names = names(person)?;
    let claims = Writer::default().map(5).signed(CLAIM_ISSUER).text(country);
    let claims = claims.signed(CLAIM_SUBJECT).text(&person.health_id);
    let claims = claims.signed(CLAIM_EXPIRES).signed(validity.until);
    let claims = claims.signed(CLAIM_ISSUED).signed(validity.from);
    let claims = claims.signed(CLAIM_HCERT).map(1).signed(PERSON);
    let claims = write_person(claims, person, &names).into_bytes();
    let digest = jwk::thumbprint(signer.public_key());
    let kid = digest.get(..KID_BYTES).unwrap_or(&digest);
    let sealed = seal_under(signer, &protected_for_others(kid), &claims)?;
    let packed = compress_to_vec_zlib(&sealed, PACKED);
    Ok(Certificate(format!("{PREFIX}{}", base45::encode(&packed))))
}

/// The keys of each map stand in the order of their bytes: the shorter first, then by letters.
fn write_person(written: Writer, person: &Person, names: &Names) -> Writer {
    let born = person.born.as_ref().map_or("", super::Born::as_str);
    let written = write_names(written.map(3).text("dob").text(born).text("nam"), names);
    written.text("ver").text(SCHEMA_VERSION)
}

fn write_names(written: Writer, names: &Names) -> Writer {
    let fields = [
        ("fn", names.family.as_deref()),
        ("gn", names.given.as_deref()),
        ("fnt", Some(names.family_read.as_str())),
        ("gnt", Some(names.given_read.as_str())),
    ];
    let fields = fields.map(|(key, value)| (key, value.filter(|value| !value.is_empty())));
    let count = fields.iter().filter(|(_, value)| value.is_some()).count();
    fields.iter().fold(written.map(count), |written, (key, value)| match value {
        Some(value) => written.text(key).text(value),
        None => written,
    })
}

fn names(person: &Person) -> Result<Names, ExportFault> {
    let (family, given) = in_places(person.devanagari.as_ref().unwrap_or(&person.roman));
    let is_long = |name: &String| name.chars().count() > NAME_LETTERS_MAX;
    if [&family, &given].into_iter().flatten().any(is_long) {
        return Err(ExportFault::TooLong);
    }
    let (roman_family, roman_given) = in_places(&person.roman);
    let mut family_read = roman_family.as_deref().map(machine_read).unwrap_or_default();
    let mut given_read = roman_given.as_deref().map(machine_read).unwrap_or_default();
    if family_read.is_empty() {
        family_read = std::mem::take(&mut given_read);
    }
    if family_read.is_empty() {
        return Err(ExportFault::NoName);
    }
    Ok(Names { family, given, family_read, given_read })
}

/// The family's name and the given one. Whoever has one name alone has it in the first place.
/// Source: ICAO Doc 9303, part 3, section 4.6.
fn in_places(name: &WrittenName) -> (Option<String>, Option<String>) {
    let given = Some(composed(&name.given));
    match &name.family {
        Some(family) => (Some(composed(family)), given),
        None => (given, None),
    }
}
