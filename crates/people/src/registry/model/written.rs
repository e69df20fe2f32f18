//! What was written of two persons while they were taken for one.

use super::Decided;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{PersonId, StaffId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

words!(
    /// What something is that was written of somebody. Of what it says nothing is shown to whoever
    /// only sorts it.
    WrittenKind {
        /// A visit.
        Visit = "visit",
        /// A doctor's note, or a discharge summary.
        Note = "note",
        /// A diagnosis.
        Diagnosis = "diagnosis",
        /// An allergy.
        Allergy = "allergy",
        /// Vital signs, or the result of a test.
        Finding = "finding",
        /// A prescription.
        Prescription = "prescription",
        /// Medicine that was handed out.
        Dispensing = "dispensing",
        /// A consent.
        Consent = "consent",
        /// Who answers for a child.
        Guardian = "guardian",
        /// A health card.
        Card = "card",
        /// That somebody wants a card of plastic.
        CardRequest = "card-request",
        /// An operation.
        Operation = "operation",
        /// A target of oxygen saturation.
        Target = "target",
        /// Who somebody is: their name, phone, address.
        Details = "details",
        /// The number of a paper.
        Number = "number",
        /// That somebody died, moved away or came back.
        Life = "life",
        /// What a partner says, taken for theirs.
        Partner = "partner",
        /// That they are one with a third record.
        Link = "link",
        /// Where somebody lives.
        Home = "home",
        /// A photograph of a paper that the family sent ahead.
        Photograph = "photograph",
        /// What somebody asked about what is held of them.
        Request = "request",
        /// Whom somebody named to ask after them.
        Nominee = "nominee",
        /// Anything else.
        Other = "other",
    }
);

words!(
    /// To whom something belongs that was written while two were taken for one.
    Mark {
        /// To the one under whom it was written.
        Stays = "stays",
        /// To the other one: whoever wrote it is asked to put it right.
        Other = "other",
    }
);

/// Something that was written of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// `Encounter/…` as the record names it, `Card/…`.
    pub entry: String,
    /// What it is.
    pub kind: WrittenKind,
    /// When it was written, or changed, for the last time while the link stood.
    pub at: Instant,
    /// By whom, where that is said.
    pub by: Option<StaffId>,
    /// In which facility, or department of one, where that is said.
    pub place: Option<Uuid>,
    /// The person under whom it stands.
    pub under: PersonId,
}

/// The moments in which something was written or changed, each with who did it, where that is said.
pub type Moments = Vec<(Instant, Option<StaffId>)>;

impl Written {
    /// Something that was written of somebody at some moments, and where: by the last of them that
    /// lies in a time, both ends included. `None` where none does.
    pub fn within(
        (from, to): (Instant, Instant),
        moments: Moments,
        (entry, kind): (String, WrittenKind),
        (under, place): (PersonId, Option<Uuid>),
    ) -> Option<Self> {
        let within = moments.into_iter().filter(|(at, _)| (from..=to).contains(at));
        let (at, by) = within.max_by_key(|(at, _)| *at)?;
        Some(Self { entry, kind, at, by, place, under })
    }
}

/// What was said of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// As in [`Written`].
    pub entry: String,
    /// To whom it belongs.
    pub mark: Mark,
    /// Who said so, and when.
    pub by: Decided,
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::ids::Id;

    #[test]
    fn what_was_written_counts_by_its_last_moment_in_the_time() {
        let at = Instant::from_microseconds;
        let (staff, under) = (Id::from_uuid(Uuid::nil()), Id::from_uuid(Uuid::nil()));
        let written = |moments: Moments| {
            let what = ("Card/1".to_owned(), WrittenKind::Card);
            Written::within((at(10), at(20)), moments, what, (under, None))
        };
        let last =
            written(vec![(at(9), None), (at(10), None), (at(20), Some(staff)), (at(21), None)]);
        assert_eq!(last.map(|one| (one.at, one.by)), Some((at(20), Some(staff))));
        assert_eq!(written(vec![(at(9), None), (at(21), None)]), None);
    }
}
