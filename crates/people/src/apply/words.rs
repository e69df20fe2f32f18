//! The words of the public site that reach a phone.

use crate::messages::words::said_in;
use nabz_kernel::clock::Date;
use nabz_web::messages::{Fact, Language};
use nabz_web::msg::apply as msg;
use nabz_web::numbers::date_message;

/// What a phone shows once a family was registered with it: how many people, how many cards on paper
/// they were given, and at which address they see and print them, where that is known. It names
/// nobody. With an address of 40 letters it takes three messages of a phone in Hindi, and two in
/// English.
pub fn registered(
    (people, cards): (usize, usize),
    address: Option<&str>,
    today: Date,
    languages: &[Language],
) -> String {
    let place = match address {
        Some(address) => Fact::Text(address.to_owned()),
        None => Fact::Said(Box::new(msg::sms_on_the_site())),
    };
    said_in(&msg::sms_registered(cards, date_message(today), people, place), languages)
}
