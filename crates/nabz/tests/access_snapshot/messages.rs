//! A message that the gateway did not take, for every column.

use crate::town::{Named, Place};
use nabz_kernel::language::Language;
use nabz_kernel::phone::Mobile;
use nabz_people::messages::actions::send;
use nabz_people::messages::model::{MessageKind, Outgoing, WhyFailed};
use nabz_people::messages::store;
use nabz_store::{Stop, Tx};

pub(crate) fn in_outbox(tx: &mut Tx<'_>, _: Place, title: &str) -> Result<Named, Stop> {
    let outgoing = Outgoing {
        to: Mobile::parse("0000004321")?,
        kind: MessageKind::CardReady,
        text: format!("The card of the {title} lies ready."),
        language: Language::English,
    };
    let unsent = send(tx, &outgoing)?;
    store::give_up(tx, unsent, WhyFailed::Gateway)?;
    Ok(vec![("unsent", unsent.to_string())])
}
