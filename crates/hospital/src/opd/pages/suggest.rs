//! What the comboboxes of the desk are answered.

use super::form::{Stock, running_low, stock};
use crate::allergies;
use crate::codes;
use crate::formulary;
use crate::opd::actions::WriteNote;
use crate::prescribing;
use crate::prescribing::rules::allergic::touched;
use crate::queue;
use crate::queue::model::TokenId;
use askama::Template;
use nabz_access::may_read;
use nabz_web::{Desk, Fields, Page, Problem, filters, msg};
use uuid::Uuid;

#[derive(Template)]
#[template(
    source = r#"{% for one in medicines %}<li data-value="{{ one.id }}" data-text="{{ one.name }}"><span class="nabz-grow">{{ one.name }} <span class="nabz-quiet">{{ one.other }}</span></span>{% if one.allergic %}<span class="nabz-tag nabz-tag--danger">{{ msg::opd::allergic()|t }}</span>{% endif %}<span class="nabz-stock{% if one.stock.none %} nabz-stock--none{% else if one.stock.low %} nabz-stock--low{% endif %}">{{ one.stock.words|t }}</span></li>{% endfor %}"#,
    ext = "html"
)]
struct Medicines {
    medicines: Vec<Offered>,
}

struct Offered {
    id: Uuid,
    name: String,
    other: String,
    allergic: bool,
    stock: Stock,
}

#[derive(Template)]
#[template(
    source = r#"{% for one in concepts %}<li data-value="{{ one.code.system }}|{{ one.code.code }}" data-text="{{ one.english }}"><span class="nabz-grow">{{ one.english }} <span class="nabz-quiet" lang="hi">{{ one.hindi }}</span></span><span class="nabz-hint">{{ one.code.code }}</span></li>{% endfor %}"#,
    ext = "html"
)]
struct Concepts {
    concepts: Vec<codes::model::Concept>,
}

/// Medicines by the beginning of any word, in the language of the page and beside it in the other,
/// with what can be had here and what the person must not be given.
pub(super) async fn medicines(desk: Desk, fields: Fields) -> Result<Page, Problem> {
    let permit = desk.permit::<WriteNote>()?;
    let (at, me, language) = (permit.facility(), desk.staff(), desk.language());
    let typed = fields.get("q").to_owned();
    let visit = fields.get("visit").parse::<Uuid>().map(TokenId::from_uuid).ok();
    let medicines = desk
        .read(move |view| {
            let token = match visit {
                Some(visit) => queue::token(view, at, visit)?,
                None => None,
            };
            // What is offered tells what somebody must not be given, and so does its absence.
            let allergic = match token {
                Some(token) if may_read(view, me, token.person)? => {
                    allergies::of(view, token.person)?
                }
                Some(_) | None => Vec::new(),
            };
            let noted = allergic.into_iter().map(|one| one.substance.key).collect();
            let allergens = prescribing::allergens(view, noted)?;
            let low = running_low(view, at)?;
            let mut offered = Vec::new();
            for medicine in formulary::find(view, &typed)? {
                offered.push(Offered {
                    id: medicine.id.uuid(),
                    name: formulary::label(&medicine, language),
                    other: language.pick(&medicine.name.english, &medicine.name.hindi).clone(),
                    allergic: touched(&allergens, &medicine).is_some(),
                    stock: stock(view, at, &medicine, &low)?,
                });
            }
            Ok(offered)
        })
        .await?;
    desk.page(&Medicines { medicines })
}

/// Diagnoses by the beginning of any word or of the code.
pub(super) async fn diagnoses(desk: Desk, fields: Fields) -> Result<Page, Problem> {
    desk.permit::<WriteNote>()?;
    let typed = fields.get("q").to_owned();
    let concepts = desk.read(move |view| codes::find(view, &typed)).await?;
    desk.page(&Concepts { concepts })
}
