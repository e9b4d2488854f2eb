//! From text to tokens, one at a time.

use jiff::SignedDuration;

use super::Fault;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word(String),
    Text(String),
    Long(i64),
    Real(f64),
    Span(SignedDuration),
    Sign(&'static str),
    End,
}

/// The longer signs stand before those they begin with.
const SIGNS: [&str; 28] = [
    "==", "=~", "!=", "!~", "<=", ">=", "<>", "..", "=>", "=", "<", ">", "|", "(", ")", "[", "]", "{", "}",
    ",", ";", ":", ".", "+", "-", "*", "/", "%",
];
const LONE_SIGNS: [&str; 2] = ["!", "~"];

/// A token and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Lexeme {
    pub(super) token: Token,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Copy)]
pub(super) struct Lexer<'q> {
    pub(super) source: &'q str,
    pub(super) at: usize,
}

impl<'q> Lexer<'q> {
    pub(super) fn new(source: &'q str) -> Self {
        Self { source, at: 0 }
    }

    pub(super) fn next(&mut self) -> Result<Lexeme, Fault> {
        self.skip_blanks();
        let start = self.at;
        let token = self.token()?;
        Ok(Lexeme { token, start, end: self.at })
    }

    fn token(&mut self) -> Result<Token, Fault> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(Token::End) };
        match first {
            '\'' | '"' => self.text(first),
            '@' if rest[1..].starts_with(['\'', '"']) => self.verbatim(),
            '0'..='9' => self.number(),
            _ if first.is_alphabetic() || first == '_' || first == '$' => {
                Ok(Token::Word(self.word().to_owned()))
            }
            _ => {
                let known = SIGNS.iter().chain(&LONE_SIGNS).find(|sign| rest.starts_with(**sign));
                let sign = known.ok_or_else(|| self.fault(first.len_utf8()))?;
                self.at += sign.len();
                Ok(Token::Sign(sign))
            }
        }
    }

    fn rest(&self) -> &'q str {
        &self.source[self.at..]
    }

    fn fault(&self, length: usize) -> Fault {
        Fault::syntax(self.source, self.at, self.at + length, None)
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let text = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            self.at += rest.len() - text.len();
            if !text.starts_with("//") {
                return;
            }
            self.at += text.find('\n').unwrap_or(text.len());
        }
    }

    fn word(&mut self) -> &'q str {
        let rest = self.rest();
        let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let length = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn text(&mut self, quote: char) -> Result<Token, Fault> {
        let rest = self.rest();
        let unclosed = || Fault::syntax(self.source, self.at, self.source.len(), Some(&quote.to_string()));
        let mut text = String::new();
        let mut chars = rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                _ if c == quote => {
                    self.at += at + 1;
                    return Ok(Token::Text(text));
                }
                '\n' => return Err(unclosed()),
                '\\' => {
                    let (_, escaped) = chars.next().ok_or_else(unclosed)?;
                    match escaped {
                        'n' => text.push('\n'),
                        't' => text.push('\t'),
                        'r' => text.push('\r'),
                        '0' => text.push('\0'),
                        'u' => {
                            let digits: String = chars.by_ref().take(4).map(|(_, digit)| digit).collect();
                            let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                            text.push(code.ok_or_else(unclosed)?);
                        }
                        '\\' | '\'' | '"' | '`' => text.push(escaped),
                        _ => return Err(Fault::syntax(self.source, self.at + at, self.at + at + 2, None)),
                    }
                }
                _ => text.push(c),
            }
        }
        Err(unclosed())
    }

    /// `@'…'`: a backslash is itself, and a quote is written twice.
    fn verbatim(&mut self) -> Result<Token, Fault> {
        let rest = &self.rest()[1..];
        let quote = &rest[..1];
        let mut text = String::new();
        let mut at = 1;
        loop {
            let Some(length) = rest[at..].find(quote) else {
                return Err(Fault::syntax(self.source, self.at, self.source.len(), Some(quote)));
            };
            text.push_str(&rest[at..at + length]);
            at += length + 1;
            if !rest[at..].starts_with(quote) {
                self.at += at + 1;
                return Ok(Token::Text(text));
            }
            text.push_str(quote);
            at += 1;
        }
    }

    fn number(&mut self) -> Result<Token, Fault> {
        let start = self.at;
        let rest = self.rest();
        if let Some(hex) = rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X")) {
            let length = hex.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(hex.len());
            let value = i64::from_str_radix(&hex[..length], 16).map_err(|_| self.fault(2 + length))?;
            self.at += 2 + length;
            return Ok(Token::Long(value));
        }
        let digits = |from: usize| {
            rest[from..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |length| from + length)
        };
        let mut end = digits(0);
        let mut whole = true;
        if rest[end..].starts_with('.') && rest[end + 1..].starts_with(|c: char| c.is_ascii_digit()) {
            (end, whole) = (digits(end + 1), false);
        }
        let exponent = rest[end..].strip_prefix(['e', 'E']).map(|after| {
            let sign = usize::from(after.starts_with(['+', '-']));
            (end + 1 + sign, after[sign..].starts_with(|c: char| c.is_ascii_digit()))
        });
        if let Some((from, true)) = exponent {
            (end, whole) = (digits(from), false);
        }
        let number = &rest[..end];
        self.at += end;
        let unit = self.word();
        let bad = |lexer: &Self| Fault::syntax(lexer.source, start, lexer.at, None);
        if !unit.is_empty() {
            let amount: f64 = number.parse().map_err(|_| bad(self))?;
            let seconds = unit_seconds(unit).ok_or_else(|| bad(self))?;
            let span = SignedDuration::try_from_secs_f64(amount * seconds).map_err(|_| bad(self))?;
            return Ok(Token::Span(span));
        }
        if whole {
            number.parse().map(Token::Long).map_err(|_| bad(self))
        } else {
            number.parse().map(Token::Real).map_err(|_| bad(self))
        }
    }
}

fn unit_seconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "d" | "day" | "days" => 86_400.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600.0,
        "m" | "min" | "minute" | "minutes" => 60.0,
        "s" | "sec" | "second" | "seconds" => 1.0,
        "ms" | "milli" | "millis" | "millisecond" | "milliseconds" => 1e-3,
        "micro" | "micros" | "microsecond" | "microseconds" => 1e-6,
        "tick" | "ticks" => 1e-7,
        _ => return None,
    })
}
