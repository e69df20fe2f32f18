//! Checking the audit against its chain, and the chain against the signed roots.

use super::link::{self, Hash};
use super::roots::{self, Root, RootsFile};
use super::row::AuditRow;
use crate::Store;
use crate::stop::Stop;
use crate::tx::Tx;
use crate::value::Row;
use nabz_kernel::ids::{AuditId, FacilityId, Id};
use std::fmt;
use std::fs;
use std::path::Path;
use uuid::Uuid;

const LINKS: &str = "
    SELECT l.position, l.hash, l.audit_id, r.facility_id, r.audit_id, r.at, r.actor_id, r.act,
           r.subject_kind, r.subject_id, r.patient_id, r.purpose, r.session_id, r.outcome
    FROM   audit_link l
    LEFT JOIN audit_row r ON r.facility_id = l.facility_id AND r.audit_id = l.audit_id
    WHERE  l.position > $1
    ORDER  BY l.position
    LIMIT  $2";
const ROWS: &str = "
    SELECT r.facility_id, r.audit_id, l.audit_id IS NOT NULL OR u.audit_id IS NOT NULL
    FROM   audit_row r
    LEFT JOIN audit_link l ON l.facility_id = r.facility_id AND l.audit_id = r.audit_id
    LEFT JOIN audit_unsealed u ON u.facility_id = r.facility_id AND u.audit_id = r.audit_id
    WHERE  (r.facility_id, r.audit_id) > ($1, $2)
    ORDER  BY r.facility_id, r.audit_id
    LIMIT  $3";
const A_PAGE: i64 = 1_000;
/// An audit that is damaged all over needs no longer list to be believed.
const FINDINGS_MAX: usize = 1_000;

/// One thing that is wrong with the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A sealed row is no longer there.
    Deleted(AuditId),
    /// A sealed row, or its place in the chain, is not what was sealed.
    Changed(AuditId),
    /// A row was gone before it could be sealed.
    DeletedUnsealed(AuditId),
    /// A row was added past the sealer.
    Smuggled(AuditId),
    /// Links are missing after this position.
    LinksMissing(i64),
    /// The chain ends before the last signed root: its tail was cut off.
    Truncated {
        /// Where it ends.
        ends: i64,
        /// Where the file says it ended.
        signed: i64,
    },
    /// The stretch of this signed root is not what was signed.
    RootBroken(i64),
    /// A root in the file is not signed by the file's key, or out of order.
    RootForged(i64),
    /// A root of the file is missing in the table, or differs there.
    RootDiffers(i64),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deleted(id) => write!(f, "row {id} was deleted"),
            Self::Changed(id) => write!(f, "row {id} was changed or moved"),
            Self::DeletedUnsealed(id) => write!(f, "row {id} was deleted before it was sealed"),
            Self::Smuggled(id) => write!(f, "row {id} was added past the sealer"),
            Self::LinksMissing(at) => write!(f, "links are missing after position {at}"),
            Self::Truncated { ends, signed } => {
                write!(f, "the chain ends at {ends} but was signed up to {signed}")
            }
            Self::RootBroken(number) => write!(f, "root {number} does not match its rows"),
            Self::RootForged(number) => write!(f, "root {number} in the file is forged"),
            Self::RootDiffers(number) => write!(f, "root {number} differs in the database"),
        }
    }
}

/// What checking found.
#[derive(Clone, Debug)]
pub struct Report {
    /// Links that were checked.
    pub links: i64,
    /// Signed roots that were checked.
    pub roots: usize,
    /// Whose signatures they are: compare it with what was written down at the start.
    pub key: String,
    /// What is wrong; nothing, if the audit is whole. At most 1,000.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Checks every row, link and root against the file of roots at `roots_path`. The thread waits.
pub fn verify(store: &Store, roots_path: &Path) -> Result<Report, Stop> {
    let text = fs::read_to_string(roots_path)
        .map_err(|e| Stop::fault(format!("the audit roots cannot be read: {e}")))?;
    let RootsFile { key, roots } = roots::read_file(&text)?;
    let mut findings = forged(key, &roots);
    let mut walk = Walk::begin(&roots);
    loop {
        let from = walk.position;
        let links = store.read_blocking(move |view| {
            view.query(LINKS, &[from.into(), A_PAGE.into()], read_link)
        })?;
        if links.is_empty() || walk.findings.len() > FINDINGS_MAX {
            break;
        }
        for link in &links {
            walk.step(link);
        }
    }
    walk.end();
    let (links, broken) = (walk.position, walk.findings);
    findings.extend(broken);
    findings.extend(differing_roots(store, &roots)?);
    findings.extend(smuggled(store)?);
    findings.truncate(FINDINGS_MAX);
    Ok(Report { links, roots: roots.len(), key: key.to_string(), findings })
}

struct Link {
    position: i64,
    hash: Hash,
    id: AuditId,
    row: Option<AuditRow>,
}

/// Goes along the chain and compares.
struct Walk<'r> {
    position: i64,
    hash: Hash,
    /// Hashes since the last root.
    stretch: Vec<Hash>,
    roots: std::iter::Peekable<std::slice::Iter<'r, Root>>,
    signed: i64,
    findings: Vec<Finding>,
}

