//! The funnel is what counting by hand gives, over random lives of contacts.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};
use themisia_core::core::{start_of_day, timestamp};
use themisia_core::op::Op;

use crate::desk::Desk;

const STATUSES: [&str; 5] = ["unqualified", "prospect", "active_client", "former_client", "lost_prospect"];

/// A contact's life: the days from the start of the year to its creation, then each move that it made and after how long.
type Life = (u16, Vec<(usize, u32)>);

fn lives() -> impl Strategy<Value = Vec<Life>> {
    proptest::collection::vec((0u16..300, proptest::collection::vec((any::<usize>(), 0u32..3_000_000), 0..6)), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_funnel_is_what_counting_by_hand_gives(lives in lives(), first in 0i64..300, days in 0i64..200) {
        let desk = Desk::new();
        let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
        // (contact, status, instant), in the order in which it happened.
        let mut entries: Vec<(usize, String, DateTime<Utc>)> = Vec::new();
        for (at, (day, moves)) in lives.iter().enumerate() {
            let contact = desk.person("P", &format!("Nom{at}"));
            let mut now = start + Duration::days(i64::from(*day)) + Duration::minutes(i64::from(*day) * 37);
            let mut instants = vec![now];
            entries.push((at, "unqualified".to_owned(), now));
            for (which, seconds) in moves {
                let allowed = desk.contact(&contact)["allowed_moves"].as_array().unwrap().clone();
                let to = allowed[which % allowed.len()].clone();
                desk.call("set_contact_status", json!({ "id": contact, "to": to, "reason": "essai" }));
                now += Duration::seconds(i64::from(*seconds) + 1);
                instants.push(now);
                entries.push((at, to.as_str().unwrap().to_owned(), now));
            }
            backdate(&desk, &contact, &instants);
        }
        let from = start.date_naive() + Duration::days(first);
        let to = from + Duration::days(days);
        let funnel = desk.call("funnel", json!({ "from": from, "to": to }));
        for (status, step) in STATUSES.iter().zip(funnel["steps"].as_array().unwrap()) {
            prop_assert_eq!(&step["status"], status);
            let mut step = step.clone();
            let mut expected = by_hand(&entries, lives.len(), status, &step["next"], from, to);
            let (median, by_hand) = (step["median_days"].take(), expected["median_days"].take());
            prop_assert_eq!(&step, &expected);
            prop_assert!(same_days(&median, &by_hand), "{median} is not {by_hand}");
        }
    }
}

/// SQLite's Julian days are doubles, right to about a tenth of a millisecond.
fn same_days(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() < 0.000_01,
        (one, other) => one.is_none() && other.is_none(),
    }
}

fn by_hand(
    entries: &[(usize, String, DateTime<Utc>)],
    contacts: usize,
    status: &str,
    next: &Value,
    from: NaiveDate,
    to: NaiveDate,
) -> Value {
    let within = |at: &DateTime<Utc>| {
        let at = timestamp(*at);
        at >= start_of_day(from) && at < start_of_day(to.succ_opt().unwrap())
    };
    let mut entered = 0;
    let mut waits: Vec<f64> = Vec::new();
    for contact in 0..contacts {
        let own = || entries.iter().filter(move |(of, ..)| *of == contact);
        let Some(at) = own().find(|(_, is, at)| is == status && within(at)).map(|(.., at)| *at) else { continue };
        entered += 1;
        if let Some((.., onward)) = own().find(|(_, is, later)| next == is && *later >= at) {
            waits.push((*onward - at).num_milliseconds() as f64 / 86_400_000.0);
        }
    }
    waits.sort_by(f64::total_cmp);
    let middle = waits.len() / 2;
    let median = match waits.len() {
        0 => None,
        count if count % 2 == 1 => Some(waits[middle]),
        _ => Some(f64::midpoint(waits[middle - 1], waits[middle])),
    };
    json!({ "status": status, "entered": entered, "went_on": waits.len(), "next": next, "median_days": median })
}

/// Puts a contact and its moves at these instants.
fn backdate(desk: &Desk, contact: &str, instants: &[DateTime<Utc>]) {
    let contact: themisia_core::ids::ContactId = serde_json::from_value(json!(contact)).unwrap();
    let open = desk.vault.open_base().unwrap();
    open.core
        .transact(Op::EditContact, |tx| {
            tx.execute("update contact set created_at = ?2 where id = ?1", (contact, timestamp(instants[0])))?;
            let moves: Vec<[u8; 16]> = tx
                .prepare("select id from status_change where contact = ?1 order by id")?
                .query_map([contact], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            for (id, at) in moves.iter().zip(&instants[1..]) {
                tx.execute("update status_change set at = ?2 where id = ?1", (id, timestamp(*at)))?;
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_funnel_of_impossible_days_is_refused() {
    let desk = Desk::new();
    assert_eq!(desk.refusal("funnel", json!({ "from": "2026-02-30", "to": "2026-03-01" })), "impossible_date");
    assert_eq!(desk.refusal("funnel", json!({ "from": "2026-03-02", "to": "2026-03-01" })), "before_start");
}
