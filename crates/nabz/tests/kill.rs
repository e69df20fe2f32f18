//! The program is killed in the middle of a simulated day, twenty times on each engine; whatever
//! it had acknowledged must be there afterwards, once, and stock, record and audit must agree.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use nabz::kill::{Crowd, wrong_after};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const KILLS: u64 = 20;
const RESIDENTS: &str = "60";

struct Server {
    child: Child,
}

impl Server {
    fn start(database: &str, audit: &Path, address: &str) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_nabz"))
            .args(["--database", database, "--audit", audit.to_str().unwrap()])
            .arg("--key")
            .arg(audit.with_extension("key"))
            .args(["serve", "--listen", address])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { child }
    }

    /// `SIGKILL`: nothing of the program runs any more.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

fn load(database: &str, folder: &Path) {
    let loaded = Command::new(env!("CARGO_BIN_EXE_nabz"))
        .args(["--database", database, "demo", "--data", folder.to_str().unwrap()])
        .args(["--residents", RESIDENTS, "--load-only", "--without-morning"])
        .output()
        .unwrap();
    assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));
}

fn killed_again_and_again(database: &str, folder: &Path) {
    load(database, folder);
    let (address, audit) = (free_address(), folder.join("audit"));
    let mut crowd = Crowd::new(&format!("http://{address}"));
    for round in 0..KILLS {
        let server = Server::start(database, &audit, &address);
        crowd.wait_until_open().unwrap();
        // In the middle of the others' work, and never at the same place twice.
        let steps = usize::try_from(2 + (round * 5) % 13).unwrap();
        crowd.work_until((round, steps), || server.kill());
    }
    let kills = usize::try_from(KILLS).unwrap();
    assert!(crowd.told() > 2 * kills, "only {} steps were acknowledged", crowd.told());
    let wrong = wrong_after(database, &audit, &crowd).unwrap();
    assert!(wrong.is_empty(), "{} steps told, then:\n{}", crowd.told(), wrong.join("\n"));
}

#[test]
fn nothing_acknowledged_is_lost_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("demo.db").display());
    killed_again_and_again(&database, folder.path());
}

#[test]
fn nothing_acknowledged_is_lost_on_postgres() {
    let Ok(server) = std::env::var("NABZ_TEST_POSTGRES") else { return };
    let name = format!("nabz_kill_{}", std::process::id());
    psql(&server, &format!("CREATE DATABASE {name}"));
    let folder = tempfile::tempdir().unwrap();
    let parts = server.split(' ').filter(|part| !part.starts_with("dbname="));
    let database = format!("{} dbname={name}", parts.collect::<Vec<_>>().join(" "));
    killed_again_and_again(&database, folder.path());
    psql(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
}

fn psql(server: &str, statement: &str) {
    let done = Command::new("psql").args(["-q", server, "-c", statement]).status().unwrap();
    assert!(done.success());
}
