//! Lists that are linked, as a shell meets it: what is written and what never is, and what is said.

use nabz_testkit::{all_said, started_in};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const REFUSED: i32 = 1;
const USAGE: i32 = 2;

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = started_in(folder, env!("CARGO_BIN_EXE_nabz"));
    command.args(arguments);
    command
}

#[expect(clippy::unwrap_used, reason = "a story stops where its program does")]
fn nabz(folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments).output().unwrap()
}

/// Every file of a folder.
#[expect(clippy::unwrap_used, reason = "a story stops where its folder cannot be read")]
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let entries = entries.filter(|entry| !entry.path().is_dir());
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    entries.map(|entry| (name(&entry), fs::read(entry.path()).unwrap())).collect()
}

/// Twelve people in a list, and again in another with other headings, a slip and Hindi in it.
#[expect(clippy::unwrap_used, reason = "a story stops where its lists cannot be written")]
fn two_lists(folder: &Path) {
    const PEOPLE: [(&str, &str, &str); 12] = [
        ("Sunita Devi", "सुनीता देवी", "1984-03-12"),
        ("Ramesh Kumar", "Ramesh Kumarr", "1979-11-02"),
        ("Imran Ansari", "Imran Ansari", "1990-07-30"),
        ("Farida Begum", "फ़रीदा बेगम", "1962-01-19"),
        ("Gurpreet Kaur", "Gurprit Kaur", "1995-05-08"),
        ("Mohan Lal", "Mohan Lal", "1951-12-24"),
        ("Kavita Sharma", "Kavita Sharma", "2001-09-17"),
        ("Salim Qureshi", "Saleem Qureshi", "1973-02-11"),
        ("Anita Verma", "Anita Verma", "1988-06-25"),
        ("Vijay Thakur", "Vijay Thakur", "1969-10-04"),
        ("Pooja Mishra", "Puja Mishra", "1999-04-14"),
        ("Lakshmi Yadav", "लक्ष्मी यादव", "1957-08-21"),
    ];
    let (mut one, mut two) = ("rec,name,born\n".to_owned(), "no,naam,born\n".to_owned());
    for (n, (first, second, born)) in PEOPLE.iter().enumerate() {
        writeln!(one, "a{n},{first},{born}").unwrap();
        writeln!(two, "b{n},{second},{born}").unwrap();
    }
    let map = "id = \"rec\"\nfull_name = \"name\"\nbirth_date = \"born\"\n\
               [second]\nid = \"no\"\nfull_name = \"naam\"\n";
    for (file, text) in [("one.csv", &*one), ("two.csv", &*two), ("map.toml", map)] {
        fs::write(folder.join(file), text).unwrap();
    }
}

const LISTS: [&str; 6] = ["people", "link", "one.csv", "two.csv", "--map", "map.toml"];
const LINK: [&str; 8] =
    ["people", "link", "one.csv", "two.csv", "--map", "map.toml", "--out", "links.csv"];

#[test]
fn two_lists_are_linked_without_a_database_and_every_link_says_why_in_either_language() {
    let folder = tempfile::tempdir().unwrap();
    two_lists(folder.path());
    let output = nabz(folder.path(), &LINK);
    assert!(output.status.success(), "{}", all_said(&output));
    assert!(all_said(&output).contains("12 and 12 lines: 12 links"), "{}", all_said(&output));
    assert!(all_said(&output).contains(" from 0.9999 on, "), "{}", all_said(&output));
    for step in ["reading ", "12 lines of two.csv", "learning ", "from 24 lines", "comparing "] {
        assert!(all_said(&output).contains(step), "{step}: {}", all_said(&output));
    }
    let read = || fs::read_to_string(folder.path().join("links.csv")).unwrap();
    let links = read();
    let (head, pairs) = links.split_once('\n').unwrap();
    assert_eq!(head, "id_a,id_b,probability,codes,reasons");
    let is_own = |(n, line): (usize, &str)| line.starts_with(&format!("a{n},b{n},"));
    assert!(pairs.lines().enumerate().all(is_own), "{links}");
    assert!(links.contains("given_name:same_sound:+") && links.contains("the same by sound"));
    assert!(nabz(folder.path(), &LINK).status.success());
    assert_eq!(read(), links, "the same lists give the same bytes");
    let hindi = nabz(folder.path(), &[&["--lang", "hi"], &LINK[..], &["--one-to-one"]].concat());
    assert!(hindi.status.success(), "{}", all_said(&hindi));
    assert!(read().contains("सुनने में वही"), "{}", read());
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 4, "nothing unfinished stays");
}

