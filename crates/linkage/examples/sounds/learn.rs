//! What it costs to read one letter for another, learned from the tuning half.
//!
//! By turns: each pair is aligned at the present costs and its edits are counted; then the costs
//! move so that what edits make of pairs of one name and of strangers lies further apart. Costs
//! begin at those of [`nabz_linkage::compare`] and are drawn back to them, so that a letter that
//! the list hardly knows keeps the cost that was written by hand.

use nabz_linkage::compare::{Costs, presence};
use nabz_linkage::sounds::heard;

use super::pairs::Pair;
use std::collections::BTreeMap;

pub(crate) const LETTERS: &[u8] = b"abcdefghijklmnoprstuy";
const ROUNDS: usize = 60;
/// Below this share of the whole word the edits speak for one name.
const MIDDLE: f64 = 0.16;
const STEEPNESS: f64 = 45.0;
const STEP: f64 = 1000.0;
const PULL: f64 = 0.0005;
const COST_MIN: f64 = 5.0;
const COST_MAX: f64 = 160.0;

/// An exchange of two letters, the smaller first, or a letter and none (`.`).
type Edit = (u8, u8);

/// Pairs with whether they are one name.
pub(crate) fn learn(one_name: &[Pair], strangers: &[Pair]) -> Costs {
    let words = |(roman, hindi): &Pair| (heard(roman).into_bytes(), heard(hindi).into_bytes());
    let pairs: Vec<_> = one_name.iter().map(|pair| (words(pair), true)).collect();
    let others: Vec<_> = strangers.iter().map(|pair| (words(pair), false)).collect();
    let by_hand = Costs::typed();
    let mut costs: BTreeMap<Edit, f64> = BTreeMap::new();
    for (at, a) in LETTERS.iter().enumerate() {
        costs.insert((b'.', *a), f64::from(by_hand.absence(*a)));
        for b in LETTERS.iter().skip(at + 1) {
            costs.insert((*a, *b), f64::from(by_hand.exchange(*a, *b)));
        }
    }
    let start = costs.clone();
    let weight = one_name.len() as f64 / strangers.len().max(1) as f64;
    for _ in 0..ROUNDS {
        let table = rounded(&costs);
        let mut slopes: BTreeMap<Edit, f64> = BTreeMap::new();
        for ((one, other), same) in pairs.iter().chain(&others) {
            let (spent, edits) = aligned(one, other, &table);
            let whole = f64::from(presence(one).max(presence(other)).max(1));
            let odds = STEEPNESS * (MIDDLE - f64::from(spent) / whole);
            let believed = 1.0 / (1.0 + (-odds).exp());
            let wrong = if *same { believed - 1.0 } else { believed * weight };
            for edit in edits {
                *slopes.entry(edit).or_default() -= wrong * STEEPNESS / whole;
            }
        }
        for (edit, cost) in &mut costs {
            let slope = slopes.get(edit).copied().unwrap_or(0.0);
            let back = PULL * (*cost - start.get(edit).copied().unwrap_or(*cost));
            *cost = (*cost - STEP * (slope * 0.01 + back)).clamp(COST_MIN, COST_MAX);
        }
    }
    rounded(&costs)
}

fn rounded(costs: &BTreeMap<Edit, f64>) -> Costs {
    let mut table = Costs::typed();
    for ((a, b), cost) in costs {
        let cost = cost.round() as u32;
        if *a == b'.' { table.set_absence(*b, cost) } else { table.set_exchange(*a, *b, cost) }
    }
    table
}

/// The cheapest alignment of two words: what it costs, and its edits.
fn aligned(one: &[u8], other: &[u8], costs: &Costs) -> (u32, Vec<Edit>) {
    let (rows, columns) = (one.len(), other.len());
    let mut spent = vec![vec![0_u32; columns + 1]; rows + 1];
    for i in 0..=rows {
        for j in 0..=columns {
            let ways = steps(one, other, i, j, costs);
            let best = ways.into_iter().flatten().map(|(i, j, _, cost)| spent[i][j] + cost).min();
            spent[i][j] = best.unwrap_or(0);
        }
    }
    let (mut i, mut j, mut edits) = (rows, columns, Vec::new());
    while i + j > 0 {
        let ways = steps(one, other, i, j, costs).into_iter().flatten();
        let Some((to_i, to_j, edit, _)) = ways.min_by_key(|(i, j, _, cost)| spent[*i][*j] + cost)
        else {
            break;
        };
        edits.extend(edit);
        (i, j) = (to_i, to_j);
    }
    (spent[rows][columns], edits)
}

type Step = (usize, usize, Option<Edit>, u32);

fn steps(one: &[u8], other: &[u8], i: usize, j: usize, costs: &Costs) -> [Option<Step>; 3] {
    let (a, b) = (i.checked_sub(1).map(|i| one[i]), j.checked_sub(1).map(|j| other[j]));
    let both = a.zip(b).map(|(a, b)| {
        let edit = (a != b).then_some((a.min(b), a.max(b)));
        (i - 1, j - 1, edit, costs.exchange(a, b))
    });
    let left = a.map(|a| (i - 1, j, Some((b'.', a)), costs.absence(a)));
    let right = b.map(|b| (i, j - 1, Some((b'.', b)), costs.absence(b)));
    [both, left, right]
}
