//! What SQLite calls: a wrapper around the system's own file system.
//!
//! Bytes of named files go through an [`Image`]; everything else goes to the wrapped file, whose
//! memory lies behind ours in the block that SQLite allocates.

use crate::image::{Image, Room, room};
use rusqlite::ffi::{
    self, SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR_FSYNC, SQLITE_IOERR_READ,
    SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_SHORT_READ, SQLITE_IOERR_WRITE, SQLITE_OK, sqlite3_file,
    sqlite3_filename, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs,
};
use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::mem::size_of;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr::{null_mut, slice_from_raw_parts, slice_from_raw_parts_mut};
use std::sync::{Arc, OnceLock};

const NAME: &CStr = c"nabz-fault";

/// Our part of an open file; the wrapped file follows it in the same block.
#[repr(C)]
struct FaultFile {
    base: sqlite3_file,
    image: *const Image,
}

struct Registered(*mut sqlite3_vfs);
// SAFETY: both structures live as long as the process, and SQLite reads them only.
unsafe impl Send for Registered {}
// SAFETY: as above.
unsafe impl Sync for Registered {}

static SYSTEM: OnceLock<Registered> = OnceLock::new();
static OURS: OnceLock<Registered> = OnceLock::new();

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // 2 = with the shared index of the log, without mapping files into memory.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Registers the wrapper as the default; again and again is the same as once.
pub(crate) fn register() -> c_int {
    let ours = OURS.get_or_init(|| {
        // SAFETY: asks for the default file system, which SQLite keeps for good.
        let system = unsafe { ffi::sqlite3_vfs_find(null_mut()) };
        let system = SYSTEM.get_or_init(|| Registered(system));
        // SAFETY: a valid structure, copied so that the functions we do not replace stay.
        let mut wrapper = unsafe { *system.0 };
        wrapper.zName = NAME.as_ptr();
        wrapper.pNext = null_mut();
        wrapper.szOsFile += c_int::try_from(size_of::<FaultFile>()).unwrap_or(c_int::MAX);
        wrapper.xOpen = Some(open);
        wrapper.xDelete = Some(delete);
        // Kept for good: SQLite holds the pointer.
        Registered(Box::into_raw(Box::new(wrapper)))
    });
    // SAFETY: the structure is valid and is never freed.
    unsafe { ffi::sqlite3_vfs_register(ours.0, 1) }
}

fn system() -> *mut sqlite3_vfs {
    SYSTEM.get().map_or(null_mut(), |system| system.0)
}

/// The wrapped file.
///
/// # Safety
/// `file` is one that [`open`] filled.
unsafe fn wrapped(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: the block is as long as both files, see `szOsFile`.
    unsafe { file.cast::<FaultFile>().add(1).cast() }
}

/// # Safety
/// `file` is one that [`open`] filled.
unsafe fn image<'f>(file: *mut sqlite3_file) -> Option<&'f Image> {
    // SAFETY: null or a count of an `Arc` that `close` gives back.
    unsafe { (*file.cast::<FaultFile>()).image.as_ref() }
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite hands over a block of `szOsFile` bytes and a name that lives as long; the
    // system's own functions get the arguments as they came.
    unsafe {
        let ours = file.cast::<FaultFile>();
        (*ours).base.pMethods = std::ptr::null();
        (*ours).image = std::ptr::null();
        let Some(system_open) = (*system()).xOpen else { return SQLITE_CANTOPEN };
        let code = system_open(system(), name, wrapped(file), flags, out_flags);
        if code != SQLITE_OK {
            return code;
        }
        if !name.is_null() {
            let Ok(image) = Image::open(path_of(name)) else { return SQLITE_CANTOPEN };
            (*ours).image = Arc::into_raw(image);
        }
        (*ours).base.pMethods = &raw const METHODS;
    }
    SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    // SAFETY: the name is a C string; the system's own function gets the arguments as they came.
    unsafe {
        Image::forget(path_of(name));
        (*system()).xDelete.map_or(SQLITE_OK, |delete| delete(system(), name, sync))
    }
}

/// # Safety
/// `name` is a C string that outlives the path.
unsafe fn path_of<'n>(name: *const c_char) -> &'n Path {
    // SAFETY: as promised by the caller.
    Path::new(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes()))
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: `open` filled the file; SQLite closes it once and does not use it afterwards.
    unsafe {
        let ours = file.cast::<FaultFile>();
        if !(*ours).image.is_null() {
            drop(Arc::from_raw((*ours).image));
            (*ours).image = std::ptr::null();
        }
        pass(file, |methods, file| methods.xClose.map(|close| close(file)))
    }
}

