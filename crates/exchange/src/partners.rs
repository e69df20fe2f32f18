//! Partners: who may speak, and with which key. Both are said at the command line.

use nabz_access::Program;
use nabz_record::{SourceId, source};
use nabz_store::{Stop, Tx};

/// The partner of this name, made known to the city when it is new.
///
/// # Errors
/// `REC-004` for a name that could not end a URL.
pub fn partner(tx: &mut Tx<'_>, name: &str) -> Result<SourceId, Stop> {
    if let Some(known) = source::named(tx, name)? {
        return Ok(known);
    }
    let new = source::register(tx, name)?;
    let program = Program::doing(tx, "exchange.register-partner")?;
    tx.audit(&program, new.named())?;
    Ok(new)
}

/// Gives a partner the key it signs in with, by the key's SHA-256; the old key dies.
pub fn give_key(tx: &mut Tx<'_>, partner: SourceId, key_hash: &[u8; 32]) -> Result<(), Stop> {
    source::set_key(tx, partner, key_hash)?;
    let program = Program::doing(tx, "exchange.give-key")?;
    tx.audit(&program, partner.named())
}
