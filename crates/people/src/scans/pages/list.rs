//! All papers about which nobody has decided, whoever waits longest first.

use crate::registry;
use crate::registry::model::{Banner, Person};
use crate::registry::words::{self as said, script};
use crate::scans::actions::LookAtScan;
use crate::scans::model::{Look, Scan, ScanId};
use crate::scans::{store, words};
use askama::Template;
use axum::extract::Query;
use nabz_access::Reason;
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::scans as msg;
use nabz_web::{Desk, Page, Problem, Shell, filters, numbers};
use serde::Deserialize;
use uuid::Uuid;

/// Rows of one page of the list.
const PAGE_ROWS: usize = 20;

/// The paper behind which a page begins; what is none begins at the first.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "scans/pages/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    begun: bool,
    next: Option<Uuid>,
}

/// One paper.
struct Row {
    person: Uuid,
    name: String,
    facts: Message,
    kind: Message,
    sent: String,
    /// Whether anybody of an office has opened it.
    opened: bool,
}

/// A paper with whose it is and who opened it.
struct Entry {
    scan: Scan,
    person: Person,
    looks: Vec<Look>,
}

/// A page of the list.
pub(super) async fn page(desk: Desk, Query(asked): Query<Asked>) -> Result<Page, Problem> {
    let permit = desk.permit::<LookAtScan>()?;
    let after = asked.after.parse::<Uuid>().unwrap_or(Uuid::nil());
    let loaded = desk.read(move |view| load(view, Id::from_uuid(after))).await?;
    let (entries, next) = loaded;
    let mut shown: Vec<PersonId> = entries.iter().map(|entry| entry.person.id).collect();
    shown.sort_unstable_by_key(|one| one.uuid());
    shown.dedup();
    for person in shown {
        desk.shows(&permit, person, Reason::Records).await?;
    }
    desk.page(&ListPage {
        shell: desk.shell(),
        rows: entries.iter().map(|entry| Row::of(&desk, entry)).collect(),
        begun: after != Uuid::nil(),
        next: next.map(ScanId::uuid),
    })
}

/// A page of papers, and behind which one the next page begins.
fn load(view: &mut Tx<'_>, after: ScanId) -> Result<(Vec<Entry>, Option<ScanId>), Stop> {
    let mut scans = store::waiting(view, after, PAGE_ROWS + 1)?;
    let more = scans.len() > PAGE_ROWS;
    scans.truncate(PAGE_ROWS);
    let next = scans.last().filter(|_| more).map(|scan| scan.id);
    let mut entries = Vec::with_capacity(scans.len());
    for scan in scans {
        let Some(person) = registry::person(view, scan.person)? else { continue };
        let looks = store::looks(view, scan.id)?;
        entries.push(Entry { scan, person, looks });
    }
    Ok((entries, next))
}

impl Row {
    fn of(desk: &Desk, entry: &Entry) -> Self {
        let language = desk.language();
        let banner = Banner::of(&entry.person, desk.today());
        Self {
            person: entry.person.id.uuid(),
            name: banner.name.preferring(script(language)).to_owned(),
            facts: said::facts(&banner),
            kind: words::kind(entry.scan.kind),
            sent: numbers::date(entry.scan.sent_at.date_in_india(), language),
            opened: !entry.looks.is_empty(),
        }
    }
}
