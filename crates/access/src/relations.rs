//! Why somebody may read about a person.
//!
//! A relationship is opened by the capability that made it true (a token, a visit, a case) and
//! closed by the same; it also ends by itself. Without one there is only breaking the glass.

use crate::grants::grants_of;
use crate::node::{NodeId, facility_node};
use crate::organisation;
use crate::permit::Grant;
use crate::refusal::AccessRefusal;
use crate::role::Role;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx, Value};
use uuid::Uuid;

/// More relationships than a person has open at once.
const RELATIONS_ROWS_MAX: i64 = 200;
/// The fact of a refusal that names the person by their id; its sentence does not show it.
const ABOUT: &str = "about";
/// A record is kept longer than anybody works.
const FOR_GOOD: Instant = Instant::from_microseconds(i64::MAX);

/// Who is related: one member of staff, or everyone at a node or above it whom the reason reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// One person.
    Staff(StaffId),
    /// Everyone with a role that the reason reaches, granted there or above.
    Node(NodeId),
}

/// What makes the relationship, and which one of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A visit, from its token to some days after its end.
    Visit(Uuid),
    /// Medicine is due to them.
    Dispensing(Uuid),
    /// A call to the helpline.
    HelplineCase(Uuid),
    /// A household that was assigned.
    Household(Uuid),
    /// A facility keeps a record of them: they were registered or given a token there.
    Record(Uuid),
    /// The glass was broken.
    BreakGlass(Uuid),
}

impl Why {
    fn words(self) -> (&'static str, Uuid) {
        match self {
            Self::Visit(id) => ("visit", id),
            Self::Dispensing(id) => ("dispensing", id),
            Self::HelplineCase(id) => ("helpline-case", id),
            Self::Household(id) => ("household", id),
            Self::Record(id) => ("record", id),
            Self::BreakGlass(id) => ("break-glass", id),
        }
    }

    /// Whether whoever reads because of it treats the person, or has broken the glass to.
    pub const fn is_care(self) -> bool {
        match self {
            Self::Visit(_) | Self::Dispensing(_) | Self::BreakGlass(_) => true,
            Self::HelplineCase(_) | Self::Household(_) | Self::Record(_) => false,
        }
    }

    /// Whether it lets a role of its node read: care opens a record to those who give it, and a
    /// record that is kept opens to those who keep records.
    const fn reaches(self, role: Role) -> bool {
        match self {
            Self::Record(_) => role.keeps_records(),
            Self::Visit(_)
            | Self::Dispensing(_)
            | Self::HelplineCase(_)
            | Self::Household(_)
            | Self::BreakGlass(_) => role.gives_care(),
        }
    }
}

const OPEN: &str = "
    INSERT INTO access_relation (bucket, person_id, holder_kind, holder_id, kind, because_id,
                                 opened_at, until)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (bucket, person_id, holder_id, kind, because_id)
    DO UPDATE SET until = excluded.until, closed_at = NULL";
const CLOSE: &str = "
    UPDATE access_relation
    SET    closed_at = $6
    WHERE  bucket = $1 AND person_id = $2 AND holder_id = $3 AND kind = $4 AND because_id = $5
           AND closed_at IS NULL";
const OPEN_NOW: &str = "
    SELECT holder_kind, holder_id, kind, because_id
    FROM   access_relation
    WHERE  bucket = $1 AND person_id = $2 AND closed_at IS NULL AND until > $3
    ORDER  BY opened_at DESC, because_id
    LIMIT  $4";

/// Lets `holder` read about `person` until then, because of `why`. Saying it again moves the end.
pub fn relate(
    tx: &mut Tx<'_>,
    holder: Holder,
    person: PersonId,
    why: Why,
    until: Instant,
) -> Result<(), Stop> {
    let [bucket, id, holder_id, kind, because] = key(holder, person, why);
    let holder_kind = match holder {
        Holder::Staff(_) => "staff",
        Holder::Node(_) => "node",
    };
    let now = tx.now().into();
    let row = [bucket, id, holder_kind.into(), holder_id, kind, because, now, until.into()];
    tx.execute(OPEN, &row).map(drop)
}

/// Lets those who keep the records of a facility read about somebody who came there, from now on.
pub fn keep_record(tx: &mut Tx<'_>, facility: FacilityId, person: PersonId) -> Result<(), Stop> {
    let holder = Holder::Node(facility_node(facility));
    relate(tx, holder, person, Why::Record(facility.uuid()), FOR_GOOD)
}

/// Ends it now.
pub fn unrelate(tx: &mut Tx<'_>, holder: Holder, person: PersonId, why: Why) -> Result<(), Stop> {
    let [bucket, id, holder_id, kind, because] = key(holder, person, why);
    let row = [bucket, id, holder_id, kind, because, tx.now().into()];
    tx.execute(CLOSE, &row).map(drop)
}

