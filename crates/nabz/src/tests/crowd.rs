//! People who go on working while the program dies, and who remember what they were told.

use crate::cli::{Opd, Until};
use crate::demo::PASSWORD;
use crate::simulate::{self, Asking, Crew, Day, Told, What};
use nabz_kernel::clock::Stopwatch;
use std::collections::HashSet;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

const VISITS_A_ROUND: usize = 30;
const VISITS_A_SECOND: f64 = 40.0;
const OPENS_WITHIN: Duration = Duration::from_mins(1);
/// So long one round waits for what it wants to hear; then the program is killed all the same.
const ROUND_LONGEST: Duration = Duration::from_secs(40);
const BETWEEN_LOOKS: Duration = Duration::from_millis(2);

/// Everybody at work in the demo city. Their sessions outlive the program.
pub(super) struct Crowd {
    runtime: Runtime,
    server: String,
    crew: Option<Arc<Crew>>,
    /// Everything that anybody was told.
    pub(super) told: Vec<Told>,
    /// Forms that were sent when the program died, and whose answer never came.
    unanswered: Vec<Asking>,
    /// The last form of each kind that was answered before the program died, and its answer.
    answered: Vec<(Asking, Told)>,
    /// Who was given a token in any round; to ask for a second one would be refused.
    used: HashSet<String>,
}

impl Crowd {
    /// Nobody has signed in yet.
    pub(super) fn new(address: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let server = format!("http://{address}");
        let (told, unanswered, answered, used) = Default::default();
        Self { runtime, server, crew: None, told, unanswered, answered, used }
    }

    /// Waits for the program to answer, and signs everybody in the first time.
    pub(super) fn wait_until_open(&mut self) {
        let (address, watch) = (self.server.trim_start_matches("http://"), Stopwatch::start());
        while TcpStream::connect(address).is_err() {
            assert!(watch.elapsed() < OPENS_WITHIN, "the program does not answer");
            std::thread::sleep(BETWEEN_LOOKS);
        }
        if self.crew.is_none() {
            let crew = self.runtime.block_on(Crew::sign_in(&self.server, PASSWORD)).unwrap();
            self.crew = Some(Arc::new(crew));
        }
    }

    /// Visits begin; when the `nth` step of a kind was acknowledged, `kill` runs in the middle of
    /// the others, and everybody stops where they are.
    pub(super) fn work_until(&mut self, round: u64, what: (What, usize), kill: impl FnOnce()) {
        let crew = Arc::clone(self.crew.as_ref().unwrap());
        let day = Day::without_pauses(crew, Until::Dispense).unwrap();
        let day = Arc::new(day.after(std::mem::take(&mut self.used)));
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
        let working =
            self.runtime.spawn(simulate::visits(Arc::clone(&day), simulate::plan(&asked)));
        let watch = Stopwatch::start();
        let waits = || day.told_of(what.0) < what.1 && watch.elapsed() < ROUND_LONGEST;
        while waits() && !working.is_finished() {
            std::thread::sleep(BETWEEN_LOOKS);
        }
        kill();
        working.abort();
        // Whoever has an answer in hand still writes it down.
        while Arc::strong_count(&day) > 1 {
            std::thread::sleep(BETWEEN_LOOKS);
        }
        self.used = day.used();
        self.told.extend(day.told());
        self.unanswered = day.unanswered();
        self.answered = day.last_answered();
    }

    /// Sends again, with the keys they had, the forms that nobody answered and the last ones that
    /// somebody did. Says how many of the former there were.
    pub(super) fn send_again(&mut self) -> usize {
        for (asking, first) in std::mem::take(&mut self.answered) {
            let again = self.runtime.block_on(asking.send()).unwrap();
            assert_eq!(again, Some(first), "a form that was answered did it again");
        }
        let unanswered = std::mem::take(&mut self.unanswered);
        for asking in &unanswered {
            let told = self.runtime.block_on(asking.send());
            // Others may have been quicker: the batch that now expires first is another one. If it
            // had been done after all, the rows would say what nobody was told.
            self.told
                .extend(told.unwrap_or_else(|e| panic!("{:?} sent again: {e:#}", asking.what)));
        }
        unanswered.len()
    }

    /// How many steps of a kind were acknowledged so far.
    pub(super) fn told_of(&self, what: What) -> usize {
        self.told.iter().filter(|told| told.what() == what).count()
    }
}
