//! Who on record looks like the person being registered, side by side and with reasons.

use super::ward_name;
use nabz_people::places::model::Ward;
use nabz_people::registry::model::{Details, VoterId};
use nabz_people::registry::search::Duplicate;
use nabz_people::registry::words;
use nabz_people::registry::words::script;
use nabz_web::messages::{Language, Message};
use nabz_web::msg::{frontdesk as msg, registry};
use uuid::Uuid;

/// Somebody on record beside what was typed.
pub(in crate::frontdesk) struct Similar {
    pub(in crate::frontdesk) person: Uuid,
    pub(in crate::frontdesk) name: String,
    pub(in crate::frontdesk) health_id: String,
    /// Likely or very likely.
    pub(in crate::frontdesk) likely: Message,
    pub(in crate::frontdesk) very: bool,
    pub(in crate::frontdesk) points: i64,
    pub(in crate::frontdesk) rows: Vec<Compared>,
    pub(in crate::frontdesk) reasons: Vec<ReasonRow>,
}

pub(in crate::frontdesk) struct ReasonRow {
    pub(in crate::frontdesk) said: Message,
    pub(in crate::frontdesk) speaks_for: bool,
}

pub(in crate::frontdesk) struct Compared {
    pub(in crate::frontdesk) label: Message,
    pub(in crate::frontdesk) on_record: String,
    pub(in crate::frontdesk) typed: String,
    pub(in crate::frontdesk) same: bool,
}

impl Similar {
    pub(in crate::frontdesk) fn of(
        duplicate: &Duplicate,
        typed: &Details,
        (wards, language): (&[Ward], Language),
    ) -> Self {
        let Duplicate { candidate, resemblance, on_record } = duplicate;
        let reasons = resemblance.reasons.iter();
        let reasons = reasons.map(|reason| ReasonRow {
            said: words::reason(*reason),
            speaks_for: reason.speaks_for(),
        });
        let very = resemblance.is_very_likely();
        Self {
            person: candidate.person.uuid(),
            name: candidate.name.preferring(script(language)).to_owned(),
            health_id: candidate.health_id.to_string(),
            likely: if very { registry::very_likely() } else { registry::likely() },
            very,
            points: resemblance.points.into(),
            rows: compared(on_record, typed, (wards, language)),
            reasons: reasons.collect(),
        }
    }
}

fn compared(
    on_record: &Details,
    typed: &Details,
    (wards, language): (&[Ward], Language),
) -> Vec<Compared> {
    let labels = [
        msg::row_name(),
        msg::row_relation(),
        msg::row_born(),
        msg::row_phone(),
        msg::row_address(),
        msg::row_ward(),
        msg::row_voter_id(),
    ];
    let (known, now) = (said(on_record, (wards, language)), said(typed, (wards, language)));
    let rows = labels.into_iter().zip(known.into_iter().zip(now));
    // What neither has said is not worth a line.
    let rows = rows.filter(|(_, (known, typed))| !known.is_empty() || !typed.is_empty());
    rows.map(|(label, (on_record, typed))| Compared {
        same: !typed.is_empty() && on_record.to_lowercase() == typed.to_lowercase(),
        label,
        on_record,
        typed,
    })
    .collect()
}

/// Name, guardian, birth, phone, house, ward and voter card as one reads them.
fn said(details: &Details, (wards, language): (&[Ward], Language)) -> [String; 7] {
    let script = script(language);
    let guardian = details.guardian.as_ref().map(|one| words::name_read(&one.name, language));
    let phone = details.phone.as_ref().map(|phone| phone.mobile.masked());
    let house = details.address.line.clone().or_else(|| details.address.locality.clone());
    let ward = details.address.ward.as_ref().map(|ward| ward_name(wards, ward, language));
    let voter_id = details.voter_id.as_ref().map(VoterId::masked);
    [
        details.name.preferring(script).to_owned(),
        guardian.unwrap_or_default(),
        details.birth.map(|birth| words::born(birth.date, language)).unwrap_or_default(),
        phone.unwrap_or_default(),
        house.unwrap_or_default(),
        ward.unwrap_or_default(),
        voter_id.unwrap_or_default(),
    ]
}
