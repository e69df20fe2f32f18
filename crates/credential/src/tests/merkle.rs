//! The log of issues against the standard's own example, and against every small tree.

use super::{day, issuer, issuer_key, keys, signer, today};
use crate::keys::DIGEST_BYTES;
use crate::lists::ListFault;
use crate::merkle::head::Head;
use crate::merkle::{
    Complete, Frontier, Hash, Leaves, Nodes, ProofFault, check_consistency, check_inclusion,
    consistency, inclusion, leaf,
};
use crate::trust::{Purpose, TrustList};
use std::cell::Cell;
use std::collections::HashMap;

fn hex(hash: &str) -> Hash {
    let mut bytes = [0; DIGEST_BYTES];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hash[2 * at..2 * at + 2], 16).unwrap();
    }
    bytes
}

/// Source: the reference tree of google/certificate-transparency, `merkle_tree_test.cc`.
fn example() -> Vec<Hash> {
    let entries: [&[u8]; 8] =
        [b"", b"\x00", b"\x10", b" !", b"01", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno"];
    entries.iter().map(|entry| leaf(entry)).collect()
}

const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn frontier(leaves: &[Hash]) -> Frontier {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.append(*leaf);
    }
    frontier
}

#[test]
fn the_roots_are_those_of_the_example() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(Frontier::default().root(), hex(empty));
    for (count, root) in (1..).zip(ROOTS) {
        assert_eq!(frontier(&example()[..count]).root(), hex(root), "{count}");
    }
}

#[test]
fn the_proofs_are_those_of_the_example() {
    let leaves = example();
    let path = |index, count| inclusion(&Leaves(&leaves), index, count).unwrap().unwrap();
    let second = [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ];
    assert_eq!(path(0, 8), second.map(hex));
    let sixth = [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];
    assert_eq!(path(5, 8), sixth.map(hex));
    assert_eq!(path(2, 3), [ROOTS[1]].map(hex));
    let grown = |old, new| consistency(&Leaves(&leaves), old, new).unwrap().unwrap();
    assert_eq!(grown(1, 8), second.map(hex));
    let of_six = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
    assert_eq!(grown(6, 8), [of_six, sixth[1], sixth[2]].map(hex));
    assert_eq!(grown(2, 5), [second[1], sixth[0]].map(hex));
}

const SMALL: u64 = 40;

fn many() -> Vec<Hash> {
    (0..SMALL).map(|number| leaf(&number.to_be_bytes())).collect()
}

/// The proof with one bit changed, one hash less and one more.
fn spoilt(path: &[Hash]) -> Vec<Vec<Hash>> {
    let mut spoilt = vec![[path, &[[7; 32]]].concat()];
    for at in 0..path.len() {
        let mut changed = path.to_vec();
        changed[at][at % 32] ^= 1;
        spoilt.push(changed);
        let mut shorter = path.to_vec();
        shorter.remove(at);
        spoilt.push(shorter);
    }
    spoilt
}

#[test]
fn every_leaf_of_every_small_tree_is_proved_and_no_other() {
    let leaves = many();
    for count in 1..=SMALL {
        let root = frontier(&leaves[..usize::try_from(count).unwrap()]).root();
        for index in 0..count {
            let of = leaves[usize::try_from(index).unwrap()];
            let path = inclusion(&Leaves(&leaves), index, count).unwrap().unwrap();
            assert_eq!(check_inclusion(&of, (index, count), &path, &root), Ok(()));
            for path in spoilt(&path) {
                assert!(check_inclusion(&of, (index, count), &path, &root).is_err());
            }
            let other = leaf(b"never issued");
            assert_eq!(
                check_inclusion(&other, (index, count), &path, &root),
                Err(ProofFault::Root)
            );
            let moved = check_inclusion(&of, ((index + 1) % count, count), &path, &root);
            assert!(count == 1 || moved.is_err(), "{index} of {count}");
        }
        assert_eq!(inclusion(&Leaves(&leaves), count, count).unwrap(), None);
    }
    let beyond = check_inclusion(&leaves[0], (1, 1), &[], &leaves[0]);
    assert_eq!(beyond, Err(ProofFault::Range));
}

#[test]
fn every_small_tree_is_the_beginning_of_every_larger_one_and_of_no_other() {
    let leaves = many();
    let roots: Vec<Hash> = (0..=leaves.len()).map(|n| frontier(&leaves[..n]).root()).collect();
    let at = |count: u64| &roots[usize::try_from(count).unwrap()];
    for new in 1..=SMALL {
        for old in 1..=new {
            let path = consistency(&Leaves(&leaves), old, new).unwrap().unwrap();
            let check = |path: &[Hash]| check_consistency((old, at(old)), (new, at(new)), path);
            assert_eq!(check(&path), Ok(()), "{old} of {new}");
            assert!(spoilt(&path).iter().all(|path| check(path).is_err()), "{old} of {new}");
            let rewritten = check_consistency((old, at(old - 1)), (new, at(new)), &path);
            assert!(rewritten.is_err(), "{old} of {new}");
            let forked = check_consistency((old, at(old)), (new, at(0)), &path);
            assert_eq!(forked, Err(ProofFault::Root), "{old} of {new}");
        }
    }
    assert_eq!(consistency(&Leaves(&leaves), 0, 5).unwrap(), None);
    assert_eq!(consistency(&Leaves(&leaves), 6, 5).unwrap(), None);
    assert_eq!(check_consistency((0, at(0)), (5, at(5)), &[]), Err(ProofFault::Range));
    assert_eq!(check_consistency((6, at(6)), (5, at(5)), &[]), Err(ProofFault::Range));
}

