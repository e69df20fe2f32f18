//! Releases: what is loaded, and which of them stands.

use super::number;
use crate::refusals::TerminologyRefusal as No;
use crate::release::{Head, Kind, Release, ReleaseId};
use nabz_kernel::clock::Instant;
use nabz_store::{Row, Stop, Tx};

/// Releases that are listed.
const LISTED_MAX: i64 = 10_000;

macro_rules! select_release {
    ($which:literal) => {
        concat!(
            "SELECT release_id, kind, url, version, name, title, status, copyright, language,
                    content, hierarchy, is_case_sensitive, whole_set, entries, state_at
             FROM   terminology_release ",
            $which
        )
    };
}

// The youngest of its versions.
const NEWEST: &str = select_release!(
    "WHERE  kind = $1 AND url = $2 AND state = 'standing'
     ORDER  BY state_at DESC, release_id DESC
     LIMIT  1"
);
const OF_VERSION: &str =
    select_release!("WHERE  kind = $1 AND url = $2 AND version = $3 AND state = 'standing'");
const OF_WHOLE_SET: &str = select_release!(
    "WHERE  whole_set = $1 AND state = 'standing'
     ORDER  BY state_at DESC, release_id DESC
     LIMIT  1"
);
const BY_ID: &str = select_release!("WHERE release_id = $1 AND state = 'standing'");
const LISTED: &str = select_release!(
    "WHERE  state = 'standing'
     ORDER  BY kind, url, version
     LIMIT  $1"
);
const BODY: &str = "SELECT body FROM terminology_release WHERE release_id = $1";

const STATE: &str = "SELECT state FROM terminology_release WHERE release_id = $1";
const GIVE_UP: &str = "
    UPDATE terminology_release SET state = 'replaced', state_at = 0
    WHERE  kind = $1 AND url = $2 AND version = $3 AND state = 'loading'";
const BEGIN: &str = "
    INSERT INTO terminology_release (release_id, kind, url, version, name, title, status, copyright,
                                     language, content, hierarchy, is_case_sensitive, whole_set,
                                     body, entries, state, state_at)
    SELECT COALESCE(MAX(release_id), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
           0, 'loading', $14
    FROM   terminology_release
    RETURNING release_id";
const REPLACE: &str = "
    UPDATE terminology_release SET state = 'replaced', state_at = $4
    WHERE  kind = $1 AND url = $2 AND version = $3 AND state = 'standing'";
const STAND: &str = "
    UPDATE terminology_release SET state = 'standing', entries = $2, state_at = $3
    WHERE  release_id = $1";

/// The release of this address: of this version, or the one that was loaded last.
pub(crate) fn named(
    tx: &mut Tx<'_>,
    kind: Kind,
    url: &str,
    version: Option<&str>,
) -> Result<Option<Release>, Stop> {
    let Some(version) = version else {
        return tx.query_one(NEWEST, &[kind.name().into(), url.into()], read_release);
    };
    tx.query_one(OF_VERSION, &[kind.name().into(), url.into(), version.into()], read_release)
}

/// A code system that has to be loaded.
///
/// # Errors
/// `TRM-001` when none of this address is, `TRM-003` when it is in other versions alone.
pub(crate) fn system(tx: &mut Tx<'_>, url: &str, version: Option<&str>) -> Result<Release, Stop> {
    if let Some(found) = named(tx, Kind::CodeSystem, url, version)? {
        return Ok(found);
    }
    let no = match (version, named(tx, Kind::CodeSystem, url, None)?) {
        (Some(version), Some(_)) => {
            No::UnknownVersion { url: url.to_owned(), version: version.to_owned() }
        }
        (Some(_) | None, _) => No::UnknownSystem(url.to_owned()),
    };
    Err(no.into())
}

/// The code system of which this value set is the whole.
pub(crate) fn of_whole_set(tx: &mut Tx<'_>, url: &str) -> Result<Option<Release>, Stop> {
    tx.query_one(OF_WHOLE_SET, &[url.into()], read_release)
}

/// A release by its number.
pub(crate) fn by_id(tx: &mut Tx<'_>, id: ReleaseId) -> Result<Option<Release>, Stop> {
    tx.query_one(BY_ID, &[id.0.into()], read_release)
}

/// The body of a value set or of a concept map.
pub(crate) fn body(tx: &mut Tx<'_>, id: ReleaseId) -> Result<Option<String>, Stop> {
    Ok(tx.query_one(BODY, &[id.0.into()], |row| row.get::<Option<String>>(0))?.flatten())
}

/// What is loaded and stands, by kind, address and version.
pub fn listed(tx: &mut Tx<'_>) -> Result<Vec<Release>, Stop> {
    tx.query(LISTED, &[LISTED_MAX.into()], read_release)
}

/// Opens a release that is loaded from now on; whoever loads the same meanwhile is stopped.
pub(crate) fn begin(tx: &mut Tx<'_>, head: &Head) -> Result<ReleaseId, Stop> {
    tx.lock("terminology_release")?;
    let same = [head.kind.name().into(), head.url.as_str().into(), head.version.as_str().into()];
    tx.execute(GIVE_UP, &same)?;
    let row = [
        head.kind.name().into(),
        head.url.as_str().into(),
        head.version.as_str().into(),
        head.name.as_str().into(),
        head.title.as_str().into(),
        head.status.as_str().into(),
        head.copyright.as_str().into(),
        head.language.as_str().into(),
        head.content.as_deref().into(),
        head.hierarchy.as_deref().into(),
        head.is_case_sensitive.into(),
        head.whole_set.as_deref().into(),
        head.body.as_deref().into(),
        tx.now().into(),
    ];
    let id = tx.query_one(BEGIN, &row, |row| row.get(0))?;
    id.map(ReleaseId).ok_or_else(|| Stop::fault("a release got no number"))
}

/// # Errors
/// `TRM-018` when another load of the same began.
pub(crate) fn must_be_loading(tx: &mut Tx<'_>, id: ReleaseId) -> Result<(), Stop> {
    let state = tx.query_one(STATE, &[id.0.into()], |row| row.get::<String>(0))?;
    if state.as_deref() == Some("loading") { Ok(()) } else { Err(No::Overtaken.into()) }
}

/// From now on this one is asked, and the one before it is not.
pub(crate) fn stand(
    tx: &mut Tx<'_>,
    (id, head): (ReleaseId, &Head),
    entries: u32,
) -> Result<(), Stop> {
    tx.lock("terminology_release")?;
    must_be_loading(tx, id)?;
    let now = tx.now();
    let same = [head.kind.name().into(), head.url.as_str().into(), head.version.as_str().into()];
    let [kind, url, version] = same;
    tx.execute(REPLACE, &[kind, url, version, now.into()])?;
    tx.execute(STAND, &[id.0.into(), entries.into(), now.into()]).map(drop)
}

fn read_release(row: &Row<'_>) -> Result<Release, Stop> {
    let kind = Kind::named(&row.get::<String>(1)?);
    let head = Head {
        kind: kind.ok_or_else(|| Stop::fault("a release of an unknown kind"))?,
        url: row.get(2)?,
        version: row.get(3)?,
        name: row.get(4)?,
        title: row.get(5)?,
        status: row.get(6)?,
        copyright: row.get(7)?,
        language: row.get(8)?,
        content: row.get(9)?,
        hierarchy: row.get(10)?,
        is_case_sensitive: row.get(11)?,
        whole_set: row.get(12)?,
        body: None,
    };
    let since = Instant::from_microseconds(row.get(14)?);
    Ok(Release { id: ReleaseId(row.get(0)?), head, entries: number(row, 13)?, since })
}
