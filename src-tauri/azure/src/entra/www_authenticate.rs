//! The `WWW-Authenticate` header (RFC 9110, 11.6.1): several schemes in one line, quoted texts with commas in them,
//! names in any case.

/// One challenge of the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scheme {
    name: String,
    parameters: Vec<(String, String)>,
}

impl Scheme {
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(given, _)| given.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// A longer header is not read. Azure's have some hundred bytes.
const LONGEST: usize = 16_384;

/// Every challenge of a header; several headers are joined with commas. What is malformed is passed over.
pub(crate) fn schemes(header: &str) -> Vec<Scheme> {
    if header.len() > LONGEST {
        return Vec::new();
    }
    let mut rest = Rest(header);
    let mut found: Vec<Scheme> = Vec::new();
    // A word right behind a scheme is its token68, not another scheme.
    let mut begins = true;
    loop {
        if rest.skip(|c| c == ',' || c.is_ascii_whitespace()).contains(',') {
            begins = true;
        }
        if rest.0.is_empty() {
            return found;
        }
        let word = rest.take(is_token);
        if word.is_empty() {
            rest.next();
            continue;
        }
        match rest.value() {
            Some(value) => {
                if let Some(scheme) = found.last_mut() {
                    scheme.parameters.push((word.to_owned(), value));
                }
            }
            None if begins => found.push(Scheme { name: word.to_owned(), parameters: Vec::new() }),
            None => {}
        }
        begins = false;
    }
}

/// What of a header is still to be read.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn take(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|c| !fits(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn skip(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        self.take(fits)
    }

    fn next(&mut self) -> Option<char> {
        let next = self.0.chars().next()?;
        self.0 = &self.0[next.len_utf8()..];
        Some(next)
    }

    /// What stands behind an equals sign, if there is one. The padding of a token68 is none.
    fn value(&mut self) -> Option<String> {
        let before = self.0;
        self.skip(|c| c.is_ascii_whitespace());
        if !self.0.starts_with('=') {
            self.0 = before;
            return None;
        }
        self.next();
        if self.take(|c| c == '=').is_empty() {
            self.skip(|c| c.is_ascii_whitespace());
            let value = if self.0.starts_with('"') { self.quoted() } else { self.take(is_bare).to_owned() };
            return Some(value).filter(|value| !value.is_empty());
        }
        None
    }

    fn quoted(&mut self) -> String {
        self.next();
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                '"' => break,
                '\\' => text.extend(self.next()),
                c => text.push(c),
            }
        }
        text
    }
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~/".contains(c)
}

/// Looser than a token: base64 is sent without quotes, too.
fn is_bare(c: char) -> bool {
    !c.is_ascii_whitespace() && c != ',' && c != '"'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Vec<String> {
        let told = |scheme: Scheme| {
            let parameters = scheme.parameters.iter().map(|(name, value)| format!(" {name}={value}"));
            scheme.name.clone() + &parameters.collect::<String>()
        };
        schemes(header).into_iter().map(told).collect()
    }

    #[test]
    fn schemes_and_their_parameters_are_told_apart() {
        for (header, found) in [
            (r#"Bearer error="x", claims="eyJ9""#, vec!["Bearer error=x claims=eyJ9"]),
            (
                r#"PoP nonce="a,b", Bearer realm="", error=invalid_token"#,
                vec!["PoP nonce=a,b", "Bearer error=invalid_token"],
            ),
            (r#"Negotiate TlRMTVNTUAAB==, Bearer error="x""#, vec!["Negotiate", "Bearer error=x"]),
            (
                r#"Negotiate TlRM/VNT+AAB, NTLM, Bearer error="x""#,
                vec!["Negotiate", "NTLM", "Bearer error=x"],
            ),
            (
                r#"bearer  ERROR = "say \"no\", twice" ,, claims=e30=="#,
                vec![r#"bearer ERROR=say "no", twice claims=e30=="#],
            ),
            (r#"Bearer error="x" claims="no comma""#, vec!["Bearer error=x claims=no comma"]),
            (r#"Bearer error="never ends, claims=x"#, vec!["Bearer error=never ends, claims=x"]),
            ("Bearer", vec!["Bearer"]),
            (r#"error="nobody's""#, vec![]),
            (", ,", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(read(header), found, "{header}");
        }
        assert!(schemes(&"Bearer a=b,".repeat(2_000)).is_empty(), "too long to be true");
    }

    #[test]
    fn names_are_compared_without_case() {
        let scheme = schemes(r#"BEARER Claims="x""#).remove(0);
        assert_eq!(
            (scheme.is("Bearer"), scheme.parameter("claims"), scheme.parameter("error")),
            (true, Some("x"), None)
        );
    }

    #[test]
    fn no_header_is_too_odd_to_be_read() {
        for odd in
            ["=", "\"", "\\", "Bearer =", "Bearer a=\"\\", "é=è, Bearer ü=\"ö\"", "Bearer \u{0}=\u{7f}"]
        {
            schemes(odd);
        }
    }
}
