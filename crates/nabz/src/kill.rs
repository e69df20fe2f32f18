//! What the test that kills the program needs: people who go on working while it dies, and who
//! remember what they were told.

use crate::cli::{Opd, Until};
use crate::commands::audit;
use crate::config::Database;
use crate::demo::PASSWORD;
use crate::ended::Ended;
use crate::simulate::{self, Crew, Day, Told, sums};
use crate::site;
use nabz_store::verify_audit;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const VISITS_A_ROUND: usize = 60;
const VISITS_A_SECOND: f64 = 40.0;
const TRIES_MAX: u32 = 400;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// Everybody at work in the demo city. Their sessions outlive the program.
pub struct Crowd {
    runtime: tokio::runtime::Runtime,
    server: String,
    crew: Option<Arc<Crew>>,
    told: Vec<Told>,
}

impl Crowd {
    /// Nobody has signed in yet.
    ///
    /// # Panics
    /// When the machine gives no threads.
    #[expect(clippy::expect_used, reason = "a test stops where its threads do")]
    pub fn new(server: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.expect("threads to work with");
        Self { runtime, server: server.to_owned(), crew: None, told: Vec::new() }
    }

    /// Waits for the program to answer, and signs everybody in the first time.
    ///
    /// # Errors
    /// When it never answers, or lets nobody in.
    pub fn wait_until_open(&mut self) -> Result<(), Ended> {
        let address = self.server.trim_start_matches("http://").to_owned();
        let open = (0..TRIES_MAX).any(|_| {
            std::thread::sleep(BETWEEN_TRIES);
            TcpStream::connect(&address).is_ok()
        });
        if !open {
            return Err(Ended::fault("the program does not answer"));
        }
        if self.crew.is_none() {
            let crew = self.runtime.block_on(Crew::sign_in(&self.server, PASSWORD))?;
            self.crew = Some(Arc::new(crew));
        }
        Ok(())
    }

    /// Visits begin; when so many `steps` of them were acknowledged, `kill` runs in the middle of
    /// the others, and everybody stops where they are.
    pub fn work_until(&mut self, (round, steps): (u64, usize), kill: impl FnOnce()) {
        let Some(crew) = self.crew.clone() else { return };
        let day = Arc::new(Day::begin(crew, Until::Dispense));
        let asked = Opd {
            server: self.server.clone(),
            rate: VISITS_A_SECOND,
            visits: VISITS_A_ROUND,
            seed: 1_000 + round,
            password: None,
            residents: 1,
            csv: None,
            until: Until::Dispense,
        };
        let working = self.runtime.spawn(simulate::visits(Arc::clone(&day), asked));
        for _ in 0..TRIES_MAX {
            if day.told_so_far() >= steps {
                break;
            }
            std::thread::sleep(BETWEEN_TRIES);
        }
        kill();
        working.abort();
        self.told.extend(day.told());
    }

    /// How many steps were acknowledged so far.
    pub fn told(&self) -> usize {
        self.told.len()
    }
}

/// What of all that was acknowledged is missing, twice or apart, in the database and its audit.
///
/// # Errors
/// When the database cannot be opened or read.
pub fn wrong_after(database: &str, folder: &Path, crowd: &Crowd) -> Result<Vec<String>, Ended> {
    let store = Database::parse(database)?.open()?;
    let mut wrong = sums::in_store(&store, &crowd.told)?;
    let twice = crowd
        .told
        .iter()
        .enumerate()
        .filter(|(at, one)| crowd.told.iter().skip(at + 1).any(|other| other == *one));
    wrong.extend(twice.map(|(_, one)| format!("{one:?} was acknowledged twice")));
    let again = nabz_record::rebuild(&store, &site::rebuilds(), |_, _| {})?;
    if !again.is_clean() {
        wrong.push(format!("the record differs from the operations: {again:?}"));
    }
    drop(audit::sealer(&store, folder)?);
    let report = verify_audit(&store, &folder.join(audit::ROOTS))?;
    wrong.extend(report.findings.iter().map(ToString::to_string));
    Ok(wrong)
}
