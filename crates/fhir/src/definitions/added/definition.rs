//! A `SearchParameter` as a city brings it: what can be used of it, and why not.

use super::ADDED_MAX;
use crate::Body;
use crate::definitions::{Kind, param};
use crate::fhirpath::{Expression, PathFault, parse};
use crate::resource_types::ResourceType;
use crate::tape::Node;
use crate::validate::{Issue, check};

/// No code of R4 is longer than half of it.
const CODE_BYTES_MAX: usize = 64;

/// What is used of a definition.
#[derive(Debug)]
pub struct Definition {
    /// Its canonical address.
    pub url: String,
    /// The name in a query.
    pub code: String,
    /// What it compares.
    pub kind: Kind,
    /// The types that are searched by it.
    pub of: Vec<ResourceType>,
    /// The types that a reference may point to; empty for any.
    pub targets: Vec<&'static str>,
    /// Where its values stand.
    pub(crate) expression: Expression,
}

/// Why a definition cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It breaks R4, or is something else.
    #[error("not a SearchParameter of R4: {0}")]
    NotOfR4(String),
    /// It says not where its values stand, or not in `FHIRPath` as R4 has it.
    #[error("the expression cannot be read: {0}")]
    Expression(String),
    /// No index compares such values.
    #[error("parameters of the type {0} cannot be added")]
    Kind(String),
    /// It is asked by a name that cannot be.
    #[error("{0:?} is no name of a parameter: letters, digits, - and _, a letter first")]
    Code(String),
    /// A type that nothing is kept of, or that stands for many.
    #[error("{0} is no type of resource that is kept")]
    Type(String),
    /// R4, or something that was added before, has such a parameter.
    #[error("{of} is searched by {code} already")]
    Taken {
        /// The type.
        of: ResourceType,
        /// The name in a query.
        code: String,
    },
    /// Another definition has this address.
    #[error("{0} is another definition; retire that one first")]
    Address(String),
    /// There would be more than [`ADDED_MAX`].
    #[error("no more than {ADDED_MAX} parameters can be added")]
    TooMany,
    /// Nothing with this address is there to be retired.
    #[error("no parameter with the address {0} was added")]
    NotThere(String),
}

impl Definition {
    /// Reads one and looks at it by itself.
    ///
    /// # Errors
    /// What keeps it from being used.
    pub fn read(bytes: &[u8]) -> Result<Self, Unusable> {
        let broken = |why: String| Unusable::NotOfR4(why);
        let body = Body::parse(bytes.to_vec()).map_err(|fault| broken(fault.to_string()))?;
        if body.of().name() != "SearchParameter" {
            return Err(broken(format!("it is a {}", body.of())));
        }
        if let Some(issue) = check(&body).first() {
            return Err(broken(told(issue)));
        }
        let root = body.tree();
        let said = |name: &str| root.get_text(name).unwrap_or_default().into_owned();
        let code = said("code");
        if !is_code(&code) {
            return Err(Unusable::Code(code));
        }
        let of = types(root, "base")?;
        if let Some(of) = of.iter().find(|of| param(**of, &code).is_some()) {
            return Err(Unusable::Taken { of: *of, code });
        }
        let kind = kind(&said("type")).ok_or_else(|| Unusable::Kind(said("type")))?;
        let expression = expression(&said("expression"))?;
        let targets = types(root, "target")?.into_iter().map(ResourceType::name).collect();
        Ok(Self { url: said("url"), code, kind, of, targets, expression })
    }
}

fn told(issue: &Issue) -> String {
    format!("{}: {}", issue.expression, issue.what)
}

fn is_code(code: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || ['-', '_'].contains(&c);
    // What steers a search, such as `_count`, begins otherwise.
    code.len() <= CODE_BYTES_MAX
        && code.starts_with(|c: char| c.is_ascii_alphabetic())
        && code.chars().all(fits)
}

/// Each type once; none that stands for many, for each of its bodies would be asked.
fn types(root: Node<'_>, name: &str) -> Result<Vec<ResourceType>, Unusable> {
    let named = root.get(name).into_iter().flat_map(Node::each).filter_map(Node::text);
    let kept = |name: &str| ResourceType::named(name).filter(|of| of.name() != "Parameters");
    let found = named.map(|name| kept(&name).ok_or_else(|| Unusable::Type(name.to_string())));
    let mut types = found.collect::<Result<Vec<_>, _>>()?;
    types.sort_unstable();
    types.dedup();
    Ok(types)
}

/// The kinds of which every value is a row of one index.
fn kind(word: &str) -> Option<Kind> {
    let kinds = [
        Kind::Token,
        Kind::Text,
        Kind::Date,
        Kind::Reference,
        Kind::Quantity,
        Kind::Number,
        Kind::Uri,
    ];
    kinds.into_iter().find(|kind| kind.wire() == word)
}

fn expression(text: &str) -> Result<Expression, Unusable> {
    if text.trim().is_empty() {
        return Err(Unusable::Expression("there is none".to_owned()));
    }
    parse(text).map_err(|fault: PathFault| Unusable::Expression(fault.to_string()))
}
