//! Names that people give: of favourites and of groups.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::clean;

/// How many characters a name may have.
pub(super) const LONGEST: usize = 40;

/// The name as it is kept, or nothing where it is none: composed, on one line, 1 to 40 characters.
pub(super) fn name(text: &str) -> Option<String> {
    let name = clean(&composed(text));
    (1..=LONGEST).contains(&name.chars().count()).then_some(name)
}

/// Whether people read two names as the same.
pub(super) fn same(one: &str, other: &str) -> bool {
    composed(one).to_lowercase() == composed(other).to_lowercase()
}

/// The name, or where it is taken the first free one of `web-01 2`, `web-01 3` and so on.
pub(super) fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = |number: u32| {
        let end = format!(" {number}");
        let front: String = name.chars().take(LONGEST - end.len()).collect();
        front.trim_end().to_owned() + &end
    };
    let mut names = std::iter::once(name.to_owned()).chain((2..).map(numbered));
    names.find(|name| !taken(name)).unwrap_or_default()
}

fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_as_people_read_them() {
        assert_eq!(name(" Kasse\tZu\u{308}rich\u{202E} ").as_deref(), Some("Kasse Zürich"));
        assert_eq!(name("\u{200B} "), None);
        assert_eq!(name(&"日".repeat(40)).map(|name| name.chars().count()), Some(40));
        assert_eq!(name(&"x".repeat(41)), None);
        assert!(same("Zu\u{308}rich", "ZÜRICH") && !same("Zürich", "Zurich"));
    }

    #[test]
    fn a_taken_name_gets_a_number_and_stays_short_enough() {
        let taken = |name: &str| ["web-01", "web-01 2"].contains(&name);
        assert_eq!((free("web-01", taken).as_str(), free("db", taken).as_str()), ("web-01 3", "db"));
        let long = "x".repeat(40);
        assert_eq!(free(&long, |name| name == long), "x".repeat(38) + " 2");
    }
}
