//! A request and a nominee as pages show them, to the staff and on somebody's own phone.

use crate::rights::model::{Nominee, Request, RequestState};
use crate::rights::{rules, words};
use nabz_kernel::clock::Date;
use nabz_web::messages::Message;
use nabz_web::{Language, numbers};
use uuid::Uuid;

/// A request, with what was answered.
pub(crate) struct RequestView {
    pub(crate) id: Uuid,
    pub(crate) number: String,
    pub(crate) right: Message,
    pub(crate) speaker: Message,
    pub(crate) asked: String,
    pub(crate) note: Option<String>,
    pub(crate) state: Message,
    /// By when it is answered, while somebody waits for that.
    pub(crate) due: Option<Message>,
    pub(crate) late: bool,
    pub(crate) ended: Option<String>,
    pub(crate) outcome: Option<Message>,
    pub(crate) answer: Option<String>,
}

impl RequestView {
    pub(crate) fn of(request: &Request, (today, language): (Date, Language)) -> Self {
        let (ended, answer) = match &request.state {
            RequestState::Received | RequestState::Looking { .. } => (None, None),
            RequestState::Answered { at, answer, .. } => (Some(*at), Some(answer)),
            RequestState::Withdrawn { at, .. } => (Some(*at), None),
        };
        let outcome = answer.and_then(|answer| answer.outcome);
        Self {
            id: request.id.uuid(),
            number: words::number(request.number),
            right: words::right(request.right),
            speaker: words::speaker(&request.speaker),
            asked: numbers::date_time(request.asked_at, language),
            note: request.note.as_ref().map(|note| note.as_str().to_owned()),
            state: words::state(&request.state),
            due: request.state.is_open().then(|| words::due(request, today)),
            late: rules::is_late(request, today),
            ended: ended.map(|at| numbers::date_time(at, language)),
            outcome: outcome.map(words::outcome),
            answer: answer.map(|answer| answer.words.as_str().to_owned()),
        }
    }
}

/// Whom somebody named, and since when.
pub(crate) struct NomineeView {
    pub(crate) id: Uuid,
    pub(crate) said: Message,
    pub(crate) since: String,
    /// Until when, and why then no longer.
    pub(crate) ended: Option<(String, Message)>,
}

impl NomineeView {
    pub(crate) fn of(nominee: &Nominee, language: Language) -> Self {
        let (_, since) = nominee.named;
        let ended = nominee
            .ended
            .map(|(ended, _, at)| (numbers::date_time(at, language), words::nominee_ended(ended)));
        Self {
            id: nominee.id.uuid(),
            said: words::nominee(nominee),
            since: numbers::date_time(since, language),
            ended,
        }
    }
}
