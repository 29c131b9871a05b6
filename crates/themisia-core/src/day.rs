//! A day of the calendar: ISO text in SQL and JSON, jj/mm/aaaa for people.

use chrono::{DateTime, Datelike, Days, Local, NaiveDate, Utc};
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, TS)]
pub struct Day(#[ts(type = "string")] pub NaiveDate);

impl Day {
    /// The day that this instant falls on where the program runs: a day of the firm, not of Greenwich.
    pub fn of(at: DateTime<Utc>) -> Day {
        Day(at.with_timezone(&Local).date_naive())
    }

    pub fn plus(self, days: u32) -> Day {
        Day(self.0.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX))
    }

    pub fn minus(self, days: u32) -> Day {
        Day(self.0.checked_sub_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MIN))
    }

    /// Days from `earlier` to this one; below zero when it is later.
    pub fn since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.format("%d/%m/%Y").fmt(f)
    }
}

impl std::str::FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day: Option<NaiveDate> = text.trim().parse().ok();
        // Four digits of year: text sorts as days do.
        day.filter(|day| (1..=9999).contains(&day.year()))
            .map(Day)
            .ok_or_else(|| format!("« {text} » n’est pas une date possible"))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.iso())
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.iso().into())
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|error: String| FromSqlError::Other(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_iso_text_and_french_for_people() {
        let day: Day = "2026-03-01".parse().unwrap();
        assert_eq!((day.iso(), day.to_string()), ("2026-03-01".to_owned(), "01/03/2026".to_owned()));
        assert_eq!(day.minus(1).iso(), "2026-02-28");
        assert_eq!(day.plus(31).since(day), 31);
        assert!("2026-02-30".parse::<Day>().is_err());
        assert!("+12026-02-03".parse::<Day>().is_err());
    }
}
