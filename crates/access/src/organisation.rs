//! The organisation tree: adding places and asking what lies above and below.

use crate::node::{NodeId, NodeKind, NodePath};
use crate::refusal::AccessRefusal;
use nabz_kernel::signs::cannot_stand_on_a_line;
use nabz_store::{OnConflict, Row, Stop, Tx};

/// More places than lie directly below any other: facilities of a district, units of a hospital.
pub const CHILDREN_ROWS_MAX: i64 = 500;
/// All facilities of the city with their units and as much again.
pub const NODES_ROWS_MAX: i64 = 20_000;
const NAME_CHARACTERS_MAX: usize = 120;

/// A name that is always there in both scripts.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Names {
    /// In Roman letters.
    pub english: String,
    /// In Devanagari.
    pub hindi: String,
}

impl Names {
    /// Refuses with `ACC-022` a name that is missing in a script, too long, or not text.
    pub fn parse(english: &str, hindi: &str) -> Result<Self, AccessRefusal> {
        Ok(Self { english: one_name(english)?, hindi: one_name(hindi)? })
    }
}

fn one_name(typed: &str) -> Result<String, AccessRefusal> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !text.is_empty() && text.chars().count() <= NAME_CHARACTERS_MAX;
    if fits && !text.chars().any(cannot_stand_on_a_line) {
        Ok(text)
    } else {
        Err(AccessRefusal::BadName)
    }
}

/// A place of the organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Which.
    pub id: NodeId,
    /// What kind of place.
    pub kind: NodeKind,
    /// As imports name it: `department`, `LNH`, `LNH/MED`.
    pub code: String,
    /// As signs name it.
    pub names: Names,
    /// Itself and everything above it.
    pub path: NodePath,
}

const ADD: &str = "
    INSERT INTO access_node (node_id, parent_id, kind, code, name_en, name_hi, path)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const RENAME: &str = "
    UPDATE access_node
    SET    name_en = $2, name_hi = $3
    WHERE  node_id = $1 AND (name_en <> $2 OR name_hi <> $3)";

macro_rules! select_node {
    ($which:literal) => {
        concat!("SELECT node_id, kind, code, name_en, name_hi, path FROM access_node ", $which)
    };
}
const BY_ID: &str = select_node!("WHERE node_id = $1");
const BY_CODE: &str = select_node!("WHERE code = $1");
const ROOT: &str = select_node!("WHERE parent_id IS NULL ORDER BY code LIMIT 1");
const CHILDREN: &str = select_node!("WHERE parent_id = $1 ORDER BY code LIMIT $2");
const AFTER: &str = select_node!("WHERE node_id > $1 ORDER BY node_id LIMIT $2");
/// `0` is the sign after `/`, so the range holds the paths that go on below the node.
const BELOW: &str =
    select_node!("WHERE path > $1 AND path < $2 AND kind = $3 ORDER BY code LIMIT $4");

/// Adds a place below `parent`; `None` adds the root.
///
/// Refuses with `ACC-015` a code that is taken, and with `ACC-020` a place that does not belong
/// there: a district below the department, a facility below either, a unit below a facility.
pub fn add_node(
    tx: &mut Tx<'_>,
    parent: Option<&Node>,
    (id, kind): (NodeId, NodeKind),
    code: &str,
    names: &Names,
) -> Result<Node, Stop> {
    let fits = match (parent.map(|parent| parent.kind), kind) {
        (None, NodeKind::Department)
        | (Some(NodeKind::Department), NodeKind::District | NodeKind::Facility)
        | (Some(NodeKind::District), NodeKind::Facility)
        | (Some(NodeKind::Facility), NodeKind::Unit) => true,
        (None | Some(_), _) => false,
    };
    if !fits {
        return Err(AccessRefusal::WrongParent.into());
    }
    let path = parent.map_or_else(|| NodePath::root(id), |parent| parent.path.child(id));
    let row = [
        id.into(),
        parent.map(|parent| parent.id).into(),
        kind.word().into(),
        code.into(),
        names.english.as_str().into(),
        names.hindi.as_str().into(),
        path.text().into(),
    ];
    tx.execute(ADD, &row).on_conflict("access_node_code_key", AccessRefusal::CodeTaken)?;
    Ok(Node { id, kind, code: code.to_owned(), names: names.clone(), path })
}

/// Puts other names on the sign; whether anything changed.
pub fn rename_node(tx: &mut Tx<'_>, node: NodeId, names: &Names) -> Result<bool, Stop> {
    let row = [node.into(), names.english.as_str().into(), names.hindi.as_str().into()];
    Ok(tx.execute(RENAME, &row)? > 0)
}

/// One place.
pub fn node(tx: &mut Tx<'_>, id: NodeId) -> Result<Option<Node>, Stop> {
    tx.query_one(BY_ID, &[id.into()], read_node)
}

/// The place that imports call `code`.
pub fn node_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Node>, Stop> {
    tx.query_one(BY_CODE, &[code.into()], read_node)
}

/// The place above all others, once there is one.
pub fn root(tx: &mut Tx<'_>) -> Result<Option<Node>, Stop> {
    tx.query_one(ROOT, &[], read_node)
}

/// Places of the whole tree in the order of their ids, those after `after`, at most `limit`.
pub fn nodes_after(tx: &mut Tx<'_>, after: NodeId, limit: u32) -> Result<Vec<Node>, Stop> {
    tx.query(AFTER, &[after.into(), limit.into()], read_node)
}

/// What lies directly below a place, by code.
pub fn children(tx: &mut Tx<'_>, parent: NodeId) -> Result<Vec<Node>, Stop> {
    tx.query(CHILDREN, &[parent.into(), CHILDREN_ROWS_MAX.into()], read_node)
}

/// Everything of one kind that lies below a place at any depth, by code.
pub fn below(tx: &mut Tx<'_>, place: &NodePath, kind: NodeKind) -> Result<Vec<Node>, Stop> {
    let start = place.text();
    let values = [
        format!("{start}/").into(),
        format!("{start}0").into(),
        kind.word().into(),
        NODES_ROWS_MAX.into(),
    ];
    tx.query(BELOW, &values, read_node)
}

fn read_node(row: &Row<'_>) -> Result<Node, Stop> {
    let unknown = || Stop::fault("a node in access_node that the program does not know");
    Ok(Node {
        id: row.id(0)?,
        kind: NodeKind::of_word(&row.get::<String>(1)?).ok_or_else(unknown)?,
        code: row.get(2)?,
        names: Names { english: row.get(3)?, hindi: row.get(4)? },
        path: NodePath::of_text(&row.get::<String>(5)?).ok_or_else(unknown)?,
    })
}
