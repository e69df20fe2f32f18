//! The key that secrets are sealed with lies beside the database: drawn once, missed when it is
//! gone, and told apart from another.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::staff::begin_second_factor;
use nabz_access::{Password, TotpSecret, Vault, session, sign_in};
use nabz_hospital::facilities::load::department;
use nabz_kernel::clock::Clock;
use nabz_store::{Store, Tx, key_file};
use nabz_testkit::started_in;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

const DATABASE: &str = "sqlite:a.db";
const REFUSED: i32 = 1;

fn nabz(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = started_in(folder, env!("CARGO_BIN_EXE_nabz"));
    command.args(["--database", DATABASE]).args(arguments);
    command
}

/// Starts serving: `Ok` when it did, with what it said and its exit code when it did not.
fn serve(folder: &Path) -> Result<(), (Option<i32>, String)> {
    let mut command = nabz(folder, &["serve", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    if lines.map_while(Result::ok).any(|line| line.contains("serving on")) {
        child.kill().unwrap();
        child.wait().unwrap();
        return Ok(());
    }
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    Err((child.wait().unwrap().code(), said))
}

fn doctor(folder: &Path) -> String {
    let output = nabz(folder, &["doctor"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Somebody begins a second factor, as the page lets them.
fn enrol(folder: &Path) {
    let key = key_file::read(&folder.join("a.key")).unwrap().unwrap();
    let store = Store::open_sqlite(&folder.join("a.db"), Clock::Machine).unwrap();
    let enrol = move |tx: &mut Tx<'_>| {
        department(tx)?;
        let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                     asha.rao,Asha Rao,आशा राव,auditor,department,\n";
        let password = Password::typed("neem-tree-by-the-gate");
        let lines = read_users(sheet, tx.today()).unwrap();
        load_users(tx, &lines, &FirstPassword::Same(password.cheap_digest()?))?.unwrap();
        let verdict = sign_in::credentials(tx, "asha.rao")?.check_password(&password);
        let signed = sign_in::sign_in(tx, &verdict, "story")?;
        let access = session::resume(tx, signed.token.key())?.access;
        let sealed = Vault::of_key(&key).seal(access.staff(), &TotpSecret::draw()?)?;
        begin_second_factor(tx, &access, &sealed)
    };
    store.write_blocking(enrol).unwrap();
}

#[test]
fn the_key_is_drawn_once_and_a_start_without_it_or_with_another_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, key) = (folder.path(), folder.path().join("a.key"));
    nabz(folder, &["migrate"]).output().unwrap();
    assert!(doctor(folder).contains("key file: not drawn yet"), "{}", doctor(folder));
    serve(folder).unwrap();
    let drawn = std::fs::read(&key).unwrap();
    assert!(!key_file::others_can_read(&key));
    enrol(folder);
    serve(folder).unwrap();
    assert_eq!(std::fs::read(&key).unwrap(), drawn);
    assert!(doctor(folder).contains("key file: opens 1 second factors"), "{}", doctor(folder));

    std::fs::remove_file(&key).unwrap();
    let (code, said) = serve(folder).unwrap_err();
    assert!(code == Some(REFUSED) && said.contains("ACC-025"), "{said}");
    assert!(!key.exists(), "no other key is drawn in its place");
    assert!(doctor(folder).contains("ACC-025"), "{}", doctor(folder));

    std::fs::write(&key, "0".repeat(64)).unwrap();
    let (code, said) = serve(folder).unwrap_err();
    assert!(code == Some(REFUSED) && said.contains("ACC-024"), "{said}");
    assert!(doctor(folder).contains("ACC-024"), "{}", doctor(folder));

    std::fs::write(&key, drawn).unwrap();
    serve(folder).unwrap();
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_found_by_the_doctor() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    serve(folder.path()).unwrap();
    let key = folder.path().join("a.key");
    std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(doctor(folder.path()).contains("chmod 600"), "{}", doctor(folder.path()));
}
