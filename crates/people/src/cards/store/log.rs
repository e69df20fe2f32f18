//! The log of issues: its leaves, the subtrees that proofs are made of, and its heads.

use super::lists::{large, number};
use super::rows::strange;
use crate::cards::model::{CardId, Hash, KeptHead, Leaf, SealedCard};
use nabz_credential::merkle::head::Head;
use nabz_credential::merkle::{Complete, Frontier, Nodes};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::Id;
use nabz_store::{Row, Stop, Tx, Value};
use std::cell::RefCell;
use uuid::Uuid;

/// Cards that become leaves in one transaction.
pub const LEAVES_AT_ONCE: u32 = 200;
/// Subtrees of fewer than 2^5 leaves are worked out: to keep them would double the log.
const KEPT_LEVEL: u32 = 5;
/// A head a day, for longer than anybody's cards are good.
const HEADS_ROWS_MAX: i64 = 10_000;

const ADD_UNLOGGED: &str = "
    INSERT INTO cards_unlogged (bucket, card_id)
    VALUES ($1, $2)";

/// As far as one transaction goes.
const UNLOGGED: &str = "
    SELECT bucket, card_id
    FROM   cards_unlogged
    ORDER  BY bucket, card_id
    LIMIT  $1";

// What it takes away becomes a leaf: another may have been written since the list was read.
const TAKE: &str = "
    DELETE FROM cards_unlogged
    WHERE  (bucket, card_id) <= ($1, $2)
    RETURNING bucket, card_id";

const ANY_UNLOGGED: &str = "
    SELECT bucket
    FROM   cards_unlogged
    ORDER  BY bucket, card_id
    LIMIT  1";

const COUNT_UNLOGGED: &str = "SELECT COUNT(*) FROM cards_unlogged";

const SEALED: &str = "
    SELECT sealed
    FROM   cards_card
    WHERE  bucket = $1 AND card_id = $2";

// The condition holds for all of them, and lets the last one be found without a walk.
const LAST_LEAF: &str = "
    SELECT leaf
    FROM   cards_leaf
    WHERE  leaf >= 0
    ORDER  BY leaf DESC
    LIMIT  1";

const LEAF_OF_CARD: &str = "
    SELECT leaf, hash, card_id
    FROM   cards_leaf
    WHERE  card_id = $1";

const HASHES: &str = "
    SELECT hash
    FROM   cards_leaf
    WHERE  leaf >= $1 AND leaf < $2
    ORDER  BY leaf
    LIMIT  $3";

const NODE: &str = "
    SELECT hash
    FROM   cards_node
    WHERE  level = $1 AND place = $2";

const ADD_LEAF: &str = "
    INSERT INTO cards_leaf (leaf, hash, bucket, card_id)
    VALUES ($1, $2, $3, $4)";

const ADD_NODE: &str = "
    INSERT INTO cards_node (level, place, hash)
    VALUES ($1, $2, $3)";

const WITH_CARDS: &str = "
    SELECT l.leaf, l.hash, l.card_id, c.sealed
    FROM   cards_leaf l
    LEFT   JOIN cards_card c ON c.bucket = l.bucket AND c.card_id = l.card_id
    WHERE  l.leaf >= $1
    ORDER  BY l.leaf
    LIMIT  $2";

// One statement, for a card may become a leaf between two.
const WITH_LEAVES: &str = "
    SELECT c.bucket, c.card_id, l.leaf, u.card_id
    FROM   cards_card c
    LEFT   JOIN cards_leaf l ON l.card_id = c.card_id
    LEFT   JOIN cards_unlogged u ON u.bucket = c.bucket AND u.card_id = c.card_id
    WHERE  (c.bucket, c.card_id) > ($1, $2)
    ORDER  BY c.bucket, c.card_id
    LIMIT  $3";

const ADD_HEAD: &str = "
    INSERT INTO cards_head (as_of, leaves, root, sealed)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (as_of)
    DO UPDATE SET leaves = excluded.leaves, root = excluded.root, sealed = excluded.sealed";

const LAST_HEAD: &str = "
    SELECT as_of, leaves, root, sealed
    FROM   cards_head
    ORDER  BY as_of DESC
    LIMIT  1";

const HEADS: &str = "
    SELECT as_of, leaves, root, sealed
    FROM   cards_head
    ORDER  BY as_of
    LIMIT  $1";

