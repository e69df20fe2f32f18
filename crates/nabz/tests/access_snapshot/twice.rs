//! Whatever is pressed twice happens once: every try of the table that carries a key is sent
//! again, and the second time is answered like the first and changes nothing.

use crate::ask::Ask;
use crate::people::{self, Arm, STAFF};
use crate::table::TABLE;
use crate::town::Town;
use nabz_store::{AuditSearch, Outcome, Tx};
use nabz_testkit::{city_test, wait_for};
use std::collections::BTreeSet;
use std::fmt::Write;

/// So many routes take a key, at least.
const KEYED_MIN: usize = 30;
/// Rows that say what one of the staff did; a colleague's or the program's are not looked at.
const ROWS_MAX: u32 = 2_000;

#[city_test]
fn a_form_that_is_sent_twice_is_done_once(town: &mut Town) {
    let columns = people::columns(town, Arm::Own);
    let ask = Ask::of(town);
    let (mut twice, mut keyed) = (String::new(), BTreeSet::new());
    for column in columns.iter().take(STAFF) {
        let things = town.things(column);
        let staff = column.staff.unwrap();
        wait_for(async {
            for one in TABLE {
                let first = ask.answer(one, column, &things).await;
                if first != "yes" || !one.body.contains("once=") {
                    continue;
                }
                keyed.insert(one.label());
                let before = done(town, staff);
                let second = ask.answer(one, column, &things).await;
                let after = done(town, staff);
                if second != "yes" || before != after {
                    let label = one.label();
                    writeln!(twice, "{}: {label}: {second}, {before} → {after}", column.title)
                        .unwrap();
                }
            }
        });
    }
    assert!(twice.is_empty(), "done again, or answered otherwise:\n{twice}");
    assert!(keyed.len() >= KEYED_MIN, "only these carry a key: {keyed:#?}");
}

/// How often somebody has done something; looks at a record, and what was refused, are left out.
fn done(town: &Town, staff: nabz_kernel::ids::StaffId) -> usize {
    // What was looked at, or looked for in vain, is written down within a second; here at once.
    town.database.store.flush_reads().unwrap();
    let rows = move |view: &mut Tx<'_>| view.audit_rows(AuditSearch::Actor(staff), None, ROWS_MAX);
    let rows = town.database.store.read_blocking(rows).unwrap();
    rows.iter().filter(|row| row.subject_kind != "Record" && row.outcome == Outcome::Done).count()
}
