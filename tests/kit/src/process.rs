//! Services as processes of their own: the programs that go into production.

use crate::replica::{Place, Running, Started, started};
use handrail::{client::Addresses, contract::Member};
use handrail_contracts::development::v1::GetClockRequest;
use std::{
    fs::File,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// A service's process; killed when it is dropped.
pub(crate) struct Process {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Drop for Process {
    fn drop(&mut self) {
        // After an orderly stop there is nobody left to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One of each; on PostgreSQL, which several can share, a second transfers and notifications.
pub(crate) async fn start(place: &Place) -> Started {
    let first = Addresses::new(Member::ALL.map(|_| free_address()));
    let second = Addresses::new([
        first.of(Member::Intake).to_owned(),
        free_address(),
        first.of(Member::Escalation).to_owned(),
        free_address(),
    ]);
    let mut processes = Vec::new();
    for member in Member::ALL {
        processes.push(run(place, member, first.of(member), &first));
    }
    let mut all = vec![first.clone()];
    if place.postgres.is_some() {
        for member in [Member::Transfers, Member::Notifications] {
            processes.push(run(place, member, second.of(member), &first));
        }
        all.push(second);
    }
    let running = Running::Elsewhere(processes);
    let started = started(&all, running, place.starts_at);
    for clock in &started.clocks {
        let mut clock = clock.clone();
        let mut tries = 1;
        // Each try takes up to the connection's own time limit, so that this ends.
        while let Err(status) = clock.get_clock(GetClockRequest {}).await {
            assert!(
                tries < 2_000,
                "a process does not answer: {status}{}",
                logs(&started.running)
            );
            tries += 1;
            patience().await;
        }
    }
    started
}

/// Asks all of them to stop, and has them end cleanly.
pub(crate) fn stop(processes: Vec<Process>) {
    for process in &processes {
        let id = process.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(
            asked.is_ok_and(|status| status.success()),
            "{} was gone already",
            process.name
        );
    }
    for mut process in processes {
        let status = process.child.wait().expect("a process ends");
        assert!(
            status.success(),
            "{} ended with {status}: {}",
            process.name,
            process.said()
        );
    }
}

impl Process {
    fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

fn logs(running: &Running) -> String {
    match running {
        Running::Here(_) | Running::Outside(_) => String::new(),
        Running::Elsewhere(processes) => processes
            .iter()
            .map(|one| format!("\n--- {}\n{}", one.name, one.said()))
            .collect(),
    }
}

fn run(place: &Place, member: Member, at: &str, peers: &Addresses) -> Process {
    let name = member.name();
    let log = place.folder.join(format!("{}.log", at.replace(':', "-")));
    let out = File::create(&log).expect("a log file");
    let (database, schema) = place.database(name);
    let child = Command::new(program(name))
        .env_clear()
        .env("HANDRAIL_LISTEN", at)
        .env("HANDRAIL_DATABASE_URL", database)
        .envs(schema.map(|schema| ("HANDRAIL_DATABASE_SCHEMA", schema)))
        .env("HANDRAIL_ORGANISATION", place.organisation())
        .env("HANDRAIL_MAIL_FOLDER", place.mail())
        .env("HANDRAIL_VIRTUAL_CLOCK", place.starts_at.to_rfc3339())
        .env("HANDRAIL_PEER_INTAKE", peers.uri(Member::Intake))
        .env("HANDRAIL_PEER_TRANSFERS", peers.uri(Member::Transfers))
        .env("HANDRAIL_PEER_ESCALATION", peers.uri(Member::Escalation))
        .env(
            "HANDRAIL_PEER_NOTIFICATIONS",
            peers.uri(Member::Notifications),
        )
        .envs(
            place
                .watched_by
                .as_ref()
                .map(|endpoint| ("HANDRAIL_OTLP_ENDPOINT", endpoint)),
        )
        .stdin(Stdio::null())
        .stdout(out.try_clone().expect("a log file"))
        .stderr(out)
        .spawn()
        .expect("the service's program starts");
    Process { name, child, log }
}

/// Beside the test's own executable: `cargo test` and `cargo nextest` put programs there.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    let target = test
        .parent()
        .and_then(Path::parent)
        .expect("the target folder");
    let program = target.join(format!("handrail-{name}"));
    assert!(
        program.exists(),
        "{} is missing: build it with `cargo build --workspace --bins`",
        program.display()
    );
    program
}

/// An address that was free a moment ago: the services have to know each other's before they start.
pub(crate) fn free_address() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("an address").to_string()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a process that starts can't wake anybody"
)]
pub(crate) async fn patience() {
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
}
