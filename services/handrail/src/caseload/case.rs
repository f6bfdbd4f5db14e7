//! How far a case has come while it is played, and the placeholders that stand for it.

use super::Case;
use handrail_contracts::{
    escalation::v1::Dispute,
    intake::v1::{Consent, ConsentForm, Contact, SharingAnswer},
    notifications::v1::Letter,
    transfers::v1::{Checklist, Lead, MatterLead, RegularMeeting, Transfer},
};
use handrail_domain::{
    Role, TeamId, TeamKind,
    directory::{Directory, Team},
};

/// The placeholders that every case has; a case's `with` adds its own.
const KNOWN: &[&str] = &[
    "case",
    "about",
    "district",
    "needs",
    "new-children",
    "new-births",
    "edition",
    "children",
    "plan",
    "meeting",
    "front-door",
    "holder",
    "first",
    "proposed",
    "transfer",
    "sender",
    "receiver",
    "worker",
    "query",
    "joint-working",
    "household",
    "consent",
    "form-children",
    "today",
];

/// What the replies so far have told. Everything here follows from replies alone, which are the same
/// when a caseload is played again.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    pub(super) contact: Option<Contact>,
    pub(super) transfer: Option<Transfer>,
    pub(super) dispute: Option<Dispute>,
    /// The letter that was last written or dealt with.
    pub(super) letter: Option<Letter>,
    /// Children who were admitted without a contact, and the team that leads for them.
    pub(super) admitted: Vec<Lead>,
    /// The family's consents, the one that the case goes on with last.
    pub(super) consents: Vec<Consent>,
    /// The form that was shown last.
    pub(super) consent_form: Option<ConsentForm>,
    /// Whether something may be shared, as it was said last.
    pub(super) answer: Option<SharingAnswer>,
    /// The meeting that was scheduled or asked about last.
    pub(super) regular: Option<RegularMeeting>,
    /// The checklist as it was last looked at.
    pub(super) checklist: Option<Checklist>,
    /// Who was last said to lead on a matter.
    pub(super) leads: Vec<MatterLead>,
}

impl Progress {
    /// The dispute of the transfer, or else of the contact, as far as replies have named one.
    pub(super) fn dispute_id(&self) -> Option<&str> {
        let known = self.dispute.as_ref().map(|dispute| dispute.id.as_str());
        let of_contact = self
            .contact
            .as_ref()
            .map(|contact| contact.dispute_id.as_str());
        let named = match &self.transfer {
            Some(transfer) => [Some(transfer.dispute_id.as_str()), known],
            None => [known, of_contact],
        };
        named.into_iter().flatten().find(|id| !id.is_empty())
    }

    /// The consent that the case goes on with: the one that a reply was about last.
    pub(super) fn consent(&self) -> Option<&Consent> {
        self.consents.last()
    }

    /// A reply was about a consent.
    pub(super) fn note_consent(&mut self, consent: Consent) {
        self.consents.retain(|known| known.id != consent.id);
        self.consents.push(consent);
    }

    /// The family of the case.
    pub(super) fn household(&self) -> Option<&str> {
        let of_transfer = self.transfer.as_ref().map(|one| &one.household_id);
        let of_contact = self.contact.as_ref().map(|one| &one.household_id);
        let of_admitted = self.admitted.first().map(|lead| &lead.household_id);
        let found = of_transfer.or(of_contact).or(of_admitted);
        found.map(String::as_str)
    }

    /// The team that has the contact, a decision on it included.
    fn holder(&self) -> Option<&str> {
        let decided = self
            .dispute
            .as_ref()
            .and_then(|dispute| dispute.direction.as_ref());
        let decided = decided
            .map(|direction| direction.team_id.as_str())
            .filter(|team| !team.is_empty() && self.transfer.is_none());
        decided.or_else(|| {
            self.contact
                .as_ref()
                .map(|contact| contact.team_id.as_str())
        })
    }
}

/// A case, how far it has come, and the organisation it happens in.
pub(super) struct Scene<'s> {
    pub(super) case: &'s Case,
    pub(super) number: usize,
    pub(super) progress: &'s Progress,
    pub(super) directory: &'s Directory,
    pub(super) today: String,
    pub(super) edition: &'s str,
}

