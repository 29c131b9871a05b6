//! Text that the fonts can show: what they lack is written otherwise, what has no shape is left out.

use deunicode::deunicode_char;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::world::is_shown;

/// Every text of the data, so that it can be printed: PDF/A refuses a character without a shape.
pub(super) fn shown_everywhere(data: &mut Value) {
    match data {
        Value::String(text) => *text = shown(text),
        Value::Array(values) => values.iter_mut().for_each(shown_everywhere),
        Value::Object(fields) => fields.values_mut().for_each(shown_everywhere),
        _ => {}
    }
}

pub(super) fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.nfc() {
        match c {
            '\n' => shown.push('\n'),
            c if c.is_ascii_graphic() || c == ' ' => shown.push(c),
            c if c.is_whitespace() && !is_shown(c) => shown.push(' '),
            c if is_without_shape(c) => {}
            c if is_shown(c) => shown.push(c),
            c => shown.push_str(&deunicode_char(c).unwrap_or("?").replace(char::is_control, "")),
        }
    }
    shown
}

/// Controls, marks of direction (which would turn a text over), private characters, and accents that no letter carries.
fn is_without_shape(c: char) -> bool {
    c.is_control()
        || is_combining_mark(c)
        || matches!(c, '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{10ffff}')
        || matches!(u32::from(c) & 0xfffe, 0xfffe)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_the_fonts_lack_is_written_otherwise() {
        for (text, printed) in [
            ("L’Œuvre & Cie – 1\u{202f}234,56\u{a0}€", "L’Œuvre & Cie – 1\u{202f}234,56\u{a0}€"),
            ("e\u{301}te\u{301}", "été"),
            ("Łódź Αθήνα Москва", "Łódź Αθήνα Москва"),
            ("北京", "Bei Jing"),
            ("#set text(red) $x$ *a* @b", "#set text(red) $x$ *a* @b"),
            ("a\u{202e}b\u{0}c\u{e000}\u{ffff}", "abc"),
        ] {
            assert_eq!(shown(text).trim(), printed, "{text}");
        }
    }
}
