//! Passwords: argon2id with the parameters OWASP recommends (19 MiB, two passes, one lane).
//!
//! Hashing takes tens of milliseconds, so it happens outside every transaction.
//! Source: OWASP Password Storage Cheat Sheet, 2024.

use crate::refusal::AccessRefusal;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use nabz_store::Stop;
use std::fmt;
use std::sync::LazyLock;

/// Source: NIST SP 800-63B-4, which asks for fifteen without a second factor and eight with one;
/// ten is what people at counters type right.
pub const PASSWORD_CHARACTERS_MIN: usize = 10;
/// Hashing a whole book would keep a core busy for whoever sent it.
pub const PASSWORD_CHARACTERS_MAX: usize = 128;
/// Letters and digits that nobody takes for one another when a password is handed over on paper.
const DRAWN_ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
const DRAWN_CHARACTERS: usize = 12;
const FILE_KEY_BYTES: usize = 32;
const FILE_KIB: u32 = 64 * 1024;
const FILE_PASSES: u32 = 3;
const FILE_LANES: u32 = 4;

/// A password as it was typed. Its `Debug` hides it.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Whatever somebody typed at sign-in; only a new password has to be a good one.
    pub fn typed(text: &str) -> Self {
        Self(text.chars().take(PASSWORD_CHARACTERS_MAX + 1).collect())
    }

    /// A password that somebody chooses; `ACC-007` when it is too short, too long or their name.
    pub fn chosen(text: &str, sign_in_name: &str) -> Result<Self, AccessRefusal> {
        let characters = text.chars().count();
        let fits = (PASSWORD_CHARACTERS_MIN..=PASSWORD_CHARACTERS_MAX).contains(&characters);
        let is_name = text.to_lowercase().contains(&sign_in_name.to_lowercase());
        let first = text.chars().next();
        let one_letter = text.chars().all(|c| Some(c) == first);
        if !fits || is_name || one_letter {
            return Err(AccessRefusal::WeakPassword);
        }
        Ok(Self(text.to_owned()))
    }

    /// A password that nobody chose, to be handed over and changed at the first sign-in.
    pub fn drawn() -> Result<Self, Stop> {
        let mut bytes = [0u8; DRAWN_CHARACTERS];
        getrandom::fill(&mut bytes).map_err(|e| Stop::fault(e.to_string()))?;
        let letter =
            |byte: &u8| DRAWN_ALPHABET.get(usize::from(byte % 32)).copied().unwrap_or(b'x');
        Ok(Self(bytes.iter().map(|byte| char::from(letter(byte))).collect()))
    }

    /// For the paper on which a drawn password is handed over.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The digest that is kept.
    pub fn digest(&self) -> Result<PasswordDigest, Stop> {
        self.digest_by(&Argon2::default())
    }

    /// A digest that costs next to nothing to make, to check and to guess: for the people of
    /// stories, whose password everybody knows.
    pub fn cheap_digest(&self) -> Result<PasswordDigest, Stop> {
        let least = Params::new(Params::MIN_M_COST, Params::MIN_T_COST, Params::MIN_P_COST, None);
        self.digest_by(&Argon2::from(least.map_err(not_hashed)?))
    }

    /// A key of 256 bits for a file that leaves the machine, where whoever finds it can try as many
    /// passwords as they like. It takes some tenths of a second and 64 MiB.
    ///
    /// Source: RFC 9106, section 4, the second recommended option.
    pub fn key(&self, salt: &[u8]) -> Result<[u8; FILE_KEY_BYTES], Stop> {
        let costs = Params::new(FILE_KIB, FILE_PASSES, FILE_LANES, Some(FILE_KEY_BYTES));
        let argon2 = Argon2::from(costs.map_err(not_hashed)?);
        let mut key = [0u8; FILE_KEY_BYTES];
        argon2.hash_password_into(self.0.as_bytes(), salt, &mut key).map_err(not_hashed)?;
        Ok(key)
    }

    fn digest_by(&self, argon2: &Argon2<'_>) -> Result<PasswordDigest, Stop> {
        let digest = argon2.hash_password(self.0.as_bytes());
        digest.map(|phc| PasswordDigest(phc.to_string())).map_err(not_hashed)
    }
}

fn not_hashed(error: impl fmt::Display) -> Stop {
    Stop::fault(format!("a password could not be hashed: {error}"))
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

/// The argon2id digest of a password, as the PHC text that tables hold.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordDigest(pub(crate) String);

impl PasswordDigest {
    /// Whether `password` is the one. Slow by design: call it off the threads that serve others.
    pub fn is_of(&self, password: &Password) -> bool {
        PasswordHash::new(&self.0).is_ok_and(|digest| {
            Argon2::default().verify_password(password.0.as_bytes(), &digest).is_ok()
        })
    }

    /// A digest of nothing anyone knows: checking it takes as long as a real one, so that the time
    /// of an answer does not tell which names exist.
    pub(crate) fn decoy() -> Self {
        static DECOY: LazyLock<String> = LazyLock::new(|| {
            let drawn = Password::drawn().and_then(|password| password.digest());
            drawn.map(|digest| digest.0).unwrap_or_default()
        });
        Self(DECOY.clone())
    }
}

impl fmt::Debug for PasswordDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_digest_and_shown_nowhere() {
        let password = Password::chosen("neem-tree-by-the-gate", "asha.rao").unwrap();
        let digest = password.digest().unwrap();
        assert!(digest.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(digest.is_of(&Password::typed("neem-tree-by-the-gate")));
        assert!(!digest.is_of(&Password::typed("neem-tree-by-the-gat")));
        assert!(!PasswordDigest::decoy().is_of(&password));
        let cheap = password.cheap_digest().unwrap();
        assert!(cheap.is_of(&password) && !cheap.is_of(&Password::typed("neem-tree-by-the-gat")));
        assert_eq!(format!("{password:?} {digest:?}"), "‹hidden› ‹hidden›");
    }

    #[test]
    fn the_key_of_a_file_is_of_one_password_and_one_salt() {
        let key = |password: &str, salt: u8| Password::typed(password).key(&[salt; 32]).unwrap();
        let first = key("under-the-neem-tree", 1);
        assert_eq!(key("under-the-neem-tree", 1), first);
        assert_ne!(key("under-the-neem-tree", 2), first);
        assert_ne!(key("under-the-neem-trees", 1), first);
        assert!(Password::typed("under-the-neem-tree").key(&[1; 4]).is_err(), "too little salt");
    }

    #[test]
    fn a_weak_password_is_refused() {
        for weak in ["short", "aaaaaaaaaaaaaa", "asha.rao.2026", &"x".repeat(129)] {
            assert!(Password::chosen(weak, "asha.rao").is_err(), "{weak}");
        }
        assert_eq!(Password::drawn().unwrap().reveal().chars().count(), DRAWN_CHARACTERS);
    }
}
