//! Answers in OAuth's words: RFC 6749, section 5.2.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use nabz_store::Stop;
use nabz_web::Problem;
use serde_json::json;

/// Why a program is not answered.
#[derive(Debug)]
pub(crate) enum Unanswered {
    /// The request is not as it should be.
    Request(&'static str),
    /// It did not prove who it is. Why is not said, since whoever asks may not be it.
    Client,
    /// The code, or what else it came with, is not good.
    Grant,
    /// Another way of asking.
    OtherGrant,
    /// Of what it asked for it may be given nothing.
    Scope,
    /// Too often.
    TooMany,
    /// This server does not know the address under which it is reached.
    NoAddress,
    /// Something is broken.
    Broken(Problem),
}

impl From<Stop> for Unanswered {
    fn from(stop: Stop) -> Self {
        Self::Broken(stop.into())
    }
}

impl IntoResponse for Unanswered {
    fn into_response(self) -> Response {
        let (status, error, words) = match self {
            Self::Request(words) => (StatusCode::BAD_REQUEST, "invalid_request", words),
            Self::Client => {
                (StatusCode::UNAUTHORIZED, "invalid_client", "this client has not proven itself")
            }
            Self::Grant => {
                (StatusCode::BAD_REQUEST, "invalid_grant", "the code is over, used or another's")
            }
            Self::OtherGrant => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "client_credentials, authorization_code and refresh_token are understood here",
            ),
            Self::Scope => {
                (StatusCode::BAD_REQUEST, "invalid_scope", "nothing of this is registered")
            }
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "slow_down", "ask again in a minute"),
            Self::NoAddress => (
                StatusCode::SERVICE_UNAVAILABLE,
                "temporarily_unavailable",
                "nobody has told this server its public address",
            ),
            Self::Broken(problem) => return problem.into_response(),
        };
        (status, Json(json!({"error": error, "error_description": words}))).into_response()
    }
}
