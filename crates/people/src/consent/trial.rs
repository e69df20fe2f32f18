//! For stories: somebody is told about a purpose, and answers.

use super::actions::{RecordConsent, answer, issue_notices};
use super::model::{Answer, Asked, By, How, NoticeText, Purpose, Wish};
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_kernel::language::Language;
use nabz_store::{Stop, Tx};

/// Somebody answers for themselves, on the screen, having read the first notice; `seen` counts
/// their answers before.
pub fn asked(person: PersonId, (purpose, wish, seen): (Purpose, Wish, u32)) -> Asked {
    Asked {
        person,
        purpose,
        wish,
        seen,
        notice: 1,
        shown_in: Language::English,
        by: By::Themselves,
        how: How::Screen,
    }
}

/// Puts a notice of the purpose into force, and keeps what is answered under it.
///
/// Refuses as [`answer`] does.
pub fn told_and_asked(
    tx: &mut Tx<'_>,
    permit: &Permit<RecordConsent>,
    asked: &Asked,
) -> Result<Answer, Stop> {
    let notice = NoticeText {
        purpose: asked.purpose,
        english: "May we?".into(),
        hindi: "क्या हम ऐसा करें?".into(),
        demonstration: true,
    };
    issue_notices(tx, std::slice::from_ref(&notice))?;
    answer(tx, permit, asked)
}