/// Notes that a card that was just signed is no leaf yet.
pub fn add_unlogged(tx: &mut Tx<'_>, card: CardId) -> Result<(), Stop> {
    tx.execute(ADD_UNLOGGED, &[card.bucket().into(), card.into()]).map(drop)
}

/// Takes the next cards that are no leaves yet, in an order that says nothing of families.
pub fn take_unlogged(tx: &mut Tx<'_>) -> Result<Vec<CardId>, Stop> {
    let due = tx.query(UNLOGGED, &[LEAVES_AT_ONCE.into()], read_place)?;
    let Some(&(bucket, card)) = due.last() else { return Ok(Vec::new()) };
    let mut taken = tx.query(TAKE, &[bucket.into(), card.into()], read_place)?;
    taken.sort_unstable();
    Ok(taken.into_iter().map(|(_, card)| Id::from_uuid(card)).collect())
}

/// Whether a card is no leaf yet.
pub fn is_any_unlogged(tx: &mut Tx<'_>) -> Result<bool, Stop> {
    Ok(tx.query_one(ANY_UNLOGGED, &[], |row| row.get::<i64>(0))?.is_some())
}

/// How many cards are no leaves yet.
pub fn count_unlogged(tx: &mut Tx<'_>) -> Result<u64, Stop> {
    Ok(tx.query_one(COUNT_UNLOGGED, &[], |row| large(row, 0))?.unwrap_or_default())
}

/// A card as it was signed.
pub fn sealed_card(tx: &mut Tx<'_>, card: CardId) -> Result<SealedCard, Stop> {
    let found = tx.query_one(SEALED, &[card.bucket().into(), card.into()], |row| row.get(0))?;
    SealedCard::kept(found.ok_or_else(|| strange("a leaf of no card"))?)
        .map_err(|fault| Stop::fault(fault.to_string()))
}

/// How many leaves the log has.
pub fn log_length(tx: &mut Tx<'_>) -> Result<u64, Stop> {
    Ok(tx.query_one(LAST_LEAF, &[], |row| large(row, 0))?.map_or(0, |last| last + 1))
}

/// The right edge of the log as it was with so many leaves.
pub fn log_edge(tx: &mut Tx<'_>, leaves: u64) -> Result<Frontier, Stop> {
    let nodes = KeptNodes::of(tx);
    let (mut peaks, mut before) = (Vec::new(), 0_u64);
    for level in (0..u64::BITS).rev().filter(|level| (leaves >> level) & 1 == 1) {
        peaks.push(nodes.complete(level, before >> level)?);
        before += 1_u64 << level;
    }
    Frontier::restored(leaves, peaks).ok_or_else(|| strange("an edge of the log"))
}

/// Keeps leaves, and the subtrees that they complete.
pub fn add_leaves(tx: &mut Tx<'_>, leaves: &[Leaf], completed: &[Complete]) -> Result<(), Stop> {
    let leaf = |leaf: &Leaf| -> [Value; 4] {
        let (place, hash) = (number(leaf.place), leaf.hash.as_slice());
        [place.into(), hash.into(), leaf.card.bucket().into(), leaf.card.into()]
    };
    tx.insert_many(ADD_LEAF, leaves.iter().map(leaf))?;
    let kept = completed.iter().filter(|complete| complete.level >= KEPT_LEVEL);
    let node = |complete: &Complete| -> [Value; 3] {
        let (place, hash) = (number(complete.index), complete.hash.as_slice());
        [complete.level.into(), place.into(), hash.into()]
    };
    tx.insert_many(ADD_NODE, kept.map(node)).map(drop)
}

/// Where a card stands in the log.
pub fn leaf_of(tx: &mut Tx<'_>, card: CardId) -> Result<Option<Leaf>, Stop> {
    tx.query_one(LEAF_OF_CARD, &[card.into()], read_leaf)
}

/// A leaf, and the signed card of its name.
pub(in crate::cards) type LeafOfCard = (Leaf, Option<Vec<u8>>);

/// Leaves from a place on, each with the signed card of its name, if that is on record.
pub fn leaves_with_cards(
    tx: &mut Tx<'_>,
    (from, most): (u64, u32),
) -> Result<Vec<LeafOfCard>, Stop> {
    let read = |row: &Row<'_>| Ok((read_leaf(row)?, row.get::<Option<Vec<u8>>>(3)?));
    tx.query(WITH_CARDS, &[number(from).into(), most.into()], read)
}

