//! The string operators.

use super::syntax::{WordAct, WordTest};

/// Whether a text passes a test with a word; `matches regex` is decided elsewhere.
pub(super) fn holds(test: WordTest, text: &str, word: &str) -> bool {
    if test.exact {
        return holds_exactly(test.act, text, word);
    }
    holds_exactly(test.act, &text.to_lowercase(), &word.to_lowercase())
}

fn holds_exactly(act: WordAct, text: &str, word: &str) -> bool {
    match act {
        WordAct::Contains => text.contains(word),
        WordAct::StartsWith => text.starts_with(word),
        WordAct::EndsWith => text.ends_with(word),
        WordAct::Has | WordAct::HasAny | WordAct::HasAll => occurs(text, word, true, true),
        WordAct::HasPrefix => occurs(text, word, true, false),
        WordAct::HasSuffix => occurs(text, word, false, true),
        WordAct::Matches => false,
    }
}

/// The word occurs where a term begins and ends; terms are runs of letters and digits.
fn occurs(text: &str, word: &str, begins: bool, ends: bool) -> bool {
    if word.is_empty() {
        return true;
    }
    let inner = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (first, last) = (word.chars().next(), word.chars().next_back());
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        let cut_before = begins && inner(first) && inner(before);
        let cut_after = ends && inner(last) && inner(after);
        !cut_before && !cut_after
    })
}
