//! Writing the notices of an entry.

use super::state::recipient;
use super::{Addressed, Addressee, Event, Notice, Origin, Standing, Tell, address, wording};
use chrono::{DateTime, Utc};
use handrail_domain::calendar::london::local_date;
use handrail_domain::directory::Directory;
use handrail_domain::{ClauseId, NoticeId};

/// What happens when an entry tells somebody: the events of each notice that is written at `now`,
/// to whoever answers for the posts on the local day. A notice that reaches nobody has failed from
/// the start. Whoever is told in an absent holder's place is told under the clauses on `cover` as well.
pub fn write(
    directory: &Directory,
    origin: &Origin,
    tells: &[Tell],
    cover: &[ClauseId],
    now: DateTime<Utc>,
) -> Vec<Vec<Event>> {
    address(directory, tells, local_date(now))
        .into_iter()
        .map(|addressed| written(under(addressed, cover), origin, now))
        .collect()
}

fn under(mut addressed: Addressed, cover: &[ClauseId]) -> Addressed {
    if let Addressee::Officer { covering_for, .. } = &addressed.addressee
        && !covering_for.is_empty()
    {
        let new = cover
            .iter()
            .filter(|clause| !addressed.clauses.contains(clause));
        let new: Vec<ClauseId> = new.cloned().collect();
        addressed.clauses.extend(new);
    }
    addressed
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
