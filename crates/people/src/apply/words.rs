//! The words of the public site that reach a phone.

use crate::messages::words::said_in;
use nabz_kernel::clock::Date;
use nabz_web::messages::Language;
use nabz_web::msg::apply as msg;
use nabz_web::numbers::date_message;

/// What a phone shows once a family was registered with it: how many people, and how many cards on
/// paper they were given. It names nobody.
pub fn registered((people, cards): (usize, usize), today: Date, languages: &[Language]) -> String {
    said_in(&msg::sms_registered(cards, date_message(today), people), languages)
}
