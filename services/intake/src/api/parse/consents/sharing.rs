//! Requests to share, with consent or without.

use handrail_contracts::{intake::v1 as wire, parse::Fields};
use handrail_domain::{ChildId, ConsentId, EditionId, text::Note};
use handrail_frame::Actor;
use tonic::Status;

use super::{Change, asked, optional_name, target, tell_more};
use crate::{
    consent::{Ask, CHILDREN, Command, Information, NewDisclosure, Terms, wrong_with},
    contact::Name,
    service::Asked,
    wire::{direction_from_wire, ground_from_wire, information_from_wire, purpose_from_wire},
};

pub(crate) fn may_share(
    request: &wire::MayShareRequest,
) -> Result<(ConsentId, Ask, Option<Name>), Status> {
    let fields = Fields::new();
    let id = fields.parse("consent_id", &request.consent_id);
    let wanted = Wanted {
        direction: request.direction,
        purpose: request.purpose,
        information: request.information,
        category: &request.category,
        inside: request.inside_council,
        occasion: &request.occasion,
    };
    let ask = wanted.parse(&fields);
    let name = optional_name(&fields, "name", &request.name);
    fields.finish((|| Some((id?, ask?, name?)))())
}

pub(crate) fn share(actor: Actor, request: &wire::RecordSharingRequest) -> Result<Change, Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.consent_id);
    let wanted = Wanted {
        direction: request.direction,
        purpose: request.purpose,
        information: request.information,
        category: &request.category,
        inside: request.inside_council,
        occasion: &request.occasion,
    };
    let ask = wanted.parse(&fields);
    let name = optional_name(&fields, "name", &request.name);
    let ((header, id), (ask, name)) = fields.finish(target.zip(ask.zip(name)))?;
    let asked = asked(actor, "intake.v1.RecordSharing", header, request);
    Ok((asked, id, Command::Share { ask, name }))
}

/// What somebody wants to share, as two requests say it.
struct Wanted<'a> {
    direction: i32,
    purpose: i32,
    information: i32,
    category: &'a str,
    inside: bool,
    occasion: &'a str,
}

impl Wanted<'_> {
    fn parse(&self, fields: &Fields) -> Option<Ask> {
        let direction = fields.choice("direction", self.direction, direction_from_wire);
        let purpose = fields.choice("purpose", self.purpose, purpose_from_wire);
        let information = match self.information {
            0 => Some(Information::Identifiable),
            said => fields.choice("information", said, information_from_wire),
        };
        let category = fields.parse_optional("category", self.category);
        let occasion = fields.parse_optional("occasion", self.occasion);
        Some(Ask {
            direction: direction?,
            purpose: purpose?,
            information: information?,
            category: category?,
            inside: self.inside,
            occasion: occasion?,
        })
    }
}

/// What is believed when something is shared without consent, and who it goes to or comes from.
type Believed = (Note, Option<Name>);

/// `terms` are those of an edition that is named, or of the one in force.
pub(crate) fn share_without_consent<'r>(
    actor: Actor,
    request: &wire::ShareWithoutConsentRequest,
    terms: impl FnOnce(Option<&EditionId>) -> Option<Terms<'r>>,
) -> Result<(Asked, Option<EditionId>, NewDisclosure, Believed), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let edition = fields.parse_optional("edition_id", &request.edition_id);
    let team = fields.parse("team_id", &request.team_id);
    let household = fields.parse("household_id", &request.household_id);
    let counted = fields.count("child_ids", request.child_ids.len(), 1, CHILDREN);
    let ids = request.child_ids.iter().take(CHILDREN).enumerate();
    let children: Vec<Option<ChildId>> = ids
        .map(|(index, id)| fields.parse(&format!("child_ids[{index}]"), id))
        .collect();
    let reason = fields.note("reason", &request.reason);
    let ground = ground_from_wire(request.ground());
    let direction = fields.choice("direction", request.direction, direction_from_wire);
    let category = fields.parse_optional("category", &request.category);
    let name = optional_name(&fields, "name", &request.name);
    let terms = || edition.as_ref().and_then(|edition| terms(edition.as_ref()));
    tell_more(&fields, terms, |terms| {
        let category = category.as_ref().and_then(Option::as_ref);
        wrong_with(children.iter().copied(), ground, category, terms)
    });
    let new = (|| {
        counted?;
        Some(NewDisclosure {
            team: team?,
            household: household?,
            children: children.into_iter().collect::<Option<_>>()?,
            ground,
            direction: direction?,
            category: category?,
        })
    })();
    let whole = (|| Some((header?, edition?, new?, (reason?, name?))))();
    let (header, edition, new, believed) = fields.finish(whole)?;
    let asked = asked(actor, "intake.v1.ShareWithoutConsent", header, request);
    Ok((asked, edition, new, believed))
}
