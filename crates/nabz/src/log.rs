//! The program's log: ids, numbers and names of things, never people.
//!
//! What our own crates say is theirs to keep clean. A library does not know which of its values
//! is a person: asked for details, the PostgreSQL driver writes the parameters of every statement,
//! and axum the text of a form that it refused. So no wish in `NABZ_LOG` reaches those.

use tracing::{Dispatch, Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

/// A log of what `chosen` asks for, as far as it may be told, a line each to `out`.
pub fn to<W>(chosen: EnvFilter, out: W) -> Dispatch
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt().with_env_filter(chosen).with_writer(out).finish();
    Dispatch::new(lines.with(filter_fn(may_be_told)))
}

/// Everything of ours; of a library what it says without being asked for details.
fn may_be_told(about: &Metadata<'_>) -> bool {
    is_ours(about.target()) || *about.level() <= Level::INFO
}

fn is_ours(target: &str) -> bool {
    target == "nabz" || target.starts_with("nabz::") || target.starts_with("nabz_")
}
