//! Which names are common, by their sound, as a list taught it.

use super::learned::{Unreadable, fill};
use super::values::{ByText, single};
use std::iter::Peekable;

/// So many of the commonest are told apart.
const TOLD_APART: usize = 500;
const OTHERS: &str = "others";

/// How much commoner than average names are: natural logarithms.
#[derive(Clone, Default)]
pub(super) struct Common {
    sounds: ByText<f32>,
    /// Names that are none of them, on average.
    others: f32,
}

impl Common {
    /// Of sounds with how often each was met, and how rare it is.
    pub(super) fn of<'s>(sounds: impl Iterator<Item = (&'s str, u32, f32)>) -> Self {
        let mut sounds: Vec<(&str, u32, f32)> = sounds.collect();
        sounds.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
        let (common, others) = sounds.split_at(TOLD_APART.min(sounds.len()));
        let met: f64 = others.iter().map(|(_, met, _)| f64::from(*met)).sum();
        let sum: f64 =
            others.iter().map(|(_, met, rarity)| f64::from(*met) * f64::from(*rarity)).sum();
        Self {
            sounds: common.iter().map(|(sound, _, rarity)| ((*sound).into(), *rarity)).collect(),
            others: single(if met > 0.0 { sum / met } else { 0.0 }),
        }
    }

    /// How much commoner than average a name of this sound is; negative for a rare one.
    pub(super) fn rarity(&self, sound: &str) -> f32 {
        self.sounds.get(sound).copied().unwrap_or(self.others)
    }

    /// As rows, in the order of the sounds.
    pub(super) fn written(&self, word: &str) -> String {
        let mut sounds: Vec<(&str, f32)> =
            self.sounds.iter().map(|(sound, rarity)| (sound.as_ref(), *rarity)).collect();
        sounds.sort_unstable_by(|one, other| one.0.cmp(other.0));
        let row = |(sound, rarity)| format!("{word}\t{sound}\t{rarity:.6e}\n");
        let rows: String = sounds.into_iter().map(row).collect();
        format!("{OTHERS}\t{word}\t{:.6e}\n{rows}", self.others)
    }

    /// Reads what [`Self::written`] wrote.
    pub(super) fn read<'t>(
        rows: &mut Peekable<impl Iterator<Item = &'t str>>,
        word: &str,
    ) -> Result<Self, Unreadable> {
        let mut others = [0.0];
        fill(rows.next(), [OTHERS, word], &mut others)?;
        let mut common = Self { others: single(others[0]), ..Self::default() };
        let is_one = |row: &&str| row.split('\t').next() == Some(word);
        while let Some(row) = rows.next_if(is_one) {
            let sound = row.split('\t').nth(1).ok_or(Unreadable)?;
            let mut rarity = [0.0];
            fill(Some(row), [word, sound], &mut rarity)?;
            common.sounds.insert(sound.into(), single(rarity[0]));
        }
        Ok(common)
    }
}

/// How likely two strangers say the same, and what sounds the same, as another list taught.
#[derive(Clone, Copy)]
pub(super) struct Taught<'l> {
    pub(super) same: f64,
    pub(super) sound: f64,
    pub(super) common: Option<&'l Common>,
}

impl Taught<'_> {
    /// How much commoner than average a sound is, as a factor.
    pub(super) fn commoner(&self, sound: Option<&str>) -> f64 {
        let rarity = self.common.zip(sound).map_or(0.0, |(common, sound)| common.rarity(sound));
        f64::from(rarity).exp()
    }
}
