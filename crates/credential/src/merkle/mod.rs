//! The log of issues: every card that was ever signed, in an order that cannot be rewritten.
//!
//! A leaf is the hash of a signed card. The root of the tree over all leaves is signed and
//! published ([`head`]); that a card is in it, and that yesterday's tree is the beginning of
//! today's, can be shown to anybody with some twenty-five hashes. A card that a stolen key signed
//! is in no log.
//!
//! Nothing here stores anything. [`Frontier`] is all that appending needs: one hash for each one
//! in the binary number of leaves. What it completes the store may keep; a proof asks for complete
//! subtrees by their place ([`Nodes`]), some hundreds at most, or works them out from the leaves
//! ([`Leaves`]).
//!
//! Source: RFC 6962, section 2.1; the checks are those of RFC 9162, sections 2.1.3.2 and 2.1.4.2.

pub mod head;

use crate::cose::sha256;
use crate::keys::DIGEST_BYTES;
use thiserror::Error;

/// A hash of the tree: SHA-256.
pub type Hash = [u8; DIGEST_BYTES];

/// No log is longer: a card a second for thirty thousand years.
pub const LEAVES_MAX: u64 = 1 << 40;
/// Before what a leaf's hash is of. A node's cannot begin so: nobody passes one for the other.
const LEAF: &[u8] = &[0];
const NODE: &[u8] = &[1];

/// The leaf of an entry: for a card, of its signed bytes.
pub fn leaf(entry: &[u8]) -> Hash {
    sha256(&[LEAF, entry])
}

fn node(left: &Hash, right: &Hash) -> Hash {
    sha256(&[NODE, left, right])
}

/// Why there is no proof, or why one is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProofFault {
    /// A leaf beyond the tree, or an old tree larger than the new one.
    #[error("beyond the tree")]
    Range,
    /// More or fewer hashes than a proof of these sizes has.
    #[error("more or fewer hashes than such a proof has")]
    Length,
    /// The hashes do not lead to the root.
    #[error("does not lead to the root")]
    Root,
}

/// A complete subtree: `2^level` leaves, of which the first is the `index * 2^level`th.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Complete {
    /// 0 for a leaf.
    pub level: u32,
    /// How many of its size stand before it.
    pub index: u64,
    /// Its hash.
    pub hash: Hash,
}

/// Where complete subtrees are found again.
pub trait Nodes {
    /// Why one was not found.
    type Fault;

    /// The hash of the complete subtree of `2^level` leaves of which so many stand before.
    ///
    /// # Errors
    /// When the store cannot say.
    fn complete(&self, level: u32, index: u64) -> Result<Hash, Self::Fault>;
}

/// All leaves in memory, from which every subtree is worked out each time. Beyond the last leaf
/// there is nothing: `ProofFault::Range`.
#[derive(Clone, Copy, Debug)]
pub struct Leaves<'l>(pub &'l [Hash]);

impl Nodes for Leaves<'_> {
    type Fault = ProofFault;

    fn complete(&self, level: u32, index: u64) -> Result<Hash, ProofFault> {
        let first = usize::try_from(index << level).map_err(|_| ProofFault::Range)?;
        let leaves = self.0.get(first..).and_then(|rest| rest.get(..1 << level));
        let mut frontier = Frontier::default();
        for leaf in leaves.ok_or(ProofFault::Range)? {
            frontier.append(*leaf);
        }
        Ok(frontier.root())
    }
}

/// The right edge of a tree: what appending needs, and no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    leaves: u64,
    /// The hashes of the complete subtrees that make the tree, the largest first.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// An edge as it was kept; `None` unless there is one hash for each one in the binary number
    /// of leaves, which are at most [`LEAVES_MAX`].
    pub fn restored(leaves: u64, peaks: Vec<Hash>) -> Option<Self> {
        let fits = usize::try_from(leaves.count_ones()) == Ok(peaks.len()) && leaves <= LEAVES_MAX;
        fits.then_some(Self { leaves, peaks })
    }

    /// How many leaves the tree has.
    pub const fn leaves(&self) -> u64 {
        self.leaves
    }

    /// The hashes to keep, the largest subtree's first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Adds a leaf, and gives the subtrees that it completes, itself first.
    pub fn append(&mut self, leaf: Hash) -> Vec<Complete> {
        let mut completed = vec![Complete { level: 0, index: self.leaves, hash: leaf }];
        let mut hash = leaf;
        for level in 1..=self.leaves.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            hash = node(&left, &hash);
            completed.push(Complete { level, index: self.leaves >> level, hash });
        }
        self.peaks.push(hash);
        self.leaves += 1;
        completed
    }

    /// The root of the tree: of an empty one, the hash of nothing.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return sha256(&[]) };
        peaks.fold(*last, |right, left| node(left, &right))
    }
}

