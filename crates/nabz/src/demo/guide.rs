//! What the demo prints: the address, one sign-in per role, and what there is to look at.

use super::{PASSWORD, factors};
use crate::say::Say;
use serde_json::json;
use std::fmt::Write as _;

/// Who works at Lok Nayak Hospital, and what waits for them.
const SIGN_INS: [(&str, &str, &str); 8] = [
    ("registration clerk", "pooja.bisht", "Health cards: give, order, hand over, block, replace"),
    ("triage nurse", "shabnam.saini", "the waiting room, and whoever comes next"),
    ("doctor", "kavita.rawat", "call the next one; Mahesh Verma has facts for an emergency"),
    ("pharmacist", "imran.qureshi", "whoever waits for medicine"),
    ("store keeper", "deepa.das", "what lies on the shelves, and what runs out"),
    ("administrator", "ashok.nair", "Card office: requests, batches, post, rolls; Messages"),
    ("records officer", "arjun.grover", "Duplicates: three pairs wait; Corrections"),
    ("auditor", "rekha.chauhan", "who did what, and who looked at whom"),
];

/// What is open to everybody, and what to do there.
const OPEN: [(&str, &str); 3] = [
    ("/apply", "a family registers itself; its code stands in the administrator's Messages"),
    ("/mine", "a resident sees their card, with a phone on record: 00000 11001"),
    ("/check", "on a phone: whether a card counts"),
];

/// One of those whom the partner of the demo knows.
const IMPORTED: &str = "Liz Conn";

pub(super) fn show(address: &str, say: &Say) {
    let people = SIGN_INS
        .iter()
        .map(|(role, name, look)| json!({ "role": role, "sign_in": name, "look": look }));
    let people: Vec<_> = people.collect();
    let secret = factors::secret().base32();
    let told = json!({
        "address": address, "sign_ins": people, "password": PASSWORD, "code_secret": secret
    });
    say.result(text(address), &told);
}

fn text(address: &str) -> String {
    let mut text = format!("\nNabz is at {address}   (Ctrl-C stops it; what you do is kept)\n\n");
    for (role, name, look) in SIGN_INS {
        _ = writeln!(text, "  {role:20} {name:16} {look}");
    }
    _ = writeln!(text, "\n  password for everyone   {PASSWORD}");
    _ = writeln!(text, "  six digits for the last three   ./dev demo --code\n");
    for (path, look) in OPEN {
        let place = format!("{address}{path}");
        _ = writeln!(text, "  {place:37} {look}");
    }
    _ = writeln!(
        text,
        "\n  a history from elsewhere: search {IMPORTED}, give a token, see her as doctor"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::USERS;

    #[test]
    fn a_stranger_is_told_who_works_here_and_where_residents_go() {
        let text = text("http://127.0.0.1:8080");
        for (_, name, look) in SIGN_INS {
            assert!(text.contains(name) && text.contains(look), "{text}");
            assert!(USERS.lines().any(|line| line.starts_with(name)), "{name} works nowhere");
        }
        for (path, _) in OPEN {
            assert!(text.contains(&format!("http://127.0.0.1:8080{path} ")), "{text}");
        }
        assert!(text.contains("./dev demo --code"));
    }
}
