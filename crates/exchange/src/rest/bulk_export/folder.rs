//! The folder in which the files of exports lie, one folder for each. Nobody but the program's own
//! account reads them.

use bytes::Bytes;
use futures_util::stream::unfold;
use futures_util::{Stream, StreamExt};
use nabz_record::bulk_export::{ExportId, File};
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

const OURS_ALONE: u32 = 0o600;
const OURS_ALONE_TO_ENTER: u32 = 0o700;
/// Of a file that is sent.
const CHUNK_BYTES: usize = 64 * 1024;

/// All exports of this program.
pub(super) struct Folder<'f>(&'f Path);

impl<'f> Folder<'f> {
    pub(super) fn at(path: &'f Path) -> Self {
        Self(path)
    }

    fn of(&self, id: ExportId) -> PathBuf {
        self.0.join(id.uuid().to_string())
    }

    fn file(&self, id: ExportId, number: u32) -> PathBuf {
        self.of(id).join(format!("{number}.ndjson"))
    }

    /// Adds to a file behind what counts of it; what lies behind that was never noted, and goes.
    /// It is on the disk when this returns.
    pub(super) fn append(&self, id: ExportId, file: &File, lines: &[u8]) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(OURS_ALONE_TO_ENTER).create(self.of(id))?;
        let path = self.file(id, file.number);
        let mut options = OpenOptions::new();
        let mut open =
            options.write(true).create(true).truncate(false).mode(OURS_ALONE).open(path)?;
        if open.metadata()?.len() < file.bytes {
            return Err(io::Error::other("a file of an export is shorter than was noted"));
        }
        open.set_len(file.bytes)?;
        open.seek(SeekFrom::Start(file.bytes))?;
        open.write_all(lines)?;
        open.sync_data()
    }

    /// What counts of a file.
    pub(super) async fn open(
        &self,
        id: ExportId,
        file: &File,
    ) -> io::Result<impl Stream<Item = io::Result<Bytes>> + use<>> {
        let open = tokio::fs::File::open(self.file(id, file.number)).await?;
        let left = open.take(file.bytes);
        let read = unfold(Some(left), async |left| {
            let mut left = left?;
            let mut chunk = vec![0; CHUNK_BYTES];
            match left.read(&mut chunk).await {
                // Cut short: whoever fetches it must not take it for whole.
                Ok(0) if left.limit() > 0 => Some((Err(io::ErrorKind::UnexpectedEof.into()), None)),
                Ok(0) => None,
                Ok(read) => {
                    chunk.truncate(read);
                    Some((Ok(Bytes::from(chunk)), Some(left)))
                }
                Err(fault) => Some((Err(fault), None)),
            }
        });
        // What packs an answer asks once more behind its end.
        Ok(read.fuse())
    }

    /// Takes an export's files away; none are fine.
    pub(super) fn remove(&self, id: ExportId) -> io::Result<()> {
        match std::fs::remove_dir_all(self.of(id)) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(fault),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The exports of which there are files.
    pub(super) fn there(&self) -> io::Result<Vec<ExportId>> {
        let listed = match std::fs::read_dir(self.0) {
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            listed => listed?,
        };
        let mut found = Vec::new();
        for entry in listed {
            let name = entry?.file_name();
            let id = name.to_str().and_then(|name| Uuid::try_parse(name).ok());
            found.extend(id.map(ExportId::from_uuid));
        }
        Ok(found)
    }
}
