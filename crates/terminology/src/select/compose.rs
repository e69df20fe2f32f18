//! What a value set says that it is composed of.

use crate::draft::Designation;
use crate::refusals::TerminologyRefusal as No;
use nabz_fhir::tape::Node;

/// Clauses of one value set.
const CLAUSES_MAX: usize = 200;
/// Codes that one value set lists.
const LISTED_MAX: usize = 20_000;
/// How deep the codes of an expansion lie within one another.
const NESTED_MAX: usize = 32;

/// A canonical address, with its version where it says one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) url: String,
    pub(crate) version: Option<String>,
}

impl Named {
    /// `http://…|1.0`.
    pub(crate) fn canonical(text: &str) -> Self {
        match text.split_once('|') {
            Some((url, version)) => Self { url: url.to_owned(), version: Some(version.to_owned()) },
            None => Self { url: text.to_owned(), version: None },
        }
    }
}

/// The parts of a value set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Compose {
    pub(crate) include: Vec<Clause>,
    pub(crate) exclude: Vec<Clause>,
    /// Are codes that are out of use in it? Unless it says no, they are.
    pub(crate) inactive: bool,
}

/// One part: what fits all that it says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clause {
    pub(crate) system: Option<Named>,
    pub(crate) listed: Vec<Listed>,
    pub(crate) filters: Vec<Filter>,
    pub(crate) sets: Vec<Named>,
}

/// A code that is listed, with what it is called there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) code: String,
    pub(crate) display: Option<String>,
    pub(crate) designations: Vec<Designation>,
}

/// A condition on a property.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    pub(crate) property: String,
    pub(crate) operator: Operator,
    pub(crate) value: String,
}

/// The operators of R4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equals,
    IsA,
    DescendentOf,
    IsNotA,
    Regex,
    In,
    NotIn,
    Generalizes,
    Exists,
}

impl Operator {
    const ALL: [Self; 9] = [
        Self::Equals,
        Self::IsA,
        Self::DescendentOf,
        Self::IsNotA,
        Self::Regex,
        Self::In,
        Self::NotIn,
        Self::Generalizes,
        Self::Exists,
    ];

    /// As R4 writes it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Equals => "=",
            Self::IsA => "is-a",
            Self::DescendentOf => "descendent-of",
            Self::IsNotA => "is-not-a",
            Self::Regex => "regex",
            Self::In => "in",
            Self::NotIn => "not-in",
            Self::Generalizes => "generalizes",
            Self::Exists => "exists",
        }
    }
}

impl Compose {
    /// Reads a value set; of one that says only what it was expanded to, that.
    ///
    /// # Errors
    /// `TRM-009` when it says neither, or a part names nothing; `TRM-006` when it lists too many;
    /// `TRM-008` for an operator that R4 does not have.
    pub(crate) fn of(set: Node<'_>) -> Result<Self, No> {
        let url = set.get_text("url").unwrap_or_default().into_owned();
        let Some(compose) = set.get("compose") else {
            let listed = set.get("expansion").and_then(|expansion| expansion.get("contains"));
            let listed = listed.ok_or(No::NotComposed(url))?;
            let mut include = Vec::new();
            flattened(listed, 0, &mut include)?;
            return Ok(Self { include, exclude: Vec::new(), inactive: true });
        };
        let clauses = |name| -> Result<Vec<Clause>, No> {
            let list = compose.get(name).into_iter().flat_map(Node::items);
            let clauses: Vec<Clause> =
                list.map(|one| Clause::of(one, &url)).collect::<Result<_, _>>()?;
            bounded(clauses.len(), CLAUSES_MAX)?;
            bounded(clauses.iter().map(|clause| clause.listed.len()).sum(), LISTED_MAX)?;
            Ok(clauses)
        };
        let inactive = compose.get("inactive").and_then(Node::truth).unwrap_or(true);
        let (include, exclude) = (clauses("include")?, clauses("exclude")?);
        if include.is_empty() {
            return Err(No::NotComposed(url));
        }
        Ok(Self { include, exclude, inactive })
    }