/// What a store would be: the subtrees as they were completed, and a count of how many are asked.
#[derive(Default)]
struct Kept {
    hashes: HashMap<(u32, u64), Hash>,
    asked: Cell<usize>,
}

impl Nodes for Kept {
    type Fault = String;

    fn complete(&self, level: u32, index: u64) -> Result<Hash, String> {
        self.asked.set(self.asked.get() + 1);
        self.hashes.get(&(level, index)).copied().ok_or(format!("no {level}/{index}"))
    }
}

#[test]
fn a_store_that_keeps_what_is_completed_answers_with_few_hashes() {
    let (mut kept, mut tree) = (Kept::default(), Frontier::default());
    let leaves: Vec<Hash> = (0..50_021_u32).map(|number| leaf(&number.to_be_bytes())).collect();
    for leaf in &leaves {
        for Complete { level, index, hash } in tree.append(*leaf) {
            kept.hashes.insert((level, index), hash);
        }
    }
    assert!(kept.hashes.len() < 2 * leaves.len());
    let path = inclusion(&kept, 33_333, 50_021).unwrap().unwrap();
    assert_eq!(check_inclusion(&leaves[33_333], (33_333, 50_021), &path, &tree.root()), Ok(()));
    let old = frontier(&leaves[..40_001]).root();
    let path = consistency(&kept, 40_001, 50_021).unwrap().unwrap();
    let grown = check_consistency((40_001, &old), (50_021, &tree.root()), &path);
    assert_eq!(grown, Ok(()));
    assert!(kept.asked.get() < 100, "{}", kept.asked.get());
    kept.hashes.remove(&(0, 33_332));
    assert!(inclusion(&kept, 33_333, 50_021).is_err());
}

#[test]
fn an_edge_that_was_kept_goes_on_as_if_it_had_not_been() {
    let leaves = many();
    let mut whole = Frontier::default();
    for leaf in leaves {
        let mut kept = Frontier::restored(whole.leaves(), whole.peaks().to_vec()).unwrap();
        assert_eq!(kept.append(leaf), whole.append(leaf));
        assert_eq!(kept, whole);
    }
    assert_eq!(Frontier::restored(3, vec![]), None);
    assert_eq!(Frontier::restored(u64::MAX, vec![[0; 32]; 64]), None);
}

#[test]
fn leaves_that_are_not_there_prove_nothing() {
    let leaves = many();
    assert_eq!(inclusion(&Leaves(&leaves), 3, SMALL + 1), Err(ProofFault::Range));
    assert_eq!(consistency(&Leaves(&leaves), 3, SMALL + 1), Err(ProofFault::Range));
}

fn logger_trust() -> TrustList {
    let mut keys = keys();
    keys.push(issuer_key(&signer(4), Purpose::Log));
    TrustList::new(8, today(), keys).unwrap()
}

#[test]
fn a_signed_head_follows_an_earlier_one_and_never_goes_back() {
    let (leaves, trust) = (many(), logger_trust());
    let root = |count: u64| frontier(&leaves[..usize::try_from(count).unwrap()]).root();
    let head = |count, date| Head::new(count, date, root(count)).unwrap();
    let forged = |count, date| Head::new(count, date, [7; 32]).unwrap();
    let (before, yesterday) = (day(2026, 11, 21), day(2026, 11, 22));
    let (earlier, later) = (head(11, yesterday), head(30, today()));
    let open =
        |head: Head, held: &Head| Head::open(&head.seal(&signer(4)).unwrap(), &trust, Some(held));
    assert_eq!(open(later, &earlier), Ok(later));
    assert_eq!(open(head(11, today()), &earlier), Ok(head(11, today())), "nothing was issued");
    assert_eq!(open(earlier, &later), Err(ListFault::Rollback));
    assert_eq!(open(head(11, before), &earlier), Err(ListFault::Rollback));
    assert_eq!(open(forged(30, today()), &later), Err(ListFault::Contradiction));
    assert_eq!(open(head(30, before), &earlier), Err(ListFault::Contradiction));
    let by_issuer = later.seal(&issuer()).unwrap();
    assert_eq!(Head::open(&by_issuer, &trust, None), Err(ListFault::Signer));
    assert_eq!(Head::new((1 << 40) + 1, today(), [7; 32]), Err(ListFault::Number));
    let path = consistency(&Leaves(&leaves), 11, 30).unwrap().unwrap();
    assert_eq!(later.follows(&earlier, &path), Ok(()));
    assert_eq!(later.follows(&forged(11, yesterday), &path), Err(ProofFault::Root));
}
