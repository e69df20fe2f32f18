//! A file system for SQLite that loses, when its process dies, whatever was not synced.
//!
//! `kill -9` alone proves little: the operating system still writes what a dead process handed
//! over. Here writes stay in the process until SQLite syncs the file, so that killing the process
//! is pulling the plug. It can also be full, for as long as a test wants. Locks and the shared index of the log are the operating system's own.
//!
//! For tests alone; nothing that ships depends on this crate. It is the only one with unsafe code.
//! Start at [`install`].

mod image;
mod vfs;

pub use image::Room;

use rusqlite::ffi;

/// Makes this file system the one that every connection of this process uses from now on.
///
/// # Errors
/// SQLite's own code when it refuses.
pub fn install() -> Result<(), i32> {
    match vfs::register() {
        ffi::SQLITE_OK => Ok(()),
        code => Err(code),
    }
}

/// Lets the disk lie from now on: it says that it synced, and has not.
pub fn lie_about_syncs(lie: bool) {
    image::lie_about_syncs(lie);
}

/// Leaves so much room on the disk from now on. Whoever asks for more is told that it is full.
pub fn leave_room(room: Room) {
    image::leave(room);
}
