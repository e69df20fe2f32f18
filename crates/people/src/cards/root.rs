//! The root's key, and the text of the file in which it lies offline.
//!
//! ```text
//! Nabz root key 1
//! public 02…
//! secret …                the key itself, or, under a password:
//! salt …
//! sealed …
//! ```
//!
//! Everything is in hexadecimal digits, so that a file can be printed and typed in again.

use super::model::CardKeyRefusal;
use nabz_access::{PASSWORD_CHARACTERS_MAX, Password, Vault};
use nabz_credential::keys::{MemorySigner, PublicKey, Secret, Signer};
use nabz_credential::trust::ROOT_KID;
use nabz_store::{Stop, key_file};

/// Nobody counts the tries of whoever finds the file.
/// Source: NIST SP 800-63B-4, of passwords without a second factor.
pub const ROOT_PASSWORD_CHARACTERS_MIN: usize = 15;

const FIRST_LINE: &str = "Nabz root key 1";
/// What the secret is sealed as, under a password.
const SEALED_AS: &[u8] = b"a root key of cards";
const SALT_BYTES: usize = 32;

/// The root's key, out of its file for as long as a ceremony takes; overwritten when it is dropped.
#[derive(Debug)]
pub struct RootKey(MemorySigner);

impl RootKey {
    /// The root of a secret; `None` for one of those few numbers that are no key.
    pub fn of(secret: &Secret) -> Option<Self> {
        MemorySigner::of(ROOT_KID, secret).map(Self)
    }

    /// What checkers are built with.
    pub fn public(&self) -> PublicKey {
        self.0.public_key()
    }

    pub(super) fn signer(&self) -> &MemorySigner {
        &self.0
    }
}

/// Draws a root key: the key, and the text of its file.
///
/// Refuses with `KEY-015` a password that is too short for a file, or too long.
pub fn draw(password: Option<&Password>) -> Result<(RootKey, String), Stop> {
    let secret = Secret::from_random(&mut key_file::draw()?);
    let root = RootKey::of(&secret).ok_or_else(|| Stop::fault("chance drew no key"))?;
    let text = written(&root, &secret, password)?;
    Ok((root, text))
}

fn written(root: &RootKey, secret: &Secret, password: Option<&Password>) -> Result<String, Stop> {
    let public = key_file::hex_of(&root.public().to_bytes());
    let rest = match password {
        None => format!("secret {}", key_file::hex_of(secret.expose())),
        Some(password) => {
            let salt: [u8; SALT_BYTES] = key_file::draw()?;
            let vault = Vault::of_key(&strong(password)?.key(&salt)?);
            let sealed = vault.seal_as(SEALED_AS, secret.expose())?;
            format!("salt {}\nsealed {}", key_file::hex_of(&salt), key_file::hex_of(&sealed))
        }
    };
    Ok(format!("{FIRST_LINE}\npublic {public}\n{rest}\n"))
}

fn strong(password: &Password) -> Result<&Password, CardKeyRefusal> {
    let (least, most) = (ROOT_PASSWORD_CHARACTERS_MIN, PASSWORD_CHARACTERS_MAX);
    let is_strong = (least..=most).contains(&password.reveal().chars().count());
    if is_strong { Ok(password) } else { Err(CardKeyRefusal::WeakPassword { least, most }) }
}

/// Reads the text of a root's file; `file` is what a refusal calls it.
///
/// Refuses with `KEY-012` what is none, or damaged, with `KEY-013` a sealed one without a
/// password, and with `KEY-014` another password than it was sealed with.
pub fn read(file: &str, text: &str, password: Option<&Password>) -> Result<RootKey, Stop> {
    let broken = || CardKeyRefusal::NotARoot { file: file.to_owned() };
    if text.lines().next().map(str::trim) != Some(FIRST_LINE) {
        return Err(broken().into());
    }
    let secret = match (bytes(text, "secret"), bytes(text, "sealed")) {
        (Some(secret), None) => Secret::from_opened(secret),
        (None, Some(sealed)) => Some(unsealed(file, text, (sealed.as_slice(), password))?),
        (Some(_), Some(_)) | (None, None) => None,
    };
    let root = secret.and_then(|secret| RootKey::of(&secret));
    let is_whole = |root: &RootKey| bytes(text, "public") == Some(root.public().to_bytes());
    Ok(root.filter(is_whole).ok_or_else(broken)?)
}