/// The largest power of two below `leaves`, which are two or more: where a tree is split.
const fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

/// The root over the leaves from `first`, `count` of them; `first` is where a split led to.
fn root_of<N: Nodes>(nodes: &N, first: u64, count: u64) -> Result<Hash, N::Fault> {
    if count.is_power_of_two() {
        let level = count.ilog2();
        return nodes.complete(level, first >> level);
    }
    let left = split(count);
    let right = root_of(nodes, first + left, count - left)?;
    Ok(node(&root_of(nodes, first, left)?, &right))
}

/// The proof that the leaf of this index is in the tree of so many leaves, the lowest hash first.
///
/// # Errors
/// `Ok(None)` for a leaf beyond the tree; `Err` when the store cannot say.
pub fn inclusion<N: Nodes>(
    nodes: &N,
    index: u64,
    leaves: u64,
) -> Result<Option<Vec<Hash>>, N::Fault> {
    if index >= leaves {
        return Ok(None);
    }
    let (mut first, mut count) = (0, leaves);
    let mut path = Vec::new();
    while count > 1 {
        let left = split(count);
        if index - first < left {
            path.push(root_of(nodes, first + left, count - left)?);
            count = left;
        } else {
            path.push(root_of(nodes, first, left)?);
            (first, count) = (first + left, count - left);
        }
    }
    path.reverse();
    Ok(Some(path))
}

/// Believes or refuses that a leaf is in the tree of this root.
///
/// # Errors
/// `ProofFault` says which.
pub fn check_inclusion(
    leaf: &Hash,
    (index, leaves): (u64, u64),
    path: &[Hash],
    root: &Hash,
) -> Result<(), ProofFault> {
    if index >= leaves {
        return Err(ProofFault::Range);
    }
    let (mut at, mut last) = (index, leaves - 1);
    let mut hash = *leaf;
    for other in path {
        if last == 0 {
            return Err(ProofFault::Length);
        }
        if at & 1 == 1 || at == last {
            hash = node(other, &hash);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            hash = node(&hash, other);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        return Err(ProofFault::Length);
    }
    if hash == *root { Ok(()) } else { Err(ProofFault::Root) }
}

/// The proof that the tree of `old` leaves is the beginning of the tree of `new` leaves.
///
/// # Errors
/// `Ok(None)` unless the old one has a leaf at least and is no larger; `Err` when the store cannot
/// say.
pub fn consistency<N: Nodes>(nodes: &N, old: u64, new: u64) -> Result<Option<Vec<Hash>>, N::Fault> {
    if old == 0 || old > new {
        return Ok(None);
    }
    let (mut first, mut count, mut asked) = (0, new, old);
    // Whether the old tree's root is what is left: then it need not be said.
    let mut whole = true;
    let mut path = Vec::new();
    while asked < count {
        let left = split(count);
        if asked <= left {
            path.push(root_of(nodes, first + left, count - left)?);
            count = left;
        } else {
            path.push(root_of(nodes, first, left)?);
            (first, count, asked, whole) = (first + left, count - left, asked - left, false);
        }
    }
    if !whole {
        path.push(root_of(nodes, first, count)?);
    }
    path.reverse();
    Ok(Some(path))
}

/// Believes or refuses that the old tree is the beginning of the new one.
///
/// # Errors
/// `ProofFault` says which.
pub fn check_consistency(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    path: &[Hash],
) -> Result<(), ProofFault> {
    if old == 0 || old > new {
        return Err(ProofFault::Range);
    }
    if old == new {
        let is_same = old_root == new_root;
        let no_path = if path.is_empty() { Ok(()) } else { Err(ProofFault::Length) };
        return no_path.and(if is_same { Ok(()) } else { Err(ProofFault::Root) });
    }
    // The old tree's root stands first, unless the old tree is complete and everybody has it.
    let whole = [*old_root];
    let (start, rest) =
        if old.is_power_of_two() { (&whole[..], path) } else { path.split_at(path.len().min(1)) };
    let start = start.first().ok_or(ProofFault::Length)?;
    let (mut at, mut last) = (old - 1, new - 1);
    (at, last) = (at >> at.trailing_ones(), last >> at.trailing_ones());
    let (mut of_old, mut of_new) = (*start, *start);
    for other in rest {
        if last == 0 {
            return Err(ProofFault::Length);
        }
        if at & 1 == 1 || at == last {
            of_old = node(other, &of_old);
            of_new = node(other, &of_new);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            of_new = node(&of_new, other);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        return Err(ProofFault::Length);
    }
    if of_old == *old_root && of_new == *new_root { Ok(()) } else { Err(ProofFault::Root) }
}
