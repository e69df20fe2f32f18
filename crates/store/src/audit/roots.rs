//! Signed roots: what the sealer says about a stretch of the chain, in the table and in a file.

use super::key::{AuditKey, PublicKey};
use super::link::{self, Hash};
use crate::key_file::{bytes_of, hex_of};
use crate::stop::Stop;
use crate::tx::Tx;
use crate::value::Row;
use nabz_kernel::clock::Instant;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

/// A root covers at most this many links.
const LINKS_A_ROOT: i64 = 1_000;
/// A row waits at most this long for its root.
const ROOT_EVERY: Duration = Duration::from_mins(1);
const ROOTS_A_PAGE: i64 = 1_000;
const FILE_HEADER: &str = "nabz audit roots, ed25519";

const HASHES: &str = "
    SELECT hash
    FROM   audit_link
    WHERE  position > $1
    ORDER  BY position
    LIMIT  $2";
const ADD_ROOT: &str = "
    INSERT INTO audit_root (lane, number, first, last, at, hash, merkle, signature)
    VALUES (0, $1, $2, $3, $4, $5, $6, $7)";
const NOTE_ROOT: &str = "
    UPDATE audit_head
    SET    roots = $1, rooted = $2, rooted_at = $3
    WHERE  lane = 0";
const ROOTS_AFTER: &str = "
    SELECT number, first, last, at, hash, merkle, signature
    FROM   audit_root
    WHERE  lane = 0 AND number > $1
    ORDER  BY number
    LIMIT  $2";

/// A signed statement about the links `first` to `last`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Root {
    pub(super) number: i64,
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) at: i64,
    pub(super) hash: Hash,
    pub(super) merkle: Hash,
    pub(super) signature: Vec<u8>,
}

impl Root {
    /// What is signed: one line of text.
    fn statement(&self) -> String {
        let Self { number, first, last, at, .. } = self;
        format!("{number} {first} {last} {at} {} {}", hex_of(&self.hash), hex_of(&self.merkle))
    }

    pub(super) fn is_signed_by(&self, key: PublicKey) -> bool {
        key.has_signed(&self.statement(), &self.signature)
    }

    fn line(&self) -> String {
        format!("{} {}\n", self.statement(), hex_of(&self.signature))
    }

    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let mut number = || words.next()?.parse::<i64>().ok();
        let (number, first, last, at) = (number()?, number()?, number()?, number()?);
        let hash = bytes_of(words.next()?)?.try_into().ok()?;
        let merkle = bytes_of(words.next()?)?.try_into().ok()?;
        let signature = bytes_of(words.next()?)?;
        Some(Self { number, first, last, at, hash, merkle, signature })
    }
}

/// Signs the next stretch of the chain when it is long enough, or old enough, or when `now_only`
/// says that there will be no later occasion. `false` when there was nothing to sign.
pub(super) fn sign_next(
    tx: &mut Tx<'_>,
    key: &AuditKey,
    last_occasion: bool,
) -> Result<bool, Stop> {
    let head = link::head_for_update(tx)?;
    let (waiting, now) = (head.position - head.rooted, tx.now());
    let old = now >= head.rooted_at.plus(ROOT_EVERY);
    if waiting == 0 || !(waiting >= LINKS_A_ROOT || old || last_occasion) {
        return Ok(false);
    }
    let values = [head.rooted.into(), LINKS_A_ROOT.into()];
    let hashes = tx.query(HASHES, &values, |row| link::hash_at(row, 0))?;
    let count = i64::try_from(hashes.len()).map_err(|e| Stop::fault(e.to_string()))?;
    let hash = *hashes.last().ok_or_else(|| Stop::fault("the audit chain lost its links"))?;
    let mut root = Root {
        number: head.roots + 1,
        first: head.rooted + 1,
        last: head.rooted + count,
        at: now.microseconds(),
        hash,
        merkle: merkle_root(hashes),
        signature: Vec::new(),
    };
    root.signature = key.sign(&root.statement()).to_vec();
    tx.execute(NOTE_ROOT, &[root.number.into(), root.last.into(), now.into()])?;
    let row = [
        root.number.into(),
        root.first.into(),
        root.last.into(),
        Instant::from_microseconds(root.at).into(),
        root.hash.to_vec().into(),
        root.merkle.to_vec().into(),
        root.signature.into(),
    ];
    tx.execute(ADD_ROOT, &row)?;
    Ok(true)
}

/// Roots of the table after `number`, a page of them.
pub(super) fn after(view: &mut Tx<'_>, number: i64) -> Result<Vec<Root>, Stop> {
    view.query(ROOTS_AFTER, &[number.into(), ROOTS_A_PAGE.into()], read_root)
}

/// The root of a binary tree over the hashes; an odd one out moves up as it is. Leaves and knots
/// are hashed differently, so that a knot cannot pass for a leaf.
pub(super) fn merkle_root(hashes: Vec<Hash>) -> Hash {
    let leaf =
        |hash: Hash| -> Hash { Sha256::new_with_prefix([0]).chain_update(hash).finalize().into() };
    let mut level: Vec<Hash> = hashes.into_iter().map(leaf).collect();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .filter_map(|pair| match pair {
                [left, right] => {
                    let knot = Sha256::new_with_prefix([1]).chain_update(left).chain_update(right);
                    Some(knot.finalize().into())
                }
                [odd] => Some(*odd),
                _ => None,
            })
            .collect();
    }
    level.pop().unwrap_or_default()
}

