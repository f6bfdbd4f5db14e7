//! Births of children who are admitted or asked about, on both databases.

use crate::{asking::*, serving::*};
use handrail_contracts::{
    common::v1::{Birth, birth},
    time::timestamp,
    transfers::v1 as wire,
};

on_both!(a_birth_that_can_not_be_is_refused);

async fn a_birth_that_can_not_be_is_refused(running: Running) {
    let of = |date| Birth { date: Some(date) };
    let born = |year| of(birth::Date::BornOn(day(year, 2, 3)));
    let expected = |year| of(birth::Date::ExpectedOn(day(year, 1, 1)));
    let admit = |request_id: &str, births: Vec<Birth>, since| wire::AdmitChildrenRequest {
        header: asks(request_id),
        team_id: SENDER.to_owned(),
        births,
        since: Some(timestamp(since)),
    };
    let impossible = vec![born(2035), born(1970), expected(2020), expected(2030)];
    let mut client = running.of(SENDER);
    let refused = admit("impossible", impossible, later(&running, 1));
    let refused = client.admit_children(refused).await.unwrap_err();
    let births = ["births[0]", "births[1]", "births[2]", "births[3]"];
    assert_eq!(wrong(&refused), [&births[..], &["since"]].concat());

    let yesterday = later(&running, -24);
    let today = of(birth::Date::BornOn(day(2026, 3, 2)));
    let early = admit("early", vec![born(2015), today], yesterday);
    let early = client.admit_children(early).await.unwrap_err();
    assert_eq!(wrong(&early), ["since"]);
    let unborn = of(birth::Date::ExpectedOn(day(2026, 5, 4)));
    let unborn = admit("unborn", vec![unborn], yesterday);
    client.admit_children(unborn).await.unwrap();

    let child = wire::MatterChild {
        birth: Some(born(1950)),
        ..wire::MatterChild::default()
    };
    let asked = wire::WhoLeadsRequest {
        matter: "court-statement".to_owned(),
        children: vec![child],
        ..wire::WhoLeadsRequest::default()
    };
    let refused = client.who_leads(asked).await.unwrap_err();
    assert_eq!(wrong(&refused), ["children[0].birth"]);
    running.finish().await;
}
