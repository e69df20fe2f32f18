//! Which files an export has made, and how much of each counts.

use super::ExportId;
use nabz_fhir::ResourceType;
use nabz_store::{Stop, Tx, Value};

const OF_EXPORT: &str = "
    SELECT number, kind, type, entries, bytes
    FROM   record_export_file
    WHERE  export_id = $1
    ORDER  BY number";
const NOTE: &str = "
    INSERT INTO record_export_file (export_id, number, kind, type, entries, bytes)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (export_id, number)
    DO UPDATE SET entries = excluded.entries, bytes = excluded.bytes";

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// Resources.
    Output,
    /// Transactions that delete what is gone.
    Deleted,
    /// What went wrong, or was passed over.
    Error,
}

impl FileKind {
    /// As the manifest and the table name it.
    pub fn wire(self) -> &'static str {
        match self {
            Self::Output => "output",
            Self::Deleted => "deleted",
            Self::Error => "error",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Output, Self::Deleted, Self::Error].into_iter().find(|kind| kind.wire() == name)
    }
}

/// One file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// Within its export, from 1.
    pub number: u32,
    /// What for.
    pub kind: FileKind,
    /// What type stands in each of its lines.
    pub of: ResourceType,
    /// Resources in it, or resources that it deletes.
    pub entries: u64,
    /// How much of it counts.
    pub bytes: u64,
}

/// The files of an export, as far as they were noted.
pub fn files(tx: &mut Tx<'_>, id: ExportId) -> Result<Vec<File>, Stop> {
    let read = tx.query(OF_EXPORT, &[id.into()], |row| {
        let kind = FileKind::named(&row.get::<String>(1)?);
        let (Some(kind), Some(of)) = (kind, ResourceType::numbered(row.get(2)?)) else {
            return Ok(None);
        };
        let number = u32::try_from(row.get::<i64>(0)?).map_err(|e| Stop::fault(e.to_string()))?;
        let [entries, bytes] =
            [row.get::<i64>(3)?, row.get(4)?].map(|count| u64::try_from(count).unwrap_or_default());
        Ok(Some(File { number, kind, of, entries, bytes }))
    })?;
    Ok(read.into_iter().flatten().collect())
}

/// Notes how much of a file counts.
pub fn note_file(tx: &mut Tx<'_>, id: ExportId, file: &File) -> Result<(), Stop> {
    let number = |count: u64| Value::from(i64::try_from(count).unwrap_or(i64::MAX));
    let row = [
        id.into(),
        file.number.into(),
        file.kind.wire().into(),
        file.of.number().into(),
        number(file.entries),
        number(file.bytes),
    ];
    tx.execute(NOTE, &row).map(drop)
}
