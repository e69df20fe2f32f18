//! The words of papers that families send ahead: kinds, what is wrong with one, where it stands.

use super::model::{Misfit, Scan, ScanKind, ScanState, Told, Verdict};
use nabz_kernel::clock::Instant;
use nabz_web::messages::Message;
use nabz_web::msg::scans as msg;
use nabz_web::numbers::date_message;

/// A file's size is said in thousands of bytes.
const BYTES_A_KILOBYTE: u32 = 1_000;

/// Which paper it is.
pub fn kind(kind: ScanKind) -> Message {
    match kind {
        ScanKind::Identity => msg::kind_identity(),
        ScanKind::Residence => msg::kind_residence(),
        ScanKind::Birth => msg::kind_birth(),
        ScanKind::RationCard => msg::kind_ration_card(),
        ScanKind::VoterCard => msg::kind_voter_card(),
        ScanKind::BirthRegistration => msg::kind_birth_registration(),
        ScanKind::Other => msg::kind_other(),
    }
}

/// Why it does not fit, so that whoever sent it knows what to send instead.
pub fn misfit(why: Misfit) -> Message {
    match why {
        Misfit::Unreadable => msg::misfit_unreadable(),
        Misfit::PartMissing => msg::misfit_part_missing(),
        Misfit::OfSomebodyElse => msg::misfit_of_somebody_else(),
        Misfit::AnotherPaper => msg::misfit_another_paper(),
        Misfit::OutOfDate => msg::misfit_out_of_date(),
        Misfit::Aadhaar => msg::misfit_aadhaar(),
    }
}

/// What an office said of it.
pub fn verdict(verdict: Verdict) -> Message {
    match verdict {
        Verdict::Fits => msg::fits(),
        Verdict::Misfit(why) => msg::does_not_fit(misfit(why)),
    }
}

/// `JPEG, 840 kB`
pub fn file(scan: &Scan) -> Message {
    msg::file(scan.format.called(), scan.size.div_ceil(BYTES_A_KILOBYTE))
}

/// Where it stands, for whoever sent it; `seen_at` is when an office opened it first.
pub fn standing(scan: &Scan, seen_at: Option<Instant>) -> Message {
    let day = |at: Instant| date_message(at.date_in_india());
    match (scan.state, seen_at) {
        (ScanState::Waits, None) => msg::waits(day(scan.sent_at)),
        (ScanState::Waits, Some(at)) => msg::waits_seen(day(at), day(scan.sent_at)),
        (ScanState::Judged(judged), _) => {
            msg::was_judged(day(judged.at), day(scan.sent_at), verdict(judged.verdict))
        }
    }
}

/// What a page about somebody says of the papers that their family sent; nothing when there are none.
/// `opens` says whether whoever reads it may open them.
pub fn told(told: Told, opens: bool) -> Option<Message> {
    match told {
        Told { waiting: 0, judged: 0, .. } => None,
        Told { waiting: 0, judged, .. } => Some(msg::told_judged(judged)),
        Told { waiting, .. } if !opens => Some(msg::told_closed(waiting)),
        Told { unopened: 0, waiting, .. } => Some(msg::told_waiting(waiting)),
        Told { unopened, .. } => Some(msg::told_unopened(unopened)),
    }
}
