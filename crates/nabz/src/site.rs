//! Where every capability is put together into one site.

use axum::Router;
use nabz_kernel::clock::Clock;
use nabz_store::Store;
use nabz_web::{App, Config};

/// Everything that a page may reach.
pub fn app(store: Store, clock: Clock, config: Config) -> App {
    App::build(store, clock).config(config).done()
}

/// Every route of every capability inside the shell.
pub fn router(app: App) -> Router {
    let capabilities = Router::new();
    nabz_web::router(app, capabilities)
}
