//! A PKCS#11 token of a story's own, played by `SoftHSM`.

use nabz_store::key_file;
use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Once;
use tempfile::TempDir;

/// Where Debian's package `softhsm2` has the library.
pub const SOFT_TOKEN_MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
/// What the token is called.
pub const SOFT_TOKEN: &str = "safe";
/// Its PIN.
pub const SOFT_TOKEN_PIN: &str = "739184";

const REQUIRE: &str = "NABZ_TEST_REQUIRE_SOFTHSM";
static SAY_IT_ONCE: Once = Once::new();

/// A place for a token, in a folder that goes when the story ends. `SoftHSM` finds it by the variable
/// `SOFTHSM2_CONF`, which is a whole process's.
pub struct SoftToken(TempDir);

impl SoftToken {
    /// A token with its PIN in a file beside it; `None`, said aloud, where `SoftHSM` is missing.
    ///
    /// # Panics
    /// When it cannot be made, or when `NABZ_TEST_REQUIRE_SOFTHSM` is `1` and `SoftHSM` is missing: a
    /// run that skipped it silently would lie.
    #[expect(clippy::expect_used, reason = "a story stops where its token does")]
    pub fn plugged_in() -> Option<Self> {
        let place = Self::empty_slot()?;
        let mut made = Command::new("softhsm2-util");
        made.args(["--init-token", "--free", "--label", SOFT_TOKEN, "--so-pin", "82640173"]);
        made.args(["--pin", SOFT_TOKEN_PIN]).env("SOFTHSM2_CONF", place.conf());
        let made = made.output().expect("softhsm2-util");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let pin = key_file::write_new(&place.pin_file(), &format!("{SOFT_TOKEN_PIN}\n"));
        pin.expect("a file for the PIN");
        Some(place)
    }

    /// A place where no token is; `None` as above.
    ///
    /// # Panics
    /// As above.
    #[expect(clippy::expect_used, reason = "a story stops where its token does")]
    pub fn empty_slot() -> Option<Self> {
        if !Path::new(SOFT_TOKEN_MODULE).exists() {
            let required = std::env::var(REQUIRE).is_ok_and(|value| value == "1");
            assert!(!required, "{REQUIRE} is 1 but there is no {SOFT_TOKEN_MODULE}");
            SAY_IT_ONCE.call_once(|| {
                // Straight to the terminal: `eprintln!` would be swallowed with a passing test.
                drop(writeln!(stderr(), "SKIPPED with a token: no {SOFT_TOKEN_MODULE}"));
            });
            return None;
        }
        let place = Self(tempfile::tempdir().expect("a temporary folder"));
        let tokens = place.tokens();
        fs::create_dir(&tokens).expect("a folder of tokens");
        let tokens = tokens.display();
        let conf = format!("directories.tokendir = {tokens}\nobjectstore.backend = file\n");
        fs::write(place.conf(), conf).expect("what SoftHSM reads");
        Some(place)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// What `SOFTHSM2_CONF` has to name.
    pub fn conf(&self) -> PathBuf {
        self.folder().join("softhsm2.conf")
    }

    /// The file of the PIN.
    pub fn pin_file(&self) -> PathBuf {
        self.folder().join("pin")
    }

    /// Halves of keys in the token.
    pub fn halves(&self) -> usize {
        let files = |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten();
        let objects = files(self.tokens()).flat_map(|token| files(token.path()));
        let names = objects.map(|object| object.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.ends_with(".object") && name != "token.object").count()
    }

    fn tokens(&self) -> PathBuf {
        self.folder().join("tokens")
    }
}
