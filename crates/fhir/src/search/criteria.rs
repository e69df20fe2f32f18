//! What a search asks for, after parsing.

use super::codes::CodesWanted;
use super::filter::Filter;
use super::grammar::COUNT_DEFAULT;
use super::near::NearWanted;
use super::numbers::{NumberWanted, QuantityWanted};
use super::uris::UriWanted;
use crate::date::Span;
use crate::definitions::Param;
use crate::definitions::added::Added;
use crate::resource_types::ResourceType;
use crate::shape::Shape;

/// One search of one type. All criteria and links must hold.
#[derive(Clone, Debug)]
pub struct Query {
    /// What is searched.
    pub of: ResourceType,
    /// The parameters that were known beside those of R4.
    pub added: Added,
    /// Conditions on what bodies say.
    pub criteria: Vec<Criterion>,
    /// `_filter`: what its text asks for beside conditions.
    pub filters: Vec<Filter>,
    /// Conditions on what entries point to, or on what points to them.
    pub links: Vec<Link>,
    /// The compartment in which entries have to lie.
    pub within: Option<Within>,
    /// `_id`: one of these, where given.
    pub ids: Option<Vec<String>>,
    /// `_lastUpdated`: each must hold.
    pub updated: Vec<DateWanted>,
    /// Matches a page.
    pub count: u32,
    /// Order; empty leaves it to the record.
    pub sort: Vec<Sort>,
    /// What matches point to.
    pub include: Vec<Include>,
    /// What points to matches.
    pub revinclude: Vec<Include>,
    /// `_after`: where the page before ended.
    pub after: Option<String>,
    /// `_total`, or what `_summary=count` implies.
    pub total: Total,
    /// `_summary=count`: no bodies.
    pub only_total: bool,
    /// `_summary` and `_elements`: how much of each match is shown.
    pub shape: Shape,
    /// Parameters that were not understood and, as the caller wished, passed over.
    pub ignored: Vec<String>,
    /// The pairs as they were sent, without `_after`: what the links of the answer repeat.
    pub sent: Vec<(String, String)>,
}

impl Query {
    /// Everything of a type.
    pub fn of(of: ResourceType) -> Self {
        Self {
            of,
            added: Added::default(),
            criteria: Vec::new(),
            filters: Vec::new(),
            links: Vec::new(),
            within: None,
            ids: None,
            updated: Vec::new(),
            count: COUNT_DEFAULT,
            sort: Vec::new(),
            include: Vec::new(),
            revinclude: Vec::new(),
            after: None,
            total: Total::Unasked,
            only_total: false,
            shape: Shape::default(),
            ignored: Vec::new(),
            sent: Vec::new(),
        }
    }
}

/// How well it has to be known how many matches there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// Not at all.
    Unasked,
    /// As far as counting costs little.
    Estimate,
    /// Exactly.
    Accurate,
}

/// A condition that holds of another entry: of one that is pointed to, or of one that points here.
#[derive(Clone, Debug)]
pub struct Link {
    /// Which of the two points.
    pub direction: Direction,
    /// The reference between them, a parameter of whichever points.
    pub param: &'static Param,
    /// What the other one may be, one search for each type. One of them has to find it.
    pub ends: Vec<Query>,
}

/// Which way a link goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The entry points to the other one: a chain.
    To,
    /// The other one points to the entry: `_has`.
    From,
}

/// A compartment.
#[derive(Clone, Debug)]
pub struct Within {
    /// The type of its owner.
    pub of: ResourceType,
    /// The id of its owner, who lies in it as well.
    pub id: String,
    /// One of these has to hold of anything else.
    pub any: Vec<Criterion>,
}

/// One condition.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// On this parameter.
    pub param: &'static Param,
    /// This holds.
    pub test: Test,
}

impl Test {
    /// What values are compared with; nothing where it is asked whether there are any.
    pub fn wanted(&self) -> &[Wanted] {
        match self {
            Self::AnyOf(wanted) | Self::NoneOf(wanted) => wanted,
            Self::Missing(_) => &[],
        }
    }
}

/// What holds of the values of one parameter.
#[derive(Clone, Debug)]
pub enum Test {
    /// At least one value is one of these.
    AnyOf(Vec<Wanted>),
    /// No value is one of these.
    NoneOf(Vec<Wanted>),
    /// There is no value at all, or there is one.
    Missing(bool),
}

