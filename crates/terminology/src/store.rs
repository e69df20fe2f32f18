//! The tables. Every statement is written here once, for both engines.

pub(crate) mod concepts;
pub(crate) mod hierarchy;
pub(crate) mod releases;
pub(crate) mod sweep;
pub(crate) mod targets;
pub(crate) mod write;

use nabz_store::{Row, Stop, Value};

/// A number of a concept, or of something that is counted.
fn number(row: &Row<'_>, position: usize) -> Result<u32, Stop> {
    u32::try_from(row.get::<i64>(position)?).map_err(|_| Stop::fault("a number out of range"))
}

/// How many keys one statement asks for at once.
const AT_ONCE: usize = 16;

/// The values of a statement that asks for [`AT_ONCE`] keys; the last key fills what is left.
fn padded(first: &[Value], keys: &[Value]) -> Vec<Value> {
    let mut values = first.to_vec();
    let last = keys.last().cloned().unwrap_or(Value::Null);
    values.extend(keys.iter().cloned().chain(std::iter::repeat(last)).take(AT_ONCE));
    values
}
