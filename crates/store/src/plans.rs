//! How the engine goes about statements that are really sent, for tests that no question reads a
//! whole table.

use crate::stop::Stop;
use crate::tx::{Engine, Tx};
use crate::value::Value;
use std::collections::BTreeMap;

/// The statements of a question, each with the values it was sent with first.
pub(crate) type Sent = BTreeMap<&'static str, Vec<Value>>;

/// A statement that was sent, and the plans that the engine may follow for it.
#[derive(Debug)]
pub struct Explained {
    /// Its text.
    pub sql: &'static str,
    /// The lines of each plan: on SQLite there is one; PostgreSQL has one for the values that were
    /// sent and one for any, and takes the second once a statement was sent five times.
    pub plans: Vec<Vec<String>>,
}

/// Asks a question, and then the engine how it went about each of its statements.
///
/// A plan of PostgreSQL says something only where its tables hold rows that were counted.
pub fn explained<T>(
    tx: &mut Tx<'_>,
    question: impl FnOnce(&mut Tx<'_>) -> T,
) -> Result<(T, Vec<Explained>), Stop> {
    tx.listen();
    let answer = question(tx);
    let sent = tx.heard();
    let explained = sent.into_iter().map(|(sql, values)| {
        let plans = tx.guarded(|engine| match engine {
            Engine::Sqlite(session) => Ok(vec![session.plan(sql)?]),
            Engine::Postgres(session) => session.plans(sql, &values),
        })?;
        Ok(Explained { sql, plans })
    });
    Ok((answer, explained.collect::<Result<_, Stop>>()?))
}
