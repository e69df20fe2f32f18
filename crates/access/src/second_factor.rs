//! The second factor: a six-digit code that changes every 30 seconds (RFC 6238).

use nabz_kernel::clock::Instant;
use nabz_store::Stop;
use std::fmt;
use totp_rs::{Builder, Secret, Totp};

pub(crate) const SECRET_BYTES: usize = 20;
const MICROSECONDS_A_SECOND: i64 = 1_000_000;
const ISSUER: &str = "Nabz";

/// What the phone and the server share. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret(Vec<u8>);

impl TotpSecret {
    /// A new secret of 160 bits.
    pub fn draw() -> Result<Self, Stop> {
        let mut bytes = vec![0u8; SECRET_BYTES];
        getrandom::fill(&mut bytes).map_err(|e| Stop::fault(e.to_string()))?;
        Ok(Self(bytes))
    }

    /// From the bytes that a table or a demo holds.
    pub fn of_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to seal.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As people type it into a phone without a camera.
    pub fn base32(&self) -> String {
        Secret::from(self.0.clone()).to_base32()
    }

    /// What the QR code of the enrolment page says: `otpauth://totp/…`.
    pub fn address(&self, sign_in_name: &str) -> Result<String, Stop> {
        let totp = self.totp().with_account_name(sign_in_name).with_issuer(Some(ISSUER));
        let totp = totp.build().map_err(|e| Stop::fault(e.to_string()))?;
        totp.to_url().map_err(|e| Stop::fault(e.to_string()))
    }

    /// The code of this moment: what a phone shows, for the demo's printed sign-ins and for tests.
    pub fn code_at(&self, now: Instant) -> String {
        self.totp().build_noncompliant().generate(unix_seconds(now)).to_string()
    }

    /// The step that a typed code belongs to, now or one step before or after; `None` when it is
    /// the code of no such step. A step is to be taken once.
    pub(crate) fn step_of(&self, typed: &str, now: Instant) -> Option<i64> {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let totp: Totp = self.totp().build_noncompliant();
        totp.check(&digits, unix_seconds(now)).and_then(|step| i64::try_from(step).ok())
    }

    fn totp(&self) -> Builder {
        Builder::new().with_secret(self.0.clone())
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

fn unix_seconds(now: Instant) -> u64 {
    u64::try_from(now.microseconds() / MICROSECONDS_A_SECOND).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MORNING: Instant = Instant::from_microseconds(1_795_404_600_000_000);

    #[test]
    fn a_code_is_known_in_its_own_minute_only_and_always_as_the_same_step() {
        let secret = TotpSecret::draw().unwrap();
        let later =
            |seconds: i64| Instant::from_microseconds(MORNING.microseconds() + seconds * 1_000_000);
        let code = secret.code_at(MORNING);
        let step = secret.step_of(&code, MORNING);
        assert!(step.is_some());
        assert_eq!(secret.step_of(&code, later(30)), step, "the same code is the same step");
        assert_eq!(secret.step_of(&code, later(120)), None);
        assert_eq!(secret.step_of("", MORNING), None);
    }

    #[test]
    fn the_address_names_us_and_the_person() {
        let secret = TotpSecret::of_bytes(vec![7; SECRET_BYTES]);
        let address = secret.address("asha.rao").unwrap();
        assert!(address.starts_with("otpauth://totp/Nabz:asha.rao?secret="), "{address}");
    }
}
