//! What the demo prints: the address and one sign-in per role.

use super::{PASSWORD, factors};
use crate::say::Say;
use serde_json::json;
use std::fmt::Write as _;

/// Who sees what, at Lok Nayak Hospital.
pub(super) const SIGN_INS: [(&str, &str); 8] = [
    ("registration clerk", "pooja.bisht"),
    ("triage nurse", "shabnam.saini"),
    ("doctor", "kavita.rawat"),
    ("pharmacist", "imran.qureshi"),
    ("store keeper", "deepa.das"),
    ("administrator", "ashok.nair"),
    ("records officer", "arjun.grover"),
    ("auditor", "rekha.chauhan"),
];

/// One of those whom the partner of the demo knows.
const IMPORTED: &str = "Liz Conn";

pub(super) fn show(address: &str, say: &Say) {
    let mut text = format!("\nNabz is at {address}   (Ctrl-C stops it; what you do is kept)\n\n");
    for (role, name) in SIGN_INS {
        _ = writeln!(text, "  {role:20} {name}");
    }
    _ = writeln!(text, "\n  password for everyone   {PASSWORD}");
    _ = writeln!(text, "  six digits for the last three   ./dev demo --code");
    _ = writeln!(
        text,
        "  a history from elsewhere: search {IMPORTED}, give a token, see her as doctor"
    );
    let people: Vec<_> =
        SIGN_INS.iter().map(|(role, name)| json!({ "role": role, "sign_in": name })).collect();
    let secret = factors::secret().base32();
    let told = json!({
        "address": address, "sign_ins": people, "password": PASSWORD, "code_secret": secret
    });
    say.result(text, &told);
}
