//! A file as the operating system shows it, and what of it has reached the disk.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

/// Every handle of this process to one file sees the same bytes, as it would with a real one.
static OPEN: LazyLock<Mutex<HashMap<PathBuf, Arc<Image>>>> = LazyLock::new(Mutex::default);
/// A disk that says "written" and has not: consumer drives and broken controllers do.
static LIES: AtomicBool = AtomicBool::new(false);

/// How much room is left, as a [`Room`].
static ROOM: AtomicU8 = AtomicU8::new(0);

/// How much room the disk has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// As much as anybody wants.
    Enough,
    /// None for any byte of a file. Where files are copied on writing, even what is there cannot
    /// be written over.
    None,
    /// None for the shared index of the log to grow; files can be written.
    NoneForTheIndex,
}

/// From now on there is this much room.
pub(crate) fn leave(room: Room) {
    let left = match room {
        Room::Enough => 0,
        Room::None => 1,
        Room::NoneForTheIndex => 2,
    };
    ROOM.store(left, Ordering::SeqCst);
}

/// How much room there is.
pub(crate) fn room() -> Room {
    match ROOM.load(Ordering::SeqCst) {
        0 => Room::Enough,
        1 => Room::None,
        _ => Room::NoneForTheIndex,
    }
}

/// Whether syncing does nothing from now on.
pub(crate) fn lie_about_syncs(lie: bool) {
    LIES.store(lie, Ordering::SeqCst);
}

/// One file: its bytes in memory, which a power cut takes, and the file on the disk.
pub(crate) struct Image(Mutex<Volatile>);

struct Volatile {
    disk: File,
    bytes: Vec<u8>,
    unsynced: Vec<Range<usize>>,
}

impl Image {
    /// The image of the file at `path`, shared with whoever has it open.
    pub(crate) fn open(path: &Path) -> io::Result<Arc<Self>> {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(image) = open.get(path) {
            return Ok(Arc::clone(image));
        }
        let mut options = OpenOptions::new();
        let disk = options.read(true).write(true).create(true).truncate(false).open(path)?;
        let bytes = std::fs::read(path)?;
        let image = Arc::new(Self(Mutex::new(Volatile { disk, bytes, unsynced: Vec::new() })));
        open.insert(path.to_owned(), Arc::clone(&image));
        Ok(image)
    }

    /// Forgets a file that was deleted.
    pub(crate) fn forget(path: &Path) {
        OPEN.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
    }

    /// Copies bytes out and says how many there were.
    pub(crate) fn read(&self, into: &mut [u8], offset: usize) -> usize {
        let volatile = self.lock();
        let there = volatile.bytes.get(offset..).unwrap_or_default();
        let count = there.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..count), there.get(..count)) {
            to.copy_from_slice(from);
        }
        count
    }

    pub(crate) fn write(&self, from: &[u8], offset: usize) {
        let mut volatile = self.lock();
        let end = offset + from.len();
        if volatile.bytes.len() < end {
            volatile.bytes.resize(end, 0);
        }
        if let Some(to) = volatile.bytes.get_mut(offset..end) {
            to.copy_from_slice(from);
        }
        volatile.unsynced.push(offset..end);
    }

    pub(crate) fn truncate(&self, size: usize) {
        self.lock().bytes.truncate(size);
    }

    pub(crate) fn size(&self) -> usize {
        self.lock().bytes.len()
    }

    /// Brings what was written to the disk, unless the disk lies.
    pub(crate) fn sync(&self) -> io::Result<()> {
        if LIES.load(Ordering::SeqCst) {
            return Ok(());
        }
        let mut volatile = self.lock();
        for range in std::mem::take(&mut volatile.unsynced) {
            let end = range.end.min(volatile.bytes.len());
            if let Some(bytes) = volatile.bytes.get(range.start..end) {
                let offset = u64::try_from(range.start).map_err(io::Error::other)?;
                volatile.disk.write_all_at(bytes, offset)?;
            }
        }
        let size = u64::try_from(volatile.bytes.len()).map_err(io::Error::other)?;
        volatile.disk.set_len(size)
    }

    fn lock(&self) -> MutexGuard<'_, Volatile> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
