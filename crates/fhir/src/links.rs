//! What in a body points elsewhere, by the type of the element and not by its name.

use crate::ResourceType;
use crate::schema::{Sort, TypeDef};
use crate::tape::{Kind, Node};

/// How something points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// `Reference.reference`: to a resource, or to what fits criteria.
    Reference,
    /// A `url`: to something that can be fetched.
    Url,
    /// A `uri`, `oid` or `uuid`: it names something, perhaps a resource. Not a `canonical`, which R4
    /// leaves alone in a transaction.
    Uri,
    /// The address of an `a` or an `img` in a narrative.
    Narrative,
}

/// Calls `found` with every text that points, and with every narrative, as what it is. How deep a
/// tape is has a limit.
pub(crate) fn walk<'t>(
    node: Node<'t>,
    of: &'static TypeDef,
    found: &mut dyn FnMut(Link, Node<'t>),
) {
    for (name, value) in node.members() {
        // What stands beside a primitive has extensions, and they may point.
        let Some((_, is)) = of.member(name.strip_prefix('_').unwrap_or(name)) else { continue };
        for one in value.each() {
            match (one.kind(), is.of.sort) {
                (Kind::Text, Sort::Primitive) => {
                    if let Some(link) = link(of, name, is.of) {
                        found(link, one);
                    }
                }
                (Kind::Object, Sort::Resource) => {
                    let name = one.get_text("resourceType").unwrap_or_default();
                    if let Some(of) = ResourceType::named(&name) {
                        walk(one, of.type_def(), found);
                    }
                }
                (Kind::Object, Sort::Primitive | Sort::DataType | Sort::Backbone) => {
                    walk(one, is.of, found);
                }
                (Kind::Null | Kind::Truth | Kind::Number | Kind::List, _)
                | (Kind::Text, Sort::Resource | Sort::DataType | Sort::Backbone) => {}
            }
        }
    }
}

fn link(within: &TypeDef, name: &str, of: &TypeDef) -> Option<Link> {
    match of.name {
        "string" if within.name == "Reference" && name == "reference" => Some(Link::Reference),
        "url" => Some(Link::Url),
        "uri" | "oid" | "uuid" => Some(Link::Uri),
        "xhtml" => Some(Link::Narrative),
        _ => None,
    }
}

/// What a link becomes; `None` when it stays as it is.
type Resolve<'r, E> = dyn FnMut(Link, &str) -> Result<Option<String>, E> + 'r;

/// A narrative with the addresses of its links replaced by what `resolve` has for them; `None` when
/// it has nothing.
///
/// # Errors
/// What `resolve` refuses.
pub(crate) fn narrative<E>(text: &str, resolve: &mut Resolve<'_, E>) -> Result<Option<String>, E> {
    let (mut out, mut rest, mut is_changed) = (String::new(), text, false);
    while let Some((at, quote)) = next_address(rest) {
        let (before, behind) = rest.split_at(at);
        let (address, after) = behind.split_once(quote).unwrap_or((behind, ""));
        let quoted = after.len() + address.len() < behind.len();
        let new = if quoted { resolve(Link::Narrative, address)? } else { None };
        is_changed |= new.is_some();
        out.push_str(before);
        out.push_str(new.as_deref().unwrap_or(address));
        if quoted {
            out.push(quote);
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(is_changed.then_some(out))
}

/// Where the next address begins, behind its quote.
fn next_address(text: &str) -> Option<(usize, char)> {
    text.match_indices('=').find_map(|(at, _)| {
        let (before, behind) = (text.get(..at)?, text.get(at + 1..)?);
        let quote = behind.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
        let is_address = before.ends_with("href") || before.ends_with("src");
        is_address.then_some((at + 2, quote))
    })
}