#[test]
fn what_one_list_taught_judges_another_and_nothing_else_is_taken_for_it() {
    let folder = tempfile::tempdir().unwrap();
    two_lists(folder.path());
    let ask = |more: &[&str]| nabz(folder.path(), &[&LINK[..], more].concat());
    let output = ask(&["--learned", "learned.tsv"]);
    assert!(output.status.success(), "{}", all_said(&output));
    let learned = fs::read_to_string(folder.path().join("learned.tsv")).unwrap();
    assert!(learned.starts_with("nabz-learned 2\n"), "{learned}");
    let output = ask(&["--knowing", "learned.tsv"]);
    assert!(all_said(&output).contains("12 and 12 lines"), "{}", all_said(&output));
    let output = ask(&["--knowing", "map.toml"]);
    assert_eq!(output.status.code(), Some(REFUSED));
    assert!(all_said(&output).contains("LNK-005: map.toml"), "{}", all_said(&output));
    let both = ask(&["--knowing", "learned.tsv", "--learned", "again.tsv"]);
    assert_eq!(both.status.code(), Some(USAGE));
}

#[test]
fn a_list_or_a_map_with_faults_is_named_with_its_lines_and_no_links_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |file: &str, text: &str, expected: &[&str]| {
        two_lists(folder.path());
        fs::write(folder.path().join(file), text).unwrap();
        let output = nabz(folder.path(), &LINK);
        assert_eq!(output.status.code(), Some(REFUSED), "{}", all_said(&output));
        for piece in expected {
            assert!(all_said(&output).contains(piece), "{piece}: {}", all_said(&output));
        }
        assert!(!folder.path().join("links.csv").exists());
    };
    let twice = "no,naam,born\nb1,Asha,1980\nb2,Usha,1981\nb1,Isha,1982\n";
    refused("two.csv", twice, &["LNK-001", "two.csv", "Line 4, id: SHT-006", "line 2"]);
    refused("two.csv", "no,naam,born\nb1,Asha\n", &["two.csv", "Line 2: SHT-010"]);
    refused("two.csv", "no,born\nb1,1980\n", &["two.csv", "Line 1, full_name: SHT-009"]);
    let heading_twice = "no,naam,naam,born\nb1,Asha,Usha,1980\n";
    refused("two.csv", heading_twice, &["two.csv", "Line 1, full_name: SHT-006"]);
    refused("one.csv", "rec,name,born\n,Asha,1980\n", &["one.csv", "Line 2, id: SHT-001"]);
    refused("one.csv", "rec,name,born\n", &["LNK-004"]);
    refused("map.toml", "id = \"rec\"\nmiddle = \"x\"\n", &["map.toml", "Line 2: SHT-008"]);
    refused("map.toml", "id = \"rec\"\n[second]\nid = \"no\"\n", &["LNK-002"]);
    let one_list = ["people", "link", "one.csv", "--map", "map.toml", "--out", "links.csv"];
    let output = nabz(folder.path(), &[&one_list[..], &["--one-to-one"]].concat());
    assert!(all_said(&output).contains("LNK-003"), "{}", all_said(&output));
}

#[test]
fn no_file_that_is_read_is_written_over_under_whatever_name() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    two_lists(folder);
    let output = nabz(folder, &[&LINK[..], &["--learned", "learned.tsv"]].concat());
    assert!(output.status.success(), "{}", all_said(&output));
    fs::create_dir(folder.join("inner")).unwrap();
    std::os::unix::fs::symlink("one.csv", folder.join("linked.csv")).unwrap();
    std::os::unix::fs::symlink("..", folder.join("inner/back")).unwrap();
    let before = files(folder);
    let cases: [(&[&str], &str); 9] = [
        (&["--out", "one.csv"], "LNK-006: one.csv"),
        (&["--out", "./two.csv"], "LNK-006: ./two.csv"),
        (&["--out", "inner/../map.toml"], "LNK-006: inner/../map.toml"),
        (&["--out", "linked.csv"], "LNK-006: linked.csv"),
        (&["--out", "inner/back/one.csv"], "LNK-006: inner/back/one.csv"),
        (&["--out", "new.csv", "--learned", "linked.csv"], "LNK-006: linked.csv"),
        (&["--out", "new.csv", "--learned", "map.toml"], "--learned"),
        (&["--out", "learned.tsv", "--knowing", "learned.tsv"], "LNK-006: learned.tsv"),
        (&["--out", "new.csv", "--learned", "inner/../new.csv"], "LNK-007"),
    ];
    for (how, expected) in cases {
        let output = nabz(folder, &[&LISTS[..], how].concat());
        assert_eq!(output.status.code(), Some(REFUSED), "{how:?}: {}", all_said(&output));
        assert!(all_said(&output).contains(expected), "{how:?}: {}", all_said(&output));
        assert!(files(folder) == before, "{how:?} changed a file");
    }
}