unsafe extern "C" fn read(
    file: *mut sqlite3_file,
    into: *mut c_void,
    count: c_int,
    offset: sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite hands over a buffer of `count` bytes.
    unsafe {
        let Some(image) = image(file) else {
            return pass(file, |m, f| m.xRead.map(|read| read(f, into, count, offset)));
        };
        let (Ok(count), Ok(offset)) = (usize::try_from(count), usize::try_from(offset)) else {
            return SQLITE_IOERR_READ;
        };
        let into = &mut *slice_from_raw_parts_mut(into.cast::<u8>(), count);
        let copied = image.read(into, offset);
        // SQLite wants the rest to be zeros.
        into.get_mut(copied..).unwrap_or_default().fill(0);
        if copied == count { SQLITE_OK } else { SQLITE_IOERR_SHORT_READ }
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    count: c_int,
    offset: sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite hands over a buffer of `count` bytes.
    unsafe {
        let Some(image) = image(file) else {
            return pass(file, |m, f| m.xWrite.map(|write| write(f, from, count, offset)));
        };
        let (Ok(count), Ok(offset)) = (usize::try_from(count), usize::try_from(offset)) else {
            return SQLITE_IOERR_WRITE;
        };
        if room() == Room::None {
            return SQLITE_FULL;
        }
        image.write(&*slice_from_raw_parts(from.cast::<u8>(), count), offset);
    }
    SQLITE_OK
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    // SAFETY: `open` filled the file.
    unsafe {
        let Some(image) = image(file) else {
            return pass(file, |m, f| m.xTruncate.map(|truncate| truncate(f, size)));
        };
        image.truncate(usize::try_from(size).unwrap_or(0));
    }
    SQLITE_OK
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: `open` filled the file.
    unsafe {
        let Some(image) = image(file) else {
            return pass(file, |m, f| m.xSync.map(|sync| sync(f, flags)));
        };
        if image.sync().is_ok() { SQLITE_OK } else { SQLITE_IOERR_FSYNC }
    }
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut sqlite3_int64) -> c_int {
    // SAFETY: SQLite hands over a place for the size.
    unsafe {
        let Some(image) = image(file) else {
            return pass(file, |m, f| m.xFileSize.map(|file_size| file_size(f, size)));
        };
        *size = sqlite3_int64::try_from(image.size()).unwrap_or(sqlite3_int64::MAX);
    }
    SQLITE_OK
}

/// Hands a call on to the wrapped file.
///
/// # Safety
/// `file` is one that [`open`] filled, and the call's other arguments came from SQLite.
unsafe fn pass(
    file: *mut sqlite3_file,
    call: impl FnOnce(&sqlite3_io_methods, *mut sqlite3_file) -> Option<c_int>,
) -> c_int {
    // SAFETY: the wrapped file was opened by the system, which filled its methods.
    unsafe {
        let wrapped = wrapped(file);
        match (*wrapped).pMethods.as_ref() {
            Some(methods) => call(methods, wrapped).unwrap_or(SQLITE_OK),
            None => SQLITE_OK,
        }
    }
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: arguments as they came from SQLite.
    unsafe { pass(file, |m, f| m.xLock.map(|lock| lock(f, level))) }
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: arguments as they came from SQLite.
    unsafe { pass(file, |m, f| m.xUnlock.map(|unlock| unlock(f, level))) }
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: arguments as they came from SQLite.
    unsafe { pass(file, |m, f| m.xCheckReservedLock.map(|check| check(f, out))) }
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, what: c_int, arg: *mut c_void) -> c_int {
    // Growing the file ahead of its use and similar hints would go past the image.
    if what == ffi::SQLITE_FCNTL_SIZE_HINT || what == ffi::SQLITE_FCNTL_CHUNK_SIZE {
        return SQLITE_OK;
    }
    // SAFETY: arguments as they came from SQLite.
    unsafe { pass(file, |m, f| m.xFileControl.map(|control| control(f, what, arg))) }
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    // SAFETY: arguments as they came from SQLite.
    unsafe { pass(file, |m, f| m.xSectorSize.map(|size| size(f))) }
}

unsafe extern "C" fn device_characteristics(_: *mut sqlite3_file) -> c_int {
    // Promises nothing: SQLite must take care of everything itself.
    0
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // A region that is there already needs no room.
    let extend_now = if room() == Room::Enough { extend } else { 0 };
    // SAFETY: arguments as they came from SQLite, which reads `out` after us.
    unsafe {
        let code = pass(file, |m, f| m.xShmMap.map(|map| map(f, region, size, extend_now, out)));
        let missing = code == SQLITE_OK && (*out).is_null();
        if missing && extend != extend_now { SQLITE_IOERR_SHMSIZE } else { code }
    }
}

unsafe extern "C" fn shm_lock(
    file: *mut sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: arguments as they came from SQLite.
    unsafe { pass(file, |m, f| m.xShmLock.map(|lock| lock(f, offset, count, flags))) }
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    // SAFETY: arguments as they came from SQLite.
    unsafe {
        pass(file, |m, f| {
            m.xShmBarrier.map(|barrier| {
                barrier(f);
                SQLITE_OK
            })
        });
    }
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    // SAFETY: arguments as they came from SQLite.
    unsafe { pass(file, |m, f| m.xShmUnmap.map(|unmap| unmap(f, delete))) }
}
