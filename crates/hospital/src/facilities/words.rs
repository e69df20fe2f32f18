//! How breaking the glass is spoken of, on every page that offers it.

use nabz_access::break_glass::Cause;
use nabz_web::messages::Message;
use nabz_web::msg::facilities as msg;

/// Why somebody has to read without a relationship.
pub fn cause(cause: Cause) -> Message {
    match cause {
        Cause::Unconscious => msg::cause_unconscious(),
        Cause::Danger => msg::cause_danger(),
        Cause::Advice => msg::cause_advice(),
        Cause::OnTheWay => msg::cause_on_the_way(),
        Cause::Other => msg::cause_other(),
    }
}

/// Every cause for a form: its word, what it is called, and whether it is the one.
pub fn causes(chosen: Cause) -> Vec<(&'static str, Message, bool)> {
    Cause::ALL.iter().map(|one| (one.word(), cause(*one), *one == chosen)).collect()
}
