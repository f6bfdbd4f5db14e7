//! Writing the notices of an entry.

use super::state::recipient;
use super::{Addressed, Addressee, Event, Notice, Origin, Standing, Tell, address, wording};
use chrono::{DateTime, Utc};
use handrail_domain::NoticeId;
use handrail_domain::calendar::london::local_date;
use handrail_domain::directory::Directory;

/// What happens when an entry tells somebody: the events of each notice that is written at `now`,
/// to whoever answers for the posts on the local day. A notice that reaches nobody has failed from
/// the start.
pub fn write(
    directory: &Directory,
    origin: &Origin,
    tells: &[Tell],
    now: DateTime<Utc>,
) -> Vec<Vec<Event>> {
    address(directory, tells, local_date(now))
        .into_iter()
        .map(|addressed| written(addressed, origin, now))
        .collect()
}

fn written(addressed: Addressed, origin: &Origin, now: DateTime<Utc>) -> Vec<Event> {
    let wording = wording(&addressed, &origin.subject);
    let (officer, covering_for, failure) = match addressed.addressee {
        Addressee::Officer { id, covering_for } => (Some(id), covering_for, None),
        Addressee::Nobody(failure) => (None, Vec::new(), Some(failure)),
    };
    let recipient = recipient(officer.as_ref(), &addressed.to);
    let purpose = format!("{}/{recipient}/{}", origin.source, addressed.reason);
    let notice = Notice {
        id: NoticeId::derived(origin.entry.0, &purpose),
        to: addressed.to,
        officer,
        covering_for,
        reason: addressed.reason,
        clauses: addressed.clauses,
        subject: origin.subject.clone(),
        due: addressed.due,
        title: wording.title,
        body: wording.body,
        written_at: now,
        source: origin.source.clone(),
        entry: origin.entry,
        standing: Standing::Pending {
            since: now,
            next_try_at: now,
        },
        attempts: 0,
    };
    let failed = failure.map(|failure| Event::Failed {
        failure,
        at: now,
        attempts: 0,
    });
    [Event::Written(Box::new(notice))]
        .into_iter()
        .chain(failed)
        .collect()
}
