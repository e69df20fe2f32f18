//! A paper that a family sent ahead, for every column.

use crate::town::{Named, Place, aged};
use nabz_access::Program;
use nabz_kernel::phone::Mobile;
use nabz_people::apply::actions::SEND_PAPER;
use nabz_people::scans::actions::send;
use nabz_people::scans::model::{NewScan, ScanFile, ScanKind};
use nabz_store::{Stop, Tx};

pub(crate) fn sent_ahead(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let sender = aged(tx, place, (&format!("Wahida of {title}"), 42))?;
    // Each column is a family of its own, with a phone that no other has.
    let phone = Mobile::parse(&format!("0000{:06}", u32::from(sender.bucket().number())))?;
    let file = ScanFile::parse(b"%PDF-1.7 a voter card".to_vec()).unwrap();
    let wish = NewScan { phone, person: sender, kind: ScanKind::VoterCard, file };
    let by = Program::doing(tx, SEND_PAPER)?;
    let scan = send(tx, &by, &wish)?;
    Ok(vec![("sender", sender.to_string()), ("scan", scan.id.to_string())])
}
