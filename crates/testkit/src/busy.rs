//! A city whose counters are all open, and everybody who comes at once.

use crate::{City, Database};
use std::ops::Deref;
use std::sync::Barrier;

/// How many people do the same thing at the same time.
pub const MANY: usize = 32;

/// Any city, on a database with sixteen connections that write. Stories in which thirty-two act at
/// once take it: on the two connections of the others hardly anything happens at once.
pub struct Busy<C>(C);

impl<C: City> City for Busy<C> {
    fn on(database: Database) -> Self {
        Self(C::on(database.busy()))
    }
}

impl<C> Deref for Busy<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.0
    }
}

/// Lets thirty-two people do `act` at the same moment, each told their number, and collects what
/// each got.
///
/// # Panics
/// When one of them does.
pub fn at_once<T: Send>(act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let gate = Barrier::new(MANY);
    std::thread::scope(|scope| {
        let person = |number| {
            let (gate, act) = (&gate, &act);
            scope.spawn(move || {
                gate.wait();
                act(number)
            })
        };
        let people: Vec<_> = (0..MANY).map(person).collect();
        people
            .into_iter()
            .map(|one| one.join().unwrap_or_else(|e| std::panic::resume_unwind(e)))
            .collect()
    })
}