/// Why a member of staff may read about a person now; `None` when nothing connects them. Whoever
/// treats somebody and keeps their record, too, reads as one who treats them.
///
/// A relationship of a node reaches those who give care there, or who keep its records: their
/// role's grant lies at the node or above it and holds today.
pub fn why_may_read(
    tx: &mut Tx<'_>,
    staff: StaffId,
    person: PersonId,
) -> Result<Option<Why>, Stop> {
    let values: [Value; 4] =
        [bucket_of(person), person.into(), tx.now().into(), RELATIONS_ROWS_MAX.into()];
    let open = tx.query(OPEN_NOW, &values, |row| {
        let why = why_of(&row.get::<String>(2)?, row.get(3)?)?;
        Ok((row.get::<String>(0)? == "staff", row.get::<Uuid>(1)?, why))
    })?;
    let (care, other): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, _, why)| why.is_care());
    for open in [care, other] {
        if let Some(why) = reaching(tx, staff, open)? {
            return Ok(Some(why));
        }
    }
    Ok(None)
}

/// An open relationship: whether its holder is one member of staff, who or which node that is, and
/// why.
type Open = (bool, Uuid, Why);

/// The first of some relationships that reaches a member of staff, their own before a node's.
fn reaching(tx: &mut Tx<'_>, staff: StaffId, open: Vec<Open>) -> Result<Option<Why>, Stop> {
    if let Some((_, _, why)) = open.iter().find(|(own, id, _)| *own && *id == staff.uuid()) {
        return Ok(Some(*why));
    }
    let at_nodes: Vec<_> = open.into_iter().filter(|(own, _, _)| !own).collect();
    if at_nodes.is_empty() {
        return Ok(None);
    }
    let today = tx.today();
    let mut grants = grants_of(tx, staff)?;
    grants.retain(|grant| today <= grant.ends_on);
    for (_, node, why) in at_nodes {
        let Some(node) = organisation::node(tx, NodeId::from_uuid(node))? else { continue };
        let reached = |grant: &Grant| why.reaches(grant.role) && node.path.is_under(grant.node);
        if grants.iter().any(reached) {
            return Ok(Some(why));
        }
    }
    Ok(None)
}

/// Whether a member of staff may read about a person now.
pub fn may_read(tx: &mut Tx<'_>, staff: StaffId, person: PersonId) -> Result<bool, Stop> {
    Ok(why_may_read(tx, staff, person)?.is_some())
}

/// Refuses with `ACC-009` when nothing connects them; the page then offers to break the glass.
pub fn must_be_related(tx: &mut Tx<'_>, staff: StaffId, person: PersonId) -> Result<Why, Stop> {
    why_may_read(tx, staff, person)?.ok_or_else(|| no_relation(person).into())
}

/// `ACC-009`, which says about whom: whoever answers for the page writes the try down.
pub fn no_relation(person: PersonId) -> Refused {
    about(AccessRefusal::NoRelation.into(), person)
}

/// A refusal to read about a person, which says about whom.
pub fn about(refused: Refused, person: PersonId) -> Refused {
    refused.with(ABOUT, person)
}

/// About whom somebody was refused to read, if that is what was refused.
pub fn refused_about(refused: &Refused) -> Option<PersonId> {
    let (_, about) = refused.facts.iter().find(|(name, _)| *name == ABOUT)?;
    Uuid::try_parse(about).ok().map(PersonId::from_uuid)
}

/// Of several persons those about whom a member of staff may read, in the same order.
pub fn readable(
    tx: &mut Tx<'_>,
    staff: StaffId,
    persons: &[PersonId],
) -> Result<Vec<PersonId>, Stop> {
    let mut readable = Vec::new();
    for person in persons {
        if may_read(tx, staff, *person)? {
            readable.push(*person);
        }
    }
    Ok(readable)
}

fn key(holder: Holder, person: PersonId, why: Why) -> [Value; 5] {
    let (kind, because) = why.words();
    let holder = match holder {
        Holder::Staff(staff) => staff.uuid(),
        Holder::Node(node) => node.uuid(),
    };
    [bucket_of(person), person.into(), holder.into(), kind.into(), because.into()]
}

/// The distribution column of a person's rows.
pub(crate) fn bucket_of(person: PersonId) -> Value {
    i64::from(person.bucket().number()).into()
}

fn why_of(kind: &str, because: Uuid) -> Result<Why, Stop> {
    match kind {
        "visit" => Ok(Why::Visit(because)),
        "dispensing" => Ok(Why::Dispensing(because)),
        "helpline-case" => Ok(Why::HelplineCase(because)),
        "household" => Ok(Why::Household(because)),
        "record" => Ok(Why::Record(because)),
        "break-glass" => Ok(Why::BreakGlass(because)),
        _ => Err(Stop::fault("a kind in access_relation that the program does not know")),
    }
}
