//! Regular meetings. What happens to a meeting happens to the transfers on its agenda in the same unit of work.

use super::{Asked, Transfers, changed, expect, may_act, terms_of};
use crate::{
    error::Error,
    meeting::{self, Event, Meeting, Outcome},
    store::{self, MeetingKey, MeetingListing},
    transfer::{Command, Transfer, Wrong, may_be_talked_about},
    wire::{MEETING_EVENT, meeting_event_to_wire, meeting_to_wire, payload},
};
use chrono::{DateTime, Utc};
use handrail_contracts::transfers::v1 as wire;
use handrail_domain::{
    ClauseId, DistrictId, MeetingId, TeamId, TransferId,
    calendar::london::local_date,
    edition::{RegularMeeting, Series},
};
use handrail_frame::{Actor, Rules};
use handrail_ledger::{LedgerError, NewEntry, Unit, page::Page};
use std::collections::BTreeSet;

/// Asks for a meeting of a series in a district.
#[derive(Debug)]
pub(crate) struct Scheduling {
    pub(crate) series: Series,
    pub(crate) district: DistrictId,
    pub(crate) at: DateTime<Utc>,
}

/// What can be asked of a meeting that has its date.
#[derive(Debug)]
pub(crate) enum AskedOfMeeting {
    PutOn(TransferId),
    TakeOff(TransferId),
    Move {
        to: DateTime<Utc>,
    },
    Held {
        at: Option<DateTime<Utc>>,
        outcomes: Vec<(TransferId, Outcome)>,
    },
}

impl Transfers {
    /// Gives a meeting its date.
    pub(crate) async fn schedule(
        &self,
        asked: Asked,
        scheduling: Scheduling,
    ) -> Result<wire::RegularMeeting, Error> {
        let Asked { actor, key, header } = asked;
        let service = self.clone();
        let work = async move |unit: &mut Unit| service.scheduled(unit, &actor, &scheduling).await;
        self.ledger.command(&key, header.validate_only, work).await
    }

    async fn scheduled(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        scheduling: &Scheduling,
    ) -> Result<wire::RegularMeeting, Error> {
        let Scheduling {
            series,
            district,
            at,
        } = scheduling;
        let rules = self.rulebook.current();
        let in_district = rules.directory.district(district);
        let in_district = in_district
            .ok_or_else(|| Wrong::of("district_id", "the organisation has no such district"))?;
        let edition = rules.protocol.in_force(local_date(*at));
        let edition = edition.ok_or_else(|| Wrong::of("at", "lies before the first edition"))?;
        let regular = edition.meeting(*series).ok_or_else(|| {
            Wrong::of(
                "kind",
                format!("edition {} has no such meeting", edition.id),
            )
        })?;
        may_act(actor, &convenors(&rules, regular, district)?, || {
            regular.clauses.clone()
        })?;
        store::hold_series(unit, *series, district).await?;
        let around = store::neighbours(unit, *series, district, local_date(*at), None).await?;
        let event = meeting::schedule(
            *series,
            district.clone(),
            edition.id.clone(),
            *at,
            regular.beat(in_district.panel()),
            around,
            unit.now(),
        )?;
        let Event::Scheduled(scheduled) = &event else {
            return Err(LedgerError::Corrupt("a meeting that is scheduled".to_owned()).into());
        };
        let meeting = Meeting::scheduled(MeetingId(unit.mint()), scheduled);
        store::insert_meeting(unit, &meeting).await?;
        let beat = regular.beat(in_district.panel());
        let clauses = [regular.clauses.as_slice(), &beat.clauses].concat();
        note(unit, &meeting, &event, actor, clauses);
        show(unit, &meeting).await
    }

    /// Asks something of a meeting.
    pub(crate) async fn ask_meeting(
        &self,
        asked: Asked,
        id: MeetingId,
        of: AskedOfMeeting,
    ) -> Result<wire::RegularMeeting, Error> {
        let Asked { actor, key, header } = asked;
        let service = self.clone();
        let expected = header.expected_version;
        let work =
            async move |unit: &mut Unit| service.meets(unit, &actor, expected, id, &of).await;
        self.ledger.command(&key, header.validate_only, work).await
    }

