//! A key of 256 random bits in a file of its own, as 64 hex digits, readable by nobody else.

use crate::stop::Stop;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Reads the key; `None` when there is no file.
pub fn read(path: &Path) -> Result<Option<[u8; 32]>, Stop> {
    let fault = |why: String| Stop::fault(format!("the key at {}: {why}", path.display()));
    match fs::read_to_string(path) {
        Ok(text) => {
            let key = bytes_of(text.trim()).and_then(|bytes| bytes.try_into().ok());
            key.map(Some).ok_or_else(|| fault("not 64 hex digits".to_owned()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fault(error.to_string())),
    }
}

/// Reads the key, or draws one and keeps it when there is no file.
pub fn read_or_draw(path: &Path) -> Result<[u8; 32], Stop> {
    if let Some(key) = read(path)? {
        return Ok(key);
    }
    let fault = |e: io::Error| Stop::fault(format!("the key at {}: {e}", path.display()));
    let key = draw()?;
    // Written beside and linked into place, so that a crash leaves no half key, and so that two
    // processes that start together do not draw one each.
    let unfinished = path.with_extension(format!("{}.unfinished", std::process::id()));
    drop(fs::remove_file(&unfinished));
    write_new(&unfinished, &format!("{}\n", hex_of(&key))).map_err(fault)?;
    let linked = fs::hard_link(&unfinished, path);
    drop(fs::remove_file(&unfinished));
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read_or_draw(path),
        linked => linked.map(|()| key).map_err(fault),
    }
}

/// 256 random bits.
pub fn draw() -> Result<[u8; 32], Stop> {
    let mut key = [0_u8; 32];
    getrandom::fill(&mut key).map_err(|e| Stop::fault(e.to_string()))?;
    Ok(key)
}

/// Writes a text into a new file that nobody else can read, down to the disk. It fails where there
/// is a file already, and needs no links, which the sticks that keys are carried on do not have.
pub fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a key opens nothing, and would stand in the way of the next try.
        drop(fs::remove_file(path));
    }
    written
}

/// Whether others on this machine can read the file, where files have owners.
pub fn others_can_read(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Bytes as hex digits, two each.
pub fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The bytes of hex digits; `None` for anything else.
pub fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    if hex.len() % 2 == 1 || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let digits: Vec<char> = hex.chars().collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok();
    digits.chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_drawn_once_and_read_by_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nabz.key");
        assert_eq!(read(&path).unwrap(), None);
        let drawn = read_or_draw(&path).unwrap();
        assert_eq!(read_or_draw(&path).unwrap(), drawn);
        assert!(!others_can_read(&path));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
        fs::write(&path, "no key").unwrap();
        assert!(read(&path).is_err() && read_or_draw(&path).is_err());
    }

    #[test]
    fn a_new_file_is_its_owner_s_and_takes_no_other_s_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root");
        write_new(&path, "one\n").unwrap();
        assert!(!others_can_read(&path));
        let again = write_new(&path, "two\n").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\n");
    }

    #[test]
    fn hex_digits_are_read_and_nothing_else_is() {
        assert_eq!(bytes_of(&hex_of(&[0, 0x7f, 0xff])), Some(vec![0, 0x7f, 0xff]));
        for strange in ["0", "0g", "+f", " f", "०१"] {
            assert_eq!(bytes_of(strange), None, "{strange:?}");
        }
    }
}
