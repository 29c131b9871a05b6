//! The recovery code: 125 random bits and a check, as 26 characters of Crockford's base 32, shown in 4 groups.
//!
//! The check is a weighted sum in GF(32): one wrong character, or any two exchanged, is always seen.

use zeroize::Zeroizing;

use super::Vault;
use super::key::random;
use crate::error::{Error, Result};

/// No I, L, O, U: nothing that is read as something else.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 26;
const GROUPS: [usize; 4] = [7, 6, 7, 6];

/// The 26 characters, without separators.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<String>);

impl Code {
    pub fn random() -> Result<Code> {
        let mut symbols: Vec<u8> = random::<{ LENGTH - 1 }>()?.iter().map(|byte| byte % 32).collect();
        symbols.push(check(&symbols));
        Ok(Code(Zeroizing::new(symbols.iter().map(|symbol| char::from(ALPHABET[usize::from(*symbol)])).collect())))
    }

    /// Reads a code as typed: any case, any separator, O for 0, I or L for 1.
    ///
    /// # Errors
    /// `WrongSecret` that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Code> {
        let mut symbols = Vec::with_capacity(LENGTH);
        for c in text.chars() {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c if c.is_whitespace() || matches!(c, '-' | '–' | '.' | '_') => continue,
                c => c,
            };
            let known = ALPHABET.iter().position(|symbol| char::from(*symbol) == c);
            let Some(symbol) = known.and_then(|at| u8::try_from(at).ok()) else {
                return Err(Error::WrongSecret(
                    "Le code de récupération ne contient que des chiffres et des lettres sans accent (pas de U). Vérifiez-le.",
                ));
            };
            symbols.push(symbol);
        }
        if symbols.len() != LENGTH {
            return Err(Error::WrongSecret("Le code de récupération a 26 caractères. Vérifiez qu’il est complet."));
        }
        let (body, last) = symbols.split_at(LENGTH - 1);
        if check(body) != last[0] {
            return Err(Error::WrongSecret(
                "Ce code contient une faute de frappe. Comparez-le à celui que vous avez imprimé.",
            ));
        }
        Ok(Code(Zeroizing::new(symbols.iter().map(|symbol| char::from(ALPHABET[usize::from(*symbol)])).collect())))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn groups(&self) -> Vec<String> {
        let mut rest = self.0.as_str();
        GROUPS
            .iter()
            .map(|length| {
                let (group, next) = rest.split_at(*length);
                rest = next;
                group.to_owned()
            })
            .collect()
    }
}

/// The groups of a code that opens the base that is open.
///
/// # Errors
/// `WrongSecret` for another one.
pub(crate) fn proven(vault: &Vault, code: &str) -> Result<Vec<String>> {
    let open = vault.open_base()?;
    let code = Code::parse(code)?;
    vault.key_file(&open).open_with_code(&code)?;
    Ok(code.groups())
}

/// Sum of αⁱ·dᵢ in GF(32), α a root of x⁵ + x² + 1: the weights of 25 positions are all different and none is 0 or 1.
fn check(symbols: &[u8]) -> u8 {
    let mut weight = 1;
    symbols.iter().fold(0, |sum, symbol| {
        weight = multiply(weight, 2);
        sum ^ multiply(weight, *symbol)
    })
}

fn multiply(a: u8, b: u8) -> u8 {
    let mut product = 0u16;
    for bit in 0..5 {
        if b >> bit & 1 == 1 {
            product ^= u16::from(a) << bit;
        }
    }
    for bit in (5..10).rev() {
        if product >> bit & 1 == 1 {
            product ^= 0b100101 << (bit - 5);
        }
    }
    u8::try_from(product).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_back_however_it_is_typed() {
        let code = Code::random().unwrap();
        assert_eq!(code.as_str().len(), 26);
        let typed = code.groups().join(" - ").to_lowercase().replace('0', "o").replace('1', "l");
        assert!(Code::parse(&typed).unwrap() == code);
    }

    #[test]
    fn one_wrong_character_or_two_exchanged_are_always_seen() {
        let code = Code::random().unwrap();
        let symbols: Vec<char> = code.as_str().chars().collect();
        for at in 0..26 {
            for other in ALPHABET.iter().map(|b| char::from(*b)).filter(|c| *c != symbols[at]) {
                let mut wrong = symbols.clone();
                wrong[at] = other;
                assert!(Code::parse(&wrong.iter().collect::<String>()).is_err());
            }
            for with in at + 1..26 {
                let mut wrong = symbols.clone();
                wrong.swap(at, with);
                assert_eq!(Code::parse(&wrong.iter().collect::<String>()).is_ok(), wrong == symbols);
            }
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for wrong in ["", "abc", "U2345678901234567890123456", "é"] {
            assert!(Code::parse(wrong).is_err(), "{wrong}");
        }
    }
}
