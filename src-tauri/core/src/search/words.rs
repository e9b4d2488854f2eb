//! Cuts what was typed into words and alternatives.

use std::ops::Range;

/// Words that exclude or need each other: `-a|"b c"`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
    /// Whether a minus stands in front.
    pub(super) not: bool,
    /// The alternatives.
    pub(super) words: Vec<Word>,
}

/// One word; of each letter, whether it stood in quotation marks and so has no other meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Word(pub(super) Vec<(char, bool)>);

impl Word {
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|(letter, _)| letter).collect()
    }

    /// The parts before and after the first such sign outside of quotation marks.
    pub(super) fn split_once(&self, sign: char) -> Option<(Word, Word)> {
        let at = self.0.iter().position(|letter| *letter == (sign, false))?;
        Some((Word(self.0[..at].to_vec()), Word(self.0[at + 1..].to_vec())))
    }

    /// The parts between such signs outside of quotation marks, without empty ones.
    pub(super) fn split(&self, sign: char) -> impl Iterator<Item = Word> {
        let parts = self.0.split(move |letter| *letter == (sign, false));
        parts.filter(|part| !part.is_empty()).map(|part| Word(part.to_vec()))
    }
}

/// The groups of a text, and whether its last quotation mark is never closed.
pub(super) fn groups(text: &str) -> (Vec<Group>, bool) {
    let mut groups: Vec<Group> = Vec::new();
    let mut rest = text.char_indices().peekable();
    let mut joins = false;
    let mut open = false;
    while let Some((start, first)) = rest.next() {
        match first {
            '|' => joins = !groups.is_empty(),
            space if space.is_whitespace() => {}
            _ => {
                let not = first == '-' && !joins;
                let mut word = Word::default();
                if !not {
                    open = read(first, open, &mut word);
                }
                while let Some((_, next)) = rest.next_if(|(_, c)| open || !(c.is_whitespace() || *c == '|')) {
                    open = read(next, open, &mut word);
                }
                let end = rest.peek().map_or(text.len(), |(at, _)| *at);
                match groups.last_mut().filter(|_| joins) {
                    Some(group) => {
                        group.range.end = end;
                        group.words.push(word);
                    }
                    None => groups.push(Group { range: start..end, not, words: vec![word] }),
                }
                joins = false;
            }
        }
    }
    (groups, open)
}

fn read(letter: char, open: bool, word: &mut Word) -> bool {
    if letter == '"' {
        return !open;
    }
    word.0.push((letter, open));
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let (groups, _) = groups(text);
        let words = |group: &Group| group.words.iter().map(Word::text).collect::<Vec<_>>().join("|");
        groups
            .iter()
            .map(|group| {
                format!(
                    "{}{} = {}",
                    if group.not { "-" } else { "" },
                    words(group),
                    &text[group.range.clone()]
                )
            })
            .collect()
    }

    #[test]
    fn words_phrases_and_alternatives_are_told_apart() {
        assert_eq!(shown("web  prod"), ["web = web", "prod = prod"]);
        assert_eq!(shown(r#""web prod" x"#), [r#"web prod = "web prod""#, "x = x"]);
        assert_eq!(shown(r#"-a|b | "c d" e"#), [r#"-a|b|c d = -a|b | "c d""#, "e = e"]);
        assert_eq!(shown("a-b a|-b"), ["a-b = a-b", "a|-b = a|-b"]);
        assert_eq!(shown(r#"sub:"Contoso Test""#), [r#"sub:Contoso Test = sub:"Contoso Test""#]);
    }

    #[test]
    fn what_is_only_half_typed_makes_no_word() {
        assert_eq!(shown("  "), Vec::<String>::new());
        assert_eq!(shown("| web |"), ["web = web"]);
        assert_eq!(shown("-"), ["- = -"]);
        assert_eq!(shown(r#"web "prod e"#), ["web = web", r#"prod e = "prod e"#]);
        assert!(groups(r#"web "prod e"#).1 && !groups(r#""web""#).1);
    }

    #[test]
    fn quoted_signs_have_no_meaning() {
        let word = &groups(r#"tag:"a,b=c",d"#).0[0].words[0];
        let (field, values) = word.split_once(':').unwrap();
        let values: Vec<String> = values.split(',').map(|value| value.text()).collect();
        assert_eq!((field.text().as_str(), values), ("tag", vec!["a,b=c".to_owned(), "d".to_owned()]));
        assert_eq!(groups(r#""a:b""#).0[0].words[0].split_once(':'), None);
    }
}
