//! How close two folded words are: typing errors, sound, what a scanner misreads.

use rapidfuzz::distance::osa;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closeness {
    /// One typing error, or the same sound and few letters of difference.
    Near,
    /// Two errors in a long word.
    Near2,
    Far,
}

/// How close two different folded words are. Short words bear fewer errors.
pub fn closeness(a: &str, b: &str, same_sound: bool) -> Closeness {
    let (shortest, longest) = (a.len().min(b.len()), a.len().max(b.len()));
    if shortest < 3 || longest - shortest > 3 {
        return Closeness::Far;
    }
    let distance = osa::distance(a.bytes(), b.bytes());
    if distance <= 1 && longest >= 4 || same_sound && distance <= 2 + longest / 6 {
        return Closeness::Near;
    }
    if shortest >= 4 && distance <= 3 && misread(a) == misread(b) {
        return Closeness::Near;
    }
    if distance == 2 && shortest >= 5 || distance == 3 && shortest >= 10 { Closeness::Near2 } else { Closeness::Far }
}

/// As a scanner may have read it: « rn » for « m », « 1 » for « l ».
fn misread(word: &str) -> String {
    word.replace("rn", "m")
        .replace("cl", "d")
        .replace("vv", "w")
        .replace("ii", "u")
        .replace("li", "h")
        .replace(['1', 'i'], "l")
        .replace('0', "o")
        .replace('5', "s")
        .replace('6', "b")
        .replace('q', "g")
}

/// « michel » and « michelle », « frederic » and « frederique », « daniel » and « daniele »: two persons.
pub fn other_sex(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if let Some(rest) = long.strip_prefix(short) {
        let doubled = rest.len() == 2 && rest.ends_with('e') && short.ends_with(&rest[..1]);
        return doubled || matches!(rest, "e" | "a" | "ette" | "ine" | "tte");
    }
    let stem = |text: &str, ending: &str| text.strip_suffix(ending).map(str::to_owned);
    [
        ("ic", "ique"),
        ("ien", "ienne"),
        ("is", "ise"),
        ("o", "a"),
        ("ck", "que"),
        ("el", "elle"),
        ("e", "ette"),
        ("e", "ine"),
        ("e", "a"),
    ]
    .iter()
    .any(|(one, other)| {
        stem(a, one).is_some_and(|stem_a| stem(b, other).as_ref() == Some(&stem_a))
            || stem(b, one).is_some_and(|stem_b| stem(a, other).as_ref() == Some(&stem_b))
    })
}

/// One digit other, or two neighbours exchanged.
pub fn one_digit_off(a: u64, b: u64) -> bool {
    let (mut x, mut y) = (a, b);
    let mut differing = [(0u64, 0u64, 0u32); 3];
    let mut count = 0;
    let mut at = 0;
    while x > 0 || y > 0 {
        if x % 10 != y % 10 {
            if count == 2 {
                return false;
            }
            differing[count] = (x % 10, y % 10, at);
            count += 1;
        }
        x /= 10;
        y /= 10;
        at += 1;
    }
    match count {
        1 => true,
        2 => {
            let [(a0, b0, at0), (a1, b1, at1), _] = differing;
            at1 == at0 + 1 && a0 == b1 && a1 == b0
        }
        _ => false,
    }
}
