//! A SMART Health Card: who somebody is, as a FHIR bundle that the city signed.
//!
//! It holds a Patient with the name in each script in which somebody wrote it and the day of birth,
//! and the resources that the caller adds, which speak of the Patient as `resource:0`.
//!
//! Source: HL7 SMART Health Cards and Links 1.0.0, "Health Cards Protocol".

use super::letters::base64_url;
use super::{ExportFault, Person, Validity, WrittenName, jwk};
use crate::cose::{sha256, sign};
use crate::keys::Signer;
use miniz_oxide::deflate::compress_to_vec;
use serde::Serialize;
use serde_json::{Value, json};

/// What a file of such cards is called.
pub const MEDIA_TYPE: &str = "application/smart-health-card";
/// Letters of a card whose digits still fit a code of version 22. Source: the same, "Encoding
/// chunks as QR codes"; to spread a card over several codes is no longer done.
pub const JWS_LETTERS_MAX: usize = 1_195;

const KIND: &str = "https://smarthealth.cards#health-card";
const FHIR_VERSION: &str = "4.0.1";
/// The hardest that the packer tries short of its slowest.
const PACKED: u8 = 9;
/// Each letter is written as two digits, counted from the smallest that a card has.
const LETTER_MIN: u8 = b'-';

#[derive(Serialize)]
struct Header<'h> {
    zip: &'static str,
    alg: &'static str,
    kid: &'h str,
}

#[derive(Serialize)]
struct Claims<'c> {
    iss: &'c str,
    nbf: i64,
    exp: i64,
    vc: Credential<'c>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Credential<'c> {
    #[serde(rename = "type")]
    kinds: [&'static str; 1],
    credential_subject: Subject<'c>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Subject<'c> {
    fhir_version: &'static str,
    fhir_bundle: Bundle<'c>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bundle<'c> {
    resource_type: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    entry: Vec<Entry<'c>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'c> {
    full_url: String,
    resource: Resource<'c>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Resource<'c> {
    Patient(Patient<'c>),
    Added(&'c Value),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Patient<'c> {
    resource_type: &'static str,
    name: Vec<HumanName<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<&'c str>,
}

#[derive(Serialize)]
struct HumanName<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<&'c str>,
    given: Vec<&'c str>,
}

/// A signed card.
#[derive(Clone, PartialEq, Eq)]
pub struct HealthCard(String);

impl HealthCard {
    /// The compact JWS.
    pub fn jws(&self) -> &str {
        &self.0
    }

    /// The text of a `.smart-health-card` file.
    pub fn file(&self) -> String {
        json!({ "verifiableCredential": [self.0] }).to_string()
    }

    /// What a code says: `shc:/` and two digits for each letter.
    pub fn digits(&self) -> String {
        let start = String::with_capacity(5 + 2 * self.0.len()) + "shc:/";
        self.0.bytes().fold(start, |mut text, letter| {
            let number = letter.saturating_sub(LETTER_MIN);
            text.extend([number / 10, number % 10].map(|digit| char::from(b'0' + digit)));
            text
        })
    }
}

impl std::fmt::Debug for HealthCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HealthCard({} letters, ‹hidden›)", self.0.len())
    }
}

/// Signs a card about somebody. `issuer` is the address, without a slash at its end, under which
/// `/.well-known/jwks.json` has the signer's key; `added` are further resources of the bundle.
///
/// # Errors
/// `ExportFault::TooLong` above [`JWS_LETTERS_MAX`], `ExportFault::Sign` when nobody signed.
pub fn health_card(
    signer: &dyn Signer,
    issuer: &str,
    validity: Validity,
    person: &Person,
    added: &[Value],
) -> Result<HealthCard, ExportFault> {
    let kid = jwk::kid(signer.public_key());
    let header = serde_json::to_vec(&Header { zip: "DEF", alg: "ES256", kid: &kid })?;
    let payload = serde_json::to_vec(&claims(issuer, validity, bundle(person, added)))?;
    let packed = compress_to_vec(&payload, PACKED);
    let said = format!("{}.{}", base64_url(&header), base64_url(&packed));
    let signature = sign(signer, &sha256(&[said.as_bytes()]))?;
    let jws = format!("{said}.{}", base64_url(&signature.to_bytes()));
    if jws.len() > JWS_LETTERS_MAX { Err(ExportFault::TooLong) } else { Ok(HealthCard(jws)) }
}

fn claims<'c>(issuer: &'c str, validity: Validity, bundle: Bundle<'c>) -> Claims<'c> {
    let subject = Subject { fhir_version: FHIR_VERSION, fhir_bundle: bundle };
    let vc = Credential { kinds: [KIND], credential_subject: subject };
    Claims { iss: issuer, nbf: validity.from, exp: validity.until, vc }
}

fn bundle<'c>(person: &'c Person, added: &'c [Value]) -> Bundle<'c> {
    let patient = std::iter::once(Resource::Patient(patient(person)));
    let resources = patient.chain(added.iter().map(Resource::Added));
    let entry = |(place, resource)| Entry { full_url: format!("resource:{place}"), resource };
    let entry = resources.enumerate().map(entry).collect();
    Bundle { resource_type: "Bundle", kind: "collection", entry }
}

fn patient(person: &Person) -> Patient<'_> {
    let roman = Some(&person.roman).filter(|_| person.roman_is_written);
    let names = roman.into_iter().chain(&person.devanagari);
    Patient {
        resource_type: "Patient",
        name: names.map(human_name).collect(),
        birth_date: person.born.as_ref().map(super::Born::as_str),
    }
}

fn human_name(name: &WrittenName) -> HumanName<'_> {
    HumanName { family: name.family.as_deref(), given: name.given.split(' ').collect() }
}
