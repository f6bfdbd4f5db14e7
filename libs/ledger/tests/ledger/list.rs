//! Lists come in pages that neither skip nor repeat.

use chrono::TimeDelta;
use handrail_chassis::world::World;
use handrail_contracts::common::v1::PageRequest;
use handrail_contracts::parse::Fields;
use handrail_domain::obligation::{Obligation, Post};
use handrail_ledger::Ledger;
use handrail_ledger::obligations::{LIST, Listing, list};
use handrail_ledger::page::Page;
use tonic::Code;

use crate::support::{Place, arm, duty, fulfil, manager, monday, on_both, transfer};

on_both!(
    open_ones_come_first_and_by_their_due_time,
    a_list_can_be_narrowed,
);

fn asked<K: serde::Serialize + serde::de::DeserializeOwned>(
    size: u32,
    token: &str,
) -> Result<Page<K>, tonic::Status> {
    let fields = Fields::new();
    let request = PageRequest {
        size,
        token: token.to_owned(),
    };
    let page = Page::of(LIST, Some(&request), &fields);
    fields.finish(page)
}

async fn all(ledger: &Ledger, listing: &Listing, size: u32) -> Vec<Obligation> {
    let mut all = Vec::new();
    let mut token = String::new();
    loop {
        let page = asked(size, &token).expect("a page");
        let (found, next) = list(ledger.db(), listing, &page).await.expect("listed");
        assert!(found.len() <= usize::try_from(size).expect("small"));
        all.extend(found);
        if next.is_empty() {
            return all;
        }
        token = next;
    }
}

async fn open_ones_come_first_and_by_their_due_time(place: &Place) {
    let ledger = place.open(World::virtual_at(monday())).await;
    let due = |days: i64| Some(monday() + TimeDelta::days(days));
    // Two of each due time, so that pages end between equals.
    let made: Vec<Obligation> = [due(3), due(1), None, due(2), due(1), None, due(3), due(2)]
        .into_iter()
        .enumerate()
        .map(|(number, due)| duty(&transfer(number as u128), "review", due, None))
        .collect();
    arm(&ledger, &made).await;
    for closed in [&made[0], &made[1], &made[2]] {
        fulfil(&ledger, closed.id).await;
    }
    let listing = Listing {
        include_closed: true,
        ..Listing::default()
    };
    let whole = all(&ledger, &listing, 200).await;
    let order: Vec<_> = whole.iter().map(|o| (o.is_open(), o.due())).collect();
    let expected = [
        (true, due(1)),
        (true, due(2)),
        (true, due(2)),
        (true, due(3)),
        (true, None),
        (false, due(1)),
        (false, due(3)),
        (false, None),
    ];
    assert_eq!(order, expected);
    for size in 1..=8 {
        assert_eq!(all(&ledger, &listing, size).await, whole, "pages of {size}");
    }
    let open = all(&ledger, &Listing::default(), 2).await;
    assert_eq!(open, whole[..5]);
}

async fn a_list_can_be_narrowed(place: &Place) {
    let ledger = place.open(World::virtual_at(monday())).await;
    let ours = duty(&transfer(1), "review", None, None);
    let mut theirs = duty(&transfer(2), "review", None, None);
    theirs.owner = Post {
        team: "assessment-02".parse().expect("a team"),
        ..manager()
    };
    arm(&ledger, &[ours.clone(), theirs.clone()]).await;
    let of_team = Listing {
        owner_team: Some(theirs.owner.team.clone()),
        ..Listing::default()
    };
    assert_eq!(all(&ledger, &of_team, 10).await, [theirs]);
    let about = Listing {
        subject: Some(transfer(1).id),
        ..Listing::default()
    };
    assert_eq!(all(&ledger, &about, 10).await, [ours]);
}

#[test]
fn a_token_that_was_not_given_out_is_a_violation() {
    // Not hexadecimal, cut short, not text, and from another list.
    let other = "5b22636f6e7461637473222c315d";
    for token in ["zz", "5b2", "ffff", "é", other] {
        let refused = asked::<u64>(10, token).expect_err("refused");
        assert_eq!(refused.code(), Code::InvalidArgument, "{token}");
    }
    assert!(asked::<u64>(201, "").is_err());
    assert_eq!(asked::<u64>(0, "").expect("a page").size, 50);
}