impl Scene<'_> {
    /// A text with its placeholders filled in. A placeholder that stands for several things gives
    /// several texts.
    pub(super) fn fill(&self, text: &str) -> Result<Vec<String>, String> {
        let mut texts = vec![text.to_owned()];
        for name in placeholders(text) {
            let values = self
                .value(name)
                .ok_or_else(|| format!("{{{name}}} stands for nothing yet"))?;
            let filled = |text: &String| {
                values
                    .iter()
                    .map(|value| text.replace(&format!("{{{name}}}"), value))
                    .collect::<Vec<_>>()
            };
            texts = texts.iter().flat_map(filled).collect();
        }
        Ok(texts)
    }

    fn value(&self, name: &str) -> Option<Vec<String>> {
        let Self { case, progress, .. } = self;
        let one = |value: &str| (!value.is_empty()).then(|| vec![value.to_owned()]);
        let transfer = progress.transfer.as_ref();
        let contact = progress.contact.as_ref();
        if let Some(number) = name.strip_prefix("child-") {
            let index = number.parse::<usize>().ok()?.checked_sub(1)?;
            return one(self.children()?.get(index)?);
        }
        match name {
            "case" => one(&case.id),
            "about" => one(&case.about),
            "district" => one(&case.district),
            "today" => one(&self.today),
            "needs" => Some(case.needs.clone()),
            "new-children" => Some(self.new_children()),
            "new-births" => Some(
                self.case
                    .children
                    .iter()
                    .map(|child| child.birth.clone())
                    .collect(),
            ),
            // Nothing said is the edition in force.
            "edition" => Some(vec![self.edition.to_owned()]),
            "children" => self.children(),
            "plan" => one(self.plan()),
            "meeting" if self.plan() == "child-protection" => {
                one("initial-child-protection-conference")
            }
            "meeting" => one("child-in-need"),
            "front-door" => one(self.team_of(TeamKind::CustomerServiceCentre)?.id().as_str()),
            "holder" => one(progress.holder()?),
            "first" => one(&contact?.first_team_id),
            "proposed" => one(&contact?.proposed_team_id),
            "sender" => one(transfer
                .map(|transfer| transfer.from_team_id.as_str())
                .or_else(|| progress.holder())
                .or_else(|| case.with.get("sender").map(String::as_str))?),
            "receiver" => one(&self.receiver()?),
            "transfer" => one(&transfer?.id),
            "worker" => one(&self.worker()?),
            "query" => one(&transfer?.queries.last()?.id),
            "household" => one(progress.household()?),
            "consent" => one(&progress.consent()?.id),
            "form-children" => self.form_children(),
            "joint-working" => one(&transfer?.joint_working.last()?.id),
            own => case.with.get(own).and_then(|value| one(value)),
        }
    }

    pub(super) fn children(&self) -> Option<Vec<String>> {
        if let Some(contact) = &self.progress.contact {
            let children = contact.children.iter();
            return Some(children.map(|child| child.child_id.clone()).collect());
        }
        let admitted = self.progress.admitted.iter();
        let admitted: Vec<String> = admitted.map(|lead| lead.child_id.clone()).collect();
        (!admitted.is_empty()).then_some(admitted)
    }

    fn new_children(&self) -> Vec<String> {
        let mut family = self.case.id.clone();
        family.get_mut(..1).map(str::make_ascii_uppercase);
        let child =
            |child: &super::Child| format!("given={},family={family},{}", child.name, child.birth);
        self.case.children.iter().map(child).collect()
    }

    /// The children as a form of consent names them.
    fn form_children(&self) -> Option<Vec<String>> {
        let mut family = self.case.id.clone();
        family.get_mut(..1).map(str::make_ascii_uppercase);
        let known = self.children()?;
        let children = self.case.children.iter().zip(&known).enumerate();
        let written = children.map(|(index, (child, id))| {
            let (_, day) = child.birth.split_once('=').unwrap_or_default();
            let (name, number) = (&child.name, index + 1);
            format!("child={id},name={name} {family},born-on={day},ics=SAMPLE-{number}")
        });
        Some(written.collect())
    }

    fn plan(&self) -> &str {
        self.case
            .with
            .get("plan")
            .map_or("child-in-need", String::as_str)
    }

    /// The team that has the early warning or the request; before, the one that is to have it.
    fn receiver(&self) -> Option<String> {
        let now = self
            .progress
            .transfer
            .as_ref()
            .map(|transfer| transfer.to_team_id.clone());
        let planned = || self.case.with.get("receiver").cloned();
        let usual = || Some(self.team_of(TeamKind::FamilySafeguarding)?.id().to_string());
        now.filter(|team| !team.is_empty())
            .or_else(planned)
            .or_else(usual)
    }

    fn team_of(&self, kind: TeamKind) -> Option<&Team> {
        let district = self.case.district.parse().ok()?;
        self.directory
            .teams_of(kind, Some(&district))
            .first()
            .copied()
    }

    /// A social worker of the receiving team; cases take turns.
    fn worker(&self) -> Option<String> {
        let team: TeamId = self.receiver()?.parse().ok()?;
        let workers = self.directory.all_in_role(&team, Role::SocialWorker);
        let worker = workers.get(self.number.checked_rem(workers.len())?)?;
        Some(worker.id().to_string())
    }
}

/// Whether a placeholder stands for something in a case, sooner or later.
pub(super) fn is_known(case: &Case, name: &str) -> bool {
    let child = name
        .strip_prefix("child-")
        .and_then(|number| number.parse().ok());
    child.is_some_and(|number| (1..=case.children.len()).contains(&number))
        || KNOWN.contains(&name)
        || case.with.contains_key(name)
}

/// The names between braces.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|after| Some(after.split_once('}')?.0))
}
