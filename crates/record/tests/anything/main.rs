//! Whatever is sent: nothing stops, takes long or fills the memory, up to where the database begins.
//!
//! What is made up is the same at every run, so that a change does not fail for another's sake;
//! `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others, and for more.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken promise should stop the test where it broke"
)]

mod each;
mod made;
mod odd;

use nabz_fhir::patch::Patch;
use nabz_fhir::validate::check;
use nabz_fhir::{Body, fhirpath};
use nabz_kernel::clock::Stopwatch;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::time::Duration;

/// No input of a few kilobytes may take so long, in a build that is hardly optimised, on a machine
/// that does something else.
const CASE_MAX: Duration = Duration::from_secs(5);
/// More memory than any test here may have taken, with all that its process holds.
const MEMORY_MAX_KIB: u64 = 700 * 1024;

fn config(cases: u32) -> Config {
    let asked = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { cases };
    let is_asked = std::env::var_os("PROPTEST_RNG_SEED").is_some();
    let rng_seed = if is_asked { asked.rng_seed } else { RngSeed::Fixed(29) };
    Config { cases, rng_seed, failure_persistence: None, max_shrink_iters: 2_000, ..asked }
}

/// Does it within the time that a case may take.
fn soon<T>(about: &str, most: Duration, act: impl FnOnce() -> T) -> T {
    let watch = Stopwatch::start();
    let done = act();
    let took = watch.elapsed();
    assert!(took < most, "{about} took {took:?}");
    done
}

/// The most memory that this process had at once.
fn memory_peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// What is made up means something often enough for the tests to say something.
#[test]
fn much_of_what_is_made_up_is_read() {
    let mut runner = TestRunner::new(config(1));
    let mut of = |made: &mut dyn FnMut(&mut TestRunner) -> bool| {
        (0..200).filter(|_| made(&mut runner)).count()
    };
    let bodies = of(&mut |runner| {
        let bytes = made::mutated("body").new_tree(runner).unwrap().current();
        Body::parse(bytes).is_ok()
    });
    let right = of(&mut |runner| {
        let bytes = made::mutated("body").new_tree(runner).unwrap().current();
        Body::parse(bytes).is_ok_and(|body| check(&body).is_empty())
    });
    let paths = of(&mut |runner| {
        fhirpath::parse(&made::mutated_text("path").new_tree(runner).unwrap().current()).is_ok()
    });
    let patches = of(&mut |runner| {
        let bytes = made::mutated("patch").new_tree(runner).unwrap().current();
        Patch::json(bytes.clone()).is_ok() || Patch::parameters(bytes).is_ok()
    });
    assert!(
        bodies > 80 && right > 30 && paths > 60 && patches > 60,
        "{bodies} {right} {paths} {patches}"
    );
}

fn is_within_memory() {
    let peak = memory_peak_kib();
    assert!(peak < MEMORY_MAX_KIB, "{peak} KiB");
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn a_body_of_any_kind_is_read_or_refused(text in made::resource()) {
        soon(&text, CASE_MAX, || each::body(text.as_bytes()));
    }

    #[test]
    fn a_body_that_was_right_before_it_changed_is_read_or_refused(bytes in made::mutated("body")) {
        soon("a body", CASE_MAX, || each::bytes(&bytes));
    }

    #[test]
    fn any_bytes_and_any_json_are_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..200), text in made::json()
    ) {
        soon("bytes", CASE_MAX, || each::bytes(&bytes));
        soon(&text, CASE_MAX, || each::bytes(text.as_bytes()));
    }

    #[test]
    fn lines_are_read_or_refused_each_by_itself(bytes in made::mutated("lines")) {
        soon("lines", CASE_MAX, || each::lines(&bytes));
    }

    #[test]
    fn a_query_is_understood_or_refused(text in made::mutated_text("query"), other in "\\PC{0,60}") {
        soon(&text, CASE_MAX, || each::query(&text));
        soon(&other, CASE_MAX, || each::query(&other));
    }

    #[test]
    fn a_filter_is_understood_or_refused(text in made::mutated_text("filter")) {
        soon(&text, CASE_MAX, || each::filter(&text));
    }

    #[test]
    fn a_path_is_understood_or_refused_and_ends(text in made::mutated_text("path"), other in "\\PC{0,40}") {
        soon(&text, CASE_MAX, || each::path(&text));
        soon(&other, CASE_MAX, || each::path(&other));
    }

    #[test]
    fn a_patch_is_applied_or_refused(bytes in made::mutated("patch")) {
        soon("a patch", CASE_MAX, || each::patch(&bytes));
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn a_condition_on_any_parameter_is_understood_or_refused(
        of in proptest::sample::select(vec!["Patient", "Observation", "Location", "ValueSet"]),
        at in any::<proptest::sample::Index>(),
        modifier in proptest::sample::select(vec!["", ":exact", ":missing", ":not", ":contains",
            ":below", ":above", ":text", ":in", ":of-type", ":identifier", ":Patient", ":x", ":"]),
        value in prop_oneof![
            "[a-z0-9|$,\\\\.:<>=!-]{0,24}",
            "(eq|ne|gt|lt|ge|le|sa|eb|ap)?-?[0-9.eE+-]{0,30}(\\|[^|]{0,10}){0,2}",
            "(eq|ne|gt|lt|ge|le|sa|eb|ap)?[0-9]{0,5}(-[0-9]{0,3}){0,3}(T[0-9:.]{0,12})?(Z|[+-][0-9:]{0,5})?",
            "\\PC{0,30}",
        ],
    ) {
        let params = nabz_fhir::definitions::params(nabz_fhir::ResourceType::named(of).unwrap());
        let pairs = [(format!("{}{modifier}", params[at.index(params.len())].code), value)];
        soon(&pairs[0].1, CASE_MAX, || each::pairs_of(of, &pairs));
    }
}
