//! Whose records a Group opens.

use crate::caller::Caller;
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::type_and_id;
use nabz_fhir::tape::Node;
use nabz_kernel::refusal::Refused;
use nabz_record::{Entry, read};
use nabz_store::{Stop, Tx};
use nabz_web::{App, Problem};
use std::collections::BTreeSet;
use uuid::Uuid;

/// More than any ward, programme or study has.
const MEMBERS_MAX: usize = 20_000;

/// The Patients of a Group that the caller may see; `None` where there is no such Group.
pub(super) async fn of(
    caller: &Caller,
    app: &App,
    id: String,
) -> Result<Option<BTreeSet<Uuid>>, Problem> {
    caller
        .ask(app.store(), move |view, eyes| {
            let group = read::read(view, ResourceType::GROUP, &id)?;
            let Some(group) = group.filter(|group| !group.deleted) else { return Ok(None) };
            eyes.must_see(view, &group)?;
            listed(view, &group).map(Some)
        })
        .await
}

fn listed(tx: &mut Tx<'_>, group: &Entry) -> Result<BTreeSet<Uuid>, Stop> {
    let tape = group.tape()?;
    let mut members = BTreeSet::new();
    for (at, member) in tape.root().get("member").into_iter().flat_map(Node::items).enumerate() {
        if at >= MEMBERS_MAX {
            let refused = Refused::plain("EXC-032").invalid();
            return Err(refused.with("most", MEMBERS_MAX).into());
        }
        let inactive = member.get("inactive").and_then(Node::truth).unwrap_or_default();
        let link = member.get("entity").and_then(|entity| entity.get_text("reference"));
        let Some(link) = link.filter(|_| !inactive) else { continue };
        if let Some((ResourceType::PATIENT, id)) = type_and_id(&link) {
            let patient = read::read(tx, ResourceType::PATIENT, id)?;
            members.extend(patient.map(|patient| patient.key.entry));
        }
    }
    Ok(members)
}
