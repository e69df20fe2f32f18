//! What became of the visits of a run: every one that ended early says why, or the run failed.

use super::{Ran, Told};
use crate::cli::{Opd, Until};
use std::fmt;

/// How far the visits of a run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ledger {
    visits: usize,
    tokens: usize,
    signed: usize,
    handed_out: usize,
    /// A doctor called and nobody waited.
    no_patient: usize,
    /// A pharmacist called and no slip waited, or nothing of it was on the shelf.
    no_slip: usize,
}

impl Ledger {
    /// Counts what was acknowledged.
    pub(crate) fn of(asked: &Opd, ran: &Ran) -> Self {
        let told = |which: fn(&Told) -> bool| ran.told.iter().filter(|one| which(one)).count();
        let idle = |which: fn(&str) -> bool| ran.idle.iter().filter(|step| which(step)).count();
        Self {
            visits: asked.visits,
            tokens: told(|one| matches!(one, Told::Token { .. })),
            signed: told(|one| matches!(one, Told::Signed { .. })),
            handed_out: told(|one| matches!(one, Told::Dispensed { .. })),
            no_patient: idle(|step| step == "call"),
            no_slip: idle(|step| step != "call"),
        }
    }

    /// Steps of the plan that neither happened nor were called in vain.
    pub(crate) fn unexplained(&self, until: Until) -> Option<String> {
        let tokens = if until >= Until::Token { self.visits } else { 0 };
        let signed =
            if until >= Until::Sign { self.tokens.saturating_sub(self.no_patient) } else { 0 };
        let handed_out =
            if until >= Until::Dispense { self.signed.saturating_sub(self.no_slip) } else { 0 };
        let short = self.tokens < tokens || self.signed < signed || self.handed_out < handed_out;
        short.then(|| format!("visits ended early and nobody said why: {self}"))
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} visits: {} tokens, {} signed, {} handed out; a doctor called nobody {} times, \
             a pharmacist {} times",
            self.visits, self.tokens, self.signed, self.handed_out, self.no_patient, self.no_slip
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_that_ends_early_without_a_word_fails_the_run() {
        let all =
            Ledger { visits: 10, tokens: 10, signed: 9, handed_out: 8, no_patient: 1, no_slip: 1 };
        assert_eq!(all.unexplained(Until::Dispense), None);
        let lost = Ledger { handed_out: 7, ..all };
        assert!(lost.unexplained(Until::Dispense).is_some());
        assert_eq!(lost.unexplained(Until::Sign), None);
        assert!(Ledger { tokens: 9, ..all }.unexplained(Until::Token).is_some());
    }
}
