//! What stands of a visit, however many sets it took. Pure.

use super::{judge, unscored};
use crate::triage::model::{About, Sign, Signs, Standing, Urgency, Vitals};
use nabz_kernel::birth::Age;

/// The newest reading of each sign in the sets that stand, judged together; `None` without a set.
///
/// Nobody is called steady whom NEWS2 does not score: the few rules beside it say who is in danger,
/// and their silence does not say that somebody is not.
///
/// `sets` are of one visit and of those from which its person was sent on, the latest first. A
/// reading counts until it is taken again or taken back: who was red stays red after a set that
/// only weighed them. The saturation keeps the scale by which it was judged when it was read;
/// whether somebody is pregnant is as the latest set says.
pub fn standing(sets: &[Vitals], age: Option<Age>) -> Option<Standing> {
    let latest = sets.first()?;
    let signs = sets.iter().fold(Signs::default(), |newer, set| newer.over(&set.signs));
    let from = |sign: Sign| sets.iter().find(|set| set.signs.has(sign));
    let scale = from(Sign::Saturation).map_or(latest.scale, |set| set.scale);
    let about = About { age, pregnant: latest.pregnant, scale };
    let judged = judge(&signs, about).ok();
    let unscored = unscored(about);
    let urgency = match judged.map(|judged| judged.urgency) {
        Some(Urgency::Steady) if unscored.is_some() => Urgency::NotMeasured,
        Some(urgency) => urgency,
        None => Urgency::NotMeasured,
    };
    let read_at = Sign::ALL.into_iter().filter_map(|sign| Some((sign, from(sign)?.taken_at)));
    Some(Standing {
        read_at: read_at.collect(),
        taken_at: latest.taken_at,
        about,
        news2: judged.and_then(|judged| judged.news2),
        unscored,
        urgency,
        signs,
    })
}
