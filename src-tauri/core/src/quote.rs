//! Foreign text inside commands that people copy: nothing in it is ever read as more than a word.

/// A word for bash and other POSIX shells.
pub(crate) fn bash(text: &str) -> String {
    format!("'{}'", crate::clean(text).replace('\'', r"'\''"))
}

/// A word for PowerShell, which also takes typographic quotes for an end.
pub(crate) fn powershell(text: &str) -> String {
    let mut word = String::from("'");
    for letter in crate::clean(text).chars() {
        if matches!(letter, '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}') {
            word.push(letter);
        }
        word.push(letter);
    }
    word.push('\'');
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_ends_no_word() {
        assert_eq!(bash("it's $(rm -rf ~) `x` \"y\""), r#"'it'\''s $(rm -rf ~) `x` "y"'"#);
        assert_eq!(powershell("it's $(x) \u{2019}y"), "'it''s $(x) \u{2019}\u{2019}y'");
        assert_eq!(bash("a\nb"), "'a b'");
    }
}
