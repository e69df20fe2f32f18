//! Live parts: `GET /events?topics=queue/<facility>/<room>,board/<facility>/<hall>`.
//!
//! One stream a browser. An action says `tx.notify("queue/<facility>/<room>", …)`; a page marks
//! the part that shows it with `data-live="queue/<facility>/<room>"` and fetches it anew when the
//! browser hears of it. A shorter topic follows all that lie below it.
//!
//! Who may follow what is in the topic itself: its second step is a facility. Topics that begin
//! with `board/` are for everybody's eyes and carry numbers only; of all others, somebody signed
//! in may follow those of the facility where they sit, for as long as a role of theirs reaches it.

use crate::app::App;
use crate::context::cookie;
use crate::crowd::Inside;
use crate::desk::{Desk, Visitor};
use crate::problem::Problem;
use crate::session::{self, SESSION_COOKIE, Signed};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::Event as Sent;
use futures_util::stream::{self, Stream};
use nabz_access::Role;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::FacilityId;
use nabz_kernel::refusal::Refused;
use nabz_store::{Heard, Subscription};
use serde::Deserialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

const TOPICS_MAX: usize = 32;
const TOPIC_LETTERS_MAX: usize = 160;
/// The browser takes 45 seconds of silence for a broken line.
const BEAT_SECONDS: u64 = 15;
/// How often a stream asks whether its sign-in still holds.
const BEATS_A_CHECK: u32 = 4;
const PUBLIC: &str = "board";

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    topics: String,
}

/// The stream of what moves.
pub(crate) async fn follow(
    State(app): State<App>,
    visitor: Visitor,
    desk: Option<Desk>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Sent, Infallible>>>, Problem> {
    let topics: Vec<String> = asked.topics.split(',').map(str::to_owned).collect();
    let today = app.clock().now().date_in_india();
    let signed = desk.as_ref().map(Desk::signed).filter(|signed| works_here(signed, today));
    let facility = signed.map(Signed::facility);
    let fit = topics.len() <= TOPICS_MAX && topics.iter().all(|topic| may_follow(topic, facility));
    if !fit {
        return Err(Refused::plain("WEB-011").forbidden().into());
    }
    let stranger = visitor.address().filter(|_| signed.is_none());
    let busy = || Problem::from(Refused::plain("WEB-010").busy());
    let place = app.streams().enter(stranger).ok_or_else(busy)?;
    let after = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let subscription = app.store().events(after).await?;
    let only_public = topics.iter().all(|topic| is_public(topic));
    let token = cookie(&headers, SESSION_COOKIE).filter(|_| !only_public).map(str::to_owned);
    let beats = interval_at(Instant::now(), Duration::from_secs(BEAT_SECONDS));
    let due = VecDeque::new();
    let line = Line { app, subscription, topics, token, beats, beaten: 0, due, _place: place };
    Ok(Sse::new(stream::unfold(line, Line::next)))
}

/// What one browser follows.
struct Line {
    app: App,
    subscription: Subscription,
    topics: Vec<String>,
    token: Option<String>,
    beats: Interval,
    beaten: u32,
    due: VecDeque<Sent>,
    _place: Inside,
}

impl Line {
    /// The next thing to send; `None` ends the stream, and the browser asks again.
    async fn next(mut self) -> Option<(Result<Sent, Infallible>, Self)> {
        self.beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            if let Some(sent) = self.due.pop_front() {
                return Some((Ok(sent), self));
            }
            tokio::select! {
                heard = self.subscription.next() => match heard {
                    Ok(heard) => self.note(&heard),
                    Err(stop) => {
                        drop(Problem::from(stop));
                        return None;
                    }
                },
                _ = self.beats.tick() => {
                    if !self.still_signed_in().await {
                        return None;
                    }
                    self.due.push_back(Sent::default().event("beat").data(""));
                }
            }
        }
    }

    fn note(&mut self, heard: &Heard) {
        match heard {
            Heard::Event(event) => {
                let of = |topic: &&String| is_below(&event.topic, topic);
                for topic in self.topics.iter().filter(of) {
                    self.due.push_back(moved(event.position, topic, &event.payload));
                }
            }
            // Nobody knows what was missed, so everything is looked at again.
            Heard::Gap(position) => {
                let all = self.topics.iter().map(|topic| moved(*position, topic, ""));
                self.due.extend(all);
            }
        }
    }

    async fn still_signed_in(&mut self) -> bool {
        self.beaten += 1;
        match &self.token {
            Some(token) if self.beaten.is_multiple_of(BEATS_A_CHECK) => {
                let today = self.app.clock().now().date_in_india();
                let found = session::find(&self.app, token).await;
                found.is_ok_and(|signed| signed.is_some_and(|signed| works_here(&signed, today)))
            }
            _ => true,
        }
    }
}

fn moved(position: i64, topic: &str, payload: &str) -> Sent {
    let data = format!("{topic}\n{payload}");
    Sent::default().event("moved").id(position.to_string()).data(data)
}

fn is_below(topic: &str, asked: &str) -> bool {
    topic.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_public(topic: &str) -> bool {
    topic.split('/').next() == Some(PUBLIC)
}

/// Whether a role still reaches the place where somebody sits: a sign-in outlives a grant that
/// ended or was revoked, and a password alone does not carry every role.
fn works_here(signed: &Signed, today: Date) -> bool {
    let access = signed.access();
    let carried = |role: &Role| access.has_second_factor() || !role.needs_second_factor();
    access.roles(today).iter().any(carried)
}

fn may_follow(topic: &str, facility: Option<FacilityId>) -> bool {
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || b"/-_.".contains(&letter);
    if topic.len() > TOPIC_LETTERS_MAX || !topic.bytes().all(plain) {
        return false;
    }
    let place = topic.split('/').nth(1);
    match facility {
        _ if is_public(topic) => place.is_some(),
        Some(facility) => place == Some(facility.to_string().as_str()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_stream_follows_boards_anywhere_and_the_rest_only_where_one_sits() {
        let here = FacilityId::from_uuid(Uuid::from_u128(1));
        let there = Uuid::from_u128(2);
        assert!(may_follow(&format!("board/{there}/opd"), None));
        assert!(may_follow(&format!("queue/{here}/12"), Some(here)));
        assert!(!may_follow(&format!("queue/{there}/12"), Some(here)));
        assert!(!may_follow(&format!("queue/{here}/12"), None));
        assert!(!may_follow("board", None));
        assert!(!may_follow("", Some(here)));
    }

    #[test]
    fn a_shorter_topic_follows_what_lies_below_it() {
        assert!(is_below("queue/a/12", "queue/a"));
        assert!(is_below("queue/a", "queue/a"));
        assert!(!is_below("queue/ab", "queue/a"));
    }
}
