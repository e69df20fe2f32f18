//! What R4 describes in words: the words of a narrative, those of a whole body, and where on the
//! globe something is.

use crate::definitions::OwnWay;
use crate::tape::{Kind, Node};
use crate::ucum::{Canonical, Sortable};
use std::borrow::Cow;

/// The texts that a parameter of words looks through; empty where there is none.
pub fn words(way: OwnWay, body: Node<'_>) -> String {
    let mut all = String::new();
    match way {
        OwnWay::Narrative => {
            let div = body.get("text").and_then(|text| text.get_text("div"));
            all.extend(div.map(|div| plain(&div)));
        }
        OwnWay::Content => texts("", body, &mut all),
        OwnWay::Position => {}
    }
    all
}

/// Every text under a name, with blanks between. How deep a tape is has a limit.
fn texts(name: &str, node: Node<'_>, all: &mut String) {
    match node.text() {
        Some(text) => {
            let text = if name == "div" { plain(&text).into() } else { text };
            all.push_str(&text);
            all.push(' ');
        }
        None if node.kind() == Kind::List => node.items().for_each(|item| texts(name, item, all)),
        None => node.members().for_each(|(name, value)| texts(name, value, all)),
    }
}

/// A narrative without its markup.
fn plain(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    for piece in markup.split('<') {
        // Of what stands before the first sign there is no tag.
        let behind = piece.split_once('>').map_or(piece, |(_, behind)| behind);
        text.push_str(&replaced(behind));
        text.push(' ');
    }
    text
}

/// A text of XML with its entities as what they stand for.
fn replaced(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let entity = piece.split_once(';').and_then(|(name, rest)| Some((entity(name)?, rest)));
        let (sign, rest) = entity.unwrap_or(('&', piece));
        out.push(sign);
        out.push_str(rest);
    }
    out.into()
}

fn entity(name: &str) -> Option<char> {
    let numbered = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => match name.strip_prefix('#')?.strip_prefix('x') {
            Some(hex) => numbered(hex, 16),
            None => numbered(name.strip_prefix('#')?, 10),
        },
    }
}

/// A place on the globe, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// North of the equator.
    pub latitude: f64,
    /// East of Greenwich.
    pub longitude: f64,
}

/// Where a Location is, as far as its body says.
pub fn position(body: Node<'_>) -> Option<Position> {
    let said = |name| body.get("position")?.get(name)?.number()?.parse().ok();
    Some(Position { latitude: said("latitude")?, longitude: said("longitude")? })
}

/// How far north a Location is, as an index keeps it.
pub fn latitude(body: Node<'_>) -> Option<Sortable> {
    let said = body.get("position")?.get("latitude")?.number()?;
    Canonical::without_unit().amount(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tape::Tape;

    #[test]
    fn a_narrative_is_read_without_its_markup() {
        let body = r#"{"text":{"div":"<div xmlns=\"x\">Fever &amp; chills<br/>since <b>May</b> &#233;t&eacute; &lt;2 &#x41; &no</div>"},
            "code":{"text":"Pyrexia"},"note":[{"text":"high"},{"text":"at night"}]}"#;
        let tape = Tape::parse(body.into()).unwrap();
        let all = |way| words(way, tape.root()).split_whitespace().collect::<Vec<_>>().join(" ");
        let narrative = "Fever & chills since May ét&eacute; <2 A &no";
        assert_eq!(all(OwnWay::Narrative), narrative);
        assert_eq!(all(OwnWay::Content), format!("{narrative} Pyrexia high at night"));
        assert_eq!(words(OwnWay::Narrative, Tape::parse("{}".into()).unwrap().root()), "");
    }
}
