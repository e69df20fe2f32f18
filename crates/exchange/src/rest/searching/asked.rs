//! What is searched, and for what.

use super::Sent;
use crate::answer::{Instead, invalid, missing, outcome, placed};
use crate::capability::is_kept;
use crate::rest::named;
use crate::rest::prefer::handling;
use axum::http::StatusCode;
use axum::response::Response;
use nabz_fhir::ResourceType;
use nabz_fhir::compartment::Compartment;
use nabz_fhir::definitions::added::Added;
use nabz_fhir::search::{Handling, Query, SearchFault, pairs, parse_knowing, within};
use nabz_fhir::validate::is_id;

/// Types that one question may name.
const TYPES_MAX: usize = 20;

/// Where is searched.
pub(super) enum Place {
    /// Among all of one type.
    Type(ResourceType),
    /// Among what lies in the compartment of one resource; `None` where several types are meant.
    Compartment { of: &'static Compartment, id: String, part: Option<ResourceType> },
    /// Among all of several types.
    Everywhere,
}

impl Place {
    pub(super) fn of_type(name: &str) -> Result<Self, Instead> {
        named(name).map(Self::Type)
    }

    pub(super) fn in_compartment(owner: &str, id: String, part: &str) -> Result<Self, Instead> {
        let Some(of) = Compartment::of(named(owner)?) else {
            let words = "resources of this type have no compartment";
            return Err(outcome(StatusCode::NOT_FOUND, "not-supported", words).into());
        };
        if !is_id(&id) {
            return Err(missing().into());
        }
        let part = if part == "*" { None } else { Some(named(part)?) };
        Ok(Self::Compartment { of, id, part })
    }

    /// Behind the address of the server.
    pub(super) fn address(&self) -> String {
        match self {
            Self::Type(of) => format!("/{of}"),
            Self::Compartment { of, id, part } => {
                let part = part.map_or("*", ResourceType::name);
                format!("/{}/{id}/{part}", of.of)
            }
            Self::Everywhere => String::new(),
        }
    }
}

/// What is asked: one query, or the same about several types.
pub(super) struct Asked {
    pub(super) place: Place,
    pub(super) by_form: bool,
    pub(super) is_pretty: bool,
    pub(super) queries: Vec<Query>,
    /// What was understood, without the place of the page.
    pub(super) sent: Vec<(String, String)>,
    pub(super) ignored: Vec<String>,
    /// The place of the page.
    pub(super) after: Option<String>,
}

impl Asked {
    pub(super) fn read(place: Place, sent: &Sent, added: &Added) -> Result<Self, Instead> {
        let pairs = pairs(&sent.query).ok_or_else(|| invalid("not a query"))?;
        let handling = handling(&sent.headers);
        let parsed = |of, pairs: &Pairs| parsed(added, of, pairs, handling);
        let several = |types: Option<Vec<ResourceType>>, rest: &Pairs| {
            let types = types.ok_or_else(|| invalid("_type has to name the types"))?;
            types.into_iter().map(|of| parsed(of, rest)).collect::<Result<Vec<_>, _>>()
        };
        let (queries, understood) = match &place {
            Place::Type(of) => {
                let query = parsed(*of, &pairs)?;
                let sent = query.sent.clone();
                (vec![query], sent)
            }
            Place::Compartment { of, id, part: Some(part) } => {
                let query = parsed(*part, &pairs)?;
                let sent = query.sent.clone();
                let nothing = "nothing of this type lies in the compartment of such a resource";
                (vec![within(query, of, id).ok_or_else(|| invalid(nothing))?], sent)
            }
            Place::Compartment { of, id, part: None } => {
                let (types, rest) = of_several(&pairs)?;
                let queries = several(types.or_else(|| Some(types_of(of).collect())), &rest)?;
                let sent = sent_of_several(&pairs, &queries);
                let queries = queries.into_iter().filter_map(|query| within(query, of, id));
                (queries.collect(), sent)
            }
            Place::Everywhere => {
                let (types, rest) = of_several(&pairs)?;
                let queries = several(types, &rest)?;
                let sent = sent_of_several(&pairs, &queries);
                (queries, sent)
            }
        };
        let said = |wanted: &str| {
            let last = pairs.iter().rev().find(|(name, _)| name == wanted);
            last.map(|(_, value)| value.clone())
        };
        Ok(Self {
            place,
            by_form: sent.by_form,
            is_pretty: said("_pretty").is_some_and(|value| value == "true"),
            ignored: queries.first().map(|query| query.ignored.clone()).unwrap_or_default(),
            after: said("_after"),
            queries,
            sent: understood,
        })
    }

    /// Is it a question about one type?
    pub(super) fn is_one(&self) -> bool {
        matches!(self.place, Place::Type(_) | Place::Compartment { part: Some(_), .. })
    }
}

fn parsed(
    added: &Added,
    of: ResourceType,
    pairs: &Pairs,
    handling: Handling,
) -> Result<Query, Instead> {
    parse_knowing(added, of, pairs, handling).map_err(|fault| not_understood(&fault).into())
}

/// Everything that may lie in a compartment.
fn types_of(compartment: &'static Compartment) -> impl Iterator<Item = ResourceType> {
    let parts = compartment.parts.iter().filter(|(_, parameters)| !parameters.is_empty());
    parts.filter_map(|(name, _)| ResourceType::named(name)).filter(|of| is_kept(*of))
}

type Pairs = Vec<(String, String)>;

/// The types that a question names, and what it asks of each. One type is answered behind the
/// other, so that there is no order over all of them.
fn of_several(pairs: &[(String, String)]) -> Result<(Option<Vec<ResourceType>>, Pairs), Instead> {
    let mut types: Option<Vec<ResourceType>> = None;
    let mut rest = Vec::new();
    for (name, value) in pairs {
        match name.as_str() {
            "_type" => {
                let named: Result<Vec<_>, _> = value.split(',').map(named).collect();
                let mut named = named?;
                named.sort_unstable();
                named.dedup();
                types = Some(match types {
                    None => named,
                    Some(before) => before.into_iter().filter(|of| named.contains(of)).collect(),
                });
            }
            "_sort" => {
                return Err(invalid("_sort: several types have no order in common").into());
            }
            "_after" => {}
            _ => rest.push((name.clone(), value.clone())),
        }
    }
    if types.as_ref().is_some_and(|types| types.len() > TYPES_MAX) {
        return Err(invalid("_type: more than 20 types").into());
    }
    Ok((types, rest))
}

/// What was understood of a question about several types.
fn sent_of_several(pairs: &[(String, String)], queries: &[Query]) -> Pairs {
    let types = pairs.iter().filter(|(name, _)| name == "_type").cloned();
    let understood = queries.first().map(|query| query.sent.clone()).unwrap_or_default();
    types.chain(understood).collect()
}

pub(in crate::rest) fn not_understood(fault: &SearchFault) -> Response {
    let parameter = format!("http.{}", fault.parameter);
    placed(StatusCode::BAD_REQUEST, ("invalid", &parameter), &fault.to_string())
}
