//! The work behind the outbox: messages are handed to the gateway, and texts that told a code are
//! taken away.

use super::actions::{BLANK, SEND, Work, moved};
use super::model::{MessageState, Sms, WhyFailed};
use super::{Gateway, rules, store};
use nabz_store::{Jobs, Stop, Store, Task, Tx};
use std::sync::Arc;

/// Adds the work of messages to what a program does behind its pages.
pub fn handlers(jobs: Jobs, gateway: Arc<dyn Gateway>) -> Jobs {
    let carry = move |database: &Store, task: &Task| send(database, gateway.as_ref(), task);
    jobs.on_outside(SEND, carry).on(BLANK, blank)
}

/// Hands one message to the gateway. A crash before that is noted makes it go out again; a message
/// that was given to other work since is left to it.
fn send(database: &Store, gateway: &dyn Gateway, task: &Task) -> Result<(), Stop> {
    let id = task.read::<Work>()?.message;
    let found = database.read_blocking(move |view| store::sms(view, id))?;
    let is_ours = |sms: &Sms| sms.state == MessageState::Queued && sms.job == task.id.uuid();
    let Some(sms) = found.filter(is_ours) else { return Ok(()) };
    let has_lapsed = rules::has_lapsed(&sms, database.clock().now());
    let Some(text) = sms.text.as_deref().filter(|_| !has_lapsed) else {
        return database.write_blocking(move |tx| {
            store::give_up(tx, id, WhyFailed::Lapsed)?;
            moved(tx)
        });
    };
    let Err(fault) = gateway.carry(&sms, text) else {
        return database.write_blocking(move |tx| {
            store::note_sent(tx, id)?;
            moved(tx)
        });
    };
    let is_last = task.attempt >= rules::SENDING_TRIES_MAX;
    database.write_blocking(move |tx| {
        store::note_try(tx, id)?;
        if is_last {
            store::give_up(tx, id, WhyFailed::Gateway)?;
        }
        moved(tx)
    })?;
    if is_last {
        tracing::warn!(sms = %id, %fault, "a message was given up");
        return Ok(());
    }
    Err(Stop::fault(format!("the gateway took no message: {fault}")))
}

/// Takes away the text of a code that has lapsed.
fn blank(tx: &mut Tx<'_>, task: &Task) -> Result<(), Stop> {
    store::blank(tx, task.read::<Work>()?.message)?;
    moved(tx)
}
