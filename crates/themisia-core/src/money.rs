//! Exact amounts: integer cents where they are kept, decimals where they are computed, no float anywhere (DOMAIN §7).

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Error, Result};

/// Cents of a euro.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Cents(#[ts(type = "number")] pub i64);

/// Ten billion euros: sums of many stay far from where JavaScript's integers end.
const LARGEST: i64 = 1_000_000_000_000;

impl Cents {
    pub const ZERO: Cents = Cents(0);

    /// # Errors
    /// `Invalid` for an amount past ten billion euros, or below zero.
    pub fn checked(self, field: &str) -> Result<Cents> {
        match self.0 {
            ..0 => Err(Error::invalid(field, "negative", "Un montant ne peut pas être négatif.")),
            0..=LARGEST => Ok(self),
            _ => Err(Error::invalid(field, "too_large", "Ce montant est trop grand. Vérifiez la saisie.")),
        }
    }

    pub fn min(self, other: Cents) -> Cents {
        Cents(self.0.min(other.0))
    }

    pub fn max(self, other: Cents) -> Cents {
        Cents(self.0.max(other.0))
    }

    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }
}

/// The price of some minutes at a rate in cents an hour: rounded half up to the cent, once.
pub fn price_of_time(minutes: u32, hourly_rate: Cents) -> Cents {
    to_cent(Decimal::from(minutes) * Decimal::from(hourly_rate.0) / Decimal::from(60))
}

/// The same in SQL, over the columns of `time_entry`: neither of them is ever below zero.
pub const PRICE_OF_TIME: &str = "((minutes * hourly_rate + 30) / 60)";

/// VAT on a sum of lines at a rate in basis points (2000 is 20 %): rounded half up to the cent; below zero as above it, so that a
/// credit note takes back what its invoice asked.
pub fn vat_on(net: Cents, basis_points: u32) -> Cents {
    to_cent(Decimal::from(net.0) * Decimal::from(basis_points) / Decimal::from(10_000))
}

/// Simple interest on a debt at a yearly rate in basis points, over days of a year of 365: rounded half up to the cent.
pub fn interest_on(debt: Cents, basis_points: u32, days: u32) -> Cents {
    to_cent(Decimal::from(debt.0) * Decimal::from(basis_points) * Decimal::from(days) / Decimal::from(10_000 * 365))
}

fn to_cent(cents: Decimal) -> Cents {
    let rounded = cents.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    // Both factors are bounded where they enter, so that the product fits.
    Cents(i64::try_from(rounded).expect("bounded amounts"))
}

/// « 1 234,56 € », with the narrow space between thousands and the no-break space before the sign.
impl std::fmt::Display for Cents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let absolute = self.0.unsigned_abs();
        let whole = (absolute / 100).to_string();
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                grouped.push('\u{202f}');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{grouped},{:02}\u{a0}€", absolute % 100)
    }
}

impl std::ops::Add for Cents {
    type Output = Cents;
    fn add(self, other: Cents) -> Cents {
        Cents(self.0 + other.0)
    }
}

impl std::ops::AddAssign for Cents {
    fn add_assign(&mut self, other: Cents) {
        self.0 += other.0;
    }
}

impl std::ops::Sub for Cents {
    type Output = Cents;
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0 - other.0)
    }
}

impl std::ops::Neg for Cents {
    type Output = Cents;
    fn neg(self) -> Cents {
        Cents(-self.0)
    }
}

impl std::iter::Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(amounts: I) -> Cents {
        amounts.fold(Cents::ZERO, |sum, amount| sum + amount)
    }
}

impl ToSql for Cents {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for Cents {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Cents)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_priced_once_and_half_a_cent_goes_up() {
        for (minutes, rate, price) in [
            (20, 30_000, 10_000),
            (1, 30_000, 500),
            (1, 90, 2),        // 1,5 cent
            (1, 89, 1),        // 1,483 cent
            (7, 25_013, 2918), // 2918,18
            (1440, 99_999, 2_399_976),
            (60, 0, 0),
        ] {
            assert_eq!(price_of_time(minutes, Cents(rate)), Cents(price), "{minutes} min × {rate}");
        }
    }

    #[test]
    fn sql_prices_time_as_rust_does() {
        let conn = rusqlite::Connection::open_in_memory().unwrap();
        let sql = format!("select {PRICE_OF_TIME} from (select ?1 as minutes, ?2 as hourly_rate)");
        let mut statement = conn.prepare(&sql).unwrap();
        for minutes in (1..=1440).step_by(7) {
            for rate in [0, 1, 29, 30, 31, 89, 90, 91, 12_345, 30_000, 99_999, 1_000_000] {
                let sql: Cents = statement.query_row((minutes, rate), |row| row.get(0)).unwrap();
                assert_eq!(sql, price_of_time(minutes, Cents(rate)), "{minutes} min × {rate}");
            }
        }
    }

    #[test]
    fn vat_is_rounded_half_up_on_both_sides_of_zero() {
        assert_eq!(vat_on(Cents(10_000), 2000), Cents(2000));
        assert_eq!(vat_on(Cents(10_001), 550), Cents(550)); // 550,055
        assert_eq!(vat_on(Cents(250), 2020), Cents(51)); // 50,5
        assert_eq!(vat_on(Cents(-250), 2020), Cents(-51));
    }

    #[test]
    fn interest_is_by_the_day() {
        assert_eq!(interest_on(Cents(120_000), 828, 30), Cents(817)); // 816,66
        assert_eq!(interest_on(Cents(100_000), 1000, 365), Cents(10_000));
        assert_eq!(interest_on(Cents(100_000), 0, 365), Cents::ZERO);
    }

    #[test]
    fn amounts_are_french() {
        assert_eq!(Cents(123_456_789).to_string(), "1\u{202f}234\u{202f}567,89\u{a0}€");
        assert_eq!(Cents(-5).to_string(), "-0,05\u{a0}€");
        assert_eq!(Cents(100_000).to_string(), "1\u{202f}000,00\u{a0}€");
    }
}
