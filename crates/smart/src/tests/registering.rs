//! Which apps can be registered.

use super::signer::Signer;
use crate::client::NewClient;
use nabz_kernel::refusal::Refused;
use nabz_record::SourceId;

fn code(jwks: Option<&str>, redirect: &str, scopes: &str) -> &'static str {
    let redirects: Vec<String> = redirect.split_whitespace().map(str::to_owned).collect();
    let named = ("A growth chart", SourceId::numbered(7));
    let parsed = NewClient::parse(named, jwks, (&redirects, None), scopes);
    parsed.map_or_else(|refusal| Refused::from(refusal).code, |_| "")
}

#[test]
fn a_program_for_itself_needs_keys_and_one_of_people_an_address() {
    let keys = Signer::new("ES384").jwks();
    let back = "https://app.example.org/back";
    assert_eq!(code(Some(&keys), "", "system/*.rs"), "");
    assert_eq!(code(None, back, "patient/*.rs launch"), "");
    assert_eq!(code(None, "", "system/*.rs"), "SMA-006");
    assert_eq!(code(Some(&keys), "", "user/*.rs"), "SMA-007");
    assert_eq!(code(Some(&keys), "", "user/*.all"), "SMA-001");
    assert_eq!(code(Some(&keys), "", "launch"), "SMA-001");
    assert_eq!(code(Some("{}"), "", "system/*.rs"), "SMA-004");
}

#[test]
fn people_are_sent_back_only_where_nothing_else_listens() {
    for fits in [
        "https://app.example.org/back?x=1",
        "http://localhost:3000/back",
        "http://127.0.0.1/back",
        "org.example.app:/back",
    ] {
        assert_eq!(code(None, fits, "patient/*.rs"), "", "{fits}");
    }
    for unfit in [
        "http://app.example.org/back",
        "http://localhost.example.org/back",
        "https://app.example.org/back#here",
        "https:///back",
        "https://health@app.example.org/back",
        "javascript:alert(1)",
        "data:text/html,x",
        "app:/back",
        "/back",
        "back",
    ] {
        assert_eq!(code(None, unfit, "patient/*.rs"), "SMA-005", "{unfit}");
    }
    let many = "https://app.example.org/back ".repeat(9);
    assert_eq!(code(None, &many, "patient/*.rs"), "SMA-005");
}
