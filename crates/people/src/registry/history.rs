//! Everything that was ever on record of somebody, in the order in which it was said. Of what they have
//! erased it says that they did; what it was is kept nowhere.

use super::model::{
    Corrected, Details, ErasedPart, Life, LifeNoted, Link, Occasion, Paper, PaperNumber, Person,
    PhoneAnswer, PhoneCheck,
};
use super::{banner, store};
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};

/// Something that was said, by whom and why.
#[derive(Clone, Debug)]
pub struct Event {
    /// When it came on record; nothing where nobody wrote that down.
    pub at: Option<Instant>,
    /// Who wrote it down, or asked for it.
    pub staff: Option<StaffId>,
    /// Who approved it, where somebody had to.
    pub approved_by: Option<StaffId>,
    /// Where.
    pub facility: Option<FacilityId>,
    /// The partner who said it, where one did.
    pub partner: Option<String>,
    /// Why.
    pub why: Option<String>,
    /// What was taken off the record with it, because the person asked for it.
    pub erases: Option<ErasedPart>,
    /// What was said.
    pub said: Said,
}

/// What was said.
#[derive(Clone, Debug)]
pub enum Said {
    /// All that is known of somebody.
    Details(Box<Details>),
    /// Their phone.
    Phone(Mobile),
    /// Whether they can come back.
    Life(Life),
    /// The number of a paper.
    Number(PaperNumber),
    /// That the number of a paper is theirs no longer.
    NoNumber(PaperNumber),
    /// That the record of this number is theirs, too.
    SameAs {
        /// The number of the other record.
        number: HealthId,
        /// Nobody has taken that back.
        stands: bool,
    },
    /// That it is not, after all.
    NotSameAs(HealthId),
}

/// All that was ever said of somebody, the first thing first; at the end what stands now, where that
/// came on record before anybody wrote down who said so.
pub fn history(tx: &mut Tx<'_>, person: &Person) -> Result<Vec<Event>, Stop> {
    let id = person.id;
    let mut events: Vec<Event> =
        store::registrations(tx, id)?.into_iter().map(Event::of_occasion).collect();
    events.extend(store::approved_of(tx, id)?.into_iter().filter_map(Event::of_correction));
    events.extend(phones(tx, id)?);
    events.extend(store::lives(tx, id)?.into_iter().map(Event::of_life));
    for paper in store::papers_ever(tx, id)? {
        events.extend(Event::of_paper(paper));
    }
    events.extend(links(tx, id)?);
    // What is said of all comes before what is said of one thing at the same moment.
    events.sort_by_key(|event| event.at);
    events.push(Event::now(Said::Details(Box::new(person.details.clone()))));
    events.push(Event::now(Said::Life(person.life)));
    Ok(events)
}

fn phones(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Event>, Stop> {
    let answers = store::phone_checks(tx, person)?.into_iter();
    let changed = answers.filter(|(_, check)| check.answer == PhoneAnswer::Changed);
    Ok(changed.map(Event::of_phone).collect())
}

/// That somebody was linked with another record, and that this was taken back.
fn links(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Event>, Stop> {
    let mut links = store::links_in_force(tx, person)?;
    links.extend(store::parted(tx, person)?);
    let mut events = Vec::new();
    for link in links {
        let other = if link.person == person { link.same_as } else { link.person };
        let number = banner(tx, other)?.health_id;
        events.extend(Event::of_link(link, number));
    }
    Ok(events)
}

impl Event {
    fn now(said: Said) -> Self {
        Self {
            at: None,
            staff: None,
            approved_by: None,
            facility: None,
            partner: None,
            why: None,
            erases: None,
            said,
        }
    }

    fn of_occasion(occasion: Occasion) -> Self {
        let is_ours = occasion.is_ours();
        Self {
            at: Some(occasion.at),
            staff: occasion.writer(),
            facility: Some(occasion.facility),
            partner: Some(occasion.source).filter(|_| !is_ours),
            ..Self::now(Said::Details(Box::new(occasion.said)))
        }
    }

    fn of_correction(corrected: Corrected) -> Option<Self> {
        let (approved_by, at) = corrected.decided?;
        let correction = corrected.correction;
        Some(Self {
            at: Some(at),
            staff: Some(correction.asked_by),
            approved_by: Some(approved_by),
            facility: Some(correction.facility),
            why: Some(correction.reason),
            erases: correction.erases,
            ..Self::now(Said::Details(Box::new(correction.wanted)))
        })
    }

    fn of_phone((at, check): (Instant, PhoneCheck)) -> Self {
        Self {
            at: Some(at),
            staff: Some(check.staff),
            facility: Some(check.facility),
            ..Self::now(Said::Phone(check.phone))
        }
    }

    fn of_life(note: LifeNoted) -> Self {
        let (staff, at) = note.noted;
        Self {
            at: Some(at),
            staff: Some(staff),
            facility: Some(note.facility),
            ..Self::now(Said::Life(note.life))
        }
    }

    fn of_link(link: Link, number: HealthId) -> Vec<Self> {
        let (linked_by, linked_at) = link.linked;
        let mut events = vec![Self {
            at: Some(linked_at),
            staff: Some(linked_by),
            why: Some(link.reason),
            ..Self::now(Said::SameAs { number, stands: link.undone.is_none() })
        }];
        events.extend(link.undone.map(|parted| Self {
            at: Some(parted.by.1),
            staff: Some(parted.by.0),
            why: parted.why,
            ..Self::now(Said::NotSameAs(number))
        }));
        events
    }

    /// That a number was given, and that it was taken away.
    fn of_paper(paper: Paper) -> Vec<Self> {
        let (staff, at) = paper.noted;
        let mut events = vec![Self {
            at: Some(at),
            staff: Some(staff),
            facility: Some(paper.facility),
            ..Self::now(Said::Number(paper.number.clone()))
        }];
        events.extend(paper.ended.map(|((staff, at), why)| Self {
            at: Some(at),
            staff: Some(staff),
            why: Some(why),
            ..Self::now(Said::NoNumber(paper.number))
        }));
        events
    }
}