fn unsealed(
    file: &str,
    text: &str,
    (sealed, password): (&[u8], Option<&Password>),
) -> Result<Secret, Stop> {
    let named = || file.to_owned();
    let password = password.ok_or_else(|| CardKeyRefusal::PasswordDue { file: named() })?;
    let salt = bytes(text, "salt").filter(|salt| salt.len() == SALT_BYTES);
    let salt = salt.ok_or_else(|| CardKeyRefusal::NotARoot { file: named() })?;
    let opened = Vault::of_key(&password.key(&salt)?).open_as(SEALED_AS, sealed);
    let secret = opened.and_then(Secret::from_opened);
    Ok(secret.ok_or_else(|| CardKeyRefusal::WrongPassword { file: named() })?)
}

/// The bytes of the line that begins with this word.
fn bytes(text: &str, word: &str) -> Option<Vec<u8>> {
    let mut lines = text.lines().filter_map(|line| line.split_once(' '));
    let (_, digits) = lines.find(|(first, _)| *first == word)?;
    key_file::bytes_of(digits.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "root";

    fn code(read: Result<RootKey, Stop>) -> &'static str {
        match read {
            Err(Stop::Refused(refused)) => refused.code,
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    #[test]
    fn a_plain_file_comes_back_as_the_key_that_was_drawn() {
        let (root, text) = draw(None).unwrap();
        assert_eq!(read(FILE, &text, None).unwrap().public(), root.public());
        let carried = text.replace('\n', "\r\n");
        assert_eq!(read(FILE, &carried, None).unwrap().public(), root.public());
        assert_ne!(draw(None).unwrap().0.public(), root.public());
        assert!(!format!("{root:?}").contains(&key_file::hex_of(&root.public().to_bytes())));
    }

    #[test]
    fn a_sealed_file_opens_with_its_password_alone() {
        let password = Password::typed("the well behind the third neem");
        let (root, text) = draw(Some(&password)).unwrap();
        assert!(!text.contains("secret"));
        assert_eq!(read(FILE, &text, Some(&password)).unwrap().public(), root.public());
        assert_eq!(code(read(FILE, &text, None)), "KEY-013");
        let other = Password::typed("the well behind the first neem");
        assert_eq!(code(read(FILE, &text, Some(&other))), "KEY-014");
        let unsalted = text.replace("salt ", "pepper ");
        assert_eq!(code(read(FILE, &unsalted, Some(&password))), "KEY-012");
    }

    #[test]
    fn what_is_no_root_or_a_damaged_one_is_not_taken() {
        let text = draw(None).unwrap().1;
        let other = draw(None).unwrap().1;
        let of = |text: &str, word: &str| {
            text.lines().find(|line| line.starts_with(word)).unwrap().to_owned()
        };
        let swapped = text.replace(&of(&text, "secret"), &of(&other, "secret"));
        let short = text.trim_end().strip_suffix(|_: char| true).unwrap().to_owned();
        let both = format!("{text}{}\n", of(&text, "secret").replace("secret", "sealed"));
        let later = text.replace(" key 1", " key 2");
        for damaged in [String::new(), "secret 00".to_owned(), swapped, short, both, later] {
            assert_eq!(code(read(FILE, &damaged, None)), "KEY-012", "{damaged}");
        }
    }

    #[test]
    fn a_short_password_seals_no_file() {
        for weak in ["", "only14letters.", &"x".repeat(PASSWORD_CHARACTERS_MAX + 1)] {
            let refused = draw(Some(&Password::typed(weak))).map(|(root, _)| root);
            assert_eq!(code(refused), "KEY-015", "{weak}");
        }
    }
}
