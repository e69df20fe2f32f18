//! Why a page could not be given, and how each kind of caller is told.

use crate::context::{Context, Wants};
use crate::filters::{self, LANGUAGE};
use crate::forms::random_hex;
use crate::messages::{Message, say};
use crate::msg;
use crate::shell::{PublicShell, Shell};
use askama::Template;
use axum::Json;
use axum::http::{Extensions, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::Stop;
use serde_json::json;
use std::sync::Arc;

const HX_RETARGET: HeaderName = HeaderName::from_static("hx-retarget");
const HX_RESWAP: HeaderName = HeaderName::from_static("hx-reswap");
const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

/// A page or a part of one, ready to send.
pub struct Page {
    status: StatusCode,
    html: String,
}

impl Page {
    pub(crate) fn of(html: String) -> Self {
        Self { status: StatusCode::OK, html }
    }

    /// The same page, sent back because of what was typed: `422`.
    #[must_use]
    pub fn with_errors(mut self) -> Self {
        self.status = StatusCode::UNPROCESSABLE_ENTITY;
        self
    }

    /// The same page, sent because somebody else was quicker: `409`.
    #[must_use]
    pub fn with_conflict(mut self) -> Self {
        self.status = StatusCode::CONFLICT;
        self
    }

    /// The same page, sent instead of what was asked for, which is closed: `403`.
    #[must_use]
    pub fn with_refusal(mut self) -> Self {
        self.status = StatusCode::FORBIDDEN;
        self
    }

    /// The same page, with why something was not done: `422` when what was typed cannot be, `403`
    /// when it is not for this person, `409` otherwise.
    #[must_use]
    pub fn refused(self, kind: Kind) -> Self {
        match kind {
            Kind::Invalid => self.with_errors(),
            Kind::Forbidden => self.with_refusal(),
            Kind::Rule | Kind::Missing | Kind::Busy => self.with_conflict(),
        }
    }

    /// The text itself, for tests.
    pub fn html(&self) -> &str {
        &self.html
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        (self.status, Html(self.html)).into_response()
    }
}

/// Why not. It is put into words at the end of the request, where the caller's language and form
/// of answer are known.
#[derive(Clone, Debug)]
pub struct Problem(What);

#[derive(Clone, Debug)]
enum What {
    Refused(Refused),
    /// With a status that the protocol of a program has for it.
    Answered(Refused, StatusCode),
    Fault {
        incident: String,
    },
    GoTo(&'static str),
    /// What a program asks with opens nothing.
    NoToken(Refused),
}

impl Problem {
    /// Something is broken. The words go to the log, the person gets a number to quote.
    pub fn fault(words: impl std::fmt::Display) -> Self {
        let incident = random_hex::<4>().to_uppercase();
        tracing::error!(incident, "{words}");
        Self(What::Fault { incident })
    }

    /// There is no such page or thing.
    pub fn missing() -> Self {
        Self::from(Refused::plain("WEB-001").missing())
    }

    /// Nobody is signed in.
    pub fn sign_in() -> Self {
        Self(What::GoTo("/sign-in"))
    }

    /// Somebody is signed in with a password that others know.
    pub(crate) fn choose_password() -> Self {
        Self(What::GoTo("/password"))
    }

    /// What a program asks with opens nothing any more, or never did: `401`, in the words of RFC 6750.
    pub fn no_token(refused: Refused) -> Self {
        Self(What::NoToken(refused))
    }

    pub(crate) fn leads_elsewhere(&self) -> bool {
        matches!(self.0, What::GoTo(_))
    }

    /// The refusal inside, if it is one, so that a form can show it beside what was typed.
    pub fn refused(&self) -> Option<&Refused> {
        match &self.0 {
            What::Refused(refused) | What::Answered(refused, _) | What::NoToken(refused) => {
                Some(refused)
            }
            What::Fault { .. } | What::GoTo(_) => None,
        }
    }

    /// The same refusal with a status that the protocol of a program has for it; a fault stays what
    /// it is.
    #[must_use]
    pub fn answered(self, status: StatusCode) -> Self {
        match self.0 {
            What::Refused(refused) | What::Answered(refused, _) | What::NoToken(refused) => {
                Self(What::Answered(refused, status))
            }
            what @ (What::Fault { .. } | What::GoTo(_)) => Self(what),
        }
    }

    /// Whether it is this refusal.
    pub fn is(&self, refusal: impl Into<Refused>) -> bool {
        self.refused().is_some_and(|refused| refused.is(refusal))
    }

    /// The refusal inside, if the page on which a button was pressed can say it; what is forbidden
    /// is answered by a page of its own.
    pub fn told(&self) -> Option<&Refused> {
        self.refused().filter(|refused| refused.kind != Kind::Forbidden)
    }

    fn status(&self) -> StatusCode {
        match &self.0 {
            What::Refused(refused) => match refused.kind {
                Kind::Rule => StatusCode::CONFLICT,
                Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
                Kind::Missing => StatusCode::NOT_FOUND,
                Kind::Forbidden => StatusCode::FORBIDDEN,
                Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            },
            What::Answered(_, status) => *status,
            What::Fault { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            What::GoTo(_) | What::NoToken(_) => StatusCode::UNAUTHORIZED,
        }
    }

    fn code(&self) -> &'static str {
        match &self.0 {
            What::Refused(refused) | What::Answered(refused, _) | What::NoToken(refused) => {
                refused.code
            }
            What::Fault { .. } => "fault",
            What::GoTo("/password") => "ACC-023",
            What::GoTo(_) => "WEB-005",
        }
    }

    fn sentence(&self) -> Message {
        match &self.0 {
            What::Refused(refused) | What::Answered(refused, _) | What::NoToken(refused) => {
                Message::from(refused)
            }
            What::Fault { incident } => msg::web::fault(incident),
            What::GoTo(_) => Message::plain(self.code()),
        }
    }

    fn title(&self) -> Message {
        match &self.0 {
            What::Refused(refused) if refused.kind == Kind::Missing => msg::web::missing_title(),
            What::Refused(_) | What::Answered(..) | What::GoTo(_) | What::NoToken(_) => {
                msg::web::refused_title()
            }
            What::Fault { .. } => msg::web::fault_title(),
        }
    }

    /// The answer in the caller's language and form.
    pub(crate) fn explain(&self, context: &Context) -> Response {
        let sentence = say(&self.sentence(), context.language);
        match context.wants {
            Wants::Json => self.as_json(&sentence),
            Wants::Fhir => self.as_outcome(&sentence),
            Wants::Fragment => self.as_fragment(context),
            Wants::Page => self.as_page(context),
        }
    }

    fn as_json(&self, sentence: &str) -> Response {
        let body = json!({
            "type": "about:blank",
            "status": self.status().as_u16(),
            "code": self.code(),
            "detail": sentence,
        });
        let kind = HeaderValue::from_static("application/problem+json");
        (self.status(), [(header::CONTENT_TYPE, kind)], Json(body)).into_response()
    }

    fn as_outcome(&self, sentence: &str) -> Response {
        let code = match self.status() {
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::FORBIDDEN => "forbidden",
            StatusCode::UNAUTHORIZED => "login",
            StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => "conflict",
            StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST => "invalid",
            StatusCode::SERVICE_UNAVAILABLE => "throttled",
            _ => "exception",
        };
        let body = json!({
            "resourceType": "OperationOutcome",
            "issue": [{"severity": "error", "code": code, "diagnostics": sentence}],
        });
        let kind = HeaderValue::from_static("application/fhir+json; charset=utf-8");
        let answer = (self.status(), [(header::CONTENT_TYPE, kind)], body.to_string());
        let mut answer = answer.into_response();
        if let Some(challenge) = self.challenge() {
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        answer
    }

    /// What a program is to ask with, and whether what it asked with was looked at (RFC 6750).
    fn challenge(&self) -> Option<HeaderValue> {
        let words = match &self.0 {
            What::GoTo(_) => "Bearer realm=\"FHIR\"",
            What::NoToken(_) => "Bearer realm=\"FHIR\", error=\"invalid_token\"",
            What::Refused(_) | What::Answered(..) | What::Fault { .. } => return None,
        };
        Some(HeaderValue::from_static(words))
    }

    /// Swapped into the notice area, wherever the button was: what was typed stays.
    fn as_fragment(&self, context: &Context) -> Response {
        if let What::GoTo(path) = &self.0 {
            return [(HX_REDIRECT, HeaderValue::from_static(path))].into_response();
        }
        let view = ProblemNotice { title: self.title(), sentence: self.sentence() };
        let headers = [
            (HX_RETARGET, HeaderValue::from_static("#nabz-problem")),
            (HX_RESWAP, HeaderValue::from_static("innerHTML")),
        ];
        (self.status(), headers, Html(rendered(&view, context))).into_response()
    }

    fn as_page(&self, context: &Context) -> Response {
        if let What::GoTo(path) = &self.0 {
            return Redirect::to(&context.return_from(path)).into_response();
        }
        let (title, sentence) = (self.title(), self.sentence());
        let html = if let Some(shell) = context.shell.get() {
            rendered(&ProblemPage { shell: shell.clone(), title, sentence }, context)
        } else {
            let shell = PublicShell::of(context);
            rendered(&PublicProblemPage { shell, title, sentence }, context)
        };
        (self.status(), Html(html)).into_response()
    }
}

fn rendered(view: &impl Template, context: &Context) -> String {
    let values: [(&str, &dyn std::any::Any); 1] = [(LANGUAGE, &context.language)];
    view.render_with_values(&values).unwrap_or_else(|fault| {
        tracing::error!("a problem could not be shown: {fault}");
        String::new()
    })
}

#[derive(Template)]
#[template(path = "problem_notice.html")]
struct ProblemNotice {
    title: Message,
    sentence: Message,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    shell: Shell,
    title: Message,
    sentence: Message,
}

#[derive(Template)]
#[template(path = "problem_public.html")]
struct PublicProblemPage {
    shell: PublicShell,
    title: Message,
    sentence: Message,
}

/// An answer as whoever asked reads it: a problem in it is put into words. `asked` are the extensions
/// of the request that came in.
pub fn explained(answer: Response, asked: &Extensions) -> Response {
    match (answer.extensions().get::<Arc<Problem>>(), asked.get::<Arc<Context>>()) {
        (Some(problem), Some(context)) => problem.explain(context),
        (None, _) | (_, None) => answer,
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self(What::Refused(refused))
    }
}

impl From<Stop> for Problem {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(refused) => refused.into(),
            Stop::Fault(fault) => Self::fault(fault),
            Stop::Again => Self::from(Refused::plain("WEB-010").busy()),
        }
    }
}

impl From<askama::Error> for Problem {
    fn from(fault: askama::Error) -> Self {
        Self::fault(format!("a template failed: {fault}"))
    }
}
