//! Is a narrative the XHTML that FHIR allows: well-formed, with only such elements and attributes
//! as format a text, with nothing that acts, and with something in it to read or to see?
//!
//! The text is gone through once from its beginning to its end; what is kept is only which elements
//! are open.

mod markup;

use markup::{Markup, Piece, Tag};

/// The namespace of XHTML.
const XHTML: &str = "http://www.w3.org/1999/xhtml";
/// Elements within one another; browsers give up at some 500.
const DEPTH_MAX: usize = 256;

/// Elements that a narrative may have, in the order of their bytes.
///
/// Source: FHIR R4, rule `txt-1` of Narrative.
const ELEMENTS: [&str; 48] = [
    "a",
    "abbr",
    "acronym",
    "b",
    "big",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "ul",
    "var",
];

/// Attributes that they may have, in the order of their bytes.
///
/// Source: the same; `xml:lang` and `xml:space` are XML's own.
const ATTRIBUTES: [&str; 50] = [
    "abbr",
    "accesskey",
    "align",
    "alt",
    "axis",
    "bgcolor",
    "border",
    "cellhalign",
    "cellpadding",
    "cellspacing",
    "cellvalign",
    "char",
    "charoff",
    "charset",
    "cite",
    "class",
    "colspan",
    "compact",
    "coords",
    "dir",
    "frame",
    "headers",
    "height",
    "hreflang",
    "hspace",
    "id",
    "lang",
    "longdesc",
    "name",
    "nowrap",
    "rel",
    "rev",
    "rowspan",
    "rules",
    "scope",
    "shape",
    "span",
    "src",
    "start",
    "style",
    "summary",
    "tabindex",
    "title",
    "type",
    "valign",
    "value",
    "vspace",
    "width",
    "xml:lang",
    "xml:space",
];

/// Ways to write a link that runs a program instead of going somewhere.
const ACTING: [&str; 3] = ["javascript:", "vbscript:", "data:"];

/// Rules `txt-1` and `txt-2`: one `div` of XHTML, sound as described above.
pub(super) fn is_sound(text: &str) -> bool {
    content(text) == Some(true)
}

/// Is there something to read or to see, as `txt-2` wants it? `None` when the text is no such XHTML
/// as `txt-1` wants.
pub(crate) fn content(text: &str) -> Option<bool> {
    let mut markup = Markup::new(text);
    let mut open: Vec<&str> = Vec::new();
    let (mut has_content, mut is_closed) = (false, false);
    loop {
        match markup.next()? {
            Piece::End => return is_closed.then_some(has_content),
            Piece::Comment | Piece::Text { is_blank: true } => {}
            Piece::Text { is_blank: false } if open.is_empty() => return None,
            Piece::Text { is_blank: false } => has_content = true,
            Piece::Opening(tag) => {
                let is_first = open.is_empty() && !is_closed && tag.name == "div";
                let is_within = !open.is_empty() && open.len() < DEPTH_MAX;
                if !(is_first || is_within) || !is_allowed(&tag, is_first) {
                    return None;
                }
                let has_source = tag.attributes.iter().any(|(name, _)| *name == "src");
                has_content |= tag.name == "img" && has_source;
                if tag.is_empty {
                    is_closed = open.is_empty();
                } else {
                    open.push(tag.name);
                }
            }
            Piece::Closing(name) => {
                if open.pop() != Some(name) {
                    return None;
                }
                is_closed = open.is_empty();
            }
        }
    }
}

/// May an element be there, with these attributes? The outermost one says that it is XHTML.
fn is_allowed(tag: &Tag<'_>, is_first: bool) -> bool {
    let is_known = ELEMENTS.binary_search(&tag.name).is_ok();
    let is_said = tag.attributes.iter().any(|(name, value)| *name == "xmlns" && value == XHTML);
    let is_such = |(name, value): &(&str, String)| match *name {
        "xmlns" => value == XHTML,
        "href" => !acts(value),
        name => ATTRIBUTES.binary_search(&name).is_ok(),
    };
    is_known && (is_said || !is_first) && tag.attributes.iter().all(is_such)
}

/// Browsers pass over white space and control characters in and before a link's scheme.
fn acts(link: &str) -> bool {
    let visible = link.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(16);
    let start = visible.collect::<String>().to_ascii_lowercase();
    ACTING.iter().any(|scheme| start.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(inner: &str) -> bool {
        is_sound(&format!(r#"<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>"#))
    }

    #[test]
    fn what_formats_a_text_is_sound() {
        for inner in [
            "Asha",
            "<p>Asha &amp; Ravi &lt; 40 &#x915;&#2325;</p><br/><hr />",
            "<!-- said by <nobody> --><table><tr><td colspan='2'>1 > 0</td></tr></table>",
            r##"<a href="#x" title='"'>see</a><b id = "a" >x</b >"##,
            r#"<img src="data:image/png;base64,AA" alt=""/>"#,
            "<![CDATA[1 < 2 & 3]]>",
        ] {
            assert!(within(inner), "{inner}");
        }
        let outer = r#" <!-- x --><div xmlns="http://www.w3.org/1999/xhtml" lang="hi">अ</div> "#;
        assert!(is_sound(outer));
    }

    #[test]
    fn what_acts_or_is_not_well_formed_is_not() {
        for inner in [
            "",
            " <p> \n</p><br/>&#32;",
            "<p>a",
            "<p>a</b></p>",
            "a</p>",
            "<P>a</P>",
            "<script>a</script>",
            "<p onclick='x()'>a</p>",
            "<p title=a>a</p>",
            "<p title='a' title='b'>a</p>",
            "<p title='a<b'>a</p>",
            "<p title='a'lang='hi'>a</p>",
            "a & b",
            "a &nbsp; b",
            "a &#0; b",
            "a &#xD800; b",
            "a ]]> b",
            "a < b",
            "<!-- a -- b -->a",
            "<!DOCTYPE html>a",
            "<?php?>a",
            "<![CDATA[a",
            "a\u{1}b",
            "<a href=' java\tscript:x()'>a</a>",
            "<a href='&#106;avascript:x()'>a</a>",
            "<form>a</form>",
            "<svg:p xmlns:svg='x'>a</svg:p>",
            "<p xmlns='http://www.w3.org/2000/svg'>a</p>",
        ] {
            assert!(!within(inner), "{inner}");
        }
        let said = r#"xmlns="http://www.w3.org/1999/xhtml""#;
        for whole in [
            "<div>a</div>".to_owned(),
            format!("<p {said}>a</p>"),
            format!("<div {said}>a</div><div {said}>a</div>"),
            format!("<div {said}>a</div>b"),
            format!("<div {said}/>"),
            "a".to_owned(),
            String::new(),
        ] {
            assert!(!is_sound(&whole), "{whole}");
        }
        let deep = |levels: usize| format!("{}a{}", "<b>".repeat(levels), "</b>".repeat(levels));
        assert!(within(&deep(DEPTH_MAX - 1)) && !within(&deep(DEPTH_MAX)));
    }
}
