//! Recomputing the log of issues: whether every card on record is in it, and nothing else.

use super::model::{CardId, Hash, KeptHead, Leaf, LogFault, LogReport};
use super::store;
use nabz_credential::merkle::head::Head;
use nabz_credential::merkle::{Frontier, leaf};
use nabz_credential::trust::TrustList;
use nabz_store::{Stop, Store};
use std::collections::BTreeMap;

/// Rows of one part of a walk.
const PART_ROWS: u32 = 1_000;
/// What else is wrong is not told one by one.
const FAULTS_MAX: usize = 100;

/// Recomputes the log from its leaves and from the cards on record, and says what is wrong. The
/// thread waits; the program may serve meanwhile.
pub fn verify_log(city: &Store) -> Result<LogReport, Stop> {
    let (heads, trusted) =
        city.read_blocking(|view| Ok((store::heads(view)?, store::trust(view)?)))?;
    let mut check = Check::of(&heads);
    while check.next_leaves(city)? {}
    check.subtrees(city)?;
    let trust = trusted.map(|trusted| trusted.list);
    for head in &heads {
        check.head(head, trust.as_ref());
    }
    let mut last = None;
    while let Some(reached) = check.next_cards(city, last)? {
        last = Some(reached);
    }
    check.faults.truncate(FAULTS_MAX);
    Ok(LogReport {
        leaves: check.tree.leaves(),
        root: check.tree.root(),
        waiting: check.waiting,
        heads: u64::try_from(heads.len()).unwrap_or(u64::MAX),
        faults: check.faults,
    })
}

struct Check {
    tree: Frontier,
    /// The root at each length that some head speaks of, once the walk has come there.
    roots: BTreeMap<u64, Option<Hash>>,
    waiting: u64,
    faults: Vec<LogFault>,
}

impl Check {
    fn of(heads: &[KeptHead]) -> Self {
        let roots = heads.iter().map(|head| (head.leaves, None)).collect();
        let tree = Frontier::default();
        let mut check = Self { tree, roots, waiting: 0, faults: Vec::new() };
        check.note_root();
        check
    }

    fn note_root(&mut self) {
        if let Some(root) = self.roots.get_mut(&self.tree.leaves()) {
            *root = Some(self.tree.root());
        }
    }

    /// Walks a part of the leaves; false at the end, and where one is missing.
    fn next_leaves(&mut self, city: &Store) -> Result<bool, Stop> {
        let from = self.tree.leaves();
        let part =
            city.read_blocking(move |view| store::leaves_with_cards(view, (from, PART_ROWS)))?;
        for (leaf, sealed) in &part {
            if leaf.place != self.tree.leaves() {
                self.faults.push(LogFault::Gap(self.tree.leaves()));
                return Ok(false);
            }
            self.compare(leaf, sealed.as_deref());
            self.tree.append(leaf.hash);
            self.note_root();
        }
        Ok(u32::try_from(part.len()) == Ok(PART_ROWS))
    }

    fn compare(&mut self, of: &Leaf, sealed: Option<&[u8]>) {
        let (place, card) = (of.place, of.card);
        match sealed {
            None => self.faults.push(LogFault::Stranger { leaf: place, card }),
            Some(sealed) if leaf(sealed) != of.hash => {
                self.faults.push(LogFault::Altered { leaf: place, card });
            }
            Some(_) => {}
        }
    }

    /// Whether proofs are made of what the leaves say.
    fn subtrees(&mut self, city: &Store) -> Result<(), Stop> {
        let length = self.tree.leaves();
        match city.read_blocking(move |view| store::log_edge(view, length)) {
            Ok(edge) if edge == self.tree => Ok(()),
            Ok(_) | Err(Stop::Fault(_)) => {
                self.faults.push(LogFault::Subtrees);
                Ok(())
            }
            Err(stop @ (Stop::Refused(_) | Stop::Again)) => Err(stop),
        }
    }

    fn head(&mut self, head: &KeptHead, trust: Option<&TrustList>) {
        if self.roots.get(&head.leaves) != Some(&Some(head.root)) {
            self.faults.push(LogFault::OtherRoot(head.as_of));
        }
        let said = trust.and_then(|trust| Head::open(&head.sealed, trust, None).ok());
        let is_said = said.is_some_and(|said| {
            (said.day(), said.leaves(), said.root()) == (head.as_of, head.leaves, &head.root)
        });
        if !is_said {
            self.faults.push(LogFault::WronglySigned(head.as_of));
        }
    }

    /// Looks at a part of the cards on record; the last one of them, if there are more.
    fn next_cards(&mut self, city: &Store, after: Option<CardId>) -> Result<Option<CardId>, Stop> {
        let part =
            city.read_blocking(move |view| store::cards_with_leaves(view, (after, PART_ROWS)))?;
        for logged in &part {
            self.waiting += u64::from(logged.waits);
            if !logged.is_leaf && !logged.waits {
                self.faults.push(LogFault::Missing(logged.card));
            }
        }
        let is_whole = u32::try_from(part.len()) == Ok(PART_ROWS);
        Ok(part.last().filter(|_| is_whole).map(|last| last.card))
    }
}