    async fn meets(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        expected: Option<u64>,
        id: MeetingId,
        asked: &AskedOfMeeting,
    ) -> Result<wire::RegularMeeting, Error> {
        let rules = self.rulebook.current();
        let before = store::load_meeting(unit, id).await?;
        let before = before.ok_or(Error::NotFound("meeting"))?;
        expect(expected, before.version)?;
        let regular = regular_of(&rules, &before)?;
        let sitting = Sitting {
            rules: &rules,
            regular,
            meeting: &before,
            actor,
        };
        let event = match asked {
            AskedOfMeeting::PutOn(transfer) => sitting.put_on(unit, *transfer).await?,
            AskedOfMeeting::TakeOff(transfer) => sitting.take_off(unit, *transfer).await?,
            AskedOfMeeting::Move { to } => sitting.move_to(unit, *to).await?,
            AskedOfMeeting::Held { at, outcomes } => sitting.hold(unit, *at, outcomes).await?,
        };
        let after = before.after(&event);
        store::update_meeting(unit, &after, before.version).await?;
        note(unit, &after, &event, actor, regular.clauses.clone());
        show(unit, &after).await
    }

    /// Reads a meeting, with its agenda.
    pub(crate) async fn meeting(&self, id: MeetingId) -> Result<wire::RegularMeeting, Error> {
        let db = self.ledger.db();
        let reading = async {
            let meeting = store::meeting(db, id).await?;
            let on_agenda = store::several(db, transfers_of(meeting.as_slice())).await?;
            Ok((meeting, on_agenda))
        };
        let (meeting, on_agenda) = self.ledger.read("meeting.get", reading).await?;
        let meeting = meeting.ok_or(Error::NotFound("meeting"))?;
        Ok(meeting_to_wire(&meeting, &on_agenda))
    }

    /// Reads a page of meetings, with their agendas.
    pub(crate) async fn meetings(
        &self,
        listing: &MeetingListing,
        page: &Page<MeetingKey>,
    ) -> Result<wire::ListMeetingsResponse, Error> {
        let db = self.ledger.db();
        let reading = async {
            let (meetings, next) = store::list_meetings(db, listing, page).await?;
            let on_agenda = store::several(db, transfers_of(&meetings)).await?;
            Ok((meetings, on_agenda, next))
        };
        let (meetings, on_agenda, next_page_token) =
            self.ledger.read("meeting.list", reading).await?;
        let meetings = meetings.iter();
        Ok(wire::ListMeetingsResponse {
            meetings: meetings
                .map(|one| meeting_to_wire(one, &on_agenda))
                .collect(),
            next_page_token,
        })
    }
}

/// A meeting that is asked something, by whom, and what the protocol says about it.
struct Sitting<'s> {
    rules: &'s Rules,
    regular: &'s RegularMeeting,
    meeting: &'s Meeting,
    actor: &'s Actor,
}

