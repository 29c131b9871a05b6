//! Who holds how much of a company in the end: exact fractions, so that 25 % is never taken for a hair more.
//!
//! With `a` the direct holdings of the company looked at and `A` those of every company, what each holds in all, by every way,
//! is `h = a + h·A`: the sum of the products along all paths, those that go round a crossed holding as often as one likes
//! included. It is solved by elimination.

use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// `holder` holds `share` of `company`. Both are ranks.
#[derive(Debug, Clone, PartialEq)]
pub struct Holding {
    pub company: usize,
    pub holder: usize,
    pub share: BigRational,
}

/// What each holds of `root` in all. `None` for who can't be told: companies that hold each other whole, with nobody behind them.
pub fn integrated(count: usize, holdings: &[Holding], root: usize) -> Vec<Option<BigRational>> {
    let leaks = leaking(count, holdings);
    let mut whole = vec![vec![BigRational::zero(); count]; count];
    for holding in holdings {
        whole[holding.company][holding.holder] += &holding.share;
    }
    // Only companies that somebody holds are unknowns; what the others hold follows.
    let held: Vec<usize> =
        (0..count).filter(|at| leaks[*at] && whole[*at].iter().any(|share| !share.is_zero())).collect();
    let Some(of_held) = solve(&whole, &held, root) else { return vec![None; count] };
    (0..count)
        .map(|holder| {
            let mut sum = whole[root][holder].clone();
            for (share, company) in of_held.iter().zip(&held) {
                sum += share * &whole[*company][holder];
            }
            // What is declared beyond 100 % may turn the sum round.
            (leaks[holder] && !sum.is_negative()).then_some(sum)
        })
        .collect()
}

/// Whether something of a company is held by somebody who is no company shut up in a circle: a person, a holder of whom
/// nothing is known, or nobody known.
fn leaking(count: usize, holdings: &[Holding]) -> Vec<bool> {
    let mut declared = vec![BigRational::zero(); count];
    for holding in holdings {
        declared[holding.company] += &holding.share;
    }
    let mut leaks: Vec<bool> = declared.iter().map(|sum| *sum < BigRational::one()).collect();
    loop {
        let before = leaks.clone();
        for holding in holdings {
            if leaks[holding.holder] && holding.share.is_positive() {
                leaks[holding.company] = true;
            }
        }
        if leaks == before {
            return leaks;
        }
    }
}

/// `h·(I − A) = a` over the held companies, by Gauss and Jordan.
fn solve(whole: &[Vec<BigRational>], held: &[usize], root: usize) -> Option<Vec<BigRational>> {
    let size = held.len();
    // A row an unknown's equation: h_c − Σ_k h_k·A[k][c] = a_c.
    let mut rows: Vec<Vec<BigRational>> = held
        .iter()
        .enumerate()
        .map(|(at, company)| {
            let mut row: Vec<BigRational> = held.iter().map(|other| -whole[*other][*company].clone()).collect();
            row[at] += BigRational::one();
            row.push(whole[root][*company].clone());
            row
        })
        .collect();
    for at in 0..size {
        let pivot = (at..size).find(|row| !rows[*row][at].is_zero())?;
        rows.swap(at, pivot);
        let inverse = rows[at][at].recip();
        for value in &mut rows[at][at..] {
            *value *= &inverse;
        }
        let pivot_row = rows[at].clone();
        for (other, row) in rows.iter_mut().enumerate() {
            if other == at || row[at].is_zero() {
                continue;
            }
            let factor = row[at].clone();
            for column in at..=size {
                row[column] -= &factor * &pivot_row[column];
            }
        }
    }
    Some(rows.into_iter().filter_map(|mut row| row.pop()).collect())
}

/// Of basis points: 2500 is a quarter.
pub fn fraction(basis_points: u32) -> BigRational {
    BigRational::new(basis_points.into(), 10_000.into())
}

/// In millionths, rounded: 250,000 is 25 %. What is above 100 % by mistake stays visible.
pub fn millionths(share: &BigRational) -> u32 {
    (share * BigRational::from_integer(1_000_000.into())).round().to_integer().to_u32().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(count: usize, holdings: &[(usize, usize, u32)]) -> Vec<Option<u32>> {
        let holdings: Vec<Holding> = holdings
            .iter()
            .map(|(company, holder, share)| Holding { company: *company, holder: *holder, share: fraction(*share) })
            .collect();
        integrated(count, &holdings, 0).iter().map(|share| share.as_ref().map(millionths)).collect()
    }

    #[test]
    fn chains_multiply_and_ways_add_up() {
        // 0 is held by 1 (50 %) and person 3 (10 %); 1 by 2 (50 %); 2 by person 3 (50 %).
        assert_eq!(of(4, &[(0, 1, 5000), (1, 2, 5000), (2, 3, 5000), (0, 3, 1000)])[3], Some(225_000));
        // Exactly a quarter is a quarter.
        let holdings = [(0, 1, 5000), (1, 2, 5000)].map(|(company, holder, share)| Holding {
            company,
            holder,
            share: fraction(share),
        });
        assert_eq!(integrated(3, &holdings, 0)[2], Some(fraction(2500)));
    }

    #[test]
    fn crossed_holdings_are_followed_as_often_as_they_go_round() {
        // 2 holds 80 % of 0; 1 holds 20 % of 0 and is held half by 0, half by 3.
        let found = of(4, &[(0, 2, 8000), (0, 1, 2000), (1, 0, 5000), (1, 3, 5000)]);
        assert_eq!((found[2], found[3]), (Some(888_889), Some(111_111)));
    }

    #[test]
    fn companies_that_hold_each_other_whole_are_told_apart_and_the_rest_is_known() {
        let found = of(4, &[(0, 1, 1000), (1, 2, 10_000), (2, 1, 10_000), (0, 3, 9000)]);
        assert_eq!(found, [Some(0), None, None, Some(900_000)]);
    }
}