#[test]
fn what_cannot_be_read_or_written_is_said_with_a_code_in_both_languages_and_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    two_lists(folder);
    fs::create_dir(folder.join("inner")).unwrap();
    // No list is there to be read: whoever hears of the folder has not waited for that.
    let lost = ["people", "link", "lost.csv", "--map", "map.toml"];
    let cases: [(&[&str], &[&str], &str); 6] = [
        (&lost, &["--out", "nowhere/links.csv"], "LNK-008: nowhere/links.csv"),
        (&lost, &["--out", "links.csv", "--learned", "inner"], "LNK-008: inner"),
        (&lost, &["--out", "links.csv"], "LNK-009: lost.csv"),
        (
            &["people", "link", "one.csv", "--map", "lost.toml"],
            &["--out", "a"],
            "LNK-009: lost.toml",
        ),
        (&LISTS, &["--out", "a", "--knowing", "lost.tsv"], "LNK-009: lost.tsv"),
        (&LISTS, &["--out", "a", "--threshold", "1.5"], "LNK-010"),
    ];
    for (what, how, expected) in cases {
        for language in ["en", "hi"] {
            let output = nabz(folder, &[&["--lang", language], what, how].concat());
            assert_eq!(output.status.code(), Some(REFUSED), "{}", all_said(&output));
            assert!(all_said(&output).contains(expected), "{expected}: {}", all_said(&output));
            let is_hindi = all_said(&output).contains('।');
            assert_eq!(is_hindi, language == "hi", "{}", all_said(&output));
        }
    }
    assert_eq!(files(folder).len(), 3, "nothing unfinished stays");
}

#[test]
fn a_run_that_is_killed_leaves_the_links_of_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let made_up = nabz(folder, &["simulate", "city", "--residents", "5000", "--seed", "5"]);
    assert!(made_up.status.success(), "{}", all_said(&made_up));
    fs::write(folder.join("links.csv"), "of yesterday").unwrap();
    let asked = ["people", "link", "city/registrations.csv", "--map", "city/columns.toml"];
    let asked = [&asked[..], &["--out", "links.csv"]].concat();
    let mut command = program(folder, &asked);
    let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let is_begun = || files(folder).keys().any(|name| name.ends_with(".unfinished"));
    while !is_begun() && running.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    running.kill().unwrap();
    running.wait().unwrap();
    assert_eq!(files(folder)["links.csv"], b"of yesterday");
}

#[test]
fn what_could_not_be_read_is_counted_for_each_column_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    two_lists(folder);
    let ask = |how: &[&str]| {
        let output = nabz(folder, &[how, &LINK[..]].concat());
        assert!(output.status.success(), "{}", all_said(&output));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&output.stdout), text(&output.stderr))
    };
    assert!(ask(&[]).1.contains("Every value of the mapped columns could be read."));
    let list = fs::read_to_string(folder.join("two.csv")).unwrap();
    let list = list.replace("1979-11-02", "11 Kartik");
    fs::write(folder.join("two.csv"), &list).unwrap();
    let (_, few) = ask(&[]);
    assert!(few.contains("two.csv, birth_date: 1 of 12 values could not be read"), "{few}");
    assert!(!few.contains("Warning") && !few.contains("Every value"), "{few}");
    fs::write(folder.join("two.csv"), list.replace("1962-01-19", "unknown")).unwrap();
    let (stdout, many) = ask(&[]);
    assert!(many.contains("Warning: two.csv, birth_date: 2 of 12 values"), "{many}");
    assert!(many.contains("line: 3, 5"), "{many}");
    assert!(!(stdout + &many).contains("Kartik"), "a list is nobody's to quote");
    let (_, hindi) = ask(&["--lang", "hi"]);
    assert!(hindi.contains("चेतावनी: two.csv, birth_date: 12 में से 2 मान"), "{hindi}");
    let (facts, silence) = ask(&["--json"]);
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    let expected = serde_json::json!([
        { "file": "two.csv", "column": "birth_date", "values": 12, "unread": 2, "lines": [3, 5] }
    ]);
    assert_eq!((&facts["unread"], silence.as_str()), (&expected, ""));
}
