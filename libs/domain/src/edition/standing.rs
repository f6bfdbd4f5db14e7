//! What undoes a fact, and since when a fact stands.

use super::Fact;
use chrono::{DateTime, Utc};

impl Fact {
    /// What undoes it until it happens again.
    pub fn undone_by(self) -> &'static [Self] {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "everything else has happened for good"
        )]
        match self {
            Self::ConsentGiven => &[Self::ConsentEnded],
            Self::ConsentEnded => &[Self::ConsentGiven],
            // Whoever has it by then has looked at nothing and agreed to nothing yet.
            Self::Reviewed | Self::Agreed => &[Self::EarlyWarningForwarded],
            // The worker was one of the team that has it no more.
            Self::WorkerNamed => &[Self::ReceiverChanged],
            // Another dispute is not settled by it.
            Self::DirectionApplied => &[Self::Disagreed],
            Self::MeetingSet => &[Self::MeetingCalledOff],
            // Once a team has the child there is nothing to pass on.
            Self::EarlyWarningForOtherTeam | Self::RequestForOtherTeam => {
                &[Self::LeadPassed, Self::Allocated]
            }
            _ => &[],
        }
    }

    /// Since when it stands: since it first happened, or happened again after it was undone. What happened comes in the
    /// order in which it was recorded, which decides between two things of one instant.
    pub fn stands_since(
        self,
        happened: impl IntoIterator<Item = (Self, DateTime<Utc>)>,
    ) -> Option<DateTime<Utc>> {
        let places = (0_u32..).zip(happened);
        let places: Vec<_> = places
            .map(|(place, (fact, at))| (fact, (at, place)))
            .collect();
        let undoing = places
            .iter()
            .filter(|(fact, _)| self.undone_by().contains(fact));
        let undone = undoing.map(|(_, when)| *when).max();
        let mut own = places.iter().filter(|(fact, _)| *fact == self);
        let stands = own.find(|(_, when)| undone.is_none_or(|undone| *when > undone));
        stands.map(|(_, (at, _))| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::Fact;
    use Fact::{Allocated, ConsentEnded, ConsentGiven};
    use chrono::{DateTime, Utc};

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-03-02T{hour:02}:00:00Z").parse().unwrap()
    }

    #[test]
    fn c8_4_08_consent_that_is_given_again_stands() {
        let given_again = [
            (ConsentGiven, at(9)),
            (ConsentEnded, at(10)),
            (ConsentGiven, at(11)),
        ];
        assert_eq!(ConsentGiven.stands_since(given_again), Some(at(11)));
        assert_eq!(
            ConsentGiven.stands_since([(ConsentGiven, at(9)), (ConsentEnded, at(10))]),
            None
        );
    }

    #[test]
    fn of_two_things_at_one_instant_the_one_recorded_later_counts() {
        let given_again = [ConsentGiven, ConsentEnded, ConsentGiven].map(|fact| (fact, at(9)));
        assert_eq!(ConsentGiven.stands_since(given_again), Some(at(9)));
        let ended = [ConsentGiven, ConsentEnded].map(|fact| (fact, at(9)));
        assert_eq!(ConsentGiven.stands_since(ended), None);
    }

    #[test]
    fn what_is_told_afterwards_counts_from_when_it_happened() {
        let told_late = [(ConsentEnded, at(11)), (ConsentGiven, at(10))];
        assert_eq!(ConsentGiven.stands_since(told_late), None);
    }

    #[test]
    fn what_nothing_undoes_stands_since_it_first_happened() {
        let twice = [(Allocated, at(9)), (Allocated, at(11))];
        assert_eq!(Allocated.stands_since(twice), Some(at(9)));
    }
}
