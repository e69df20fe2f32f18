//! Where the lines of a batch go: known ids are looked up together, new ones are given places.

use super::Ready;
use crate::alias::canonical;
use crate::entry::{Key, hash};
use nabz_fhir::ResourceType;
use nabz_kernel::ids::{Bucket, PersonId};
use nabz_store::{Stop, Tx, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Ids that one statement looks up.
const IDS_A_STATEMENT: usize = 16;
const KNOWN: &str = "
    SELECT chosen_id, entry_id
    FROM   record_alias
    WHERE  type = $1 AND chosen_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                                       $16, $17)";
const GIVE: &str = "
    INSERT INTO record_alias (hash, type, chosen_id, bucket, entry_id)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (hash, type, chosen_id) DO NOTHING";

/// A logical id.
type Named<'l> = (ResourceType, &'l str);

/// Where each id that is named in a batch lives.
pub(super) struct Places<'l> {
    known: HashMap<Named<'l>, Uuid>,
}

impl<'l> Places<'l> {
    /// Of all lines and of the Patients that they name. Another transaction that gives a place to
    /// the same id at the same time is waited for, and its place is taken.
    pub(super) fn of(tx: &mut Tx<'_>, lines: &'l [Ready]) -> Result<Self, Stop> {
        let mut places = Self { known: HashMap::with_capacity(lines.len()) };
        let own = lines.iter().map(|line| (line.body.of(), line.id.as_str()));
        let patients = lines.iter().filter_map(|line| line.patient.as_deref());
        let patients = patients.map(|id| (ResourceType::PATIENT, id));
        let mut named = BTreeSet::new();
        for (of, id) in own.chain(patients) {
            match canonical(id) {
                Some(entry) => drop(places.known.insert((of, id), entry)),
                None => drop(named.insert((of, id))),
            }
        }
        places.look_up(tx, &named)?;
        let missing: BTreeSet<Named<'l>> =
            named.into_iter().filter(|name| !places.known.contains_key(name)).collect();
        let given = places.draw(tx, lines, &missing);
        let wanted = u64::try_from(given.len()).unwrap_or(u64::MAX);
        if tx.insert_many(
            GIVE,
            given.iter().map(|((of, id), entry)| {
                let key = Key::of(*of, *entry);
                let (number, hash): (Value, _) = (of.number().into(), address(*of, id));
                [hash.into(), number, (*id).into(), key.bucket.into(), (*entry).into()]
            }),
        )? < wanted
        {
            places.look_up(tx, &missing)?;
        }
        Ok(places)
    }

    /// The place of a line, and the Patient in whose compartment it lies.
    pub(super) fn spot(&self, line: &Ready) -> Result<(Key, Option<Uuid>), Stop> {
        let lost = || Stop::fault("an id was given a place and has none");
        let of = line.body.of();
        let entry = self.known.get(&(of, line.id.as_str())).ok_or_else(lost)?;
        let patient = line.patient.as_deref();
        let patient = patient.map(|id| self.known.get(&(ResourceType::PATIENT, id)).copied());
        Ok((Key::of(of, *entry), patient.map(|known| known.ok_or_else(lost)).transpose()?))
    }

    fn look_up(&mut self, tx: &mut Tx<'_>, named: &BTreeSet<Named<'l>>) -> Result<(), Stop> {
        let mut by_type: BTreeMap<ResourceType, Vec<&'l str>> = BTreeMap::new();
        for (of, id) in named {
            by_type.entry(*of).or_default().push(id);
        }
        for (of, ids) in by_type {
            let asked = (ids.as_slice(), IDS_A_STATEMENT);
            let found = tx.query_several(KNOWN, &[of.number().into()], asked, |row| {
                Ok((row.get::<String>(0)?, row.get::<Uuid>(1)?))
            })?;
            for (id, entry) in found {
                // They stand in their order.
                let named = ids.binary_search(&id.as_str()).ok().and_then(|at| ids.get(at));
                self.known.extend(named.map(|id| ((of, *id), entry)));
            }
        }
        Ok(())
    }

    /// Patients first, for what lies beside one is placed beside it. In the order of the table.
    fn draw(
        &mut self,
        tx: &mut Tx<'_>,
        lines: &'l [Ready],
        missing: &BTreeSet<Named<'l>>,
    ) -> BTreeMap<Named<'l>, Uuid> {
        let now = tx.now();
        let mut given = BTreeMap::new();
        for (of, id) in missing.iter().filter(|(of, _)| *of == ResourceType::PATIENT) {
            let entry = PersonId::draw(now).uuid();
            self.known.insert((*of, *id), entry);
            given.insert((*of, *id), entry);
        }
        for line in lines {
            let name = (line.body.of(), line.id.as_str());
            if !missing.contains(&name) || self.known.contains_key(&name) {
                continue;
            }
            let patient = line.patient.as_deref();
            let patient = patient.and_then(|id| self.known.get(&(ResourceType::PATIENT, id)));
            let entry = match patient {
                Some(patient) => PersonId::draw_in(now, Bucket::carried_by(*patient)).uuid(),
                None => PersonId::draw(now).uuid(),
            };
            self.known.insert(name, entry);
            given.insert(name, entry);
        }
        given
    }
}

fn address(of: ResourceType, id: &str) -> i64 {
    hash(&format!("{of}/{id}"))
}