fn read_root(row: &Row<'_>) -> Result<Root, Stop> {
    Ok(Root {
        number: row.get(0)?,
        first: row.get(1)?,
        last: row.get(2)?,
        at: row.get(3)?,
        hash: link::hash_at(row, 4)?,
        merkle: link::hash_at(row, 5)?,
        signature: row.get(6)?,
    })
}

/// What a file of roots holds: whose signatures they are, and the roots in their order.
pub(super) struct RootsFile {
    pub(super) key: PublicKey,
    pub(super) roots: Vec<Root>,
}

/// Reads a file of roots. A last line that a crash cut off is left out; it is written again.
pub(super) fn read_file(text: &str) -> Result<RootsFile, Stop> {
    let (header, rest) = text.split_once('\n').unwrap_or((text, ""));
    let key = header.strip_prefix(FILE_HEADER).and_then(|key| PublicKey::parse(key.trim()));
    let key = key.ok_or_else(|| Stop::fault("this is not a file of audit roots"))?;
    let mut roots = Vec::new();
    for line in rest.split_inclusive('\n') {
        let Some(whole) = line.strip_suffix('\n') else { break };
        let root = Root::parse(whole);
        roots.push(root.ok_or_else(|| Stop::fault("a line of the audit roots is damaged"))?);
    }
    Ok(RootsFile { key, roots })
}

/// The file that roots are appended to.
pub(super) struct Appender {
    file: File,
    /// The number of the last root in it.
    last: i64,
}

impl Appender {
    pub(super) fn open(path: &Path, key: &AuditKey) -> Result<Self, Stop> {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut options = OpenOptions::new();
        let mut file = options.append(true).create(true).open(path).map_err(|e| fault(&e))?;
        if !text.contains('\n') {
            // New, or a crash cut off its first line.
            file.set_len(0).map_err(|e| fault(&e))?;
            append(&mut file, &format!("{FILE_HEADER} {}\n", key.public()))?;
            return Ok(Self { file, last: 0 });
        }
        let known = read_file(&text)?;
        if known.key != key.public() {
            return Err(Stop::fault("the file of audit roots was signed with another key"));
        }
        if !text.ends_with('\n') {
            let whole = text.rfind('\n').map_or(0, |end| end + 1);
            let whole = u64::try_from(whole).map_err(|e| Stop::fault(e.to_string()))?;
            file.set_len(whole).map_err(|e| fault(&e))?;
        }
        Ok(Self { file, last: known.roots.last().map_or(0, |root| root.number) })
    }

    /// The last root that is in the file.
    pub(super) fn last(&self) -> i64 {
        self.last
    }

    /// Appends roots and answers when they are on the disk.
    pub(super) fn append(&mut self, roots: &[Root]) -> Result<(), Stop> {
        append(&mut self.file, &roots.iter().map(Root::line).collect::<String>())?;
        self.last = roots.last().map_or(self.last, |root| root.number);
        Ok(())
    }
}

/// A file that lines are appended to.
trait Paper: Write {
    fn length(&self) -> io::Result<u64>;
    fn cut(&self, length: u64) -> io::Result<()>;
    fn sync(&self) -> io::Result<()>;
}

impl Paper for File {
    fn length(&self) -> io::Result<u64> {
        self.metadata().map(|file| file.len())
    }

    fn cut(&self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }
}

/// A disk without room takes a part of a line; what is appended later must not follow it.
fn append(file: &mut impl Paper, text: &str) -> Result<(), Stop> {
    let before = file.length().map_err(|e| fault(&e))?;
    let kept = file.write_all(text.as_bytes()).and_then(|()| file.sync());
    kept.or_else(|error| file.cut(before).and(Err(error))).map_err(|e| fault(&e))
}

fn fault(error: &io::Error) -> Stop {
    Stop::fault(format!("the audit roots cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};

    /// A file on a disk of so many bytes.
    #[derive(Default)]
    struct Small {
        bytes: RefCell<Vec<u8>>,
        room: Cell<usize>,
    }

    impl Write for Small {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            let left = self.room.get() - self.bytes.borrow().len();
            if left == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let taken = left.min(text.len());
            self.bytes.borrow_mut().extend(&text[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Paper for Small {
        fn length(&self) -> io::Result<u64> {
            Ok(u64::try_from(self.bytes.borrow().len()).unwrap())
        }

        fn cut(&self, length: u64) -> io::Result<()> {
            self.bytes.borrow_mut().truncate(usize::try_from(length).unwrap());
            Ok(())
        }

        fn sync(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_leaves_no_half_line_for_the_next_one_to_follow() {
        let mut file = Small::default();
        file.room.set(10);
        append(&mut file, "first\n").unwrap();
        append(&mut file, "second\n").unwrap_err();
        assert_eq!(*file.bytes.borrow(), b"first\n");
        file.room.set(100);
        append(&mut file, "second\n").unwrap();
        assert_eq!(*file.bytes.borrow(), b"first\nsecond\n");
    }
}
