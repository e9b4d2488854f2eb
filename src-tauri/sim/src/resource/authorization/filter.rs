//! The filters of `Microsoft.Authorization`: calls and equalities, joined by `and`.

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// `atScope()`, `assignedTo('…')`; the name in lower case.
    Call(String, Option<String>),
    /// `roleName eq '…'`; the name in lower case.
    Equals(String, String),
}

impl Term {
    /// Reads a filter; an empty one has no terms.
    pub(super) fn read(text: &str) -> Option<Vec<Self>> {
        let text = text.trim();
        if text.is_empty() {
            return Some(Vec::new());
        }
        let mut terms = Vec::new();
        let mut rest = text;
        loop {
            let (term, after) = Self::first(rest)?;
            terms.push(term);
            let after = after.trim_start();
            if after.is_empty() {
                return Some(terms);
            }
            let (word, next) = after.split_once(' ')?;
            rest = word.eq_ignore_ascii_case("and").then_some(next.trim_start())?;
        }
    }

    fn first(text: &str) -> Option<(Self, &str)> {
        let end = text.find(|letter: char| !letter.is_ascii_alphanumeric())?;
        let (name, rest) = text.split_at(end);
        let name = name.to_lowercase();
        let rest = rest.trim_start();
        if let Some(inner) = rest.strip_prefix('(') {
            let (argument, after) = value(inner.trim_start())?;
            let after = after.trim_start().strip_prefix(')')?;
            return Some((Self::Call(name, (!argument.is_empty()).then_some(argument)), after));
        }
        let (operator, rest) = rest.split_once(' ')?;
        let (value, after) = value(rest.trim_start())?;
        let equals = operator.eq_ignore_ascii_case("eq") && !name.is_empty() && !value.is_empty();
        equals.then_some((Self::Equals(name, value), after))
    }
}

/// A text in quotes, in which a quote is doubled, or a bare word, and what follows it.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('\'') else {
        let end = text.find([' ', ')']).unwrap_or(text.len());
        return Some((text[..end].to_owned(), &text[end..]));
    };
    let mut value = String::new();
    let mut rest = quoted;
    loop {
        let (part, after) = rest.split_once('\'')?;
        value.push_str(part);
        match after.strip_prefix('\'') {
            Some(more) => {
                value.push('\'');
                rest = more;
            }
            None => return Some((value, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_equalities_are_read() {
        let call = |name: &str, argument: Option<&str>| Term::Call(name.into(), argument.map(str::to_owned));
        let equals = |name: &str, value: &str| Term::Equals(name.into(), value.into());
        let cases = [
            ("", vec![]),
            ("atScope()", vec![call("atscope", None)]),
            ("atScope() and assignedTo('a-b')", vec![call("atscope", None), call("assignedto", Some("a-b"))]),
            ("principalId eq 'x'", vec![equals("principalid", "x")]),
            ("principalId eq x-1", vec![equals("principalid", "x-1")]),
            ("roleName eq 'Pat''s and my role'", vec![equals("rolename", "Pat's and my role")]),
            (
                "type eq 'CustomRole' and atScopeAndBelow()",
                vec![equals("type", "CustomRole"), call("atscopeandbelow", None)],
            ),
        ];
        for (text, terms) in cases {
            assert_eq!(Term::read(text), Some(terms), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_filters() {
        for text in [
            "x",
            "roleName ne 'x'",
            "roleName eq",
            "roleName eq 'x",
            "atScope(",
            "atScope() or atScope()",
            "roleName eq ''",
        ] {
            assert_eq!(Term::read(text), None, "{text}");
        }
    }
}
