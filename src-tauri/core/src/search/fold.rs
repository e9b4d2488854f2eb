//! Text as it is compared: without case, accents and the width of letters.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

/// Marks above, below and through letters have these classes; signs that make another letter have lower ones.
const FIRST_ACCENT: u8 = 200;

/// The text without case and accents. White space is folded to single spaces, so a text never spans lines.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return spaced(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())), text.len());
    }
    let classes = CanonicalCombiningClassMapBorrowed::new();
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars());
    let plain = decomposed.filter(|c| classes.get_u8(*c) < FIRST_ACCENT);
    // By way of upper case, so that "ß" meets "SS" and both forms of the sigma meet.
    spaced(plain.flat_map(char::to_uppercase).flat_map(char::to_lowercase), text.len())
}

/// With single spaces in place of all white space, and none at the ends.
fn spaced(letters: impl Iterator<Item = char>, length: usize) -> String {
    let mut text = String::with_capacity(length);
    let mut space = false;
    for letter in letters {
        if letter.is_whitespace() {
            space = !text.is_empty();
            continue;
        }
        if space {
            text.push(' ');
            space = false;
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_read_as_the_same_is_the_same() {
        for (one, other) in [
            ("Zürich", "ZURICH"),
            ("Zu\u{308}rich", "zürich"),
            ("STRASSE", "straße"),
            ("ΟΔΟΣ", "οδος"),
            ("café  prod\n", "CAFE PROD"),
            ("ｗｅｂ－０１", "web-01"),
            ("Łódź", "łodz"),
            ("İzmir", "izmir"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_ne!(fold("か"), fold("が"), "another letter, not an accent");
        assert_eq!(fold("Übung 日本"), "ubung 日本");
    }
}