/// One thing that is wanted.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// A code.
    Token(TokenWanted),
    /// A text.
    Text(TextWanted),
    /// A day, moment or span.
    Date(DateWanted),
    /// A target.
    Reference(ReferenceWanted),
    /// An amount.
    Quantity(QuantityWanted),
    /// An amount without a unit.
    Number(NumberWanted),
    /// The name of something, in the form of an address.
    Uri(UriWanted),
    /// Values that stand together, one for each part.
    Together(Vec<Wanted>),
    /// What a code or a target is called: `:text`.
    Called(TextWanted),
    /// An identifier with a code of its type: `:of-type`.
    OfType {
        /// The type.
        of: TokenWanted,
        /// The number.
        value: String,
    },
    /// The identifier of a target: `:identifier`.
    Identified(TokenWanted),
    /// One of many codes: `:in`, `:above`, `:below`.
    Codes(CodesWanted),
    /// A place on the globe.
    Near(NearWanted),
}

macro_rules! only {
    ($($(#[$doc:meta])* $name:ident: $Variant:ident($Type:ty);)*) => {
        impl Wanted {
            $($(#[$doc])* pub fn $name(&self) -> Option<&$Type> {
                if let Self::$Variant(wanted) = self { Some(wanted) } else { None }
            })*
        }
    };
}
only! {
    /// The code, where one is wanted.
    token: Token(TokenWanted);
    /// The text, where one is wanted.
    text: Text(TextWanted);
    /// The target, where one is wanted.
    reference: Reference(ReferenceWanted);
    /// The address, where one is wanted.
    uri: Uri(UriWanted);
    /// The parts, where values are wanted that stand together.
    together: Together(Vec<Wanted>);
}

/// `code`, `system|code`, `|code` or `system|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenWanted {
    /// `None`: any; `Some(None)`: no system at all.
    pub system: Option<Option<String>>,
    /// `None`: any of the system.
    pub code: Option<String>,
}

/// How texts are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextMode {
    /// Folded, from the beginning: the default.
    Begins,
    /// Folded, anywhere.
    Contains,
    /// As it is written.
    Exact,
    /// Folded, each word at the beginning of some word.
    Words,
    /// Folded, from the beginning to the end.
    Whole,
    /// Folded, up to the end.
    Ends,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextWanted {
    /// As it was sent.
    pub text: String,
    /// How it is compared.
    pub mode: TextMode,
}

/// `eq`, `ne` and the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// Equal; the default.
    Eq,
    /// Not equal.
    Ne,
    /// Greater.
    Gt,
    /// Less.
    Lt,
    /// Greater or equal.
    Ge,
    /// Less or equal.
    Le,
    /// Starts after.
    Sa,
    /// Ends before.
    Eb,
    /// Approximately.
    Ap,
}

/// A span and how it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateWanted {
    /// How.
    pub prefix: Prefix,
    /// What the text leaves open.
    pub span: Span,
}

/// `Type/id`, a bare id, or a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceWanted {
    /// The type, where it was said.
    pub of: Option<ResourceType>,
    /// The id; or the whole URL when it is none of ours.
    pub id: String,
}

impl ReferenceWanted {
    /// Every text that a body could hold for this target, given what the parameter may point to.
    pub fn spellings(&self, param: &Param) -> Vec<String> {
        match self.of {
            Some(of) => vec![format!("{of}/{}", self.id)],
            None if self.id.contains([':', '/']) => vec![self.id.clone()],
            None => {
                let may_be = ResourceType::all().filter(|of| param.may_point_to(*of));
                let spelled = may_be.map(|of| format!("{of}/{}", self.id));
                // What is meant to be a canonical address may be any word.
                let as_it_is = (!param.leads_to_entries()).then(|| self.id.clone());
                spelled.chain(as_it_is).collect()
            }
        }
    }
}

/// One key of an order.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    /// `None`: `_lastUpdated`.
    pub param: Option<&'static Param>,
    /// The greatest first.
    pub descending: bool,
}

/// `Encounter:subject` or `Encounter:subject:Patient`.
#[derive(Clone, Copy, Debug)]
pub struct Include {
    /// Whose parameter.
    pub of: ResourceType,
    /// Which parameter.
    pub param: &'static Param,
    /// Only targets of this type.
    pub target: Option<ResourceType>,
    /// `:iterate`: of what comes along, too.
    pub iterates: bool,
}
