//! Signing a form: one or two of the family, and one of staff (E-CONSENT-07, -21 to -24).

use chrono::NaiveDate;
use handrail_domain::edition::ConsentItem;

use super::{Consent, Given, NewSignature, Refusal, Signature, Stage, Terms, What, Wrong};
use crate::contact::Name;

/// The most signatures of a family.
const LINES: usize = 2;

impl Consent {
    pub(super) fn sign(
        &self,
        family: &[NewSignature],
        staff: Option<&(Option<Name>, Option<NaiveDate>)>,
        declaration: Option<&str>,
        given: &Given<'_>,
    ) -> Result<What, Refusal> {
        match self.stage {
            Stage::Draft => {}
            // The second line can be signed later.
            Stage::Given { .. } if staff.is_none() && self.signatures.len() < LINES => {}
            Stage::Given { .. } | Stage::Refused { .. } | Stage::Withdrawn { .. } => {
                return Err(self.decided(given));
            }
        }
        let mut check = Check {
            terms: given.terms,
            issued_on: self.issued_on,
            today: given.today(),
            wrong: Vec::new(),
        };
        let signatures = check.family(self.signatures.len(), family);
        let staff_signed_on = staff.and_then(|(name, on)| check.staff(self, name.as_ref(), *on));
        if family.is_empty() && staff.is_none() {
            let item = ConsentItem::FamilySignature;
            check.miss(item, "family_signatures", "there is no signature");
        }
        if !family.is_empty() {
            check.declaration(declaration);
        }
        if !check.wrong.is_empty() {
            return Err(Refusal::Wrong(check.wrong));
        }
        let by_family = !self.signatures.is_empty() || !signatures.is_empty();
        let by_staff = self.staff_signed_on.or(staff_signed_on).is_some();
        Ok(What::Signed {
            gives: self.stage == Stage::Draft && by_family && by_staff,
            declaration: (!signatures.is_empty())
                .then(|| declaration.map(str::to_owned))
                .flatten(),
            signatures,
            staff: staff_signed_on,
        })
    }
}

/// Collects what is wrong with signatures.
struct Check<'a> {
    terms: Terms<'a>,
    issued_on: NaiveDate,
    today: NaiveDate,
    wrong: Vec<Wrong>,
}

impl Check<'_> {
    fn miss(&mut self, item: ConsentItem, field: impl Into<String>, what: impl Into<String>) {
        let clauses = self.terms.clauses_of(item);
        self.wrong.push(Wrong::under(clauses, field, what));
    }

    fn family(&mut self, before: usize, family: &[NewSignature]) -> Vec<Signature> {
        if before + family.len() > LINES {
            let what = format!("the form has {LINES} lines, {before} of them signed before");
            self.miss(ConsentItem::FamilySignature, "family_signatures", what);
        }
        let mut signatures = Vec::new();
        for (index, new) in family.iter().enumerate() {
            let field = |name| format!("family_signatures[{index}].{name}");
            let line = ConsentItem::FamilySignature;
            if new.name.is_none() {
                self.miss(line, field("name"), "needed");
            }
            if new.relationship.is_none() {
                self.miss(line, field("relationship"), "needed");
            }
            let on = self.day(line, field("signed_on"), new.on);
            if new.responsible.is_none() {
                let what = "yes or no has to be said";
                self.miss(
                    ConsentItem::ResponsibilityDeclared,
                    field("responsibility"),
                    what,
                );
            }
            let whole = on.zip(new.responsible);
            signatures.extend(whole.map(|(on, responsible)| Signature { on, responsible }));
        }
        signatures
    }

    fn staff(
        &mut self,
        consent: &Consent,
        name: Option<&Name>,
        on: Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        let item = ConsentItem::StaffSignature;
        if consent.staff_signed_on.is_some() {
            self.miss(item, "staff_signature", "a member of staff has signed");
        }
        if name.is_none() {
            self.miss(item, "staff_signature.name", "needed");
        }
        self.day(item, "staff_signature.signed_on", on)
    }

    fn declaration(&mut self, version: Option<&str>) {
        let wording = &self.terms.form.declaration.version;
        if version != Some(wording.as_str()) {
            let what = format!("the wording of this edition is version {wording}");
            self.miss(ConsentItem::Declaration, "declaration_version", what);
        }
    }

    fn day(
        &mut self,
        item: ConsentItem,
        field: impl Into<String>,
        on: Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        let what = match on {
            None => "needed",
            Some(on) if on > self.today => "lies in the future",
            Some(on) if on < self.issued_on => {
                "lies before the day on which the form was put before the family"
            }
            Some(on) => return Some(on),
        };
        self.miss(item, field, what);
        None
    }
}
