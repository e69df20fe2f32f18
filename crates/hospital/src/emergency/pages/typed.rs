//! What was typed into the forms of the page, so that a mistake loses nothing.

use crate::emergency::model::AskedBlood;
use nabz_web::Fields;
use uuid::Uuid;

/// Everything that the forms of the page say.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) group: String,
    pub(super) how: String,
    pub(super) on: String,
    pub(super) why: String,
    pub(super) code: String,
    pub(super) since: String,
    pub(super) what: String,
    pub(super) done: String,
    /// The entry whose form it was, and why it is wrong.
    pub(super) entry: Option<Uuid>,
    pub(super) ended_why: String,
}

impl Typed {
    /// What a form sent; the others are empty.
    pub(super) fn sent(fields: &Fields, entry: Option<Uuid>) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self {
            group: text("group"),
            how: text("how"),
            on: text("on"),
            why: text("why"),
            code: text("code"),
            since: text("since"),
            what: text("what"),
            done: text("done"),
            ended_why: entry.map(|_| text("why")).unwrap_or_default(),
            entry,
        }
    }

    /// What the form of the blood group says. One that names no entry has seen none.
    pub(super) fn blood(fields: &Fields) -> AskedBlood {
        let text = |name: &str| fields.get(name).to_owned();
        AskedBlood {
            seen: fields.get("seen").parse().unwrap_or(0),
            group: text("group"),
            how: text("how"),
            tested_on: text("on"),
            why: text("why"),
        }
    }
}
