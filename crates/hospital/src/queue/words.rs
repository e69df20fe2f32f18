//! The queue's words as messages.

use super::model::TokenState;
use nabz_web::Message;
use nabz_web::msg;

/// Where a token is now, in words.
pub fn state(state: TokenState) -> Message {
    match state {
        TokenState::Waiting { .. } => msg::queue::state_waiting(),
        TokenState::Called { .. } => msg::queue::state_called(),
        TokenState::Absent { .. } => msg::queue::state_absent(),
        TokenState::WithDoctor { .. } => msg::queue::state_with_doctor(),
        TokenState::Seen { .. } => msg::queue::state_seen(),
        TokenState::Unsigned { .. } => msg::queue::state_unsigned(),
        TokenState::Left { .. } => msg::queue::state_left(),
    }
}
