//! When something comes again.

use chrono::{Days, Months};

use crate::day::Day;
use crate::sql_enum;

sql_enum! {
    pub enum Recurrence {
        Daily = "daily",
        Weekly = "weekly",
        Monthly = "monthly",
        Yearly = "yearly",
    }
}

/// The `rank`-th occurrence, `anchor` being the one of rank 0: the 31st of a month is its last day where it is shorter.
fn occurrence(anchor: Day, recurrence: Recurrence, every: u32, rank: u32) -> Option<Day> {
    let count = every.checked_mul(rank)?;
    let day = match recurrence {
        Recurrence::Daily => anchor.0.checked_add_days(Days::new(count.into())),
        Recurrence::Weekly => anchor.0.checked_add_days(Days::new(u64::from(count) * 7)),
        Recurrence::Monthly => anchor.0.checked_add_months(Months::new(count)),
        Recurrence::Yearly => anchor.0.checked_add_months(Months::new(count.checked_mul(12)?)),
    };
    day.map(Day).filter(|day| day.year() <= 9999)
}

/// The first occurrence after `due` that is not before `today`; none past `until`.
pub fn next_day(
    anchor: Day,
    recurrence: Recurrence,
    every: u32,
    due: Day,
    today: Day,
    until: Option<Day>,
) -> Option<Day> {
    let after = due.max(today.minus(1));
    // The shortest step is a day: from a rank below the right one, a few steps lead there.
    let longest = match recurrence {
        Recurrence::Daily => 1,
        Recurrence::Weekly => 7,
        Recurrence::Monthly => 31,
        Recurrence::Yearly => 366,
    };
    let between = u32::try_from(after.since(anchor)).unwrap_or(0);
    let mut rank = between / (longest * every.max(1));
    loop {
        let day = occurrence(anchor, recurrence, every.max(1), rank)?;
        if until.is_some_and(|until| day > until) {
            return None;
        }
        if day > after {
            return Some(day);
        }
        rank += 1;
    }
}

/// The day of the last of `count` occurrences.
pub fn last_of(anchor: Day, recurrence: Recurrence, every: u32, count: u32) -> Option<Day> {
    occurrence(anchor, recurrence, every.max(1), count.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_next_day_is_after_the_last_and_not_past() {
        let next = |recurrence, every, anchor, due, today| {
            next_day(day(anchor), recurrence, every, day(due), day(today), None).map(Day::iso)
        };
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(next(Recurrence::Daily, 1, "2026-03-02", "2026-03-02", "2026-03-02"), is("2026-03-03"));
        assert_eq!(next(Recurrence::Daily, 1, "2026-03-02", "2026-03-02", "2026-03-09"), is("2026-03-09"));
        assert_eq!(next(Recurrence::Weekly, 2, "2026-03-02", "2026-03-02", "2026-03-10"), is("2026-03-16"));
        // Done before its day: the next is after that day.
        assert_eq!(next(Recurrence::Weekly, 1, "2026-03-09", "2026-03-09", "2026-03-02"), is("2026-03-16"));
        // The 31st stays the 31st.
        assert_eq!(next(Recurrence::Monthly, 1, "2026-01-31", "2026-01-31", "2026-02-01"), is("2026-02-28"));
        assert_eq!(next(Recurrence::Monthly, 1, "2026-01-31", "2026-02-28", "2026-03-01"), is("2026-03-31"));
        assert_eq!(next(Recurrence::Yearly, 1, "2024-02-29", "2027-02-28", "2027-03-01"), is("2028-02-29"));
        assert_eq!(next(Recurrence::Daily, 99, "0001-01-01", "0001-01-01", "9999-12-31"), None);
        let until = Some(day("2026-03-03"));
        let last = next_day(day("2026-03-02"), Recurrence::Daily, 2, day("2026-03-02"), day("2026-03-02"), until);
        assert_eq!(last, None);
        assert_eq!(last_of(day("2026-03-02"), Recurrence::Weekly, 1, 3), Some(day("2026-03-16")));
    }
}
