//! Rows of several ids in one statement: a statement costs a round trip, an id almost nothing.

use crate::stop::Stop;
use crate::tx::Tx;
use crate::value::{Row, Value};

impl Tx<'_> {
    /// The rows of all ids, as many ids a statement as it has `places` for.
    ///
    /// The parameters of `sql` are `first`, then the places: `a = $1 AND id IN ($2, $3, $4)`. Places
    /// that are left over ask again for the last id, which `IN` finds once.
    pub fn query_several<T, Id: Copy + Into<Value>>(
        &mut self,
        sql: &'static str,
        first: &[Value],
        (ids, places): (&[Id], usize),
        mut read_row: impl FnMut(&Row<'_>) -> Result<T, Stop>,
    ) -> Result<Vec<T>, Stop> {
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(places) {
            let last = some.last().into_iter().cycle();
            let asked = some.iter().chain(last).take(places).map(|id| (*id).into());
            let values: Vec<Value> = first.iter().cloned().chain(asked).collect();
            found.extend(self.query(sql, &values, &mut read_row)?);
        }
        Ok(found)
    }
}
