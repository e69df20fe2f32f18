//! How many of one address may be somewhere at once.

use nabz_kernel::visitor::VisitorAddress;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts who is inside, by address.
#[derive(Clone)]
pub(crate) struct Crowd(Arc<Shared>);

struct Shared {
    of_one_max: usize,
    inside: Mutex<HashMap<VisitorAddress, usize>>,
}

/// A place inside, kept until it is dropped.
#[must_use]
pub(crate) struct Inside(Option<(Arc<Shared>, VisitorAddress)>);

impl Crowd {
    /// With this many places for each address.
    pub(crate) fn of(of_one_max: usize) -> Self {
        Self(Arc::new(Shared { of_one_max, inside: Mutex::default() }))
    }

    /// A place for one more, unless the others of this address have them all. Who comes from no
    /// address is let in and not counted.
    pub(crate) fn enter(&self, address: Option<VisitorAddress>) -> Option<Inside> {
        let Some(address) = address else { return Some(Inside(None)) };
        let mut inside = self.0.inside();
        let count = inside.entry(address).or_default();
        if *count >= self.0.of_one_max {
            return None;
        }
        *count += 1;
        Some(Inside(Some((Arc::clone(&self.0), address))))
    }
}

impl Shared {
    fn inside(&self) -> MutexGuard<'_, HashMap<VisitorAddress, usize>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let Some((crowd, address)) = self.0.take() else { return };
        let mut inside = crowd.inside();
        if let Entry::Occupied(mut count) = inside.entry(address) {
            if *count.get() > 1 {
                *count.get_mut() -= 1;
            } else {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leaves_makes_room_for_one_more_of_the_same_address() {
        let [one, other] = ["203.0.113.7", "203.0.113.8"]
            .map(|address| Some(VisitorAddress::of(address.parse().unwrap())));
        let crowd = Crowd::of(2);
        let (first, second) = (crowd.enter(one).unwrap(), crowd.enter(one).unwrap());
        assert!(crowd.enter(one).is_none());
        let elsewhere = crowd.enter(other).unwrap();
        drop(first);
        let third = crowd.enter(one).unwrap();
        assert!(crowd.enter(one).is_none());
        drop((second, third, elsewhere));
        assert!(crowd.0.inside().is_empty(), "nobody is remembered");
    }

    #[test]
    fn who_comes_from_no_address_is_not_counted() {
        let crowd = Crowd::of(1);
        let all = [crowd.enter(None), crowd.enter(None)];
        assert!(all.iter().all(Option::is_some));
    }
}
