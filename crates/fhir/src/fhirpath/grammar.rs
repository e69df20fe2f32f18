//! An expression as a tree, all of it settled that can be settled before anything is evaluated:
//! functions and types are found, literals read, regular expressions compiled.

use super::functions::{Function, Pattern};
use super::item::Item;
use super::types::TypeName;
use crate::schema::TypeDef;

/// Operators and functions within one another. A union of thirty paths, R4's deepest, has some
/// forty.
pub const DEPTH_MAX: usize = 120;

/// A part of an expression.
pub(super) enum Expr {
    /// What is known already: a literal, `{}`, `%ucum`, or what follows from such alone.
    Fixed(Vec<Item<'static>>),
    /// `$this`.
    This,
    /// `$index`.
    Index,
    /// `$total`.
    Total,
    /// `%context`.
    Focus,
    /// `%resource`.
    Resource,
    /// `%rootResource`.
    RootResource,
    /// The type at the head of a path, such as `Patient`: what is of that type.
    Head(&'static TypeDef),
    /// A child, of `$this` where nothing else is said.
    Member { of: Option<Box<Expr>>, name: Box<str> },
    /// `of[index]`.
    At { of: Box<Expr>, index: Box<Expr>, at: usize },
    /// `-of`, or `+of`.
    Sign { of: Box<Expr>, is_minus: bool, at: usize },
    /// Two expressions and what is between them.
    Operation(Box<Operation>),
    /// `of is name`, `of as name`.
    Typed { of: Box<Expr>, test: TypeTest, name: TypeName, at: usize },
    /// A function, of `$this` where nothing else is said.
    Call(Box<Call>),
    /// The same whenever it is asked within one evaluation, and evaluated once only.
    Once { slot: usize, of: Box<Expr> },
}

impl Expr {
    /// The expressions that it is made of.
    pub(super) fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Fixed(_)
            | Self::This
            | Self::Index
            | Self::Total
            | Self::Focus
            | Self::Resource
            | Self::RootResource
            | Self::Head(_)
            | Self::Member { of: None, .. } => Vec::new(),
            Self::Member { of: Some(of), .. }
            | Self::Sign { of, .. }
            | Self::Typed { of, .. }
            | Self::Once { of, .. } => vec![of],
            Self::At { of, index, .. } => vec![of, index],
            Self::Operation(operation) => vec![&operation.left, &operation.right],
            Self::Call(call) => call.of.iter().chain(&call.arguments).collect(),
        }
    }
}

/// Two expressions and what is between them.
pub(super) struct Operation {
    pub(super) operator: Operator,
    pub(super) left: Expr,
    pub(super) right: Expr,
    pub(super) at: usize,
}

/// A function with its arguments.
pub(super) struct Call {
    pub(super) function: Function,
    pub(super) of: Option<Expr>,
    pub(super) arguments: Vec<Expr>,
    pub(super) prepared: Prepared,
    pub(super) at: usize,
}

/// An argument that is more than an expression.
pub(super) enum Prepared {
    /// There is none.
    Nothing,
    /// Of `ofType`, `is` and `as`, which have no other argument.
    Type(TypeName),
    /// Of `matches` and its like, where it does not depend on the resource.
    Pattern(Pattern),
}

/// What `is` and `as` do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeTest {
    /// Says whether.
    Is,
    /// Keeps what is.
    As,
}

/// What stands between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Arithmetic(Arithmetic),
    /// `&`.
    Joined,
    /// `|`.
    Union,
    Order(Order),
    /// `=`, or `!=`.
    Equal {
        is_wanted: bool,
    },
    /// `~`, or `!~`.
    Equivalent {
        is_wanted: bool,
    },
    In,
    Contains,
    Logic(Logic),
}

/// What is done with numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Times,
    Divided,
    Div,
    Mod,
    Plus,
    Minus,
}

/// What compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
}

/// What combines truths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Logic {
    And,
    Or,
    Xor,
    Implies,
}

/// How tightly `is` and `as` bind; see [`Operator::named`].
pub(super) const TYPE_BINDS: u8 = 7;

impl Operator {
    /// By its name or sign, and how tightly it binds.
    ///
    /// Source: the grammar of `FHIRPath` N1, appendix B. The table in its chapter 6 lets `is` and
    /// `as` bind more tightly than `|` and `<`; the grammar, and the tests of HL7, do not.
    pub(super) fn named(name: &str) -> Option<(Self, u8)> {
        Some(match name {
            "*" => (Self::Arithmetic(Arithmetic::Times), 11),
            "/" => (Self::Arithmetic(Arithmetic::Divided), 11),
            "div" => (Self::Arithmetic(Arithmetic::Div), 11),
            "mod" => (Self::Arithmetic(Arithmetic::Mod), 11),
            "+" => (Self::Arithmetic(Arithmetic::Plus), 10),
            "-" => (Self::Arithmetic(Arithmetic::Minus), 10),
            "&" => (Self::Joined, 10),
            "|" => (Self::Union, 9),
            "<" => (Self::Order(Order::Less), 8),
            ">" => (Self::Order(Order::Greater), 8),
            "<=" => (Self::Order(Order::LessOrEqual), 8),
            ">=" => (Self::Order(Order::GreaterOrEqual), 8),
            "=" => (Self::Equal { is_wanted: true }, 6),
            "!=" => (Self::Equal { is_wanted: false }, 6),
            "~" => (Self::Equivalent { is_wanted: true }, 6),
            "!~" => (Self::Equivalent { is_wanted: false }, 6),
            "in" => (Self::In, 5),
            "contains" => (Self::Contains, 5),
            "and" => (Self::Logic(Logic::And), 4),
            "or" => (Self::Logic(Logic::Or), 3),
            "xor" => (Self::Logic(Logic::Xor), 3),
            "implies" => (Self::Logic(Logic::Implies), 2),
            _ => return None,
        })
    }
}