    /// A whole code system, or what one filter leaves of it.
    pub(crate) fn whole(system: Named, filters: Vec<Filter>) -> Self {
        let clause = Clause { system: Some(system), filters, ..Clause::default() };
        Self { include: vec![clause], exclude: Vec::new(), inactive: true }
    }
}

impl Clause {
    fn of(clause: Node<'_>, url: &str) -> Result<Self, No> {
        let text = |name| clause.get_text(name).map(std::borrow::Cow::into_owned);
        let system = text("system").map(|system| {
            let named = Named::canonical(&system);
            Named { version: text("version").or(named.version), url: named.url }
        });
        let all = |name| clause.get(name).into_iter().flat_map(Node::items);
        let sets = all("valueSet").filter_map(Node::text).map(|set| Named::canonical(&set));
        let filters = all("filter").map(Filter::of).collect::<Result<_, _>>()?;
        let listed = all("concept").filter_map(Listed::of).collect();
        let clause = Self { system, listed, filters, sets: sets.collect() };
        if clause.system.is_none() && clause.sets.is_empty() {
            return Err(No::NotComposed(url.to_owned()));
        }
        bounded(clause.sets.len() + clause.filters.len(), CLAUSES_MAX)?;
        Ok(clause)
    }
}

impl Listed {
    fn of(concept: Node<'_>) -> Option<Self> {
        let code = concept.get_text("code")?.into_owned();
        let display = concept.get_text("display").map(std::borrow::Cow::into_owned);
        let all = concept.get("designation").into_iter().flat_map(Node::items);
        Some(Self { code, display, designations: all.map(designation).collect() })
    }
}

impl Filter {
    fn of(filter: Node<'_>) -> Result<Self, No> {
        let text = |name| filter.get_text(name).unwrap_or_default().into_owned();
        let (property, word) = (text("property"), text("op"));
        match Operator::ALL.into_iter().find(|operator| operator.name() == word) {
            Some(operator) => Ok(Self { property, operator, value: text("value") }),
            None => Err(No::UnknownFilter { property, operator: word }),
        }
    }
}

/// A designation as R4 writes it, in a code system and in a value set.
pub(crate) fn designation(node: Node<'_>) -> Designation {
    let text = |of: Node<'_>, name| of.get_text(name).unwrap_or_default().into_owned();
    let used = node.get("use").map(|used| (text(used, "system"), text(used, "code")));
    Designation {
        language: text(node, "language"),
        used: used.unwrap_or_default(),
        words: text(node, "value"),
    }
}

/// The codes of an expansion, those within others too.
fn flattened(list: Node<'_>, depth: usize, clauses: &mut Vec<Clause>) -> Result<(), No> {
    bounded(depth, NESTED_MAX)?;
    for one in list.items() {
        let system = one.get_text("system").map(|system| Named::canonical(&system));
        if let (Some(system), Some(listed)) = (system, Listed::of(one)) {
            let same = |last: &&mut Clause| last.system.as_ref() == Some(&system);
            if let Some(last) = clauses.last_mut().filter(same) {
                last.listed.push(listed);
            } else {
                let listed = vec![listed];
                clauses.push(Clause { system: Some(system), listed, ..Clause::default() });
            }
            bounded(clauses.len(), CLAUSES_MAX)?;
            bounded(clauses.iter().map(|clause| clause.listed.len()).sum(), LISTED_MAX)?;
        }
        if let Some(within) = one.get("contains") {
            flattened(within, depth + 1, clauses)?;
        }
    }
    Ok(())
}

fn bounded(count: usize, most: usize) -> Result<(), No> {
    if count <= most {
        return Ok(());
    }
    Err(No::TooMany { most: u64::try_from(most).unwrap_or(u64::MAX) })
}