impl<'r> Walk<'r> {
    fn begin(roots: &'r [Root]) -> Self {
        Self {
            position: 0,
            hash: link::beginning(),
            stretch: Vec::new(),
            signed: roots.last().map_or(0, |root| root.last),
            roots: roots.iter().peekable(),
            findings: Vec::new(),
        }
    }

    fn step(&mut self, link: &Link) {
        if link.position != self.position + 1 {
            self.findings.push(Finding::LinksMissing(self.position));
        } else if let Some(finding) = self.compare(link) {
            self.findings.push(finding);
        }
        // Going on from what the table says, so that one wrong row is one finding.
        self.position = link.position;
        self.hash = link.hash;
        while self.roots.next_if(|root| root.last < link.position).is_some_and(|root| {
            self.findings.push(Finding::RootBroken(root.number));
            true
        }) {
            self.stretch.clear();
        }
        self.stretch.push(link.hash);
        if let Some(root) = self.roots.next_if(|root| root.last == link.position) {
            let merkle = roots::merkle_root(std::mem::take(&mut self.stretch));
            if merkle != root.merkle || link.hash != root.hash {
                self.findings.push(Finding::RootBroken(root.number));
            }
        }
    }

    fn compare(&self, link: &Link) -> Option<Finding> {
        let expected = link::hash_of(&self.hash, link.position, link.row.as_ref());
        match (&link.row, expected == link.hash) {
            (Some(_), true) => None,
            (Some(_), false) => Some(Finding::Changed(link.id)),
            // Its link says that it was gone already.
            (None, true) => Some(Finding::DeletedUnsealed(link.id)),
            (None, false) => Some(Finding::Deleted(link.id)),
        }
    }

    fn end(&mut self) {
        if self.position < self.signed {
            self.findings.push(Finding::Truncated { ends: self.position, signed: self.signed });
        }
    }
}

/// Roots of the file that its key did not sign, or that do not follow one another.
fn forged(key: super::key::PublicKey, roots: &[Root]) -> Vec<Finding> {
    let (mut number, mut last, mut found) = (0, 0, Vec::new());
    for root in roots {
        let follows = root.number == number + 1 && root.first == last + 1;
        if !follows || !root.is_signed_by(key) {
            found.push(Finding::RootForged(root.number));
        }
        (number, last) = (root.number, root.last);
    }
    found
}

/// The table may be ahead of the file by a moment, never behind it and never different.
fn differing_roots(store: &Store, file: &[Root]) -> Result<Vec<Finding>, Stop> {
    let (mut number, mut found) = (0, Vec::new());
    let mut in_file = file.iter();
    loop {
        let from = number;
        let page = store.read_blocking(move |view| roots::after(view, from))?;
        let Some(last) = page.last() else { break };
        number = last.number;
        for (root, kept) in page.iter().zip(in_file.by_ref()) {
            if root != kept {
                found.push(Finding::RootDiffers(kept.number));
            }
        }
    }
    found.extend(in_file.map(|root| Finding::RootDiffers(root.number)));
    Ok(found)
}

/// Rows that are neither sealed nor waiting to be.
fn smuggled(store: &Store) -> Result<Vec<Finding>, Stop> {
    let mut from: (FacilityId, AuditId) = (Id::from_uuid(Uuid::nil()), Id::from_uuid(Uuid::nil()));
    let mut found = Vec::new();
    loop {
        let (facility, id) = from;
        let page = store.read_blocking(move |view: &mut Tx<'_>| {
            let values = [facility.into(), id.into(), A_PAGE.into()];
            view.query(ROWS, &values, |row| Ok((row.id(0)?, row.id(1)?, row.get::<bool>(2)?)))
        })?;
        let Some((facility, id, _)) = page.last() else { return Ok(found) };
        from = (*facility, *id);
        let unknown = page.iter().filter(|(_, _, known)| !known);
        found.extend(unknown.map(|(_, id, _)| Finding::Smuggled(*id)));
    }
}

fn read_link(row: &Row<'_>) -> Result<Link, Stop> {
    let there = row.get::<Option<Uuid>>(3)?.is_some();
    let audited = if there { Some(AuditRow::read(row, 3)?) } else { None };
    Ok(Link { position: row.get(0)?, hash: link::hash_at(row, 1)?, id: row.id(2)?, row: audited })
}