impl Sitting<'_> {
    /// The transfer's date is the meeting's from now on.
    async fn put_on(&self, unit: &mut Unit, id: TransferId) -> Result<Event, Error> {
        let transfer = self.transfer(unit, id).await?;
        let terms = terms_of(self.rules, &transfer)?;
        let team = self.may_act(&transfer.teams().collect::<Vec<_>>())?;
        self.is_for(&transfer)?;
        let event = meeting::put_on(self.meeting, self.regular, id, unit.now())?;
        if store::waits(unit, id).await? {
            let clauses = self.regular.clauses.clone();
            return Err(meeting::Refusal::OnAgenda { clauses }.into());
        }
        let (series, at) = (self.meeting.series, self.meeting.at);
        may_be_talked_about(&transfer, series.held(), at, terms)?;
        let date = Command::SetDate {
            date: series.anchor(),
            at,
        };
        changed(unit, self.rules, &transfer, &date, &team, self.actor).await?;
        Ok(event)
    }

    /// The transfer's date is lifted, unless it was set to another by hand.
    async fn take_off(&self, unit: &mut Unit, id: TransferId) -> Result<Event, Error> {
        let transfer = self.transfer(unit, id).await?;
        let mut teams: Vec<&TeamId> = transfer.teams().collect();
        teams.extend(self.convenors()?);
        let team = self.may_act(&teams)?;
        let event = meeting::taken_off(self.meeting, self.regular, id, unit.now())?;
        let date = self.meeting.series.anchor();
        if transfer.ended.is_none() && transfer.dates.get(&date) == Some(&self.meeting.at) {
            let lift = Command::LiftDate { date };
            changed(unit, self.rules, &transfer, &lift, &team, self.actor).await?;
        }
        Ok(event)
    }

    /// The dates of all transfers that are still under way move with it.
    async fn move_to(&self, unit: &mut Unit, to: DateTime<Utc>) -> Result<Event, Error> {
        let team = self.may_act(&self.convenors()?)?;
        let Meeting {
            id,
            series,
            district,
            slot,
            agenda,
            ..
        } = self.meeting;
        store::hold_series(unit, *series, district).await?;
        let around = store::neighbours(unit, *series, district, *slot, Some(*id)).await?;
        let event = meeting::moved(self.meeting, self.regular, to, around, unit.now())?;
        let date = Command::SetDate {
            date: series.anchor(),
            at: to,
        };
        for item in agenda {
            let transfer = self.transfer(unit, item.transfer).await?;
            if transfer.ended.is_none() {
                changed(unit, self.rules, &transfer, &date, &team, self.actor).await?;
            }
        }
        Ok(event)
    }

    /// Each transfer that was talked about has taken its step.
    async fn hold(
        &self,
        unit: &mut Unit,
        at: Option<DateTime<Utc>>,
        outcomes: &[(TransferId, Outcome)],
    ) -> Result<Event, Error> {
        let team = self.may_act(&self.convenors()?)?;
        let event = meeting::held(
            self.meeting,
            self.regular,
            at,
            outcomes.to_vec(),
            unit.now(),
        )?;
        let talked_about = outcomes
            .iter()
            .filter(|(_, outcome)| *outcome != Outcome::NotReached);
        for (id, _) in talked_about {
            let transfer = self.transfer(unit, *id).await?;
            let step = Command::RecordMilestone {
                fact: self.meeting.series.held(),
                items: Vec::new(),
                team: None,
                at: Some(event.at()),
                note: None,
            };
            changed(unit, self.rules, &transfer, &step, &team, self.actor).await?;
        }
        Ok(event)
    }

    async fn transfer(&self, unit: &Unit, id: TransferId) -> Result<Transfer, Error> {
        let transfer = store::load(unit, id).await?;
        transfer.ok_or(Error::NotFound("transfer"))
    }

    fn may_act(&self, teams: &[&TeamId]) -> Result<TeamId, Error> {
        may_act(self.actor, teams, || self.regular.clauses.clone())
    }

    fn convenors(&self) -> Result<Vec<&TeamId>, Error> {
        convenors(self.rules, self.regular, &self.meeting.district)
    }

    /// Every kind of team that sits at the meeting has one of this district among the two of the transfer.
    fn is_for(&self, transfer: &Transfer) -> Result<(), Error> {
        let district = &self.meeting.district;
        let teams: Vec<_> = transfer
            .teams()
            .filter_map(|team| self.rules.directory.team(team))
            .filter(|team| team.serves(district))
            .collect();
        let mut sitting = self.regular.convened_by.iter();
        match sitting.find(|kind| teams.iter().all(|team| team.kind() != **kind)) {
            None => Ok(()),
            Some(kind) => Err(Wrong::of(
                "transfer_id",
                format!("neither of its teams is of kind {kind} and for {district}"),
            )
            .into()),
        }
    }
}

/// The teams of a district whose managers convene a meeting.
pub(super) fn convenors<'r>(
    rules: &'r Rules,
    regular: &RegularMeeting,
    district: &DistrictId,
) -> Result<Vec<&'r TeamId>, Error> {
    let kinds = regular.convened_by.iter();
    let teams: Vec<&TeamId> = kinds
        .flat_map(|kind| rules.directory.teams_of(*kind, Some(district)))
        .map(|team| team.id())
        .collect();
    if teams.is_empty() {
        return Err(Wrong::of("district_id", "no team there convenes such a meeting").into());
    }
    Ok(teams)
}

fn regular_of<'r>(rules: &'r Rules, meeting: &Meeting) -> Result<&'r RegularMeeting, LedgerError> {
    let edition = rules.protocol.edition(&meeting.edition);
    let regular = edition.and_then(|edition| edition.meeting(meeting.series));
    regular.ok_or_else(|| {
        LedgerError::Corrupt(format!(
            "meeting {}, of an edition that is not loaded,",
            meeting.id
        ))
    })
}

fn transfers_of(meetings: &[Meeting]) -> BTreeSet<TransferId> {
    let items = meetings.iter().flat_map(|meeting| &meeting.agenda);
    items.map(|item| item.transfer).collect()
}

async fn show(unit: &Unit, meeting: &Meeting) -> Result<wire::RegularMeeting, Error> {
    let transfers = transfers_of(std::slice::from_ref(meeting));
    let on_agenda = store::several(unit.conn(), transfers).await?;
    Ok(meeting_to_wire(meeting, &on_agenda))
}

fn note(unit: &mut Unit, after: &Meeting, event: &Event, actor: &Actor, clauses: Vec<ClauseId>) {
    unit.append(NewEntry {
        id: None,
        subject: after.subject(),
        kind: event.kind(),
        payload: payload(
            MEETING_EVENT,
            &meeting_event_to_wire(after.id, after.version, event),
        ),
        occurred_at: event.at(),
        actor: actor.subject.clone(),
        edition: Some(after.edition.clone()),
        clauses,
        tells: Vec::new(),
    });
}
