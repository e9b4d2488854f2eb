//! Foreign text made harmless for one line on a screen.

/// Leaves out control characters and those that change the direction of text, and folds white space, so that a
/// machine's name cannot pretend to be something else.
#[must_use]
pub fn clean(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !changes_direction(*c))
        .collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn changes_direction(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_left_out() {
        assert_eq!(clean("web\u{202E}10\n \t-\u{0}prod\u{2066}"), "web10 -prod");
        assert_eq!(clean("Zoë R&D-01 日本"), "Zoë R&D-01 日本");
    }
}