/// A card on record, and what the log has of it.
pub struct Logged {
    /// The card.
    pub card: CardId,
    /// Whether it is a leaf.
    pub is_leaf: bool,
    /// Whether it waits to become one.
    pub waits: bool,
}

/// Cards on record behind one; behind none, from the first on.
pub fn cards_with_leaves(
    tx: &mut Tx<'_>,
    (after, most): (Option<CardId>, u32),
) -> Result<Vec<Logged>, Stop> {
    let (bucket, card): (Value, Value) = match after {
        Some(card) => (card.bucket().into(), card.into()),
        None => ((-1_i64).into(), Uuid::nil().into()),
    };
    tx.query(WITH_LEAVES, &[bucket, card, most.into()], |row| {
        let (is_leaf, waits) =
            (row.get::<Option<i64>>(2)?.is_some(), row.get::<Option<Uuid>>(3)?.is_some());
        Ok(Logged { card: row.id(1)?, is_leaf, waits })
    })
}

/// Keeps the head of a day; of two the later one.
pub fn add_head(tx: &mut Tx<'_>, head: &Head, sealed: &[u8]) -> Result<(), Stop> {
    let (leaves, root) = (number(head.leaves()), head.root().as_slice());
    let row: [Value; 4] = [head.day().into(), leaves.into(), root.into(), sealed.into()];
    tx.execute(ADD_HEAD, &row).map(drop)
}

/// The latest head.
pub fn last_head(tx: &mut Tx<'_>) -> Result<Option<KeptHead>, Stop> {
    tx.query_one(LAST_HEAD, &[], read_head)
}

/// The head of every day, the first one first.
pub fn heads(tx: &mut Tx<'_>) -> Result<Vec<KeptHead>, Stop> {
    tx.query(HEADS, &[HEADS_ROWS_MAX.into()], read_head)
}

/// The subtrees of the log, asked for while a proof is made.
pub struct KeptNodes<'k, 't>(RefCell<&'k mut Tx<'t>>);

impl<'k, 't> KeptNodes<'k, 't> {
    /// Those that this transaction sees. A complete subtree never changes.
    pub fn of(tx: &'k mut Tx<'t>) -> Self {
        Self(RefCell::new(tx))
    }
}

impl Nodes for KeptNodes<'_, '_> {
    type Fault = Stop;

    fn complete(&self, level: u32, index: u64) -> Result<Hash, Stop> {
        let mut tx = self.0.borrow_mut();
        if level < KEPT_LEVEL {
            return worked_out(&mut tx, level, index);
        }
        let key = [level.into(), number(index).into()];
        let kept = tx.query_one(NODE, &key, |row| read_hash(row, 0))?;
        kept.ok_or_else(|| strange("a log without one of its subtrees"))
    }
}

fn worked_out(tx: &mut Tx<'_>, level: u32, index: u64) -> Result<Hash, Stop> {
    let (first, size) = (number(index << level), 1_i64 << level);
    let key = [first.into(), (first + size).into(), size.into()];
    let mut tree = Frontier::default();
    for leaf in tx.query(HASHES, &key, |row| read_hash(row, 0))? {
        tree.append(leaf);
    }
    if u64::try_from(size) == Ok(tree.leaves()) { Ok(tree.root()) } else { Err(strange("a gap")) }
}

fn read_place(row: &Row<'_>) -> Result<(i64, Uuid), Stop> {
    Ok((row.get(0)?, row.get(1)?))
}

fn read_leaf(row: &Row<'_>) -> Result<Leaf, Stop> {
    Ok(Leaf { place: large(row, 0)?, hash: read_hash(row, 1)?, card: row.id(2)? })
}

fn read_head(row: &Row<'_>) -> Result<KeptHead, Stop> {
    Ok(KeptHead {
        as_of: Date::from_days(row.get(0)?),
        leaves: large(row, 1)?,
        root: read_hash(row, 2)?,
        sealed: row.get(3)?,
    })
}

fn read_hash(row: &Row<'_>, place: usize) -> Result<Hash, Stop> {
    row.get::<Vec<u8>>(place)?.try_into().map_err(|_| strange("a hash"))
}
