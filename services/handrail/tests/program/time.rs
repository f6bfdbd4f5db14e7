//! Moving the clocks of several processes together.

use chrono::{DateTime, Utc};
use handrail::{
    client::{Addresses, Clients},
    contract::Member,
    virtual_time::{self, Clock},
};
use handrail_chassis::{
    identity::{Caller, IdentityMode},
    lifecycle::{Exit, Lifecycle},
    server::Server,
};
use handrail_contracts::{
    DESCRIPTORS,
    development::v1::{
        self as wire,
        clock_service_server::{ClockService, ClockServiceServer},
    },
    status,
    time::{instant, timestamp},
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tonic::{Code, Request, Response, Status};

/// A process that only has timers. One that fires gives the other process work.
#[derive(Clone, Default)]
struct Process(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    now: DateTime<Utc>,
    timers: BTreeSet<DateTime<Utc>>,
    fired: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    work: u64,
    gives_work_to: Option<Process>,
}

impl Process {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[tonic::async_trait]
impl ClockService for Process {
    async fn get_clock(
        &self,
        _: Request<wire::GetClockRequest>,
    ) -> Result<Response<wire::Clock>, Status> {
        Ok(Response::new(wire::Clock {
            now: Some(timestamp(self.inside().now)),
        }))
    }

    async fn set_clock(
        &self,
        request: Request<wire::SetClockRequest>,
    ) -> Result<Response<wire::Clock>, Status> {
        let to = request
            .get_ref()
            .now
            .as_ref()
            .and_then(instant)
            .expect("a time");
        if to < self.inside().now {
            return Err(status::refused("CLOCK_GOES_FORWARDS", "backwards", &[]));
        }
        self.inside().now = to;
        Ok(Response::new(wire::Clock {
            now: Some(timestamp(to)),
        }))
    }

    async fn step(
        &self,
        _: Request<wire::StepRequest>,
    ) -> Result<Response<wire::StepResponse>, Status> {
        let mut inside = self.inside();
        let now = inside.now;
        let mut done = std::mem::take(&mut inside.work);
        while let Some(due) = inside.timers.first().copied().filter(|due| *due <= now) {
            inside.timers.remove(&due);
            inside.fired.push((due, now));
            done += 1;
        }
        let next_due_at = inside.timers.first().copied().map(timestamp);
        let other = inside.gives_work_to.clone();
        drop(inside);
        if let Some(other) = other.filter(|_| done > 0) {
            other.inside().work += 1;
        }
        Ok(Response::new(wire::StepResponse { done, next_due_at }))
    }
}

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-03-02T{text}:00Z").parse().expect("a time")
}

async fn serve(process: &Process, lifecycle: &Lifecycle) -> Clock {
    let address = "127.0.0.1:0".parse().expect("an address");
    let server = Server::bind(address).await.expect("a free port");
    let server = server
        .identity(&IdentityMode::Development)
        .expect("loopback");
    let address = server.local_addr();
    let server = server.add(ClockServiceServer::new(process.clone()), DESCRIPTORS);
    let serving = lifecycle.clone();
    lifecycle.spawn("server", async move { server.serve(&serving).await });
    let caller = Caller::named("auditor:tester");
    let clients = Clients::new(&Addresses::new([address; 4]), caller).expect("addresses");
    clients.clock(Member::Intake)
}

async fn two(first: &[&str], second: &[&str]) -> (Process, Process, Vec<Clock>, Lifecycle) {
    let process = |timers: &[&str]| {
        let process = Process::default();
        process.inside().now = at("09:00");
        process.inside().timers = timers.iter().map(|time| at(time)).collect();
        process
    };
    let (first, second) = (process(first), process(second));
    first.inside().gives_work_to = Some(second.clone());
    let lifecycle = Lifecycle::new();
    let clocks = vec![
        serve(&first, &lifecycle).await,
        serve(&second, &lifecycle).await,
    ];
    (first, second, clocks, lifecycle)
}

#[tokio::test]
async fn every_timer_fires_at_its_own_instant_in_every_process() {
    let (first, second, clocks, lifecycle) =
        two(&["10:00", "17:00", "18:00"], &["11:30", "17:00"]).await;
    virtual_time::advance_to(&clocks, at("17:00"))
        .await
        .expect("the clocks move");
    let on_time = |times: &[&str]| {
        times
            .iter()
            .map(|time| (at(time), at(time)))
            .collect::<Vec<_>>()
    };
    assert_eq!(first.inside().fired, on_time(&["10:00", "17:00"]));
    assert_eq!(second.inside().fired, on_time(&["11:30", "17:00"]));
    assert_eq!(
        virtual_time::now(&clocks).await.expect("the time"),
        Some(at("17:00"))
    );
    assert_eq!(second.inside().work, 0, "what one gave the other was done");
    assert_eq!(lifecycle.shutdown().await, Exit::Clean);
}

#[tokio::test]
async fn settling_says_what_falls_due_next() {
    let (_, second, clocks, lifecycle) = two(&["10:00"], &["09:30"]).await;
    second.inside().work = 3;
    let next = virtual_time::settle(&clocks)
        .await
        .expect("the work is done");
    assert_eq!(next, Some(at("09:30")));
    assert_eq!(second.inside().work, 0);
    assert_eq!(lifecycle.shutdown().await, Exit::Clean);
}

#[tokio::test]
async fn clocks_never_go_back() {
    let (_, _, clocks, lifecycle) = two(&[], &[]).await;
    let back = virtual_time::advance_to(&clocks, at("08:00")).await;
    assert_eq!(
        back.expect_err("a refusal").code(),
        Code::FailedPrecondition
    );
    assert_eq!(lifecycle.shutdown().await, Exit::Clean);
}
