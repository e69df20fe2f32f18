//! What the words of a fault hold, which go to the log: a code and names, never a value.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken promise should stop the test where it broke"
)]

use nabz_store::{Stop, Value};
use nabz_testkit::{TestCity, city_test};

/// Unmistakable wherever it turns up.
const MARK: &str = "zqvxwk";
const NUMBER: i64 = 73_519_735_197;
const ADD: &str = "
    INSERT INTO store_sequence (facility_id, sequence, within, last)
    VALUES ($1, $2, $3, $4)";
const NUMBERS: &str = "SELECT sequence FROM store_sequence WHERE facility_id = $1";

/// The words for the log; `None` where the engine takes the statement.
fn fault(city: &TestCity, sql: &'static str, values: Vec<Value>) -> Option<String> {
    match city.write(move |tx| tx.query(sql, &values, |_| Ok(()))) {
        Ok(_) => None,
        Err(Stop::Fault(fault)) => Some(format!("{fault} {fault:?}")),
        Err(stop @ (Stop::Refused(_) | Stop::Again)) => panic!("{stop}"),
    }
}

fn row(facility: Value, last: i64) -> Vec<Value> {
    vec![facility, MARK.into(), MARK.into(), last.into()]
}

fn holds_no_value(words: &str) {
    assert!(!words.contains(MARK) && !words.contains(&NUMBER.to_string()), "{words}");
}

/// PostgreSQL adds `Key (…)=(…) already exists` and `Failing row contains (…)`.
#[city_test]
fn a_constraint_that_is_broken_is_named_without_the_row_that_broke_it(city: &mut TestCity) {
    let facility: Value = city.facility.into();
    assert_eq!(fault(city, ADD, row(facility.clone(), NUMBER)), None);
    let broken = [
        (row(facility.clone(), NUMBER), "store_sequence"),
        (row(facility, -NUMBER), "store_sequence_counts_up"),
        (row(Value::Null, NUMBER), "facility_id"),
    ];
    for (values, named) in broken {
        let words = fault(city, ADD, values).unwrap();
        holds_no_value(&words);
        assert!(words.contains(named), "nobody finds what was broken: {words}");
    }
}

/// Each of these makes one engine quote a value in its own words: PostgreSQL the first two,
/// SQLite the third.
#[city_test]
fn a_value_that_an_engine_cannot_work_with_is_not_quoted(city: &mut TestCity) {
    let statements = [
        "SELECT CAST(CAST($1 AS TEXT) AS BIGINT)",
        "SELECT CAST(CAST($1 AS TEXT) AS UUID)",
        "SELECT json_extract('{}', $1)",
    ];
    let faults = statements.map(|sql| fault(city, sql, vec![MARK.into()]));
    let mut told = faults.into_iter().flatten().peekable();
    assert!(told.peek().is_some(), "neither engine would take all three");
    told.for_each(|words| holds_no_value(&words));
}

#[city_test]
fn a_column_that_is_read_as_something_else_is_not_quoted(city: &mut TestCity) {
    let facility: Value = city.facility.into();
    assert_eq!(fault(city, ADD, row(facility.clone(), NUMBER)), None);
    let read = city.read(move |view| {
        view.query(NUMBERS, std::slice::from_ref(&facility), |row| row.get::<i64>(0))
    });
    let words = read.unwrap_err().to_string();
    holds_no_value(&words);
    assert!(words.contains("column 0") && words.contains("i64"), "{words}");
}

/// A mistake in a statement is our own, and whoever mends it needs the words.
#[city_test]
fn a_statement_that_no_engine_knows_is_told_in_the_engines_words(city: &mut TestCity) {
    let words = fault(city, "SELECT nothing_of_that_name FROM store_sequence", Vec::new());
    assert!(words.unwrap().contains("nothing_of_that_name"));
}

#[test]
fn kept_json_that_cannot_be_read_is_not_quoted() {
    let wrong = serde_json::from_str::<Vec<u8>>(&format!("[1, \"{MARK}\"]")).unwrap_err();
    assert!(wrong.to_string().contains(MARK), "{wrong}");
    let words = Stop::unreadable("a note", &wrong).to_string();
    holds_no_value(&words);
    assert!(words.contains("a note") && words.contains("line 1"), "{words}");
}

/// A driver that is asked for details writes the parameters of every statement into its log.
#[test]
fn a_parameter_shows_no_more_than_an_id() {
    let shown = format!("{:?}", row(Value::Uuid(uuid::Uuid::from_u128(7)), NUMBER));
    holds_no_value(&shown);
    assert!(shown.contains("00000000-0000-0000-0000-000000000007"), "{shown}");
}
